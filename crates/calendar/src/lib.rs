//! Months, years ending and financial years, and the dates printed in papers.
//!
//! All are civil: no time zone, no clock. `today` always comes from outside.

mod date;
mod month;
mod year;

pub use date::{date_in_words, parse_date};
pub use jiff::civil::Date;
pub use month::{CalendarError, Month, MonthRange};
pub use year::{FinancialYear, Quarter, YearEnding};
