//! To whom a record was given, by whom, for what and under which power; and what was taken back.

use crate::engines::{Bind, Log, Row};
use crate::ledger::append;
use crate::records::{event_of, known, only_with_leave_to, organisation_of, witness_of_another};
use crate::{Store, statements as sql, times};
use base::Result;
use permission::{Act, Action, Allowed};

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

    /// The action that gives in this way.
    fn action(self) -> Action {
        match self {
            Self::Shared => Action::SharePerson,
            Self::PassedOn => Action::PassOnPerson,
            Self::Emergency => Action::GiveInEmergency,
            Self::Consent => Action::ConsentToPassOn,
            Self::Recalled => Action::RecallPerson,
        }
    }
}

/// A disclosure about to be recorded. Record, purpose and power are the witness's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDisclosure {
    /// How; must be the way that the witness allows.
    pub kind: DisclosureKind,
    /// To which organisation: the one that the witness allows. Of a recall, from which it is taken back.
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

impl Store {
    /// Records that the witness's record is given away, may be passed on, or is taken back. Returns its number.
    ///
    /// # Errors
    /// Refused with `no-such-record`; failed with `witness-of-another` where the witness is that of another way of giving or
    /// of another recipient.
    pub async fn disclose<A: Act>(&self, allowed: &Allowed<A>, new: &NewDisclosure, at: &str) -> Result<i64> {
        only_with_leave_to!(A: SharePerson | PassOnPerson | GiveInEmergency | ConsentToPassOn | RecallPerson);
        if new.kind.action() != A::ACTION {
            return Err(witness_of_another("way of giving"));
        }
        // A recall goes out to everybody who has the record; all else goes to the one whom the question named.
        let recall = new.kind == DisclosureKind::Recalled;
        if allowed.recipient().map_or(!recall, |to| to != new.to_organisation) || new.to_organisation.is_empty() {
            return Err(witness_of_another("recipient"));
        }
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
