//! What happened: who, when, what, to which thing, why, from where, under which policy.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

/// An event, as its row of the ledger says it. Holds ids, never a personal value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When, ISO in UTC.
    pub at: String,
    /// Who: a user's id, or `operator:<uid>`.
    pub who: String,
    /// What: an action's stable name, such as `read-person` or `import`.
    pub what: String,
    /// To which thing: `person:p-4k2…`, `extract:9f3c…`.
    pub thing: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why: a purpose's stable name. Empty where no personal data was touched.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// From where: the door.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub door: String,
    /// For which organisation, and in which office there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub post: String,
    /// Under which policies, by their stable names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The particulars, by ids and numbers: a version, a recipient, a power; a reason only sealed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detail: BTreeMap<String, String>,
}

impl Event {
    /// Something done to the record that touches no personal data.
    pub fn done(at: impl Into<String>, who: impl Into<String>, what: impl Into<String>, thing: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            who: who.into(),
            what: what.into(),
            thing: thing.into(),
            outcome: Outcome::Done,
            purpose: String::new(),
            door: String::new(),
            post: String::new(),
            policies: Vec::new(),
            detail: BTreeMap::new(),
        }
    }

    /// The same with one more particular.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.detail.insert(key.to_owned(), value.into());
        self
    }

    /// Its canonical bytes: one line of JSON, the fields in the order of this type, the particulars in the order of their
    /// names, nothing that is empty. Equal events have equal bytes.
    pub fn body(&self) -> String {
        // Strings, lists and maps of strings only: there is nothing in an event that can't be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it.
    pub fn of_body(body: &str) -> Result<Self, String> {
        serde_json::from_str(body).map_err(|e| format!("not an event: {} at column {}", category(&e), e.column()))
    }
}

fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Io => "could not be read",
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Data => "a field is missing or unknown",
        serde_json::error::Category::Eof => "cut off",
    }
}
