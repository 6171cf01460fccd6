//! A stop and search file: what is kept and rejected adds up, and each row stands in the month its wall time says.
#![no_main]

use base::Value;
use calendar::{ClockChange, DayName, SummerTime};
use intake::stop_search::read;
use intake::{ReadOptions, TextLimits};
use libfuzzer_sys::fuzz_target;

const NAME: &str = "2024-03-invented-stop-and-search.csv";

/// Summer time as it has been since 2002.
fn british() -> SummerTime {
    let change = |month| ClockChange { month, weekday: DayName::Sunday, nth: -1, hour_utc: 1 };
    SummerTime { ahead_minutes: 60, begins: change(3), ends: change(10) }
}

fuzz_target!(|data: &[u8]| {
    // Small limits, so that an input can reach them.
    let options = ReadOptions { text: TextLimits { max_line_bytes: 2048 }, ..ReadOptions::default() };
    match read(NAME, data, &options, &british()) {
        Ok(found) => {
            let (parsed, kept) = (&found.parsed, found.parsed.table.rows.len() as u64);
            assert_eq!(parsed.rows_read, kept + parsed.problems.len() as u64, "every row is kept or a problem");
            assert_eq!(parsed.units.iter().map(|unit| unit.rows).sum::<u64>(), kept);
            assert!(found.missing.values().all(|count| *count <= kept));
            let mut others = 0;
            for row in &parsed.table.rows {
                assert_eq!(row.len(), parsed.table.columns.len());
                let (force, month, wall) = (row[0].as_text(), row[1].as_text().unwrap(), row[2].as_text().unwrap());
                assert_eq!(force, Some("invented"));
                assert!(wall.starts_with(month) && wall.len() == 25, "{wall}");
                let again = wall.parse::<jiff::Timestamp>().expect("a moment, written with its offset");
                assert!(again.as_second() > -6_000_000_000);
                others += u64::from(month != "2024-03");
                let inside = |at: usize, low: f64, high: f64| {
                    row[at] == Value::Missing || row[at].as_real().is_some_and(|x| (low..=high).contains(&x))
                };
                assert!(inside(6, -8.75, 1.80) && inside(7, 49.80, 60.90), "outside is blanked");
            }
            assert_eq!(found.missing["other_month"], others);
        }
        Err(trouble) => {
            assert!(trouble.message.contains(NAME) && !trouble.message.contains('\n'), "{}", trouble.message);
            let strict = ReadOptions { strict: true, ..options };
            assert!(read(NAME, data, &strict, &british()).is_err(), "what is refused is refused strictly too");
        }
    }
});
