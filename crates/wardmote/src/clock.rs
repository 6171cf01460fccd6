//! This machine's clock, read here and nowhere else: everything below takes *now* as a value.

use jiff::{SignedDuration, Timestamp};

/// What the clock shows.
///
/// A debug build is ahead of it by the minutes in `WARDMOTE_AHEAD`, so that a test sees a session run out or a message repeated
/// without waiting for it. A release build does not look.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    if cfg!(debug_assertions) { ahead(now, std::env::var("WARDMOTE_AHEAD").ok().as_deref()) } else { now }
}

/// A moment, so many minutes later; the moment itself where no number is said.
fn ahead(now: Timestamp, minutes: Option<&str>) -> Timestamp {
    let span = minutes.and_then(|minutes| minutes.parse::<u32>().ok()).map(|minutes| SignedDuration::from_mins(minutes.into()));
    span.and_then(|span| now.checked_add(span).ok()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debug_build_is_ahead_by_the_minutes_that_are_said() {
        let now: Timestamp = "2026-03-10T22:05:09Z".parse().unwrap();
        assert_eq!(ahead(now, Some("61")), "2026-03-10T23:06:09Z".parse().unwrap());
        for nothing in [None, Some(""), Some("0"), Some("soon"), Some("-61")] {
            assert_eq!(ahead(now, nothing), now, "{nothing:?}");
        }
    }
}
