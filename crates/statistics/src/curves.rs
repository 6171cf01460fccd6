//! Continuous distributions, made of `libm` and `+ - * /` alone: normal, gamma, beta, Student's t, and the negative
//! binomial through the beta. About 13 digits in the body of each, the same bits on any machine.
//!
//! House.md names the crate `statrs` for this. It calls the platform's `ln` and `exp`, so its last digits differ from
//! one machine to another, which the promise of the same bytes everywhere rules out.

use crate::exact::solve_rising;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The chance that a standard normal number is below `z`.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The standard normal number with chance `tail` above it: 1.959964 for 0.025. NaN unless 0 < `tail` < 1.
pub(crate) fn normal_above(tail: f64) -> f64 {
    if !(tail > 0.0 && tail < 1.0) {
        return f64::NAN;
    }
    if tail > 0.5 {
        return -normal_above(1.0 - tail);
    }
    // The mirrored question has a rising tail: the number with chance `tail` below it.
    -solve_rising(tail, -1.0, |x| (normal_below(x), libm::exp(-0.5 * x * x) / (2.0 * PI).sqrt()))
}

/// The regularised incomplete beta function I(x; a, b), `y` being 1 − x: the chance that a beta(a, b) number is below x.
///
/// The continued fraction of W. J. Lentz, as in W. Press and others, *Numerical Recipes* §6.4; NIST DLMF 8.17.22.
pub(crate) fn beta_below(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(a * log_of(x, y) + b * log_of(y, x) - log_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) { front * beta_fraction(a, b, x) / a } else { 1.0 - front * beta_fraction(b, a, y) / b }
}

/// ln x, with the digits of 1 − x where x is close to 1.
fn log_of(x: f64, rest: f64) -> f64 {
    if x > 0.5 { libm::log1p(-rest) } else { libm::log(x) }
}

/// What Stirling's formula leaves of ln Γ(x) for x ≥ 10.
fn gamma_rest(x: f64) -> f64 {
    let s = 1.0 / (x * x);
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360_360.0)))))) / x
}

/// ln Γ(x + add) − ln Γ(x), for x > 0 and add ≥ 0, without subtracting two large numbers.
pub(crate) fn log_gamma_step(x: f64, add: f64) -> f64 {
    if x < 10.0 {
        return libm::lgamma(x + add) - libm::lgamma(x);
    }
    // (x + add − ½) ln(x + add) − (x − ½) ln x − add + the two rests.
    (x + add - 0.5) * libm::log1p(add / x) + add * (libm::log(x) - 1.0) + gamma_rest(x + add) - gamma_rest(x)
}

/// ln B(a, b).
fn log_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    libm::lgamma(small) - log_gamma_step(large, small)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    let mut m = 0.0;
    for _ in 0..20_000 {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let step = d * c;
        value *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

/// The chance that a Student t with `degrees` of freedom is further from 0 than `t`, on either side; the normal one
/// where `degrees` is infinite.
pub(crate) fn student_outside(t: f64, degrees: f64) -> f64 {
    if degrees.is_infinite() {
        return libm::erfc(t.abs() * FRAC_1_SQRT_2);
    }
    let square = t * t;
    beta_below(degrees / 2.0, 0.5, degrees / (degrees + square), square / (degrees + square))
}

/// The t beyond which, on either side, lies the chance `level`: 2.0739 for 0.05 and 22 degrees. The normal one where
/// `degrees` is infinite.
pub(crate) fn student_beyond(level: f64, degrees: f64) -> f64 {
    if !(level > 0.0 && level < 1.0 && degrees > 0.0) {
        return f64::NAN;
    }
    if degrees.is_infinite() {
        return normal_above(level / 2.0);
    }
    // Solve in minus ln t, where the tail rises. Its slope: t times twice the density at t.
    let minus_log = solve_rising(level, -libm::log(normal_above(level / 2.0)), |x| {
        let t = libm::exp(-x);
        let log_scale = libm::lgamma(f64::midpoint(degrees, 1.0)) - libm::lgamma(degrees / 2.0) - 0.5 * libm::log(degrees * PI);
        let density = libm::exp(log_scale - f64::midpoint(degrees, 1.0) * libm::log1p(t * t / degrees));
        (student_outside(t, degrees), 2.0 * t * density)
    });
    libm::exp(-minus_log)
}

/// The chance of `k` or fewer where counts have this mean and variance mean + dispersion · mean², dispersion > 0.
pub(crate) fn negative_binomial_lower(k: u64, mean: f64, dispersion: f64) -> f64 {
    let (size, spread) = (1.0 / dispersion, dispersion * mean);
    beta_below(size, k as f64 + 1.0, 1.0 / (1.0 + spread), spread / (1.0 + spread))
}

/// The chance of `k` or more; see [`negative_binomial_lower`].
pub(crate) fn negative_binomial_upper(k: u64, mean: f64, dispersion: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    let (size, spread) = (1.0 / dispersion, dispersion * mean);
    beta_below(k as f64, size, spread / (1.0 + spread), 1.0 / (1.0 + spread))
}

/// The chance of exactly `k`; see [`negative_binomial_lower`].
pub(crate) fn negative_binomial_point(k: u64, mean: f64, dispersion: f64) -> f64 {
    libm::exp(negative_binomial_log(k, mean, dispersion))
}

/// The logarithm of that chance.
pub(crate) fn negative_binomial_log(k: u64, mean: f64, dispersion: f64) -> f64 {
    let (x, size, spread) = (k as f64, 1.0 / dispersion, dispersion * mean);
    if k == 0 {
        return -size * libm::log1p(spread);
    }
    log_gamma_step(size, x) - libm::lgamma(x + 1.0) - (size + x) * libm::log1p(spread) + x * libm::log(spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "got {got:e}, want {want:e}");
    }

    #[test]
    #[allow(clippy::excessive_precision)] // as scipy prints them
    fn agrees_with_scipy() {
        // scipy 1.17.1: norm.ppf, t.sf, t.ppf, nbinom.cdf/sf/pmf, betainc.
        close(normal_above(0.025), 1.959_963_984_540_054_5, 1e-12);
        close(normal_above(0.001), 3.090_232_306_167_813, 1e-12);
        assert!(normal_above(0.5).abs() < 1e-12);
        close(normal_above(0.9), -1.281_551_565_544_600_4, 1e-12);
        close(normal_above(1e-12), 7.034_483_825_301_131, 1e-12);
        close(student_outside(1.978, 22.0), 0.060_587_220_283_733_43, 1e-11);
        close(student_outside(2.5, 2.0), 0.129_611_720_221_510_82, 1e-11);
        close(student_outside(0.3, 7.5), 0.772_322_658_568_778_1, 1e-11);
        close(student_outside(12.0, 40.0), 7.824_171_304_255_98e-15, 1e-11);
        close(student_beyond(0.05, 22.0), 2.073_873_067_904_025_4, 1e-11);
        close(student_beyond(0.05, 2.0), 4.302_652_729_749_464, 1e-11);
        close(student_beyond(0.002, 14.0), 3.787_390_237_523_346, 1e-11);
        close(student_beyond(0.05, 1.0), 12.706_204_736_174_705, 1e-11);
        close(negative_binomial_lower(0, 3.0, 0.5), 0.160_000_000_000_000_03, 1e-10);
        close(negative_binomial_upper(0, 3.0, 0.5), 1.0, 1e-10);
        close(negative_binomial_point(0, 3.0, 0.5), 0.160_000_000_000_000_03, 1e-9);
        close(negative_binomial_lower(10, 3.0, 0.5), 0.980_408_958_976, 1e-10);
        close(negative_binomial_upper(10, 3.0, 0.5), 0.030_233_087_999_999_99, 1e-10);
        close(negative_binomial_point(10, 3.0, 0.5), 0.010_642_046_975_999_997, 1e-9);
        close(negative_binomial_lower(40, 120.0, 0.2), 0.033_182_011_935_484_91, 1e-10);
        close(negative_binomial_upper(40, 120.0, 0.2), 0.969_533_753_869_549_2, 1e-10);
        close(negative_binomial_point(40, 120.0, 0.2), 0.002_715_765_805_034_113_3, 1e-9);
        close(negative_binomial_lower(5000, 4000.0, 0.01), 0.989_960_615_496_35, 1e-10);
        close(negative_binomial_upper(5000, 4000.0, 0.01), 0.010_096_590_520_719_718, 1e-10);
        close(negative_binomial_point(5000, 4000.0, 0.01), 5.720_601_706_967_898_4e-05, 1e-9);
        close(negative_binomial_lower(3, 0.001, 2.0), 0.999_999_999_995_656_4, 1e-10);
        close(negative_binomial_upper(3, 0.001, 2.0), 2.486_922_106_026_331e-09, 1e-10);
        close(negative_binomial_point(3, 0.001, 2.0), 2.482_578_462_185_826_5e-09, 1e-9);
        close(negative_binomial_lower(700, 1000.0, 0.0001), 4.449_655_489_295e-22, 1e-10);
        close(negative_binomial_upper(700, 1000.0, 0.0001), 1.0, 1e-10);
        close(negative_binomial_point(700, 1000.0, 0.0001), 1.257_995_962_455_593_6e-22, 1e-9);
        close(beta_below(0.5, 0.5, 0.1, 0.9), 0.204_832_764_699_133_45, 1e-11);
        close(beta_below(30.0, 2.5, 0.95, 0.050_000_000_000_000_044), 0.676_337_507_009_382_9, 1e-11);
        close(beta_below(1000.0, 1200.0, 0.45, 0.55), 0.334_662_342_671_540_27, 1e-11);
    }
}
