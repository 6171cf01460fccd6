//! Steps of the register of groups: terms, seats, elections, suspensions.

use super::{Step, at, there};
use base::Result;
use jiff::civil::Date;
use partnership::{Group, GroupKind, Member, MemberRole, Substitute, Suspension, TermsOfReference};

/// A seat about to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeat {
    /// The organisation.
    pub organisation: String,
    /// Which office sits there; empty where the organisation decides.
    pub seat: String,
    /// In what capacity, by its stable name.
    pub role: String,
    /// How many seats.
    pub seats: u8,
    /// Whether it gives its organisation a vote.
    pub voting: bool,
    /// The first day.
    pub since: Option<Date>,
    /// The day of election, for a chair and a vice-chair.
    pub elected_on: Option<Date>,
}

/// A step of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupStep {
    /// A new one.
    New {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What sort of group it is, by its stable name.
        kind: String,
        /// The first day.
        since: Option<Date>,
        /// The first day no longer; a task-and-finish group has one.
        until: Option<Date>,
        /// The group it reports to.
        reports_to: Option<String>,
    },
    /// Its facts.
    Facts {
        /// Its name.
        name: String,
        /// The first day.
        since: Option<Date>,
        /// The first day no longer.
        until: Option<Date>,
        /// The group it reports to.
        reports_to: Option<String>,
        /// What to know about it.
        note: String,
    },
    /// A seat more.
    Seat(NewSeat),
    /// A seat ends.
    EndSeat {
        /// Which of the seats.
        place: usize,
        /// The first day no longer.
        until: Date,
    },
    /// Whoever holds a seat is elected again.
    Elect {
        /// Which of the seats.
        place: usize,
        /// The day.
        on: Date,
    },
    /// Who sits in the place of a member; nobody where both are missing.
    Substitute {
        /// Which of the seats.
        place: usize,
        /// The organisation and its office.
        by: Option<(String, String)>,
    },
    /// A member is suspended.
    Suspend {
        /// The organisation.
        organisation: String,
        /// The first day.
        since: Date,
        /// Why.
        reason: String,
    },
    /// A member is reinstated.
    Reinstate {
        /// Which of the suspensions.
        place: usize,
        /// The day.
        on: Date,
    },
    /// A version of the terms of reference.
    Terms {
        /// The version.
        version: String,
        /// The day it was adopted.
        adopted_on: Option<Date>,
        /// The rules that its numbers are, by their ids.
        rules: Vec<String>,
        /// The paper.
        source: String,
    },
}

fn refused(refused: &journal::Refused) -> base::Trouble {
    crate::registers::trouble("group", refused)
}

impl Step for GroupStep {
    type Of = Group;

    fn next(&self, before: Option<Group>) -> Result<Group> {
        if let Self::New { id, name, kind, since, until, reports_to } = self {
            return Ok(Group {
                id: id.clone(),
                name: name.clone(),
                kind: GroupKind::parse(kind).map_err(|no| refused(&no))?,
                area: None,
                since: *since,
                until: *until,
                reports_to: reports_to.clone(),
                terms_of_reference: Vec::new(),
                members: Vec::new(),
                suspended: Vec::new(),
                note: String::new(),
            });
        }
        let mut body = there(before)?;
        match self {
            Self::New { .. } => {}
            Self::Facts { name, since, until, reports_to, note } => {
                body.name.clone_from(name);
                body.since = *since;
                body.until = *until;
                body.reports_to.clone_from(reports_to);
                body.note.clone_from(note);
            }
            Self::Seat(seat) => body.members.push(member(seat)?),
            Self::EndSeat { place, until } => at(&mut body.members, *place)?.until = Some(*until),
            Self::Elect { place, on } => at(&mut body.members, *place)?.elected_on.push(*on),
            Self::Substitute { place, by } => {
                let substitute = by.clone().map(|(organisation, office)| Substitute { organisation, office });
                at(&mut body.members, *place)?.substitute = substitute;
            }
            Self::Suspend { organisation, since, reason } => {
                body.suspended.push(Suspension { organisation: organisation.clone(), since: *since, until: None, reason: reason.clone() });
            }
            Self::Reinstate { place, on } => at(&mut body.suspended, *place)?.until = Some(*on),
            Self::Terms { version, adopted_on, rules, source } => body.terms_of_reference.push(TermsOfReference {
                version: version.clone(),
                adopted_on: *adopted_on,
                rules: rules.clone(),
                source: source.clone(),
            }),
        }
        Ok(body)
    }
}

fn member(seat: &NewSeat) -> Result<Member> {
    Ok(Member {
        organisation: seat.organisation.clone(),
        seat: seat.seat.clone(),
        role: MemberRole::parse(&seat.role).map_err(|no| refused(&no))?,
        seats: seat.seats,
        each: false,
        voting: seat.voting,
        since: seat.since,
        until: None,
        elected_on: seat.elected_on.into_iter().collect(),
        substitute: None,
    })
}
