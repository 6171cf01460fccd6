//! A request for data: to whom, for what, until when; how it was chased and what came of it.

use super::Chase;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// A request to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// The organisation asked.
    pub to: String,
    /// What for.
    pub what: String,
    /// The data set it is about, if it is in the register.
    #[serde(default)]
    pub data_set: Option<String>,
    /// The office that asked.
    pub role: String,
    /// The day it was asked.
    pub asked: Date,
    /// The day an answer is due.
    pub due: Date,
    /// How it was chased, oldest first.
    #[serde(default)]
    pub chases: Vec<Chase>,
    /// What came of it.
    #[serde(default)]
    pub outcome: Option<Outcome>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Whether it was given.
    pub given: bool,
    /// The day.
    pub on: Date,
    /// What was said.
    pub said: String,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Not answered, and not late.
    Open,
    /// Not answered, and late.
    Overdue,
    /// Given.
    Answered,
    /// Refused.
    Refused,
}

impl RequestState {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Answered => "answered",
            Self::Refused => "refused",
        }
    }
}

impl Body for Request {
    const REGISTER: &'static str = "request";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("to", &self.to)?;
        words.text("what", &self.what)?;
        if let Some(data_set) = &self.data_set {
            check_id("data_set", data_set)?;
        }
        words.role("role", &self.role)?;
        check_not_before("due", self.due, self.asked)?;
        for chase in &self.chases {
            check_not_before("chases", chase.on, self.asked)?;
            chase.check(words)?;
        }
        let Some(outcome) = &self.outcome else { return Ok(()) };
        check_not_before("outcome", outcome.on, self.asked)?;
        words.text("said", &outcome.said)
    }
}

impl Request {
    /// How it stands today: overdue from the day after it was due.
    pub fn state(&self, today: Date) -> RequestState {
        match &self.outcome {
            Some(outcome) if outcome.given => RequestState::Answered,
            Some(_) => RequestState::Refused,
            None if self.due < today => RequestState::Overdue,
            None => RequestState::Open,
        }
    }

    /// With one more chase.
    ///
    /// # Errors
    /// It is answered.
    pub fn chased(mut self, chase: Chase) -> Result<Self, Refused> {
        self.must_be_open()?;
        self.chases.push(chase);
        Ok(self)
    }

    /// Answered or refused.
    ///
    /// # Errors
    /// It is answered already.
    pub fn answered(mut self, outcome: Outcome) -> Result<Self, Refused> {
        self.must_be_open()?;
        self.outcome = Some(outcome);
        Ok(self)
    }

    fn must_be_open(&self) -> Result<(), Refused> {
        if self.outcome.is_some() { Err(Refused::NotNow { field: "outcome", why: "the request is answered already" }) } else { Ok(()) }
    }
}
