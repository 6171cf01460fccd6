//! Who is in a home: everybody who has it open holds its lock together, and who replaces it holds the lock alone.

use super::files::io_trouble;
use base::{Result, Trouble};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held while a home is open. Let go when dropped, also by a crash.
#[derive(Debug)]
pub(crate) struct InUse {
    _file: File,
}

impl InUse {
    /// Opens a home together with others.
    ///
    /// # Errors
    /// Refused while the home is being replaced.
    pub(crate) fn together(home: &Path) -> Result<Self> {
        let (file, path) = open(home)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Trouble::refused(
                "home-being-restored",
                format!("`{}` is being restored", home.display()),
                "wait until `wardmote restore` is through",
            )),
            Err(TryLockError::Error(e)) => Err(io_trouble("lock", &path, &e)),
        }
    }

    /// Takes a home for oneself.
    ///
    /// # Errors
    /// Refused while anybody has it open.
    pub(crate) fn alone(home: &Path) -> Result<Self> {
        let (file, path) = open(home)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(in_use(home)),
            Err(TryLockError::Error(e)) => Err(io_trouble("lock", &path, &e)),
        }
    }
}

/// What is said where somebody else has the home open.
pub(super) fn in_use(home: &Path) -> Trouble {
    Trouble::refused(
        "home-in-use",
        format!("`{}` is in use by another command", home.display()),
        "stop `wardmote serve` and whatever else runs on this home, then run this again",
    )
}

fn open(home: &Path) -> Result<(File, std::path::PathBuf)> {
    let path = home.join("in-use.lock");
    let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(|e| io_trouble("open", &path, &e))?;
    Ok((file, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_together_or_one_alone() {
        let home = tempfile::tempdir().unwrap();
        let (one, other) = (InUse::together(home.path()).unwrap(), InUse::together(home.path()).unwrap());
        assert_eq!(InUse::alone(home.path()).unwrap_err().code, "home-in-use");
        drop((one, other));
        let alone = InUse::alone(home.path()).unwrap();
        assert_eq!(InUse::together(home.path()).unwrap_err().code, "home-being-restored");
        drop(alone);
        InUse::together(home.path()).unwrap();
    }
}
