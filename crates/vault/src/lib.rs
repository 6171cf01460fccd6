//! Files of a home: extract folders that are there whole or not at all.
//!
//! The order that makes evidence and record agree after a power cut (docs/decisions/0006): stage on the same
//! file system, sync every file, rename into `extracts/`, sync the folder, and only then the one transaction
//! that registers it. That row is the commit: a folder without a row is an orphan and is swept by `check`.

mod digest;
mod keys;
mod shelf;
mod writing;

pub use digest::sha256_of_files;
pub use keys::{PseudonymKey, pseudonym_key};
pub use shelf::{ImportLock, Leftover, Shelf, Staged};
pub use writing::{read_whole, write_whole};
