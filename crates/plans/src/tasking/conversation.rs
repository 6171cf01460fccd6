//! What local members bring to the tasking group, and what it says to it.

use super::place::{check_place, check_said};
use crate::Closed;
use calendar::Date;
use evidence::registers::Place;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// What the group said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationAnswer {
    /// The day of the reply.
    pub on: Date,
    /// The office that replied.
    pub role: String,
    /// What the tasking group said.
    pub said: String,
    /// The meeting that said it, by its id; none where none did.
    #[serde(default)]
    pub meeting: Option<String>,
}

/// Something that a member of a ward or parish brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// The ward, or the area of the partnership's own.
    pub place: Place,
    /// The day it came.
    pub received: Date,
    /// The office: `ward member for Melbourn`. Never a name.
    pub office: String,
    /// What they said, in general words: nothing by which a resident could be known.
    pub what: String,
    /// The office that took it down.
    pub role: String,
    /// The reply.
    #[serde(default)]
    pub answered: Option<ConversationAnswer>,
    /// It ended without a reply.
    #[serde(default)]
    pub closed: Option<Closed>,
}

impl Body for Conversation {
    const REGISTER: &'static str = "plan-conversation";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.role("office", &self.office)?;
        check_said(words, "what", &self.what)?;
        words.role("role", &self.role)?;
        if let Some(answer) = &self.answered {
            words.role("role", &answer.role)?;
            check_said(words, "said", &answer.said)?;
            check_not_before("on", answer.on, self.received)?;
        }
        if let Some(closed) = &self.closed {
            closed.check(words)?;
            check_place("reason", &closed.reason)?;
        }
        Ok(())
    }
}

impl Conversation {
    /// Whether a reply is owed.
    pub fn waits(&self) -> bool {
        self.answered.is_none() && self.closed.is_none()
    }
}
