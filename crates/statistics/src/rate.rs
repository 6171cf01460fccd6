//! How sure a count or a rate is: the exact Poisson interval.

use crate::change::Interval;
use crate::exact::{poisson_lower, poisson_point, poisson_upper, solve_rising};

/// The exact interval of the mean behind one Poisson count, at `level` uncertainty (0.05 for a 95 % interval).
///
/// *Formula.* Low: the mean at which `count` or more has chance `level/2` (0 where the count is 0). High: the mean at which
/// `count` or fewer has chance `level/2`. The same as half a chi-square quantile at 2·count and 2·count + 2 degrees.
///
/// *Source.* F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936) 437–442.
///
/// *Worked example.* 10 events: 4.80 to 18.39; none: 0 to 3.69.
///
/// *Unit.* Events. For a rate, divide both limits by the exposure, as [`rate_interval`] does.
///
/// *Assumes* independent events at a constant rate. *Not for* weighted sums such as harm, for counts estimated from a
/// survey, or for comparing two areas by whether their intervals overlap: use [`crate::rate_ratio_interval`].
pub fn count_interval(count: u64, level: f64) -> Interval {
    let tail = level / 2.0;
    let n = count as f64;
    let spread = 2.0 / (n + 1.0).sqrt();
    let low = if count == 0 {
        0.0
    } else {
        libm::exp(solve_rising(tail, libm::log(n) - spread, |x| {
            let mean = libm::exp(x);
            (poisson_upper(count, mean), n * poisson_point(count, mean))
        }))
    };
    // A falling tail: solve in minus the logarithm, where it rises.
    let high = libm::exp(-solve_rising(tail, -libm::log(n + 1.0) - spread, |x| {
        let mean = libm::exp(-x);
        (poisson_lower(count, mean), mean * poisson_point(count, mean))
    }));
    Interval { low, high }
}

/// The exact interval of a rate: [`count_interval`] times `per` over `exposure`, in events per `per` of the exposure's
/// unit (1,000 residents: `per` = 1000, `exposure` = residents). `None` unless the exposure is finite and above 0.
pub fn rate_interval(count: u64, exposure: f64, per: f64, level: f64) -> Option<Interval> {
    if !(exposure.is_finite() && exposure > 0.0) {
        return None;
    }
    let Interval { low, high } = count_interval(count, level);
    Some(Interval { low: low * per / exposure, high: high * per / exposure })
}
