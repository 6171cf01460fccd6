//! Secrets made by the machine: sessions, links, feeds, tokens and recovery codes; what is stored is a hash.

use base::{Result, Trouble};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// How many random bytes a secret has: 256 bits, so that a plain hash of it is as good as unguessable.
const SECRET_BYTES: usize = 32;

/// The letters of ids: base32 in lower case (RFC 4648 §6), so that an id can be read out and typed.
const ID_LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";

/// How many letters follow the prefix of an id: 100 bits, so that two are never alike and none can be guessed.
const ID_LENGTH: usize = 20;

/// The letters of recovery codes: without `0`, `o`, `1`, `i`, `l`, `u` and `v`, which are taken for one another on paper.
const CODE_LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstwxyz";

/// A recovery code has six groups of four letters: 116 bits, above the 112 from which a plain hash is enough.
const CODE_GROUPS: usize = 6;
const CODE_GROUP: usize = 4;

/// How many recovery codes somebody gets at once.
const CODES: usize = 10;

/// What goes before a secret in its hash, so that the hash of a secret is never the hash of anything else.
const DOMAIN: &[u8] = b"wardmote secret v1\0";

/// A secret in clear: on its way into a cookie, a link or somebody’s hands. Printing it prints nothing of it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one: 256 random bits as 43 letters that may stand in an address or a cookie.
    pub fn make() -> Result<Self> {
        let mut bytes = [0_u8; SECRET_BYTES];
        fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// One that came from outside: out of a cookie, a link or the configuration.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, where it is handed over.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What is stored of a secret that the machine made: SHA-256 as 64 letters. Not for passwords, which can be guessed.
pub fn hash(secret: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(secret.as_bytes());
    hex(&hasher.finalize())
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(one: &str, other: &str) -> bool {
    // Both become codes of one length first; the comparison of codes is constant in time.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(DOMAIN) else { return false };
    let code = mac.clone().chain_update(one.as_bytes()).finalize().into_bytes();
    mac.chain_update(other.as_bytes()).verify(&code).is_ok()
}

/// An opaque id: `prefix` as it stands, then 20 random letters. Nothing can be read from it.
pub fn random_id(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}{}", letters(ID_LETTERS, ID_LENGTH)?))
}

/// A key of this server under which what somebody tried to sign in with is counted, so that the table of attempts names
/// nobody and is of no use elsewhere.
#[derive(Clone)]
pub struct Pepper([u8; 32]);

impl Pepper {
    /// The key as the keystore holds it.
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// HMAC-SHA-256 of `text`, apart for each `purpose`, as 64 letters.
    pub fn key(&self, purpose: &str, text: &str) -> String {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes();
        hex(&mac.chain_update(length).chain_update(purpose.as_bytes()).chain_update(text.as_bytes()).finalize().into_bytes())
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Ten new recovery codes, such as `k3xq-7mfd-…`, to be shown once; what is stored is [`hash_of_recovery_code`] of each.
pub fn recovery_codes() -> Result<Vec<Secret>> {
    (0..CODES)
        .map(|_| {
            let groups = (0..CODE_GROUPS).map(|_| letters(CODE_LETTERS, CODE_GROUP)).collect::<Result<Vec<_>>>()?;
            Ok(Secret(groups.join("-")))
        })
        .collect()
}

/// What is stored of a recovery code, and what a typed one is held against: case, spaces and hyphens do not matter.
/// `None` where the text can’t be a code.
pub fn hash_of_recovery_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    let whole = code.len() == CODE_GROUPS * CODE_GROUP && code.bytes().all(|byte| CODE_LETTERS.contains(&byte));
    whole.then(|| hash(&format!("recovery code\0{code}")))
}

/// Fills `bytes` from the operating system’s source of randomness.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| {
        Trouble::failed(
            "no-randomness",
            format!("the operating system gave no random bytes: {e}"),
            "see the cause, then run the command again",
        )
    })
}

/// So many letters of an alphabet, each as likely as the next: bytes past the last whole round of it are thrown away.
fn letters(alphabet: &[u8], count: usize) -> Result<String> {
    let whole = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let mut bytes = [0_u8; 32];
        fill(&mut bytes)?;
        let fitting = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < whole);
        let drawn = fitting.filter_map(|byte| alphabet.get(byte % alphabet.len())).map(|letter| char::from(*letter));
        text.extend(drawn.take(count - text.len()));
    }
    Ok(text)
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_secret_is_long_random_and_never_printed() {
        let made: BTreeSet<String> = (0..100).map(|_| Secret::make().unwrap().reveal().to_owned()).collect();
        assert_eq!(made.len(), 100);
        for text in &made {
            assert_eq!(text.len(), 43);
            assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "may stand in an address");
        }
        let secret = Secret::from_text("hush");
        assert_eq!(format!("{secret:?} {:?}", Pepper::new([7; 32])), "(secret) (secret)");
    }

    #[test]
    fn a_hash_is_known_and_apart_from_a_plain_one() {
        // sha256("wardmote secret v1\0" + "hush"), worked out with sha256sum.
        assert_eq!(hash("hush"), "a92e59c82ea2f7cb40ae26847821bc125a631a5740689a9241bb9baccff15718");
        assert_eq!(Secret::from_text("hush").hash(), hash("hush"));
        assert_ne!(hash("hush"), hash("hush "));
    }

    #[test]
    fn ids_are_opaque_and_never_alike() {
        let ids: BTreeSet<String> = (0..1000).map(|_| random_id("s-").unwrap()).collect();
        assert_eq!(ids.len(), 1000);
        for id in &ids {
            let letters = id.strip_prefix("s-").unwrap();
            assert_eq!(letters.len(), 20, "{id}");
            assert!(letters.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn every_letter_of_an_alphabet_is_drawn_and_no_other() {
        let drawn = letters(CODE_LETTERS, 20_000).unwrap();
        let used: BTreeSet<u8> = drawn.bytes().collect();
        assert_eq!(used, CODE_LETTERS.iter().copied().collect());
        for letter in &used {
            let times = drawn.bytes().filter(|b| b == letter).count();
            // 690 each on average, with a standard deviation of 26: twelve of them is beyond all chance.
            assert!((378..=1002).contains(&times), "{} was drawn {times} times", char::from(*letter));
        }
    }

    #[test]
    fn a_recovery_code_is_found_again_however_it_is_typed() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), 10);
        let hashes: BTreeSet<String> = codes.iter().map(|code| hash_of_recovery_code(code.reveal()).unwrap()).collect();
        assert_eq!(hashes.len(), 10);
        let code = codes[0].reveal();
        assert_eq!(code.len(), 29);
        assert!(!code.contains(['0', '1', 'i', 'l', 'o', 'u', 'v']));
        let typed = format!("  {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(hash_of_recovery_code(&typed), hash_of_recovery_code(code));
        for wrong in ["", "abcd", &code[..28], &format!("{code}2"), &code.replace(|c: char| c != '-', "o")] {
            assert_eq!(hash_of_recovery_code(wrong), None);
        }
        assert_ne!(hash_of_recovery_code(code).unwrap(), hash(code), "no secret of another kind passes for a code");
    }

    #[test]
    fn a_key_of_attempts_needs_the_servers_key_and_the_purpose() {
        let (ours, theirs) = (Pepper::new([1; 32]), Pepper::new([2; 32]));
        assert_eq!(ours.key("user", "council-officer"), ours.key("user", "council-officer"));
        assert_eq!(ours.key("user", "council-officer").len(), 64);
        for other in [theirs.key("user", "council-officer"), ours.key("address", "council-officer"), ours.key("use", "rcouncil-officer")] {
            assert_ne!(other, ours.key("user", "council-officer"));
        }
    }
}
