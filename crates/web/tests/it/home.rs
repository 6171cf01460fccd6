//! A small home: two extracts, one with hostile names and rejected rows, and an assessment of an invented district.

use crate::browser::{Answer, Browser};
use app::signing::SignInSetup;
use app::{Analytics, Moment, Press, QueryRequest, Setup};
use axum::Router;
use axum::http::Method;
use base::{ColumnKind, Result, Table, Trouble, Value};
use intake::street::StreetRules;
use intake::{ExtractFacts, Kind, Passport, Problem, Status, StreetOptions, StreetReport, StreetSource, Unit};
use papers::{Block, Cell, Document, Inline, TableBlock, TableColumn};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use store::{FigureRecord, NewAssessment};

pub const DISTRICT: &str = "E07999999";
/// Who reads the pages, unless it is said otherwise.
pub const OFFICER: &str = "council-officer";
pub const WARD: &str = "E05999999";
/// The day on which the pages are read.
pub const CLOCK: app::Clock = app::Clock(|| "2025-03-10T22:05:09Z".parse().unwrap());
pub const HOSTILE: &str = "<script>alert(1)</script>";

/// Answers every question about rows with 250 of them, or not at all.
struct Rows {
    answers: bool,
}

impl Analytics for Rows {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        if !self.answers {
            return Err(Trouble::failed("engine-away", "secret inside of the house", ""));
        }
        if request.sql.contains("GROUP BY month") {
            let mut table = Table::new(&[("month", ColumnKind::Text), ("n", ColumnKind::Whole)]);
            let months = if request.sql.contains("BEFORE") { ["2024-01", "2024-02"] } else { ["2025-01", "2025-02"] };
            table.rows = months.iter().map(|m| vec![Value::Text((*m).into()), Value::Whole(20)]).collect();
            return Ok(table);
        }
        if request.sql.contains("GROUP BY category") {
            let mut table = Table::new(&[("category", ColumnKind::Text), ("n", ColumnKind::Whole)]);
            table.rows = vec![vec![Value::Text("Burglary".into()), Value::Whole(90)], vec![Value::Text("Robbery".into()), Value::Whole(3)]];
            return Ok(table);
        }
        let mut table = Table::new(&[("location", ColumnKind::Text), ("n", ColumnKind::Whole)]);
        let most = request.limits.rows.unwrap_or(usize::MAX).min(250);
        table.rows = (0..most).map(|n| vec![Value::Text(format!("row {n} {HOSTILE}")), Value::Whole(1)]).collect();
        Ok(table)
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        Err(Trouble::failed("not-here", "pages write nothing", ""))
    }

    fn write_street(
        &self,
        _: &Path,
        _: &[StreetSource],
        _: StreetOptions,
        _: &StreetRules,
        _: &(dyn Fn(u64) + Sync),
    ) -> Result<StreetReport> {
        Err(Trouble::failed("not-here", "pages write nothing", ""))
    }
}

struct Paper;

impl Press for Paper {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>> {
        Ok(format!("%PDF-1.7 {}", document.title).into_bytes())
    }

    fn png(&self, svg: &str, _: f32) -> Result<Vec<u8>> {
        Ok(svg.as_bytes().to_vec())
    }
}

/// A served home and the folder it lies in, with a browser in which an officer is signed in.
pub struct Served {
    pub router: Router,
    pub house: Arc<app::House>,
    browser: Browser,
    _folder: tempfile::TempDir,
}

impl Served {
    pub async fn empty() -> Self {
        Self::new(true, false).await
    }

    pub async fn filled() -> Self {
        Self::new(true, true).await
    }

    pub async fn without_engine() -> Self {
        Self::new(false, true).await
    }

    async fn new(answers: bool, filled: bool) -> Self {
        let (house, folder) = house(answers, filled).await;
        let house = Arc::new(house);
        let router = web::router(Arc::clone(&house), CLOCK, settings(), None);
        let browser = Browser::signed_in(&router, OFFICER).await;
        Self { router, house, browser, _folder: folder }
    }

    /// A browser of its own, in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.router)
    }

    pub async fn ask(&self, method: Method, path: &str) -> Answer {
        self.browser.ask(method, path).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.browser.get(path).await
    }

    pub fn browser(&self) -> &Browser {
        &self.browser
    }
}

/// Pages that this machine alone reaches.
pub fn settings() -> web::Settings {
    web::Settings { demo: true, ..web::Settings::bare(([127, 0, 0, 1], 8642).into()) }
}

/// How people sign in there: by one click.
pub fn sign_in() -> SignInSetup {
    SignInSetup { address: "http://localhost:8642".into(), demo: true, ..SignInSetup::default() }
}

pub async fn house(answers: bool, filled: bool) -> (app::House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { home: folder.path().join("home"), database: None, analytics: Arc::new(Rows { answers }), press: Arc::new(Paper) };
    let moment = Moment { now: "2025-03-10T22:05:09Z".parse().unwrap(), who: "operator:1000".into() };
    let house = app::create_house(setup, &moment).await.unwrap();
    app::demo::mark(&house, &moment).await.unwrap();
    app::demo_partners(&house, &moment).await.unwrap();
    let house = house.with_sign_in(sign_in()).unwrap();
    if filled {
        fill(&house).await;
    }
    (house, folder)
}

async fn fill(house: &app::House) {
    let store = &house.store;
    store.register(&mut facts("lookup-1", Kind::AreaLookup, "lookup.csv", "2025-02-01", &[], 0), &[]).await.unwrap();
    let problems: Vec<Problem> = (0..120)
        .map(|n| Problem {
            file: format!("{HOSTILE}.csv"),
            row: n + 2,
            column: "Month".into(),
            reason: "month_unreadable".into(),
            remedy: "write the month as `2025-01`".into(),
            fields: vec!["=HYPERLINK(\"http://example.org\")".into(), "-0.137".into()],
        })
        .collect();
    let months = ["2024-01", "2024-02", "2025-01", "2025-02"];
    store
        .register(&mut facts("street-1", Kind::PoliceStreet, &format!("{HOSTILE}.zip"), "2025-03-01", &months, 120), &problems)
        .await
        .unwrap();
    store.register(&mut facts("street-2", Kind::PoliceStreet, "newer.zip", "2025-03-05", &["2025-02"], 0), &[]).await.unwrap();
    store.save_assessment(&assessment()).await.unwrap();
}

fn facts(id: &str, kind: Kind, file: &str, received: &str, months: &[&str], rejected: u64) -> ExtractFacts {
    let units = if months.is_empty() {
        vec![Unit { force: "lsoa21".into(), month: String::new(), rows: 10 }]
    } else {
        months.iter().map(|m| Unit { force: "Invented Police".into(), month: (*m).into(), rows: 1000 }).collect()
    };
    ExtractFacts {
        passport: Passport {
            extract: id.into(),
            kind,
            file: file.into(),
            status: Status::Imported,
            rows_read: 12_345 + rejected,
            rows_accepted: 12_345,
            rows_rejected: rejected,
            rejected_by_reason: [("month_unreadable".to_owned(), rejected)].into_iter().filter(|(_, n)| *n > 0).collect(),
            repeated_ids: 3,
            months: months.iter().map(|m| (*m).to_owned()).collect(),
            forces: if months.is_empty() { vec![] } else { vec!["Invented Police".into()] },
            missing: [("crime_id".to_owned(), 44)].into_iter().collect(),
            geography: "2021".into(),
            not_placed: 5,
        },
        content_sha256: format!("{:064x}", id.bytes().fold(0_u128, |sum, b| sum * 256 + u128::from(b))),
        received: received.into(),
        imported_at: "2025-03-06T09:00:00Z".into(),
        imported_by: "operator:1000".into(),
        folder: id.into(),
        parts: vec!["part-0.parquet".into()],
        units,
        notes: [("invented".to_owned(), "yes".to_owned())].into_iter().collect(),
    }
}

fn figure(id: &str, kind: &str, unit: &str, area: &str, value: serde_json::Value) -> FigureRecord {
    let table = value.is_array();
    FigureRecord {
        id: id.into(),
        title: format!("Figure {id} of {HOSTILE}"),
        kind: kind.into(),
        unit: unit.into(),
        period: if id.ends_with("before") { "2024-01..2024-02" } else { "2025-01..2025-02" }.into(),
        area: area.into(),
        rows: table.then(|| value.clone()),
        value: (!table).then_some(value),
        rules: vec!["change-test@1".into()],
        extracts: vec!["street-1".into(), "gone".into()],
        query: "SELECT count(*) FROM incidents".into(),
        rows_query: if id.ends_with("before") { "SELECT * FROM incidents -- BEFORE".into() } else { "SELECT * FROM incidents".into() },
    }
}

fn assessment() -> NewAssessment {
    let d = |rest: &str| format!("e07999999-{rest}");
    let w = |rest: &str| format!("e07999999-ward-e05999999-{rest}");
    let row = |category: &str, before: u64, count: u64, change: i64, printed: &str, verdict: &str| json!({ "category": category, "count": count, "before": before, "change": change, "apparent_change": printed, "verdict": verdict });
    let figures = vec![
        figure(&d("all-crime-count"), "count", "crimes", DISTRICT, json!(1321)),
        figure(&d("all-crime-count-before"), "count", "crimes", DISTRICT, json!(1477)),
        figure(&d("anti-social-behaviour-count"), "count", "incidents", DISTRICT, json!(400)),
        figure(&d("burglary-count"), "count", "crimes", DISTRICT, json!(300)),
        figure(&d("robbery-count"), "count", "crimes", DISTRICT, json!(12)),
        figure(
            &d("by-category"),
            "table",
            "rows",
            DISTRICT,
            json!([
                row("Burglary", 200, 300, 100, "50.0%", "rose"),
                row("Robbery", 11, 12, 1, "9.1%", "no clear change"),
                row("Anti-social behaviour", 0, 400, 400, "No Calc", "rose")
            ]),
        ),
        figure(&w("all-crime-count"), "count", "crimes", WARD, json!(40)),
        figure(&w("all-crime-count-before"), "count", "crimes", WARD, json!(93)),
        figure(&w("anti-social-behaviour-count"), "count", "incidents", WARD, json!(7)),
        figure(&w("population"), "population", "residents", WARD, json!(6_000)),
        figure(&w("all-crime-rate"), "rate", "crimes per 1,000 residents", WARD, json!(6.666_666)),
        figure(
            &w("by-category"),
            "table",
            "rows",
            WARD,
            json!([{ "category": "Burglary", "count": 40 }, { "category": "Anti-social behaviour", "count": 7 }]),
        ),
        figure(
            &d("wards"),
            "table",
            "crimes",
            DISTRICT,
            json!([{ "ward_code": WARD, "ward_name": format!("Mill {HOSTILE}"), "rank": 1, "rate": 6.7, "rate_low": 4.8, "rate_high": 9.1 }]),
        ),
    ];
    let table = TableBlock {
        id: "wards".into(),
        caption: "One ward".into(),
        columns: vec![TableColumn { head: "Ward".into(), numeric: false }, TableColumn { head: "Crimes".into(), numeric: true }],
        rows: vec![vec![Cell::head(HOSTILE), Cell::figure(w("all-crime-count"), "40")]],
        source: "Source".into(),
        note: String::new(),
    };
    let document = Document {
        title: format!("Crime fell in Invented {HOSTILE}"),
        summary: "Recorded crime fell.".into(),
        partnership: "Invented Partnership".into(),
        period: "January to February 2025".into(),
        version: "Draft 1".into(),
        marking: String::new(),
        date: "10 March 2025".into(),
        cover: vec![],
        short: false,
        blocks: vec![
            Block::Heading { level: 1, id: "what".into(), text: "What changed".into() },
            Block::Paragraph(vec![Inline::Figure { id: d("all-crime-count"), text: "1,321".into() }, Inline::text(" crimes.")]),
            Block::Table(table),
        ],
    };
    NewAssessment {
        area_code: DISTRICT.into(),
        area_name: format!("Invented {HOSTILE}"),
        period: "2025-01..2025-02".into(),
        made_at: "2025-03-10T22:05:09Z".into(),
        made_by: "operator:1000".into(),
        holdings_seq: 2,
        as_of: None,
        rules: vec!["change-test@1".into()],
        figures,
        document_json: serde_json::to_string(&document).unwrap(),
    }
}
