//! Passwords: what is refused, how one is kept, how one is checked.
//!
//! The rules are those of NIST SP 800-63B §3.1.1 and OWASP ASVS 5 §6.2: length decides, every letter of every language is
//! welcome, nothing is demanded of composition, nothing ends by date, and what anybody would try first is refused. A
//! password is taken exactly as it was typed.
//!
//! [`hash`] and [`verify`] block for tens of milliseconds and take 19 MiB each: call them off the threads that answer pages,
//! and not without bound at once.

mod guessable;

use crate::secret::fill;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base::{Result, Trouble};

/// The longest password, in letters: room for any sentence, and a bound for the machine.
pub const LONGEST: usize = 256;

/// Memory of one hash in KiB, rounds, lanes: the first choice of OWASP’s Password Storage Cheat Sheet (19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;

/// The hash of a password that nobody has, with the parameters above: checked where there is no account, so that the time
/// does not tell.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$d2FyZG1vdGUgbm9ib2R5cw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a new password is held against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The fewest letters; a rule of the partnership.
    pub shortest: usize,
    /// Words that anybody would try here: of the product, the partnership, its organisations, the office.
    pub words: &'a [&'a str],
}

/// Refuses a new password that is too short, too long or made of what anybody would try first.
///
/// Neither the message nor the remedy shows anything of the password.
pub fn check(password: &str, rules: &Rules<'_>) -> Result<()> {
    let length = password.chars().count();
    if length < rules.shortest {
        return Err(Trouble::refused(
            "password-short",
            format!("the password has fewer than {} letters", rules.shortest),
            "use a longer one; three or four words that do not belong together are long and easy to keep",
        ));
    }
    if length > LONGEST {
        return Err(Trouble::refused("password-long", format!("the password has more than {LONGEST} letters"), "use a shorter one"));
    }
    if guessable::is(password, rules.words) {
        return Err(Trouble::refused(
            "password-guessable",
            "the password is made of words, rows of keys or dates that anybody would try first",
            "use three or four words that do not belong together and have nothing to do with this service",
        ));
    }
    Ok(())
}

/// What is kept of a password: a PHC string of Argon2id, with its own salt and parameters. Blocks.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0_u8; 16];
    fill(&mut salt)?;
    let hashed = argon2().and_then(|argon2| argon2.hash_password_with_salt(password.as_bytes(), &salt).ok());
    hashed.map(|hash| hash.to_string()).ok_or_else(|| {
        Trouble::failed("password-not-hashed", "the password could not be made ready to be kept", "report this; nothing was changed")
    })
}

/// Whether it is the password that is kept as `kept`. Where nothing is kept the same work is done, and the answer is no.
/// Blocks.
pub fn verify(password: &str, kept: Option<&str>) -> bool {
    let Some(argon2) = argon2() else { return false };
    if password.chars().count() > LONGEST {
        return false;
    }
    let fits = |text: &str| PasswordHash::new(text).is_ok_and(|kept| argon2.verify_password(password.as_bytes(), &kept).is_ok());
    if let Some(kept) = kept {
        return fits(kept);
    }
    std::hint::black_box(fits(NOBODYS));
    false
}

/// Whether a kept password was made with less than is asked today. It is made anew when its owner signs in next.
pub fn needs_rehash(kept: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(kept) else { return true };
    let Ok(params) = Params::try_from(&parsed) else { return true };
    let less = params.m_cost() < MEMORY_KIB || params.t_cost() < ROUNDS || params.p_cost() < LANES;
    parsed.algorithm != Algorithm::Argon2id.ident() || parsed.version != Some(u32::from(Version::V0x13)) || less
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_and_known_again_exactly_as_typed() {
        let typed = " Ŵyth o gathod ar y to ";
        let kept = hash(typed).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(verify(typed, Some(&kept)));
        for other in [typed.trim(), &typed.to_lowercase(), &typed[..typed.len() - 1], ""] {
            assert!(!verify(other, Some(&kept)), "{other}");
        }
        assert_ne!(hash(typed).unwrap(), kept, "each has its own salt");
        assert!(!needs_rehash(&kept));
    }

    #[test]
    fn where_nobody_is_the_same_work_is_done() {
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert!(!needs_rehash(NOBODYS), "as dear as a real one");
        assert!(!verify("anything", None));
        assert!(!verify("anything", Some("not a hash")));
    }

    #[test]
    fn a_weaker_hash_is_made_anew() {
        let weaker = [
            NOBODYS.replace("m=19456", "m=8192"),
            NOBODYS.replace("t=2", "t=1"),
            NOBODYS.replace("argon2id", "argon2i"),
            NOBODYS.replace("v=19", "v=16"),
            "not a hash".to_owned(),
        ];
        for kept in weaker {
            assert!(needs_rehash(&kept), "{kept}");
        }
        assert!(!needs_rehash(&NOBODYS.replace("m=19456", "m=65536")));
    }

    #[test]
    fn length_decides_in_letters_and_nothing_is_said_of_the_password() {
        let rules = Rules { shortest: 12, words: &["wardmote"] };
        let code = |password: &str| check(password, &rules).err().map(|trouble| trouble.code);
        assert_eq!(code("elevenlette"), Some("password-short"));
        assert_eq!(code("ŵŷâêîôûäëïöü"), None, "twelve letters, more bytes");
        assert_eq!(code(&"lorem ipsum ".repeat(22)[..256]), None);
        assert_eq!(code(&"lorem ipsum ".repeat(22)[..257]), Some("password-long"));
        let trouble = check("Wardmote-2026!", &rules).unwrap_err();
        assert_eq!(trouble.code, "password-guessable");
        assert!(!trouble.to_string().to_lowercase().contains("wardmote"), "{trouble}");
    }
}
