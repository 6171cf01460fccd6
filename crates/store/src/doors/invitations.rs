//! Invitations: a secret by which somebody comes to a way in, once and in time, with a second person's approval.

use super::particulars::Particulars;
use super::{AccountState, accounts, ended, words};
use crate::engines::{Bind, Row, Tx};
use crate::statements::doors as sql;
use crate::{Store, times};
use base::Result;

words! {
    /// What an invitation is to.
    InvitationKind {
        /// To an account.
        Invite = "invite",
        /// To a new way in, for somebody who lost theirs.
        Recover = "recover",
    }
}

/// An invitation about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Its id.
    pub id: String,
    /// SHA-256 of the secret, lower-case hexadecimal.
    pub secret_hash: String,
    /// Who is invited.
    pub user: String,
    /// What to.
    pub kind: InvitationKind,
    /// Who invites; never the invited.
    pub made_by: String,
    /// When it ends.
    pub ends_at: String,
    /// Who approves it by making it; never the invited. None, where somebody else must approve it first.
    pub approved_by: Option<String>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// Who is invited.
    pub user: String,
    /// What to.
    pub kind: InvitationKind,
    /// Who invites.
    pub made_by: String,
    /// When it was made.
    pub made_at: String,
    /// When it ends.
    pub ends_at: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<String>,
    /// When it was used.
    pub used_at: Option<String>,
    /// When it was taken back, or ceased to count because its account was cut.
    pub withdrawn_at: Option<String>,
}

impl Store {
    /// The invitation whose secret has this hash.
    pub async fn invitation_by_hash(&self, secret_hash: &str) -> Result<Option<Invitation>> {
        let row = self.pools.reading().await?.fetch_first(sql::INVITATION_BY_HASH, &[Bind::Text(secret_hash)]).await?;
        row.as_ref().map(invitation_of).transpose()
    }

    /// One invitation.
    pub async fn invitation(&self, id: &str) -> Result<Option<Invitation>> {
        let row = self.pools.reading().await?.fetch_first(sql::INVITATION_ONE, &[Bind::Text(id)]).await?;
        row.as_ref().map(invitation_of).transpose()
    }

    /// The invitations of a user, oldest first.
    pub async fn invitations_of(&self, user: &str) -> Result<Vec<Invitation>> {
        self.pools.reading().await?.fetch(sql::INVITATIONS_OF, &[Bind::Text(user)]).await?.iter().map(invitation_of).collect()
    }

    /// The invitations that wait to be approved or used, oldest first; those too that nobody used in time.
    pub async fn invitations_waiting(&self) -> Result<Vec<Invitation>> {
        self.pools.reading().await?.fetch(sql::INVITATIONS_WAITING, &[]).await?.iter().map(invitation_of).collect()
    }
}

pub(super) async fn make(tx: &mut Tx, new: &NewInvitation, at: &str, told: &mut Particulars) -> Result<bool> {
    let own = new.made_by == new.user || new.approved_by.as_ref() == Some(&new.user);
    let fits = match (new.kind, accounts::state(tx, &new.user).await?) {
        (_, None) => false,
        // Whoever has an account is given a new way into it, and whoever was cut or never came is invited.
        (InvitationKind::Invite, Some(state)) => state != AccountState::Active,
        (InvitationKind::Recover, Some(state)) => matches!(state, AccountState::Active | AccountState::Waiting),
    };
    if own || !fits {
        return Ok(false);
    }
    let ends_at = times::moment(&new.ends_at)?;
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.secret_hash),
        Bind::Text(&new.user),
        Bind::Text(new.kind.as_str()),
        Bind::Text(&new.made_by),
        Bind::Text(at),
        Bind::Text(&ends_at),
        Bind::MaybeText(new.approved_by.as_deref()),
        Bind::MaybeText(new.approved_by.as_ref().map(|_| at)),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::INVITATION_INSERT, &row).await?;
    told.made("invitation", &new.id);
    Ok(true)
}

pub(super) async fn approve(tx: &mut Tx, id: &str, by: &str, at: &str) -> Result<bool> {
    Ok(tx.changed(sql::INVITATION_SET_APPROVED, &[Bind::Text(id), Bind::Text(by), Bind::Text(at)]).await? == 1)
}

pub(super) async fn used(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    told.used("invitation", id);
    Ok(tx.changed(sql::INVITATION_SET_USED, &[Bind::Text(id), Bind::Text(at)]).await? == 1)
}

pub(super) async fn withdraw(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    Ok(ended(tx, sql::INVITATION_SET_WITHDRAWN, &[Bind::Text(id), Bind::Text(at)], "invitation", told).await? == 1)
}

fn invitation_of(row: &Row) -> Result<Invitation> {
    Ok(Invitation {
        id: row.text(0)?,
        user: row.text(1)?,
        kind: InvitationKind::read(&row.text(2)?)?,
        made_by: row.text(3)?,
        made_at: row.text(4)?,
        ends_at: row.text(5)?,
        approved_by: row.maybe_text(6)?,
        approved_at: row.maybe_text(7)?,
        used_at: row.maybe_text(8)?,
        withdrawn_at: row.maybe_text(9)?,
    })
}
