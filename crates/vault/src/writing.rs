//! Reading and writing whole files, with the path in every error.

use base::{Result, Trouble};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// An I/O error in the user's terms: what was attempted on which file.
pub(crate) fn io_trouble(attempted: &str, path: &Path, error: &std::io::Error) -> Trouble {
    let remedy = match error.kind() {
        std::io::ErrorKind::NotFound => "check the path",
        std::io::ErrorKind::PermissionDenied => "check who may read and write it",
        std::io::ErrorKind::StorageFull => "free some disk space and run the command again; nothing was kept",
        _ => "see the cause, then run the command again",
    };
    Trouble::failed("file-io", format!("could not {attempted} `{}`: {error}", path.display()), remedy)
}

/// All bytes of a file no longer than `limit`; a longer one is refused before it is read. What says no length beforehand, such as a pipe or
/// a device, is read up to the limit and refused if there is more.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let length = std::fs::metadata(path).map_err(|e| io_trouble("read", path, &e))?.len();
    if length > limit {
        return Err(Trouble::refused(
            "file-too-large",
            format!("`{}` holds {length} bytes, more than the {limit} that this kind may have", path.display()),
            "check that it is the right file; split it if it is",
        ));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes));
    let read = read.map_err(|e| io_trouble("read", path, &e))?;
    if read as u64 > limit {
        return Err(Trouble::refused(
            "file-too-large",
            format!("`{}` holds more than the {limit} bytes that this kind may have", path.display()),
            "check that it is the right file; split it if it is",
        ));
    }
    Ok(bytes)
}

/// Writes a file so that a reader sees the old content or the new, never a part: to a temporary name beside
/// it, synced, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    crate::whole::refuse_what_is_no_file(path)?;
    let folder = crate::whole::folder_of(path);
    std::fs::create_dir_all(folder).map_err(|e| io_trouble("create", folder, &e))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        File::open(folder)?.sync_all()
    })();
    written.map_err(|e| {
        let _ = std::fs::remove_file(&temporary);
        io_trouble("write", path, &e)
    })
}

/// The files of a folder whose name ends in `.extension`, in the order of their names; none where the folder is not there.
pub fn list_files(folder: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(io_trouble("list", folder, &e)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| io_trouble("list", folder, &e))?.path();
        if path.extension().is_some_and(|found| found == extension) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "four").unwrap();
        assert_eq!(read_whole(file.path(), 4).unwrap(), b"four");
        let trouble = read_whole(file.path(), 3).unwrap_err();
        assert_eq!(trouble.code, "file-too-large");
        assert!(trouble.message.contains("holds 4 bytes, more than the 3"), "{trouble}");
    }

    #[test]
    #[cfg(unix)]
    fn what_has_no_length_is_not_read_without_end() {
        let trouble = read_whole(Path::new("/dev/zero"), 1000).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("file-too-large", 2));
        assert_eq!(read_whole(Path::new("/dev/null"), 1000).unwrap(), b"");
        assert_eq!(read_whole(Path::new("/nowhere/at/all"), 1000).unwrap_err().code, "file-io");
    }
}
