//! The few calls on the file system, with the trouble they can meet.

use base::{Result, Trouble};
use std::fs::File;
use std::path::Path;

/// A new file; that it exists already is a failure, since parts are never overwritten.
pub(crate) fn create(path: &Path) -> Result<File> {
    File::options().write(true).create_new(true).open(path).map_err(|e| unwritten(path, &e))
}

/// The trouble of a file that cannot be written.
pub(crate) fn unwritten(path: &Path, error: &dyn std::fmt::Display) -> Trouble {
    Trouble::failed(
        "extract-unwritten",
        format!("cannot write `{}`: {error}", path.display()),
        "check that the disk of the home folder has room and can be written, then import again",
    )
}

/// The trouble of a columnar file that cannot be read.
pub(crate) fn unread(path: &Path, error: &dyn std::fmt::Display) -> Trouble {
    Trouble::failed(
        "extract-unread",
        format!("cannot read `{}`: {error}", path.display()),
        "run `wardmote check`; if the file is damaged, restore a backup or import the extract again",
    )
}
