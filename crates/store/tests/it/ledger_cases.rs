//! The ledger: a row with each write and none without, readings committed together.

use crate::cases::{assessment, entry, figure, street};
use crate::hand::{dropped_after, dumped, number};
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
            "u-one record-person person:p-1 controllers=invented-council invented-police kept-apart=no marking=official-sensitive originator=invented-council regime=uk-gdpr version=1",
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
