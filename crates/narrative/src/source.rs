//! The files of a paper as they were given.

use std::collections::BTreeMap;

/// One file: where it lies beside the definition, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path beside the definition, with `/`: `narrative/summary.md`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A definition and the narrative files that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The definition, `assessment.toml`.
    pub definition: Source,
    /// The narrative by its path, as the definition writes it.
    pub narrative: BTreeMap<String, String>,
}
