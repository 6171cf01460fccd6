//! How long somebody stays signed in.

use super::{MINUTE, before, later};
use jiff::Timestamp;
use rulebook::SignInSession;

/// When a session ends if no page is asked for any more, and when whoever sits there is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnds {
    /// The moment from which it is over.
    pub ends_at: Timestamp,
    /// The moment from which a page warns.
    pub warn_at: Timestamp,
    /// Whether it is the whole limit that ends it, so that staying on the page does not put it off.
    pub whole: bool,
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It is good.
    Open(SessionEnds),
    /// It is good, and about to end.
    Ending(SessionEnds),
    /// Nothing was asked for too long, or it lasted as long as any may.
    Expired(SessionEnds),
    /// Somebody ended it.
    Ended,
}

impl SessionState {
    /// Whether it lets anybody in.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Open(_) | Self::Ending(_))
    }
}

/// The end of a session made and last seen at these moments: the idle limit after the one or the whole limit after the other,
/// whichever comes first.
pub fn session_ends(rule: &SignInSession, made_at: Timestamp, seen_at: Timestamp) -> SessionEnds {
    let idle = later(seen_at.max(made_at), u64::from(rule.idle_minutes) * MINUTE);
    let whole = later(made_at, u64::from(rule.whole_minutes) * MINUTE);
    let ends_at = idle.min(whole);
    SessionEnds { ends_at, warn_at: before(ends_at, u64::from(rule.warn_minutes) * MINUTE), whole: whole <= idle }
}

/// How a session stands now.
pub fn session_state(rule: &SignInSession, made_at: Timestamp, seen_at: Timestamp, ended: bool, now: Timestamp) -> SessionState {
    let ends = session_ends(rule, made_at, seen_at);
    if ended {
        SessionState::Ended
    } else if now >= ends.ends_at {
        SessionState::Expired(ends)
    } else if now >= ends.warn_at {
        SessionState::Ending(ends)
    } else {
        SessionState::Open(ends)
    }
}

/// Whether somebody who proved who they are at one moment may change what lets them in now, without proving it again.
pub fn is_fresh(rule: &SignInSession, strong_at: Option<Timestamp>, now: Timestamp) -> bool {
    strong_at.is_some_and(|at| now < later(at, u64::from(rule.fresh_minutes) * MINUTE))
}
