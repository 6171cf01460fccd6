//! Reading a bundle that anyone may have made.

use super::{BundleEntry, is_safe, shown};
use crate::digest::to_hex;
use base::{Result, Trouble};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{ErrorKind, Read, Seek, Write};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// How much a bundle may hold before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundleLimits {
    /// How many entries.
    pub entries: usize,
    /// How long one entry may be, unpacked.
    pub entry_bytes: u64,
    /// How long all of them may be together, unpacked.
    pub total_bytes: u64,
}

/// Reads a bundle. Names, number and sizes were checked when it was opened; that sizes and checksums are true shows when
/// an entry is read.
pub struct BundleReader<R> {
    zip: ZipArchive<R>,
    names: Vec<(String, u64)>,
}

impl<R: Read + Seek> BundleReader<R> {
    /// Opens a bundle and distrusts it: names that lead elsewhere, entries that share a name or bytes, links, folders,
    /// encryption, strange packing and sizes beyond `limits` are refused before anything is unpacked.
    pub fn open(from: R, limits: &BundleLimits) -> Result<Self> {
        let mut zip = ZipArchive::new(from).map_err(|e| damaged("its directory", &e.into()))?;
        if zip.len() > limits.entries {
            return Err(unsafe_because(&format!("it holds {} entries, more than the {} allowed", zip.len(), limits.entries)));
        }
        if zip.has_duplicate_names() {
            return Err(unsafe_because("two of its entries have one name"));
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_data(index).map_err(|e| damaged("its directory", &e.into()))?;
            let Ok(name) = std::str::from_utf8(entry.name_raw()) else {
                return Err(unsafe_because(&format!("the name of entry {} is not in UTF-8", index + 1)));
            };
            let wrong = if !is_safe(name) {
                Some("leads out of its folder or is no plain name")
            } else if !entry.is_file() || entry.unix_mode().is_some_and(|mode| mode & 0o170_000 != 0o100_000 && mode & 0o170_000 != 0) {
                Some("is a folder, a link or a device")
            } else if entry.encrypted() {
                Some("is locked with a password")
            } else if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                Some("is packed in an unusual way")
            } else if entry.size() > limits.entry_bytes {
                Some("is too long")
            } else {
                None
            };
            if let Some(wrong) = wrong {
                return Err(unsafe_because(&format!("the entry `{}` {wrong}", shown(name))));
            }
            total = total.saturating_add(entry.size());
            names.push((name.to_owned(), entry.size()));
        }
        if total > limits.total_bytes {
            return Err(unsafe_because(&format!("unpacked it would be {total} bytes long, more than the {} allowed", limits.total_bytes)));
        }
        if zip.has_overlapping_entries().map_err(|e| damaged("its directory", &e.into()))? {
            return Err(unsafe_because("two of its entries share bytes"));
        }
        Ok(Self { zip, names })
    }

    /// The names of the entries, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// The length of an entry, unpacked, if there is one of this name.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.names.iter().find(|(there, _)| there == name).map(|(_, size)| *size)
    }

    /// An entry as a stream. Reading it fails where it is longer or shorter than the directory says, and at its end where
    /// its checksum is another.
    pub fn entry(&mut self, name: &str) -> Result<impl Read> {
        let missing = || {
            Trouble::refused("archive-incomplete", format!("the archive has no entry `{}`", shown(name)), "use another copy of the archive")
        };
        let size = self.size(name).ok_or_else(missing)?;
        match self.zip.by_name(name) {
            Ok(inner) => Ok(Exact { inner, left: size }),
            Err(ZipError::FileNotFound) => Err(missing()),
            Err(e) => Err(damaged(name, &e.into())),
        }
    }

    /// Copies an entry to where it belongs, and says what it was.
    pub fn copy(&mut self, name: &str, to: &mut dyn Write) -> Result<BundleEntry> {
        let mut from = self.entry(name)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut bytes = 0;
        loop {
            let part = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => buffer.get(..read).unwrap_or_default(),
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(damaged(name, &e)),
            };
            hasher.update(part);
            bytes += part.len() as u64;
            to.write_all(part).map_err(|e| {
                Trouble::failed(
                    "file-io",
                    format!("could not write what the entry `{}` holds: {e}", shown(name)),
                    "see the cause, then run the command again",
                )
            })?;
        }
        Ok(BundleEntry { name: name.to_owned(), bytes, sha256: to_hex(&hasher.finalize()) })
    }

    /// All of a short entry.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.copy(name, &mut bytes)?;
        Ok(bytes)
    }
}

impl<R> fmt::Debug for BundleReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BundleReader").field("names", &self.names).finish_non_exhaustive()
    }
}

/// A stream that must be exactly as long as was said.
struct Exact<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let wrong = |what: &str| Err(std::io::Error::new(ErrorKind::InvalidData, what));
        match self.left.checked_sub(read as u64) {
            None => wrong("it is longer than the directory says"),
            Some(left) if read == 0 && left > 0 && !buffer.is_empty() => wrong("it is shorter than the directory says"),
            Some(left) => {
                self.left = left;
                Ok(read)
            }
        }
    }
}

fn unsafe_because(what: &str) -> Trouble {
    Trouble::refused("archive-unsafe", format!("the archive is not safe to open: {what}"), "use an archive that Wardmote wrote")
}

fn damaged(what: &str, error: &std::io::Error) -> Trouble {
    Trouble::refused(
        "archive-damaged",
        format!("the archive can't be read at `{}`: {error}", shown(what)),
        "use another copy of the archive",
    )
}
