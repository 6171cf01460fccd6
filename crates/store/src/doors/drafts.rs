//! Drafts of forms, sealed under the key of whoever writes them. They are nobody's record: no row of the ledger tells of one.

use super::accounts;
use crate::engines::{Bind, Log, Row};
use crate::statements::doors as sql;
use crate::{Store, times};
use base::Result;

/// A draft of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose.
    pub user: String,
    /// Of which form, a stable word or an address of ours.
    pub form: String,
    /// What was written, sealed.
    pub sealed: String,
    /// When.
    pub at: String,
}

impl Store {
    /// Keeps a draft in place of an earlier one of its form. False where the account was cut.
    pub async fn keep_draft(&self, draft: &Draft) -> Result<bool> {
        let at = times::moment(&draft.at)?;
        // In turn with a cut, so that none is kept behind it.
        let mut tx = self.pools.writing(Log::Ledger).await?;
        if !accounts::lives(&mut tx, &draft.user).await? {
            return Ok(false);
        }
        let row = [Bind::Text(&draft.user), Bind::Text(&draft.form), Bind::Text(&draft.sealed), Bind::Text(&at)];
        tx.execute(sql::DRAFT_KEEP, &row).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The draft of a form.
    pub async fn draft(&self, user: &str, form: &str) -> Result<Option<Draft>> {
        let row = self.pools.reading().await?.fetch_first(sql::DRAFT_ONE, &[Bind::Text(user), Bind::Text(form)]).await?;
        row.as_ref().map(draft_of).transpose()
    }

    /// The drafts of a user, the newest first.
    pub async fn drafts_of(&self, user: &str) -> Result<Vec<Draft>> {
        self.pools.reading().await?.fetch(sql::DRAFTS_OF, &[Bind::Text(user)]).await?.iter().map(draft_of).collect()
    }

    /// Throws a draft away.
    pub async fn drop_draft(&self, user: &str, form: &str) -> Result<bool> {
        let mut tx = self.pools.writing(Log::Rows).await?;
        let dropped = tx.changed(sql::DRAFT_DROP, &[Bind::Text(user), Bind::Text(form)]).await? == 1;
        tx.commit().await?;
        Ok(dropped)
    }

    /// Throws drafts away that nobody came back to since a moment. How many.
    pub async fn forget_drafts(&self, before: &str) -> Result<u64> {
        let before = times::moment(before)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let forgotten = tx.changed(sql::DRAFTS_FORGET, &[Bind::Text(&before)]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

fn draft_of(row: &Row) -> Result<Draft> {
    Ok(Draft { user: row.text(0)?, form: row.text(1)?, sealed: row.text(2)?, at: row.text(3)? })
}
