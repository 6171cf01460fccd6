//! The operations log: maintenance done to the home (migration, backup, sweep), outside any archive.

use crate::engines::{Bind, Log};
use crate::{Store, statements as sql, times};
use base::Result;

/// A line of the operations log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Order, from 1.
    pub seq: i64,
    /// When, `YYYY-MM-DDTHH:MM:SSZ`.
    pub at: String,
    /// Who: `operator:<uid>`.
    pub who: String,
    /// What was done, a stable word such as `init` or `sweep`.
    pub what: String,
    /// The particulars, in one line.
    pub detail: String,
}

impl Store {
    /// Appends a line; `at` is *now* as the caller knows it. Returns its place.
    pub async fn log_operation(&self, at: &str, who: &str, what: &str, detail: &str) -> Result<i64> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Operation).await?;
        let seq = tx.number(sql::OPERATION_LAST).await? + 1;
        tx.execute(sql::OPERATION_INSERT, &[Bind::Whole(seq), Bind::Text(&at), Bind::Text(who), Bind::Text(what), Bind::Text(detail)])
            .await?;
        tx.commit().await?;
        Ok(seq)
    }

    /// The newest lines, newest first.
    pub async fn operations(&self, limit: u32) -> Result<Vec<Operation>> {
        let rows = self.pools.reading().await?.fetch(sql::OPERATIONS, &[Bind::Whole(i64::from(limit))]).await?;
        rows.iter()
            .map(|r| Ok(Operation { seq: r.whole(0)?, at: r.text(1)?, who: r.text(2)?, what: r.text(3)?, detail: r.text(4)? }))
            .collect()
    }
}
