//! The archive: the record and its extracts in one file that any ZIP program opens and either engine takes in again.

use super::content::{self, Written};
use super::files::{is_there, remove_folder, unused, write_streamed};
use super::in_use::InUse;
use super::keys;
use super::manifest::{Form, Manifest};
use super::place::{Found, clear, end, place_extracts, stamp};
use super::restore::{empty_record, found_in, open_file, open_record, take_apart};
use super::unpack::{Unpacked, unpack};
use crate::{House, Moment, Setup};
use base::{Result, Trouble, failpoint};
use serde::Serialize;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use vault::{BundleWriter, ImportLock, Keystore, Shelf};

/// An archive as it was written or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archived {
    /// The file.
    pub file: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// When it was written.
    pub written_at: String,
    /// Rows of all tables.
    pub rows: u64,
    /// Extracts.
    pub extracts: u64,
    /// The last row of the ledger.
    pub ledger_rows: i64,
    /// Its hash.
    pub ledger_hash: String,
    /// Records whose keys lie elsewhere: they can't be read here yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaited_keys: Option<u64>,
}

/// Writes an archive. Two archives of equal content differ in `written_at` of their manifest alone.
pub async fn archive_write(house: &House, moment: &Moment, file: &Path) -> Result<Archived> {
    let target = file.to_path_buf();
    let written_at = moment.iso();
    let Written { answer: manifest, head, extracts } = content::write(house, Form::Archive, &written_at, move |content| {
        write_streamed(&target, |to| {
            let mut bundle = BundleWriter::new(to);
            let manifest: Manifest = content.write(&mut bundle)?;
            bundle.finish()?;
            failpoint("archive-before-rename");
            Ok(manifest)
        })
    })
    .await?;
    let written = Archived {
        file: file.to_path_buf(),
        bytes: std::fs::metadata(file).map_or(0, |metadata| metadata.len()),
        written_at,
        rows: manifest.rows(),
        extracts,
        ledger_rows: head.0,
        ledger_hash: head.1,
        awaited_keys: None,
    };
    let detail = format!("{} rows, {} extracts, ledger row {}", written.rows, written.extracts, written.ledger_rows);
    house.store.log_operation(&moment.iso(), &moment.who, "archive-write", &detail).await?;
    Ok(written)
}

/// Reads an archive into a home that is new or empty. All of it is held against its manifest before anything is kept; the
/// record comes last, in one transaction.
///
/// # Errors
/// Refused with `home-not-empty` where the home's record holds anything; where the archive is not what it says.
pub async fn archive_read(setup: Setup, moment: &Moment, file: &Path) -> Result<Archived> {
    let new_home = !is_there(&setup.home)?;
    let verified = match verified(&setup, file).await {
        Ok(verified) => verified,
        Err(trouble) => {
            if new_home {
                // Nothing was there, and nothing stays.
                remove_folder(&setup.home)?;
            }
            return Err(trouble);
        }
    };
    let Verified { home, unpacked, .. } = &verified;
    let keystore = Keystore::open(home)?;
    keystore.apply_tombstones()?;
    let replaced = unused(&home.join("replaced").join(stamp(moment)))?;
    place_extracts(home, &replaced, unpacked)?;
    failpoint("archive-extracts-placed");
    let without = keys::without_key(&keystore, &unpacked.living()?)?;
    keys::await_keys(home, &without)?;
    let store = open_record(&setup).await?;
    store.load(&mut unpacked.lines(false)).await?;
    // What was destroyed here stays destroyed, though the archive was written before.
    let marked = keys::apply_tombstones(&store, &keystore, moment, &unpacked.living()?).await?;
    failpoint("archive-loaded");
    let read = Archived {
        file: file.to_path_buf(),
        bytes: std::fs::metadata(file).map_or(0, |metadata| metadata.len()),
        written_at: unpacked.manifest.written_at.clone(),
        rows: unpacked.manifest.rows(),
        extracts: unpacked.extracts.len() as u64,
        ledger_rows: unpacked.head.0,
        ledger_hash: unpacked.head.1.clone(),
        awaited_keys: Some(without.len() as u64),
    };
    let detail = format!(
        "written {}, {} rows, {} extracts, ledger row {}, {} destroyed here",
        read.written_at,
        read.rows,
        read.extracts,
        read.ledger_rows,
        marked.len()
    );
    store.log_operation(&moment.iso(), &moment.who, "archive-read", &detail).await?;
    store.close().await;
    end(home)?;
    Ok(read)
}

/// An archive taken apart below a home that nobody else may enter.
struct Verified {
    home: PathBuf,
    unpacked: Unpacked,
    _alone: InUse,
    _lock: ImportLock,
}

/// The archive taken apart below the home, and all of it as its manifest says. Nothing else of the home is touched.
async fn verified(setup: &Setup, file: &Path) -> Result<Verified> {
    let shelf = Shelf::create(&setup.home)?;
    let home = shelf.home().to_path_buf();
    let alone = InUse::alone(&home)?;
    let lock = shelf.lock()?;
    if let Found::Begun(plan) = found_in(setup, &home).await? {
        clear(&home, plan.as_deref())?;
    }
    empty_record(setup, "home-not-empty").await?;
    let path = file.to_path_buf();
    let unpacked = take_apart(&home, move |folder| {
        let unpacked = unpack(BufReader::new(open_file(&path)?), Form::Archive, folder)?;
        match &unpacked.verdict.first_broken {
            None => Ok(unpacked),
            Some(broken) => Err(Trouble::refused(
                "ledger-broken",
                format!("the chain of its ledger breaks at row {}", broken.seq),
                "use another copy, or an earlier archive: nothing was taken from this one",
            )),
        }
    })
    .await?;
    Ok(Verified { home, unpacked, _alone: alone, _lock: lock })
}
