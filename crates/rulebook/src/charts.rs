//! How near is near a threshold, when an area is unlike its peers, and what is a signal in a series.

use serde::{Deserialize, Serialize};

/// How near to a threshold a value without a flag is pointed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// A value that lacks at most this share of the threshold, in percent, is a near miss.
    pub within_percent: u64,
}

impl NearMiss {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if (1..=50).contains(&self.within_percent) { Ok(()) } else { Err("`within_percent` must be 1 to 50".to_owned()) }
    }
}

/// When an area among its peers lies outside the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelLimits {
    /// The confidence of each pair of limits, widest last: 0.95, 0.998.
    pub confidence: Vec<f64>,
    /// The share of areas pulled in at each end before the spread between areas is estimated.
    pub winsorised: f64,
    /// The fewest areas a funnel is drawn for.
    pub fewest_areas: u32,
}

impl FunnelLimits {
    /// The two-sided levels, `1 - confidence`, as `statistics::funnel` takes them.
    pub fn levels(&self) -> Vec<f64> {
        self.confidence.iter().map(|confidence| 1.0 - confidence).collect()
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.confidence.is_empty() || self.confidence.iter().any(|c| !(*c > 0.5 && *c < 1.0)) {
            return Err("`confidence` must hold at least one number between 0.5 and 1".to_owned());
        }
        if self.confidence.iter().zip(self.confidence.iter().skip(1)).any(|(one, next)| next <= one) {
            return Err("`confidence` must ascend: the widest limits last".to_owned());
        }
        if !(0.0..0.5).contains(&self.winsorised) {
            return Err("`winsorised` must be 0 or more and below 0.5".to_owned());
        }
        if self.fewest_areas < 3 {
            return Err("`fewest_areas` must be 3 or more: two areas have no spread".to_owned());
        }
        Ok(())
    }
}

/// How a series over time is charted, and what is a signal in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlChart {
    /// Months the centre line and the limits are drawn from.
    pub baseline_months: u32,
    /// One point further than this many standard deviations from the centre line is a signal.
    pub beyond_sigmas: f64,
    /// So many points in a row on one side of the centre line are a signal.
    pub one_side_run: u32,
}

impl ControlChart {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if self.baseline_months < 12 {
            return Err("`baseline_months` must be 12 or more: a shorter baseline misses the seasons".to_owned());
        }
        if !(self.beyond_sigmas >= 1.0 && self.beyond_sigmas <= 6.0) {
            return Err("`beyond_sigmas` must be 1 to 6".to_owned());
        }
        if self.one_side_run < 2 { Err("`one_side_run` must be 2 or more".to_owned()) } else { Ok(()) }
    }
}
