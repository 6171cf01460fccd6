//! What is over is put away: whoever serves the site does it every hour.

use super::{clocks, cut};
use crate::{House, Moment};
use base::Result;
use jiff::SignedDuration;
use ledger::Event;

/// How long a session that is over is remembered, so that a try with it is known for what it is.
const SESSIONS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What was put away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Leavers whose accounts were cut off.
    pub leavers: Vec<String>,
    /// Sessions that had run out and were ended.
    pub sessions: usize,
    /// Sessions that were forgotten.
    pub forgotten_sessions: u64,
    /// Failures that count no more and were forgotten.
    pub attempts: u64,
    /// Drafts to which nobody came back.
    pub drafts: u64,
    /// Keys of requests that are remembered no longer.
    pub keys: u64,
}

/// Cuts off whoever left, ends sessions that ran out, and forgets what counts no more.
pub async fn tidy(house: &House, moment: &Moment) -> Result<Tidied> {
    let leavers = cut::cut_leavers(house, moment, crate::registers::today(moment)).await?;
    let (seen, made) = clocks::sessions_since(house, moment)?;
    let event = Event::done(moment.iso(), &moment.who, "end-session", "account:*").with("because", "run-out");
    let sessions = house.store.end_sessions_run_out(&seen.to_string(), &made.to_string(), event).await?;
    let ended = moment.now.checked_sub(SESSIONS).unwrap_or(moment.now);
    Ok(Tidied {
        leavers,
        sessions,
        forgotten_sessions: house.store.forget_sessions(&ended.to_string()).await?,
        attempts: house.store.forget_attempts(&clocks::tries_since(house, moment)?.to_string()).await?,
        drafts: house.store.forget_drafts(&clocks::drafts_since(house, moment)?.to_string()).await?,
        keys: crate::once::forget(house, moment).await?,
    })
}
