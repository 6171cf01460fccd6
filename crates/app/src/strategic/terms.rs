//! The rules that figures of a paper are made by, read once.

use base::{AreaCode, Result};
use calendar::Date;
use evidence::Terms;
use rulebook::Rulebook;

/// Rules of figures.
pub struct Rules {
    /// Of change, rounding and suppression.
    pub terms: Terms,
    /// References of those behind counts.
    pub count: Vec<String>,
    /// References of those behind changes.
    pub change: Vec<String>,
}

impl Rules {
    /// The rules in force in an area on a day.
    pub fn in_force(book: &Rulebook, day: Date, area: Option<&AreaCode>) -> Result<Self> {
        let terms = Terms::in_force(book, day, area)?;
        Ok(Self { count: terms.count_rules.clone(), change: terms.change_rules.clone(), terms })
    }

    /// Whether a count is too small to be shown in public.
    pub fn hides(&self, value: Option<f64>, open_data: bool) -> bool {
        let count = value.and_then(super::resolved::whole).and_then(|value| u64::try_from(value).ok());
        count.is_some_and(|count| !self.terms.floor.shows(count, open_data))
    }
}
