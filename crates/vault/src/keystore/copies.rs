//! The copy of the keystore that lies elsewhere, encrypted to a key its owner holds, and taking keys back from it.

use super::names::{self, Found, KeyName, check_id, check_moment, is_moment};
use super::{Keystore, damaged};
use crate::crypt::{Identity, Recipient, decrypt_from, encrypt_beside};
use crate::keys::read_key;
use crate::whole::{NewFile, folder_of, sync_folder};
use crate::writing::{io_trouble, read_whole, write_whole};
use base::{Result, Trouble, failpoint};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A copy of the keystore, as far as the home knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeystoreCopy {
    /// Where it was written.
    pub path: PathBuf,
    /// When.
    pub at: String,
    /// Whether it is the last that was made. Earlier ones, at other places, count until they are destroyed.
    pub current: bool,
}

/// What taking keys back from a copy did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// When the copy was made.
    pub made_at: String,
    /// Records of which keys came back.
    pub restored: BTreeSet<String>,
    /// How many keys of the copy were here already.
    pub here_already: usize,
    /// Records in the copy that stay destroyed.
    pub barred: BTreeSet<String>,
    /// Records whose key here is another than in the copy. The one here stays.
    pub differing: BTreeSet<String>,
}

/// The list of copies is no longer than this, or something is wrong with it.
const LIST_BYTES: u64 = 1 << 30;

/// How the content of a copy begins: its form.
const FORM: &str = "wardmote keystore copy 1";

/// What `HOME/keystore/copies` says; the last is current.
#[derive(Default, Serialize, Deserialize)]
struct List {
    copies: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    path: PathBuf,
    at: String,
    /// The keys it holds, by record and generation.
    keys: BTreeSet<String>,
}

/// What a copy holds.
struct Content {
    at: String,
    keys: BTreeMap<KeyName, Zeroizing<[u8; 32]>>,
    tombstones: BTreeMap<String, String>,
}

impl List {
    fn put(&mut self, listed: Listed) {
        self.copies.retain(|copy| copy.path != listed.path);
        self.copies.push(listed);
    }

    fn find(&self, path: &Path) -> Option<&Listed> {
        self.copies.iter().find(|copy| copy.path == path)
    }
}

impl Keystore {
    /// Writes the copy: every key and tombstone, encrypted to `recipients`, in one file at `path`, in place of the copy
    /// that lay there. `at` is the moment, in UTC.
    ///
    /// The copy must lie outside the home. Refused if a key that the last copy held is missing here without having been
    /// destroyed, or if something else lies at `path`: the copy may be the last place where a key is.
    pub fn copy_to(&self, path: &Path, recipients: &[Recipient], at: &str) -> Result<KeystoreCopy> {
        check_moment(at)?;
        let path = true_path(path)?;
        self.refuse_inside(&path)?;
        let _lock = self.lock()?;
        self.apply_locked()?;
        let mut list = self.read_list()?;
        let keys = self.all_keys()?;
        let names: BTreeSet<String> = keys.keys().map(ToString::to_string).collect();
        self.refuse_loss(&list, &names, &path)?;
        let content = Content { at: at.to_owned(), keys, tombstones: self.tombstones()? };

        let (file, ()) = encrypt_beside(&path, recipients, |to| content.write(to).map_err(|e| io_trouble("write", &path, &e)))?;
        // Until the new file has its name the old one may lie there: meanwhile the list says what either holds.
        let mut either = names.clone();
        if let Some(old) = list.find(&path) {
            either.extend(old.keys.iter().cloned());
        }
        list.put(Listed { path: path.clone(), at: at.to_owned(), keys: either });
        self.write_list(&list)?;
        failpoint("keystore-before-copy");
        file.replace()?;
        sync_folder(folder_of(&path))?;
        failpoint("keystore-after-copy");
        list.put(Listed { path: path.clone(), at: at.to_owned(), keys: names });
        self.write_list(&list)?;
        Ok(KeystoreCopy { path, at: at.to_owned(), current: true })
    }

    /// The copies that the home knows of, oldest first.
    pub fn copies(&self) -> Result<Vec<KeystoreCopy>> {
        self.copies_where(|_| true)
    }

    /// Strikes a copy from the list, once its owner has destroyed it. Refused while a file lies at its place.
    pub fn forget_copy(&self, path: &Path) -> Result<()> {
        let _lock = self.lock()?;
        let mut list = self.read_list()?;
        // As it stands in the list, or by its true path: the medium it lay on may be gone.
        let known = |listed: &Path| listed == path || true_path(path).is_ok_and(|place| listed == place);
        let before = list.copies.len();
        list.copies.retain(|copy| !known(&copy.path));
        if list.copies.len() == before {
            return Err(Trouble::refused(
                "copy-unknown",
                format!("no copy of the keystore is known at `{}`", path.display()),
                "give the path as the list of copies shows it",
            ));
        }
        if path.try_exists().map_err(|e| io_trouble("read", path, &e))? {
            return Err(Trouble::refused(
                "copy-still-there",
                format!("a file still lies at `{}`", path.display()),
                "destroy it first, with whatever it lies on if that is a medium of its own",
            ));
        }
        self.write_list(&list)
    }

    /// Brings missing keys back from a copy. Tombstones come first, those here and those of the copy: nothing that was
    /// destroyed comes back, and what the copy says was destroyed is destroyed here too.
    pub fn take_back(&self, path: &Path, identity: &Identity) -> Result<TakenBack> {
        let place = true_path(path)?;
        let content = Content::read(path, identity)?;
        let _lock = self.lock()?;
        let tombstones = {
            let mut known = self.known()?;
            let mut added = content.tombstones.clone();
            added.retain(|id, _| !known.tombstones.by_id.contains_key(id));
            known.tombstones.append(&self.tombstones_path(), &added)?;
            known.tombstones.by_id.clone()
        };
        self.apply_locked()?;

        let mut taken = TakenBack { made_at: content.at.clone(), ..TakenBack::default() };
        for (name, bytes) in &content.keys {
            let id = name.id.clone();
            if tombstones.contains_key(&id) {
                taken.barred.insert(id);
                continue;
            }
            match read_key(&name.path(self.folder()), damaged) {
                Ok(Some(here)) if here == *bytes => taken.here_already += 1,
                Ok(Some(_)) => {
                    taken.differing.insert(id);
                }
                // A damaged file is no key; what replaces it is.
                Err(trouble) if trouble.code != "record-key-damaged" => return Err(trouble),
                Ok(None) | Err(_) => {
                    self.restore(name, bytes)?;
                    taken.restored.insert(id);
                }
            }
        }
        sync_folder(self.folder())?;
        let keys = content.keys.keys().map(ToString::to_string).collect();
        self.record_found(Listed { path: place, at: content.at, keys })?;
        Ok(taken)
    }

    pub(super) fn copies_holding(&self, id: &str) -> Result<Vec<KeystoreCopy>> {
        self.copies_where(|copy| copy.keys.iter().any(|key| key.rsplit_once('.').is_some_and(|(of, _)| of == id)))
    }

    fn copies_where(&self, wanted: impl Fn(&Listed) -> bool) -> Result<Vec<KeystoreCopy>> {
        let list = self.read_list()?;
        let newest = list.copies.len();
        let numbered = list.copies.into_iter().zip(1..).filter(|(copy, _)| wanted(copy));
        Ok(numbered.map(|(copy, number)| KeystoreCopy { path: copy.path, at: copy.at, current: number == newest }).collect())
    }

    /// Lists a copy that was found: in its old place in the list, or before those made by this home, of which the last
    /// stays current.
    fn record_found(&self, found: Listed) -> Result<()> {
        let mut list = self.read_list()?;
        match list.copies.iter_mut().find(|copy| copy.path == found.path) {
            Some(listed) => *listed = found,
            None => list.copies.insert(0, found),
        }
        self.write_list(&list)
    }

    fn refuse_inside(&self, path: &Path) -> Result<()> {
        if path.starts_with(&self.inner.home) {
            return Err(Trouble::refused(
                "copy-inside-home",
                format!("`{}` lies inside the home, and the copy of its keys must lie elsewhere", path.display()),
                "name a place on another disk",
            ));
        }
        Ok(())
    }

    fn refuse_loss(&self, list: &List, names: &BTreeSet<String>, path: &Path) -> Result<()> {
        let tombstones = self.tombstones()?;
        let lives = |key: &&String| KeyName::parse(key).is_some_and(|name| !tombstones.contains_key(&name.id));
        // The last copy, and the one that would be written over.
        let held: BTreeSet<&String> = list.copies.last().into_iter().chain(list.find(path)).flat_map(|copy| &copy.keys).collect();
        let missing = held.into_iter().filter(|key| !names.contains(*key)).filter(lives).count();
        if missing > 0 {
            return Err(Trouble::refused(
                "keys-missing",
                format!("{missing} keys that the last copy held are missing here, and were not destroyed"),
                "take the keys back from that copy first; then make a new one",
            ));
        }
        if list.find(path).is_none() && path.try_exists().map_err(|e| io_trouble("read", path, &e))? {
            return Err(Trouble::refused(
                "copy-over-unknown",
                format!("`{}` is there, and is no copy that this home knows of", path.display()),
                "take the keys back from it if it is one; otherwise name another place",
            ));
        }
        Ok(())
    }

    fn all_keys(&self) -> Result<BTreeMap<KeyName, Zeroizing<[u8; 32]>>> {
        let mut keys = BTreeMap::new();
        for found in names::list(self.folder())? {
            if let Found::Key(name) = found
                && let Some(bytes) = read_key(&name.path(self.folder()), damaged)?
            {
                keys.insert(name, bytes);
            }
        }
        Ok(keys)
    }

    fn restore(&self, name: &KeyName, bytes: &Zeroizing<[u8; 32]>) -> Result<()> {
        let mut file = NewFile::private(&name.path(self.folder()))?;
        file.write(bytes.as_slice())?;
        file.sync()?;
        file.replace()?;
        let mut known = self.known()?;
        let newest = known.newest.entry(name.id.clone()).or_default();
        *newest = name.generation.max(*newest);
        Ok(())
    }

    fn list_path(&self) -> PathBuf {
        self.folder().join("copies")
    }

    fn read_list(&self) -> Result<List> {
        let path = self.list_path();
        if !path.try_exists().map_err(|e| io_trouble("read", &path, &e))? {
            return Ok(List::default());
        }
        serde_json::from_slice(&read_whole(&path, LIST_BYTES)?).map_err(|e| {
            Trouble::failed(
                "copies-damaged",
                format!("the list of copies `{}` can't be read: {e}", path.display()),
                "move it away and make a new copy of the keystore; destroy every earlier one, as the list can't name them any more",
            )
        })
    }

    fn write_list(&self, list: &List) -> Result<()> {
        let path = self.list_path();
        let text = serde_json::to_vec(list).map_err(|e| io_trouble("write", &path, &std::io::Error::other(e)))?;
        write_whole(&path, &text)
    }
}

/// A path that means the same tomorrow and from another folder.
fn true_path(path: &Path) -> Result<PathBuf> {
    let folder = folder_of(path).canonicalize().map_err(|e| io_trouble("open", path, &e))?;
    let place = path.file_name().map(|name| folder.join(name)).filter(|place| place.to_str().is_some());
    place.ok_or_else(|| Trouble::usage("copy-path", format!("`{}` is no name of a file", path.display()), "name a file"))
}

impl Content {
    /// Lines of words, and at the end how many there were.
    fn write(&self, to: &mut dyn Write) -> std::io::Result<()> {
        writeln!(to, "{FORM}\nmade {}", self.at)?;
        for (id, at) in &self.tombstones {
            writeln!(to, "tombstone {id} {at}")?;
        }
        for (name, bytes) in &self.keys {
            let text = Zeroizing::new(BASE64_STANDARD_NO_PAD.encode(bytes.as_slice()));
            writeln!(to, "key {name} {}", *text)?;
        }
        writeln!(to, "end {}", self.tombstones.len() + self.keys.len())
    }

    fn read(path: &Path, identity: &Identity) -> Result<Self> {
        // Room for all from the start: a buffer that grew would leave keys behind in what it let go.
        let length = std::fs::metadata(path).map_err(|e| io_trouble("read", path, &e))?.len();
        let mut text = Zeroizing::new(String::with_capacity(usize::try_from(length).unwrap_or(0)));
        decrypt_from(path, std::slice::from_ref(identity), |from| {
            from.read_to_string(&mut text).map_err(|e| io_trouble("read", path, &e))
        })?;
        Self::parse(&text).ok_or_else(|| {
            Trouble::refused(
                "copy-damaged",
                format!("`{}` opens, but is no copy of a keystore", path.display()),
                "name the copy of the keystore; a backup of the record holds no keys",
            )
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.lines();
        (lines.next()? == FORM).then_some(())?;
        let at = lines.next()?.strip_prefix("made ").filter(|at| is_moment(at))?.to_owned();
        let mut content = Self { at, keys: BTreeMap::new(), tombstones: BTreeMap::new() };
        for line in &mut lines {
            let mut words = line.split(' ');
            match (words.next()?, words.next()?, words.next(), words.next()) {
                ("tombstone", id, Some(at), None) if check_id(id).is_ok() && is_moment(at) => {
                    content.tombstones.insert(id.to_owned(), at.to_owned());
                }
                ("key", name, Some(key), None) => {
                    let mut bytes = Zeroizing::new([0_u8; 32]);
                    let length = BASE64_STANDARD_NO_PAD.decode_slice(key, bytes.as_mut_slice()).ok()?;
                    (length == 32).then_some(())?;
                    content.keys.insert(KeyName::parse(name)?, bytes);
                }
                ("end", count, None, None) => {
                    let whole = count.parse() == Ok(content.tombstones.len() + content.keys.len());
                    return (whole && lines.next().is_none()).then_some(content);
                }
                _ => return None,
            }
        }
        None
    }
}
