//! Laws that hold for every pair of counts.

use proptest::prelude::*;
use statistics::{Exposure, change_p_value, count_interval, rate_interval, rate_ratio_interval};

fn near(a: f64, b: f64) -> bool {
    (a.is_infinite() && b.is_infinite()) || (a - b).abs() <= 1e-11 * a.abs().max(b.abs())
}

proptest! {
    #[test]
    fn swapping_the_periods_keeps_p_and_inverts_the_interval(a in 0u64..5000, b in 0u64..5000, x in 1u32..400, y in 1u32..400) {
        let there = Exposure::new(f64::from(x), f64::from(y)).unwrap();
        let back = Exposure::new(f64::from(y), f64::from(x)).unwrap();
        prop_assert!(near(change_p_value(a, b, there), change_p_value(b, a, back)));
        let (one, other) = (rate_ratio_interval(a, b, there, 0.05), rate_ratio_interval(b, a, back, 0.05));
        prop_assert!(near(one.low, 1.0 / other.high), "{one:?} {other:?}");
        prop_assert!(near(one.high, 1.0 / other.low), "{one:?} {other:?}");
    }

    #[test]
    fn p_is_a_chance_and_falls_as_the_gap_widens(a in 0u64..3000, b in 0u64..3000) {
        let p = change_p_value(a, b, Exposure::EQUAL);
        prop_assert!((0.0..=1.0).contains(&p));
        if b > a {
            prop_assert!(change_p_value(a, b + 1, Exposure::EQUAL) <= p * (1.0 + 1e-12));
        }
    }

    #[test]
    fn the_interval_excludes_one_exactly_when_the_test_rejects(a in 0u64..2000, b in 0u64..2000) {
        let p = change_p_value(a, b, Exposure::EQUAL);
        let limits = rate_ratio_interval(a, b, Exposure::EQUAL, 0.05);
        // At a distance from the edge; on it, the last bit may fall either way.
        if (p - 0.05).abs() > 1e-9 {
            prop_assert_eq!(p < 0.05, limits.low > 1.0 || limits.high < 1.0);
        }
        prop_assert!(limits.low <= limits.high);
        if a > 0 {
            let ratio = b as f64 / a as f64;
            prop_assert!(limits.low <= ratio && ratio <= limits.high);
        }
    }

    #[test]
    fn an_interval_holds_its_count_and_moves_with_it(n in 0u64..200_000) {
        let (here, next) = (count_interval(n, 0.05), count_interval(n + 1, 0.05));
        prop_assert!(here.low <= n as f64 && n as f64 <= here.high);
        prop_assert!(here.low < next.low && here.high < next.high);
        let wider = count_interval(n, 0.002);
        prop_assert!(wider.low <= here.low && here.high <= wider.high);
    }

    #[test]
    fn no_counts_and_no_exposures_upset_it(a in any::<u64>(), b in any::<u64>(), x in any::<f64>(), y in any::<f64>()) {
        // Counts of up to 100 million; beyond, a sum of ratios would only be slow.
        let (a, b) = (a % 100_000_000, b % 100_000_000);
        if let Some(exposure) = Exposure::new(x, y) {
            let p = change_p_value(a % 1000, b % 1000, exposure);
            prop_assert!(p.is_nan() || (0.0..=1.0).contains(&p));
        }
        prop_assert!((0.0..=1.0).contains(&change_p_value(a, b, Exposure::EQUAL)));
    }
}

#[test]
fn an_exposure_is_finite_and_above_zero() {
    for (a, b) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
        assert_eq!(Exposure::new(a, b), None);
    }
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(rate_interval(1, bad, 1000.0, 0.05), None);
    }
}
