//! The backup: the record, its extracts and the log of operations in one encrypted file. No key of a sealed record is in it.

use super::content::{self, Written};
use super::manifest::{Form, Manifest};
use super::owner;
use crate::{House, Moment};
use base::Result;
use serde::Serialize;
use std::path::PathBuf;
use vault::BundleWriter;

/// What is to be backed up, and for whom.
#[derive(Debug, Clone, Default)]
pub struct BackupAsk {
    /// The file to write.
    pub file: PathBuf,
    /// Public keys `age1…` that may open it. Without any: those of `HOME/backup-recipients`, else the owner's.
    pub recipients: Vec<String>,
    /// The folder of the owner's key.
    pub config: Option<PathBuf>,
}

/// A backup as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
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
    /// How many keys can open it.
    pub recipients: usize,
    /// What the operator must know besides.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// Writes a backup. What lay at that place stays until the new one is whole.
pub async fn backup(house: &House, moment: &Moment, ask: &BackupAsk) -> Result<BackedUp> {
    let mut notes = Vec::new();
    let recipients = owner::recipients(house.shelf.home(), &ask.recipients, ask.config.as_deref(), &mut notes)?;
    let count = recipients.len();
    let path = ask.file.clone();
    let written_at = moment.iso();
    let Written { answer: manifest, head, extracts } = content::write(house, Form::Backup, &written_at, move |content| {
        vault::encrypt_to(&path, &recipients, |to| {
            let mut bundle = BundleWriter::forward(to);
            let manifest: Manifest = content.write(&mut bundle)?;
            bundle.finish()?;
            base::failpoint("backup-before-rename");
            Ok(manifest)
        })
    })
    .await?;
    let bytes = std::fs::metadata(&ask.file).map_or(0, |metadata| metadata.len());
    let done = BackedUp {
        file: ask.file.clone(),
        bytes,
        written_at,
        rows: manifest.rows(),
        extracts,
        ledger_rows: head.0,
        ledger_hash: head.1,
        recipients: count,
        notes,
    };
    let detail = format!("{} rows, {} extracts, ledger row {}, {} bytes", done.rows, done.extracts, done.ledger_rows, done.bytes);
    house.store.log_operation(&moment.iso(), &moment.who, "backup", &detail).await?;
    Ok(done)
}
