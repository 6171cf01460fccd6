//! Agreements, as a list and one by one.

use super::{contact_word, day_of, party_word, shown, would_change};
use crate::people::Asking;
use crate::registers;
use crate::registrar::{Written, written};
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use partnership::{Agreement, AgreementKind, Explained, Partnership, Party, ReviewCause};
use permission::{Action, Purpose};

/// An agreement in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What sort of agreement it is.
    pub kind: &'static str,
    /// The organisation that owns it.
    pub owner: String,
    /// Its version.
    pub version: String,
    /// It is in force today.
    pub in_force: bool,
    /// The first day it is in force.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
    /// Parties today.
    pub parties: usize,
}

/// The list of agreements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementsPage {
    /// The agreements, the partnership's own first.
    pub lines: Vec<AgreementLine>,
    /// The reader may add one.
    pub may_change: bool,
}

/// An organisation as party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyLine {
    /// The organisation.
    pub organisation: String,
    /// Whether it signed, in words.
    pub status: &'static str,
    /// The day it signed.
    pub signed_on: Option<String>,
    /// `party`, `left` or `not a party`.
    pub party: &'static str,
    /// `named`, `covered` or `vacant`.
    pub contact: &'static str,
    /// The office of the contact.
    pub office: Option<String>,
    /// Its user.
    pub user: Option<String>,
}

/// A type of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataTypeLine {
    /// Which of them, for a change.
    pub place: usize,
    /// Its id.
    pub id: String,
    /// What it is.
    pub what: String,
    /// The organisation that shares it.
    pub organisation: Option<String>,
    /// The kind of organisation that shares it, in words.
    pub kind: Option<&'static str>,
    /// The first day.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
}

/// A power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PowerLine {
    /// Which of them, for a change.
    pub place: usize,
    /// Its id.
    pub id: String,
    /// The legislation.
    pub legislation: String,
    /// The provision.
    pub provision: String,
    /// The first day.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// Which of them, for a change.
    pub place: usize,
    /// Why.
    pub because: &'static str,
    /// The day it was called for.
    pub called_on: String,
    /// The day it was held.
    pub held_on: Option<String>,
    /// What came of it.
    pub outcome: String,
}

/// One agreement on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementPage {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What sort of agreement it is.
    pub kind: &'static str,
    /// The organisation that owns it.
    pub owner: String,
    /// Its version.
    pub version: String,
    /// It is in force on the day.
    pub in_force: bool,
    /// The first day it is in force.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
    /// The day its next review was set for.
    pub next_review: Option<String>,
    /// Its protective marking.
    pub marking: String,
    /// What to know about it.
    pub note: String,
    /// What it covers.
    pub purposes: Vec<Purpose>,
    /// The organisations, parties first.
    pub parties: Vec<PartyLine>,
    /// What is shared.
    pub data_types: Vec<DataTypeLine>,
    /// The powers it names.
    pub powers: Vec<PowerLine>,
    /// Its reviews, newest first.
    pub reviews: Vec<ReviewLine>,
    /// Everything said of that day, and why.
    pub explained: Explained,
    /// The newest entry: a change must name it.
    pub seq: i64,
    /// What was written about it, newest first.
    pub history: Vec<Written>,
    /// The reader may change it.
    pub may_change: bool,
}

impl AgreementsPage {
    /// Every sort of agreement: stable name and words.
    pub fn kinds() -> Vec<(&'static str, &'static str)> {
        AgreementKind::ALL.iter().map(|kind| (kind.id(), kind.says())).collect()
    }
}

impl AgreementPage {
    /// Why an agreement is reviewed: stable name and words.
    pub fn causes() -> Vec<(&'static str, &'static str)> {
        ReviewCause::ALL.iter().map(|cause| (cause.id(), cause.says())).collect()
    }
}

fn parties_on(house: &House, partnership: &Partnership, agreement: &Agreement, day: Date) -> usize {
    let is_party = |party: &&Party| partnership::standing(partnership, house.rulebook, agreement, &party.organisation, day).party;
    partnership.parties_of(&agreement.id).filter(is_party).count()
}

/// The list of agreements today.
pub async fn agreements_page(house: &House, moment: &Moment, asking: &Asking) -> Result<AgreementsPage> {
    let day = registers::today(moment);
    let partnership = crate::people::partnership(house).await?;
    let mut lines: Vec<(bool, AgreementLine)> = partnership
        .agreements
        .iter()
        .map(|one| {
            let line = AgreementLine {
                id: one.id.clone(),
                title: one.title.clone(),
                kind: one.kind.says(),
                owner: one.owner.clone(),
                version: one.version.clone(),
                in_force: one.in_force_on(day),
                since: shown(one.since),
                until: shown(one.until),
                parties: parties_on(house, &partnership, one, day),
            };
            (one.kind != AgreementKind::Partnership, line)
        })
        .collect();
    lines.sort_by_key(|(other, line)| (*other, line.title.to_lowercase()));
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    Ok(AgreementsPage { lines, may_change: would_change(house, moment, asking, Action::ChangeAgreement).await? })
}

/// One agreement on a day; nothing where there is none.
pub async fn agreement_page(house: &House, moment: &Moment, asking: &Asking, id: &str, on: Option<&str>) -> Result<Option<AgreementPage>> {
    let day = day_of(on, moment)?;
    let partnership = crate::people::partnership(house).await?;
    let Some((one, seq)) = registers::find::<Agreement>(house, id).await? else { return Ok(None) };
    let mut parties: Vec<PartyLine> = partnership.parties_of(id).map(|party| party_line(house, &partnership, &one, party, day)).collect();
    parties.sort_by_key(|line| (line.party != "party", line.organisation.clone()));
    let mut reviews: Vec<ReviewLine> = one
        .reviews
        .iter()
        .enumerate()
        .map(|(place, review)| ReviewLine {
            place,
            because: review.because.says(),
            called_on: review.called_on.to_string(),
            held_on: shown(review.held_on),
            outcome: review.outcome.clone(),
        })
        .collect();
    reviews.reverse();
    Ok(Some(AgreementPage {
        parties,
        data_types: data_types(&one),
        powers: powers(&one),
        reviews,
        explained: partnership::explain_agreement(&partnership, house.rulebook, id, day)?,
        history: written(house, "agreement", id).await?,
        may_change: would_change(house, moment, asking, Action::ChangeAgreement).await?,
        in_force: one.in_force_on(day),
        kind: one.kind.says(),
        since: shown(one.since),
        until: shown(one.until),
        next_review: shown(one.next_review),
        id: one.id,
        title: one.title,
        owner: one.owner,
        version: one.version,
        marking: one.marking,
        note: one.note,
        purposes: one.purposes,
        seq,
    }))
}

fn party_line(house: &House, partnership: &Partnership, agreement: &Agreement, party: &Party, day: Date) -> PartyLine {
    let standing = partnership::standing(partnership, house.rulebook, agreement, &party.organisation, day);
    let contact = partnership::contact_on(partnership, house.rulebook, agreement, party, day);
    PartyLine {
        organisation: party.organisation.clone(),
        status: party.status.says(),
        signed_on: shown(party.signed_on),
        party: party_word(&standing),
        contact: contact_word(standing.contact),
        office: contact.office,
        user: contact.user,
    }
}

fn data_types(agreement: &Agreement) -> Vec<DataTypeLine> {
    let line = |(place, one): (usize, &partnership::DataType)| DataTypeLine {
        place,
        id: one.id.clone(),
        what: one.what.clone(),
        organisation: one.organisation.clone(),
        kind: one.kind.map(partnership::OrganisationKind::says),
        since: shown(one.since),
        until: shown(one.until),
    };
    agreement.data_types.iter().enumerate().map(line).collect()
}

fn powers(agreement: &Agreement) -> Vec<PowerLine> {
    let line = |(place, one): (usize, &partnership::Power)| PowerLine {
        place,
        id: one.id.clone(),
        legislation: one.legislation.clone(),
        provision: one.provision.clone(),
        since: shown(one.since),
        until: shown(one.until),
    };
    agreement.powers.iter().enumerate().map(line).collect()
}
