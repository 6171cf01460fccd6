//! Targets: what a measure is to reach, from which baseline, by when.

use crate::Period;
use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// What would meet a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Lower than the baseline, by so many percent or more where an amount is given.
    Lower,
    /// Higher than the baseline, by so many percent or more where an amount is given.
    Higher,
    /// The amount or less.
    AtMost,
    /// The amount or more.
    AtLeast,
    /// A first year, to be measured by later: nothing is met or missed.
    BaselineYear,
}

impl Direction {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Lower, Self::Higher, Self::AtMost, Self::AtLeast, Self::BaselineYear];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
            Self::AtMost => "at-most",
            Self::AtLeast => "at-least",
            Self::BaselineYear => "baseline-year",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// Where the values of a target come from. All are computed from what was imported; none is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Binding {
    /// A measure of the catalogue in one area: `burglary`, `E07000012`.
    Measure {
        /// The measure, by its id.
        measure: String,
        /// The area, by its code.
        area: String,
    },
    /// Rows of the view `counts`.
    Counts {
        /// The data set.
        data_set: String,
        /// The measure within it.
        measure: String,
        /// The category; empty where there is none.
        #[serde(default)]
        category: String,
        /// The area, by name or code, as the table has it.
        area: String,
    },
    /// The share of one measure in another of the same data set, in percent: repeat cases of all cases, clients who engage of all.
    Share {
        /// The data set.
        data_set: String,
        /// What is counted in part.
        part: String,
        /// What it is a part of.
        whole: String,
        /// The category; empty where there is none.
        #[serde(default)]
        category: String,
        /// The area, by name or code, as the table has it.
        area: String,
    },
}

impl Binding {
    /// The area, by name or code.
    pub fn area(&self) -> &str {
        match self {
            Self::Measure { area, .. } | Self::Counts { area, .. } | Self::Share { area, .. } => area,
        }
    }
}

/// What a target is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// In words: `2009-10`.
    pub label: String,
    /// Its first month.
    pub from: calendar::Month,
    /// Its last month.
    pub to: calendar::Month,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its id.
    pub id: String,
    /// The plan, by its id.
    pub plan: String,
    /// The priority it judges, by its key.
    #[serde(default)]
    pub priority: Option<String>,
    /// What is measured, as a report heads it.
    pub title: String,
    /// What it is counted in: `crimes`, `percent`.
    pub unit: String,
    /// Where its values come from.
    pub binding: Binding,
    /// What would meet it.
    pub direction: Direction,
    /// The amount: percent for `lower` and `higher`, the measure's own unit otherwise.
    #[serde(default)]
    pub amount: Option<f64>,
    /// What it is measured against.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// How many months a value is of: 3 or 12.
    pub months: u8,
    /// The last day by which it is to be met.
    #[serde(default)]
    pub by: Option<Date>,
    /// It is the county's: results of the district are shown against it, and don't meet or miss it alone.
    #[serde(default)]
    pub county_wide: bool,
    /// The office that owns it.
    pub owner: String,
    /// The period since which it holds, where it was set within a plan.
    #[serde(default)]
    pub since: Option<Period>,
}

impl Body for Target {
    const REGISTER: &'static str = "plan-target";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        check_id("plan", &self.plan)?;
        words.text("title", &self.title)?;
        words.text("unit", &self.unit)?;
        words.role("owner", &self.owner)?;
        if matches!(self.binding, Binding::Share { .. }) && self.unit != "percent" {
            return Err(Refused::NotNow { field: "unit", why: "a share is counted in percent" });
        }
        let amount_needed = matches!(self.direction, Direction::AtMost | Direction::AtLeast);
        if amount_needed && self.amount.is_none() {
            return Err(Refused::Empty("amount"));
        }
        if self.amount.is_some_and(|amount| !amount.is_finite() || amount < 0.0) {
            return Err(Refused::NotNow { field: "amount", why: "an amount is a number that is not below nothing" });
        }
        let baseline_needed = matches!(self.direction, Direction::Lower | Direction::Higher);
        if baseline_needed && self.baseline.is_none() {
            return Err(Refused::Empty("baseline"));
        }
        if self.baseline.as_ref().is_some_and(|one| one.to < one.from) {
            return Err(Refused::NotNow { field: "baseline", why: "its last month lies before its first" });
        }
        if ![1, 3, 12].contains(&self.months) {
            return Err(Refused::OutOfRange { field: "months", value: self.months, lowest: 1, highest: 12 });
        }
        Ok(())
    }
}
