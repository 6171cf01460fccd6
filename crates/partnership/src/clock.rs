//! Counting a limit from a day by the rule in force on that day.

use base::{AreaCode, Result, Trouble};
use calendar::{CalendarName, CountError, Date, HolidayVersion, Pauses, Term, WorkingDays, count};
use rulebook::{Clock, Parameters, Rulebook};
use serde::Serialize;

/// When a limit ends, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// The day it ends.
    pub due: Date,
    /// The rule, `id@version`.
    pub rule: String,
    /// What must be done by then, as the rule says it.
    pub duty: String,
    /// How it was counted and where the rule comes from.
    pub why: String,
}

/// Counts the clock `id` from a day, by the version in force on that day in that area.
///
/// # Errors
/// No version holds, it is no clock that is counted in days, or it cannot be counted.
pub fn count_limit(book: &Rulebook, id: &str, area: Option<&AreaCode>, from: Date) -> Result<Limit> {
    let rule = book.in_force(id, from, area)?;
    let Parameters::Clock(clock) = &rule.parameters else {
        return Err(Trouble::refused(
            "not-a-clock",
            format!("`{}` is of the kind `{}`, not a clock", rule.reference, rule.parameters.kind()),
            "`wardmote clock list` names every clock",
        ));
    };
    let term =
        Term { unit: clock.unit, length: clock.length, direction: clock.direction, counting: clock.counting, last_day: clock.last_day };
    let counted = count(&term, from, &working_days(book, clock, from, area)?, &Pauses::default()).map_err(|error| trouble(&error))?;
    let unit = clock.unit.as_str().replace('_', " ");
    let unit = if clock.length == 1 { unit.trim_end_matches('s') } else { &unit };
    let from = match clock.counting {
        calendar::Counting::After => format!("{} {}", clock.direction, calendar::date_in_words(from)),
        calendar::Counting::BeginningWith => format!("beginning with {}", calendar::date_in_words(from)),
    };
    let why = format!("`{}`: {} {unit} {from}; {}, {}", rule.reference, clock.length, rule.source.document, rule.source.place);
    Ok(Limit { due: counted.due, rule: rule.reference.to_string(), duty: clock.duty.clone(), why })
}

fn trouble(error: &CountError) -> Trouble {
    Trouble::refused("clock-range", error.to_string(), "count from another day, or correct the rule's `unit` and `length`")
}

/// The working days of a clock, by every version of its bank holidays, and its closure days.
fn working_days<'a>(book: &'a Rulebook, clock: &Clock, from: Date, area: Option<&AreaCode>) -> Result<WorkingDays<'a>> {
    use CalendarName::{EnglandAndWales, NorthernIreland, Scotland};
    let places = match clock.calendar {
        CalendarName::UnitedKingdom => vec![EnglandAndWales, Scotland, NorthernIreland],
        CalendarName::None => Vec::new(),
        one => vec![one],
    };
    let mut holidays = Vec::new();
    for place in &places {
        let id = format!("bank-holidays-{place}");
        for rule in book.rules().iter().filter(|rule| rule.reference.id() == id) {
            if let (Parameters::BankHolidays(rules), Some(since)) = (&rule.parameters, rule.valid_from) {
                holidays.push(HolidayVersion { place: *place, since, until: rule.valid_to, rules });
            }
        }
    }
    let closures = match &clock.closures {
        None => None,
        Some(id) => match &book.in_force(id, from, area)?.parameters {
            Parameters::ClosureDays(days) => Some(days),
            _ => None,
        },
    };
    Ok(WorkingDays { places, holidays, closures })
}
