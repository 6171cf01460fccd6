//! Sealed records about people. What is personal stands here sealed only; the keys lie in the keystore, and the store never
//! sees one. The id always comes from the witness of a permission, never from beside it.
//!
//! Versions, disclosures and holds are appended. Each change is one transaction with its row of the ledger.

use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::{append, sha256};
use crate::register::{json, parsed};
use crate::{Store, statements as sql, times};
use ::ledger::Event;
use base::{Result, Trouble};
use permission::{Act, Allowed, State, acts};

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

/// How a record was given away, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisclosureKind {
    /// By its originator, under the agreement.
    Shared,
    /// By a receiver, with the originator's written consent.
    PassedOn,
    /// By its originator, in an emergency or to safeguard somebody.
    Emergency,
    /// Not given: the originator's contact consents in writing that it be passed on to an organisation.
    Consent,
    /// Taken back: what was given is inaccurate or no longer needed, and the receiver destroys it.
    Recalled,
}

impl DisclosureKind {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::PassedOn => "passed-on",
            Self::Emergency => "emergency",
            Self::Consent => "consent",
            Self::Recalled => "recalled",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Shared, Self::PassedOn, Self::Emergency, Self::Consent, Self::Recalled].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A disclosure about to be recorded. Record, recipient, purpose and power are the witness's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDisclosure {
    /// How.
    pub kind: DisclosureKind,
    /// To which organisation; of a recall, from which it is taken back.
    pub to_organisation: String,
    /// What kind of data, as the agreement lists it.
    pub data_type: String,
    /// By which way: `meeting`, `secure-mail`, `telephone`, `recorded-delivery`, `here`.
    pub method: String,
    /// The reason in words, sealed under the record's key; empty where none is given.
    pub reason: String,
}

/// A disclosure as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Its number.
    pub seq: i64,
    /// The record.
    pub record: String,
    /// How.
    pub kind: DisclosureKind,
    /// By which organisation.
    pub from_organisation: String,
    /// To which.
    pub to_organisation: String,
    /// When.
    pub at: String,
    /// By whom.
    pub who: String,
    /// For what purpose.
    pub purpose: String,
    /// Under which power.
    pub power: String,
    /// What kind of data.
    pub data_type: String,
    /// By which way.
    pub method: String,
    /// The reason, sealed.
    pub reason: String,
}

/// A hold that was placed on a record, or lifted from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number.
    pub seq: i64,
    /// The record.
    pub record: String,
    /// Why: `live-order`, `review`, `complaint`, `subject-access`, `litigation`.
    pub ground: String,
    /// Placed, or lifted.
    pub placed: bool,
    /// When.
    pub at: String,
    /// By whom.
    pub who: String,
    /// When it is looked at again.
    pub review: Option<String>,
}

/// The event of what a witness allows, on the witness's thing.
fn event_of<A: Act>(allowed: &Allowed<A>, at: &str) -> Event {
    let mut event = Event::done(at, allowed.actor(), A::ACTION.id(), allowed.thing().name());
    event.purpose = allowed.purpose().map(|purpose| purpose.id().to_owned()).unwrap_or_default();
    allowed.door().id().clone_into(&mut event.door);
    event.post = allowed.post().map(|post| format!("{} {}", post.role.id(), post.organisation).trim_end().to_owned()).unwrap_or_default();
    event.policies = allowed.policies().map(str::to_owned).collect();
    event
}

fn organisation_of<A: Act>(allowed: &Allowed<A>) -> &str {
    allowed.post().map_or("", |post| &post.organisation)
}

impl Store {
    /// Opens a record under the witness's id, with its first version.
    ///
    /// # Errors
    /// Refused with `record-there` where the id is taken.
    pub async fn open_record<A: Act>(&self, allowed: &Allowed<A>, new: &NewRecord, at: &str) -> Result<i64> {
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
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
        let event = event_of(allowed, &at).with("version", "1").with("content", sha256(&new.sealed));
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

    /// The newest version of the witness's record, sealed. Opening it needs the row of the ledger too.
    pub async fn newest_version<A: Act>(&self, allowed: &Allowed<A>) -> Result<SealedVersion> {
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.reading().await?;
        let record = known(&mut tx, id).await?;
        version(&mut tx, id, record.version).await
    }

    /// Every version of the witness's record, oldest first, sealed.
    pub async fn versions<A: Act>(&self, allowed: &Allowed<A>) -> Result<Vec<SealedVersion>> {
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.reading().await?;
        known(&mut tx, id).await?;
        tx.fetch(sql::VERSIONS_OF, &[Bind::Text(id)]).await?.iter().map(version_of).collect()
    }

    /// Sealed newest versions of every living record of a kind, a page at a time after an id, for the index of names: what
    /// it finds is decided record by record before anybody sees it.
    pub async fn sealed_page(&self, kind: &str, after: &str, limit: u32) -> Result<Vec<(String, i64, String)>> {
        let binds = [Bind::Text(kind), Bind::Text(after), Bind::Whole(i64::from(limit))];
        let rows = self.pools.reading().await?.fetch(sql::NEWEST_OF_KIND, &binds).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.whole(1)?, row.text(2)?))).collect()
    }

    /// Appends a version to the witness's record. `seen` is the version that the writer had before their eyes.
    ///
    /// # Errors
    /// Refused with `record-changed` where somebody else wrote after the writer looked, naming who and when: nothing is
    /// written then, and both versions can be shown.
    pub async fn change_record<A: Act>(&self, allowed: &Allowed<A>, seen: i64, altered_copy: bool, at: &str, sealed: &str) -> Result<i64> {
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let record = known(&mut tx, id).await?;
        refuse_unless_seen(&mut tx, &record, seen).await?;
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

    /// Records that the witness's record is given away, may be passed on, or is taken back. Returns its number.
    pub async fn disclose<A: Act>(&self, allowed: &Allowed<A>, new: &NewDisclosure, at: &str) -> Result<i64> {
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let purpose = allowed.purpose().map_or("", permission::Purpose::id);
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let seq = tx.number(sql::DISCLOSURE_LAST).await? + 1;
        let row = [
            Bind::Whole(seq),
            Bind::Text(id),
            Bind::Text(new.kind.as_str()),
            Bind::Text(organisation_of(allowed)),
            Bind::Text(&new.to_organisation),
            Bind::Text(&at),
            Bind::Text(allowed.actor()),
            Bind::Text(purpose),
            Bind::Text(allowed.power().unwrap_or_default()),
            Bind::Text(&new.data_type),
            Bind::Text(&new.method),
            Bind::Text(&new.reason),
        ];
        tx.execute(sql::DISCLOSURE_INSERT, &row).await?;
        let mut event = event_of(allowed, &at)
            .with("disclosure", seq.to_string())
            .with("kind", new.kind.as_str())
            .with("to", &new.to_organisation)
            .with("data-type", &new.data_type)
            .with("method", &new.method);
        if let Some(power) = allowed.power() {
            event = event.with("power", power);
        }
        if !new.reason.is_empty() {
            event = event.with("reason", &new.reason);
        }
        append(&mut tx, &event).await?;
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(seq)
    }

    /// The disclosures of a record, in order: ids, organisations, purposes; a reason only sealed.
    pub async fn disclosures(&self, record: &str) -> Result<Vec<Disclosure>> {
        self.pools.reading().await?.fetch(sql::DISCLOSURES_OF, &[Bind::Text(record)]).await?.iter().map(disclosure_of).collect()
    }

    /// Places a hold on the witness's record, or lifts it.
    pub async fn hold_record(
        &self,
        allowed: &Allowed<acts::HoldPerson>,
        ground: &str,
        placed: bool,
        review: Option<&str>,
        at: &str,
    ) -> Result<i64> {
        let at = times::moment(at)?;
        let review = review.map(times::day).transpose()?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let in_force = grounds_in_force(&holds_in(&mut tx, id).await?).iter().any(|held| held == ground);
        if in_force == placed {
            let said = if placed { "is held for" } else { "is not held for" };
            return Err(Trouble::refused(
                "hold-as-it-is",
                format!("the record `{id}` {said} `{ground}` already"),
                "list its holds with `wardmote person holds`",
            ));
        }
        let seq = tx.number(sql::HOLD_LAST).await? + 1;
        let row = [
            Bind::Whole(seq),
            Bind::Text(id),
            Bind::Text(ground),
            Bind::Whole(i64::from(placed)),
            Bind::Text(&at),
            Bind::Text(allowed.actor()),
            Bind::MaybeText(review),
        ];
        tx.execute(sql::HOLD_INSERT, &row).await?;
        let event = event_of(allowed, &at).with("ground", ground).with("hold", if placed { "placed" } else { "lifted" });
        append(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(seq)
    }

    /// What was placed on a record and lifted, in order.
    pub async fn holds(&self, record: &str) -> Result<Vec<Hold>> {
        let mut tx = self.pools.reading().await?;
        holds_in(&mut tx, record).await
    }

    /// Decides the destruction of the witness's record: from this commit on nobody reads it, and its keys must go. A hold that
    /// came meanwhile is seen, because it is looked for in the same transaction.
    pub async fn decide_destruction(&self, allowed: &Allowed<acts::DestroyPerson>, at: &str) -> Result<()> {
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let held = grounds_in_force(&holds_in(&mut tx, id).await?);
        if !held.is_empty() {
            return Err(Trouble::refused(
                "record-held",
                format!("the record `{id}` is held back from destruction: {}", held.join(", ")),
                "lift the hold first, if its ground is gone",
            ));
        }
        tx.execute(sql::RECORD_SET_DESTROYED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &event_of(allowed, &at)).await?;
        base::failpoint("destruction-before-commit");
        tx.commit().await?;
        base::failpoint("destruction-after-commit");
        Ok(())
    }

    /// Marks a record destroyed because its keys are gone for good: a tombstone says so, and a record brought back from a
    /// backup did not know. Nothing where it is marked already.
    pub async fn mark_destroyed(&self, id: &str, at: &str, who: &str) -> Result<bool> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let Some(row) = tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await? else { return Ok(false) };
        let record = record_of(&row)?;
        if record.state == State::Destroyed {
            return Ok(false);
        }
        tx.execute(sql::RECORD_SET_DESTROYED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &Event::done(&at, who, "apply-tombstone", format!("{}:{id}", record.kind))).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The keys of a record are gone, at last: its destruction is finished.
    pub async fn certify_destruction(&self, id: &str, at: &str, who: &str) -> Result<()> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let Some(row) = tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await? else { return Err(unknown(id)) };
        let record = record_of(&row)?;
        if record.certified_at.is_some() {
            return Ok(());
        }
        tx.execute(sql::RECORD_SET_CERTIFIED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &Event::done(&at, who, "certify-destruction", format!("{}:{id}", record.kind))).await?;
        base::failpoint("certificate-before-commit");
        tx.commit().await
    }

    /// Records whose destruction was decided and whose keys may still lie there: what a crash cut off.
    pub async fn unfinished_destructions(&self) -> Result<Vec<SealedRecord>> {
        self.pools.reading().await?.fetch(sql::RECORDS_BEING_DESTROYED, &[]).await?.iter().map(record_of).collect()
    }

    /// The event of a reading that a witness allows.
    pub fn reading_event<A: Act>(allowed: &Allowed<A>, at: &str) -> Event {
        event_of(allowed, at)
    }
}

/// The grounds of holds that are in force.
pub(crate) fn grounds_in_force(holds: &[Hold]) -> Vec<String> {
    let mut grounds: std::collections::BTreeMap<&str, bool> = std::collections::BTreeMap::new();
    for hold in holds {
        grounds.insert(&hold.ground, hold.placed);
    }
    grounds.into_iter().filter(|(_, placed)| *placed).map(|(ground, _)| ground.to_owned()).collect()
}

async fn holds_in(tx: &mut Tx, id: &str) -> Result<Vec<Hold>> {
    tx.fetch(sql::HOLDS_OF, &[Bind::Text(id)]).await?.iter().map(hold_of).collect()
}

fn unknown(id: &str) -> Trouble {
    Trouble::refused("no-such-record", format!("there is no record `{id}`"), "check the id")
}

/// The record, where it is there and lives. One that is destroyed answers as one that never was.
async fn known(tx: &mut Tx, id: &str) -> Result<SealedRecord> {
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

fn record_of(row: &Row) -> Result<SealedRecord> {
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

fn disclosure_of(row: &Row) -> Result<Disclosure> {
    let kind = row.text(2)?;
    Ok(Disclosure {
        seq: row.whole(0)?,
        record: row.text(1)?,
        kind: DisclosureKind::parse(&kind).ok_or_else(|| crate::engines::unreadable(&format!("a disclosure of the kind `{kind}`")))?,
        from_organisation: row.text(3)?,
        to_organisation: row.text(4)?,
        at: row.text(5)?,
        who: row.text(6)?,
        purpose: row.text(7)?,
        power: row.text(8)?,
        data_type: row.text(9)?,
        method: row.text(10)?,
        reason: row.text(11)?,
    })
}

fn hold_of(row: &Row) -> Result<Hold> {
    Ok(Hold {
        seq: row.whole(0)?,
        record: row.text(1)?,
        ground: row.text(2)?,
        placed: row.whole(3)? != 0,
        at: row.text(4)?,
        who: row.text(5)?,
        review: row.maybe_text(6)?,
    })
}
