//! What lies in the folder of keys, by its names.

use crate::whole::PART;
use crate::writing::io_trouble;
use base::{Result, Trouble};
use std::fmt;
use std::path::{Path, PathBuf};

/// The longest id; with generation and ending it stays well below what a file's name may have.
const ID_BYTES: usize = 100;

/// A key by its record and generation; prints as the name of its file without the ending.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyName {
    pub(super) id: String,
    pub(super) generation: u32,
}

/// Something in the folder that is, or was to be, a key.
#[derive(Debug)]
pub(super) enum Found {
    /// A key.
    Key(KeyName),
    /// What a crash left of a file being written: of a key if it has a name.
    Part(Option<KeyName>, PathBuf),
}

impl KeyName {
    pub(super) fn new(id: &str, generation: u32) -> Self {
        Self { id: id.to_owned(), generation }
    }

    /// Reads `ID.GENERATION`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (id, generation) = text.rsplit_once('.')?;
        is_id(id).then_some(())?;
        Some(Self::new(id, parse_generation(generation)?))
    }

    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{self}.key"))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.id, self.generation)
    }
}

/// A generation in its one form: from 1, without leading noughts or a sign.
pub(crate) fn parse_generation(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

fn is_id(id: &str) -> bool {
    (1..=ID_BYTES).contains(&id.len()) && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Refuses what is no id. The text itself is not repeated: what is no id might be a name.
pub(super) fn check_id(id: &str) -> Result<()> {
    if is_id(id) {
        return Ok(());
    }
    Err(Trouble::refused(
        "record-id-malformed",
        "a record's id is made of the letters a to z, digits and hyphens, and this one is not",
        "copy the id from where the record is shown",
    ))
}

/// Refuses what is no moment in one word, such as `2026-10-01T09:30:00Z`.
pub(super) fn check_moment(at: &str) -> Result<()> {
    if is_moment(at) {
        return Ok(());
    }
    Err(Trouble::refused(
        "moment-malformed",
        "a moment is one word, such as 2026-10-01T09:30:00Z, and this one is not",
        "give date and time in UTC",
    ))
}

pub(super) fn is_moment(at: &str) -> bool {
    (1..=40).contains(&at.len()) && at.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b':' | b'.'))
}

/// Everything in the folder that is or was to be a key, in the order of its names.
pub(super) fn list(folder: &Path) -> Result<Vec<Found>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| io_trouble("list", folder, &e))? {
        names.push(entry.map_err(|e| io_trouble("list", folder, &e))?.file_name());
    }
    names.sort();
    Ok(names.iter().filter_map(|name| found(folder, name.to_str()?)).collect())
}

fn found(folder: &Path, name: &str) -> Option<Found> {
    if let Some(part) = name.strip_prefix('.').and_then(|name| name.strip_suffix(PART)) {
        // `ID.GENERATION.key.LETTERS`
        let key = part.rsplit_once('.').and_then(|(name, _)| name.strip_suffix(".key")).and_then(KeyName::parse);
        return Some(Found::Part(key, folder.join(name)));
    }
    KeyName::parse(name.strip_suffix(".key")?).map(Found::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_never_paths() {
        for good in ["a", "p-abc", "0", "-", &"a".repeat(100)] {
            check_id(good).unwrap();
            assert_eq!(KeyName::parse(&format!("{good}.3")), Some(KeyName::new(good, 3)));
        }
        for wrong in ["", ".", "..", "../a", "a/b", "a\\b", "A", "a.b", "a b", "a\n", "é", "a\0", &"a".repeat(101)] {
            let trouble = check_id(wrong).unwrap_err();
            assert_eq!(trouble.code, "record-id-malformed", "{wrong}");
            assert_eq!(KeyName::parse(&format!("{wrong}.1")), None, "{wrong}");
        }
        for wrong in ["a", "a.", "a.0", "a.01", "a.+1", "a.4294967296", ".1"] {
            assert_eq!(KeyName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn moments_are_one_word() {
        check_moment("2026-10-01T09:30:00.123456Z").unwrap();
        for wrong in ["", "a b", "a\tb", "a\n", &"1".repeat(41)] {
            assert_eq!(check_moment(wrong).unwrap_err().code, "moment-malformed");
        }
    }
}
