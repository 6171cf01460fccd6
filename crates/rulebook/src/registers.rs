//! Rules of the registers beside the numbers: how often a data set should come, the headings of priorities, and the
//! matrix a scan is scored on.

use crate::rule::is_word;
use serde::{Deserialize, Serialize};

/// How often data sets come, and when one is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFrequency {
    /// Days after the day it was expected on which a data set is due, and not yet overdue.
    pub grace_days: u32,
    /// The frequencies, most often first.
    pub frequencies: Vec<Frequency>,
}

/// One frequency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Its id, as the register writes it: `monthly`.
    pub id: String,
    /// Months from one receipt to the next; none where nothing more is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
}

impl DataFrequency {
    /// The frequency of an id.
    pub fn frequency(&self, id: &str) -> Option<&Frequency> {
        self.frequencies.iter().find(|one| one.id == id)
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        each_once("frequencies", self.frequencies.iter().map(|one| one.id.as_str()))?;
        if self.frequencies.iter().any(|one| one.months == Some(0)) {
            return Err("`frequencies`: `months` must be 1 or more, or left out".to_owned());
        }
        if self.grace_days > 366 {
            return Err("`grace_days` must be 366 or fewer".to_owned());
        }
        Ok(())
    }
}

/// The headings priorities are listed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityHeadings {
    /// In the order they are printed.
    pub headings: Vec<Heading>,
}

/// One heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its id: `community-resilience`.
    pub id: String,
    /// As it is printed.
    pub name: String,
    /// What stands under it, in a line.
    pub meaning: String,
}

impl PriorityHeadings {
    /// The heading of an id, or of a name however it is capitalised.
    pub fn heading(&self, text: &str) -> Option<&Heading> {
        self.headings.iter().find(|one| one.id == text || one.name.eq_ignore_ascii_case(text))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        each_once("headings", self.headings.iter().map(|one| one.id.as_str()))?;
        each_filled("headings", self.headings.iter().flat_map(|one| [&one.name, &one.meaning]))
    }
}

/// The matrix on which issues are scored in a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanMatrix {
    /// The lowest score of a criterion.
    pub lowest: u8,
    /// The highest.
    pub highest: u8,
    /// What is scored, in the order of the columns.
    pub criteria: Vec<ScanCriterion>,
}

/// One column of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanCriterion {
    /// Its id: `public-concern`.
    pub id: String,
    /// As it is printed.
    pub title: String,
    /// What the scorer is asked.
    pub question: String,
}

impl ScanMatrix {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.lowest >= self.highest {
            return Err("`lowest` must lie below `highest`".to_owned());
        }
        each_once("criteria", self.criteria.iter().map(|one| one.id.as_str()))?;
        each_filled("criteria", self.criteria.iter().flat_map(|one| [&one.title, &one.question]))
    }
}

fn each_once<'a>(key: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let ids: Vec<&str> = ids.collect();
    if ids.is_empty() {
        return Err(format!("`{key}` must not be empty"));
    }
    for (at, id) in ids.iter().enumerate() {
        if !is_word(id) {
            return Err(format!("`{key}`: `{id}` is no id: lower-case letters, digits, single hyphens"));
        }
        if ids.iter().take(at).any(|other| other == id) {
            return Err(format!("`{key}`: `{id}` stands twice"));
        }
    }
    Ok(())
}

fn each_filled<'a>(key: &str, mut texts: impl Iterator<Item = &'a String>) -> Result<(), String> {
    if texts.any(|text| text.trim().is_empty()) {
        return Err(format!("`{key}`: a text is empty"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senseless_rules_are_refused() {
        let frequency = |id: &str, months| Frequency { id: id.into(), months };
        let frequencies = |list: Vec<Frequency>, grace_days| DataFrequency { grace_days, frequencies: list }.sensible();
        assert!(frequencies(vec![frequency("monthly", Some(1)), frequency("once", None)], 14).is_ok());
        assert!(frequencies(vec![], 14).unwrap_err().contains("empty"));
        assert!(frequencies(vec![frequency("monthly", Some(0))], 14).unwrap_err().contains("months"));
        assert!(frequencies(vec![frequency("Monthly", Some(1))], 14).unwrap_err().contains("no id"));
        assert!(frequencies(vec![frequency("once", None), frequency("once", None)], 14).unwrap_err().contains("twice"));
        assert!(frequencies(vec![frequency("once", None)], 400).unwrap_err().contains("grace_days"));

        let heading = |name: &str| Heading { id: "emerging".into(), name: name.into(), meaning: "new".into() };
        assert!(PriorityHeadings { headings: vec![heading("Emerging")] }.sensible().is_ok());
        assert!(PriorityHeadings { headings: vec![heading(" ")] }.sensible().is_err());

        let criterion = ScanCriterion { id: "harm".into(), title: "Harm".into(), question: "How much?".into() };
        let matrix = |lowest, highest| ScanMatrix { lowest, highest, criteria: vec![criterion.clone()] }.sensible();
        assert!(matrix(1, 3).is_ok());
        assert!(matrix(3, 3).is_err());
    }
}
