//! Of which months a row is, from whatever columns say it.

use super::header::{Header, Role};
use super::names::shown;
use super::period::{Dashed, Period};
use super::place::Refusal;
use crate::text::CsvRow;
use calendar::{Month, parse_date};

/// Reads the period of a row.
pub(super) struct When<'a> {
    pub header: &'a Header,
    pub dashed: Dashed,
}

impl When<'_> {
    /// Whether any column says periods.
    pub fn is_in_columns(&self) -> bool {
        [Role::Period, Role::Month, Role::Year, Role::From].iter().any(|r| self.header.column(r).is_some())
    }

    /// The period of a row, `None` where its cells are empty.
    pub fn of(&self, row: &CsvRow) -> Result<Option<Period>, Refusal> {
        let cell = |role: &Role| self.header.column(role).map(|c| (c, row.field(c))).filter(|(_, text)| !text.is_empty());
        let period = cell(&Role::Period);
        let found = if let (Some(from), Some(to)) = (cell(&Role::From), cell(&Role::To)) {
            Some(from_to(from, to, period.map(|p| p.1))?)
        } else if let Some((column, text)) = period {
            Some(read(column, text, self.dashed)?)
        } else {
            match (cell(&Role::Month), cell(&Role::Quarter), cell(&Role::Year)) {
                (Some((column, month)), _, Some((_, year))) => Some(month_of_year(column, month, year)?),
                (Some((column, month)), _, None) => Some(month_alone(column, month)?),
                (None, Some((column, quarter)), Some((_, year))) => {
                    let quarter = if quarter.len() == 1 { format!("Q{quarter}") } else { quarter.to_owned() };
                    Some(read(column, &format!("{quarter} {year}"), Dashed::FinancialYear)?)
                }
                (None, _, Some((column, year))) => Some(read(column, year, Dashed::FinancialYear)?),
                (None, _, None) => None,
            }
        };
        let Some(mut found) = found else { return Ok(None) };
        if let Some((column, text)) = cell(&Role::PartYear) {
            found.part_year =
                yes_or_no(text).ok_or_else(|| Refusal::of(Some(column), "not_yes_or_no", "write `yes` or `no`, or leave it empty"))?;
        }
        Ok(Some(found))
    }
}

fn read(column: usize, text: &str, dashed: Dashed) -> Result<Period, Refusal> {
    Period::parse(text, dashed).map_err(|e| Refusal::of(Some(column), "period_not_read", e.to_string()))
}

/// A month; as a date its first day, which is how workbooks hold months.
fn month_alone(column: usize, text: &str) -> Result<Period, Refusal> {
    if let Some(month) = parse_date(text).ok().filter(|d| d.day() == 1).and_then(Month::of) {
        return Ok(Period { label: month.to_string(), from: month, to: month, part_year: false, remark: None });
    }
    read(column, text, Dashed::Month)
}

fn month_of_year(column: usize, month: &str, year: &str) -> Result<Period, Refusal> {
    if let Ok(whole) = Period::parse(month, Dashed::Month) {
        return Ok(whole);
    }
    match month.parse::<u8>() {
        Ok(number) => read(column, &format!("{year}-{number:02}"), Dashed::Month),
        Err(_) => read(column, &format!("{month} {year}"), Dashed::Month),
    }
}

fn from_to((from_column, from): (usize, &str), (to_column, to): (usize, &str), label: Option<&str>) -> Result<Period, Refusal> {
    let first = end(from_column, from, true)?;
    let last = end(to_column, to, false)?;
    if first > last {
        return Err(Refusal::of(Some(to_column), "period_not_read", format!("`{}` comes before `{}`", shown(to), shown(from))));
    }
    Ok(Period {
        label: label.map_or_else(|| format!("{from} to {to}"), str::to_owned),
        from: first,
        to: last,
        part_year: false,
        remark: None,
    })
}

/// One end of a period: a month, a year, or the first or last day of a month.
fn end(column: usize, text: &str, is_first: bool) -> Result<Month, Refusal> {
    if let Ok(date) = parse_date(text) {
        let day = if is_first { date.first_of_month() } else { date.last_of_month() };
        return Month::of(date).filter(|_| day == date).ok_or_else(|| {
            Refusal::of(Some(column), "period_not_read", format!("`{}` is within a month: periods are of whole months", shown(text)))
        });
    }
    read(column, text, Dashed::Month).map(|p| if is_first { p.from } else { p.to })
}

/// `yes`, `true`, `1` or a mark of suppression; `no`, `false`, `0` or nothing.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "suppressed" | "*" | "c" | "[c]" => Some(true),
        "" | "no" | "n" | "false" | "f" | "0" => Some(false),
        _ => None,
    }
}
