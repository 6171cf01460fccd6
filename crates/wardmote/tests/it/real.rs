//! The published files of data.police.uk and ONS, against an independent count.
//!
//! The count here reads the same files with the `csv` and `zip` crates and plain maps; it shares no code with
//! the product.

use crate::front::{Home, real};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};

/// (district, category, month) → rows; rows in no district under the empty text.
type Counts = BTreeMap<(String, String, String), u64>;

fn codes(path: &Path, lsoa: &str, district: &str) -> HashMap<String, String> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let (from, to) = (at(lsoa), at(district));
    reader.records().map(|r| r.unwrap()).map(|r| (r[from].to_owned(), r[to].to_owned())).collect()
}

fn street_files(archive: &Path) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    let mut files = Vec::new();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name.ends_with("-street.csv") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.push((name, text));
        }
    }
    files
}

fn add(counts: &mut Counts, text: &str, districts: &HashMap<String, String>) -> (u64, u64) {
    let (mut rows, mut unplaced) = (0, 0);
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        let district = districts.get(&record[7]).cloned().unwrap_or_default();
        unplaced += u64::from(district.is_empty());
        *counts.entry((district, record[9].to_owned(), record[1].to_owned())).or_default() += 1;
        rows += 1;
    }
    (rows, unplaced)
}

/// A home that knows both vintages.
fn home(data: &Path) -> Home {
    let home = Home::new();
    let lookups = data.join("lookups");
    let files: Vec<PathBuf> = [
        "lookup_lsoa21_ward24_ltla24.csv",
        "lookup_lsoa11_ltla21.csv",
        "lookup_lsoa11_ward17.csv",
        "lookup_ward21_ltla21.csv",
        "lookup_ltla24_csp24_pfa24.csv",
    ]
    .iter()
    .map(|f| lookups.join(f))
    .collect();
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let lines = home.import("area-lookup", &paths, &["--received", "2025-02-01"]).ok();
    let read: Vec<u64> = lines.lines().map(|l| passport(l)["rows_read"].as_u64().unwrap()).collect();
    assert_eq!(read, [35_672, 34_753, 34_753, 8_694, 332]);
    home
}

fn passport(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

fn counted(home: &Home, sql: &str) -> Counts {
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(home.query(sql)));
    reader.records().map(|r| r.unwrap()).map(|r| ((r[0].to_owned(), r[1].to_owned(), r[2].to_owned()), r[3].parse().unwrap())).collect()
}

#[test]
fn all_forces_and_cambridgeshire_equal_an_independent_count() {
    let Some(data) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let home = home(&data);
    let by_vintage = [
        codes(&data.join("lookups/lookup_lsoa11_ltla21.csv"), "lsoa11_code", "ltla21_code"),
        codes(&data.join("lookups/lookup_lsoa21_ward24_ltla24.csv"), "lsoa21_code", "ltla24_code"),
    ];
    let police = data.join("police-uk");
    // The national months first, the force's own afterwards: of the months both hold, the later received counts.
    let archives = [
        ("all-forces/2018-11.zip", "2025-03-01", 0),
        ("all-forces/2025-01.zip", "2025-03-02", 1),
        ("cambridgeshire/2018-cambridgeshire.zip", "2026-01-10", 0),
        ("cambridgeshire/2019-cambridgeshire.zip", "2026-01-10", 0),
        ("cambridgeshire/2024-cambridgeshire.zip", "2026-01-10", 1),
        ("cambridgeshire/2025-cambridgeshire.zip", "2026-01-10", 1),
    ];
    let mut files: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (archive, received, vintage) in archives {
        let path = police.join(archive);
        let line = home.import("police-street", &[&path], &["--received", received]).ok();
        let passport = passport(&line);
        let (mut rows, mut unplaced) = (0, 0);
        for (name, text) in street_files(&path) {
            let (r, u) = add(&mut Counts::new(), &text, &by_vintage[vintage]);
            rows += r;
            unplaced += u;
            let short = name.rsplit('/').next().unwrap().to_owned();
            files.insert(short, (text, vintage));
        }
        assert_eq!(passport["rows_read"], rows, "{archive}");
        assert_eq!(passport["rows_accepted"], rows, "{archive}");
        assert_eq!(passport["rows_rejected"], 0, "{archive}");
        assert_eq!(passport["not_placed"], unplaced, "{archive}");
        assert_eq!(passport["geography"], ["2011", "2021"][vintage], "{archive}");
    }
    let mut expected = Counts::new();
    for (text, vintage) in files.values() {
        add(&mut expected, text, &by_vintage[*vintage]);
    }
    let sql = "SELECT coalesce(lad_code, '') AS lad, category, month, count(*) AS n FROM incidents GROUP BY 1, 2, 3";
    let found = counted(&home, sql);
    assert_eq!(found.len(), expected.len());
    assert_eq!(found, expected);
    home.assert_clean();
}

#[test]
fn the_earlier_download_of_2024_gives_way_whatever_the_order() {
    let Some(data) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let later = data.join("police-uk/cambridgeshire/2024-cambridgeshire.zip");
    let earlier = data.join("police-uk/other-snapshots/2024-q1-earlier-download.zip");
    let outcomes = |path: &Path| {
        let mut counts = BTreeMap::new();
        for (name, text) in street_files(path) {
            if name.contains("2024-01") {
                for record in csv::Reader::from_reader(text.as_bytes()).records() {
                    *counts.entry(record.unwrap()[10].to_owned()).or_insert(0_u64) += 1;
                }
            }
        }
        counts
    };
    let (old, new) = (outcomes(&earlier), outcomes(&later));
    assert_ne!(old, new);
    let sql = "SELECT coalesce(outcome, '') AS outcome, count(*) AS n FROM incidents WHERE month = '2024-01' GROUP BY 1";
    let read = |text: String| -> BTreeMap<String, u64> {
        csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.unwrap()).map(|r| (r[0].to_owned(), r[1].parse().unwrap())).collect()
    };
    for (first, second, statuses) in [
        ((&earlier, "2024-07-01"), (&later, "2026-01-10"), ["imported", "supersedes"]),
        ((&later, "2026-01-10"), (&earlier, "2024-07-01"), ["imported", "imported"]),
    ] {
        let home = home(&data);
        for ((path, received), status) in [first, second].into_iter().zip(statuses) {
            let line = home.import("police-street", &[path], &["--received", received]).ok();
            assert_eq!(passport(&line)["status"], status);
        }
        assert_eq!(read(home.query(sql)), new);
        assert_eq!(read(home.run(&["query", sql, "--as-of", "2024-12-31", "--format", "csv"]).ok()), old);
        assert_eq!(home.run(&["query", sql, "--as-of", "2024-01-01", "--format", "csv"]).ok(), "outcome,n\n");
    }
}

#[test]
fn the_file_without_a_header_is_refused_by_name() {
    let Some(data) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let home = home(&data);
    let err = home.import("police-street", &[&data.join("police-uk/defective/2021-01-cambridgeshire-street.csv")], &[]).refused();
    assert!(err.contains("2021-01-cambridgeshire-street.csv") && err.contains("header"), "{err}");
    home.assert_clean();
}

#[test]
fn changes_outlines_and_residents_have_true_passports() {
    let Some(data) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let home = home(&data);
    for (kind, file, rows) in [
        ("area-changes", "lookups/lookup_lsoa11_lsoa21_ltla22.csv", 35_795),
        ("population", "population/population20_lsoa11_total.csv", 34_753),
        ("population", "population/population20_ltla21.csv", 331),
        ("boundaries", "boundaries/cambridgeshire-geojson/cambs_pboro_wards21.geojson", 126),
        ("boundaries", "boundaries/cambridgeshire-geojson/cambs_pboro_lsoa11.geojson", 487),
        ("boundaries", "boundaries/cambridgeshire-geojson/cambs_pboro_lsoa21.geojson", 516),
        ("boundaries", "boundaries/cambridgeshire-geojson/cambs_pboro_ltla24.geojson", 6),
        ("boundaries", "boundaries/national/boundaries_ltla24.gpkg", 361),
        ("boundaries", "boundaries/national/boundaries_wards22.gpkg", 8_483),
        ("boundaries", "boundaries/national/boundaries_lsoa21.gpkg", 35_672),
    ] {
        let line = home.import(kind, &[&data.join(file)], &[]).ok();
        let passport = passport(&line);
        assert_eq!(passport["rows_read"], rows, "{file}");
        assert_eq!(passport["rows_accepted"].as_u64().unwrap() + passport["rows_rejected"].as_u64().unwrap(), rows, "{file}");
    }
    assert_eq!(home.query("SELECT population FROM populations WHERE area_code = 'E07000012'"), "population\n160904\n");
    home.assert_clean();
}
