//! Prose bound to data: what a paper is to hold, what its sentences say, and whether the figures say the same.
//!
//! Values in, values out. A [`Bundle`] is the files of a paper as they were given; [`Definition`] and [`Text`] are what they say;
//! `app` brings a [`Fact`] for each figure; [`check_paper`] lists every [`Fault`] and sets the rest as [`Paper`].

mod check;
mod definition;
mod fact;
mod fault;
mod fields;
pub mod living;
mod near;
mod number;
mod source;
mod span;
mod text;

pub use check::{Checked, Paper, SetPart, SetRun, Strictness, Terms, check_paper, record_id};
pub use definition::{
    CellsOf, ChartKind, ChartPlan, Definition, FigurePlan, From, Lines, MapPlan, RankPlan, Reader, SectionPlan, Step, TableBy,
    parse_definition,
};
pub use fact::{Before, Fact, FactRow, PlaceName, Rank};
pub use fault::{Fault, FaultCode};
pub use fields::fields_given;
pub use number::{is_money, is_percent, with_unit};
pub use source::{Bundle, Source};
pub use span::Span;
pub use text::{Form, Piece, Reference, Run, Text, parse_text};
