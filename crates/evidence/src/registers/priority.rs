//! Priorities: what is proposed under which heading and why, and what was decided: on the list, or off it because…

use super::{Area, Place, wards_of};
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_year};
use rulebook::PriorityHeadings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a proposal rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The rule of the flags, with its version: `ward-flags@2020`.
    #[serde(default)]
    pub rule: Option<String>,
    /// What the flags said, in words, or the id of the result.
    #[serde(default)]
    pub result: Option<String>,
    /// The professional concerns, by their ids.
    #[serde(default)]
    pub concerns: Vec<String>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whether it is on the list.
    pub listed: bool,
    /// Why; "off the list because…" where it is not.
    pub reason: String,
    /// The office that decided.
    pub role: String,
    /// The meeting.
    pub meeting: String,
    /// The day.
    pub on: Date,
}

/// A priority of a year, proposed or decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// Its id.
    pub id: String,
    /// The year it is for: `2020-21`.
    pub year: String,
    /// What it is called.
    pub name: String,
    /// The wards or areas it is about.
    pub areas: Vec<Place>,
    /// The heading, an id of the rule `priority-headings`; none where a place was looked at and nothing proposed for it.
    #[serde(default)]
    pub heading: Option<String>,
    /// Why it is proposed.
    pub reason: String,
    /// The office that proposes it.
    pub role: String,
    /// The day.
    pub on: Date,
    /// What it rests on.
    #[serde(default)]
    pub basis: Basis,
    /// What was decided; nothing yet where missing.
    #[serde(default)]
    pub decision: Option<Decision>,
}

impl Body for Priority {
    const REGISTER: &'static str = "priority";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        check_year("year", &self.year)?;
        words.text("name", &self.name)?;
        if self.areas.is_empty() {
            return Err(Refused::Empty("areas"));
        }
        self.areas.iter().try_for_each(|area| area.check("areas"))?;
        words.text("reason", &self.reason)?;
        words.role("role", &self.role)?;
        words.maybe_text("result", self.basis.result.as_deref().unwrap_or_default())?;
        self.basis.concerns.iter().try_for_each(|concern| check_id("concerns", concern))?;
        let Some(decision) = &self.decision else { return Ok(()) };
        words.text("reason", &decision.reason)?;
        words.role("role", &decision.role)?;
        words.text("meeting", &decision.meeting)?;
        if decision.listed && self.heading.is_none() {
            return Err(Refused::Empty("heading"));
        }
        Ok(())
    }
}

impl Priority {
    /// Whether its heading is one that the rule knows.
    ///
    /// # Errors
    /// It is not.
    pub fn check_heading(&self, rule: &PriorityHeadings) -> Result<(), Refused> {
        let Some(heading) = &self.heading else { return Ok(()) };
        if rule.headings.iter().any(|one| one.id == *heading) {
            return Ok(());
        }
        let known: Vec<String> = rule.headings.iter().map(|one| format!("`{}`", one.id)).collect();
        Err(Refused::NotOneOf { field: "heading", value: heading.clone(), known: known.join(", ") })
    }

    /// With a decision in place of the one that stands.
    #[must_use]
    pub fn decided(mut self, decision: Decision) -> Self {
        self.decision = Some(decision);
        self
    }

    /// `proposed`, `on the list` or `off the list`.
    pub fn standing(&self) -> &'static str {
        match &self.decision {
            None => "proposed",
            Some(decision) if decision.listed => "on the list",
            Some(_) => "off the list",
        }
    }
}

/// A ward that the flags put at the highest risk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct HighWard {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The wards at the highest risk for which nothing was decided that year: neither on the list nor off it with a reason.
/// An area of the partnership's own stands for the wards it lies in.
pub fn undecided<'a>(high: &[HighWard], year: &str, priorities: impl IntoIterator<Item = &'a Priority>, areas: &[Area]) -> Vec<HighWard> {
    let decided: BTreeSet<String> = priorities
        .into_iter()
        .filter(|priority| priority.year == year && priority.decision.is_some())
        .flat_map(|priority| priority.areas.iter().flat_map(|place| wards_of(place, areas)))
        .collect();
    high.iter().filter(|ward| !decided.contains(&ward.code)).cloned().collect()
}
