//! On what somebody stands who adds a way in: a strong session, or a link that was sent to them.

use super::standing::Ground as Standing;
use super::visitor::{NewSession, Proven, Visitor, Way};
use super::{Door, invitation, mail, password, session};
use crate::{House, Moment};
use base::{Result, Trouble};
use courier::WayChange;
use permission::{Allowed, acts};
use store::{CredentialKind, InvitationKind, NewCredential, Step};

/// On what somebody stands.
pub(super) enum Ground<'a> {
    /// On their own strong session.
    Own(&'a Visitor, Allowed<acts::KeepOwnAccount>),
    /// On an invitation that is good.
    Invited(Box<store::Invitation>, Allowed<acts::SignIn>),
}

/// What is put in place.
pub(super) struct Put {
    /// The ways in.
    pub(super) new: Vec<NewCredential>,
    /// The kinds of which those before are revoked.
    pub(super) instead_of: Vec<CredentialKind>,
    /// How somebody is signed in who did it by an invitation.
    pub(super) way: Way,
    /// What the notice says.
    pub(super) change: WayChange,
}

impl Ground<'_> {
    pub(super) fn user(&self) -> &str {
        match self {
            Self::Own(visitor, _) => &visitor.user,
            Self::Invited(invitation, _) => &invitation.user,
        }
    }
}

/// The ground of somebody who wants to add a way in.
pub(super) async fn of<'a>(house: &House, moment: &Moment, proven: Proven<'a>) -> Result<Ground<'a>> {
    match proven {
        Proven::Visitor(visitor) => {
            let allowed = session::own(house, moment, visitor).await?;
            strong(visitor)?;
            Ok(Ground::Own(visitor, allowed))
        }
        Proven::Invitation(secret) => {
            let allowed = password::leave_to_sign_in(house, moment, Door::Page).await?;
            Ok(Ground::Invited(Box::new(invitation::good(house, moment, secret).await?), allowed))
        }
    }
}

/// Refuses a session in which nobody proved themselves lately.
pub(crate) fn strong(visitor: &Visitor) -> Result<()> {
    if visitor.strong {
        return Ok(());
    }
    Err(Trouble::refused("not-strong", "this needs a fresh proof of who you are", "sign in again, then come back"))
}

/// Puts ways in in place, with the notice to whoever did not do it. By an invitation that was approved a session begins with it; one
/// that was not waits. What was good before ends with an invitation of either kind.
pub(super) async fn put(house: &House, moment: &Moment, ground: Ground<'_>, put: Put) -> Result<Option<NewSession>> {
    let user = ground.user().to_owned();
    let approved = matches!(&ground, Ground::Invited(invitation, _) if invitation.approved_at.is_some());
    let mut steps = Vec::new();
    let before = house.store.credentials(&user).await?;
    let good = before.iter().filter(|way| way.revoked_at.is_none());
    let tokens = house.store.tokens_of(&user).await?;
    match &ground {
        Ground::Own(visitor, _) => {
            steps.extend(good.filter(|way| put.instead_of.contains(&way.kind)).map(|way| Step::RevokeCredential(&way.id)));
            if put.way == Way::Password {
                steps.push(Step::EndSessionsOf { user: &user, because: "password-changed", but: Some(&visitor.session) });
            }
        }
        Ground::Invited(invitation, _) => {
            steps.push(Step::UseInvitation(&invitation.id));
            if invitation.kind == InvitationKind::Invite {
                steps.push(if approved { Step::Activate(&user) } else { Step::AwaitApproval(&user) });
            }
            // What was good before may be in the hands of whoever was the reason to ask.
            steps.push(Step::RevokeCredentialsOf(&user));
            steps.push(Step::EndSessionsOf { user: &user, because: "new-way-in", but: None });
            steps.extend(tokens.iter().filter(|token| token.revoked_at.is_none()).map(|token| Step::RevokeToken(&token.id)));
        }
    }
    steps.extend(put.new.iter().map(Step::AddCredential));
    let mails = mail::way_changed(house, moment, &user, put.change)?;
    match &ground {
        Ground::Own(_, allowed) => {
            let event = session::did(allowed, moment, put.change.id());
            if house.store.change_doors(&steps, &mails, event).await?.all() {
                return Ok(None);
            }
        }
        Ground::Invited(invitation, allowed) => {
            let event = password::signed_in(allowed, moment, &user).with("invitation", &invitation.id);
            if approved {
                let beginning = session::begin(&user, put.way, put.way != Way::Oidc)?;
                if let Some(session) = session::open(house, moment, beginning, &steps, &mails, event).await? {
                    return Ok(Some(session));
                }
            } else {
                // Nobody comes in before it is approved: those are told who can.
                let mut mails = mails;
                for approver in Standing::of(house, moment).await?.approvers(&user) {
                    mails.extend(mail::letter(house, moment, &approver, "approval-waits", &[("invitation", &invitation.id)])?);
                }
                if house.store.change_doors(&steps, &mails, event.with("did", "accept")).await?.all() {
                    return Ok(None);
                }
            }
        }
    }
    Err(invitation::meanwhile())
}
