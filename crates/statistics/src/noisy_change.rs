//! Has a rate changed, where counts vary more than Poisson: the quasi-likelihood comparison of two counts.

use crate::change::{Exposure, Interval, change_p_value, rate_ratio_interval};
use crate::curves::{student_beyond, student_outside};
use crate::observed::{Noise, Unfit, is_level};

/// Fewest events in both counts together for which [`noisy_change`] answers: below, no p-value could pass 0.05 anyway.
/// Where φ is above 1 it takes 10 φ² as well.
pub const NOISY_CHANGE_LEAST: u64 = 6;

/// What may be said of two counts of noisy events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoisyChange {
    /// Two-sided p-value of "the rate has not changed".
    pub p_value: f64,
    /// Later rate over earlier rate; infinite where the earlier count is 0.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
}

/// Compares two counts whose variance is `noise.phi()` times their mean.
///
/// *Formula.* n = earlier + later, s the later period's share of the exposure: t = (later − n s)/√(φ n s (1 − s)), held
/// against Student's t with the degrees of freedom φ was estimated on. The interval is the t of that test turned round
/// (E. B. Wilson's, with n/φ for n), as odds over the ratio of the exposures. Neither is allowed to claim more than the
/// exact Poisson test: p is the larger of the two, the interval reaches to the wider limit on each side.
///
/// *Sources.* P. McCullagh and J. Nelder, *Generalized Linear Models* (1989) §4.5 and §6.2 (quasi-likelihood);
/// E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209–212.
///
/// *Units.* Ratio of rates, 1 for no change; `level` is the uncertainty of the interval (0.05 for 95 %).
///
/// *Worked example.* 200 events, then 260, φ = 2 on 22 degrees: t = 30/√(2 · 460/4) = 1.978, p = 0.0606, where the exact
/// Poisson test says 0.0058 (scipy's t distribution).
///
/// *Assumes* that φ comes from the same kind of counts, with nothing but noise in it: of the months of both periods about
/// their own rates, or of comparable areas. *Not for* sums of weights (harm), nor where φ was estimated on fewer than 3
/// degrees of freedom: then nothing short of a catastrophe is called.
///
/// ```
/// use statistics::{Exposure, Noise, noisy_change};
/// let change = noisy_change(200, 260, Exposure::EQUAL, Noise::new(2.0, 22.0).unwrap(), 0.05).unwrap();
/// assert!((change.p_value - 0.060_6).abs() < 1e-4 && change.interval.low < 1.0);
/// ```
pub fn noisy_change(earlier: u64, later: u64, exposure: Exposure, noise: Noise, level: f64) -> Result<NoisyChange, Unfit> {
    if !is_level(level) {
        return Err(Unfit::OutOfRange);
    }
    let together = earlier.checked_add(later).ok_or(Unfit::OutOfRange)?;
    let needed = least_events(noise);
    if together < needed {
        return Err(Unfit::TooFew { needed, counted: together });
    }
    let (share, rest) = exposure.shares();
    let (n, x) = (together as f64, later as f64);
    let t = (x - n * share).abs() / (noise.phi() * n * share * rest).sqrt();
    let by_t = student_outside(t, noise.degrees());
    let exact = rate_ratio_interval(earlier, later, exposure, level);
    let beyond = student_beyond(level, noise.degrees());
    let reach = beyond * beyond * noise.phi();
    let scale = rest / share;
    let low = wilson_low_odds(x, n, reach) * scale;
    let mirrored = wilson_low_odds(earlier as f64, n, reach);
    let high = if mirrored > 0.0 { scale / mirrored } else { f64::INFINITY };
    Ok(NoisyChange {
        p_value: by_t.max(change_p_value(earlier, later, exposure)),
        ratio: x / earlier as f64 * scale,
        interval: Interval { low: low.min(exact.low), high: high.max(exact.high) },
    })
}

/// Fewest events in both counts for which the test keeps its level: 6, or 10 φ² where φ is above 1 (a large φ from few
/// events is itself mostly chance).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // of a small number that is not negative
fn least_events(noise: Noise) -> u64 {
    let by_noise = if noise.phi() > 1.0 { (10.0 * noise.phi() * noise.phi()).ceil().min(1e15) } else { 0.0 };
    NOISY_CHANGE_LEAST.max(by_noise as u64)
}

/// The lower Wilson limit of a share of `x` in `n`, as odds.
fn wilson_low_odds(x: f64, n: f64, reach: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let p = x / n;
    let wide = (reach * (p * (1.0 - p) / n + reach / (4.0 * n * n))).sqrt();
    let (low, whole) = (p + reach / (2.0 * n) - wide, 1.0 + reach / n);
    (low / (whole - low)).max(0.0)
}
