//! Who is reminded of a duty, and whom it concerns.

use crate::duties::Duty;
use crate::group::MemberRole;
use crate::register::Partnership;
use crate::user::posts_on;
use calendar::Date;
use permission::Role;
use std::collections::BTreeSet;

/// The users who are reminded of a duty on a day, by label, each once.
///
/// What an organisation owes, its contacts do; where it has none in office, its governance leads; where it has neither, the
/// governance leads of the owner of the agreement, who stand in for a contact (agreement 6.1). What a group owes, the
/// democratic services of its chair's organisation do; where there are none, its chair.
pub fn responsible_on(partnership: &Partnership, duty: &Duty, day: Date) -> Vec<String> {
    let tries: Vec<(Role, BTreeSet<&str>)> = if let Some(group) = partnership.group(&duty.owed_by) {
        let chairs: BTreeSet<&str> =
            group.members_on(day).filter(|member| member.role == MemberRole::Chair).map(|member| member.organisation.as_str()).collect();
        vec![(Role::DemocraticServices, chairs.clone()), (Role::Chair, chairs)]
    } else {
        let own = BTreeSet::from([duty.owed_by.as_str()]);
        let agreement = partnership.agreement(&duty.about).or(partnership.agreements.first());
        let owner = agreement.map(|agreement| agreement.owner.as_str()).into_iter().collect();
        vec![(Role::Spoc, own.clone()), (Role::IgLead, own), (Role::IgLead, owner)]
    };
    let holders = |role: Role, organisations: &BTreeSet<&str>| -> Vec<String> {
        let holds = |id: &str| {
            let posts = posts_on(&partnership.users, &partnership.organisations, id, day).posts;
            posts.iter().any(|post| post.role == role && organisations.contains(post.organisation.as_str()))
        };
        partnership.users.iter().filter(|user| holds(&user.id)).map(|user| user.id.clone()).collect()
    };
    tries.iter().map(|(role, organisations)| holders(*role, organisations)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// Whether a duty is that of one of these organisations, or of a group in which one has a seat on the day.
pub fn concerns(partnership: &Partnership, duty: &Duty, organisations: &[&str], day: Date) -> bool {
    let ours = |id: &str| organisations.contains(&id);
    ours(&duty.owed_by)
        || partnership.group(&duty.owed_by).is_some_and(|group| group.members_on(day).any(|member| ours(&member.organisation)))
}
