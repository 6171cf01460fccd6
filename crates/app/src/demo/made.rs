//! Which homes `demo` made: in these alone signing in may take one click (docs/decisions/0014).

use crate::{House, Moment};
use base::Result;

/// The line of the operations log that says so.
const MADE: &str = "demo";
/// Lines of the operations log that are looked through.
const OPERATIONS: u32 = 100_000;

/// Whether nothing stands in a home yet: what `demo` puts there will be all of it.
pub async fn is_untouched(house: &House) -> Result<bool> {
    let store = &house.store;
    Ok(store.extracts().await?.is_empty() && store.last_entry().await? == 0 && store.ledger_head().await?.0 == 0)
}

/// Writes down that `demo` made this home. It is written last, so that no home has it that could still take in a real record:
/// only an empty one is restored into.
pub async fn mark(house: &House, moment: &Moment) -> Result<()> {
    house.store.log_operation(&moment.iso(), &moment.who, MADE, "one click signs in, on this machine").await.map(|_| ())
}

/// Whether `demo` made it.
pub async fn is_demonstration(house: &House) -> Result<bool> {
    Ok(house.store.operations(OPERATIONS).await?.iter().any(|line| line.what == MADE))
}
