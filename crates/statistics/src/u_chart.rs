//! The chart of monthly rates: the u-chart, and Laney's u′ where counts vary more than Poisson.

use crate::observed::{Observed, Unfit, pooled};
use crate::run_rules::{RunRule, Signal, signals};
use crate::xmr_chart::sigma_of;

/// Fewest events expected of a point for which [`u_chart`] draws limits.
pub const U_CHART_LEAST_MEAN: u64 = 10;

/// Whether a chart allows for more variation than Poisson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widened {
    /// The plain u-chart.
    No,
    /// Laney's u′: limits widened by what the baseline shows, never narrowed.
    Laney,
}

/// A chart of rates.
#[derive(Debug, Clone, PartialEq)]
pub struct UChart {
    /// The rate of the baseline.
    pub centre: f64,
    /// Laney's `σ_z` as found in the baseline: about 1 where counts are Poisson.
    pub sigma_z: f64,
    /// The points, in order.
    pub points: Vec<UPoint>,
    /// What the run rules say.
    pub signals: Vec<Signal>,
}

/// A point of a chart of rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UPoint {
    /// Its rate.
    pub rate: f64,
    /// The lower limit, at least 0.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
    /// Distance from the centre in the chart's standard deviations.
    pub z: f64,
}

/// A chart of rates with limits from the first `baseline` points.
///
/// *Formula.* Centre ū: baseline's events over its exposure. σᵢ = √(ū/exposureᵢ), zᵢ = (rateᵢ − ū)/σᵢ. Laney: `σ_z` = mean moving
/// range of the baseline's z over 1.1284; limits ū ± `sigmas` σᵢ max(1, `σ_z`). Laney lets `σ_z` fall below 1; here it may not:
/// counts are no more regular than chance but by chance, and 24 months can't show otherwise.
///
/// *Sources.* W. Shewhart (1931) and ISO 7870-2:2013 for the u-chart; D. Laney, "Improved control charts for
/// attributes", Quality Engineering 14 (2002) 531–537.
///
/// *Units.* Events per unit of exposure: take days in the month × residents, so that February is no dip. *Shapes.* At least
/// `baseline` points, a baseline of at least 2; 24 months are the usual least. Every exposure finite and above 0.
///
/// *Worked example.* Counts 20, 28, 24, 16, 22 of exposure 1: ū = 22, σ = 4.690, limits 7.93 to 36.07; moving ranges of z
/// 1.706, 0.853, 1.706, 1.279, `σ_z` = 1.228, u′ limits 4.72 to 39.28.
///
/// *Assumes* independent months without seasons: a season signals every year. Take the season out of the exposure
/// (multiply it by [`crate::SeasonalPattern`]'s index) or compare with the same months by [`crate::same_season`].
///
/// *Not for* fewer than ten expected events in any point ([`Unfit::TooFew`]): the normal limits then signal twice as often
/// above as they say and never below. Chart longer periods.
pub fn u_chart(points: &[Observed], baseline: usize, sigmas: f64, widened: Widened, rules: &[RunRule]) -> Result<UChart, Unfit> {
    let needed = baseline.max(2);
    let known = points.get(..needed).ok_or(Unfit::TooShort { needed, given: points.len() })?;
    let (all, _) = pooled(known).zip(pooled(points)).ok_or(Unfit::OutOfRange)?;
    if !(sigmas.is_finite() && sigmas > 0.0) {
        return Err(Unfit::OutOfRange);
    }
    let centre = all.rate();
    let least = points.iter().map(|p| p.exposure * centre).fold(f64::INFINITY, f64::min);
    if least < U_CHART_LEAST_MEAN as f64 {
        // A floor of a number that is not negative and below ten.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        return Err(Unfit::TooFew { needed: U_CHART_LEAST_MEAN, counted: least as u64 });
    }
    let own = |p: &Observed| (centre / p.exposure).sqrt();
    let plain: Vec<f64> = points.iter().map(|p| (p.rate() - centre) / own(p)).collect();
    let sigma_z = sigma_of(plain.get(..needed).unwrap_or_default());
    let width = match widened {
        Widened::No => 1.0,
        Widened::Laney => sigma_z.max(1.0),
    };
    let z: Vec<f64> = plain.iter().map(|z| z / width).collect();
    let drawn = points.iter().zip(&z).map(|(p, z)| {
        let reach = sigmas * own(p) * width;
        UPoint { rate: p.rate(), low: (centre - reach).max(0.0), high: centre + reach, z: *z }
    });
    Ok(UChart { centre, sigma_z, points: drawn.collect(), signals: signals(&z, rules) })
}
