//! Keys under which a program asks for something once, however often it asks.

use crate::engines::{Bind, Log};
use crate::statements::doors as sql;
use crate::{Store, engines::unreadable, times};
use base::Result;

/// What a request was answered: a status and ids, never a personal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status, as the door counts it; never 0.
    pub status: u16,
    /// What it said, by ids.
    pub text: String,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// Nothing did; now the request does.
    New,
    /// The same request, and what it was answered.
    Same(Answer),
    /// Another request.
    Differs,
    /// The same request, which somebody is at since then, or which died half-way.
    Running {
        /// Since when.
        since: String,
    },
}

impl Store {
    /// Claims a key for a request. Of several at once, one gets [`Claimed::New`].
    pub async fn claim_key(&self, token: &str, key_hash: &str, request_hash: &str, at: &str) -> Result<Claimed> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let row = [Bind::Text(token), Bind::Text(key_hash), Bind::Text(request_hash), Bind::Text(&at)];
        let new = tx.changed(sql::KEY_CLAIM, &row).await? == 1;
        if new {
            tx.commit().await?;
            return Ok(Claimed::New);
        }
        let there = tx.fetch_first(sql::KEY_ONE, &[Bind::Text(token), Bind::Text(key_hash)]).await?;
        let there = there.ok_or_else(|| unreadable("a key that is there and is not"))?;
        if there.text(0)? != request_hash {
            return Ok(Claimed::Differs);
        }
        Ok(match (u16::try_from(there.whole(1)?).unwrap_or_default(), there.maybe_text(2)?) {
            (0, _) | (_, None) => Claimed::Running { since: there.text(3)? },
            (status, Some(text)) => Claimed::Same(Answer { status, text }),
        })
    }

    /// Keeps what a request was answered under its key; once.
    pub async fn answer_key(&self, token: &str, key_hash: &str, answer: &Answer) -> Result<bool> {
        let mut tx = self.pools.writing(Log::Rows).await?;
        let binds = [Bind::Text(token), Bind::Text(key_hash), Bind::Whole(i64::from(answer.status)), Bind::Text(&answer.text)];
        let answered = tx.changed(sql::KEY_SET_ANSWER, &binds).await? == 1;
        tx.commit().await?;
        Ok(answered)
    }

    /// Lets a key go whose request changed nothing, so that it may be asked again.
    pub async fn drop_key(&self, token: &str, key_hash: &str) -> Result<bool> {
        let mut tx = self.pools.writing(Log::Rows).await?;
        let dropped = tx.changed(sql::KEY_DROP, &[Bind::Text(token), Bind::Text(key_hash)]).await? == 1;
        tx.commit().await?;
        Ok(dropped)
    }

    /// Forgets the keys that were claimed before a moment. How many.
    pub async fn forget_keys(&self, before: &str) -> Result<u64> {
        let before = times::moment(before)?;
        let mut tx = self.pools.writing(Log::Rows).await?;
        let forgotten = tx.changed(sql::KEYS_FORGET, &[Bind::Text(&before)]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}
