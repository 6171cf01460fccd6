//! What makes a reading of personal data unusual enough to be shown to a governance lead.

use serde::{Deserialize, Serialize};

/// When readings are pointed out in a review of access. None of them is forbidden by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessReview {
    /// More records than this, read by one user on one day, are pointed out.
    pub records_a_day: u32,
    /// Readings before this hour of London's day are pointed out.
    pub from_hour: i8,
    /// Readings from this hour of London's day on are pointed out.
    pub to_hour: i8,
    /// More refusals than this, of one user on one day, are pointed out.
    pub refusals_a_day: u32,
    /// Days looked back on, where no other span is asked for.
    pub days: u32,
}

impl AccessReview {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        if !(0..=23).contains(&self.from_hour) || !(1..=24).contains(&self.to_hour) || self.from_hour >= self.to_hour {
            return Err("`from_hour` must be 0 to 23 and lie before `to_hour`, which may be 24".to_owned());
        }
        if self.days == 0 { Err("`days` must be 1 or more".to_owned()) } else { Ok(()) }
    }
}
