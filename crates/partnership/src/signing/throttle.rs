//! How guessing is slowed without shutting anybody out.
//!
//! A lock on an account is a weapon: whoever knows a label could shut its holder out. So nothing is ever locked, and what slows a
//! guesser is counted where it does not touch the holder:
//!
//! - A device that signed in to the account before is known by a secret cookie of its own, made for that account. It has a count
//!   of its own, and nobody else's failures are ever held against it. It, in turn, can't be used to guess faster: it has as few free failures.
//! - Other devices are counted in three ways at once: at this account from this network, at this account from anywhere, from this
//!   network at any account. The first is strict and stops a guesser where they sit. The second is wide, and meets many machines guessing
//!   at one account; the third is wide, and meets one network that tries a few passwords at every account. Where one of the wide
//!   counts runs full, a holder on a *new* device waits with the guessers, an hour at most at a time; their known devices, their
//!   passkey and their organisation's sign-in don't, nor does a second person's confirmation of a new way in.
//! - Passkeys and an organisation's own sign-in are not slowed at all: there is nothing to guess.
//!
//! A try while one waits is neither looked at nor counted: so nobody makes the wait longer by knocking, and guesses come no faster
//! than the waits allow. Labels that are no account's are counted as those that are, or waiting would tell which are. Failures of
//! the code after a right password count as those of the password.

use super::{HOUR, Way, before, later};
use jiff::Timestamp;
use rulebook::SignInThrottle;

/// Where a try is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TryKey {
    /// A device that signed in to the account before: that device, that account.
    Device,
    /// Another device: that account, from that network.
    Place,
    /// Another device: that account, from anywhere.
    Account,
    /// Another device: that network, at any account.
    Network,
}

impl TryKey {
    /// Its stable name, which goes into the hash under which tries are kept.
    pub fn id(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Place => "place",
            Self::Account => "account",
            Self::Network => "network",
        }
    }

    fn free(self, rule: &SignInThrottle) -> u32 {
        match self {
            Self::Device => rule.device_free,
            Self::Place => rule.place_free,
            Self::Account => rule.account_free,
            Self::Network => rule.network_free,
        }
    }

    /// Whether signing in makes what failed before forgotten. Not where others are counted too: a guesser with an account of
    /// their own would wipe the count by signing in to it.
    pub fn forgives(self) -> bool {
        matches!(self, Self::Device | Self::Place)
    }
}

/// Where a try is looked up and counted, on a device that signed in to the account before or on another.
pub fn keys_of(known_device: bool) -> &'static [TryKey] {
    if known_device { &[TryKey::Device] } else { &[TryKey::Place, TryKey::Account, TryKey::Network] }
}

/// A try that was looked at before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Where it was counted.
    pub key: TryKey,
    /// When.
    pub at: Timestamp,
    /// Whether it failed.
    pub failed: bool,
}

/// Whether a try is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// It is.
    Go,
    /// Not before this moment.
    Wait {
        /// The moment.
        until: Timestamp,
    },
}

/// Whether a try to sign in is looked at now, after the earlier ones, in whatever order they are given. Those counted where this
/// device is not ([`keys_of`]) are passed over, and so are those that the rule's window no longer holds.
pub fn throttle(rule: &SignInThrottle, way: Way, known_device: bool, earlier: &[Earlier], now: Timestamp) -> Throttle {
    if !way.is_guessable() {
        return Throttle::Go;
    }
    let until = keys_of(known_device).iter().filter_map(|key| waits_until(rule, *key, earlier, now)).max();
    match until {
        Some(until) if until > now => Throttle::Wait { until },
        _ => Throttle::Go,
    }
}

fn waits_until(rule: &SignInThrottle, key: TryKey, earlier: &[Earlier], now: Timestamp) -> Option<Timestamp> {
    let since = before(now, u64::from(rule.window_hours) * HOUR);
    // A clock that was set back must not make a wait longer than any may be.
    let tries = || earlier.iter().filter(|one| one.key == key && one.at > since).map(|one| (one.at.min(now), one.failed));
    let forgiven = tries().filter(|(_, failed)| key.forgives() && !failed).map(|(at, _)| at).max();
    let counted = || tries().filter(|(at, failed)| *failed && forgiven.is_none_or(|forgiven| forgiven < *at)).map(|(at, _)| at);
    let last = counted().max()?;
    let failures = u32::try_from(counted().count()).unwrap_or(u32::MAX);
    Some(later(last, u64::from(rule.seconds_after(failures, key.free(rule)))))
}
