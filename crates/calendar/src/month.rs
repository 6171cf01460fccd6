//! A month of a year, as the data and the questions name it: `2019-10`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub(crate) const MONTH_NAMES: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The first and the last year a [`Month`] may have.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2999;

/// Why a text is not a month, year or date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Not `YYYY-MM` with a month from 01 to 12 and a year from 1800 to 2999.
    #[error("`{0}` is not a month: write the year and the month as `2019-10`")]
    Month(String),
    /// Not `YYYY/YY` with two years that follow each other.
    #[error("`{0}` is not a financial year: write it as `2010/11`, April to March")]
    FinancialYear(String),
    /// Not a quarter from `Q1` to `Q4`.
    #[error("`{0}` is not a quarter of a financial year: write `Q1` (April to June) to `Q4` (January to March)")]
    Quarter(String),
    /// Not `YYYY-MM-DD`, or no such day.
    #[error("`{0}` is not a date: write it as `2026-10-01`")]
    Date(String),
    /// Neither a date nor a date and time.
    #[error("`{0}` is neither a date nor a date and time: write it as `2026-10-01` or `2026-10-01T09:30`")]
    When(String),
}

/// A calendar month. Ordered by time; written `2019-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Months since January of year 0.
    count: i32,
}

impl Month {
    /// The month `number` (1 to 12) of `year` (1800 to 2999).
    pub fn new(year: i32, number: i32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&number)).then(|| Self { count: year * 12 + number - 1 })
    }

    /// Reads `2019-10` and nothing else: no spaces, no one-digit months, no day.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        Self::read(text).ok_or_else(|| CalendarError::Month(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('-')?;
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(number, 2)) {
            return None;
        }
        Self::new(year.parse().ok()?, number.parse().ok()?)
    }

    /// The month a date lies in. `None` outside the years 1800 to 2999.
    pub fn of(date: Date) -> Option<Self> {
        Self::new(i32::from(date.year()), i32::from(date.month()))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.count.div_euclid(12)
    }

    /// 1 for January to 12 for December.
    pub fn number(self) -> i32 {
        self.count.rem_euclid(12) + 1
    }

    /// This many months later, or earlier where negative. Stays at the first or last month of the calendar's years.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let first = YEARS.start() * 12;
        let last = YEARS.end() * 12 + 11;
        Self { count: self.count.saturating_add(months).clamp(first, last) }
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The same month a year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.plus(-12)
    }

    /// How many months after `earlier` this one comes; negative where it comes before.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.count - earlier.count
    }

    /// From this month to `last`, both included; empty where `last` comes before.
    pub fn through(self, last: Self) -> MonthRange {
        MonthRange { next: self, last }
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        // A month's year lies between 1800 and 2999 and its number between 1 and 12, so the fallback is never taken.
        let year = i16::try_from(self.year()).unwrap_or(0);
        let number = i8::try_from(self.number()).unwrap_or(1);
        Date::new(year, number, 1).unwrap_or(Date::ZERO)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// How many days it has: the exposure of a monthly count.
    pub fn days(self) -> i32 {
        i32::from(self.first_day().days_in_month())
    }

    /// `October`.
    pub fn name(self) -> &'static str {
        usize::try_from(self.number() - 1).ok().and_then(|at| MONTH_NAMES.get(at)).copied().unwrap_or("")
    }

    /// `October 2019`.
    pub fn in_words(self) -> String {
        format!("{} {}", self.name(), self.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Month {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// Months in order, first and last included.
#[derive(Debug, Clone)]
pub struct MonthRange {
    next: Month,
    last: Month,
}

impl Iterator for MonthRange {
    type Item = Month;

    fn next(&mut self) -> Option<Month> {
        let here = self.next;
        if here > self.last {
            return None;
        }
        // Not `plus`, which stops at the end of the calendar and would never let the range end there.
        self.next = Month { count: here.count + 1 };
        Some(here)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.last.months_since(self.next) + 1).unwrap_or(0);
        (left, Some(left))
    }
}

impl ExactSizeIterator for MonthRange {}
