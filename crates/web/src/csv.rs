//! CSV as pages hand it out: RFC 4180, bare numbers, nothing that a spreadsheet would run.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::Table;

/// A table with its header; missing values are empty.
pub(crate) fn table(table: &Table) -> String {
    let mut text = String::new();
    push_row(&mut text, table.columns.iter().map(|column| column.name.clone()));
    for row in &table.rows {
        push_row(&mut text, row.iter().map(base::Value::to_bare));
    }
    text
}

/// A file to keep, of a media type and under a name of ours.
pub(crate) fn file(kind: &'static str, name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes.into()).into_response()
}

/// One row.
pub(crate) fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&harmless(cell))).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it. Bare numbers stay as they are.
fn harmless(cell: String) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if runs && !is_number(&cell) { format!("'{cell}") } else { cell }
}

/// Digits with at most a minus before and a point inside.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{ColumnKind, Value};

    #[test]
    fn what_a_spreadsheet_would_run_is_made_harmless() {
        for (cell, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+44 1223", "'+44 1223"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("-0.137", "-0.137"),
            ("+inf", "'+inf"),
            ("On or near Mill Road", "On or near Mill Road"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), expected);
        }
    }

    #[test]
    fn a_table_has_a_header_and_bare_values() {
        let mut of = Table::new(&[("area", ColumnKind::Text), ("value", ColumnKind::Real)]);
        of.rows = vec![vec![Value::Text("=Mill, \"Hill\"".into()), Value::Real(1234.5)], vec![Value::Missing, Value::Whole(-3)]];
        assert_eq!(table(&of), "area,value\r\n\"'=Mill, \"\"Hill\"\"\",1234.5\r\n,-3\r\n");
    }
}
