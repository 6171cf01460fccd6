//! Records given away: under the agreement, passed on with consent, in an emergency; and taken back.

use super::ask::{Asking, about, leave};
use super::read::{PersonShown, shown};
use super::seals::{seal_reason, unseal_reason};
use crate::{House, Moment};
use base::{Result, Trouble};
use permission::{Act, Action, Allowed, Facts, Personal, acts};
use serde::Serialize;
use store::{DisclosureKind, NewDisclosure};

/// What is given to whom, under which power, and how.
#[derive(Debug, Default)]
pub struct Giving {
    /// To which organisation.
    pub to: String,
    /// Under which legal power, an id of the agreement's list.
    pub power: Option<String>,
    /// What kind of data, as the agreement lists it for the giver (5.5).
    pub data_type: String,
    /// By which way it goes.
    pub method: String,
    /// Why, in words. Sealed with the record.
    pub reason: Option<Personal<String>>,
}

/// A disclosure as the giver sees it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Its number.
    pub disclosure: i64,
    /// The record.
    pub id: String,
    /// To which organisation.
    pub to: String,
    /// What the giver must keep in mind, such as the way it is sent (5.12).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<&'static str>,
}

/// The ways in which data goes from one partner to another (agreement 5.12).
pub const METHODS: [&str; 5] = ["here", "meeting", "telephone", "secure-mail", "recorded-delivery"];

/// Shares a record with a partner under the agreement.
pub async fn share_person(house: &House, moment: &Moment, asking: &Asking, id: &str, giving: &Giving) -> Result<Given> {
    let allowed = leave_to_give::<acts::SharePerson>(house, moment, asking, id, giving).await?;
    give(house, moment, &allowed, DisclosureKind::Shared, giving).await
}

/// Passes on what another partner gave, with its written consent.
pub async fn pass_on_person(house: &House, moment: &Moment, asking: &Asking, id: &str, giving: &Giving) -> Result<Given> {
    let allowed = leave_to_give::<acts::PassOnPerson>(house, moment, asking, id, giving).await?;
    give(house, moment, &allowed, DisclosureKind::PassedOn, giving).await
}

/// Consents in writing, for the originator, that a record be passed on to an organisation.
pub async fn consent_to_pass_on(house: &House, moment: &Moment, asking: &Asking, id: &str, giving: &Giving) -> Result<Given> {
    let allowed = leave_to_give::<acts::ConsentToPassOn>(house, moment, asking, id, giving).await?;
    give(house, moment, &allowed, DisclosureKind::Consent, giving).await
}

/// Gives a record away in an emergency or to safeguard somebody: the originator's own decision, to anybody, with power and reason.
pub async fn give_in_emergency(house: &House, moment: &Moment, asking: &Asking, id: &str, giving: &Giving) -> Result<Given> {
    let allowed = leave_to_give::<acts::GiveInEmergency>(house, moment, asking, id, giving).await?;
    give(house, moment, &allowed, DisclosureKind::Emergency, giving).await
}

/// Takes a record back from everybody it was given to: each receiver destroys what it has (agreement 5.6). Returns the
/// organisations that are to be told.
pub async fn recall_person(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    id: &str,
    reason: Option<Personal<String>>,
) -> Result<Vec<Given>> {
    let facts = Facts { reason_given: reason.is_some(), ..Facts::default() };
    let question = about(house, moment, asking, Action::RecallPerson, id, facts).await?;
    let allowed = leave::<acts::RecallPerson>(house, moment, question).await?;
    let reason = match &reason {
        Some(text) => seal_reason(house, id, DisclosureKind::Recalled.as_str(), text)?,
        None => String::new(),
    };
    let recalled = house.store.recall(&allowed, "here", &reason, &moment.iso()).await?;
    let told = |(disclosure, to)| Given { disclosure, id: id.to_owned(), to, reminders: reminders(DisclosureKind::Recalled, "here") };
    Ok(recalled.into_iter().map(told).collect())
}

/// Reads a record that the rules keep closed, for a stated reason. The governance lead sees every such reading.
pub async fn break_glass(house: &House, moment: &Moment, asking: &Asking, id: &str, reason: Personal<String>) -> Result<PersonShown> {
    let facts = Facts { reason_given: !reason.to_be_sealed().trim().is_empty(), ..Facts::default() };
    let question = about(house, moment, asking, Action::BreakGlass, id, facts).await?;
    let allowed = leave::<acts::BreakGlass>(house, moment, question).await?;
    let sealed = seal_reason(house, id, Action::BreakGlass.id(), &reason)?;
    let event = store::Store::reading_event(&allowed, &moment.iso()).with("reason", sealed);
    house.store.record_event(event).await?;
    shown(house, moment, &allowed).await
}

async fn leave_to_give<A: Act>(house: &House, moment: &Moment, asking: &Asking, id: &str, giving: &Giving) -> Result<Allowed<A>> {
    if !METHODS.contains(&giving.method.as_str()) {
        return Err(Trouble::usage(
            "method-unknown",
            format!("`{}` is no way in which data goes", giving.method),
            format!("the ways are {}", METHODS.join(", ")),
        ));
    }
    let named = [Some(("the recipient", giving.to.as_str())), giving.power.as_deref().map(|power| ("the power", power))];
    let typed = (!giving.data_type.is_empty()).then_some(("the type of data", giving.data_type.as_str()));
    super::ask::ids_only(named.into_iter().flatten().chain(typed))?;
    let facts = Facts {
        recipient: Some(giving.to.clone()),
        power: giving.power.clone(),
        reason_given: giving.reason.as_ref().is_some_and(|text| !text.to_be_sealed().trim().is_empty()),
        ..Facts::default()
    };
    let mut question = about(house, moment, asking, A::ACTION, id, facts).await?;
    let partnership = super::ask::partnership(house).await?;
    crate::partners::weigh_giving(house, &partnership, &mut question, &giving.data_type, crate::registers::today(moment));
    leave::<A>(house, moment, question).await
}

async fn give<A: Act>(house: &House, moment: &Moment, allowed: &Allowed<A>, kind: DisclosureKind, giving: &Giving) -> Result<Given> {
    let id = allowed.thing().id.clone();
    let reason = match &giving.reason {
        Some(text) => seal_reason(house, &id, kind.as_str(), text)?,
        None => String::new(),
    };
    let new = NewDisclosure {
        kind,
        to_organisation: giving.to.clone(),
        data_type: giving.data_type.clone(),
        method: giving.method.clone(),
        reason,
    };
    let disclosure = house.store.disclose(allowed, &new, &moment.iso()).await?;
    let mut reminders = reminders(kind, &giving.method);
    if super::ask::partnership(house).await?.organisation(&giving.to).is_none() {
        reminders.push("no organisation of the register has this id: nobody reads the record here for it");
    }
    Ok(Given { disclosure, id, to: giving.to.clone(), reminders })
}

/// What must be kept in mind for a way in which data goes (agreement 5.12).
pub fn reminders_for(method: &str) -> Vec<&'static str> {
    reminders(DisclosureKind::Shared, method)
}

/// What must be kept in mind for a way (agreement 5.12), and after a recall (5.6).
fn reminders(kind: DisclosureKind, method: &str) -> Vec<&'static str> {
    let mut reminders = match method {
        "telephone" => vec!["make sure that nobody can overhear the call"],
        "secure-mail" => vec!["send personal data over a secure network, or in an attachment that needs a password"],
        "recorded-delivery" => vec!["ask whether everything arrived"],
        "meeting" => vec!["the notes of the meeting say that data was shared"],
        _ => Vec::new(),
    };
    if kind == DisclosureKind::Recalled {
        reminders.push("the organisation destroys what it was given, and confirms it");
    }
    reminders
}

/// To whom a record was given, when, by whom, for what, under which power and why, for somebody who may read the record.
pub async fn disclosures_of(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<base::Table> {
    let question = about(house, moment, asking, Action::ReadPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::ReadPerson>(house, moment, question).await?;
    let recorded = house.store.record_event(store::Store::reading_event(&allowed, &moment.iso()).with("shown", "disclosures")).await?;
    let columns = ["disclosure", "kind", "from", "to", "at", "who", "purpose", "power", "data_type", "method", "reason"];
    let mut table = base::Table::new(&columns.map(|name| (name, base::ColumnKind::Text)));
    // Those who answer for the record see every disclosure; a receiver sees those in which it had a part.
    let here = allowed.post().map(|post| post.organisation.clone()).unwrap_or_default();
    let answers = here == allowed.thing().originator || allowed.thing().controllers.contains(&here);
    let concerns = |one: &store::Disclosure| answers || one.from_organisation == here || one.to_organisation == here;
    for one in house.store.disclosures(id).await?.into_iter().filter(concerns) {
        let reason =
            if one.reason.is_empty() { String::new() } else { unseal_reason(house, id, one.kind.as_str(), &one.reason)?.open(&recorded) };
        let cells = [
            one.seq.to_string(),
            one.kind.as_str().to_owned(),
            one.from_organisation,
            one.to_organisation,
            one.at,
            one.who,
            one.purpose,
            one.power,
            one.data_type,
            one.method,
            reason,
        ];
        table.rows.push(cells.into_iter().map(base::Value::Text).collect());
    }
    Ok(table)
}
