//! How much more than Poisson counts vary: Pearson's dispersion, winsorised.

use crate::curves::normal_above;
use crate::observed::{Noise, Observed, Unfit, pooled};

/// Pearson's dispersion of counts about what was expected of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Variance over mean: about 1 where counts are Poisson.
    pub phi: f64,
    /// `phi` over what winsorising leaves of the variance of normal residuals: about 1 again where counts are Poisson.
    pub corrected: f64,
    /// The sum of the squared (winsorised) residuals.
    pub chi_square: f64,
    /// What the sum was divided by: counts less the parameters estimated.
    pub degrees: f64,
    /// How many residuals were pulled in at each end.
    pub pulled_in: usize,
}

impl Dispersion {
    /// As the noise of a comparison. `phi` below 1 counts as 1.
    pub fn noise(self) -> Option<Noise> {
        // Counts that happen to agree exactly have phi 0: Poisson is the least that is claimed.
        Noise::new(self.phi.max(1.0), self.degrees)
    }
}

/// The dispersion of `observed` counts about the counts `expected` of them.
///
/// *Formula.* z = (count − expected)/√expected; the lowest k and highest k of the z are set to the nearest kept one, k being
/// `winsorised` times their number, rounded down; phi = Σz² / (number − `estimated`), `estimated` being how many
/// parameters the expectations took from the same counts (1 for a common rate).
///
/// *Sources.* P. McCullagh and J. Nelder, *Generalized Linear Models* (1989) §6.2.4; winsorising as D. Spiegelhalter,
/// "Handling over-dispersion of performance indicators", Quality and Safety in Health Care 14 (2005) 347–351, who takes
/// a tenth at each end and divides by the number (`estimated` = 0).
///
/// *Units.* Bare ratio. *Shapes.* One expectation a count, each finite and above 0.
///
/// *Worked example.* Counts 4, 9, 2, 5 where 5 are expected of each: (1 + 16 + 9 + 0)/5 = 5.2, over 3 degrees 1.733.
///
/// *Assumes* expectations of about 1 or more (below, phi is very noisy) and independent counts. Winsorising makes phi too
/// low on purpose: where nothing is overdispersed, a tenth at each end brings it to about 0.68, for which `corrected` makes
/// up. Take 0 for [`crate::noisy_change`]. *Not for* deciding *whether* to allow for overdispersion: allow for it always.
pub fn pearson_dispersion(observed: &[Observed], expected: &[f64], estimated: usize, winsorised: f64) -> Result<Dispersion, Unfit> {
    let n = observed.len();
    if n != expected.len() || !(0.0..0.5).contains(&winsorised) || expected.iter().any(|e| !(e.is_finite() && *e > 0.0)) {
        return Err(Unfit::OutOfRange);
    }
    if n <= estimated {
        return Err(Unfit::TooShort { needed: estimated + 1, given: n });
    }
    let mut residuals: Vec<f64> = observed.iter().zip(expected).map(|(o, e)| (o.count as f64 - e) / e.sqrt()).collect();
    residuals.sort_by(f64::total_cmp);
    // Winsorising takes at most all but one; the product is small and not negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pulled_in = (winsorised * n as f64 + 1e-9) as usize;
    let low = residuals.get(pulled_in).copied().unwrap_or(0.0);
    let high = residuals.get(n - 1 - pulled_in).copied().unwrap_or(0.0);
    let chi_square: f64 = residuals.iter().map(|z| z.clamp(low, high)).map(|z| z * z).sum();
    let degrees = (n - estimated) as f64;
    let phi = chi_square / degrees;
    Ok(Dispersion { phi, corrected: phi / winsorised_variance(pulled_in as f64 / n as f64), chi_square, degrees, pulled_in })
}

/// The variance of a standard normal number pulled in to its quantiles at `share` and 1 − `share`.
fn winsorised_variance(share: f64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    let z = normal_above(share);
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    1.0 - 2.0 * share - 2.0 * z * density + 2.0 * share * z * z
}

/// The dispersion of counts about their common rate: [`pearson_dispersion`] with expectations exposure × pooled rate and
/// one parameter estimated, nothing winsorised.
///
/// *Worked example.* Months of 12, 8, 15, 5 with equal exposure: mean 10, Σ(x−10)²/10 = 5.8, over 3 degrees 1.933.
///
/// *Not for* months with seasons or a trend in them: that is variation too, but not noise. Take it about what seasons
/// explain, with [`crate::seasonal_pattern`].
pub fn dispersion_about_common_rate(observed: &[Observed]) -> Result<Dispersion, Unfit> {
    let all = pooled(observed).ok_or(Unfit::OutOfRange)?;
    if all.count == 0 {
        return Err(Unfit::TooFew { needed: 1, counted: 0 });
    }
    let expected: Vec<f64> = observed.iter().map(|o| o.exposure * all.rate()).collect();
    pearson_dispersion(observed, &expected, 1, 0.0)
}
