//! Tables given back as they came, as XLSX and as ODS: every cell a text, none of them shortened or mended, no contents sheet.

use super::{LONGEST_CELL, LONGEST_NAME, ods, permitted, shortened};
use crate::xml::{Part, archive, is_allowed};
use base::{Result, Trouble};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use std::collections::{BTreeMap, BTreeSet};

/// A sheet of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextSheet {
    /// Its name as wished.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The rows that are headers, counted from 0.
    pub headers: Vec<usize>,
    /// The first and the last cell of merged ones, row and column counted from 0: no two overlap, and what stands in the cells that
    /// are covered is not written.
    pub merged: Vec<((usize, usize), (usize, usize))>,
}

impl TextSheet {
    /// The cells that a merged one covers, but for its first.
    fn covered(&self) -> BTreeSet<(usize, usize)> {
        let cells = |&((top, left), (bottom, right)): &((usize, usize), (usize, usize))| {
            (top..=bottom).flat_map(move |row| (left..=right).map(move |column| (row, column))).skip(1)
        };
        self.merged.iter().flat_map(cells).collect()
    }
}

/// What a sheet without a name is called.
const NAMELESS: &str = "Plan";
/// The widest a column is made, in characters.
const WIDEST: usize = 48;
/// Rows and columns of a workbook at the most: a rule of XLSX, kept in both.
const MOST_ROWS: usize = 1 << 20;
const MOST_COLUMNS: usize = 1 << 14;

/// The sheets as XLSX: text as text, so that `1.10` stays what it is and a leading `=` is a character.
///
/// # Errors
/// Refused where a cell is longer than a workbook holds, or has a character that none does.
pub fn text_xlsx(sheets: &[TextSheet]) -> Result<Vec<u8>> {
    check(sheets)?;
    write_xlsx(sheets)
        .map_err(|e| Trouble::failed("workbook-unwritable", format!("could not make the workbook: {e}"), "export the table as CSV"))
}

fn write_xlsx(sheets: &[TextSheet]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_num_format("@").set_bold();
    for (sheet, name) in sheets.iter().zip(names(sheets)) {
        let page = workbook.add_worksheet();
        page.set_name(name)?;
        for (width, at) in widths(sheet).into_iter().zip(0_u16..) {
            page.set_column_width(at, width as f64)?;
        }
        let look = |down: usize| if sheet.headers.contains(&down) { &head } else { &text };
        let merged: BTreeMap<_, _> = sheet.merged.iter().copied().collect();
        let covered = sheet.covered();
        for (line, (down, row)) in (0_u32..).zip(sheet.rows.iter().enumerate()) {
            for ((at, cell), across) in row.iter().enumerate().zip(0_u16..).filter(|((_, cell), _)| !cell.is_empty()) {
                match merged.get(&(down, at)) {
                    Some(&(bottom, right)) => {
                        let last = (u32::try_from(bottom).unwrap_or(u32::MAX), u16::try_from(right).unwrap_or(u16::MAX));
                        page.merge_range(line, across, last.0, last.1, cell, &look(down).clone().set_align(FormatAlign::Top))?;
                    }
                    None if covered.contains(&(down, at)) => {}
                    None => {
                        page.write_string_with_format(line, across, cell, look(down))?;
                    }
                }
            }
        }
    }
    workbook.save_to_buffer()
}

/// The sheets as ODS; the same sheets give the same bytes.
///
/// # Errors
/// As [`text_xlsx`].
pub fn text_ods(sheets: &[TextSheet]) -> Result<Vec<u8>> {
    check(sheets)?;
    archive(&[
        Part::stored("mimetype", ods::MIME),
        Part::text("META-INF/manifest.xml", ods::manifest()),
        Part::text("content.xml", content(sheets)),
        Part::text("styles.xml", ods::styles()),
        Part::text("meta.xml", ods::document("office:document-meta", |xml| xml.empty("office:meta", &[]))),
        Part::text("settings.xml", ods::document("office:document-settings", |xml| xml.empty("office:settings", &[]))),
    ])
}

fn content(sheets: &[TextSheet]) -> String {
    ods::document("office:document-content", |xml| {
        xml.element("office:automatic-styles", &[], |xml| {
            let mut all: Vec<usize> = sheets.iter().flat_map(widths).collect();
            all.sort_unstable();
            all.dedup();
            for width in all {
                xml.element("style:style", &[("style:name", &format!("w{width}")), ("style:family", "table-column")], |xml| {
                    xml.empty("style:table-column-properties", &[("style:column-width", &format!("{:.1}mm", width as f64 * 1.9 + 2.0))]);
                });
            }
            ods::cell_style(xml, "head", &[("fo:font-weight", "bold")], true, false);
        });
        xml.element("office:body", &[], |xml| {
            xml.element("office:spreadsheet", &[], |xml| {
                for (sheet, name) in sheets.iter().zip(names(sheets)) {
                    xml.element("table:table", &[("table:name", &name)], |xml| {
                        let widths = widths(sheet);
                        ods::columns(xml, if widths.is_empty() { &[WIDEST] } else { &widths });
                        let merged: BTreeMap<_, _> = sheet.merged.iter().copied().collect();
                        let covered = sheet.covered();
                        for (at, row) in sheet.rows.iter().enumerate() {
                            let style = if sheet.headers.contains(&at) { "head" } else { "" };
                            let last_covered = covered.range((at, 0)..(at + 1, 0)).next_back().map_or(0, |(_, column)| column + 1);
                            // A row must hold a cell.
                            let width = row.len().max(last_covered).max(1);
                            ods::row(xml, |xml| {
                                for column in 0..width {
                                    let text = row.get(column).map_or("", String::as_str);
                                    let spans = merged.get(&(at, column)).map(|(bottom, right)| (bottom - at + 1, right - column + 1));
                                    match (spans, text) {
                                        _ if covered.contains(&(at, column)) => xml.empty("table:covered-table-cell", &[]),
                                        (Some(spans), text) => ods::words_over(xml, style, text, spans),
                                        (None, "") => xml.empty("table:table-cell", &[]),
                                        (None, text) => ods::words(xml, style, text),
                                    }
                                }
                            });
                        }
                    });
                }
            });
        });
    })
}

/// What no workbook holds is refused: a table that comes back shortened would be another table.
fn check(sheets: &[TextSheet]) -> Result<()> {
    let refuse = |row: usize, what: &str| {
        Err(Trouble::refused(
            "cell-unwritable",
            format!("row {} of the table {what}", row + 1),
            "export the table as CSV, or shorten that cell",
        ))
    };
    for sheet in sheets {
        if sheet.rows.len() > MOST_ROWS {
            return refuse(MOST_ROWS, "is one more than a workbook has rows");
        }
        for (at, row) in sheet.rows.iter().enumerate() {
            if row.len() > MOST_COLUMNS {
                return refuse(at, "has more cells than a workbook has columns");
            }
            if row.iter().any(|cell| cell.encode_utf16().count() > LONGEST_CELL) {
                return refuse(at, "has a cell of more than 32,767 characters, which no workbook holds");
            }
            if row.iter().any(|cell| !cell.chars().all(is_allowed)) {
                return refuse(at, "has a character that no workbook holds");
            }
        }
    }
    Ok(())
}

/// How wide each column is to be, in characters.
fn widths(sheet: &TextSheet) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for row in &sheet.rows {
        widths.resize(widths.len().max(row.len()), 8);
        for (cell, width) in row.iter().zip(&mut widths) {
            *width = (*width).max(cell.chars().take(WIDEST).count() + 2).min(WIDEST);
        }
    }
    widths
}

/// The names that the sheets get: permitted, and no two alike.
fn names(sheets: &[TextSheet]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let wished = Some(permitted(&sheet.name)).filter(|name| !name.is_empty()).unwrap_or_else(|| NAMELESS.to_owned());
        let free = |name: &String| {
            let small = name.to_lowercase();
            small != "history" && names.iter().all(|taken| taken.to_lowercase() != small)
        };
        let numbered = (2_u32..).map(|number| {
            let suffix = format!(" {number}");
            shortened(&wished, LONGEST_NAME - suffix.len(), "").trim_end().to_owned() + &suffix
        });
        names.extend(std::iter::once(wished.clone()).chain(numbered).find(free));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Ods, Reader as _, Xlsx};
    use std::io::Cursor;

    #[test]
    fn texts_come_back_as_they_went() {
        let cells =
            ["1.10", "=1+1", " two  blanks ", "a\nb", "a\r\nb", "\u{2013} \u{65e5}\u{672c}", "\t", "<&\">", "_x000D_", "2020-01-31"];
        let rows = vec![vec!["heading".to_owned(); cells.len()], Vec::new(), cells.map(str::to_owned).into()];
        let sheets = [TextSheet { name: "a:b".to_owned(), rows, headers: vec![0], merged: Vec::new() }, TextSheet::default()];
        let read =
            |range: calamine::Range<Data>| -> Vec<String> { range.rows().next_back().unwrap().iter().map(ToString::to_string).collect() };
        let mut xlsx = Xlsx::new(Cursor::new(text_xlsx(&sheets).unwrap())).unwrap();
        assert_eq!(xlsx.sheet_names(), ["a-b", "Plan"]);
        assert_eq!(read(xlsx.worksheet_range("a-b").unwrap()), cells);
        let mut ods = Ods::new(Cursor::new(text_ods(&sheets).unwrap())).unwrap();
        assert_eq!(read(ods.worksheet_range("a-b").unwrap()), cells);
    }

    #[test]
    fn a_merged_cell_is_written_once() {
        let rows = [["Burglary", "1"], ["Burglary", "2"]].map(|row| row.map(str::to_owned).to_vec()).to_vec();
        let sheets = [TextSheet { name: "a".to_owned(), rows, headers: Vec::new(), merged: vec![((0, 0), (1, 0))] }];
        let wanted = ["Burglary", "1", "", "2"];
        let cells = |range: calamine::Range<Data>| range.rows().flatten().map(ToString::to_string).collect::<Vec<_>>();
        let mut xlsx = Xlsx::new(Cursor::new(text_xlsx(&sheets).unwrap())).unwrap();
        assert_eq!(cells(xlsx.worksheet_range("a").unwrap()), wanted);
        let merged = xlsx.merge_cells_by_sheet_name("a").unwrap();
        assert_eq!(merged.iter().map(|one| (one.start, one.end)).collect::<Vec<_>>(), [((0, 0), (1, 0))]);
        let mut ods = Ods::new(Cursor::new(text_ods(&sheets).unwrap())).unwrap();
        assert_eq!(cells(ods.worksheet_range("a").unwrap()), wanted);
        assert!(content(&sheets).contains("table:number-rows-spanned=\"2\""));
    }

    #[test]
    fn what_no_workbook_holds_is_refused() {
        for cell in ["x".repeat(LONGEST_CELL + 1), "\u{1}".to_owned()] {
            let sheets = [TextSheet { rows: vec![vec![cell]], ..TextSheet::default() }];
            assert_eq!(text_xlsx(&sheets).unwrap_err().code, "cell-unwritable");
            assert_eq!(text_ods(&sheets).unwrap_err().code, "cell-unwritable");
        }
    }
}
