//! The ledger in the hands of whoever owns the database: every change is named, with its row.

use crate::hand::{raw, take_guards_off};
use crate::people::reading;
use crate::suite::{Ground, cases};
use ledger::{Checkpoint, Event, Fault, Row, SignedCheckpoint, Verdict};
use store::{LedgerAsk, Store};

cases![
    a_changed_byte_is_named_in_every_column,
    rows_moved_lost_or_forged_are_named,
    a_lost_tail_and_a_rewritten_chain_are_found_against_checkpoints,
];

/// Rows of the chain that is tampered with.
const ROWS: i64 = 20;

/// A chain, its guards taken off, and a copy that it is put back from.
async fn chain(ground: &Ground) {
    for n in 1..=ROWS {
        ground.store.record_event(reading(&format!("p-{n}")).with("version", n.to_string())).await.unwrap();
    }
    take_guards_off(ground, "ledger").await;
    raw(ground, "CREATE TABLE kept AS SELECT * FROM ledger").await;
}

async fn put_back(ground: &Ground) {
    raw(ground, "DELETE FROM ledger").await;
    raw(ground, "INSERT INTO ledger SELECT * FROM kept ORDER BY seq").await;
}

fn broken(verdict: &Verdict) -> Option<(i64, Fault)> {
    assert_eq!(verdict.ok, verdict.first_broken.is_none());
    verdict.first_broken.as_ref().map(|broken| (broken.seq, broken.fault))
}

async fn a_changed_byte_is_named_in_every_column(ground: Ground) {
    chain(&ground).await;
    for column in ["at", "who", "what", "thing", "body", "hash"] {
        for row in [1, 11, ROWS] {
            for place in [1, 9] {
                // One letter becomes another of the same length in bytes.
                let letter = format!("CASE substr({column}, {place}, 1) WHEN '1' THEN '2' ELSE '1' END");
                let spoilt = format!("substr({column}, 1, {place} - 1) || {letter} || substr({column}, {place} + 1)");
                raw(&ground, &format!("UPDATE ledger SET {column} = {spoilt} WHERE seq = {row}")).await;
                let verdict = ground.store.verify_ledger(&[]).await.unwrap();
                assert_eq!(broken(&verdict), Some((row, Fault::Changed)), "{column} of row {row} at {place}");
                assert_eq!(verdict.rows, 20, "the rest is still counted");
                let finding = ground.store.check_rows().await.unwrap().findings.into_iter().find(|f| f.code == "ledger-broken");
                assert!(finding.is_some_and(|f| f.message.contains(&format!("row {row}:"))));
                put_back(&ground).await;
            }
        }
    }
    if ground.engine == "sqlite" {
        // Bytes that are no text at all: PostgreSQL takes none, SQLite keeps what it is handed.
        for column in ["at", "who", "body", "hash"] {
            raw(&ground, &format!("PRAGMA ignore_check_constraints = ON; UPDATE ledger SET {column} = CAST(x'ff' AS TEXT) WHERE seq = 7"))
                .await;
            assert_eq!(broken(&ground.store.verify_ledger(&[]).await.unwrap()), Some((7, Fault::Changed)), "{column}");
            let lines = ground.store.ledger_lines(&LedgerAsk { limit: 100, ..LedgerAsk::default() }).await.unwrap();
            assert!(lines.len() >= 19, "a row that can't be read hides no other");
            put_back(&ground).await;
        }
    }
    assert_eq!(broken(&ground.store.verify_ledger(&[]).await.unwrap()), None);
}

async fn rows_moved_lost_or_forged_are_named(ground: Ground) {
    chain(&ground).await;
    let forged = "'2031-07-01T12:00:00Z', 'u-x', 'read-person', 'person:p-1', '{}'";
    let (swapped, hash) = (
        "UPDATE ledger SET seq = 999 WHERE seq = 5; UPDATE ledger SET seq = 5 WHERE seq = 6; UPDATE ledger SET seq = 6 WHERE seq = 999",
        "0".repeat(64),
    );
    for (statements, expected) in [
        (swapped.to_owned(), Some((5, Fault::Changed))),
        ("DELETE FROM ledger WHERE seq = 1".to_owned(), Some((1, Fault::Missing))),
        ("DELETE FROM ledger WHERE seq = 12".to_owned(), Some((12, Fault::Missing))),
        ("DELETE FROM ledger WHERE seq BETWEEN 8 AND 12".to_owned(), Some((8, Fault::Missing))),
        ("UPDATE ledger SET seq = 999 WHERE seq = 3".to_owned(), Some((3, Fault::Missing))),
        // A row taken out and the numbers closed up.
        ("DELETE FROM ledger WHERE seq = 20; UPDATE ledger SET seq = 999 WHERE seq = 19; DELETE FROM ledger WHERE seq = 18; UPDATE ledger SET seq = 18 WHERE seq = 999".to_owned(), Some((18, Fault::Changed))),
        (format!("INSERT INTO ledger VALUES (21, {forged}, '{hash}')"), Some((21, Fault::Changed))),
        (format!("INSERT INTO ledger VALUES (30, {forged}, '{hash}')"), Some((21, Fault::Missing))),
        ("UPDATE ledger SET hash = (SELECT hash FROM kept WHERE seq = 4) WHERE seq = 5".to_owned(), Some((5, Fault::Changed))),
        ("UPDATE ledger SET body = (SELECT body FROM kept WHERE seq = 4), thing = (SELECT thing FROM kept WHERE seq = 4) WHERE seq = 5".to_owned(), Some((5, Fault::Changed))),
        ("DELETE FROM ledger WHERE seq > 15".to_owned(), None),
        ("DELETE FROM ledger".to_owned(), None),
    ] {
        raw(&ground, &statements).await;
        assert_eq!(broken(&ground.store.verify_ledger(&[]).await.unwrap()), expected, "{}: {statements}", ground.engine);
        put_back(&ground).await;
    }
    if ground.engine == "sqlite" {
        raw(&ground, "PRAGMA ignore_check_constraints = ON; UPDATE ledger SET seq = -4 WHERE seq = 5").await;
    } else {
        raw(&ground, "ALTER TABLE ledger DROP CONSTRAINT ledger_seq_check; UPDATE ledger SET seq = -4 WHERE seq = 5").await;
    }
    assert_eq!(broken(&ground.store.verify_ledger(&[]).await.unwrap()), Some((-4, Fault::OutOfOrder)));
}

fn signed(seq: i64, hash: &str) -> SignedCheckpoint {
    let checkpoint = Checkpoint { seq, hash: hash.into(), at: "2031-07-02T00:00:00Z".into() };
    SignedCheckpoint { checkpoint, key: String::new(), signature: String::new() }
}

async fn hash_at(store: &Store, seq: usize) -> String {
    let mut hashes = Vec::new();
    store
        .dump_all(false, &mut |table, line| {
            if table == "ledger" {
                hashes.push(serde_json::from_str::<serde_json::Value>(line).unwrap()["hash"].as_str().unwrap().to_owned());
            }
            Ok(())
        })
        .await
        .unwrap();
    hashes.swap_remove(seq - 1)
}

async fn a_lost_tail_and_a_rewritten_chain_are_found_against_checkpoints(ground: Ground) {
    let store = &ground.store;
    chain(&ground).await;
    let kept = [signed(0, ledger::GENESIS), signed(12, &hash_at(store, 12).await), signed(18, &hash_at(store, 18).await)];
    assert_eq!(store.ledger_head().await.unwrap(), (ROWS, hash_at(store, 20).await));
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), None);

    raw(&ground, "DELETE FROM ledger WHERE seq > 18").await;
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), None, "what no checkpoint knew of");
    raw(&ground, "DELETE FROM ledger WHERE seq > 15").await;
    assert_eq!(broken(&store.verify_ledger(&[]).await.unwrap()), None, "sound in itself");
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((16, Fault::Lost)));
    // Others go on writing: the number that the checkpoint knew is there again, in another chain.
    for n in 0..5 {
        store.record_event(reading(&format!("p-later-{n}"))).await.unwrap();
    }
    assert_eq!(broken(&store.verify_ledger(&[]).await.unwrap()), None);
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((18, Fault::AnotherChain)));
    raw(&ground, "DELETE FROM ledger").await;
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((1, Fault::Lost)));
    put_back(&ground).await;

    // Rewritten from row 10 on, every hash right.
    rewrite(&ground, 10).await;
    assert_eq!(broken(&store.verify_ledger(&[]).await.unwrap()), None, "sound in itself");
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((12, Fault::AnotherChain)), "the earliest that knows better");
    assert_eq!(broken(&store.verify_ledger(&kept[2..]).await.unwrap()), Some((18, Fault::AnotherChain)));
    put_back(&ground).await;
    // A break before the checkpoint is named before what the checkpoint knows.
    raw(&ground, "UPDATE ledger SET who = 'u-x' WHERE seq = 3").await;
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((3, Fault::Changed)));
    raw(&ground, "DELETE FROM ledger WHERE seq > 10").await;
    assert_eq!(broken(&store.verify_ledger(&kept).await.unwrap()), Some((3, Fault::Changed)));
}

/// Writes the chain anew from a row on, as if somebody else had read: whoever owns the database can.
async fn rewrite(ground: &Ground, from: usize) {
    let lines = ground.store.ledger_lines(&LedgerAsk { limit: 100, ..LedgerAsk::default() }).await.unwrap();
    let events: Vec<Event> = lines.into_iter().rev().map(|line| line.event.unwrap()).collect();
    let mut previous = hash_at(&ground.store, from - 1).await;
    for (n, event) in events.into_iter().enumerate().skip(from - 1) {
        let row = Row::next(i64::try_from(n).unwrap() + 1, &previous, &Event { who: "u-x".into(), ..event });
        raw(
            ground,
            &format!("UPDATE ledger SET who = '{}', body = '{}', hash = '{}' WHERE seq = {}", row.who, row.body, row.hash, row.seq),
        )
        .await;
        previous = row.hash;
    }
}
