//! A gap: what cannot be evidenced, why, who owns it, and when it is looked at again.

use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// A gap in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Its id.
    pub id: String,
    /// What cannot be evidenced.
    pub what: String,
    /// Why not.
    pub why: String,
    /// The office that owns it.
    pub owner: String,
    /// The day it was recorded for.
    pub since: Date,
    /// The day it is looked at again.
    pub review: Date,
    /// What the reviews said, oldest first.
    #[serde(default)]
    pub reviews: Vec<GapReview>,
    /// How it was closed.
    #[serde(default)]
    pub closed: Option<Closing>,
}

/// A gap was looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapReview {
    /// The day.
    pub on: Date,
    /// The office.
    pub role: String,
    /// What was found.
    pub said: String,
    /// The next review.
    pub next: Date,
}

/// A gap was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The day.
    pub on: Date,
    /// The office.
    pub role: String,
    /// What closes it.
    pub how: String,
}

/// How a gap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapState {
    /// Known, and to be looked at again.
    Open,
    /// The day of its review has passed.
    Overdue,
    /// Closed.
    Closed,
}

impl GapState {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Closed => "closed",
        }
    }
}

impl Body for Gap {
    const REGISTER: &'static str = "gap";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("what", &self.what)?;
        words.text("why", &self.why)?;
        words.role("owner", &self.owner)?;
        check_not_before("review", self.review, self.since)?;
        for review in &self.reviews {
            words.role("role", &review.role)?;
            words.text("said", &review.said)?;
            check_not_before("next", review.next, review.on)?;
        }
        let Some(closed) = &self.closed else { return Ok(()) };
        check_not_before("closed", closed.on, self.since)?;
        words.role("role", &closed.role)?;
        words.text("how", &closed.how)
    }
}

impl Gap {
    /// How it stands today: overdue from the day after its review.
    pub fn state(&self, today: Date) -> GapState {
        match &self.closed {
            Some(_) => GapState::Closed,
            None if self.review < today => GapState::Overdue,
            None => GapState::Open,
        }
    }

    /// Reviewed, with a new day of review.
    ///
    /// # Errors
    /// It is closed.
    pub fn reviewed(mut self, review: GapReview) -> Result<Self, Refused> {
        self.must_be_open()?;
        self.review = review.next;
        self.reviews.push(review);
        Ok(self)
    }

    /// Closed.
    ///
    /// # Errors
    /// It is closed already.
    pub fn closed(mut self, closing: Closing) -> Result<Self, Refused> {
        self.must_be_open()?;
        self.closed = Some(closing);
        Ok(self)
    }

    fn must_be_open(&self) -> Result<(), Refused> {
        if self.closed.is_some() { Err(Refused::NotNow { field: "closed", why: "the gap is closed already" }) } else { Ok(()) }
    }
}
