//! How a count compares with the same months a year before.

use crate::House;
use evidence::{Change, ChangeRules, decide_change};
use serde_json::Value;
use store::{AssessmentHead, FigureRecord};

/// A comparison of two counts, bare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The earlier count.
    pub before: u64,
    /// Later less earlier.
    pub change: i64,
    /// `-10.6%`, or `No Calc`.
    pub apparent_change: String,
    /// `rose`, `fell`, `no clear change` or `not tested`.
    pub verdict: String,
}

impl From<Change> for Comparison {
    fn from(change: Change) -> Self {
        Self {
            before: change.earlier,
            change: change.change,
            apparent_change: change.apparent_change,
            verdict: change.verdict.as_str().to_owned(),
        }
    }
}

/// The comparison kept in a row of a table figure; `None` where nothing was compared.
pub(super) fn comparison_in(row: &Value) -> Option<Comparison> {
    Some(Comparison {
        before: row.get("before")?.as_u64()?,
        change: row.get("change")?.as_i64()?,
        apparent_change: row.get("apparent_change")?.as_str()?.to_owned(),
        verdict: row.get("verdict")?.as_str()?.to_owned(),
    })
}

/// The comparison of the figures `STEM-count` and `STEM-count-before`; `None` where one is missing.
pub(super) fn compare(house: &House, head: &AssessmentHead, stem: &str, figures: &[FigureRecord]) -> Option<Comparison> {
    let count =
        |rest: &str| figures.iter().find(|f| f.id == format!("{stem}-{rest}")).and_then(|f| f.value.as_ref()).and_then(Value::as_u64);
    decided(house, head, count("count-before")?, count("count")?)
}

/// The comparison of two counts under the rules in force on the day the assessment was made.
pub(super) fn decided(house: &House, head: &AssessmentHead, before: u64, now: u64) -> Option<Comparison> {
    let day = head.made_at.get(..10)?.parse().ok()?;
    let area = base::AreaCode::parse(&head.area_code).ok();
    let rules = ChangeRules::in_force(house.rulebook, day, area.as_ref()).ok()?;
    decide_change(before, now, &rules).ok().map(Comparison::from)
}
