//! Did crime move next door: the ring around a treated place.

use crate::before_after::{Verdict, Watched};
use crate::change::Interval;
use crate::curves::{student_beyond, student_outside};
use crate::observed::{Noise, Unfit, is_level};

/// Fewest events in all cells together for which [`weighted_displacement_difference`] answers.
pub const DISPLACEMENT_LEAST: u64 = 20;

/// What a displacement quotient says, in its authors' bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The treated place did not do better than the control: there is nothing to displace, and no quotient.
    NoSuccess,
    /// Above 1: the ring gained more than the place itself.
    DiffusionAboveDirect,
    /// 0 to 1: the ring gained too.
    Diffusion,
    /// Exactly 0.
    Neither,
    /// −1 to 0: some of the gain was displaced.
    Displacement,
    /// Below −1: more was displaced than gained.
    DisplacementAboveDirect,
}

/// The weighted displacement quotient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quotient {
    /// Change of the treated place relative to the control: below 0 where the measure did well.
    pub success: f64,
    /// Change of the ring relative to the control.
    pub ring: f64,
    /// ring/success, where there is success.
    pub quotient: Option<f64>,
    /// What it says.
    pub reading: Reading,
}

/// The weighted displacement quotient of a treated place A, its ring B and a control C.
///
/// *Formula.* success = A₁/C₁ − A₀/C₀, ring = B₁/C₁ − B₀/C₀ (0 before, 1 after, in rates); WDQ = ring/success, meaningful only
/// where success is below 0.
///
/// *Source.* K. Bowers and S. Johnson, "Measuring the geographical displacement and diffusion of benefit effects of crime
/// prevention activity", Journal of Quantitative Criminology 19 (2003) 275–301.
///
/// *Units.* Bare ratio. *Worked example.* A 100 to 50, B 100 to 150, C 100 to 100: success −0.5, ring 0.5, WDQ = −1: all of
/// it displaced.
///
/// *Not for* saying how sure one is: it has no standard error. With small counts it takes any value; give
/// [`weighted_displacement_difference`] with it always.
pub fn weighted_displacement_quotient(treated: Watched, ring: Watched, control: Watched) -> Result<Quotient, Unfit> {
    if ![treated, ring, control].iter().all(|w| w.is_sound()) {
        return Err(Unfit::OutOfRange);
    }
    if control.before.count.min(control.after.count) == 0 {
        return Err(Unfit::TooFew { needed: 1, counted: 0 });
    }
    let against = |w: Watched| w.after.rate() / control.after.rate() - w.before.rate() / control.before.rate();
    let (success, around) = (against(treated), against(ring));
    let quotient = (success < 0.0).then_some(around / success);
    let reading = match quotient {
        None => Reading::NoSuccess,
        Some(q) if q > 1.0 => Reading::DiffusionAboveDirect,
        Some(q) if q > 0.0 => Reading::Diffusion,
        Some(q) if q < -1.0 => Reading::DisplacementAboveDirect,
        Some(q) if q < 0.0 => Reading::Displacement,
        Some(_) => Reading::Neither,
    };
    Ok(Quotient { success, ring: around, quotient, reading })
}

/// One part of a weighted displacement difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Events fewer (below 0) or more than the control lets expect.
    pub events: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// The weighted displacement difference, its parts and what may be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisplacementDifference {
    /// The treated place against its control.
    pub local: Difference,
    /// The ring against its control.
    pub ring: Difference,
    /// Both together.
    pub total: Difference,
    /// The interval of the total.
    pub interval: Interval,
    /// Two-sided p-value of no total effect.
    pub p_value: f64,
    /// The verdict on the total at the level.
    pub verdict: Verdict,
}

/// The weighted displacement difference test.
///
/// *Formula.* WDD = (T₁ − T₀) − (C₁ − C₀) + (R₁ − R₀) − (D₁ − D₀): treated place, its control, the ring, the ring's control,
/// each count over its exposure. Variance φ Σ count/exposure²; z = WDD/√variance, held against Student's t on φ's degrees.
///
/// *Source.* A. Wheeler and J. Ratcliffe, "A simple weighted displacement difference test to evaluate place based crime
/// interventions", Crime Science 7 (2018) 11; weights for unequal periods and areas as in Wheeler's R package `ptools`.
///
/// *Units.* Events per unit of exposure: with exposures of 1, events. *Shapes.* Ring and its control come together, or not at
/// all.
///
/// *Worked example.* The paper's: treated 207 to 110, control 308 to 318, ring 178 to 157, ring's control 150 to 140: WDD =
/// −118, standard error √1568 = 39.6, z = −2.98, 95 % interval −196 to −40.
///
/// *Assumes* that treated place and control had about the same count before and would have changed by the same *number*;
/// for places of unlike size use [`crate::before_after`], which compares ratios. *Not for* fewer than twenty events in all,
/// which is refused, nor for φ = 1 without a reason.
pub fn weighted_displacement_difference(
    treated: Watched,
    control: Watched,
    ring: Option<(Watched, Watched)>,
    noise: Noise,
    level: f64,
) -> Result<DisplacementDifference, Unfit> {
    let places: Vec<Watched> = [treated, control].into_iter().chain(ring.into_iter().flat_map(|(r, d)| [r, d])).collect();
    if !is_level(level) || !places.iter().all(|w| w.is_sound()) {
        return Err(Unfit::OutOfRange);
    }
    let counted = places.iter().fold(0_u64, |sum, w| sum.saturating_add(w.before.count).saturating_add(w.after.count));
    if counted < DISPLACEMENT_LEAST {
        return Err(Unfit::TooFew { needed: DISPLACEMENT_LEAST, counted });
    }
    let change = |w: Watched| w.after.rate() - w.before.rate();
    let variance = |w: Watched| w.after.rate() / w.after.exposure + w.before.rate() / w.before.exposure;
    let part = |a: Watched, b: Watched| (change(a) - change(b), noise.phi() * (variance(a) + variance(b)));
    let (local, local_variance) = part(treated, control);
    let (around, around_variance) = ring.map_or((0.0, 0.0), |(r, d)| part(r, d));
    let (total, error) = (local + around, (local_variance + around_variance).sqrt());
    let reach = student_beyond(level, noise.degrees()) * error;
    let p_value = student_outside(total / error, noise.degrees());
    Ok(DisplacementDifference {
        local: Difference { events: local, standard_error: local_variance.sqrt() },
        ring: Difference { events: around, standard_error: around_variance.sqrt() },
        total: Difference { events: total, standard_error: error },
        interval: Interval { low: total - reach, high: total + reach },
        p_value,
        verdict: Verdict::of(p_value, level, total < 0.0),
    })
}
