//! One rule file, and for a clock what it counts to.
#![no_main]

use calendar::{Pauses, Term, Unit, WorkingDays, count};
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
            }
        }
        Err(trouble) => assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
    }
});
