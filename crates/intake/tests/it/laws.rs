//! Whatever the bytes: no panic, and every row is either kept or a problem.

use crate::read;
use base::Value;
use intake::container::{ContainerLimits, Content, list_entries, read_entry};
use intake::{Kind, Parsed};
use proptest::prelude::*;
use std::io::Cursor;

const SMALL: [Kind; 4] = [Kind::AreaLookup, Kind::AreaChanges, Kind::Population, Kind::Boundaries];

fn adds_up(parsed: &Parsed) -> bool {
    let width = parsed.table.columns.len();
    parsed.rows_read == (parsed.table.rows.len() + parsed.problems.len()) as u64
        && parsed.units.iter().map(|u| u.rows).sum::<u64>() == parsed.table.rows.len() as u64
        && parsed.table.rows.iter().all(|r| r.len() == width)
}

fn print_csv(header: &str, rows: &[Vec<Value>]) -> String {
    let lines: Vec<String> = rows.iter().map(|r| r.iter().map(Value::to_bare).collect::<Vec<_>>().join(",")).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = Content::of(&bytes);
        for kind in SMALL {
            if let Ok(parsed) = read(kind, "f", &bytes) {
                prop_assert!(adds_up(&parsed));
            }
        }
    }

    #[test]
    fn arbitrary_rows_add_up(
        header in prop_oneof![Just("lsoa21_code,ward24_code"), Just("lsoa11_code,lsoa21_code,change_code"), Just("lsoa,pop"), Just("ward,total_population")],
        rows in proptest::collection::vec("(E0[15]00000[0-3]|[a-z\",\r]{0,4}|[0-9]{1,3})(,(E0[15]00000[0-3]|[USMX]|[0-9]{1,3}|-1)){0,3}", 1..30),
    ) {
        let text = format!("{header}\n{}\n", rows.join("\n"));
        for kind in SMALL {
            if let Ok(parsed) = read(kind, "f.csv", text.as_bytes()) {
                prop_assert!(adds_up(&parsed), "{}", text);
            }
        }
    }

    #[test]
    fn a_damaged_archive_never_panics(at in 0_usize..400, byte in any::<u8>(), cut in 0_usize..200) {
        let mut bytes = {
            use std::io::Write as _;
            let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
            writer.start_file("a-street.csv", zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(b"some bytes, some bytes, some bytes").unwrap();
            writer.start_file("b-street.csv", zip::write::SimpleFileOptions::default()).unwrap();
            writer.finish().unwrap().into_inner()
        };
        if let Some(b) = bytes.get_mut(at) {
            *b = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Ok(entries) = list_entries(Cursor::new(&bytes), "a.zip", &ContainerLimits::default()) {
            for entry in entries {
                let _ = read_entry(Cursor::new(&bytes), "a.zip", &entry);
            }
        }
    }

    #[test]
    fn what_is_printed_is_read_back(pairs in proptest::collection::btree_map(0_u32..9999, (0_u32..9999, "[A-Za-z]{0,8}"), 1..40), count in 0_u32..99999) {
        let rows: Vec<String> = pairs.iter().map(|(l, (w, name))| format!("E0100{l:04},{name},E0500{w:04}")).collect();
        let first = read(Kind::AreaLookup, "f.csv", format!("lsoa21_code,lsoa21_name,ward24_code\n{}\n", rows.join("\n")).as_bytes()).unwrap();
        let columns = "vintage,lsoa21_code,lsoa21_name,ward24_code,ward24_name,x,a,b,c,d,e,f,g,h,i";
        let again = read(Kind::AreaLookup, "f.csv", print_csv(columns, &first.table.rows).as_bytes()).unwrap();
        prop_assert_eq!(again.table, first.table);
        let people: Vec<String> = pairs.keys().map(|l| format!("E0100{l:04},{}", u64::from(count) + u64::from(*l))).collect();
        let first = read(Kind::Population, "p20.csv", format!("lsoa21_code,population_2020\n{}\n", people.join("\n")).as_bytes()).unwrap();
        let again = read(Kind::Population, "p20.csv", print_csv("level,vintage,lsoa21_code,lsoa21_name,year,population_2020", &first.table.rows).as_bytes()).unwrap();
        prop_assert_eq!(again.table, first.table);
    }
}
