//! The chain: each row's hash covers its stored columns and the hash before it.

use crate::Event;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The hash before the first row.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What the hash of a row begins with, so that no other document of ours hashes alike.
const DOMAIN: &[u8] = b"wardmote ledger row 1\n";

/// A row of the ledger as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When; stands in the body too, and apart so that rows can be found.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// To which thing.
    pub thing: String,
    /// The event, in its canonical bytes.
    pub body: String,
    /// The hash of this row: 64 lower-case hexadecimal digits.
    pub hash: String,
}

impl Row {
    /// The row of an event that comes after the row `seq - 1` with the hash `previous`.
    pub fn next(seq: i64, previous: &str, event: &Event) -> Self {
        let mut row = Self {
            seq,
            at: event.at.clone(),
            who: event.who.clone(),
            what: event.what.clone(),
            thing: event.thing.clone(),
            body: event.body(),
            hash: String::new(),
        };
        row.hash = hash_of(&row, previous);
        row
    }
}

/// The hash of a row's stored columns after `previous`; the row's own `hash` is not looked at. Each part is preceded by
/// its length, so that no two rows run together into the same bytes.
pub fn hash_of(row: &Row, previous: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    let seq = row.seq.to_string();
    for part in [previous, &seq, &row.at, &row.who, &row.what, &row.thing, &row.body] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What is wrong where the chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A row is missing: the numbers jump.
    Missing,
    /// A number stands twice or comes too early.
    OutOfOrder,
    /// The stored bytes are not those that were hashed, or the row does not follow the one before it.
    Changed,
    /// The body is no event, or says something else than its columns.
    Unreadable,
    /// Rows at the end are gone: a checkpoint knew more.
    Lost,
    /// The chain is sound, but it is not the one that the checkpoint was taken of.
    AnotherChain,
}

/// Where the chain breaks first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstBroken {
    /// The number of the row: the one that is changed, or the first that is missing.
    pub seq: i64,
    /// What is wrong.
    pub fault: Fault,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The chain is whole.
    pub ok: bool,
    /// Rows that were read.
    pub rows: u64,
    /// Where it breaks first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_broken: Option<FirstBroken>,
}

/// Goes along the chain, row by row in the order of their numbers.
#[derive(Debug, Clone)]
pub struct Verifier {
    rows: u64,
    last: i64,
    hash: String,
    first_broken: Option<FirstBroken>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self { rows: 0, last: 0, hash: GENESIS.to_owned(), first_broken: None }
    }
}

impl Verifier {
    /// Takes the next row. After a break the rest is only counted: nothing behind it can be believed.
    pub fn take(&mut self, row: &Row) {
        self.rows += 1;
        if self.first_broken.is_some() {
            return;
        }
        let expected = self.last + 1;
        let fault = if row.seq > expected {
            Some((expected, Fault::Missing))
        } else if row.seq < expected {
            Some((row.seq, Fault::OutOfOrder))
        } else if hash_of(row, &self.hash) != row.hash {
            Some((row.seq, Fault::Changed))
        } else if !says_what_its_columns_say(row) {
            Some((row.seq, Fault::Unreadable))
        } else {
            None
        };
        if let Some((seq, fault)) = fault {
            self.first_broken = Some(FirstBroken { seq, fault });
            return;
        }
        self.last = row.seq;
        self.hash.clone_from(&row.hash);
    }

    /// The number and hash of the last sound row so far.
    pub fn head(&self) -> (i64, &str) {
        (self.last, &self.hash)
    }

    /// What was found.
    pub fn finish(self) -> Verdict {
        Verdict { ok: self.first_broken.is_none(), rows: self.rows, first_broken: self.first_broken }
    }
}

fn says_what_its_columns_say(row: &Row) -> bool {
    Event::of_body(&row.body).is_ok_and(|event| {
        event.at == row.at && event.who == row.who && event.what == row.what && event.thing == row.thing && event.body() == row.body
    })
}
