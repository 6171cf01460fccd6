//! How long everything is good for, and who waits before the next try: by the rules in force that day.

use super::visitor::read;
use crate::registers::today;
use crate::{House, Moment};
use base::Result;
use identity::secret::Pepper;
use jiff::{SignedDuration, Timestamp};
use partnership::signing::{self, Earlier, InvitationKind, SessionEnds, SessionState, Throttle, TryKey};
use rulebook::{SignInLives, SignInSession, SignInThrottle};
use store::{Attempt, Session};

/// Failures that are counted of one second: more make no difference to any wait.
const OF_A_SECOND: u32 = 1_000;

fn days(of: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(of))
}

fn before(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_sub(span).unwrap_or(Timestamp::MIN)
}

fn session_rule(house: &House, moment: &Moment) -> Result<SignInSession> {
    Ok(*house.rulebook.sign_in_session(today(moment), None)?.parameters)
}

fn throttle_rule(house: &House, moment: &Moment) -> Result<SignInThrottle> {
    Ok(*house.rulebook.sign_in_throttle(today(moment), None)?.parameters)
}

fn lives(house: &House, moment: &Moment) -> Result<SignInLives> {
    Ok(*house.rulebook.sign_in_lives(today(moment), None)?.parameters)
}

/// How a session stands.
pub(super) fn state(house: &House, moment: &Moment, session: &Session) -> Result<SessionState> {
    let (made, seen) = (read(&session.made_at), read(&session.seen_at));
    Ok(signing::session_state(&session_rule(house, moment)?, made, seen, session.ended_at.is_some(), moment.now))
}

/// When a session ends if nothing is asked any more, and whatever is asked.
pub(super) fn ends(house: &House, moment: &Moment, session: &Session) -> Result<(SessionEnds, Timestamp)> {
    let rule = session_rule(house, moment)?;
    let (made, seen) = (read(&session.made_at), read(&session.seen_at));
    // Whoever is seen at the very end stays until the whole limit.
    Ok((signing::session_ends(&rule, made, seen), signing::session_ends(&rule, made, Timestamp::MAX).ends_at))
}

/// Whether a proof is fresh enough to change what lets somebody in.
pub(super) fn is_fresh(house: &House, moment: &Moment, proven: Option<Timestamp>) -> Result<bool> {
    Ok(signing::is_fresh(&session_rule(house, moment)?, proven, moment.now))
}

/// Since when somebody must have been seen in a session that ran out, for what they send to be kept as a draft: as long as a session
/// may be idle, once more.
pub(super) fn drafts_after_end(house: &House, moment: &Moment) -> Result<Timestamp> {
    let minutes = i64::from(session_rule(house, moment)?.idle_minutes) * 2;
    Ok(before(moment.now, SignedDuration::from_mins(minutes)))
}

/// When an invitation ends that is made now.
pub(super) fn invitation_end(house: &House, moment: &Moment, kind: store::InvitationKind) -> Result<Timestamp> {
    let kind = match kind {
        store::InvitationKind::Invite => InvitationKind::Invite,
        store::InvitationKind::Recover => InvitationKind::Recover,
    };
    Ok(signing::invitation_ends(&lives(house, moment)?, kind, moment.now))
}

/// When a token ends that is made now.
pub(crate) fn token_end(house: &House, moment: &Moment) -> Result<Timestamp> {
    Ok(signing::token_ends(&lives(house, moment)?, moment.now, None))
}

/// Since when a device that was noted is known.
pub(super) fn devices_since(house: &House, moment: &Moment) -> Result<Timestamp> {
    Ok(before(moment.now, days(lives(house, moment)?.device_days)))
}

/// Since when drafts are kept.
pub(super) fn drafts_since(house: &House, moment: &Moment) -> Result<Timestamp> {
    Ok(before(moment.now, days(lives(house, moment)?.draft_days)))
}

/// Since when sessions are open: those seen last before the first ran out, and so did those made before the second.
pub(crate) fn sessions_since(house: &House, moment: &Moment) -> Result<(Timestamp, Timestamp)> {
    let rule = session_rule(house, moment)?;
    let ago = |minutes: u32| before(moment.now, SignedDuration::from_mins(i64::from(minutes)));
    Ok((ago(rule.idle_minutes), ago(rule.whole_minutes)))
}

/// Since when tries count.
pub(super) fn tries_since(house: &House, moment: &Moment) -> Result<Timestamp> {
    Ok(before(moment.now, SignedDuration::from_hours(i64::from(throttle_rule(house, moment)?.window_hours))))
}

/// What a try is counted under, each key a hash that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    keys: Vec<(TryKey, String)>,
}

impl Counted {
    /// A try at an account, by the address that was typed or by whatever else stands for it; on a known device or not, from a network
    /// where it is known.
    pub(super) fn of(pepper: &Pepper, at: &str, device: Option<&str>, network: Option<&str>) -> Self {
        let keys = signing::keys_of(device.is_some()).iter().filter_map(|key| {
            let what = match key {
                TryKey::Device => format!("{at}\0{}", device?),
                TryKey::Place => format!("{at}\0{}", network.unwrap_or_default()),
                TryKey::Account => at.to_owned(),
                TryKey::Network => network?.to_owned(),
            };
            Some((*key, pepper.key(key.id(), &what)))
        });
        Self { keys: keys.collect() }
    }

    fn on_known_device(&self) -> bool {
        self.keys.iter().any(|(key, _)| *key == TryKey::Device)
    }
}

/// Tries as the room weighs them.
fn earlier(key: TryKey, attempts: &[Attempt]) -> impl Iterator<Item = Earlier> {
    attempts.iter().flat_map(move |attempt| {
        let at = read(&attempt.at);
        let (times, failed) = if attempt.failed == 0 { (1, false) } else { (attempt.failed.min(OF_A_SECOND), true) };
        (0..times).map(move |_| Earlier { key, at, failed })
    })
}

/// Begins a try: whether it is looked at. One that comes too soon is not counted; one that is looked at counts as failed
/// wherever it is counted until [`went_well`], so that of many at the same moment none passes that should wait.
pub(super) async fn begin(house: &House, moment: &Moment, counted: &Counted) -> Result<bool> {
    let rule = throttle_rule(house, moment)?;
    let since = tries_since(house, moment)?.to_string();
    let hashes: Vec<&str> = counted.keys.iter().map(|(_, hash)| hash.as_str()).collect();
    let goes = |before: &[Vec<Attempt>]| {
        let tries: Vec<Earlier> = counted.keys.iter().zip(before).flat_map(|((key, _), there)| earlier(*key, there)).collect();
        let answer = signing::throttle(&rule, signing::Way::Password, counted.on_known_device(), &tries, moment.now);
        matches!(answer, Throttle::Go)
    };
    house.store.begin_attempt(&hashes, &moment.iso(), &since, goes).await
}

/// A try that went well is no failure where it was counted as one beforehand.
pub(super) async fn went_well(house: &House, moment: &Moment, counted: &Counted) -> Result<()> {
    let of = |forgives: bool| -> Vec<&str> {
        counted.keys.iter().filter(|(key, _)| key.forgives() == forgives).map(|(_, hash)| hash.as_str()).collect()
    };
    house.store.attempt_went_well(&of(true), &of(false), &moment.iso()).await
}
