//! Pages of records and of the ledger: nothing is left out between two, and indexes find them.

use crate::hand::raw;
use crate::people::{AT, assert_sound, destroyed, leave, leave_to_give, new_record, opened, reading, shared, sharing};
use crate::suite::{Ground, cases};
use ledger::{Event, Outcome};
use permission::acts;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};
use std::collections::BTreeSet;
use store::{Database, DisclosureKind, LedgerAsk, NewDisclosure, NewRecord, Store, statements};

cases![
    a_page_of_records_holds_what_may_concern_an_organisation,
    check_names_what_reaches_too_far_or_not_far_enough,
    the_ledger_is_read_page_by_page,
    a_review_is_given_what_it_looks_at_and_nothing_else,
    an_index_goes_to_every_page,
];

async fn opened_by(store: &Store, id: &str, originator: &str, controllers: &[&str]) {
    let controllers = controllers.iter().map(|one| (*one).to_owned()).collect();
    let new = NewRecord { originator: originator.into(), controllers, ..new_record(&format!("s1.1.{id}")) };
    store.open_record(&leave::<acts::RecordPerson>("u-one", id), &new, AT).await.unwrap();
}

async fn pages(store: &Store, organisations: Option<&[&str]>, limit: u32) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = store.records_page("person", organisations, &after, limit).await.unwrap();
        assert!(page.len() <= limit as usize);
        let Some(last) = page.last() else { return all };
        after.clone_from(last);
        all.extend(page);
    }
}

async fn a_page_of_records_holds_what_may_concern_an_organisation(ground: Ground) {
    let store = &ground.store;
    opened_by(store, "p-1", "council", &["council"]).await;
    opened_by(store, "p-2", "police", &["police", "council"]).await;
    opened_by(store, "p-3", "police", &["police"]).await;
    opened_by(store, "p-4", "council", &["council"]).await;
    opened_by(store, "p-5", "hospital", &["hospital\u{0} \"odd\""]).await;
    shared(store, "p-1", "police").await.unwrap();
    shared(store, "p-1", "police").await.unwrap();
    let consent = NewDisclosure { kind: DisclosureKind::Consent, ..sharing("charity") };
    store.disclose(&leave_to_give::<acts::ConsentToPassOn>("p-1", "charity"), &consent, AT).await.unwrap();
    destroyed(store, "p-4").await.unwrap();
    for limit in [1, 2, 100] {
        assert_eq!(pages(store, Some(&["council"]), limit).await, ["p-1", "p-2"]);
        assert_eq!(pages(store, Some(&["police"]), limit).await, ["p-1", "p-2", "p-3"]);
        assert_eq!(pages(store, Some(&["council", "police"]), limit).await, ["p-1", "p-2", "p-3"], "each once");
        assert_eq!(pages(store, Some(&["charity"]), limit).await, Vec::<String>::new(), "consented to, not given");
        assert_eq!(pages(store, Some(&["hospital\u{0} \"odd\""]), limit).await, ["p-5"]);
        assert_eq!(pages(store, Some(&[]), limit).await, Vec::<String>::new());
        assert_eq!(pages(store, None, limit).await, ["p-1", "p-2", "p-3", "p-5"]);
    }
    assert_eq!(store.records_page("user", None, "", 9).await.unwrap(), Vec::<String>::new());
    // It never hides what somebody controls or was given: of a record recalled it may show more, and the policy says no.
    store.recall(&leave::<acts::RecallPerson>("u-one", "p-1"), "secure-mail", "", AT).await.unwrap();
    assert_eq!(pages(store, Some(&["police"]), 9).await, ["p-1", "p-2", "p-3"]);
    assert_sound(&ground).await;
}

async fn check_names_what_reaches_too_far_or_not_far_enough(ground: Ground) {
    let store = &ground.store;
    opened(store, "p-1").await;
    opened(store, "p-2").await;
    raw(&ground, "DELETE FROM reach WHERE record = 'p-1' AND organisation = 'invented-police'").await;
    raw(&ground, "INSERT INTO reach VALUES ('invented-charity', 'person', 'p-2')").await;
    let findings = store.check_rows().await.unwrap().findings;
    assert_eq!(
        findings.iter().map(|f| (f.code, f.message.as_str())).collect::<Vec<_>>(),
        [
            ("reach-disagrees", "`person:p-1` concerns the organisation `invented-police`, whose pages would not show it"),
            ("reach-disagrees", "`person:p-2` does not concern the organisation `invented-charity`, and stands among what does"),
        ]
    );
}

async fn the_ledger_is_read_page_by_page(ground: Ground) {
    let store = &ground.store;
    for n in 0..40 {
        let event = Event {
            at: format!("2031-07-{:02}T12:00:00Z", n % 28 + 1),
            who: format!("u-{}", n % 3),
            what: if n % 2 == 0 { "read-person" } else { "edit-person" }.into(),
            thing: format!("person:p-{}", n % 5),
            ..reading("p")
        };
        store.record_event(event).await.unwrap();
    }
    let any = LedgerAsk::default();
    for ask in [
        any.clone(),
        LedgerAsk { who: "u-1".into(), ..any.clone() },
        LedgerAsk { what: "read-person".into(), ..any.clone() },
        LedgerAsk { thing: "person:p-4".into(), ..any.clone() },
        LedgerAsk { who: "u-2".into(), what: "edit-person".into(), ..any.clone() },
        LedgerAsk { since: "2031-07-05".into(), ..any.clone() },
        LedgerAsk { until: "2031-07-05".into(), who: "u-1".into(), ..any.clone() },
        LedgerAsk { since: "2031-07-02".into(), until: "2031-07-20".into(), thing: "person:p-1".into(), ..any.clone() },
        LedgerAsk { since: "2031-07-02".into(), what: "read-person".into(), ..any.clone() },
        LedgerAsk { who: "u-nobody".into(), ..any },
    ] {
        let whole = store.ledger_lines(&LedgerAsk { limit: 1000, ..ask.clone() }).await.unwrap();
        let (mut pieces, mut before) = (Vec::new(), None);
        loop {
            let page = store.ledger_lines(&LedgerAsk { limit: 3, before, ..ask.clone() }).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            pieces.extend(page);
        }
        assert_eq!(pieces, whole, "{ask:?}");
        assert!(!whole.is_empty() || ask.who == "u-nobody");
    }
}

async fn a_review_is_given_what_it_looks_at_and_nothing_else(ground: Ground) {
    let store = &ground.store;
    let whats = ["read-person", "edit-person", "find-person", "record-person", "give-in-emergency", "share-person"];
    for n in 0..24 {
        let event = Event {
            at: format!("2031-07-{:02}T12:00:00Z", n % 12 + 1),
            what: whats[n % 6].into(),
            outcome: if n % 4 == 1 { Outcome::Refused } else { Outcome::Done },
            // What somebody typed can't make a row look refused.
            ..reading("p").with("said", "\"outcome\":\"refused\"")
        };
        store.record_event(event).await.unwrap();
    }
    let done = ["read-person", "find-person", "give-in-emergency", "read-user", "break-glass", "read-person-history"];
    let since = "2031-07-05";
    let all = store.ledger_lines(&LedgerAsk { since: since.into(), limit: 1000, ..LedgerAsk::default() }).await.unwrap();
    let looked_at = |line: &store::LedgerLine| {
        let event = line.event.as_ref().unwrap();
        event.outcome == Outcome::Refused || done.contains(&event.what.as_str())
    };
    let wanted: Vec<_> = all.iter().filter(|line| looked_at(line)).cloned().collect();
    assert!(!wanted.is_empty() && wanted.len() < all.len());
    assert_eq!(store.ledger_to_review(since, done, 1000).await.unwrap(), wanted);
    assert_eq!(store.ledger_to_review(since, done, 2).await.unwrap(), wanted[..2]);
}

/// What must not go along a whole table, with the index that each must go by on SQLite.
const INDEXED: [(&str, &str); 15] = [
    ("LEDGER_NEWEST", "PRIMARY KEY"),
    ("LEDGER_OF_THING", "ledger_by_thing"),
    ("LEDGER_OF_THING_WITHIN", "ledger_by_thing"),
    ("LEDGER_OF_WHO", "ledger_by_who"),
    ("LEDGER_OF_WHO_WITHIN", "ledger_by_who"),
    ("LEDGER_OF_WHAT", "ledger_by_what"),
    ("LEDGER_OF_WHAT_WITHIN", "ledger_by_what"),
    ("REACH_PAGE", "sqlite_autoindex_reach_1"),
    ("RECORD_PAGE", "record_by_kind"),
    ("SESSION_BY_HASH", "sqlite_autoindex_session_2"),
    ("SESSIONS_OF", "session_by_account"),
    ("TOKEN_BY_HASH", "sqlite_autoindex_token_2"),
    ("CREDENTIALS_OF", "credential_by_account"),
    ("MAIL_LAPSE", "outbox_by_state"),
    ("ATTEMPTS_SINCE", "sqlite_autoindex_attempt_1"),
];

async fn an_index_goes_to_every_page(ground: Ground) {
    let all: BTreeSet<(&str, &str)> = statements::ALL.iter().chain(statements::doors::ALL).copied().collect();
    for (name, index) in INDEXED {
        let text = all.iter().find(|(known, _)| *known == name).unwrap().1;
        match &ground.database {
            Database::Sqlite(path) => {
                let mut connection =
                    SqliteConnection::connect_with(&sqlx::sqlite::SqliteConnectOptions::new().filename(path)).await.unwrap();
                let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).fetch_all(&mut connection).await.unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.get::<String, _>(3)).collect();
                assert!(plan.iter().any(|step| step.contains(index)), "{name}: {plan:?}");
                assert!(!plan.iter().any(|step| step.starts_with("SCAN") && !step.contains("INDEX")), "{name}: {plan:?}");
            }
            Database::Postgres(url) => {
                // A table without rows is best read whole: told not to, the planner shows whether it can do otherwise.
                let mut connection = PgConnection::connect(url).await.unwrap();
                let ask = |statement: String| sqlx::raw_sql(AssertSqlSafe(statement));
                ask("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan".into()).execute(&mut connection).await.unwrap();
                ask(format!("PREPARE asked AS {text}")).execute(&mut connection).await.unwrap();
                let values = (1..100).take_while(|n| text.contains(&format!("${n}"))).map(|_| "NULL").collect::<Vec<_>>().join(", ");
                let rows = ask(format!("EXPLAIN EXECUTE asked ({values})")).fetch_all(&mut connection).await.unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.get::<String, _>(0)).collect();
                assert!(!plan.iter().any(|step| step.contains("Seq Scan")), "{name}: {plan:?}");
            }
        }
    }
}
