//! What the charts and comparisons share: a count with its exposure, how noisy counts are, and why a question is refused.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A count and the opportunity it had: days in the month times residents, residents times years, households.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Events.
    pub count: u64,
    /// Exposure, in one unit throughout a comparison; finite and above 0.
    pub exposure: f64,
}

impl Observed {
    /// A count with its exposure; soundness is checked where it is used.
    pub const fn new(count: u64, exposure: f64) -> Self {
        Self { count, exposure }
    }

    /// Events for each unit of exposure.
    pub fn rate(self) -> f64 {
        self.count as f64 / self.exposure
    }
}

/// How much more counts vary than Poisson, and how well that is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    phi: f64,
    degrees: f64,
}

impl Noise {
    /// Counts that vary as Poisson counts do.
    pub const POISSON: Self = Self { phi: 1.0, degrees: f64::INFINITY };

    /// Variance is `phi` times the mean, `phi` having been estimated on this many degrees of freedom (infinite where it
    /// is known). A `phi` below 1 counts as 1: events come no more evenly than chance but by chance. `None` where
    /// either isn't above 0.
    pub fn new(phi: f64, degrees: f64) -> Option<Self> {
        (phi.is_finite() && phi > 0.0 && degrees > 0.0).then_some(Self { phi: phi.max(1.0), degrees })
    }

    /// Variance over mean, at least 1.
    pub fn phi(self) -> f64 {
        self.phi
    }

    /// Degrees of freedom behind it.
    pub fn degrees(self) -> f64 {
        self.degrees
    }
}

/// Why a question about counts isn't answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// An exposure, rate or level outside what the method is made for.
    OutOfRange,
    /// Not enough periods or places.
    TooShort {
        /// How many it takes.
        needed: usize,
        /// How many there are.
        given: usize,
    },
    /// Too few events for the method to keep its level.
    TooFew {
        /// How many it takes.
        needed: u64,
        /// How many there are.
        counted: u64,
    },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange => write!(f, "an exposure, rate or level is out of range"),
            Self::TooShort { needed, given } => write!(f, "{given} periods or places, where {needed} are needed"),
            Self::TooFew { needed, counted } => write!(f, "{counted} events, where {needed} are needed"),
        }
    }
}

impl std::error::Error for Unfit {}

/// All counts and all exposure together. `None` where an exposure is not finite and above 0, or nothing is given.
pub(crate) fn pooled(observed: &[Observed]) -> Option<Observed> {
    let sound = !observed.is_empty() && observed.iter().all(|o| o.exposure.is_finite() && o.exposure > 0.0);
    let count = observed.iter().try_fold(0_u64, |sum, o| sum.checked_add(o.count));
    let exposure: f64 = observed.iter().map(|o| o.exposure).sum();
    count.filter(|_| sound && exposure.is_finite()).map(|count| Observed { count, exposure })
}

/// Whether a level or tail lies strictly between 0 and 1.
pub(crate) fn is_level(level: f64) -> bool {
    level > 0.0 && level < 1.0
}
