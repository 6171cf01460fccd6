//! What was taken from a bundle, put in its place: extracts first, which nobody sees without their row; then the record, in
//! one rename or one transaction; then what the new record does not know is set aside. Nothing is deleted.
//!
//! `HOME/restoring/plan.json` says what is being done from before the first step until after the last, so that whoever comes
//! after a crash can take back what was begun or finish what was done.

use super::content::Folder;
use super::files::{is_there, link, move_to, names_in, private_folder, remove_file, remove_folder, sync_folder, unused};
use super::manifest::Manifest;
use super::restore::Restored;
use super::unpack::Unpacked;
use crate::Moment;
use base::{Result, Trouble, failpoint};
use ledger::SignedCheckpoint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::{Database, OpenMode, Store};

/// Where a bundle is taken apart, below the home.
pub(super) const RESTORING: &str = "restoring";
/// The record of a home on SQLite.
pub(super) const RECORD: &str = "wardmote.sqlite";
/// What SQLite keeps beside its file.
const BESIDE: [&str; 2] = ["wardmote.sqlite-wal", "wardmote.sqlite-shm"];
/// What is being done, below `RESTORING`.
const PLAN: &str = "plan.json";
/// A plan is no longer than this.
const PLAN_BYTES: u64 = 64 << 20;
/// A checkpoint is no longer than this.
const CHECKPOINT_BYTES: u64 = 16 << 10;

/// What is being done to a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// The digest of the file that is restored.
    pub(super) file_sha256: String,
    /// The record is a file of the home, and takes its place by a rename.
    pub(super) sqlite: bool,
    /// Where that which is replaced goes, below the home.
    pub(super) replaced: PathBuf,
    /// Checkpoints that the restored chain does not reach, or was not taken of, by their names.
    pub(super) checkpoints: Vec<String>,
    /// Where they go, below the home.
    pub(super) checkpoints_to: PathBuf,
    /// The line of the operations log.
    pub(super) detail: String,
    /// What is reported at the end.
    pub(super) report: Restored,
}

/// What an earlier restore was found to have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// It ended before the record was replaced.
    Begun(Option<Box<Plan>>),
    /// The record of the home is the restored one; what comes after is not done.
    Replaced(Box<Plan>),
}

/// A moment as part of a file's name.
pub(super) fn stamp(moment: &Moment) -> String {
    moment.iso().replace(':', "-")
}

impl Plan {
    /// Plans a restore: what will be set aside, and where. Nothing is done yet.
    pub(super) fn new(
        home: &Path,
        moment: &Moment,
        unpacked: &Unpacked,
        file_sha256: String,
        sqlite: bool,
        report: Restored,
    ) -> Result<Self> {
        let below = |folder: PathBuf| folder.strip_prefix(home).map(Path::to_path_buf).unwrap_or(folder);
        Ok(Self {
            file_sha256,
            sqlite,
            replaced: below(unused(&home.join("replaced").join(stamp(moment)))?),
            checkpoints: strange_checkpoints(home, unpacked)?,
            checkpoints_to: below(unused(&home.join("checkpoints").join(format!("before-restore-{}", stamp(moment))))?),
            detail: report.detail(),
            report,
        })
    }

    /// Writes down what will be done: from here on it can be taken back or finished by whoever comes later.
    pub(super) fn begin(&self, home: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|e| {
            Trouble::failed("archive-not-written", format!("the plan of the restore could not be written: {e}"), "report this")
        })?;
        vault::write_whole(&home.join(RESTORING).join(PLAN), &text)
    }

    /// Sets the checkpoints aside. A checkpoint that is not there is aside already.
    pub(super) fn set_checkpoints_aside(&self, home: &Path) -> Result<()> {
        let (from, to) = (home.join("checkpoints"), home.join(&self.checkpoints_to));
        move_each(&self.checkpoints, &from, &to)
    }

    /// Takes everything back that was begun.
    fn take_back(&self, home: &Path) -> Result<()> {
        let replaced = home.join(&self.replaced);
        for name in std::iter::once(RECORD).chain(BESIDE) {
            let (aside, here) = (replaced.join(name), home.join(name));
            if !is_there(&aside)? {
                continue;
            }
            if is_there(&here)? { remove_file(&aside)? } else { move_to(&aside, &here)? }
        }
        let (aside, checkpoints) = (home.join(&self.checkpoints_to), home.join("checkpoints"));
        move_each(&self.checkpoints, &aside, &checkpoints)?;
        for folder in [replaced, aside] {
            if is_there(&folder)? && names_in(&folder)?.is_empty() {
                remove_folder(&folder)?;
            }
        }
        Ok(())
    }
}

fn move_each(names: &[String], from: &Path, to: &Path) -> Result<()> {
    for name in names {
        if is_there(&from.join(name))? {
            private_folder(to)?;
            move_to(&from.join(name), &to.join(name))?;
        }
    }
    Ok(())
}

/// What an earlier restore left in a home. `has_rows` says whether the record of a home on PostgreSQL holds anything: it was
/// empty when the restore began.
pub(super) fn found(home: &Path, has_rows: bool) -> Result<Found> {
    let folder = home.join(RESTORING);
    if !is_there(&folder)? {
        return Ok(Found::Nothing);
    }
    let path = folder.join(PLAN);
    let plan: Option<Box<Plan>> = if is_there(&path)? { serde_json::from_slice(&vault::read_whole(&path, PLAN_BYTES)?).ok() } else { None };
    let replaced = match &plan {
        None => false,
        Some(plan) if plan.sqlite => !is_there(&folder.join(RECORD))?,
        Some(_) => has_rows,
    };
    Ok(match plan {
        Some(plan) if replaced => Found::Replaced(plan),
        plan => Found::Begun(plan),
    })
}

/// Takes back what a restore that was cut off had begun, and clears its folder away.
pub(super) fn clear(home: &Path, plan: Option<&Plan>) -> Result<()> {
    if let Some(plan) = plan {
        plan.take_back(home)?;
    }
    end(home)
}

/// Clears the folder away, the plan first: without it there is nothing to finish.
pub(super) fn end(home: &Path) -> Result<()> {
    let folder = home.join(RESTORING);
    remove_file(&folder.join(PLAN))?;
    if is_there(&folder)? {
        sync_folder(&folder)?;
    }
    remove_folder(&folder)?;
    sync_folder(home)
}

/// Puts the extracts of a bundle on the shelf. A file that is there already, and the same, stays; one that is another is kept
/// aside. Whoever has no row for a folder does not see it.
pub(super) fn place_extracts(home: &Path, replaced: &Path, unpacked: &Unpacked) -> Result<()> {
    let shelf = home.join("extracts");
    for Folder { name, parts } in &unpacked.extracts {
        let (from, to) = (unpacked.folder.join("extracts").join(name), shelf.join(name));
        if !is_there(&to)? {
            move_to(&from, &to)?;
            continue;
        }
        for part in parts {
            let (new, here) = (from.join(part), to.join(part));
            if is_there(&here)? {
                if is_listed(&unpacked.manifest, &format!("extracts/{name}/{part}"), &here)? {
                    continue;
                }
                let aside = home.join(replaced).join("extracts").join(name);
                private_folder(&aside)?;
                link(&here, &aside.join(part))?;
                sync_folder(&aside)?;
            }
            move_to(&new, &here)?;
        }
    }
    Ok(())
}

fn is_listed(manifest: &Manifest, name: &str, path: &Path) -> Result<bool> {
    let (digest, _) = vault::sha256_of_files(&[path.to_path_buf()], "")?;
    Ok(manifest.entry(name).is_some_and(|listed| listed.sha256 == digest))
}

/// Brings the home's record to rest, so that its file is all of it. Returns whether there is one.
///
/// A record that can't be opened is left as it is, with what lies beside it.
///
/// # Errors
/// Refused where somebody else has it open.
pub(super) async fn quiet(home: &Path) -> Result<bool> {
    let path = home.join(RECORD);
    match Store::open(&Database::Sqlite(path.clone()), OpenMode::Existing).await {
        Ok(store) => {
            store.close().await;
            let [wal, _] = BESIDE;
            // Whoever closes it last removes what lies beside it.
            if is_there(&home.join(wal))? { Err(super::in_use::in_use(home)) } else { Ok(true) }
        }
        Err(trouble) if matches!(trouble.code, "record-busy" | "home-unreadable") => Err(trouble),
        Err(_) => is_there(&path),
    }
}

/// Refuses a new record whose file is not all of it.
pub(super) fn refuse_unrest(folder: &Path) -> Result<()> {
    let [wal, _] = BESIDE;
    if !is_there(&folder.join(wal))? {
        return Ok(());
    }
    Err(Trouble::failed(
        "record-not-at-rest",
        "the restored record was not written to its file as a whole",
        "see whether the disk is full or failing, then run this again",
    ))
}

/// Replaces the home's file of the record by the one in `RESTORING`: the one step that makes the home another. The old file
/// keeps a name in `replaced`.
pub(super) fn replace_record(home: &Path, plan: &Plan) -> Result<()> {
    let replaced = home.join(&plan.replaced);
    for name in std::iter::once(RECORD).chain(BESIDE) {
        let here = home.join(name);
        if is_there(&here)? {
            private_folder(&replaced)?;
            link(&here, &replaced.join(name))?;
            sync_folder(&replaced)?;
        }
    }
    failpoint("restore-kept-aside");
    for name in BESIDE {
        // Beside another file they would be taken for its own.
        remove_file(&home.join(name))?;
    }
    sync_folder(home)?;
    failpoint("restore-before-replace");
    move_to(&home.join(RESTORING).join(RECORD), &home.join(RECORD))?;
    failpoint("restore-after-replace");
    Ok(())
}

/// Sets the folders of extracts aside that the record does not know. `registered` is what it knows now.
pub(super) fn set_extracts_aside(home: &Path, plan: &Plan, registered: &BTreeSet<String>) -> Result<u64> {
    let shelf = home.join("extracts");
    let aside = home.join(&plan.replaced).join("extracts");
    let mut moved = 0;
    for name in names_in(&shelf)?.into_iter().filter(|name| !registered.contains(name)) {
        private_folder(&aside)?;
        move_to(&shelf.join(&name), &unused(&aside.join(&name))?)?;
        moved += 1;
    }
    Ok(moved)
}

/// The names of checkpoints of the home that the restored chain does not bear out: it ends before them, or is another.
fn strange_checkpoints(home: &Path, unpacked: &Unpacked) -> Result<Vec<String>> {
    let mut checkpoints = Vec::new();
    for path in vault::list_files(&home.join("checkpoints"), "json")? {
        let bytes = vault::read_whole(&path, CHECKPOINT_BYTES)?;
        // What is no checkpoint stays where it is, for `audit verify` to name.
        let Ok(signed) = serde_json::from_slice::<SignedCheckpoint>(&bytes) else { continue };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        checkpoints.push((name, signed.checkpoint));
    }
    let wanted: BTreeSet<i64> = checkpoints.iter().map(|(_, checkpoint)| checkpoint.seq).collect();
    let hashes = unpacked.hashes_of(&wanted)?;
    let strange =
        checkpoints.into_iter().filter(|(_, checkpoint)| checkpoint.seq > 0 && hashes.get(&checkpoint.seq) != Some(&checkpoint.hash));
    Ok(strange.map(|(name, _)| name).collect())
}
