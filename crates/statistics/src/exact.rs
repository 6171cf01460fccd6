//! Tails of the binomial and Poisson distributions to nearly full double precision, for counts up to tens of
//! millions, the same bits on any machine.
//!
//! A tail is the probability of one count times a sum of ratios walking away from the mean. The probability comes
//! from Loader's saddle-point form, which never subtracts two large logarithms (C. Loader, "Fast and accurate
//! computation of binomial probabilities", 2000). Every step uses `+ - * /`, `sqrt` and `libm`, so no platform's
//! own `ln` or `exp` reaches a figure.

use std::f64::consts::PI;

/// Terms after which a sum is cut off; far beyond what counts of 10 million need (about 30,000).
const MOST_TERMS: u32 = 4_000_000;

/// The part of ln n! that Stirling's formula leaves out, for n = 0 to 15 (0 stands for the limit that is never used).
const STIRLING_REST: [f64; 16] = [
    0.0,
    0.081_061_466_795_327_26,
    0.041_340_695_955_409_3,
    0.027_677_925_684_998_34,
    0.020_790_672_103_765_093,
    0.016_644_691_189_821_193,
    0.013_876_128_823_070_748,
    0.011_896_709_945_891_77,
    0.010_411_265_261_972_096,
    0.009_255_462_182_712_733,
    0.008_330_563_433_362_87,
    0.007_573_675_487_951_841,
    0.006_942_840_107_209_53,
    0.006_408_994_188_004_207,
    0.005_951_370_112_758_848,
    0.005_554_733_551_962_801,
];

/// ln n! minus Stirling's (n + ½) ln n − n + ½ ln 2π.
fn stirling_rest(n: u64) -> f64 {
    if let Some(known) = usize::try_from(n).ok().and_then(|at| STIRLING_REST.get(at)) {
        return *known;
    }
    let x = n as f64;
    let s = 1.0 / (x * x);
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360_360.0)))))) / x
}

/// The deviance of a count from its mean, `count ln(count/mean) + mean − count`, without cancellation when the two
/// are close. 0 when they are equal.
fn deviance(count: f64, mean: f64) -> f64 {
    let (gap, sum) = (count - mean, count + mean);
    if gap.abs() >= 0.1 * sum {
        return count * libm::log(count / mean) + mean - count;
    }
    // ln(count/mean) = 2 artanh(v) with v = gap/sum, expanded in powers of v².
    let v = gap / sum;
    let mut total = gap * v;
    let mut power = 2.0 * count * v;
    let mut odd = 1.0;
    for _ in 0..1000 {
        power *= v * v;
        odd += 2.0;
        let next = total + power / odd;
        if next.to_bits() == total.to_bits() {
            break;
        }
        total = next;
    }
    total
}

/// The chance of exactly `k` of `n`, each with chance `p`; `q` is `1 − p`, handed in so that neither loses digits.
pub(crate) fn binomial_point(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    let size = n as f64;
    // `ln_1p` of the smaller of the two keeps the digits of a chance close to one.
    let ln = |chance: f64, other: f64| if chance > 0.5 { libm::log1p(-other) } else { libm::log(chance) };
    if k == 0 {
        return if n == 0 { 1.0 } else { libm::exp(size * ln(q, p)) };
    }
    if k == n {
        return libm::exp(size * ln(p, q));
    }
    let (x, rest) = (k as f64, (n - k) as f64);
    let log_density = stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(x, size * p) - deviance(rest, size * q);
    libm::exp(log_density) * (size / (2.0 * PI * x * rest)).sqrt()
}

/// The chance of exactly `k` events when `mean` are expected.
pub(crate) fn poisson_point(k: u64, mean: f64) -> f64 {
    if k == 0 {
        return libm::exp(-mean);
    }
    let x = k as f64;
    libm::exp(-stirling_rest(k) - deviance(x, mean)) / (2.0 * PI * x).sqrt()
}

/// `1 + r₁ + r₁r₂ + …` where `ratio(i)` is the i-th ratio of neighbouring probabilities.
fn sum_of_ratios(mut ratio: impl FnMut(f64) -> f64) -> f64 {
    let (mut term, mut total, mut step) = (1.0, 1.0, 0.0);
    for _ in 0..MOST_TERMS {
        term *= ratio(step);
        step += 1.0;
        total += term;
        if term <= total * 1e-18 {
            break;
        }
    }
    total
}

/// The chance of `k` or more of `n`.
pub(crate) fn binomial_upper(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    if (k as f64) < n as f64 * p {
        // Walk away from the mean, never over it.
        return 1.0 - binomial_away(n - k + 1, n, q, p);
    }
    binomial_away(k, n, p, q)
}

/// The chance of `k` or more, where `k` is not below the mean.
fn binomial_away(k: u64, n: u64, p: f64, q: f64) -> f64 {
    let point = binomial_point(k, n, p, q);
    if point <= 0.0 {
        return 0.0;
    }
    let (left, at, odds) = ((n - k) as f64, k as f64, p / q);
    point * sum_of_ratios(|i| (left - i) / (at + 1.0 + i) * odds)
}

/// The chance of `k` or fewer of `n`.
pub(crate) fn binomial_lower(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if k >= n { 1.0 } else { binomial_upper(n - k, n, q, p) }
}

/// The chance of `k` or more events when `mean` are expected.
pub(crate) fn poisson_upper(k: u64, mean: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if (k as f64) < mean {
        return 1.0 - poisson_lower(k - 1, mean);
    }
    let at = k as f64;
    poisson_point(k, mean) * sum_of_ratios(|i| mean / (at + 1.0 + i))
}

/// The chance of `k` or fewer events when `mean` are expected.
pub(crate) fn poisson_lower(k: u64, mean: f64) -> f64 {
    if k as f64 > mean {
        return 1.0 - poisson_upper(k + 1, mean);
    }
    let at = k as f64;
    poisson_point(k, mean) * sum_of_ratios(|i| ((at - i) / mean).max(0.0))
}

/// Solves `tail(x) = target` for a rising tail, where `tail_and_slope` gives the tail and its slope at `x`.
///
/// Newton's steps on the logarithm of the tail, kept inside a bracket that only ever shrinks; `x` is itself a
/// logarithm (of odds or of a mean), so the answer keeps its relative precision however small it is.
pub(crate) fn solve_rising(target: f64, start: f64, tail_and_slope: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut below, mut above) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut x = start;
    let mut stride = 1.0;
    for _ in 0..200 {
        let (tail, slope) = tail_and_slope(x);
        if tail < target {
            below = x;
        } else {
            above = x;
        }
        let newton = x - libm::log(tail / target) * tail / slope;
        let next = if newton.is_finite() && newton > below && newton < above {
            newton
        } else if below.is_finite() && above.is_finite() {
            f64::midpoint(below, above)
        } else {
            stride *= 2.0;
            if tail < target { x + stride } else { x - stride }
        };
        if (next - x).abs() <= 1e-13 * next.abs().max(1.0) {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "got {got:e}, want {want:e}");
    }

    /// Whole-number arithmetic: choose(n, k) p^k (d−p)^(n−k) summed from `k` to `n`, over d^n.
    fn exact_upper(k: u64, n: u64, p: u128, d: u128) -> f64 {
        let mut choose: u128 = 1;
        let mut total: u128 = 0;
        for i in 0..=n {
            if i >= k {
                total += choose * p.pow(u32::try_from(i).unwrap()) * (d - p).pow(u32::try_from(n - i).unwrap());
            }
            choose = choose * u128::from(n - i) / u128::from(i + 1);
        }
        total as f64 / d.pow(u32::try_from(n).unwrap()) as f64
    }

    #[test]
    fn tails_equal_exact_whole_number_sums() {
        // The largest n for which every product stays below 2^128.
        for (p, d, most) in [(1, 2, 120), (1, 3, 60), (2, 5, 45), (1, 10, 30), (9, 10, 30), (1, 1000, 10)] {
            for n in 1..=most {
                for k in 0..=n {
                    let chance = p as f64 / d as f64;
                    let rest = (d - p) as f64 / d as f64;
                    close(binomial_upper(k, n, chance, rest), exact_upper(k, n, p, d), 1e-13);
                    close(binomial_lower(n - k, n, rest, chance), exact_upper(k, n, p, d), 1e-13);
                }
            }
        }
    }

    #[test]
    fn points_add_up_to_one() {
        for (n, p) in [(5_u64, 0.3), (400, 0.5), (20_000, 0.01)] {
            let sum: f64 = (0..=n).map(|k| binomial_point(k, n, p, 1.0 - p)).sum();
            close(sum, 1.0, 1e-12);
        }
        let sum: f64 = (0..=400).map(|k| poisson_point(k, 120.5)).sum();
        close(sum, 1.0, 1e-12);
    }

    #[test]
    fn stirlings_rest_agrees_with_factorials() {
        let mut factorial = 1.0;
        for n in 1..=22_u64 {
            factorial *= n as f64;
            let x = n as f64;
            let rest = libm::log(factorial) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(2.0 * PI);
            assert!((stirling_rest(n) - rest).abs() < 2e-14, "{n}");
        }
    }
}
