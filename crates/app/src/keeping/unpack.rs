//! A bundle taken apart into a folder of its own, everything in it held against its manifest before anything is used.

use super::content::{Folder, Head, folder_of_row, read_row};
use super::files::{ends_in, io_trouble, private_file, private_folder, sync_folder};
use super::manifest::{Form, MANIFEST, Manifest, Named, OPERATION, unknown_entry};
use base::{Result, Trouble};
use ledger::{GENESIS, Row, Verdict, Verifier};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use store::TABLES;
use vault::{BundleEntry, BundleLimits, BundleReader};

/// How much a bundle may hold. What the disk has no room for fails earlier.
const LIMITS: BundleLimits = BundleLimits { entries: 1_000_000, entry_bytes: 1 << 40, total_bytes: 1 << 42 };
/// No row of the record is longer than this.
const LINE_BYTES: u64 = 1 << 30;

/// A bundle that was taken apart, and is what its manifest says.
#[derive(Debug)]
pub(super) struct Unpacked {
    /// What it is.
    pub(super) form: Form,
    /// Where it lies: `record/TABLE.jsonl`, `operations.jsonl`, `extracts/FOLDER/PART`.
    pub(super) folder: PathBuf,
    /// What it says of itself.
    pub(super) manifest: Manifest,
    /// Its extracts.
    pub(super) extracts: Vec<Folder>,
    /// Whether the chain of its ledger is whole.
    pub(super) verdict: Verdict,
    /// How far its ledger had come.
    pub(super) head: Head,
}

/// A record as its row says it: without anything of what it holds.
#[derive(Debug, Deserialize)]
pub(super) struct RecordRow {
    /// Its id.
    pub(super) id: String,
    /// `open`, `closed` or `destroyed`.
    pub(super) state: String,
}

/// A version as its row says it.
#[derive(Debug, Deserialize)]
pub(super) struct VersionRow {
    /// The record.
    pub(super) record: String,
    /// Its number.
    pub(super) version: i64,
    /// What it says, sealed.
    pub(super) sealed: String,
}

/// A row of the ledger.
#[derive(Deserialize)]
struct LedgerRow {
    seq: i64,
    at: String,
    who: String,
    what: String,
    thing: String,
    body: String,
    hash: String,
}

/// Takes a bundle apart into `folder`, which must be empty or not there, and checks all of it.
///
/// # Errors
/// Refused, naming what is unknown, missing, or other than the manifest says. The caller clears the folder away.
pub(super) fn unpack<R: Read + Seek>(from: R, form: Form, folder: &Path) -> Result<Unpacked> {
    let mut bundle = BundleReader::open(from, &LIMITS)?;
    Manifest::refuse_length(bundle.size(MANIFEST))?;
    let manifest = Manifest::read(form, &bundle.read(MANIFEST)?)?;
    let listed: BTreeSet<&str> = manifest.entries.iter().map(|entry| entry.name.as_str()).collect();
    if let Some(unknown) = bundle.names().find(|name| *name != MANIFEST && !listed.contains(name)) {
        return Err(unknown_entry(unknown));
    }
    private_folder(&folder.join("record"))?;
    private_folder(&folder.join("extracts"))?;
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (named, listed) in manifest.named(form)? {
        if let Named::Part(extract, part) = named {
            private_folder(&folder.join("extracts").join(extract))?;
            parts.entry(extract.to_owned()).or_default().insert(part.to_owned());
        }
        let path = folder.join(&listed.name);
        let mut file = Counting { inner: BufWriter::new(private_file(&path)?), lines: 0 };
        let found = bundle.copy(&listed.name, &mut file)?;
        let lines = file.lines;
        let file = file.inner.into_inner().map_err(|e| io_trouble("write", &path, e.error()))?;
        let rows = matches!(named, Named::Table(_)).then_some(lines);
        if found != (BundleEntry { name: listed.name.clone(), bytes: listed.bytes, sha256: listed.sha256.clone() }) || rows != listed.rows {
            return Err(Trouble::refused(
                "archive-damaged",
                format!("the entry `{}` is not what the manifest says", listed.name),
                "use another copy: nothing was taken from this one",
            ));
        }
        if matches!(named, Named::Part(..)) {
            file.sync_all().map_err(|e| io_trouble("sync", &path, &e))?;
        }
    }
    let (verdict, head) = walk_ledger(folder)?;
    let extracts = read_extracts(folder, parts)?;
    for extract in &extracts {
        sync_folder(&folder.join("extracts").join(&extract.name))?;
    }
    Ok(Unpacked { form, folder: folder.to_path_buf(), manifest, extracts, verdict, head })
}

impl Unpacked {
    /// Every row of every table, in the order in which they are loaded.
    pub(super) fn lines(&self, with_operations: bool) -> impl Iterator<Item = Result<(String, String)>> + Send + use<> {
        let there = |table: &'static store::TableShape| {
            let entry = self.form.entry_of(table.name).filter(|entry| self.manifest.entry(entry).is_some())?;
            (with_operations || table.name != OPERATION).then(|| (table.name, self.folder.join(entry)))
        };
        TABLES.iter().filter_map(there).collect::<Vec<_>>().into_iter().flat_map(|(table, path)| {
            let (lines, trouble) = match lines_of(&path) {
                Ok(lines) => (Some(lines), None),
                Err(trouble) => (None, Some(trouble)),
            };
            trouble.into_iter().map(Err).chain(lines.into_iter().flatten()).map(move |line| Ok((table.to_owned(), line?)))
        })
    }

    /// The rows of one table.
    pub(super) fn table(&self, table: &str) -> Result<impl Iterator<Item = Result<String>> + Send + use<>> {
        let name = self.form.entry_of(table).unwrap_or_default();
        lines_of(&self.folder.join(name))
    }

    /// The ids of the records that live, in order.
    pub(super) fn living(&self) -> Result<Vec<String>> {
        let mut living = Vec::new();
        for line in self.table("record")? {
            let line = line?;
            let row: RecordRow = read_row("record", &line)?;
            if row.state != "destroyed" {
                living.push(row.id);
            }
        }
        Ok(living)
    }

    /// The hashes of rows of its ledger, by their numbers.
    pub(super) fn hashes_of(&self, wanted: &BTreeSet<i64>) -> Result<BTreeMap<i64, String>> {
        let mut hashes = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(hashes);
        }
        for line in self.table("ledger")? {
            let line = line?;
            let row: LedgerRow = read_row("ledger", &line)?;
            if wanted.contains(&row.seq) {
                hashes.insert(row.seq, row.hash);
            }
        }
        Ok(hashes)
    }
}

/// The lines of a file, one at a time.
fn lines_of(path: &Path) -> Result<impl Iterator<Item = Result<String>> + Send + use<>> {
    let shown = path.to_path_buf();
    let mut file = BufReader::new(File::open(path).map_err(|e| io_trouble("open", path, &e))?);
    Ok(std::iter::from_fn(move || {
        let mut line = String::new();
        match file.by_ref().take(LINE_BYTES).read_line(&mut line) {
            Ok(0) => None,
            Ok(_) if line.pop() == Some('\n') => Some(Ok(line)),
            Ok(_) => Some(Err(Trouble::refused(
                "archive-unreadable",
                format!("`{}` holds a line without an end", shown.display()),
                "use another copy",
            ))),
            Err(e) => Some(Err(io_trouble("read", &shown, &e))),
        }
    }))
}

fn walk_ledger(folder: &Path) -> Result<(Verdict, Head)> {
    let mut verifier = Verifier::default();
    let mut head = (0, GENESIS.to_owned());
    for line in lines_of(&folder.join("record/ledger.jsonl"))? {
        let line = line?;
        let LedgerRow { seq, at, who, what, thing, body, hash } = read_row("ledger", &line)?;
        head = (seq, hash.clone());
        verifier.take(&Row { seq, at, who, what, thing, body, hash });
    }
    Ok((verifier.finish(), head))
}

/// The extracts that the register names, each with exactly the files that came with it.
fn read_extracts(folder: &Path, mut parts: BTreeMap<String, BTreeSet<String>>) -> Result<Vec<Folder>> {
    let disagree = |extract: &str| {
        Trouble::refused(
            "archive-incomplete",
            format!("the files of the extract `{}` are not those that its row in the register names", extract.escape_debug()),
            "use another copy: nothing was taken from this one",
        )
    };
    let mut extracts = Vec::new();
    for line in lines_of(&folder.join("record/extract.jsonl"))? {
        let named = folder_of_row(&line?)?;
        let there = parts.remove(&named.name).unwrap_or_default();
        if named.parts.len() != there.len() || !named.parts.iter().all(|part| there.contains(part)) {
            return Err(disagree(&named.name));
        }
        extracts.push(named);
    }
    match parts.keys().next() {
        Some(extract) => Err(disagree(extract)),
        None => Ok(extracts),
    }
}

/// Counts the lines that go through.
struct Counting<W> {
    inner: W,
    lines: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.lines += ends_in(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
