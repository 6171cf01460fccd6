//! What proves a user: passkeys, passwords, steps of time, the word of an organisation, codes for the day all else is lost.

use super::accounts;
use super::particulars::Particulars;
use super::{ended, words};
use crate::Store;
use crate::engines::{Bind, Row, Tx};
use crate::ledger::sha256;
use crate::statements::doors as sql;
use base::Result;

words! {
    /// How a credential proves somebody.
    CredentialKind {
        /// A passkey; its uses are what it counts itself, or 0 where it counts nothing.
        Passkey = "passkey",
        /// A password.
        Password = "password",
        /// Codes that change with time; its uses are the last step that was used.
        Totp = "totp",
        /// The word of an organisation's own sign-in.
        Oidc = "oidc",
        /// Codes on paper; its uses are a set, a bit a code.
        RecoveryCodes = "recovery-codes",
    }
}

/// A credential about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCredential {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user: String,
    /// How it proves.
    pub kind: CredentialKind,
    /// What it is shown as: made of its kind and the day, never what somebody wrote, for it is not sealed.
    pub label: String,
    /// What it is, sealed under the user's key.
    pub sealed: String,
    /// How often it was used: see [`CredentialKind`].
    pub uses: i64,
}

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user: String,
    /// How it proves.
    pub kind: CredentialKind,
    /// What it is shown as.
    pub label: String,
    /// What it is, sealed.
    pub sealed: String,
    /// How often it was used: see [`CredentialKind`].
    pub uses: i64,
    /// When it was added.
    pub made_at: String,
    /// When it was used last.
    pub used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

/// A use of a credential. It stands only where nobody used it since it was seen, and where it goes forward: a step of time and a
/// code prove once, a counter never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialUse<'a> {
    /// Which.
    pub id: &'a str,
    /// Its uses as they were seen.
    pub seen: i64,
    /// Its uses now.
    pub uses: i64,
}

impl Store {
    /// What proves a user, in the order in which it was added; what was revoked too.
    pub async fn credentials(&self, user: &str) -> Result<Vec<Credential>> {
        self.pools.reading().await?.fetch(sql::CREDENTIALS_OF, &[Bind::Text(user)]).await?.iter().map(credential_of).collect()
    }

    /// What proves users in one way and was not revoked, for whoever has only a subject of an organisation before them.
    pub async fn credentials_of_kind(&self, kind: CredentialKind) -> Result<Vec<Credential>> {
        let kind = [Bind::Text(kind.as_str())];
        self.pools.reading().await?.fetch(sql::CREDENTIALS_OF_KIND, &kind).await?.iter().map(credential_of).collect()
    }
}

pub(super) async fn add(tx: &mut Tx, new: &NewCredential, at: &str, told: &mut Particulars) -> Result<bool> {
    if !accounts::lives(tx, &new.user).await? {
        return Ok(false);
    }
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.user),
        Bind::Text(new.kind.as_str()),
        Bind::Text(&new.label),
        Bind::Text(&new.sealed),
        Bind::Whole(new.uses),
        Bind::Text(at),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::CREDENTIAL_INSERT, &row).await?;
    told.made("credential", &new.id);
    told.sealed(&new.id, &sha256(&new.sealed));
    Ok(true)
}

pub(super) async fn used(tx: &mut Tx, used: CredentialUse<'_>, at: &str, told: &mut Particulars) -> Result<bool> {
    let binds = [Bind::Text(used.id), Bind::Whole(used.seen), Bind::Whole(used.uses), Bind::Text(at)];
    told.used("credential", used.id);
    Ok(tx.changed(sql::CREDENTIAL_SET_USED, &binds).await? == 1)
}

pub(super) async fn reseal(tx: &mut Tx, id: &str, seen: &str, sealed: &str, told: &mut Particulars) -> Result<bool> {
    told.sealed(id, &sha256(sealed));
    Ok(tx.changed(sql::CREDENTIAL_SET_SEALED, &[Bind::Text(id), Bind::Text(seen), Bind::Text(sealed)]).await? == 1)
}

pub(super) async fn revoke(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    Ok(ended(tx, sql::CREDENTIAL_SET_REVOKED, &[Bind::Text(id), Bind::Text(at)], "credential", told).await? == 1)
}

pub(super) async fn revoke_of(tx: &mut Tx, user: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    ended(tx, sql::CREDENTIALS_SET_REVOKED, &[Bind::Text(user), Bind::Text(at)], "credential", told).await?;
    Ok(true)
}

fn credential_of(row: &Row) -> Result<Credential> {
    Ok(Credential {
        id: row.text(0)?,
        user: row.text(1)?,
        kind: CredentialKind::read(&row.text(2)?)?,
        label: row.text(3)?,
        sealed: row.text(4)?,
        uses: row.whole(5)?,
        made_at: row.text(6)?,
        used_at: row.maybe_text(7)?,
        revoked_at: row.maybe_text(8)?,
    })
}
