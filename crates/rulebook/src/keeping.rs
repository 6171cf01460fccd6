//! How often what keeps a home safe is done.

use serde::{Deserialize, Serialize};

/// How old the newest of each may grow before whoever runs the machine is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeping {
    /// Days since the last backup.
    pub backup_days: u32,
    /// Days since the last copy of the keystore.
    pub keystore_copy_days: u32,
    /// Days since the last signed checkpoint of the ledger.
    pub checkpoint_days: u32,
    /// Days since a backup was last restored as a drill.
    pub drill_days: u32,
    /// Days for which the site's certificate must still hold.
    pub certificate_days: u32,
}

impl Keeping {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        let days = [self.backup_days, self.keystore_copy_days, self.checkpoint_days, self.drill_days, self.certificate_days];
        if days.contains(&0) { Err("every number of days must be 1 or more".to_owned()) } else { Ok(()) }
    }
}
