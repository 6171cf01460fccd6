//! Fields as they are recorded: those that may be told are kept, the others never leave this file.

use crate::listed;
use std::fmt;
use tracing::field::{Field, Visit};

/// What may be told of an event or a span.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fields {
    /// The sentence.
    pub(crate) says: Option<String>,
    /// Name and value, in the order of recording.
    pub(crate) values: Vec<(&'static str, Value)>,
}

/// A value that may be told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) if text.contains(' ') => write!(f, "\"{text}\""),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Fields {
    fn keep(&mut self, name: &'static str, value: Value) {
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value));
    }

    fn text(&mut self, field: &Field, text: &str) {
        if field.name() == "message" {
            self.says = listed::sentence(text);
        } else if let Some(told) = listed::told(field.name(), text) {
            let value = told.parse().ok().filter(|_| listed::is_number(field.name()));
            self.keep(field.name(), value.map_or(Value::Text(told), Value::Number));
        }
    }

    fn number(&mut self, field: &Field, number: i64) {
        if listed::is_number(field.name()) {
            self.keep(field.name(), Value::Number(number));
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.text(field, &value.to_string());
    }
}
