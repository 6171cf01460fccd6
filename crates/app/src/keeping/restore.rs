//! Restoring a backup: verified in a folder of its own first, then put in place, so that a crash at any moment leaves either
//! the home that was or the home that is restored. What was destroyed after the backup was made stays destroyed.

use super::content::read_row;
use super::files::{io_trouble, is_there, remove_folder};
use super::in_use::InUse;
use super::keys;
use super::manifest::Form;
use super::owner;
use super::place::{self, Found, Plan, RECORD, RESTORING};
use super::unpack::{Unpacked, unpack};
use crate::house::off_the_runtime;
use crate::{Moment, Setup};
use base::{Result, Trouble, failpoint};
use ledger::Event;
use permission::{State, ThingKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::{Database, OpenMode, Store};
use vault::{Identity, Keystore, Shelf};

/// What is to be restored, and with which keys.
#[derive(Debug, Clone, Default)]
pub struct RestoreAsk {
    /// The backup.
    pub file: PathBuf,
    /// The key that opens it; without it the owner's.
    pub identity: Option<PathBuf>,
    /// The folder of the owner's key.
    pub config: Option<PathBuf>,
    /// A copy of the keystore, from which missing keys are taken back.
    pub keystore: Option<PathBuf>,
}

/// A home as it was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When the backup was written.
    pub written_at: String,
    /// Rows of all tables.
    pub rows: u64,
    /// Extracts.
    pub extracts: u64,
    /// The last row of the ledger in the backup.
    pub ledger_rows: i64,
    /// Its hash.
    pub ledger_hash: String,
    /// The chain of that ledger is whole.
    pub ledger_ok: bool,
    /// Records that were destroyed after the backup, and are so again.
    pub destroyed_again: u64,
    /// Records whose keys came back from the copy of the keystore.
    pub keys_taken_back: u64,
    /// Records whose keys lie elsewhere: they can't be read here yet.
    pub awaited_keys: u64,
    /// Checkpoints of the ledger that the restored chain does not bear out.
    pub checkpoints_set_aside: u64,
    /// Where that which was replaced lies now; nothing where nothing was.
    pub replaced: Option<PathBuf>,
}

impl Restored {
    /// The line of the operations log: moments and numbers.
    pub(super) fn detail(&self) -> String {
        format!(
            "written {}, {} rows, {} extracts, ledger row {}, {} destroyed again, {} checkpoints set aside",
            self.written_at, self.rows, self.extracts, self.ledger_rows, self.destroyed_again, self.checkpoints_set_aside
        )
    }

    /// What the operator must know besides.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.ledger_ok {
            notes.push(
                "the chain of the ledger in this backup is broken: run `wardmote audit verify`, and restore an older backup".to_owned(),
            );
        }
        if self.destroyed_again > 0 {
            notes.push(format!("{} records were destroyed after this backup, and are destroyed here too", self.destroyed_again));
        }
        if self.awaited_keys > 0 {
            notes.push(format!(
                "{} records can't be read until their keys come back: `wardmote keystore take-back COPY`",
                self.awaited_keys
            ));
        }
        if self.checkpoints_set_aside > 0 {
            notes.push(format!(
                "{} checkpoints of the ledger knew rows that this backup does not have; they lie in `checkpoints` below the home, set aside",
                self.checkpoints_set_aside
            ));
        }
        if let Some(replaced) = &self.replaced {
            notes.push(format!("what was replaced lies in `{}`; remove it once the restored home is as it should be", replaced.display()));
        }
        notes
    }
}

/// Restores a backup into a home, in place of what is there. A home on PostgreSQL needs a database without rows of ours.
///
/// # Errors
/// Refused, with nothing changed, where the backup is damaged or not for the key, and where the home is in use.
pub async fn restore(setup: Setup, moment: &Moment, ask: &RestoreAsk) -> Result<Restored> {
    let identity = owner::identity(ask.identity.as_deref(), ask.config.as_deref())?;
    let new_home = !is_there(&setup.home)?;
    let restored = restore_into(&setup, moment, ask, identity).await;
    if restored.is_err() {
        give_up(&setup, new_home).await;
    }
    restored
}

/// After a failure nothing stays of what was begun. What can't be cleared away now is by the next restore, or by `check`.
async fn give_up(setup: &Setup, new_home: bool) {
    let Ok(home) = setup.home.canonicalize() else { return };
    if let Ok(_alone) = InUse::alone(&home)
        && let Ok(Found::Begun(plan)) = found_in(setup, &home).await
    {
        let _ = place::clear(&home, plan.as_deref());
    }
    let kept = setup.database.is_some() || home.join(RECORD).exists() || home.join(RESTORING).exists();
    if new_home && !kept {
        let _ = remove_folder(&home);
    }
}

async fn restore_into(setup: &Setup, moment: &Moment, ask: &RestoreAsk, identity: Identity) -> Result<Restored> {
    let shelf = Shelf::create(&setup.home)?;
    let home = shelf.home().to_path_buf();
    let _alone = InUse::alone(&home)?;
    let _lock = shelf.lock()?;
    let keystore = Keystore::open(&home)?;
    // First of all: what was destroyed has no key, whatever comes.
    keystore.apply_tombstones()?;

    let file = ask.file.clone();
    let file_sha256 = off_the_runtime(move || vault::sha256_of_files(&[file], "")).await?.0;
    match found_in(setup, &home).await? {
        Found::Nothing => {}
        Found::Begun(plan) => place::clear(&home, plan.as_deref())?,
        Found::Replaced(plan) => {
            let store = open_record(setup).await?;
            let report = finish(&store, &keystore, &home, &plan, moment).await?;
            store.close().await;
            if plan.file_sha256 == file_sha256 {
                return Ok(report);
            }
        }
    }
    if setup.database.is_some() {
        empty_record(setup, "record-not-empty").await?;
    }
    let unpacked = take_backup_apart(&home, ask.file.clone(), identity).await?;
    failpoint("restore-unpacked");

    let mut report = Restored {
        written_at: unpacked.manifest.written_at.clone(),
        rows: unpacked.manifest.rows(),
        extracts: unpacked.extracts.len() as u64,
        ledger_rows: unpacked.head.0,
        ledger_hash: unpacked.head.1.clone(),
        ledger_ok: unpacked.verdict.ok,
        destroyed_again: 0,
        keys_taken_back: 0,
        awaited_keys: 0,
        checkpoints_set_aside: 0,
        replaced: None,
    };
    if let Some(copy) = &ask.keystore {
        let identity = owner::identity(ask.identity.as_deref(), ask.config.as_deref())?;
        report.keys_taken_back = keystore.take_back(copy, &identity)?.restored.len() as u64;
    }
    let living = unpacked.living()?;
    let tombstones = keystore.tombstones()?;
    report.destroyed_again = living.iter().filter(|id| tombstones.contains_key(*id)).count() as u64;
    report.awaited_keys = keys::without_key(&keystore, &living)?.len() as u64;

    if setup.database.is_none() {
        into_sqlite(&home, moment, &keystore, &unpacked, &living, file_sha256, report).await
    } else {
        into_postgres(setup, &home, moment, &keystore, &unpacked, file_sha256, report).await
    }
}

/// A record beside the old one, then in its place.
async fn into_sqlite(
    home: &Path,
    moment: &Moment,
    keystore: &Keystore,
    unpacked: &Unpacked,
    living: &[String],
    file_sha256: String,
    report: Restored,
) -> Result<Restored> {
    let plan = Plan::new(home, moment, unpacked, file_sha256, true, report)?;
    let staged = Store::open(&Database::Sqlite(unpacked.folder.join(RECORD)), OpenMode::Create).await?;
    staged.load_moved(&mut unpacked.lines(true), moved(moment)).await?;
    // Before anybody sees the record: what was destroyed since is destroyed in it.
    keys::apply_tombstones(&staged, keystore, moment, living).await?;
    staged.log_operation(&moment.iso(), &moment.who, "restore", &plan.detail).await?;
    staged.close().await;
    place::refuse_unrest(&unpacked.folder)?;
    failpoint("restore-loaded");

    place::quiet(home).await?;
    plan.begin(home)?;
    failpoint("restore-planned");
    place::place_extracts(home, &plan.replaced, unpacked)?;
    failpoint("restore-extracts-placed");
    plan.set_checkpoints_aside(home)?;
    failpoint("restore-checkpoints-aside");
    place::replace_record(home, &plan)?;

    let store = Store::open(&Database::Sqlite(home.join(RECORD)), OpenMode::Existing).await?;
    let report = finish(&store, keystore, home, &plan, moment).await?;
    store.close().await;
    Ok(report)
}

/// What the ledger is told where something was open or handed out when the backup was made, and perhaps taken back since: it opens
/// nothing here, from the moment on in which the record is there.
fn moved(moment: &Moment) -> Event {
    Event::done(moment.iso(), &moment.who, "restore", format!("{}:*", ThingKind::Home.id()))
}

/// Into a database without rows: one transaction makes the home another.
async fn into_postgres(
    setup: &Setup,
    home: &Path,
    moment: &Moment,
    keystore: &Keystore,
    unpacked: &Unpacked,
    file_sha256: String,
    report: Restored,
) -> Result<Restored> {
    let plan = Plan::new(home, moment, unpacked, file_sha256, false, report)?;
    let store = open_record(setup).await?;
    // `init` has a line in the log already: then those of the backup come after it.
    let with_operations = store.operations(1).await?.is_empty();
    plan.begin(home)?;
    failpoint("restore-planned");
    place::place_extracts(home, &plan.replaced, unpacked)?;
    failpoint("restore-extracts-placed");
    plan.set_checkpoints_aside(home)?;
    failpoint("restore-checkpoints-aside");
    store.load_moved(&mut unpacked.lines(with_operations), moved(moment)).await?;
    failpoint("restore-after-replace");
    if !with_operations {
        for line in unpacked.table("operation")? {
            let line = line?;
            let row: OperationRow = read_row("operation", &line)?;
            store.log_operation(&row.at, &row.who, &row.what, &row.detail).await?;
        }
    }
    let report = finish(&store, keystore, home, &plan, moment).await?;
    store.close().await;
    Ok(report)
}

#[derive(Deserialize)]
struct OperationRow {
    at: String,
    who: String,
    what: String,
    detail: String,
}

/// What comes after the record is in its place. Each step may be done already: a crash may lie between any two.
pub(super) async fn finish(store: &Store, keystore: &Keystore, home: &Path, plan: &Plan, moment: &Moment) -> Result<Restored> {
    let living = living(store).await?;
    keys::apply_tombstones(store, keystore, moment, &living).await?;
    let logged = store.operations(10_000).await?.iter().any(|line| line.what == "restore" && line.detail == plan.detail);
    if !logged {
        store.log_operation(&moment.iso(), &moment.who, "restore", &plan.detail).await?;
    }
    let without = keys::without_key(keystore, &living)?;
    keys::await_keys(home, &without)?;
    failpoint("restore-keys-awaited");
    let holdings = store.holdings(None, None).await?;
    let registered: BTreeSet<String> = holdings.extracts.iter().map(|holding| holding.facts.folder.clone()).collect();
    place::set_extracts_aside(home, plan, &registered)?;
    failpoint("restore-extracts-aside");
    let replaced = home.join(&plan.replaced);
    let report = Restored {
        awaited_keys: without.len() as u64,
        checkpoints_set_aside: plan.checkpoints.len() as u64,
        replaced: is_there(&replaced)?.then_some(replaced),
        ..plan.report.clone()
    };
    place::end(home)?;
    Ok(report)
}

/// The ids of the records that live.
pub(super) async fn living(store: &Store) -> Result<Vec<String>> {
    let mut living = Vec::new();
    for kind in [ThingKind::Person, ThingKind::User] {
        let records = store.records_of_kind(kind.id()).await?;
        living.extend(records.into_iter().filter(|record| record.state != State::Destroyed).map(|record| record.id));
    }
    Ok(living)
}

/// Takes a backup apart below `home`.
pub(super) async fn take_backup_apart(home: &Path, file: PathBuf, identity: Identity) -> Result<Unpacked> {
    take_apart(home, move |folder| vault::decrypt_from(&file, &[identity], |from| unpack(from, Form::Backup, folder))).await
}

/// Takes something apart into `HOME/restoring`. If that fails, nothing of it stays.
pub(super) async fn take_apart(home: &Path, work: impl FnOnce(&Path) -> Result<Unpacked> + Send + 'static) -> Result<Unpacked> {
    let folder = home.join(RESTORING);
    off_the_runtime(move || {
        remove_folder(&folder)?;
        super::files::private_folder(&folder)?;
        let unpacked = work(&folder);
        if unpacked.is_err() {
            let _ = remove_folder(&folder);
        }
        unpacked
    })
    .await
}

/// Where the record of a home is.
fn database(setup: &Setup) -> Database {
    match &setup.database {
        Some(url) => Database::Postgres(url.clone()),
        None => Database::Sqlite(setup.home.join(RECORD)),
    }
}

/// Opens the record of a home, and makes it where there is none.
pub(super) async fn open_record(setup: &Setup) -> Result<Store> {
    Store::open(&database(setup), OpenMode::Create).await
}

/// The record of a home, where there is one.
async fn record_of(setup: &Setup) -> Result<Option<Store>> {
    match Store::open(&database(setup), OpenMode::Existing).await {
        Ok(store) => Ok(Some(store)),
        Err(trouble) if trouble.code == "home-missing" => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Refuses a record that holds anything.
pub(super) async fn empty_record(setup: &Setup, code: &'static str) -> Result<()> {
    let Some(store) = record_of(setup).await? else { return Ok(()) };
    let empty = refuse_rows(&store, code).await;
    store.close().await;
    empty
}

async fn refuse_rows(store: &Store, code: &'static str) -> Result<()> {
    let full = |table: &str| {
        Trouble::refused(
            code,
            format!("the record is not empty: it has rows of the table `{table}`"),
            "name a home, and with `--database` a database, that nothing was put into yet; the old one stays as it is",
        )
    };
    store.dump_all(false, &mut |table, _| Err(full(table))).await
}

/// What an earlier restore left in a home.
pub(super) async fn found_in(setup: &Setup, home: &Path) -> Result<Found> {
    let found = place::found(home, false)?;
    // Only on a server it takes a look into the record to know.
    match &found {
        Found::Begun(Some(plan)) if !plan.sqlite => {
            let Some(store) = record_of(setup).await? else { return Ok(found) };
            let has_rows = refuse_rows(&store, "record-not-empty").await.is_err();
            store.close().await;
            place::found(home, has_rows)
        }
        _ => Ok(found),
    }
}

/// Takes care of what a restore that was cut off left in a home that is open. Returns what was done, in a line.
pub(crate) async fn resume(house: &crate::House, moment: &Moment) -> Result<Option<String>> {
    let home = house.shelf.home();
    let has_rows = refuse_rows(&house.store, "record-not-empty").await.is_err();
    match place::found(home, has_rows)? {
        Found::Nothing => Ok(None),
        Found::Begun(plan) => {
            place::clear(home, plan.as_deref())?;
            Ok(Some("a restore that was cut off before it changed the record was cleared away".to_owned()))
        }
        Found::Replaced(plan) => {
            finish(&house.store, &house.keystore, home, &plan, moment).await?;
            Ok(Some(format!("a restore that was cut off is finished: {}", plan.detail)))
        }
    }
}

/// Opens a file for reading, in the user's terms.
pub(super) fn open_file(path: &Path) -> Result<std::fs::File> {
    std::fs::File::open(path).map_err(|e| io_trouble("open", path, &e))
}
