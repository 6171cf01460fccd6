//! A paper: what it is to hold, and which stage it is at.

use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};

/// How far a paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It is being written.
    Draft,
    /// Partners say what they think of it.
    Consultation,
    /// The board approved it.
    Approved,
    /// Anybody may read it. It never changes again.
    Published,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Consultation, Self::Approved, Self::Published];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Consultation => "consultation",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }

    /// Reads a stage by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }

    /// After "it is": `in draft`, `in consultation`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Draft => "in draft",
            Self::Consultation => "in consultation",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// A paper in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEntry {
    /// Its id, that of its definition.
    pub id: String,
    /// The text of its definition.
    pub definition: String,
    /// How far it has come.
    pub stage: Stage,
    /// The office that answers for the last move, or that opened it.
    pub office: String,
    /// Why it was moved, or opened.
    pub reason: String,
    /// On which day.
    pub on: Date,
    /// The newest version; 0 where there is none.
    pub version: u32,
    /// The number under which the record keeps its frozen figures, while it is approved or published.
    pub frozen: Option<i64>,
    /// The paper of which it is the next edition; empty for none.
    pub follows: String,
}

impl Body for PaperEntry {
    const REGISTER: &'static str = "assessment-paper";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        if self.definition.trim().is_empty() {
            return Err(Refused::Empty("definition"));
        }
        words.maybe_text("definition", &self.definition)?;
        words.role("office", &self.office)?;
        words.text("reason", &self.reason)?;
        if self.follows.is_empty() {
            return Ok(());
        }
        check_id("follows", &self.follows)
    }
}
