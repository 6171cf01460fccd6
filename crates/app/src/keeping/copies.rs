//! The copy of the keystore that lies elsewhere: made, listed, taken back from, struck from the list.

use super::{keys, owner, restore};
use crate::{House, Moment};
use base::{ColumnKind, Result, Table, Value};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which copy, and with which keys.
#[derive(Debug, Clone, Default)]
pub struct KeystoreAsk {
    /// The copy's file.
    pub file: PathBuf,
    /// Public keys that may open a copy that is made; without any those of `HOME/backup-recipients`, else the owner's.
    pub recipients: Vec<String>,
    /// The key that opens a copy that is read; without it the owner's.
    pub identity: Option<PathBuf>,
    /// The folder of the owner's key.
    pub config: Option<PathBuf>,
}

/// A copy as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeystoreCopied {
    /// Where it lies.
    pub file: PathBuf,
    /// When it was made.
    pub at: String,
    /// Records whose keys it holds.
    pub records: u64,
    /// Earlier copies at other places: each keeps what was destroyed since alive until it is destroyed itself.
    pub earlier_copies: u64,
    /// What the operator must know besides.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What taking keys back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeysTakenBack {
    /// When the copy was made.
    pub made_at: String,
    /// Records of which keys came back.
    pub restored: u64,
    /// Keys of the copy that were here already.
    pub here_already: u64,
    /// Records in the copy that stay destroyed.
    pub barred: u64,
    /// Records whose key here is another than in the copy. The one here stays.
    pub differing: u64,
    /// Records that the copy knew to be destroyed, and that are marked so here now.
    pub destroyed_again: u64,
    /// Records that still lack their key.
    pub awaited_keys: u64,
}

/// Makes the copy of the keystore, or makes it anew.
pub async fn keystore_copy(house: &House, moment: &Moment, ask: &KeystoreAsk) -> Result<KeystoreCopied> {
    let mut notes = Vec::new();
    let recipients = owner::recipients(house.shelf.home(), &ask.recipients, ask.config.as_deref(), &mut notes)?;
    let copy = house.keystore.copy_to(&ask.file, &recipients, &moment.iso())?;
    let records = house.keystore.ids()?.len() as u64;
    let earlier_copies = house.keystore.copies()?.iter().filter(|other| !other.current).count() as u64;
    if earlier_copies > 0 {
        notes.push(format!(
            "{earlier_copies} earlier copies lie elsewhere: make them anew, or destroy them and say so with `wardmote keystore forget FILE`"
        ));
    }
    house.store.log_operation(&moment.iso(), &moment.who, "keystore-copy", &format!("{records} records")).await?;
    Ok(KeystoreCopied { file: copy.path, at: copy.at, records, earlier_copies, notes })
}

/// The copies that the home knows of, oldest first.
pub fn keystore_copies(house: &House) -> Result<Table> {
    let mut table = Table::new(&[("file", ColumnKind::Text), ("at", ColumnKind::Text), ("current", ColumnKind::Text)]);
    for copy in house.keystore.copies()? {
        let current = if copy.current { "yes" } else { "no" };
        let cells = [copy.path.display().to_string(), copy.at, current.to_owned()];
        table.rows.push(cells.into_iter().map(Value::Text).collect());
    }
    Ok(table)
}

/// Brings missing keys back from a copy. What was destroyed, here or where the copy was made, stays destroyed.
pub async fn keystore_take_back(house: &House, moment: &Moment, ask: &KeystoreAsk) -> Result<KeysTakenBack> {
    let identity = owner::identity(ask.identity.as_deref(), ask.config.as_deref())?;
    let taken = house.keystore.take_back(&ask.file, &identity)?;
    let living = restore::living(&house.store).await?;
    let marked = keys::apply_tombstones(&house.store, &house.keystore, moment, &living).await?;
    for id in &marked {
        house.names.forget(id);
    }
    let without = keys::without_key(&house.keystore, &living)?;
    let (awaited_keys, _) = keys::missing_and_awaited(house.shelf.home(), &without)?;
    let done = KeysTakenBack {
        made_at: taken.made_at,
        restored: taken.restored.len() as u64,
        here_already: taken.here_already as u64,
        barred: taken.barred.len() as u64,
        differing: taken.differing.len() as u64,
        destroyed_again: marked.len() as u64,
        awaited_keys,
    };
    let detail = format!("{} records, {} stay destroyed, {} differ", done.restored, done.barred, done.differing);
    house.store.log_operation(&moment.iso(), &moment.who, "keystore-take-back", &detail).await?;
    Ok(done)
}

/// Strikes a copy from the list, once its owner has destroyed it.
pub async fn keystore_forget(house: &House, moment: &Moment, file: &Path) -> Result<()> {
    house.keystore.forget_copy(file)?;
    let left = house.keystore.copies()?.len();
    house.store.log_operation(&moment.iso(), &moment.who, "keystore-forget", &format!("{left} copies left")).await?;
    Ok(())
}
