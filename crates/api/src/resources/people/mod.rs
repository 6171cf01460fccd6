//! Sealed records about people. Every touch names a purpose and has its row in the ledger; nothing personal stands in an address.

pub(crate) mod give;
pub(crate) mod hold;
pub(crate) mod read;
pub(crate) mod said;
pub(crate) mod search;
pub(crate) mod write;

use serde::Serialize;
use utoipa::ToSchema;

/// A record as it was written.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changed {
    /// The record.
    id: String,
    /// Its version now.
    #[schema(minimum = 1)]
    version: i64,
}

impl From<app::people::Changed> for Changed {
    fn from(changed: app::people::Changed) -> Self {
        let app::people::Changed { id, version } = changed;
        Self { id, version }
    }
}
