//! Steps of an organisation as party to an agreement: signing, contacts, leaving, departures.

use super::{Step, at, there};
use base::Result;
use jiff::civil::Date;
use partnership::{Contact, Departure, Party, PartyStatus, Withdrawal};

/// A step of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyStep {
    /// An organisation joins, or is to.
    Join {
        /// The agreement.
        agreement: String,
        /// The organisation.
        organisation: String,
        /// The office that signs; empty where it is not known.
        signatory_role: String,
        /// The day it signed; not yet where missing.
        signed_on: Option<Date>,
        /// It signs with its first case.
        with_first_case: bool,
    },
    /// It signed.
    Sign {
        /// The office that signed.
        signatory_role: String,
        /// The day.
        on: Date,
    },
    /// The contacts of the others were told that it joined.
    ToldOfJoining {
        /// The day.
        on: Date,
    },
    /// Another contact: whoever was it before is it no longer from that day.
    Contact {
        /// The office.
        office: String,
        /// The user who holds it, by label.
        user: Option<String>,
        /// The first day.
        since: Date,
        /// The day the partners were told.
        told_on: Option<Date>,
    },
    /// The partners were told of a contact.
    ToldOfContact {
        /// Which of the contacts.
        place: usize,
        /// The day.
        on: Date,
    },
    /// A contact ends, and nobody is named in the place.
    EndContact {
        /// Which of the contacts.
        place: usize,
        /// The first day no longer.
        until: Date,
        /// The day the partners were told.
        told_on: Option<Date>,
    },
    /// It leaves: notice, and what came of it.
    Leaving {
        /// The day it gave notice.
        notice_on: Date,
        /// The first day it is a party no longer; the first that its notice allows where missing.
        takes_effect: Option<Date>,
        /// The day the contacts were told.
        told_on: Option<Date>,
        /// The day it confirmed that what it was given is destroyed.
        destroyed_on: Option<Date>,
    },
    /// Something was shared that the agreement does not list for it.
    Departure {
        /// The day.
        on: Date,
        /// The type of data, as an id.
        data_type: String,
        /// Why.
        why: String,
    },
}

impl Step for PartyStep {
    type Of = Party;

    fn next(&self, before: Option<Party>) -> Result<Party> {
        if let Self::Join { agreement, organisation, signatory_role, signed_on, with_first_case } = self {
            let status = match (signed_on, with_first_case) {
                (Some(_), _) => PartyStatus::Signed,
                (None, true) => PartyStatus::AwaitingFirstCase,
                (None, false) => PartyStatus::AwaitingDetails,
            };
            return Ok(Party {
                agreement: agreement.clone(),
                organisation: organisation.clone(),
                signatory_role: signatory_role.clone(),
                status,
                signed_on: *signed_on,
                told_of_joining_on: None,
                novation: None,
                contacts: Vec::new(),
                withdrawal: None,
                departures: Vec::new(),
                note: String::new(),
            });
        }
        let mut body = there(before)?;
        match self {
            Self::Join { .. } => {}
            Self::Sign { signatory_role, on } => {
                body.signatory_role.clone_from(signatory_role);
                body.status = PartyStatus::Signed;
                body.signed_on = Some(*on);
            }
            Self::ToldOfJoining { on } => body.told_of_joining_on = Some(*on),
            Self::Contact { office, user, since, told_on } => {
                for contact in body.contacts.iter_mut().filter(|contact| contact.until.is_none_or(|until| *since < until)) {
                    // One that was to begin later, or that day, never was.
                    contact.until = Some((*since).max(contact.since));
                }
                body.contacts.push(Contact {
                    office: office.clone(),
                    user: user.clone(),
                    since: *since,
                    until: None,
                    told_on: *told_on,
                    end_told_on: None,
                });
            }
            Self::ToldOfContact { place, on } => at(&mut body.contacts, *place)?.told_on = Some(*on),
            Self::EndContact { place, until, told_on } => {
                let contact = at(&mut body.contacts, *place)?;
                contact.until = Some(*until);
                contact.end_told_on = *told_on;
            }
            Self::Leaving { notice_on, takes_effect, told_on, destroyed_on } => {
                body.withdrawal =
                    Some(Withdrawal { notice_on: *notice_on, takes_effect: *takes_effect, told_on: *told_on, destroyed_on: *destroyed_on });
            }
            Self::Departure { on, data_type, why } => {
                body.departures.push(Departure { on: *on, data_type: data_type.clone(), why: why.clone() });
            }
        }
        Ok(body)
    }
}
