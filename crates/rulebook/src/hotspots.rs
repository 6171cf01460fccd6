//! How hot spots are told from chance where nobody says otherwise.

use serde::{Deserialize, Serialize};

/// The level and the defaults of a hot spot test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotspotTest {
    /// The false-discovery rate below which an area is called high or low: among all areas called, this share is wrong on
    /// average.
    pub level: f64,
    /// Conditional permutations for each area. The smallest p-value is 2 over this number plus 1.
    pub permutations: u32,
    /// The seed they are drawn from. It has no meaning but that the same seed gives the same p-values.
    pub seed: u64,
}

impl HotspotTest {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if !(self.level > 0.0 && self.level < 0.5) {
            return Err("`level` must lie between 0 and 0.5".to_owned());
        }
        if self.permutations < 99 {
            return Err("`permutations` must be 99 or more: with fewer nothing can be told from chance".to_owned());
        }
        Ok(())
    }
}
