//! Laws of counting: what holds of every limit, whatever the day.

use calendar::{
    CalendarName, Closure, ClosureDays, CountError, Counting, Date, DayName, Direction, HolidayRules, HolidayVersion, LONGEST_PAUSE,
    LastDay, Pauses, RegularHoliday, SummerTime, Term, Unit, WorkingDays, count, count_hours, easter_sunday,
};
use jiff::{Span, ToSpan};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn regular(title: &str) -> RegularHoliday {
    RegularHoliday { title: title.to_owned(), month: None, day: None, weekday: None, nth: None, easter: None, since: None, until: None }
}

/// Holidays of no real place, with one of each form.
fn holidays() -> HolidayRules {
    let fixed = |title: &str, month, day| RegularHoliday { month: Some(month), day: Some(day), ..regular(title) };
    HolidayRules {
        announced_until: 2040,
        regular: vec![
            fixed("New Year", 1, 1),
            RegularHoliday { easter: Some(-2), ..regular("Good Friday") },
            RegularHoliday { easter: Some(1), ..regular("Easter Monday") },
            RegularHoliday { month: Some(5), weekday: Some(DayName::Monday), nth: Some(-1), ..regular("Last Monday of May") },
            fixed("Christmas", 12, 25),
            fixed("Boxing Day", 12, 26),
        ],
        moved: Vec::new(),
        proclaimed: Vec::new(),
    }
}

fn working<'a>(rules: &'a HolidayRules, closures: Option<&'a ClosureDays>) -> WorkingDays<'a> {
    let place = CalendarName::EnglandAndWales;
    let version = HolidayVersion { place, since: day("1990-01-01"), until: None, rules };
    WorkingDays { places: vec![place], holidays: vec![version], closures }
}

fn term(unit: Unit, length: u32, direction: Direction) -> Term {
    Term { unit, length, direction, counting: Counting::After, last_day: LastDay::Stays }
}

fn due(term: Term, from: Date, pauses: &Pauses<Date>) -> Date {
    count(&term, from, &working(&holidays(), None), pauses).unwrap().due
}

fn none() -> Pauses<Date> {
    Pauses::default()
}

#[test]
fn easter_falls_where_the_tables_say() {
    // From the printed tables: the earliest and latest dates there are, and years beside them.
    for (year, date) in [
        (1818, "1818-03-22"),
        (1943, "1943-04-25"),
        (1954, "1954-04-18"),
        (1961, "1961-04-02"),
        (1981, "1981-04-19"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2038, "2038-04-25"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter_sunday(year), Some(day(date)));
    }
    for year in 1583..=4099 {
        let sunday = easter_sunday(year).unwrap();
        assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday);
        assert!((day("2001-03-22").day_of_year()..=day("2004-04-25").day_of_year()).contains(&sunday.day_of_year()), "{sunday}");
    }
}

#[test]
fn substitutes_go_to_the_next_free_weekday() {
    let kept = |year: i16| -> Vec<(String, String)> {
        let found = holidays().in_year(year).into_iter().filter(|holiday| holiday.date.month() == 12 && holiday.substitute);
        found.map(|holiday| (holiday.title, holiday.date.to_string())).collect()
    };
    let named = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    // Christmas on a Sunday: Boxing Day keeps its Monday. On a Saturday: both move. On a Friday: Boxing Day moves.
    assert_eq!(kept(2016), named(&[("Christmas", "2016-12-27")]));
    assert_eq!(kept(2021), named(&[("Christmas", "2021-12-27"), ("Boxing Day", "2021-12-28")]));
    assert_eq!(kept(2020), named(&[("Boxing Day", "2020-12-28")]));
    assert_eq!(kept(2019), named(&[]));
}

#[test]
fn months_end_with_their_month() {
    use Counting::{After, BeginningWith};
    use Direction::{After as Forward, Before};
    let check = |from: &str, months: u32, counting: Counting, direction: Direction, expected: &str| {
        let term = Term { counting, ..term(Unit::CalendarMonths, months, direction) };
        assert_eq!(due(term, day(from), &none()), day(expected), "{months} months {direction} {from}");
    };
    check("2026-01-31", 1, After, Forward, "2026-02-28");
    check("2028-01-31", 1, After, Forward, "2028-02-29");
    check("2028-02-29", 12, After, Forward, "2029-02-28");
    check("2028-02-29", 48, After, Forward, "2032-02-29");
    check("2026-03-31", 1, After, Before, "2026-02-28");
    check("2026-03-10", 1, After, Forward, "2026-04-10");
    check("2026-03-10", 1, BeginningWith, Forward, "2026-04-09");
    check("2026-03-01", 1, BeginningWith, Forward, "2026-03-31");
    check("2026-01-31", 1, BeginningWith, Forward, "2026-02-28");
    check("2026-01-29", 1, BeginningWith, Forward, "2026-02-28");
    check("2026-01-28", 1, BeginningWith, Forward, "2026-02-27");
    check("2026-03-31", 1, BeginningWith, Before, "2026-03-01");
    // Each mark is counted from the first day, so that none drifts to the 28th.
    let marks = count(&term(Unit::CalendarMonths, 4, Forward), day("2026-01-31"), &WorkingDays::default(), &none()).unwrap().days;
    let printed: Vec<String> = marks.iter().map(ToString::to_string).collect();
    assert_eq!(printed, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
}

#[test]
fn closures_are_passed_over_by_name() {
    let (rules, closed) = (
        holidays(),
        ClosureDays { closed: vec![Closure { title: "Moving house".to_owned(), since: day("2026-03-03"), until: day("2026-03-05") }] },
    );
    let counted =
        count(&term(Unit::WorkingDays, 2, Direction::After), day("2026-03-02"), &working(&rules, Some(&closed)), &none()).unwrap();
    assert_eq!(counted.due, day("2026-03-06"));
    assert_eq!(counted.passed_over[0].why.to_string(), "closed, Moving house");
}

#[test]
fn a_version_of_the_holidays_decides_its_own_days() {
    let (old, mut new) = (holidays(), holidays());
    new.regular.retain(|holiday| holiday.title != "Boxing Day");
    let place = CalendarName::EnglandAndWales;
    let versions = vec![
        HolidayVersion { place, since: day("2020-01-01"), until: Some(day("2026-01-01")), rules: &old },
        HolidayVersion { place, since: day("2026-01-01"), until: None, rules: &new },
    ];
    let working = WorkingDays { places: vec![place], holidays: versions, closures: None };
    assert!(working.why_not(day("2025-12-26")).unwrap().is_some());
    assert_eq!(working.why_not(day("2028-12-26")).unwrap(), None);
    assert!(working.why_not(day("2019-12-31")).is_err());
    // A Saturday needs no rule.
    assert!(working.why_not(day("2019-12-28")).unwrap().is_some());
}

#[test]
fn only_years_not_announced_are_provisional() {
    let rules = holidays();
    let provisional =
        |from: &str, unit| count(&term(unit, 5, Direction::After), day(from), &working(&rules, None), &none()).unwrap().provisional;
    assert!(!provisional("2040-12-20", Unit::WorkingDays) && provisional("2040-12-27", Unit::WorkingDays));
    assert!(!provisional("2041-06-01", Unit::CalendarDays));
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..14_000_i64).prop_map(|days| day("2000-01-01").checked_add(Span::new().days(days)).unwrap())
}

fn any_direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::After), Just(Direction::Before)]
}

fn day_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::CalendarDays),
        Just(Unit::CalendarMonths),
        Just(Unit::WorkingDays),
        Just(Unit::ClearDays),
        Just(Unit::ClearWorkingDays)
    ]
}

fn other(direction: Direction) -> Direction {
    if direction == Direction::After { Direction::Before } else { Direction::After }
}

/// `a` is as far along as `b`, or farther, going that way.
fn at_least(direction: Direction, a: Date, b: Date) -> bool {
    if direction == Direction::After { a >= b } else { a <= b }
}

proptest! {
    #[test]
    fn adding_working_days_then_taking_them_away_leads_back(from in any_day(), length in 1..60_u32, direction in any_direction()) {
        let there = due(term(Unit::WorkingDays, length, direction), from, &none());
        let back = due(term(Unit::WorkingDays, length, other(direction)), there, &none());
        // From a working day, to itself; from another, to the working day just before the way began.
        let rules = holidays();
        if working(&rules, None).why_not(from).unwrap().is_none() {
            prop_assert_eq!(back, from);
        } else {
            prop_assert_eq!(back, due(term(Unit::WorkingDays, 1, other(direction)), from, &none()));
        }
    }

    #[test]
    fn clear_days_before_and_after_are_each_others_mirror(from in any_day(), length in 1..40_u32, direction in any_direction()) {
        let there = due(term(Unit::ClearDays, length, direction), from, &none());
        prop_assert_eq!(due(term(Unit::ClearDays, length, other(direction)), there, &none()), from);
        let working_day = due(term(Unit::WorkingDays, 1, direction), from, &none());
        let there = due(term(Unit::ClearWorkingDays, length, direction), working_day, &none());
        prop_assert_eq!(due(term(Unit::ClearWorkingDays, length, other(direction)), there, &none()), working_day);
        // So many days lie strictly between, and one more is the end.
        prop_assert_eq!(due(term(Unit::WorkingDays, length + 1, direction), working_day, &none()), there);
    }

    #[test]
    fn longer_limits_end_no_earlier(from in any_day(), length in 1..40_u32, unit in day_unit(), direction in any_direction()) {
        let (short, long) = (due(term(unit, length, direction), from, &none()), due(term(unit, length + 1, direction), from, &none()));
        prop_assert!(short != long && at_least(direction, long, short), "{unit} {direction}: {short} {long}");
    }

    #[test]
    fn later_starts_end_no_earlier(from in any_day(), length in 1..40_u32, unit in day_unit(), direction in any_direction(), later in 1..40_i64,
                                   beginning in any::<bool>()) {
        let counting = if beginning && !unit.is_clear() { Counting::BeginningWith } else { Counting::After };
        let term = Term { counting, ..term(unit, length, direction) };
        let next = from.checked_add(Span::new().days(later)).unwrap();
        prop_assert!(due(term, next, &none()) >= due(term, from, &none()));
    }

    #[test]
    fn the_list_is_the_count(from in any_day(), length in 1..40_u32, unit in day_unit(), direction in any_direction(), roll in any::<bool>()) {
        let last_day = match direction {
            _ if !roll || unit.is_working() => LastDay::Stays,
            Direction::After => LastDay::NextWorkingDay,
            Direction::Before => LastDay::PreviousWorkingDay,
        };
        let rules = holidays();
        let working = working(&rules, None);
        let counted = count(&Term { last_day, ..term(unit, length, direction) }, from, &working, &none()).unwrap();
        prop_assert_eq!(counted.days.last(), Some(&counted.due));
        prop_assert_eq!(counted.days.len(), usize::try_from(length).unwrap() + usize::from(unit.is_clear()));
        prop_assert!(counted.days.windows(2).all(|pair| pair[0] != pair[1] && at_least(direction, pair[1], pair[0])));
        prop_assert!(counted.passed_over.iter().all(|over| at_least(direction, over.date, from) && at_least(direction, counted.due, over.date)));
        prop_assert!(!counted.days.contains(&from));
        if last_day != LastDay::Stays || unit.is_working() {
            prop_assert_eq!(working.why_not(counted.due).unwrap(), None);
        }
    }

    #[test]
    fn a_pause_outside_changes_nothing(from in any_day(), length in 1..30_u32, unit in day_unit(), direction in any_direction(), long in 1..50_i64) {
        let term = term(unit, length, direction);
        let plain = due(term, from, &none());
        let (first, last) = (from.min(plain), from.max(plain));
        // Until the first day, and from the day after the last: half-open on both sides.
        let before = (first.checked_sub(Span::new().days(long)).unwrap(), first);
        let after = (last.tomorrow().unwrap(), last.checked_add(Span::new().days(1 + long)).unwrap());
        prop_assert_eq!(due(term, from, &Pauses::new(&[after, before]).unwrap()), plain);
    }

    #[test]
    fn a_pause_adds_its_days_exactly(from in any_day(), length in 1..30_u32, months in any::<bool>(), begins in 0..25_i64, long in 1..50_i64) {
        let unit = if months { Unit::CalendarMonths } else { Unit::CalendarDays };
        let term = term(unit, length, Direction::After);
        let plain = due(term, from, &none());
        let since = from.checked_add(Span::new().days(1 + begins)).unwrap().min(plain);
        let pause = (since, since.checked_add(Span::new().days(long)).unwrap());
        prop_assert_eq!(due(term, from, &Pauses::new(&[pause]).unwrap()), plain.checked_add(Span::new().days(long)).unwrap());
    }

    #[test]
    fn overlapping_pauses_are_one(from in any_day(), length in 1..30_u32, unit in day_unit(), a in 0..40_i64, b in 0..40_i64, long in 1..30_i64, more in 1..30_i64) {
        let at = |days: i64| from.checked_add(Span::new().days(days)).unwrap();
        let given = [(at(a), at(a + long)), (at(b), at(b + more))];
        let merged = Pauses::new(&given).unwrap();
        let counted = count(&term(unit, length, Direction::After), from, &working(&holidays(), None), &merged).unwrap();
        let paused = |day: Date| given.iter().any(|(since, until)| *since <= day && day < *until);
        prop_assert!(counted.days.iter().all(|day| !paused(*day)));
        prop_assert!(merged.spans().windows(2).all(|pair| pair[0].1 < pair[1].0));
        for offset in -2..80 {
            prop_assert_eq!(merged.contains(at(offset)), paused(at(offset)));
        }
    }

    #[test]
    fn wall_times_are_their_moments(from in any_day(), minute in 0..1440_i64) {
        let change = |month| calendar::ClockChange { month, weekday: DayName::Sunday, nth: -1, hour_utc: 1 };
        let summer = SummerTime { ahead_minutes: 60, begins: change(3), ends: change(10) };
        prop_assert!(summer.sensible().is_ok());
        let utc = from.at(0, 0, 0, 0).checked_add(Span::new().minutes(minute)).unwrap();
        let found = summer.moment(summer.wall(utc).unwrap()).unwrap();
        // The moment itself, but for the second pass of the hour that comes twice.
        if let calendar::WallTime::Twice(first) = found {
            prop_assert!(utc == first || utc == first.checked_add(1.hour()).unwrap());
        } else {
            prop_assert_eq!(found, calendar::WallTime::One(utc));
        }
    }

    #[test]
    fn paused_hours_do_not_run(from in any_day(), hours in 1..200_u32, direction in any_direction(), a in -50..200_i64, long in 1..60_i64) {
        let start = from.at(9, 30, 0, 0);
        let at = |hours: i64| start.checked_add(Span::new().hours(hours)).unwrap();
        let pauses = Pauses::new(&[(at(a), at(a + long))]).unwrap();
        let end = |hours, pauses: &Pauses<_>| count_hours(hours, direction, start, pauses).unwrap().last().unwrap().utc;
        let got = end(hours, &pauses);
        let (first, last) = (start.min(got), start.max(got));
        let (since, until) = pauses.spans()[0];
        let stood = until.min(last).duration_since(since.max(first)).max(jiff::SignedDuration::ZERO);
        let ran = last.duration_since(first) - stood;
        prop_assert_eq!(ran, jiff::SignedDuration::from_hours(i64::from(hours)));
        // Nothing is added when it ends as the pause begins.
        let far_end = if direction == Direction::After { until } else { since };
        prop_assert!(got != far_end || end(hours, &Pauses::default()) == got);
    }
}

#[test]
fn the_ends_of_the_calendar_are_an_answer() {
    let last = |unit| count(&term(unit, 1, Direction::After), day("9999-12-31"), &WorkingDays::default(), &none());
    for unit in [Unit::CalendarDays, Unit::CalendarMonths, Unit::WorkingDays, Unit::ClearDays] {
        assert!(last(unit).is_err_and(|error| error.to_string().contains("9999")), "{unit}");
    }
    assert!(count(&term(Unit::Hours, 1, Direction::After), day("2026-01-01"), &WorkingDays::default(), &none()).is_err());
    assert!(count(&term(Unit::CalendarDays, 0, Direction::After), day("2026-01-01"), &WorkingDays::default(), &none()).is_err());
    assert_eq!(Pauses::new(&[(day("2026-01-02"), day("2026-01-02"))]), Err((day("2026-01-02"), day("2026-01-02"))));
}

#[test]
fn a_pause_of_centuries_is_refused_and_not_walked_through() {
    // Found by fuzzing: four thousand years, day by day.
    let term = Term {
        unit: Unit::CalendarMonths,
        length: 437,
        direction: Direction::After,
        counting: Counting::After,
        last_day: LastDay::NextWorkingDay,
    };
    let pauses = Pauses::new(&[(day("2026-07-02"), day("6026-08-01"))]).unwrap();
    let refused = count(&term, day("4052-06-19"), &WorkingDays::default(), &pauses);
    assert!(matches!(refused, Err(CountError::PausedTooLong(days)) if days > LONGEST_PAUSE), "{refused:?}");
    let century = Pauses::new(&[(day("2026-07-02"), day("2126-07-01"))]).unwrap();
    assert!(count(&term, day("2026-06-19"), &WorkingDays::default(), &century).is_ok());
}
