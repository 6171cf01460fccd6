//! Signing in: sessions, waiting, invitations, and who lets whom in.

mod letting;
mod sessions;
mod waiting;

use jiff::{SignedDuration, Timestamp};

/// So many seconds after a moment of 29 November 2026.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_910_400).unwrap() + SignedDuration::from_secs(seconds)
}
