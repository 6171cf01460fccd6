//! The restore drill: a backup restored beside the home, looked through, every record tried, and cleared away.

use super::content::read_row;
use super::files::{folder_of, private_folder, remove_folder};
use super::keys::{self, Tried, try_version};
use super::owner;
use super::place::{RECORD, place_extracts};
use super::restore::{RestoreAsk, take_backup_apart};
use super::unpack::{Unpacked, VersionRow};
use crate::house::off_the_runtime;
use crate::{House, Moment, Setup, open_house};
use base::{Result, Trouble};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Database, OpenMode, Store};
use vault::{Keystore, Shelf};

/// What a drill found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Drilled {
    /// The backup can be restored, is whole, and every record that lives opens.
    pub ok: bool,
    /// When the backup was written.
    pub written_at: String,
    /// Rows of all tables.
    pub rows: u64,
    /// As many rows were loaded into each table as the manifest says.
    pub rows_agree: bool,
    /// Extracts.
    pub extracts: u64,
    /// Rows of its ledger.
    pub ledger_rows: u64,
    /// The chain of its ledger is whole.
    pub ledger_ok: bool,
    /// Records in it.
    pub records: u64,
    /// Versions of records that opened.
    pub opened: u64,
    /// Versions that can't be opened because their record was destroyed.
    pub destroyed: u64,
    /// Versions of records that live, and whose key is not in the keystore of this home.
    pub key_missing: u64,
    /// Versions that do not open although their key is there.
    pub damaged: u64,
    /// What `check` would say of the restored home.
    pub findings: Vec<String>,
}

/// Restores a backup into a folder beside the home, looks at it, and removes it. The home itself is only read: its keystore
/// opens the records.
pub async fn restore_drill(house: &House, moment: &Moment, ask: &RestoreAsk) -> Result<Drilled> {
    let identity = owner::identity(ask.identity.as_deref(), ask.config.as_deref())?;
    let _one = one_at_a_time(house.shelf.home())?;
    let beside = beside(house.shelf.home());
    // What a drill that was cut off left behind.
    remove_folder(&beside)?;
    private_folder(&beside)?;
    let drilled = match take_backup_apart(&beside, ask.file.clone(), identity).await {
        Ok(unpacked) => drill(house, moment, &beside, &unpacked).await,
        Err(trouble) => Err(trouble),
    };
    let cleared = off_the_runtime(move || remove_folder(&beside)).await;
    let drilled = drilled?;
    cleared?;
    let detail = format!(
        "{}: written {}, {} rows, {} opened, {} destroyed, {} without key, {} damaged",
        if drilled.ok { "ok" } else { "not ok" },
        drilled.written_at,
        drilled.rows,
        drilled.opened,
        drilled.destroyed,
        drilled.key_missing,
        drilled.damaged
    );
    house.store.log_operation(&moment.iso(), &moment.who, "restore-drill", &detail).await?;
    Ok(drilled)
}

async fn drill(house: &House, moment: &Moment, beside: &Path, unpacked: &Unpacked) -> Result<Drilled> {
    Shelf::create(beside)?;
    let staged = Store::open(&Database::Sqlite(beside.join(RECORD)), OpenMode::Create).await?;
    let loaded = staged.load(&mut unpacked.lines(true)).await?;
    let said = |table: &str| unpacked.form.entry_of(table).and_then(|name| unpacked.manifest.entry(&name)?.rows).unwrap_or_default();
    let rows_agree = store::TABLES.iter().all(|table| loaded.get(table.name).copied().unwrap_or_default() == said(table.name));
    keys::apply_tombstones(&staged, &house.keystore, moment, &unpacked.living()?).await?;
    staged.close().await;
    place_extracts(beside, Path::new("replaced"), unpacked)?;

    let setup =
        Setup { home: beside.to_path_buf(), database: None, analytics: Arc::clone(&house.analytics), press: Arc::clone(&house.press) };
    let restored = open_house(setup).await?;
    let looked = crate::check::look(&restored).await?;
    let verdict = restored.store.verify_ledger(&[]).await?;
    let tried = tried(unpacked, &house.keystore, &unpacked.living()?)?;
    restored.store.close().await;
    Ok(Drilled {
        ok: rows_agree && verdict.ok && looked.findings.is_empty() && tried.key_missing == 0 && tried.damaged == 0,
        written_at: unpacked.manifest.written_at.clone(),
        rows: unpacked.manifest.rows(),
        rows_agree,
        extracts: looked.extracts,
        ledger_rows: verdict.rows,
        ledger_ok: verdict.ok,
        records: looked.records.len() as u64,
        findings: looked.findings,
        ..tried
    })
}

/// Tries every version of every record. What they say is seen by nobody.
fn tried(unpacked: &Unpacked, keystore: &Keystore, living: &[String]) -> Result<Drilled> {
    let mut drilled = Drilled::default();
    let tombstones = keystore.tombstones()?;
    let living: BTreeSet<&String> = living.iter().filter(|id| !tombstones.contains_key(*id)).collect();
    for line in unpacked.table("record_version")? {
        let line = line?;
        let row: VersionRow = read_row("record_version", &line)?;
        if !living.contains(&row.record) {
            drilled.destroyed += 1;
            continue;
        }
        match try_version(keystore, &row.record, row.version, &row.sealed)? {
            Tried::Opens => drilled.opened += 1,
            Tried::NoKey => drilled.key_missing += 1,
            Tried::Damaged => drilled.damaged += 1,
        }
    }
    Ok(drilled)
}

/// The folder of a drill: beside the home, on the same disk.
fn beside(home: &Path) -> PathBuf {
    let name = home.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folder_of(home).join(format!(".{name}.drill"))
}

/// Held while a drill runs: one at a time in a home.
fn one_at_a_time(home: &Path) -> Result<File> {
    let path = home.join("drill.lock");
    let open = File::options().create(true).write(true).truncate(false).open(&path);
    let file = open.map_err(|e| super::files::io_trouble("open", &path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Trouble::refused("drill-running", "another drill of this home runs already", "wait until it is through"))
        }
        Err(std::fs::TryLockError::Error(e)) => Err(super::files::io_trouble("lock", &path, &e)),
    }
}
