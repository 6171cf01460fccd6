//! A professional concern: an officer's judgement about a place, beside its flags and never inside them.

use super::Place;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// A concern about a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// Its id.
    pub id: String,
    /// The ward, or an area of the partnership's own.
    pub area: Place,
    /// Why.
    pub reason: String,
    /// The office that raised it.
    pub role: String,
    /// The day.
    pub on: Date,
    /// Why it stands no longer.
    #[serde(default)]
    pub withdrawn: Option<Withdrawal>,
}

/// A concern was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The day.
    pub on: Date,
    /// The office.
    pub role: String,
    /// Why.
    pub reason: String,
}

impl Body for Concern {
    const REGISTER: &'static str = "concern";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        self.area.check("area")?;
        words.text("reason", &self.reason)?;
        words.role("role", &self.role)?;
        let Some(withdrawn) = &self.withdrawn else { return Ok(()) };
        check_not_before("withdrawn", withdrawn.on, self.on)?;
        words.role("role", &withdrawn.role)?;
        words.text("reason", &withdrawn.reason)
    }
}

impl Concern {
    /// Whether it stands.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_none()
    }

    /// Withdrawn.
    ///
    /// # Errors
    /// It is withdrawn already.
    pub fn withdrawn(mut self, withdrawal: Withdrawal) -> Result<Self, Refused> {
        if self.withdrawn.is_some() {
            return Err(Refused::NotNow { field: "withdrawn", why: "the concern is withdrawn already" });
        }
        self.withdrawn = Some(withdrawal);
        Ok(self)
    }
}
