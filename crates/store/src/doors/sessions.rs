//! Sessions: the cookie holds the secret, the record its hash.

use super::particulars::Particulars;
use super::{AccountState, accounts, ended};
use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::append;
use crate::statements::doors as sql;
use crate::{Store, times};
use ::ledger::Event;
use base::Result;
use std::fmt;

/// A session about to be opened.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its name on pages and in the ledger: random, and no secret.
    pub id: String,
    /// SHA-256 of the secret, lower-case hexadecimal.
    pub secret_hash: String,
    /// Whose.
    pub user: String,
    /// How whoever has it proved who they are, a stable word.
    pub way: String,
    /// For which organisation it speaks.
    pub organisation: Option<String>,
    /// For which purpose, its stable name.
    pub purpose: Option<String>,
    /// What a form must bring back.
    pub csrf: String,
    /// Two things were proved, or one that counts for two.
    pub strong: bool,
    /// When the user was last seen before, where it goes on in place of another session; otherwise the sessions before it tell.
    pub before: Option<String>,
}

/// A session, and the account that it is of.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name on pages and in the ledger.
    pub id: String,
    /// Whose.
    pub user: String,
    /// How whoever has it proved who they are.
    pub way: String,
    /// For which organisation it speaks.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<String>,
    /// What a form must bring back.
    pub csrf: String,
    /// When it was opened.
    pub made_at: String,
    /// When somebody was last seen in it, to the minute or so.
    pub seen_at: String,
    /// When whoever has it last proved who they are with two things.
    pub strong_at: Option<String>,
    /// When the user was last seen before it was opened.
    pub before: Option<String>,
    /// When it was ended.
    pub ended_at: Option<String>,
    /// Why.
    pub ended_because: Option<String>,
    /// How far the account has come.
    pub account: AccountState,
    /// Which version of the terms its user accepted last.
    pub terms_version: Option<String>,
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSession").field("id", &self.id).field("user", &self.user).field("way", &self.way).finish_non_exhaustive()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a form must bring back is shown to nobody.
        f.debug_struct("Session").field("id", &self.id).field("user", &self.user).field("way", &self.way).finish_non_exhaustive()
    }
}

impl Store {
    /// The session whose secret has this hash, ended or not, with the state of its account: one look, for it comes before every
    /// page.
    pub async fn session_by_hash(&self, secret_hash: &str) -> Result<Option<Session>> {
        let row = self.pools.reading().await?.fetch_first(sql::SESSION_BY_HASH, &[Bind::Text(secret_hash)]).await?;
        row.as_ref().map(session_of).transpose()
    }

    /// The sessions of a user that were not ended, the one seen last first. Whether one has run out is the reader's to know.
    pub async fn sessions_of(&self, user: &str) -> Result<Vec<Session>> {
        self.pools.reading().await?.fetch(sql::SESSIONS_OF, &[Bind::Text(user)]).await?.iter().map(session_of).collect()
    }

    /// How many sessions are open: those in which somebody was seen since a moment, and that were opened since another.
    pub async fn sessions_open(&self, seen_since: &str, made_since: &str) -> Result<i64> {
        let (seen_since, made_since) = (times::moment(seen_since)?, times::moment(made_since)?);
        let binds = [Bind::Text(&seen_since), Bind::Text(&made_since)];
        let row = self.pools.reading().await?.fetch_first(sql::SESSIONS_OPEN, &binds).await?;
        row.as_ref().map_or(Ok(0), |row| row.whole(0))
    }

    /// Notes that somebody was seen in a session. No change that the ledger tells of, and cheap where another was first or the
    /// session was ended: how seldom is the caller's to decide.
    pub async fn touch_session(&self, session: &str, at: &str) -> Result<bool> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let touched = tx.changed(sql::SESSION_SET_SEEN, &[Bind::Text(session), Bind::Text(&at)]).await? == 1;
        tx.commit().await?;
        Ok(touched)
    }

    /// Ends the sessions in which nobody was seen since a moment, and those opened before another. How many; without one, nothing
    /// is written.
    pub async fn end_sessions_run_out(&self, seen_before: &str, made_before: &str, event: Event) -> Result<usize> {
        let (at, seen_before, made_before) = (times::moment(&event.at)?, times::moment(seen_before)?, times::moment(made_before)?);
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let mut told = Particulars::default();
        let binds = [Bind::Text(&at), Bind::Text(&seen_before), Bind::Text(&made_before)];
        let count = ended(&mut tx, sql::SESSIONS_SET_RUN_OUT, &binds, "session", &mut told).await?;
        if count > 0 {
            append(&mut tx, &told.onto(event)).await?;
            tx.commit().await?;
        }
        Ok(count)
    }

    /// Forgets the sessions that ended before a moment, but the last of each user. The ledger keeps that they were.
    pub async fn forget_sessions(&self, before: &str) -> Result<u64> {
        let before = times::moment(before)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let forgotten = tx.changed(sql::SESSIONS_FORGET, &[Bind::Text(&before)]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

pub(super) async fn open(tx: &mut Tx, new: &NewSession, at: &str, told: &mut Particulars) -> Result<bool> {
    if !accounts::lives(tx, &new.user).await? {
        return Ok(false);
    }
    let before = match (&new.before, tx.fetch_first(sql::SESSION_LAST_SEEN, &[Bind::Text(&new.user)]).await?) {
        (Some(before), _) => Some(times::moment(before)?),
        (None, Some(row)) => row.maybe_text(0)?,
        (None, None) => None,
    };
    let row = [
        Bind::Text(&new.id),
        Bind::Text(&new.secret_hash),
        Bind::Text(&new.user),
        Bind::Text(&new.way),
        Bind::MaybeText(new.organisation.as_deref()),
        Bind::MaybeText(new.purpose.as_deref()),
        Bind::Text(&new.csrf),
        Bind::Text(at),
        Bind::Text(at),
        Bind::MaybeText(new.strong.then_some(at)),
        Bind::MaybeText(before.as_deref()),
        Bind::MaybeText(None),
        Bind::MaybeText(None),
    ];
    tx.execute(sql::SESSION_INSERT, &row).await?;
    told.made("session", &new.id);
    Ok(true)
}

pub(super) async fn choose(tx: &mut Tx, session: &str, organisation: Option<&str>, purpose: Option<&str>) -> Result<bool> {
    let binds = [Bind::Text(session), Bind::MaybeText(organisation), Bind::MaybeText(purpose)];
    Ok(tx.changed(sql::SESSION_SET_CHOICE, &binds).await? == 1)
}

pub(super) async fn strengthen(tx: &mut Tx, session: &str, at: &str) -> Result<bool> {
    Ok(tx.changed(sql::SESSION_SET_STRONG, &[Bind::Text(session), Bind::Text(at)]).await? == 1)
}

pub(super) async fn end(tx: &mut Tx, session: &str, because: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    let binds = [Bind::Text(session), Bind::Text(at), Bind::Text(because)];
    Ok(ended(tx, sql::SESSION_SET_ENDED, &binds, "session", told).await? == 1)
}

/// Ends every session of a user; none is as good as many.
pub(super) async fn end_of(tx: &mut Tx, user: &str, because: &str, but: Option<&str>, at: &str, told: &mut Particulars) -> Result<bool> {
    let binds = [Bind::Text(user), Bind::Text(at), Bind::Text(because), Bind::Text(but.unwrap_or_default())];
    ended(tx, sql::SESSIONS_SET_ENDED, &binds, "session", told).await?;
    Ok(true)
}

fn session_of(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.text(0)?,
        user: row.text(1)?,
        way: row.text(2)?,
        organisation: row.maybe_text(3)?,
        purpose: row.maybe_text(4)?,
        csrf: row.text(5)?,
        made_at: row.text(6)?,
        seen_at: row.text(7)?,
        strong_at: row.maybe_text(8)?,
        before: row.maybe_text(9)?,
        ended_at: row.maybe_text(10)?,
        ended_because: row.maybe_text(11)?,
        account: AccountState::read(&row.text(12)?)?,
        terms_version: row.maybe_text(13)?,
    })
}
