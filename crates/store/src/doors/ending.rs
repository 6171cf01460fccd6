//! Ending everything: of a user who is cut, and of all where the record has moved.

use super::particulars::Particulars;
use super::{AccountState, ended, sessions};
use crate::Store;
use crate::engines::{Bind, Log, Tx};
use crate::ledger::append;
use crate::statements::doors as sql;
use crate::times;
use ::ledger::Event;
use base::Result;

impl Store {
    /// Ends every session, token, feed and link, takes back every invitation that nobody used, and throws drafts, attempts and keys
    /// away: the record came back from a copy or has moved to another home, and what was handed out before opens nothing here.
    /// Accounts and ways in stay. How much was ended; where nothing was, nothing is written.
    pub async fn end_everything(&self, event: Event) -> Result<u64> {
        let at = times::moment(&event.at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let mut told = Particulars::default();
        let count = everything(&mut tx, &at, &mut told).await?;
        if count > 0 {
            append(&mut tx, &told.onto(event)).await?;
            base::failpoint("doors-before-commit");
            tx.commit().await?;
            base::failpoint("doors-after-commit");
        }
        Ok(count)
    }
}

/// Ends everything that was handed out. How much that was.
pub(crate) async fn everything(tx: &mut Tx, at: &str, told: &mut Particulars) -> Result<u64> {
    let mut count = 0;
    for statement in [
        sql::EVERY_SESSION_ENDED,
        sql::EVERY_TOKEN_REVOKED,
        sql::EVERY_FEED_REVOKED,
        sql::EVERY_LINK_REVOKED,
        sql::EVERY_INVITATION_WITHDRAWN,
    ] {
        count += tx.changed(statement, &[Bind::Text(at)]).await?;
    }
    for statement in [sql::EVERY_DRAFT_DROPPED, sql::EVERY_ATTEMPT_FORGOTTEN, sql::EVERY_KEY_FORGOTTEN] {
        count += tx.changed(statement, &[]).await?;
    }
    if count > 0 {
        told.everything_ended();
    }
    Ok(count)
}

/// Cuts an account: everything at once.
pub(super) async fn cut(tx: &mut Tx, user: &str, because: &str, at: &str, told: &mut Particulars) -> Result<bool> {
    let of_user = [Bind::Text(user), Bind::Text(at)];
    if tx.changed(sql::ACCOUNT_SET_CUT, &of_user).await? != 1 {
        return Ok(false);
    }
    told.account(user, AccountState::Cut.as_str());
    sessions::end_of(tx, user, because, None, at, told).await?;
    for (statement, kind) in [
        (sql::CREDENTIALS_SET_REVOKED, "credential"),
        (sql::TOKENS_SET_REVOKED, "token"),
        (sql::FEEDS_SET_REVOKED, "feed"),
        (sql::LINKS_SET_REVOKED, "link"),
        (sql::INVITATIONS_SET_WITHDRAWN, "invitation"),
    ] {
        ended(tx, statement, &of_user, kind, told).await?;
    }
    tx.execute(sql::DRAFTS_DROP, &[Bind::Text(user)]).await?;
    tx.execute(sql::MAILS_SET_WITHDRAWN, &[Bind::Text(user), Bind::Text("account-cut"), Bind::Text(at)]).await?;
    Ok(true)
}
