//! Broken files: each is named clearly, nothing panics, nothing is half-kept.

use crate::front::{HEADER, Home, street};
use std::io::{Cursor, Write};

/// Refused with these words in the message, and the home as it was.
#[track_caller]
fn check(kind: &str, name: &str, bytes: &[u8], words: &[&str]) {
    let home = Home::with_areas();
    let file = home.file(name, bytes);
    let err = home.import(kind, &[&file], &[]).refused();
    assert!(err.contains(name), "the file is not named: {err}");
    assert!(err.contains("help: "), "no remedy: {err}");
    for word in words {
        assert!(err.to_lowercase().contains(&word.to_lowercase()), "`{word}` is not in: {err}");
    }
    assert_eq!(home.query("SELECT count(*) AS n FROM extracts"), "n\n1\n");
    assert_eq!(std::fs::read_dir(home.path().join("extracts")).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(home.path().join("staging")).unwrap().count(), 0);
    home.assert_clean();
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAME: &str = "2024-01-invented-street.csv";

#[test]
fn empty() {
    check("police-street", NAME, b"", &["empty"]);
}

#[test]
fn header_only() {
    check("police-street", NAME, format!("{HEADER}\n").as_bytes(), &["no rows"]);
}

#[test]
fn no_header() {
    let text = street("2024-01", 5);
    check("police-street", NAME, text.split_once('\n').unwrap().1.as_bytes(), &["header"]);
}

#[test]
fn nul_bytes() {
    let text = street("2024-01", 5).replace("Made Street 3", "Made\0Street 3");
    check("police-street", NAME, text.as_bytes(), &["NUL"]);
}

#[test]
fn truncated_zip() {
    let mut bytes = zip(&[("2024-01/2024-01-invented-street.csv", street("2024-01", 500).as_bytes())]);
    bytes.truncate(bytes.len() / 2);
    check("police-street", "2024.zip", &bytes, &["zip"]);
}

#[test]
fn not_a_zip() {
    check("police-street", "2024.zip", b"this is only a letter about a ZIP\nwith two lines\n", &[]);
}

#[test]
fn a_png() {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend([0_u8; 200]);
    check("police-street", "map.png", &bytes, &["PNG"]);
    check("area-lookup", "map.csv", &bytes, &["PNG"]);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let mut text = street("2024-01", 3);
    text.push('"');
    text.extend(std::iter::repeat_n('x', 50 << 20));
    text.push('\n');
    check("police-street", NAME, text.as_bytes(), &["line"]);
}

#[test]
fn the_outcomes_file_as_street() {
    let text = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\n\
                aa,2024-01,P,P,0.1,52.2,On or near Made Street,E01990001,Invented 01A,Under investigation\n";
    check("police-street", "2024-01-invented-outcomes.csv", text.as_bytes(), &["outcomes"]);
}

#[test]
fn a_path_that_climbs_out() {
    let csv = street("2024-01", 5);
    check(
        "police-street",
        "2024.zip",
        &zip(&[("../../2024-01-invented-street.csv", csv.as_bytes())]),
        &["../../2024-01-invented-street.csv"],
    );
    check("police-street", "2024.zip", &zip(&[("/etc/2024-01-invented-street.csv", csv.as_bytes())]), &["/etc/"]);
}

#[test]
fn a_zip_bomb() {
    let mut csv = street("2024-01", 5).into_bytes();
    csv.extend(std::iter::repeat_n(b' ', 300 << 20));
    check("police-street", "2024.zip", &zip(&[("2024-01/2024-01-invented-street.csv", &csv)]), &["2024-01-invented-street.csv"]);
}

#[test]
fn codes_that_no_vintage_knows() {
    let text = street("2024-01", 50).replace("E019900", "E018800");
    check("police-street", NAME, text.as_bytes(), &["LSOA"]);
}

#[test]
fn windows_1252_is_read_and_said() {
    let home = Home::with_areas();
    let mut bytes = street("2024-01", 5).replace("Made Street 3", "Caf@ Lane").into_bytes();
    for byte in &mut bytes {
        if *byte == b'@' {
            *byte = 0xe9;
        }
    }
    let file = home.file(NAME, &bytes);
    let strict = home.import("police-street", &[&file], &["--strict"]).refused();
    assert!(strict.contains(NAME), "{strict}");
    let run = home.import("police-street", &[&file], &[]);
    assert!(run.err.contains("1252") && run.err.contains(NAME), "{}", run.err);
    assert!(run.ok().contains("\"rows_accepted\":5"));
    assert!(home.query("SELECT location FROM incidents").contains("On or near Café Lane"));
}

#[test]
fn swapped_coordinates_are_blanked_and_counted() {
    let home = Home::with_areas();
    let mut text = street("2024-01", 5);
    let id = |n: u32| format!("{n:064x}");
    text += &[id(99).as_str(), ",2024-01,P,P,52.200000,0.100000,On or near Made Street,E01990001,Invented 01A,Drugs,,\n"].concat();
    text += &[id(98).as_str(), ",2024-01,P,P,52.200000,0.100000,No place,,,Drugs,,\n"].concat();
    let file = home.file(NAME, text.as_bytes());
    let line = home.import("police-street", &[&file], &[]).ok();
    assert!(line.contains("\"rows_read\":7,\"rows_accepted\":6,\"rows_rejected\":1"), "{line}");
    assert!(line.contains("\"coordinates_swapped\":1"), "{line}");
    assert_eq!(home.query("SELECT count(*) AS n FROM incidents WHERE longitude IS NULL"), "n\n1\n");
    let rejects: String = home.run(&["rejects", passport_id(&line), "--format", "csv"]).ok();
    assert!(rejects.contains(NAME) && rejects.lines().count() == 2, "{rejects}");
}

/// The identity in a passport's line.
fn passport_id(line: &str) -> &str {
    line.split('"').nth(3).unwrap()
}

#[test]
fn bad_rows_are_listed_and_the_rest_kept() {
    let home = Home::with_areas();
    let mut text = street("2024-01", 5);
    text.push_str("too,few,fields\n");
    text.push_str(",January,P,P,0.1,52.2,On or near Made Street,E01990001,Invented 01A,Drugs,,\n");
    text.push_str(",2024-01,P,P,0.1,52.2,On or near Made Street,E01990001,Invented 01A,,,\n");
    let file = home.file(NAME, text.as_bytes());
    let line = home.import("police-street", &[&file], &[]).ok();
    assert!(line.contains("\"rows_read\":8,\"rows_accepted\":5,\"rows_rejected\":3"), "{line}");
    let listed = home.run(&["rejects", passport_id(&line), "--format", "json"]).ok();
    let rows: Vec<serde_json::Value> = listed.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.iter().map(|r| r["row"].as_u64().unwrap()).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(rows[1]["column"], "Month");
    assert!(rows.iter().all(|r| !r["remedy"].as_str().unwrap().is_empty()));
}

#[test]
fn a_geopackage_with_a_trigger() {
    let home = Home::with_areas();
    let path = home.folder.path().join("wards.gpkg");
    let script = "PRAGMA application_id=1196444487; PRAGMA user_version=10300;
        CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        CREATE TABLE gpkg_contents(table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns(table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
        CREATE TABLE wards(fid INTEGER PRIMARY KEY, geom BLOB, ward21_code TEXT, ward21_name TEXT);
        INSERT INTO gpkg_contents VALUES('wards','features','wards','','2024-01-01T00:00:00Z',0,0,1,1,4326);
        INSERT INTO gpkg_geometry_columns VALUES('wards','geom','POLYGON',4326,0,0);
        CREATE TRIGGER surprise AFTER INSERT ON wards BEGIN DELETE FROM wards; END;";
    testkit::sqlite::make(&path, script);
    let err = home.import("boundaries", &[&path], &[]).refused();
    assert!(err.contains("surprise") && err.contains("wards.gpkg"), "{err}");
    home.assert_clean();
}

#[test]
fn an_entry_is_named_with_its_archive() {
    let text = street("2024-01", 5);
    let entry = text.split_once('\n').unwrap().1;
    check("police-street", "sent.zip", &zip(&[(NAME, entry.as_bytes())]), &["sent.zip", NAME, "header"]);
}

#[test]
fn a_home_may_be_named_by_a_winding_path() {
    let home = Home::with_areas();
    std::fs::create_dir(home.folder.path().join("beside")).unwrap();
    let file = home.file(NAME, street("2024-01", 5).as_bytes());
    let winding = home.folder.path().join("beside/../home");
    let run =
        |words: &[&str]| -> crate::front::Run { crate::front::binary().args(words).arg("--home").arg(&winding).output().unwrap().into() };
    run(&["import", "police-street", file.to_str().unwrap()]).ok();
    assert_eq!(run(&["query", "SELECT count(*) AS n FROM incidents", "--format", "csv"]).ok(), "n\n5\n");
}

#[test]
fn every_view_of_the_help_answers() {
    let home = Home::with_areas();
    let file = home.file(NAME, street("2024-01", 5).as_bytes());
    home.import("police-street", &[&file], &[]).ok();
    let help: crate::front::Run = crate::front::binary().args(["query", "--help"]).output().unwrap().into();
    let help = help.ok();
    for view in ["incidents", "areas", "populations", "boundaries"] {
        let (_, rest) = help.split_once(&format!("  {view}(")).unwrap();
        let columns = rest.split_once(')').unwrap().0;
        home.query(&format!("SELECT {columns} FROM {view} LIMIT 1"));
    }
    for view in ["incidents_traced", "area_lookups", "area_changes", "extracts", "rejects", "figures"] {
        assert!(help.contains(view), "{view}");
        home.query(&format!("SELECT count(*) AS n FROM {view}"));
    }
}
