//! One click a role, in a home that `demo` made (docs/decisions/0014).

use super::password::{leave_to_sign_in, refuse, signed_in};
use super::visitor::{NewSession, Way};
use super::{Door, gate, session, terms};
use crate::{House, Moment};
use base::{Result, Trouble};
use identity::passkey::new_handle;
use identity::secret::random_id;
use intake::Kind;
use permission::{Post, Role};
use std::collections::BTreeSet;
use store::{AccountState, InvitationKind, NewAccount, Step};

/// Somebody in office of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// The label.
    pub user: String,
    /// The office.
    pub role: Role,
    /// The organisation, by its id.
    pub organisation: String,
    /// What the button says.
    pub says: String,
}

/// Whether the demonstration's sign-in is offered: the home was made by `demo`, holds no real data, and is served to this machine
/// alone.
async fn offered(house: &House) -> Result<bool> {
    if !house.doors.setup.demo {
        return Ok(false);
    }
    let made = || async {
        let real = |one: &intake::Holding| one.facts.passport.kind == Kind::PoliceStreet && !one.facts.notes.contains_key("invented");
        Ok(crate::demo::is_demonstration(house).await? && !house.store.extracts().await?.iter().any(real))
    };
    house.doors.demo.get_or_try_init(made).await.copied()
}

/// Everybody of the demonstration who holds a post today, with the first of their posts. Nobody who was recorded here beside it.
async fn everybody(house: &House, moment: &Moment) -> Result<Vec<(String, Post)>> {
    let mut found = Vec::new();
    for invented in &partnership::demonstration()?.names {
        let posts = session::posts_today(house, moment, &invented.id).await?;
        found.extend(posts.into_iter().next().map(|post| (invented.id.clone(), post)));
    }
    Ok(found)
}

/// One person a role, in the order of roles; nobody where the home was not made by `demo` or is not served to this machine alone.
pub async fn demo_people(house: &House, moment: &Moment) -> Result<Vec<DemoPerson>> {
    if !offered(house).await? {
        return Ok(Vec::new());
    }
    let partnership = crate::people::partnership(house).await?;
    let day = crate::registers::today(moment);
    let everybody = everybody(house, moment).await?;
    let mut shown = BTreeSet::new();
    let mut people = Vec::new();
    for role in Role::ALL {
        // Somebody who holds one post shows a role better than somebody who holds several.
        let mut with = everybody.iter().filter(|(user, post)| post.role == *role && post.covers.is_none() && !shown.contains(user));
        let Some((user, post)) = with.next() else { continue };
        shown.insert(user);
        let organisation = partnership.organisation(&post.organisation).map_or(post.organisation.as_str(), |one| one.name_on(day));
        people.push(DemoPerson {
            user: user.clone(),
            role: *role,
            organisation: post.organisation.clone(),
            says: format!("{}, {organisation}", capital(role.office())),
        });
    }
    Ok(people)
}

/// The same words with a capital.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|letter| letter.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Signs in as somebody of the demonstration. An account is made ready where there is none; one that was cut off stays cut off.
///
/// # Errors
/// Refused with `no-demonstration`.
pub async fn demo_sign_in(house: &House, moment: &Moment, user: &str) -> Result<NewSession> {
    let allowed = leave_to_sign_in(house, moment, Door::Page).await?;
    let here = offered(house).await? && everybody(house, moment).await?.iter().any(|(one, _)| one == user);
    if !here {
        refuse(house, moment, None, Door::Page, "no-demonstration").await?;
        return Err(Trouble::refused(
            "no-demonstration",
            "there is no demonstration to sign in to here",
            "a demonstration is made with `wardmote demo`, and opens on the machine that serves it alone",
        ));
    }
    let Some(needed) = Needed::of(house, moment, user).await? else {
        refuse(house, moment, Some(user), Door::Page, "account-not-active").await?;
        return Err(super::password::refused());
    };
    let event = signed_in(&allowed, moment, user);
    let opening = needed.opening();
    if !opening.is_empty() && !house.store.change_doors(&opening, &[], event.clone().with("did", "open-account")).await?.all() {
        return Err(super::invitation::meanwhile());
    }
    let opened = session::open(house, moment, session::begin(user, Way::Demo, true)?, &needed.accepting(), &[], event).await?;
    opened.ok_or_else(super::invitation::meanwhile)
}

/// What an account of the demonstration still needs before somebody signs in to it: an invitation that was approved and used, and the
/// terms accepted. All of it stands in the record as it would otherwise.
struct Needed {
    account: NewAccount,
    invitation: store::NewInvitation,
    terms: String,
    is_new: bool,
    accepted: bool,
}

impl Needed {
    /// Nothing where the account was cut off, or waits for an invitation of its own.
    async fn of(house: &House, moment: &Moment, user: &str) -> Result<Option<Self>> {
        let there = house.store.account(user).await?;
        if there.as_ref().is_some_and(|account| account.state != AccountState::Active) {
            return Ok(None);
        }
        let terms = terms::version(house, moment)?;
        let ends = moment.now.checked_add(jiff::SignedDuration::from_mins(1)).unwrap_or(moment.now);
        let id = random_id("i-")?;
        Ok(Some(Self {
            accepted: there.as_ref().is_some_and(|account| account.terms_version.as_deref() == Some(&terms)),
            is_new: there.is_none(),
            account: NewAccount { user: user.to_owned(), handle: new_handle(), state: AccountState::Invited },
            invitation: store::NewInvitation {
                // Nobody is given the link.
                secret_hash: identity::secret::Secret::make()?.hash(),
                id,
                user: user.to_owned(),
                kind: InvitationKind::Invite,
                made_by: gate::STRANGER.to_owned(),
                ends_at: ends.to_string(),
                approved_by: Some(gate::STRANGER.to_owned()),
            },
            terms,
        }))
    }

    /// The steps by which somebody is invited, where nobody was.
    fn opening(&self) -> Vec<Step<'_>> {
        if self.is_new { vec![Step::OpenAccount(&self.account), Step::Invite(&self.invitation)] } else { Vec::new() }
    }

    /// The steps by which they accept.
    fn accepting(&self) -> Vec<Step<'_>> {
        let user = self.account.user.as_str();
        let mut steps = Vec::new();
        if self.is_new {
            steps.extend([Step::UseInvitation(&self.invitation.id), Step::Activate(user)]);
        }
        if !self.accepted {
            steps.push(Step::AcceptTerms { user, version: &self.terms });
        }
        steps
    }
}
