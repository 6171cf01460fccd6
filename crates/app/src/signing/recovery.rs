//! A way back in for somebody who lost every way in: asked for by them, confirmed by a second person.

use super::clocks::Counted;
use super::invitation::{self, InvitationMade, InvitationState, found, open_ones};
use super::standing::{Asker, Ground};
use super::visitor::read;
use super::{Door, clocks, directory, gate, mail, password};
use crate::{By, House, Moment};
use base::Result;
use jiff::Timestamp;
use partnership::signing;
use permission::{Allowed, Personal, acts};
use store::{AccountState, InvitationKind, Step};

/// Somebody asks for a way back in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLine {
    /// Its id, `i-…`.
    pub id: String,
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it can be confirmed.
    pub ends_at: Timestamp,
}

/// Asks for a way back in. The answer is the same, and takes as long, whether or not there is such an account: what is written for
/// an account that is there is written after the answer.
pub async fn ask_recovery(house: &House, moment: &Moment, mail: Personal<String>) -> Result<()> {
    let allowed = password::leave_to_sign_in(house, moment, Door::Page).await?;
    let address = directory::compared(mail.to_be_sealed());
    let counted = Counted::of(house.doors.pepper(house)?, &format!("way back of {address}"), None, None);
    // Each counts as a failure: whoever asks again and again waits, whether or not there is such an account.
    if !clocks::begin(house, moment, &counted).await? {
        return password::refuse(house, moment, None, Door::Page, "asked-too-often").await;
    }
    let offices = directory::offices_at(house, &mail).await?;
    let (house, moment) = (house.clone(), moment.clone());
    tokio::spawn(async move {
        if let Err(trouble) = write_down(&house, &moment, &allowed, offices).await {
            tracing::error!(code = trouble.code, "a request for a new way in was not written down");
        }
    });
    Ok(())
}

/// Writes down that the holders of offices ask for a way back in, and tells those who may confirm it.
pub(super) async fn write_down(house: &House, moment: &Moment, allowed: &Allowed<acts::SignIn>, offices: Vec<String>) -> Result<()> {
    if offices.is_empty() {
        return password::refuse(house, moment, None, Door::Page, "unknown-address").await;
    }
    for user in offices {
        let active = house.store.account(&user).await?.is_some_and(|account| account.state == AccountState::Active);
        if !active {
            password::refuse(house, moment, Some(&user), Door::Page, "account-not-active").await?;
            continue;
        }
        if !open_ones(house, moment, &user, InvitationKind::Recover).await?.is_empty() {
            // It waits already: nobody is told twice.
            continue;
        }
        let ends = clocks::invitation_end(house, moment, InvitationKind::Recover)?;
        let asked = invitation::new(house, &user, InvitationKind::Recover, gate::STRANGER, ends, None)?;
        let mut mails = mail::letter(house, moment, &user, "recovery-noticed", &[])?;
        for second in Ground::of(house, moment).await?.confirmers(&user) {
            mails.extend(mail::letter(house, moment, &second, "recovery-asked", &[("invitation", &asked.id)])?);
        }
        let event = password::signed_in(allowed, moment, &user).with("did", "ask-for-a-way-back");
        // An account that was cut meanwhile is given no way back.
        let _ = house.store.change_doors(&[Step::Invite(&asked)], &mails, event).await?;
    }
    Ok(())
}

/// What waits for this asker to confirm it, oldest first.
pub async fn recoveries_for(house: &House, moment: &Moment, by: &By) -> Result<Vec<RecoveryLine>> {
    let asker = Asker::of(house, moment, by).await?;
    let mut lines = Vec::new();
    for one in house.store.invitations_waiting().await? {
        let waits = one.kind == InvitationKind::Recover && invitation::as_known(&one).can_be_approved(moment.now);
        if waits && asker.would::<acts::RecoverAccount>(house, &one.user) {
            lines.push(RecoveryLine {
                organisations: signing::organisations_of(&asker.ground.partnership, &one.user, crate::registers::today(moment)),
                asked_at: read(&one.made_at),
                ends_at: read(&one.ends_at),
                id: one.id,
                user: one.user,
            });
        }
    }
    Ok(lines)
}

/// Confirms, as second person, that somebody is who they say: a link is sent to the address that is sealed under the office.
///
/// # Errors
/// Refused with `not-allowed` for oneself and for others than a contact of the same organisation or an administrator.
pub async fn confirm_recovery(house: &House, moment: &Moment, by: &By, id: &str) -> Result<InvitationMade> {
    let asker = Asker::of(house, moment, by).await?;
    let request = found(house, id, InvitationKind::Recover).await?;
    let allowed = asker.leave::<acts::RecoverAccount>(house, moment, &request.user).await?;
    if !invitation::as_known(&request).can_be_approved(moment.now) {
        return Err(invitation::meanwhile());
    }
    let mails = mail::letter(house, moment, &request.user, "recovery-confirmed", &[("invitation", id)])?;
    let event = store::Store::reading_event(&allowed, &moment.iso()).with("invitation", id);
    if !house.store.change_doors(&[Step::Approve { invitation: id, by: allowed.actor() }], &mails, event).await?.all() {
        return Err(invitation::meanwhile());
    }
    let link = if house.has_mail() { None } else { Some(invitation::link_of(house, id)?) };
    Ok(InvitationMade {
        ends_at: read(&request.ends_at),
        id: request.id,
        user: request.user,
        state: InvitationState::Open,
        unapproved: false,
        link,
    })
}

/// Says that it was not they: the request ends.
pub async fn refuse_recovery(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
    let asker = Asker::of(house, moment, by).await?;
    let request = found(house, id, InvitationKind::Recover).await?;
    let allowed = asker.leave::<acts::RecoverAccount>(house, moment, &request.user).await?;
    let event = store::Store::reading_event(&allowed, &moment.iso()).with("invitation", id).with("did", "refuse");
    if !house.store.change_doors(&[Step::WithdrawInvitation(id)], &[], event).await?.all() {
        return Err(invitation::meanwhile());
    }
    Ok(())
}
