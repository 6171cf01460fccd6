//! An outcomes file: what is kept and rejected adds up, and keeping the first of repeated Crime IDs loses only those.
#![no_main]

use base::Value;
use intake::outcomes::read;
use intake::{PoliceParsed, ReadOptions, TextLimits};
use libfuzzer_sys::fuzz_target;

const NAME: &str = "2024-03-invented-outcomes.csv";

fn check(found: &PoliceParsed) {
    let (parsed, kept) = (&found.parsed, found.parsed.table.rows.len() as u64);
    assert_eq!(parsed.rows_read, kept + parsed.problems.len() as u64, "every row is kept or a problem");
    assert_eq!(parsed.units.iter().map(|unit| unit.rows).sum::<u64>(), kept);
    assert_eq!(parsed.lsoa_rows.values().sum::<u64>(), kept);
    assert!(found.missing.values().all(|count| *count <= kept));
    for row in &parsed.table.rows {
        assert_eq!(row.len(), parsed.table.columns.len());
        let text = |at: usize| row[at].as_text().unwrap_or_default();
        assert_eq!(text(1).len(), 7, "a month");
        assert!(!text(3).is_empty(), "a force");
        let inside =
            |at: usize, low: f64, high: f64| row[at] == Value::Missing || row[at].as_real().is_some_and(|x| (low..=high).contains(&x));
        assert!(inside(4, -8.75, 1.80) && inside(5, 49.80, 60.90), "outside is blanked");
    }
}

fuzz_target!(|data: &[u8]| {
    // Small limits, so that an input can reach them.
    let options = ReadOptions { text: TextLimits { max_line_bytes: 2048 }, ..ReadOptions::default() };
    match read(NAME, data, &options, false) {
        Ok(all) => {
            check(&all);
            let first = read(NAME, data, &options, true).expect("the same bytes");
            check(&first);
            assert_eq!(first.repeated_ids, all.repeated_ids);
            assert_eq!(first.parsed.table.rows.len() as u64 + first.repeated_ids, all.parsed.table.rows.len() as u64);
        }
        Err(trouble) => {
            assert!(trouble.message.contains(NAME) && !trouble.message.contains('\n'), "{}", trouble.message);
            let strict = ReadOptions { strict: true, ..options };
            assert!(read(NAME, data, &strict, false).is_err(), "what is refused is refused strictly too");
        }
    }
});
