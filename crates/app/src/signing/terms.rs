//! The confidentiality terms that everybody accepts before anything is shown.

use super::visitor::Visitor;
use crate::{House, Moment};
use base::Result;

/// The terms in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The version that is accepted, as a form carries it.
    pub version: String,
    /// What they are called.
    pub title: String,
    /// What they say, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Where they come from.
    pub source: String,
}

/// The terms in force today.
pub async fn terms(_house: &House, _moment: &Moment) -> Result<Terms> {
    super::not_there_yet()
}

/// Accepts the terms.
///
/// # Errors
/// Refused with `terms-changed` where another version is in force by now.
pub async fn accept_terms(_house: &House, _moment: &Moment, _visitor: &Visitor, _version: &str) -> Result<Visitor> {
    super::not_there_yet()
}
