//! A keyed pseudonym: the same subject is known again, and nobody without the key can say who it is.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write as _;

/// HMAC-SHA256 (RFC 2104) of the data set and the value, lower-case hex; `None` for a value without anything in it.
///
/// White space and capitals do not matter. The data set is part of it, so that no pseudonym joins two data sets.
pub fn pseudonym(key: &[u8; 32], data_set: &str, value: &str) -> Option<String> {
    let normal = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if normal.is_empty() {
        return None;
    }
    // A key shorter than a block is filled up with noughts (RFC 2104, section 2).
    let mut block = [0_u8; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(data_set.as_bytes());
    mac.update(&[0]);
    mac.update(normal.as_bytes());
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        let _ = write!(hex, "{byte:02x}");
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_known_again_only_with_the_key_and_in_its_data_set() {
        let of = |key: u8, set: &str, value: &str| pseudonym(&[key; 32], set, value);
        assert_eq!(of(1, "council-asb", "12 Invented  Lane"), of(1, "council-asb", " 12 invented lane "));
        assert_ne!(of(1, "council-asb", "12 Invented Lane"), of(1, "council-asb", "13 Invented Lane"));
        assert_ne!(of(1, "council-asb", "12"), of(2, "council-asb", "12"));
        assert_ne!(of(1, "council-asb", "12"), of(1, "deliberate-fires", "12"));
        assert_ne!(of(1, "a", "bc"), of(1, "ab", "c"), "where one ends and the other begins is part of it");
        assert_eq!(of(1, "council-asb", " "), None);
    }

    #[test]
    fn it_is_hmac_sha256() {
        // Reckoned with `openssl dgst -sha256 -mac HMAC` over `s`, a NUL and `v`, key of 32 bytes 0x0b.
        assert_eq!(pseudonym(&[0x0b; 32], "s", "v").as_deref(), Some("b367639a5df45eddd54f6213c9a34a7a454ae4ee1fdd09897d262b1f50880cfd"));
    }
}
