//! An organisation as party to an agreement: who signed and when, its contacts, its leaving, its departures.

use crate::agreement::Agreement;
use crate::clock::count_limit;
use crate::named::{check_span, named, within};
use crate::user::check_label;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use rulebook::Rulebook;
use serde::{Deserialize, Serialize};

named! {
    /// Whether it signed.
    PartyStatus, "status";
    Signed "signed" "signed";
    Novated "novated" "stands by novation where the organisation before it signed";
    AwaitingDetails "awaiting-details" "has not signed: its signatory is not known";
    AwaitingFirstCase "awaiting-first-case" "has not signed: signs with its first case";
}

/// A recorded novation: the parties agreed that an organisation stands where another signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Novation {
    /// The organisation that signed, by its id.
    pub from: String,
    /// The first day.
    pub on: Date,
    /// The paper that says so.
    pub paper: String,
}

/// A single point of contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The office.
    pub office: String,
    /// The user who holds it, by label; where one is named, the contact ends with that user's posts there.
    #[serde(default)]
    pub user: Option<String>,
    /// The first day.
    pub since: Date,
    /// The first day no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// The day the partners were told of this contact.
    #[serde(default)]
    pub told_on: Option<Date>,
    /// The day the partners were told that it ended, where no other began with that day.
    #[serde(default)]
    pub end_told_on: Option<Date>,
}

/// A party leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The day it gave notice.
    pub notice_on: Date,
    /// The first day it is a party no longer; where missing, the first day its notice allows.
    #[serde(default)]
    pub takes_effect: Option<Date>,
    /// The day the contacts were told.
    #[serde(default)]
    pub told_on: Option<Date>,
    /// The day it confirmed that what it got is destroyed.
    #[serde(default)]
    pub destroyed_on: Option<Date>,
}

/// Something was shared that the agreement does not list for this organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// The day.
    pub on: Date,
    /// The type of data, as an id.
    pub data_type: String,
    /// Why.
    pub why: String,
}

/// An organisation as party to an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The agreement, by its id.
    pub agreement: String,
    /// The organisation, by its id.
    pub organisation: String,
    /// The office that signs; empty where it is not known.
    #[serde(default)]
    pub signatory_role: String,
    /// Whether it signed.
    pub status: PartyStatus,
    /// The day it signed; where it signed and the day is not known, it counts from the first day of the agreement.
    #[serde(default)]
    pub signed_on: Option<Date>,
    /// The day the contacts of the others were told that it joined.
    #[serde(default)]
    pub told_of_joining_on: Option<Date>,
    /// Where it stands by novation.
    #[serde(default)]
    pub novation: Option<Novation>,
    /// Its contacts, past ones too.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Where it leaves or left.
    #[serde(default)]
    pub withdrawal: Option<Withdrawal>,
    /// Its departures from what was agreed.
    #[serde(default)]
    pub departures: Vec<Departure>,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
}

impl Body for Party {
    const REGISTER: &'static str = "party";

    /// `csp-isa/accent-housing`.
    fn id(&self) -> String {
        format!("{}/{}", self.agreement, self.organisation)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("agreement", &self.agreement)?;
        check_id("organisation", &self.organisation)?;
        if !self.signatory_role.is_empty() {
            words.role("signatory_role", &self.signatory_role)?;
        }
        words.maybe_text("note", &self.note)?;
        match (self.status, self.signed_on, &self.novation) {
            (PartyStatus::Signed, _, None) | (PartyStatus::AwaitingDetails | PartyStatus::AwaitingFirstCase, None, None) => {}
            (PartyStatus::Novated, None, Some(novation)) => {
                check_id("novation", &novation.from)?;
                words.text("novation", &novation.paper)?;
                if novation.from == self.organisation {
                    return Err(Refused::NotNow { field: "novation", why: "an organisation does not stand in its own place" });
                }
            }
            (PartyStatus::Novated, None, None) => return Err(Refused::Empty("novation")),
            (_, Some(_), _) => return Err(Refused::NotNow { field: "signed_on", why: "only an organisation that signed has such a day" }),
            (_, None, Some(_)) => return Err(Refused::NotNow { field: "novation", why: "only an organisation that is `novated` has one" }),
        }
        for contact in &self.contacts {
            words.role("office", &contact.office)?;
            contact.user.as_deref().map_or(Ok(()), |user| check_label("user", user, words))?;
            check_span("until", Some(contact.since), contact.until)?;
        }
        for departure in &self.departures {
            check_id("data_type", &departure.data_type)?;
            words.text("why", &departure.why)?;
        }
        let Some(leaving) = &self.withdrawal else { return Ok(()) };
        if !self.has_signed() {
            return Err(Refused::NotNow { field: "withdrawal", why: "only an organisation that signed can leave" });
        }
        if let Some(signed) = self.signed_on {
            check_not_before("notice_on", leaving.notice_on, signed)?;
        }
        for (field, day) in [("takes_effect", leaving.takes_effect), ("told_on", leaving.told_on), ("destroyed_on", leaving.destroyed_on)] {
            check_span(field, Some(leaving.notice_on), day)?;
        }
        Ok(())
    }
}

impl Contact {
    /// Whether it is named for a day, whatever became of its user.
    pub fn holds_on(&self, day: Date) -> bool {
        within(Some(self.since), self.until, day)
    }
}

impl Party {
    /// Whether it signed, or stands by novation where another did.
    pub fn has_signed(&self) -> bool {
        matches!(self.status, PartyStatus::Signed | PartyStatus::Novated)
    }

    /// The first day its signature or novation binds it: not before the agreement is in force. `None` where it has not
    /// signed, or the agreement is not known to have come into force.
    pub fn bound_since(&self, agreement: &Agreement) -> Option<Date> {
        let since = agreement.since?;
        match self.status {
            PartyStatus::Signed => Some(self.signed_on.map_or(since, |signed| signed.max(since))),
            PartyStatus::Novated => self.novation.as_ref().map(|novation| novation.on.max(since)),
            PartyStatus::AwaitingDetails | PartyStatus::AwaitingFirstCase => None,
        }
    }

    /// The first day it is a party no longer, with the rule that says so: the day recorded, but never one before its
    /// notice has run. Without a rule and a day it is the day of the notice. `None` where it does not leave.
    pub fn leaves_on(&self, agreement: &Agreement, book: &Rulebook) -> Option<(Date, Option<String>)> {
        let leaving = self.withdrawal.as_ref()?;
        let limit =
            agreement.rules.withdrawal_notice.as_deref().map(|id| count_limit(book, id, agreement.area.as_ref(), leaving.notice_on));
        Some(match (limit, leaving.takes_effect) {
            (Some(Ok(limit)), given) => (given.map_or(limit.due, |day| day.max(limit.due)), Some(limit.rule)),
            (_, given) => (given.unwrap_or(leaving.notice_on), None),
        })
    }

    /// Whether its leaving keeps to the notice that the agreement's rule gives.
    ///
    /// # Errors
    /// It takes effect before the notice has run.
    pub fn check_by_rules(&self, agreement: &Agreement, book: &Rulebook) -> Result<(), Refused> {
        let Some(leaving) = &self.withdrawal else { return Ok(()) };
        let Some(effect) = leaving.takes_effect else { return Ok(()) };
        let Some(Ok(limit)) =
            agreement.rules.withdrawal_notice.as_deref().map(|id| count_limit(book, id, agreement.area.as_ref(), leaving.notice_on))
        else {
            return Ok(());
        };
        check_not_before("takes_effect", effect, limit.due)
    }
}
