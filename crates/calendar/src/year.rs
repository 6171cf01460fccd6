//! Two kinds of year that are never mixed: the twelve months ending with a month, and April to March.

use crate::month::{CalendarError, Month, MonthRange};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The twelve months that end with a month (rule `year-ending`). Written as that month, `2019-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct YearEnding(pub Month);

impl YearEnding {
    /// The first of the twelve months.
    pub fn first(self) -> Month {
        self.0.plus(-11)
    }

    /// The last of the twelve months.
    pub fn last(self) -> Month {
        self.0
    }

    /// The twelve months, in order.
    pub fn months(self) -> MonthRange {
        self.first().through(self.last())
    }

    /// The twelve months before these.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.year_before())
    }

    /// Whether a month is one of the twelve.
    pub fn contains(self, month: Month) -> bool {
        self.first() <= month && month <= self.last()
    }

    /// `year ending October 2019`.
    pub fn in_words(self) -> String {
        format!("year ending {}", self.0.in_words())
    }
}

impl fmt::Display for YearEnding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for YearEnding {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Month::parse(text).map(Self)
    }
}

/// April of one year to March of the next (rule `financial-year`). Written `2010/11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FinancialYear {
    april: Month,
}

impl FinancialYear {
    /// The financial year that begins in April of `year` (1800 to 2998).
    pub fn beginning(year: i32) -> Option<Self> {
        Month::new(year + 1, 3)?;
        Month::new(year, 4).map(|april| Self { april })
    }

    /// Reads `2010/11`; the second part must be the year after the first.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let read = || {
            let (first, second) = text.split_once('/')?;
            let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            if !(digits(first, 4) && digits(second, 2)) {
                return None;
            }
            let (year, next): (i32, i32) = (first.parse().ok()?, second.parse().ok()?);
            if (year + 1) % 100 == next { Self::beginning(year) } else { None }
        };
        read().ok_or_else(|| CalendarError::FinancialYear(text.to_owned()))
    }

    /// The financial year a month lies in. `None` before April 1800.
    pub fn of(month: Month) -> Option<Self> {
        Self::beginning(if month.number() >= 4 { month.year() } else { month.year() - 1 })
    }

    /// April.
    pub fn first(self) -> Month {
        self.april
    }

    /// March of the year after.
    pub fn last(self) -> Month {
        self.april.plus(11)
    }

    /// The twelve months, in order.
    pub fn months(self) -> MonthRange {
        self.first().through(self.last())
    }

    /// The three months of a quarter.
    pub fn quarter(self, quarter: Quarter) -> MonthRange {
        let first = self.april.plus(quarter.offset());
        first.through(first.plus(2))
    }

    /// The financial year before. Stays where there is none.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.april.year_before()).unwrap_or(self)
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{:02}", self.april.year(), (self.april.year() + 1) % 100)
    }
}

impl FromStr for FinancialYear {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FinancialYear {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}

impl From<FinancialYear> for String {
    fn from(year: FinancialYear) -> Self {
        year.to_string()
    }
}

/// A quarter of a financial year: Q1 is April to June.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Quarter {
    /// April to June.
    Q1,
    /// July to September.
    Q2,
    /// October to December.
    Q3,
    /// January to March.
    Q4,
}

impl Quarter {
    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4];

    /// The quarter a month lies in.
    pub fn of(month: Month) -> Self {
        match month.number() {
            4..=6 => Self::Q1,
            7..=9 => Self::Q2,
            10..=12 => Self::Q3,
            _ => Self::Q4,
        }
    }

    fn offset(self) -> i32 {
        match self {
            Self::Q1 => 0,
            Self::Q2 => 3,
            Self::Q3 => 6,
            Self::Q4 => 9,
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Q1 => "Q1",
            Self::Q2 => "Q2",
            Self::Q3 => "Q3",
            Self::Q4 => "Q4",
        })
    }
}

impl FromStr for Quarter {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::ALL.into_iter().find(|quarter| quarter.to_string() == text).ok_or_else(|| CalendarError::Quarter(text.to_owned()))
    }
}
