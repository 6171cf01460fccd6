//! What was tried at the doors. Keys are hashes with a secret of the server's: they name nobody, and are forgotten soon.

use crate::engines::{Bind, Log, Row, Tx};
use crate::statements::doors as sql;
use crate::{Store, times};
use base::Result;

/// What was tried within a second under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: String,
    /// How many trials failed since the last that did not; 0 where that was the last.
    pub failed: u32,
}

impl Store {
    /// Counts a trial as failed under each of its keys before it is judged, if what was tried before it lets it: `goes` is given
    /// the earlier trials of each key since a moment, oldest first. Looking and counting are one step: of two at the same moment
    /// the second sees the first, whichever key they share. A trial that may not go is not counted. Whether it goes.
    pub async fn begin_attempt(
        &self,
        keys: &[&str],
        at: &str,
        since: &str,
        goes: impl FnOnce(&[Vec<Attempt>]) -> bool + Send,
    ) -> Result<bool> {
        let (at, since) = (times::moment(at)?, times::moment(since)?);
        let mut tx = self.pools.writing(Log::Attempt).await?;
        let mut before = Vec::with_capacity(keys.len());
        for key in keys {
            before.push(attempts(&mut tx, key, &since).await?);
        }
        if !goes(&before) {
            return Ok(false);
        }
        for key in keys {
            tx.execute(sql::ATTEMPT_NOTE, &[Bind::Text(key), Bind::Text(&at), Bind::Whole(1)]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Notes that a trial begun at a moment went well: keys that forgive begin anew, and of the others this one trial is taken
    /// out again, whatever else failed under them at that moment.
    pub async fn attempt_went_well(&self, forgiving: &[&str], others: &[&str], at: &str) -> Result<()> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Attempt).await?;
        for key in forgiving {
            tx.execute(sql::ATTEMPT_NOTE, &[Bind::Text(key), Bind::Text(&at), Bind::Whole(0)]).await?;
        }
        for key in others {
            tx.execute(sql::ATTEMPT_ONLY_ONE_FORGET, &[Bind::Text(key), Bind::Text(&at)]).await?;
            tx.execute(sql::ATTEMPT_ONE_LESS, &[Bind::Text(key), Bind::Text(&at)]).await?;
        }
        tx.commit().await
    }

    /// What was tried under a key since a moment, oldest first.
    pub async fn attempts_since(&self, key: &str, since: &str) -> Result<Vec<Attempt>> {
        attempts(&mut self.pools.reading().await?, key, &times::moment(since)?).await
    }

    /// Forgets what was tried before a moment. How many rows.
    pub async fn forget_attempts(&self, before: &str) -> Result<u64> {
        let before = times::moment(before)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let forgotten = tx.changed(sql::ATTEMPTS_FORGET, &[Bind::Text(&before)]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

async fn attempts(tx: &mut Tx, key: &str, since: &str) -> Result<Vec<Attempt>> {
    tx.fetch(sql::ATTEMPTS_SINCE, &[Bind::Text(key), Bind::Text(since)]).await?.iter().map(attempt_of).collect()
}

fn attempt_of(row: &Row) -> Result<Attempt> {
    Ok(Attempt { at: row.text(0)?, failed: u32::try_from(row.whole(1)?).unwrap_or(u32::MAX) })
}
