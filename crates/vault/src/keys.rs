//! Keys of a home: small files beside the record, never in an extract.

use crate::writing::io_trouble;
use base::{Result, Trouble};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The key that turns a column into pseudonyms: 32 random bytes.
pub type PseudonymKey = [u8; 32];

/// The key of a home's pseudonyms, `HOME/keys/pseudonym.key`, made when it is first asked for.
///
/// The file is whole or not there: written under another name, readable by its owner alone, synced, and given its name
/// only if there is none yet, so that two processes agree on one key. Without it pseudonyms of new extracts match those
/// of old ones no longer: a file that is damaged is refused, never replaced.
pub fn pseudonym_key(home: &Path) -> Result<PseudonymKey> {
    let folder = home.join("keys");
    let path = folder.join("pseudonym.key");
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    let mut private = std::fs::DirBuilder::new();
    private.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.create(&folder).map_err(|e| io_trouble("create", &folder, &e))?;
    let temporary = folder.join(format!(".pseudonym.key.{}.part", std::process::id()));
    let made = make(&temporary).map_err(|e| io_trouble("write", &temporary, &e));
    // A link, unlike a rename, never takes the place of a key that another process made meanwhile.
    let linked = made.and_then(|()| match std::fs::hard_link(&temporary, &path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(io_trouble("write", &path, &e)),
        _ => Ok(()),
    });
    let _ = std::fs::remove_file(&temporary);
    linked?;
    for folder in [folder.as_path(), home] {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| io_trouble("sync", folder, &e))?;
    }
    read(&path)?.ok_or_else(|| damaged(&path))
}

fn make(path: &PathBuf) -> std::io::Result<()> {
    let mut key: PseudonymKey = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut key)?;
    // What a crash left under this name is of a process with our number that is no more.
    let _ = std::fs::remove_file(path);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&key)?;
    file.sync_all()
}

fn read(path: &Path) -> Result<Option<PseudonymKey>> {
    let mut file = match File::open(path) {
        Ok(file) => file.take(33),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io_trouble("read", path, &e)),
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|e| io_trouble("read", path, &e))?;
    PseudonymKey::try_from(bytes.as_slice()).map(Some).map_err(|_| damaged(path))
}

fn damaged(path: &Path) -> Trouble {
    Trouble::failed(
        "key-damaged",
        format!("`{}` does not hold a key of 32 bytes", path.display()),
        "put back your own copy of the file; without it, remove it and import again every list with pseudonyms",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let home = tempfile::tempdir().unwrap();
        let key = pseudonym_key(home.path()).unwrap();
        assert_ne!(key, [0; 32]);
        assert_eq!(pseudonym_key(home.path()).unwrap(), key, "the same for ever");
        assert_ne!(pseudonym_key(tempfile::tempdir().unwrap().path()).unwrap(), key, "another home has its own");
        let names: Vec<_> = std::fs::read_dir(home.path().join("keys")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["pseudonym.key"], "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(home.path().join("keys/pseudonym.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_refused_and_stays() {
        let home = tempfile::tempdir().unwrap();
        pseudonym_key(home.path()).unwrap();
        let path = home.path().join("keys/pseudonym.key");
        for bytes in [&b"short"[..], &[7; 33]] {
            std::fs::write(&path, bytes).unwrap();
            let trouble = pseudonym_key(home.path()).unwrap_err();
            assert_eq!((trouble.code, trouble.exit_code()), ("key-damaged", 1));
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }
}
