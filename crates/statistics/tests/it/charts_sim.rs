//! Simulations of the charts and comparisons under a null and under planted effects: for the tests and for
//! `examples/calibrate-charts.rs`, so that both measure the same thing.

use statistics::{
    Dice, Dispersion, Exposure, Noise, Observed, Position, RunRule, SpreadRule, Unfit, Verdict, Watched, Widened, before_after,
    chance_concentration, change_p_value, comparison_noise, dispersion_by_moments, fit_negative_binomial, funnel,
    negative_binomial_interval, noisy_change, pearson_dispersion, same_season, seasonal_pattern, u_chart, weighted_displacement_difference,
};

pub const SEED: u64 = 20_261_122;

/// A sequence of its own for each experiment.
pub fn dice(experiment: &str, parameters: &[f64]) -> Dice {
    let name = experiment.bytes().fold(SEED, |h, b| Dice::seeded(h ^ u64::from(b)).next_bits());
    Dice::seeded(parameters.iter().fold(name, |h, p| Dice::seeded(h ^ p.to_bits()).next_bits()))
}

/// A count with variance `phi` times its mean.
fn noisy(dice: &mut Dice, mean: f64, phi: f64) -> u64 {
    dice.next_negative_binomial(mean, (phi - 1.0) / mean)
}

fn share(hits: u32, trials: u32) -> f64 {
    f64::from(hits) / f64::from(trials)
}

/// How often a year against the year before is called at 0.05: by the exact Poisson test, and allowing for the noise that the
/// 24 months show.
pub fn changes(monthly: f64, factor: f64, phi: f64, trials: u32) -> (f64, f64) {
    let mut dice = dice("change", &[monthly, factor, phi]);
    let (mut exact, mut allowed) = (0, 0);
    for _ in 0..trials {
        let year = |dice: &mut Dice, mean: f64| (0..12).map(|_| Observed::new(noisy(dice, mean, phi), 1.0)).collect::<Vec<_>>();
        let (before, after) = (year(&mut dice, monthly), year(&mut dice, monthly * factor));
        let sum = |y: &[Observed]| y.iter().map(|o| o.count).sum::<u64>();
        let (a, b) = (sum(&before), sum(&after));
        exact += u32::from(change_p_value(a, b, Exposure::EQUAL) < 0.05);
        if a == 0 || b == 0 {
            continue;
        }
        let expected: Vec<f64> = [a, b].iter().flat_map(|n| vec![*n as f64 / 12.0; 12]).collect();
        let months: Vec<Observed> = before.into_iter().chain(after).collect();
        let noise = pearson_dispersion(&months, &expected, 2, 0.0).ok().and_then(Dispersion::noise);
        let verdict = noise.and_then(|noise| noisy_change(a, b, Exposure::EQUAL, noise, 0.05).ok());
        allowed += u32::from(verdict.is_some_and(|v| v.p_value < 0.05));
    }
    (share(exact, trials), share(allowed, trials))
}

/// Mean estimates of a dispersion from 24 counts, by moments and by likelihood, and how often the 95 % interval of a further
/// count holds its mean: with the dispersion known, by moments, by likelihood.
pub struct DispersionFound {
    pub moments: f64,
    pub likelihood: f64,
    pub known_holds: f64,
    pub moments_hold: f64,
    pub likelihood_holds: f64,
}

pub fn dispersions(mean: f64, alpha: f64, trials: u32) -> DispersionFound {
    let mut dice = dice("dispersion", &[mean, alpha]);
    let mut sums = [0.0; 5];
    for _ in 0..trials {
        let months: Vec<Observed> = (0..24).map(|_| Observed::new(dice.next_negative_binomial(mean, alpha), 1.0)).collect();
        let next = dice.next_negative_binomial(mean, alpha);
        let by_moments = dispersion_by_moments(&months).unwrap_or(0.0);
        let by_likelihood = fit_negative_binomial(&months).map_or(0.0, |f| f.dispersion);
        let holds = |a: f64| negative_binomial_interval(next, a, 0.05).is_ok_and(|i| i.low <= mean && mean <= i.high);
        let found = [
            by_moments,
            by_likelihood,
            f64::from(u8::from(holds(alpha))),
            f64::from(u8::from(holds(by_moments))),
            f64::from(u8::from(holds(by_likelihood))),
        ];
        for (sum, value) in sums.iter_mut().zip(found) {
            *sum += value;
        }
    }
    let [moments, likelihood, known_holds, moments_hold, likelihood_holds] = sums.map(|s| s / f64::from(trials));
    DispersionFound { moments, likelihood, known_holds, moments_hold, likelihood_holds }
}

/// Fifteen peers of unequal size, the last with `factor` times the rate: the share of the others called at 0.05 and at 0.002,
/// and how often the last is called at 0.002. `between` is the coefficient of variation of true rates.
pub fn funnels(mean: f64, factor: f64, between: f64, rule: SpreadRule, trials: u32) -> (f64, f64, f64) {
    let mut dice = dice("funnel", &[mean, factor, between]);
    let (mut at_five, mut at_two, mut found) = (0, 0, 0);
    for _ in 0..trials {
        let mut peers: Vec<Observed> = (0..15)
            .map(|i| {
                let exposure = 0.5 + f64::from(i % 5) * 0.25;
                let raised = if i == 14 { factor } else { 1.0 };
                Observed::new(dice.next_negative_binomial(mean * exposure * raised, between * between), exposure)
            })
            .collect();
        if peers.iter().all(|p| p.count == 0) {
            peers = vec![Observed::new(1, 1.0); 15];
        }
        let Ok(placed) = funnel(&peers, &[0.05, 0.002], rule) else { continue };
        for (i, area) in placed.areas.iter().enumerate() {
            let called = area.position != Position::Within;
            let strictly = matches!(area.position, Position::Above(l) | Position::Below(l) if l < 0.01);
            if i == 14 {
                found += u32::from(strictly);
            } else {
                at_five += u32::from(called);
                at_two += u32::from(strictly);
            }
        }
    }
    (share(at_five, trials * 14), share(at_two, trials * 14), share(found, trials))
}

/// A u-chart with 24 months of baseline and a year after them in which the rate is `factor` times as high: signals a year,
/// and the share of years with any.
pub fn u_charts(mean: f64, factor: f64, phi: f64, widened: Widened, rules: &[RunRule], trials: u32) -> Result<(f64, f64), Unfit> {
    let mut dice = dice("u-chart", &[mean, factor, phi]);
    let (mut fired, mut years) = (0, 0);
    for _ in 0..trials {
        let months: Vec<Observed> =
            (0..36).map(|m| Observed::new(noisy(&mut dice, if m < 24 { mean } else { mean * factor }, phi), 1.0)).collect();
        let chart = match u_chart(&months, 24, 3.0, widened, rules) {
            Ok(chart) => chart,
            // The baseline happened to fall below what the chart takes.
            Err(Unfit::TooFew { .. }) => continue,
            Err(other) => return Err(other),
        };
        let mut at: Vec<usize> = chart.signals.iter().map(|s| s.at).filter(|at| *at >= 24).collect();
        at.dedup();
        fired += u32::try_from(at.len()).unwrap_or(u32::MAX);
        years += u32::from(!at.is_empty());
    }
    Ok((share(fired, trials), share(years, trials)))
}

/// A month against the same one of three years before, with the noise of the whole pattern: how often it is called at 0.05.
pub fn seasons(mean: f64, factor: f64, phi: f64, trials: u32) -> f64 {
    let mut dice = dice("season", &[mean, factor, phi]);
    let days = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let high = [1.0, 0.9, 0.9, 0.95, 1.0, 1.1, 1.2, 1.2, 1.0, 1.0, 0.9, 0.85];
    let mut called = 0;
    for _ in 0..trials {
        let mut month = |m: usize, by: f64| {
            let day = days.get(m).copied().unwrap_or(30.0);
            Observed::new(noisy(&mut dice, mean * by * day / 30.0 * high.get(m).copied().unwrap_or(1.0), phi), day)
        };
        let years: Vec<Vec<Observed>> = (0..3).map(|_| (0..12).map(|m| month(m, 1.0)).collect()).collect();
        let now = month(6, factor);
        let before: Vec<Observed> = years.iter().filter_map(|y| y.get(6).copied()).collect();
        let noise = seasonal_pattern(&years).ok().and_then(|p| p.dispersion.noise());
        let found = noise.and_then(|noise| same_season(now, &before, noise, 0.05).ok());
        called += u32::from(found.is_some_and(|f| f.p_value < 0.05));
    }
    share(called, trials)
}

/// Events dealt to 200 places of unequal exposure, a tenth of them drawing `pull` times their share: the mean p-value test's
/// share below 0.05, and the mean Gini by chance.
pub fn concentrations(events: u32, pull: f64, trials: u32) -> (f64, f64) {
    let mut dice = dice("concentration", &[f64::from(events), pull]);
    let exposures: Vec<f64> = (0..200).map(|i| 1.0 + f64::from(i % 4)).collect();
    let drawn: Vec<f64> = exposures.iter().enumerate().map(|(i, e)| if i % 10 == 0 { e * pull } else { *e }).collect();
    let whole: f64 = drawn.iter().sum();
    let (mut called, mut chance) = (0, 0.0);
    for trial in 0..trials {
        let counts: Vec<u64> = drawn.iter().map(|d| dice.next_poisson(f64::from(events) * d / whole)).collect();
        let Ok(found) = chance_concentration(&counts, &exposures, 0.5, 0.05, 99, u64::from(trial)) else { continue };
        called += u32::from(found.p_value <= 0.05);
        chance += found.gini;
    }
    (share(called, trials), chance / f64::from(trials))
}

/// Before and after against ten comparison areas, each area's counts with variance `phi` times the mean; the treated place
/// ends at `factor`. How often any effect is called at 0.05, with Poisson noise and with the areas' own.
pub fn effects(mean: f64, factor: f64, phi: f64, trials: u32) -> (f64, f64) {
    let mut dice = dice("effect", &[mean, factor, phi]);
    let (mut plain, mut allowed) = (0, 0);
    for _ in 0..trials {
        let mut area = |by: f64| Watched::counts(noisy(&mut dice, mean, phi), noisy(&mut dice, mean * 0.9 * by, phi));
        let treated = area(factor);
        let beside: Vec<Watched> = (0..10).map(|_| area(1.0)).collect();
        let all = beside
            .iter()
            .fold(Watched::counts(0, 0), |sum, w| Watched::counts(sum.before.count + w.before.count, sum.after.count + w.after.count));
        let called = |noise: Noise| before_after(treated, all, noise, 0.05).is_ok_and(|e| e.verdict != Verdict::NoEvidence);
        plain += u32::from(called(Noise::POISSON));
        allowed += u32::from(comparison_noise(&beside).is_ok_and(called));
    }
    (share(plain, trials), share(allowed, trials))
}

/// The weighted displacement difference of four Poisson places, the treated one ending at `factor` and the ring at `moved`: how
/// often any effect is called at 0.05.
pub fn displacements(mean: f64, factor: f64, moved: f64, trials: u32) -> f64 {
    let mut dice = dice("displacement", &[mean, factor, moved]);
    let mut called = 0;
    for _ in 0..trials {
        let mut place = |by: f64| Watched::counts(dice.next_poisson(mean), dice.next_poisson(mean * by));
        let (treated, control, ring, beside) = (place(factor), place(1.0), place(moved), place(1.0));
        let found = weighted_displacement_difference(treated, control, Some((ring, beside)), Noise::POISSON, 0.05);
        called += u32::from(found.is_ok_and(|f| f.verdict != Verdict::NoEvidence));
    }
    share(called, trials)
}
