//! What reading a small table gives, and the options every kind is read with.

use crate::container::ContainerLimits;
use crate::spreadsheet::WorkbookLimits;
use crate::text::{CsvRow, TextLimits};
use crate::{Problem, Unit};
use base::{AreaCode, Level, Table, Vintage};
use geography::Extent;
use std::collections::BTreeMap;

/// How a file is read. Numbers come from the rulebook through the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadOptions {
    /// The LSOA vintage the operator names (`--geography`), where the file does not say.
    pub geography: Option<Vintage>,
    /// Refuse what would only be warned about, an encoding that had to be guessed.
    pub strict: bool,
    /// Limits on text.
    pub text: TextLimits,
    /// Limits on archives.
    pub container: ContainerLimits,
    /// Limits on workbooks.
    pub workbook: WorkbookLimits,
    /// The box in degrees that coordinates must lie in.
    pub extent: Extent,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            geography: None,
            strict: false,
            text: TextLimits::default(),
            container: ContainerLimits::default(),
            workbook: WorkbookLimits::default(),
            extent: Extent::UNITED_KINGDOM,
        }
    }
}

/// The rows kept of a file, and everything its passport needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// Accepted rows, in the columns of the kind.
    pub table: Table,
    /// Rows of the file that were kept, where a row of the file makes several of the table; otherwise the table's rows.
    pub rows_accepted: Option<u64>,
    /// Rejected rows, in order.
    pub problems: Vec<Problem>,
    /// Data rows read, the header not counted.
    pub rows_read: u64,
    /// What the file states, for supersession.
    pub units: Vec<Unit>,
    /// Facts of the kind: `relation`, `year`, `year_from`, `crs`.
    pub notes: BTreeMap<String, String>,
    /// `2011`, `2021`, or empty where the file does not say or has no LSOAs.
    pub geography: String,
    /// Sentences for the operator that reject nothing.
    pub warnings: Vec<String>,
    /// Kept rows of each LSOA code, so that a vintage the file does not state can be decided from loaded lookups.
    pub lsoa_rows: BTreeMap<String, u64>,
}

/// Reading of one CSV: its name, and the problems met so far.
pub(crate) struct Rejects<'a> {
    pub file_name: &'a str,
    pub header: &'a [String],
    pub problems: Vec<Problem>,
}

impl<'a> Rejects<'a> {
    pub fn new(file_name: &'a str, header: &'a [String]) -> Self {
        Self { file_name, header, problems: Vec::new() }
    }

    /// Notes a row that is not kept. `column` is a place in the header, `None` for the whole row.
    pub fn reject(&mut self, row: &CsvRow, column: Option<usize>, reason: &str, remedy: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file_name.to_owned(),
            row: row.row,
            column: column.and_then(|c| self.header.get(c)).cloned().unwrap_or_default(),
            reason: reason.to_owned(),
            remedy: remedy.into(),
            fields: row.fields.clone(),
        });
    }

    /// Whether the row has as many fields as the header; otherwise it is rejected.
    pub fn has_all_fields(&mut self, row: &CsvRow) -> bool {
        let fits = row.fields.len() == self.header.len();
        if !fits {
            let remedy =
                format!("the row has {} fields, the header has {}: look for a stray comma or quote", row.fields.len(), self.header.len());
            self.reject(row, None, "wrong_field_count", remedy);
        }
        fits
    }

    /// The code in a column if it is one of the wanted level; otherwise the row is rejected.
    pub fn code(&mut self, row: &CsvRow, column: usize, level: Level) -> Option<String> {
        let text = row.field(column);
        if text.is_empty() {
            self.reject(row, Some(column), "missing_code", "the code is missing: fill it in");
            return None;
        }
        match AreaCode::parse(text) {
            Err(e) => {
                self.reject(row, Some(column), "malformed_code", e.to_string());
                None
            }
            Ok(code) if code.level().is_some_and(|found| found != level) => {
                let found = code.level().map_or("another area", Level::as_str);
                self.reject(row, Some(column), "wrong_level", format!("`{code}` is the code of a {found}, not of a {}", level.as_str()));
                None
            }
            Ok(code) => Some(code.to_string()),
        }
    }
}

/// A field, or `None` where it is empty.
pub(crate) fn filled(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

/// The LSOA vintage of a year in a column's name.
pub(crate) fn vintage_of_year(year: i64) -> Option<Vintage> {
    Vintage::parse(&year.to_string())
}

/// The vintage the columns state, checked against the one the operator names.
pub(crate) fn decide_stated_vintage(file_name: &str, column_year: Option<i64>, forced: Option<Vintage>) -> base::Result<Option<Vintage>> {
    let Some(year) = column_year else { return Ok(forced) };
    let stated = vintage_of_year(year).ok_or_else(|| {
        base::Trouble::refused(
            "lsoa-year-unknown",
            format!("`{file_name}` has LSOAs of `{year}`; only those of the 2011 and 2021 censuses are known"),
            "import the file for 2011 or 2021 LSOAs",
        )
    })?;
    match forced {
        Some(other) if other != stated => Err(base::Trouble::refused(
            "geography-contradicts",
            format!("`{file_name}` says its LSOAs are those of {}, --geography says {}", stated.as_str(), other.as_str()),
            "leave --geography out, or import the other file",
        )),
        _ => Ok(Some(stated)),
    }
}
