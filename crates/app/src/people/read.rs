//! Records read, and their earlier versions.

use super::ask::{Asking, about, leave};
use super::seals::open_version;
use crate::{House, Moment};
use base::{Result, Trouble};
use cases::Person;
use permission::{Act, Action, Allowed, Facts, acts};
use serde::Serialize;
use store::SealedVersion;

/// A record as its reader sees it.
#[derive(Debug, Serialize)]
pub struct PersonShown {
    /// Its id.
    pub id: String,
    /// Its version; a change must name it.
    pub version: i64,
    /// The organisation that gave it.
    pub originator: String,
    /// Its controllers.
    pub controllers: Vec<String>,
    /// The law it is processed under.
    pub regime: String,
    /// Its protective marking.
    pub marking: String,
    /// Open or closed.
    pub state: &'static str,
    /// The day it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<String>,
    /// A receiver wrote this version: an altered copy of what the originator gave.
    pub altered_copy: bool,
    /// The organisations it was given to.
    pub shared_with: Vec<String>,
    /// What it says.
    pub person: Person,
    /// The row of the ledger that has this reading.
    pub ledger: i64,
}

/// One version of a record.
#[derive(Debug, Serialize)]
pub struct VersionShown {
    /// Its number.
    pub version: i64,
    /// When it was written.
    pub at: String,
    /// By whom.
    pub who: String,
    /// For which organisation.
    pub organisation: String,
    /// An altered copy.
    pub altered_copy: bool,
    /// What it said.
    pub person: Person,
}

/// Reads a record.
pub async fn show_person(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<PersonShown> {
    let question = about(house, moment, asking, Action::ReadPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::ReadPerson>(house, moment, question).await?;
    shown(house, moment, &allowed).await
}

/// What a witness allows to read, read.
pub(crate) async fn shown<A: Act>(house: &House, moment: &Moment, allowed: &Allowed<A>) -> Result<PersonShown> {
    let id = &allowed.thing().id;
    let newest = house.store.newest_version(allowed).await?;
    let record = house.store.record_facts(id).await?.ok_or_else(|| super::ask::no_such_record(id))?;
    let (text, recorded) = open_version(house, allowed, moment, &newest).await?;
    Ok(PersonShown {
        id: id.clone(),
        version: newest.version,
        originator: record.originator,
        controllers: record.controllers,
        regime: record.regime,
        marking: record.marking,
        state: if record.state == permission::State::Closed { "closed" } else { "open" },
        closed_on: record.closed_on,
        altered_copy: newest.altered_copy,
        shared_with: allowed.thing().shared_with.clone(),
        person: person_of(id, &text)?,
        ledger: recorded.seq(),
    })
}

/// Reads every version of a record, oldest first.
pub async fn person_history(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Vec<VersionShown>> {
    let question = about(house, moment, asking, Action::ReadPersonHistory, id, Facts::default()).await?;
    let allowed = leave::<acts::ReadPersonHistory>(house, moment, question).await?;
    let mut shown = Vec::new();
    for version in house.store.versions(&allowed).await? {
        let (text, _) = open_version(house, &allowed, moment, &version).await?;
        let person = person_of(id, &text)?;
        let SealedVersion { version, at, who, organisation, altered_copy, .. } = version;
        shown.push(VersionShown { version, at, who, organisation, altered_copy, person });
    }
    Ok(shown)
}

/// What was sealed was checked before: what can't be read was written by another version of the program.
pub(crate) fn person_of(id: &str, text: &str) -> Result<Person> {
    Person::parse(text).map_err(|wrong| {
        Trouble::failed(
            "record-unreadable",
            format!("the record `{id}` was written by another version of wardmote: {wrong}"),
            "use the version that wrote it, or a newer one",
        )
    })
}
