//! The data pack: one workbook with a contents sheet and a sheet for every figure, as XLSX and as ODS.

mod ods;
mod text;
mod xlsx;

pub use ods::pack_ods;
pub use text::{TextSheet, text_ods, text_xlsx};
pub use xlsx::pack_xlsx;

use crate::xml::is_allowed;
use base::Table;

/// A workbook of figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pack {
    /// What it is, at the head of the contents.
    pub title: String,
    /// Names and values beneath the title: partnership, period, version. A `Date` in words becomes the file's own date.
    pub cover: Vec<(String, String)>,
    /// The sheets, in order.
    pub sheets: Vec<PackSheet>,
}

/// A sheet: what the figure says, what one must know of it, and its numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackSheet {
    /// The sheet's name as wished: it is shortened and made unique where a workbook demands it.
    pub name: String,
    /// The figure's title.
    pub title: String,
    /// Its numbers.
    pub table: Table,
    /// Unit, period, area, rules, extracts, source, query: names and values above the numbers, each in one line.
    pub notes: Vec<(String, String)>,
}

/// The name of the first sheet.
const CONTENTS: &str = "Contents";
/// Characters in a cell at the most: a rule of XLSX, kept in both so that both say the same.
const LONGEST_CELL: usize = 32_767;
/// Characters in a sheet's name at the most: the same.
const LONGEST_NAME: usize = 31;
/// Whole numbers that a workbook holds exactly; it has no others than doubles.
const EXACT: i64 = 1 << 53;
/// Rows that may stay in sight: more would leave no room for numbers on a small screen.
const MOST_FROZEN: usize = 16;

impl PackSheet {
    /// The row of the header, from 0: beneath title, way back, notes and an empty row.
    fn header_row(&self) -> usize {
        self.notes.len() + 3
    }

    /// Rows that stay in sight, the header last; none where there would be too many.
    fn frozen(&self) -> usize {
        Some(self.header_row() + 1).filter(|rows| *rows <= MOST_FROZEN).unwrap_or(0)
    }

    /// How wide each column is to be, in characters: header, cells and, in the first, the names of the notes.
    fn widths(&self) -> Vec<usize> {
        let names = self.notes.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        let wide = |(index, column): (usize, &base::Column)| {
            let cells = self.table.rows.iter().filter_map(|row| row.get(index)).map(|value| value.to_bare().chars().count()).max();
            let least = if index == 0 { names.max(10) } else { 8 };
            (cells.unwrap_or(0).max(column.name.chars().count()).max(least) + 2).min(48)
        };
        self.table.columns.iter().enumerate().map(wide).collect()
    }
}

impl Pack {
    /// The names that the sheets get, in order.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for sheet in &self.sheets {
            let wished = permitted(&sheet.name);
            let wished = if wished.is_empty() { "Sheet".to_owned() } else { wished };
            // Spreadsheets take `Burglary` and `BURGLARY` for one name, and keep `History` for themselves.
            let is_free = |name: &String| {
                let name = name.to_lowercase();
                name != CONTENTS.to_lowercase() && name != "history" && names.iter().all(|taken| taken.to_lowercase() != name)
            };
            let numbered = (2_u32..).map(|number| {
                let suffix = format!(" {number}");
                shortened(&wished, LONGEST_NAME - suffix.len(), "").trim_end().to_owned() + &suffix
            });
            names.extend(std::iter::once(wished.clone()).chain(numbered).find(is_free));
        }
        names
    }

    /// The day it is made, from its cover.
    fn day(&self) -> Option<[i32; 3]> {
        self.cover.iter().filter(|(key, _)| key == "Date").find_map(|(_, value)| crate::setting::civil_date(value))
    }
}

/// A sheet's name without what a workbook forbids.
fn permitted(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() || !is_allowed(c) || "[]:*?/\\".contains(c) { '-' } else { c }).collect();
    let plain = plain.trim().trim_matches('\'').trim();
    shortened(plain, LONGEST_NAME, "").trim_end().trim_end_matches('\'').to_owned()
}

/// Words as a cell may hold them.
fn cell(words: &str) -> String {
    let plain: String = words.chars().filter(|c| *c != '\r').map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect();
    shortened(&plain, LONGEST_CELL, "…")
}

/// A note in one line, which runs on over the empty cells beside it: several lines would cover each other in one row.
fn line(words: &str) -> String {
    cell(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// At most so many characters as a workbook counts them, which is in units of UTF-16; what is cut ends in `end`.
fn shortened(words: &str, most: usize, end: &str) -> String {
    if words.chars().map(char::len_utf16).sum::<usize>() <= most {
        return words.to_owned();
    }
    let mut room = most.saturating_sub(end.chars().map(char::len_utf16).sum());
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    words.chars().take_while(fits).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wished: &[&str], expected: &[&str]) {
        let sheets = wished.iter().map(|name| PackSheet { name: (*name).to_owned(), ..PackSheet::default() }).collect();
        assert_eq!(Pack { sheets, ..Pack::default() }.names(), expected);
    }

    #[test]
    fn names_are_such_as_a_workbook_takes() {
        check(&["Burglary", "BURGLARY", "burglary"], &["Burglary", "BURGLARY 2", "burglary 3"]);
        check(&["", "", "contents", "History"], &["Sheet", "Sheet 2", "contents 2", "History 2"]);
        check(&["a[b]c:d*e?f/g\\h", "'quoted'", "it's"], &["a-b-c-d-e-f-g-h", "quoted", "it's"]);
        let long = "Violence against the person with injury";
        check(&[long, long], &["Violence against the person wit", "Violence against the person w 2"]);
        check(&["😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"], &["😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"]);
    }

    #[test]
    fn cells_are_cut_where_a_workbook_would_refuse_them() {
        let cut = cell(&"a".repeat(40_000));
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (LONGEST_CELL, true));
        assert_eq!(cell("a\u{0}b\r\nc"), "a\u{fffd}b\nc");
    }
}
