//! How long mail is tried, when people are reminded, and how long a link can be answered.

use serde::{Deserialize, Serialize};

/// When a message that was not taken is tried again, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailRetry {
    /// Minutes after the first try.
    pub first_minutes: u32,
    /// Each wait is so many times the one before.
    pub factor: u32,
    /// No wait is longer.
    pub longest_minutes: u32,
    /// So many hours after it was written, a message is given up.
    pub give_up_hours: u32,
    /// Minutes until the one repeat of a message of which nobody knows whether it was taken.
    pub repeat_minutes: u32,
}

impl MailRetry {
    /// Minutes to wait after so many tries.
    pub fn minutes_after(&self, tries: u32) -> u32 {
        let mut minutes = self.first_minutes;
        for _ in 1..tries {
            minutes = minutes.saturating_mul(self.factor);
            if minutes >= self.longest_minutes {
                break;
            }
        }
        minutes.min(self.longest_minutes)
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        if [self.first_minutes, self.factor, self.longest_minutes, self.give_up_hours, self.repeat_minutes].contains(&0) {
            return Err("every number must be 1 or more".to_owned());
        }
        if self.longest_minutes < self.first_minutes {
            Err("`longest_minutes` must not lie below `first_minutes`".to_owned())
        } else {
            Ok(())
        }
    }
}

/// When whoever owes something is reminded of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyReminder {
    /// So many days before the day it is due, the most first; 0 is the day itself.
    pub days_before: Vec<u32>,
    /// And every so many days after it.
    pub every_days_after: u32,
}

impl DutyReminder {
    /// The last reminder that was to be given by a day, as a stable name, `due in` so many days: `14-before`, `0-before`, `7-after`.
    /// One that was missed is not given late once the next has come.
    pub fn reached(&self, days_to_due: i32) -> Option<String> {
        let days = days_to_due.unsigned_abs();
        if days_to_due < 0 {
            let after = days - days % self.every_days_after.max(1);
            if after > 0 {
                return Some(format!("{after}-after"));
            }
            return self.days_before.last().map(|before| format!("{before}-before"));
        }
        self.days_before.iter().rev().find(|before| days <= **before).map(|before| format!("{before}-before"))
    }

    /// The earliest that anybody is reminded: so many days before.
    pub fn ahead(&self) -> u32 {
        self.days_before.first().copied().unwrap_or(0)
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.every_days_after == 0 {
            return Err("`every_days_after` must be 1 or more".to_owned());
        }
        let falling = self.days_before.iter().zip(self.days_before.iter().skip(1)).all(|(one, next)| one > next);
        if self.days_before.is_empty() || !falling {
            return Err("`days_before` must hold a number or more, each smaller than the one before it".to_owned());
        }
        Ok(())
    }
}

/// How long a link for one purpose can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedLink {
    /// Days from the day it is made.
    pub days: u32,
}

impl SignedLink {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if (1..=366).contains(&self.days) { Ok(()) } else { Err("`days` must be 1 to 366".to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_longest() {
        let rule = MailRetry { first_minutes: 5, factor: 3, longest_minutes: 240, give_up_hours: 72, repeat_minutes: 60 };
        let waits: Vec<u32> = (0..8).map(|tries| rule.minutes_after(tries)).collect();
        assert_eq!(waits, [5, 5, 15, 45, 135, 240, 240, 240]);
        assert_eq!(MailRetry { factor: u32::MAX, ..rule }.minutes_after(u32::MAX), 240);
        assert_eq!(MailRetry { factor: 1, ..rule }.minutes_after(3), 5);
        for wrong in [MailRetry { factor: 0, ..rule }, MailRetry { longest_minutes: 4, ..rule }] {
            assert!(wrong.sensible().is_err());
        }
    }

    #[test]
    fn the_last_reminder_reached_is_the_one_to_give() {
        let rule = DutyReminder { days_before: vec![14, 3, 0], every_days_after: 7 };
        for (days, reached) in [
            (400, None),
            (15, None),
            (14, Some("14-before")),
            (4, Some("14-before")),
            (3, Some("3-before")),
            (1, Some("3-before")),
            (0, Some("0-before")),
            (-1, Some("0-before")),
            (-6, Some("0-before")),
            (-7, Some("7-after")),
            (-13, Some("7-after")),
            (-14, Some("14-after")),
        ] {
            assert_eq!(rule.reached(days).as_deref(), reached, "{days} days to go");
        }
        for days_before in [vec![], vec![3, 14], vec![3, 3]] {
            assert!(DutyReminder { days_before, every_days_after: 7 }.sensible().is_err());
        }
        assert!(DutyReminder { every_days_after: 0, ..rule }.sensible().is_err());
    }
}
