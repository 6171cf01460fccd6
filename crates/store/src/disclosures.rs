//! To whom a record was given, by whom, for what and under which power; and what was taken back.

use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::append;
use crate::records::{event_of, known, only_with_leave_to, organisation_of, witness_of_another};
use crate::{Store, reach, statements as sql, times};
use base::{Result, Trouble};
use permission::{Act, Action, Allowed, acts};

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
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        if new.kind == DisclosureKind::PassedOn {
            // A recall or a consent taken back may have come since leave was given.
            let so_far = disclosures_in(&mut tx, id).await?;
            let given = holders(&so_far).iter().any(|one| one == organisation_of(allowed));
            if !given || !consented(&so_far).contains(&new.to_organisation) {
                return Err(Trouble::refused(
                    "record-changed",
                    format!("the record `{id}` was recalled after you looked"),
                    "ask the contact of the organisation that gave it",
                ));
            }
        }
        let seq = insert(&mut tx, allowed, new, &at).await?;
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(seq)
    }

    /// Takes the witness's record back from everybody who has it or may be passed it, in one transaction: whoever is given it at
    /// the same moment is either told too or is refused. Returns the number and the organisation of each.
    pub async fn recall(&self, allowed: &Allowed<acts::RecallPerson>, method: &str, reason: &str, at: &str) -> Result<Vec<(i64, String)>> {
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let so_far = disclosures_in(&mut tx, id).await?;
        let mut receivers = holders(&so_far);
        receivers.extend(consented(&so_far));
        let mut recalled: Vec<(i64, String)> = Vec::new();
        for to_organisation in receivers {
            if recalled.iter().any(|(_, told)| *told == to_organisation) {
                continue;
            }
            let new = NewDisclosure {
                kind: DisclosureKind::Recalled,
                to_organisation: to_organisation.clone(),
                data_type: String::new(),
                method: method.to_owned(),
                reason: reason.to_owned(),
            };
            recalled.push((insert(&mut tx, allowed, &new, &at).await?, to_organisation));
        }
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(recalled)
    }

    /// The disclosures of a record, in order: ids, organisations, purposes; a reason only sealed.
    pub async fn disclosures(&self, record: &str) -> Result<Vec<Disclosure>> {
        disclosures_in(&mut self.pools.reading().await?, record).await
    }
}

async fn disclosures_in(tx: &mut Tx, record: &str) -> Result<Vec<Disclosure>> {
    tx.fetch(sql::DISCLOSURES_OF, &[Bind::Text(record)]).await?.iter().map(disclosure_of).collect()
}

/// The organisations that have a record and from which it was not recalled since, in the order in which they got it.
pub fn holders(disclosures: &[Disclosure]) -> Vec<String> {
    let mut holders: Vec<String> = Vec::new();
    for one in disclosures {
        match one.kind {
            DisclosureKind::Shared | DisclosureKind::PassedOn | DisclosureKind::Emergency => {
                if !holders.contains(&one.to_organisation) {
                    holders.push(one.to_organisation.clone());
                }
            }
            DisclosureKind::Recalled => holders.retain(|id| *id != one.to_organisation),
            DisclosureKind::Consent => {}
        }
    }
    holders
}

/// The organisations to which the originator's contact has consented that a record be passed on. A recall ends it.
pub fn consented(disclosures: &[Disclosure]) -> Vec<String> {
    let mut consented: Vec<String> = Vec::new();
    for one in disclosures {
        match one.kind {
            DisclosureKind::Consent if !consented.contains(&one.to_organisation) => consented.push(one.to_organisation.clone()),
            DisclosureKind::Recalled => consented.retain(|id| *id != one.to_organisation),
            _ => {}
        }
    }
    consented
}

/// Writes one disclosure and its row of the ledger, in a transaction that is at the end of the chain.
async fn insert<A: Act>(tx: &mut Tx, allowed: &Allowed<A>, new: &NewDisclosure, at: &str) -> Result<i64> {
    let id = allowed.thing().id.as_str();
    let purpose = allowed.purpose().map_or("", permission::Purpose::id);
    let seq = tx.number(sql::DISCLOSURE_LAST).await? + 1;
    let row = [
        Bind::Whole(seq),
        Bind::Text(id),
        Bind::Text(new.kind.as_str()),
        Bind::Text(organisation_of(allowed)),
        Bind::Text(&new.to_organisation),
        Bind::Text(at),
        Bind::Text(allowed.actor()),
        Bind::Text(purpose),
        Bind::Text(allowed.power().unwrap_or_default()),
        Bind::Text(&new.data_type),
        Bind::Text(&new.method),
        Bind::Text(&new.reason),
    ];
    tx.execute(sql::DISCLOSURE_INSERT, &row).await?;
    if matches!(new.kind, DisclosureKind::Shared | DisclosureKind::PassedOn | DisclosureKind::Emergency) {
        reach::of(tx, &new.to_organisation, allowed.thing().kind.id(), id).await?;
    }
    let mut event = event_of(allowed, at)
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
    append(tx, &event).await?;
    Ok(seq)
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
