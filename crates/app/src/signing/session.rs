//! Sessions: seen, chosen for, stayed in, ended.

use super::visitor::{Visitor, Way};
use crate::{House, Moment};
use base::Result;
use jiff::Timestamp;
use permission::Purpose;

/// One of somebody's own sessions, or of somebody whose access one may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its public id, `s-…`.
    pub id: String,
    /// How it began.
    pub way: Way,
    /// When it began.
    pub made_at: Timestamp,
    /// When something was last asked in it, to the minute.
    pub seen_at: Timestamp,
    /// When it ends if nothing is asked.
    pub ends_at: Timestamp,
    /// For which organisation.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// It is the one that asks.
    pub this: bool,
}

/// The sessions of a visitor that have not ended, newest first.
pub async fn sessions_of(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Vec<SessionLine>> {
    super::not_there_yet()
}

/// Ends the visitor's session.
pub async fn sign_out(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<()> {
    super::not_there_yet()
}

/// Ends one of the visitor's own sessions, by its public id.
pub async fn end_session(_house: &House, _moment: &Moment, _visitor: &Visitor, _id: &str) -> Result<()> {
    super::not_there_yet()
}

/// Ends every session of the visitor but the one that asks. Returns how many.
pub async fn end_other_sessions(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<usize> {
    super::not_there_yet()
}

/// Chooses for which organisation and purpose the visitor acts from now on in this session.
///
/// # Errors
/// Refused with `organisation-needed` where no post is held there today.
pub async fn choose(
    _house: &House,
    _moment: &Moment,
    _visitor: &Visitor,
    _organisation: Option<&str>,
    _purpose: Option<Purpose>,
) -> Result<Visitor> {
    super::not_there_yet()
}

/// Stays signed in: the session's idle end moves on, never past its latest end.
pub async fn stay(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Visitor> {
    super::not_there_yet()
}
