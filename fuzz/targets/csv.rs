//! A partner's CSV: street files, and the three small tables. Each reader refuses another's header at once, so every
//! input is given to all four.
#![no_main]

use intake::street::{FileReport, StreetRow, StreetRules, StreetSink, read};
use intake::{Kind, NamedBytes, ReadOptions, StreetOptions, read_extract};
use libfuzzer_sys::fuzz_target;
use std::io::Read;

/// Small limits, so that an input can reach them.
const RULES: StreetRules = StreetRules { longitudes: (-8.75, 1.80), latitudes: (49.80, 60.90), max_line_bytes: 2048, max_problems: 8 };
const NAME: &str = "2024-03-invented-street.csv";

/// Counts rows and holds each against what a row promises.
#[derive(Default)]
struct Rows {
    taken: u64,
    last: u64,
    letters: usize,
}

impl StreetSink for Rows {
    fn row(&mut self, row: &StreetRow<'_>) -> base::Result<()> {
        assert!(row.row > self.last && row.row > 1, "rows come in order, after the header");
        assert_eq!(row.month.len(), 7);
        assert!(!row.falls_within.trim().is_empty() && !row.category.trim().is_empty());
        assert!(row.longitude.is_none_or(|x| (-8.75..=1.80).contains(&x)), "outside is blanked");
        assert!(row.latitude.is_none_or(|y| (49.80..=60.90).contains(&y)), "outside is blanked");
        self.last = row.row;
        self.taken += 1;
        self.letters += row.location.len() + row.lsoa_code.len() + row.outcome.len() + row.context.len();
        Ok(())
    }
}

/// Gives few bytes at a time, as a pipe may.
struct Dribble<'a>(&'a [u8]);

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(buffer.len()).min(7);
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

fn street(input: impl Read, options: StreetOptions) -> base::Result<(FileReport, Rows)> {
    let mut rows = Rows::default();
    let report = read(input, NAME, &RULES, options, &mut rows)?;
    assert_eq!(rows.taken, report.rows_accepted);
    assert_eq!(report.rows_read, report.rows_accepted + report.problems.len() as u64, "every row is kept or a problem");
    assert!(report.problems.len() <= RULES.max_problems);
    let missing = &report.missing;
    for count in [missing.crime_id, missing.coordinates, missing.lsoa, missing.outcome] {
        assert!(count <= report.rows_accepted);
    }
    Ok((report, rows))
}

fuzz_target!(|data: &[u8]| {
    let lenient = StreetOptions { first_of_repeated_ids: false, strict: false };
    let whole = street(data, lenient);
    let first = street(data, StreetOptions { first_of_repeated_ids: true, ..lenient });
    let strict = street(data, StreetOptions { strict: true, ..lenient });
    match &whole {
        Ok((report, rows)) => {
            let (dribbled, again) = street(Dribble(data), lenient).expect("the same bytes in pieces");
            assert_eq!((&dribbled, again.letters), (report, rows.letters));
            if let Ok((kept, _)) = &first {
                assert_eq!(kept.rows_read, report.rows_read);
            }
            if let Ok((kept, _)) = &strict {
                assert!(kept.problems.is_empty());
                assert_eq!(kept.rows_accepted, report.rows_accepted);
            }
        }
        Err(trouble) => {
            assert!(strict.is_err(), "what is refused is refused strictly too");
            assert!(trouble.message.contains(NAME) && !trouble.message.contains('\n'), "{}", trouble.message);
        }
    }
    let file = [NamedBytes { name: "invented.csv".to_owned(), bytes: data.to_vec() }];
    for kind in [Kind::AreaLookup, Kind::AreaChanges, Kind::Population] {
        match read_extract(kind, &file, &ReadOptions::default()) {
            Ok(parsed) => {
                assert_eq!(parsed.rows_read, (parsed.table.rows.len() + parsed.problems.len()) as u64, "every row is kept or a problem");
                assert!(parsed.table.rows.iter().all(|row| row.len() == parsed.table.columns.len()));
            }
            Err(trouble) => assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
        }
    }
});
