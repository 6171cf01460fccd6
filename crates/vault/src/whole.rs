//! New files that are there whole or not at all, readable by their owner alone.

use crate::random::random_letters;
use crate::writing::io_trouble;
use base::{Result, Trouble};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How the names of files end that are still being written.
pub(crate) const PART: &str = ".part";

/// A file being written beside the name that it will have. Dropped before it has its name, it leaves nothing; a crash
/// leaves a file that begins with a dot and ends with `.part`.
pub(crate) struct NewFile {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
}

impl NewFile {
    /// Begins a file that will lie at `target`; its folder must be there.
    pub(crate) fn private(target: &Path) -> Result<Self> {
        refuse_what_is_no_file(target)?;
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let temporary = folder_of(target).join(format!(".{name}.{}{PART}", random_letters(8)?));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&temporary).map_err(|e| io_trouble("write", target, &e))?;
        Ok(Self { file, temporary, target: target.to_path_buf() })
    }

    /// Where the content goes.
    pub(crate) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Writes all of `bytes`.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        std::io::Write::write_all(&mut self.file, bytes).map_err(|e| io_trouble("write", &self.target, &e))
    }

    /// Waits until the content lies on the disk.
    pub(crate) fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| io_trouble("sync", &self.target, &e))
    }

    /// Gives the file its name, in place of what had it. The caller syncs before, and the folder afterwards.
    pub(crate) fn replace(self) -> Result<()> {
        std::fs::rename(&self.temporary, &self.target).map_err(|e| io_trouble("write", &self.target, &e))
    }

    /// Gives the file its name if nothing has it yet, and says whether it did: a link, unlike a rename, never takes the
    /// place of what another process made meanwhile. The caller syncs before, and the folder afterwards.
    pub(crate) fn settle(self) -> Result<bool> {
        match std::fs::hard_link(&self.temporary, &self.target) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(io_trouble("write", &self.target, &e)),
        }
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After a rename there is nothing to remove; what can't be removed is named among the leftovers.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// Refuses to put a file in the place of a device, a pipe or a folder: renaming over one would take it away.
pub(crate) fn refuse_what_is_no_file(target: &Path) -> Result<()> {
    match std::fs::metadata(target) {
        Ok(there) if !there.is_file() => Err(Trouble::refused(
            "not-a-file",
            format!("`{}` is a folder, a device or a pipe", target.display()),
            "name a file to write; to print it, write it first",
        )),
        _ => Ok(()),
    }
}

/// The folder a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder that its owner alone may enter, with those above it that are missing.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    let mut private = std::fs::DirBuilder::new();
    private.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.create(path).map_err(|e| io_trouble("create", path, &e))
}

/// Waits until the names in a folder lie on the disk.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|f| f.sync_all()).map_err(|e| io_trouble("sync", path, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = NewFile::private(&folder.path().join("a")).unwrap();
        file.write(b"half").unwrap();
        let part = names(folder.path());
        assert!(part[0].starts_with(".a.") && part[0].ends_with(PART), "{part:?}");
        drop(file);
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn settling_never_takes_a_name_and_replacing_does() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        for (content, settled) in [(b"1", true), (b"2", false)] {
            let mut file = NewFile::private(&target).unwrap();
            file.write(content).unwrap();
            file.sync().unwrap();
            assert_eq!(file.settle().unwrap(), settled);
        }
        assert_eq!(std::fs::read(&target).unwrap(), b"1");
        let mut file = NewFile::private(&target).unwrap();
        file.write(b"3").unwrap();
        file.replace().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"3");
        assert_eq!(names(folder.path()), ["a"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
