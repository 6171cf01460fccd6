//! Emerging issues: what a quarter's report says that no indicator says, bound to that quarter.

use crate::Period;
use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// An issue that came up in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergingIssue {
    /// Its id.
    pub id: String,
    /// The period whose report it stands in; it stands in no other.
    pub period: Period,
    /// What it is called.
    pub title: String,
    /// What came up, and how it is known.
    pub said: String,
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// It was taken back, and why.
    #[serde(default)]
    pub withdrawn: Option<crate::Closed>,
}

impl Body for EmergingIssue {
    const REGISTER: &'static str = "plan-issue";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("title", &self.title)?;
        words.text("said", &self.said)?;
        words.role("role", &self.role)?;
        self.withdrawn.as_ref().map_or(Ok(()), |closed| closed.check(words))
    }
}

impl EmergingIssue {
    /// Whether it says the same as another, but for spaces and capitals: a text that was copied on is stale.
    pub fn repeats(&self, other: &Self) -> bool {
        let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
        plain(&self.said) == plain(&other.said)
    }
}
