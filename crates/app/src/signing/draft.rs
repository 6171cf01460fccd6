//! Answers half given, kept sealed for their author.

use super::visitor::{Visitor, read};
use super::{clocks, session};
use crate::people::{seal_own, unseal_own};
use crate::{House, Moment};
use base::{Result, Trouble};
use identity::secret::{hash, same};
use permission::Personal;
use store::{AccountState, Draft};

/// The longest draft, in bytes: more than any form holds.
const LONGEST: usize = 256 * 1024;
/// The longest path of a form.
const LONGEST_FORM: usize = 200;

fn field(form: &str) -> String {
    format!("draft {form}")
}

async fn keep(house: &House, moment: &Moment, user: &str, form: &str, content: &Personal<String>) -> Result<bool> {
    if content.to_be_sealed().len() > LONGEST || form.is_empty() || form.len() > LONGEST_FORM {
        return Err(Trouble::refused("draft-long", "what was typed is too long to be kept", "send the form, or shorten it"));
    }
    let sealed = seal_own(house, user, &field(form), content)?;
    house.store.keep_draft(&Draft { user: user.to_owned(), form: form.to_owned(), sealed, at: moment.iso() }).await
}

/// Keeps what was typed into a form, sealed under the author's own key. `form` is the form's path.
pub async fn keep_draft(house: &House, moment: &Moment, visitor: &Visitor, form: &str, content: Personal<String>) -> Result<()> {
    session::own(house, moment, visitor).await?;
    keep(house, moment, &visitor.user, form, &content).await.map(drop)
}

/// Keeps what somebody sent whose session had just run out: the secret of the session and the form's own `csrf` prove whose it is.
/// Returns whether it was kept; a session that was ended or cut off keeps nothing.
pub async fn keep_draft_after_end(
    house: &House,
    moment: &Moment,
    secret: &str,
    csrf: &str,
    form: &str,
    content: Personal<String>,
) -> Result<bool> {
    let Some(session) = house.store.session_by_hash(&hash(secret)).await? else { return Ok(false) };
    // Only one that ran out by itself, and not so long ago that somebody else sits there.
    let by_somebody = session.ended_because.as_deref().is_some_and(|because| because != "run-out");
    let ended = by_somebody || session.account != AccountState::Active || !same(csrf, &session.csrf);
    if ended || read(&session.seen_at) < clocks::drafts_after_end(house, moment)? {
        return Ok(false);
    }
    if session::posts_today(house, moment, &session.user).await?.is_empty() {
        return Ok(false);
    }
    keep(house, moment, &session.user, form, &content).await
}

/// Takes a draft back; it is gone then. That its author took it has its row in the ledger.
pub async fn take_draft(house: &House, moment: &Moment, visitor: &Visitor, form: &str) -> Result<Option<String>> {
    let allowed = session::own(house, moment, visitor).await?;
    let Some(draft) = house.store.draft(&visitor.user, form).await? else { return Ok(None) };
    let recorded = house.store.record_event(session::did(&allowed, moment, "take-draft")).await?;
    house.store.drop_draft(&visitor.user, form).await?;
    // One whose key was changed or lost is gone; nothing else hangs on it.
    Ok(unseal_own(house, &visitor.user, &field(form), &draft.sealed).ok().map(|text| text.open(&recorded)))
}
