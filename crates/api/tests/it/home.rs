//! A small home: the demonstration's partnership and registers, three wards, counts of fires, an extract with rejected rows, an
//! assessment.

use app::signing::SignInSetup;
use app::{Analytics, House, Moment, Press, QueryRequest, Setup};
use base::{ColumnKind, Result, Table, Trouble, Value};
use intake::street::StreetRules;
use intake::{ExtractFacts, Kind, Passport, Problem, Status, StreetOptions, StreetReport, StreetSource, Unit};
use papers::Document;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use store::{FigureRecord, NewAssessment};

pub const DISTRICT: &str = "E07000012";
/// When everything is asked.
pub const CLOCK: app::Clock = app::Clock(|| NOW.parse().unwrap());
const NOW: &str = "2026-10-01T10:00:00Z";

const WARDS: [(&str, &str, &str); 3] =
    [("E05011301", "Milton", "E01018001"), ("E05011287", "Cambourne", "E01018002"), ("E05011290", "Cottenham", "E01018003")];

/// Answers as a home with three wards would.
struct Three;

impl Three {
    fn lookups() -> Table {
        let names = ["vintage", "lsoa_code", "lsoa_name", "ward_code", "ward_name", "lad_code", "lad_name", "extract"];
        let mut table = Table::new(&names.map(|name| (name, ColumnKind::Text)));
        for (code, name, lsoa) in WARDS {
            let row = ["2011", lsoa, lsoa, code, name, DISTRICT, "South Cambridgeshire", "lookup"];
            table.rows.push(row.map(|text| Value::Text(text.into())).to_vec());
        }
        table
    }

    fn fires() -> Table {
        let names = "extract level vintage area area_name ward_code ward_name lad_code category period_from period_to";
        let mut columns: Vec<(&str, ColumnKind)> = names.split(' ').map(|name| (name, ColumnKind::Text)).collect();
        columns.extend([("part_year", ColumnKind::Flag), ("value", ColumnKind::Real)]);
        let mut table = Table::new(&columns);
        for ((code, name, _), value) in WARDS.into_iter().zip([20.0, 19.0, 3.0]) {
            let texts = ["counts-fires", "ward", "", code, name, code, name, DISTRICT, "", "2016-12", "2019-11"];
            let mut row: Vec<Value> = texts.iter().map(|text| Value::Text((*text).to_owned())).collect();
            row.extend([Value::Flag(false), Value::Real(value)]);
            table.rows.push(row);
        }
        table
    }
}

impl Analytics for Three {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        let sql = request.sql;
        let fires = sql.contains("'deliberate-fires'");
        if sql.contains("area_lookups") {
            return Ok(Self::lookups());
        }
        if sql.starts_with("SELECT DISTINCT period_from") {
            let mut table = Table::new(&[("period_from", ColumnKind::Text), ("period_to", ColumnKind::Text)]);
            table.rows = if fires { vec![vec![Value::Text("2016-12".into()), Value::Text("2019-11".into())]] } else { Vec::new() };
            return Ok(table);
        }
        if fires && sql.contains("COALESCE(area_code, area_name) AS area,") {
            return Ok(Self::fires());
        }
        Ok(Table::new(&["area_name", "ward_code", "ward_name"].map(|name| (name, ColumnKind::Text))))
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        not_here()
    }

    fn write_street(
        &self,
        _: &Path,
        _: &[StreetSource],
        _: StreetOptions,
        _: &StreetRules,
        _: &(dyn Fn(u64) + Sync),
    ) -> Result<StreetReport> {
        not_here()
    }
}

struct NoPaper;

impl Press for NoPaper {
    fn pdf(&self, _: &Document) -> Result<Vec<u8>> {
        not_here()
    }
}

fn not_here<T>() -> Result<T> {
    Err(Trouble::failed("not-here", "this test asks no such thing", ""))
}

pub fn moment() -> Moment {
    Moment { now: NOW.parse().unwrap(), who: "operator:1000".into() }
}

/// The home, and the folder in which it lies.
pub async fn house() -> (Arc<House>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { home: folder.path().join("home"), database: None, analytics: Arc::new(Three), press: Arc::new(NoPaper) };
    let house = app::create_house(setup, &moment()).await.unwrap();
    app::demo::mark(&house, &moment()).await.unwrap();
    app::demo_partners(&house, &moment()).await.unwrap();
    app::registers::demo(&house, &moment()).await.unwrap();
    fill(&house).await;
    let setup = SignInSetup { address: "http://localhost:8642".into(), demo: true, ..SignInSetup::default() };
    (Arc::new(house.with_sign_in(setup).unwrap()), folder)
}

async fn fill(house: &House) {
    let store = &house.store;
    store.register(&mut facts("lookup", Kind::AreaLookup, "lsoa11", 0), &[]).await.unwrap();
    let fires = "deliberate-fires/deliberate_fires/ward/2016-12..2019-11";
    store.register(&mut facts("counts-fires", Kind::AreaCounts, fires, 0), &[]).await.unwrap();
    let problems: Vec<Problem> = (0..7)
        .map(|n| Problem {
            file: "street.csv".into(),
            row: n + 2,
            column: "Month".into(),
            reason: "month_unreadable".into(),
            remedy: "write the month as `2025-01`".into(),
            fields: vec![format!("row {n}")],
        })
        .collect();
    store.register(&mut facts("street-1", Kind::PoliceStreet, "Invented Police", 7), &problems).await.unwrap();
    store.save_assessment(&assessment()).await.unwrap();
}

fn facts(id: &str, kind: Kind, unit: &str, rejected: u64) -> ExtractFacts {
    ExtractFacts {
        passport: Passport {
            extract: id.into(),
            kind,
            file: format!("{id}.csv"),
            status: Status::Imported,
            rows_read: 3 + rejected,
            rows_accepted: 3,
            rows_rejected: rejected,
            rejected_by_reason: [("month_unreadable".to_owned(), rejected)].into_iter().filter(|(_, n)| *n > 0).collect(),
            repeated_ids: 0,
            months: Vec::new(),
            forces: Vec::new(),
            missing: [].into_iter().collect(),
            geography: String::new(),
            not_placed: 0,
        },
        content_sha256: format!("{:064x}", id.bytes().fold(0_u128, |sum, b| sum.wrapping_mul(257).wrapping_add(u128::from(b)))),
        received: "2020-01-10".into(),
        imported_at: "2025-03-06T09:00:00Z".into(),
        imported_by: "operator:1000".into(),
        folder: id.into(),
        parts: vec!["part-0.parquet".into()],
        units: vec![Unit { force: unit.into(), month: String::new(), rows: 3 }],
        notes: [("invented".to_owned(), "yes".to_owned())].into_iter().collect(),
    }
}

fn assessment() -> NewAssessment {
    let figure = |id: &str, value: serde_json::Value| FigureRecord {
        id: format!("e07000012-{id}"),
        title: format!("Figure {id}"),
        kind: if value.is_array() { "table" } else { "count" }.into(),
        unit: "crimes".into(),
        period: "2025-01..2025-02".into(),
        area: DISTRICT.into(),
        rows: value.is_array().then(|| value.clone()),
        value: (!value.is_array()).then_some(value),
        rules: vec!["change-test@1".into()],
        extracts: vec!["street-1".into()],
        query: "SELECT count(*) FROM incidents".into(),
        rows_query: "SELECT * FROM incidents".into(),
    };
    NewAssessment {
        area_code: DISTRICT.into(),
        area_name: "South Cambridgeshire".into(),
        period: "January and February 2025".into(),
        made_at: "2025-03-06T09:00:00Z".into(),
        made_by: "operator:1000".into(),
        holdings_seq: 3,
        as_of: None,
        rules: vec!["change-test@1".into()],
        document_json: "{}".into(),
        figures: vec![figure("all-crime-count", json!(1321)), figure("by-category", json!([{ "category": "Burglary", "count": 300 }]))],
    }
}
