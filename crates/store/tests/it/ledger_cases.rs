//! The ledger: a row with each write and none without, readings committed together, guards.

use crate::cases::{assessment, entry, figure, street};
use crate::hand::{dropped_after, dumped, number, raw, take_guards_off, try_raw};
use crate::people::{AT, assert_sound, changed, destroyed, held, opened, reading, shared};
use crate::suite::{Ground, cases};
use ledger::{Event, GENESIS, Outcome};
use std::collections::BTreeSet;
use store::{Database, LedgerAsk, Store};

cases![
    each_write_has_its_row_in_the_ledger,
    what_is_refused_leaves_no_row,
    a_dropped_write_leaves_neither_itself_nor_its_row,
    three_hundred_readings_share_few_commits,
    an_event_that_says_nothing_harms_no_other,
    odd_text_stands_in_the_ledger_and_verifies,
    a_reader_asks_for_some_rows_of_the_ledger,
    the_guards_refuse_every_rewriting,
    check_names_a_guard_that_is_gone_or_guards_nothing,
    check_holds_the_ledger_against_what_it_tells_of,
];

/// One of everything that is written.
pub async fn one_of_each(store: &Store) {
    store.register(&mut street("alpha", "2031-05-01", &["2031-01"]), &[]).await.unwrap();
    store.append_entries(&[entry("one", 0, "first"), entry("two", 0, "first")]).await.unwrap();
    store.save_assessment(&assessment("E07000999", vec![figure("total", None)])).await.unwrap();
    opened(store, "p-1").await;
    changed(store, "u-two", "p-1", 1, "s1.1.two").await.unwrap();
    shared(store, "p-1", "invented-police").await.unwrap();
    held(store, "p-1", "review", true).await.unwrap();
    held(store, "p-1", "review", false).await.unwrap();
    store.record_event(reading("p-1")).await.unwrap();
    destroyed(store, "p-1").await.unwrap();
    store.certify_destruction("p-1", AT, "operator:1000").await.unwrap();
}

async fn events(store: &Store) -> Vec<Event> {
    let lines = store.ledger_lines(&LedgerAsk { limit: u32::MAX, ..LedgerAsk::default() }).await.unwrap();
    lines.into_iter().rev().map(|line| line.event.unwrap()).collect()
}

async fn each_write_has_its_row_in_the_ledger(ground: Ground) {
    let store = &ground.store;
    assert_eq!(store.ledger_head().await.unwrap(), (0, GENESIS.to_owned()));
    assert!(store.verify_ledger(&[]).await.unwrap().ok);
    one_of_each(store).await;
    let events = events(&ground.another_store().await).await;
    let line = |e: &Event| {
        let detail: Vec<String> =
            e.detail.iter().filter(|(key, _)| *key != "content").map(|(key, value)| format!("{key}={value}")).collect();
        format!("{} {} {} {}", e.who, e.what, e.thing, detail.join(" "))
    };
    assert_eq!(
        events.iter().map(line).collect::<Vec<_>>(),
        [
            "operator:1000 import extract:alpha kind=police-street status=imported",
            "operator:1000 record-entry invented:one entry=1",
            "operator:1000 record-entry invented:two entry=2",
            "operator:1000 assess assessment:1 area=E07000999 figures=1",
            "u-one record-person person:p-1 version=1",
            "u-two edit-person person:p-1 version=2",
            "u-one share-person person:p-1 data-type=offending disclosure=1 kind=shared method=meeting power=crime-and-disorder-act-115 reason=s1.1.reason to=invented-police",
            "u-one hold-person person:p-1 ground=review hold=placed number=1",
            "u-one hold-person person:p-1 ground=review hold=lifted number=2",
            "u-one read-person person:p-1 ",
            "u-one destroy-person person:p-1 ",
            "operator:1000 certify-destruction person:p-1 ",
        ]
    );
    let edit = &events[5];
    assert_eq!((edit.outcome, edit.at.as_str(), edit.purpose.as_str(), edit.door.as_str()), (Outcome::Done, AT, "public-safety", "page"));
    assert_eq!((edit.post.as_str(), edit.policies.as_slice()), ("officer invented-council", ["invented-policy".to_owned()].as_slice()));
    let verdict = store.verify_ledger(&[]).await.unwrap();
    assert!(verdict.ok && verdict.rows == 12, "{verdict:?}");
    assert_sound(&ground).await;
}

async fn what_is_refused_leaves_no_row(ground: Ground) {
    let store = &ground.store;
    one_of_each(store).await;
    let before = dumped(store).await;
    assert_eq!(store.register(&mut street("alpha", "2031-05-01", &["2031-01"]), &[]).await.unwrap().status, intake::Status::Same);
    store.append_entry(&entry("one", 0, "stale")).await.unwrap_err();
    let twice = vec![figure("total", None), figure("total", None)];
    store.save_assessment(&assessment("E07000999", twice)).await.unwrap_err();
    changed(store, "u-one", "p-1", 1, "s1.1.stale").await.unwrap_err();
    held(store, "p-1", "review", false).await.unwrap_err();
    shared(store, "p-9", "invented-police").await.unwrap_err();
    store.mark_destroyed("p-1", AT, "operator:1000").await.unwrap();
    assert_eq!(dumped(store).await, before);
}

async fn a_dropped_write_leaves_neither_itself_nor_its_row(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    let many: Vec<_> = (0..3).map(|n| entry(&format!("thing-{n}"), 0, "one")).collect();
    for waits in 0.. {
        if dropped_after(waits, store.append_entries(&many)).await.is_some() {
            assert!(waits > 1, "dropped {waits} times");
            break;
        }
    }
    for waits in 0.. {
        let seen = store.record_facts("p-1").await.unwrap().unwrap().version;
        if dropped_after(waits, changed(store, "u-one", "p-1", seen, "s1.1.x")).await.is_some() {
            assert!(waits > 1, "dropped {waits} times");
            break;
        }
    }
    // Each entry and version has its row, and each row its entry or version: that is what `check` compares.
    assert_sound(&ground).await;
    let entries = number(&ground, "SELECT CAST(COUNT(*) AS BIGINT) FROM entry").await;
    assert_eq!(entries, 3);
    let edits = number(&ground, "SELECT CAST(COUNT(*) AS BIGINT) FROM ledger WHERE what = 'edit-person'").await;
    assert_eq!(store.record_facts("p-1").await.unwrap().unwrap().version, 1 + edits);
    assert_eq!(store.ledger_head().await.unwrap().0, 1 + entries + edits);
}

async fn three_hundred_readings_share_few_commits(ground: Ground) {
    let store = &ground.store;
    store.record_event(reading("p-0")).await.unwrap();
    let before = commits(&ground).await;
    let mut running = Vec::new();
    for n in 0..300 {
        let store = store.clone();
        running.push(tokio::spawn(async move { (n, store.record_event(reading(&format!("p-{n}"))).await.unwrap().seq()) }));
    }
    let mut numbers = BTreeSet::new();
    let mut told = Vec::new();
    for task in running {
        let (n, seq) = task.await.unwrap();
        numbers.insert(seq);
        told.push((seq, format!("person:p-{n}")));
    }
    assert_eq!(numbers, (2..=301).collect(), "without gaps, each told its own");
    let commits = commits(&ground).await - before;
    assert!((1..=30).contains(&commits), "{commits} commits for 300 readings");
    let events = events(&ground.another_store().await).await;
    for (seq, thing) in told {
        assert_eq!(events[usize::try_from(seq).unwrap() - 1].thing, thing);
    }
    assert_sound(&ground).await;
}

/// How many commits there were, as the engine's own files tell: the marks of commits in SQLite's log, the transactions that
/// rows of the ledger were born in on PostgreSQL.
async fn commits(ground: &Ground) -> i64 {
    match &ground.database {
        Database::Postgres(_) => number(ground, "SELECT COUNT(DISTINCT CAST(xmin AS TEXT)) FROM ledger").await,
        Database::Sqlite(path) => {
            let log = std::fs::read(path.with_extension("sqlite-wal")).unwrap();
            let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
            let (page, salts) = (word(8) as usize, (word(16), word(20)));
            let frames = (32..).step_by(24 + page).take_while(|at| at + 24 + page <= log.len());
            let ours = frames.take_while(|at| (word(at + 8), word(at + 12)) == salts);
            i64::try_from(ours.filter(|at| word(at + 4) != 0).count()).unwrap()
        }
    }
}

async fn an_event_that_says_nothing_harms_no_other(ground: Ground) {
    let store = &ground.store;
    let long = "x".repeat(601);
    let wrong = [
        Event { at: "noon".into(), ..reading("p-1") },
        Event { who: String::new(), ..reading("p-1") },
        Event { what: String::new(), ..reading("p-1") },
        Event { thing: String::new(), ..reading("p-1") },
        Event { thing: long, ..reading("p-1") },
    ];
    let mut running = Vec::new();
    for n in 0..40 {
        let event = if n % 2 == 0 { reading("p-1") } else { wrong[n / 2 % wrong.len()].clone() };
        let store = store.clone();
        running.push(tokio::spawn(async move { store.record_event(event).await }));
    }
    let mut refused = 0;
    for (n, task) in running.into_iter().enumerate() {
        let recorded = task.await.unwrap();
        assert_eq!(recorded.is_ok(), n % 2 == 0, "{n}: {recorded:?}");
        refused += usize::from(recorded.is_err_and(|trouble| matches!(trouble.code, "ledger-event" | "time-shape")));
    }
    assert_eq!((refused, store.ledger_head().await.unwrap().0), (20, 20));
    // A write whose row the ledger can't take is not kept either.
    store.append_entry(&entry(&"y".repeat(700), 0, "long")).await.unwrap_err();
    assert_eq!(store.last_entry().await.unwrap(), 0);
    assert_sound(&ground).await;
}

async fn odd_text_stands_in_the_ledger_and_verifies(ground: Ground) {
    let store = &ground.store;
    let odd = "Heddlu Dychmygol \0 — “£” 😀 '; DROP TABLE ledger; -- \r\n\t\u{2028}\u{202e}\\";
    let event = Event {
        at: "2031-07-01T13:00:00.999+01:00".into(),
        who: odd.into(),
        thing: format!("person:{odd}"),
        post: odd.into(),
        ..reading("p")
    };
    let event = event.with("reason", odd.repeat(900)).with(odd, "");
    store.record_event(event).await.unwrap();
    let mut said = entry("odd", 0, odd);
    said.body = serde_json::json!({ "nul \0": odd });
    store.append_entry(&said).await.unwrap();
    let mut paper = assessment("E07000999", vec![]);
    paper.document_json = format!("{{\"title\": \"{odd}\"}}");
    store.save_assessment(&paper).await.unwrap();
    assert_sound(&ground).await;
    let kept = events(store).await;
    assert_eq!((kept[0].at.as_str(), kept[0].who.as_str()), (AT, odd.replace('\0', "\u{fffd}").as_str()));
    assert_eq!((&kept[0].detail["reason"], kept[0].post.as_str()), (&odd.repeat(900), odd), "in a body NUL is written as six letters");
}

async fn a_reader_asks_for_some_rows_of_the_ledger(ground: Ground) {
    let store = &ground.store;
    for n in 0..30 {
        let at = format!("2031-07-{:02}T12:00:00Z", n + 1);
        let event = Event {
            at,
            who: format!("u-{}", n % 3),
            what: if n % 2 == 0 { "read-person" } else { "edit-person" }.into(),
            thing: format!("person:p-{}", n % 5),
            ..reading("p")
        };
        store.record_event(event).await.unwrap();
    }
    let ask = LedgerAsk { limit: 100, ..LedgerAsk::default() };
    for (ask, found) in [
        (ask.clone(), 30),
        (LedgerAsk { limit: 7, ..ask.clone() }, 7),
        (LedgerAsk { limit: 0, ..ask.clone() }, 0),
        (LedgerAsk { who: "u-1".into(), ..ask.clone() }, 10),
        (LedgerAsk { what: "read-person".into(), ..ask.clone() }, 15),
        (LedgerAsk { thing: "person:p-4".into(), ..ask.clone() }, 6),
        (LedgerAsk { who: "u-1".into(), what: "edit-person".into(), thing: "person:p-1".into(), ..ask.clone() }, 1),
        (LedgerAsk { since: "2031-07-10".into(), until: "2031-07-12".into(), ..ask.clone() }, 2),
        (LedgerAsk { since: "2031-07-10T12:00:00Z".into(), until: "2031-07-10T12:00:00Z".into(), ..ask.clone() }, 0),
        (LedgerAsk { who: "' OR 1=1 --".into(), ..ask.clone() }, 0),
    ] {
        let lines = store.ledger_lines(&ask).await.unwrap();
        assert_eq!(lines.len(), found, "{ask:?}");
        assert!(lines.is_sorted_by(|a, b| a.seq > b.seq), "newest first");
    }
    assert_eq!(store.ledger_lines(&LedgerAsk { limit: 2, ..ask }).await.unwrap()[0].seq, 30);
}

async fn the_guards_refuse_every_rewriting(ground: Ground) {
    let store = &ground.store;
    one_of_each(store).await;
    opened(store, "p-2").await;
    changed(store, "u-two", "p-2", 1, "s1.1.two").await.unwrap();
    let before = dumped(store).await;
    let at = "'2031-07-01T12:00:00Z'";
    let hash = "0".repeat(64);
    let ledger = |seq: i64| format!("INTO ledger VALUES ({seq}, {at}, 'u-x', 'read-person', 'person:p-1', '{{}}', '{hash}')");
    let version = |n: i64| format!("INTO record_version VALUES ('p-2', {n}, {at}, 'u-x', '', 0, 's1.1.forged')");
    let disclosure = |seq: i64| format!("INTO disclosure VALUES ({seq}, 'p-2', 'shared', '', '', {at}, 'u-x', '', '', '', '', '')");
    let hold = |seq: i64| format!("INTO hold VALUES ({seq}, 'p-2', 'review', 1, {at}, 'u-x', NULL)");
    let record = |id: &str| format!("INTO record VALUES ('{id}', 'person', 'o', '[]', 'r', 'm', 0, 'open', NULL, 1, {at}, NULL, NULL)");
    let mut statements: Vec<String> = ["ledger", "record_version", "disclosure", "hold", "record", "entry"]
        .iter()
        .flat_map(|table| [format!("DELETE FROM {table}"), format!("UPDATE {table} SET who = 'u-x'")])
        .filter(|statement| !statement.starts_with("UPDATE record SET"))
        .collect();
    for inserted in [
        ledger(1),
        ledger(14),
        ledger(16),
        version(1),
        version(4),
        disclosure(1),
        disclosure(3),
        hold(2),
        hold(4),
        record("p-1"),
        record("p-2"),
    ] {
        statements.push(format!("INSERT {inserted}"));
    }
    for (set, id) in [
        ("id = 'p-3'", "p-2"),
        ("kind = 'user'", "p-2"),
        ("originator = 'invented-police'", "p-2"),
        ("opened_at = '2031-07-01T13:00:00Z'", "p-2"),
        ("version = 1", "p-2"),
        ("version = 4", "p-2"),
        ("certified_at = '2031-07-01T13:00:00Z'", "p-2"),
        ("state = 'closed'", "p-2"),
        ("closed_on = '2031-07-01'", "p-2"),
        ("state = 'open', destroyed_at = NULL, certified_at = NULL", "p-1"),
        ("state = 'open', destroyed_at = NULL", "p-1"),
        ("destroyed_at = '2031-07-01T13:00:00Z'", "p-1"),
        ("certified_at = '2031-07-01T13:00:00Z'", "p-1"),
        ("certified_at = NULL", "p-1"),
        ("version = 3", "p-1"),
    ] {
        statements.push(format!("UPDATE record SET {set} WHERE id = '{id}'"));
    }
    for table in ["ledger", "record_version", "disclosure", "hold", "entry"] {
        let key = if table == "record_version" { "version" } else { "seq" };
        statements.push(format!("DELETE FROM {table} WHERE {key} = 1"));
        statements.push(format!("UPDATE {table} SET {key} = 77 WHERE {key} = 1"));
    }
    if ground.engine == "sqlite" {
        for inserted in [ledger(1), version(1), disclosure(1), hold(1), record("p-1"), record("p-2")] {
            statements.push(format!("PRAGMA foreign_keys = OFF; INSERT OR REPLACE {inserted}"));
        }
        statements.push("PRAGMA foreign_keys = OFF; UPDATE OR REPLACE record SET id = 'p-1' WHERE id = 'p-2'".into());
    } else {
        for table in ["ledger", "record", "record_version", "disclosure", "hold", "entry"] {
            statements.push(format!("TRUNCATE {table} CASCADE"));
        }
        statements.push(format!("INSERT {} ON CONFLICT (seq) DO UPDATE SET who = 'u-x'", ledger(1)));
        statements.push(format!("INSERT {} ON CONFLICT (id) DO UPDATE SET marking = 'none'", record("p-2")));
    }
    for statement in &statements {
        assert!(try_raw(&ground, statement).await.is_err(), "{}: {statement}", ground.engine);
    }
    assert_eq!(dumped(store).await, before);
    assert_sound(&ground).await;
}

async fn check_names_a_guard_that_is_gone_or_guards_nothing(ground: Ground) {
    let store = &ground.store;
    let found = async || store.check_rows().await.unwrap().findings.into_iter().map(|f| (f.code, f.message)).collect::<Vec<_>>();
    assert_eq!(found().await, []);
    let (on, again) = if ground.engine == "sqlite" {
        ("", "CREATE TRIGGER ledger_never_deleted BEFORE DELETE ON ledger WHEN 0 BEGIN SELECT 1; END;".to_owned())
    } else {
        let nothing = "CREATE OR REPLACE FUNCTION ledger_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;";
        (
            " ON ledger",
            format!(
                "{nothing} CREATE TRIGGER ledger_never_deleted BEFORE DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_never_deleted();"
            ),
        )
    };
    raw(&ground, &format!("DROP TRIGGER ledger_never_deleted{on}")).await;
    let gone = found().await;
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(gone[0].0 == "guard-missing" && gone[0].1.contains("`ledger_never_deleted`"), "{gone:?}");
    raw(&ground, &again).await;
    let changed = found().await;
    assert!(changed.iter().any(|(code, message)| *code == "guard-changed" && message.contains("`ledger_never_deleted`")), "{changed:?}");
    if ground.engine == "postgres" {
        raw(&ground, "ALTER TABLE record DISABLE TRIGGER record_stays_destroyed").await;
        assert!(found().await.iter().any(|(code, message)| *code == "guard-missing" && message.contains("`record_stays_destroyed`")));
    }
    for table in ["entry", "ledger", "record", "record_version", "disclosure", "hold"] {
        if table != "ledger" {
            take_guards_off(&ground, table).await;
        }
    }
    let missing = found().await.iter().filter(|(code, _)| *code == "guard-missing").count();
    assert_eq!(
        missing,
        if ground.engine == "sqlite" { 16 } else { 21 },
        "three a table, four of a record; a truncation more on PostgreSQL"
    );
}

async fn check_holds_the_ledger_against_what_it_tells_of(ground: Ground) {
    let store = &ground.store;
    one_of_each(store).await;
    opened(store, "p-2").await;
    changed(store, "u-two", "p-2", 1, "s1.1.two").await.unwrap();
    assert_sound(&ground).await;
    for table in ["entry", "record", "record_version", "disclosure", "hold"] {
        take_guards_off(&ground, table).await;
    }
    let at = "'2031-07-01T12:00:00Z'";
    for (statement, back, says) in [
        (
            "UPDATE entry SET body = '{\"says\":\"forged\"}' WHERE seq = 1".to_owned(),
            None,
            "entry number 1 is not what the ledger says was written",
        ),
        (
            format!("INSERT INTO entry VALUES (3, 'invented', 'three', {at}, 'u-x', '{{}}')"),
            Some("DELETE FROM entry WHERE seq = 3"),
            "entry number 3 stands in no row of the ledger",
        ),
        ("DELETE FROM entry WHERE seq = 2".to_owned(), None, "entry number 2 stands in the ledger and is not there"),
        (
            "UPDATE record_version SET sealed = 's1.1.forged' WHERE record = 'p-2' AND version = 1".to_owned(),
            None,
            "version 1 of `person:p-2` is not what",
        ),
        (
            "DELETE FROM record_version WHERE record = 'p-2' AND version = 2".to_owned(),
            None,
            "version 2 of `person:p-2` stands in the ledger and is not there",
        ),
        ("UPDATE disclosure SET to_organisation = 'nobody'".to_owned(), None, "disclosure number 1 is not what"),
        (
            format!("INSERT INTO disclosure VALUES (2, 'p-2', 'shared', '', '', {at}, 'u-x', '', '', '', '', '')"),
            None,
            "disclosure number 2 stands in no row",
        ),
        ("UPDATE hold SET ground = 'complaint' WHERE seq = 2".to_owned(), None, "hold number 2 is not what"),
        ("DELETE FROM hold WHERE seq = 1".to_owned(), None, "hold number 1 stands in the ledger and is not there"),
        (
            "UPDATE record SET state = 'open', destroyed_at = NULL, certified_at = NULL WHERE id = 'p-1'".to_owned(),
            None,
            "the destruction of `person:p-1` was decided",
        ),
        ("UPDATE extract SET content_sha256 = imported_at || substr(content_sha256, 21)".to_owned(), None, "extract `alpha` is not what"),
        ("UPDATE assessment SET document = '{}'".to_owned(), None, "assessment 1 is not what"),
    ] {
        raw(&ground, &statement).await;
        let findings = store.check_rows().await.unwrap().findings;
        assert!(findings.iter().any(|f| f.code == "ledger-disagrees" && f.message.contains(says)), "{statement}: {findings:?}");
        if let Some(back) = back {
            raw(&ground, back).await;
        }
    }
    assert!(store.verify_ledger(&[]).await.unwrap().ok, "the chain itself was not touched");
}
