//! Sealed values: what stands in the record, its history and its backups in place of anything personal.
//!
//! A value is encrypted (AES-256-GCM-SIV, RFC 8452) under the key of its record and bound to the record, version and
//! field that it is about, so that it opens nowhere else. It is padded, so that its length says little. Once the key
//! is destroyed, no copy of the sealed text can be opened by anyone (docs/decisions/0001).

use aes_gcm_siv::{AeadInOut, Aes256GcmSiv, KeyInit, Nonce};
use base::{Result, Trouble};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::fmt;
use zeroize::Zeroizing;

use crate::random::fill_random;

/// The key of one record in one generation. Wiped from memory when dropped, and never printed.
pub struct SealKey {
    generation: u32,
    bytes: Zeroizing<[u8; 32]>,
}

/// What a sealed value is about. It opens only for the same record, version and field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// The record's id.
    pub record: &'a str,
    /// The version of the record that the value stands in.
    pub version: i64,
    /// The field that the value is.
    pub field: &'a str,
}

/// How a sealed text begins: the form, so that another may follow one day.
const FORM: &str = "s1";

/// Sealed lengths are multiples of this.
const BLOCK: usize = 256;

const NONCE: usize = 12;
const TAG: usize = 16;
const LENGTH: usize = 4;

impl SealKey {
    pub(crate) fn new(generation: u32, bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { generation, bytes }
    }

    /// The how-manieth key of its record this is, from 1.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.bytes).into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(..)")
    }
}

/// Seals a value: `s1.GENERATION.TEXT`, the text in base64 for addresses. Two seals of one value never look alike.
pub fn seal(key: &SealKey, about: &About, plain: &[u8]) -> Result<String> {
    let Ok(length) = u32::try_from(plain.len()) else {
        return Err(Trouble::refused("sealed-value-too-long", "a value of 4 GiB or more can't be sealed", "store it in parts"));
    };
    let padded = (LENGTH + plain.len()).div_ceil(BLOCK) * BLOCK;
    // Room for all from the start: a buffer that grew would leave the value behind in what it let go.
    let mut text = Zeroizing::new(Vec::with_capacity(padded + TAG));
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(plain);
    text.resize(padded, 0);

    let mut nonce = [0_u8; NONCE];
    fill_random(&mut nonce)?;
    let sealed = key.cipher().encrypt_in_place(&Nonce::from(nonce), &associated(about, key.generation), &mut *text);
    if sealed.is_err() {
        return Err(Trouble::failed("value-not-sealed", "a value could not be sealed", "store it in smaller parts"));
    }
    let mut bytes = Vec::with_capacity(NONCE + text.len());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&text);
    Ok(format!("{FORM}.{}.{}", key.generation, BASE64_URL_SAFE_NO_PAD.encode(bytes)))
}

/// Opens a sealed value, if it is whole and is about exactly this.
pub fn open(key: &SealKey, about: &About, sealed: &str) -> Result<Vec<u8>> {
    open_whole(key, about, sealed).ok_or_else(damaged)
}

fn open_whole(key: &SealKey, about: &About, sealed: &str) -> Option<Vec<u8>> {
    let (generation, text) = parts(sealed)?;
    if generation != key.generation {
        return None;
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let mut plain = Zeroizing::new(sealed.to_vec());
    key.cipher().decrypt_in_place(&Nonce::from(nonce), &associated(about, generation), &mut *plain).ok()?;

    let (length, rest) = plain.split_at_checked(LENGTH)?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    let (value, padding) = rest.split_at_checked(length)?;
    (padding.len() < BLOCK && padding.iter().all(|byte| *byte == 0)).then(|| value.to_vec())
}

/// The generation of the key that a sealed value needs.
pub fn generation_of(sealed: &str) -> Result<u32> {
    parts(sealed).map(|(generation, _)| generation).ok_or_else(damaged)
}

fn parts(sealed: &str) -> Option<(u32, &str)> {
    let (generation, text) = sealed.strip_prefix(FORM)?.strip_prefix('.')?.split_once('.')?;
    Some((crate::keystore::parse_generation(generation)?, text))
}

/// What is bound to the value without standing in it. Lengths stand before the texts, so that no two things to be
/// about give the same bytes.
fn associated(about: &About, generation: u32) -> Vec<u8> {
    let mut bytes = b"wardmote sealed value 1".to_vec();
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes.extend_from_slice(&about.version.to_be_bytes());
    for text in [about.record, about.field] {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn damaged() -> Trouble {
    Trouble::failed(
        "sealed-value-damaged",
        "a sealed value does not open: it was changed, or it belongs to another record, version or field",
        "run `wardmote check`, which names the record; then bring the record back from a backup",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ABOUT: About = About { record: "p-abc", version: 3, field: "note" };

    fn key(generation: u32) -> SealKey {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        fill_random(bytes.as_mut_slice()).unwrap();
        SealKey::new(generation, bytes)
    }

    fn refused(key: &SealKey, about: &About, sealed: &str) {
        let trouble = open(key, about, sealed).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("sealed-value-damaged", 1));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(plain in prop::collection::vec(any::<u8>(), 0..2000), record in "[a-z0-9-]{1,30}", version: i64, field in ".{0,20}") {
            let key = key(7);
            let about = About { record: &record, version, field: &field };
            let sealed = seal(&key, &about, &plain).unwrap();
            prop_assert_eq!(open(&key, &about, &sealed).unwrap(), plain);
            prop_assert_eq!(generation_of(&sealed).unwrap(), 7);
        }

        #[test]
        fn what_was_never_sealed_is_refused(text in ".{0,80}", rest in "[A-Za-z0-9_-]{0,500}") {
            let key = key(1);
            refused(&key, &ABOUT, &text);
            refused(&key, &ABOUT, &format!("s1.1.{rest}"));
        }

        #[test]
        fn no_two_things_are_bound_alike(a in "[a-z]{0,4}", b in "[a-z]{0,4}", c in "[a-z]{0,4}", d in "[a-z]{0,4}") {
            let one = associated(&About { record: &a, version: 1, field: &b }, 1);
            let other = associated(&About { record: &c, version: 1, field: &d }, 1);
            prop_assert_eq!(one == other, (a, b) == (c, d));
        }
    }

    #[test]
    fn a_value_opens_only_where_it_stands() {
        let first = key(1);
        let sealed = seal(&first, &ABOUT, b"the value").unwrap();
        assert_eq!(open(&first, &ABOUT, &sealed).unwrap(), b"the value");
        refused(&key(1), &ABOUT, &sealed);
        refused(&SealKey::new(2, first.bytes.clone()), &ABOUT, &sealed);
        for elsewhere in [
            About { record: "p-abd", ..ABOUT },
            About { record: "p-abcn", field: "ote", ..ABOUT },
            About { version: 4, ..ABOUT },
            About { version: -3, ..ABOUT },
            About { field: "name", ..ABOUT },
            About { field: "", ..ABOUT },
        ] {
            refused(&first, &elsewhere, &sealed);
        }
    }

    #[test]
    fn every_changed_missing_or_added_byte_is_refused() {
        let key = key(11);
        let sealed = seal(&key, &ABOUT, b"the value").unwrap();
        for index in 0..sealed.len() {
            for other in *b"AzZ09-_.s= " {
                let mut changed = sealed.clone().into_bytes();
                if changed[index] == other {
                    continue;
                }
                changed[index] = other;
                refused(&key, &ABOUT, std::str::from_utf8(&changed).unwrap());
            }
            refused(&key, &ABOUT, &sealed[..index]);
            refused(&key, &ABOUT, &format!("{}{}", &sealed[..index], &sealed[index + 1..]));
            refused(&key, &ABOUT, &format!("{}A{}", &sealed[..index], &sealed[index..]));
        }
        for added in ["A", "=", "\n", "."] {
            refused(&key, &ABOUT, &format!("{sealed}{added}"));
        }
    }

    #[test]
    fn the_last_digit_has_one_form() {
        // 12 + 256 + 16 bytes end within a digit of base64: its idle bits must be nought.
        let key = key(1);
        let sealed = seal(&key, &ABOUT, b"").unwrap();
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let opened = alphabet.chars().filter(|last| open(&key, &ABOUT, &format!("{}{last}", &sealed[..sealed.len() - 1])).is_ok());
        assert_eq!(opened.count(), 1);
    }

    #[test]
    fn lengths_are_padded_and_seals_differ() {
        let key = key(1);
        let length = |bytes: usize| seal(&key, &ABOUT, &vec![7; bytes]).unwrap().len();
        assert_eq!(length(0), length(252));
        assert_ne!(length(252), length(253));
        assert_eq!(length(253), length(508));
        // 5 for `s1.1.`, then base64 of 284 bytes without padding.
        assert_eq!(length(0), 5 + 379);
        assert_ne!(seal(&key, &ABOUT, b"x").unwrap(), seal(&key, &ABOUT, b"x").unwrap());
    }

    #[test]
    fn generations_are_read_in_one_form_only() {
        assert_eq!(generation_of("s1.12.AAAA").unwrap(), 12);
        for wrong in ["", "s1", "s1.", "s1.1", "s2.1.AAAA", "s1.0.AAAA", "s1.01.AAAA", "s1.+1.AAAA", "s1.4294967296.AAAA", " s1.1.AAAA"] {
            assert_eq!(generation_of(wrong).unwrap_err().code, "sealed-value-damaged", "{wrong}");
        }
    }

    #[test]
    fn neither_key_nor_value_is_printed() {
        let key = key(1);
        assert_eq!(format!("{key:?}"), "SealKey(..)");
        let sealed = seal(&key, &ABOUT, b"the value").unwrap();
        let printed = format!("{:?}", open(&key, &About { version: 9, ..ABOUT }, &sealed).unwrap_err());
        assert!(!printed.contains("the value") && !printed.contains(&sealed) && !printed.contains("p-abc"), "{printed}");
    }
}
