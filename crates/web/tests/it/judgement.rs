//! The pages about judgement, over a home with three wards, counts of three data sets and the demonstration's records.

use crate::browser::Browser;
use crate::home::{CLOCK, HOSTILE, OFFICER};
use app::{Analytics, Moment, Press, QueryRequest, Setup};
use axum::http::StatusCode;
use base::{ColumnKind, Result, Table, Trouble, Value};
use intake::street::StreetRules;
use intake::{ExtractFacts, Kind, Passport, Status, StreetOptions, StreetReport, StreetSource, Unit};
use papers::Document;
use std::path::Path;
use std::sync::Arc;

/// A route, an address of it, and words its answer holds.
pub const VISITS: &[(&str, &str, &[&str])] = &[
    (
        "/evidence/sources",
        "/evidence/sources",
        &[
            "Data sources: some are overdue",
            "council anti-social behaviour officer",
            "Risk assessment",
            "Not suitable",
            "Overdue",
            "who is isolated, and where",
            "three landlords have not answered",
            "register: sources",
            "href=\"/evidence/gaps/new\"",
            "href=\"/evidence/requests/new\"",
            "Review or close",
        ],
    ),
    (
        "/evidence/sources/{id}",
        "/evidence/sources/council-asb",
        &[
            "council housing only, so read with caution",
            "data group, with the board, 27 February 2020",
            "the catalogue, after",
            "it holds now",
            "cases of the third quarter, with the village of each",
            "href=\"/evidence/measures/council-asb-cases\"",
            "href=\"/evidence/flags?rule=ward-flags@2020\"",
            "href=\"/extracts/counts-council-asb\"",
            "href=\"/evidence/sources/council-asb/judge\"",
            "href=\"/evidence/sources/council-asb/ask\"",
        ],
    ),
    (
        "/evidence/flags",
        "/evidence/flags?rule=ward-flags@2020",
        &[
            "1 ward of South Cambridgeshire is at High risk",
            "Flagged where the ward has 20 or more fires.",
            "December 2016 to November 2019",
            "Flagged where any LSOA of the ward is among the 5 highest of the district.",
            "in force from 1 January 2020 until 1 January 2022",
            "20 <strong class=\"govuk-tag govuk-tag--blue\">\u{25c6} Flag",
            "19 <strong class=\"govuk-tag govuk-tag--yellow\">\u{25c7} Near miss",
            "3 \u{b7} no flag <strong class=\"govuk-tag govuk-tag--orange\">Not for publication",
            "? Not known",
            "At High risk and not decided for 2020-21: Milton &amp; Waterbeach",
            "No file covers November 2018 to October 2019",
            "href=\"/evidence/flags/matrix.svg?rule=ward-flags%402020\"",
            "href=\"/evidence/flags/ward-flags@2020/E05011301?within=E07000012\"",
            "<svg",
            "counts-deliberate-fires",
        ],
    ),
    (
        "/evidence/flags.csv",
        "/evidence/flags.csv?rule=ward-flags@2020",
        &["ward_code,ward,police_crime,", "E05011301,Milton & Waterbeach,", ",3,High\r\n"],
    ),
    ("/evidence/flags/matrix.svg", "/evidence/flags/matrix.svg?rule=ward-flags@2020", &["<svg", "Milton &amp; Waterbeach", "High"]),
    ("/evidence/flags/matrix.png", "/evidence/flags/matrix.png?rule=ward-flags@2020", &["painted <svg"]),
    ("/evidence/flags/matrix.csv", "/evidence/flags/matrix.csv?rule=ward-flags@2020", &["ward,Police crime,", "near miss"]),
    (
        "/evidence/flags/{rule}/{ward}",
        "/evidence/flags/ward-flags@2020/E05011301",
        &[
            "Milton &amp; Waterbeach has 3 flags: High risk",
            "exactly at it",
            "20 fires",
            "Milton village",
            "FROM counts WHERE",
            "The first 2 rows behind it",
            "/evidence/measures/deliberate-fires/rows?within=E07000012&amp;level=ward&amp;area=E05011301&amp;from=2016-12&amp;to=2019-11",
            "no data of deprived-lsoas for 2019",
            "No priority names this ward",
        ],
    ),
    (
        "/evidence/priorities",
        "/evidence/priorities",
        &[
            "Priorities for 2020-21",
            "Emerging",
            "Community Resilience",
            "agreed as proposed. board, 27 February 2020, board meeting of 27 February 2020",
            "At the highest risk and not decided for 2020-21: Milton &amp; Waterbeach",
            "professional concern concern-1",
            "href=\"/evidence/priorities/new?area=E05011301&amp;rule=ward-flags%402020&amp;year=2020-21\"",
            "Decide anew",
            "href=\"/evidence/concerns/concern-1/withdraw\"",
            "Northstowe",
        ],
    ),
    (
        "/evidence/scan",
        "/evidence/scan",
        &[
            "Scan 2019-20",
            "which communities never appear in the figures?",
            "too few cases to analyse by area without naming someone",
            "tasking and coordination group, 15 January 2020",
            "How much harm does one case do?",
            "scan-matrix@1",
        ],
    ),
    ("/evidence/areas", "/evidence/areas", &["Northstowe within Longstanton", "href=\"/evidence/areas/willingham\"", "Village"]),
];

const WARDS: [(&str, &str, &str); 3] = [
    ("E05011301", "Milton & Waterbeach", "E01018001"),
    ("E05011287", "Cambourne", "E01018002"),
    ("E05011290", "Cottenham <script>alert(1)</script>", "E01018003"),
];

/// Answers as a home with three wards would.
struct Three;

impl Three {
    fn lookups() -> Table {
        let names = ["vintage", "lsoa_code", "lsoa_name", "ward_code", "ward_name", "lad_code", "lad_name", "extract"];
        let mut table = Table::new(&names.map(|name| (name, ColumnKind::Text)));
        for (code, name, lsoa) in WARDS {
            let row = ["2011", lsoa, lsoa, code, name, "E07000012", "South Cambridgeshire", "lookup"];
            table.rows.push(row.map(|text| Value::Text(text.into())).to_vec());
        }
        table
    }

    /// The incidents of the district in a year, as a paper reads them.
    fn incidents() -> Table {
        let names = ["extract", "data_set", "measure", "category", "level", "area_code", "area_name", "period", "period_from", "period_to"];
        let mut columns = names.map(|name| (name, ColumnKind::Text)).to_vec();
        columns.extend([("value", ColumnKind::Real), ("unit", ColumnKind::Text), ("suppressed", ColumnKind::Flag)]);
        let mut table = Table::new(&columns);
        let texts = [
            "counts-key-figures",
            "key-figures",
            "asb",
            "",
            "district",
            "E07000012",
            "South Cambridgeshire",
            "2018-11 to 2019-10",
            "2018-11",
            "2019-10",
        ];
        let mut row: Vec<Value> = texts.iter().map(|text| Value::Text((*text).to_owned())).collect();
        row.extend([Value::Real(1596.0), Value::Text("incidents".into()), Value::Flag(false)]);
        table.rows.push(row);
        table
    }

    fn counts(data_set: &str, level: &str, period: (&str, &str), values: [f64; 3]) -> Table {
        let mut columns: Vec<(&str, ColumnKind)> = [
            "extract",
            "level",
            "vintage",
            "area",
            "area_name",
            "ward_code",
            "ward_name",
            "lad_code",
            "category",
            "period_from",
            "period_to",
        ]
        .map(|name| (name, ColumnKind::Text))
        .to_vec();
        columns.extend([("part_year", ColumnKind::Flag), ("value", ColumnKind::Real)]);
        let mut table = Table::new(&columns);
        for ((code, name, lsoa), value) in WARDS.into_iter().zip(values) {
            let village = format!("{} village", name.split(' ').next().unwrap());
            let (area, said, vintage) = match level {
                "ward" => (code, name.to_owned(), ""),
                "lsoa" => (lsoa, lsoa.to_owned(), "2011"),
                _ => (village.as_str(), village.clone(), ""),
            };
            let texts = [&format!("counts-{data_set}"), level, vintage, area, &said, code, name, "E07000012", "", period.0, period.1];
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
        if sql.contains("area_lookups") {
            return Ok(Self::lookups());
        }
        if sql.contains("'key-figures'") && sql.contains("source_row") {
            return Ok(Self::incidents());
        }
        if sql.starts_with("SELECT DISTINCT period_from") {
            let mut table = Table::new(&[("period_from", ColumnKind::Text), ("period_to", ColumnKind::Text)]);
            let (from, to) = match sql {
                fires if fires.contains("'deliberate-fires'") => ("2016-12", "2019-11"),
                cases if cases.contains("'council-asb'") => ("2018-11", "2019-10"),
                claims if claims.contains("'benefit-claims'") => ("2019-04", "2019-09"),
                _ => return Ok(table),
            };
            table.rows.push(vec![Value::Text(from.into()), Value::Text(to.into())]);
            return Ok(table);
        }
        if sql.starts_with("SELECT DISTINCT area_name") || sql.contains("FROM deprivation") {
            return Ok(Table::new(&[("area_name", ColumnKind::Text), ("ward_code", ColumnKind::Text), ("ward_name", ColumnKind::Text)]));
        }
        if sql.contains("AS contribution") || !sql.contains("COALESCE(area_code, area_name) AS area,") {
            let mut table = Table::new(&[("area_name", ColumnKind::Text), ("contribution", ColumnKind::Real)]);
            table.rows = (0..2).map(|n| vec![Value::Text(format!("{HOSTILE} {n}")), Value::Real(10.0)]).collect();
            return Ok(table);
        }
        Ok(match sql {
            fires if fires.contains("'deliberate-fires'") => {
                Self::counts("deliberate-fires", "ward", ("2016-12", "2019-11"), [20.0, 19.0, 3.0])
            }
            cases if cases.contains("'council-asb'") => Self::counts("council-asb", "village", ("2018-11", "2019-10"), [7.0, 1.0, 0.0]),
            _ => Self::counts("benefit-claims", "lsoa", ("2019-04", "2019-09"), [100.0, 20.0, 10.0]),
        })
    }

    fn write_table(&self, folder: &Path, name: &str, table: &Table) -> Result<()> {
        std::fs::write(folder.join(name), format!("{} rows", table.rows.len())).unwrap();
        Ok(())
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

struct Paint;

impl Press for Paint {
    fn pdf(&self, _: &Document) -> Result<Vec<u8>> {
        Err(Trouble::failed("not-here", "no paper is set here", ""))
    }

    fn png(&self, svg: &str, _: f32) -> Result<Vec<u8>> {
        Ok(format!("painted {svg}").into_bytes())
    }
}

fn facts(id: &str, kind: Kind, unit: &str, received: &str) -> ExtractFacts {
    ExtractFacts {
        passport: Passport {
            extract: id.into(),
            kind,
            file: format!("{id}.csv"),
            status: Status::Imported,
            rows_read: 3,
            rows_accepted: 3,
            rows_rejected: 0,
            rejected_by_reason: [].into_iter().collect(),
            repeated_ids: 0,
            months: Vec::new(),
            forces: Vec::new(),
            missing: [].into_iter().collect(),
            geography: String::new(),
            not_placed: 0,
        },
        content_sha256: format!("{:064x}", id.bytes().fold(0_u128, |sum, b| sum.wrapping_mul(257).wrapping_add(u128::from(b)))),
        received: received.into(),
        imported_at: "2025-03-06T09:00:00Z".into(),
        imported_by: "operator:1000".into(),
        folder: id.into(),
        parts: vec!["part-0.parquet".into()],
        units: vec![Unit { force: unit.into(), month: String::new(), rows: 3 }],
        notes: [("invented".to_owned(), "yes".to_owned())].into_iter().collect(),
    }
}

pub struct Home {
    pub router: axum::Router,
    pub browser: Browser,
    pub house: Arc<app::House>,
    _folder: tempfile::TempDir,
}

impl Home {
    async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup { home: folder.path().join("home"), database: None, analytics: Arc::new(Three), press: Arc::new(Paint) };
        let house = app::create_house(setup, &moment()).await.unwrap();
        app::demo::mark(&house, &moment()).await.unwrap();
        app::demo_partners(&house, &moment()).await.unwrap();
        let house = Arc::new(house.with_sign_in(crate::home::sign_in()).unwrap());
        let router = web::router(Arc::clone(&house), CLOCK, crate::home::settings(), None);
        let browser = Browser::signed_in(&router, OFFICER).await;
        Self { router, browser, house, _folder: folder }
    }

    pub async fn filled() -> Self {
        let home = Self::empty().await;
        let extracts = [
            ("lookup", Kind::AreaLookup, "lsoa11", "2020-01-02"),
            ("counts-deliberate-fires", Kind::AreaCounts, "deliberate-fires/deliberate_fires/ward/2016-12..2019-11", "2020-01-10"),
            ("counts-council-asb", Kind::AreaCounts, "council-asb/cases_opened/village/2018-11..2019-10", "2020-01-11"),
            ("counts-benefit-claims", Kind::AreaCounts, "benefit-claims/claims/lsoa/2019-04..2019-09", "2020-01-12"),
        ];
        for (id, kind, unit, received) in extracts {
            home.house.store.register(&mut facts(id, kind, unit, received), &[]).await.unwrap();
        }
        app::registers::demo(&home.house, &moment()).await.unwrap();
        let concern = app::registers::NewConcern { area: "E05011290", reason: HOSTILE, role: "community safety officer", on: None };
        app::registers::raise_concern(&home.house, &moment(), &concern).await.unwrap();
        home
    }

    pub async fn get(&self, address: &str) -> (StatusCode, String, String) {
        let answer = self.browser.get(address).await;
        (answer.status, answer.header("content-type").to_owned(), answer.text)
    }
}

fn moment() -> Moment {
    Moment { now: "2025-03-10T22:05:09Z".parse().unwrap(), who: "operator:1000".into() }
}

#[tokio::test]
async fn every_page_says_what_it_should() {
    let home = Home::filled().await;
    for (route, address, words) in VISITS {
        assert!(web::routes().any(|r| r.path == *route), "`{route}` is no route");
        let (status, _, text) = home.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {text}");
        for word in *words {
            assert!(text.contains(word), "`{address}` does not say `{word}`:\n{text}");
        }
    }
}

#[tokio::test]
async fn files_have_their_type() {
    let home = Home::filled().await;
    for (address, kind) in [
        ("/evidence/flags.csv?rule=ward-flags@2020", "text/csv; charset=utf-8"),
        ("/evidence/flags/matrix.svg?rule=ward-flags@2020", "image/svg+xml"),
        ("/evidence/flags/matrix.png?rule=ward-flags@2020", "image/png"),
    ] {
        assert_eq!(home.get(address).await.1, kind);
    }
    for address in ["/evidence/flags.csv?rule=none@1", "/evidence/flags/matrix.svg?rule=none@1"] {
        assert_eq!(home.get(address).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn nothing_hostile_runs_and_every_number_has_its_source() {
    let home = Home::filled().await;
    for (_, address, _) in VISITS.iter().filter(|(route, ..)| !route.contains('.')) {
        let text = home.get(address).await.2;
        for inline in [HOSTILE, " style=\"", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!text.contains(inline), "{address} has `{inline}`");
        }
        assert_eq!(text.matches("<h1").count(), 1, "{address}");
        for cell in text.match_indices("govuk-table__cell--numeric").map(|(at, _)| text[at..].split('>').next().unwrap()) {
            assert!(cell.contains("data-figure=\"s"), "{address}: a number without its source: {cell}");
        }
        for key in text.split("data-figure=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(text.contains(&format!("id=\"source-{key}\"")), "{address}: `{key}` is explained nowhere");
        }
    }
    let flags = home.get("/evidence/flags?rule=ward-flags@2020").await.2;
    assert!(flags.contains("Cottenham &lt;script&gt;") && flags.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[tokio::test]
async fn a_rule_that_is_not_there_names_those_that_are() {
    let home = Home::filled().await;
    for address in [
        "/evidence/flags?rule=ward-flags@1999",
        "/evidence/flags?rule=change-test@1",
        "/evidence/flags?rule=%3Cscript%3E",
        "/evidence/flags?rule=ward-flags@2020&what_if=/etc/passwd",
        "/evidence/flags?rule=ward-flags@2020&what_if=draft.toml",
        "/evidence/flags/none@1/E05011301",
    ] {
        let (status, _, text) = home.get(address).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
        assert!(text.contains("href=\"/evidence/flags?rule=ward-flags@2020\"") && !text.contains("<script>"), "{address}: {text}");
    }
    let (status, _, text) = home.get("/evidence/flags?rule=ward-flags@2020&within=E07000008").await;
    assert!(status == StatusCode::OK && text.contains("holds in \u{201c}E07000012\u{201d}"), "{text}");
    for address in ["/evidence/flags/ward-flags@2020/E05000000", "/evidence/sources/none", "/evidence/sources/..%2F"] {
        assert_eq!(home.get(address).await.0, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn another_rule_says_who_moves() {
    let home = Home::filled().await;
    let text = home.get("/evidence/flags?rule=ward-flags@2020&what_if=ward-flags@2022").await.2;
    for word in ["Who moves under ward-flags@2022", "20% of 3 rounded up", "never a ward with none", "Flags, ward-flags@2022"] {
        assert!(text.contains(word), "`{word}`:\n{text}");
    }
}

#[tokio::test]
async fn sources_are_chosen_by_class_and_state() {
    let home = Home::filled().await;
    for (query, there, absent) in [
        ("?class=not-suitable", "/evidence/sources/hospital-assaults\"", "/evidence/sources/council-asb\""),
        ("?class=risk-assessment&state=overdue", "/evidence/sources/council-asb\"", "/evidence/sources/hospital-assaults\""),
        ("?class=%3Cscript%3E&state=x", "/evidence/sources/council-asb\"", "<script>"),
        ("?class=not-suitable&state=overdue", "No data set is of that class", "/evidence/sources/council-asb\""),
    ] {
        let (status, _, text) = home.get(&format!("/evidence/sources{query}")).await;
        assert!(status == StatusCode::OK && text.contains(there) && !text.contains(absent), "{query}: {text}");
    }
}

#[tokio::test]
async fn what_was_put_off_the_list_keeps_its_reason() {
    let home = Home::filled().await;
    let areas = ["E05011301".to_owned()];
    let words = app::registers::NewPriority {
        id: "2020-21-milton",
        year: "2020-21",
        name: "Milton",
        areas: &areas,
        heading: None,
        reason: "at the highest risk",
        role: "data group",
        rule: Some("ward-flags@2020"),
        result: Some("3 flags"),
        concerns: &[],
        on: None,
    };
    app::registers::propose_priority(&home.house, &moment(), &words).await.unwrap();
    let decision = app::registers::DecisionWords {
        listed: false,
        reason: "its flags rest on nothing we can affect",
        role: "board",
        meeting: "board, March 2025",
        on: None,
    };
    app::registers::decide_priority(&home.house, &moment(), "2020-21-milton", &decision).await.unwrap();
    let text = home.get("/evidence/priorities").await.2;
    assert!(
        text.contains("off the list because its flags rest on nothing we can affect. board, 10 March 2025, board, March 2025"),
        "{text}"
    );
    assert!(text.contains("None: each ward at the highest risk by") && !text.contains("govuk-notification-banner"), "{text}");
    let ward = home.get("/evidence/flags/ward-flags@2020/E05011301").await.2;
    assert!(ward.contains("Priorities that name it") && ward.contains("Off the list"), "{ward}");
}

#[tokio::test]
async fn an_empty_home_says_how_to_begin() {
    let home = Home::empty().await;
    for (address, words) in [
        ("/evidence/flags", "wardmote import area-lookup FILE"),
        ("/evidence/priorities", "No priority is recorded yet"),
        ("/evidence/scan", "No issue is scored yet"),
        ("/evidence/areas", "href=\"/evidence/areas/new\""),
        ("/evidence/sources", "href=\"/evidence/gaps/new\""),
        ("/evidence/sources/imd", "Nothing of it has been imported"),
    ] {
        let (status, _, text) = home.get(address).await;
        assert!(status == StatusCode::OK && text.contains(words), "{address}: {text}");
    }
}
