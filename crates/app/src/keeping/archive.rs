//! The archive: the record and its extracts in one file that any ZIP program opens and either engine takes in again.

use super::content::{self, Written};
use super::files::{is_there, remove_folder, write_streamed};
use super::in_use::InUse;
use super::keys;
use super::manifest::{Form, Manifest};
use super::place::{RESTORING, clear, end, place_extracts};
use super::restore::{empty_record, found_in, open_record, take_apart};
use super::unpack::unpack;
use crate::house::off_the_runtime;
use crate::{House, Moment, Setup};
use base::{Result, Trouble, failpoint};
use serde::Serialize;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use vault::{BundleWriter, Keystore, Shelf};

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
    let read = read_into(&setup, moment, file).await;
    if read.is_err() && new_home {
        // Nothing was there, and nothing stays.
        remove_folder(&setup.home)?;
    }
    read
}

async fn read_into(setup: &Setup, moment: &Moment, file: &Path) -> Result<Archived> {
    let shelf = Shelf::create(&setup.home)?;
    let home = shelf.home().to_path_buf();
    let _alone = InUse::alone(&home)?;
    let _lock = shelf.lock()?;
    if let Some(plan) = found_in(setup, &home).await? {
        clear(&home, plan.as_deref())?;
    }
    empty_record(setup, "home-not-empty").await?;

    let path = file.to_path_buf();
    let unpacked = take_apart(&home, move |folder| {
        let from = File::open(&path).map_err(|e| super::files::io_trouble("open", &path, &e))?;
        let unpacked = unpack(BufReader::new(from), Form::Archive, folder)?;
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
    let keystore = Keystore::open(&home)?;
    keystore.apply_tombstones()?;

    let replaced = super::files::unused(home.join("replaced").join(super::place::stamp(moment)))?;
    place_extracts(&home, &replaced, &unpacked)?;
    failpoint("archive-extracts-placed");
    let store = open_record(setup).await?;
    store.load(unpacked.lines(false)).await?;
    failpoint("archive-loaded");
    let without = keys::without_key(&keystore, &unpacked.living()?)?;
    keys::await_keys(&home, &without)?;
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
    let detail = format!("written {}, {} rows, {} extracts, ledger row {}", read.written_at, read.rows, read.extracts, read.ledger_rows);
    store.log_operation(&moment.iso(), &moment.who, "archive-read", &detail).await?;
    store.close().await;
    off_the_runtime(move || end(&home)).await?;
    Ok(read)
}

/// Where a bundle is taken apart.
pub(super) fn restoring(home: &Path) -> PathBuf {
    home.join(RESTORING)
}
