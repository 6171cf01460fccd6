//! The chart of single values and their moving ranges.

use crate::change::Interval;
use crate::observed::Unfit;
use crate::run_rules::{RunRule, Signal, signals};

/// The mean range of two normal numbers, in standard deviations: 2/√π.
const RANGE_OF_TWO: f64 = std::f64::consts::FRAC_2_SQRT_PI;
/// The upper limit of a moving range, in mean moving ranges: Wheeler's D₄ = 3.268.
const RANGE_LIMIT: f64 = 3.268;

/// A chart of single values.
#[derive(Debug, Clone, PartialEq)]
pub struct XmrChart {
    /// The mean of the baseline.
    pub centre: f64,
    /// The standard deviation from the baseline's mean moving range.
    pub sigma: f64,
    /// The natural process limits.
    pub limits: Interval,
    /// The upper limit of a moving range.
    pub range_limit: f64,
    /// Positions whose moving range (from the value before) is beyond that limit.
    pub wide_ranges: Vec<usize>,
    /// Distances from the centre in standard deviations.
    pub z: Vec<f64>,
    /// What the run rules say.
    pub signals: Vec<Signal>,
}

/// The mean moving range over 2/√π; 0 where there are fewer than two values.
pub(crate) fn sigma_of(values: &[f64]) -> f64 {
    let ranges = values.iter().zip(values.iter().skip(1)).map(|(a, b)| (b - a).abs());
    let (sum, n) = ranges.fold((0.0, 0_u32), |(sum, n), r| (sum + r, n + 1));
    if n == 0 { 0.0 } else { sum / f64::from(n) / RANGE_OF_TWO }
}

/// A chart of single values with limits from the first `baseline` of them.
///
/// *Formula.* Centre: mean of the baseline. sigma = mean moving range/1.1284. Limits: centre ± `sigmas` × sigma (2.66 mean
/// moving ranges for 3). A moving range is wide beyond 3.268 mean moving ranges.
///
/// *Source.* D. Wheeler and D. Chambers, *Understanding Statistical Process Control* (1992) ch. 3; W. Shewhart (1931).
///
/// *Units.* The values'. *Shapes.* At least `baseline` values, and a baseline of at least 2.
///
/// *Worked example.* 10, 12, 11, 13, 9: mean 11, moving ranges 2, 1, 2, 4, mean 2.25, sigma 1.994, limits 5.018 to 16.982.
///
/// *Assumes* independent values with no season, about normal. *Not for* small counts, which are neither: use
/// [`crate::u_chart`]; nor for values of unequal exposure. With 24 months of baseline the limits are uncertain by a
/// fifth: [`crate::false_signals`] says what that costs.
///
/// ```
/// use statistics::{RunRule, xmr_chart};
/// let chart = xmr_chart(&[10.0, 12.0, 11.0, 13.0, 9.0, 30.0], 5, 3.0, &[RunRule::Beyond { sigmas: 3.0 }]).unwrap();
/// assert!((chart.sigma - 1.994).abs() < 1e-3);
/// assert_eq!(chart.signals[0].at, 5);
/// ```
pub fn xmr_chart(values: &[f64], baseline: usize, sigmas: f64, rules: &[RunRule]) -> Result<XmrChart, Unfit> {
    let needed = baseline.max(2);
    let known = values.get(..needed).ok_or(Unfit::TooShort { needed, given: values.len() })?;
    let sound = values.iter().all(|v| v.is_finite()) && sigmas.is_finite() && sigmas > 0.0;
    let sigma = sigma_of(known);
    if !sound || sigma <= 0.0 {
        return Err(Unfit::OutOfRange);
    }
    let centre = known.iter().sum::<f64>() / known.len() as f64;
    let z: Vec<f64> = values.iter().map(|v| (v - centre) / sigma).collect();
    let range_limit = RANGE_LIMIT * sigma * RANGE_OF_TWO;
    let ranges = values.iter().zip(values.iter().skip(1)).enumerate();
    Ok(XmrChart {
        centre,
        sigma,
        limits: Interval { low: centre - sigmas * sigma, high: centre + sigmas * sigma },
        range_limit,
        wide_ranges: ranges.filter(|(_, (a, b))| (*b - *a).abs() > range_limit).map(|(at, _)| at + 1).collect(),
        signals: signals(&z, rules),
        z,
    })
}
