//! A way back in for somebody who lost every way in: asked for by them, confirmed by a second person.

use crate::people::Asking;
use crate::{House, Moment};
use base::Result;
use jiff::Timestamp;
use permission::Personal;

/// Somebody asks for a way back in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLine {
    /// Its id, `i-…`.
    pub id: String,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it can be confirmed.
    pub ends_at: Timestamp,
}

/// Asks for a way back in. The answer is the same whether or not there is such an account.
pub async fn ask_recovery(_house: &House, _moment: &Moment, _mail: Personal<String>) -> Result<()> {
    super::not_there_yet()
}

/// What waits for this asker to confirm it, oldest first.
pub async fn recoveries_for(_house: &House, _moment: &Moment, _asking: &Asking) -> Result<Vec<RecoveryLine>> {
    super::not_there_yet()
}

/// Confirms, as second person, that somebody is who they say: a link is sent to the address that is sealed under the office.
///
/// # Errors
/// Refused with `not-allowed` for oneself and for others than the organisation's own contact or an administrator.
pub async fn confirm_recovery(_house: &House, _moment: &Moment, _asking: &Asking, _id: &str) -> Result<super::InvitationMade> {
    super::not_there_yet()
}

/// Says that it was not they: the request ends.
pub async fn refuse_recovery(_house: &House, _moment: &Moment, _asking: &Asking, _id: &str) -> Result<()> {
    super::not_there_yet()
}
