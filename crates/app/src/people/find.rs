//! Search by name, in an index that lives in memory only (docs/decisions/0002).

use super::ask::{Asking, complete, leave, partnership, thing_of};
use super::read::person_of;
use super::seals::unseal;
use crate::{House, Moment};
use base::Result;
use cases::Person;
use matching::{Match, NameIndex};
use partnership::Partnership;
use permission::{Action, Actor, Facts, Personal, Recorded, Thing, ThingKind, acts, authorize};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Records read from the store at a time while the index is opened.
const PAGE: u32 = 2_000;
/// Hits that are looked at first; permission may hide any of them, and then more are looked at.
const CANDIDATES: usize = 200;

/// The index of names of a home, made when it is first asked for and kept in step with the record by the ledger.
#[derive(Clone, Default)]
pub(crate) struct Names {
    kept: Arc<Mutex<Kept>>,
    gone: Arc<std::sync::Mutex<Vec<String>>>,
}

#[derive(Default)]
struct Kept {
    index: NameIndex,
    /// The row of the ledger up to which the index is in step; 0 where it was not made yet.
    seq: i64,
}

/// A record that a search found, for somebody who may read it.
#[derive(Debug, Serialize)]
pub struct FoundPerson {
    /// Its id.
    pub id: String,
    /// How like the name is, 0 to 1.
    pub score: f64,
    /// In what way.
    pub why: String,
    /// The name the person is known by.
    pub name: String,
    /// The organisation that gave the record.
    pub originator: String,
}

impl Names {
    /// Takes a record out, at once: it was destroyed.
    pub(crate) fn forget(&self, id: &str) {
        if let Ok(mut kept) = self.kept.try_lock() {
            kept.index.remove(id);
        } else if let Ok(mut gone) = self.gone.lock() {
            // Somebody searches just now: it goes before the next search.
            gone.push(id.to_owned());
        }
    }
}

/// Finds records by a name. What the index finds is decided record by record: a hit that the asker may not read is no hit,
/// and is not counted. Every hit that is shown has its row in the ledger; the name that was asked for is written nowhere.
pub async fn find_people(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    asked: Personal<String>,
    limit: usize,
) -> Result<Vec<FoundPerson>> {
    asking.check()?;
    let day = crate::registers::today(moment);
    let partnership = partnership(house).await?;
    let actor = super::ask::actor_of(&partnership, asking, day);
    // One's own records may be searched without an agreement, what others gave under one only.
    let own = super::ask::organisation_of(&actor)?;
    let everywhere = Thing { originator: own, ..Thing::plain(ThingKind::Person, "*") };
    let question = complete(house, &partnership, actor.clone(), Action::FindPerson, everywhere, asking.purpose, Facts::default(), day);
    let allowed = leave::<acts::FindPerson>(house, moment, question).await?;
    let searched: Recorded = house.store.record_event(store::Store::reading_event(&allowed, &moment.iso())).await?;
    let asked = asked.open(&searched);

    let mut kept = house.names.kept.lock().await;
    keep_in_step(house, &mut kept).await?;
    drop(kept);

    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut candidates = CANDIDATES.max(limit);
    // Whatever others' records stand before one's own, one's own are found: the net is cast wider until it holds enough or everything.
    loop {
        let hits = house.names.kept.lock().await.index.find(&asked, candidates);
        let exhausted = hits.len() < candidates;
        for hit in hits.into_iter().skip(looked_at) {
            looked_at += 1;
            if found.len() < limit
                && let Some(one) = readable(house, moment, &partnership, &actor, asking, &hit, searched).await?
            {
                found.push(one);
            }
        }
        if exhausted || found.len() >= limit {
            return Ok(found);
        }
        candidates = candidates.saturating_mul(4);
    }
}

/// A hit as its reader sees it, with its row in the ledger; nothing where it may not be read, or is gone meanwhile.
async fn readable(
    house: &House,
    moment: &Moment,
    partnership: &Partnership,
    actor: &Actor,
    asking: &Asking,
    hit: &Match,
    searched: Recorded,
) -> Result<Option<FoundPerson>> {
    let day = crate::registers::today(moment);
    let Some(record) = house.store.record_facts(&hit.id).await? else { return Ok(None) };
    let thing = thing_of(house, partnership, &record, day).await?;
    let question = complete(house, partnership, actor.clone(), Action::ReadPerson, thing, asking.purpose, Facts::default(), day);
    // Not told, not counted, and no refusal either: nobody asked for this record.
    let Ok(reader) = authorize::<acts::ReadPerson>(policy::Policies::builtin()?, question) else { return Ok(None) };
    let Ok(newest) = house.store.newest_version(&reader).await else { return Ok(None) };
    let Ok(sealed) = unseal(house, &hit.id, newest.version, &newest.sealed) else { return Ok(None) };
    let event = store::Store::reading_event(&reader, &moment.iso()).with("found", searched.seq().to_string());
    let recorded = house.store.record_event(event).await?;
    let Ok(Person { name, .. }) = person_of(&hit.id, &sealed.open(&recorded)) else { return Ok(None) };
    Ok(Some(FoundPerson { id: hit.id.clone(), score: hit.score, why: hit.why.to_string(), name, originator: record.originator }))
}

/// Opens the index where there is none, and takes up what changed since it was last used, also by another process.
async fn keep_in_step(house: &House, kept: &mut Kept) -> Result<()> {
    let (head, _) = house.store.ledger_head().await?;
    if kept.seq == 0 {
        open_index(house, kept).await?;
    } else if head > kept.seq {
        for id in house.store.people_changed_since(kept.seq).await? {
            kept.index.remove(&id);
            if let Some(sealed) = house.store.sealed_newest("person", &id).await? {
                put(house, kept, &id, sealed.0, &sealed.1);
            }
        }
    }
    kept.seq = head.max(1);
    if let Ok(mut gone) = house.names.gone.lock() {
        for id in gone.drain(..) {
            kept.index.remove(&id);
        }
    }
    Ok(())
}

async fn open_index(house: &House, kept: &mut Kept) -> Result<()> {
    let mut after = String::new();
    loop {
        let page = house.store.sealed_page("person", &after, PAGE).await?;
        let Some((last, ..)) = page.last() else { break };
        after.clone_from(last);
        for (id, version, sealed) in &page {
            put(house, kept, id, *version, sealed);
        }
    }
    Ok(())
}

/// The names of one record, into the index: nobody reads them there.
fn put(house: &House, kept: &mut Kept, id: &str, version: i64, sealed: &str) {
    // A record whose key is gone, or that another version wrote, is not found; `check --deep` names it.
    let Ok(text) = unseal(house, id, version, sealed) else { return };
    if let Ok(person) = person_of(id, text.to_be_sealed()) {
        kept.index.put(id, &person.names());
    }
}
