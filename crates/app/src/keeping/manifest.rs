//! What stands in an archive or a backup, said at its end: every entry with its length, digest and rows.

use base::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::TABLES;
use vault::BundleEntry;

/// The name of the manifest among the entries.
pub(super) const MANIFEST: &str = "manifest.json";
/// The table of the log of operations.
pub(super) const OPERATION: &str = "operation";
/// Its entry in a backup.
pub(super) const OPERATIONS: &str = "operations.jsonl";
/// The version of the form of archives and backups that this program writes.
const VERSION: u32 = 1;
/// A manifest longer than this is none: it has about 200 bytes an entry.
const MANIFEST_BYTES: u64 = 256 << 20;

/// What a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The record and its extracts, to be read anywhere.
    Archive,
    /// The same and the log of operations, inside an encrypted file.
    Backup,
}

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// `wardmote-archive` or `wardmote-backup`.
    pub(super) format: String,
    /// The version of the form.
    pub(super) version: u32,
    /// The version of the record's schema.
    pub(super) schema: i64,
    /// When it was written: the only thing that differs between bundles of equal content.
    pub(super) written_at: String,
    /// Every entry but this one, in the order they stand in.
    pub(super) entries: Vec<Listed>,
}

/// An entry as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    /// Its name.
    pub(super) name: String,
    /// How many rows a table has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<u64>,
    /// How long it is, unpacked.
    pub(super) bytes: u64,
    /// SHA-256 of it, unpacked.
    pub(super) sha256: String,
}

/// What an entry is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// A table of the record.
    Table(&'static str),
    /// A file of an extract: its folder and its name there.
    Part(&'a str, &'a str),
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Archive => "wardmote-archive",
            Self::Backup => "wardmote-backup",
        }
    }

    /// The name of a table's entry; none where the table does not belong in it.
    pub(super) fn entry_of(self, table: &str) -> Option<String> {
        let shape = TABLES.iter().find(|shape| shape.name == table)?;
        match self {
            Self::Archive if !shape.archived => None,
            Self::Backup if table == OPERATION => Some(OPERATIONS.to_owned()),
            _ => Some(format!("record/{table}.jsonl")),
        }
    }

    /// What an entry of that name is, where there may be one.
    fn read_name(self, name: &str) -> Option<Named<'_>> {
        if let Some((folder, part)) = name.strip_prefix("extracts/").and_then(|rest| rest.split_once('/')) {
            let plain = |word: &str| !word.is_empty() && !word.contains('/') && !word.starts_with('.');
            return (plain(folder) && plain(part)).then_some(Named::Part(folder, part));
        }
        TABLES.iter().find(|shape| self.entry_of(shape.name).as_deref() == Some(name)).map(|shape| Named::Table(shape.name))
    }
}

impl Manifest {
    /// A manifest of entries; `rows` says how many each table has, by the entry's name.
    pub(super) fn new(form: Form, written_at: &str, entries: &[BundleEntry], rows: &BTreeMap<String, u64>) -> Self {
        let listed = |entry: &BundleEntry| Listed {
            name: entry.name.clone(),
            rows: rows.get(&entry.name).copied(),
            bytes: entry.bytes,
            sha256: entry.sha256.clone(),
        };
        Self {
            format: form.name().to_owned(),
            version: VERSION,
            schema: schema_version(),
            written_at: written_at.to_owned(),
            entries: entries.iter().map(listed).collect(),
        }
    }

    /// Its bytes.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|e| Trouble::failed("archive-not-written", format!("the manifest could not be written: {e}"), "report this"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Refuses a manifest that is too long to be one, before it is read.
    pub(super) fn refuse_length(length: Option<u64>) -> Result<()> {
        match length {
            None => Err(Trouble::refused(
                "archive-incomplete",
                format!("it has no entry `{MANIFEST}`, so nothing can be held against it"),
                "name a file that `wardmote archive write` or `wardmote backup` wrote",
            )),
            Some(length) if length > MANIFEST_BYTES => Err(unreadable("it is too long")),
            Some(_) => Ok(()),
        }
    }

    /// Reads a manifest, and refuses what this version can't read or another form than was asked for.
    pub(super) fn read(form: Form, bytes: &[u8]) -> Result<Self> {
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|e| unreadable(&format!("line {}, column {} can't be read", e.line(), e.column())))?;
        if manifest.format != form.name() {
            return Err(Trouble::refused(
                "archive-of-another-kind",
                format!("it is a `{}`, not a `{}`", manifest.format.escape_debug(), form.name()),
                "a backup is taken in with `wardmote restore`, an archive with `wardmote archive read`",
            ));
        }
        if manifest.version > VERSION || manifest.schema > schema_version() {
            return Err(Trouble::refused(
                "archive-of-another-version",
                format!(
                    "it has version {} of the form and {} of the schema; this program reads {VERSION} and {}",
                    manifest.version,
                    manifest.schema,
                    schema_version()
                ),
                "use the version of wardmote that wrote it, or a newer one",
            ));
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = manifest.entries.iter().find(|entry| !seen.insert(&entry.name)) {
            return Err(unreadable(&format!("`{}` stands there twice", twice.name.escape_debug())));
        }
        // What an earlier version wrote does not have the tables that came after it.
        let wanted = TABLES.iter().filter(|shape| shape.since <= manifest.schema).filter_map(|shape| form.entry_of(shape.name));
        if let Some(table) = wanted.into_iter().find(|name| manifest.entry(name).is_none()) {
            return Err(unreadable(&format!("the table `{table}` is missing")));
        }
        Ok(manifest)
    }

    /// The entry of a name.
    pub(super) fn entry(&self, name: &str) -> Option<&Listed> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// What each entry is, in their order.
    ///
    /// # Errors
    /// Refused, naming an entry that no archive has.
    pub(super) fn named(&self, form: Form) -> Result<Vec<(Named<'_>, &Listed)>> {
        let mut named = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            named.push((form.read_name(&entry.name).ok_or_else(|| unknown_entry(&entry.name))?, entry));
        }
        Ok(named)
    }

    /// The rows of all tables.
    pub(super) fn rows(&self) -> u64 {
        self.entries.iter().filter_map(|entry| entry.rows).sum()
    }
}

/// The version of the schema that this program keeps.
pub(super) fn schema_version() -> i64 {
    store::migrations::FILES.last().map_or(0, |(version, ..)| *version)
}

/// An entry that no archive has.
pub(super) fn unknown_entry(name: &str) -> Trouble {
    let shown: String = name.escape_debug().take(80).collect();
    Trouble::refused(
        "archive-unknown-entry",
        format!("it holds `{shown}`, which does not belong in it"),
        "use another copy: nothing was taken from this one",
    )
}

fn unreadable(why: &str) -> Trouble {
    Trouble::refused(
        "archive-unreadable",
        format!("its manifest can't be used: {why}"),
        "use another copy: nothing was taken from this one",
    )
}
