//! Home by role: what needs somebody, what changed since they were last here, and how things go.

use crate::signing::Visitor;
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;

/// Something that waits for the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What it is, in a line.
    pub what: String,
    /// By when.
    pub due: Option<Date>,
    /// It is late.
    pub late: bool,
    /// What to do, as a link says it: `approve`, `judge`, `review`.
    pub verb: String,
    /// Where: a path of a page.
    pub href: String,
    /// By which rule or paper, where one says so.
    pub why: String,
}

/// Something that changed. Names offices and registers, never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What, in a sentence.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
    /// Where it can be seen, where there is a page.
    pub href: Option<String>,
}

/// A number of the newest assessment, for the home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureCard {
    /// The figure's id.
    pub id: String,
    /// What it counts.
    pub title: String,
    /// The number, as it is shown.
    pub value: String,
    /// How it compares, in a line.
    pub compared: String,
    /// The figure's page.
    pub href: String,
}

/// The home of a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// What needs them, late ones first.
    pub needs: Vec<Need>,
    /// What changed since they were last here, newest first.
    pub changed: Vec<Change>,
    /// Since when changes are listed.
    pub since: Option<Timestamp>,
    /// How things go.
    pub figures: Vec<FigureCard>,
}

/// The home of a visitor, by the posts they hold today.
pub async fn desk(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Desk> {
    Err(Trouble::failed("not-there-yet", "this is not there yet", "wait for the next version"))
}
