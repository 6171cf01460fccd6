//! A paper's life through the use cases, on SQLite, over an engine that counts what the holdings hold.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::living::{HowChanged, Stage, StepState};
use super::*;
use crate::ports::{Analytics, QueryRequest};
use crate::registers::today;
use crate::stub::NoPress;
use crate::{Setup, create_house};
use base::{ColumnKind, Table, Value};
use intake::{ExtractFacts, Kind, Unit};
use narrative::Source;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const PERIOD: &str = "2018-11..2019-10";
const ID: &str = "a-year";

/// One district, and incidents of one year: as many as the newest extract says.
struct Counting;

impl Analytics for Counting {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        use ColumnKind::{Flag, Real, Text};
        if request.sql.contains("area_lookups") {
            let mut table = Table::new(&["vintage", "lsoa_code", "lad_code", "lad_name", "extract"].map(|name| (name, Text)));
            let row = ["2011", "E01018001", "E07000012", "South Cambridgeshire", "lookup"];
            table.rows.push(row.map(|text| Value::Text(text.into())).to_vec());
            return Ok(table);
        }
        let newer = request.holdings.extracts.iter().any(|one| one.facts.passport.extract == "counts-newer");
        let (extract, value) = if newer { ("counts-newer", 1650.0) } else { ("counts-first", 1596.0) };
        let names = ["extract", "data_set", "measure", "category", "level", "area_code", "area_name", "period", "period_from", "period_to"];
        let mut columns = names.map(|name| (name, Text)).to_vec();
        columns.extend([("value", Real), ("unit", Text), ("suppressed", Flag)]);
        let mut table = Table::new(&columns);
        let texts = [
            extract,
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
        row.extend([Value::Real(value), Value::Text("incidents".into()), Value::Flag(false)]);
        table.rows.push(row);
        Ok(table)
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        crate::stub::not_here()
    }

    crate::stub::reads_no_street!();
}

async fn receive(house: &House, id: &str, kind: Kind, unit: &str) {
    let mut facts =
        ExtractFacts { units: vec![Unit { force: unit.into(), month: String::new(), rows: 1 }], ..crate::stub::extract(id, kind, "2011") };
    house.store.register(&mut facts, &[]).await.unwrap();
}

fn moment_at(now: &str, who: &str) -> Moment {
    Moment { now: now.parse().unwrap(), who: who.into() }
}

fn moment() -> Moment {
    moment_at("2020-03-02T10:00:00Z", "council-officer")
}

fn files() -> Bundle {
    let definition = r#"
id = "a-year"
title = "A year {{ literal \"2019/20\" because \"the name of the year\" }}"
summary = "What happened"
area = "E07000012"
outlines = ""
year = "2018-11 to 2019-10"
layout = "home-office"
partnership = "Invented partnership"
marking = "Official"
contact = "community safety officer"
public = "narrative/public.md"

[[timetable]]
step = "Scan"
owner = "Analyst"
from = "2019-11-04"
until = "2019-11-22"

[[timetable]]
step = "Publish"
owner = "Community safety officer"
from = "2020-02-28"
until = "2020-03-31"

"#;
    Bundle {
        definition: Source { path: DEFINITION.into(), text: definition.to_owned() + testkit::paper::SECTIONS },
        narrative: BTreeMap::from([
            ("narrative/levels.md".to_owned(), "There were {{ asb.value }} incidents. They are many.\n".to_owned()),
            ("narrative/why.md".to_owned(), "Nobody knows why. We asked.\n".to_owned()),
            ("narrative/rest.md".to_owned(), "More of it.\n".to_owned()),
            ("narrative/public.md".to_owned(), "There were {{ asb.value }} incidents.\n".to_owned()),
        ]),
    }
}

async fn house() -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { home: folder.path().join("home"), database: None, analytics: Arc::new(Counting), press: Arc::new(NoPress) };
    let house = create_house(setup, &moment()).await.unwrap();
    receive(&house, "lookup", Kind::AreaLookup, "lsoa11").await;
    receive(&house, "counts-first", Kind::AreaCounts, &format!("key-figures/asb/district/{PERIOD}")).await;
    open_paper(&house, &moment(), &files(), "council-officer").await.unwrap();
    (house, folder)
}

fn words<'a>(path: &'a str, text: &'a str, office: &'a str, seen: i64) -> SectionWords<'a> {
    SectionWords { paper: ID, path, text, office, note: "", seen }
}

async fn seq(house: &House, path: &str) -> i64 {
    paper(house, ID).await.unwrap().texts[path].stamp.seq
}

async fn to(house: &House, stage: Stage) -> Result<Moved> {
    let seen = paper(house, ID).await.unwrap().stamp.seq;
    move_stage(house, &moment(), ID, &MoveWords { to: stage, office: "chair", reason: "the board decided", seen, texts: None }).await
}

#[tokio::test]
async fn two_write_at_once_and_nothing_is_lost() {
    let (house, _folder) = house().await;
    let path = "narrative/why.md";
    let seen = seq(&house, path).await;
    let first =
        save_section(&house, &moment(), &words(path, "Nobody knows why. We asked twice.\r\n", "county-analyst", seen)).await.unwrap();
    assert!(matches!(first, Saved::Written(_)));
    // The second began from the same text and changed another sentence.
    let mine = "Nobody can know why. We asked.\n";
    let Saved::Conflict(both) = save_section(&house, &moment(), &words(path, mine, "council-officer", seen)).await.unwrap() else {
        panic!("it was written over theirs")
    };
    assert_eq!((both.base.as_str(), both.mine.as_str()), ("Nobody knows why. We asked.\n", mine));
    assert_eq!(
        (both.theirs.entry.text.as_str(), both.theirs.entry.office.as_str()),
        ("Nobody knows why. We asked twice.\n", "county-analyst")
    );
    let merged = both.merged.proposal.unwrap();
    assert_eq!(merged, "Nobody can know why. We asked twice.\n");
    let saved = save_section(&house, &moment(), &words(path, &merged, "council-officer", both.theirs.stamp.seq)).await.unwrap();
    assert!(matches!(saved, Saved::Written(_)));
    let again = save_section(&house, &moment(), &words(path, &merged, "council-officer", 1)).await.unwrap();
    assert_eq!(again, Saved::Same);
    let texts: Vec<String> = text_history(&house, ID, path).await.unwrap().into_iter().map(|text| text.entry.text).collect();
    assert_eq!(texts, [merged.as_str(), "Nobody knows why. We asked twice.\n", "Nobody knows why. We asked.\n"]);
}

#[tokio::test]
async fn a_text_that_names_a_person_is_refused_with_its_line() {
    let (house, _folder) = house().await;
    let path = "narrative/why.md";
    let text = "Nobody knows.\nAsk Mr Example about it.\n";
    let seen = seq(&house, path).await;
    let refused = save_section(&house, &moment(), &words(path, text, "council-officer", seen)).await.unwrap_err();
    assert_eq!(refused.code, "record-refused");
    assert!(refused.message.contains("line 2 of `narrative/why.md` holds what looks like a person's name"), "{}", refused.message);
    assert!(!refused.message.contains("Example"));
    let unknown = save_section(&house, &moment(), &words("narrative/none.md", "x", "council-officer", 0)).await.unwrap_err();
    assert_eq!(unknown.code, "record-unknown");
}

#[tokio::test]
async fn from_draft_to_published_and_on_to_the_next_edition() {
    let (house, _folder) = house().await;
    let remark = |comment| CommentWords { section: "why", quoted: "Nobody knows", comment, organisation: "fire", office: "fire-member" };
    let early = comment(&house, &moment(), ID, &remark("Too soon.")).await.unwrap_err();
    assert_eq!(early.code, "stage-refused");
    assert_eq!(to(&house, Stage::Published).await.unwrap_err().code, "stage-refused");
    assert_eq!(to(&house, Stage::Consultation).await.unwrap().version, Some(1));
    comment(&house, &moment(), ID, &remark("In which wards?")).await.unwrap();
    let refused = to(&house, Stage::Approved).await.unwrap_err();
    assert!(refused.message.contains("comment C-1 has no answer"), "{}", refused.message);
    answer_comment(&house, &moment(), ID, 1, false, "The wards are in the appendix.", "council-officer").await.unwrap();
    let view = paper_view(&house, &moment(), ID).await.unwrap();
    assert_eq!((view.looked.unwrap().checked.faults, view.missing), (vec![], vec![]));
    assert_eq!(to(&house, Stage::Approved).await.unwrap().version, Some(2));
    let settled = save_section(&house, &moment(), &words("narrative/why.md", "New.", "council-officer", 1)).await.unwrap_err();
    assert_eq!(settled.code, "stage-refused");

    // A newer extract comes in between: what was approved is what is published.
    receive(&house, "counts-newer", Kind::AreaCounts, &format!("key-figures/asb/district/{PERIOD}")).await;
    assert_eq!(to(&house, Stage::Published).await.unwrap().version, Some(3));
    let (approved, published) = (version(&house, ID, 2).await.unwrap(), version(&house, ID, 3).await.unwrap());
    assert_eq!(approved.figures, published.figures);
    assert_eq!(published.extracts, ["counts-first"]);
    assert_eq!(published.document.version, "Version 3, published");
    let asb = |figures: &[FigureRecord]| figures.iter().find(|figure| figure.id == "asb").unwrap().value.clone();
    assert_eq!(asb(&published.figures), Some(serde_json::json!(1596)));
    assert_eq!(published_line(&house).await, [ID]);
    assert!(published_summary(&house, ID).await.unwrap().1.is_some());
    assert_eq!(to(&house, Stage::Draft).await.unwrap_err().code, "stage-refused");

    // The next edition begins with everything; beside it, last year's figures stay what they were.
    begin_edition(&house, &moment(), ID, "next-year", "council-officer").await.unwrap();
    let next = paper(&house, "next-year").await.unwrap();
    assert_eq!((next.entry.stage, next.entry.follows.as_str(), next.texts.len()), (Stage::Draft, ID, 4));
    let from = WhichVersion { paper: ID, number: Some(3) };
    let compared = compare(&house, &moment(), from, WhichVersion { paper: "next-year", number: None }).await.unwrap();
    let asb = compared.figures.iter().find(|figure| figure.id == "asb").unwrap();
    assert_eq!(asb.how, HowChanged::Value);
    assert_eq!((asb.left.as_slice(), asb.taken.as_slice()), (&["counts-first".to_owned()][..], &["counts-newer".to_owned()][..]));
    let differing: Vec<&str> = compared.sections.iter().filter(|one| !one.is_same()).map(|one| one.path.as_str()).collect();
    assert_eq!(differing, [DEFINITION]);
}

async fn published_line(house: &House) -> Vec<String> {
    published(house).await.unwrap().into_iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn steps_that_are_late_are_listed_until_they_are_done() {
    let (house, _folder) = house().await;
    let late = |lines: &[PaperLine]| lines[0].late.iter().map(|step| step.slug.clone()).collect::<Vec<_>>();
    let lines = papers(&house, today(&moment())).await.unwrap();
    assert_eq!((lines[0].title.as_str(), late(&lines)), ("A year 2019/20", vec!["scan".to_owned()]));
    let done = StepWords { done: true, on: Some("2019-11-25"), office: "county-analyst", note: "" };
    mark_step(&house, &moment(), ID, "scan", &done).await.unwrap();
    assert_eq!(late(&papers(&house, today(&moment())).await.unwrap()), Vec::<String>::new());
    let now = paper(&house, ID).await.unwrap();
    let steps = steps(&house, &now, today(&moment())).await.unwrap();
    assert_eq!((steps[0].state, steps[0].days_late, steps[1].state), (StepState::Done, 3, StepState::Now));
    assert_eq!(mark_step(&house, &moment(), ID, "none", &done).await.unwrap_err().code, "record-unknown");
    assert!(is_of("Community safety officer", "council-officer", &["officer"]) && !is_of("Analyst", "council-officer", &["officer"]));
}

#[tokio::test]
async fn files_go_out_and_come_back() {
    let (house, _folder) = house().await;
    let exported = export(&house, ID).await.unwrap();
    let mut back = files();
    assert_eq!(exported.files[0].1, back.definition.text);
    back.narrative.insert("narrative/why.md".into(), "Somebody knows. We asked.\n".into());
    back.definition.text = back.definition.text.replace("Levels\"\nfile", "Levels here\"\nfile");
    let saved = bring_in(&house, &moment(), &back, &exported.stands, "council-officer", "edited as files").await.unwrap();
    let what = |path: &str| &saved.iter().find(|(one, _)| one == path).unwrap().1;
    assert!(matches!(what("narrative/why.md"), Saved::Written(_)) && *what("narrative/levels.md") == Saved::Same);
    assert!(matches!(what(DEFINITION), Saved::Written(_)));
    // The same again, as if it were exported before: what was written since is not written over.
    back.narrative.insert("narrative/why.md".into(), "Everybody knows. We asked.\n".into());
    let saved = bring_in(&house, &moment(), &back, &exported.stands, "council-officer", "late").await.unwrap();
    assert!(saved.iter().any(|(path, saved)| path == "narrative/why.md" && matches!(saved, Saved::Conflict(_))));
}

#[tokio::test]
async fn a_section_stands_beside_its_figures() {
    let (house, _folder) = house().await;
    let view = section_view(&house, &moment(), ID, "analysis").await.unwrap();
    assert_eq!((view.named.len(), view.others.len(), view.unseen), (1, 0, None));
    assert_eq!(view.named[0].value, Some(1596.0));
    let written = section_as_written(&house, &moment(), ID, "analysis", "Nothing is bound here.").await.unwrap();
    assert_eq!((written.named.len(), written.others.len()), (0, 1));
    assert_eq!(section_view(&house, &moment(), ID, "none").await.unwrap_err().code, "record-unknown");
    assert_eq!(section_view(&house, &moment(), ID, PUBLIC_SUMMARY).await.unwrap().line.path, "narrative/public.md");
}
