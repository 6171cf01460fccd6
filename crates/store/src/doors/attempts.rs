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
    /// Counts a trial as failed before it is judged, and gives those before it since a moment, oldest first: of two at the same
    /// moment the second sees the first. A trial that turns out well is then noted so.
    pub async fn begin_attempt(&self, key: &str, at: &str, since: &str) -> Result<Vec<Attempt>> {
        let (at, since) = (times::moment(at)?, times::moment(since)?);
        let mut tx = self.pools.writing(Log::Attempt).await?;
        let before = attempts(&mut tx, key, &since).await?;
        tx.execute(sql::ATTEMPT_NOTE, &[Bind::Text(key), Bind::Text(&at), Bind::Whole(1)]).await?;
        tx.commit().await?;
        Ok(before)
    }

    /// Notes a trial that failed, or one that did not, which begins anew.
    pub async fn note_attempt(&self, key: &str, at: &str, failed: bool) -> Result<()> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Attempt).await?;
        tx.execute(sql::ATTEMPT_NOTE, &[Bind::Text(key), Bind::Text(&at), Bind::Whole(i64::from(failed))]).await?;
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
