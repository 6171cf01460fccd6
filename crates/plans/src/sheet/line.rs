//! The lines of a file as they were given, and what each of them is.

use super::Meaning;
use crate::Reference;
use calendar::{Date, FinancialYear};
use serde::{Deserialize, Serialize};

/// A row as it comes out of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRow {
    /// Its number as a spreadsheet counts, from 1.
    pub row: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The first and the last cell of a merged one: the row as a spreadsheet counts, from 1, and the column, from 0.
pub type Corners = ((u64, usize), (u64, usize));

/// A sheet of a file; a CSV is one without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenSheet {
    /// Its name.
    pub name: String,
    /// Its rows, the value of a merged cell in each cell that it covers.
    pub rows: Vec<GivenRow>,
    /// The corners of its merged cells.
    pub merged: Vec<Corners>,
    /// It is of a workbook, which keeps no empty cells at the end of a row: they are filled up to the header.
    pub of_workbook: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A title or a note above the first table.
    Above,
    /// The header of a table.
    Header,
    /// A row that was read.
    #[default]
    Row,
    /// Nothing stands in it.
    Blank,
    /// A note, or a heading between rows.
    Note,
    /// A row that was not read; its problem says why.
    Rejected,
    /// As that, and what stood in it is not kept: it looked like a person.
    Withheld,
}

/// Why a row was not read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The heading of the column; empty where it is the whole row.
    pub column: String,
    /// Why, a stable word.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The sheet it stands in, counted from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub sheet: usize,
    /// Its number as a spreadsheet counts.
    pub row: u64,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_row")]
    pub kind: LineKind,
    /// Its cells as they were given.
    pub cells: Vec<String>,
    /// The plan it was read into, counted from 0 in the sheet's list.
    #[serde(default, skip_serializing_if = "is_first")]
    pub plan: usize,
    /// The action it was read into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Reference>,
    /// The milestone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Reference>,
    /// Of a header: what its columns were taken for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meanings: Vec<Option<Meaning>>,
    /// Why it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks with a reference
fn is_first(at: &usize) -> bool {
    *at == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks with a reference
fn is_row(kind: &LineKind) -> bool {
    *kind == LineKind::Row
}

impl Line {
    /// A cell; empty where the row is shorter.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Whether it counts as a row of a table, read or not.
    pub fn is_data(&self) -> bool {
        matches!(self.kind, LineKind::Row | LineKind::Rejected | LineKind::Withheld)
    }
}

/// A file of tables of a plan, as it was given and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The plan, by its id.
    pub plan: String,
    /// The file's name; empty where it may not be kept.
    pub file: String,
    /// SHA-256 of its bytes and of what was said of them, lower-case hex.
    pub sha256: String,
    /// The day it was read.
    pub on: Date,
    /// The financial year of what says none itself.
    pub year: Option<FinancialYear>,
    /// The names of its sheets, in order.
    pub sheets: Vec<String>,
    /// The plans its rows were read into: this one, and one more for each time that its numbers begin again.
    pub plans: Vec<String>,
    /// What should be looked at, and rejects nothing.
    pub notes: Vec<String>,
    /// Actions and updates of the record, by their ids, that an earlier table had and this one has no more.
    pub left_standing: Vec<String>,
    /// Its merged cells, each with the sheet it stands in, counted from 0.
    pub merged: Vec<(usize, Corners)>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Sheet {
    /// How many rows of tables it has.
    pub fn rows_read(&self) -> usize {
        self.lines.iter().filter(|line| line.is_data()).count()
    }

    /// The rows that were not read.
    pub fn rejected(&self) -> impl Iterator<Item = (&Line, &Problem)> {
        self.lines.iter().filter_map(|line| line.problem.as_ref().map(|problem| (line, problem)))
    }

    /// The name of the sheet that a line stands in.
    pub fn sheet_of(&self, line: &Line) -> &str {
        self.sheets.get(line.sheet).map_or("", String::as_str)
    }

    /// Headings that no list has, each once, in their order.
    pub fn unknown_columns(&self) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for line in self.lines.iter().filter(|line| line.kind == LineKind::Header) {
            for (heading, meaning) in line.cells.iter().zip(&line.meanings) {
                let heading = heading.trim();
                if meaning.is_none() && !heading.is_empty() && !unknown.iter().any(|one| one == heading) {
                    unknown.push(heading.to_owned());
                }
            }
        }
        unknown
    }

    /// How many tables were read.
    pub fn tables(&self) -> usize {
        self.lines.iter().filter(|line| line.kind == LineKind::Header).count()
    }
}
