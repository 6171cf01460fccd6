//! Invitations: made, approved, accepted.

use super::visitor::Way;
use crate::people::Asking;
use crate::{By, House, Moment};
use base::Result;
use jiff::Timestamp;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationKind {
    /// To come in for the first time.
    Invite,
    /// To come in again after every way in was lost.
    Recover,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Somebody must approve it.
    Waiting,
    /// The link is good.
    Ready,
    /// It was used.
    Used,
    /// It was withdrawn.
    Withdrawn,
    /// It ran out.
    Over,
}

/// An invitation that was made or approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationMade {
    /// Its id, `i-…`.
    pub id: String,
    /// The office.
    pub user: String,
    /// Whether it waits for approval.
    pub state: InvitationState,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// The path of the link, shown once, where no mail can be sent and whoever asks may hand it over.
    pub link: Option<String>,
}

/// An invitation as those see it who invite and approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLine {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub kind: InvitationKind,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// How it stands.
    pub state: InvitationState,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// An invitation opened by its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedInvitation {
    /// What it is for.
    pub kind: InvitationKind,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// Whether it still waits for approval: then no way in can be chosen yet.
    pub waiting: bool,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// The ways in that can be chosen.
    pub ways: Vec<Way>,
}

/// Invites somebody to the account of an office. Whoever runs the machine invites the first administrator only.
///
/// # Errors
/// Refused where the user is not in the register, nobody is enrolled under it, no address is sealed though mail is to be sent, or
/// an account is active.
pub async fn invite(_house: &House, _moment: &Moment, _by: &By, _user: &str) -> Result<InvitationMade> {
    super::not_there_yet()
}

/// Approves an invitation that waits.
pub async fn approve_invitation(_house: &House, _moment: &Moment, _asking: &Asking, _id: &str) -> Result<InvitationMade> {
    super::not_there_yet()
}

/// Withdraws an invitation that was not used.
pub async fn withdraw_invitation(_house: &House, _moment: &Moment, _asking: &Asking, _id: &str) -> Result<()> {
    super::not_there_yet()
}

/// The invitations that wait for this asker's approval, oldest first.
pub async fn waiting_for(_house: &House, _moment: &Moment, _asking: &Asking) -> Result<Vec<InvitationLine>> {
    super::not_there_yet()
}

/// The invitations to offices whose people the asker may invite or approve, newest first.
pub async fn invitations(_house: &House, _moment: &Moment, _asking: &Asking) -> Result<Vec<InvitationLine>> {
    super::not_there_yet()
}

/// Opens a link. Nothing is used up by it.
///
/// # Errors
/// Refused with `link-over`, the same for a link that never was, was used or withdrawn, or ran out.
pub async fn open_invitation(_house: &House, _moment: &Moment, _secret: &str) -> Result<OpenedInvitation> {
    super::not_there_yet()
}
