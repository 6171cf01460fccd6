//! Outlines of areas: GeoJSON, Shapefile, and archives of either.
#![no_main]

use intake::{Kind, NamedBytes, ReadOptions, read_extract};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let file = [NamedBytes { name: "invented.geojson".to_owned(), bytes: data.to_vec() }];
    match read_extract(Kind::Boundaries, &file, &ReadOptions::default()) {
        Ok(parsed) => {
            assert_eq!(parsed.rows_read, (parsed.table.rows.len() + parsed.problems.len()) as u64, "every shape is kept or a problem");
            assert!(parsed.table.rows.iter().all(|row| row.len() == parsed.table.columns.len()));
        }
        Err(trouble) => assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
    }
});
