//! The keystore: one small file a key, beside the database and never in a backup (docs/decisions/0001).
//!
//! Removing a record's key files is the destruction of everything sealed under them, in every backup too. Therefore
//! nothing here may bring a key back: a line in `tombstones` comes before the removal, and everything that makes or
//! restores keys looks there first.
//!
//! ```text
//! HOME/keystore/ID.GENERATION.key   32 random bytes
//! HOME/keystore/tombstones          id and moment of what was destroyed
//! HOME/keystore/copies              where copies of the keystore lie, and which keys they hold
//! HOME/keystore/lock                held by whoever changes something
//! ```

mod copies;
mod names;
#[cfg(test)]
mod tests;
mod tombstones;

pub use copies::{KeystoreCopy, TakenBack};
pub(crate) use names::parse_generation;

use crate::keys::read_key;
use crate::random::fill_random;
use crate::seal::SealKey;
use crate::whole::{NewFile, private_folder, sync_folder};
use crate::writing::io_trouble;
use base::{Result, Trouble, failpoint};
use names::{Found, KeyName, check_id, check_moment};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tombstones::Tombstones;
use zeroize::Zeroizing;

/// The keys of a home. Cheap to clone; clones and other processes may work on it at the same time.
#[derive(Clone)]
pub struct Keystore {
    inner: Arc<Inner>,
}

struct Inner {
    home: PathBuf,
    folder: PathBuf,
    known: Mutex<Known>,
}

/// What was read of the folder so far, so that giving out a key does not list tens of thousands of names.
#[derive(Default)]
struct Known {
    tombstones: Tombstones,
    /// The newest generation that was seen of each record.
    newest: BTreeMap<String, u32>,
}

/// What destroying a record's keys did: what a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// The record.
    pub id: String,
    /// The moment of its first, and only, destruction.
    pub at: String,
    /// How many key files were overwritten and removed this time; none where an earlier call did.
    pub files: usize,
    /// Copies of the keystore that still hold a key of the record. Once each is made anew or destroyed, nothing does.
    pub copies: Vec<KeystoreCopy>,
}

/// What a crash left in the keystore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeystoreLeftovers {
    /// Files that were being written and have no name.
    pub parts: Vec<PathBuf>,
    /// Records with a tombstone whose key files are still there. They are given out no longer.
    pub undestroyed: Vec<String>,
    /// Whether the list of tombstones ends in half a line: a destruction that was never acknowledged.
    pub torn_tombstone: bool,
}

impl KeystoreLeftovers {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Keystore {
    /// Opens the keystore of a home, making its folder if there is none yet.
    pub fn open(home: &Path) -> Result<Self> {
        let home = home.canonicalize().map_err(|e| io_trouble("open", home, &e))?;
        let folder = home.join("keystore");
        if !folder.is_dir() {
            private_folder(&folder)?;
            sync_folder(&home)?;
        }
        keep_private(&folder)?;
        let keystore = Self { inner: Arc::new(Inner { home, folder, known: Mutex::default() }) };
        let mut known = keystore.known()?;
        for found in names::list(keystore.folder())? {
            if let Found::Key(name) = found {
                let newest = known.newest.entry(name.id).or_default();
                *newest = name.generation.max(*newest);
            }
        }
        drop(known);
        Ok(keystore)
    }

    /// Makes the first key of a record. Refused if the record has one, or had one that was destroyed.
    pub fn create(&self, id: &str) -> Result<()> {
        self.create_all(&[id])
    }

    /// Makes the first keys of many records, which is quicker than one by one. None is made if one may not be.
    pub fn create_all(&self, ids: &[&str]) -> Result<()> {
        for id in ids {
            check_id(id)?;
        }
        let _lock = self.lock()?;
        let mut known = self.known()?;
        let mut seen = BTreeSet::new();
        for id in ids {
            refuse_destroyed(&known, id)?;
            if !seen.insert(id) || self.newest_generation(&mut known, id)?.is_some() {
                return Err(key_there(id));
            }
        }
        for id in ids {
            self.make(&mut known, &KeyName::new(id, 1))?;
        }
        self.made()
    }

    /// Makes a further key of a record, under which it is sealed from now on, and returns its generation. Older ones
    /// still open what they sealed.
    pub fn add_generation(&self, id: &str) -> Result<u32> {
        check_id(id)?;
        let _lock = self.lock()?;
        let mut known = self.known()?;
        refuse_destroyed(&known, id)?;
        let next = self.newest_generation(&mut known, id)?.and_then(|newest| newest.checked_add(1));
        let Some(generation) = next else {
            return Err(Trouble::refused(
                "key-missing",
                format!("the record `{id}` has no key"),
                "take the keys back from the keystore's copy",
            ));
        };
        self.make(&mut known, &KeyName::new(id, generation))?;
        self.made()?;
        Ok(generation)
    }

    /// The key under which a record is sealed now; none if it has none, or it was destroyed.
    pub fn newest(&self, id: &str) -> Result<Option<SealKey>> {
        check_id(id)?;
        let generation = self.newest_generation(&mut *self.known()?, id)?;
        generation.map_or(Ok(None), |generation| self.key(id, generation))
    }

    /// The key of a record in one generation; none if it has none, or it was destroyed.
    pub fn key(&self, id: &str, generation: u32) -> Result<Option<SealKey>> {
        check_id(id)?;
        let bytes = read_key(&KeyName::new(id, generation).path(self.folder()), damaged);
        // Asked after reading: the file is overwritten only when its tombstone stands, so what is given out is a key.
        if self.known()?.tombstones.by_id.contains_key(id) {
            return Ok(None);
        }
        Ok(bytes?.map(|bytes| SealKey::new(generation, bytes)))
    }

    /// Every record that has a key and was not destroyed.
    pub fn ids(&self) -> Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        for found in names::list(self.folder())? {
            if let Found::Key(name) = found {
                ids.insert(name.id);
            }
        }
        let known = self.known()?;
        ids.retain(|id| !known.tombstones.by_id.contains_key(id));
        Ok(ids)
    }

    /// Destroys every key of a record for good. `at` is the moment, in UTC.
    ///
    /// First a tombstone is written, from which on no key of the record is given out, made or restored; then each key
    /// file is overwritten in place, and removed. Called again, it completes what a crash cut off. A record whose key
    /// is lost gets its tombstone all the same: a copy may still hold it.
    ///
    /// A disk that writes elsewhere than it is told (flash, snapshots) may keep the old bytes below the file system for
    /// a while; against whoever takes such a disk apart, encrypt the disk.
    pub fn destroy(&self, id: &str, at: &str) -> Result<Destroyed> {
        check_id(id)?;
        check_moment(at)?;
        let _lock = self.lock()?;
        let at = {
            let mut known = self.known()?;
            if !known.tombstones.by_id.contains_key(id) {
                known.tombstones.append(&self.tombstones_path(), &BTreeMap::from([(id.to_owned(), at.to_owned())]))?;
            }
            known.newest.remove(id);
            known.tombstones.by_id.get(id).cloned().unwrap_or_else(|| at.to_owned())
        };
        failpoint("keystore-after-tombstone");
        let files = self.shred(|of| of == id)?.values().sum();
        failpoint("keystore-after-destroy");
        let copies = self.copies_holding(id)?;
        Ok(Destroyed { id: id.to_owned(), at, files, copies })
    }

    /// What was destroyed, and when. A torn last line is not among them: see [`Keystore::leftovers`].
    pub fn tombstones(&self) -> Result<BTreeMap<String, String>> {
        Ok(self.known()?.tombstones.by_id.clone())
    }

    /// Removes every key whose record has a tombstone, and returns those records. A restore does this first.
    pub fn apply_tombstones(&self) -> Result<Vec<String>> {
        let _lock = self.lock()?;
        self.apply_locked()
    }

    /// What a crash left behind.
    pub fn leftovers(&self) -> Result<KeystoreLeftovers> {
        let found = names::list(self.folder())?;
        let known = self.known()?;
        let mut leftovers = KeystoreLeftovers { torn_tombstone: known.tombstones.torn(), ..KeystoreLeftovers::default() };
        for found in found {
            match found {
                Found::Part(_, path) => leftovers.parts.push(path),
                Found::Key(name) if known.tombstones.by_id.contains_key(&name.id) => leftovers.undestroyed.push(name.id),
                Found::Key(_) => {}
            }
        }
        leftovers.undestroyed.dedup();
        Ok(leftovers)
    }

    /// Clears away what a crash left behind, completes destructions that it cut off, and returns what there was.
    pub fn sweep(&self) -> Result<KeystoreLeftovers> {
        let _lock = self.lock()?;
        let leftovers = self.leftovers()?;
        self.known()?.tombstones.append(&self.tombstones_path(), &BTreeMap::new())?;
        self.apply_locked()?;
        for part in &leftovers.parts {
            // Not overwritten: after a crash it may be a second name of a key that is in use.
            match std::fs::remove_file(part) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(io_trouble("remove", part, &e)),
                _ => {}
            }
        }
        sync_folder(self.folder())?;
        Ok(leftovers)
    }

    fn folder(&self) -> &Path {
        &self.inner.folder
    }

    fn tombstones_path(&self) -> PathBuf {
        self.folder().join("tombstones")
    }

    /// Holds off every other change, in this process or another, until it is dropped.
    fn lock(&self) -> Result<File> {
        let path = self.folder().join("lock");
        let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(|e| io_trouble("open", &path, &e))?;
        file.lock().map_err(|e| io_trouble("lock", &path, &e))?;
        Ok(file)
    }

    /// What is known, with the tombstones as they stand now.
    fn known(&self) -> Result<MutexGuard<'_, Known>> {
        let mut known = self.inner.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.tombstones.refresh(&self.tombstones_path())?;
        Ok(known)
    }

    /// The newest generation whose file is there: from the newest that was seen upwards, or downwards if that is gone.
    fn newest_generation(&self, known: &mut Known, id: &str) -> Result<Option<u32>> {
        let there = |generation: u32| {
            let path = KeyName::new(id, generation).path(self.folder());
            path.try_exists().map_err(|e| io_trouble("read", &path, &e))
        };
        let mut newest = known.newest.get(id).copied().unwrap_or(1);
        if !there(newest)? {
            for lower in (1..newest).rev() {
                if there(lower)? {
                    return Ok(Some(lower));
                }
            }
            return Ok(None);
        }
        while let Some(next) = newest.checked_add(1) {
            if !there(next)? {
                break;
            }
            newest = next;
        }
        known.newest.insert(id.to_owned(), newest);
        Ok(Some(newest))
    }

    fn make(&self, known: &mut Known, name: &KeyName) -> Result<()> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        fill_random(bytes.as_mut_slice())?;
        let mut file = NewFile::private(&name.path(self.folder()))?;
        file.write(bytes.as_slice())?;
        file.sync()?;
        failpoint("keystore-before-link");
        if !file.settle()? {
            return Err(key_there(&name.id));
        }
        known.newest.insert(name.id.clone(), name.generation);
        Ok(())
    }

    /// Waits until what was made can't be lost: only then may anything be sealed under it.
    fn made(&self) -> Result<()> {
        sync_folder(self.folder())?;
        failpoint("keystore-after-create");
        Ok(())
    }

    fn apply_locked(&self) -> Result<Vec<String>> {
        let tombstones = self.tombstones()?;
        Ok(self.shred(|id| tombstones.contains_key(id))?.into_keys().collect())
    }

    /// Overwrites and removes the key files of the records that `gone` names, with what was left of them half written;
    /// how many files of keys there were of each.
    fn shred(&self, gone: impl Fn(&str) -> bool) -> Result<BTreeMap<String, usize>> {
        let mut files = BTreeMap::new();
        for found in names::list(self.folder())? {
            let (path, name, counts) = match found {
                Found::Key(name) => (name.path(self.folder()), name, 1),
                Found::Part(Some(name), path) => (path, name, 0),
                Found::Part(None, _) => continue,
            };
            if gone(&name.id) {
                overwrite(&path).map_err(|e| io_trouble("overwrite", &path, &e))?;
                failpoint("keystore-key-overwritten");
                std::fs::remove_file(&path).map_err(|e| io_trouble("remove", &path, &e))?;
                *files.entry(name.id).or_insert(0) += counts;
            }
        }
        if !files.is_empty() {
            sync_folder(self.folder())?;
        }
        Ok(files)
    }
}

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystore").field("folder", &self.inner.folder).finish_non_exhaustive()
    }
}

/// Random bytes over the whole file, on the disk before this returns.
fn overwrite(path: &Path) -> std::io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).clamp(32, 1 << 20);
    let mut bytes = vec![0_u8; length];
    fill_random(&mut bytes).map_err(|trouble| std::io::Error::other(trouble.message))?;
    file.write_all(&bytes)?;
    file.sync_all()
}

fn key_there(id: &str) -> Trouble {
    Trouble::refused("key-there", format!("the record `{id}` has a key already"), "add a generation to change its key")
}

fn refuse_destroyed(known: &Known, id: &str) -> Result<()> {
    match known.tombstones.by_id.get(id) {
        None => Ok(()),
        Some(at) => Err(Trouble::refused(
            "key-destroyed",
            format!("the key of `{id}` was destroyed on {at}, and no other may take its place"),
            "begin a new record",
        )),
    }
}

/// Takes rights away that others were given on the folder, as a careless restore does.
fn keep_private(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder).map_err(|e| io_trouble("read", folder, &e))?.permissions().mode();
        if mode & 0o077 != 0 {
            let private = std::fs::Permissions::from_mode(mode & 0o700);
            std::fs::set_permissions(folder, private).map_err(|e| io_trouble("protect", folder, &e))?;
        }
    }
    Ok(())
}

fn damaged(path: &Path) -> Trouble {
    Trouble::failed(
        "record-key-damaged",
        format!("`{}` does not hold a key of 32 bytes", path.display()),
        "take the keys back from the keystore's copy",
    )
}
