//! An organisation as party to an agreement.

use super::{contact_word, day_of, party_word, shown, would_change};
use crate::people::Asking;
use crate::registers;
use crate::registrar::{Written, written};
use crate::{House, Moment};
use base::Result;
use partnership::Party;
use permission::Action;

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLine {
    /// Which of them, for a change.
    pub place: usize,
    /// The office.
    pub office: String,
    /// The user who holds it, by label.
    pub user: Option<String>,
    /// The first day.
    pub since: String,
    /// The first day no longer.
    pub until: Option<String>,
    /// The day the partners were told of it.
    pub told_on: Option<String>,
    /// The day the partners were told that it ended.
    pub end_told_on: Option<String>,
    /// It is named for the day.
    pub holds: bool,
}

/// Something shared that the agreement does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartureLine {
    /// The day.
    pub on: String,
    /// The type of data.
    pub data_type: String,
    /// Why.
    pub why: String,
}

/// An organisation as party to an agreement on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyPage {
    /// The agreement.
    pub agreement: String,
    /// The organisation.
    pub organisation: String,
    /// The office that signs.
    pub signatory_role: String,
    /// Whether it signed, in words.
    pub status: &'static str,
    /// It signed, or stands by novation where another did.
    pub has_signed: bool,
    /// The day it signed.
    pub signed_on: Option<String>,
    /// The day the others were told that it joined.
    pub told_of_joining_on: Option<String>,
    /// Where it stands by novation: in whose place, since when, by which paper.
    pub novation: Option<(String, String, String)>,
    /// `party`, `left` or `not a party`.
    pub party: &'static str,
    /// `named`, `covered` or `vacant`.
    pub contact: &'static str,
    /// How it stands and why, a line a fact.
    pub why: Vec<String>,
    /// Its contacts, the newest first.
    pub contacts: Vec<ContactLine>,
    /// The day of its notice, where it leaves.
    pub notice_on: Option<String>,
    /// The first day it is a party no longer, as recorded.
    pub takes_effect: Option<String>,
    /// The day the contacts were told that it leaves.
    pub told_on: Option<String>,
    /// The day it confirmed that what it was given is destroyed.
    pub destroyed_on: Option<String>,
    /// The first day it is a party no longer, by the rule.
    pub leaves_on: Option<String>,
    /// What it shares, by the agreement: id and what it is.
    pub shares: Vec<(String, String)>,
    /// Its departures from what was agreed.
    pub departures: Vec<DepartureLine>,
    /// What to know about it.
    pub note: String,
    /// The newest entry: a change must name it.
    pub seq: i64,
    /// What was written about it, newest first.
    pub history: Vec<Written>,
    /// The reader may change it.
    pub may_change: bool,
    /// The day.
    pub day: String,
}

/// An organisation as party to an agreement on a day; nothing where there is no such party.
pub async fn party_page(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    (agreement, organisation): (&str, &str),
    on: Option<&str>,
) -> Result<Option<PartyPage>> {
    let day = day_of(on, moment)?;
    let partnership = crate::people::partnership(house).await?;
    let id = format!("{agreement}/{organisation}");
    let Some((one, seq)) = registers::find::<Party>(house, &id).await? else { return Ok(None) };
    let Some(agreement) = partnership.agreement(agreement) else { return Ok(None) };
    let standing = partnership::standing(&partnership, house.rulebook, agreement, organisation, day);
    let shares = partnership::data_types_of(&partnership, agreement, organisation, day);
    let mut contacts: Vec<ContactLine> = one
        .contacts
        .iter()
        .enumerate()
        .map(|(place, contact)| ContactLine {
            place,
            office: contact.office.clone(),
            user: contact.user.clone(),
            since: contact.since.to_string(),
            until: shown(contact.until),
            told_on: shown(contact.told_on),
            end_told_on: shown(contact.end_told_on),
            holds: contact.holds_on(day),
        })
        .collect();
    contacts.reverse();
    let leaving = one.withdrawal.as_ref();
    Ok(Some(PartyPage {
        party: party_word(&standing),
        contact: contact_word(standing.contact),
        why: standing.why,
        contacts,
        notice_on: leaving.map(|leaving| leaving.notice_on.to_string()),
        takes_effect: leaving.and_then(|leaving| shown(leaving.takes_effect)),
        told_on: leaving.and_then(|leaving| shown(leaving.told_on)),
        destroyed_on: leaving.and_then(|leaving| shown(leaving.destroyed_on)),
        leaves_on: one.leaves_on(agreement, house.rulebook).map(|(on, _)| on.to_string()),
        shares: shares.iter().map(|shared| (shared.id.clone(), shared.what.clone())).collect(),
        departures: one
            .departures
            .iter()
            .map(|one| DepartureLine { on: one.on.to_string(), data_type: one.data_type.clone(), why: one.why.clone() })
            .collect(),
        novation: one.novation.as_ref().map(|one| (one.from.clone(), one.on.to_string(), one.paper.clone())),
        status: one.status.says(),
        has_signed: one.has_signed(),
        signed_on: shown(one.signed_on),
        told_of_joining_on: shown(one.told_of_joining_on),
        history: written(house, "party", &id).await?,
        may_change: would_change(house, moment, asking, Action::ChangeAgreement).await?,
        agreement: one.agreement,
        organisation: one.organisation,
        signatory_role: one.signatory_role,
        note: one.note,
        seq,
        day: day.to_string(),
    }))
}
