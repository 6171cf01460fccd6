//! What stands in the journal of the record: bodies of entries, and the words that may stand in them.
//!
//! A body is a whole state, checked before it is written. The newest entry about a thing is its state ([`fold`]);
//! earlier ones are its history and are never rewritten. Offices are named, never people: [`Words`] refuses what looks
//! like a person.

mod words;

pub use words::{PersonSign, Refused, Words, check_id, check_not_before, check_year};

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Where an entry stands in the journal, who wrote it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// Its place in the journal, from 1.
    pub seq: i64,
    /// When, ISO in UTC.
    pub at: String,
    /// Who: `operator:<uid>`.
    pub who: String,
}

/// What a register holds: the body of its entries.
pub trait Body: Clone + PartialEq + Serialize + DeserializeOwned {
    /// The register's stable name.
    const REGISTER: &'static str;

    /// What the body is about, an id within the register.
    fn id(&self) -> String;

    /// Whether it may be written.
    ///
    /// # Errors
    /// The first field that may not stand as it is.
    fn check(&self, words: &Words<'_>) -> Result<(), Refused>;
}

/// A thing in a register as its newest entry says, and when it was first and last written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept<T> {
    /// Its state.
    pub body: T,
    /// Its newest entry.
    pub last: Stamp,
    /// Its first entry.
    pub first: Stamp,
    /// How many entries there are about it.
    pub entries: usize,
}

/// The state of a register: of each thing the newest entry, in the order of ids. Entries come in the order of the
/// journal.
pub fn fold<T: Body>(entries: impl IntoIterator<Item = (Stamp, T)>) -> BTreeMap<String, Kept<T>> {
    let mut state: BTreeMap<String, Kept<T>> = BTreeMap::new();
    for (stamp, body) in entries {
        keep(&mut state, body.id(), stamp, body);
    }
    state
}

/// Takes the next entry about a thing into the state of a register.
pub fn keep<K: Ord, T>(state: &mut BTreeMap<K, Kept<T>>, key: K, stamp: Stamp, body: T) {
    match state.entry(key) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(Kept { body, last: stamp.clone(), first: stamp, entries: 1 });
        }
        std::collections::btree_map::Entry::Occupied(mut place) => {
            let kept = place.get_mut();
            kept.body = body;
            kept.last = stamp;
            kept.entries += 1;
        }
    }
}

/// The first id of the form `PREFIX-N` that is free.
pub fn next_id<'a>(prefix: &str, taken: impl IntoIterator<Item = &'a str>) -> String {
    let number = |id: &str| id.strip_prefix(prefix)?.strip_prefix('-')?.parse::<u64>().ok();
    let highest = taken.into_iter().filter_map(number).max().unwrap_or(0);
    format!("{prefix}-{}", highest.saturating_add(1))
}
