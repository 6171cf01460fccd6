//! How a near-repeat test is run where nobody says otherwise.

use serde::{Deserialize, Serialize};

/// The defaults of a near-repeat (Knox) test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearRepeatTest {
    /// Random permutations of the days. The smallest p-value is 1 over this number plus 1.
    pub permutations: u32,
    /// The seed they are drawn from. It has no meaning but that the same seed gives the same p-values.
    pub seed: u64,
}

impl NearRepeatTest {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if self.permutations < 19 {
            return Err("`permutations` must be 19 or more: with fewer no p-value can reach 0.05".to_owned());
        }
        Ok(())
    }
}
