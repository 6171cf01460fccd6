//! A paper as it was frozen.

use super::Stage;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A version in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionEntry {
    /// The paper.
    pub paper: String,
    /// Its number, from 1.
    pub number: u32,
    /// For which stage it was frozen.
    pub stage: Stage,
    /// The office that froze it.
    pub office: String,
    /// Why.
    pub reason: String,
    /// The moment its rules and periods are those of, ISO in UTC. A published version keeps that of the approved one.
    pub as_at: String,
    /// The place in the journal of the paper's entry with its definition.
    pub definition: i64,
    /// The place in the journal of each text, by its path.
    pub texts: BTreeMap<String, i64>,
    /// The number under which the record keeps its figures, with extracts, rules and queries.
    pub assessment: i64,
    /// How far into the register of extracts it has seen.
    pub extracts: i64,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The public summary in the document model, as JSON; nothing where the paper has none.
    pub public: Option<serde_json::Value>,
}

impl Body for VersionEntry {
    const REGISTER: &'static str = "assessment-version";

    fn id(&self) -> String {
        format!("{}/{}", self.paper, self.number)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("paper", &self.paper)?;
        words.role("office", &self.office)?;
        words.text("reason", &self.reason)
    }
}

/// The number of the next version.
pub fn next_version<'a>(there: impl IntoIterator<Item = &'a VersionEntry>) -> u32 {
    there.into_iter().map(|one| one.number).max().unwrap_or(0).saturating_add(1)
}
