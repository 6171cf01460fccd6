//! What the checker knows of a figure: its value, what it is compared with, and where it may be said.

use crate::Span;
use evidence::Verdict;

/// An area as prose names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceName {
    /// Its code, or the name that the data know it by.
    pub code: String,
    /// Its name: `South Cambridgeshire`.
    pub name: String,
}

/// What a figure is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// The value then, exact; nothing where the paper printed a change alone.
    pub value: Option<f64>,
    /// The months.
    pub period: Span,
    /// The change in percent, exact, of equal lengths of time (pro rata where the months differ in number); nothing where it
    /// can't be said.
    pub percent: Option<f64>,
    /// Decimals of a change that a paper printed; nothing where it is computed.
    pub printed_decimals: Option<u32>,
    /// Whether there is nothing to compare with: no file of the period before is held.
    pub incomparable: bool,
    /// What the test says; `NotTested` where there are no counts to test. Then the sign of `percent` is the direction.
    pub verdict: Verdict,
}

/// A place in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// From 1, the highest value.
    pub place: usize,
    /// Among so many.
    pub of: usize,
    /// Whether another has the same value.
    pub tied: bool,
}

/// A row of a table figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// By what prose refers to it: `histon-impington`.
    pub slug: String,
    /// What it is called: `Histon & Impington`.
    pub name: String,
    /// Its value, exact.
    pub value: Option<f64>,
    /// Its area, where the rows are areas.
    pub area: Option<PlaceName>,
    /// Its months, where the rows are periods.
    pub period: Option<Span>,
    /// Whether a public paper must not show it (rule `suppression-floor`).
    pub hidden: bool,
}

/// A figure as its paper may refer to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its id in the definition.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Words by which prose names what it counts: `anti-social behaviour`, `ASB`.
    pub names: Vec<String>,
    /// The unit of its value: `incidents`, `percent`, `per 1,000 residents`.
    pub unit: String,
    /// Decimals it is printed with.
    pub decimals: u32,
    /// The area.
    pub area: PlaceName,
    /// The months.
    pub period: Span,
    /// The value, exact; nothing for a table, and where the data give none.
    pub value: Option<f64>,
    /// A value that is words rather than a number: a list of wards.
    pub words: Option<String>,
    /// What it is compared with.
    pub before: Option<Before>,
    /// Where it stands among its peers.
    pub rank: Option<Rank>,
    /// Its share of the figure it is a part of, in percent, exact.
    pub share: Option<f64>,
    /// Limits of its interval, exact.
    pub limits: Option<(f64, f64)>,
    /// The rows, highest first unless they are periods (then in order of time); empty unless it is a table.
    pub rows: Vec<FactRow>,
    /// Why it may be older than the paper, where it is.
    pub older_because: String,
    /// Ids of the figures that add up to it.
    pub parts: Vec<String>,
    /// The total printed elsewhere that its rows or parts must add up to, where there is one.
    pub printed_total: Option<f64>,
    /// Why they need not add up: how they were rounded, or which misprint is known.
    pub rounding_because: String,
    /// The extract that it is held to and the one that superseded it, where it was.
    pub superseded: Option<(String, String)>,
    /// Whether a public paper must not show it (rule `suppression-floor`).
    pub hidden: bool,
}

impl Fact {
    /// A figure of which nothing is known yet but what it is, where and when.
    pub fn new(id: &str, title: &str, area: PlaceName, period: Span) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            names: Vec::new(),
            unit: String::new(),
            decimals: 0,
            area,
            period,
            value: None,
            words: None,
            before: None,
            rank: None,
            share: None,
            limits: None,
            rows: Vec::new(),
            older_because: String::new(),
            parts: Vec::new(),
            printed_total: None,
            rounding_because: String::new(),
            superseded: None,
            hidden: false,
        }
    }
}
