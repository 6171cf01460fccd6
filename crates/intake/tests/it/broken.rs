//! Files no importer should trust: each is refused, naming the file and what to do.

use crate::read;
use intake::container::{ContainerLimits, choose, is_street_name, list_entries, read_entry};
use intake::{Kind, NamedBytes, ReadOptions, TextLimits, read_extract};
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces every occurrence of a name by one of equal length: the writer would not write a hostile one.
fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    while let Some(at) = bytes.windows(from.len()).position(|w| w == from) {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

fn refusal(bytes: &[u8]) -> base::Trouble {
    let refused = list_entries(Cursor::new(bytes), "a.zip", &ContainerLimits::default()).unwrap_err();
    assert_eq!(refused.exit_code(), 2);
    assert!(refused.message.contains("`a.zip`") && !refused.remedy.is_empty(), "{refused}");
    refused
}

const LOOKUP: &[u8] = b"lsoa21_code,ward24_code\nE01000001,E05000001\n";

#[test]
fn text_that_cannot_be_read_is_refused_by_name() {
    let check = |bytes: &[u8], code: &str, words: &str| {
        let refused = read(Kind::AreaLookup, "f.csv", bytes).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), (code, 2), "{refused}");
        assert!(refused.message.contains("`f.csv`") && refused.message.contains(words) && !refused.remedy.is_empty(), "{refused}");
    };
    check(b"", "file-empty", "empty");
    check(b"\xef\xbb\xbf", "file-empty", "empty");
    check(b" \r\n\r\n", "file-empty", "empty");
    check(b"lsoa21_code,ward24_code\n", "no-rows", "no rows");
    check(b"E01000001,E05000001\nE01000002,E05000001\n", "header-missing", "first row is data");
    check(b"name,colour\nHill,green\n", "columns-not-recognised", "name, colour");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-not-recognised", "picture");
    check(b"%PDF-1.7", "file-not-recognised", "PDF");
    check(b"<!DOCTYPE html><html>", "file-not-recognised", "web page");
    check(b"lsoa21_code,ward24_code\nE01000001,E05\x0000001\n", "nul-byte", "line 2");
    check(&[1, 2, 3, 4, 5, 6, 7, 8], "file-not-recognised", "not text");
    check(b"PK\x03\x04 cut short", "zip-damaged", "not a whole ZIP");
    check(b"\xff\xfea\x00,\x00b", "encoding-damaged", "UTF-16");
}

#[test]
fn rows_swallowed_by_a_quotation_are_not_taken_for_one_bad_row() {
    for (bytes, words) in [
        ("area_code,area_name\nE07000001,Hill\nE07000002,\"Dale\nE07000003,Fen\n", "row 3"),
        ("area_code,\"area_name\nE07000001,Hill\n", "row 1"),
        ("area_code,area_name\n\nE07000001,\"Hill \"\"Top\nE07000003,Fen", "row 3"),
    ] {
        let refused = read(Kind::PeerGroup, "f.csv", bytes.as_bytes()).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), ("quotation-unclosed", 2), "{refused}");
        assert!(refused.message.contains("`f.csv`") && refused.message.contains(words), "{refused}");
    }
    for whole in ["E07000001,\"Hill\"", "E07000001,\"Hill \"\"Top\"\"\"\n", "E07000001,A 3\" pipe\n", "E07000001,\"Hill,\nLower\"\r\n"] {
        let parsed = read(Kind::PeerGroup, "f.csv", format!("area_code,area_name\n{whole}").as_bytes()).unwrap();
        assert_eq!((parsed.table.rows.len(), parsed.problems.len()), (1, 0), "{whole}");
    }
}

#[test]
fn a_column_that_stands_twice_is_refused_and_not_chosen_from() {
    for (kind, text) in [
        (Kind::PeerGroup, "area_code,area_name,Area Name\nE07000001,Hill,Dale\n"),
        (Kind::Population, "lsoa21_code,population,population\nE01000001,1200,7\n"),
        (Kind::AreaLookup, "lsoa21_code,ward24_code,WARD24 code\nE01000001,E05000001,E05000002\n"),
        (Kind::Imd2025, "lsoa21_code,imd_rank,imd_rank\nE01000001,1,2\n"),
        (Kind::HarmWeights, "offence,cchi_days,cchi_days\nArson,1,2\n"),
        (Kind::AreaChanges, "lsoa11_code,lsoa21_code,change_code,change_code\nE01000001,E01000001,U,S\n"),
    ] {
        let refused = read(kind, "f.csv", text.as_bytes()).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), ("column-repeated", 2), "{kind}: {refused}");
    }
}

#[test]
fn tables_of_other_kinds_are_no_peer_groups() {
    for header in ["lsoa21_code,imd_rank", "Crime ID,LSOA code", "ward24_code,ltla24_code", "lsoa11_code,lsoa21_code,change_code"] {
        let refused = read(Kind::PeerGroup, "f.csv", format!("{header}\nE01000001,E05000001,U\n").as_bytes()).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), ("columns-not-recognised", 2), "{header}: {refused}");
    }
    assert!(read(Kind::PeerGroup, "f.csv", b"ltla24_code,ltla24_name\nE07000001,Hill\n").is_ok());
}

#[test]
fn a_line_over_the_limit_is_named() {
    let mut bytes = LOOKUP.to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 2000));
    let options = ReadOptions { text: TextLimits { max_line_bytes: 1000 }, ..ReadOptions::default() };
    let refused = read_extract(Kind::AreaLookup, &[NamedBytes { name: "f.csv".into(), bytes }], &options).unwrap_err();
    assert_eq!(refused.code, "line-too-long");
    assert!(refused.message.contains("line 3"), "{refused}");
}

#[test]
fn windows_1252_is_read_with_a_warning_and_refused_when_strict() {
    let bytes = b"lsoa21_code,lsoa21_name,ward24_code\nW01000001,Ynys M\xf4n 001A,W05000001\n".to_vec();
    let parsed = read(Kind::AreaLookup, "f.csv", &bytes).unwrap();
    assert_eq!(parsed.table.rows[0][2], base::Value::Text("Ynys Môn 001A".into()));
    assert!(parsed.warnings[0].contains("`f.csv`") && parsed.warnings[0].contains("line 2"), "{:?}", parsed.warnings);
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    let refused = read_extract(Kind::AreaLookup, &[NamedBytes { name: "f.csv".into(), bytes }], &strict).unwrap_err();
    assert_eq!(refused.code, "encoding-not-utf8");
}

#[test]
fn utf_16_with_a_mark_is_read() {
    let text = std::str::from_utf8(LOOKUP).unwrap();
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for bytes in [little, big] {
        assert_eq!(read(Kind::AreaLookup, "f.csv", &bytes).map(|p| p.table.rows.len()), Ok(1));
    }
}

#[test]
fn one_table_in_a_zip_is_read_two_are_not() {
    let one = zip_of(&[("folder/a.csv", LOOKUP), ("read me.txt", b"hello")]);
    assert_eq!(read(Kind::AreaLookup, "a.zip", &one).map(|p| p.table.rows.len()), Ok(1));
    for (bytes, code) in [
        (zip_of(&[("a.csv", LOOKUP), ("b.csv", LOOKUP)]), "zip-not-one"),
        (zip_of(&[("a.txt", LOOKUP)]), "zip-nothing-wanted"),
        (zip_of(&[("inner.zip", &one)]), "zip-nothing-wanted"),
        (zip_of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), "workbook-damaged"),
        (zip_of(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]), "file-not-recognised"),
    ] {
        assert_eq!(read(Kind::AreaLookup, "a.zip", &bytes).map_err(|t| t.code).err(), Some(code));
    }
}

#[test]
fn only_wanted_names_are_used_and_the_others_are_named() {
    let bytes = zip_of(&[
        ("2024-01/2024-01-x-street.csv", b"a"),
        ("2024-01/2024-01-x-outcomes.csv", b"b"),
        ("__MACOSX/2024-01/._2024-01-x-street.csv", b"c"),
    ]);
    let entries = list_entries(Cursor::new(&bytes), "a.zip", &ContainerLimits::default()).unwrap();
    let chosen = choose("a.zip", entries, "*-street.csv", is_street_name).unwrap();
    assert_eq!(chosen.used.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["2024-01/2024-01-x-street.csv"]);
    assert_eq!(chosen.skipped.len(), 2);
    assert_eq!(read_entry(Cursor::new(&bytes), "a.zip", &chosen.used[0]).unwrap(), b"a");
}

#[test]
fn names_that_climb_out_are_refused() {
    for hostile in ["../../x.csv", "/etc/xx.csv", "c:/xxxx.csv", "a\\..\\x.csv", "a/../xx.csv"] {
        let bytes = renamed(zip_of(&[("safe/xx.csv", b"a")]), b"safe/xx.csv", format!("{hostile:x<11}").as_bytes());
        assert_eq!(refusal(&bytes).code, "zip-entry-climbs-out", "{hostile}");
    }
}

#[test]
fn names_that_stand_twice_are_refused() {
    let twice = renamed(zip_of(&[("a-street.csv", b"a"), ("b-street.csv", b"b")]), b"b-street.csv", b"a-street.csv");
    assert_eq!(refusal(&twice).code, "zip-duplicate-name");
    assert_eq!(refusal(&zip_of(&[("a-street.csv", b"a"), ("A-street.csv", b"b")])).code, "zip-duplicate-name");
}

#[test]
fn an_encrypted_entry_is_refused() {
    let mut bytes = zip_of(&[("a.csv", b"a")]);
    // Bit 0 of the general purpose flags, in the local and in the central header.
    bytes[6] |= 1;
    let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[central + 8] |= 1;
    assert_eq!(refusal(&bytes).code, "zip-encrypted");
}

#[test]
fn a_bomb_is_refused_before_and_while_it_unpacks() {
    let zeros = vec![0; 8 << 20];
    let bomb = zip_of(&[("a-street.csv", &zeros)]);
    let refused = refusal(&bomb);
    assert_eq!(refused.code, "zip-too-large");
    assert!(refused.message.contains("a-street.csv"), "{refused}");
    let small = ContainerLimits { max_entries: 1, max_total_bytes: 10, max_ratio: 200 };
    for bytes in [zip_of(&[("a.csv", b"twelve bytes")]), zip_of(&[("a.csv", b"a"), ("b.csv", b"b")])] {
        assert_eq!(list_entries(Cursor::new(bytes), "a.zip", &small).map_err(|t| t.code).err(), Some("zip-too-large"));
    }
    // The central directory now says one hundred bytes: what comes out is counted, not believed.
    let mut lying = bomb;
    let central = lying.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    lying[central + 24..central + 28].copy_from_slice(&100_u32.to_le_bytes());
    let outcome = list_entries(Cursor::new(&lying), "a.zip", &ContainerLimits::default())
        .and_then(|entries| read_entry(Cursor::new(&lying), "a.zip", &entries[0]));
    assert_eq!(outcome.map_err(|t| t.code).err(), Some("zip-damaged"));
}

#[test]
fn an_archive_cut_short_or_flipped_is_refused() {
    let noise: Vec<u8> = (0_u32..4000).map(|i| u8::try_from((i * i).wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    let whole = zip_of(&[("a-street.csv", &noise)]);
    assert_eq!(refusal(&whole[..whole.len() - 10]).code, "zip-damaged");
    assert_eq!(refusal(&whole[..whole.len() / 2]).code, "zip-damaged");
    let mut flipped = whole;
    flipped[1000] ^= 0xff;
    let entries = list_entries(Cursor::new(&flipped), "a.zip", &ContainerLimits::default()).unwrap();
    assert_eq!(read_entry(Cursor::new(&flipped), "a.zip", &entries[0]).map_err(|t| t.code).err(), Some("zip-damaged"));
}
