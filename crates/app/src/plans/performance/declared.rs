//! The partnership's own performance reports as `demo/published-performance/` declares them: indicators, targets, which facts give
//! them, and what the reports print. Dated data with a source; every value is computed from what a home holds.

use super::facts::Source;
use base::{Result, Trouble};
use calendar::Month;
use plans::{Direction, Period};
use serde::Deserialize;
use std::sync::LazyLock;

const FILES: [(&str, &str); 2] = [
    ("2010-11-q4.toml", include_str!("../../../../../demo/published-performance/2010-11-q4.toml")),
    ("2011-12-q1.toml", include_str!("../../../../../demo/published-performance/2011-12-q1.toml")),
];

static BUILTIN: LazyLock<Result<Vec<DeclaredReport>>> = LazyLock::new(|| FILES.iter().map(|(name, text)| parse(name, text)).collect());

/// Months from one to another: `2011-01..2011-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Span {
    pub from: Month,
    pub to: Month,
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let read = |text: &str| Month::parse(text).map_err(|why| why.to_string());
        let (from, to) = text.split_once("..").ok_or_else(|| format!("`{text}` is not two months such as `2011-01..2011-03`"))?;
        let span = Self { from: read(from)?, to: read(to)? };
        if span.to < span.from { Err(format!("`{text}` ends before it begins")) } else { Ok(span) }
    }
}

/// The values that decide whether a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judged {
    pub value: Span,
    pub against: Span,
}

/// What a printed thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    /// A change in percent between the values that decide.
    Change,
    /// Met or not.
    Result,
    /// The colour.
    Rag,
    /// The place among peers.
    Rank,
    /// The value.
    Value,
    /// The share of the whole, in percent.
    Share,
}

/// Something the report prints of an indicator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Printed {
    pub what: What,
    /// As printed.
    pub text: String,
    /// Of what: `since 2008/9`.
    #[serde(default)]
    pub of: String,
    /// The period it is of, where that is not the indicator's.
    #[serde(default)]
    pub at: Option<Span>,
    /// What was computed when the reason was written; none where it could not be.
    #[serde(default)]
    pub computed: Option<String>,
    /// Why what is printed does not follow: true of the facts that gave what was computed then, and said of no others. Empty where it
    /// does follow.
    #[serde(default)]
    pub because: String,
}

/// An indicator of a report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclaredIndicator {
    pub name: String,
    pub priority: String,
    /// The target in the report's words.
    pub target: String,
    pub direction: Direction,
    #[serde(default)]
    pub amount: Option<f64>,
    pub unit: String,
    #[serde(default)]
    pub county_wide: bool,
    #[serde(default)]
    pub area: String,
    pub sources: Vec<Source>,
    #[serde(default)]
    pub whole_sources: Vec<Source>,
    pub value: Span,
    #[serde(default)]
    pub against: Option<Span>,
    /// For an amount: the period before, by which the way the value went is told.
    #[serde(default)]
    pub before: Option<Span>,
    pub against_words: String,
    #[serde(default)]
    pub judged: Option<Judged>,
    #[serde(default)]
    pub rank: Option<Span>,
    pub printed: Vec<Printed>,
}

/// Lines without targets: counts of two periods side by side, in the order of the rows they came in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Highlights {
    pub sources: Vec<Source>,
    pub unit: String,
    pub value: Span,
    pub against: Span,
    pub against_words: String,
    /// The measures that hold what is printed: the change, its percentage, and that there is none.
    pub change: String,
    pub percent: String,
    pub no_figure: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclaredReport {
    pub period: Period,
    /// The day of the paper.
    pub dated: String,
    pub source: String,
    pub area: String,
    pub area_code: String,
    /// The files of `demo/published/` that hold its facts.
    pub import: Vec<String>,
    pub indicator: Vec<DeclaredIndicator>,
    #[serde(default)]
    pub highlights: Option<Highlights>,
}

/// The reports that are declared.
pub(crate) fn declared() -> Result<&'static [DeclaredReport]> {
    BUILTIN.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// The report of a period, if one is declared.
pub(crate) fn declared_for(period: Period) -> Result<Option<&'static DeclaredReport>> {
    Ok(declared()?.iter().find(|report| report.period == period))
}

fn parse(name: &str, text: &str) -> Result<DeclaredReport> {
    let broken = |why: String| {
        let message = format!("`{name}` of the published performance reports can't be used: {why}");
        Trouble::failed("published-performance", message, "report it: the file is part of the program")
    };
    let report: DeclaredReport = toml::from_str(text).map_err(|why| broken(why.message().to_owned()))?;
    if report.source.trim().is_empty() || report.dated.parse::<jiff::civil::Date>().is_err() || report.import.is_empty() {
        return Err(broken("its source, its day or its facts are missing".to_owned()));
    }
    for one in &report.indicator {
        let named = matches!(one.direction, Direction::AtMost | Direction::AtLeast);
        if one.sources.is_empty() || (named && one.amount.is_none()) || (!named && one.against.is_none()) {
            return Err(broken(format!("`{}` lacks a source, an amount or what it is held against", one.name)));
        }
        let follows = |printed: &Printed| printed.computed.as_ref() == Some(&printed.text);
        if one.printed.iter().any(|printed| printed.because.trim().is_empty() != follows(printed)) {
            return Err(broken(format!(
                "`{}` prints something that does not follow without a reason, or gives one for what does",
                one.name
            )));
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_reports_are_valid_and_their_facts_are_published() {
        let reports = declared().unwrap();
        assert_eq!(reports.len(), FILES.len());
        let tables = crate::demo::published_tables();
        for report in reports {
            for file in &report.import {
                assert!(tables.iter().any(|(name, _)| format!("{name}.csv") == *file), "{file}");
            }
            // Of each indicator one source at least is among the published facts.
            for one in &report.indicator {
                let begins = |source: &Source| format!("{},", source.data_set);
                let held = one.sources.iter().any(|source| {
                    tables
                        .iter()
                        .any(|(_, text)| text.lines().any(|line| line.starts_with(&begins(source)) && line.contains(&source.measure)))
                });
                assert!(held, "{}", one.name);
            }
        }
        assert!(parse("x.toml", "period = \"2010-11-Q4\"").is_err());
    }

    #[test]
    fn spans_are_two_months() {
        let span = Span::try_from("2011-01..2011-03".to_owned()).unwrap();
        assert_eq!((span.from.to_string(), span.to.to_string()), ("2011-01".to_owned(), "2011-03".to_owned()));
        for wrong in ["2011-01", "2011-03..2011-01", "x..y"] {
            assert!(Span::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
