//! `clock`: which limits there are, and when one of them ends, counted day by day.

use base::{AreaCode, ColumnKind, Result, Table, Trouble, Value};
use calendar::{
    CalendarName, CountError, Counted, Date, DateTime, Direction, HolidayVersion, LONGEST_PAUSE, Pauses, SummerTime, Term, Unit, WallTime,
    When, Why, WorkingDays, count, count_hours, date_in_words, parse_when,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rulebook::{Clock, Jurisdiction, Parameters, Rule, Rulebook};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What `clock due` asks.
#[derive(Debug, Clone, Copy)]
pub struct DueRequest<'a> {
    /// The clock: its id, or `id@version` to force one version.
    pub rule: &'a str,
    /// The code of the area, if one is meant.
    pub area: Option<&'a str>,
    /// What it is counted from: a date, or a date and time.
    pub from: &'a str,
    /// Pauses, each `FROM..TO`.
    pub pauses: &'a [String],
}

/// One counted day, or one mark of months or hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDay {
    /// Which one it is; hours that have run, for a clock in hours.
    pub number: u32,
    /// The day, or the moment in London.
    pub date: String,
    /// Its day of the week.
    pub weekday: &'static str,
    /// What was passed over just before it, in words; mostly nothing.
    pub passed_over: String,
}

/// A day that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotCounted {
    /// The day.
    pub date: String,
    /// Why.
    pub why: String,
}

/// When a limit ends, and how that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day it ends, or the moment in London.
    pub due: String,
    /// The rule, `id@version`.
    pub rule: String,
    /// The area asked for, or the rule's own.
    pub area: Option<String>,
    /// What it was counted from.
    pub from: String,
    /// The unit.
    pub unit: Unit,
    /// How many.
    pub length: u32,
    /// Which way.
    pub direction: Direction,
    /// Whose bank holidays were passed over.
    pub calendar: CalendarName,
    /// Whether bank holidays were used that have not been announced.
    pub provisional: bool,
    /// Where the rule comes from.
    pub source: String,
    /// Why this rule, in words.
    pub why: String,
    /// The days counted, the last of which is `due`.
    pub days: Vec<DueDay>,
    /// The days passed over.
    pub passed_over: Vec<NotCounted>,
    /// What a reader should know: how a time was read, what is provisional.
    pub notes: Vec<String>,
    /// What a reader must know: the rule provides for no pause, and there was one.
    pub warning: Option<String>,
}

/// The code of the country a rule without an area belongs to, where that is not England: with it as `--area`, the rule is found
/// beside England's of the same id.
fn country(rule: &Rule) -> Option<&'static str> {
    match rule.jurisdiction {
        Jurisdiction::Wales => Some("W92000004"),
        Jurisdiction::Scotland => Some("S92000003"),
        Jurisdiction::NorthernIreland => Some("N92000002"),
        Jurisdiction::England | Jurisdiction::EnglandAndWales | Jurisdiction::UnitedKingdom => None,
    }
}

/// The contract's table of clocks, one row a version, in the order of id, area and version. A rule of Wales, Scotland or Northern
/// Ireland has its country's code as `area`.
pub fn clocks_table() -> Result<Table> {
    let names = [
        "id",
        "area",
        "version",
        "valid_from",
        "valid_to",
        "jurisdiction",
        "unit",
        "length",
        "direction",
        "calendar",
        "catalogue",
        "source",
    ];
    let columns: Vec<(&str, ColumnKind)> =
        names.iter().map(|name| (*name, if *name == "length" { ColumnKind::Whole } else { ColumnKind::Text })).collect();
    let mut table = Table::new(&columns);
    let mut found: Vec<(&'static Rule, &Clock)> = clocks(Rulebook::builtin()?).collect();
    let place = |rule: &'static Rule| rule.area.as_ref().map(AreaCode::as_str).or(country(rule));
    found.sort_by_key(|(rule, _)| (rule.reference.id(), place(rule), rule.reference.version()));
    for (rule, clock) in found {
        let text = |text: String| if text.is_empty() { Value::Missing } else { Value::Text(text) };
        let day = |day: Option<Date>| text(day.map(|day| day.to_string()).unwrap_or_default());
        table.rows.push(vec![
            text(rule.reference.id().to_owned()),
            text(place(rule).unwrap_or_default().to_owned()),
            text(rule.reference.version().to_owned()),
            day(rule.valid_from),
            day(rule.valid_to),
            text(rule.jurisdiction.as_str().to_owned()),
            text(clock.unit.to_string()),
            Value::Whole(i64::from(clock.length)),
            text(clock.direction.to_string()),
            text(clock.calendar.to_string()),
            text(clock.catalogue.join(" ")),
            text(source(rule)),
        ]);
    }
    Ok(table)
}

/// Counts a clock from a day or moment by the version in force then.
pub fn clock_due(asked: &DueRequest<'_>) -> Result<Due> {
    due_by(Rulebook::builtin()?, asked)
}

pub(crate) fn due_by(book: &Rulebook, asked: &DueRequest<'_>) -> Result<Due> {
    let area = asked
        .area
        .map(|text| AreaCode::parse(&shown(text.trim())))
        .transpose()
        .map_err(|error| Trouble::usage("area-code", error.to_string(), "give the code of the council's area, such as `E07000012`"))?;
    // England and Wales as a whole is no place of its own.
    let area = area.filter(|code| code.as_str() != "K04000001");
    let from = read_when(&shown(asked.from))?;
    let mut notes = Vec::new();
    let day = match from {
        When::Day(day) => day,
        When::Wall(wall) => wall.date(),
        When::Utc(utc) => wall_time(summer_time(book, utc.date())?, utc)?.date(),
    };
    let (rule, clock) = choose(book, &shown(asked.rule), area.as_ref(), day, &mut notes)?;
    let mut answer = Due {
        due: String::new(),
        rule: rule.reference.to_string(),
        area: area.as_ref().or(rule.area.as_ref()).map(ToString::to_string),
        from: day.to_string(),
        unit: clock.unit,
        length: clock.length,
        direction: clock.direction,
        calendar: clock.calendar,
        provisional: false,
        source: source(rule),
        why: why(rule, clock, day),
        days: Vec::new(),
        passed_over: Vec::new(),
        notes,
        warning: None,
    };
    if clock.unit == Unit::Hours {
        count_in_hours(book, clock, from, day, asked.pauses, &mut answer)?;
    } else {
        count_in_days(book, rule, clock, day, area.as_ref(), asked.pauses, &mut answer)?;
    }
    answer.due = answer.days.last().map(|day| day.date.clone()).unwrap_or_default();
    if !asked.pauses.is_empty() && !clock.pausable {
        let without = due_by(book, &DueRequest { pauses: &[], ..*asked })?.due;
        answer.warning = Some(format!(
            "`{}` ({}) provides for no pause: it is counted with the pause all the same; without it the limit ends on {without}",
            rule.reference, answer.source
        ));
    }
    Ok(answer)
}

/// A text as a message can hold it, on one line of a terminal.
fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) { Cow::Owned(text.escape_debug().to_string()) } else { Cow::Borrowed(text) }
}

fn clocks(book: &Rulebook) -> impl Iterator<Item = (&Rule, &Clock)> {
    book.rules().iter().filter_map(|rule| match &rule.parameters {
        Parameters::Clock(clock) => Some((rule, clock)),
        _ => None,
    })
}

fn source(rule: &Rule) -> String {
    format!("{}, {}", rule.source.document, rule.source.place)
}

/// `2 working days after: application received; by then: acknowledge the application`.
fn why(rule: &Rule, clock: &Clock, day: Date) -> String {
    let unit = clock.unit.as_str().replace('_', " ");
    let unit = if clock.length == 1 { unit.trim_end_matches('s') } else { &unit };
    let since = rule.valid_from.map(|first| format!(" since {first}")).unwrap_or_default();
    format!(
        "`{}` is in force on {day}{since}: {} {unit} {} {}; {}",
        rule.reference, clock.length, clock.direction, clock.trigger, clock.duty
    )
}

/// The version of a clock that holds, or why none does.
fn choose<'a>(
    book: &'a Rulebook,
    name: &str,
    area: Option<&AreaCode>,
    day: Date,
    notes: &mut Vec<String>,
) -> Result<(&'a Rule, &'a Clock)> {
    let with_clock = |rule: &'a Rule| match &rule.parameters {
        Parameters::Clock(clock) => Ok((rule, clock)),
        other => Err(Trouble::refused(
            "not-a-clock",
            format!("`{}` is of the kind `{}`, not a clock", rule.reference, other.kind()),
            "`wardmote clock list` names every clock",
        )),
    };
    let (id, version) = name.split_once('@').map_or((name, None), |(id, version)| (id, Some(version)));
    let versions: Vec<&Rule> = book.rules().iter().filter(|rule| rule.reference.id() == id).collect();
    if versions.is_empty() {
        return Err(unknown(book, name));
    }
    for rule in &versions {
        with_clock(rule)?;
    }
    if let Some(version) = version {
        let Some(rule) = versions.iter().find(|rule| rule.reference.version() == version) else { return Err(unknown(book, name)) };
        let found = with_clock(rule)?;
        if !rule.holds_on(day) {
            let since =
                rule.valid_from.map_or_else(|| "no source gives its first day".to_owned(), |first| format!("it holds from {first}"));
            let until = rule.valid_to.map(|end| format!(" until, but not on, {end}")).unwrap_or_default();
            let message = format!("`{}` does not hold on `{day}`: {since}{until}", rule.reference);
            let remedy = format!("give `--rule {id}` to have the version that held then{}", earlier_start(&[rule], day));
            return Err(Trouble::refused("clock-not-in-force", message, remedy));
        }
        if area.is_some() && !rule.holds_in(area) {
            let place = rule.area.as_ref().map_or(rule.jurisdiction.as_str(), AreaCode::as_str);
            let message = format!("`{}` does not hold in the area asked for, but in `{place}`", rule.reference);
            return Err(Trouble::refused("clock-not-in-force", message, format!("leave out `--area`, or give `--rule {id}`")));
        }
        return Ok(found);
    }
    match book.in_force(id, day, area) {
        Ok(rule) => {
            let elsewhere: BTreeSet<&str> =
                versions.iter().filter(|other| other.holds_on(day)).filter_map(|other| other.area.as_ref().map(AreaCode::as_str)).collect();
            if let Some(code) = area
                && rule.area.is_none()
                && !elsewhere.is_empty()
            {
                let codes: Vec<String> = elsewhere.iter().map(|code| format!("`{code}`")).collect();
                notes.push(format!("no version of `{id}` is for `{code}` alone; there are such versions for {}", codes.join(", ")));
            }
            with_clock(rule)
        }
        Err(mut trouble) if area.is_some() => {
            let own: Vec<&Rule> = versions.into_iter().filter(|rule| rule.area.as_ref() == area).collect();
            trouble.remedy += &earlier_start(&own, day);
            Err(trouble)
        }
        Err(trouble) => {
            // Without an area: the rule of the one country that has one; England's where several have.
            let hold: Vec<&Rule> = versions.into_iter().filter(|rule| rule.holds_on(day)).collect();
            let countries: Vec<&Rule> = hold.iter().copied().filter(|rule| rule.area.is_none()).collect();
            let england = countries.iter().find(|rule| rule.jurisdiction == Jurisdiction::England);
            match (countries.as_slice(), england) {
                ([one], _) | (_, Some(one)) => {
                    notes.push(format!("`{}` holds in the jurisdiction {} only", one.reference, one.jurisdiction.as_str()));
                    for other in countries.iter().filter(|other| other.reference != one.reference) {
                        let place = country(other).unwrap_or(other.jurisdiction.as_str());
                        notes.push(format!("for `{}` give `--area {place}`", other.reference));
                    }
                    with_clock(one)
                }
                _ if hold.is_empty() => Err(trouble),
                _ => {
                    let places: BTreeSet<String> = hold
                        .iter()
                        .map(|rule| rule.area.as_ref().map_or(rule.jurisdiction.as_str(), AreaCode::as_str))
                        .map(|place| format!("`{place}`"))
                        .collect();
                    let places: Vec<String> = places.into_iter().collect();
                    Err(Trouble::refused(
                        "clock-area",
                        format!("`{id}` differs from place to place: on `{day}` there are versions for {}", places.join(", ")),
                        "name the place, as `--area E07000012`, or the version, as `--rule ID@VERSION`",
                    ))
                }
            }
        }
    }
}

/// A hint where a local procedure is dated from the page it was read on, and asked for a day before.
fn earlier_start(rules: &[&Rule], day: Date) -> String {
    let page =
        |rule: &&&Rule| rule.area.is_some() && rule.source.note.contains("not known") && rule.valid_from.is_some_and(|first| day < first);
    let hint = |rule: &&Rule| format!("; the start of `{}` may be earlier than the page that was read", rule.reference);
    rules.iter().find(page).map(hint).unwrap_or_default()
}

/// No such clock; those whose names come near.
fn unknown(book: &Rulebook, name: &str) -> Trouble {
    let known: BTreeSet<String> =
        if name.contains('@') { clocks(book).map(|(rule, _)| rule.reference.to_string()).collect() } else { ids(book) };
    let lower = name.to_lowercase();
    // First those that hold the word, or whose words begin with its letters: `sar` for subject-access-request.
    let rank = |id: &str| {
        let initials: String = id.split('@').next().unwrap_or_default().split('-').filter_map(|word| word.chars().next()).collect();
        let hit = lower.len() > 2 && (id.contains(&lower) || initials.starts_with(&lower));
        (!hit, distance(&lower, id))
    };
    let mut near: Vec<((bool, usize), String)> = known.into_iter().map(|id| (rank(&id), id)).collect();
    near.sort();
    let near: Vec<String> = near.into_iter().take(5).map(|(_, id)| format!("`{id}`")).collect();
    let remedy = format!("the nearest are {}; `wardmote clock list` names every clock", near.join(", "));
    Trouble::refused("clock-unknown", format!("there is no clock `{name}`"), remedy)
}

fn ids(book: &Rulebook) -> BTreeSet<String> {
    clocks(book).map(|(rule, _)| rule.reference.id().to_owned()).collect()
}

/// How many letters must be put in, left out or exchanged to make `a` the beginning of `b`, in quarters; each letter left
/// over at the end of `b` is one quarter more.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(80).collect();
    let length = b.chars().count();
    let mut row: Vec<usize> = (0..=a.len()).collect();
    let mut best = 4 * a.len() + length;
    for (j, right) in b.chars().enumerate() {
        let mut next = vec![j + 1];
        for (i, left) in a.iter().enumerate() {
            let at = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(usize::MAX - 1);
            next.push((at(&row, i) + usize::from(*left != right)).min(at(&row, i + 1) + 1).min(at(&next, i) + 1));
        }
        best = best.min(4 * next.last().copied().unwrap_or(0) + length.saturating_sub(j + 1));
        row = next;
    }
    best
}

fn read_when(text: &str) -> Result<When> {
    parse_when(text).map_err(|error| {
        Trouble::usage("clock-from", error.to_string(), "a time may have its offset: `2026-10-25T01:30+01:00`, or `Z` for UTC")
    })
}

/// The two ends of `FROM..TO`.
fn read_pause(text: &str) -> Result<(When, When)> {
    let text = &*shown(text);
    let bad =
        |what: String| Trouble::usage("clock-pause", what, "write a pause as `2026-03-02..2026-03-16`: it runs again on the second day");
    let Some((since, until)) = text.split_once("..") else { return Err(bad(format!("`{text}` is not a pause"))) };
    let end = |text: &str| parse_when(text).map_err(|error| bad(error.to_string()));
    Ok((end(since)?, end(until)?))
}

fn merged<T: Copy + Ord>(given: &[(T, T)], texts: &[String], days: fn(T, T) -> i64) -> Result<Pauses<T>> {
    let pauses = Pauses::new(given).map_err(|bad| {
        let text = given.iter().zip(texts).find(|(one, _)| **one == bad).map_or("", |(_, text)| text.as_str());
        Trouble::usage("clock-pause", format!("the pause `{text}` does not end after it begins"), "give the earlier end first")
    })?;
    let together: i64 = pauses.spans().iter().map(|(since, until)| days(*since, *until)).sum();
    if together > LONGEST_PAUSE {
        let given: Vec<Cow<'_, str>> = texts.iter().take(3).map(|text| shown(text)).collect();
        let given = given.join(" ");
        return Err(Trouble::usage(
            "clock-pause",
            format!("`{given}` comes to {together} days, and a limit can't stand still for more than {LONGEST_PAUSE} days"),
            "give shorter pauses; look whether a year is mistyped",
        ));
    }
    Ok(pauses)
}

fn trouble(error: &CountError) -> Trouble {
    match error {
        CountError::NoHolidays(..) => {
            Trouble::refused("holidays-unknown", error.to_string(), "the rules `bank-holidays-…` say from which day on they are complete")
        }
        CountError::PausedTooLong(_) => {
            Trouble::usage("clock-pause", error.to_string(), "give shorter pauses; look whether a year is mistyped")
        }
        CountError::OutOfRange => Trouble::refused("clock-range", error.to_string(), "count from another day"),
        CountError::NotDays(..) => Trouble::refused("rule-invalid", error.to_string(), "correct the rule's `unit` and `length`"),
    }
}

fn count_in_days(
    book: &Rulebook,
    rule: &Rule,
    clock: &Clock,
    day: Date,
    area: Option<&AreaCode>,
    pauses: &[String],
    answer: &mut Due,
) -> Result<()> {
    let days = |text: &String| match read_pause(text)? {
        (When::Day(since), When::Day(until)) => Ok((since, until)),
        _ => Err(Trouble::usage(
            "clock-pause",
            format!("the pause `{text}` has times, and `{}` is counted in days", rule.reference),
            "give days: `2026-03-02..2026-03-16`",
        )),
    };
    let mut spans = pauses.iter().map(days).collect::<Result<Vec<_>>>()?;
    let asked = merged(&spans, pauses, |since, until| i64::from((until - since).get_days()))?;
    spans.extend(disregarded(clock, day).filter_map(|day| Some((day, day.tomorrow().ok()?))));
    let pauses = Pauses::new(&spans).unwrap_or_default();
    let closures = clock.closures.as_deref().map(|id| closures_in_force(book, id, day, area.or(rule.area.as_ref()))).transpose()?;
    let working = working_days(book, clock.calendar, closures);
    let term =
        Term { unit: clock.unit, length: clock.length, direction: clock.direction, counting: clock.counting, last_day: clock.last_day };
    let mut counted = count(&term, day, &working, &pauses).map_err(|error| trouble(&error))?;
    for over in &mut counted.passed_over {
        if over.why == Why::Paused && !asked.contains(over.date) {
            over.why = Why::Disregarded;
        }
    }
    answer.provisional = counted.provisional;
    if counted.provisional {
        answer.notes.push("provisional: the bank holidays of a year on the way have not been announced".to_owned());
    }
    answer.passed_over =
        counted.passed_over.iter().map(|over| NotCounted { date: over.date.to_string(), why: over.why.to_string() }).collect();
    answer.days = explained(&counted, clock.direction);
    Ok(())
}

/// The days a rule leaves out of every year, in all the years the limit could reach.
fn disregarded(clock: &Clock, from: Date) -> impl Iterator<Item = Date> {
    let years = match clock.direction {
        Direction::After => from.year()..=9999,
        Direction::Before => -9999..=from.year(),
    };
    let days: Vec<(i8, i8)> = clock.disregarded().collect();
    years.flat_map(move |year| days.clone().into_iter().filter_map(move |(month, day)| Date::new(year, month, day).ok()))
}

fn closures_in_force<'a>(book: &'a Rulebook, id: &str, day: Date, area: Option<&AreaCode>) -> Result<&'a calendar::ClosureDays> {
    let rule = book.in_force(id, day, area)?;
    match &rule.parameters {
        Parameters::ClosureDays(days) => Ok(days),
        other => Err(Trouble::refused(
            "rule-invalid",
            format!("`{}` is of the kind `{}`, not closure days", rule.reference, other.kind()),
            "name a rule of the kind `closure-days` as the clock's `closures`",
        )),
    }
}

/// The working days of a named calendar, by every version of its bank holidays.
fn working_days<'a>(book: &'a Rulebook, name: CalendarName, closures: Option<&'a calendar::ClosureDays>) -> WorkingDays<'a> {
    use CalendarName::{EnglandAndWales, NorthernIreland, Scotland};
    let places = match name {
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
    WorkingDays { places, holidays, closures }
}

/// Each counted day with what was passed over before it.
fn explained(counted: &Counted, direction: Direction) -> Vec<DueDay> {
    let mut over = counted.passed_over.as_slice();
    let mut lines = Vec::with_capacity(counted.days.len());
    for (number, day) in (1_u32..).zip(&counted.days) {
        let before = over.iter().take_while(|one| match direction {
            Direction::After => one.date < *day,
            Direction::Before => one.date > *day,
        });
        let (now, later) = over.split_at_checked(before.count()).unwrap_or((over, &[]));
        over = later;
        // A run of days with one reason is said once.
        let mut runs: Vec<(Date, Date, String)> = Vec::new();
        for one in now {
            let why = one.why.to_string();
            match runs.last_mut() {
                Some((_, last, said)) if *said == why => *last = one.date,
                _ => runs.push((one.date, one.date, why)),
            }
        }
        let words: Vec<String> = runs.iter().map(|(first, last, why)| run_in_words(*first, *last, why)).collect();
        lines.push(DueDay { number, date: day.to_string(), weekday: weekday(*day), passed_over: words.join(", ") });
    }
    lines
}

fn run_in_words(first: Date, last: Date, why: &str) -> String {
    let day = |day: Date| format!("{} {}", weekday(day), date_in_words(day));
    let days = if first == last { day(first) } else { format!("{} to {}", day(first), day(last)) };
    if why == weekday(first) { days } else { format!("{days} ({why})") }
}

fn weekday(day: Date) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match day.weekday() {
        Monday => "Monday",
        Tuesday => "Tuesday",
        Wednesday => "Wednesday",
        Thursday => "Thursday",
        Friday => "Friday",
        Saturday => "Saturday",
        Sunday => "Sunday",
    }
}

pub(crate) fn summer_time(book: &Rulebook, day: Date) -> Result<&SummerTime> {
    let rule = book.in_force("summer-time", day, None)?;
    match &rule.parameters {
        Parameters::SummerTime(summer) => Ok(summer),
        other => Err(Trouble::refused(
            "rule-invalid",
            format!("`{}` is of the kind `{}`, not summer time", rule.reference, other.kind()),
            "correct the rule's `kind`",
        )),
    }
}

/// The civil time of London at a moment; none where no rule says when the clocks changed, which is before March 2002.
pub fn in_london(at: Timestamp) -> Option<DateTime> {
    let utc = at.to_zoned(TimeZone::UTC).datetime();
    summer_time(Rulebook::builtin().ok()?, utc.date()).ok()?.wall(utc)
}

fn wall_time(summer: &SummerTime, utc: DateTime) -> Result<DateTime> {
    summer.wall(utc).ok_or_else(|| trouble(&CountError::OutOfRange))
}

/// `2026-03-16T14:30`, with seconds only where there are some.
fn minute(wall: DateTime) -> String {
    let seconds = if wall.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
    wall.strftime(seconds).to_string()
}

/// Which of two moments a wall time is that comes twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Earlier,
    Later,
}

/// The moment in UTC; what had to be decided to find it goes to the notes.
fn moment(summer: &SummerTime, when: When, reading: Reading, notes: &mut Vec<String>) -> Result<DateTime> {
    let wall = match when {
        When::Utc(utc) => return Ok(utc),
        When::Wall(wall) => wall,
        When::Day(day) => day.to_datetime(jiff::civil::Time::midnight()),
    };
    let out = || trouble(&CountError::OutOfRange);
    let mut note = |text: String| {
        if !notes.contains(&text) {
            notes.push(text);
        }
    };
    match (summer.moment(wall).ok_or_else(out)?, reading) {
        (WallTime::One(utc), _) => Ok(utc),
        (WallTime::Twice(utc), Reading::Earlier) => {
            let wall = minute(wall);
            note(format!("`{wall}` comes twice, as the clocks go back that night; the first is taken. `{wall}+00:00` is the second"));
            Ok(utc)
        }
        (WallTime::Twice(utc), Reading::Later) => {
            let wall = minute(wall);
            note(format!("`{wall}` comes twice, as the clocks go back that night; the second is taken. `{wall}+01:00` is the first"));
            utc.checked_add(jiff::Span::new().minutes(summer.ahead_minutes)).map_err(|_| out())
        }
        (WallTime::Skipped(utc), _) => {
            note(format!("no clock shows `{}`, as the clocks go forward that night; the moment they do is taken", minute(wall)));
            Ok(utc)
        }
    }
}

/// The moments of a pause, read so that it is the shorter one going on and the longer one going back: the limit never ends
/// later for it. Two ends in the same hour that comes twice are in the same one of the two.
fn pause_moments(
    summer: &SummerTime,
    (since, until): (When, When),
    way: Direction,
    notes: &mut Vec<String>,
) -> Result<(DateTime, DateTime)> {
    let (begins, ends) = match way {
        Direction::After => (Reading::Later, Reading::Earlier),
        Direction::Before => (Reading::Earlier, Reading::Later),
    };
    let mut said = Vec::new();
    let mut span = (moment(summer, since, begins, &mut said)?, moment(summer, until, ends, &mut said)?);
    if let (When::Wall(first), When::Wall(second)) = (since, until)
        && first < second
        && span.1 <= span.0
    {
        said.clear();
        span = (moment(summer, since, Reading::Earlier, &mut said)?, moment(summer, until, Reading::Earlier, &mut said)?);
    }
    if matches!((since, until), (When::Day(_), _) | (_, When::Day(_))) {
        said.push("a bare date of a pause is taken as its first moment, midnight at its start".to_owned());
    }
    for note in said {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(span)
}

fn count_in_hours(book: &Rulebook, clock: &Clock, from: When, day: Date, texts: &[String], answer: &mut Due) -> Result<()> {
    let summer = summer_time(book, day)?;
    if let When::Day(day) = from {
        let note = "is taken as its first moment, midnight at its start; give a time as";
        answer.notes.push(format!("`{day}` {note} `{day}T14:30` to count from that"));
    }
    let start = moment(summer, from, Reading::Earlier, &mut answer.notes)?;
    let mut spans = Vec::new();
    for text in texts {
        spans.push(pause_moments(summer, read_pause(text)?, clock.direction, &mut answer.notes)?);
    }
    let asked = merged(&spans, texts, |since, until| until.duration_since(since).as_hours() / 24)?;
    let whole_day = |day: Date| {
        let first = |day: Date| Some(summer.moment(day.to_datetime(jiff::civil::Time::midnight()))?.utc());
        Some((first(day)?, first(day.tomorrow().ok()?)?))
    };
    let left_out: Vec<(DateTime, DateTime)> = disregarded(clock, day).filter_map(whole_day).collect();
    spans.extend(&left_out);
    let pauses = Pauses::new(&spans).unwrap_or_default();
    let marks = count_hours(clock.length, clock.direction, start, &pauses).map_err(|error| trouble(&error))?;
    answer.from = minute(wall_time(summer, start)?);
    for mark in &marks {
        let wall = wall_time(summer, mark.utc)?;
        answer.days.push(DueDay { number: mark.hours, date: minute(wall), weekday: weekday(wall.date()), passed_over: String::new() });
    }
    for (since, until) in asked.spans() {
        let (since, until) = (wall_time(summer, *since)?, wall_time(summer, *until)?);
        answer.notes.push(format!("paused from {} until {}", minute(since), minute(until)));
    }
    let end = marks.last().map_or(start, |mark| mark.utc);
    for (since, _) in left_out.iter().filter(|(since, until)| *since < start.max(end) && start.min(end) < *until) {
        let date = wall_time(summer, *since)?.date();
        answer.notes.push(format!("{} is disregarded by the rule: no hour of it runs", date_in_words(date)));
        answer.passed_over.push(NotCounted { date: date.to_string(), why: Why::Disregarded.to_string() });
    }
    if let Some(end) = marks.last()
        && summer.minutes_ahead(start) != summer.minutes_ahead(end.utc)
    {
        let ahead = summer.minutes_ahead(end.utc);
        let offset = if ahead == 0 { "Greenwich mean time".to_owned() } else { "British summer time".to_owned() };
        answer.notes.push(format!("the clocks change on the way: the end is given in {offset}; {} hours run all the same", clock.length));
    }
    Ok(())
}

impl Due {
    /// A table: the days counted where `explain`, else one row whose first column is `due`.
    pub fn table(&self, explain: bool) -> Table {
        use ColumnKind::{Flag, Text, Whole};
        let text = |text: &str| if text.is_empty() { Value::Missing } else { Value::Text(text.to_owned()) };
        if explain {
            let mut table = Table::new(&[("due", Text), ("number", Whole), ("date", Text), ("weekday", Text), ("passed_over", Text)]);
            for day in &self.days {
                let number = Value::Whole(i64::from(day.number));
                table.rows.push(vec![text(&self.due), number, text(&day.date), text(day.weekday), text(&day.passed_over)]);
            }
            return table;
        }
        let mut table = Table::new(&[
            ("due", Text),
            ("rule", Text),
            ("area", Text),
            ("from", Text),
            ("unit", Text),
            ("length", Whole),
            ("direction", Text),
            ("calendar", Text),
            ("provisional", Flag),
            ("source", Text),
        ]);
        table.rows.push(vec![
            text(&self.due),
            text(&self.rule),
            text(self.area.as_deref().unwrap_or_default()),
            text(&self.from),
            text(self.unit.as_str()),
            Value::Whole(i64::from(self.length)),
            text(self.direction.as_str()),
            text(self.calendar.as_str()),
            Value::Flag(self.provisional),
            text(&self.source),
        ]);
        table
    }

    /// One JSON object; with the days counted and passed over where `explain`.
    pub fn json(&self, explain: bool) -> serde_json::Value {
        let mut object = serde_json::json!({
            "due": self.due,
            "rule": self.rule,
            "area": self.area,
            "from": self.from,
            "unit": self.unit,
            "length": self.length,
            "direction": self.direction,
            "calendar": self.calendar,
            "provisional": self.provisional,
            "source": self.source,
            "notes": self.warning.iter().chain(&self.notes).collect::<Vec<_>>(),
        });
        if explain && let serde_json::Value::Object(fields) = &mut object {
            let days = self.days.iter().map(|day| serde_json::Value::String(day.date.clone())).collect();
            fields.insert("days".to_owned(), serde_json::Value::Array(days));
            let passed = serde_json::to_value(&self.passed_over).unwrap_or_default();
            fields.insert("passed_over".to_owned(), passed);
        }
        object
    }
}

#[cfg(test)]
mod tests;
