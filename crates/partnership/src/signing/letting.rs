//! Who lets whom in: who approves an invitation, who confirms that somebody who lost their way in is who they say.
//!
//! The policy decides; what it can't see is who else there is. That is answered here, from the registers and from who can sign
//! in: a post whose holder can't is as good as vacant, for they could not be asked.

use crate::register::Partnership;
use crate::user::posts_on;
use calendar::Date;
use permission::{Action, Facts, Role, Thing, ThingKind};
use std::collections::BTreeSet;

/// Whether somebody is let in no more on a day: they left, or were never enrolled.
pub fn is_left(partnership: &Partnership, user: &str, day: Date) -> bool {
    partnership.user(user).is_none_or(|user| user.has_left(day))
}

/// The organisations at which a user is in office, first those of their own posts, in the order of the register, then those where
/// they cover: on the day or from a later one. For a leaver those of the day before they left.
pub fn organisations_of(partnership: &Partnership, user: &str, day: Date) -> Vec<String> {
    let Some(user) = partnership.user(user) else { return Vec::new() };
    let day = match user.left_on {
        Some(left) if left <= day => left.yesterday().unwrap_or(left),
        _ => day,
    };
    let lasting = |until: Option<Date>| until.is_none_or(|until| day < until);
    let posts = user.posts.iter().filter(|post| lasting(post.until)).map(|post| &post.organisation);
    let cover = user.cover.iter().filter(|cover| lasting(Some(cover.until))).map(|cover| &cover.organisation);
    let mut found: Vec<String> = Vec::new();
    for organisation in posts.chain(cover) {
        if !found.contains(organisation) {
            found.push(organisation.clone());
        }
    }
    found
}

/// A user's account as the thing of a question: that of the organisations at which they are in office.
pub fn account_thing(partnership: &Partnership, user: &str, day: Date) -> Thing {
    let controllers = organisations_of(partnership, user, day);
    let originator = controllers.first().cloned().unwrap_or_default();
    Thing { originator, controllers, ..Thing::plain(ThingKind::Account, user) }
}

/// The partnership on a day, as it is asked who lets whom in.
#[derive(Debug, Clone, Copy)]
pub struct Letting<'a> {
    /// The registers.
    pub partnership: &'a Partnership,
    /// The organisation that owns the agreement, where there is one.
    pub owner: Option<&'a str>,
    /// The users who can sign in: whose account is active, by label.
    pub active: &'a BTreeSet<String>,
    /// The day.
    pub day: Date,
}

/// Who made an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inviter<'a> {
    /// A user, by label.
    User(&'a str),
    /// Whoever runs the machine.
    Operator,
}

/// An office that can be asked, and who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The office.
    pub role: Role,
    /// Its organisation; empty for whoever runs the machine.
    pub organisation: String,
    /// Its holders who can sign in, by label.
    pub users: Vec<String>,
}

/// Whether an invitation waits for anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// For nobody: who made it may approve it.
    Already,
    /// For any of these.
    By(Vec<Approver>),
}

impl Letting<'_> {
    /// A user's account as the thing of a question.
    pub fn account(&self, user: &str) -> Thing {
        account_thing(self.partnership, user, self.day)
    }

    /// What a question about a user's account rests on beside it: whether there is anybody nearer to ask.
    pub fn facts(&self, user: &str, action: Action) -> Facts {
        let contact_missing = self.contacts(user).is_empty();
        if !matches!(action, Action::ApproveUser | Action::RecoverAccount) {
            return Facts::default();
        }
        Facts { contact_missing, nobody_in_office: contact_missing && self.leads(user).is_empty(), ..Facts::default() }
    }

    /// Whom the invitation of a user waits for.
    ///
    /// Made by a contact of one of their organisations it is approved by being made. Otherwise a contact of one of them approves; where there
    /// is no other who can sign in, a governance lead of the agreement's owner; where there is none either, whoever runs the
    /// machine. Nobody approves themselves.
    pub fn approval_needed(&self, user: &str, by: Inviter<'_>) -> Approval {
        let approvers = self.confirmers(user);
        let already = match by {
            Inviter::User(inviter) => self.is_contact_for(user, inviter),
            Inviter::Operator => approvers.iter().any(|one| one.role == Role::Operator),
        };
        if already { Approval::Already } else { Approval::By(approvers) }
    }

    /// Who can approve that a user signs in, and confirm that one who lost their way in is who they say: the other contacts of their
    /// organisations; where there are none, the governance leads of the agreement's owner; where there are none either, whoever
    /// runs the machine. No administrator: they enter the addresses to which links are sent.
    pub fn confirmers(&self, user: &str) -> Vec<Approver> {
        let contacts = self.contacts(user);
        let found = if contacts.is_empty() { self.leads(user) } else { contacts };
        if found.is_empty() { vec![self.whoever_runs_the_machine()] } else { found }
    }

    /// Whether one user may confirm that another who lost their way in is who they say.
    pub fn may_confirm_recovery(&self, user: &str, by: &str) -> bool {
        self.confirmers(user).iter().any(|one| one.users.iter().any(|holder| holder == by))
    }

    /// Whether an inviter is a contact of one of the user's organisations, and not the user.
    fn is_contact_for(&self, user: &str, inviter: &str) -> bool {
        self.contacts(user).iter().any(|one| one.users.iter().any(|holder| holder == inviter))
    }

    fn contacts(&self, user: &str) -> Vec<Approver> {
        let organisations = organisations_of(self.partnership, user, self.day);
        self.holders(Role::Spoc, user, |organisation| organisations.iter().any(|one| one == organisation))
    }

    fn leads(&self, user: &str) -> Vec<Approver> {
        self.holders(Role::IgLead, user, |organisation| self.owner == Some(organisation))
    }

    #[expect(clippy::unused_self, reason = "reads as its neighbours do")]
    fn whoever_runs_the_machine(&self) -> Approver {
        Approver { role: Role::Operator, organisation: String::new(), users: Vec::new() }
    }

    /// The holders of an office who can sign in, other than the user whom it is about, organisation by organisation.
    fn holders(&self, role: Role, about: &str, at: impl Fn(&str) -> bool) -> Vec<Approver> {
        let Partnership { users, organisations, .. } = self.partnership;
        let mut found: Vec<Approver> = Vec::new();
        for user in users.iter().filter(|user| user.id != about && self.active.contains(&user.id)) {
            for post in posts_on(users, organisations, &user.id, self.day).posts {
                if post.role != role || !at(&post.organisation) {
                    continue;
                }
                match found.iter_mut().find(|one| one.organisation == post.organisation) {
                    Some(one) if one.users.contains(&user.id) => {}
                    Some(one) => one.users.push(user.id.clone()),
                    None => found.push(Approver { role, organisation: post.organisation, users: vec![user.id.clone()] }),
                }
            }
        }
        found
    }
}
