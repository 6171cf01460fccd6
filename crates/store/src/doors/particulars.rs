//! What an event tells of a change at the doors: ids, words and hashes, which `check` holds against the tables.

use ledger::Event;
use std::collections::BTreeMap;

/// Which accounts came into which state: `user=state`.
pub(super) const ACCOUNT: &str = "account";
/// What was made, `kind:id`.
pub(super) const MADE: &str = "made";
/// What was ended, `kind:id`; or [`EVERYTHING`].
pub(super) const ENDED: &str = "ended";
/// What was used, `kind:id`.
const USED: &str = "used";
/// The hash of what was sealed, `credential=hash`.
pub(super) const SEALED: &str = "sealed";
/// What is said to be ended where all that was handed out is.
pub(super) const EVERYTHING: &str = "everything";

/// What a change tells, as it is gathered.
#[derive(Debug, Default)]
pub(crate) struct Particulars(BTreeMap<&'static str, Vec<String>>);

impl Particulars {
    fn add(&mut self, key: &'static str, what: String) {
        self.0.entry(key).or_default().push(what);
    }

    pub(super) fn made(&mut self, kind: &str, id: &str) {
        self.add(MADE, format!("{kind}:{id}"));
    }

    pub(super) fn used(&mut self, kind: &str, id: &str) {
        self.add(USED, format!("{kind}:{id}"));
    }

    pub(super) fn ended(&mut self, kind: &str, id: &str) {
        self.add(ENDED, format!("{kind}:{id}"));
    }

    pub(super) fn everything_ended(&mut self) {
        self.add(ENDED, EVERYTHING.to_owned());
    }

    pub(super) fn account(&mut self, user: &str, state: &str) {
        self.add(ACCOUNT, format!("{user}={state}"));
    }

    pub(super) fn sealed(&mut self, credential: &str, hash: &str) {
        self.add(SEALED, format!("{credential}={hash}"));
    }

    /// The event with what was gathered, in the order in which it happened.
    pub(crate) fn onto(self, mut event: Event) -> Event {
        for (key, words) in self.0 {
            event.detail.insert(key.to_owned(), words.join(" "));
        }
        event
    }
}
