//! The demonstration: the published partnership with invented people in office and invented events laid over it, so that
//! every state can be seen.

use crate::group::{Member, Suspension};
use crate::party::Party;
use crate::published::{published, read};
use crate::register::Partnership;
use crate::{PrivacyNotice, UserRecord};
use base::{Result, Trouble};
use calendar::Date;
use serde::Deserialize;
use std::sync::LazyLock;

const DEMONSTRATION: &str = include_str!("../data/demonstration.toml");

static BUILTIN: LazyLock<Result<Demonstration>> = LazyLock::new(read_demonstration);

/// The invented name and address of a user of the demonstration. They are sealed where users are enrolled, and stand in no
/// body.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InventedUser {
    /// The user's label.
    pub id: String,
    /// An invented name.
    pub name: String,
    /// An invented address.
    pub mail: String,
}

/// A state that can be seen, where and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownState {
    /// What can be seen.
    pub what: String,
    /// Register and id: `organisation:accent-housing`.
    pub see: String,
    /// The day.
    pub on: Date,
}

/// The demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demonstration {
    /// The registers.
    pub partnership: Partnership,
    /// The invented names of its people in office.
    pub names: Vec<InventedUser>,
    /// The states that can be seen.
    pub states: Vec<ShownState>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    user: Vec<UserRecord>,
    name: Vec<InventedUser>,
    party: Vec<Party>,
    in_force: Vec<InForce>,
    notice: Vec<Notice>,
    seat: Vec<Seat>,
    suspension: Vec<Suspended>,
    state: Vec<ShownState>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InForce {
    agreement: String,
    since: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    agreement: String,
    notice: PrivacyNotice,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seat {
    group: String,
    member: Member,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suspended {
    group: String,
    suspension: Suspension,
}

/// The demonstration the product ships. The same bytes whenever it is asked for.
pub fn demonstration() -> Result<&'static Demonstration> {
    BUILTIN.as_ref().map_err(Clone::clone)
}

fn read_demonstration() -> Result<Demonstration> {
    let file: File = read("demonstration.toml", DEMONSTRATION)?;
    let mut partnership = published()?.clone();
    partnership.users = file.user;
    partnership.users.sort_by(|a, b| a.id.cmp(&b.id));
    for party in file.party {
        partnership.parties.retain(|one| (&one.agreement, &one.organisation) != (&party.agreement, &party.organisation));
        partnership.parties.push(party);
    }
    partnership.parties.sort_by(|a, b| (&a.agreement, &a.organisation).cmp(&(&b.agreement, &b.organisation)));
    for one in file.in_force {
        let agreement = partnership.agreements.iter_mut().find(|agreement| agreement.id == one.agreement);
        agreement.ok_or_else(|| unknown(&one.agreement))?.since = Some(one.since);
    }
    for one in file.notice {
        let agreement = partnership.agreements.iter_mut().find(|agreement| agreement.id == one.agreement);
        agreement.ok_or_else(|| unknown(&one.agreement))?.privacy_notices.push(one.notice);
    }
    for one in file.seat {
        let group = partnership.groups.iter_mut().find(|group| group.id == one.group);
        group.ok_or_else(|| unknown(&one.group))?.members.push(one.member);
    }
    for one in file.suspension {
        let group = partnership.groups.iter_mut().find(|group| group.id == one.group);
        group.ok_or_else(|| unknown(&one.group))?.suspended.push(one.suspension);
    }
    Ok(Demonstration { partnership, names: file.name, states: file.state })
}

fn unknown(id: &str) -> Trouble {
    Trouble::refused("partnership-data", format!("`demonstration.toml` names `{id}`, which is not published"), "correct the id")
}
