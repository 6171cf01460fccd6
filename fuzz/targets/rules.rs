//! One rule file, and for a clock what it counts to.
#![no_main]

use calendar::{Date, Pauses, Term, Unit, WallTime, WorkingDays, count};
use libfuzzer_sys::fuzz_target;
use rulebook::{Parameters, Rulebook};

/// The value of the first line `KEY = "…"`, so that the file can be given the name it asks for.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let quoted = |line: &'t str| line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?.split('"').next();
    text.lines().find_map(quoted).unwrap_or("rule")
}

fuzz_target!(|text: &str| {
    let name = format!("{}@{}.toml", value(text, "id"), value(text, "version"));
    match Rulebook::parse([(name.as_str(), text)]) {
        Ok(book) => {
            let [rule] = book.rules() else { panic!("one file is one rule") };
            assert_eq!(format!("{}.toml", rule.reference), name);
            assert_eq!(book.rule(&rule.reference.to_string()).map(|found| found == rule), Ok(true));
            assert!(!rule.source.document.is_empty() && !rule.source.place.is_empty(), "a rule has its source");
            if let Some(first) = rule.valid_from {
                assert!(rule.holds_on(first));
            }
            if let Some(end) = rule.valid_to {
                assert!(!rule.holds_on(end), "the last day is not part of it");
            }
            if let Parameters::Clock(clock) = &rule.parameters
                && clock.unit != Unit::Hours
            {
                let term = Term {
                    unit: clock.unit,
                    length: clock.length.min(600),
                    direction: clock.direction,
                    counting: clock.counting,
                    last_day: clock.last_day,
                };
                let from = jiff::civil::date(2026, 3, 10);
                if let Ok(counted) = count(&term, from, &WorkingDays::default(), &Pauses::default()) {
                    assert_eq!(counted.days.last(), Some(&counted.due), "the answer is the last day counted");
                }
                assert_eq!(clock.disregarded().count(), clock.disregards.len(), "each day left out is a day");
            }
            for year in [-9999, 0, 1582, 1752, 2002, 2026, 2100, 9999] {
                match &rule.parameters {
                    Parameters::BankHolidays(rules) => {
                        let days = rules.in_year(year);
                        assert!(days.windows(2).all(|pair| pair[0].date <= pair[1].date), "holidays come in order");
                    }
                    Parameters::ClosureDays(days) => {
                        let _ = Date::new(year, 12, 31).ok().and_then(|day| days.on(day));
                    }
                    Parameters::SummerTime(summer) => {
                        for (month, day) in [(1, 1), (3, 29), (6, 30), (10, 25), (12, 31)] {
                            let Ok(date) = Date::new(year, month, day) else { continue };
                            for wall in [date.at(0, 0, 0, 0), date.at(1, 30, 0, 0), date.at(23, 59, 59, 0)] {
                                let Some(found) = summer.moment(wall) else { continue };
                                if let WallTime::One(utc) = found {
                                    assert_eq!(summer.wall(utc), Some(wall), "there and back");
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        Err(trouble) => assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
    }
});
