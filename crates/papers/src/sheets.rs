//! Tables as workbooks.

use base::{ColumnKind, Table, Value};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Bytes of an XLSX with one sheet: a bold header that stays in sight, text as text (never a formula, whatever
/// it begins with), numbers as numbers, missing cells empty.
pub fn workbook(sheet: &str, table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet)?;
    page.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, at) in table.columns.iter().zip(0_u16..) {
        page.write_string_with_format(0, at, &column.name, &bold)?;
        page.set_column_width(at, if column.kind == ColumnKind::Text { 22.0 } else { 10.0 })?;
    }
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
