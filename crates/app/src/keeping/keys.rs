//! Do the record and its keystore agree? What was destroyed must have no key, and what lives must have one.

use super::files::{is_there, remove_file};
use crate::{House, Moment};
use base::Result;
use permission::ThingKind;
use std::collections::BTreeSet;
use std::path::Path;
use store::{KeptRecord, Store};
use vault::{About, Keystore};

/// Ids of records that came without their keys, one a line: their keys lie elsewhere, and are waited for.
const AWAITED: &str = "awaited-keys";
/// Longer lists than this are no list of ids.
const AWAITED_BYTES: u64 = 1 << 30;
/// Records opened at a time.
const PAGE: u32 = 2_000;

/// What became of a sealed value that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It opens.
    Opens,
    /// The key is not there.
    NoKey,
    /// The key is there, and the value does not open.
    Damaged,
}

/// How record and keystore stand to each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Records that are not destroyed.
    pub(crate) living: u64,
    /// Records that are.
    pub(crate) destroyed: u64,
    /// Living records without a key.
    pub(crate) without_key: Vec<String>,
    /// Living records with a tombstone.
    pub(crate) unmarked: Vec<String>,
    /// Destroyed records whose keys are there, and have no tombstone.
    pub(crate) undestroyed: Vec<String>,
    /// Keys that belong to no record.
    pub(crate) without_record: u64,
}

/// Holds the records against the keystore.
pub(crate) fn compare(records: &[KeptRecord], keystore: &Keystore) -> Result<Compared> {
    let (keys, tombstones) = (keystore.ids()?, keystore.tombstones()?);
    let mut compared = Compared::default();
    for record in records {
        let key = keys.contains(&record.id);
        if !record.living {
            compared.destroyed += 1;
            if record.certified && key {
                compared.undestroyed.push(record.id.clone());
            }
            continue;
        }
        compared.living += 1;
        if tombstones.contains_key(&record.id) {
            compared.unmarked.push(record.id.clone());
        } else if !key {
            compared.without_key.push(record.id.clone());
        }
    }
    let known: BTreeSet<&str> = records.iter().map(|record| record.id.as_str()).collect();
    compared.without_record = keys.iter().filter(|id| !known.contains(id.as_str())).count() as u64;
    Ok(compared)
}

/// Marks records destroyed whose keys are gone for good, and certifies them: they came from a backup that did not know.
/// Returns those that were marked.
pub(super) async fn apply_tombstones(store: &Store, keystore: &Keystore, moment: &Moment, living: &[String]) -> Result<Vec<String>> {
    let tombstones = keystore.tombstones()?;
    let mut marked = Vec::new();
    for id in living.iter().filter(|id| tombstones.contains_key(*id)) {
        if store.mark_destroyed(id, &moment.iso(), &moment.who).await? {
            store.certify_destruction(id, &moment.iso(), &moment.who).await?;
            marked.push(id.clone());
        }
    }
    Ok(marked)
}

/// Repairs what a restore by hand, or a crash, left between record and keystore. Returns what was done, one line each.
pub(crate) async fn repair(house: &House, moment: &Moment, compared: &Compared) -> Result<Vec<String>> {
    let mut repaired = Vec::new();
    for id in apply_tombstones(&house.store, &house.keystore, moment, &compared.unmarked).await? {
        house.names.forget(&id);
        repaired.push(format!("the record `{id}` has a tombstone, and is marked destroyed now"));
    }
    Ok(repaired)
}

/// Tries whether a version of a record opens. What it says is seen by nobody, and dropped.
pub(super) fn try_version(keystore: &Keystore, record: &str, version: i64, sealed: &str) -> Result<Tried> {
    let Ok(generation) = vault::generation_of(sealed) else { return Ok(Tried::Damaged) };
    let Some(key) = keystore.key(record, generation)? else { return Ok(Tried::NoKey) };
    let opened = vault::open(&key, &About { record, version, field: crate::people::WHOLE }, sealed);
    Ok(if opened.is_ok() { Tried::Opens } else { Tried::Damaged })
}

/// Living records whose newest version does not open although they have a key.
pub(crate) async fn damaged(house: &House) -> Result<Vec<String>> {
    let mut damaged = Vec::new();
    let keyed = house.keystore.ids()?;
    for kind in [ThingKind::Person, ThingKind::User] {
        let mut after = String::new();
        loop {
            let page = house.store.sealed_page(kind.id(), &after, PAGE).await?;
            let Some((last, ..)) = page.last() else { break };
            after.clone_from(last);
            for (id, version, sealed) in &page {
                // Without any key it is named elsewhere; with one, a generation may be missing.
                if keyed.contains(id) && try_version(&house.keystore, id, *version, sealed)? != Tried::Opens {
                    damaged.push(id.clone());
                }
            }
        }
    }
    Ok(damaged)
}

/// Keeps the list of records whose keys are waited for; none where each has its key.
pub(super) fn await_keys(home: &Path, ids: &[String]) -> Result<()> {
    let path = home.join(AWAITED);
    if ids.is_empty() {
        return remove_file(&path);
    }
    let mut text = String::new();
    for id in ids {
        text.push_str(id);
        text.push('\n');
    }
    vault::write_whole(&path, text.as_bytes())
}

/// The records whose keys are waited for.
pub(crate) fn awaited(home: &Path) -> Result<BTreeSet<String>> {
    let path = home.join(AWAITED);
    if !is_there(&path)? {
        return Ok(BTreeSet::new());
    }
    let bytes = vault::read_whole(&path, AWAITED_BYTES)?;
    Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
}

/// Of records without a key those that nobody expects to be without: the list of those waited for is brought up to date.
/// Returns how many are waited for, and the rest.
pub(crate) fn missing_and_awaited(home: &Path, without_key: &[String]) -> Result<(u64, Vec<String>)> {
    let awaited = awaited(home)?;
    let (waited, missing): (Vec<String>, Vec<String>) = without_key.iter().cloned().partition(|id| awaited.contains(id));
    if waited.len() != awaited.len() {
        await_keys(home, &waited)?;
    }
    Ok((waited.len() as u64, missing))
}

/// A few ids of many, for a message.
pub(crate) fn some_of(ids: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(SHOWN);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Living records without a key, of those that `living` names.
pub(super) fn without_key(keystore: &Keystore, living: &[String]) -> Result<Vec<String>> {
    let keys = keystore.ids()?;
    let tombstones = keystore.tombstones()?;
    Ok(living.iter().filter(|id| !keys.contains(*id) && !tombstones.contains_key(*id)).cloned().collect())
}
