//! The store suite: each case is written once and run on both engines.

use crate::hand::{raw, try_raw};
use crate::suite::{Ground, cases, empty};
use base::{Outcome, Value};
use intake::{ExtractFacts, Kind, Passport, Problem, Status, Unit};
use std::collections::{BTreeMap, BTreeSet};
use store::{FigureRecord, NewAssessment, NewEntry, OpenMode, Store};

cases![
    a_missing_record_is_refused_and_a_made_one_opens_again,
    a_record_of_a_newer_version_is_refused,
    what_is_registered_is_read_back,
    the_same_content_registers_once,
    the_latest_received_wins_whatever_the_order,
    the_later_of_one_day_wins,
    kinds_never_supersede_one_another,
    an_older_day_of_knowledge_shows_what_was_known,
    a_correction_stands_beside_what_it_corrects,
    a_chain_of_corrections_follows_its_root,
    lookups_stand_in_for_days_before_they_came,
    an_extract_is_found_by_the_beginning_of_its_name,
    text_is_ordered_by_its_bytes,
    rejects_come_in_pages_and_as_a_table,
    a_failed_registration_keeps_nothing,
    twenty_registrations_at_once_lose_none,
    twenty_of_the_same_content_keep_one,
    a_dropped_transaction_keeps_nothing,
    a_reader_is_not_stopped_by_a_writer,
    an_assessment_and_its_figures_are_read_back,
    the_newest_assessment_answers_for_a_figure,
    two_figures_of_one_name_keep_nothing,
    the_figures_table_shows_bare_values,
    the_operations_log_is_kept_in_order,
    the_newest_entry_is_the_state_and_the_others_stay,
    an_entry_over_one_not_seen_is_refused,
    entries_are_appended_together_or_not_at_all,
    twenty_entries_at_once_lose_none,
    twenty_changes_of_one_thing_keep_the_first,
    the_journal_cannot_be_rewritten,
    check_names_what_the_journal_lost,
    check_is_content_with_a_sound_record,
    check_names_what_disagrees,
    odd_text_survives,
];

/// An invented extract of `kind` whose content, name and folder come from `name`.
pub fn extract(kind: Kind, name: &str, received: &str, units: &[(&str, &str, u64)]) -> ExtractFacts {
    let content: String = name.bytes().map(|b| format!("{b:02x}")).chain(std::iter::repeat_n("0".into(), 64)).collect();
    let units: Vec<Unit> = units.iter().map(|(f, m, rows)| Unit { force: (*f).into(), month: (*m).into(), rows: *rows }).collect();
    let accepted = units.iter().map(|u| u.rows).sum();
    ExtractFacts {
        passport: Passport {
            extract: name.into(),
            kind,
            file: format!("{name}.csv"),
            status: Status::Imported,
            rows_read: accepted,
            rows_accepted: accepted,
            rows_rejected: 0,
            rejected_by_reason: BTreeMap::new(),
            repeated_ids: 0,
            months: units.iter().map(|u| u.month.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
            forces: units.iter().map(|u| u.force.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
            missing: BTreeMap::from([("crime_id".into(), 2)]),
            geography: "2021".into(),
            not_placed: 1,
        },
        content_sha256: content.get(..64).unwrap().into(),
        received: received.into(),
        imported_at: "2031-07-01T12:00:00.123Z".into(),
        imported_by: "operator:1000".into(),
        folder: format!("folder-{name}"),
        parts: vec!["part-00000.parquet".into(), "part-00001.parquet".into()],
        units,
        notes: BTreeMap::from([("source".into(), "invented".into())]),
    }
}

pub fn street(name: &str, received: &str, months: &[&str]) -> ExtractFacts {
    let units: Vec<_> = months.iter().map(|m| ("Invented Constabulary", *m, 5)).collect();
    extract(Kind::PoliceStreet, name, received, &units)
}

pub fn problem(row: u64) -> Problem {
    Problem {
        file: "2031-01-invented-street.csv".into(),
        row,
        column: "Month".into(),
        reason: "bad_month".into(),
        remedy: "write the month as `2031-01`".into(),
        fields: vec![String::new(), "January, 2031".into(), "say \"so\"".into()],
    }
}

async fn register(store: &Store, mut facts: ExtractFacts) -> (i64, Status) {
    let registered = store.register(&mut facts, &[]).await.unwrap();
    assert_eq!(registered.status, facts.passport.status);
    (registered.seq, registered.status)
}

/// `name: month month` for the units that are current, by extract.
async fn current(store: &Store, as_of: Option<&str>, up_to: Option<i64>) -> Vec<String> {
    let holdings = store.holdings(as_of, up_to).await.unwrap();
    let line = |h: &intake::Holding| {
        let live = h.facts.units.iter().filter(|u| !h.superseded.contains(&(u.force.clone(), u.month.clone())));
        format!("{}: {}", h.facts.passport.extract, live.map(|u| u.month.as_str()).collect::<Vec<_>>().join(" "))
    };
    holdings.extracts.iter().map(line).collect()
}

async fn a_missing_record_is_refused_and_a_made_one_opens_again(ground: Ground) {
    let (nowhere, _home) = empty(ground.engine);
    let trouble = Store::open(&nowhere, OpenMode::Existing).await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "home-missing"));
    assert!(trouble.remedy.contains("wardmote init"));
    // Being refused made nothing.
    assert_eq!(Store::open(&nowhere, OpenMode::Existing).await.unwrap_err().code, "home-missing");
    register(&ground.store, street("kept", "2031-05-01", &["2031-01"])).await;
    ground.store.close().await;
    assert_eq!(ground.another_store().await.extracts().await.unwrap().len(), 1);
}

async fn a_record_of_a_newer_version_is_refused(ground: Ground) {
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '', 0)";
    raw(&ground, newer).await;
    let trouble = Store::open(&ground.database, OpenMode::Existing).await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-of-another-version"));
}

async fn what_is_registered_is_read_back(ground: Ground) {
    let store = &ground.store;
    let mut facts = street("alpha", "2031-05-01", &["2031-01", "2031-02"]);
    let registered = store.register(&mut facts, &[]).await.unwrap();
    assert_eq!((registered.seq, registered.status, registered.extract.as_str()), (1, Status::Imported, "alpha"));
    assert_eq!(facts.imported_at, "2031-07-01T12:00:00Z");
    let holdings = ground.another_store().await.holdings(None, None).await.unwrap();
    assert_eq!((holdings.seq, holdings.as_of.as_deref(), holdings.extracts.len()), (1, None, 1));
    assert_eq!(holdings.extracts[0].facts, facts);
    assert_eq!(store.find_same(Kind::PoliceStreet, &facts.content_sha256).await.unwrap(), Some(facts.clone()));
    assert_eq!(store.find_same(Kind::Population, &facts.content_sha256).await.unwrap(), None);
}

async fn the_same_content_registers_once(ground: Ground) {
    let store = &ground.store;
    register(store, street("alpha", "2031-05-01", &["2031-01"])).await;
    let mut again = street("alpha", "2031-06-01", &["2031-01"]);
    again.passport.extract = "alpha-again".into();
    let registered = store.register(&mut again, &[problem(2)]).await.unwrap();
    assert_eq!((registered.seq, registered.status, registered.extract.as_str()), (1, Status::Same, "alpha"));
    assert_eq!(again.passport.status, Status::Same);
    assert_eq!(store.extracts().await.unwrap().len(), 1);
    assert!(store.rejects(1, 0, 10).await.unwrap().is_empty());
}

async fn the_latest_received_wins_whatever_the_order(ground: Ground) {
    let store = &ground.store;
    assert_eq!(register(store, street("june", "2031-06-01", &["2031-01", "2031-02"])).await, (1, Status::Imported));
    // Imported later, received earlier: displaces nothing.
    assert_eq!(register(store, street("may", "2031-05-01", &["2031-01", "2030-12"])).await, (2, Status::Imported));
    assert_eq!(current(store, None, None).await, ["june: 2031-01 2031-02", "may: 2030-12"]);
    assert_eq!(register(store, street("july", "2031-07-01", &["2031-02"])).await, (3, Status::Supersedes));
    assert_eq!(current(store, None, None).await, ["june: 2031-01", "may: 2030-12", "july: 2031-02"]);
    let kept = store.extract("july").await.unwrap();
    assert_eq!(kept.facts.passport.status, Status::Supersedes, "the passport is kept with its final status");
}

async fn the_later_of_one_day_wins(ground: Ground) {
    let store = &ground.store;
    register(store, street("first", "2031-05-01", &["2031-01"])).await;
    assert_eq!(register(store, street("second", "2031-05-01", &["2031-01"])).await, (2, Status::Supersedes));
    assert_eq!(current(store, None, None).await, ["first: ", "second: 2031-01"]);
    assert!(store.extract("first").await.unwrap().is_wholly_superseded());
}

async fn kinds_never_supersede_one_another(ground: Ground) {
    let store = &ground.store;
    let units = [("lsoa21", "", 9)];
    assert_eq!(register(store, extract(Kind::Boundaries, "outlines", "2031-05-01", &units)).await.1, Status::Imported);
    assert_eq!(register(store, extract(Kind::Population, "residents", "2031-06-01", &units)).await.1, Status::Imported);
    assert_eq!(store.holdings(None, None).await.unwrap().of(Kind::Boundaries).count(), 1);
}

async fn an_older_day_of_knowledge_shows_what_was_known(ground: Ground) {
    let store = &ground.store;
    register(store, street("june", "2031-06-01", &["2031-01"])).await;
    register(store, street("may", "2031-05-01", &["2031-01"])).await;
    assert_eq!(current(store, Some("2031-05-31"), None).await, ["may: 2031-01"]);
    assert_eq!(current(store, Some("2031-06-01"), None).await, ["june: 2031-01", "may: "]);
    assert_eq!(current(store, Some("2031-04-30"), None).await, Vec::<String>::new());
    // What was in the register at number 1, whatever came after.
    assert_eq!(current(store, None, Some(1)).await, ["june: 2031-01"]);
    let pinned = store.holdings(Some("2031-06-30"), Some(1)).await.unwrap();
    assert_eq!((pinned.seq, pinned.as_of.as_deref()), (1, Some("2031-06-30")));
    assert_eq!(store.holdings(None, Some(99)).await.unwrap().seq, 2);
    assert_eq!(store.holdings(Some("30/06/2031"), None).await.unwrap_err().outcome, Outcome::Usage);
}

/// An extract of street rows that corrects another.
fn correction(name: &str, corrects: &str, received: &str, months: &[&str]) -> ExtractFacts {
    let mut facts = street(name, received, months);
    facts.notes.insert(ExtractFacts::CORRECTS.into(), corrects.into());
    facts
}

async fn a_correction_stands_beside_what_it_corrects(ground: Ground) {
    let store = &ground.store;
    register(store, street("june", "2031-06-01", &["2031-01", "2031-02"])).await;
    // A month the corrected extract has, and one it has not.
    let corrected = correction("mended", "june", "2031-06-03", &["2031-01", "2031-03"]);
    assert_eq!(register(store, corrected).await, (2, Status::Imported), "it supersedes nothing");
    assert_eq!(current(store, None, None).await, ["june: 2031-01 2031-02", "mended: 2031-01 2031-03"]);
    assert_eq!(current(store, Some("2031-06-02"), None).await, ["june: 2031-01 2031-02"]);
    // A later delivery of a month takes both; received before the correction it makes no difference.
    assert_eq!(register(store, street("again", "2031-06-02", &["2031-01"])).await.1, Status::Supersedes);
    assert_eq!(current(store, None, None).await, ["june: 2031-02", "mended: 2031-03", "again: 2031-01"]);
    assert_eq!(register(store, street("rest", "2031-07-01", &["2031-02"])).await.1, Status::Supersedes);
    assert_eq!(current(store, None, None).await, ["june: ", "mended: ", "again: 2031-01", "rest: 2031-02"]);
    // A month only the correction has is nobody's to lose.
    assert_eq!(register(store, street("march", "2031-07-02", &["2031-03"])).await.1, Status::Imported);
    // The same content registers once, and the record agrees with itself.
    assert_eq!(register(store, correction("mended", "june", "2031-06-03", &["2031-01"])).await, (2, Status::Same));
    assert_eq!(store.check_rows().await.unwrap().findings, []);
}

async fn a_chain_of_corrections_follows_its_root(ground: Ground) {
    let store = &ground.store;
    register(store, street("june", "2031-06-01", &["2031-01", "2031-02"])).await;
    register(store, correction("first", "june", "2031-06-05", &["2031-01"])).await;
    register(store, correction("second", "first", "2031-06-04", &["2031-02"])).await;
    assert_eq!(current(store, None, None).await, ["june: 2031-01 2031-02", "first: 2031-01", "second: 2031-02"]);
    register(store, street("july", "2031-07-01", &["2031-01"])).await;
    assert_eq!(current(store, None, None).await, ["june: 2031-02", "first: ", "second: 2031-02", "july: 2031-01"]);
    // A correction is seen only with what it corrects.
    assert_eq!(current(store, Some("2031-06-04"), None).await, ["june: 2031-01 2031-02", "second: "]);
    // Its kind is part of what it names: another kind's extract of that name is not meant.
    let mut stray = extract(Kind::Population, "stray", "2031-06-06", &[("lsoa21", "", 3)]);
    stray.notes.insert(ExtractFacts::CORRECTS.into(), "june".into());
    register(store, stray).await;
    assert_eq!(store.holdings(None, None).await.unwrap().of(Kind::Population).count(), 0);
}

async fn lookups_stand_in_for_days_before_they_came(ground: Ground) {
    let store = &ground.store;
    for (name, received) in [("second", "2031-06-01"), ("third", "2031-07-01"), ("first", "2031-05-01")] {
        register(store, extract(Kind::AreaLookup, name, received, &[("lsoa21-ward24", "", 3)])).await;
    }
    let wins = async |day: Option<&str>| {
        let holdings = store.holdings(day, None).await.unwrap();
        holdings.of(Kind::AreaLookup).map(|h| h.facts.passport.extract.clone()).collect::<Vec<_>>()
    };
    assert_eq!(wins(None).await, ["third"]);
    assert_eq!(wins(Some("2031-06-15")).await, ["second"]);
    assert_eq!(wins(Some("2031-05-01")).await, ["first"]);
    assert_eq!(wins(Some("2020-01-01")).await, ["first"]);
}

async fn an_extract_is_found_by_the_beginning_of_its_name(ground: Ground) {
    let store = &ground.store;
    for name in ["abc", "abcd", "abx", "%"] {
        register(store, street(name, "2031-05-01", &["2031-01"])).await;
    }
    for (wanted, found) in [
        ("abc", Ok("abc")),
        ("abcd", Ok("abcd")),
        ("abx", Ok("abx")),
        ("ab", Err("extract-ambiguous")),
        ("ABC", Err("extract-unknown")),
        ("%", Ok("%")),
        ("_bc", Err("extract-unknown")),
        ("", Err("extract-unknown")),
    ] {
        let got = store.extract(wanted).await.map(|h| h.facts.passport.extract).map_err(|t| t.code);
        assert_eq!(got.as_deref().map_err(|code| *code), found, "{wanted}");
    }
}

async fn text_is_ordered_by_its_bytes(ground: Ground) {
    // Three that begin alike: the first two by byte order are named, capitals before small letters.
    for name in ["xb", "xB", "xa", "xA"] {
        register(&ground.store, street(name, "2031-05-01", &["2031-01"])).await;
    }
    let message = ground.store.extract("x").await.unwrap_err().message;
    assert!(message.contains("`xA`") && message.contains("`xB`"), "{message}");
}

async fn rejects_come_in_pages_and_as_a_table(ground: Ground) {
    let store = &ground.store;
    let problems: Vec<Problem> = (2..=250).map(problem).collect();
    let mut facts = street("alpha", "2031-05-01", &["2031-01"]);
    store.register(&mut facts, &problems).await.unwrap();
    assert_eq!(store.rejects(1, 0, 1000).await.unwrap(), problems);
    assert_eq!(store.rejects(1, 100, 3).await.unwrap(), problems[100..103]);
    assert!(store.rejects(1, 249, 3).await.unwrap().is_empty());
    assert!(store.rejects(2, 0, 3).await.unwrap().is_empty());
    let table = store.rejects_table(10).await.unwrap();
    assert_eq!(table.rows.len(), 10);
    assert_eq!(table.rows[0][table.position("extract").unwrap()], Value::Text("alpha".into()));
    assert_eq!(table.rows[0][table.position("row").unwrap()], Value::Whole(2));
    assert_eq!(table.rows[0][table.position("fields").unwrap()], Value::Text(r#"["","January, 2031","say \"so\""]"#.into()));
}

async fn a_failed_registration_keeps_nothing(ground: Ground) {
    let store = &ground.store;
    // Each is wrong in a way that shows at another moment of the transaction, or before it.
    let mut twice = street("twice", "2031-05-01", &["2031-01", "2031-01"]);
    let mut no_day = street("no-day", "1 May 2031", &["2031-01"]);
    let mut no_moment = street("no-moment", "2031-05-01", &["2031-01"]);
    no_moment.imported_at = "noon".into();
    let mut too_many = street("too-many", "2031-05-01", &["2031-01", "2031-02"]);
    too_many.units[1].rows = u64::MAX;
    for facts in [&mut twice, &mut no_day, &mut no_moment, &mut too_many] {
        store.register(facts, &[]).await.unwrap_err();
    }
    let mut bad_row = street("bad-row", "2031-05-01", &["2031-01"]);
    store.register(&mut bad_row, &[problem(2), problem(u64::MAX)]).await.unwrap_err();
    assert!(store.extracts().await.unwrap().is_empty());
    // And the place it would have had is free.
    assert_eq!(register(store, street("good", "2031-05-01", &["2031-01"])).await.0, 1);
    assert_eq!(store.rejects(1, 0, 9).await.unwrap(), []);
    // A name that is taken: the database itself says no.
    let mut taken = street("other", "2031-05-01", &["2031-01"]);
    taken.passport.extract = "good".into();
    assert_eq!(store.register(&mut taken, &[]).await.unwrap_err().outcome, Outcome::Failed);
    assert_eq!(store.extracts().await.unwrap().len(), 1);
}

async fn twenty_registrations_at_once_lose_none(ground: Ground) {
    let mut stores = vec![ground.store.clone()];
    for _ in 0..3 {
        stores.push(ground.another_store().await);
    }
    let mut running = Vec::new();
    for n in 0..20 {
        let store = stores[n % stores.len()].clone();
        running.push(tokio::spawn(async move { register(&store, street(&format!("extract-{n:02}"), "2031-05-01", &["2031-01"])).await }));
    }
    let mut numbers = BTreeSet::new();
    let mut superseding = 0;
    for task in running {
        let (seq, status) = task.await.unwrap();
        numbers.insert(seq);
        superseding += usize::from(status == Status::Supersedes);
    }
    assert_eq!(numbers, (1..=20).collect());
    assert_eq!(superseding, 19, "whoever comes first displaces nothing, each other displaces the one before");
    let live = current(&ground.store, None, None).await.into_iter().filter(|line| line.ends_with("2031-01")).count();
    assert_eq!(live, 1);
}

async fn twenty_of_the_same_content_keep_one(ground: Ground) {
    let mut running = Vec::new();
    for n in 0..20 {
        let store = if n % 5 == 0 { ground.another_store().await } else { ground.store.clone() };
        running.push(tokio::spawn(async move { register(&store, street("alpha", "2031-05-01", &["2031-01"])).await }));
    }
    let mut statuses = Vec::new();
    for task in running {
        statuses.push(task.await.unwrap().1);
    }
    assert_eq!(statuses.iter().filter(|s| **s == Status::Imported).count(), 1);
    assert_eq!(statuses.iter().filter(|s| **s == Status::Same).count(), 19);
    assert_eq!(ground.store.extracts().await.unwrap().len(), 1);
}

async fn a_dropped_transaction_keeps_nothing(ground: Ground) {
    // Enough rejected rows that the registration is cut off between two statements, at several moments.
    let problems: Vec<Problem> = (2..=400).map(problem).collect();
    let mut cut = 0;
    for n in 0..12 {
        let mut facts = street("alpha", "2031-05-01", &["2031-01"]);
        let patience = std::time::Duration::from_micros(200 * (n + 1));
        if tokio::time::timeout(patience, ground.store.register(&mut facts, &problems)).await.is_err() {
            cut += 1;
        } else {
            break;
        }
    }
    assert!(cut > 0, "no registration was cut off");
    let store = ground.another_store().await;
    let whole = store.extracts().await.unwrap().len();
    let rejects = store.rejects(1, 0, 1000).await.unwrap().len();
    assert!(matches!((whole, rejects), (0, 0) | (1, 399)), "half kept: {whole} extracts, {rejects} rejected rows");
    let (seq, status) = register(&store, street("beta", "2031-05-01", &["2031-02"])).await;
    assert_eq!((seq, status), (1 + i64::try_from(whole).unwrap(), Status::Imported));
    assert!(store.check_rows().await.unwrap().findings.iter().all(|f| f.code == "rejects-disagree"));
}

async fn a_reader_is_not_stopped_by_a_writer(ground: Ground) {
    register(&ground.store, street("alpha", "2031-05-01", &["2031-01"])).await;
    let store = ground.store.clone();
    let problems: Vec<Problem> = (2..=3000).map(problem).collect();
    let writing = tokio::spawn(async move { store.register(&mut street("beta", "2031-05-01", &["2031-02"]), &problems).await.unwrap() });
    while !writing.is_finished() {
        let seen = ground.store.extracts().await.unwrap().len();
        assert!((1..=2).contains(&seen));
    }
    writing.await.unwrap();
    assert_eq!(ground.store.extracts().await.unwrap().len(), 2);
}

pub fn figure(id: &str, value: Option<serde_json::Value>) -> FigureRecord {
    FigureRecord {
        id: id.into(),
        title: "Invented crimes".into(),
        kind: if value.is_some() { "count".into() } else { "table".into() },
        unit: "crimes".into(),
        period: "2031-01 to 2031-03".into(),
        area: "E07000999".into(),
        rows: if value.is_some() { None } else { Some(serde_json::json!([{"ward": "Invented Ward", "crimes": 3}])) },
        value,
        rules: vec!["rounding@1".into()],
        extracts: vec!["alpha".into()],
        query: "SELECT COUNT(*) FROM incidents".into(),
        rows_query: "SELECT * FROM incidents".into(),
    }
}

pub fn assessment(area: &str, figures: Vec<FigureRecord>) -> NewAssessment {
    NewAssessment {
        area_code: area.into(),
        area_name: "Invented District".into(),
        period: "2031-01 to 2031-03".into(),
        made_at: "2031-07-01T12:00:00Z".into(),
        made_by: "operator:1000".into(),
        holdings_seq: 3,
        as_of: Some("2031-06-30".into()),
        rules: vec!["change-test@1".into()],
        figures,
        document_json: r#"{"title":"Invented"}"#.into(),
    }
}

async fn an_assessment_and_its_figures_are_read_back(ground: Ground) {
    let store = &ground.store;
    let made = assessment("E07000999", vec![figure("total", Some(serde_json::json!(12))), figure("by-ward", None)]);
    assert_eq!(store.save_assessment(&made).await.unwrap(), 1);
    let head = store.latest_assessment("E07000999").await.unwrap().unwrap();
    assert_eq!((head.id, head.area_name.as_str(), head.holdings_seq), (1, "Invented District", 3));
    assert_eq!((head.as_of.as_deref(), &head.rules), (Some("2031-06-30"), &made.rules));
    assert_eq!(store.assessment(1).await.unwrap(), Some(head.clone()));
    assert_eq!(store.assessments().await.unwrap(), [head]);
    assert_eq!(store.figures(1).await.unwrap(), made.figures);
    assert_eq!(store.document(1).await.unwrap(), Some(made.document_json));
    assert_eq!(store.document(2).await.unwrap(), None);
    assert_eq!(store.latest_assessment("E07000998").await.unwrap(), None);
    assert_eq!(store.figure("none").await.unwrap(), None);
}

async fn the_newest_assessment_answers_for_a_figure(ground: Ground) {
    let store = &ground.store;
    for value in [1, 2] {
        store.save_assessment(&assessment("E07000999", vec![figure("total", Some(serde_json::json!(value)))])).await.unwrap();
    }
    store.save_assessment(&assessment("E07000998", vec![figure("other", Some(serde_json::Value::Null))])).await.unwrap();
    let (head, found) = store.figure("total").await.unwrap().unwrap();
    assert_eq!((head.id, found.value), (2, Some(serde_json::json!(2))));
    assert_eq!(store.figures(1).await.unwrap()[0].value, Some(serde_json::json!(1)), "the older figure stays what it was");
    assert_eq!(store.latest_assessment("E07000999").await.unwrap().unwrap().id, 2);
    // A strategic assessment states figures of its own, and is no first count of the district.
    let rules = vec!["assessment-components@2007".into(), "change-test@1".into()];
    let strategic = NewAssessment { rules, ..assessment("E07000999", vec![figure("asb", Some(serde_json::json!(5)))]) };
    assert_eq!(store.save_assessment(&strategic).await.unwrap(), 4);
    assert_eq!(store.latest_assessment("E07000999").await.unwrap().unwrap().id, 2);
    assert!(store.assessments().await.unwrap().iter().all(|head| head.id != 4));
    assert_eq!(store.figure("asb").await.unwrap().unwrap().0.id, 4);
    assert_eq!(store.assessment(4).await.unwrap().unwrap().rules.len(), 2);
}

async fn two_figures_of_one_name_keep_nothing(ground: Ground) {
    let store = &ground.store;
    let both = vec![figure("total", Some(serde_json::json!(1))), figure("total", Some(serde_json::json!(2)))];
    store.save_assessment(&assessment("E07000999", both)).await.unwrap_err();
    assert!(store.assessments().await.unwrap().is_empty());
    assert!(store.figures(1).await.unwrap().is_empty());
}

async fn the_figures_table_shows_bare_values(ground: Ground) {
    let store = &ground.store;
    let values = [Some(serde_json::json!(12)), Some(serde_json::json!("-10.6%")), None, Some(serde_json::json!(-0.5))];
    let figures = values.iter().enumerate().map(|(n, v)| figure(&format!("figure-{n}"), v.clone())).collect();
    store.save_assessment(&assessment("E07000999", figures)).await.unwrap();
    let table = store.figures_table().await.unwrap();
    let at = table.position("value").unwrap();
    let shown: Vec<String> = table.rows.iter().map(|row| row[at].to_bare()).collect();
    assert_eq!(shown, ["12", "-10.6%", "", "-0.5"]);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

async fn the_operations_log_is_kept_in_order(ground: Ground) {
    let store = &ground.store;
    for (n, what) in (1..).zip(["init", "sweep", "backup"]) {
        let at = format!("2031-07-01T12:00:0{n}+01:00");
        assert_eq!(store.log_operation(&at, "operator:1000", what, "one orphan folder").await.unwrap(), n);
    }
    let log = store.operations(2).await.unwrap();
    assert_eq!(log.iter().map(|o| o.what.as_str()).collect::<Vec<_>>(), ["backup", "sweep"]);
    assert_eq!(log[0].at, "2031-07-01T11:00:03Z");
}

pub fn entry(id: &str, seen: i64, says: &str) -> NewEntry {
    NewEntry {
        register: "invented".into(),
        id: id.into(),
        at: "2031-07-01T12:00:00.5Z".into(),
        who: "operator:1000".into(),
        body: serde_json::json!({ "says": says, "odd": "nul-free “£” 😀" }),
        seen,
        rests_on: Vec::new(),
    }
}

/// `id says` of each entry.
fn said(entries: &[store::Entry]) -> Vec<String> {
    entries.iter().map(|e| format!("{} {}", e.id, e.body["says"].as_str().unwrap())).collect()
}

async fn the_newest_entry_is_the_state_and_the_others_stay(ground: Ground) {
    let store = &ground.store;
    assert_eq!((store.last_entry().await.unwrap(), store.entries("invented", None).await.unwrap().len()), (0, 0));
    assert_eq!(store.append_entry(&entry("beta", 0, "one")).await.unwrap(), 1);
    assert_eq!(store.append_entry(&entry("alpha", 0, "two")).await.unwrap(), 2);
    assert_eq!(store.append_entry(&entry("beta", 1, "three")).await.unwrap(), 3);
    let elsewhere = NewEntry { register: "other".into(), ..entry("beta", 0, "four") };
    assert_eq!(store.append_entry(&elsewhere).await.unwrap(), 4);
    assert_eq!(said(&store.entries("invented", None).await.unwrap()), ["alpha two", "beta three"]);
    assert_eq!(said(&store.entries("invented", Some(2)).await.unwrap()), ["alpha two", "beta one"]);
    assert_eq!(said(&store.entries("invented", Some(1)).await.unwrap()), ["beta one"]);
    assert_eq!(said(&store.journal("invented", None).await.unwrap()), ["beta one", "alpha two", "beta three"]);
    assert_eq!(said(&store.journal("invented", Some(2)).await.unwrap()), ["beta one", "alpha two"]);
    assert_eq!(said(&store.entry_history("invented", "beta", None).await.unwrap()), ["beta one", "beta three"]);
    assert_eq!(said(&store.entry_history("invented", "beta", Some(2)).await.unwrap()), ["beta one"]);
    assert_eq!(said(&store.entries_after("invent", 1).await.unwrap()), ["alpha two", "beta three"]);
    assert_eq!(said(&store.entries_after("", 3).await.unwrap()), ["beta four"]);
    assert!(store.entries_after("invented", 3).await.unwrap().is_empty());
    let newest = ground.another_store().await.entry("invented", "beta", None).await.unwrap().unwrap();
    assert_eq!((newest.seq, newest.at.as_str(), newest.who.as_str()), (3, "2031-07-01T12:00:00Z", "operator:1000"));
    assert_eq!(newest.body, entry("beta", 1, "three").body);
    assert_eq!(store.entry("invented", "beta", Some(0)).await.unwrap(), None);
    assert_eq!(store.entry("other", "alpha", None).await.unwrap(), None);
    assert_eq!(store.last_entry().await.unwrap(), 4);
}

async fn an_entry_over_one_not_seen_is_refused(ground: Ground) {
    let store = &ground.store;
    store.append_entry(&entry("alpha", 0, "one")).await.unwrap();
    let other = NewEntry { who: "operator:1001".into(), ..entry("alpha", 1, "two") };
    store.append_entry(&other).await.unwrap();
    for stale in [0, 1, 3] {
        let trouble = store.append_entry(&entry("alpha", stale, "mine")).await.unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "entry-changed"));
        assert!(trouble.message.contains("`operator:1001` at `2031-07-01T12:00:00Z`"), "{}", trouble.message);
    }
    assert_eq!(store.append_entry(&entry("beta", 7, "mine")).await.unwrap_err().code, "entry-changed");
    // What was decided by something else is written only while that stands as it was.
    let resting = |seen| NewEntry {
        rests_on: vec![store::RestsOn { register: "invented".into(), id: "alpha".into(), seen }],
        ..entry("gamma", 0, "resting")
    };
    assert_eq!(store.append_entry(&resting(1)).await.unwrap_err().code, "entry-changed");
    assert_eq!(store.append_entry(&resting(0)).await.unwrap_err().code, "entry-changed");
    assert_eq!(said(&store.journal("invented", None).await.unwrap()), ["alpha one", "alpha two"]);
    store.append_entry(&resting(2)).await.unwrap();
}

async fn entries_are_appended_together_or_not_at_all(ground: Ground) {
    let store = &ground.store;
    assert_eq!(store.append_entries(&[]).await.unwrap(), Vec::<i64>::new());
    let both = [entry("alpha", 0, "one"), entry("beta", 0, "two")];
    assert_eq!(store.append_entries(&both).await.unwrap(), [1, 2]);
    let one_stale = [entry("gamma", 0, "three"), entry("alpha", 0, "four")];
    assert_eq!(store.append_entries(&one_stale).await.unwrap_err().code, "entry-changed");
    let twice = [entry("gamma", 0, "three"), entry("gamma", 0, "four")];
    assert_eq!(store.append_entries(&twice).await.unwrap_err().code, "entry-twice");
    let no_moment = NewEntry { at: "noon".into(), ..entry("gamma", 0, "five") };
    store.append_entry(&no_moment).await.unwrap_err();
    let nobody = NewEntry { who: String::new(), ..entry("gamma", 0, "five") };
    store.append_entry(&nobody).await.unwrap_err();
    assert_eq!(said(&store.journal("invented", None).await.unwrap()), ["alpha one", "beta two"]);
    assert_eq!(store.append_entry(&entry("gamma", 0, "six")).await.unwrap(), 3, "the place is free");
}

async fn twenty_entries_at_once_lose_none(ground: Ground) {
    let mut stores = vec![ground.store.clone()];
    for _ in 0..3 {
        stores.push(ground.another_store().await);
    }
    let mut running = Vec::new();
    for n in 0..20 {
        let store = stores[n % stores.len()].clone();
        running.push(tokio::spawn(async move { store.append_entry(&entry(&format!("thing-{n:02}"), 0, "one")).await.unwrap() }));
    }
    let mut places = BTreeSet::new();
    for task in running {
        places.insert(task.await.unwrap());
    }
    assert_eq!(places, (1..=20).collect());
    assert_eq!(ground.store.entries("invented", None).await.unwrap().len(), 20);
}

async fn twenty_changes_of_one_thing_keep_the_first(ground: Ground) {
    ground.store.append_entry(&entry("alpha", 0, "one")).await.unwrap();
    let mut running = Vec::new();
    for n in 0..20 {
        let store = if n % 5 == 0 { ground.another_store().await } else { ground.store.clone() };
        running.push(tokio::spawn(async move { store.append_entry(&entry("alpha", 1, "mine")).await }));
    }
    let mut kept = Vec::new();
    for task in running {
        match task.await.unwrap() {
            Ok(place) => kept.push(place),
            Err(trouble) => assert_eq!(trouble.code, "entry-changed"),
        }
    }
    assert_eq!(kept, [2]);
    assert_eq!(ground.store.journal("invented", None).await.unwrap().len(), 2);
}

async fn the_journal_cannot_be_rewritten(ground: Ground) {
    let store = &ground.store;
    for id in ["alpha", "beta"] {
        store.append_entry(&entry(id, 0, "one")).await.unwrap();
    }
    let before = store.journal("invented", None).await.unwrap();
    for statement in [
        "UPDATE entry SET body = '{}'",
        "UPDATE entry SET who = 'nobody' WHERE seq = 1",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE seq = 2",
        "INSERT INTO entry VALUES (2, 'invented', 'beta', '2031-07-01T12:00:00Z', 'operator:1000', '{}')",
        "INSERT INTO entry VALUES (9, 'invented', 'beta', '2031-07-01T12:00:00Z', 'operator:1000', '{}')",
    ] {
        assert!(try_raw(&ground, statement).await.is_err(), "{}: {statement}", ground.engine);
    }
    let of_one_engine = if ground.engine == "sqlite" {
        "INSERT OR REPLACE INTO entry VALUES (1, 'invented', 'alpha', '2031-07-01T12:00:00Z', 'operator:1000', '{}')"
    } else {
        "TRUNCATE entry"
    };
    assert!(try_raw(&ground, of_one_engine).await.is_err(), "{}: {of_one_engine}", ground.engine);
    assert_eq!(store.journal("invented", None).await.unwrap(), before);
}

async fn check_names_what_the_journal_lost(ground: Ground) {
    let store = &ground.store;
    for id in ["alpha", "beta", "gamma"] {
        store.append_entry(&entry(id, 0, "one")).await.unwrap();
    }
    assert_eq!(store.check_rows().await.unwrap().findings, []);
    // Whoever owns the database can take the guards away; `check` still sees what is missing.
    let on = if ground.engine == "sqlite" { "" } else { " ON entry" };
    for guard in ["entry_never_deleted", "entry_never_updated"] {
        raw(&ground, &format!("DROP TRIGGER {guard}{on}")).await;
    }
    raw(&ground, "DELETE FROM entry WHERE seq = 2").await;
    raw(&ground, "UPDATE entry SET body = 'not json' WHERE seq = 3").await;
    let codes: Vec<&str> = store.check_rows().await.unwrap().findings.iter().map(|f| f.code).collect();
    assert_eq!(
        codes,
        ["journal-gap", "journal-unreadable", "guard-missing", "guard-missing", "ledger-disagrees", "ledger-disagrees"],
        "the ledger knows what stood there"
    );
}

async fn check_is_content_with_a_sound_record(ground: Ground) {
    let store = &ground.store;
    assert_eq!(store.check_rows().await.unwrap(), store::CheckRows::default());
    let mut facts = street("alpha", "2031-05-01", &["2031-01", "2031-02"]);
    facts.passport.rows_rejected = 2;
    store.register(&mut facts, &[problem(2), problem(3)]).await.unwrap();
    let checked = store.check_rows().await.unwrap();
    assert_eq!(checked.findings, []);
    assert_eq!(checked.folders.len(), 1);
    let folder = &checked.folders[0];
    assert_eq!((folder.seq, folder.folder.as_str(), folder.rows, folder.parts.len()), (1, "folder-alpha", 10, 2));
}

async fn check_names_what_disagrees(ground: Ground) {
    let store = &ground.store;
    for name in ["alpha", "beta", "gamma"] {
        register(store, street(name, "2031-05-01", &["2031-01"])).await;
    }
    raw(&ground, "DELETE FROM extract_unit WHERE seq = 2").await;
    raw(&ground, "DELETE FROM extract WHERE seq = 2").await;
    raw(&ground, "UPDATE extract_unit SET rows = 4 WHERE seq = 1").await;
    raw(&ground, "INSERT INTO reject VALUES (3, 1, 'f', 2, '', 'r', 'm', '[]')").await;
    let codes: Vec<&str> = store.check_rows().await.unwrap().findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["ledger-disagrees", "units-disagree", "register-gap", "rejects-disagree"]);
}

async fn odd_text_survives(ground: Ground) {
    let store = &ground.store;
    let name = "Heddlu Dychmygol — “£” 😀 '; DROP TABLE extract; --";
    let long = "x".repeat(20_000);
    let mut facts =
        extract(Kind::PoliceStreet, "odd", "2031-05-01", &[(name, "2031-01", 1), (&long, "2031-01", 1), ("a\0b", "2031-01", 1)]);
    let mut odd = problem(2);
    odd.fields = vec!["nul \0 here".into(), name.into(), "line\r\nbreak".into()];
    odd.column = "nul \0 here".into();
    store.register(&mut facts, &[odd.clone()]).await.unwrap();
    let units = store.extracts().await.unwrap().remove(0).facts.units;
    assert_eq!(units.iter().map(|u| u.force.as_str()).collect::<Vec<_>>(), [name, long.as_str(), "a\u{fffd}b"]);
    let kept = store.rejects(1, 0, 1).await.unwrap().remove(0);
    assert_eq!((kept.fields, kept.column.as_str()), (odd.fields, "nul \u{fffd} here"));
}
