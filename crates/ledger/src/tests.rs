//! The laws of the chain.

use crate::{Checkpoint, Event, Fault, GENESIS, Row, Verifier};
use proptest::prelude::*;

fn event(n: usize) -> Event {
    Event::done(format!("2031-05-01T09:{:02}:00Z", n % 60), "council-officer", "read-person", format!("person:p-{n}"))
        .with("version", n.to_string())
}

fn chain(length: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for n in 0..length {
        let previous = rows.last().map_or(GENESIS, |row| &row.hash).to_owned();
        rows.push(Row::next(i64::try_from(n).unwrap() + 1, &previous, &event(n)));
    }
    rows
}

fn verify(rows: &[Row]) -> crate::Verdict {
    let mut verifier = Verifier::default();
    for row in rows {
        verifier.take(row);
    }
    verifier.finish()
}

/// Changes one byte of one column to another letter.
fn spoil(row: &mut Row, column: usize, at: usize) {
    let text = match column {
        0 => &mut row.at,
        1 => &mut row.who,
        2 => &mut row.what,
        3 => &mut row.thing,
        4 => &mut row.body,
        _ => &mut row.hash,
    };
    let mut bytes = text.clone().into_bytes();
    let at = at % bytes.len();
    bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
    *text = String::from_utf8(bytes).unwrap();
}

#[test]
fn an_empty_chain_is_whole() {
    let verdict = verify(&[]);
    assert!(verdict.ok && verdict.rows == 0);
    assert_eq!(serde_json::to_string(&verdict).unwrap(), r#"{"ok":true,"rows":0}"#);
}

#[test]
fn a_body_is_one_line_and_is_read_back() {
    let mut event = event(7).with("reason", "s1.1.abc").with("after", "é \"quoted\"\n");
    event.policies = vec!["people-read".into()];
    let body = event.body();
    assert!(!body.contains('\n') && !body.contains("\"purpose\""), "{body}");
    assert_eq!(Event::of_body(&body).unwrap(), event);
    assert!(Event::of_body("{}").is_err() && Event::of_body(&body[..body.len() - 1]).is_err());
}

#[test]
fn a_body_that_says_other_than_its_columns_is_found_though_its_hash_is_right() {
    let mut rows = chain(3);
    rows[2].body = event(9).body();
    rows[2].hash = crate::hash_of(&rows[2], &rows[1].hash);
    let broken = verify(&rows).first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (3, Fault::Unreadable));
}

#[test]
fn a_lost_tail_is_found_against_a_checkpoint_only() {
    let rows = chain(10);
    let checkpoint = Checkpoint { seq: 8, hash: rows[7].hash.clone(), at: "2031-05-02T00:00:00Z".into() };
    let held = |rows: &[Row]| {
        let hash = rows.iter().find(|row| row.seq == 8).map(|row| row.hash.as_str());
        checkpoint.hold_against(verify(rows), rows.last().map_or(0, |row| row.seq), hash)
    };
    assert!(held(&rows).ok);
    assert!(held(&rows[..8]).ok);
    assert!(verify(&rows[..6]).ok, "sound in itself");
    let lost = held(&rows[..6]).first_broken.unwrap();
    assert_eq!((lost.seq, lost.fault), (7, Fault::Lost));
    let mut other = chain(10);
    other[5] = Row::next(6, &other[4].hash, &event(99));
    for n in 6..10 {
        let previous = other[n - 1].hash.clone();
        other[n] = Row::next(i64::try_from(n).unwrap() + 1, &previous, &event(n));
    }
    assert!(verify(&other).ok, "written anew from row 6 on, sound in itself");
    let another = held(&other).first_broken.unwrap();
    assert_eq!((another.seq, another.fault), (8, Fault::AnotherChain));
}

proptest! {
    #[test]
    fn any_changed_byte_is_named(length in 1_usize..30, row in 0_usize..30, column in 0_usize..6, at in 0_usize..400) {
        let mut rows = chain(length);
        let row = row % length;
        spoil(&mut rows[row], column, at);
        let broken = verify(&rows).first_broken.unwrap();
        prop_assert_eq!((broken.seq, broken.fault), (i64::try_from(row).unwrap() + 1, Fault::Changed));
    }

    #[test]
    fn a_missing_row_is_named(length in 2_usize..30, row in 0_usize..30) {
        let mut rows = chain(length);
        let row = row % (length - 1);
        rows.remove(row);
        let broken = verify(&rows).first_broken.unwrap();
        prop_assert_eq!((broken.seq, broken.fault), (i64::try_from(row).unwrap() + 1, Fault::Missing));
    }

    #[test]
    fn two_rows_that_change_places_are_named(length in 2_usize..30, one in 0_usize..30, other in 0_usize..30) {
        let (one, other) = (one % length, other % length);
        prop_assume!(one != other);
        let mut rows = chain(length);
        // The numbers stay in order, as a tamperer would leave them.
        let (a, b) = (rows[one].clone(), rows[other].clone());
        rows[one] = Row { seq: a.seq, ..b.clone() };
        rows[other] = Row { seq: b.seq, ..a };
        let broken = verify(&rows).first_broken.unwrap();
        prop_assert_eq!((broken.seq, broken.fault), (i64::try_from(one.min(other)).unwrap() + 1, Fault::Changed));
    }

    #[test]
    fn parts_never_run_together(a in "[a-z]{0,6}", b in "[a-z]{0,6}", c in "[a-z]{0,6}", d in "[a-z]{0,6}") {
        prop_assume!((&a, &b) != (&c, &d));
        let row = |who: &str, what: &str| Row {
            seq: 1, at: String::new(), who: who.into(), what: what.into(), thing: String::new(), body: String::new(), hash: String::new(),
        };
        prop_assert_ne!(crate::hash_of(&row(&a, &b), GENESIS), crate::hash_of(&row(&c, &d), GENESIS));
    }
}
