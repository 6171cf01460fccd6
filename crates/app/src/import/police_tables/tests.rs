//! ZIPs and CSVs of a force from file to extract, over a made-up engine that keeps tables as they were written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use crate::stub::NoPress;
use crate::{Analytics, House, ImportOptions, Imported, Moment, QueryRequest, Setup, create_house, import_file};
use base::{Result, Table, Value, Vintage};
use intake::{Kind, Status, outcomes, stop_search};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The tables written, by extract folder and part.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<(String, String), Table>>);

impl Kept {
    /// Columns of every table of a kind that is current, and of the rows that `wanted` takes.
    fn rows(&self, request: &QueryRequest<'_>, kind: Kind, names: &[&str], wanted: impl Fn(&Table, &[Value]) -> bool) -> Table {
        let mut found = Table::default();
        for holding in request.holdings.of(kind) {
            for ((_, _), table) in self.0.lock().unwrap().iter().filter(|((folder, _), _)| *folder == holding.facts.folder) {
                let at: Vec<usize> = names.iter().map(|name| table.position(name).unwrap()).collect();
                found.columns = at.iter().map(|at| table.columns[*at].clone()).collect();
                let rows = table.rows.iter().filter(|row| wanted(table, row));
                found.rows.extend(rows.map(|row| at.iter().map(|at| row[*at].clone()).collect::<Vec<_>>()));
            }
        }
        found
    }
}

impl Analytics for Kept {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        let cell = |table: &Table, row: &[Value], name: &str| row[table.position(name).unwrap()].to_bare();
        if request.sql.contains("FROM area_lookups") {
            let tables = self.0.lock().unwrap();
            let mut found = Table::default();
            for holding in request.holdings.of(Kind::AreaLookup) {
                let table = tables.iter().find(|((folder, _), _)| *folder == holding.facts.folder).unwrap().1;
                found.columns = table.columns.clone();
                found.rows.extend(table.rows.clone());
            }
            return Ok(found);
        }
        if request.sql.contains("FROM boundaries") {
            let census = |table: &Table, row: &[Value]| {
                cell(table, row, "level") == "lsoa" && request.sql.contains(&format!("vintage = '{}'", cell(table, row, "vintage")))
            };
            return Ok(self.rows(request, Kind::Boundaries, &["area_code", "geometry"], census));
        }
        if request.sql.contains("FROM populations") {
            return Ok(self.rows(request, Kind::Population, &["level", "year", "area_code"], |_, _| true));
        }
        assert!(request.sql.contains("FROM outcomes"), "{}", request.sql);
        let unit = |table: &Table, row: &[Value]| {
            let (force, month) = (cell(table, row, "falls_within"), cell(table, row, "month"));
            request.sql.contains(&format!("force = '{force}' AND month = '{month}'"))
        };
        Ok(self.rows(request, Kind::PoliceOutcomes, &["crime_id", "outcome", "lsoa_code", "longitude", "latitude"], unit))
    }

    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()> {
        let folder = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(self.0.lock().unwrap().insert((folder, part.to_owned()), table.clone()).is_none(), "{part} was written twice");
        Ok(())
    }

    crate::stub::reads_no_street!();
}

/// A home in a folder of its own, and what was written there.
struct Home {
    house: House,
    kept: Arc<Kept>,
    folder: tempfile::TempDir,
}

const NOW: &str = "2026-03-10T12:00:00Z";

impl Home {
    async fn new() -> Self {
        let (folder, kept) = (tempfile::tempdir().unwrap(), Arc::new(Kept::default()));
        let setup = Setup {
            home: folder.path().join("home"),
            database: None,
            analytics: Arc::clone(&kept) as Arc<dyn Analytics>,
            press: Arc::new(NoPress),
        };
        let house = create_house(setup, &moment()).await.unwrap();
        Self { house, kept, folder }
    }

    async fn with_lookup() -> Self {
        let home = Self::new().await;
        let rows: Vec<String> = (1..=9).map(|n| format!("E0109900{n},E05099001,E07099001\n")).collect();
        let lookup = format!("lsoa21_code,ward24_code,ltla24_code\n{}", rows.concat());
        home.import(Kind::AreaLookup, "lookup.csv", lookup.as_bytes(), "2026-01-01").await.unwrap();
        home
    }

    async fn import(&self, kind: Kind, name: &str, bytes: &[u8], received: &str) -> Result<Imported> {
        let options = ImportOptions { received: received.to_owned(), ..ImportOptions::default() };
        self.import_with(kind, name, bytes, &options).await
    }

    async fn import_with(&self, kind: Kind, name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Imported> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        import_file(&self.house, kind, &path, options, &moment(), Arc::new(|_| ())).await
    }

    /// A column of the one table written in the extract's folder and part.
    fn column(&self, imported: &Imported, part: &str, name: &str) -> Vec<String> {
        let tables = self.kept.0.lock().unwrap();
        let id = imported.passport.extract.split_once('-').unwrap().1;
        let (_, table) = tables.iter().find(|((folder, p), _)| folder.contains(id) && p == part).unwrap();
        let at = table.position(name).unwrap();
        table.rows.iter().map(|row| row[at].to_bare()).collect()
    }
}

fn moment() -> Moment {
    Moment { now: NOW.parse().unwrap(), who: "operator:1000".into() }
}

fn zip_of(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn outcome(id: &str, month: &str, lsoa: &str, outcome: &str) -> String {
    format!("{id},{month},Elmshire Police,Elmshire Police,0.05,52.05,On or near Elm Row,{lsoa},Elm 001A,{outcome}\n")
}

fn outcomes_csv(rows: &[String]) -> String {
    format!("{}\n{}", outcomes::COLUMNS.join(","), rows.concat())
}

/// Stops at these moments and places (latitude and longitude as the file has them).
fn stops_csv(rows: &[(&str, &str)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(date, place)| {
            format!("Person search,{date},False,,{place},Male,18-24,Not stated,White,An Act,Controlled drugs,Arrest,,False\n")
        })
        .collect();
    format!("{}\n{}", stop_search::COLUMNS.join(","), rows.concat())
}

fn squares(column: &str, codes: &[&str]) -> String {
    let features: Vec<String> = codes
        .iter()
        .enumerate()
        .map(|(n, code)| {
            let (west, east) = (n as f64 * 0.1, (n + 1) as f64 * 0.1);
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"{column}\":\"{code}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":\
                 [[[{west},52],[{east},52],[{east},52.1],[{west},52.1],[{west},52]]]}}}}"
            )
        })
        .collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","))
}

#[tokio::test]
async fn a_zip_is_read_one_csv_at_a_time_and_is_one_extract() {
    let home = Home::with_lookup().await;
    let months = ["2024-01", "2024-02"].map(|month| {
        outcomes_csv(&[
            outcome("aa", month, "E01099001", "Charged"),
            outcome("aa", month, "E01099002", "Fined"),
            outcome("", month, "", "Fined"),
            outcome("cc", "soon", "E01099001", "Charged"),
        ])
    });
    let bytes = zip_of(&[
        ("2024-02/2024-02-elmshire-outcomes.csv", &months[1]),
        ("2024-01/2024-01-elmshire-outcomes.csv", &months[0]),
        ("2024-01/2024-01-elmshire-street.csv", "not looked at"),
        ("2024-01/2024-01-elmshire-stop-and-search.csv", "not looked at"),
        ("2024-03/2024-03-elmshire-outcomes.csv", &outcomes_csv(&[])),
    ]);
    let imported = home.import(Kind::PoliceOutcomes, "elmshire.zip", &bytes, "2026-02-01").await.unwrap();
    let passport = &imported.passport;
    assert_eq!((passport.rows_read, passport.rows_accepted, passport.rows_rejected, passport.repeated_ids), (8, 6, 2, 2));
    assert_eq!((passport.geography.as_str(), passport.not_placed), ("2021", 2));
    assert_eq!((passport.months.join(" "), passport.forces.join(" ")), ("2024-01 2024-02".into(), "Elmshire Police".into()));
    assert_eq!((passport.missing["crime_id"], passport.missing["lsoa"], passport.missing["coordinates_swapped"]), (2, 2, 0));
    assert_eq!(passport.rejected_by_reason["month_unreadable"], 2);
    assert!(imported.warnings[0].contains("2024-03-elmshire-outcomes.csv"), "{:?}", imported.warnings);
    let facts = home.house.store.extract(&passport.extract).await.unwrap().facts;
    assert_eq!(facts.parts, ["part-0000.parquet", "part-0001.parquet"]);
    assert_eq!(facts.notes["entries_of_other_kinds"], "2");
    assert_eq!(home.column(&imported, "part-0000.parquet", "source_file")[0], "2024-01/2024-01-elmshire-outcomes.csv");
    let again = home.import(Kind::PoliceOutcomes, "again.zip", &bytes, "2026-02-01").await.unwrap();
    assert_eq!(again.passport.status, Status::Same);
}

#[tokio::test]
async fn areas_that_vanish_with_a_smaller_file_are_named() {
    let home = Home::new().await;
    let residents = |codes: &[&str]| {
        let rows: Vec<String> = codes.iter().map(|code| format!("{code},7\n")).collect();
        format!("ltla24_code,population_2020\n{}", rows.concat()).into_bytes()
    };
    let county = residents(&["E07099001", "E07099002", "E07099003"]);
    let first = home.import(Kind::Population, "county.csv", &county, "2026-01-01").await.unwrap();
    assert_eq!(first.warnings, Vec::<String>::new());
    let district = home.import(Kind::Population, "district.csv", &residents(&["E07099002"]), "2026-01-02").await.unwrap();
    assert_eq!(district.passport.status, Status::Supersedes);
    let [said] = district.warnings.as_slice() else { panic!("{:?}", district.warnings) };
    assert!(said.contains("`district.csv`") && said.contains("2 areas") && said.contains("`E07099001`, `E07099003`"), "{said}");
    let whole = home.import(Kind::Population, "more.csv", &residents(&["E07099002", "E07099004"]), "2026-01-03").await.unwrap();
    assert_eq!(whole.warnings, Vec::<String>::new(), "nothing is lost where nothing vanishes");
    let late = home.import(Kind::Population, "late.csv", &residents(&["E07099001"]), "2026-01-01").await.unwrap();
    assert!(late.warnings[0].contains("nothing of `late.csv` counts"), "{:?}", late.warnings);
}

#[tokio::test]
async fn what_cannot_be_taken_leaves_nothing_behind() {
    let home = Home::with_lookup().await;
    let good = outcomes_csv(&[outcome("aa", "2024-01", "E01099001", "Charged")]);
    let elsewhere = outcomes_csv(&[outcome("aa", "2024-01", "E01088001", "Charged")]);
    let stops = stops_csv(&[("2024-01-05T10:43:00+00:00", "52.05,0.05")]);
    let rejected = outcomes_csv(&[outcome("aa", "soon", "E01099001", "Charged")]);
    for (kind, name, bytes, code) in [
        (Kind::PoliceOutcomes, "a.zip", zip_of(&[("2024-01-x-street.csv", "a")]), "zip-nothing-wanted"),
        (Kind::PoliceOutcomes, "b.zip", zip_of(&[("a-outcomes.csv", &good), ("b-outcomes.csv", &stops)]), "wrong-kind"),
        (Kind::PoliceOutcomes, "c.csv", stops.clone().into_bytes(), "wrong-kind"),
        (Kind::PoliceStopSearch, "c.csv", good.clone().into_bytes(), "wrong-kind"),
        (Kind::PoliceOutcomes, "d.csv", elsewhere.into_bytes(), "geography-unknown"),
        (Kind::PoliceOutcomes, "e.csv", outcomes_csv(&[]).into_bytes(), "no-rows"),
        (Kind::PoliceOutcomes, "f.csv", rejected.into_bytes(), "no-row-kept"),
        (Kind::PoliceStopSearch, "g.pdf", b"%PDF-1.7".to_vec(), "file-not-recognised"),
        (Kind::PoliceStopSearch, "h.csv", Vec::new(), "file-empty"),
    ] {
        let refused = home.import(kind, name, &bytes, "2026-02-01").await.unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), (code, 2), "{refused}");
        assert!(refused.message.contains(name), "{refused}");
    }
    assert_eq!(home.house.store.extracts().await.unwrap().len(), 1);
    assert!(std::fs::read_dir(home.folder.path().join("home/staging")).unwrap().next().is_none());
}

#[tokio::test]
async fn stops_are_placed_once_outlines_are_loaded() {
    let home = Home::new().await;
    let march = stops_csv(&[
        ("2024-03-05T10:43:00+00:00", "52.05,0.15"),
        ("2024-03-31T23:30:00+00:00", "52.05,0.05"),
        ("2024-03-06T10:43:00+00:00", ","),
        ("2024-03-07T10:43:00+00:00", "53.05,0.05"),
    ]);
    let bytes = zip_of(&[("2024-03/2024-03-elmshire-stop-and-search.csv", &march)]);
    let before = home.import(Kind::PoliceStopSearch, "stops.zip", &bytes, "2026-02-01").await.unwrap();
    assert_eq!((before.passport.geography.as_str(), before.passport.not_placed), ("", 4));
    assert!(before.warnings.iter().any(|w| w.contains("wardmote import boundaries")), "{:?}", before.warnings);
    assert_eq!(home.column(&before, "part-0000.parquet", "placed_by"), ["not placed"; 4]);
    assert_eq!((before.passport.missing["other_month"], before.passport.missing["coordinates"]), (1, 1));
    assert_eq!(before.passport.months, ["2024-03", "2024-04"]);

    let outlines = squares("LSOA11CD", &["E01088001", "E01088002"]);
    home.import(Kind::Boundaries, "lsoa11.geojson", outlines.as_bytes(), "2026-02-01").await.unwrap();
    let outlines = squares("LSOA21CD", &["E01099001", "E01099002"]);
    home.import(Kind::Boundaries, "lsoa21.geojson", outlines.as_bytes(), "2026-02-01").await.unwrap();
    let after = home.import(Kind::PoliceStopSearch, "stops.zip", &bytes, "2026-02-01").await.unwrap();
    assert_eq!((after.passport.status, after.passport.geography.as_str(), after.passport.not_placed), (Status::Supersedes, "2021", 2));
    assert_eq!(home.column(&after, "part-0000.parquet", "lsoa_code"), ["E01099002", "E01099001", "", ""]);
    assert_eq!(home.column(&after, "part-0000.parquet", "placed_by"), ["outline", "outline", "not placed", "not placed"]);
    assert!(after.warnings.is_empty(), "{:?}", after.warnings);
    let same = home.import(Kind::PoliceStopSearch, "stops.zip", &bytes, "2026-02-01").await.unwrap();
    assert_eq!((same.passport.status, &same.passport.extract), (Status::Same, &after.passport.extract));

    let options = ImportOptions { received: "2026-02-02".into(), geography: Some(Vintage::Census2011), ..ImportOptions::default() };
    let older = home.import_with(Kind::PoliceStopSearch, "stops.zip", &bytes, &options).await.unwrap();
    assert_eq!((older.passport.geography.as_str(), older.passport.not_placed), ("2011", 2));
    assert_eq!(home.column(&older, "part-0000.parquet", "lsoa_code")[0], "E01088002");
}

#[tokio::test]
async fn what_a_revision_changed_is_told_month_by_month() {
    let home = Home::with_lookup().await;
    let month = |month: &str, first: &str, ids: &[&str]| {
        let mut rows = vec![outcome("aa", month, "E01099001", first), outcome("", month, "E01099001", "Fined")];
        rows.extend(ids.iter().map(|id| outcome(id, month, "E01099002", "Fined")));
        outcomes_csv(&rows)
    };
    let (january, february) = (month("2024-01", "Charged", &["bb"]), month("2024-02", "Charged", &[]));
    let older = zip_of(&[("a-outcomes.csv", &january), ("b-outcomes.csv", &february)]);
    let revised = month("2024-01", "Fined", &["cc", "dd"]).replace("On or near Elm Row,E01099001", "On or near Elm Row,E01099003");
    let march = month("2024-03", "Charged", &[]);
    let newer = zip_of(&[("a-outcomes.csv", &revised), ("b-outcomes.csv", &february), ("c-outcomes.csv", &march)]);
    // The later version is imported first: what counts is the day it was received.
    let newer = home.import(Kind::PoliceOutcomes, "newer.zip", &newer, "2026-03-01").await.unwrap().passport;
    let older = home.import(Kind::PoliceOutcomes, "older.zip", &older, "2026-02-01").await.unwrap().passport;
    let table = crate::extract_changes(&home.house, &newer.extract).await.unwrap();
    let rows: Vec<String> = table.rows.iter().map(|r| r.iter().map(Value::to_bare).collect::<Vec<_>>().join(",")).collect();
    let with = &older.extract;
    assert_eq!(rows, [format!("Elmshire Police,2024-01,3,4,2,1,1,1,{with}"), format!("Elmshire Police,2024-02,2,2,0,0,0,0,{with}")]);
    let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names.join(","), "force,month,rows_before,rows_after,added,removed,outcome_changed,place_changed,compared_with");
    for (id, code) in [(older.extract.as_str(), "nothing-replaced"), ("al", "kind-not-compared"), ("nobody", "extract-unknown")] {
        assert_eq!(crate::extract_changes(&home.house, id).await.map_err(|t| t.code).err(), Some(code), "{id}");
    }
}
