//! Links for partners without an account: each about one thing, for one act, once.

use super::ended;
use super::particulars::Particulars;
use crate::engines::{Bind, Row, Tx};
use crate::statements::doors as sql;
use crate::{Store, times};
use base::Result;

/// A link about to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Its id.
    pub id: String,
    /// SHA-256 of the secret, lower-case hexadecimal.
    pub secret_hash: String,
    /// The thing that it is about, `kind:id`.
    pub about: String,
    /// What may be done with it, a stable word.
    pub act: String,
    /// For which organisation.
    pub organisation: String,
    /// Who hands it out.
    pub made_by: String,
    /// When it ends.
    pub ends_at: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// The thing that it is about.
    pub about: String,
    /// What may be done with it.
    pub act: String,
    /// For which organisation.
    pub organisation: String,
    /// Who handed it out.
    pub made_by: String,
    /// When.
    pub made_at: String,
    /// When it ends.
    pub ends_at: String,
    /// When it was used.
    pub used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

impl Store {
    /// The link whose secret has this hash.
    pub async fn link_by_hash(&self, secret_hash: &str) -> Result<Option<Link>> {
        let row = self.pools.reading().await?.fetch_first(sql::LINK_BY_HASH, &[Bind::Text(secret_hash)]).await?;
        row.as_ref().map(link_of).transpose()
    }

    /// One link.
    pub async fn link(&self, id: &str) -> Result<Option<Link>> {
        let row = self.pools.reading().await?.fetch_first(sql::LINK_ONE, &[Bind::Text(id)]).await?;
        row.as_ref().map(link_of).transpose()
    }

    /// The links about a thing, oldest first.
    pub async fn links_about(&self, about: &str) -> Result<Vec<Link>> {
        self.pools.reading().await?.fetch(sql::LINKS_ABOUT, &[Bind::Text(about)]).await?.iter().map(link_of).collect()
    }

    /// The links that a user handed out, oldest first.
    pub async fn links_by(&self, user: &str) -> Result<Vec<Link>> {
        self.pools.reading().await?.fetch(sql::LINKS_BY, &[Bind::Text(user)]).await?.iter().map(link_of).collect()
    }
}

pub(super) async fn make(tx: &mut Tx, new: &NewLink, at: &str, told: &mut Particulars) -> Result<bool> {
    let ends_at = times::moment(&new.ends_at)?;
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.secret_hash),
        Bind::Text(&new.about),
        Bind::Text(&new.act),
        Bind::Text(&new.organisation),
        Bind::Text(&new.made_by),
        Bind::Text(at),
        Bind::Text(&ends_at),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::LINK_INSERT, &row).await?;
    told.made("link", &new.id);
    Ok(true)
}

pub(super) async fn used(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    told.used("link", id);
    Ok(tx.changed(sql::LINK_SET_USED, &[Bind::Text(id), Bind::Text(at)]).await? == 1)
}

pub(super) async fn revoke(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    Ok(ended(tx, sql::LINK_SET_REVOKED, &[Bind::Text(id), Bind::Text(at)], "link", told).await? == 1)
}

fn link_of(row: &Row) -> Result<Link> {
    Ok(Link {
        id: row.text(0)?,
        about: row.text(1)?,
        act: row.text(2)?,
        organisation: row.text(3)?,
        made_by: row.text(4)?,
        made_at: row.text(5)?,
        ends_at: row.text(6)?,
        used_at: row.maybe_text(7)?,
        revoked_at: row.maybe_text(8)?,
    })
}
