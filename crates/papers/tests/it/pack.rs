//! Data packs, read back by another's reader: what was put in is there, in both formats, and nothing runs.

use crate::docx::parts;
use crate::office;
use base::{ColumnKind, Table, Value};
use calamine::{Data, Ods, Reader, Xlsx};
use papers::{Pack, PackSheet, pack_ods, pack_xlsx};
use proptest::prelude::*;
use std::io::Cursor;

fn sheet(name: &str, rows: Vec<Vec<Value>>) -> PackSheet {
    let mut table =
        Table::new(&[("ward", ColumnKind::Text), ("crimes", ColumnKind::Whole), ("rate", ColumnKind::Real), ("clear", ColumnKind::Flag)]);
    table.rows = rows;
    let note = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    PackSheet {
        name: name.to_owned(),
        title: "Crime is highest in Barley Cross".to_owned(),
        table,
        notes: vec![
            note("Unit", "crimes a 1,000 residents"),
            note("Period", "Year ending October 2019"),
            note("Query", "SELECT ward, count(*)\nFROM  incidents\n\tGROUP BY ward"),
        ],
    }
}

fn sample() -> Pack {
    let text = |words: &str| Value::Text(words.to_owned());
    let rows = vec![
        vec![text("Barley Cross"), Value::Whole(1321), Value::Real(68.25), Value::Flag(true)],
        vec![text("=HYPERLINK(\"http://example.org\")"), Value::Whole(0), Value::Real(-0.0), Value::Flag(false)],
        vec![text("  two  spaces "), Value::Missing, Value::Real(f64::NAN), Value::Missing],
        vec![text("007"), Value::Whole(i64::MAX), Value::Real(1e-9), Value::Flag(false)],
    ];
    Pack {
        title: "Data pack: strategic assessment".to_owned(),
        cover: vec![("Partnership".to_owned(), "Exampleshire".to_owned()), ("Date".to_owned(), "22 November 2026".to_owned())],
        sheets: vec![
            sheet("burglary-rate", rows),
            sheet("Burglary-rate", Vec::new()),
            sheet("crimes: by 'ward' [all of them]?", Vec::new()),
        ],
    }
}

/// The sheets of a workbook as calamine reads it, in order: names, and cells by row from the first.
fn read(bytes: &[u8], ods: bool) -> Vec<(String, Vec<Vec<Data>>)> {
    fn all<R: Reader<Cursor<Vec<u8>>>>(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)>
    where
        R::Error: std::fmt::Debug,
    {
        let mut book = R::new(Cursor::new(bytes.to_vec())).unwrap();
        let rows = |range: &calamine::Range<Data>| {
            let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
            (0..height).map(|row| (0..width).map(|column| range.get_value((row, column)).cloned().unwrap_or_default()).collect()).collect()
        };
        book.sheet_names().into_iter().map(|name| (name.clone(), rows(&book.worksheet_range(&name).unwrap()))).collect()
    }
    if ods { all::<Ods<_>>(bytes) } else { all::<Xlsx<_>>(bytes) }
}

fn both(pack: &Pack) -> [(&'static str, Vec<u8>, bool); 2] {
    [("data-pack.xlsx", pack_xlsx(pack).unwrap(), false), ("data-pack.ods", pack_ods(pack).unwrap(), true)]
}

#[test]
fn a_pack_says_the_same_in_both_formats() {
    let pack = sample();
    for (name, bytes, ods) in both(&pack) {
        assert_eq!(bytes, if ods { pack_ods(&pack) } else { pack_xlsx(&pack) }.unwrap(), "{name}");
        office::look(name, &bytes);
        let sheets = read(&bytes, ods);
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Contents", "burglary-rate", "Burglary-rate 2", "crimes- by 'ward' -all of them-"], "{name}");
        let text = |words: &str| Data::String(words.to_owned());
        let contents = &sheets[0].1;
        assert_eq!(contents[0][0], text("Data pack: strategic assessment"));
        assert_eq!(contents[1][..2], [text("Partnership"), text("Exampleshire")]);
        assert_eq!(contents[4][..2], [text("Sheet"), text("What it shows")]);
        assert_eq!(contents[6][..2], [text("Burglary-rate 2"), text("Crime is highest in Barley Cross")]);
        let figure = &sheets[1].1;
        assert_eq!(figure[0][0], text("Crime is highest in Barley Cross"));
        assert_eq!(figure[1][0], text("Contents"));
        assert_eq!(figure[3][..2], [text("Period"), text("Year ending October 2019")]);
        assert_eq!(figure[4][..2], [text("Query"), text("SELECT ward, count(*) FROM incidents GROUP BY ward")]);
        assert_eq!(figure[6], ["ward", "crimes", "rate", "clear"].map(text), "{name}");
        assert_eq!(figure[7], [text("Barley Cross"), Data::Float(1321.0), Data::Float(68.25), Data::Bool(true)], "{name}");
        // A formula would have been read as its value, which is empty.
        assert_eq!(figure[8], [text("=HYPERLINK(\"http://example.org\")"), Data::Float(0.0), Data::Float(0.0), Data::Bool(false)]);
        assert_eq!(figure[9], [text("  two  spaces "), Data::Empty, Data::Empty, Data::Empty], "{name}");
        assert_eq!(figure[10], [text("007"), text("9223372036854775807"), Data::Float(1e-9), Data::Bool(false)], "{name}");
        let parts = parts(&bytes);
        assert!(
            parts
                .values()
                .all(|part| { !String::from_utf8_lossy(part).contains("<f>") && !String::from_utf8_lossy(part).contains("table:formula") })
        );
    }
}

#[test]
fn an_ods_tells_what_it_is_in_its_first_bytes() {
    let bytes = pack_ods(&sample()).unwrap();
    assert_eq!(&bytes[30..38], b"mimetype");
    assert!(bytes[38..].starts_with(b"application/vnd.oasis.opendocument.spreadsheet"));
}

#[test]
fn an_empty_pack_is_a_workbook() {
    for (name, bytes, ods) in both(&Pack::default()) {
        assert_eq!(read(&bytes, ods).len(), 1, "{name}");
    }
    let bare = Pack { sheets: vec![PackSheet::default()], ..Pack::default() };
    for (name, bytes, ods) in both(&bare) {
        assert_eq!(read(&bytes, ods).len(), 2, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_words_and_numbers_come_back(names in prop::collection::vec(prop_oneof![any::<String>(), "[a-c'?]{0,3}"], 0..4), words: String, number: f64, whole: i64) {
        let rows = vec![vec![Value::Text(format!("x{words}x")), Value::Whole(whole), Value::Real(number), Value::Missing]];
        let mut pack = Pack { title: words.clone(), ..sample() };
        pack.sheets = names.iter().map(|name| sheet(name, rows.clone())).collect();
        for (name, bytes, ods) in both(&pack) {
            parts(&bytes);
            let sheets = read(&bytes, ods);
            prop_assert_eq!(sheets.len(), names.len() + 1, "{}", name);
            for (_, cells) in &sheets[1..] {
                let row = &cells[7];
                let plain: String = words.chars().filter(|c| *c != '\r').map(|c| if c < ' ' && !matches!(c, '\t' | '\n') || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).collect();
                prop_assert_eq!(&row[0], &Data::String(format!("x{plain}x")), "{}", name);
                if number.is_finite() {
                    prop_assert_eq!(&row[2], &Data::Float(number + 0.0), "{}", name);
                }
            }
        }
    }
}
