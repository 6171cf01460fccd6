//! A table of counts somebody else made: the first byte says what the operator says, the rest is the table.
#![no_main]

use base::Vintage;
use geography::AreaRow;
use intake::area_counts::{CountsWords, KnownAreas, read};
use intake::{NamedBytes, ReadOptions, TextLimits};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Two invented districts with a ward of one name each, so that names clash.
static KNOWN: LazyLock<KnownAreas> = LazyLock::new(|| {
    let area = |n: u32, ward: &str, lad: &str, vintage| AreaRow {
        vintage,
        lsoa_code: format!("E0190000{n}"),
        lsoa_name: None,
        ward_code: Some(format!("E0590000{n}")),
        ward_name: Some(ward.to_owned()),
        ward_year: Some(2024),
        lad_code: Some(format!("E0790000{}", lad.len())),
        lad_name: Some(lad.to_owned()),
        lad_year: Some(2024),
        csp_code: None,
        csp_name: None,
        pfa_code: None,
        pfa_name: None,
    };
    KnownAreas::new(&[
        area(1, "Hill", "North", Vintage::Census2021),
        area(2, "Ford", "North", Vintage::Census2011),
        area(3, "Hill", "Southern", Vintage::Census2021),
    ])
});

fuzz_target!(|data: &[u8]| {
    let Some((said, table)) = data.split_first() else { return };
    let word = |bit: u8, text: &str| (said & bit != 0).then(|| text.to_owned());
    let words = CountsWords {
        data_set: word(1, "fires"),
        period: word(2, "2018-11 to 2019-10"),
        source: word(4, "a paper"),
        within: word(8, "North"),
    };
    let file = NamedBytes { name: "invented-2019.csv".to_owned(), bytes: table.to_vec() };
    let options = ReadOptions { text: TextLimits { max_line_bytes: 2048 }, ..ReadOptions::default() };
    match read(&file, &options, &words, &KNOWN, 1.0) {
        Ok(read) => {
            let parsed = &read.parsed;
            let kept = parsed.rows_accepted.expect("counts say how many rows they kept");
            assert_eq!(parsed.rows_read, kept + parsed.problems.len() as u64, "every row is kept or a problem");
            assert_eq!(parsed.units.iter().map(|u| u.rows).sum::<u64>(), parsed.table.rows.len() as u64);
            assert!(parsed.table.rows.iter().all(|row| row.len() == parsed.table.columns.len()));
            assert!(read.not_placed <= kept);
            let at = |name: &str| parsed.table.position(name).expect("a column of counts");
            let (from, to, value, suppressed) = (at("period_from"), at("period_to"), at("value"), at("suppressed"));
            for row in &parsed.table.rows {
                assert!(row[from].as_text().is_some_and(|m| m.len() == 7) && row[from].as_text() <= row[to].as_text());
                assert!(row[value].as_real().is_none_or(f64::is_finite));
                assert!(row[suppressed] != base::Value::Flag(true) || row[value] == base::Value::Missing, "a withheld value is missing");
            }
            assert!(parsed.warnings.iter().all(|w| !w.contains('\n')));
        }
        Err(trouble) => assert!(!trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{trouble}"),
    }
});
