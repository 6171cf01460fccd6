//! Has a count changed, and by how much: the exact conditional test of two Poisson counts and the exact interval of
//! their ratio.

use crate::exact::{binomial_lower, binomial_point, binomial_upper, solve_rising};
use serde::{Deserialize, Serialize};

/// How much opportunity each of two counts had: days in the month, persons times years. Same unit for both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    earlier: f64,
    later: f64,
}

impl Exposure {
    /// Both periods alike: a year against the year before.
    pub const EQUAL: Self = Self { earlier: 1.0, later: 1.0 };

    /// Two exposures in one unit. `None` unless both are finite and above 0.
    pub fn new(earlier: f64, later: f64) -> Option<Self> {
        let sound = |x: f64| x.is_finite() && x > 0.0;
        (sound(earlier) && sound(later)).then_some(Self { earlier, later })
    }

    /// Whether the later rate is above the earlier one.
    pub fn rate_rose(self, earlier: u64, later: u64) -> bool {
        later as f64 * self.earlier > earlier as f64 * self.later
    }

    /// The chance that one of the events falls into the later period when nothing has changed, and its complement.
    pub(crate) fn shares(self) -> (f64, f64) {
        let both = self.earlier + self.later;
        (self.later / both, self.earlier / both)
    }
}

/// A closed interval. `high` is infinite where nothing bounds it from above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit; may be `f64::INFINITY`.
    pub high: f64,
}

/// The two-sided p-value of "the rate has not changed" for two independent Poisson counts.
///
/// *Formula.* Given n = earlier + later, the later count is binomial(n, s), s the later period's share of the
/// exposure. p = min(1, 2 · min(P(X ≤ later), P(X ≥ later))): the smaller tail doubled. 1 where both counts are 0.
///
/// *Sources.* J. Przyborowski and H. Wilenski, Biometrika 31 (1940) 313–323; doubling as in E. L. Lehmann, *Testing
/// Statistical Hypotheses* (1986) p. 152, and M. P. Fay, *The R Journal* 2/1 (2010) 53–58.
///
/// *Worked example.* 9 events in 16,660 person-years, then 2 in 17,877: p = 0.0501, ratio 0.207, 95 % interval 0.0218
/// to 1.0005 (the example of R's `rateratio.test`). Note how test and interval agree.
///
/// *Assumes* independent events at a constant rate within each period, recorded alike in both. Crime repeats and
/// clusters, so real counts vary more than this: a small p is then a reason to look, not a proof.
///
/// *Not for* rates per resident where the population changed too (pass the populations as [`Exposure`]), proportions,
/// harm scores or other weighted sums, more than two periods, or picking out the best of many tests without a
/// correction for how many were tried.
///
/// Conservative: the true level is at or below the nominal one, and far below it for a handful of events (with n ≤ 5 no
/// result can reach 0.05). A chance below 1e-308 comes out as 0; NaN only where the two counts together pass 2^64.
///
/// ```
/// use statistics::{Exposure, change_p_value};
/// // Twice the chance that six of six fall into the later period.
/// assert!((change_p_value(0, 6, Exposure::EQUAL) - 0.03125).abs() < 1e-15);
/// ```
pub fn change_p_value(earlier: u64, later: u64, exposure: Exposure) -> f64 {
    let Some(n) = earlier.checked_add(later) else { return f64::NAN };
    let (share, rest) = exposure.shares();
    let smaller = binomial_lower(later, n, share, rest).min(binomial_upper(later, n, share, rest));
    (2.0 * smaller).min(1.0)
}

/// The exact interval of the ratio later rate / earlier rate, at `level` uncertainty (0.05 for a 95 % interval).
///
/// *Formula.* The Clopper–Pearson limits of the later period's share of the events, turned into odds and divided by the
/// ratio of the exposures. Low is 0 where `later` is 0; high is infinite where `earlier` is 0.
///
/// *Sources.* C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404–413; the transformation as in Przyborowski and
/// Wilenski (1940). The unit is a bare ratio: 1 means no change, 0.5 half as many.
///
/// *Worked example.* 21 events in 3,011 person-years, then 11 in 800: ratio 1.971, 95 % interval 0.858 to 4.277 (the
/// example in the help of R's `poisson.test`).
///
/// NaN only where the two counts together pass 2^64. *Assumes* and *not for*: as [`change_p_value`]. It contains 1 exactly when that p-value is at least `level`.
pub fn rate_ratio_interval(earlier: u64, later: u64, exposure: Exposure, level: f64) -> Interval {
    let scale = exposure.earlier / exposure.later;
    let low = lower_odds(earlier, later, level / 2.0);
    // The upper limit is the lower one of the mirrored question, so swapping the periods gives exact reciprocals.
    let mirrored = lower_odds(later, earlier, level / 2.0);
    Interval { low: low * scale, high: if mirrored > 0.0 { scale / mirrored } else { f64::INFINITY } }
}

/// The odds at which `later` or more of `earlier + later` has the chance `tail`; 0 where `later` is 0.
fn lower_odds(earlier: u64, later: u64, tail: f64) -> f64 {
    let Some(n) = earlier.checked_add(later) else { return f64::NAN };
    if later == 0 {
        return 0.0;
    }
    let (a, b) = (earlier as f64, later as f64);
    // A normal guess in log odds; Newton does the rest in about five steps.
    let guess = libm::log(b / (a + 1.0)) - 2.0 * (1.0 / b + 1.0 / (a + 1.0)).sqrt();
    let log_odds = solve_rising(tail, guess, |x| {
        let odds = libm::exp(x);
        let (p, q) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        (binomial_upper(later, n, p, q), b * q * binomial_point(later, n, p, q))
    });
    libm::exp(log_odds)
}
