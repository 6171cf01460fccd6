//! Signing in, as decisions: how long a session lasts, when the next try may come, what an invitation is good for, who lets
//! whom in. Functions of what happened, of a dated rule and of the moment, which is handed in; nothing here keeps anything.
//!
//! The days of the registers are London's; what happens at a door has a moment.

mod invitation;
mod letting;
mod session;
mod throttle;

pub use invitation::{AccountState, Invitation, InvitationKind, InvitationState, invitation_ends, invitation_state, token_ends};
pub use letting::{Approval, Approver, Inviter, Letting, account_thing, is_left, organisations_of};
pub use session::{SessionEnds, SessionState, is_fresh, session_ends, session_state};
pub use throttle::{Earlier, Throttle, TryKey, keys_of, throttle};

use crate::named::named;
use jiff::{SignedDuration, Timestamp};

named! {
    /// How somebody proved who they are.
    Way, "way";
    Passkey "passkey" "a passkey";
    Organisation "organisation" "the sign-in of one's own organisation";
    Password "password" "a password and a code";
    RecoveryCode "recovery-code" "a password and a recovery code";
    Demonstration "demonstration" "a click, in a demonstration on this machine";
}

impl Way {
    /// Whether it can be guessed at from afar, so that tries are slowed. A passkey answers a challenge with a key that nobody guesses; an
    /// organisation slows guessing at its own door.
    pub fn is_guessable(self) -> bool {
        matches!(self, Self::Password | Self::RecoveryCode)
    }
}

/// So many seconds later; the end of time where that lies beyond it.
fn later(at: Timestamp, seconds: u64) -> Timestamp {
    let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.checked_add(seconds).unwrap_or(Timestamp::MAX)
}

/// So many seconds before; the beginning of time where that lies before it.
fn before(at: Timestamp, seconds: u64) -> Timestamp {
    let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.checked_sub(seconds).unwrap_or(Timestamp::MIN)
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
