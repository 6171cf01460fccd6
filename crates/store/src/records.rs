//! Sealed records about people. What is personal stands here sealed only; the keys lie in the keystore, and the store never
//! sees one. The id always comes from the witness of a permission, never from beside it.
//!
//! Versions, disclosures (`disclosures.rs`) and holds (`destruction.rs`) are appended. Each change is one transaction with
//! its row of the ledger. A function builds only with the witness of an action that it is there for.

use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::{append, sha256};
use crate::register::{json, parsed};
use crate::statements::doors;
use crate::{Store, reach, statements as sql, times};
use ::ledger::Event;
use base::{Result, Trouble};
use permission::{Act, Allowed, State, ThingKind, acts};
use std::collections::BTreeSet;

/// A record about to be opened. Its id is the witness's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// `person` or `user`.
    pub kind: String,
    /// The organisation that gives it and stays its owner.
    pub originator: String,
    /// Its controllers, member organisations.
    pub controllers: Vec<String>,
    /// The law it is processed under: `uk-gdpr` or `dpa-2018-part-3`.
    pub regime: String,
    /// Its protective marking.
    pub marking: String,
    /// Kept apart from the rest.
    pub kept_apart: bool,
    /// The first version, sealed.
    pub sealed: String,
}

/// A record as it stands, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// Its id.
    pub id: String,
    /// `person` or `user`.
    pub kind: String,
    /// The organisation that gave it.
    pub originator: String,
    /// Its controllers.
    pub controllers: Vec<String>,
    /// The law it is processed under.
    pub regime: String,
    /// Its protective marking.
    pub marking: String,
    /// Kept apart from the rest.
    pub kept_apart: bool,
    /// Open, closed or destroyed.
    pub state: State,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// Its newest version.
    pub version: i64,
    /// When it was opened.
    pub opened_at: String,
    /// When its destruction was decided.
    pub destroyed_at: Option<String>,
    /// When its keys were gone.
    pub certified_at: Option<String>,
}

/// One version of a record, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedVersion {
    /// Its number, from 1.
    pub version: i64,
    /// When it was written.
    pub at: String,
    /// By whom.
    pub who: String,
    /// For which organisation.
    pub organisation: String,
    /// Written by a receiver: an altered copy of what the originator gave (agreement 5.14).
    pub altered_copy: bool,
    /// What it says.
    pub sealed: String,
}

/// Fails the build where a function is handed the witness of an action that it is not there for.
macro_rules! only_with_leave_to {
    ($act:ident: $($action:ident)|+) => {
        const { assert!(matches!($act::ACTION, $(permission::Action::$action)|+), "the witness of another action") }
    };
}
pub(crate) use only_with_leave_to;

/// The event of what a witness allows, on the witness's thing.
pub(crate) fn event_of<A: Act>(allowed: &Allowed<A>, at: &str) -> Event {
    let mut event = Event::done(at, allowed.actor(), A::ACTION.id(), allowed.thing().name());
    event.purpose = allowed.purpose().map(|purpose| purpose.id().to_owned()).unwrap_or_default();
    allowed.door().id().clone_into(&mut event.door);
    event.post = allowed.post().map(|post| format!("{} {}", post.role.id(), post.organisation).trim_end().to_owned()).unwrap_or_default();
    event.policies = allowed.policies().map(str::to_owned).collect();
    event
}

pub(crate) fn organisation_of<A: Act>(allowed: &Allowed<A>) -> &str {
    allowed.post().map_or("", |post| &post.organisation)
}

impl Store {
    /// Opens a record under the witness's id, with its first version. Returns the number of its row in the ledger.
    ///
    /// ```compile_fail,E0080
    /// # use std::{future::Future, pin::Pin, task::{Context, Poll}};
    /// # fn built<F: Future>(_: F) { let _: fn(Pin<&mut F>, &mut Context<'_>) -> Poll<F::Output> = F::poll; }
    /// # fn f(store: store::Store, allowed: permission::Allowed<permission::acts::ReadPerson>, new: store::NewRecord) {
    /// # built(async move {
    /// store.open_record(&allowed, &new, "2031-05-01T09:00:00Z").await // leave to read opens no record
    /// # }) }
    /// # fn main() { let _: fn(_, _, _) = f; }
    /// ```
    ///
    /// # Errors
    /// Refused with `record-there` where the id is taken.
    pub async fn open_record<A: Act>(&self, allowed: &Allowed<A>, new: &NewRecord, at: &str) -> Result<i64> {
        only_with_leave_to!(A: RecordPerson | EnrolUser);
        let at = times::moment(at)?;
        let thing = allowed.thing();
        let id = thing.id.as_str();
        if thing.kind.id() != new.kind || !matches!(thing.kind, ThingKind::Person | ThingKind::User) || id == "*" {
            return Err(witness_of_another("thing"));
        }
        let controllers = json(&new.controllers)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        if tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await?.is_some() {
            return Err(Trouble::refused("record-there", format!("there is a record `{id}` already"), "look at it, or choose another id"));
        }
        let row = [
            Bind::Text(id),
            Bind::Text(&new.kind),
            Bind::Text(&new.originator),
            Bind::Text(&controllers),
            Bind::Text(&new.regime),
            Bind::Text(&new.marking),
            Bind::Whole(i64::from(new.kept_apart)),
            Bind::Text("open"),
            Bind::MaybeText(None),
            Bind::Whole(1),
            Bind::Text(&at),
            Bind::MaybeText(None),
            Bind::MaybeText(None),
        ];
        tx.execute(sql::RECORD_INSERT, &row).await?;
        insert_version(&mut tx, allowed, 1, &at, false, &new.sealed).await?;
        reach::of_owners(&mut tx, id, &new.kind, &new.originator, &new.controllers).await?;
        let event = event_of(allowed, &at)
            .with("version", "1")
            .with("content", sha256(&new.sealed))
            .with("originator", &new.originator)
            .with("controllers", new.controllers.join(" "))
            .with("regime", &new.regime)
            .with("marking", &new.marking)
            .with("kept-apart", if new.kept_apart { "yes" } else { "no" });
        let seq = append(&mut tx, &event).await?;
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(seq)
    }

    /// What stands beside a record's sealed values: no permission is needed, for a question is made from it.
    pub async fn record_facts(&self, id: &str) -> Result<Option<SealedRecord>> {
        let row = self.pools.reading().await?.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await?;
        row.as_ref().map(record_of).transpose()
    }

    /// The same for every record of a kind, in the order of ids.
    pub async fn records_of_kind(&self, kind: &str) -> Result<Vec<SealedRecord>> {
        self.pools.reading().await?.fetch(sql::RECORDS_OF_KIND, &[Bind::Text(kind)]).await?.iter().map(record_of).collect()
    }

    /// The newest version of the witness's record that the witness's organisation works on, sealed: its own altered copy, where
    /// it has one, or else what the originator says (agreement 5.14). Opening it needs the row of the ledger too.
    pub async fn newest_version<A: Act>(&self, allowed: &Allowed<A>) -> Result<SealedVersion> {
        only_with_leave_to!(A: ReadPerson | ReadPersonHistory | BreakGlass | EditPerson | ClosePerson | RotatePersonKey | ReadUser | ChangeUser | SendMail);
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.reading().await?;
        known(&mut tx, id).await?;
        let row = tx.fetch_first(sql::VERSION_FOR, &[Bind::Text(id), Bind::Text(organisation_of(allowed))]).await?;
        row.as_ref().map(version_of).transpose()?.ok_or_else(|| {
            Trouble::failed("record-unreadable", format!("no version of the record `{id}` is there"), "run `wardmote check`")
        })
    }

    /// Every version of the witness's record that concerns the witness's organisation, oldest first, sealed: the originator's, and
    /// its own altered copies.
    pub async fn versions<A: Act>(&self, allowed: &Allowed<A>) -> Result<Vec<SealedVersion>> {
        only_with_leave_to!(A: ReadPersonHistory | ReadUser | ChangeUser);
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.reading().await?;
        known(&mut tx, id).await?;
        let own = organisation_of(allowed);
        let rows = tx.fetch(sql::VERSIONS_OF, &[Bind::Text(id)]).await?;
        let versions = rows.iter().map(version_of).collect::<Result<Vec<_>>>()?;
        Ok(versions.into_iter().filter(|one| !one.altered_copy || one.organisation == own).collect())
    }

    /// The ids of the records of a kind that may concern one of some organisations, or of all records, a page after an id. Whether
    /// somebody may see one is then asked of each: the page is never narrower than that, and mostly not wider.
    pub async fn records_page(&self, kind: &str, organisations: Option<&[&str]>, after: &str, limit: u32) -> Result<Vec<String>> {
        let mut tx = self.pools.reading().await?;
        let limited = Bind::Whole(i64::from(limit));
        let ids = |rows: Vec<Row>| rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>();
        let Some(organisations) = organisations else {
            return ids(tx.fetch(doors::RECORD_PAGE, &[Bind::Text(kind), Bind::Text(after), limited]).await?);
        };
        let mut found = BTreeSet::new();
        for organisation in organisations {
            let binds = [Bind::Text(organisation), Bind::Text(kind), Bind::Text(after), limited];
            found.extend(ids(tx.fetch(doors::REACH_PAGE, &binds).await?)?);
        }
        Ok(found.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    /// Sealed newest versions of every living record of a kind, a page at a time after an id, for the index of names: what
    /// it finds is decided record by record before anybody sees it.
    pub async fn sealed_page(&self, kind: &str, after: &str, limit: u32) -> Result<Vec<(String, i64, String)>> {
        let binds = [Bind::Text(kind), Bind::Text(after), Bind::Whole(i64::from(limit))];
        let rows = self.pools.reading().await?.fetch(sql::NEWEST_OF_KIND, &binds).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.whole(1)?, row.text(2)?))).collect()
    }

    /// The newest version of one living record of a kind, sealed, for the index of names.
    pub async fn sealed_newest(&self, kind: &str, id: &str) -> Result<Option<(i64, String)>> {
        let row = self.pools.reading().await?.fetch_first(sql::NEWEST_ONE, &[Bind::Text(kind), Bind::Text(id)]).await?;
        row.as_ref().map(|row| Ok((row.whole(0)?, row.text(1)?))).transpose()
    }

    /// The people whose records were written or destroyed after a row of the ledger, by their ids.
    pub async fn people_changed_since(&self, seq: i64) -> Result<Vec<String>> {
        let rows = self.pools.reading().await?.fetch(sql::THINGS_CHANGED, &[Bind::Whole(seq), Bind::Text("person:")]).await?;
        let id = |row: &Row| row.text(0).map(|thing| thing.strip_prefix("person:").unwrap_or(&thing).to_owned());
        rows.iter().map(id).collect()
    }

    /// Appends a version to the witness's record. `seen` is the number of its newest version, whoever wrote that, as the writer
    /// knew it.
    ///
    /// ```compile_fail,E0080
    /// # use std::{future::Future, pin::Pin, task::{Context, Poll}};
    /// # fn built<F: Future>(_: F) { let _: fn(Pin<&mut F>, &mut Context<'_>) -> Poll<F::Output> = F::poll; }
    /// # fn f(store: store::Store, allowed: permission::Allowed<permission::acts::ReadPerson>) {
    /// # built(async move {
    /// store.change_record(&allowed, 1, false, "2031-05-01T09:00:00Z", "sealed").await // leave to read changes nothing
    /// # }) }
    /// # fn main() { let _: fn(_, _) = f; }
    /// ```
    ///
    /// # Errors
    /// Refused with `record-changed` where somebody else wrote after the writer looked, naming who and when: nothing is
    /// written then, and both versions can be shown.
    pub async fn change_record<A: Act>(&self, allowed: &Allowed<A>, seen: i64, altered_copy: bool, at: &str, sealed: &str) -> Result<i64> {
        only_with_leave_to!(A: EditPerson | ChangeUser | RotatePersonKey);
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let record = known(&mut tx, id).await?;
        refuse_unless_seen(&mut tx, &record, seen).await?;
        if record.state != allowed.thing().state {
            return Err(Trouble::refused("record-closed", format!("the record `{id}` was closed after you looked"), "look at it again"));
        }
        let next = record.version + 1;
        insert_version(&mut tx, allowed, next, &at, altered_copy, sealed).await?;
        tx.execute(sql::RECORD_SET_VERSION, &[Bind::Text(id), Bind::Whole(next)]).await?;
        let event = event_of(allowed, &at).with("version", next.to_string()).with("content", sha256(sealed));
        append(&mut tx, &event).await?;
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(next)
    }

    /// Closes the witness's record on a day; its retention runs from there.
    pub async fn close_record(&self, allowed: &Allowed<acts::ClosePerson>, seen: i64, on: &str, at: &str) -> Result<()> {
        let (at, on) = (times::moment(at)?, times::day(on)?);
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let record = known(&mut tx, id).await?;
        refuse_unless_seen(&mut tx, &record, seen).await?;
        if record.state != State::Open {
            return Err(Trouble::refused("record-closed", format!("the record `{id}` is closed already"), "look at it again"));
        }
        tx.execute(sql::RECORD_SET_CLOSED, &[Bind::Text(id), Bind::Text(on)]).await?;
        append(&mut tx, &event_of(allowed, &at).with("closed", on)).await?;
        base::failpoint("record-before-commit");
        tx.commit().await
    }

    /// The event of a reading that a witness allows.
    pub fn reading_event<A: Act>(allowed: &Allowed<A>, at: &str) -> Event {
        event_of(allowed, at)
    }
}

/// A witness was handed in for something else than it was given for.
pub(crate) fn witness_of_another(what: &str) -> Trouble {
    Trouble::failed("witness-of-another", format!("the permission is that of another {what}"), "report this: it is a fault in wardmote")
}

pub(crate) fn unknown(id: &str) -> Trouble {
    Trouble::refused("no-such-record", format!("there is no record `{id}`"), "check the id")
}

/// The record, where it is there and lives. One that is destroyed answers as one that never was.
pub(crate) async fn known(tx: &mut Tx, id: &str) -> Result<SealedRecord> {
    let row = tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await?;
    let record = row.as_ref().map(record_of).transpose()?.filter(|record| record.state != State::Destroyed);
    record.ok_or_else(|| unknown(id))
}

async fn version(tx: &mut Tx, id: &str, number: i64) -> Result<SealedVersion> {
    let row = tx.fetch_first(sql::VERSION_ONE, &[Bind::Text(id), Bind::Whole(number)]).await?;
    row.as_ref().map(version_of).transpose()?.ok_or_else(|| {
        Trouble::failed("record-unreadable", format!("version {number} of the record `{id}` is not there"), "run `wardmote check`")
    })
}

async fn refuse_unless_seen(tx: &mut Tx, record: &SealedRecord, seen: i64) -> Result<()> {
    if record.version == seen {
        return Ok(());
    }
    let newest = version(tx, &record.id, record.version).await?;
    Err(Trouble::refused(
        "record-changed",
        format!(
            "the record `{}` is at version {}, written by `{}` at `{}`; you had version {seen} before you",
            record.id, record.version, newest.who, newest.at
        ),
        "compare both versions, then make your change to the newest",
    ))
}

async fn insert_version<A: Act>(tx: &mut Tx, allowed: &Allowed<A>, version: i64, at: &str, altered_copy: bool, sealed: &str) -> Result<()> {
    let row = [
        Bind::Text(&allowed.thing().id),
        Bind::Whole(version),
        Bind::Text(at),
        Bind::Text(allowed.actor()),
        Bind::Text(organisation_of(allowed)),
        Bind::Whole(i64::from(altered_copy)),
        Bind::Text(sealed),
    ];
    tx.execute(sql::VERSION_INSERT, &row).await
}

pub(crate) fn record_of(row: &Row) -> Result<SealedRecord> {
    let state = match row.text(7)?.as_str() {
        "open" => State::Open,
        "closed" => State::Closed,
        _ => State::Destroyed,
    };
    Ok(SealedRecord {
        id: row.text(0)?,
        kind: row.text(1)?,
        originator: row.text(2)?,
        controllers: parsed(&row.text(3)?)?,
        regime: row.text(4)?,
        marking: row.text(5)?,
        kept_apart: row.whole(6)? != 0,
        state,
        closed_on: row.maybe_text(8)?,
        version: row.whole(9)?,
        opened_at: row.text(10)?,
        destroyed_at: row.maybe_text(11)?,
        certified_at: row.maybe_text(12)?,
    })
}

fn version_of(row: &Row) -> Result<SealedVersion> {
    Ok(SealedVersion {
        version: row.whole(0)?,
        at: row.text(1)?,
        who: row.text(2)?,
        organisation: row.text(3)?,
        altered_copy: row.whole(4)? != 0,
        sealed: row.text(5)?,
    })
}
