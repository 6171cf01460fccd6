//! Tables of app as flat lines: a cell by the name of its column.

use base::{Table, Value};

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    cells: &'a [Value],
}

/// The rows of a table.
pub(crate) fn rows(table: &Table) -> impl Iterator<Item = Row<'_>> {
    table.rows.iter().map(move |cells| Row { table, cells })
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&Value> {
        self.table.position(column).and_then(|at| self.cells.get(at))
    }

    /// A text; empty where it is missing.
    pub(crate) fn text(&self, column: &str) -> String {
        self.maybe(column).unwrap_or_default()
    }

    /// A text, where there is one.
    pub(crate) fn maybe(&self, column: &str) -> Option<String> {
        self.cell(column).and_then(Value::as_text).map(str::to_owned)
    }

    /// A whole number; nought where it is missing.
    pub(crate) fn whole(&self, column: &str) -> i64 {
        self.cell(column).and_then(Value::as_whole).unwrap_or_default()
    }

    /// Whether it says yes.
    pub(crate) fn yes(&self, column: &str) -> bool {
        self.cell(column).and_then(Value::as_text) == Some("yes")
    }
}
