//! A meeting of a group: called with an agenda that is made from what waits, held with what was decided.

use super::place::{check_maybe_said, check_said};
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// The heading it stands under: `What is late`.
    pub heading: String,
    /// What it is.
    pub text: String,
    /// Whose it is; empty where nobody's.
    #[serde(default)]
    pub whose: String,
    /// Where it is looked at: a page of ours.
    #[serde(default)]
    pub href: String,
    /// By which rule or paper it is on the agenda.
    #[serde(default)]
    pub because: String,
}

/// Something that a meeting decided was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpDone {
    /// The day.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// What came of it.
    pub said: String,
}

/// Something that a meeting decided, for somebody to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// What.
    pub what: String,
    /// Who: an office or an organisation.
    pub whose: String,
    /// By when; none where no day was set.
    #[serde(default)]
    pub due: Option<Date>,
    /// It was done.
    #[serde(default)]
    pub done: Option<FollowUpDone>,
}

/// The meeting was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The day.
    pub on: Date,
    /// The office that took the notes.
    pub role: String,
    /// Who was there: organisations, by what they are called.
    pub present: Vec<String>,
    /// What was said, in short.
    pub notes: String,
    /// What was decided.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
}

/// The meeting was not held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancelled {
    /// The day it was called off.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// Its id.
    pub id: String,
    /// The group, by its id: of the register of groups, or of the task groups.
    pub group: String,
    /// The day.
    pub day: Date,
    /// It looks at the data.
    #[serde(default)]
    pub reviews_data: bool,
    /// Items that were asked for by hand.
    #[serde(default)]
    pub asked: Vec<AgendaItem>,
    /// The agenda as it was when it was recorded that the meeting was held; empty before.
    #[serde(default)]
    pub agenda: Vec<AgendaItem>,
    /// The day on which that agenda was made: what had been done by then does not stand on it.
    #[serde(default)]
    pub agenda_on: Option<Date>,
    /// It was held.
    #[serde(default)]
    pub held: Option<Held>,
    /// It was called off.
    #[serde(default)]
    pub cancelled: Option<Cancelled>,
}

impl Body for Meeting {
    const REGISTER: &'static str = "plan-meeting";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        check_id("group", &self.group)?;
        for item in &self.asked {
            check_said(words, "asked", &item.text)?;
            check_maybe_said(words, "asked", &item.whose)?;
        }
        if let Some(held) = &self.held {
            words.role("role", &held.role)?;
            held.present.iter().try_for_each(|one| words.role("present", one))?;
            check_said(words, "notes", &held.notes)?;
            for one in &held.follow_ups {
                check_said(words, "follow_ups", &one.what)?;
                words.role("follow_ups", &one.whose)?;
                if let Some(due) = one.due {
                    check_not_before("follow_ups", due, held.on)?;
                }
                if let Some(done) = &one.done {
                    words.role("role", &done.role)?;
                    check_said(words, "said", &done.said)?;
                    check_not_before("done", done.on, held.on)?;
                }
            }
        }
        if let Some(cancelled) = &self.cancelled {
            words.role("role", &cancelled.role)?;
            check_said(words, "reason", &cancelled.reason)?;
            if self.held.is_some() {
                return Err(Refused::NotNow { field: "cancelled", why: "the meeting was held" });
            }
        }
        Ok(())
    }
}

impl Meeting {
    /// Whether it was neither held nor called off, as far as is recorded.
    pub fn is_open(&self) -> bool {
        self.held.is_none() && self.cancelled.is_none()
    }

    /// Whether it is still to come.
    pub fn is_to_come(&self, today: Date) -> bool {
        self.is_open() && today <= self.day
    }

    /// The day it was held, or for which it is called.
    pub fn takes_place(&self) -> Date {
        self.held.as_ref().map_or(self.day, |held| held.on)
    }
}
