//! Byar's interval of a count: close to the exact one, in closed form.

use crate::change::Interval;
use crate::curves::normal_above;

/// Byar's approximate interval of the mean behind one Poisson count, at `level` uncertainty.
///
/// *Formula.* With z the normal number of tail level/2: low = n (1 − 1/(9n) − z/(3√n))³ and, m being n + 1,
/// high = m (1 − 1/(9m) + z/(3√m))³. Low is 0 where n is 0, or where the formula falls below it.
///
/// *Source.* N. Breslow and N. Day, *Statistical Methods in Cancer Research* II (IARC 1987) p. 69; the method of Public
/// Health England's technical guide on confidence intervals (2018).
///
/// *Unit.* Events; divide by the exposure for a rate.
///
/// *Worked example.* 10 events: 4.787 to 18.391, where the exact limits are 4.795 and 18.390; 100 events: 81.36 to 121.63
/// (recomputed here with scipy's normal quantile).
///
/// *Assumes* as [`crate::count_interval`], whose limits it meets within 0.2 % from 10 events up. *Not for* fewer than 10:
/// there [`crate::count_interval`] is exact and costs nothing more. It exists to reproduce figures others made with it.
///
/// ```
/// let limits = statistics::byar_interval(10, 0.05);
/// assert!((limits.low - 4.7874).abs() < 1e-4 && (limits.high - 18.3915).abs() < 1e-4);
/// ```
pub fn byar_interval(count: u64, level: f64) -> Interval {
    let (n, z) = (count as f64, normal_above(level / 2.0));
    let cube = |m: f64, sign: f64| {
        let root = 1.0 - 1.0 / (9.0 * m) + sign * z / (3.0 * m.sqrt());
        m * root * root * root
    };
    let low = if count == 0 { 0.0 } else { cube(n, -1.0).max(0.0) };
    Interval { low, high: cube(n + 1.0, 1.0) }
}
