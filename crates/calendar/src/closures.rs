//! Days on which one body is closed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days in a row on which a body is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// Why, in words: `Christmas closure`.
    pub title: String,
    /// The first day closed.
    pub since: Date,
    /// The day it is open again.
    pub until: Date,
}

/// A body's own closure days, beside weekends and bank holidays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureDays {
    /// The times it is closed.
    pub closed: Vec<Closure>,
}

impl ClosureDays {
    /// Whether the closures make sense; the error names the key.
    pub fn sensible(&self) -> Result<(), String> {
        if self.closed.is_empty() {
            return Err("`closed` must not be empty".to_owned());
        }
        match self.closed.iter().find(|closure| closure.until <= closure.since || closure.title.trim().is_empty()) {
            Some(bad) => Err(format!("`closed`: `{}` must have a `title`, and an `until` after its `since`", bad.title)),
            None => Ok(()),
        }
    }

    /// Why the body is closed on a day, if it is.
    pub fn on(&self, day: Date) -> Option<&str> {
        self.closed.iter().find(|closure| closure.since <= day && day < closure.until).map(|closure| closure.title.as_str())
    }
}
