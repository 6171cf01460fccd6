//! Published and recomputed figures of the rates, funnels, charts, seasons, concentration and before/after comparisons.
// References keep the digits as printed.
#![allow(clippy::excessive_precision, clippy::float_cmp)]

use statistics::{
    Exposure, Noise, Observed, Position, Reading, RunRule, Spread, SpreadRule, Unfit, Verdict, Watched, Widened, before_after,
    byar_interval, chance_concentration, comparison_noise, count_interval, dispersion_about_common_rate, dispersion_by_moments,
    fewest_places, fit_negative_binomial, funnel, funnel_limits, funnel_p_value, generalised_gini, gini, lorenz_curve,
    negative_binomial_interval, noisy_change, normal_funnel_limits, pearson_dispersion, same_season, seasonal_pattern, share_funnel_limits,
    share_funnel_p_value, signals, u_chart, variance_between, weighted_displacement_difference, weighted_displacement_quotient, xmr_chart,
};

fn close(got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs().max(1e-12), "got {got:.10}, want {want:.10}");
}

fn printed(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}")
}

fn alike(counts: &[u64]) -> Vec<Observed> {
    counts.iter().map(|c| Observed::new(*c, 1.0)).collect()
}

fn mites() -> Vec<Observed> {
    // C. Bliss and R. Fisher, Biometrics 9 (1953) 176–200: leaves with 0, 1, 2 … mites.
    let leaves = [70, 38, 17, 10, 9, 3, 2, 1];
    leaves.iter().enumerate().flat_map(|(mites, n)| vec![Observed::new(mites as u64, 1.0); *n]).collect()
}

#[test]
fn byars_limits_are_within_a_fifth_of_a_per_cent_from_ten_events_up() {
    // scipy's normal quantile in Byar's formula.
    close(byar_interval(10, 0.05).low, 4.787_449_913_967_563, 1e-12);
    close(byar_interval(10, 0.05).high, 18.391_458_605_756_473, 1e-12);
    close(byar_interval(100, 0.05).low, 81.362_105_490_527_85, 1e-12);
    for n in 10..2000 {
        let (byar, exact) = (byar_interval(n, 0.05), count_interval(n, 0.05));
        close(byar.low, exact.low, 0.002);
        close(byar.high, exact.high, 0.002);
    }
    assert_eq!(byar_interval(0, 0.05).low, 0.0);
}

#[test]
fn the_mites_of_bliss_and_fisher() {
    // k = 1.02459 is theirs; the moments recomputed with numpy.
    let fit = fit_negative_binomial(&mites()).unwrap();
    assert_eq!(printed(1.0 / fit.dispersion, 5), "1.02459");
    close(fit.rate, 172.0 / 150.0, 1e-12);
    close(fit.log_likelihood, -222.437_153_598_434_75, 1e-11);
    close(dispersion_by_moments(&mites()).unwrap(), 0.857_120_300_833_753_8, 1e-12);
}

#[test]
fn dispersion_by_hand() {
    let five = pearson_dispersion(&alike(&[4, 9, 2, 5]), &[5.0; 4], 1, 0.0).unwrap();
    close(five.chi_square, 5.2, 1e-12);
    close(dispersion_about_common_rate(&alike(&[12, 8, 15, 5])).unwrap().phi, 5.8 / 3.0, 1e-12);
    // One of ten at each end is pulled in to its neighbour.
    let wild = pearson_dispersion(&alike(&[0, 90, 100, 110, 100, 100, 100, 100, 100, 900]), &[100.0; 10], 0, 0.1).unwrap();
    assert_eq!(wild.pulled_in, 1);
    close(wild.phi, (4.0 * 1.0) / 10.0, 1e-12);
    // Poisson or less is Poisson.
    assert_eq!(dispersion_about_common_rate(&alike(&[10, 10, 10])).unwrap().noise(), Noise::new(1.0, 2.0));
}

#[test]
fn overdispersed_intervals_and_changes_against_scipy() {
    let limits = negative_binomial_interval(10, 0.2, 0.05).unwrap();
    close(limits.low, 3.605_329_776_776_726_7, 1e-10);
    close(limits.high, 37.286_479_554_287_8, 1e-10);
    close(negative_binomial_interval(0, 0.2, 0.05).unwrap().high, 5.456_395_525_912_733, 1e-10);
    let noise = Noise::new(2.0, 22.0).unwrap();
    let change = noisy_change(200, 260, Exposure::EQUAL, noise, 0.05).unwrap();
    close(change.p_value, 0.060_570_238_986_054_126, 1e-10);
    assert!(change.interval.low < 1.0 && 1.0 < change.ratio && change.ratio < change.interval.high);
    // With Poisson noise it is never less strict than the exact test.
    close(
        noisy_change(10, 20, Exposure::EQUAL, Noise::POISSON, 0.05).unwrap().p_value,
        statistics::change_p_value(10, 20, Exposure::EQUAL),
        1e-12,
    );
    assert_eq!(noisy_change(2, 3, Exposure::EQUAL, Noise::POISSON, 0.05), Err(Unfit::TooFew { needed: 6, counted: 5 }));
    assert_eq!(noisy_change(12, 13, Exposure::EQUAL, noise, 0.05), Err(Unfit::TooFew { needed: 40, counted: 25 }));
}

#[test]
fn funnel_limits_against_scipy() {
    let poisson = funnel_limits(10.0, 1.0, 0.05, Spread::Poisson).unwrap();
    close(poisson.low, 3.775_187_947_688_401, 1e-10);
    close(poisson.high, 16.159_950_673_344_78, 1e-10);
    let wider = funnel_limits(10.0, 1.0, 0.05, Spread::Multiplicative { phi: 2.0 }).unwrap();
    close(wider.low, 2.212_727_272_727_273, 1e-10);
    close(wider.high, 19.612_635_380_611_39, 1e-10);
    let share = share_funnel_limits(0.2, 50, 0.05).unwrap();
    close(share.low, 0.084_404_822_012_269_07, 1e-10);
    close(share.high, 0.307_093_883_352_058_1, 1e-10);
    close(share_funnel_p_value(18, 50, 0.2), 2.0 * 0.006_260_774_584_862_622, 1e-11);
    let twenty = Observed::new(20, 1.0);
    close(funnel_p_value(twenty, 10.0, Spread::Poisson), 0.006_908_683_951_713_667, 1e-11);
    close(funnel_p_value(twenty, 10.0, Spread::Multiplicative { phi: 2.0 }), 0.061_428_345_739_841_46, 1e-10);
    let normal = normal_funnel_limits(10.0, 4.0, 0.05, Spread::Additive { tau_squared: 1.0 }).unwrap();
    assert_eq!((printed(normal.low, 3), printed(normal.high, 3)), ("6.333".into(), "13.667".into()));
    // The same variance, a skew curve: close to the normal one where counts are large.
    let skew = funnel_limits(10.0, 400.0, 0.05, Spread::Additive { tau_squared: 1.0 }).unwrap();
    let symmetric = normal_funnel_limits(10.0, 400.0, 0.05, Spread::Additive { tau_squared: 1.0 }).unwrap();
    close(skew.high, symmetric.high, 0.02);
    close(variance_between(&[80, 120, 150, 50].map(|c| Observed::new(c, 10.0)), 10.0, 0.0).unwrap(), 55.0 / 3.0, 1e-12);
}

#[test]
fn a_raised_district_stands_out_of_its_peers() {
    // Fifteen districts of 100,000 residents at about 5 per 1,000, the last at 9.
    let mut counts = vec![480, 510, 495, 530, 470, 505, 515, 488, 522, 499, 476, 541, 503, 492];
    counts.push(900);
    let peers: Vec<Observed> = counts.iter().map(|c| Observed::new(*c, 100_000.0)).collect();
    for rule in [SpreadRule::Poisson, SpreadRule::Additive { winsorised: 0.1 }, SpreadRule::Multiplicative { winsorised: 0.1 }] {
        let found = funnel(&peers, &[0.05, 0.002], rule).unwrap();
        assert_eq!(found.areas[14].position, Position::Above(0.002), "{rule:?}");
    }
    assert!(matches!(funnel(&peers[..2], &[0.05], SpreadRule::Additive { winsorised: 0.1 }), Err(Unfit::TooShort { needed: 3, given: 2 })));
}

#[test]
fn charts_by_hand() {
    let chart = u_chart(&alike(&[20, 28, 24, 16, 22]), 5, 3.0, Widened::Laney, &RunRule::WESTERN_ELECTRIC).unwrap();
    close(chart.sigma_z, 1.228_137_581_709_22, 1e-6);
    assert_eq!((printed(chart.points[0].low, 2), printed(chart.points[0].high, 2)), ("4.72".into(), "39.28".into()));
    let plain = u_chart(&alike(&[20, 28, 24, 16, 22]), 5, 3.0, Widened::No, &[]).unwrap();
    assert_eq!((printed(plain.points[0].low, 2), printed(plain.points[0].high, 2)), ("7.93".into(), "36.07".into()));
    assert_eq!(u_chart(&alike(&[9, 8, 7]), 3, 3.0, Widened::No, &[]), Err(Unfit::TooFew { needed: 10, counted: 8 }));
    // February is no dip: the same daily rate in every month.
    let months = [310, 280, 310, 300].iter().zip([31.0, 28.0, 31.0, 30.0]);
    let even: Vec<Observed> = months.map(|(c, days)| Observed::new(*c, days)).collect();
    assert!(u_chart(&even, 4, 3.0, Widened::No, &[]).unwrap().points.iter().all(|p| p.z.abs() < 1e-9));
    let xmr = xmr_chart(&[10.0, 12.0, 11.0, 13.0, 9.0, 30.0], 5, 3.0, &[RunRule::Beyond { sigmas: 3.0 }]).unwrap();
    assert_eq!((printed(xmr.limits.low, 3), printed(xmr.limits.high, 3)), ("5.018".into(), "16.982".into()));
    assert_eq!((xmr.wide_ranges.as_slice(), xmr.signals.len()), ([5].as_slice(), 1));
}

#[test]
fn each_run_rule_fires_on_its_pattern_and_not_before() {
    let check = |z: &[f64], rule: RunRule, at: &[usize]| {
        let found: Vec<usize> = signals(z, &[rule]).iter().map(|s| s.at).collect();
        assert_eq!(found, at, "{rule:?}");
    };
    check(&[2.9, -3.1, 3.0], RunRule::Beyond { sigmas: 3.0 }, &[1]);
    check(&[0.1; 9], RunRule::OneSide { run: 9 }, &[8]);
    check(&[0.1, 0.2, 0.1, -0.1, 0.2, 0.1, 0.1, 0.1, 0.1], RunRule::OneSide { run: 8 }, &[]);
    check(&[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5], RunRule::Trend { run: 6 }, &[5]);
    check(&[5.0, 4.0, 3.0, 2.0, 1.0, 0.0], RunRule::Trend { run: 6 }, &[5]);
    check(&[1.0, -1.0, 1.0, -1.0, 1.0], RunRule::Alternating { run: 4 }, &[3, 4]);
    check(&[2.5, 0.0, 2.1, 0.0], RunRule::Zone { of: 2, among: 3, sigmas: 2.0 }, &[2]);
    check(&[2.5, -2.5], RunRule::Zone { of: 2, among: 3, sigmas: 2.0 }, &[]);
    check(&[1.1, 1.2, 0.0, 1.3, 1.4], RunRule::Zone { of: 4, among: 5, sigmas: 1.0 }, &[4]);
    check(&[0.5; 15], RunRule::Hugging { run: 15, sigmas: 1.0 }, &[14]);
    check(&[1.5, -1.5, 1.5, -1.5, 1.5, -1.5, 1.5, -1.5], RunRule::Avoiding { run: 8, sigmas: 1.0 }, &[7]);
}

#[test]
fn seasons_by_hand_and_by_iteration() {
    let years = [vec![30, 10], vec![60, 20]].map(|y| alike(&y));
    let pattern = seasonal_pattern(&years).unwrap();
    close(pattern.indices[0], 1.5, 1e-12);
    close(pattern.yearly_rates[1], 40.0, 1e-9);
    assert!(pattern.dispersion.chi_square < 1e-9);
    assert_eq!(pattern.dispersion.degrees, 1.0);
    let noise = Noise::new(1.5, 22.0).unwrap();
    let december = same_season(Observed::new(60, 31.0), &[40, 44, 36].map(|c| Observed::new(c, 31.0)), noise, 0.05).unwrap();
    close(december.p_value, 0.046_633_715_251_753_84, 1e-10);
    close(december.ratio, 1.5, 1e-12);
    // A leap year's February of the same daily rate has the same index.
    let year = |feb: u32| [31, feb, 31].map(|days| Observed::new(u64::from(days) * 100, f64::from(days))).to_vec();
    assert!(seasonal_pattern(&[year(28), year(29)]).unwrap().indices.iter().all(|i| (i - 1.0).abs() < 1e-9));
}

#[test]
fn concentration_as_published() {
    // W. Steenbeek and W. Bernasco, vignette of `lorenzgini`: G = .78; G' from their formula and from the areas.
    let counts = [3, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    let values = counts.map(|c: u64| c as f64);
    assert_eq!(printed(gini(&values).unwrap(), 2), "0.78");
    close(generalised_gini(&counts).unwrap(), 0.56, 1e-12);
    assert!(generalised_gini(&[1, 1, 1, 1, 1, 0, 0, 0, 0, 0]).unwrap().abs() < 1e-12);
    assert_eq!(fewest_places(&[5.0, 3.0, 1.0, 1.0, 0.0], 0.5), Ok(1));
    assert_eq!(fewest_places(&[5.0, 3.0, 1.0, 1.0, 0.0], 0.8), Ok(2));
    assert_eq!(fewest_places(&[5.0, 3.0, 1.0, 1.0, 0.0], 0.81), Ok(3));
    assert_eq!(lorenz_curve(&[3.0, 1.0, 0.0, 0.0]).unwrap()[3], (0.75, 0.25));
    // By chance: the Gini of Poisson counts of mean 1 is e^-2 (I0(2) + I1(2)) = 0.5238.
    let even = chance_concentration(&[1; 2000], &[1.0; 2000], 0.5, 0.05, 200, 7).unwrap();
    assert!((even.gini - 0.5238).abs() < 0.003, "{even:?}");
    assert!(even.p_value > 0.99);
    let mut heaped = vec![0; 200];
    heaped[0] = 60;
    heaped[1] = 40;
    assert_eq!(chance_concentration(&heaped, &[1.0; 200], 0.5, 0.05, 99, 7).unwrap().p_value, 0.01);
    // More events than can be counted are refused, not added up.
    assert_eq!(chance_concentration(&[u64::MAX, 1], &[1.0; 2], 0.5, 0.05, 99, 7), Err(Unfit::OutOfRange));
}

#[test]
fn before_and_after_as_published() {
    // B. Welsh and D. Farrington, Home Office Research Study 252 (2002), Doncaster: odds ratio 1.42.
    let effect = before_after(Watched::counts(5832, 4591), Watched::counts(1789, 2002), Noise::POISSON, 0.05).unwrap();
    assert_eq!(printed(effect.relative_effect_size, 2), "1.42");
    close(effect.standard_error, 0.038_049_405_054_162_83, 1e-12);
    close(effect.interval.low, 0.652_902_501_554_903, 1e-9);
    close(effect.interval.high, 0.757_920_679_660_268_6, 1e-9);
    assert_eq!(effect.verdict, Verdict::Fell);
    let wide = before_after(Watched::counts(5832, 4591), Watched::counts(1789, 2002), Noise::new(100.0, 9.0).unwrap(), 0.05).unwrap();
    assert_eq!(wide.verdict, Verdict::NoEvidence);
    assert_eq!(
        before_after(Watched::counts(9, 4), Watched::counts(50, 50), Noise::POISSON, 0.05),
        Err(Unfit::TooFew { needed: 5, counted: 4 })
    );
    close(comparison_noise(&[Watched::counts(10, 20), Watched::counts(20, 10)]).unwrap().phi(), 20.0 / 3.0, 1e-12);
    // Exposures that grew alike are no difference between areas; any other would pass for noise.
    let over = |before: f64, after: f64| Watched { before: Observed::new(20, before), after: Observed::new(10, after) };
    close(comparison_noise(&[Watched::counts(10, 20), over(7.0, 7.0)]).unwrap().phi(), 20.0 / 3.0, 1e-12);
    assert_eq!(comparison_noise(&[Watched::counts(10, 20), over(1.0, 2.0)]), Err(Unfit::OutOfRange));
}

#[test]
fn displacement_as_published() {
    // A. Wheeler and J. Ratcliffe, Crime Science 7 (2018) 11: WDD −118, √1568, z −2.98, −196 to −40.
    let (treated, control) = (Watched::counts(207, 110), Watched::counts(308, 318));
    let (ring, beside) = (Watched::counts(178, 157), Watched::counts(150, 140));
    let found = weighted_displacement_difference(treated, control, Some((ring, beside)), Noise::POISSON, 0.05).unwrap();
    close(found.total.events, -118.0, 1e-12);
    close(found.total.standard_error, 1568.0_f64.sqrt(), 1e-12);
    assert_eq!(printed(found.total.events / found.total.standard_error, 2), "-2.98");
    assert_eq!((printed(found.interval.low, 0), printed(found.interval.high, 0)), ("-196".into(), "-40".into()));
    assert_eq!(found.verdict, Verdict::Fell);
    // The README of `ptools`: −10 (8.3666), 90 % interval −23.761833 to 3.761833.
    let plain = weighted_displacement_difference(Watched::counts(20, 10), Watched::counts(20, 20), None, Noise::POISSON, 0.1).unwrap();
    close(plain.interval.low, -23.761_833, 1e-7);
    close(plain.interval.high, 3.761_833, 1e-6);
    assert_eq!(plain.verdict, Verdict::NoEvidence);
    // Its tests: unequal periods, then unequal areas.
    let weighted = |before: u64, after: u64, area: f64, time: f64| Watched {
        before: Observed::new(before, time * area),
        after: Observed::new(after, area),
    };
    let uneven =
        weighted_displacement_difference(weighted(80, 20, 1.0, 2.0), weighted(100, 50, 1.0, 2.0), None, Noise::POISSON, 0.05).unwrap();
    close(uneven.total.events, -20.0, 1e-12);
    close(uneven.total.standard_error, 115.0_f64.sqrt(), 1e-12);
    let areas = weighted_displacement_difference(
        weighted(207, 110, 1.2, 1.0),
        weighted(308, 318, 0.9, 1.0),
        Some((weighted(178, 157, 1.5, 1.0), weighted(150, 140, 1.6, 1.0))),
        Noise::POISSON,
        0.05,
    )
    .unwrap();
    close(areas.total.events, -99.694_444_44, 1e-9);
    close(areas.total.standard_error, 35.428_075_5, 1e-8);
    close(areas.interval.low, -169.132_196_5, 1e-8);
    close(areas.interval.high, -30.256_692_41, 1e-8);
    // K. Bowers and S. Johnson's quotient: all displaced.
    let all = weighted_displacement_quotient(Watched::counts(100, 50), Watched::counts(100, 150), Watched::counts(100, 100)).unwrap();
    close(all.quotient.unwrap(), -1.0, 1e-12);
    assert_eq!(all.reading, Reading::Displacement);
    let worse = weighted_displacement_quotient(Watched::counts(100, 120), Watched::counts(100, 150), Watched::counts(100, 100)).unwrap();
    assert_eq!((worse.quotient, worse.reading), (None, Reading::NoSuccess));
}
