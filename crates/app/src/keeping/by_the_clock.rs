//! The backup that the clock makes: into a folder, under a name of its moment, with the oldest of its kind removed.

use super::files::{is_there, names_in, private_folder, remove_file};
use super::place::stamp;
use super::{BackedUp, BackupAsk, KeystoreAsk, backup, keystore_copy};
use crate::{House, Moment};
use base::{Result, Trouble};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is to be kept where.
#[derive(Debug, Clone, Default)]
pub struct BackupsAsk {
    /// The folder.
    pub folder: PathBuf,
    /// How many backups are kept in it.
    pub keep: u32,
    /// Public keys that may open them; see [`BackupAsk`].
    pub recipients: Vec<String>,
    /// Where the keystore is copied to afterwards.
    pub keystore_copy: Option<PathBuf>,
    /// The folder of the owner's key.
    pub config: Option<PathBuf>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUpByTheClock {
    /// The backup.
    #[serde(flatten)]
    pub backup: BackedUp,
    /// Older ones that went.
    pub removed: u64,
    /// Where the copy of the keystore lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keystore_copy: Option<PathBuf>,
}

/// Backs a home up into a folder, copies the keystore, and removes backups of this kind that are too many. None goes before the
/// new one is whole.
pub async fn backup_by_the_clock(house: &House, moment: &Moment, ask: &BackupsAsk) -> Result<BackedUpByTheClock> {
    let home = house.shelf.home();
    let inside = |path: &Path| std::path::absolute(path).is_ok_and(|path| path.starts_with(home));
    if let Some(path) = [Some(&ask.folder), ask.keystore_copy.as_ref()].into_iter().flatten().find(|path| inside(path)) {
        return Err(Trouble::refused(
            "backup-in-home",
            format!("`{}` lies in the home", path.display()),
            "name a folder on another disk: what takes the home takes the copy as well",
        ));
    }
    private_folder(&ask.folder)?;
    let file = ask.folder.join(format!("wardmote-{}.age", stamp(moment)));
    let done = backup(house, moment, &BackupAsk { file, recipients: ask.recipients.clone(), config: ask.config.clone() }).await?;
    let removed = remove_oldest(&ask.folder, ask.keep)?;
    let mut done = BackedUpByTheClock { backup: done, removed, keystore_copy: None };
    if let Some(file) = &ask.keystore_copy {
        let (recipients, config) = (ask.recipients.clone(), ask.config.clone());
        let copied = keystore_copy(house, moment, &KeystoreAsk { file: file.clone(), recipients, config, identity: None }).await?;
        done.backup.notes.extend(copied.notes);
        done.keystore_copy = Some(copied.file);
    }
    Ok(done)
}

fn remove_oldest(folder: &Path, keep: u32) -> Result<u64> {
    let mut ours: Vec<String> = names_in(folder)?.into_iter().filter(|name| is_ours(name)).collect();
    ours.sort_unstable();
    let too_many = ours.len().saturating_sub(keep.max(1) as usize);
    let mut removed = 0;
    for name in ours.iter().take(too_many) {
        let path = folder.join(name);
        if is_there(&path)? {
            remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Whether a file is named as these backups are: nobody else's file goes.
fn is_ours(name: &str) -> bool {
    const LIKE: &str = "wardmote-0000-00-00T00-00-00.000Z.age";
    name.len() == LIKE.len() && name.bytes().zip(LIKE.bytes()).all(|(is, like)| if like == b'0' { is.is_ascii_digit() } else { is == like })
}
