//! The registers of the partnership changed a step at a time, as pages ask for it. A step makes the next whole entry from the one
//! that somebody had before them; where somebody else wrote meanwhile nothing is written, and both are shown.

mod agreements;
mod differences;
mod groups;
mod organisations;
mod parties;
mod users;

pub use agreements::AgreementStep;
pub(crate) use differences::spelt_out;
pub use differences::{Difference, Written, written};
pub use groups::{GroupStep, NewSeat};
pub use organisations::OrganisationStep;
pub use parties::PartyStep;
pub use users::UserStep;

use crate::partners::{Registered, record_body};
use crate::registers::{self, Recorded};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use journal::Body;

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stepped {
    /// It is recorded.
    Recorded(Recorded),
    /// Somebody else wrote first.
    Conflict(Box<Conflict>),
}

/// Two people changed one entry: what each did to what they both had before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The newest entry, for whoever tries again.
    pub seen: i64,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: String,
    /// What they changed.
    pub theirs: Vec<Difference>,
    /// What is wanted now.
    pub yours: Vec<Difference>,
}

/// A step from one state of an entry to the next.
trait Step {
    /// What the entry says.
    type Of: Registered;

    /// The next state; `before` is none where there is no entry yet.
    fn next(&self, before: Option<Self::Of>) -> Result<Self::Of>;
}

/// Changes an organisation, or adds one (`seen` 0).
///
/// # Errors
/// Refused, where the register or the policy refuses it.
pub async fn change_organisation(house: &House, moment: &Moment, by: &By, id: &str, seen: i64, step: &OrganisationStep) -> Result<Stepped> {
    change(house, moment, by, id, seen, step).await
}

/// Changes the posts of a person in office, or adds one by their label (`seen` 0).
///
/// # Errors
/// Refused, where the register or the policy refuses it.
pub async fn change_user(house: &House, moment: &Moment, by: &By, id: &str, seen: i64, step: &UserStep) -> Result<Stepped> {
    change(house, moment, by, id, seen, step).await
}

/// Changes a group, or adds one (`seen` 0).
///
/// # Errors
/// Refused, where the register or the policy refuses it.
pub async fn change_group(house: &House, moment: &Moment, by: &By, id: &str, seen: i64, step: &GroupStep) -> Result<Stepped> {
    change(house, moment, by, id, seen, step).await
}

/// Changes an agreement, or adds one (`seen` 0).
///
/// # Errors
/// Refused, where the register or the policy refuses it.
pub async fn change_agreement(house: &House, moment: &Moment, by: &By, id: &str, seen: i64, step: &AgreementStep) -> Result<Stepped> {
    change(house, moment, by, id, seen, step).await
}

/// Changes how an organisation is party to an agreement, or makes it one (`seen` 0).
///
/// # Errors
/// Refused, where the register or the policy refuses it.
pub async fn change_party(
    house: &House,
    moment: &Moment,
    by: &By,
    (agreement, organisation): (&str, &str),
    seen: i64,
    step: &PartyStep,
) -> Result<Stepped> {
    change(house, moment, by, &format!("{agreement}/{organisation}"), seen, step).await
}

async fn change<S: Step>(house: &House, moment: &Moment, by: &By, id: &str, seen: i64, step: &S) -> Result<Stepped> {
    // Whoever may not change the register is not told what stands in it either.
    S::Of::permitted(house, moment, by, id).await?;
    // Once more where somebody wrote between the look and the writing.
    for _ in 0..2 {
        let newest = registers::find::<S::Of>(house, id).await?;
        let body = match newest {
            None if seen == 0 => step.next(None)?,
            None => return Err(unknown(S::Of::REGISTER, id)),
            Some((body, seq)) if seq == seen => step.next(Some(body))?,
            Some(_) if seen == 0 => return Err(taken(S::Of::REGISTER, id)),
            Some(_) => return conflict(house, id, seen, step).await.map(|both| Stepped::Conflict(Box::new(both))),
        };
        match record_body(house, moment, by, &body, Some(seen)).await {
            Err(trouble) if trouble.code == "entry-changed" => {}
            recorded => return recorded.map(Stepped::Recorded),
        }
    }
    conflict(house, id, seen, step).await.map(|both| Stepped::Conflict(Box::new(both)))
}

/// What each of two people did to the entry that they both had before them.
async fn conflict<S: Step>(house: &House, id: &str, seen: i64, step: &S) -> Result<Conflict> {
    let register = S::Of::REGISTER;
    let newest = house.store.entry(register, id, None).await?.ok_or_else(|| unknown(register, id))?;
    let before = house.store.entry(register, id, Some(seen)).await?.map(|entry| entry.body).unwrap_or_default();
    let yours = match serde_json::from_value::<S::Of>(before.clone()) {
        Ok(body) => differences::as_json(&step.next(Some(body))?)?,
        // An entry of another version of the program: what is wanted is shown against what is there now.
        Err(_) => newest.body.clone(),
    };
    Ok(Conflict {
        seen: newest.seq,
        by: newest.who,
        at: newest.at,
        theirs: differences::between(&before, &newest.body),
        yours: differences::between(&before, &yours),
    })
}

fn unknown(register: &str, id: &str) -> Trouble {
    Trouble::refused(
        "entry-unknown",
        format!("there is no `{id}` in the register `{register}`"),
        "look at the list again: it may have been given another id",
    )
}

fn taken(register: &str, id: &str) -> Trouble {
    Trouble::refused("entry-taken", format!("`{id}` is in the register `{register}` already"), "choose another id, or change the one there")
}

/// A step that needs an entry, where there is none.
fn there<T: Body>(before: Option<T>) -> Result<T> {
    before.ok_or_else(|| unknown(T::REGISTER, "?"))
}

/// One of several at a place, which the form named.
fn at<T>(list: &mut [T], place: usize) -> Result<&mut T> {
    list.get_mut(place).ok_or_else(|| {
        Trouble::refused("place-unknown", "there is nothing at that place any more", "open the page again and choose from what is there")
    })
}

#[cfg(test)]
mod tests;
