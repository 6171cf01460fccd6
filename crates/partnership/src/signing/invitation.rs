//! What an invitation is good for, and how an account stands after it.

use super::{DAY, HOUR, later};
use crate::named::named;
use jiff::Timestamp;
use rulebook::SignInLives;

named! {
    /// What an invitation is for.
    InvitationKind, "kind";
    Invite "invite" "to sign in for the first time";
    Recover "recover" "to make a new way in where one was lost";
}

named! {
    /// How an account stands.
    AccountState, "state";
    Invited "invited" "invited, and not accepted yet";
    Waiting "waiting" "accepted, and waiting for approval";
    Active "active" "may sign in";
    Cut "cut" "cut off";
}

/// What happened to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// What it is for.
    pub kind: InvitationKind,
    /// The moment from which it is over.
    pub ends_at: Timestamp,
    /// A second person approved it, or confirmed who asks.
    pub approved_at: Option<Timestamp>,
    /// It was accepted.
    pub used_at: Option<Timestamp>,
    /// It was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// How an invitation stands, to whoever holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It can be accepted once a second person has confirmed who asks.
    Unconfirmed,
    /// It was accepted; no invitation is accepted twice.
    Used,
    /// Its time is over.
    Over,
    /// It was taken back.
    Withdrawn,
}

/// When an invitation that was made at a moment ends.
pub fn invitation_ends(rule: &SignInLives, kind: InvitationKind, made_at: Timestamp) -> Timestamp {
    match kind {
        InvitationKind::Invite => later(made_at, u64::from(rule.invitation_days) * DAY),
        InvitationKind::Recover => later(made_at, u64::from(rule.recovery_hours) * HOUR),
    }
}

/// When a token that was made at a moment ends: after the days asked for, and after those of the rule at the latest.
pub fn token_ends(rule: &SignInLives, made_at: Timestamp, days: Option<u32>) -> Timestamp {
    let days = days.map_or(rule.token_days, |days| days.min(rule.token_days));
    later(made_at, u64::from(days) * DAY)
}

/// How an invitation stands now.
///
/// The first one is accepted before it is approved: whoever approves then sees that it reached somebody, and nothing opens until
/// they do. A new way in is confirmed before: until then nothing can be changed on an account that is in use.
pub fn invitation_state(invitation: &Invitation, now: Timestamp) -> InvitationState {
    if invitation.withdrawn_at.is_some() {
        InvitationState::Withdrawn
    } else if invitation.used_at.is_some() {
        InvitationState::Used
    } else if now >= invitation.ends_at {
        InvitationState::Over
    } else if invitation.kind == InvitationKind::Recover && invitation.approved_at.is_none() {
        InvitationState::Unconfirmed
    } else {
        InvitationState::Open
    }
}

impl Invitation {
    /// How an account stands by its first invitation alone; that somebody was cut off since is known elsewhere.
    pub fn account(&self) -> AccountState {
        match (self.used_at, self.approved_at) {
            (None, _) => AccountState::Invited,
            (Some(_), None) => AccountState::Waiting,
            (Some(_), Some(_)) => AccountState::Active,
        }
    }

    /// Whether a second person may approve or confirm it now: neither taken back nor approved, and in time or accepted in time.
    pub fn can_be_approved(&self, now: Timestamp) -> bool {
        self.withdrawn_at.is_none() && self.approved_at.is_none() && (self.used_at.is_some() || now < self.ends_at)
    }
}
