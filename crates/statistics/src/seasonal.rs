//! Seasons: what part of a year's pattern returns, and whether this month is unlike the same month before.

use crate::change::Exposure;
use crate::dispersion::{Dispersion, pearson_dispersion};
use crate::noisy_change::{NoisyChange, noisy_change};
use crate::observed::{Noise, Observed, Unfit, pooled};

/// How the seasons of a year differ.
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonalPattern {
    /// One index a season: its rate over the year's, 1 for an average season.
    pub indices: Vec<f64>,
    /// The rate of each year with its seasons taken out.
    pub yearly_rates: Vec<f64>,
    /// What neither year nor season explains: the noise for [`same_season`].
    pub dispersion: Dispersion,
}

/// Seasonal indices from whole years, with the days of each month as exposure.
///
/// *Formula.* Poisson with mean exposure × year's rate × season's index, by maximum likelihood (iterative proportional
/// fitting); indices scaled so that their mean, weighted by exposure, is 1. Dispersion: Pearson's chi-square about that fit
/// over (years − 1)(seasons − 1).
///
/// *Sources.* W. Deming and F. Stephan, Annals of Mathematical Statistics 11 (1940) 427–444; Y. Bishop, S. Fienberg and
/// P. Holland, *Discrete Multivariate Analysis* (1975) ch. 3; ratio-to-average indices as in any text on official series.
///
/// *Units.* Indices are bare ratios, rates per unit of exposure. *Shapes.* One row a year, all of one length (12 months or 4
/// quarters), at least 2 years; no missing month: leave the year out or begin the year elsewhere.
///
/// *Worked example.* Two years of two seasons of equal exposure, 30 and 10, then 60 and 20: indices 1.5 and 0.5, rates 20
/// and 40, dispersion 0.
///
/// *Assumes* that the pattern is the same every year. *Not for* two years only, if the indices are to be shown: each then
/// rests on two months. *Not for* harm.
///
/// ```
/// use statistics::{Observed, seasonal_pattern};
/// let year = |a, b| vec![Observed::new(a, 1.0), Observed::new(b, 1.0)];
/// let pattern = seasonal_pattern(&[year(30, 10), year(60, 20)]).unwrap();
/// assert!((pattern.indices[0] - 1.5).abs() < 1e-12 && (pattern.yearly_rates[1] - 40.0).abs() < 1e-9);
/// ```
pub fn seasonal_pattern(years: &[Vec<Observed>]) -> Result<SeasonalPattern, Unfit> {
    let seasons = years.first().map_or(0, Vec::len);
    if years.len() < 2 || seasons < 2 {
        return Err(Unfit::TooShort { needed: 2, given: years.len().min(seasons) });
    }
    if years.iter().any(|year| year.len() != seasons) {
        return Err(Unfit::OutOfRange);
    }
    let by_season: Vec<Vec<Observed>> = (0..seasons).map(|s| years.iter().filter_map(|y| y.get(s).copied()).collect()).collect();
    for line in years.iter().chain(&by_season) {
        if pooled(line).ok_or(Unfit::OutOfRange)?.count == 0 {
            return Err(Unfit::TooFew { needed: 1, counted: 0 });
        }
    }
    let scaled = |line: &[Observed], by: &[f64]| -> f64 {
        let count: f64 = line.iter().map(|o| o.count as f64).sum();
        count / line.iter().zip(by).map(|(o, f)| o.exposure * f).sum::<f64>()
    };
    let mut indices = vec![1.0; seasons];
    let mut rates = Vec::new();
    for _ in 0..60 {
        rates = years.iter().map(|year| scaled(year, &indices)).collect::<Vec<f64>>();
        indices = by_season.iter().map(|season| scaled(season, &rates)).collect();
    }
    let exposure_of = |line: &Vec<Observed>| line.iter().map(|o| o.exposure).sum::<f64>();
    let (top, bottom) = by_season.iter().map(exposure_of).zip(&indices).fold((0.0, 0.0), |(t, b), (e, i)| (t + e * i, b + e));
    let mean = top / bottom;
    for index in &mut indices {
        *index /= mean;
    }
    for rate in &mut rates {
        *rate *= mean;
    }
    let flat: Vec<Observed> = years.iter().flatten().copied().collect();
    let expected: Vec<f64> =
        years.iter().zip(&rates).flat_map(|(year, rate)| year.iter().zip(&indices).map(move |(o, i)| o.exposure * rate * i)).collect();
    let dispersion = pearson_dispersion(&flat, &expected, years.len() + seasons - 1, 0.0)?;
    Ok(SeasonalPattern { indices, yearly_rates: rates, dispersion })
}

/// Compares a month or quarter with the same one of earlier years, allowing for overdispersion.
///
/// *Formula.* [`noisy_change`] of the earlier years together against this one, the exposures being the sum of the earlier
/// ones' and this one's. *Sources.* As there.
///
/// `noise` comes best from the whole pattern ([`seasonal_pattern`]'s dispersion: three years of months give 22 degrees of
/// freedom); the same month of three years alone gives 2, and nothing short of a catastrophe is then called.
///
/// *Units and interval.* The ratio of this season's rate to the earlier ones'.
///
/// *Worked example.* Decembers of 40, 44 and 36 events, then 60, φ = 1.5 on 22 degrees: expected 40, ratio 1.5, t = 15/√(1.5 ·
/// 180 · 3/16) = 2.108, p = 0.0466 (scipy's t distribution).
///
/// *Assumes* no trend: three years' fall makes this year look low. Look at the chart first. *Not for* twelve months one after
/// the other without saying how many were tried.
pub fn same_season(now: Observed, before: &[Observed], noise: Noise, level: f64) -> Result<NoisyChange, Unfit> {
    let all = pooled(before).ok_or(Unfit::OutOfRange)?;
    let exposure = Exposure::new(all.exposure, now.exposure).ok_or(Unfit::OutOfRange)?;
    noisy_change(all.count, now.count, exposure, noise, level)
}
