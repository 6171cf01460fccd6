//! Bundles: ZIP files whose bytes follow from their content alone, and a reader that trusts none.
//!
//! An archive of the record, and the inside of a backup, is a bundle. Written twice from the same content it is the
//! same file, so that two archives can be compared by their digests; every ZIP program opens it.

mod reader;
#[cfg(test)]
mod tests;

pub use reader::{BundleLimits, BundleReader};

use crate::digest::to_hex;
use base::{Result, Trouble};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{ErrorKind, Read, Seek, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// A writer that only goes forwards, such as into an encrypted file.
pub type Forward<W> = StreamWriter<W>;

/// An entry as it was written or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleEntry {
    /// Its name: words with `/` between them.
    pub name: String,
    /// How long its content is, unpacked.
    pub bytes: u64,
    /// SHA-256 of its content, unpacked: lower-case hex.
    pub sha256: String,
}

/// Writes a bundle, entry by entry, in the order given.
pub struct BundleWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    entries: Vec<BundleEntry>,
}

/// How hard texts are packed: fixed, as another level gives other bytes.
const LEVEL: i64 = 6;

/// Content no longer than this is looked at before it is written: what ends within needs no long form of its sizes.
const SHORT: usize = 1 << 20;

impl<W: Write + Seek> BundleWriter<W> {
    /// Begins a bundle in a file.
    pub fn new(to: W) -> Self {
        Self { zip: ZipWriter::new(to), entries: Vec::new() }
    }

    /// Adds an entry from a stream. Texts in JSON are packed; everything else, such as columnar files, which are packed
    /// already, is stored as it is.
    pub fn add(&mut self, name: &str, mut from: impl Read) -> Result<&BundleEntry> {
        if !is_safe(name) || self.entries.iter().any(|entry| entry.name == name) {
            return Err(Trouble::refused(
                "archive-unsafe",
                format!("`{}` may not name an entry of an archive, or does so already", shown(name)),
                "name each entry once, without `..`, `\\` or a `/` at its beginning",
            ));
        }
        let not_read = |e: std::io::Error| {
            Trouble::failed(
                "file-io",
                format!("could not read what becomes the entry `{name}`: {e}"),
                "see the cause, then run the command again",
            )
        };
        let mut first = Vec::new();
        from.by_ref().take(SHORT as u64).read_to_end(&mut first).map_err(not_read)?;
        let packed = [".json", ".jsonl"].iter().any(|ending| name.ends_with(ending));
        let options = SimpleFileOptions::default()
            .compression_method(if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored })
            .compression_level(packed.then_some(LEVEL))
            .last_modified_time(DateTime::default())
            .system(System::Unix)
            .unix_permissions(0o644)
            .large_file(first.len() == SHORT);
        self.zip.start_file(name, options).map_err(|e| not_written(name, &e.into()))?;

        let mut hasher = Sha256::new();
        let mut bytes = 0;
        let mut buffer = first;
        while !buffer.is_empty() {
            hasher.update(&buffer);
            self.zip.write_all(&buffer).map_err(|e| not_written(name, &e))?;
            bytes += buffer.len() as u64;
            buffer.clear();
            from.by_ref().take(SHORT as u64).read_to_end(&mut buffer).map_err(not_read)?;
        }
        self.entries.push(BundleEntry { name: name.to_owned(), bytes, sha256: to_hex(&hasher.finalize()) });
        self.entries.last().ok_or_else(|| not_written(name, &std::io::Error::other("nothing was added")))
    }

    /// The entries so far.
    pub fn entries(&self) -> &[BundleEntry] {
        &self.entries
    }

    /// Writes the directory at the end, and gives back where it was written and what was written. Without it the
    /// bundle can't be read.
    pub fn finish(self) -> Result<(W, Vec<BundleEntry>)> {
        let to = self.zip.finish().map_err(|e| not_written("its directory", &e.into()))?;
        Ok((to, self.entries))
    }
}

impl<W: Write> BundleWriter<Forward<W>> {
    /// Begins a bundle in what only goes forwards. Sizes then stand behind each entry and in the directory.
    pub fn forward(to: W) -> Self {
        Self { zip: ZipWriter::new_stream(to), entries: Vec::new() }
    }
}

impl<W: Write + Seek> fmt::Debug for BundleWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BundleWriter").field("entries", &self.entries).finish_non_exhaustive()
    }
}

/// Whether a name leads to one place below the folder that it is unpacked into, on every kind of system.
fn is_safe(name: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    name.len() <= 512 && !name.contains(odd) && name.split('/').all(|word| !matches!(word, "" | "." | ".."))
}

/// A name as it may be shown: it may be hostile, and long.
fn shown(name: &str) -> String {
    name.escape_debug().take(80).collect()
}

fn not_written(name: &str, error: &std::io::Error) -> Trouble {
    let remedy = match error.kind() {
        ErrorKind::StorageFull => "free some disk space and run the command again; nothing was kept",
        _ => "see the cause, then run the command again",
    };
    Trouble::failed("archive-not-written", format!("could not write `{}` of the archive: {error}", shown(name)), remedy)
}
