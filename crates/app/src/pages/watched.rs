//! What whoever watches the service is told: whether it could do its work, and how much there is of what.

use crate::signing::clocks::sessions_since;
use crate::{House, Moment};
use base::{Result, Trouble};
use std::io::Write as _;
use store::{Connections, MailState};

/// Numbers about the record; none is about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauges {
    /// Rows of the ledger.
    pub ledger_rows: i64,
    /// Sessions that are open.
    pub sessions_open: i64,
    /// Messages of the outbox by their state.
    pub outbox: Vec<(&'static str, i64)>,
    /// Connections to the database.
    pub connections: Connections,
}

/// Counts what is counted.
pub async fn gauges(house: &House, moment: &Moment) -> Result<Gauges> {
    let store = &house.store;
    let (ledger_rows, _) = store.ledger_head().await?;
    let (seen, made) = sessions_since(house, moment)?;
    let iso = |now| Moment { now, who: String::new() }.iso();
    let sessions_open = store.sessions_open(&iso(seen), &iso(made)).await?;
    let counted = store.outbox_counts().await?;
    let of = |state: MailState| counted.iter().filter(|count| count.state == state).map(|count| count.count).sum();
    // Those of which there is none are said as well: a line that disappears tells nobody anything.
    let outbox = MailState::ALL.iter().map(|state| (state.as_str(), of(*state))).collect();
    Ok(Gauges { ledger_rows, sessions_open, outbox, connections: store.connections() })
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
