//! What a field of a figure prints, and what that is: a value, a change, a name.

use crate::near::listed;
use crate::number::{MINUS, in_units, is_percent, ordinal, printed, printed_units, with_unit};
use crate::{Before, Fact, FactRow, PlaceName, Span};
use evidence::Verdict;

/// The fields that every figure may have, for suggestions.
pub(crate) const FIELDS: [&str; 32] = [
    "value",
    "before",
    "change",
    "percent",
    "signed-percent",
    "moved",
    "verdict",
    "rank",
    "of",
    "share",
    "low",
    "high",
    "period",
    "before-period",
    "area",
    "title",
    "unit",
    "list",
    "top",
    "top-value",
    "second",
    "second-value",
    "third",
    "third-value",
    "lowest",
    "lowest-value",
    "total",
    "count",
    "names",
    "table",
    "chart",
    "map",
];

/// What a reference says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A value now.
    Value,
    /// A value of the time compared with.
    Before,
    /// How much it changed.
    Change,
    /// Which way it went, in words.
    Moved,
    /// A place in an order.
    Rank,
    /// Names of rows.
    Names,
    /// The months.
    Period,
    /// The months compared with.
    BeforePeriod,
    /// The area.
    Area,
    /// What it is called, and its unit.
    Title,
}

impl What {
    /// Whether it says a number, or something that rests on one.
    pub(crate) fn is_figure(self) -> bool {
        matches!(self, Self::Value | Self::Before | Self::Change | Self::Moved | Self::Rank | Self::Names)
    }

    /// Whether somebody who reads it learns how large a small number is.
    pub(crate) fn tells_number(self) -> bool {
        matches!(self, Self::Value | Self::Before | Self::Change)
    }
}

/// A reference that was filled in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filled {
    /// As printed.
    pub(crate) text: String,
    /// What it says.
    pub(crate) what: What,
    /// The number, where it prints one of the figure's unit.
    pub(crate) number: Option<f64>,
    /// The row it is of.
    pub(crate) row: Option<usize>,
    /// Every row whose number it tells: several where they are level, all of them for a total.
    pub(crate) of_rows: Vec<usize>,
    /// The areas that it names.
    pub(crate) names: Vec<PlaceName>,
}

/// Why a reference could not be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfilled {
    /// There is no such field.
    Unknown,
    /// The data do not give it.
    Missing,
    /// It stands only as a paragraph of its own.
    Block,
}

/// The fields of a figure that a writer may refer to in a sentence, those that the data give and no others: first what most sentences want.
pub fn fields_given(fact: &Fact) -> Vec<String> {
    let wanted =
        ["value", "moved", "percent", "before", "rank", "share", "list", "top", "top-value", "count", "names", "period", "before-period"];
    let rows = fact.rows.iter().map(|row| row.slug.as_str()).take(SUGGESTED_ROWS);
    wanted.into_iter().chain(rows).filter(|field| fill(fact, field, 1).is_ok()).map(str::to_owned).collect()
}

/// Rows that are suggested at the most: the others are called alike.
const SUGGESTED_ROWS: usize = 3;

/// Fills a field.
pub(crate) fn fill(fact: &Fact, field: &str, percent_decimals: u32) -> Result<Filled, Unfilled> {
    let filled = |what, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty()).ok_or(Unfilled::Missing)?;
        Ok(Filled { text, what, number: None, row: None, of_rows: Vec::new(), names: Vec::new() })
    };
    let number = |what, value: Option<f64>| {
        let text = value.and_then(|value| with_unit(value, fact.decimals, &fact.unit));
        filled(what, text).map(|filled| Filled { number: value, ..filled })
    };
    let percent = |value: Option<f64>| value.and_then(|value| unsigned(value, percent_decimals));
    let before = fact.before.as_ref();
    match field {
        "value" => match (&fact.words, fact.value) {
            (Some(words), None) => filled(What::Value, Some(words.clone())),
            (_, value) => number(What::Value, value),
        },
        "before" => number(What::Before, before.and_then(|before| before.value)),
        "change" => filled(What::Change, difference(fact, before)),
        "percent" => {
            filled(What::Change, before.and_then(|before| unsigned(before.percent?, before.printed_decimals.unwrap_or(percent_decimals))))
        }
        "signed-percent" => {
            filled(What::Change, before.and_then(|before| signed(before.percent?, before.printed_decimals.unwrap_or(percent_decimals))))
        }
        "moved" => filled(What::Moved, before.and_then(|before| moved(before, fact.value)).map(str::to_owned)),
        "verdict" => filled(What::Moved, before.map(|before| before.verdict.as_str().to_owned())),
        "rank" => filled(What::Rank, fact.rank.map(|rank| place(rank.place, rank.tied))),
        "of" => filled(What::Rank, fact.rank.map(|rank| rank.of.to_string())),
        "share" => filled(What::Value, percent(fact.share)),
        "low" => number(What::Value, fact.limits.map(|limits| limits.0)),
        "high" => number(What::Value, fact.limits.map(|limits| limits.1)),
        "period" => filled(What::Period, Some(fact.period.in_words())),
        "before-period" => filled(What::BeforePeriod, before.map(|before| before.period.in_words())),
        "area" => filled(What::Area, Some(fact.area.name.clone())).map(|filled| Filled { names: vec![fact.area.clone()], ..filled }),
        "title" => filled(What::Title, Some(fact.title.clone())),
        "unit" => filled(What::Title, Some(fact.unit.clone())),
        "list" => filled(What::Value, fact.words.clone()),
        "table" | "chart" | "map" => Err(Unfilled::Block),
        _ => rows(fact, field),
    }
}

/// Fills a field of a table.
fn rows(fact: &Fact, field: &str) -> Result<Filled, Unfilled> {
    let filled = |what, text: String, number, rows: &[(usize, &FactRow)]| {
        if text.is_empty() {
            return Err(Unfilled::Missing);
        }
        let names = rows.iter().filter_map(|(_, row)| row.area.clone()).collect();
        let row = if let [(at, _)] = rows { Some(*at) } else { None };
        Ok(Filled { text, what, number, row, of_rows: rows.iter().map(|(at, _)| *at).collect(), names })
    };
    if fact.rows.is_empty() {
        return Err(Unfilled::Unknown);
    }
    let named = |rows: Vec<(usize, &FactRow)>| {
        let names: Vec<String> = rows.iter().map(|(_, row)| row.name.clone()).collect();
        filled(What::Names, listed(&names, "and"), None, &rows)
    };
    let valued = |rows: Vec<(usize, &FactRow)>| {
        let value = rows.first().and_then(|(_, row)| row.value).ok_or(Unfilled::Missing)?;
        let text = with_unit(value, fact.decimals, &fact.unit).ok_or(Unfilled::Missing)?;
        // A value that several rows share is of none of them alone; the sentence names them by `top`.
        filled(What::Value, text, Some(value), &rows).map(|filled| Filled { names: Vec::new(), ..filled })
    };
    match field {
        "top" => named(standing(fact, 0, false)),
        "top-value" => valued(standing(fact, 0, false)),
        "second" => named(standing(fact, 1, false)),
        "second-value" => valued(standing(fact, 1, false)),
        "third" => named(standing(fact, 2, false)),
        "third-value" => valued(standing(fact, 2, false)),
        "lowest" => named(standing(fact, 0, true)),
        "lowest-value" => valued(standing(fact, 0, true)),
        "names" => named(fact.rows.iter().enumerate().collect()),
        "count" => filled(What::Value, printed(fact.rows.len() as f64, 0).unwrap_or_default(), None, &[]),
        "total" => {
            let total = total(fact).ok_or(Unfilled::Missing)?;
            let value = total as f64 / 10_f64.powi(i32::try_from(fact.decimals).unwrap_or(0));
            let text = with_unit(value, fact.decimals, &fact.unit).unwrap_or_else(|| printed_units(total, fact.decimals));
            let every: Vec<usize> = (0..fact.rows.len()).collect();
            filled(What::Value, text, Some(value), &[]).map(|filled| Filled { of_rows: every, ..filled })
        }
        slug => match fact.rows.iter().enumerate().find(|(_, row)| row.slug == slug) {
            Some(row) => valued(vec![row]),
            None => Err(Unfilled::Unknown),
        },
    }
}

/// The rows that stand at a place, all of them where they are level.
fn standing(fact: &Fact, place: usize, from_below: bool) -> Vec<(usize, &FactRow)> {
    let mut values: Vec<f64> = fact.rows.iter().filter_map(|row| row.value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if !from_below {
        values.reverse();
    }
    match values.get(place) {
        Some(value) => fact.rows.iter().enumerate().filter(|(_, row)| row.value == Some(*value)).collect(),
        None => Vec::new(),
    }
}

/// What the rows add up to, in units of their last printed place; nothing where a row has no value.
pub(crate) fn total(fact: &Fact) -> Option<i128> {
    fact.rows.iter().try_fold(0_i128, |sum, row| sum.checked_add(in_units(row.value?, fact.decimals)?))
}

fn difference(fact: &Fact, before: Option<&Before>) -> Option<String> {
    let (now, then) = (fact.value?, before?.value?);
    let size = (in_units(now, fact.decimals)?.checked_sub(in_units(then, fact.decimals)?)?).checked_abs()?;
    if is_percent(&fact.unit) {
        return Some(format!("{} percentage points", printed_units(size, fact.decimals)));
    }
    let sign = if crate::number::is_money(&fact.unit) { "£" } else { "" };
    Some(format!("{sign}{}", printed_units(size, fact.decimals)))
}

/// `6.3%`, whichever way it went.
fn unsigned(percent: f64, decimals: u32) -> Option<String> {
    printed(percent.abs(), decimals).map(|text| format!("{text}%"))
}

/// `+6.3%`, `−6.3%`, `0.0%`.
pub(crate) fn signed(percent: f64, decimals: u32) -> Option<String> {
    let text = printed(percent, decimals)?;
    let sign = if text.starts_with(MINUS) || text.chars().all(|c| matches!(c, '0' | '.')) { "" } else { "+" };
    Some(format!("{sign}{text}%"))
}

/// `rose`, `fell`, `showed no clear change`; by sign where nothing was tested; `could not be compared` where there is no period before.
pub(crate) fn moved(before: &Before, now: Option<f64>) -> Option<&'static str> {
    if before.incomparable {
        return Some("could not be compared");
    }
    Some(match heading(before, now)? {
        Heading::Up => "rose",
        Heading::Down => "fell",
        Heading::Unclear => "showed no clear change",
        Heading::Level => "did not change",
    })
}

/// Which way a number went, as far as may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// Chance alone could have done it.
    Unclear,
    /// It is the same, and nothing was tested.
    Level,
}

/// Which way a figure went; nothing where nothing can be said.
pub(crate) fn heading(before: &Before, now: Option<f64>) -> Option<Heading> {
    match before.verdict {
        Verdict::Rose => Some(Heading::Up),
        Verdict::Fell => Some(Heading::Down),
        Verdict::NoClearChange => Some(Heading::Unclear),
        Verdict::NotTested => {
            let change = before.percent.or_else(|| Some(now? - before.value?))?;
            Some(if change > 0.0 {
                Heading::Up
            } else if change < 0.0 {
                Heading::Down
            } else {
                Heading::Level
            })
        }
    }
}

/// `highest`, `joint second highest`, `10th highest`.
fn place(place: usize, tied: bool) -> String {
    let words = ["", "", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth "];
    let which = words.get(place).map_or_else(|| format!("{} ", ordinal(place)), |word| (*word).to_owned());
    format!("{}{which}highest", if tied { "joint " } else { "" })
}

/// The months of a row, or of its figure.
pub(crate) fn period_of(fact: &Fact, row: Option<usize>) -> Span {
    row.and_then(|at| fact.rows.get(at)).and_then(|row| row.period).unwrap_or(fact.period)
}

/// The area of a row, or of its figure.
pub(crate) fn area_of(fact: &Fact, row: Option<usize>) -> &PlaceName {
    row.and_then(|at| fact.rows.get(at)).and_then(|row| row.area.as_ref()).unwrap_or(&fact.area)
}
