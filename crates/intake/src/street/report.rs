//! What goes into the reading of street files and what comes out, besides the rows.

use crate::{Problem, Unit};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where one street file is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreetSource {
    /// A CSV on disk.
    File(PathBuf),
    /// An entry of a ZIP whose names and sizes have been checked.
    ZipEntry {
        /// The ZIP.
        archive: PathBuf,
        /// The entry's place in it.
        index: usize,
        /// The entry's name.
        name: String,
    },
}

/// How street files are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct StreetOptions {
    /// Of rows with the same Crime ID in one CSV keep the first (`--repeated-ids first`); otherwise all.
    pub first_of_repeated_ids: bool,
    /// Refuse the file if any row is rejected (`--strict`).
    pub strict: bool,
}

/// What was read from all sources of one extract. `vintage` and `not_placed` are decided by the caller from
/// `lsoa_rows`, since they depend on the lookups that are loaded.
#[derive(Debug, Clone, Default)]
pub struct StreetReport {
    /// Data rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_accepted: u64,
    /// Rows whose Crime ID stood already in the same CSV.
    pub repeated_ids: u64,
    /// Kept rows that lack something.
    pub missing: BTreeMap<String, u64>,
    /// Kept rows of each LSOA code; rows without a code under the empty text.
    pub lsoa_rows: BTreeMap<String, u64>,
    /// Kept rows of each force and month.
    pub units: Vec<Unit>,
    /// Rejected rows, by file and row.
    pub problems: Vec<Problem>,
    /// Things the operator should be told that reject nothing: an encoding, a blanked coordinate.
    pub warnings: Vec<String>,
    /// Names of the columnar files written.
    pub parts: Vec<String>,
}
