//! The small tables of later kinds, and sheets of corrections: each reader refuses another's header at once, so every
//! input is given to all.
#![no_main]

use intake::{Kind, NamedBytes, ReadOptions, corrections, read_extract};
use libfuzzer_sys::fuzz_target;

const KINDS: [Kind; 5] = [Kind::Households, Kind::Imd2019, Kind::Imd2025, Kind::HarmWeights, Kind::PeerGroup];

fuzz_target!(|data: &[u8]| {
    let options = ReadOptions::default();
    let file = [NamedBytes { name: "invented2031.csv".to_owned(), bytes: data.to_vec() }];
    for kind in KINDS {
        match read_extract(kind, &file, &options) {
            Ok(parsed) => {
                let kept = parsed.rows_accepted.unwrap_or(parsed.table.rows.len() as u64);
                assert_eq!(parsed.rows_read, kept + parsed.problems.len() as u64, "every row is kept or a problem");
                assert_eq!(parsed.units.iter().map(|u| u.rows).sum::<u64>(), parsed.table.rows.len() as u64);
                assert!(parsed.table.rows.iter().all(|row| row.len() == parsed.table.columns.len()));
            }
            Err(trouble) => assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
        }
    }
    if let Ok(Some(found)) = corrections::read("invented.csv", data, &options) {
        assert!(!found.extract.is_empty());
        assert!(found.rows.windows(2).all(|pair| pair[0].row < pair[1].row), "rows come in order");
        let laid = corrections::to_csv(&found.header, &found.rows);
        assert!(laid.lines().count() > found.rows.len());
    }
});
