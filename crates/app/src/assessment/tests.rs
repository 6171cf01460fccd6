//! Which districts are assessed, in a home whose questions are answered from invented tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::ports::{Analytics, QueryRequest};
use crate::stub::NoPress;
use crate::{Setup, create_house};
use base::{ColumnKind, Table, Value};
use intake::{ExtractFacts, Unit};
use std::sync::Mutex;

const FORCE: &str = "Mercia Constabulary";
/// Abolished between the two censuses' lookups: only that of 2011 holds it.
const ABOLISHED: &str = "E07000901";
/// The district that took its place: only the lookup of 2021 holds it.
const FOLLOWING: &str = "E06000901";
/// A district in both lookups.
const LASTING: &str = "E07000902";

/// Vintage, LSOA and district.
const PLACES: [(&str, &str, &str); 4] =
    [("2011", "E01000001", ABOLISHED), ("2021", "E01000001", FOLLOWING), ("2011", "E01000002", LASTING), ("2021", "E01000002", LASTING)];
/// District, month, vintage, LSOA and burglaries.
const ROWS: [(&str, &str, &str, &str, i64); 4] = [
    (ABOLISHED, "2018-11", "2011", "E01000001", 9),
    (FOLLOWING, "2025-01", "2021", "E01000001", 7),
    (LASTING, "2018-11", "2011", "E01000002", 4),
    (LASTING, "2025-01", "2021", "E01000002", 5),
];

/// Answers from the tables above, and counts the questions that place rows.
#[derive(Default)]
struct Answers {
    placing: Mutex<u32>,
}

fn table(columns: &[(&str, ColumnKind)], rows: Vec<Vec<Value>>) -> Table {
    let mut table = Table::new(columns);
    table.rows = rows;
    table
}

fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|value| Value::Text((*value).into())).collect()
}

impl Analytics for Answers {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        use ColumnKind::{Text, Whole};
        let sql = request.sql;
        if sql.contains("FROM area_lookups") {
            let columns = ["vintage", "lsoa_code", "lad_code", "lad_name", "extract"].map(|name| (name, Text));
            let row = |(vintage, lsoa, district): &(&str, &str, &str)| texts(&[vintage, lsoa, district, district, "lookup"]);
            return Ok(table(&columns, PLACES.iter().map(row).collect()));
        }
        *self.placing.lock().unwrap() += 1;
        if sql.contains("'not placed'") {
            return Ok(table(&[("month", Text), ("force", Text), ("rows_", Whole)], Vec::new()));
        }
        let mut columns = ["lad_code", "month", "force", "lsoa_vintage", "lsoa_code", "category"].map(|name| (name, Text)).to_vec();
        columns.push(("rows_", Whole));
        let asked = ROWS.iter().filter(|(district, ..)| sql.contains(&format!("'{district}'")));
        let row = |(district, month, vintage, lsoa, n): &(&str, &str, &str, &str, i64)| {
            let mut row = texts(&[district, month, FORCE, vintage, lsoa, "Burglary"]);
            row.push(Value::Whole(*n));
            row
        };
        Ok(table(&columns, asked.map(row).collect()))
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        crate::stub::not_here()
    }

    crate::stub::reads_no_street!();
}

async fn receive(house: &House, name: &str, kind: Kind, geography: &str, months: &[&str]) {
    let mut facts = ExtractFacts {
        received: "2025-03-01".into(),
        units: months.iter().map(|month| Unit { force: FORCE.into(), month: (*month).into(), rows: 10 }).collect(),
        ..crate::stub::extract(name, kind, geography)
    };
    house.store.register(&mut facts, &[]).await.unwrap();
}

fn moment() -> Moment {
    Moment { now: "2025-03-02T10:00:00Z".parse().unwrap(), who: "operator:1000".into() }
}

/// A home with both lookups, November 2018 in codes of 2011, and January 2025 in `latest`.
async fn house(latest: &str) -> (House, Arc<Answers>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let answers = Arc::new(Answers::default());
    let analytics = Arc::clone(&answers);
    let setup = Setup { home: folder.path().join("home"), database: None, analytics, press: Arc::new(NoPress) };
    let house = create_house(setup, &moment()).await.unwrap();
    receive(&house, "lookup", Kind::AreaLookup, "", &[]).await;
    receive(&house, "older", Kind::PoliceStreet, "2011", &["2018-11"]).await;
    receive(&house, "latest", Kind::PoliceStreet, latest, &["2025-01"]).await;
    (house, answers, folder)
}

fn all_crime(folder: &Path, district: &str) -> serde_json::Value {
    let figures: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join(format!("{district}.json"))).unwrap()).unwrap();
    let id = format!("{}-all-crime-count", district.to_lowercase());
    figures.as_array().unwrap().iter().find(|figure| figure["id"] == id.as_str()).unwrap()["value"].clone()
}

#[tokio::test]
async fn an_abolished_district_is_left_out_with_the_reason_and_not_counted_as_nought() {
    // Codes that fit either census are read as those of 2021.
    for latest in ["2021", "either"] {
        let (house, answers, folder) = house(latest).await;
        let out = folder.path().join("figures");
        std::fs::create_dir(&out).unwrap();
        let made = every_district(&house, &out, &moment(), &AssessOptions::default()).await.unwrap();
        let of = |row: usize, column: &str| made.rows[row][made.position(column).unwrap()].clone();
        let districts: Vec<Value> = (0..3).map(|row| of(row, "district")).collect();
        assert_eq!(districts, texts(&[FOLLOWING, ABOLISHED, LASTING]));
        let why = "the rows of January 2025 carry LSOA codes of 2021, and `E07000901` is known by those of 2011 only";
        assert_eq!((of(1, "figures"), of(1, "why_not")), (Value::Whole(0), Value::Text(why.into())));
        assert!(!out.join(format!("{ABOLISHED}.json")).exists());
        assert_eq!((of(0, "period"), of(0, "why_not")), (Value::Text("2025-01".into()), Value::Missing));
        // Each has its own count, of one question about all.
        assert_eq!((all_crime(&out, FOLLOWING), all_crime(&out, LASTING)), (7.into(), 5.into()));
        assert_eq!(*answers.placing.lock().unwrap(), 2);
    }
}

#[tokio::test]
async fn an_assessment_of_an_abolished_district_is_refused_with_the_lookup_that_lacks_it() {
    let (house, _, folder) = house("2021").await;
    let trouble = assess(&house, ABOLISHED, folder.path(), &moment()).await.unwrap_err();
    assert_eq!((trouble.code, trouble.outcome), ("district-in-other-codes", base::Outcome::Refused));
    assert!(trouble.remedy.contains("LSOAs of 2021") && trouble.remedy.contains("wardmote import area-lookup"), "{}", trouble.remedy);
    assert!(!folder.path().join("figures.json").exists());
}
