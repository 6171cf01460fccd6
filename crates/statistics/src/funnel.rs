//! Comparing areas without a league table: funnel limits for counts, rates and shares.

use crate::change::Interval;
use crate::curves::{negative_binomial_lower, negative_binomial_upper, normal_above};
use crate::dispersion::{Dispersion, pearson_dispersion};
use crate::exact::{binomial_lower, binomial_upper, poisson_lower, poisson_upper};
use crate::observed::{Observed, Unfit, is_level, pooled};

/// How areas vary beyond the chance of their own counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// Not at all: counts are Poisson about the target.
    Poisson,
    /// Every area's variance is this many times Poisson's.
    Multiplicative {
        /// Variance over mean; below 1 counts as 1.
        phi: f64,
    },
    /// True rates differ from the target with this variance, on top of Poisson counts about them.
    Additive {
        /// Variance between areas, in squared units of the rate.
        tau_squared: f64,
    },
}

impl Spread {
    /// Variance of a count as mean + α mean²; 0 is Poisson.
    fn alpha(self, target: f64, mean: f64) -> f64 {
        match self {
            Self::Poisson => 0.0,
            Self::Multiplicative { phi } => (phi - 1.0).max(0.0) / mean,
            Self::Additive { tau_squared } => tau_squared.max(0.0) / (target * target),
        }
    }
}

fn lower(count: u64, mean: f64, alpha: f64) -> f64 {
    if alpha < 1e-12 { poisson_lower(count, mean) } else { negative_binomial_lower(count, mean, alpha) }
}

fn upper(count: u64, mean: f64, alpha: f64) -> f64 {
    if alpha < 1e-12 { poisson_upper(count, mean) } else { negative_binomial_upper(count, mean, alpha) }
}

fn sound(target: f64, exposure: f64) -> bool {
    (target * exposure).is_finite() && target > 0.0 && exposure > 0.0
}

/// The two-sided p-value of "this area's rate is the target": the smaller tail doubled, at most 1. NaN where target or
/// exposure is not finite and above 0.
///
/// *Formula.* The count is Poisson with mean target × exposure, or negative binomial with that mean and the variance the
/// spread gives it: φ × mean, or mean + τ² × exposure².
///
/// *Source.* As [`funnel`]. *Worked example.* 20 where 10 are expected: P(X ≥ 20) = 0.00345, p = 0.0069; with φ = 2, 0.0614
/// (scipy's `poisson` and `nbinom`).
///
/// *Not for* the target's own average where the area is a large part of it, nor for ranking.
pub fn funnel_p_value(area: Observed, target: f64, spread: Spread) -> f64 {
    if !sound(target, area.exposure) {
        return f64::NAN;
    }
    let mean = target * area.exposure;
    let alpha = spread.alpha(target, mean);
    (2.0 * lower(area.count, mean, alpha).min(upper(area.count, mean, alpha))).min(1.0)
}

/// The limits to draw at one exposure, in rates: interpolated between whole counts so that the curve is smooth.
///
/// *Formula.* For each tail p, r the smallest count with P(X ≤ r) > p, a = (P(X ≤ r) − p)/P(X = r): limit (r − a)/exposure,
/// at least 0.
///
/// *Source.* D. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005)
/// 1185–1202, appendix A.1, there for the binomial and the Poisson; here also for the negative binomial.
///
/// *Units.* Events per unit of exposure; `level` 0.05 for 95 %, 0.002 for 99.8 %.
///
/// *Worked example.* Target 10, exposure 1, 95 %: 3.775 to 16.160 (scipy's `poisson`).
///
/// Drawn limits are not the verdict: a count between two limits' whole numbers can lie outside the curve with a p-value
/// just above the level. [`funnel`] calls by [`funnel_p_value`].
pub fn funnel_limits(target: f64, exposure: f64, level: f64, spread: Spread) -> Result<Interval, Unfit> {
    if !is_level(level) || !sound(target, exposure) {
        return Err(Unfit::OutOfRange);
    }
    let mean = target * exposure;
    let alpha = spread.alpha(target, mean);
    let limit = |p: f64| interpolated(p, |k| lower(k, mean, alpha)) / exposure;
    Ok(Interval { low: limit(level / 2.0), high: limit(1.0 - level / 2.0) })
}

/// The limits to draw for a share of `n`, as [`funnel_limits`] but binomial: shares from 0 to 1.
///
/// *Source.* Spiegelhalter (2005), appendix A.1.1. *Worked example.* Target 0.2 of 50, 95 %: 0.0844 to 0.3071 (scipy's
/// `binom`). *Not for* rates that may exceed 1, nor for shares of a survey with weights.
pub fn share_funnel_limits(target: f64, n: u64, level: f64) -> Result<Interval, Unfit> {
    if !is_level(level) || !is_level(target) || n == 0 {
        return Err(Unfit::OutOfRange);
    }
    let limit = |p: f64| interpolated(p, |k| binomial_lower(k, n, target, 1.0 - target)) / n as f64;
    Ok(Interval { low: limit(level / 2.0), high: limit(1.0 - level / 2.0).min(1.0) })
}

/// The two-sided p-value of "the share behind `count` of `n` is the target": the smaller tail doubled, at most 1. NaN
/// unless the target lies between 0 and 1 and count is at most n.
///
/// *Source.* C. Clopper and E. Pearson, Biometrika 26 (1934) 404–413. *Worked example.* 18 of 50 at 0.2: 2 × 0.00626 =
/// 0.0125 (scipy's `binom`).
pub fn share_funnel_p_value(count: u64, n: u64, target: f64) -> f64 {
    if !is_level(target) || count > n {
        return f64::NAN;
    }
    (2.0 * binomial_lower(count, n, target, 1.0 - target).min(binomial_upper(count, n, target, 1.0 - target))).min(1.0)
}

/// Where a distribution function passes `p`, between two whole numbers.
fn interpolated(p: f64, lower: impl Fn(u64) -> f64) -> f64 {
    let (mut below, mut at) = (None, 1_u64);
    while lower(at) <= p && at < 1 << 50 {
        (below, at) = (Some(at), at * 2);
    }
    // The smallest count whose distribution function is above p lies after `below`, at or before `at`.
    let mut first = below.map_or(0, |b| b + 1);
    while first < at {
        let middle = first + (at - first) / 2;
        if lower(middle) > p { at = middle } else { first = middle + 1 }
    }
    let (up_to, before) = (lower(at), if at == 0 { 0.0 } else { lower(at - 1) });
    (at as f64 - (up_to - p) / (up_to - before)).max(0.0)
}

/// Spiegelhalter's normal limits with overdispersion, in rates.
///
/// *Formula.* target ± z √(target/exposure · φ), or target ± z √(target/exposure + τ²); Poisson is φ = 1. The lower limit is
/// at least 0.
///
/// *Sources.* D. Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202 §5, and Quality and Safety in Health Care 14
/// (2005) 347–351 (the additive random-effects limits).
///
/// *Worked example.* Target 10, exposure 4, τ² = 1, 95 %: 10 ± 1.95996 √(2.5 + 1) = 6.333 to 13.667.
///
/// *Not for* fewer than about 20 expected events, where the normal curve cuts off too little above: [`funnel_limits`]
/// takes the same variance with a skew distribution.
pub fn normal_funnel_limits(target: f64, exposure: f64, level: f64, spread: Spread) -> Result<Interval, Unfit> {
    if !is_level(level) || !sound(target, exposure) {
        return Err(Unfit::OutOfRange);
    }
    let own = target / exposure;
    let variance = match spread {
        Spread::Poisson => own,
        Spread::Multiplicative { phi } => own * phi.max(1.0),
        Spread::Additive { tau_squared } => own + tau_squared.max(0.0),
    };
    let reach = normal_above(level / 2.0) * variance.sqrt();
    Ok(Interval { low: (target - reach).max(0.0), high: target + reach })
}

/// The variance of true rates between areas, beyond the chance of their counts.
///
/// *Formula.* z = (rate − target)/√(target/exposure), winsorised; φ = Σz²/I; w = exposure/target. τ² = (I φ − (I − 1)) /
/// (Σw − Σw²/Σw), or 0 where I φ ≤ I − 1.
///
/// *Sources.* R. DerSimonian and N. Laird, Controlled Clinical Trials 7 (1986) 177–188; Spiegelhalter, Quality and Safety
/// in Health Care 14 (2005) 347–351.
///
/// *Worked example.* Rates 8, 12, 15, 5 of exposure 10 about a target of 10: z = −2, 2, 5, −5, Σz² = 58, w = 1 each: τ² =
/// (58 − 3)/(4 − 1) = 18.33.
///
/// *Units.* Squared rate. *Shapes.* At least 3 areas, better 10. *Not for* a handful of areas: τ² is then mostly chance.
///
/// As published, winsorising makes τ² too low; [`funnel`] makes up for it.
pub fn variance_between(areas: &[Observed], target: f64, winsorised: f64) -> Result<f64, Unfit> {
    between(areas, target, winsorised, |found| found.phi)
}

fn between(areas: &[Observed], target: f64, winsorised: f64, phi: impl Fn(Dispersion) -> f64) -> Result<f64, Unfit> {
    if areas.len() < 3 {
        return Err(Unfit::TooShort { needed: 3, given: areas.len() });
    }
    let expected: Vec<f64> = areas.iter().map(|a| a.exposure * target).collect();
    let found = pearson_dispersion(areas, &expected, 0, winsorised)?;
    let n = areas.len() as f64;
    let weights = areas.iter().map(|a| a.exposure / target);
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    let excess = phi(found) * n - (n - 1.0);
    Ok(if excess > 0.0 { excess / (sum - squares / sum) } else { 0.0 })
}

/// Which spread a funnel estimates from its own areas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SpreadRule {
    /// None: Poisson.
    Poisson,
    /// φ by Pearson's dispersion, winsorised by this share at each end, divided by the number of areas less one.
    Multiplicative {
        /// Share of areas pulled in at each end.
        winsorised: f64,
    },
    /// τ² by [`variance_between`], winsorised by this share at each end.
    Additive {
        /// Share of areas pulled in at each end.
        winsorised: f64,
    },
}

/// Where an area lies in a funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Position {
    /// As the target, as far as its count can tell.
    Within,
    /// Above, beyond the limits of this level.
    Above(f64),
    /// Below, beyond the limits of this level.
    Below(f64),
}

/// One area in a funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Its rate.
    pub rate: f64,
    /// Two-sided p-value of being as the target.
    pub p_value: f64,
    /// The verdict, by the strictest level it passes.
    pub position: Position,
}

/// Areas about their common rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// The common rate: all events over all exposure.
    pub target: f64,
    /// The spread in use, for [`funnel_limits`] at any exposure.
    pub spread: Spread,
    /// The areas, in the order given.
    pub areas: Vec<Placed>,
}

/// Places each of a group of peers in a funnel about their common rate.
///
/// *Formula.* Target: pooled rate. Spread: by the rule, its dispersion divided by what winsorising leaves of the variance of
/// normal residuals (0.68 for a tenth at each end), without which the funnel calls twice as often as it says. An area is called by [`funnel_p_value`] at each of `levels` (0.05 and
/// 0.002 for the usual 95 % and 99.8 %); the strictest it passes is reported.
///
/// *Sources.* D. Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202; Quality and Safety in Health Care 14 (2005)
/// 347–351. Levels as in the first, where they are called two and three standard deviations.
///
/// *Units.* Rates per unit of exposure. *Shapes.* At least 3 areas for a spread, 2 for Poisson.
///
/// *Worked example.* See `tests/it/comparison.rs`: fifteen districts of which one was raised.
///
/// *Assumes* like areas: a group of peers, not all there are. An area is in its own target, which hides it a little where
/// it is big. Of k areas without any difference, k × level are called; 0.002 is there for that. With the spread
/// estimated from fifteen areas a tenth winsorised, 0.05 holds; of 0.002 up to 0.006 was measured where areas do differ
/// (docs/statistics/charts-and-comparison.md): read it so.
///
/// *Not for* ranks, nor for harm-weighted sums: those are not counts.
pub fn funnel(areas: &[Observed], levels: &[f64], rule: SpreadRule) -> Result<Funnel, Unfit> {
    let all = pooled(areas).ok_or(Unfit::OutOfRange)?;
    if levels.is_empty() || levels.iter().any(|l| !is_level(*l)) {
        return Err(Unfit::OutOfRange);
    }
    let needed = if rule == SpreadRule::Poisson { 2 } else { 3 };
    if areas.len() < needed {
        return Err(Unfit::TooShort { needed, given: areas.len() });
    }
    if all.count == 0 {
        return Err(Unfit::TooFew { needed: 1, counted: 0 });
    }
    let target = all.rate();
    let spread = match rule {
        SpreadRule::Poisson => Spread::Poisson,
        SpreadRule::Multiplicative { winsorised } => {
            let expected: Vec<f64> = areas.iter().map(|a| a.exposure * target).collect();
            Spread::Multiplicative { phi: pearson_dispersion(areas, &expected, 1, winsorised)?.corrected.max(1.0) }
        }
        SpreadRule::Additive { winsorised } => {
            Spread::Additive { tau_squared: between(areas, target, winsorised, |found| found.corrected)? }
        }
    };
    let placed = areas.iter().map(|area| {
        let p_value = funnel_p_value(*area, target, spread);
        let strictest = levels.iter().copied().filter(|level| p_value <= *level).fold(f64::INFINITY, f64::min);
        let position = match (strictest.is_finite(), area.rate() > target) {
            (false, _) => Position::Within,
            (true, true) => Position::Above(strictest),
            (true, false) => Position::Below(strictest),
        };
        Placed { rate: area.rate(), p_value, position }
    });
    Ok(Funnel { target, spread, areas: placed.collect() })
}
