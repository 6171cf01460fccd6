//! Files and folders that take their place by a rename, so that others see them whole or not at all.

use base::{Result, Trouble};
use std::fs::File;
use std::io::{BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

/// An I/O error in the user's terms: what was attempted on which file.
pub(super) fn io_trouble(attempted: &str, path: &Path, error: &std::io::Error) -> Trouble {
    let remedy = match error.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::PermissionDenied => "check who may read and write it",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some disk space and run the command again; nothing was kept"
        }
        _ => "see the cause, then run the command again",
    };
    Trouble::failed("file-io", format!("could not {attempted} `{}`: {error}", path.display()), remedy)
}

/// Writes a file that its owner alone may read. What stood at `target` stays until the new file lies on the disk as a whole;
/// if anything fails, nothing is left beside it.
pub(super) fn write_streamed<T>(target: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T>) -> Result<T> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if name.is_empty() {
        return Err(Trouble::usage("file-name", format!("`{}` is no name of a file", target.display()), "name a file"));
    }
    if std::fs::metadata(target).is_ok_and(|there| !there.is_file()) {
        return Err(Trouble::refused(
            "not-a-file",
            format!("`{}` is a folder, a device or a pipe", target.display()),
            "name a file to write; to print it, write it first",
        ));
    }
    let temporary = folder_of(target).join(format!(".{}.part", vault::random_id(&format!("{name}."))?));
    let written = (|| {
        let mut file = BufWriter::new(private_file(&temporary)?);
        let written = write(&mut file)?;
        let file = file.into_inner().map_err(|e| io_trouble("write", target, e.error()))?;
        file.sync_all().map_err(|e| io_trouble("sync", target, &e))?;
        std::fs::rename(&temporary, target).map_err(|e| io_trouble("write", target, &e))?;
        sync_folder(folder_of(target))?;
        Ok(written)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

/// A new file that its owner alone may read.
pub(super) fn private_file(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|e| io_trouble("write", path, &e))
}

/// A folder that its owner alone may enter, with those above it that are missing.
pub(super) fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|e| io_trouble("create", path, &e))
}

/// The folder a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until the names in a folder lie on the disk.
pub(super) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|e| io_trouble("sync", path, &e))
}

/// Moves a file or folder within one file system, and waits until both folders lie on the disk.
pub(super) fn move_to(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(|e| io_trouble("move", from, &e))?;
    sync_folder(folder_of(to))?;
    sync_folder(folder_of(from))
}

/// Gives a file a second name, or does nothing where that name is taken.
pub(super) fn link(from: &Path, to: &Path) -> Result<()> {
    match std::fs::hard_link(from, to) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(io_trouble("keep a second name of", from, &e)),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; one that is not there is removed already.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(io_trouble("remove", path, &e)),
        _ => Ok(()),
    }
}

/// Removes a file; one that is not there is removed already.
pub(super) fn remove_file(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(io_trouble("remove", path, &e)),
        _ => Ok(()),
    }
}

/// Whether something has that name.
pub(super) fn is_there(path: &Path) -> Result<bool> {
    path.try_exists().map_err(|e| io_trouble("look at", path, &e))
}

/// The names in a folder, in order; none where the folder is not there.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(io_trouble("list", folder, &e)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(|e| io_trouble("list", folder, &e))?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// How many lines end in these bytes.
pub(super) fn ends_in(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count().saturating_sub(1) as u64
}

/// `folder` where nothing has that name, else `folder-2`, `folder-3`, …
pub(super) fn unused(folder: &Path) -> Result<PathBuf> {
    let mut tried = folder.to_path_buf();
    let mut number = 2_u32;
    while is_there(&tried)? {
        tried = PathBuf::from(format!("{}-{number}", folder.display()));
        number = number.saturating_add(1);
    }
    Ok(tried)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_file_that_fails_half_way_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, "old").unwrap();
        let failed: Result<()> = write_streamed(&path, |file| {
            file.write_all(&vec![1; 100_000]).unwrap();
            Err(Trouble::failed("half-way", "half way", ""))
        });
        assert_eq!(failed.unwrap_err().code, "half-way");
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(names_in(folder.path()).unwrap(), ["a.zip"]);
        write_streamed(&path, |file| file.write_all(b"new").map_err(|e| io_trouble("write", &path, &e))).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(names_in(folder.path()).unwrap(), ["a.zip"]);
        let refused = write_streamed(folder.path(), |_| Ok(())).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), ("not-a-file", 2));
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("x");
        for expected in ["x", "x-2", "x-3"] {
            let found = unused(&wanted).unwrap();
            assert_eq!(found, folder.path().join(expected));
            std::fs::create_dir(&found).unwrap();
        }
    }
}
