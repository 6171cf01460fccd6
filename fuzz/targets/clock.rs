//! A limit counted from a day with pauses: four bytes for the limit, then a line for the day and one for each pause.
#![no_main]

use calendar::{
    ClockChange, Counting, DayName, Direction, LastDay, Pauses, SummerTime, Term, Unit, WallTime, When, WorkingDays, count, count_hours,
    parse_date, parse_when,
};
use libfuzzer_sys::fuzz_target;

/// Summer time as it has been since 2002.
fn british() -> SummerTime {
    let change = |month| ClockChange { month, weekday: DayName::Sunday, nth: -1, hour_utc: 1 };
    SummerTime { ahead_minutes: 60, begins: change(3), ends: change(10) }
}

fuzz_target!(|data: &[u8]| {
    let [how, ahead, low, high, rest @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let mut lines = text.lines();
    let Ok(when) = parse_when(lines.next().unwrap_or_default()) else { return };
    let summer = british();
    if let When::Wall(at) | When::Utc(at) = when {
        if let Some(WallTime::One(utc)) = summer.moment(at) {
            assert_eq!(summer.wall(utc), Some(at), "a wall time and its moment, there and back");
        }
        if let Some(back) = summer.wall(at).and_then(|wall| summer.moment(wall)) {
            let hour = jiff::SignedDuration::from_hours(1);
            let twice = matches!(back, WallTime::Twice(_)) && at.duration_since(back.utc()) == hour;
            assert!(back.utc() == at || twice, "a moment and its wall time, there and back");
        }
    }
    let direction = Direction::ALL[usize::from(how % 2)];
    let length = u32::from(u16::from_le_bytes([*low, *high])) % 600 + 1;
    let pauses: Vec<(&str, &str)> = lines.take(16).filter_map(|line| line.split_once("..")).collect();
    match when {
        When::Day(from) => {
            let rolls = match direction {
                Direction::After => LastDay::NextWorkingDay,
                Direction::Before => LastDay::PreviousWorkingDay,
            };
            let unit = Unit::ALL[usize::from(ahead % 6)];
            if unit == Unit::Hours {
                return;
            }
            let term = Term {
                unit,
                length,
                direction,
                counting: if how & 2 == 0 || unit.is_clear() { Counting::After } else { Counting::BeginningWith },
                last_day: if how & 4 == 0 || unit.is_working() { LastDay::Stays } else { rolls },
            };
            let given: Vec<_> = pauses.iter().filter_map(|(a, b)| Some((parse_date(a).ok()?, parse_date(b).ok()?))).collect();
            let Ok(paused) = Pauses::new(&given) else { return };
            let working = WorkingDays::default();
            let Ok(plain) = count(&term, from, &working, &Pauses::default()) else { return };
            assert_eq!(plain.days.last(), Some(&plain.due), "the answer is the last day counted");
            let ordered = |pair: &[_]| if direction == Direction::After { pair[0] <= pair[1] } else { pair[0] >= pair[1] };
            assert!(plain.days.windows(2).all(ordered), "days come in order");
            let Ok(later) = count(&term, from, &working, &paused) else { return };
            assert_eq!(later.days.last(), Some(&later.due));
            match direction {
                Direction::After => assert!(later.due >= plain.due, "a pause never brings the end forward"),
                Direction::Before => assert!(later.due <= plain.due, "a pause never brings the end back"),
            }
            if !unit.is_clear() && unit != Unit::CalendarMonths && term.last_day == LastDay::Stays {
                assert!(later.days.iter().all(|day| !paused.contains(*day)), "a paused day is not counted");
                assert_eq!(later.days.len(), length as usize);
            }
        }
        When::Wall(from) | When::Utc(from) => {
            let moment = |text: &str| match parse_when(text) {
                Ok(When::Wall(at) | When::Utc(at)) => Some(at),
                _ => None,
            };
            let given: Vec<_> = pauses.iter().filter_map(|(a, b)| Some((moment(a)?, moment(b)?))).collect();
            let Ok(paused) = Pauses::new(&given) else { return };
            let Ok(plain) = count_hours(length, direction, from, &Pauses::default()) else { return };
            assert_eq!(plain.last().map(|mark| mark.hours), Some(length));
            let Ok(later) = count_hours(length, direction, from, &paused) else { return };
            assert_eq!(later.len(), plain.len());
            for (a, b) in plain.iter().zip(&later) {
                match direction {
                    Direction::After => assert!(b.utc >= a.utc, "a pause never brings the end forward"),
                    Direction::Before => assert!(b.utc <= a.utc, "a pause never brings the end back"),
                }
            }
        }
    }
});
