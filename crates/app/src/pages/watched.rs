//! What whoever watches the service is told: whether it could do its work, and how much there is of what.

use crate::{House, Moment};
use base::{Result, Trouble};
use std::io::Write as _;
use store::Connections;

/// Numbers about the record; none is about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauges {
    /// Rows of the ledger.
    pub ledger_rows: i64,
    /// Connections to the database.
    pub connections: Connections,
}

/// Counts what is counted.
pub async fn gauges(house: &House, _moment: &Moment) -> Result<Gauges> {
    let (ledger_rows, _) = house.store.ledger_head().await?;
    Ok(Gauges { ledger_rows, connections: house.store.connections() })
}

/// Whether record, keystore and disk answer.
pub async fn ready(house: &House) -> Result<()> {
    house.store.operations(1).await?;
    let (keystore, home) = (house.keystore.clone(), house.shelf.home().to_owned());
    crate::house::off_the_runtime(move || {
        keystore.tombstones()?;
        let path = home.join(".ready");
        let tried = std::fs::File::create(&path).and_then(|mut file| file.write_all(b"ready\n"));
        // What was not written need not go.
        let _ = std::fs::remove_file(&path);
        tried.map_err(|e| {
            Trouble::failed(
                "home-not-writable",
                format!("nothing can be written to `{}`: {e}", home.display()),
                "see whether its disk is full or was mounted read-only",
            )
        })
    })
    .await
}
