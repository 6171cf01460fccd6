//! A data set: whose it is, what it is good for, and what it may feed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a data set may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataClass {
    /// It may feed ward flags.
    RiskAssessment,
    /// It helps to understand a place, and feeds no flag.
    Insight,
    /// It can't be used.
    NotSuitable,
    /// It isn't there yet.
    ToObtain,
}

impl DataClass {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::RiskAssessment, Self::Insight, Self::NotSuitable, Self::ToObtain];

    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RiskAssessment => "risk-assessment",
            Self::Insight => "insight",
            Self::NotSuitable => "not-suitable",
            Self::ToObtain => "to-obtain",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

impl fmt::Display for DataClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a judgement comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// The paper.
    pub paper: String,
    /// The place in it.
    pub place: String,
}

/// A data set as a review judged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Its id: `deliberate-fires`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The organisation or role that holds it.
    pub holder: String,
    /// What it is.
    pub what: String,
    /// What it is good for.
    pub usefulness: String,
    /// What it is not good for.
    pub limitation: String,
    /// What the review recommends.
    pub recommendation: String,
    /// What it may be used for.
    pub class: DataClass,
    /// Whether it is published open data, whose small counts are shown.
    pub open: bool,
    /// Where the judgement stands.
    pub source: DataSource,
}
