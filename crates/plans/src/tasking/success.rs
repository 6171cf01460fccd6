//! What agencies achieved: an entry each month with the counts behind its percentage, and cases worth telling.

use super::place::{check_maybe_said, check_said};
use calendar::{Date, Month};
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// What an agency says of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Success {
    /// The agency, by the id of its organisation.
    pub agency: String,
    /// The month.
    pub month: Month,
    /// What is counted: `deliberate fires`.
    pub measure: String,
    /// The figure.
    pub figure: u64,
    /// What the figure is over: `January to March 2020`.
    pub period: String,
    /// What it is set against; none where it stands alone.
    #[serde(default)]
    pub base: Option<u64>,
    /// What the base is over: `January to March 2019`.
    #[serde(default)]
    pub base_period: String,
    /// What was done, in a sentence or two.
    #[serde(default)]
    pub said: String,
    /// The office that gives it.
    pub role: String,
    /// May be said in public.
    #[serde(default)]
    pub publicity: bool,
}

impl Body for Success {
    const REGISTER: &'static str = "plan-success";

    fn id(&self) -> String {
        format!("{}/{}", self.agency, self.month)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("agency", &self.agency)?;
        check_said(words, "measure", &self.measure)?;
        check_said(words, "period", &self.period)?;
        check_maybe_said(words, "base_period", &self.base_period)?;
        if self.base.is_some() {
            words.text("base_period", &self.base_period)?;
        }
        // A percentage given in words would carry no counts.
        for (field, text) in [("measure", &self.measure), ("said", &self.said)] {
            let percentage = text.contains('%') || text.to_lowercase().contains("per cent") || text.to_lowercase().contains("percent");
            if percentage {
                let known = "words without a percentage: give the figure and its base, and it is computed".to_owned();
                return Err(Refused::NotOneOf { field, value: "a percentage".to_owned(), known });
            }
        }
        check_maybe_said(words, "said", &self.said)?;
        words.role("role", &self.role)
    }
}

/// A case worth telling, without anybody in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseStudy {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What was done, and by whom: agencies, no people.
    pub did: String,
    /// What came of it.
    pub came: String,
    /// The office that tells it.
    pub role: String,
    /// The day.
    pub on: Date,
    /// May be said in public.
    #[serde(default)]
    pub publicity: bool,
}

impl Body for CaseStudy {
    const REGISTER: &'static str = "plan-case-study";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        for (field, text) in [("title", &self.title), ("did", &self.did), ("came", &self.came)] {
            check_said(words, field, text)?;
        }
        words.role("role", &self.role)
    }
}
