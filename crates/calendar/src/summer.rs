//! Civil time of Europe/London, from the dated rule of summer time.

use crate::holidays::{DayName, nth_weekday};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A moment of the year at which the clocks change, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// The month, 1 to 12.
    pub month: i8,
    /// The day of the week.
    pub weekday: DayName,
    /// Which of them in the month: 1 the first, -1 the last.
    pub nth: i8,
    /// The full hour, 0 to 23, of Greenwich mean time.
    pub hour_utc: i8,
}

impl ClockChange {
    fn in_year(self, year: i16) -> Option<DateTime> {
        Some(nth_weekday(year, self.month, self.nth, self.weekday.weekday())?.at(self.hour_utc, 0, 0, 0))
    }

    fn sensible(self) -> bool {
        (1..=12).contains(&self.month) && ((1..=4).contains(&self.nth) || self.nth == -1) && (0..24).contains(&self.hour_utc)
    }
}

/// When the clocks of the United Kingdom go forward and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummerTime {
    /// Minutes by which summer time is ahead of Greenwich mean time.
    pub ahead_minutes: i32,
    /// When it begins.
    pub begins: ClockChange,
    /// When it ends.
    pub ends: ClockChange,
}

/// A wall time as a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallTime {
    /// One moment has this wall time; it is given in UTC.
    One(DateTime),
    /// Two moments have it, an hour apart, as the clocks go back; the earlier one, in UTC.
    Twice(DateTime),
    /// None has it, as the clocks go forward; the moment they do, in UTC.
    Skipped(DateTime),
}

impl WallTime {
    /// The moment, in UTC.
    pub fn utc(self) -> DateTime {
        let (Self::One(moment) | Self::Twice(moment) | Self::Skipped(moment)) = self;
        moment
    }
}

fn plus_minutes(moment: DateTime, minutes: i32) -> Option<DateTime> {
    moment.checked_add(jiff::Span::new().minutes(minutes)).ok()
}

impl SummerTime {
    /// Whether the rule makes sense; the error names the key.
    pub fn sensible(&self) -> Result<(), String> {
        if !(1..=180).contains(&self.ahead_minutes) {
            return Err("`ahead_minutes` must be 1 to 180".to_owned());
        }
        if !self.begins.sensible() || !self.ends.sensible() || self.begins.month >= self.ends.month {
            return Err("`begins` and `ends` must each be a `month`, `weekday`, `nth` and `hour_utc`, in this order".to_owned());
        }
        Ok(())
    }

    /// How many minutes the clocks are ahead of UTC at a moment given in UTC.
    pub fn minutes_ahead(&self, utc: DateTime) -> i32 {
        match (self.begins.in_year(utc.year()), self.ends.in_year(utc.year())) {
            (Some(begins), Some(ends)) if begins <= utc && utc < ends => self.ahead_minutes,
            _ => 0,
        }
    }

    /// The wall time of a moment given in UTC.
    pub fn wall(&self, utc: DateTime) -> Option<DateTime> {
        plus_minutes(utc, self.minutes_ahead(utc))
    }

    /// The moment of a wall time. Where there are two, or none, the earlier one, so that no limit ends later for it.
    pub fn moment(&self, wall: DateTime) -> Option<WallTime> {
        let in_summer = plus_minutes(wall, -self.ahead_minutes)?;
        let (as_summer, as_winter) = (self.minutes_ahead(in_summer) == self.ahead_minutes, self.minutes_ahead(wall) == 0);
        match (as_summer, as_winter) {
            (true, true) => Some(WallTime::Twice(in_summer)),
            (true, false) => Some(WallTime::One(in_summer)),
            (false, true) => Some(WallTime::One(wall)),
            (false, false) => self.begins.in_year(wall.year()).map(WallTime::Skipped),
        }
    }
}
