//! Ten thousand mixed operations by many hands at once, and the ledger after them.

use crate::cases::{assessment, entry, figure, street};
use crate::dump_cases::Dice;
use crate::hand::{raw, take_guards_off};
use crate::people::{assert_sound, changed, destroyed, held, opened, reading, shared};
use crate::suite::{Ground, cases};
use ledger::Fault;
use store::Store;

cases![ten_thousand_mixed_operations_verify_and_a_spoilt_row_among_them_is_named,];

/// Hands at work at once.
const HANDS: usize = 8;
/// Rounds of each.
const ROUNDS: usize = 10;
/// Readings of a round.
const READINGS: usize = 114;

/// A round of one hand; returns how many operations it were, each with a row of the ledger.
async fn round(store: &Store, hand: usize, round: usize) -> i64 {
    let name = format!("{hand}-{round}");
    let readings: Vec<_> = (0..READINGS)
        .map(|n| {
            let (store, id) = (store.clone(), format!("p-{name}-{n}"));
            tokio::spawn(async move { store.record_event(reading(&id)).await.map(permission::Recorded::seq) })
        })
        .collect();
    store.register(&mut street(&format!("extract-{name}"), "2031-05-01", &["2031-01"]), &[]).await.unwrap();
    let entries: Vec<_> = (0..4).map(|n| entry(&format!("thing-{name}-{n}"), 0, "one")).collect();
    store.append_entries(&entries).await.unwrap();
    store.save_assessment(&assessment("E07000999", vec![figure("total", None)])).await.unwrap();
    let id = format!("p-{name}");
    opened(store, &id).await;
    for seen in 1..=3 {
        changed(store, "u-two", &id, seen, &format!("s1.1.{seen}")).await.unwrap();
    }
    shared(store, &id, "invented-police").await.unwrap();
    held(store, &id, "review", true).await.unwrap();
    if round.is_multiple_of(3) {
        held(store, &id, "review", false).await.unwrap();
        destroyed(store, &id).await.unwrap();
    }
    let mut last = 0;
    for reading in readings {
        last = last.max(reading.await.unwrap().unwrap());
    }
    assert!(last > 0);
    i64::try_from(READINGS).unwrap() + 12 + if round.is_multiple_of(3) { 2 } else { 0 }
}

async fn ten_thousand_mixed_operations_verify_and_a_spoilt_row_among_them_is_named(ground: Ground) {
    let stores = [ground.store.clone(), ground.another_store().await];
    let hands: Vec<_> = (0..HANDS)
        .map(|hand| {
            let store = stores[hand % 2].clone();
            tokio::spawn(async move {
                let mut done = 0;
                for n in 0..ROUNDS {
                    done += round(&store, hand, n).await;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for hand in hands {
        done += hand.await.unwrap();
    }
    assert!(done >= 10_000, "{done} operations");
    let verdict = ground.store.verify_ledger(&[]).await.unwrap();
    assert!(verdict.ok && verdict.rows == u64::try_from(done).unwrap(), "{verdict:?} after {done}");
    assert_eq!(ground.store.ledger_head().await.unwrap().0, done);
    assert_sound(&ground).await;

    take_guards_off(&ground, "ledger").await;
    let mut dice = Dice(115);
    let row = 1 + i64::try_from(dice.below(u64::try_from(done).unwrap())).unwrap();
    let column = ["at", "who", "what", "thing", "body", "hash"][usize::try_from(dice.below(6)).unwrap()];
    raw(&ground, &format!("UPDATE ledger SET {column} = 'x' || substr({column}, 2) WHERE seq = {row}")).await;
    let broken = ground.store.verify_ledger(&[]).await.unwrap().first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (row, Fault::Changed), "{column}");
}
