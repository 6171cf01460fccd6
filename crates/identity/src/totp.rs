//! Codes from an app that change every half minute (RFC 6238): SHA-1, six digits, 30 seconds, which every app knows.

use crate::secret::fill;
use base::{Result, Trouble};
use jiff::Timestamp;
use std::fmt;
use totp_rs::{Builder, Secret};

/// How many bytes the shared secret has: 160 bits, as RFC 4226 §4 recommends.
const SECRET_BYTES: usize = 20;

/// What an app and this service share. Its text, [`Totp::to_be_sealed`], is kept under its owner’s seal.
#[derive(Clone)]
pub struct Totp {
    shared: Secret,
}

impl Totp {
    /// A new one.
    pub fn make() -> Result<Self> {
        let mut bytes = [0_u8; SECRET_BYTES];
        fill(&mut bytes)?;
        Ok(Self { shared: Secret::new_stack(bytes) })
    }

    /// The one that was kept.
    pub fn kept(text: &str) -> Result<Self> {
        let shared = Secret::try_from_base32(text).ok().filter(|shared| shared.as_bytes().len() == SECRET_BYTES);
        shared.map(|shared| Self { shared }).ok_or_else(unreadable)
    }

    /// The shared secret in base32: what is sealed, and what is shown once for typing where no picture can be taken.
    pub fn to_be_sealed(&self) -> String {
        self.shared.to_base32()
    }

    /// The address that the app reads from the picture. `label` is the label of the office: a name has no place in somebody’s
    /// app, which may be backed up anywhere.
    pub fn uri(&self, issuer: &str, label: &str) -> Result<String> {
        let plain = |text: &str| text.replace(':', " ");
        let builder = Builder::new().with_secret(self.shared.clone()).with_issuer(Some(plain(issuer))).with_account_name(plain(label));
        builder.build().and_then(|totp| totp.to_url()).map_err(|_| unreadable())
    }

    /// The half minute that the code belongs to, where it is right now or was or will be in the half minute beside, for clocks
    /// that differ; nothing where the code is wrong.
    ///
    /// `last` is the half minute of the code that was taken last: neither it nor an earlier one is taken again, so that a code
    /// that somebody saw is of no use. Keep the answer, in the transaction that opens the session, as the next `last`.
    pub fn verify(&self, typed: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        let now = u64::try_from(now.as_second()).ok()?;
        let totp = Builder::new().with_secret(self.shared.clone()).build().ok()?;
        let step = i64::try_from(totp.check(&code, now)?).ok()?;
        last.is_none_or(|last| step > last).then_some(step)
    }

    /// The code of a moment, for tests and for the demonstration.
    pub fn code(&self, at: Timestamp) -> Option<String> {
        let at = u64::try_from(at.as_second()).ok()?;
        let totp = Builder::new().with_secret(self.shared.clone()).build().ok()?;
        Some(format!("{:0>6}", totp.generate(at).to_string().trim()))
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(secret)")
    }
}

fn unreadable() -> Trouble {
    Trouble::failed("totp-unreadable", "what the app and this service share can't be read", "take the app away and set it up again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238 appendix B, whose codes of eight digits end in these six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = Totp { shared: Secret::from(b"12345678901234567890".to_vec()) };
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.code(at(second)).unwrap(), code);
            assert_eq!(totp.verify(code, at(second), None), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_never_printed() {
        let totp = Totp::make().unwrap();
        let text = totp.to_be_sealed();
        assert_eq!(text.len(), 32);
        assert_eq!(Totp::kept(&text).unwrap().to_be_sealed(), text);
        assert_eq!(format!("{totp:?}"), "Totp(secret)");
        for damaged in ["", "AAAA", "0189", &text[..31]] {
            let trouble = Totp::kept(damaged).unwrap_err();
            assert_eq!(trouble.code, "totp-unreadable");
        }
    }

    #[test]
    fn the_address_names_the_service_and_the_office() {
        let totp = Totp { shared: Secret::from(vec![0; 20]) };
        assert_eq!(
            totp.uri("Wardmote: Hexby", "council-officer").unwrap(),
            "otpauth://totp/Wardmote%20%20Hexby:council-officer?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Wardmote%20%20Hexby"
        );
    }

    #[test]
    fn a_code_is_typed_with_spaces_and_of_digits_only() {
        let totp = Totp::make().unwrap();
        let code = totp.code(at(1_000_000)).unwrap();
        assert!(totp.verify(&format!(" {} {} ", &code[..3], &code[3..]), at(1_000_000), None).is_some());
        for wrong in ["", "12345", "+12345", "1234567", "abcdef", &format!("{code}0")] {
            assert_eq!(totp.verify(wrong, at(1_000_000), None), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_code_works_beside_its_half_minute_and_once_only(second in 1_600_000_000_i64..4_000_000_000, late in -1000_i64..1000) {
            let totp = Totp { shared: Secret::from(vec![11; 20]) };
            let (step, now) = (second / 30, second + late);
            let code = totp.code(at(second)).unwrap();
            let near = (now / 30 - step).abs() <= 1;
            let found = totp.verify(&code, at(now), None);
            if near {
                // Two half minutes beside each other may have the same code: the earlier one is meant then.
                prop_assert!(found.is_some_and(|found| (found - step).abs() <= 2));
            }
            if let Some(found) = found {
                prop_assert_eq!(totp.verify(&code, at(now), Some(found)), None, "seen once, it is spent");
                prop_assert_eq!(totp.verify(&code, at(now), Some(found + 1)), None, "and so is an earlier one");
                prop_assert_eq!(totp.verify(&code, at(now), Some(found - 1)), Some(found));
            }
        }
    }
}
