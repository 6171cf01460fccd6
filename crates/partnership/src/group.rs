//! A group: its terms of reference, who has a seat, who has a vote on a day.

use crate::named::{check_span, in_words, named, within};
use crate::organisation::Organisation;
use base::AreaCode;
use calendar::Date;
use journal::{Body, Refused, Words, check_id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

named! {
    /// What sort of group it is.
    GroupKind, "kind";
    Board "board" "board of the partnership";
    ExecutiveGroup "executive-group" "executive group of officers";
    TaskingGroup "tasking-group" "tasking and co-ordination group";
    ProblemSolvingGroup "problem-solving-group" "problem-solving group";
    TaskGroup "task-group" "standing task group";
    TaskAndFinishGroup "task-and-finish-group" "task-and-finish group";
    DeliveryGroup "delivery-group" "county delivery group";
    ScrutinyCommittee "scrutiny-committee" "scrutiny committee of a council";
    Other "other" "another group";
}

named! {
    /// In what capacity somebody has a seat.
    MemberRole, "role";
    Member "member" "member";
    Officer "officer" "officer in attendance";
    Invited "invited" "invited member";
    Chair "chair" "chair";
    ViceChair "vice-chair" "vice-chair";
}

impl MemberRole {
    /// Whether it is elected, for a term.
    pub fn is_elected(self) -> bool {
        matches!(self, Self::Chair | Self::ViceChair)
    }
}

/// A version of the terms of reference. Its numbers are rules, named here and nowhere repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsOfReference {
    /// The version.
    pub version: String,
    /// The day it was adopted; not known where missing.
    #[serde(default)]
    pub adopted_on: Option<Date>,
    /// The rules that its numbers are, by their ids: `chair-term`.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The paper.
    #[serde(default)]
    pub source: String,
}

/// Who sits in a member's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substitute {
    /// The organisation, by its id.
    pub organisation: String,
    /// The office.
    pub office: String,
}

/// A seat, or several of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The organisation, by its id.
    pub organisation: String,
    /// Which office sits there: `elected member`; empty where the organisation decides.
    #[serde(default)]
    pub seat: String,
    /// In what capacity.
    pub role: MemberRole,
    /// How many seats; none for a chair, who has one already.
    #[serde(default)]
    pub seats: u8,
    /// So many for each of the bodies that stand in the register as one.
    #[serde(default)]
    pub each: bool,
    /// Whether the seat gives its organisation a vote.
    #[serde(default)]
    pub voting: bool,
    /// The first day.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// The days of election and re-election, oldest first; for a chair and a vice-chair.
    #[serde(default)]
    pub elected_on: Vec<Date>,
    /// Who sits in its place where it cannot.
    #[serde(default)]
    pub substitute: Option<Substitute>,
}

/// A member is suspended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The organisation, by its id.
    pub organisation: String,
    /// The first day.
    pub since: Date,
    /// The day it was reinstated.
    #[serde(default)]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// A group of the partnership, or one it answers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What sort of group it is.
    pub kind: GroupKind,
    /// The area whose rules hold for it.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// The first day there was such a group; not known where missing.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day there is none any more.
    #[serde(default)]
    pub until: Option<Date>,
    /// The group it reports to, by its id.
    #[serde(default)]
    pub reports_to: Option<String>,
    /// Its terms of reference, every version.
    #[serde(default)]
    pub terms_of_reference: Vec<TermsOfReference>,
    /// Its seats, past ones too.
    #[serde(default)]
    pub members: Vec<Member>,
    /// Suspensions, past ones too.
    #[serde(default)]
    pub suspended: Vec<Suspension>,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
}

impl Body for Group {
    const REGISTER: &'static str = "group";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("name", &self.name)?;
        words.maybe_text("note", &self.note)?;
        check_span("until", self.since, self.until)?;
        if self.kind == GroupKind::TaskAndFinishGroup && self.until.is_none() {
            return Err(Refused::Empty("until"));
        }
        if let Some(above) = &self.reports_to {
            check_id("reports_to", above)?;
            if *above == self.id {
                return Err(Refused::NotNow { field: "reports_to", why: "a group does not report to itself" });
            }
        }
        for terms in &self.terms_of_reference {
            words.text("version", &terms.version)?;
            terms.rules.iter().try_for_each(|rule| check_id("rules", rule))?;
            words.maybe_text("source", &terms.source)?;
        }
        self.members.iter().try_for_each(|member| member.check(words))?;
        for suspension in &self.suspended {
            check_id("organisation", &suspension.organisation)?;
            check_span("until", Some(suspension.since), suspension.until)?;
            words.text("reason", &suspension.reason)?;
        }
        Ok(())
    }
}

impl Member {
    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("organisation", &self.organisation)?;
        if !self.seat.is_empty() {
            words.role("seat", &self.seat)?;
        }
        check_span("until", self.since, self.until)?;
        if self.role.is_elected() && self.elected_on.is_empty() && self.since.is_none() {
            // A term is counted from the first election.
            return Err(Refused::Empty("elected_on"));
        }
        if self.voting && self.seats == 0 {
            return Err(Refused::Empty("seats"));
        }
        let Some(substitute) = &self.substitute else { return Ok(()) };
        check_id("substitute", &substitute.organisation)?;
        words.role("substitute", &substitute.office)
    }

    /// Whether the seat is held on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        within(self.since, self.until, day)
    }

    /// The day of the first election by a day, or the first day of the seat.
    pub fn first_elected(&self, day: Date) -> Option<Date> {
        self.elected_on.iter().copied().filter(|on| *on <= day).min().or(self.since)
    }

    /// The day of the last election by a day, or the first day of the seat.
    pub fn last_elected(&self, day: Date) -> Option<Date> {
        self.elected_on.iter().copied().filter(|on| *on <= day).max().or(self.since)
    }
}

impl Group {
    /// Whether there is such a group on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        within(self.since, self.until, day)
    }

    /// The seats held on a day, in the order of the register; none before the group began or after it ended. Suspended
    /// members are among them: they keep their seat, and have no vote.
    pub fn members_on(&self, day: Date) -> impl Iterator<Item = &Member> {
        let exists = self.exists_on(day);
        self.members.iter().filter(move |member| exists && member.holds_on(day))
    }

    /// Why an organisation is suspended on a day, if it is.
    pub fn suspended_on(&self, organisation: &str, day: Date) -> Option<&Suspension> {
        self.suspended.iter().find(|one| one.organisation == organisation && within(Some(one.since), one.until, day))
    }

    /// The terms of reference in force on a day: the newest adopted by then, or one whose day is not known.
    pub fn terms_on(&self, day: Date) -> Option<&TermsOfReference> {
        self.terms_of_reference.iter().filter(|terms| terms.adopted_on.is_none_or(|on| on <= day)).max_by_key(|terms| terms.adopted_on)
    }
}

/// Who has a vote on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Votes {
    /// The organisations with a vote, by their ids, in the order of the register: one vote each, however many sit there.
    /// Their number is the voting membership.
    pub voting: Vec<String>,
    /// Why, a line for each that has a vote, or would have one.
    pub why: Vec<String>,
}

/// Who has a vote in a group on a day. Each organisation has one, however many of its seats would give it one; none has
/// one while it is suspended, or when there is no such organisation any more: its successor has a vote only by a seat of
/// its own.
pub fn votes_on(group: &Group, organisations: &[Organisation], day: Date) -> Votes {
    let mut votes = Votes::default();
    let mut seats: BTreeMap<&str, u32> = BTreeMap::new();
    let mut order = Vec::new();
    for member in group.members_on(day).filter(|member| member.voting) {
        let count = seats.entry(&member.organisation).or_insert(0);
        if *count == 0 {
            order.push(member.organisation.as_str());
        }
        *count += u32::from(member.seats);
    }
    for id in order {
        let sits = seats.get(id).copied().unwrap_or_default();
        let several = if sits > 1 { format!(", though {sits} of its seats vote") } else { String::new() };
        if let Some(suspension) = group.suspended_on(id, day) {
            votes.why.push(format!("`{id}` has no vote: suspended since {}", in_words(suspension.since)));
        } else if organisations.iter().any(|one| one.id == id && one.exists_on(day)) {
            votes.why.push(format!("`{id}` has one vote{several}"));
            votes.voting.push(id.to_owned());
        } else {
            votes.why.push(format!("`{id}` has no vote: there is no such organisation on {}", in_words(day)));
        }
    }
    if !group.exists_on(day) {
        votes.why.push(format!("there is no such group on {}", in_words(day)));
    }
    votes
}
