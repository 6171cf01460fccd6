//! Counting elapsed hours between moments. Moments are in UTC: an hour is an hour on the nights the clocks change.

use crate::count::CountError;
use crate::pauses::Pauses;
use crate::terms::Direction;
use jiff::SignedDuration;
use jiff::civil::DateTime;

/// A moment by which so many hours have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourMark {
    /// Hours that have run.
    pub hours: u32,
    /// The moment, in UTC.
    pub utc: DateTime,
}

/// Counts hours from a moment: a mark each 24 hours, and the end as the last one. Paused time does not run.
///
/// ```
/// use calendar::{Direction, Pauses, count_hours};
/// let marks = count_hours(72, Direction::After, "2026-03-13T14:30".parse().unwrap(), &Pauses::default()).unwrap();
/// let printed: Vec<String> = marks.iter().map(|mark| format!("{} {}", mark.hours, mark.utc.date())).collect();
/// assert_eq!(printed, ["24 2026-03-14", "48 2026-03-15", "72 2026-03-16"]);
/// ```
pub fn count_hours(hours: u32, direction: Direction, from: DateTime, pauses: &Pauses<DateTime>) -> Result<Vec<HourMark>, CountError> {
    let mut marks = Vec::new();
    let (mut at, mut run) = (from, 0);
    while run < hours {
        let more = (hours - run).min(24);
        at = advance(at, SignedDuration::from_hours(i64::from(more)), direction, pauses).ok_or(CountError::OutOfRange)?;
        run += more;
        marks.push(HourMark { hours: run, utc: at });
    }
    Ok(marks)
}

/// The moment at which so much time has run; the earliest of them going on, the latest going back.
fn advance(from: DateTime, time: SignedDuration, direction: Direction, pauses: &Pauses<DateTime>) -> Option<DateTime> {
    let (mut at, mut left) = (from, time);
    match direction {
        Direction::After => {
            for (since, until) in pauses.spans() {
                if *until <= at {
                    continue;
                }
                let running = since.duration_since(at).max(SignedDuration::ZERO);
                if left <= running {
                    break;
                }
                left -= running;
                at = *until;
            }
            at.checked_add(left).ok()
        }
        Direction::Before => {
            for (since, until) in pauses.spans().iter().rev() {
                if *since >= at {
                    continue;
                }
                let running = at.duration_since(*until).max(SignedDuration::ZERO);
                if left <= running {
                    break;
                }
                left -= running;
                at = *since;
            }
            at.checked_sub(left).ok()
        }
    }
}
