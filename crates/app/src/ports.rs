//! The two doors behind which slow-to-compile adapters stand: `engine` (DataFusion) and `papers` with Typst.
//! The binary wires them; nothing here or in `web` compiles either.

use base::{Result, Table};
use intake::{Holdings, Problem, Unit};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a query may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Wall time in seconds.
    pub seconds: u64,
    /// Memory of the query's operators, in bytes.
    pub memory_bytes: usize,
    /// Rows returned at the most; `None`: all.
    pub rows: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 120, memory_bytes: 2 << 30, rows: None }
    }
}

/// A read-only question over the documented views.
#[derive(Debug, Clone)]
pub struct QueryRequest<'a> {
    /// `HOME/extracts`.
    pub extracts_folder: &'a Path,
    /// The register as one read transaction saw it.
    pub holdings: &'a Holdings,
    /// Tables that come from the record rather than from extracts: `areas`, `extracts`, `rejects`, `figures`.
    pub tables: &'a [(String, Table)],
    /// One SELECT.
    pub sql: &'a str,
    /// What it may take.
    pub limits: Limits,
}

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

/// SQL over extracts, and the writing of their columnar files. Calls block; run them off the async runtime.
pub trait Analytics: Send + Sync {
    /// Answers one read-only question.
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table>;
    /// Writes a small table as one columnar file `folder/part`, synced to disk.
    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()>;
    /// Reads street files and writes their columnar parts into `folder`, synced to disk; `progress` is told
    /// the bytes read so far.
    fn write_street(&self, folder: &Path, sources: &[StreetSource], options: StreetOptions, progress: &(dyn Fn(u64) + Sync)) -> Result<StreetReport>;
}

/// Sets a paper as PDF/UA.
pub trait Press: Send + Sync {
    /// The PDF's bytes.
    fn pdf(&self, document: &papers::Document) -> Result<Vec<u8>>;
}

