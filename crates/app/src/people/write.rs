//! Records opened, changed, closed, and sealed under a new key.

use super::ask::{Asking, about, actor_of, complete, leave, organisation_of, partnership};
use super::seals::{open_version, seal_version};
use crate::{House, Moment};
use base::{Result, Trouble};
use cases::Person;
use permission::{Action, Facts, Personal, Thing, ThingKind, acts};
use serde::Serialize;
use store::NewRecord;

/// How often a change is tried while others write copies of their own beside it.
const ATTEMPTS: usize = 64;

/// A record about to be opened.
#[derive(Debug)]
pub struct NewPerson {
    /// What it says, as JSON.
    pub text: Personal<String>,
    /// The law it is processed under.
    pub regime: String,
    /// Its protective marking.
    pub marking: String,
    /// Kept apart from the rest.
    pub kept_apart: bool,
}

/// A record as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Its version now.
    pub version: i64,
}

/// Two people changed a record at once: both versions, for the one who came second and may read the record.
#[derive(Debug, Serialize)]
pub struct Conflict {
    /// The record.
    pub id: String,
    /// The version that the writer had before them.
    pub seen: i64,
    /// What the writer wanted it to say.
    pub yours: Person,
    /// The version it is at now.
    pub version: i64,
    /// Who wrote that.
    pub by: String,
    /// When.
    pub at: String,
    /// What it says now.
    pub theirs: Person,
}

fn read_person(text: &Personal<String>) -> Result<Person> {
    Person::parse(text.to_be_sealed())
        .map_err(|wrong| Trouble::refused("not-a-person", format!("nothing was recorded: {wrong}"), wrong.remedy()))
}

/// Opens a record about a person. Its key is made first: a key without a record is harmless, a record without one is lost.
pub async fn record_person(house: &House, moment: &Moment, asking: &Asking, new: NewPerson) -> Result<Changed> {
    let person = read_person(&new.text)?;
    asking.check()?;
    let day = crate::registers::today(moment);
    let partnership = partnership(house).await?;
    let actor = actor_of(&partnership, asking, day);
    let organisation = organisation_of(&actor)?;
    let id = vault::random_id("p-")?;
    // Whoever opens a record is its controller. Another organisation comes to have it by being given it, which asks for leave.
    let controllers = vec![organisation.clone()];
    let thing = Thing {
        originator: organisation.clone(),
        controllers: controllers.clone(),
        kept_apart: new.kept_apart,
        ..Thing::plain(ThingKind::Person, id.clone())
    };
    let question = complete(house, &partnership, actor, Action::RecordPerson, thing, asking.purpose, Facts::default(), day);
    let allowed = leave::<acts::RecordPerson>(house, moment, question).await?;
    house.keystore.create(&id)?;
    let sealed = seal_version(house, &id, 1, &Personal::new(person.to_json()))?;
    let record = NewRecord {
        kind: ThingKind::Person.id().to_owned(),
        originator: organisation,
        controllers,
        regime: new.regime,
        marking: new.marking,
        kept_apart: new.kept_apart,
        sealed,
    };
    house.store.open_record(&allowed, &record, &moment.iso()).await?;
    Ok(Changed { id, version: 1 })
}

/// What came of a change.
#[derive(Debug)]
pub(crate) enum Edited {
    /// It is written.
    Changed(Changed),
    /// Somebody else was first.
    Conflict(Box<Conflict>),
}

/// Changes a record, or gives both versions where somebody else changed it after `seen`. A receiver's change is marked as an
/// altered copy (information sharing agreement 5.14).
pub async fn edit_person(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    id: &str,
    seen: i64,
    text: Personal<String>,
) -> Result<std::result::Result<Changed, Box<Conflict>>> {
    match edit(house, moment, asking, id, seen, &text).await? {
        Edited::Changed(changed) => Ok(Ok(changed)),
        Edited::Conflict(conflict) => Ok(Err(conflict)),
    }
}

async fn edit(house: &House, moment: &Moment, asking: &Asking, id: &str, seen: i64, text: &Personal<String>) -> Result<Edited> {
    let person = read_person(text)?;
    let question = about(house, moment, asking, Action::EditPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::EditPerson>(house, moment, question).await?;
    let thing = allowed.thing();
    let organisation = allowed.post().map(|post| post.organisation.clone()).unwrap_or_default();
    let altered_copy = thing.originator != organisation && !thing.controllers.contains(&organisation);
    // Others may write copies of their own meanwhile; then the number is taken anew, as long as nobody wrote here.
    for _ in 0..ATTEMPTS {
        if house.store.newest_version(&allowed).await?.version != seen {
            break;
        }
        let last = house.store.record_facts(id).await?.map_or(0, |record| record.version);
        let sealed = seal_version(house, id, last.saturating_add(1), &Personal::new(person.to_json()))?;
        match house.store.change_record(&allowed, last, altered_copy, &moment.iso(), &sealed).await {
            Ok(version) => return Ok(Edited::Changed(Changed { id: id.to_owned(), version })),
            Err(trouble) if trouble.code == "record-changed" => {}
            Err(trouble) => return Err(trouble),
        }
    }
    conflict(house, moment, asking, id, seen, person).await
}

/// Both versions, for somebody who may read the one that was first.
async fn conflict(house: &House, moment: &Moment, asking: &Asking, id: &str, seen: i64, yours: Person) -> Result<Edited> {
    let question = about(house, moment, asking, Action::ReadPerson, id, Facts::default()).await?;
    let reader = leave::<acts::ReadPerson>(house, moment, question).await?;
    let newest = house.store.newest_version(&reader).await?;
    let (theirs, _) = open_version(house, &reader, moment, &newest).await?;
    let theirs = read_person(&Personal::new(theirs))?;
    Ok(Edited::Conflict(Box::new(Conflict {
        id: id.to_owned(),
        seen,
        yours,
        version: newest.version,
        by: newest.who,
        at: newest.at,
        theirs,
    })))
}

/// The version that whoever closes a record has before them, which the closing names; for somebody who may close it. Nobody reads
/// what it says.
pub async fn version_to_close(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<i64> {
    let question = about(house, moment, asking, Action::ClosePerson, id, Facts::default()).await?;
    let allowed = leave::<acts::ClosePerson>(house, moment, question).await?;
    Ok(house.store.newest_version(&allowed).await?.version)
}

/// Closes a record: its retention runs from that day.
pub async fn close_person(house: &House, moment: &Moment, asking: &Asking, id: &str, seen: i64, on: Option<&str>) -> Result<Changed> {
    let on = crate::registers::day_or_today(on, moment)?;
    let today = crate::registers::today(moment);
    if on > today {
        return Err(Trouble::refused("closed-in-future", format!("`{on}` has not come yet"), "give the day on which the case was closed"));
    }
    let question = about(house, moment, asking, Action::ClosePerson, id, Facts::default()).await?;
    let allowed = leave::<acts::ClosePerson>(house, moment, question).await?;
    let newest = house.store.newest_version(&allowed).await?;
    if newest.version != seen {
        return Err(Trouble::refused(
            "record-changed",
            format!(
                "the record `{id}` is at version {}, written by `{}` at `{}`; you had version {seen} before you",
                newest.version, newest.who, newest.at
            ),
            "look at it again, then close it",
        ));
    }
    let last = house.store.record_facts(id).await?.map_or(0, |record| record.version);
    house.store.close_record(&allowed, last, &on.to_string(), &moment.iso()).await?;
    Ok(Changed { id: id.to_owned(), version: seen })
}

/// Gives a record a new key and seals it anew under it, as a version of its own. Earlier versions stay under the key they
/// were written with, which stays as long as they do; destroying the record destroys every key it ever had.
pub async fn rotate_person(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Changed> {
    let question = about(house, moment, asking, Action::RotatePersonKey, id, Facts::default()).await?;
    let allowed = leave::<acts::RotatePersonKey>(house, moment, question).await?;
    let newest = house.store.newest_version(&allowed).await?;
    // Nobody reads it: it goes from one seal into another.
    let text = super::seals::unseal(house, id, newest.version, &newest.sealed)?;
    house.keystore.add_generation(id)?;
    let last = house.store.record_facts(id).await?.map_or(0, |record| record.version);
    let sealed = seal_version(house, id, last.saturating_add(1), &text)?;
    let version = house.store.change_record(&allowed, last, newest.altered_copy, &moment.iso(), &sealed).await?;
    Ok(Changed { id: id.to_owned(), version })
}
