//! What a partner said of a paper, and what was answered.

use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};

/// What was answered to a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Whether the paper follows it.
    pub accepted: bool,
    /// What was changed, or why nothing was.
    pub said: String,
    /// The office that answered.
    pub office: String,
    /// On which day.
    pub on: Date,
}

/// A comment in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentEntry {
    /// The paper.
    pub paper: String,
    /// Its number within the paper, from 1.
    pub number: u32,
    /// The section's id in the definition; empty for the paper as a whole.
    pub section: String,
    /// The words it is about; empty for the section as a whole.
    pub quoted: String,
    /// What is said.
    pub comment: String,
    /// The organisation that says it; empty where none is known.
    pub organisation: String,
    /// The office.
    pub office: String,
    /// On which day.
    pub on: Date,
    /// What was answered.
    pub reply: Option<Reply>,
}

impl CommentEntry {
    /// What it is called: `C-3`.
    pub fn called(&self) -> String {
        format!("C-{}", self.number)
    }

    /// The comment with its answer.
    ///
    /// # Errors
    /// Where it was answered already, or the answer lies before it.
    pub fn answered(self, reply: Reply) -> Result<Self, Refused> {
        if self.reply.is_some() {
            return Err(Refused::NotNow { field: "reply", why: "it was answered already" });
        }
        check_not_before("on", reply.on, self.on)?;
        Ok(Self { reply: Some(reply), ..self })
    }
}

impl Body for CommentEntry {
    const REGISTER: &'static str = "assessment-comment";

    fn id(&self) -> String {
        format!("{}/{}", self.paper, self.called())
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("paper", &self.paper)?;
        words.maybe_text("quoted", &self.quoted)?;
        words.text("comment", &self.comment)?;
        words.role("office", &self.office)?;
        let Some(reply) = &self.reply else { return Ok(()) };
        words.text("said", &reply.said)?;
        words.role("office", &reply.office)
    }
}

/// The number of the next comment.
pub fn next_comment<'a>(there: impl IntoIterator<Item = &'a CommentEntry>) -> u32 {
    there.into_iter().map(|one| one.number).max().unwrap_or(0).saturating_add(1)
}

/// What the comments without an answer are called.
pub fn unanswered<'a>(all: impl IntoIterator<Item = &'a CommentEntry>) -> Vec<String> {
    all.into_iter().filter(|one| one.reply.is_none()).map(CommentEntry::called).collect()
}
