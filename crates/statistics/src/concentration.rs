//! How much of the harm lies in how few of the places, and how much of that is mere chance.

use crate::change::Interval;
use crate::observed::{Unfit, is_level};
use crate::permutation::Stream;

/// The Lorenz curve, from the least place to the most: (share of places, share of the whole), from (0, 0) to (1, 1).
///
/// *Source.* M. Lorenz, Publications of the American Statistical Association 9 (1905) 209–219; for crime at places,
/// W. Bernasco and W. Steenbeek, Journal of Quantitative Criminology 33 (2017) 451–467.
///
/// *Units.* Shares. *Shapes.* One value a place, zeros included: leaving out places without crime makes any town even.
/// Values may be counts or harm, none below 0. *Worked example.* 3, 1, 0, 0: (0.5, 0), (0.75, 0.25), (1, 1).
pub fn lorenz_curve(values: &[f64]) -> Result<Vec<(f64, f64)>, Unfit> {
    let (sorted, sum) = sorted(values)?;
    let n = sorted.len() as f64;
    let mut curve = vec![(0.0, 0.0)];
    let mut reached = 0.0;
    for (at, value) in sorted.iter().enumerate() {
        reached += value;
        curve.push(((at + 1) as f64 / n, (reached / sum).min(1.0)));
    }
    Ok(curve)
}

/// The Gini coefficient: 0 where every place has the same, close to 1 where one place has all.
///
/// *Formula.* G = 2 Σ i xᵢ / (n Σ x) − (n + 1)/n, x sorted upwards and i counting from 1.
///
/// *Source.* C. Gini (1912), in the form of M. Brown, Social Science & Medicine 38 (1994) 1243–1256.
///
/// *Worked example.* Ten places with 3, 1, 1 and seven times 0: G = 0.78, as in the vignette of the R package `lorenzgini`.
///
/// *Not for* counts fewer than places, where it is large by arithmetic alone: see [`generalised_gini`] and
/// [`chance_concentration`]; nor for comparing two towns of different numbers of crimes.
///
/// ```
/// let places = [3.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// assert!((statistics::gini(&places).unwrap() - 0.78).abs() < 1e-12);
/// ```
pub fn gini(values: &[f64]) -> Result<f64, Unfit> {
    let (sorted, sum) = sorted(values)?;
    Ok(gini_of(&sorted, sum))
}

fn gini_of(sorted: &[f64], sum: f64) -> f64 {
    let n = sorted.len() as f64;
    let ranked: f64 = sorted.iter().enumerate().map(|(at, x)| (at + 1) as f64 * x).sum();
    2.0 * ranked / (n * sum) - (n + 1.0) / n
}

/// The Gini coefficient against the most even spread that whole events allow.
///
/// *Formula.* G′ = max(n/c, 1) (G − 1) + 1, n places, c events. As G where events are at least as many as places.
///
/// *Source.* W. Bernasco and W. Steenbeek, "More places than crimes", Journal of Quantitative Criminology 33 (2017)
/// 451–467.
///
/// *Worked example.* 3, 1, 1 and seven times 0: G = 0.78, G′ = 2 (0.78 − 1) + 1 = 0.56. (A figure caption in their package's
/// vignette prints .58; the areas of the curves give 0.56.) Five places with one event each of ten: G = 0.5, G′ = 0.
///
/// *Not for* harm, which isn't counted in whole events. It answers "less even than could be", not "less even than chance":
/// that is [`chance_concentration`].
pub fn generalised_gini(counts: &[u64]) -> Result<f64, Unfit> {
    let values: Vec<f64> = counts.iter().map(|c| *c as f64).collect();
    let (sorted, sum) = sorted(&values)?;
    Ok((sorted.len() as f64 / sum).max(1.0) * (gini_of(&sorted, sum) - 1.0) + 1.0)
}

/// The fewest places that hold at least `share` of the whole.
///
/// *Source.* L. Sherman, P. Gartin and M. Buerger, Criminology 27 (1989) 27–56 (half of the calls from 3 % of the places);
/// D. Weisburd, Criminology 53 (2015) 133–157. *Units.* Places; divide by their number for a share.
///
/// *Worked example.* 5, 3, 1, 1, 0: one place holds 50 %, two hold 80 %, three 81 %.
///
/// *Not for* counts fewer than twice the places without [`chance_concentration`] beside it: 100 burglaries can't fill 1,000
/// streets, so 5 % of them hold half at the least even if nothing is concentrated.
pub fn fewest_places(values: &[f64], share: f64) -> Result<usize, Unfit> {
    if !(share > 0.0 && share <= 1.0) {
        return Err(Unfit::OutOfRange);
    }
    let (sorted, sum) = sorted(values)?;
    Ok(fewest_of(&sorted, sum, share))
}

fn fewest_of(sorted: &[f64], sum: f64, share: f64) -> usize {
    let mut reached = 0.0;
    for (at, value) in sorted.iter().rev().enumerate() {
        reached += value;
        // A hair's breadth for sums of harm that should meet the share exactly.
        if reached >= share * sum * (1.0 - 1e-12) {
            return at + 1;
        }
    }
    sorted.len()
}

/// What concentration chance alone makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceConcentration {
    /// Mean Gini coefficient of the simulations.
    pub gini: f64,
    /// The range of it that chance leaves, at the level asked for.
    pub gini_range: Interval,
    /// Mean of the fewest places that hold the share asked for.
    pub places: f64,
    /// One-sided Monte Carlo p-value of the observed Gini: (1 + as large or larger)/(1 + trials).
    pub p_value: f64,
}

/// How concentrated the same number of events would be if each fell on a place by chance, in proportion to its exposure.
///
/// *Method.* `trials` times, the events are dealt out anew; simulation i draws from the stream (seed, "concentration", i). The
/// p-value is one-sided: more concentrated than chance.
///
/// *Sources.* The Poisson expectation as the bar: G. Mohler and others, Journal of Quantitative Criminology 35 (2019)
/// 769–789; S. Hipp and Y.-A. Kim, same journal 33 (2017) 595–632; the p-value: B. Phipson and G. Smyth, Statistical
/// Applications in Genetics and Molecular Biology 9 (2010) 39.
///
/// *Shapes.* One count and one exposure (addresses, residents; 1 for equal places) a place. `share` as in
/// [`fewest_places`], `level` 0.05 for a 95 % range.
///
/// *Worked example.* 1,000 events on 1,000 equal places: a Gini of 0.524 and half of them in 198 places, by chance alone
/// (for many Poisson places of mean 1 the Gini is e⁻²(I₀(2) + I₁(2)) = 0.5238).
///
/// Refused where the counts add up to more than a `u64` holds.
///
/// *Assumes* events independent of each other. *Not for* harm, nor for proving which place is a hotspot.
pub fn chance_concentration(
    counts: &[u64],
    exposures: &[f64],
    share: f64,
    level: f64,
    trials: u32,
    seed: u64,
) -> Result<ChanceConcentration, Unfit> {
    let sound = counts.len() == exposures.len() && exposures.iter().all(|e| e.is_finite() && *e >= 0.0);
    let asked = is_level(level) && share > 0.0 && share <= 1.0 && trials > 0;
    if !(sound && asked) {
        return Err(Unfit::OutOfRange);
    }
    let values: Vec<f64> = counts.iter().map(|c| *c as f64).collect();
    let observed = gini(&values)?;
    let events = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count)).ok_or(Unfit::OutOfRange)?;
    let mut upto = Vec::with_capacity(exposures.len());
    let mut reached = 0.0;
    for exposure in exposures {
        reached += exposure;
        upto.push(reached);
    }
    if reached <= 0.0 {
        return Err(Unfit::OutOfRange);
    }
    let (mut ginis, mut places, mut as_large) = (Vec::new(), 0.0, 0_u32);
    for trial in 0..trials {
        let mut chance = Stream::of(seed, "concentration", u64::from(trial));
        let mut dealt = vec![0.0_f64; counts.len()];
        for _ in 0..events {
            let at = (chance.next_bits() >> 11) as f64 / (1_u64 << 53) as f64 * reached;
            if let Some(place) = dealt.get_mut(upto.partition_point(|edge| *edge <= at)) {
                *place += 1.0;
            }
        }
        dealt.sort_by(f64::total_cmp);
        let all = events as f64;
        let here = gini_of(&dealt, all);
        as_large += u32::from(here >= observed - 1e-12);
        places += fewest_of(&dealt, all, share) as f64;
        ginis.push(here);
    }
    ginis.sort_by(f64::total_cmp);
    let n = f64::from(trials);
    Ok(ChanceConcentration {
        gini: ginis.iter().sum::<f64>() / n,
        gini_range: Interval { low: quantile(&ginis, level / 2.0), high: quantile(&ginis, 1.0 - level / 2.0) },
        places: places / n,
        p_value: f64::from(1 + as_large) / (n + 1.0),
    })
}

/// The value at a share of a sorted list, the nearer whole position.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share between 0 and 1 of a length
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (share * (sorted.len().max(1) - 1) as f64).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

fn sorted(values: &[f64]) -> Result<(Vec<f64>, f64), Unfit> {
    if values.iter().any(|v| !(v.is_finite() && *v >= 0.0)) {
        return Err(Unfit::OutOfRange);
    }
    if values.is_empty() {
        return Err(Unfit::TooShort { needed: 1, given: 0 });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sum: f64 = sorted.iter().sum();
    if sum > 0.0 { Ok((sorted, sum)) } else { Err(Unfit::TooFew { needed: 1, counted: 0 }) }
}
