//! Street files, good and bad, as a clerk might hand them in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use super::header::COLUMNS;
use super::*;
use base::{Outcome, Result};
use proptest::prelude::*;
use std::fmt::Write as _;

const HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
const NAME: &str = "2024-03-elmshire-street.csv";

/// The accepted rows as text, fields in the order of the columns, after the row number.
#[derive(Default)]
struct Kept(Vec<(u64, [String; 12])>);

impl StreetSink for Kept {
    fn row(&mut self, row: &StreetRow<'_>) -> Result<()> {
        let crime_id = match row.crime_id {
            CrimeId::Missing => String::new(),
            CrimeId::Digest(digest) => digest.iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            }),
            CrimeId::Text(text) => text.to_owned(),
        };
        let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
        let text = str::to_owned;
        self.0.push((
            row.row,
            [
                crime_id,
                text(row.month),
                text(row.reported_by),
                text(row.falls_within),
                number(row.longitude),
                number(row.latitude),
                text(row.location),
                text(row.lsoa_code),
                text(row.lsoa_name),
                text(row.category),
                text(row.outcome),
                text(row.context),
            ],
        ));
        Ok(())
    }
}

fn read_bytes(bytes: &[u8], options: StreetOptions) -> Result<(FileReport, Kept)> {
    let mut kept = Kept::default();
    let rules = StreetRules { max_line_bytes: 4096, ..StreetRules::default() };
    let report = read(&mut &bytes[..], NAME, &rules, options, &mut kept)?;
    Ok((report, kept))
}

fn read_rows(rows: &[&str]) -> (FileReport, Kept) {
    read_bytes(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes(), StreetOptions::default()).unwrap()
}

const GOOD: &str =
    "aa,2024-03,Elmshire Police,Elmshire Police,0.1,52.2,On or near Elm Row,E01099999,Elm 001A,Burglary,Under investigation,";

#[test]
fn rows_come_out_as_they_went_in() {
    let (report, kept) = read_rows(&[
        GOOD,
        ",2024-03,Elmshire Police,Elmshire Police,,,No Location,,,Anti-social behaviour,,",
        "\"a \"\"b\"\"\",2024-03,\"Elm, shire\",Elmshire Police,-0.5,51,\"Row, \nnorth\",W01000001,x,Drugs,,c",
    ]);
    assert_eq!(kept.0[0].1[0], "aa");
    assert_eq!(kept.0[1].1[6], "No Location");
    assert_eq!(
        kept.0[2].1,
        ["a \"b\"", "2024-03", "Elm, shire", "Elmshire Police", "-0.5", "51", "Row, \nnorth", "W01000001", "x", "Drugs", "", "c"]
    );
    assert_eq!(kept.0.iter().map(|k| k.0).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!((report.rows_read, report.rows_accepted), (3, 3));
    assert_eq!(report.missing, Missing { crime_id: 1, coordinates: 1, lsoa: 1, outcome: 2, ..Missing::default() });
    assert_eq!((report.problems.len(), report.warnings.len()), (0, 0));
}

#[test]
fn columns_in_any_order_and_a_mark_of_utf8_before_them() {
    let mut names: Vec<&str> = COLUMNS.to_vec();
    names.reverse();
    let mut fields: Vec<&str> = GOOD.split(',').collect();
    fields.reverse();
    let text = format!("\u{feff}{}\r\n{}\r\n", names.join(","), fields.join(","));
    let (report, kept) = read_bytes(text.as_bytes(), StreetOptions::default()).unwrap();
    assert_eq!(report.rows_accepted, 1);
    assert_eq!(kept.0[0].1.join(","), GOOD);
}

#[test]
fn rows_that_cannot_be_read_are_rejected_with_a_reason() {
    fn check(row: &str, reason: &str, column: &str) {
        let (report, kept) = read_rows(&[GOOD, row]);
        assert_eq!(kept.0.len(), 1, "{row}");
        let problem = &report.problems[0];
        assert_eq!(
            (problem.reason.as_str(), problem.column.as_str(), problem.row, problem.file.as_str()),
            (reason, column, 3, NAME),
            "{row}"
        );
        assert!(!problem.remedy.is_empty());
        assert_eq!(problem.fields.join(","), row);
        let strict =
            read_bytes(format!("{HEADER}\n{GOOD}\n{row}\n").as_bytes(), StreetOptions { strict: true, ..StreetOptions::default() });
        let trouble = strict.err().unwrap();
        assert_eq!((trouble.code, trouble.exit_code()), ("row-rejected", 2));
        assert!(trouble.message.contains("row 3") && trouble.message.contains(NAME), "{trouble}");
    }
    check("b,2024-03,Elmshire Police", "field_count", "");
    check(&format!("{GOOD},"), "field_count", "");
    check(&GOOD.replace("2024-03", ""), "month_missing", "Month");
    check(&GOOD.replace("2024-03", "March 2024"), "month_unreadable", "Month");
    check(&GOOD.replace("Burglary", " "), "crime_type_missing", "Crime type");
    check(&GOOD.replace("Police,0.1", ",0.1").replace("Elmshire ,", ","), "falls_within_missing", "Falls within");
    check(&GOOD.replace("E01099999", "").replace("0.1", "east"), "coordinates_unreadable", "Longitude");
    check(&GOOD.replace("E01099999", "").replace("52.2", "NaN"), "coordinates_unreadable", "Latitude");
    check(&GOOD.replace("E01099999", "").replace("52.2", "12.2"), "coordinates_outside", "Longitude");
    check(&GOOD.replace("E01099999", "").replace("0.1,52.2", "52.2,0.1"), "coordinates_swapped", "Longitude");
}

#[test]
fn coordinates_outside_or_swapped_are_blanked_where_the_lsoa_stays() {
    let (report, kept) = read_rows(&[
        &GOOD.replace("0.1,52.2", "52.2,0.1"),
        &GOOD.replace("aa,", "bb,").replace("0.1,52.2", "0,0"),
        &GOOD.replace("aa,", "cc,").replace(",52.2", ","),
    ]);
    assert_eq!(kept.0.iter().map(|k| k.1[4].as_str()).collect::<Vec<_>>(), ["", "", "0.1"]);
    assert_eq!((report.missing.coordinates_swapped, report.missing.coordinates_outside, report.missing.coordinates), (1, 1, 3));
}

#[test]
fn repeated_ids_are_kept_and_counted_unless_the_first_alone_is_asked_for() {
    let digest = "0123456789abcdef".repeat(4);
    let rows = [
        GOOD.replace("aa,", &format!("{digest},")),
        GOOD.to_owned(),
        GOOD.replace("aa,", &format!("{digest},")),
        GOOD.to_owned(),
        GOOD.replace("aa,", ","),
        GOOD.replace("aa,", ","),
    ];
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    let (report, kept) = read_bytes(text.as_bytes(), StreetOptions::default()).unwrap();
    assert_eq!((report.repeated_ids, kept.0.len(), report.problems.len()), (2, 6, 0));
    let (report, kept) = read_bytes(text.as_bytes(), StreetOptions { first_of_repeated_ids: true, strict: true }).unwrap();
    assert_eq!((report.repeated_ids, kept.0.len(), report.problems.len()), (2, 4, 2));
    assert_eq!((report.problems[0].row, report.problems[0].reason.as_str()), (4, "repeated_id"));
}

#[test]
fn files_that_are_something_else_are_refused_by_name() {
    fn check(bytes: &[u8], code: &str, says: &str) {
        let trouble = read_bytes(bytes, StreetOptions::default()).err().unwrap_or_else(|| panic!("{code} was taken"));
        assert_eq!((trouble.code, trouble.outcome), (code, Outcome::Refused), "{trouble}");
        assert!(trouble.message.contains(NAME) && trouble.message.contains(says), "{trouble}");
        assert!(!trouble.remedy.is_empty());
    }
    check(b"", "file-empty", "empty");
    check(b"\n\n", "header-missing", "only empty lines");
    check(format!("{GOOD}\n{GOOD}\n").as_bytes(), "header-missing", "no header row");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "nul-bytes", "line 3");
    check(format!("{HEADER}\n{GOOD}\nb\0b\n").as_bytes(), "nul-bytes", "line 3");
    let wide: Vec<u16> = format!("{HEADER}\n{GOOD}\n").encode_utf16().collect();
    let (little, big): (Vec<u8>, Vec<u8>) =
        (wide.iter().copied().flat_map(u16::to_le_bytes).collect(), wide.iter().copied().flat_map(u16::to_be_bytes).collect());
    for bytes in [&little, &big, &[&b"\xff\xfe"[..], &little].concat(), &[&b"\xfe\xff"[..], &big].concat()] {
        check(bytes, "encoding-utf16", "UTF-16");
    }
    check(HEADER.replace("Crime type,Last outcome category,Context", "Outcome type").as_bytes(), "wrong-kind", "outcomes file");
    check(b"Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Legislation,Object of search,Outcome\n", "wrong-kind", "stop and search file");
    check(HEADER.replace("Falls within,", "").as_bytes(), "columns-missing", "`Falls within`");
    check(format!("{HEADER},Month\n").as_bytes(), "column-repeated", "`Month` twice");
    check(format!("{HEADER}\n{GOOD}\n{}\n", "x".repeat(5000)).as_bytes(), "line-too-long", "line 3");
    check(format!("{HEADER}\n{GOOD}\n\"{}", format!("{GOOD}\n").repeat(60)).as_bytes(), "line-too-long", "line 3");
    check(format!("{HEADER}\n{GOOD}\n\"{GOOD}\n").as_bytes(), "quotation-unclosed", "line 3");
}

/// A row that can be counted is kept: what is wrong with its place is blanked and counted, or leaves it unplaced.
#[test]
fn a_doubtful_place_does_not_lose_the_row() {
    let (report, kept) =
        read_rows(&[GOOD, &GOOD.replace("0.1", "east"), &GOOD.replace("52.2", "NaN"), &GOOD.replace("E01099999", "e0109999")]);
    assert_eq!((kept.0.len(), report.problems.len()), (4, 0));
    assert_eq!((report.missing.coordinates_unreadable, report.missing.coordinates), (2, 2));
}

#[test]
fn a_header_without_rows_is_reported_as_such() {
    let (report, _) = read_bytes(format!("{HEADER}\r\n").as_bytes(), StreetOptions::default()).unwrap();
    assert_eq!(report.rows_read, 0);
}

#[test]
fn windows_1252_is_read_with_a_warning_and_refused_when_strict() {
    let mut bytes = format!("{HEADER}\n{GOOD}\n").into_bytes();
    bytes.extend(GOOD.replace("aa,", "bb,").replace("Elm Row", "Caf# Row").bytes().map(|b| if b == b'#' { 0xe9 } else { b }));
    let (report, kept) = read_bytes(&bytes, StreetOptions::default()).unwrap();
    assert_eq!(kept.0[1].1[6], "On or near Café Row");
    assert!(report.warnings[0].contains("1 rows read as Windows-1252"), "{:?}", report.warnings);
    let trouble = read_bytes(&bytes, StreetOptions { strict: true, ..StreetOptions::default() }).err().unwrap();
    assert_eq!(trouble.code, "not-utf8");
}

#[test]
fn another_month_than_the_name_says_is_warned_of() {
    let (report, kept) = read_rows(&[GOOD, &GOOD.replace("aa,2024-03", "bb,2024-02")]);
    assert_eq!(kept.0.len(), 2);
    assert!(report.warnings[0].contains("1 rows are of another month"), "{:?}", report.warnings);
}

#[test]
fn a_source_cut_short_is_refused_and_a_broken_disk_is_a_failure() {
    struct Broken(std::io::ErrorKind);
    impl std::io::Read for Broken {
        fn read(&mut self, _buffer: &mut [u8]) -> std::io::Result<usize> {
            Err(self.0.into())
        }
    }
    for (kind, exit) in [(std::io::ErrorKind::UnexpectedEof, 2), (std::io::ErrorKind::InvalidData, 2), (std::io::ErrorKind::Other, 1)] {
        let trouble = read(&mut Broken(kind), NAME, &StreetRules::default(), StreetOptions::default(), &mut ()).err().unwrap();
        assert_eq!(trouble.exit_code(), exit, "{kind:?}");
    }
}

/// A source that gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

fn quote(field: &str, always: bool) -> String {
    if always || field.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

proptest! {
    #[test]
    fn any_bytes_end_in_rows_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400), strict: bool, headed: bool, first_of_repeated_ids: bool) {
        let mut all = if headed { format!("{HEADER}\n").into_bytes() } else { Vec::new() };
        all.extend(bytes);
        if let Ok((report, kept)) = read_bytes(&all, StreetOptions { first_of_repeated_ids, strict }) {
            prop_assert_eq!(report.rows_read, report.rows_accepted + report.problems.len() as u64);
            prop_assert_eq!(report.rows_accepted, kept.0.len() as u64);
        }
    }

    #[test]
    fn any_text_of_commas_and_marks_ends_too(text in "[a,\"\r\n]{0,200}") {
        let _ = read_bytes(format!("{HEADER}\n{text}").as_bytes(), StreetOptions::default());
    }

    #[test]
    fn printing_rows_and_reading_them_is_the_identity(
        texts in proptest::collection::vec(proptest::array::uniform6("[a-z \",\n\r'é€=+-]{0,12}"), 0..20),
        always: bool,
        drop in 1_usize..5000,
    ) {
        let rows: Vec<[String; 12]> = texts.iter().map(|[id, by, place, name, outcome, context]| {
            let coordinates = if place.len() % 2 == 0 { ["-1.25", "52.5"] } else { ["", ""] };
            [id, "2024-03", by, "Elmshire Police", coordinates[0], coordinates[1], place, "E01099999", name, "Drugs", outcome, context].map(str::to_owned)
        }).collect();
        let mut text = format!("{HEADER}\n");
        for row in &rows {
            text += &row.iter().map(|f| quote(f, always)).collect::<Vec<_>>().join(",");
            text += "\r\n";
        }
        let mut kept = Kept::default();
        let report = read(&mut Drops(text.as_bytes(), drop), NAME, &StreetRules::default(), StreetOptions::default(), &mut kept).unwrap();
        prop_assert_eq!(report.rows_accepted, rows.len() as u64);
        prop_assert_eq!(kept.0.into_iter().map(|k| k.1).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn fields_are_cut_as_the_csv_crate_cuts_them(fields in proptest::collection::vec("[a\",\n ]{0,6}", 12)) {
        let record = fields.iter().map(|f| quote(f, false)).collect::<Vec<_>>().join(",");
        let (mut text, mut bounds) = (String::new(), Vec::new());
        record::split_quoted(&record, &mut text, &mut bounds);
        let ours: Vec<&str> = bounds.iter().map(|b| &text[b.0..b.1]).collect();
        let mut theirs = csv::ReaderBuilder::new().has_headers(false).from_reader(record.as_bytes());
        let theirs = theirs.records().next().unwrap().unwrap();
        prop_assert_eq!(ours, theirs.iter().collect::<Vec<_>>());
    }
}
