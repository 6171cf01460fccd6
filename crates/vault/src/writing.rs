//! Reading and writing whole files, with the path in every error.

use base::{Result, Trouble};
use std::fs::File;
use std::io::Write;
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

/// All bytes of a file no longer than `limit`; a longer one is refused before it is read.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let length = std::fs::metadata(path).map_err(|e| io_trouble("read", path, &e))?.len();
    if length > limit {
        return Err(Trouble::refused(
            "file-too-large",
            format!("`{}` holds {length} bytes, more than the {limit} that this kind may have", path.display()),
            "check that it is the right file; split it if it is",
        ));
    }
    std::fs::read(path).map_err(|e| io_trouble("read", path, &e))
}

/// Writes a file so that a reader sees the old content or the new, never a part: to a temporary name beside
/// it, synced, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
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
