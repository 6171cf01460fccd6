//! Keeping a home: backup, restore and its drill, archive, copies of the keystore, and the doctor.
//!
//! Personal values are sealed under keys that stand in no backup and no archive (docs/decisions/0001): whoever destroys a key
//! destroys what it sealed in every copy that was ever made. docs/keeping.md is the operator's guide.

mod archive;
mod around;
mod backup;
mod by_the_clock;
mod content;
mod copies;
mod doctor;
mod drill;
mod files;
mod in_use;
mod keys;
mod manifest;
mod owner;
mod place;
mod restore;
#[cfg(test)]
mod tests;
mod unpack;

pub use archive::{Archived, archive_read, archive_write};
pub use around::{Surroundings, doctor_around};
pub use backup::{BackedUp, BackupAsk, backup};
pub use by_the_clock::{BackedUpByTheClock, BackupsAsk, backup_by_the_clock};
pub use copies::{KeysTakenBack, KeystoreAsk, KeystoreCopied, keystore_copies, keystore_copy, keystore_forget, keystore_take_back};
pub use doctor::{Examined, doctor};
pub use drill::{Drilled, restore_drill};
pub(crate) use in_use::InUse;
pub(crate) use keys::{compare, damaged, missing_and_awaited, repair, some_of};
pub(crate) use restore::resume;
pub use restore::{RestoreAsk, Restored, restore};
