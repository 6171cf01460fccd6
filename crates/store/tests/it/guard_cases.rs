//! The guards of what is appended, and what `check` says where somebody came past them.

use crate::hand::{dumped, raw, take_guards_off, try_raw};
use crate::ledger_cases::one_of_each;
use crate::people::{AT, assert_sound, changed, leave, opened};
use crate::suite::{Ground, cases};
use permission::acts;

cases![
    the_guards_refuse_every_rewriting,
    check_names_a_guard_that_is_gone_or_guards_nothing,
    check_holds_the_ledger_against_what_it_tells_of,
];

async fn the_guards_refuse_every_rewriting(ground: Ground) {
    let store = &ground.store;
    one_of_each(store).await;
    opened(store, "p-2").await;
    changed(store, "u-two", "p-2", 1, "s1.1.two").await.unwrap();
    opened(store, "p-3").await;
    store.close_record(&leave::<acts::ClosePerson>("u-one", "p-3"), 1, "2031-07-01", AT).await.unwrap();
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
        ledger(16),
        ledger(18),
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
        ("id = 'p-7'", "p-2"),
        ("kind = 'user'", "p-2"),
        ("originator = 'invented-police'", "p-2"),
        ("controllers = '[]'", "p-2"),
        ("regime = 'dpa-2018-part-3'", "p-2"),
        ("marking = 'official'", "p-2"),
        ("kept_apart = 1", "p-2"),
        ("opened_at = '2031-07-01T13:00:00Z'", "p-2"),
        ("version = 1", "p-2"),
        ("version = 4", "p-2"),
        ("certified_at = '2031-07-01T13:00:00Z'", "p-2"),
        ("state = 'closed'", "p-2"),
        ("closed_on = '2031-07-01'", "p-2"),
        ("state = 'open', closed_on = NULL", "p-3"),
        ("closed_on = '2031-07-02'", "p-3"),
        ("closed_on = NULL", "p-3"),
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
        (
            "UPDATE record SET marking = 'official' WHERE id = 'p-2'".to_owned(),
            None,
            "what stands beside the record `person:p-2` is not what",
        ),
        (
            "UPDATE record SET controllers = '[]' WHERE id = 'p-2'".to_owned(),
            None,
            "what stands beside the record `person:p-2` is not what",
        ),
        (
            "UPDATE record SET state = 'closed', closed_on = '2020-01-01' WHERE id = 'p-2'".to_owned(),
            Some("UPDATE record SET state = 'open', closed_on = NULL WHERE id = 'p-2'"),
            "the closing of `person:p-2` stands in no row",
        ),
        (
            format!("INSERT INTO record VALUES ('p-8', 'person', 'o', '[]', 'r', 'm', 0, 'open', NULL, 1, {at}, NULL, NULL)"),
            Some("DELETE FROM record WHERE id = 'p-8'"),
            "what stands beside the record `person:p-8` stands in no row",
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
