//! A partner's list by its mapping: the input is a mapping, a line `===`, and the list.
#![no_main]

use intake::boundaries::NamedBytes;
use intake::incidents::{Ground, Mapping, read};
use intake::{ReadOptions, TextLimits};
use libfuzzer_sys::fuzz_target;

/// The mapping used where the input has none that is read, so that lists are tried too.
const PLAIN: &str = "data_set = \"a\"\ntitle = \"t\"\nholder = \"h\"\ndate_formats = [\"%d/%m/%Y\", \"%b %Y\"]\n[columns]\ndate = \"d\"\n\
                     category = \"c\"\nlocation = \"l\"\neasting = \"x\"\nnorthing = \"y\"\nward = \"w\"\n[pseudonym]\ncolumn = \"p\"\n";

fuzz_target!(|data: &[u8]| {
    let rule = rulebook::Rulebook::builtin().and_then(|book| book.personal_looking(jiff::civil::date(2026, 1, 1), None));
    let rule = rule.expect("the built-in rule").parameters;
    let divider = data.windows(5).position(|window| window == b"\n===\n");
    let (first, rest) = divider.map_or((&[][..], data), |at| (&data[..at], &data[at + 5..]));
    let mapping = match Mapping::parse("m.toml", &String::from_utf8_lossy(first)) {
        Ok(mapping) => mapping,
        Err(trouble) => {
            assert!(trouble.message.contains("m.toml") && !trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{trouble}");
            Mapping::parse("m.toml", PLAIN).expect("the plain mapping")
        }
    };
    let file = NamedBytes { name: "invented.csv".to_owned(), bytes: rest.to_vec() };
    let options = ReadOptions { text: TextLimits { max_line_bytes: 2048 }, ..ReadOptions::default() };
    match read(&file, &mapping, rule, Some(&[7; 32]), &options) {
        Ok(list) => {
            assert_eq!(list.rows_read, (list.incidents.len() + list.problems.len()) as u64, "every row is kept or a problem");
            let placed = list.place(&Ground::default());
            assert_eq!(placed.table.rows.len(), list.incidents.len());
            assert!(placed.table.rows.iter().all(|row| row.len() == placed.table.columns.len()));
            assert_eq!(placed.units.iter().map(|unit| unit.rows).sum::<u64>(), placed.table.rows.len() as u64);
            assert_eq!(placed.not_placed, placed.table.rows.len() as u64, "no place is loaded");
            for incident in &list.incidents {
                let month = incident.month.as_bytes();
                assert!(month.len() == 7 && month[4] == b'-', "{}", incident.month);
            }
        }
        Err(trouble) => assert!(!trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{trouble}"),
    }
});
