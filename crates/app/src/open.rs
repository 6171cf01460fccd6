//! Making and opening a home.

use crate::keeping::InUse;
use crate::ports::{Analytics, Press};
use crate::{House, Moment};
use base::{Result, Trouble};
use rulebook::Rulebook;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Database, OpenMode, Store};
use vault::Shelf;

/// Where a home is, and what it is served with.
#[derive(Clone)]
pub struct Setup {
    /// The home's folder.
    pub home: PathBuf,
    /// The database's address when it is not the home's own SQLite file.
    pub database: Option<String>,
    /// SQL over extracts.
    pub analytics: Arc<dyn Analytics>,
    /// The setter of papers.
    pub press: Arc<dyn Press>,
}

/// Makes a home: its folders and its record. A home that is there already is left as it is.
pub async fn create_house(setup: Setup, moment: &Moment) -> Result<House> {
    let shelf = Shelf::create(&setup.home)?;
    let in_use = InUse::together(shelf.home())?;
    let store = Store::open(&database(&setup)?, OpenMode::Create).await?;
    store.log_operation(&moment.iso(), &moment.who, "init", "").await?;
    house(setup, shelf, store, in_use)
}

/// Opens a home that `init` made.
pub async fn open_house(setup: Setup) -> Result<House> {
    let shelf = Shelf::open(&setup.home)?;
    let in_use = InUse::together(shelf.home())?;
    let store = Store::open(&database(&setup)?, OpenMode::Existing).await?;
    house(setup, shelf, store, in_use)
}

fn house(setup: Setup, shelf: Shelf, store: Store, in_use: InUse) -> Result<House> {
    let rulebook = Rulebook::builtin()?;
    Ok(House {
        store,
        keystore: vault::Keystore::open(shelf.home())?,
        names: crate::people::Names::default(),
        shelf,
        analytics: setup.analytics,
        press: setup.press,
        rulebook,
        heavy: Arc::new(tokio::sync::Semaphore::new(2)),
        _in_use: Arc::new(in_use),
        gazetteer: crate::areas::Remembered::default(),
        answered: crate::answered::Answered::default(),
        partnership: crate::partners::Remembered::default(),
        plans: crate::plans::Remembered::default(),
        desk: crate::desk::Remembered::default(),
        doors: Arc::new(crate::signing::Doors::new(crate::signing::SignInSetup::default())?),
    })
}

fn database(setup: &Setup) -> Result<Database> {
    let Some(url) = &setup.database else { return Ok(Database::Sqlite(setup.home.join("wardmote.sqlite"))) };
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Database::Postgres(url.clone()))
    } else {
        Err(Trouble::usage(
            "database-url",
            "the database's address must begin with `postgres://`",
            "leave `--database` out to use the home's own SQLite file",
        ))
    }
}
