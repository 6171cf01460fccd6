//! The months that a figure covers.

use calendar::Month;

/// An unbroken run of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first.
    pub first: Month,
    /// The last.
    pub last: Month,
}

impl Span {
    /// Reads `2018-11 to 2019-10`, `2018-11..2019-10` or `2019-03`; nothing where it is none of them or ends before it begins.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").or_else(|| text.split_once(" to ")).unwrap_or((text, text));
        let (first, last) = (Month::parse(first.trim()).ok()?, Month::parse(last.trim()).ok()?);
        (first <= last).then_some(Self { first, last })
    }

    /// How many months.
    pub fn months(self) -> u32 {
        u32::try_from(self.first.through(self.last).count()).unwrap_or(u32::MAX)
    }

    /// As data: `2018-11..2019-10`, or `2019-03`.
    pub fn as_data(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}..{}", self.first, self.last) }
    }

    /// As the column `period` of the view `counts` has it: `2018-11 to 2019-10`, or `2019-03`.
    pub fn as_counted(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{} to {}", self.first, self.last) }
    }

    /// The same months a year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { first: self.first.year_before(), last: self.last.year_before() }
    }

    /// In the middle of a sentence: `the year ending October 2019` for twelve months, otherwise `December 2016 to November 2019`,
    /// `April to November 2019`, `March 2019`.
    pub fn in_words(self) -> String {
        if self.months() == 12 {
            return format!("the year ending {}", self.last.in_words());
        }
        evidence::period::months_in_words(&self.first.through(self.last).collect::<Vec<_>>())
    }
}
