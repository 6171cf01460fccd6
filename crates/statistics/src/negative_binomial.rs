//! Counts that vary more than Poisson, as negative binomial: how much more, and the mean behind one of them.

use crate::change::Interval;
use crate::curves::{negative_binomial_log, negative_binomial_lower, negative_binomial_point, negative_binomial_upper};
use crate::exact::solve_rising;
use crate::observed::{Observed, Unfit, is_level, pooled};
use crate::rate::count_interval;

/// The dispersion α of counts with a common rate, by the method of moments: variance = mean + α mean².
///
/// *Formula.* The α ≥ 0 at which Σ (x − e)²/(e + α e²) equals the number of counts less one, e being exposure × pooled rate.
/// With equal exposures: (s² − m)/m², s² the sample variance and m the mean. 0 where counts vary no more than Poisson.
///
/// *Source.* N. Breslow, "Extra-Poisson variation in log-linear models", Applied Statistics 33 (1984) 38–44.
///
/// *Worked example.* European red mites on 150 apple leaves (C. Bliss and R. Fisher, Biometrics 9 (1953) 176–200): leaves
/// with 0 to 7 mites 70, 38, 17, 10, 9, 3, 2, 1: m = 1.14667, s² = 2.27365, α = 0.85712 (k = 1.16670), recomputed here.
///
/// *Units.* None. *Shapes.* At least 3 counts. *Assumes* one rate for all: seasons or a trend would be called dispersion.
pub fn dispersion_by_moments(observed: &[Observed]) -> Result<f64, Unfit> {
    let rate = common_rate(observed)?;
    let wanted = observed.len() as f64 - 1.0;
    let squares = |alpha: f64| -> f64 {
        let terms = observed.iter().map(|o| {
            let e = o.exposure * rate;
            let gap = o.count as f64 - e;
            gap * gap / (e + alpha * e * e)
        });
        terms.sum()
    };
    if squares(0.0) <= wanted {
        return Ok(0.0);
    }
    // The sum falls as α grows; bracket, then halve.
    let (mut low, mut high) = (0.0, 1.0);
    while squares(high) > wanted && high < 1e12 {
        (low, high) = (high, high * 4.0);
    }
    for _ in 0..120 {
        let middle = f64::midpoint(low, high);
        if squares(middle) > wanted { low = middle } else { high = middle }
    }
    Ok(f64::midpoint(low, high))
}

/// The dispersion α of counts with a common rate, by maximum likelihood, with the rate that goes with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomialFit {
    /// Events for each unit of exposure.
    pub rate: f64,
    /// α: variance = mean + α mean². Bliss and Fisher's k is 1/α.
    pub dispersion: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// Fits a negative binomial to counts with a common rate, by maximum likelihood.
///
/// *Formula.* Maximises Σ ln P(x; mean ρ e, α) over α, ρ solving Σ (x − ρe)/(1 + αρe) = 0. α is 0 where the likelihood
/// already falls at 0, that is where Σ ((x − e)² − x) ≤ 0.
///
/// *Source.* C. Bliss and R. Fisher, "Fitting the negative binomial distribution to biological data", Biometrics 9 (1953)
/// 176–200; J. Lawless, Canadian Journal of Statistics 15 (1987) 209–225.
///
/// *Worked example.* The mites of [`dispersion_by_moments`]: k = 1/α = 1.0246, the 1.02459 of Bliss and Fisher.
///
/// *Units.* `rate` per unit of exposure. *Shapes.* At least 3 counts. About 7 digits: a maximum is flat.
///
/// *Assumes* independent counts and one rate. *Not for* fewer than about 12 counts: α is then mostly chance, and too low on
/// average (by a twentieth at 24 months; see docs/statistics/charts-and-comparison.md).
pub fn fit_negative_binomial(observed: &[Observed]) -> Result<NegativeBinomialFit, Unfit> {
    let rate = common_rate(observed)?;
    let excess: f64 = observed
        .iter()
        .map(|o| {
            let gap = o.count as f64 - o.exposure * rate;
            gap * gap - o.count as f64
        })
        .sum();
    if excess <= 0.0 {
        let log_likelihood = observed.iter().map(|o| libm::log(crate::exact::poisson_point(o.count, o.exposure * rate))).sum();
        return Ok(NegativeBinomialFit { rate, dispersion: 0.0, log_likelihood });
    }
    let value = |log_alpha: f64| -> (f64, f64) {
        let alpha = libm::exp(log_alpha);
        let best = rate_given(observed, rate, alpha);
        (observed.iter().map(|o| negative_binomial_log(o.count, o.exposure * best, alpha)).sum(), best)
    };
    // A coarse walk to the best of a grid, then the golden section about it.
    let mut top = (-16.0, f64::NEG_INFINITY);
    for step in 0..=88 {
        let at = -16.0 + 0.25 * f64::from(step);
        let here = value(at).0;
        if here > top.1 {
            top = (at, here);
        }
    }
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (top.0 - 0.25, top.0 + 0.25);
    for _ in 0..60 {
        let (c, d) = (b - golden * (b - a), a + golden * (b - a));
        if value(c).0 > value(d).0 { b = d } else { a = c }
    }
    let at = f64::midpoint(a, b);
    let (log_likelihood, rate) = value(at);
    Ok(NegativeBinomialFit { rate, dispersion: libm::exp(at), log_likelihood })
}

/// The likeliest rate for a given α: Newton on Σ (x − ρe)/(1 + αρe), whose left side falls in ρ.
fn rate_given(observed: &[Observed], start: f64, alpha: f64) -> f64 {
    let mut rate = start;
    for _ in 0..50 {
        let (mut gap, mut slope) = (0.0, 0.0);
        for o in observed {
            let e = rate * o.exposure;
            let whole = 1.0 + alpha * e;
            gap += (o.count as f64 - e) / whole;
            slope += o.exposure * (1.0 + alpha * o.count as f64) / (whole * whole);
        }
        let next = (rate + gap / slope).max(rate / 2.0);
        if (next - rate).abs() <= 1e-14 * rate {
            return next;
        }
        rate = next;
    }
    rate
}

/// The interval of the mean behind one overdispersed count, at `level` uncertainty, given its dispersion α.
///
/// *Formula.* As Garwood's: low is the mean at which `count` or more has chance level/2, high the one at which `count` or
/// fewer has, the chances being negative binomial with variance mean + α mean². α = 0 gives [`count_interval`].
///
/// *Sources.* The inversion: C. Clopper and E. Pearson, Biometrika 26 (1934) 404–413; the distribution: Bliss and Fisher
/// (1953).
///
/// *Units.* Events; divide by the exposure for a rate. A sum of n like periods, each with α, has α/n.
///
/// *Worked example.* 10 events, α = 0.2: 3.605 to 37.286, where Poisson has 4.795 to 18.390 (scipy's `nbinom`, recomputed).
///
/// *Assumes* that α is known: estimated from 24 periods, a nominal 95 % holds the mean a little less often (docs/statistics/charts-and-comparison.md
/// says how much). *Not for* α taken from the one count itself, which is not possible.
///
/// ```
/// let limits = statistics::negative_binomial_interval(10, 0.2, 0.05).unwrap();
/// assert!((limits.low - 3.6053).abs() < 1e-4 && (limits.high - 37.2865).abs() < 1e-4);
/// ```
pub fn negative_binomial_interval(count: u64, dispersion: f64, level: f64) -> Result<Interval, Unfit> {
    if !(is_level(level) && dispersion.is_finite() && dispersion >= 0.0) {
        return Err(Unfit::OutOfRange);
    }
    // Below this α, and for any count a file can hold, Poisson is the same to all digits that are printed.
    if dispersion < 1e-9 {
        return Ok(count_interval(count, level));
    }
    let (tail, n) = (level / 2.0, count as f64);
    let spread = 2.0 * (1.0 / (n + 1.0) + dispersion).sqrt();
    let low = if count == 0 {
        0.0
    } else {
        libm::exp(solve_rising(tail, libm::log(n) - spread, |x| {
            let mean = libm::exp(x);
            (negative_binomial_upper(count, mean, dispersion), n * negative_binomial_point(count, mean, dispersion))
        }))
    };
    let high = libm::exp(-solve_rising(tail, -libm::log(n + 1.0) - spread, |x| {
        let mean = libm::exp(-x);
        let next = (n + 1.0) * negative_binomial_point(count + 1, mean, dispersion);
        (negative_binomial_lower(count, mean, dispersion), next)
    }));
    Ok(Interval { low, high })
}

fn common_rate(observed: &[Observed]) -> Result<f64, Unfit> {
    let all = pooled(observed).ok_or(Unfit::OutOfRange)?;
    if observed.len() < 3 {
        return Err(Unfit::TooShort { needed: 3, given: observed.len() });
    }
    if all.count == 0 {
        return Err(Unfit::TooFew { needed: 1, counted: 0 });
    }
    Ok(all.rate())
}
