//! How long a session, an invitation or a token lasts, how guessing is slowed, what a password needs, and the terms of confidence.

use serde::{Deserialize, Serialize};

/// How long somebody stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInSession {
    /// Minutes without a page, after which a session ends.
    pub idle_minutes: u32,
    /// Minutes after which a session ends, whatever was done in it.
    pub whole_minutes: u32,
    /// So many minutes before either, whoever sits there is warned.
    pub warn_minutes: u32,
    /// So many minutes after somebody proved who they are, they may change what lets them in without proving it again.
    pub fresh_minutes: u32,
}

impl SignInSession {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.warn_minutes == 0 || self.fresh_minutes == 0 {
            return Err("`warn_minutes` and `fresh_minutes` must be 1 or more".to_owned());
        }
        if self.warn_minutes >= self.idle_minutes || self.idle_minutes > self.whole_minutes {
            return Err("`warn_minutes` must lie below `idle_minutes`, which must not lie above `whole_minutes`".to_owned());
        }
        Ok(())
    }
}

/// How guessing at passwords and codes is slowed. Nothing is ever shut: each failure beyond the free ones makes the next try wait longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInThrottle {
    /// Hours for which a failure counts.
    pub window_hours: u32,
    /// Failures that are free on a device that signed in to the account before.
    pub device_free: u32,
    /// At one account from one network, on other devices.
    pub place_free: u32,
    /// At one account from anywhere, on other devices.
    pub account_free: u32,
    /// From one network at any account, on other devices.
    pub network_free: u32,
    /// Seconds to wait once the free ones are used up.
    pub first_seconds: u32,
    /// Each wait is so many times the one before.
    pub factor: u32,
    /// No wait is longer.
    pub longest_minutes: u32,
}

impl SignInThrottle {
    /// Seconds to wait after so many failures, of which some are free.
    pub fn seconds_after(&self, failures: u32, free: u32) -> u32 {
        let Some(beyond) = failures.checked_sub(free) else { return 0 };
        let longest = self.longest_minutes.saturating_mul(60);
        let mut seconds = self.first_seconds;
        for _ in 0..beyond {
            seconds = seconds.saturating_mul(self.factor);
            if seconds >= longest {
                break;
            }
        }
        seconds.min(longest)
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        if [self.device_free, self.place_free, self.window_hours, self.first_seconds].contains(&0) {
            return Err("every number must be 1 or more".to_owned());
        }
        if self.factor < 2 {
            return Err("`factor` must be 2 or more: waits that don't grow slow nobody".to_owned());
        }
        if self.account_free < self.place_free || self.network_free < self.place_free {
            return Err("`account_free` and `network_free` must not lie below `place_free`".to_owned());
        }
        let (first, longest) = (u64::from(self.first_seconds), u64::from(self.longest_minutes) * 60);
        if first > longest || longest > u64::from(self.window_hours) * 3600 {
            return Err("`longest_minutes` must not lie below `first_seconds`, nor above `window_hours`".to_owned());
        }
        Ok(())
    }
}

/// What a new password needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInPassword {
    /// The fewest letters, digits, signs and spaces together.
    pub shortest: u32,
    /// Words that anybody would try here, in lower case: a password is not made of them.
    pub words: Vec<String>,
}

impl SignInPassword {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        if !(8..=64).contains(&self.shortest) {
            return Err("`shortest` must be 8 to 64".to_owned());
        }
        let sound = |word: &String| word.chars().count() > 2 && word.chars().all(char::is_lowercase);
        if self.words.iter().all(sound) { Ok(()) } else { Err("`words` must be of three or more lower-case letters each".to_owned()) }
    }
}

/// How long what lets somebody in, or keeps what they wrote, is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInLives {
    /// Days in which an invitation can be accepted.
    pub invitation_days: u32,
    /// Hours in which somebody who lost their way in can make a new one, from the moment it was asked for.
    pub recovery_hours: u32,
    /// The most days for which a program's token can be made.
    pub token_days: u32,
    /// Days for which a device is known that signed in to an account.
    pub device_days: u32,
    /// Days for which a form that was not sent is kept.
    pub draft_days: u32,
}

impl SignInLives {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        let lives = [self.invitation_days, self.recovery_hours, self.token_days, self.device_days, self.draft_days];
        if lives.iter().all(|life| (1..=366).contains(life)) { Ok(()) } else { Err("every number must be 1 to 366".to_owned()) }
    }
}

/// The terms of confidence that everybody accepts before they see anything for the first time. What was accepted is the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidentialityTerms {
    /// What comes first.
    pub opening: String,
    /// The terms, one by one.
    pub paragraphs: Vec<String>,
    /// What is ticked.
    pub declaration: String,
}

impl ConfidentialityTerms {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        let all = [&self.opening, &self.declaration].into_iter().chain(&self.paragraphs);
        let said = all.into_iter().all(|text| !text.trim().is_empty());
        if said && !self.paragraphs.is_empty() { Ok(()) } else { Err("nothing of the terms may be empty".to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROTTLE: SignInThrottle = SignInThrottle {
        window_hours: 24,
        device_free: 5,
        place_free: 5,
        account_free: 50,
        network_free: 100,
        first_seconds: 30,
        factor: 2,
        longest_minutes: 60,
    };

    #[test]
    fn waits_begin_after_the_free_failures_and_grow_to_the_longest() {
        let waits: Vec<u32> = (3..14).map(|failures| THROTTLE.seconds_after(failures, 5)).collect();
        assert_eq!(waits, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(THROTTLE.seconds_after(u32::MAX, 5), 3600);
        assert_eq!(SignInThrottle { factor: u32::MAX, longest_minutes: u32::MAX, ..THROTTLE }.seconds_after(7, 5), u32::MAX);
        assert_eq!(THROTTLE.seconds_after(49, 50), 0);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(THROTTLE.sensible(), Ok(()));
        for wrong in [
            SignInThrottle { factor: 1, ..THROTTLE },
            SignInThrottle { place_free: 0, ..THROTTLE },
            SignInThrottle { account_free: 4, ..THROTTLE },
            SignInThrottle { longest_minutes: 0, ..THROTTLE },
            SignInThrottle { window_hours: 0, ..THROTTLE },
            SignInThrottle { longest_minutes: 1441, ..THROTTLE },
        ] {
            assert!(wrong.sensible().is_err(), "{wrong:?}");
        }
        let session = SignInSession { idle_minutes: 30, whole_minutes: 720, warn_minutes: 5, fresh_minutes: 10 };
        assert_eq!(session.sensible(), Ok(()));
        for wrong in [
            SignInSession { warn_minutes: 30, ..session },
            SignInSession { warn_minutes: 0, ..session },
            SignInSession { whole_minutes: 29, ..session },
            SignInSession { fresh_minutes: 0, ..session },
        ] {
            assert!(wrong.sensible().is_err(), "{wrong:?}");
        }
        let password = SignInPassword { shortest: 12, words: vec!["partnership".into()] };
        assert_eq!(password.sensible(), Ok(()));
        assert!(SignInPassword { shortest: 7, ..password.clone() }.sensible().is_err());
        assert!(SignInPassword { words: vec!["Council".into()], ..password }.sensible().is_err());
        let lives = SignInLives { invitation_days: 7, recovery_hours: 24, token_days: 90, device_days: 180, draft_days: 14 };
        assert_eq!(lives.sensible(), Ok(()));
        assert!(SignInLives { token_days: 0, ..lives }.sensible().is_err());
        let terms = ConfidentialityTerms { opening: "Read.".into(), paragraphs: vec!["Keep it.".into()], declaration: "I will.".into() };
        assert_eq!(terms.sensible(), Ok(()));
        assert!(ConfidentialityTerms { paragraphs: Vec::new(), ..terms.clone() }.sensible().is_err());
        assert!(ConfidentialityTerms { paragraphs: vec![" ".into()], ..terms }.sensible().is_err());
    }
}
