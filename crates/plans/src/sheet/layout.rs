//! Where the tables of a sheet lie: headers, what stands above them, blank rows and notes.

use super::columns::{Column, columns_of, likeness};
use super::{GivenRow, GivenSheet, Line, LineKind, Meaning};
use crate::Reference;
use journal::Words;
use rulebook::PlanColumns;

/// Columns that must be known for a row to be taken for a header: one word alone may stand in a title.
const HEADER_COLUMNS: usize = 2;

/// The lines of a sheet with its headers found; every other line below a header is a row, for the reader to decide.
pub(super) fn lines_of(given: GivenSheet, sheet: usize, rule: &PlanColumns) -> Vec<Line> {
    let first = first_header(&given.rows, rule);
    let mut lines = Vec::with_capacity(given.rows.len());
    let mut current = Current::default();
    for (at, GivenRow { row, mut cells }) in given.rows.into_iter().enumerate() {
        let blank = cells.iter().all(|cell| cell.trim().is_empty());
        let kind = match first {
            _ if blank => LineKind::Blank,
            Some(first) if at == first || (at > first && current.gives_way_to(&cells, rule)) => LineKind::Header,
            Some(first) if at > first => LineKind::Row,
            _ => LineKind::Above,
        };
        let meanings = match kind {
            LineKind::Header => columns_of(&cells, rule).into_iter().map(|column| column.meaning).collect(),
            _ => Vec::new(),
        };
        match kind {
            LineKind::Header => current = Current::of(&cells, &meanings),
            LineKind::Row if given.of_workbook && cells.len() < current.cells.len() => cells.resize(current.cells.len(), String::new()),
            _ => {}
        }
        lines.push(Line { sheet, row, kind, cells, meanings, ..Line::default() });
    }
    lines
}

/// The header that the rows stand beneath.
#[derive(Default)]
struct Current {
    cells: Vec<String>,
    /// The places of its columns of numbers.
    numbers: Vec<usize>,
}

impl Current {
    fn of(cells: &[String], meanings: &[Option<Meaning>]) -> Self {
        let numbers = meanings.iter().enumerate().filter(|(_, meaning)| meaning.is_some_and(Meaning::is_number));
        Self { cells: cells.to_vec(), numbers: numbers.map(|(at, _)| at).collect() }
    }

    /// Whether a row is the header of another table. Words of rows are headings too (`No` on target, by `Q4`), so a row that has
    /// the number of an action where numbers stand is none, nor is one of which half is no heading, unless it is this header again.
    fn gives_way_to(&self, cells: &[String], rule: &PlanColumns) -> bool {
        if self.cells == cells {
            return true;
        }
        let (known, number, _) = likeness(cells, rule);
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let numbered = self.numbers.iter().filter_map(|at| cells.get(*at)).any(|cell| Reference::parse(cell).is_ok());
        number && !numbered && known >= HEADER_COLUMNS && known * 2 > filled
    }
}

/// The first row with two known headings, else the first that has the one for numbers or words of a plan.
fn first_header(rows: &[GivenRow], rule: &PlanColumns) -> Option<usize> {
    let alike: Vec<(usize, bool)> = rows
        .iter()
        .map(|row| {
            let (known, _, names) = likeness(&row.cells, rule);
            (known, names)
        })
        .collect();
    alike.iter().position(|(known, _)| *known >= HEADER_COLUMNS).or_else(|| alike.iter().position(|(_, names)| *names))
}

/// The columns of a header that was found before.
pub(super) fn known_columns(header: &Line) -> Vec<Column> {
    let meanings = header.meanings.iter().copied().chain(std::iter::repeat(None));
    header.cells.iter().zip(meanings).map(|(heading, meaning)| Column::known(heading, meaning)).collect()
}

/// Empties what looks like a person outside the rows of tables, and whole columns whose heading does. Says what was emptied.
pub(super) fn withhold(lines: &mut [Line], words: &Words<'_>) -> Vec<(String, u64)> {
    let mut told = Vec::new();
    let mut withheld: Vec<usize> = Vec::new();
    let mut sheet = None;
    for line in lines.iter_mut() {
        if sheet != Some(line.sheet) {
            sheet = Some(line.sheet);
            withheld.clear();
        }
        match line.kind {
            LineKind::Header => {
                withheld.clear();
                for (at, cell) in line.cells.iter_mut().enumerate() {
                    if words.looks_like_a_person(cell).is_some() {
                        cell.clear();
                        withheld.push(at);
                        told.push((
                            "the heading of a column looks like a person: the column is not kept; name the office".to_owned(),
                            line.row,
                        ));
                    }
                }
                for at in &withheld {
                    if let Some(meaning) = line.meanings.get_mut(*at) {
                        *meaning = None::<Meaning>;
                    }
                }
            }
            LineKind::Above if line.cells.iter().any(|cell| words.looks_like_a_person(cell).is_some()) => {
                line.cells.iter_mut().filter(|cell| words.looks_like_a_person(cell).is_some()).for_each(String::clear);
                told.push(("a line above the table looks like a person: it is not kept; name the office".to_owned(), line.row));
            }
            _ => {
                for at in &withheld {
                    if let Some(cell) = line.cells.get_mut(*at) {
                        cell.clear();
                    }
                }
            }
        }
    }
    told
}
