//! Two layouts of performance reports, told by the names of their columns.
//!
//! Counts of two periods side by side (`category,earlier_from,earlier_to,earlier_count,later_from,…`): each row is a count in either
//! period, and the change as printed beside it. Indicators of reports (`report,indicator,quarter_value,full_year_value,…`): each row
//! is one indicator in one report, with what it is compared with, its rank among its peers and the change as printed.

use super::kept::Entry;
use super::names::{measure_id, shown};
use super::period::{Dashed, Period};
use super::place::{Placed, Refusal};
use super::value::{Cell, read_cell};
use crate::columns::squeeze;
use crate::text::CsvRow;
use calendar::{FinancialYear, Quarter};

/// A layout with the places of its columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Layout {
    /// Counts of two periods side by side.
    Compared(Compared),
    /// Indicators of reports.
    Indicators(Indicators),
}

/// Where the columns of counts side by side stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compared {
    category: usize,
    parent: Option<usize>,
    earlier: Side,
    later: Side,
    change: Option<usize>,
    percent: Option<usize>,
    percent_printed: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Side {
    from: usize,
    to: usize,
    count: usize,
}

/// Where the columns of indicators stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Indicators {
    report: usize,
    indicator: usize,
    quarter: usize,
    year: Option<usize>,
    comparator: Option<(usize, usize)>,
    baseline: Option<(usize, usize)>,
    change: Option<usize>,
    ranks: [Option<usize>; 3],
}

impl Layout {
    /// The layout of a table, if it is one of these.
    pub fn of(names: &[String]) -> Option<Self> {
        let squeezed: Vec<String> = names.iter().map(|name| squeeze(name)).collect();
        let at = |name: &str| squeezed.iter().position(|one| one == name);
        let side = |which: &str| {
            let of = |part: &str| at(&format!("{which}{part}"));
            Some(Side { from: of("from")?, to: of("to")?, count: of("count")? })
        };
        if let (Some(category), Some(earlier), Some(later)) = (at("category"), side("earlier"), side("later")) {
            return Some(Self::Compared(Compared {
                category,
                parent: squeezed.iter().position(|one| one.starts_with("parentcategory")),
                earlier,
                later,
                change: at("numericchange"),
                percent: at("apparentchangepct"),
                percent_printed: at("apparentchangepublished"),
            }));
        }
        Some(Self::Indicators(Indicators {
            report: at("report")?,
            indicator: at("indicator")?,
            quarter: at("quartervalue")?,
            year: at("fullyearvalue"),
            comparator: at("comparatorquarter").zip(at("comparatorquartervalue")),
            baseline: at("baselineyear").zip(at("baselineortargetvalue")),
            change: at("publishedchangepct"),
            ranks: [at("msgrankquarter"), at("msgrankearlierquarters"), at("msgrankfullyear")],
        }))
    }

    /// Reads rows of it.
    pub fn reader<'a>(&'a self, data_set: &'a str, placed: Placed) -> LayoutReader<'a> {
        LayoutReader { layout: self, data_set, placed, stale: 0 }
    }
}

/// Reads rows of a layout.
pub(super) struct LayoutReader<'a> {
    layout: &'a Layout,
    data_set: &'a str,
    placed: Placed,
    /// Cells that say of themselves that they are a stale copy: they are of no period, and are left out.
    stale: u64,
}

/// A value of a row before it is placed.
struct Part {
    measure: &'static str,
    category: String,
    period: Period,
    value: f64,
    unit: Option<&'static str>,
    column: usize,
}

impl LayoutReader<'_> {
    /// Every value of a row, or why it can't be kept.
    pub fn read(&mut self, row: &CsvRow) -> Result<Vec<Entry>, Refusal> {
        let parts = match self.layout {
            Layout::Compared(columns) => compared(columns, row)?,
            Layout::Indicators(columns) => self.indicators(columns, row)?,
        };
        let entry = |part: Part| Entry {
            data_set: self.data_set.to_owned(),
            measure: part.measure.to_owned(),
            category: Some(part.category),
            placed: self.placed.clone(),
            period: part.period,
            value: Some(part.value),
            unit: part.unit.map(str::to_owned),
            suppressed: false,
            column: part.column,
        };
        Ok(parts.into_iter().map(entry).collect())
    }

    /// What the reader of the import must know.
    pub fn warnings(&self, file_name: &str) -> Vec<String> {
        let stale = self.stale;
        let said = format!("{stale} cells of `{file_name}` say that they are a stale copy, and are left out");
        if stale == 0 { Vec::new() } else { vec![said] }
    }

    fn indicators(&mut self, columns: &Indicators, row: &CsvRow) -> Result<Vec<Part>, Refusal> {
        let name = filled(row, columns.indicator, "missing_indicator", "name the indicator of the row")?;
        let quarter = period(row, columns.report)?;
        let year = FinancialYear::of(quarter.from);
        let mut parts = Vec::new();
        let mut add = |measure, period: Period, value: Option<f64>, unit, column| {
            parts.extend(value.map(|value| Part { measure, category: name.to_owned(), period, value, unit, column }));
        };
        add("indicator_value", quarter.clone(), number(row, columns.quarter)?, None, columns.quarter);
        if let (Some(column), Some(year)) = (columns.year, year) {
            add("indicator_value", whole(year), number(row, column)?, None, column);
        }
        if let Some((when, column)) = columns.comparator
            && let Some(value) = number(row, column)?
        {
            add("indicator_value", period(row, when)?, Some(value), None, column);
        }
        if let Some((when, column)) = columns.baseline {
            match Period::parse(row.field(when), Dashed::FinancialYear) {
                Ok(baseline) => add("indicator_value", baseline, number(row, column)?, None, column),
                // Beside words that are no year stands the target's own number.
                Err(_) => add("target", quarter.clone(), number(row, column)?, None, column),
            }
        }
        if let Some(column) = columns.change {
            add("printed_change_percent", quarter.clone(), number(row, column)?, Some("percent"), column);
        }
        let [own, before, of_year] = columns.ranks;
        for (column, places) in [(own, vec![quarter.clone()]), (of_year, year.map(whole).into_iter().collect())] {
            if let Some(column) = column {
                let rank = self.rank(row, column)?;
                for place in places {
                    parts_of_rank(&mut parts, name, place, rank, column);
                }
            }
        }
        if let (Some(column), Some(year)) = (before, year) {
            let rank = self.rank(row, column)?;
            for place in quarters_named(row.field(column), year) {
                parts_of_rank(&mut parts, name, place, rank, column);
            }
        }
        Ok(parts)
    }

    /// A rank, before whatever is said of it in brackets. What says that it is stale is no rank of this period.
    fn rank(&mut self, row: &CsvRow, column: usize) -> Result<Option<f64>, Refusal> {
        let text = row.field(column);
        if text.to_lowercase().contains("stale") {
            self.stale += 1;
            return Ok(None);
        }
        let (bare, _) = text.split_once('(').unwrap_or((text, ""));
        read_number(bare.trim(), column)
    }
}

fn parts_of_rank(parts: &mut Vec<Part>, name: &str, period: Period, rank: Option<f64>, column: usize) {
    let unit = Some("place");
    parts.extend(rank.map(|value| Part { measure: "family_group_place", category: name.to_owned(), period, value, unit, column }));
}

/// The quarters that a cell names in brackets: `12 (Q2 and Q3)`.
fn quarters_named(text: &str, year: FinancialYear) -> Vec<Period> {
    let small = text.to_lowercase();
    let named = Quarter::ALL.into_iter().zip(["q1", "q2", "q3", "q4"]).filter(|(_, word)| small.contains(word));
    named
        .filter_map(|(quarter, word)| {
            let months = year.quarter(quarter);
            let (from, to) = (months.clone().next()?, months.last()?);
            Some(Period { label: format!("{} {year}", word.to_uppercase()), from, to, part_year: false, remark: None })
        })
        .collect()
}

fn whole(year: FinancialYear) -> Period {
    Period { label: year.to_string(), from: year.first(), to: year.last(), part_year: false, remark: None }
}

fn compared(columns: &Compared, row: &CsvRow) -> Result<Vec<Part>, Refusal> {
    let name = filled(row, columns.category, "missing_category", "name the category of the row")?;
    let parent = columns.parent.map(|column| row.field(column)).filter(|text| !text.is_empty());
    let category = parent.map_or_else(|| not_a_total(name), |parent| format!("{} / {}", not_a_total(parent), not_a_total(name)));
    let side = |side: Side| -> Result<(Period, Option<f64>), Refusal> {
        let (from, to) = (period(row, side.from)?, period(row, side.to)?);
        if to.to < from.from {
            return Err(Refusal::of(
                Some(side.to),
                "period_not_read",
                format!("`{}` comes before its beginning", shown(row.field(side.to))),
            ));
        }
        let label = format!("{} to {}", from.from, to.to);
        Ok((Period { label, from: from.from, to: to.to, part_year: false, remark: None }, number(row, side.count)?))
    };
    let (earlier, later) = (side(columns.earlier)?, side(columns.later)?);
    let mut parts = Vec::new();
    let mut add = |measure, period: Period, value: Option<f64>, unit, column| {
        parts.extend(value.map(|value| Part { measure, category: category.clone(), period, value, unit: Some(unit), column }));
    };
    for ((_, count), column) in [(&earlier, columns.earlier.count), (&later, columns.later.count)] {
        match count {
            Some(count) if *count >= 0.0 => {}
            Some(_) => return Err(Refusal::of(Some(column), "negative_count", "a count can't be below nought")),
            None => return Err(Refusal::of(Some(column), "missing_value", "write both counts; 0 where there was none")),
        }
    }
    add("crimes", earlier.0, earlier.1, "crimes", columns.earlier.count);
    add("crimes", later.0.clone(), later.1, "crimes", columns.later.count);
    if let Some(column) = columns.change {
        add("printed_change", later.0.clone(), number(row, column)?, "crimes", column);
    }
    let mut percent = None;
    if let Some(column) = columns.percent {
        percent = number(row, column)?;
        add("printed_change_percent", later.0.clone(), percent, "percent", column);
    }
    if let Some(column) = columns.percent_printed.filter(|column| percent.is_none() && measure_id(row.field(*column)) == "no_calc") {
        add("printed_no_calc", later.0, Some(1.0), "lines", column);
    }
    Ok(parts)
}

/// `All Crime` is a line of its own here and no total of the others: as tables of ours have it, `Crime (all)`.
fn not_a_total(name: &str) -> String {
    name.strip_prefix("All ").map_or_else(|| name.to_owned(), |rest| format!("{rest} (all)"))
}

fn filled<'a>(row: &'a CsvRow, column: usize, reason: &'static str, remedy: &str) -> Result<&'a str, Refusal> {
    let text = row.field(column);
    if text.is_empty() { Err(Refusal::of(Some(column), reason, remedy)) } else { Ok(text) }
}

fn period(row: &CsvRow, column: usize) -> Result<Period, Refusal> {
    // Whole months: `2010-04` is a month here, `2010-11` in a report's name follows a quarter and is a year.
    let dashed = if row.field(column).contains(['Q', 'q']) { Dashed::FinancialYear } else { Dashed::Month };
    Period::parse(row.field(column), dashed).map_err(|why| Refusal::of(Some(column), "period_not_read", why.to_string()))
}

fn number(row: &CsvRow, column: usize) -> Result<Option<f64>, Refusal> {
    read_number(row.field(column), column)
}

fn read_number(text: &str, column: usize) -> Result<Option<f64>, Refusal> {
    match read_cell(text) {
        Some(Cell::Number { value, .. }) => Ok(Some(value)),
        Some(Cell::Blank | Cell::Suppressed) => Ok(None),
        None => {
            let remedy = format!("`{}` is no number: leave the cell empty where nothing is known", shown(text));
            Err(Refusal::of(Some(column), "not_a_number", remedy))
        }
    }
}
