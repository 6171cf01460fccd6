//! What a user hands out of their own leave: tokens for programs, addresses of calendars. Each is a secret that can be revoked.

use super::particulars::Particulars;
use super::{AccountState, accounts, ended};
use crate::engines::{Bind, Log, Row, Tx};
use crate::register::{json, parsed};
use crate::statements::doors as sql;
use crate::{Store, times};
use base::Result;

/// A token about to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Its id.
    pub id: String,
    /// SHA-256 of the secret, lower-case hexadecimal.
    pub secret_hash: String,
    /// For whom it speaks.
    pub user: String,
    /// What it is for, in words that name nobody: they are not sealed.
    pub label: String,
    /// What it may do, by stable names.
    pub scopes: Vec<String>,
    /// For which organisation it speaks.
    pub organisation: Option<String>,
    /// For which purpose, its stable name.
    pub purpose: Option<String>,
    /// When it ends.
    pub ends_at: String,
}

/// A token, and the account that it speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// For whom it speaks.
    pub user: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// For which organisation it speaks.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<String>,
    /// When it was handed out.
    pub made_at: String,
    /// When it ends.
    pub ends_at: String,
    /// The day it was last used.
    pub used_on: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// How far the account has come.
    pub account: AccountState,
    /// Which version of the terms its user accepted last.
    pub terms_version: Option<String>,
}

/// The address of a feed about to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFeed {
    /// Its id.
    pub id: String,
    /// SHA-256 of the secret, lower-case hexadecimal.
    pub secret_hash: String,
    /// Whose.
    pub user: String,
    /// What it tells, a stable word.
    pub kind: String,
}

/// The address of a feed, and the account whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user: String,
    /// What it tells.
    pub kind: String,
    /// When it was handed out.
    pub made_at: String,
    /// The day it was last read.
    pub used_on: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// How far the account has come.
    pub account: AccountState,
    /// Which version of the terms its user accepted last.
    pub terms_version: Option<String>,
}

impl Store {
    /// The token whose secret has this hash, revoked or not, with the state of its account.
    pub async fn token_by_hash(&self, secret_hash: &str) -> Result<Option<Token>> {
        let row = self.pools.reading().await?.fetch_first(sql::TOKEN_BY_HASH, &[Bind::Text(secret_hash)]).await?;
        row.as_ref().map(token_of).transpose()
    }

    /// The tokens of a user, oldest first; revoked ones too.
    pub async fn tokens_of(&self, user: &str) -> Result<Vec<Token>> {
        self.pools.reading().await?.fetch(sql::TOKENS_OF, &[Bind::Text(user)]).await?.iter().map(token_of).collect()
    }

    /// Notes the day on which a token was used. Nothing where that is known, so whoever saw the day need not ask.
    pub async fn touch_token(&self, token: &str, on: &str) -> Result<bool> {
        self.touch(sql::TOKEN_SET_USED, token, on).await
    }

    /// The feed whose secret has this hash, revoked or not, with the state of its account.
    pub async fn feed_by_hash(&self, secret_hash: &str) -> Result<Option<Feed>> {
        let row = self.pools.reading().await?.fetch_first(sql::FEED_BY_HASH, &[Bind::Text(secret_hash)]).await?;
        row.as_ref().map(feed_of).transpose()
    }

    /// The feeds of a user, oldest first; revoked ones too.
    pub async fn feeds_of(&self, user: &str) -> Result<Vec<Feed>> {
        self.pools.reading().await?.fetch(sql::FEEDS_OF, &[Bind::Text(user)]).await?.iter().map(feed_of).collect()
    }

    /// Notes the day on which a feed was read.
    pub async fn touch_feed(&self, feed: &str, on: &str) -> Result<bool> {
        self.touch(sql::FEED_SET_USED, feed, on).await
    }

    async fn touch(&self, statement: &'static str, id: &str, on: &str) -> Result<bool> {
        let on = times::day(on)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let touched = tx.changed(statement, &[Bind::Text(id), Bind::Text(on)]).await? == 1;
        tx.commit().await?;
        Ok(touched)
    }
}

async fn active(tx: &mut Tx, user: &str) -> Result<bool> {
    Ok(accounts::state(tx, user).await? == Some(AccountState::Active))
}

pub(super) async fn make_token(tx: &mut Tx, new: &NewToken, at: &str, told: &mut Particulars) -> Result<bool> {
    if !active(tx, &new.user).await? {
        return Ok(false);
    }
    let (scopes, ends_at) = (json(&new.scopes)?, times::moment(&new.ends_at)?);
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.secret_hash),
        Bind::Text(&new.user),
        Bind::Text(&new.label),
        Bind::Text(&scopes),
        Bind::MaybeText(new.organisation.as_deref()),
        Bind::MaybeText(new.purpose.as_deref()),
        Bind::Text(at),
        Bind::Text(&ends_at),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::TOKEN_INSERT, &row).await?;
    told.made("token", &new.id);
    Ok(true)
}

pub(super) async fn revoke_token(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    Ok(ended(tx, sql::TOKEN_SET_REVOKED, &[Bind::Text(id), Bind::Text(at)], "token", told).await? == 1)
}

pub(super) async fn make_feed(tx: &mut Tx, new: &NewFeed, at: &str, told: &mut Particulars) -> Result<bool> {
    if !active(tx, &new.user).await? {
        return Ok(false);
    }
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.secret_hash),
        Bind::Text(&new.user),
        Bind::Text(&new.kind),
        Bind::Text(at),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::FEED_INSERT, &row).await?;
    told.made("feed", &new.id);
    Ok(true)
}

pub(super) async fn revoke_feed(tx: &mut Tx, id: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    Ok(ended(tx, sql::FEED_SET_REVOKED, &[Bind::Text(id), Bind::Text(at)], "feed", told).await? == 1)
}

fn token_of(row: &Row) -> Result<Token> {
    Ok(Token {
        id: row.text(0)?,
        user: row.text(1)?,
        label: row.text(2)?,
        scopes: parsed(&row.text(3)?)?,
        organisation: row.maybe_text(4)?,
        purpose: row.maybe_text(5)?,
        made_at: row.text(6)?,
        ends_at: row.text(7)?,
        used_on: row.maybe_text(8)?,
        revoked_at: row.maybe_text(9)?,
        account: AccountState::read(&row.text(10)?)?,
        terms_version: row.maybe_text(11)?,
    })
}

fn feed_of(row: &Row) -> Result<Feed> {
    Ok(Feed {
        id: row.text(0)?,
        user: row.text(1)?,
        kind: row.text(2)?,
        made_at: row.text(3)?,
        used_on: row.maybe_text(4)?,
        revoked_at: row.maybe_text(5)?,
        account: AccountState::read(&row.text(6)?)?,
        terms_version: row.maybe_text(7)?,
    })
}
