//! Counting a limit: the days it takes, one by one, the last of which is the day it ends.

use crate::closures::ClosureDays;
use crate::holidays::{Holiday, HolidayRules};
use crate::pauses::Pauses;
use crate::terms::{CalendarName, Counting, Direction, LastDay, Unit};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use std::collections::BTreeMap;
use std::fmt;

/// The most days a limit counted in days may stand still, all pauses together: a century, each day of which is walked through and
/// kept as passed over. What a machine may spend, not a rule.
pub const LONGEST_PAUSE: i64 = 36_525;

/// A limit: so many units, counted this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What is counted.
    pub unit: Unit,
    /// How many.
    pub length: u32,
    /// Which way.
    pub direction: Direction,
    /// Whether the first day counts.
    pub counting: Counting,
    /// What happens where the last day is no working day.
    pub last_day: LastDay,
}

/// The bank holidays of one part of the United Kingdom at one version of their rule, and the days it decides.
#[derive(Debug, Clone, Copy)]
pub struct HolidayVersion<'a> {
    /// Which part.
    pub place: CalendarName,
    /// The first day it decides.
    pub since: Date,
    /// The first day it no longer does; `None`: no end.
    pub until: Option<Date>,
    /// The rule.
    pub rules: &'a HolidayRules,
}

/// Which days are working days: all but weekends, the bank holidays of any of `places`, and closures.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays<'a> {
    /// The parts of the United Kingdom whose bank holidays count.
    pub places: Vec<CalendarName>,
    /// The rules that decide them, every version of each part.
    pub holidays: Vec<HolidayVersion<'a>>,
    /// The body's own closure days.
    pub closures: Option<&'a ClosureDays>,
}

/// Why a day did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A Saturday.
    Saturday,
    /// A Sunday.
    Sunday,
    /// A bank holiday of this name; of these parts of the United Kingdom where not of all that were asked.
    BankHoliday(String, Vec<CalendarName>),
    /// The body is closed.
    Closed(String),
    /// The limit stood still.
    Paused,
    /// The rule leaves this day of every year out.
    Disregarded,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Saturday => f.write_str("Saturday"),
            Self::Sunday => f.write_str("Sunday"),
            Self::BankHoliday(title, places) => {
                write!(f, "bank holiday, {title}")?;
                for (at, place) in places.iter().enumerate() {
                    let name = match place {
                        CalendarName::EnglandAndWales => "England and Wales",
                        CalendarName::Scotland => "Scotland",
                        CalendarName::NorthernIreland => "Northern Ireland",
                        CalendarName::UnitedKingdom | CalendarName::None => continue,
                    };
                    write!(f, "{}{name}", if at == 0 { " in " } else { " and in " })?;
                }
                Ok(())
            }
            Self::Closed(title) => write!(f, "closed, {title}"),
            Self::Paused => f.write_str("paused"),
            Self::Disregarded => f.write_str("disregarded by the rule"),
        }
    }
}

/// A day that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The day.
    pub date: Date,
    /// Why it did not count.
    pub why: Why,
}

/// What counting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The days counted, in the order of counting; months have one mark each. The last is the day the limit ends.
    pub days: Vec<Date>,
    /// The last of `days`.
    pub due: Date,
    /// The days passed over on the way, in the order of counting.
    pub passed_over: Vec<PassedOver>,
    /// Whether a working day was judged in a year whose bank holidays have not been announced.
    pub provisional: bool,
}

/// Why a limit could not be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// It runs out of the years that dates have.
    #[error("the limit runs out of the calendar, which ends with the year 9999")]
    OutOfRange,
    /// No rule says which bank holidays a part of the United Kingdom kept on a day.
    #[error("no rule says whether {1} was a bank holiday in {0}")]
    NoHolidays(CalendarName, Date),
    /// It stands still for more days than are walked through one by one.
    #[error("a limit can't stand still for {0} days, but for {LONGEST_PAUSE} at most")]
    PausedTooLong(i64),
    /// A length of 0, or a unit that isn't counted in days.
    #[error("a limit of {0} {1} is not counted in days")]
    NotDays(u32, Unit),
}

/// Counts a limit in days, months or clear days from a day, passing over what does not count.
///
/// - *Days*: the day itself is day 0, or day 1 with [`Counting::BeginningWith`]; then each day that is not paused, and
///   for working days is a working day.
/// - *Clear days*: neither the day counted from nor the day of the answer is one of them, so the answer comes one
///   day after the last clear day (for clear working days: one working day).
/// - *Months*: the same day of the month, or its last day where there is none. A period beginning with a day ends the
///   day before that, or on the last day of a month that has no such day. Paused days move it on, day for day.
/// - *Rolling*: a last day that is not a working day is passed over until one is.
///
/// A month after 31 January is the last of February, five clear days before a meeting on a Wednesday begin on the
/// Thursday before that:
///
/// ```
/// use calendar::{Counting, Direction, LastDay, Pauses, Term, Unit, WorkingDays, count};
/// let mut term = Term {
///     unit: Unit::CalendarMonths,
///     length: 1,
///     direction: Direction::After,
///     counting: Counting::After,
///     last_day: LastDay::Stays,
/// };
/// let due = |term: &Term, from: &str| count(term, from.parse().unwrap(), &WorkingDays::default(), &Pauses::default()).unwrap().due.to_string();
/// assert_eq!(due(&term, "2026-01-31"), "2026-02-28");
/// term = Term { unit: Unit::ClearDays, length: 5, direction: Direction::Before, ..term };
/// assert_eq!(due(&term, "2026-03-18"), "2026-03-12");
/// ```
pub fn count(term: &Term, from: Date, working: &WorkingDays<'_>, pauses: &Pauses<Date>) -> Result<Counted, CountError> {
    if term.length == 0 || term.unit == Unit::Hours {
        return Err(CountError::NotDays(term.length, term.unit));
    }
    let standing = pauses.spans().iter().map(|(since, until)| i64::from((*until - *since).get_days())).sum();
    if standing > LONGEST_PAUSE {
        return Err(CountError::PausedTooLong(standing));
    }
    let mut walk = Walk {
        at: from,
        first: term.counting == Counting::BeginningWith,
        direction: term.direction,
        judge: Judge { working, years: BTreeMap::new(), provisional: false },
        pauses,
        passed_over: Vec::new(),
    };
    let mut days = Vec::new();
    match term.unit {
        Unit::CalendarMonths => {
            let mut taken = 0;
            for number in 1..=term.length {
                // The mark as if nothing were paused; so many days that run must have gone by.
                let mark = month_mark(from, number, term.direction, term.counting)?;
                if pauses.is_empty() {
                    days.push(mark);
                    continue;
                }
                let distance = (mark - from).get_days().abs() + i32::from(term.counting == Counting::BeginningWith);
                let mut day = walk.at;
                while taken < distance {
                    day = walk.next(false)?;
                    taken += 1;
                }
                days.push(day);
            }
            if let Some(last) = days.last() {
                (walk.at, walk.first) = (*last, false);
            }
        }
        unit => {
            let more = u32::from(unit.is_clear());
            for _ in 0..term.length.saturating_add(more) {
                days.push(walk.next(unit.is_working())?);
            }
        }
    }
    if term.last_day != LastDay::Stays
        && let Some(last) = days.last_mut()
        && let Some(why) = walk.judge.why_not(*last)?
    {
        walk.passed_over.push(PassedOver { date: *last, why });
        *last = walk.next(true)?;
    }
    let due = days.last().copied().ok_or(CountError::NotDays(term.length, term.unit))?;
    Ok(Counted { days, due, passed_over: walk.passed_over, provisional: walk.judge.provisional })
}

/// The day a limit of months ends where nothing is paused and nothing rolls.
fn month_mark(from: Date, months: u32, direction: Direction, counting: Counting) -> Result<Date, CountError> {
    let out = |_| CountError::OutOfRange;
    let span = Span::new().try_months(i64::from(months)).map_err(out)?;
    let mark = match direction {
        Direction::After => from.checked_add(span),
        Direction::Before => from.checked_sub(span),
    }
    .map_err(out)?;
    match (counting, direction) {
        (Counting::After, _) => Ok(mark),
        // Cut short by its month: there is no day of that number, and the period has the whole month.
        (Counting::BeginningWith, Direction::After) if mark.day() < from.day() => Ok(mark),
        (Counting::BeginningWith, Direction::After) => mark.yesterday().map_err(out),
        (Counting::BeginningWith, Direction::Before) => mark.tomorrow().map_err(out),
    }
}

struct Walk<'a> {
    at: Date,
    /// Whether `at` has not been looked at yet.
    first: bool,
    direction: Direction,
    judge: Judge<'a>,
    pauses: &'a Pauses<Date>,
    passed_over: Vec<PassedOver>,
}

impl Walk<'_> {
    /// The next day that counts; those before it are passed over.
    fn next(&mut self, working: bool) -> Result<Date, CountError> {
        loop {
            if self.first {
                self.first = false;
            } else {
                let step = match self.direction {
                    Direction::After => self.at.checked_add(1.day()),
                    Direction::Before => self.at.checked_sub(1.day()),
                };
                self.at = step.map_err(|_| CountError::OutOfRange)?;
            }
            let why = if self.pauses.contains(self.at) {
                Some(Why::Paused)
            } else if working {
                self.judge.why_not(self.at)?
            } else {
                None
            };
            match why {
                None => return Ok(self.at),
                Some(why) => self.passed_over.push(PassedOver { date: self.at, why }),
            }
        }
    }
}

/// Judges days, and remembers the bank holidays of years it has seen.
struct Judge<'a> {
    working: &'a WorkingDays<'a>,
    years: BTreeMap<(usize, i16), Vec<Holiday>>,
    provisional: bool,
}

impl Judge<'_> {
    /// Why a day is no working day; `None`: it is one.
    fn why_not(&mut self, day: Date) -> Result<Option<Why>, CountError> {
        match day.weekday() {
            Weekday::Saturday => return Ok(Some(Why::Saturday)),
            Weekday::Sunday => return Ok(Some(Why::Sunday)),
            _ => {}
        }
        let mut found: Option<(String, Vec<CalendarName>)> = None;
        for place in &self.working.places {
            let version = self
                .working
                .holidays
                .iter()
                .enumerate()
                .find(|(_, version)| version.place == *place && version.since <= day && version.until.is_none_or(|until| day < until));
            let Some((at, version)) = version else { return Err(CountError::NoHolidays(*place, day)) };
            self.provisional |= !version.rules.is_announced(day.year());
            let year = self.years.entry((at, day.year())).or_insert_with(|| version.rules.in_year(day.year()));
            if let Some(holiday) = year.iter().find(|holiday| holiday.date == day) {
                let found = found.get_or_insert_with(|| (holiday.title.clone(), Vec::new()));
                found.1.push(*place);
            }
        }
        if let Some((title, mut places)) = found {
            if places.len() == self.working.places.len() {
                places.clear();
            }
            return Ok(Some(Why::BankHoliday(title, places)));
        }
        Ok(self.working.closures.and_then(|closures| closures.on(day)).map(|title| Why::Closed(title.to_owned())))
    }
}

impl WorkingDays<'_> {
    /// Why a day is no working day; `None`: it is one.
    pub fn why_not(&self, day: Date) -> Result<Option<Why>, CountError> {
        Judge { working: self, years: BTreeMap::new(), provisional: false }.why_not(day)
    }
}
