//! Did it work: before and after, against comparison areas.

use crate::change::Interval;
use crate::curves::{student_beyond, student_outside};
use crate::observed::{Noise, Observed, Unfit, is_level};

/// Fewest events in each of the four cells for which [`before_after`] answers.
pub const BEFORE_AFTER_LEAST: u64 = 5;

/// A place watched before and after; exposures make periods and areas of unequal size comparable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched {
    /// Before.
    pub before: Observed,
    /// After.
    pub after: Observed,
}

impl Watched {
    /// Counts of two periods of one length.
    pub const fn counts(before: u64, after: u64) -> Self {
        Self { before: Observed::new(before, 1.0), after: Observed::new(after, 1.0) }
    }

    pub(crate) fn is_sound(self) -> bool {
        [self.before.exposure, self.after.exposure].iter().all(|e| e.is_finite() && *e > 0.0)
    }
}

/// What may be said of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than the comparison areas let expect.
    Fell,
    /// More than they let expect.
    Rose,
    /// Chance could have made the difference. It doesn't say that there was no effect.
    NoEvidence,
}

impl Verdict {
    pub(crate) fn of(p_value: f64, level: f64, below: bool) -> Self {
        match (p_value < level, below) {
            (false, _) => Self::NoEvidence,
            (true, true) => Self::Fell,
            (true, false) => Self::Rose,
        }
    }
}

/// The effect of a measure, relative to comparison areas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// After over before in the treated place, over the same in the comparison: 0.8 is a fifth fewer than expected.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
    /// The logarithm of the ratio.
    pub log_ratio: f64,
    /// The standard error of that logarithm.
    pub standard_error: f64,
    /// Farrington's relative effect size, 1/ratio: above 1 where crime went down.
    pub relative_effect_size: f64,
    /// Two-sided p-value of no effect.
    pub p_value: f64,
    /// The verdict at the level.
    pub verdict: Verdict,
}

/// Before and after in a treated place, against comparison areas over the same time.
///
/// *Formula.* ratio = (treated after/before)/(comparison after/before), in rates; its logarithm has variance φ (1/a + 1/b +
/// 1/c + 1/d) of the four counts, held against Student's t on φ's degrees of freedom.
///
/// *Sources.* D. Farrington, M. Gill, S. Waples and J. Argomaniz, "The effects of closed-circuit television on crime",
/// Journal of Experimental Criminology 3 (2007) 21–38, who also show that the variance must be inflated; B. Welsh and
/// D. Farrington, Home Office Research Study 252 (2002); the variance: B. Woolf, Annals of Human Genetics 19 (1955) 251–253.
///
/// *Units.* Bare ratio. `level` is that of the verdict and of the interval.
///
/// *Worked example.* 5,832 before and 4,591 after against 1,789 and 2,002: relative effect size 1.42, standard error 0.0380;
/// with φ = 1 the ratio's interval is 0.653 to 0.758 (recomputed here).
///
/// *Assumes* that without the measure both would have changed alike, and that nothing leaks from one into the other: use
/// areas that are not neighbours, and look at the ring by [`crate::weighted_displacement_difference`]. φ from
/// [`comparison_noise`] or from months; with Poisson noise the test calls far too often.
///
/// *Not for* places chosen *because* they were worst last year (they fall by themselves: regression to the mean), nor for
/// fewer than five events in any of the four counts, which is refused.
///
/// ```
/// use statistics::{Noise, Verdict, Watched, before_after};
/// let effect = before_after(Watched::counts(40, 36), Watched::counts(400, 410), Noise::POISSON, 0.05).unwrap();
/// assert_eq!(effect.verdict, Verdict::NoEvidence);
/// ```
pub fn before_after(treated: Watched, comparison: Watched, noise: Noise, level: f64) -> Result<Effect, Unfit> {
    if !is_level(level) || !treated.is_sound() || !comparison.is_sound() {
        return Err(Unfit::OutOfRange);
    }
    let cells = [treated.before, treated.after, comparison.before, comparison.after];
    let least = cells.iter().map(|c| c.count).min().unwrap_or(0);
    if least < BEFORE_AFTER_LEAST {
        return Err(Unfit::TooFew { needed: BEFORE_AFTER_LEAST, counted: least });
    }
    let ratio = treated.after.rate() / treated.before.rate() / (comparison.after.rate() / comparison.before.rate());
    let variance = noise.phi() * cells.iter().map(|c| 1.0 / c.count as f64).sum::<f64>();
    let (log_ratio, standard_error) = (libm::log(ratio), variance.sqrt());
    let reach = student_beyond(level, noise.degrees()) * standard_error;
    let p_value = student_outside(log_ratio / standard_error, noise.degrees());
    Ok(Effect {
        ratio,
        interval: Interval { low: libm::exp(log_ratio - reach), high: libm::exp(log_ratio + reach) },
        log_ratio,
        standard_error,
        relative_effect_size: 1.0 / ratio,
        p_value,
        verdict: Verdict::of(p_value, level, ratio < 1.0),
    })
}

/// How differently comparison areas changed, beyond the chance of their counts: the noise for [`before_after`].
///
/// *Formula.* Pearson's chi-square of the areas × (before, after) table over areas − 1.
///
/// *Source.* P. McCullagh and J. Nelder, *Generalized Linear Models* (1989) §4.5.
///
/// *Worked example.* 10 to 20, 20 to 10: expected 15 each, chi-square 4 × 25/15 = 6.667, φ = 6.667 on 1 degree.
///
/// *Shapes.* At least 2 areas; at least 5 for a φ worth having. In each area the exposure after over that before must be the
/// same, up to a rounding: else areas differ by their exposures, which would be taken for noise, and it is refused. *Not for*
/// areas the measure may have reached.
pub fn comparison_noise(areas: &[Watched]) -> Result<Noise, Unfit> {
    if areas.len() < 2 {
        return Err(Unfit::TooShort { needed: 2, given: areas.len() });
    }
    let grown = |area: &Watched| area.after.exposure / area.before.exposure;
    let first = areas.first().map_or(f64::NAN, grown);
    let alike = |area: &Watched| area.is_sound() && (grown(area) / first - 1.0).abs() <= 1e-9;
    if !areas.iter().all(alike) {
        return Err(Unfit::OutOfRange);
    }
    let (before, after) = areas.iter().fold((0.0, 0.0), |(b, a), area| (b + area.before.count as f64, a + area.after.count as f64));
    let share = after / (before + after);
    if !is_level(share) {
        return Err(Unfit::TooFew { needed: 1, counted: 0 });
    }
    let chi_square: f64 = areas
        .iter()
        .map(|area| {
            let (b, a) = (area.before.count as f64, area.after.count as f64);
            let gap = a - (a + b) * share;
            if a + b > 0.0 { gap * gap / ((a + b) * share * (1.0 - share)) } else { 0.0 }
        })
        .sum();
    let degrees = areas.len() as f64 - 1.0;
    Noise::new((chi_square / degrees).max(1.0), degrees).ok_or(Unfit::OutOfRange)
}
