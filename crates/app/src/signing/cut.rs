//! Access cut off, at once and whole.

use crate::{By, House, Moment};
use base::Result;

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CutOff {
    /// Sessions.
    pub sessions: usize,
    /// Tokens.
    pub tokens: usize,
    /// Calendar feeds.
    pub feeds: usize,
    /// Signed links and invitations.
    pub links: usize,
    /// Ways in.
    pub ways: usize,
}

/// Cuts a user off: sessions, tokens, feeds, links and ways in end in one transaction.
pub async fn cut_off(_house: &House, _moment: &Moment, _by: &By, _user: &str) -> Result<CutOff> {
    super::not_there_yet()
}
