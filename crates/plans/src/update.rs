//! Updates: how an action went in a month or a quarter. One about the same period is a correction, and both stay.

use crate::{Period, Reference, Status};
use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// Something that an update rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// What it is, in words.
    pub title: String,
    /// Where it is: a page of ours (`/extracts/…`), or a web address. No file: it may hold a person.
    pub href: String,
}

/// A status that somebody sets beside what the rule makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// What is to stand.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// The office that says so.
    pub role: String,
}

/// What was said of an action for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The plan, by its id.
    pub plan: String,
    /// The action or milestone.
    pub reference: Reference,
    /// The month or quarter.
    pub period: Period,
    /// What was done and what came of it; empty only where a status alone was given.
    pub said: String,
    /// The status that was given; none where nobody gave one.
    #[serde(default)]
    pub status: Option<Status>,
    /// The value of the measure, as it was given.
    #[serde(default)]
    pub value: String,
    /// The day.
    pub on: Date,
    /// The office that says so, or the organisation that answered by a link.
    pub role: String,
    /// What it rests on.
    #[serde(default)]
    pub evidence: Vec<Attached>,
    /// A status set beside the computed one.
    #[serde(default)]
    pub set_aside: Option<Override>,
    /// May be said in public.
    #[serde(default)]
    pub publicity: bool,
    /// What stands in the way, for the partnership to note.
    #[serde(default)]
    pub barrier: String,
}

impl Body for Update {
    const REGISTER: &'static str = "plan-update";

    fn id(&self) -> String {
        format!("{}/{}/{}", self.plan, self.reference, self.period)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        // A table may give a status and no words; one of the two must stand there.
        match self.status {
            Some(_) => words.maybe_text("said", &self.said)?,
            None => words.text("said", &self.said)?,
        }
        words.maybe_text("value", &self.value)?;
        words.maybe_text("barrier", &self.barrier)?;
        words.role("role", &self.role)?;
        for one in &self.evidence {
            words.text("evidence", &one.title)?;
            // An address may hold a person as well as a text does.
            words.maybe_text("evidence", &one.href.replace(['/', '?', '&', '='], " "))?;
            let sound = ["/", "https://", "http://"].iter().any(|start| one.href.starts_with(start));
            if !sound || one.href.chars().any(char::is_whitespace) || one.href.starts_with("//") {
                return Err(Refused::NotOneOf {
                    field: "evidence",
                    value: one.href.clone(),
                    known: "a page of ours or a web address".to_owned(),
                });
            }
        }
        let Some(aside) = &self.set_aside else { return Ok(()) };
        words.text("reason", &aside.reason)?;
        words.role("role", &aside.role)
    }
}
