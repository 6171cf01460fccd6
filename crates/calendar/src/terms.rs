//! The words in which a limit is given: its unit, its direction, how its first and last days count.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Elapsed hours.
    Hours,
    /// Every day of the week.
    CalendarDays,
    /// Months by date: the same day of a later month, or that month's last day.
    CalendarMonths,
    /// Days that are not a Saturday, Sunday, bank holiday or closure day.
    WorkingDays,
    /// Days between two events, neither of which counts; every day of the week.
    ClearDays,
    /// Working days between two events, neither of which counts.
    ClearWorkingDays,
}

impl Unit {
    /// All six, in the order of the contract.
    pub const ALL: [Self; 6] =
        [Self::Hours, Self::CalendarDays, Self::CalendarMonths, Self::WorkingDays, Self::ClearDays, Self::ClearWorkingDays];

    /// `working_days`, as `clock list` prints it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::CalendarDays => "calendar_days",
            Self::CalendarMonths => "calendar_months",
            Self::WorkingDays => "working_days",
            Self::ClearDays => "clear_days",
            Self::ClearWorkingDays => "clear_working_days",
        }
    }

    /// Whether only working days count.
    pub fn is_working(self) -> bool {
        matches!(self, Self::WorkingDays | Self::ClearWorkingDays)
    }

    /// Whether neither the first nor the last day counts.
    pub fn is_clear(self) -> bool {
        matches!(self, Self::ClearDays | Self::ClearWorkingDays)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which way a limit runs from its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Forward: so long after what happened.
    After,
    /// Back: so long before what is to happen.
    Before,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::After, Self::Before];

    /// `after` or `before`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Before => "before",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the day a limit is counted from is itself counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// It is day 0: a month after 10 March ends on 10 April.
    After,
    /// It is day 1: a month beginning with 10 March ends on 9 April.
    BeginningWith,
}

/// What happens where the last day is not a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastDay {
    /// Nothing: the limit ends there.
    Stays,
    /// It ends on the next working day.
    NextWorkingDay,
    /// It ends on the working day before.
    PreviousWorkingDay,
}

/// Whose bank holidays a limit passes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarName {
    /// Those of England and Wales.
    EnglandAndWales,
    /// Those of Scotland.
    Scotland,
    /// Those of Northern Ireland.
    NorthernIreland,
    /// A day that is a bank holiday in any part of the United Kingdom, as freedom of information law counts.
    UnitedKingdom,
    /// No one's: no working day is asked for.
    None,
}

impl CalendarName {
    /// `england-and-wales`, as rules and `clock list` name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
            Self::UnitedKingdom => "united-kingdom",
            Self::None => "none",
        }
    }
}

impl fmt::Display for CalendarName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
