//! Which months are held against which: year on year, financial year to date, quarter on quarter. Part of a year is never
//! held against a whole one.

use super::whole_words;
use crate::change::{Change, Verdict};
use crate::period::{months_as_data, months_in_words};
use calendar::Month;
use rulebook::FinancialYearRule;
use std::collections::BTreeMap;

/// Two periods of the same months, a year apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// `year-ending`, `financial-year-to-date` or `quarter`.
    pub id: &'static str,
    /// In words: `Year ending October 2019`.
    pub title: String,
    /// The later months.
    pub later: Vec<Month>,
    /// The same months a year before; empty where they may not be compared.
    pub earlier: Vec<Month>,
    /// What there was in the later months; `None` where none of them is there.
    pub now: Option<f64>,
    /// Whether some of them are missing, so that it is at least this.
    pub at_least: bool,
    /// What there was in the earlier ones.
    pub before: Option<f64>,
    /// Why they may not be compared; empty where they may.
    pub why_not: String,
}

impl Window {
    /// The later months as data.
    pub fn period(&self) -> String {
        months_as_data(&self.later)
    }

    /// The earlier ones.
    pub fn before_period(&self) -> String {
        months_as_data(&self.earlier)
    }
}

/// The year ending with a month, its financial year to date, and its quarter, each with the same months a year before.
///
/// `months` holds those that are there. Where some are missing, `matched` says whether the ones that are there in both years
/// are compared; otherwise nothing is.
pub fn windows(ending: Month, year: FinancialYearRule, months: &BTreeMap<Month, f64>, matched: bool) -> Vec<Window> {
    let first = i32::try_from(year.first_month).unwrap_or(4);
    let since = (ending.number() - first).rem_euclid(12);
    let begin = ending.plus(-since);
    let whole_year = since == 11;
    let quarter = since % 3;
    let named = if whole_year { "Financial year" } else { "Financial year to date" };
    let quarter_title = if quarter == 2 {
        format!("Quarter {} of the financial year, {}", since / 3 + 1, months_in_words(&span(ending.plus(-2), ending)))
    } else {
        format!("Three months to {}", ending.in_words())
    };
    vec![
        window("year-ending", format!("Year ending {}", ending.in_words()), ending.plus(-11), ending, months, matched),
        window("financial-year-to-date", format!("{named}, {}", months_in_words(&span(begin, ending))), begin, ending, months, matched),
        window("quarter", quarter_title, ending.plus(-2), ending, months, matched),
    ]
}

fn span(from: Month, to: Month) -> Vec<Month> {
    from.through(to).collect()
}

fn window(id: &'static str, title: String, from: Month, to: Month, months: &BTreeMap<Month, f64>, matched: bool) -> Window {
    let wanted = span(from, to);
    let there = |m: &Month| months.contains_key(m);
    let sum = |of: &[Month]| -> Option<f64> { (!of.is_empty()).then(|| of.iter().filter_map(|m| months.get(m)).sum()) };
    let present: Vec<Month> = wanted.iter().filter(|m| there(m)).copied().collect();
    let both: Vec<Month> = present.iter().filter(|m| there(&m.year_before())).copied().collect();
    let whole = both.len() == wanted.len();
    if whole || (matched && !both.is_empty()) {
        let earlier: Vec<Month> = both.iter().map(|m| m.year_before()).collect();
        let title = if whole { title } else { format!("{title}: only {}, which are there in both years", months_in_words(&both)) };
        let (now, before) = (sum(&both), sum(&earlier));
        return Window { id, title, later: both, earlier, now, at_least: false, before, why_not: String::new() };
    }
    let at_least = present.len() < wanted.len();
    let why_not = match (present.is_empty(), at_least) {
        (true, _) => format!("no file covers {}: missing, not nought", months_in_words(&wanted)),
        (false, true) => "months are missing, and part of a period is never held against a whole one".to_owned(),
        (false, false) => "not all of the same months a year before are there".to_owned(),
    };
    Window {
        id,
        title,
        now: sum(&present),
        later: if present.is_empty() { wanted } else { present },
        earlier: Vec::new(),
        at_least,
        before: None,
        why_not,
    }
}

/// A change in one sentence; `what` begins it: `Burglary in South Cambridgeshire`.
pub fn change_sentence(what: &str, change: &Change) -> String {
    let (before, after) = (whole_words(change.earlier), whole_words(change.later));
    let share = if change.apparent_change.ends_with('%') { format!(" ({})", change.apparent_change) } else { String::new() };
    match change.verdict {
        Verdict::Rose => format!("{what} rose from {before} to {after}{share}, by more than chance explains."),
        Verdict::Fell => format!("{what} fell from {before} to {after}{share}, by more than chance explains."),
        Verdict::NoClearChange => {
            format!("{what}: no clear change. {after} beside {before}{share} is a difference that chance alone could make.")
        }
        Verdict::NotTested => format!("{what}: none in either period, so there is nothing to test."),
    }
}
