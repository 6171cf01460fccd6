//! The month or the quarter that an update is about.

use calendar::{Date, FinancialYear, Month, Quarter};
use journal::Refused;
use serde::{Deserialize, Serialize};

/// A month, or a quarter of a financial year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// `2020-01`.
    Month(Month),
    /// `2010-11-Q4`.
    Quarter(FinancialYear, Quarter),
}

impl Period {
    /// Reads `2020-01` or `2010-11-Q4`.
    ///
    /// # Errors
    /// It is neither.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::NotOneOf {
            field: "period",
            value: text.to_owned(),
            known: "a month such as `2020-01`, or a quarter such as `2010-11-Q4`".to_owned(),
        };
        let text = text.trim();
        if let Some((year, number)) = text.rsplit_once("-Q").or_else(|| text.rsplit_once("-q")) {
            let year = FinancialYear::parse(&year.replacen('-', "/", 1)).map_err(|_| refused())?;
            let found = Quarter::ALL.into_iter().zip(NUMBERS).find(|(_, one)| *one == number);
            let (quarter, _) = found.ok_or_else(refused)?;
            return Ok(Self::Quarter(year, quarter));
        }
        Month::parse(text).map(Self::Month).map_err(|_| refused())
    }

    /// The quarter that a day lies in.
    pub fn quarter_of(day: Date) -> Option<Self> {
        let month = Month::of(day)?;
        Some(Self::Quarter(FinancialYear::of(month)?, Quarter::of(month)))
    }

    /// Its first month.
    pub fn first(self) -> Month {
        match self {
            Self::Month(month) => month,
            Self::Quarter(year, quarter) => year.quarter(quarter).next().unwrap_or(year.first()),
        }
    }

    /// Its last month.
    pub fn last(self) -> Month {
        match self {
            Self::Month(month) => month,
            Self::Quarter(year, quarter) => year.quarter(quarter).last().unwrap_or(year.last()),
        }
    }

    /// The period of the same length before it.
    #[must_use]
    pub fn before(self) -> Self {
        match self {
            Self::Month(month) => Self::Month(month.previous()),
            Self::Quarter(year, Quarter::Q1) => Self::Quarter(year.before(), Quarter::Q4),
            Self::Quarter(year, Quarter::Q2) => Self::Quarter(year, Quarter::Q1),
            Self::Quarter(year, Quarter::Q3) => Self::Quarter(year, Quarter::Q2),
            Self::Quarter(year, Quarter::Q4) => Self::Quarter(year, Quarter::Q3),
        }
    }

    /// As papers say it: `January 2020`, `quarter 4 of 2010/11`.
    pub fn in_words(self) -> String {
        match self {
            Self::Month(month) => month.in_words(),
            Self::Quarter(year, quarter) => format!("quarter {} of {year}", number(quarter)),
        }
    }
}

/// The numbers of the quarters, in their order.
const NUMBERS: [&str; 4] = ["1", "2", "3", "4"];

fn number(quarter: Quarter) -> &'static str {
    Quarter::ALL.into_iter().zip(NUMBERS).find(|(one, _)| *one == quarter).map_or("", |(_, number)| number)
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.last(), self.first()).cmp(&(other.last(), other.first()))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Month(month) => write!(f, "{month}"),
            Self::Quarter(year, quarter) => write!(f, "{}-Q{}", year.to_string().replacen('/', "-", 1), number(*quarter)),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_quarters_are_read_and_ordered() {
        for text in ["2020-01", "2010-11-Q4", "2009-10-Q1"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        let quarter = Period::parse("2010-11-Q4").unwrap();
        assert_eq!((quarter.first().to_string(), quarter.last().to_string()), ("2011-01".to_owned(), "2011-03".to_owned()));
        assert_eq!(quarter.in_words(), "quarter 4 of 2010/11");
        assert!(Period::parse("2011-02").unwrap() < quarter);
        assert!(Period::parse("2011-04").unwrap() > quarter);
        for wrong in ["", "2010-Q4", "2010-11-Q5", "2010-12-Q1", "2010-13"] {
            assert!(Period::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Period::quarter_of(Date::constant(2011, 3, 31)), Some(quarter));
    }
}
