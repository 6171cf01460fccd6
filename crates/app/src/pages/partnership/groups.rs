//! Groups, as a list and one by one.

use super::{day_of, shown, would_change};
use crate::people::Asking;
use crate::registers;
use crate::registrar::{Written, written};
use crate::{House, Moment};
use base::Result;
use partnership::{Explained, Group, GroupKind, MemberRole};
use permission::Action;

/// A group in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What sort of group it is.
    pub kind: &'static str,
    /// There is such a group that day.
    pub exists: bool,
    /// Organisations with a seat.
    pub members: usize,
    /// Organisations with a vote.
    pub votes: usize,
    /// The group it reports to.
    pub reports_to: Option<String>,
}

/// The list of groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupsPage {
    /// The groups, those of today first.
    pub lines: Vec<GroupLine>,
    /// The reader may add one.
    pub may_change: bool,
}

/// A seat.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the terms of reference say of a seat")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatLine {
    /// Which of the seats, for a change.
    pub place: usize,
    /// The organisation.
    pub organisation: String,
    /// Which office sits there; empty where the organisation decides.
    pub seat: String,
    /// In what capacity.
    pub role: &'static str,
    /// It is elected.
    pub elected: bool,
    /// How many seats.
    pub seats: u8,
    /// So many for each of the bodies that stand in the register as one.
    pub each: bool,
    /// The seat gives its organisation a vote.
    pub voting: bool,
    /// The first day.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
    /// The last election by that day.
    pub elected_on: Option<String>,
    /// The organisation and the office that sit in its place.
    pub substitute: Option<(String, String)>,
    /// It is held on the day.
    pub held: bool,
}

/// A suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspensionLine {
    /// Which of them, for a change.
    pub place: usize,
    /// The organisation.
    pub organisation: String,
    /// The first day.
    pub since: String,
    /// The day it was reinstated.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// A version of the terms of reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsLine {
    /// The version.
    pub version: String,
    /// The day it was adopted.
    pub adopted_on: Option<String>,
    /// The rules that its numbers are.
    pub rules: Vec<String>,
    /// The paper.
    pub source: String,
    /// It is in force on the day.
    pub in_force: bool,
}

/// One group on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPage {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What sort of group it is: stable name and words.
    pub kind: (&'static str, &'static str),
    /// The first day.
    pub since: Option<String>,
    /// The first day no longer.
    pub until: Option<String>,
    /// The group it reports to.
    pub reports_to: Option<String>,
    /// What to know about it.
    pub note: String,
    /// Seats, past ones too.
    pub seats: Vec<SeatLine>,
    /// The organisations with a vote, and why each has one or not.
    pub votes: (usize, Vec<String>),
    /// Suspensions, past ones too.
    pub suspended: Vec<SuspensionLine>,
    /// Terms of reference, the newest first.
    pub terms: Vec<TermsLine>,
    /// Everything said of that day, and why.
    pub explained: Explained,
    /// The newest entry: a change must name it.
    pub seq: i64,
    /// What was written about it, newest first.
    pub history: Vec<Written>,
    /// The reader may change it.
    pub may_change: bool,
    /// Capacities of a member: stable name and words.
    pub roles: Vec<(&'static str, &'static str)>,
}

/// Every sort of group: stable name and words.
pub(crate) fn kinds() -> Vec<(&'static str, &'static str)> {
    GroupKind::ALL.iter().map(|kind| (kind.id(), kind.says())).collect()
}

impl GroupsPage {
    /// Every sort of group: stable name and words.
    pub fn kinds() -> Vec<(&'static str, &'static str)> {
        kinds()
    }
}

/// The list of groups today.
pub async fn groups_page(house: &House, moment: &Moment, asking: &Asking) -> Result<GroupsPage> {
    let day = registers::today(moment);
    let partnership = crate::people::partnership(house).await?;
    let mut lines: Vec<GroupLine> = partnership
        .groups
        .iter()
        .map(|one| GroupLine {
            id: one.id.clone(),
            name: one.name.clone(),
            kind: one.kind.says(),
            exists: one.exists_on(day),
            members: one.members_on(day).map(|member| member.organisation.as_str()).collect::<std::collections::BTreeSet<_>>().len(),
            votes: partnership::votes_on(one, &partnership.organisations, day).voting.len(),
            reports_to: one.reports_to.clone(),
        })
        .collect();
    lines.sort_by_key(|line| (!line.exists, line.name.to_lowercase()));
    Ok(GroupsPage { lines, may_change: would_change(house, moment, asking, Action::ChangeGroup).await? })
}

/// One group on a day; nothing where there is none.
pub async fn group_page(house: &House, moment: &Moment, asking: &Asking, id: &str, on: Option<&str>) -> Result<Option<GroupPage>> {
    let day = day_of(on, moment)?;
    let partnership = crate::people::partnership(house).await?;
    let Some((one, seq)) = registers::find::<Group>(house, id).await? else { return Ok(None) };
    let votes = partnership::votes_on(&one, &partnership.organisations, day);
    let in_force = one.terms_on(day).cloned();
    let exists = one.exists_on(day);
    let seats = one.members.iter().enumerate().map(|(place, member)| SeatLine {
        place,
        organisation: member.organisation.clone(),
        seat: member.seat.clone(),
        role: member.role.says(),
        elected: member.role.is_elected(),
        seats: member.seats,
        each: member.each,
        voting: member.voting,
        since: shown(member.since),
        until: shown(member.until),
        elected_on: shown(member.last_elected(day)).filter(|_| member.role.is_elected()),
        substitute: member.substitute.as_ref().map(|one| (one.organisation.clone(), one.office.clone())),
        held: exists && member.holds_on(day),
    });
    let mut terms: Vec<TermsLine> = one
        .terms_of_reference
        .iter()
        .map(|terms| TermsLine {
            version: terms.version.clone(),
            adopted_on: shown(terms.adopted_on),
            rules: terms.rules.clone(),
            source: terms.source.clone(),
            in_force: in_force.as_ref() == Some(terms),
        })
        .collect();
    terms.reverse();
    Ok(Some(GroupPage {
        seats: seats.collect(),
        votes: (votes.voting.len(), votes.why),
        suspended: one
            .suspended
            .iter()
            .enumerate()
            .map(|(place, one)| SuspensionLine {
                place,
                organisation: one.organisation.clone(),
                since: one.since.to_string(),
                until: shown(one.until),
                reason: one.reason.clone(),
            })
            .collect(),
        terms,
        explained: partnership::explain_group(&partnership, house.rulebook, id, day)?,
        history: written(house, "group", id).await?,
        may_change: would_change(house, moment, asking, Action::ChangeGroup).await?,
        roles: MemberRole::ALL.iter().map(|role| (role.id(), role.says())).collect(),
        id: one.id,
        name: one.name,
        kind: (one.kind.id(), one.kind.says()),
        since: shown(one.since),
        until: shown(one.until),
        reports_to: one.reports_to,
        note: one.note,
        seq,
    }))
}
