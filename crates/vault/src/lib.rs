//! Files of a home: extract folders, keys, sealed values, encrypted copies and bundles.
//!
//! The order that makes evidence and record agree after a power cut (docs/decisions/0006): stage on the same
//! file system, sync every file, rename into `extracts/`, sync the folder, and only then the one transaction
//! that registers it. That row is the commit: a folder without a row is an orphan and is swept by `check`.
//!
//! The order that makes destruction true (docs/decisions/0001): everything personal is sealed under the key of its
//! record; the tombstone comes first, then the key file is overwritten and removed, and no copy or restore brings back
//! what has a tombstone.

mod bundle;
mod certificate;
mod crypt;
mod digest;
mod keys;
mod keystore;
mod random;
mod seal;
mod shelf;
mod signing;
mod whole;
mod writing;

pub use bundle::{BundleEntry, BundleLimits, BundleReader, BundleWriter, Forward};
pub use certificate::Certificate;
pub use crypt::{Decrypted, Identity, Recipient, decrypt_from, encrypt_to, owner_identity};
pub use digest::sha256_of_files;
pub use keys::{PseudonymKey, doors_key, pseudonym_key};
pub use keystore::{Destroyed, Keystore, KeystoreCopy, KeystoreLeftovers, TakenBack};
pub use random::{fill_random, random_id};
pub use seal::{About, SealKey, generation_of, open, seal};
pub use shelf::{ImportLock, Leftover, Shelf, Staged};
pub use signing::{Signer, verify};
pub use writing::{list_files, read_whole, write_whole};
