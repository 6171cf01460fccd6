//! What tests share: a real PostgreSQL of their own, temporary homes, invented files, a device with a passkey and a provider of
//! sign-ins in software.
//!
//! Nothing here is shipped. A missing PostgreSQL is a failure that says what to install, never a test left out.

pub mod device;
pub mod paper;
pub mod postgres;
pub mod provider;
pub mod sqlite;
pub mod street;
pub mod workbook;

use tempfile::TempDir;

/// A folder for one test's home, removed when dropped.
///
/// # Panics
/// Where the machine has no room for a temporary folder.
#[allow(clippy::panic)] // only tests call this; a machine without a temporary folder cannot run them
pub fn temporary_home() -> TempDir {
    match TempDir::with_prefix("wardmote-home-") {
        Ok(folder) => folder,
        Err(e) => panic!("could not make a temporary home: {e}"),
    }
}
