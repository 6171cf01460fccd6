//! Laws of the charts and comparisons that hold for any counts.

use proptest::prelude::*;
use statistics::{
    Exposure, Noise, Observed, RunRule, Spread, Watched, Widened, before_after, count_interval, fewest_places, funnel_limits,
    funnel_p_value, generalised_gini, gini, negative_binomial_interval, noisy_change, seasonal_pattern, signals, u_chart,
    weighted_displacement_difference, xmr_chart,
};

proptest! {
    #[test]
    fn a_noisy_change_mirrors_and_agrees_with_its_interval(a in 0u64..4000, b in 0u64..4000, phi in 1.0f64..6.0, degrees in 3u32..60) {
        let noise = Noise::new(phi, f64::from(degrees)).unwrap();
        let (there, back) = (noisy_change(a, b, Exposure::EQUAL, noise, 0.05), noisy_change(b, a, Exposure::EQUAL, noise, 0.05));
        if let (Ok(there), Ok(back)) = (there, back) {
            prop_assert!((there.p_value - back.p_value).abs() < 1e-9);
            prop_assert!((there.interval.low * back.interval.high - 1.0).abs() < 1e-9 || there.interval.low == 0.0);
            if (there.p_value - 0.05).abs() > 1e-6 {
                prop_assert_eq!(there.p_value < 0.05, there.interval.low > 1.0 || there.interval.high < 1.0);
            }
        }
    }

    #[test]
    fn dispersion_widens_an_interval(n in 0u64..3000, small in 0.0f64..1.0, more in 0.001f64..1.0) {
        let (narrow, wide) =
            (negative_binomial_interval(n, small, 0.05).unwrap(), negative_binomial_interval(n, small + more, 0.05).unwrap());
        // One event or more is likelier the *less* counts vary, so the lower limit of one event rises a little with α.
        prop_assert!(n == 1 || wide.low <= narrow.low * (1.0 + 1e-9));
        prop_assert!(narrow.high <= wide.high * (1.0 + 1e-9));
        prop_assert!(narrow.low <= n as f64 && n as f64 <= narrow.high);
        let poisson = count_interval(n, 0.05);
        prop_assert!(narrow.high >= poisson.high * (1.0 - 1e-9));
    }

    #[test]
    fn funnel_limits_nest_and_close_in(target in 0.1f64..50.0, exposure in 0.1f64..200.0, count in 0u64..20_000) {
        for spread in [Spread::Poisson, Spread::Multiplicative { phi: 2.5 }, Spread::Additive { tau_squared: target * target / 50.0 }] {
            let inner = funnel_limits(target, exposure, 0.05, spread).unwrap();
            let outer = funnel_limits(target, exposure, 0.002, spread).unwrap();
            prop_assert!(outer.low <= inner.low && inner.low <= target * 1.001 && inner.high <= outer.high);
            let nearer = funnel_limits(target, exposure * 10.0, 0.05, spread).unwrap();
            prop_assert!(nearer.high <= inner.high + 1e-9);
        }
        let p = funnel_p_value(Observed::new(count, exposure), target, Spread::Poisson);
        prop_assert!((0.0..=1.0).contains(&p));
    }

    #[test]
    fn a_gini_lies_between_even_and_one_place(counts in prop::collection::vec(0u64..50, 1..60)) {
        prop_assume!(counts.iter().sum::<u64>() > 0);
        let values: Vec<f64> = counts.iter().map(|c| *c as f64).collect();
        let (plain, general) = (gini(&values).unwrap(), generalised_gini(&counts).unwrap());
        prop_assert!((-1e-9..1.0).contains(&plain) && general <= plain + 1e-9 && general >= -1e-9);
        // It knows no order and no unit.
        let mut turned: Vec<f64> = values.iter().map(|v| v * 7.0).collect();
        turned.reverse();
        prop_assert!((gini(&turned).unwrap() - plain).abs() < 1e-12);
        let half = fewest_places(&values, 0.5).unwrap();
        prop_assert!(half >= 1 && half <= fewest_places(&values, 0.9).unwrap() && 2 * half <= counts.len() + 1);
    }

    #[test]
    fn a_chart_does_not_depend_on_units_and_mirrors(values in prop::collection::vec(0.0f64..100.0, 12..40), times in 0.1f64..10.0) {
        let rules = RunRule::NELSON;
        if let (Ok(one), Ok(other)) = (
            xmr_chart(&values, 12, 3.0, &[]),
            xmr_chart(&values.iter().map(|v| 50.0 - v * times).collect::<Vec<_>>(), 12, 3.0, &[]),
        ) {
            prop_assert!(one.z.iter().zip(&other.z).all(|(a, b)| (a + b).abs() < 1e-6));
            let mirrored: Vec<f64> = one.z.iter().map(|z| -z).collect();
            let at = |z: &[f64]| signals(z, &rules).iter().map(|s| (s.at, s.above)).collect::<Vec<_>>();
            let turned: Vec<_> = at(&mirrored).into_iter().map(|(at, above)| (at, !above)).collect();
            if one.z.iter().all(|z| *z != 0.0) {
                prop_assert_eq!(at(&one.z), turned);
            }
        }
    }

    #[test]
    fn doubled_exposure_and_counts_leave_the_rate_alone(counts in prop::collection::vec(20u64..200, 24..30)) {
        let of = |by: f64| counts.iter().map(|c| Observed::new(*c, by)).collect::<Vec<_>>();
        let (days, hours) = (u_chart(&of(1.0), 24, 3.0, Widened::Laney, &[]).unwrap(), u_chart(&of(24.0), 24, 3.0, Widened::Laney, &[]).unwrap());
        prop_assert!(days.points.iter().zip(&hours.points).all(|(a, b)| (a.z - b.z).abs() < 1e-9 && (a.high - 24.0 * b.high).abs() < 1e-6));
    }

    #[test]
    fn indices_average_one(years in prop::collection::vec(prop::collection::vec(1u64..500, 12), 2..5)) {
        let years: Vec<Vec<Observed>> = years.iter().map(|y| y.iter().map(|c| Observed::new(*c, 30.0)).collect()).collect();
        let pattern = seasonal_pattern(&years).unwrap();
        prop_assert!((pattern.indices.iter().sum::<f64>() / 12.0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn swapping_treated_and_comparison_inverts_the_effect(a in 5u64..500, b in 5u64..500, c in 5u64..500, d in 5u64..500) {
        let (one, other) = (Watched::counts(a, b), Watched::counts(c, d));
        let there = before_after(one, other, Noise::POISSON, 0.05).unwrap();
        let back = before_after(other, one, Noise::POISSON, 0.05).unwrap();
        prop_assert!((there.ratio * back.ratio - 1.0).abs() < 1e-9 && (there.p_value - back.p_value).abs() < 1e-9);
        let (w, v) = (
            weighted_displacement_difference(one, other, None, Noise::POISSON, 0.05).unwrap(),
            weighted_displacement_difference(other, one, None, Noise::POISSON, 0.05).unwrap(),
        );
        prop_assert!((w.total.events + v.total.events).abs() < 1e-9 && (w.p_value - v.p_value).abs() < 1e-9);
    }
}
