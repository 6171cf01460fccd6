//! Months, years ending and financial years, and the dates printed in papers.
//!
//! All are civil: no time zone, no clock. `today` always comes from outside.

mod closures;
mod date;
mod holidays;
mod month;
mod summer;
mod terms;
mod year;

pub use closures::{Closure, ClosureDays};
pub use date::{date_in_words, parse_date};
pub use holidays::{DayName, Holiday, HolidayRules, MovedHoliday, ProclaimedHoliday, RegularHoliday, easter_sunday};
pub use jiff::civil::{Date, DateTime};
pub use month::{CalendarError, Month, MonthRange};
pub use summer::{ClockChange, SummerTime, WallTime};
pub use terms::{CalendarName, Counting, Direction, LastDay, Unit};
pub use year::{FinancialYear, Quarter, YearEnding};
