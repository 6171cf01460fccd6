//! Tables given back as they came, as XLSX and as ODS: every cell a text, none of them shortened or mended, no contents sheet.

use super::{LONGEST_CELL, LONGEST_NAME, ods, permitted, shortened};
use crate::xml::{Part, archive, is_allowed};
use base::{Result, Trouble};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A sheet of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextSheet {
    /// Its name as wished.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The rows that are headers, counted from 0.
    pub headers: Vec<usize>,
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
        for (line, (down, row)) in (0_u32..).zip(sheet.rows.iter().enumerate()) {
            let look = if sheet.headers.contains(&down) { &head } else { &text };
            for (cell, across) in row.iter().zip(0_u16..).filter(|(cell, _)| !cell.is_empty()) {
                page.write_string_with_format(line, across, cell, look)?;
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
                        for (at, row) in sheet.rows.iter().enumerate() {
                            let style = if sheet.headers.contains(&at) { "head" } else { "" };
                            ods::row(xml, |xml| match row.as_slice() {
                                // A row must hold a cell.
                                [] => xml.empty("table:table-cell", &[]),
                                cells => cells.iter().for_each(|cell| match cell.as_str() {
                                    "" => xml.empty("table:table-cell", &[]),
                                    text => ods::words(xml, style, text),
                                }),
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
        let sheets = [TextSheet { name: "a:b".to_owned(), rows, headers: vec![0] }, TextSheet::default()];
        let read =
            |range: calamine::Range<Data>| -> Vec<String> { range.rows().next_back().unwrap().iter().map(ToString::to_string).collect() };
        let mut xlsx = Xlsx::new(Cursor::new(text_xlsx(&sheets).unwrap())).unwrap();
        assert_eq!(xlsx.sheet_names(), ["a-b", "Plan"]);
        assert_eq!(read(xlsx.worksheet_range("a-b").unwrap()), cells);
        let mut ods = Ods::new(Cursor::new(text_ods(&sheets).unwrap())).unwrap();
        assert_eq!(read(ods.worksheet_range("a-b").unwrap()), cells);
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
