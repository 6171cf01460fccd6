//! The scan: every issue scored on a stated matrix, and which became lines of enquiry, chosen by whom and why.

use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use rulebook::ScanMatrix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A score that the police gave the issue in a risk assessment of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoliceScore {
    /// The score as they print it.
    pub score: String,
    /// What it is out of, or what it means.
    pub scale: String,
    /// The product it stands in.
    pub source: String,
    /// The day it was received.
    pub received: Date,
}

/// Whether an issue became a line of enquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Whether it is analysed further.
    pub chosen: bool,
    /// The line of enquiry, where it is.
    #[serde(default)]
    pub line_of_enquiry: String,
    /// Why, or why not.
    pub reason: String,
    /// The office that chose.
    pub role: String,
    /// The day.
    pub on: Date,
}

/// An issue in a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanIssue {
    /// The scan: `2019-20`.
    pub scan: String,
    /// The issue's id.
    pub issue: String,
    /// Its title.
    pub title: String,
    /// The matrix, with its version: `scan-matrix@1`.
    pub rule: String,
    /// The score of each criterion.
    pub scores: BTreeMap<String, u8>,
    /// Why they are these.
    pub reason: String,
    /// The office that scored.
    pub role: String,
    /// The day.
    pub on: Date,
    /// What the police made of it.
    #[serde(default)]
    pub police: Option<PoliceScore>,
    /// Whether it became a line of enquiry; nothing yet where missing.
    #[serde(default)]
    pub choice: Option<Choice>,
}

impl Body for ScanIssue {
    const REGISTER: &'static str = "scan";

    fn id(&self) -> String {
        format!("{}/{}", self.scan, self.issue)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("scan", &self.scan)?;
        check_id("issue", &self.issue)?;
        words.text("title", &self.title)?;
        words.text("rule", &self.rule)?;
        words.text("reason", &self.reason)?;
        words.role("role", &self.role)?;
        if let Some(police) = &self.police {
            words.text("score", &police.score)?;
            words.text("scale", &police.scale)?;
            words.text("source", &police.source)?;
        }
        let Some(choice) = &self.choice else { return Ok(()) };
        words.text("reason", &choice.reason)?;
        words.role("role", &choice.role)?;
        if choice.chosen { words.text("line_of_enquiry", &choice.line_of_enquiry) } else { Ok(()) }
    }
}

impl ScanIssue {
    /// Whether every criterion of the matrix has a score in its range, and nothing else has one.
    ///
    /// # Errors
    /// One has none, or is none of them, or is out of range.
    pub fn check_scores(&self, matrix: &ScanMatrix) -> Result<(), Refused> {
        let known = || matrix.criteria.iter().map(|one| format!("`{}`", one.id)).collect::<Vec<_>>().join(", ");
        if let Some(odd) = self.scores.keys().find(|id| !matrix.criteria.iter().any(|one| one.id == **id)) {
            return Err(Refused::NotOneOf { field: "scores", value: odd.clone(), known: known() });
        }
        for criterion in &matrix.criteria {
            let Some(&value) = self.scores.get(&criterion.id) else {
                return Err(Refused::NotOneOf {
                    field: "scores",
                    value: format!("no score for {}", criterion.id),
                    known: format!("one score each for {}", known()),
                });
            };
            if !(matrix.lowest..=matrix.highest).contains(&value) {
                return Err(Refused::OutOfRange { field: "scores", value, lowest: matrix.lowest, highest: matrix.highest });
            }
        }
        Ok(())
    }

    /// The sum of its scores.
    pub fn total(&self) -> u32 {
        self.scores.values().map(|score| u32::from(*score)).sum()
    }

    /// Chosen as a line of enquiry, or not.
    #[must_use]
    pub fn chosen(mut self, choice: Choice) -> Self {
        self.choice = Some(choice);
        self
    }
}
