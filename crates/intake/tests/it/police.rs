//! Outcomes, stops and searches: good files, bad files, laws, and the published ones.

use base::{Result, Value};
use calendar::{ClockChange, DayName, SummerTime};
use intake::container::{Archive, ContainerLimits, choose};
use intake::outcomes::{self, is_outcomes_name};
use intake::stop_search::{self, is_stop_search_name};
use intake::street::StreetRules;
use intake::{PoliceParsed, ReadOptions, StreetOptions};
use proptest::prelude::*;

const OUTCOMES: &str = "2024-03-elmshire-outcomes.csv";
const STOPS: &str = "2024-03/2024-03-elmshire-stop-and-search.csv";
const OUTCOME: &str = "aa,2024-03,Elmshire Police,Elmshire Police,0.1,52.2,On or near Elm Row,E01099999,Elm 001A,Investigation complete; no suspect identified";
const STOP: &str = "Person search,2024-03-05T10:43:00+00:00,,,52.2,0.1,Male,18-24,Not stated,White,Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest,True,False";

fn summer() -> SummerTime {
    let last_sunday = |month| ClockChange { month, weekday: DayName::Sunday, nth: -1, hour_utc: 1 };
    SummerTime { ahead_minutes: 60, begins: last_sunday(3), ends: last_sunday(10) }
}

fn outcomes_of(bytes: &[u8]) -> Result<PoliceParsed> {
    outcomes::read(OUTCOMES, bytes, &ReadOptions::default(), false)
}

fn stops_of(bytes: &[u8]) -> Result<PoliceParsed> {
    stop_search::read(STOPS, bytes, &ReadOptions::default(), &summer())
}

fn csv(header: &[&str], rows: &[&str]) -> Vec<u8> {
    format!("{}\n{}\n", header.join(","), rows.join("\n")).into_bytes()
}

fn outcome_rows(rows: &[&str]) -> PoliceParsed {
    outcomes_of(&csv(&outcomes::COLUMNS, rows)).unwrap()
}

fn stop_rows(rows: &[&str]) -> PoliceParsed {
    stops_of(&csv(&stop_search::COLUMNS, rows)).unwrap()
}

/// A row of the table as text, by the names of its columns.
fn cells(found: &PoliceParsed, row: usize, names: &[&str]) -> Vec<String> {
    let table = &found.parsed.table;
    names.iter().map(|name| table.rows[row][table.position(name).unwrap()].to_bare()).collect()
}

/// The keys of `missing` that are not nought.
fn missing(found: &PoliceParsed) -> Vec<(&str, u64)> {
    found.missing.iter().filter(|(_, n)| **n > 0).map(|(key, n)| (key.as_str(), *n)).collect()
}

#[test]
fn outcomes_come_out_as_they_went_in() {
    let later = OUTCOME.replace("2024-03", "2024-04").replace("aa,", "bb,");
    let found = outcome_rows(&[OUTCOME, ",2024-03,Elmshire Police,Oakshire Police,,,No location,,,", &later]);
    assert_eq!(
        cells(&found, 0, &["crime_id", "month", "falls_within", "longitude", "latitude", "lsoa_code", "outcome", "source_row"]),
        ["aa", "2024-03", "Elmshire Police", "0.1", "52.2", "E01099999", "Investigation complete; no suspect identified", "2"]
    );
    assert_eq!(found.parsed.table.rows[1][0], Value::Missing);
    assert_eq!(missing(&found), [("coordinates", 1), ("crime_id", 1), ("lsoa", 1), ("outcome", 1)]);
    let units: Vec<_> = found.parsed.units.iter().map(|u| (u.force.as_str(), u.month.as_str(), u.rows)).collect();
    assert_eq!(units, [("Elmshire Police", "2024-03", 1), ("Elmshire Police", "2024-04", 1), ("Oakshire Police", "2024-03", 1)]);
    assert_eq!(found.parsed.lsoa_rows.into_iter().collect::<Vec<_>>(), [(String::new(), 1), ("E01099999".to_owned(), 2)]);
    assert!(found.parsed.warnings[0].contains("1 rows are of another month"), "{:?}", found.parsed.warnings);
}

#[test]
fn columns_are_found_in_any_order() {
    let turn = |header: &[&str], row: &str| {
        let (mut names, mut fields) = (header.to_vec(), row.split(',').collect::<Vec<_>>());
        names.reverse();
        fields.reverse();
        format!("\u{feff}{}\r\n{}\r\n", names.join(",").to_uppercase(), fields.join(",")).into_bytes()
    };
    let found = outcomes_of(&turn(&outcomes::COLUMNS, OUTCOME)).unwrap();
    assert_eq!(found.parsed.table, outcome_rows(&[OUTCOME]).parsed.table);
    let found = stops_of(&turn(&stop_search::COLUMNS, STOP)).unwrap();
    assert_eq!(found.parsed.table, stop_rows(&[STOP]).parsed.table);
}

#[test]
fn a_doubtful_place_is_blanked_and_counted_and_the_row_stays() {
    let found = outcome_rows(&[
        &OUTCOME.replace("0.1,52.2", "52.2,0.1"),
        &OUTCOME.replace("0.1,52.2", "0,0").replace("E01099999", ""),
        &OUTCOME.replace("0.1,52.2", "east,52.2"),
        &OUTCOME.replace(",52.2", ","),
    ]);
    assert_eq!((found.parsed.table.rows.len(), found.parsed.problems.len(), found.repeated_ids), (4, 0, 3));
    let counts = [("coordinates", 4), ("coordinates_outside", 1), ("coordinates_swapped", 1), ("coordinates_unreadable", 1), ("lsoa", 1)];
    assert_eq!(missing(&found), counts);
    let found = stop_rows(&[&STOP.replace("52.2,0.1", "0.1,52.2"), &STOP.replace("52.2,0.1", ","), STOP]);
    assert_eq!(missing(&found), [("coordinates", 2), ("coordinates_swapped", 1)]);
    assert_eq!(cells(&found, 2, &["longitude", "latitude"]), ["0.1", "52.2"]);
}

#[test]
fn rows_that_cannot_be_read_are_rejected_with_a_reason() {
    let check = |found: &PoliceParsed, file: &str, reason: &str, column: &str| {
        assert_eq!((found.parsed.rows_read, found.parsed.table.rows.len()), (2, 1), "{reason}");
        let problem = &found.parsed.problems[0];
        assert_eq!((problem.reason.as_str(), problem.column.as_str(), problem.row, problem.file.as_str()), (reason, column, 3, file));
        assert!(!problem.remedy.is_empty());
    };
    for (row, reason, column) in [
        ("b,2024-03,Elmshire Police", "field_count", ""),
        (&OUTCOME.replace("2024-03", ""), "month_missing", "Month"),
        (&OUTCOME.replace("2024-03", "2024-13"), "month_unreadable", "Month"),
        (&OUTCOME.replace("Police,0.1", ",0.1").replace("Elmshire ,", ","), "falls_within_missing", "Falls within"),
    ] {
        let found = outcome_rows(&[OUTCOME, row]);
        check(&found, OUTCOMES, reason, column);
        assert_eq!(found.parsed.problems[0].fields.join(","), row);
    }
    for (date, reason) in [
        ("", "date_missing"),
        ("2024-03-05", "date_unreadable"),
        ("2024-03-05T10:43:00", "date_unreadable"),
        ("2024-02-30T10:43:00+00:00", "date_unreadable"),
        ("5 March 2024", "date_unreadable"),
    ] {
        check(&stop_rows(&[STOP, &STOP.replace("2024-03-05T10:43:00+00:00", date)]), STOPS, reason, "Date");
    }
    check(&stop_rows(&[STOP, "Person search"]), STOPS, "field_count", "");
}

#[test]
fn repeated_ids_are_kept_and_counted_unless_the_first_alone_is_asked_for() {
    let rows = csv(&outcomes::COLUMNS, &[OUTCOME, OUTCOME, &OUTCOME.replace("aa,", ","), &OUTCOME.replace("aa,", ",")]);
    let all = outcomes_of(&rows).unwrap();
    assert_eq!((all.repeated_ids, all.parsed.table.rows.len(), all.parsed.problems.len()), (1, 4, 0));
    let first = outcomes::read(OUTCOMES, &rows, &ReadOptions::default(), true).unwrap();
    assert_eq!((first.repeated_ids, first.parsed.table.rows.len()), (1, 3));
    assert_eq!((first.parsed.problems[0].row, first.parsed.problems[0].reason.as_str()), (3, "repeated_id"));
}

#[test]
fn a_stop_is_of_the_month_that_london_had() {
    let at = |date: &str| STOP.replace("2024-03-05T10:43:00+00:00", date);
    let found = stop_rows(&[
        &at("2024-03-31T00:59:59+00:00"),
        &at("2024-03-31T01:00:00+00:00"),
        &at("2024-03-31T23:30:00+00:00"),
        &at("2024-04-01T00:30:00+01:00"),
        &at("2024-03-05 10:43:00Z"),
    ]);
    let months: Vec<_> = (0..5).map(|row| cells(&found, row, &["month", "date_time"]).join(" ")).collect();
    assert_eq!(
        months,
        [
            "2024-03 2024-03-31T00:59:59+00:00",
            "2024-03 2024-03-31T02:00:00+01:00",
            "2024-04 2024-04-01T00:30:00+01:00",
            "2024-04 2024-04-01T00:30:00+01:00",
            "2024-03 2024-03-05T10:43:00+00:00",
        ]
    );
    assert_eq!(found.missing["other_month"], 2);
    let units: Vec<_> = found.parsed.units.iter().map(|u| (u.force.as_str(), u.month.as_str(), u.rows)).collect();
    assert_eq!(units, [("elmshire", "2024-03", 3), ("elmshire", "2024-04", 2)]);
}

#[test]
fn the_force_is_that_of_the_name_or_not_stated() {
    let named = |name: &str| {
        let found = stop_search::read(name, &csv(&stop_search::COLUMNS, &[STOP]), &ReadOptions::default(), &summer()).unwrap();
        (found.parsed.units[0].force.clone(), found.parsed.warnings.len(), found.missing["other_month"])
    };
    assert_eq!(named(STOPS), ("elmshire".into(), 0, 0));
    assert_eq!(named("2024-03-avon-and-elm-stop-and-search.csv"), ("avon-and-elm".into(), 0, 0));
    assert_eq!(named("2024-02-Elmshire-Stop-and-Search.CSV"), ("elmshire".into(), 0, 1));
    for name in ["stops.csv", "2024-03-stop-and-search.csv", "elmshire-stop-and-search.csv", "é024-03-x-stop-and-search.csv"] {
        assert_eq!(named(name), ("not stated".into(), 1, 0), "{name}");
    }
}

#[test]
fn files_that_are_something_else_are_refused_by_name() {
    let street = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
    let (outcomes_header, stops_header) = (outcomes::COLUMNS.join(","), stop_search::COLUMNS.join(","));
    let check = |refused: Result<PoliceParsed>, code: &str, file: &str, says: &str| {
        let trouble = refused.unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), (code, 2), "{trouble}");
        let whole = format!("{} {}", trouble.message, trouble.remedy);
        assert!(trouble.message.contains(file) && whole.contains(says) && !trouble.remedy.is_empty(), "{trouble}");
    };
    check(outcomes_of(street.as_bytes()), "wrong-kind", OUTCOMES, "`police-street`");
    check(outcomes_of(stops_header.as_bytes()), "wrong-kind", OUTCOMES, "`police-stop-search`");
    check(stops_of(street.as_bytes()), "wrong-kind", STOPS, "`police-street`");
    check(stops_of(outcomes_header.as_bytes()), "wrong-kind", STOPS, "`police-outcomes`");
    check(outcomes_of(format!("{OUTCOME}\n{OUTCOME}\n").as_bytes()), "header-missing", OUTCOMES, "no header row");
    check(stops_of(format!("{STOP}\n{STOP}\n").as_bytes()), "header-missing", STOPS, "no header row");
    check(outcomes_of(outcomes_header.replace("Falls within,", "").as_bytes()), "columns-missing", OUTCOMES, "`Falls within`");
    check(stops_of(stops_header.replace("Latitude,", "").as_bytes()), "columns-missing", STOPS, "`Latitude`");
    check(outcomes_of(format!("{outcomes_header},month").as_bytes()), "column-repeated", OUTCOMES, "`Month` twice");
    check(outcomes_of(b""), "file-empty", OUTCOMES, "empty");
    check(stops_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "file-not-recognised", STOPS, "picture");
    check(stops_of(format!("{stops_header}\na\0b\n").as_bytes()), "nul-byte", STOPS, "line 2");
    let trouble = intake::street::read(
        outcomes_header.as_bytes(),
        "2024-03-elmshire-street.csv",
        &StreetRules::default(),
        StreetOptions::default(),
        &mut (),
    );
    assert_eq!(trouble.unwrap_err().code, "wrong-kind");
}

#[test]
fn further_columns_are_left_out_with_a_warning() {
    let found = outcomes_of(format!("{},Note\n{OUTCOME},x\n", outcomes::COLUMNS.join(",")).as_bytes()).unwrap();
    assert_eq!(found.parsed.table.rows.len(), 1);
    assert!(found.parsed.warnings[0].contains("`Note`"), "{:?}", found.parsed.warnings);
}

fn adds_up(found: &PoliceParsed) -> bool {
    let parsed = &found.parsed;
    let kept = parsed.table.rows.len() as u64;
    parsed.rows_read == kept + parsed.problems.len() as u64
        && parsed.units.iter().map(|u| u.rows).sum::<u64>() == kept
        && parsed.table.rows.iter().all(|row| row.len() == parsed.table.columns.len())
        && found.missing.values().all(|n| *n <= kept)
}

proptest! {
    #[test]
    fn any_bytes_end_in_rows_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400), headed: bool, first: bool) {
        for columns in [&outcomes::COLUMNS[..], &stop_search::COLUMNS[..]] {
            let mut all = if headed { format!("{}\n", columns.join(",")).into_bytes() } else { Vec::new() };
            all.extend(&bytes);
            for found in [outcomes::read(OUTCOMES, &all, &ReadOptions::default(), first), stops_of(&all)] {
                match found {
                    Ok(found) => prop_assert!(adds_up(&found)),
                    Err(trouble) => prop_assert!(!trouble.message.is_empty() && !trouble.remedy.is_empty()),
                }
            }
        }
    }

    #[test]
    fn any_rows_add_up(
        rows in proptest::collection::vec(
            "([ab]{0,1}|\"x\"),(2024-0[0-4]|),E,(F|G|),(0\\.1|52|999|x|),(52\\.2|0|),[a-z]{0,3},(E01099999|),,[a-z]{0,2}(,z)?", 0..30),
        dates in proptest::collection::vec("20(24|25|99)-(0[0-9]|1[0-3])-(0[0-9]|[12][0-9]|3[01])T[0-2][0-9]:[0-5]0:00([+-]0[0-9]:00|Z|)", 0..30),
        first: bool,
    ) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = outcomes::read(OUTCOMES, &csv(&outcomes::COLUMNS, &rows), &ReadOptions::default(), first).unwrap();
        prop_assert!(adds_up(&found));
        prop_assert!(first || found.parsed.table.rows.len() as u64 >= found.repeated_ids);
        let stops: Vec<String> = dates.iter().map(|d| STOP.replace("2024-03-05T10:43:00+00:00", d)).collect();
        let stops: Vec<&str> = stops.iter().map(String::as_str).collect();
        prop_assert!(adds_up(&stop_rows(&stops)));
    }
}

/// Every matching CSV of a published archive.
fn archived(path: &str, wanted: fn(&str) -> bool) -> Option<Vec<(String, Vec<u8>)>> {
    let file = std::fs::File::open(crate::real::open_data(1)?.join(path)).unwrap();
    let mut archive = Archive::open(file, path).unwrap();
    let entries = archive.entries(&ContainerLimits::default()).unwrap();
    let used = choose(path, entries, "*", wanted).unwrap().used;
    Some(used.iter().map(|entry| (entry.name.clone(), archive.read(entry).unwrap())).collect())
}

#[test]
fn a_years_outcomes_are_read_whole() {
    let Some(files) = archived("police-uk/cambridgeshire/2024-cambridgeshire.zip", is_outcomes_name) else { return };
    let (mut kept, mut lines) = (0, 0);
    for (name, bytes) in &files {
        let found = outcomes::read(name, bytes, &ReadOptions::default(), false).unwrap();
        assert_eq!((found.parsed.problems.len(), found.parsed.warnings.len()), (0, 0), "{name}");
        assert!(adds_up(&found));
        kept += found.parsed.table.rows.len();
        lines += bytes.split(|b| *b == b'\n').count() - 2;
        let alone = crate::real::open_data(0).unwrap().join("police-uk/cambridgeshire").join(name.rsplit('/').next().unwrap());
        if let Ok(bytes) = std::fs::read(alone) {
            assert_eq!(outcomes::read(name, &bytes, &ReadOptions::default(), false).unwrap(), found);
        }
    }
    assert_eq!((files.len(), kept), (12, lines));
}

#[test]
fn a_years_stops_are_read_whole() {
    let Some(files) = archived("police-uk/cambridgeshire/2024-cambridgeshire.zip", is_stop_search_name) else { return };
    let (mut kept, mut others) = (0, 0);
    for (name, bytes) in &files {
        let found = stop_search::read(name, bytes, &ReadOptions::default(), &summer()).unwrap();
        assert_eq!((found.parsed.problems.len(), found.parsed.warnings.len()), (0, 0), "{name}");
        assert!(adds_up(&found) && found.parsed.units.iter().all(|u| u.force == "cambridgeshire"));
        kept += found.parsed.table.rows.len();
        others += found.missing["other_month"];
    }
    // The publisher counts months as London has them too: not one row of the year is of another month than its file.
    assert_eq!((files.len(), kept, others), (12, 2_855, 0));
}

#[test]
fn a_street_file_is_refused_by_name_and_so_is_one_without_a_header() {
    let Some(data) = crate::real::open_data(1) else { return };
    for (path, code) in [
        ("cambridgeshire/2024-01-cambridgeshire-street.csv", "wrong-kind"),
        ("defective/2021-01-cambridgeshire-street.csv", "header-missing"),
    ] {
        let bytes = std::fs::read(data.join("police-uk").join(path)).unwrap();
        assert_eq!(outcomes::read(path, &bytes, &ReadOptions::default(), false).map_err(|t| t.code).err(), Some(code));
        assert_eq!(stop_search::read(path, &bytes, &ReadOptions::default(), &summer()).map_err(|t| t.code).err(), Some(code));
    }
}
