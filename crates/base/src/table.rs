//! A small table of plain values: what the engine returns and what doors print.

use serde::{Serialize, Serializer};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Missing: an empty field in CSV, `null` in JSON.
    Missing,
    /// A whole number.
    Whole(i64),
    /// A real number.
    Real(f64),
    /// Text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// The bare text of the contract: ASCII digits, no plus, no commas, no minus before zero; missing is empty.
    pub fn to_bare(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Whole(n) => n.to_string(),
            // Adding nothing turns a zero with a minus sign into plain zero.
            Self::Real(x) => format!("{}", x + 0.0),
            Self::Text(t) => t.clone(),
            Self::Flag(b) => b.to_string(),
        }
    }

    /// The whole number in this cell, if it is one.
    pub fn as_whole(&self) -> Option<i64> {
        if let Self::Whole(n) = self { Some(*n) } else { None }
    }

    /// The number in this cell as a double, if it is one.
    pub fn as_real(&self) -> Option<f64> {
        match self {
            Self::Whole(n) => Some(*n as f64),
            Self::Real(x) => Some(*x),
            _ => None,
        }
    }

    /// The text in this cell, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(t) = self { Some(t) } else { None }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Whole(n) => serializer.serialize_i64(*n),
            Self::Real(x) => serializer.serialize_f64(*x + 0.0),
            Self::Text(t) => serializer.serialize_str(t),
            Self::Flag(b) => serializer.serialize_bool(*b),
        }
    }
}

/// What a column holds; decides alignment and the type it has in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Whole numbers.
    Whole,
    /// Real numbers.
    Real,
    /// Text.
    Text,
    /// Yes or no.
    Flag,
}

/// A named column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as a query spells it.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// Columns and rows, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has as many values as there are columns.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(columns: &[(&str, ColumnKind)]) -> Self {
        Self { columns: columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect(), rows: Vec::new() }
    }

    /// Where a column stands, by name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minus_stands_before_zero() {
        for (value, bare) in [(-0.0, "0"), (0.0, "0"), (-0.5, "-0.5"), (1e21, "1000000000000000000000")] {
            assert_eq!(Value::Real(value).to_bare(), bare);
        }
    }
}
