//! Tables as workbooks.

use base::{ColumnKind, Table, Value};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

/// A sheet of a workbook that comes back: its cells are text, so that an office does not turn `2018-11` into a date or
/// `007` into a number when somebody corrects it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// Its header and rows.
    pub table: Table,
    /// Cells to be looked at: row (0 is the first below the header), column, and the note on the cell.
    pub marks: Vec<(usize, usize, String)>,
}

/// Bytes of an XLSX with one sheet: a bold header that stays in sight, text as text (never a formula, whatever
/// it begins with), numbers as numbers, missing cells empty.
pub fn workbook(sheet: &str, table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    write_header(page, sheet, table)?;
    for (line, row) in table.rows.iter().zip(1_u32..) {
        for (value, at) in line.iter().zip(0_u16..) {
            match value {
                Value::Missing => {}
                // `write_string` stores a string cell: a leading `=` is a character, not a formula.
                Value::Text(text) => drop(page.write_string(row, at, text)?),
                Value::Whole(n) => drop(page.write_number(row, at, *n as f64)?),
                Value::Real(x) => drop(page.write_number(row, at, *x)?),
                Value::Flag(b) => drop(page.write_boolean(row, at, *b)?),
            }
        }
    }
    workbook.save_to_buffer()
}

/// Bytes of an XLSX of these sheets; a marked cell is filled and has its note.
pub fn workbook_of(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@");
    let marked = Format::new().set_num_format("@").set_background_color(Color::RGB(0x00ff_f2cc)).set_bold();
    for sheet in sheets {
        let page = workbook.add_worksheet();
        write_header(page, &sheet.name, &sheet.table)?;
        for (line, row) in sheet.table.rows.iter().zip(1_u32..) {
            for (value, at) in line.iter().zip(0_u16..) {
                match value {
                    Value::Missing => drop(page.write_blank(row, at, &text)?),
                    Value::Whole(n) => drop(page.write_number(row, at, *n as f64)?),
                    other => drop(page.write_string_with_format(row, at, other.to_bare(), &text)?),
                }
            }
        }
        for (line, column, note) in &sheet.marks {
            let (Ok(row), Ok(at)) = (u32::try_from(line + 1), u16::try_from(*column)) else { continue };
            let value = sheet.table.rows.get(*line).and_then(|r| r.get(*column)).map_or(String::new(), Value::to_bare);
            if value.is_empty() {
                page.write_blank(row, at, &marked)?;
            } else {
                page.write_string_with_format(row, at, value, &marked)?;
            }
            page.insert_note(row, at, &Note::new(note.as_str()).add_author_prefix(false))?;
        }
    }
    workbook.save_to_buffer()
}

/// A bold header that stays in sight.
fn write_header(page: &mut Worksheet, name: &str, table: &Table) -> Result<(), XlsxError> {
    page.set_name(name)?;
    page.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, at) in table.columns.iter().zip(0_u16..) {
        page.write_string_with_format(0, at, &column.name, &bold)?;
        page.set_column_width(at, if column.kind == ColumnKind::Text { 22.0 } else { 10.0 })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_only_text() {
        let mut table = Table::new(&[("location", ColumnKind::Text), ("n", ColumnKind::Whole)]);
        table.rows.push(vec![Value::Text("=HYPERLINK(\"x\")".into()), Value::Whole(-3)]);
        let bytes = workbook("Rejected rows", &table).unwrap();
        assert!(bytes.starts_with(b"PK"));
        // Inflate-free check: a formula cell would need the element in the sheet, and shared strings hold the text.
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("<f>"));
    }
}
