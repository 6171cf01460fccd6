//! Keys of a home: small files beside the record, never in an extract.

use crate::random::fill_random;
use crate::whole::{NewFile, private_folder, sync_folder};
use crate::writing::io_trouble;
use base::{Result, Trouble};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The key that turns a column into pseudonyms: 32 random bytes.
pub type PseudonymKey = [u8; 32];

/// The key of a home's pseudonyms, `HOME/keys/pseudonym.key`, made when it is first asked for.
///
/// Without it pseudonyms of new extracts match those of old ones no longer: a file that is damaged is refused, never
/// replaced.
pub fn pseudonym_key(home: &Path) -> Result<PseudonymKey> {
    Ok(*key_of_home(home, "pseudonym.key", damaged)?)
}

/// The key of a home's doors, `HOME/keys/doors.key`, made when it is first asked for: what was tried is counted under it, and links
/// that are sent and known devices are drawn from it.
///
/// Without it, or with another, links that were not sent yet can't be and no device is known; accounts and ways in are as they were.
pub fn doors_key(home: &Path) -> Result<[u8; 32]> {
    Ok(*key_of_home(home, "doors.key", doors_key_damaged)?)
}

fn doors_key_damaged(path: &Path) -> Trouble {
    Trouble::failed(
        "key-damaged",
        format!("`{}` does not hold a key of 32 bytes", path.display()),
        "remove it: links that were not sent yet are to be made again, and every device is a new one",
    )
}

/// The 32 random bytes in `HOME/keys/NAME`, made when they are first asked for; a file that is `damaged` is refused.
///
/// The file is whole or not there: written under another name, readable by its owner alone, synced, and given its name
/// only if there is none yet, so that two processes agree on one key.
pub(crate) fn key_of_home(home: &Path, name: &str, damaged: fn(&Path) -> Trouble) -> Result<Zeroizing<[u8; 32]>> {
    let folder = home.join("keys");
    let path = folder.join(name);
    if let Some(key) = read_key(&path, damaged)? {
        return Ok(key);
    }
    private_folder(&folder)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    fill_random(key.as_mut_slice())?;
    let mut file = NewFile::private(&path)?;
    file.write(key.as_slice())?;
    file.sync()?;
    file.settle()?;
    sync_folder(&folder)?;
    sync_folder(home)?;
    read_key(&path, damaged)?.ok_or_else(|| damaged(&path))
}

/// The 32 bytes of a key file, if it is there.
pub(crate) fn read_key(path: &Path, damaged: fn(&Path) -> Trouble) -> Result<Option<Zeroizing<[u8; 32]>>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io_trouble("read", path, &e)),
    };
    // One byte more than a key, to see that there is no more; on the stack, so that nothing of it stays behind.
    let mut bytes = Zeroizing::new([0_u8; 33]);
    let mut length = 0;
    while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(io_trouble("read", path, &e)),
        }
    }
    let mut key = Zeroizing::new([0_u8; 32]);
    match bytes.split_at_checked(32) {
        Some((first, _)) if length == 32 => key.copy_from_slice(first),
        _ => return Err(damaged(path)),
    }
    Ok(Some(key))
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
