//! Every limit on every date from 2012 to 2028, against a count made another way: plain day numbers, the official list
//! of bank holidays, and one day after another.

use crate::holidays::{PLACES, official, rules};
use calendar::{
    CalendarName, Counting, Date, DateTime, Direction, HolidayVersion, LastDay, Pauses, Term, Unit, WallTime, WorkingDays, count,
    count_hours,
};
use rulebook::{Parameters, Rulebook};
use std::collections::{HashMap, HashSet};

/// Days since 1 January of year 0 of the Gregorian calendar, by adding up years and months.
fn number(year: i64, month: i64, day: i64) -> i64 {
    (0..month - 1).map(|m| length_of(year, m + 1)).sum::<i64>() + day - 1 + year * 365 + (year + 3) / 4 - (year + 99) / 100
        + (year + 399) / 400
}

fn length_of(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn split(date: &str) -> (i64, i64, i64) {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().unwrap());
    (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
}

fn number_of(date: &str) -> i64 {
    let (year, month, day) = split(date);
    number(year, month, day)
}

/// A count by day numbers. `None` where it leaves the years of the official list.
struct Naive {
    holidays: HashSet<i64>,
    first: i64,
    last: i64,
}

impl Naive {
    fn new(places: &[CalendarName]) -> Option<Self> {
        let mut holidays = HashSet::new();
        for place in places {
            holidays.extend(official(*place)?.keys().map(|day| number_of(day)));
        }
        Some(Self { holidays, first: number(2012, 1, 1), last: number(2028, 12, 31) })
    }

    /// 1 January 2012 was a Sunday.
    fn works(&self, day: i64) -> bool {
        !matches!((day - self.first).rem_euclid(7), 0 | 6) && !self.holidays.contains(&day)
    }

    fn inside(&self, day: i64) -> Option<i64> {
        (self.first..=self.last).contains(&day).then_some(day)
    }

    fn due(&self, unit: Unit, length: i64, direction: Direction, from: i64) -> Option<i64> {
        let step = if direction == Direction::After { 1 } else { -1 };
        match unit {
            Unit::CalendarDays => self.inside(from + step * length),
            // So many whole days lie between.
            Unit::ClearDays => self.inside(from + step * (length + 1)),
            Unit::WorkingDays => {
                let (mut day, mut left) = (from, length);
                while left > 0 {
                    day = self.inside(day + step)?;
                    left -= i64::from(self.works(day));
                }
                Some(day)
            }
            // The nearest working day that has so many working days strictly between it and the first.
            Unit::ClearWorkingDays => {
                let (mut day, mut between) = (self.inside(from + step)?, 0);
                loop {
                    if self.works(day) {
                        if between >= length {
                            return Some(day);
                        }
                        between += 1;
                    }
                    day = self.inside(day + step)?;
                }
            }
            Unit::Hours | Unit::CalendarMonths => unreachable!(),
        }
    }
}

fn working(places: &[CalendarName]) -> WorkingDays<'static> {
    let since = Date::constant(2002, 1, 1);
    let holidays = places.iter().map(|place| HolidayVersion { place: *place, since, until: None, rules: rules(*place) }).collect();
    WorkingDays { places: places.to_vec(), holidays, closures: None }
}

fn term(unit: Unit, length: i64, direction: Direction) -> Term {
    Term { unit, length: u32::try_from(length).unwrap(), direction, counting: Counting::After, last_day: LastDay::Stays }
}

fn every_date() -> impl Iterator<Item = Date> {
    Date::constant(2012, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() <= 2028)
}

/// The number of each date from 2010 to 2031.
fn numbers() -> HashMap<Date, i64> {
    let series = Date::constant(2010, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() <= 2031);
    series.map(|day| (day, number_of(&day.to_string()))).collect()
}

/// Ours and theirs on every date; how many were compared.
fn compare(places: &[CalendarName], units: &[Unit], lengths: &[i64]) -> Option<usize> {
    let naive = Naive::new(places)?;
    let (working, pauses, numbers) = (working(places), Pauses::default(), numbers());
    let mut compared = 0;
    for from in every_date() {
        let at = numbers[&from];
        for (unit, direction) in units.iter().flat_map(|unit| Direction::ALL.map(|direction| (*unit, direction))) {
            for length in lengths {
                let Some(expected) = naive.due(unit, *length, direction, at) else { continue };
                let counted = count(&term(unit, *length, direction), from, &working, &pauses).unwrap();
                assert_eq!(numbers[&counted.due], expected, "{length} {unit} {direction} {from}: {counted:?}");
                let extra = i64::from(unit.is_clear());
                assert_eq!(i64::try_from(counted.days.len()).unwrap(), length + extra);
                assert!(counted.days.last() == Some(&counted.due) && !counted.provisional);
                if unit.is_working() {
                    assert!(counted.days.iter().all(|day| naive.works(numbers[day])));
                    assert!(counted.passed_over.iter().all(|over| !naive.works(numbers[&over.date])));
                }
                // Counted and passed over together are every day on the way.
                let on_the_way = i64::try_from(counted.days.len() + counted.passed_over.len()).unwrap();
                assert_eq!(on_the_way, (expected - at).abs());
                compared += 1;
            }
        }
    }
    Some(compared)
}

#[test]
fn days_agree_with_a_count_of_day_numbers() {
    let working_units = [Unit::WorkingDays, Unit::ClearWorkingDays];
    let mut compared = 0;
    let mut add = |places: &[CalendarName], units: &[Unit], lengths: &[i64]| compared += compare(places, units, lengths).unwrap_or(0);
    add(&PLACES[..1], &working_units, &[1, 5, 20]);
    add(&PLACES[1..2], &working_units, &[10]);
    add(&PLACES[2..], &working_units, &[10]);
    // As freedom of information law counts: a bank holiday in any part.
    add(&PLACES, &working_units, &[20]);
    add(&[], &[Unit::CalendarDays, Unit::ClearDays], &[1, 5, 30]);
    if std::env::var_os("WARDMOTE_OPEN_DATA").is_some() {
        assert!(compared > 200_000, "{compared}");
    } else {
        eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
    }
}

#[test]
fn a_last_day_rolls_to_a_working_day() {
    let Some(naive) = Naive::new(&PLACES[..1]) else {
        eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
        return;
    };
    let (working, pauses, numbers) = (working(&PLACES[..1]), Pauses::default(), numbers());
    for from in every_date() {
        let at = numbers[&from];
        for (direction, last_day, step) in
            [(Direction::After, LastDay::NextWorkingDay, 1), (Direction::Before, LastDay::PreviousWorkingDay, -1)]
        {
            for counting in [Counting::After, Counting::BeginningWith] {
                let with_first = i64::from(counting == Counting::BeginningWith);
                let mut expected = at + step * (30 - with_first);
                while !naive.works(expected) {
                    expected += step;
                }
                let Some(expected) = naive.inside(expected) else { continue };
                let term = Term { counting, last_day, ..term(Unit::CalendarDays, 30, direction) };
                let counted = count(&term, from, &working, &pauses).unwrap();
                assert_eq!((numbers[&counted.due], counted.days.len()), (expected, 30), "{from} {direction}");
            }
        }
    }
}

/// The same day some months on, or the last of the month; `None` of day numbers, straight from year, month and day.
fn month_on(date: &str, months: i64) -> (i64, bool) {
    let (year, month, day) = split(date);
    let count = year * 12 + month - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    let longest = length_of(year, month);
    (number(year, month, day.min(longest)), day > longest)
}

#[test]
fn months_agree_with_the_numbers_of_their_days() {
    let (pauses, numbers) = (Pauses::default(), numbers());
    for from in every_date() {
        let text = from.to_string();
        for months in [1, 2, 6, 18] {
            for (direction, step) in [(Direction::After, 1), (Direction::Before, -1)] {
                let due = |counting| {
                    let term = Term { counting, ..term(Unit::CalendarMonths, months, direction) };
                    let counted = count(&term, from, &WorkingDays::default(), &pauses).unwrap();
                    let marks: Vec<i64> = counted.days.iter().map(|day| numbers[day]).collect();
                    assert!(marks.len() == usize::try_from(months).unwrap() && counted.days.last() == Some(&counted.due));
                    assert!(marks.windows(2).all(|pair| (28..=31).contains(&((pair[1] - pair[0]) * step))), "{counted:?}");
                    *marks.last().unwrap()
                };
                let (expected, cut) = month_on(&text, step * months);
                assert_eq!(due(Counting::After), expected, "{months} months {direction} {from}");
                // Beginning with a day the months are over the day before it, or with a month that has no such day.
                let shorter = if cut && direction == Direction::After { expected } else { expected - step };
                assert_eq!(due(Counting::BeginningWith), shorter, "{months} months {direction}, beginning with {from}");
            }
        }
    }
}

/// Minutes since year 0 at which the clocks change in a year: 01:00 Greenwich time of a month's last Sunday.
fn change(year: i64, month: i64) -> i64 {
    let sunday = (number(year, month, 25)..=number(year, month, 31)).rfind(|day| (day - number(2012, 1, 1)).rem_euclid(7) == 0).unwrap();
    sunday * 1440 + 60
}

fn minutes_of(moment: DateTime) -> i64 {
    number_of(&moment.date().to_string()) * 1440 + i64::from(moment.hour()) * 60 + i64::from(moment.minute())
}

fn wall_of(year: i64, utc: i64) -> i64 {
    if (change(year, 3)..change(year, 10)).contains(&utc) { utc + 60 } else { utc }
}

#[test]
fn hours_agree_with_a_count_of_minutes() {
    let Parameters::SummerTime(summer) = &Rulebook::builtin().unwrap().rule("summer-time").unwrap().parameters else { panic!("kind") };
    let pauses = Pauses::default();
    let (mut changed, mut twice, mut skipped) = (0, 0, 0);
    for day in every_date() {
        for (hour, minute) in [(0, 0), (0, 59), (1, 0), (1, 30), (2, 0), (14, 30), (23, 30)] {
            let from = day.at(hour, minute, 0, 0);
            let (year, wall) = (i64::from(day.year()), minutes_of(from));
            // Every half hour around, looking for one that shows this time; the earliest, or the change where none does.
            let earliest = (-4..=4).map(|half| wall + half * 30).find(|utc| wall_of(year, *utc) == wall);
            let utc = earliest.unwrap_or_else(|| change(year, 3));
            let moment = summer.moment(from).unwrap();
            assert_eq!(minutes_of(moment.utc()), utc, "{from}");
            twice += usize::from(matches!(moment, WallTime::Twice(_)));
            skipped += usize::from(matches!(moment, WallTime::Skipped(_)));
            for (hours, direction, step) in
                [1, 24, 48, 72].into_iter().flat_map(|hours| [(hours, Direction::After, 1), (hours, Direction::Before, -1)])
            {
                let marks = count_hours(hours, direction, moment.utc(), &pauses).unwrap();
                let last = marks.last().unwrap();
                let expected = utc + step * i64::from(hours) * 60;
                assert_eq!((minutes_of(last.utc), last.hours), (expected, hours));
                let shown = summer.wall(last.utc).unwrap();
                assert_eq!(minutes_of(shown), wall_of(i64::from(last.utc.year()), expected), "{hours} {direction} {from}");
                changed += usize::from((minutes_of(shown) - wall) != step * i64::from(hours) * 60);
            }
        }
    }
    // 01:00 and 01:30 come twice each autumn and not at all each spring.
    assert_eq!((twice, skipped), (34, 34));
    assert!(changed > 1000, "{changed}");
}

#[test]
fn the_page_about_clocks_is_true() {
    let page = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/clocks.md")).unwrap();
    let (working, pauses, from) = (working(&PLACES[..1]), Pauses::default(), Date::constant(2026, 4, 2));
    let due = |term: &Term, from: Date| count(term, from, &working, &pauses).unwrap().due;
    let says = |day: Date, unit: Unit| {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{unit}` |"))).unwrap();
        let printed = day.strftime("%A %-d %B").to_string();
        assert!(row.contains(&printed), "{printed}: {row}");
    };
    for unit in Unit::ALL.into_iter().filter(|unit| *unit != Unit::Hours) {
        says(due(&term(unit, 2, Direction::After), from), unit);
    }
    says(count_hours(2, Direction::After, from.at(9, 0, 0, 0), &Pauses::default()).unwrap()[0].utc.date(), Unit::Hours);
    let papers = due(&term(Unit::ClearWorkingDays, 5, Direction::Before), Date::constant(2026, 4, 15));
    assert!(page.contains("Wednesday 15 April 2026") && page.contains(&format!("Tuesday {}", papers.strftime("%-d %B"))), "{papers}");
}
