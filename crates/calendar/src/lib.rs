//! Months, years ending and financial years; bank holidays, civil time, and the counting of limits; the dates printed
//! in papers.
//!
//! Pure: no clock, no files. `today` always comes from outside, and so do the rules: which days are bank holidays, when
//! the clocks change. [`count`] and [`count_hours`] give the days of a limit one by one, the last of which is its end.

mod closures;
mod count;
mod date;
mod holidays;
mod hours;
mod month;
mod pauses;
mod summer;
mod terms;
mod year;

pub use closures::{Closure, ClosureDays};
pub use count::{CountError, Counted, HolidayVersion, LONGEST_PAUSE, PassedOver, Term, Why, WorkingDays, count};
pub use date::{When, date_in_words, parse_date, parse_when};
pub use holidays::{DayName, Holiday, HolidayRules, MovedHoliday, ProclaimedHoliday, RegularHoliday, easter_sunday};
pub use hours::{HourMark, count_hours};
pub use jiff::civil::{Date, DateTime};
pub use month::{CalendarError, Month, MonthRange};
pub use pauses::Pauses;
pub use summer::{ClockChange, SummerTime, WallTime};
pub use terms::{CalendarName, Counting, Direction, LastDay, Unit};
pub use year::{FinancialYear, Quarter, YearEnding};
