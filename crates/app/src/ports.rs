//! The two doors behind which slow-to-compile adapters stand: `engine` (DataFusion) and `papers` with Typst.
//! The binary wires them; nothing here or in `web` compiles either.

use base::{Result, Table, Trouble};
use intake::street::StreetRules;
use intake::{Holdings, StreetOptions, StreetReport, StreetSource};
use std::path::Path;

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

/// SQL over extracts, and the writing of their columnar files. Calls block; run them off the async runtime.
pub trait Analytics: Send + Sync {
    /// Answers one read-only question.
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table>;
    /// Writes a small table as one columnar file `folder/part`, synced to disk.
    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()>;
    /// Reads street files and writes their columnar parts into `folder`, synced to disk; `progress` is told
    /// the bytes read so far.
    fn write_street(
        &self,
        folder: &Path,
        sources: &[StreetSource],
        options: StreetOptions,
        rules: &StreetRules,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<StreetReport>;
}

/// What pages ask the time of, since they are served long after the binary started. The binary hands it in.
#[derive(Debug, Clone, Copy)]
pub struct Clock(pub fn() -> jiff::Timestamp);

impl Clock {
    /// This moment, of a reader: pages write nothing.
    pub fn moment(self) -> crate::Moment {
        crate::Moment { now: (self.0)(), who: "reader".to_owned() }
    }
}

/// A paper as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPaper {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has; none where the press does not count.
    pub pages: Option<usize>,
    /// Each heading's anchor, in order, and the page that it stands on, from 1.
    pub headings: Vec<(String, usize)>,
}

/// Sets a paper as PDF/UA, and paints a drawing as PNG.
pub trait Press: Send + Sync {
    /// The PDF's bytes.
    fn pdf(&self, document: &papers::Document) -> Result<Vec<u8>>;
    /// The PDF with where its headings stand. A press that does not look gives no headings.
    fn set(&self, document: &papers::Document) -> Result<SetPaper> {
        Ok(SetPaper { bytes: self.pdf(document)?, pages: None, headings: Vec::new() })
    }
    /// The PNG's bytes: a drawing of `papers`, `scale` pixels to a unit. A press that has no paint says so.
    fn png(&self, _svg: &str, _scale: f32) -> Result<Vec<u8>> {
        Err(Trouble::failed("no-paint", "drawings cannot be painted as PNG here", "take the SVG"))
    }
}
