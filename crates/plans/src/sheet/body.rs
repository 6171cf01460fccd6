//! A sheet as bodies of the journal: a long one is kept in parts, so that no entry is unwieldy.

use super::{Corners, Line, Sheet};
use calendar::{Date, FinancialYear};
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// So many bytes of cells stand in one part, about: a page of a journal, not a book.
const BYTES_OF_A_PART: usize = 128 * 1024;

/// A part of a table that was imported: its lines as they were given, and what each was read into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSheet {
    /// The plan, by its id.
    pub plan: String,
    /// Which part this is, from 1.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
    /// The file's name; empty where it may not be kept.
    pub file: String,
    /// SHA-256 of what was read.
    pub sha256: String,
    /// The day it was read.
    pub on: Date,
    /// The financial year of what says none itself.
    #[serde(default)]
    pub year: Option<FinancialYear>,
    /// The names of its sheets; in the first part.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// The plans its rows were read into; in the first part.
    #[serde(default)]
    pub plans: Vec<String>,
    /// What should be looked at; in the first part.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Actions and updates that an earlier table had and this one has no more, by their ids; in the first part.
    #[serde(default)]
    pub left_standing: Vec<String>,
    /// Its merged cells, each with the sheet it stands in; in the first part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<(usize, Corners)>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Body for PlanSheet {
    const REGISTER: &'static str = "plan-sheet";

    fn id(&self) -> String {
        part_id(&self.plan, self.part)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("plan", &self.plan)?;
        self.plans.iter().try_for_each(|plan| check_id("plan", plan))?;
        words.maybe_text("file", &self.file)?;
        self.sheets.iter().try_for_each(|name| words.maybe_text("sheets", name))?;
        self.notes.iter().try_for_each(|note| words.maybe_text("notes", note))?;
        // Tables repeat themselves from row to row: each text is looked at once.
        let texts: BTreeSet<&str> = self.lines.iter().flat_map(|line| &line.cells).map(String::as_str).collect();
        texts.into_iter().try_for_each(|text| words.maybe_text("cells", text))
    }
}

/// The id of a part of a plan's table.
fn part_id(plan: &str, part: usize) -> String {
    format!("{plan}/{part}")
}

impl PlanSheet {
    /// The id under which a part stands in the journal.
    pub fn id_of(plan: &str, part: usize) -> String {
        part_id(plan, part)
    }
}

/// A sheet as the parts that the journal keeps.
pub fn split(sheet: &Sheet) -> Vec<PlanSheet> {
    let part = || PlanSheet {
        plan: sheet.plan.clone(),
        part: 1,
        parts: 1,
        file: sheet.file.clone(),
        sha256: sheet.sha256.clone(),
        on: sheet.on,
        year: sheet.year,
        sheets: Vec::new(),
        plans: Vec::new(),
        notes: Vec::new(),
        left_standing: Vec::new(),
        merged: Vec::new(),
        lines: Vec::new(),
    };
    let mut parts = vec![PlanSheet {
        sheets: sheet.sheets.clone(),
        plans: sheet.plans.clone(),
        notes: sheet.notes.clone(),
        left_standing: sheet.left_standing.clone(),
        merged: sheet.merged.clone(),
        ..part()
    }];
    let mut bytes = 0_usize;
    for line in &sheet.lines {
        let of_line: usize = line.cells.iter().map(|cell| cell.len() + 3).sum();
        if bytes > 0 && bytes + of_line > BYTES_OF_A_PART {
            parts.push(part());
            bytes = 0;
        }
        bytes += of_line;
        if let Some(last) = parts.last_mut() {
            last.lines.push(line.clone());
        }
    }
    let count = parts.len();
    for (number, part) in (1..).zip(&mut parts) {
        part.part = number;
        part.parts = count;
    }
    parts
}

/// The sheet that the parts make, in their order; none where they are not all of one import.
pub fn joined(parts: Vec<PlanSheet>) -> Option<Sheet> {
    let count = parts.len();
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    let mut sheet = Sheet {
        plan: first.plan,
        file: first.file,
        sha256: first.sha256,
        on: first.on,
        year: first.year,
        sheets: first.sheets,
        plans: first.plans,
        notes: first.notes,
        left_standing: first.left_standing,
        merged: first.merged,
        lines: first.lines,
    };
    if first.parts != count {
        return None;
    }
    for part in parts {
        if part.sha256 != sheet.sha256 || part.on != sheet.on {
            return None;
        }
        sheet.lines.extend(part.lines);
    }
    Some(sheet)
}
