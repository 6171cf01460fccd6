//! The files of a paper as they were given.

use crate::{Fault, FaultCode};
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

/// The line, from 1, of a byte of a text.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// A fault of what can't be read.
pub(crate) fn unreadable(file: &str, line: usize, says: impl Into<String>, mend: impl Into<String>) -> Fault {
    Fault {
        file: file.to_owned(),
        line,
        code: FaultCode::Unreadable,
        sentence: String::new(),
        says: says.into(),
        data: String::new(),
        mend: mend.into(),
    }
}
