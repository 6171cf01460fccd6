//! The analysis of a measure in a home whose questions are answered from invented tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::float_cmp)]

use super::*;
use crate::pages::{self, MeasureAsk};
use crate::ports::{Analytics, QueryRequest};
use crate::stub::NoPress;
use crate::{Moment, Setup, create_house};
use base::{ColumnKind, Table, Trouble, Value};
use evidence::Verdict;
use evidence::analysis::Band;
use intake::{ExtractFacts, Kind, Unit};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const DISTRICT: &str = "E07000012";
const FORCE: &str = "Mercia Constabulary";

/// Four wards of one LSOA each; burglaries of two years; households; weights of two categories.
struct Answers;

fn table(columns: &[(&str, ColumnKind)], rows: Vec<Vec<Value>>) -> Table {
    let mut table = Table::new(columns);
    table.rows = rows;
    table
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Burglaries of each ward in the year; the first has far more for its 1,000 households than the others.
const WARDS: [(&str, &str, &str, i64); 4] = [
    ("E05000001", "Alder", "E01000001", 90),
    ("E05000002", "Beech", "E01000002", 10),
    ("E05000003", "Cedar", "E01000003", 9),
    ("E05000004", "Damson", "E01000004", 11),
];

impl Analytics for Answers {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        use ColumnKind::{Real, Text, Whole};
        let sql = request.sql;
        Ok(if sql.contains("FROM area_lookups") {
            let columns = [
                ("vintage", Text),
                ("lsoa_code", Text),
                ("lsoa_name", Text),
                ("ward_code", Text),
                ("ward_name", Text),
                ("lad_code", Text),
                ("lad_name", Text),
                ("pfa_code", Text),
                ("pfa_name", Text),
                ("extract", Text),
            ];
            let row = |(ward, name, lsoa, _): (&str, &str, &str, i64)| {
                let words = ["2011", lsoa, lsoa, ward, name, DISTRICT, "Southam", "E23000099", "Mercia", "lookup-1"];
                words.iter().map(|word| text(word)).collect()
            };
            table(&columns, WARDS.into_iter().map(row).collect())
        } else if sql.contains("FROM incidents") && sql.contains("GROUP BY month, lad_code, force") {
            let months = Month::parse("2017-11").unwrap().through(Month::parse("2019-10").unwrap());
            let row = |(at, month): (usize, Month)| {
                vec![text(&month.to_string()), text(DISTRICT), text(FORCE), text(""), Value::Whole(if at < 12 { 20 } else { 10 })]
            };
            let columns = [("month", Text), ("lad_code", Text), ("force", Text), ("part", Text), ("rows_", Whole)];
            table(&columns, months.enumerate().map(row).collect())
        } else if sql.contains("FROM incidents") && sql.contains("ward_code AS area, force") {
            let row =
                |(ward, _, _, n): (&str, &str, &str, i64)| vec![text("2011"), text(DISTRICT), text(ward), text(FORCE), Value::Whole(n)];
            let columns = [("lsoa_vintage", Text), ("lad_code", Text), ("area", Text), ("force", Text), ("rows_", Whole)];
            table(&columns, WARDS.into_iter().map(row).collect())
        } else if sql.contains("FROM incidents") && sql.contains("lad_code AS area, force") {
            let columns = [("lsoa_vintage", Text), ("lad_code", Text), ("area", Text), ("force", Text), ("rows_", Whole)];
            table(&columns, vec![vec![text("2011"), text(DISTRICT), text(DISTRICT), text(FORCE), Value::Whole(120)]])
        } else if sql.contains("FROM households") {
            let columns =
                [("extract", Text), ("level", Text), ("vintage", Text), ("area_code", Text), ("year", Whole), ("households", Whole)];
            let row = |(_, _, lsoa, _): (&str, &str, &str, i64)| {
                vec![text("households-1"), text("lsoa"), text("2011"), text(lsoa), Value::Whole(2011), Value::Whole(1000)]
            };
            table(&columns, WARDS.into_iter().map(row).collect())
        } else if sql.contains("FROM harm_weights ORDER BY") {
            let columns = [
                ("scale", Text),
                ("edition", Text),
                ("level", Text),
                ("weight_unit", Text),
                ("offence_code", Text),
                ("offence", Text),
                ("weight", Real),
                ("extract", Text),
            ];
            let row = |level: &str, name: &str, weight: f64, extract: &str| {
                vec![text("trial"), text("2020"), text(level), text("days"), Value::Missing, text(name), Value::Real(weight), text(extract)]
            };
            let rows = vec![row("offence", "Robbery", 365.0, "weights-1"), row("police-uk-category", "Burglary", 20.0, "weights-2")];
            table(&columns, rows)
        } else if sql.starts_with("SELECT category, COUNT(*)") {
            let row = |name: &str, n: i64| vec![text(name), Value::Whole(n)];
            table(&[("category", Text), ("value", Whole)], vec![row("Burglary", 30), row("Robbery", 10)])
        } else if sql.contains("FROM stop_searches") && sql.contains("lsoa_code IS NOT NULL") {
            table(&[("rows_", Whole)], vec![vec![Value::Whole(0)]])
        } else {
            table(&[("nothing", Text)], Vec::new())
        })
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        Err(Trouble::failed("not-here", "nothing is written", ""))
    }

    crate::stub::reads_no_street!();
}

async fn receive(house: &House, name: &str, kind: Kind, units: Vec<Unit>, notes: BTreeMap<String, String>) {
    let mut facts = ExtractFacts { received: "2020-01-10".into(), units, notes, ..crate::stub::extract(name, kind, "2011") };
    house.store.register(&mut facts, &[]).await.unwrap();
}

async fn house(weights: bool) -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { home: folder.path().join("home"), database: None, analytics: Arc::new(Answers), press: Arc::new(NoPress) };
    let moment = Moment { now: "2020-03-02T10:00:00Z".parse().unwrap(), who: "operator:1000".into() };
    let house = create_house(setup, &moment).await.unwrap();
    receive(&house, "lookup-1", Kind::AreaLookup, Vec::new(), BTreeMap::new()).await;
    receive(&house, "households-1", Kind::Households, Vec::new(), BTreeMap::new()).await;
    let months = Month::parse("2017-11").unwrap().through(Month::parse("2019-10").unwrap());
    let units = months.map(|month| Unit { force: FORCE.into(), month: month.to_string(), rows: 10 }).collect();
    receive(&house, "street-1", Kind::PoliceStreet, units, BTreeMap::from([("invented".into(), "yes".into())])).await;
    if weights {
        let notes = BTreeMap::from([("made_from".to_owned(), "the mean of its offences in one county".to_owned())]);
        receive(&house, "weights-2", Kind::HarmWeights, Vec::new(), notes).await;
    }
    (house, folder)
}

#[tokio::test]
async fn a_measure_is_compared_charted_ranked_and_sourced() {
    let (house, _folder) = house(false).await;
    let page = pages::measure(&house, "burglary", &MeasureAsk::default()).await.unwrap().unwrap();
    assert_eq!((page.within.code.as_str(), page.within.name.as_str(), page.ending.as_str()), (DISTRICT, "Southam", "2019-10"));
    assert!(page.invented);
    let year = &page.comparisons[0];
    assert_eq!((year.now, year.before), (Some(120.0), Some(240.0)));
    let change = year.change.as_ref().unwrap();
    assert_eq!((change.verdict, change.apparent_change.as_str()), (Verdict::Fell, "-50.0%"));
    assert!(year.sentence.starts_with("Burglary in Southam fell from 240 to 120 (-50.0%)"));
    assert_eq!((year.period.as_str(), year.before_period.as_str()), ("2018-11..2019-10", "2017-11..2018-10"));
    assert_eq!(year.source.extracts, ["lookup-1", "street-1"]);
    assert!(year.source.query.starts_with("SELECT COUNT(*) AS value FROM incidents WHERE") && year.source.query.contains("'2018-11'"));
    assert_eq!(year.source.rules, ["year-ending@1"]);
    assert_eq!(year.change_source.as_ref().unwrap().rules, ["change-convention@2011", "change-test@1"]);
    assert_eq!(page.comparisons[1].now, Some(70.0));
    assert_eq!(page.comparisons[2].now, Some(30.0));

    // 120 of 4,000 households.
    assert_eq!((page.rate.rate, page.rate.denominator, page.rate.denominator_year), (Some(30.0), Some(4000), Some(2011)));
    assert_eq!(page.rate.sentence, "30.0 per 1,000 households a year: 4,000 households in 2011.");
    assert!(page.rate.denominator_source.as_ref().unwrap().query.contains("FROM households WHERE extract = 'households-1'"));

    let series = page.series.as_ref().unwrap();
    assert_eq!((series.points.len(), series.charted, series.method.as_str()), (24, true, "u-chart"));

    let areas = &page.areas;
    let names: Vec<(&str, Option<u32>)> = areas.lines.iter().map(|line| (line.name.as_str(), line.rank)).collect();
    assert_eq!(names, [("Alder", Some(1)), ("Damson", Some(2)), ("Beech", Some(3)), ("Cedar", Some(4))]);
    assert_eq!((areas.target, areas.total), (Some(30.0), Some(120.0)));
    assert_eq!(areas.lines[0].rate, Some(90.0));
    // Published open data: nothing is held back.
    assert!(areas.lines.iter().all(|line| !line.not_for_publication && !line.source.query.is_empty()));
    assert!(areas.lines.iter().all(|line| line.verdict != Band::NotTested));
    assert!(page.peers.is_empty() && !page.hotspots.sought && page.concentration.is_none());
}

#[tokio::test]
async fn what_is_not_held_is_missing_and_says_so() {
    let (house, _folder) = house(false).await;
    let page = pages::measure(&house, "outcomes", &MeasureAsk::default()).await.unwrap().unwrap();
    assert!(page.areas.lines.is_empty() && page.comparisons.is_empty());
    assert!(page.areas.why_nothing.contains("Missing is not nought"), "{}", page.areas.why_nothing);
    assert!(pages::measure(&house, "no-such-measure", &MeasureAsk::default()).await.unwrap().is_none());
    let ask = MeasureAsk { within: Some("E07999999".into()), ..MeasureAsk::default() };
    assert_eq!(pages::measure(&house, "burglary", &ask).await.unwrap_err().code, "area-unknown");
    let catalogue = pages::measures(&house, None).await.unwrap();
    let line = |id: &str| catalogue.measures.iter().find(|line| line.id == id).unwrap();
    assert_eq!((line("burglary").held.as_str(), line("burglary").is_held), ("2017-11..2019-10", true));
    assert!(!line("deliberate-fires").is_held);
}

#[tokio::test]
async fn stops_that_nobody_placed_are_no_months_of_nought() {
    let (house, _folder) = house(false).await;
    let months = Month::parse("2018-11").unwrap().through(Month::parse("2019-10").unwrap());
    let units = months.map(|month| Unit { force: FORCE.into(), month: month.to_string(), rows: 10 }).collect();
    receive(&house, "stops-1", Kind::PoliceStopSearch, units, BTreeMap::new()).await;
    let page = pages::measure(&house, "stop-searches", &MeasureAsk::default()).await.unwrap().unwrap();
    assert!(page.series.is_none(), "{:?}", page.series);
    assert!(page.comparisons.iter().all(|line| line.now.is_none()), "{:?}", page.comparisons);
    assert!(page.comparisons.iter().all(|line| line.sentence.contains("no stop or search lies in a known LSOA")));
    assert!(page.rate.rate.is_none() && page.areas.lines.iter().all(|line| line.value.is_none()));
}

#[tokio::test]
async fn a_change_is_printed_with_the_query_of_its_percentage() {
    let (house, _folder) = house(false).await;
    let page = pages::measure(&house, "burglary", &MeasureAsk::default()).await.unwrap().unwrap();
    let query = &page.comparisons[0].change_source.as_ref().unwrap().query;
    assert!(query.contains("100.0 * (a.value - b.value) / NULLIF(b.value, 0) AS change_percent"), "{query}");
}

#[tokio::test]
async fn an_area_is_told_on_one_page() {
    let (house, _folder) = house(false).await;
    let page = pages::profile(&house, "E05000001").await.unwrap().unwrap();
    assert_eq!((page.kind, page.name.as_str(), page.district.code.as_str()), ("ward", "Alder", DISTRICT));
    assert_eq!((page.lsoas.len(), page.households.value, page.residents.value), (1, Some(1000), None));
    assert!(page.caveats.iter().any(|caveat| caveat.contains("No number of residents")));
    assert!(!page.not_to_be_had.is_empty());
    // Received in January 2020, under the rule of that year, whatever the day of today.
    assert_eq!(page.rule, "ward-flags@2020");
    assert!(page.measures.iter().any(|line| line.id == "burglary" && line.compared.change.is_some()));
    assert!(pages::profile(&house, "E05999999").await.unwrap().is_none());
}

#[tokio::test]
async fn categories_are_weighed_only_by_weights_made_for_them() {
    let (house, _folder) = house(true).await;
    let holdings = house.store.holdings(None, None).await.unwrap();
    let ask = HarmAsk { within: DISTRICT.into(), year_ending: Month::parse("2019-10").unwrap(), scale: None };
    let made = harm_at_home(&house, &holdings, &ask).await.unwrap();
    assert_eq!((made.level.as_str(), made.harm.harm, made.harm.unmatched), ("police-uk-category", 600.0, 10));
    let table = made.to_table();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names.join(","), "category,count,weight,harm,share_of_count,share_of_harm,matched_by");
    let rows: Vec<String> = table.rows.iter().map(|row| row.iter().map(Value::to_bare).collect::<Vec<_>>().join(",")).collect();
    // Robbery has a weight as an offence; the category is not lent it.
    assert_eq!(rows, ["Burglary,30,20,600,0.75,1,name", "Robbery,10,,,0.25,,"]);
    assert!(made.notes.iter().any(|note| note.contains("How they were made: the mean of its offences in one county")));
    assert!(made.notes.iter().any(|note| note.contains("10 of 40 have no weight")));
    let other = HarmAsk { scale: Some("none".into()), ..ask };
    assert_eq!(harm_at_home(&house, &holdings, &other).await.unwrap_err().code, "scale-unknown");
}
