//! Invitations: made, approved, opened. The link is drawn from the key of the doors and the invitation's id, so that it stands
//! nowhere until it is sent, and is the same in a repeat.

use super::standing::{Asker, organisations_of};
use super::visitor::{Way, read};
use super::{Door, clocks, mail, password};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use identity::secret::{hash, random_id};
use jiff::Timestamp;
use partnership::signing;
use permission::acts;
pub use store::InvitationKind;
use store::{AccountState, Invitation, NewAccount, NewInvitation, Step};

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// The link was sent, and nobody used it yet.
    Open,
    /// It was used, and waits for approval.
    Waiting,
    /// It was used and approved.
    Used,
    /// It was withdrawn.
    Withdrawn,
    /// It ran out.
    Over,
}

/// An invitation that was made or approved.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationMade {
    /// Its id, `i-…`.
    pub id: String,
    /// The office.
    pub user: String,
    /// How it stands.
    pub state: InvitationState,
    /// Whether it still needs approval.
    pub unapproved: bool,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// The address of the link, where no mail can be sent and whoever asks must hand it over.
    pub link: Option<String>,
}

impl std::fmt::Debug for InvitationMade {
    /// A link is as good as a way in: it is not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InvitationMade").field("id", &self.id).field("user", &self.user).field("state", &self.state).finish_non_exhaustive()
    }
}

/// An invitation as those see it who invite and approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLine {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub kind: InvitationKind,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// How it stands.
    pub state: InvitationState,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// An invitation opened by its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedInvitation {
    /// What it is for.
    pub kind: InvitationKind,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// It was used, and waits for approval: there is nothing to choose any more, and nobody comes in yet.
    pub waiting: bool,
    /// Until when the link is good.
    pub ends_at: Timestamp,
    /// The ways in that can be chosen.
    pub ways: Vec<Way>,
}

/// How an invitation stands now.
fn state(invitation: &Invitation, now: Timestamp) -> InvitationState {
    match signing::invitation_state(&as_known(invitation), now) {
        signing::InvitationState::Withdrawn => InvitationState::Withdrawn,
        signing::InvitationState::Used if invitation.approved_at.is_none() => InvitationState::Waiting,
        signing::InvitationState::Used => InvitationState::Used,
        signing::InvitationState::Over => InvitationState::Over,
        signing::InvitationState::Open | signing::InvitationState::Unconfirmed => InvitationState::Open,
    }
}

/// An invitation as the room weighs it.
pub(super) fn as_known(invitation: &Invitation) -> signing::Invitation {
    signing::Invitation {
        kind: match invitation.kind {
            InvitationKind::Invite => signing::InvitationKind::Invite,
            InvitationKind::Recover => signing::InvitationKind::Recover,
        },
        ends_at: read(&invitation.ends_at),
        approved_at: invitation.approved_at.as_deref().map(read),
        used_at: invitation.used_at.as_deref().map(read),
        withdrawn_at: invitation.withdrawn_at.as_deref().map(read),
    }
}

/// The secret in the link of an invitation.
fn secret_of(house: &House, id: &str) -> Result<String> {
    Ok(house.doors.pepper(house)?.key("link of invitation", id))
}

/// The address of the link of an invitation, to be put into the mail that sends it.
pub(crate) fn link_of(house: &House, id: &str) -> Result<String> {
    Ok(format!("{}/invitation/{}", house.site_address(), secret_of(house, id)?))
}

/// A new invitation with its link's hash.
pub(super) fn new(
    house: &House,
    user: &str,
    kind: InvitationKind,
    made_by: &str,
    ends_at: Timestamp,
    approved_by: Option<&str>,
) -> Result<NewInvitation> {
    let id = random_id("i-")?;
    Ok(NewInvitation {
        secret_hash: hash(&secret_of(house, &id)?),
        id,
        user: user.to_owned(),
        kind,
        made_by: made_by.to_owned(),
        ends_at: ends_at.to_string(),
        approved_by: approved_by.map(str::to_owned),
    })
}

/// Invites somebody to the account of an office. Whoever runs the machine invites only as long as no administrator can sign in. An
/// invitation made by whoever may approve it is approved by being made; any other is accepted first, and approved then.
///
/// # Errors
/// Refused with `user-unknown`, `user-not-enrolled`, `no-post-today`, `no-address` where mail is to be sent and none is sealed, and
/// `account-active`.
pub async fn invite(house: &House, moment: &Moment, by: &By, user: &str) -> Result<InvitationMade> {
    crate::people::ids_only([("the user", user)])?;
    let asker = Asker::of(house, moment, by).await?;
    let allowed = asker.leave::<acts::InviteUser>(house, moment, user).await?;
    asker.refuse_operator_where_others_can()?;
    invitable(house, moment, user).await?;
    let account = house.store.account(user).await?.map(|account| account.state);
    if account == Some(AccountState::Active) {
        return Err(active(user));
    }
    let approves = asker.would::<acts::ApproveUser>(house, user).then_some(allowed.actor());
    let ends = clocks::invitation_end(house, moment, InvitationKind::Invite)?;
    let new = new(house, user, InvitationKind::Invite, allowed.actor(), ends, approves)?;
    let opened = NewAccount { user: user.to_owned(), handle: identity::passkey::new_handle(), state: AccountState::Invited };
    let mut before = house.store.invitations_of(user).await?;
    before.retain(|one| {
        one.kind == InvitationKind::Invite && matches!(state(one, moment.now), InvitationState::Open | InvitationState::Waiting)
    });
    // A link that was sent before is good no longer: there is one at a time.
    let mut steps: Vec<Step<'_>> = before.iter().map(|one| Step::WithdrawInvitation(&one.id)).collect();
    if account.is_none() {
        steps.push(Step::OpenAccount(&opened));
    }
    steps.push(Step::Invite(&new));
    if matches!(account, Some(AccountState::Waiting | AccountState::Cut)) {
        steps.push(Step::InviteAgain(user));
    }
    let mails = mail::letter(house, moment, user, "invitation", &[("invitation", &new.id)])?;
    let event = store::Store::reading_event(&allowed, &moment.iso());
    if !house.store.change_doors(&steps, &mails, event).await?.all() {
        return Err(meanwhile());
    }
    let link = if house.has_mail() { None } else { Some(link_of(house, &new.id)?) };
    let unapproved = new.approved_by.is_none();
    Ok(InvitationMade { id: new.id, user: new.user, state: InvitationState::Open, unapproved, ends_at: ends, link })
}

/// Refuses to invite an office that nobody could come in to.
async fn invitable(house: &House, moment: &Moment, user: &str) -> Result<()> {
    let partnership = crate::people::partnership(house).await?;
    if partnership.user(user).is_none() {
        return Err(Trouble::refused(
            "user-unknown",
            format!("there is no user `{user}` in the register"),
            "record the user's posts first, with `wardmote user set FILE`",
        ));
    }
    if super::session::posts_today(house, moment, user).await?.is_empty() {
        return Err(Trouble::refused("no-post-today", format!("`{user}` holds no post today"), "record the post first"));
    }
    let newest = house.store.sealed_newest(permission::ThingKind::User.id(), user).await?;
    let Some((version, sealed)) = newest else {
        return Err(Trouble::refused(
            "user-not-enrolled",
            format!("nobody is enrolled as `{user}`"),
            "say who holds the office first, with `wardmote user enrol`",
        ));
    };
    if house.has_mail() {
        // Nobody reads it here: only whether there is one.
        let text = crate::people::unseal(house, user, version, &sealed)?;
        if crate::users::holder_of(text.to_be_sealed())?.mail.trim().is_empty() {
            return Err(Trouble::refused(
                "no-address",
                format!("no address at work is known for `{user}`, to which the link could be sent"),
                "enrol the user again, with an address",
            ));
        }
    }
    Ok(())
}

/// The invitations of an office that can still be used, of a kind.
pub(super) async fn open_ones(house: &House, moment: &Moment, user: &str, kind: InvitationKind) -> Result<Vec<Invitation>> {
    let mut all = house.store.invitations_of(user).await?;
    all.retain(|one| one.kind == kind && state(one, moment.now) == InvitationState::Open);
    Ok(all)
}

/// Approves an invitation: one that was accepted opens the account, one that was not yet opens it when it is.
pub async fn approve_invitation(house: &House, moment: &Moment, by: &By, id: &str) -> Result<InvitationMade> {
    let asker = Asker::of(house, moment, by).await?;
    let invitation = found(house, id, InvitationKind::Invite).await?;
    let allowed = asker.leave::<acts::ApproveUser>(house, moment, &invitation.user).await?;
    if !as_known(&invitation).can_be_approved(moment.now) {
        return Err(Trouble::refused("invitation-not-waiting", format!("the invitation `{id}` waits no more"), "look at the list again"));
    }
    let accepted = invitation.used_at.is_some();
    let mut steps = vec![Step::Approve { invitation: id, by: allowed.actor() }];
    let mut mails = Vec::new();
    if accepted {
        steps.push(Step::Activate(&invitation.user));
        mails = mail::letter(house, moment, &invitation.user, "approved", &[])?;
    }
    let event = store::Store::reading_event(&allowed, &moment.iso()).with("invitation", id);
    if !house.store.change_doors(&steps, &mails, event).await?.all() {
        return Err(meanwhile());
    }
    let state = if accepted { InvitationState::Used } else { InvitationState::Open };
    let ends_at = read(&invitation.ends_at);
    Ok(InvitationMade { id: invitation.id, user: invitation.user, state, unapproved: false, ends_at, link: None })
}

/// Withdraws an invitation that was not used, or was used and waits: whoever came by it comes no further.
pub async fn withdraw_invitation(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
    let asker = Asker::of(house, moment, by).await?;
    let invitation = found(house, id, InvitationKind::Invite).await?;
    let user = invitation.user.as_str();
    let event = if asker.would::<acts::ApproveUser>(house, user) {
        store::Store::reading_event(&asker.leave::<acts::ApproveUser>(house, moment, user).await?, &moment.iso())
    } else {
        store::Store::reading_event(&asker.leave::<acts::InviteUser>(house, moment, user).await?, &moment.iso())
    };
    let steps = match state(&invitation, moment.now) {
        InvitationState::Open => vec![Step::WithdrawInvitation(id)],
        InvitationState::Waiting => vec![Step::WithdrawInvitation(id), Step::Cut { user, because: "not-approved" }],
        InvitationState::Used | InvitationState::Withdrawn | InvitationState::Over => return Err(meanwhile()),
    };
    if !house.store.change_doors(&steps, &[], event.with("did", "withdraw")).await?.all() {
        return Err(meanwhile());
    }
    Ok(())
}

pub(super) async fn found(house: &House, id: &str, kind: InvitationKind) -> Result<Invitation> {
    let none = || Trouble::refused("no-such-invitation", "there is no such invitation", "look at the list again");
    house.store.invitation(id).await?.filter(|one| one.kind == kind).ok_or_else(none)
}

/// The invitations that wait for this asker's approval, those accepted first, each oldest first.
pub async fn waiting_for(house: &House, moment: &Moment, by: &By) -> Result<Vec<InvitationLine>> {
    let asker = Asker::of(house, moment, by).await?;
    let mut lines = Vec::new();
    for one in house.store.invitations_waiting().await? {
        let waits = one.kind == InvitationKind::Invite && as_known(&one).can_be_approved(moment.now);
        if waits && asker.would::<acts::ApproveUser>(house, &one.user) {
            lines.push(line(&asker, moment, one));
        }
    }
    lines.sort_by_key(|line| line.state != InvitationState::Waiting);
    Ok(lines)
}

/// The invitations to offices whose people the asker may invite or approve, newest first.
pub async fn invitations(house: &House, moment: &Moment, by: &By) -> Result<Vec<InvitationLine>> {
    let asker = Asker::of(house, moment, by).await?;
    let mut lines = Vec::new();
    for account in house.store.accounts().await? {
        if asker.would::<acts::InviteUser>(house, &account.user) || asker.would::<acts::ApproveUser>(house, &account.user) {
            let all = house.store.invitations_of(&account.user).await?;
            lines.extend(all.into_iter().filter(|one| one.kind == InvitationKind::Invite).map(|one| line(&asker, moment, one)));
        }
    }
    lines.sort_by(|a, b| b.made_at.cmp(&a.made_at).then_with(|| b.id.cmp(&a.id)));
    Ok(lines)
}

fn line(asker: &Asker, moment: &Moment, one: Invitation) -> InvitationLine {
    let day = crate::registers::today(moment);
    InvitationLine {
        state: state(&one, moment.now),
        organisations: signing::organisations_of(&asker.ground.partnership, &one.user, day),
        kind: one.kind,
        made_at: read(&one.made_at),
        ends_at: read(&one.ends_at),
        id: one.id,
        user: one.user,
        made_by: one.made_by,
        approved_by: one.approved_by,
    }
}

/// The invitation of a link, as far as it tells anybody anything: one that can be used, or that was used and waits.
async fn told(house: &House, moment: &Moment, secret: &str) -> Result<Invitation> {
    let found = house.store.invitation_by_hash(&hash(secret)).await?;
    let good = |one: &Invitation| match signing::invitation_state(&as_known(one), moment.now) {
        signing::InvitationState::Open => true,
        signing::InvitationState::Used => one.approved_at.is_none(),
        _ => false,
    };
    let invitation = found.filter(good).ok_or_else(over)?;
    let holds = !super::session::posts_today(house, moment, &invitation.user).await?.is_empty();
    if holds { Ok(invitation) } else { Err(over()) }
}

/// The invitation of a link that can be used.
pub(super) async fn good(house: &House, moment: &Moment, secret: &str) -> Result<Invitation> {
    let invitation = told(house, moment, secret).await?;
    if invitation.used_at.is_none() { Ok(invitation) } else { Err(over()) }
}

/// Opens a link. Nothing is used up by it.
///
/// # Errors
/// Refused with `link-over`, the same for a link that never was, was used or withdrawn, or ran out.
pub async fn open_invitation(house: &House, moment: &Moment, secret: &str) -> Result<OpenedInvitation> {
    password::leave_to_sign_in(house, moment, Door::Page).await?;
    let invitation = match told(house, moment, secret).await {
        Ok(invitation) => invitation,
        Err(trouble) => {
            if trouble.code == over().code {
                password::refuse(house, moment, None, Door::Page, trouble.code).await?;
            }
            return Err(trouble);
        }
    };
    let organisations = organisations_of(house, moment, &invitation.user).await?;
    let mut ways = Vec::new();
    if house.has_passkeys() {
        ways.push(Way::Passkey);
    }
    if house.doors.setup.providers.iter().any(|one| organisations.contains(&one.organisation)) {
        ways.push(Way::Oidc);
    }
    ways.push(Way::Password);
    Ok(OpenedInvitation {
        kind: invitation.kind,
        waiting: invitation.used_at.is_some(),
        ends_at: read(&invitation.ends_at),
        organisations,
        ways,
        user: invitation.user,
    })
}

/// The one answer to a link that is not good.
pub(super) fn over() -> Trouble {
    Trouble::refused("link-over", "this link is good no longer", "ask whoever invited you for a new one")
}

fn active(user: &str) -> Trouble {
    Trouble::refused(
        "account-active",
        format!("`{user}` can sign in already"),
        "somebody who lost their way in asks for a new one on the sign-in page; cut the account off first if somebody else holds the office now",
    )
}

pub(crate) fn meanwhile() -> Trouble {
    Trouble::refused("changed-meanwhile", "something was changed meanwhile: nothing was done", "look at the list again")
}
