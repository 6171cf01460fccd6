//! The charts and comparisons keep their level when nothing has happened, and find what was planted.
//! `examples/calibrate-charts.rs` prints the same with many more trials.

use crate::charts_sim as sim;
use statistics::{RunRule, SigmaFrom, SpreadRule, Widened, false_signals};

const TRIALS: u32 = 1000;

/// A level of 0.05 and three standard errors of a share of this many trials.
fn at_most_five(share: f64, trials: u32, what: &str) {
    let most = 0.05 + 3.0 * (0.05_f64 * 0.95 / f64::from(trials)).sqrt();
    assert!(share <= most, "{what}: {share}");
}

#[test]
fn a_change_is_called_no_more_often_than_said_however_noisy_the_months() {
    for (mean, phi) in [(1.0, 1.0), (10.0, 1.0), (3.0, 2.0), (50.0, 2.0), (1.0, 4.0), (3.0, 4.0), (10.0, 4.0)] {
        let (exact, allowed) = sim::changes(mean, 1.0, phi, TRIALS);
        at_most_five(allowed, TRIALS, &format!("{mean} {phi}"));
        // The exact Poisson test doesn't allow for it, and shows that the simulation is noisy at all.
        assert!(phi < 2.0 || exact > 0.08, "{mean} {phi}: {exact}");
    }
    assert!(sim::changes(50.0, 1.3, 4.0, TRIALS).1 > 0.55);
    assert!(sim::changes(10.0, 1.3, 1.0, TRIALS).1 > 0.4);
}

#[test]
fn a_dispersion_is_recovered_and_its_interval_holds() {
    let found = sim::dispersions(30.0, 0.2, 300);
    assert!((found.moments - 0.2).abs() < 0.015 && (found.likelihood - 0.19).abs() < 0.015, "{} {}", found.moments, found.likelihood);
    assert!(found.known_holds > 0.92 && found.moments_hold > 0.90 && found.likelihood_holds > 0.90);
}

#[test]
fn a_funnel_keeps_its_level_and_finds_a_raised_area() {
    let winsorised = SpreadRule::Additive { winsorised: 0.1 };
    for (mean, between, rule) in [(20.0, 0.0, SpreadRule::Poisson), (20.0, 0.15, winsorised), (100.0, 0.15, winsorised)] {
        let (five, strict, _) = sim::funnels(mean, 1.0, between, rule, 200);
        at_most_five(five, 200 * 14, &format!("{mean} {between} {rule:?}"));
        assert!(strict < 0.008, "{strict}");
    }
    assert!(sim::funnels(100.0, 1.0, 0.15, SpreadRule::Poisson, 200).0 > 0.15);
    assert!(sim::funnels(100.0, 1.5, 0.0, winsorised, 200).2 > 0.6);
}

#[test]
fn charts_signal_as_often_as_is_said_of_them() {
    let one = [RunRule::Beyond { sigmas: 3.0 }];
    let theory = false_signals(&one, 24, 12, SigmaFrom::Theory, 4000, sim::SEED);
    // 12 × 0.0027 with limits known; a little more with 24 months of baseline.
    assert!((0.025..0.055).contains(&theory.a_year), "{theory:?}");
    let all = false_signals(&RunRule::WESTERN_ELECTRIC, 24, 12, SigmaFrom::MovingRanges, 2000, sim::SEED);
    assert!(all.a_year > theory.a_year && (0.15..0.30).contains(&all.years_with_any), "{all:?}");
    assert_eq!(theory, false_signals(&one, 24, 12, SigmaFrom::Theory, 4000, sim::SEED));
    let two = [RunRule::Beyond { sigmas: 3.0 }, RunRule::OneSide { run: 8 }];
    let quiet = sim::u_charts(30.0, 1.0, 1.0, Widened::No, &two, TRIALS).unwrap();
    let noisy = sim::u_charts(100.0, 1.0, 4.0, Widened::No, &two, TRIALS).unwrap();
    let laney = sim::u_charts(100.0, 1.0, 4.0, Widened::Laney, &two, TRIALS).unwrap();
    assert!(quiet.0 < 0.25 && noisy.0 > 1.3 && laney.0 < 0.4, "{quiet:?} {noisy:?} {laney:?}");
    assert!(sim::u_charts(100.0, 1.3, 2.0, Widened::Laney, &two, TRIALS).unwrap().1 > 0.95);
}

#[test]
fn a_season_is_compared_at_its_level() {
    for (mean, phi) in [(10.0, 1.0), (100.0, 2.0), (100.0, 4.0)] {
        at_most_five(sim::seasons(mean, 1.0, phi, TRIALS), TRIALS, &format!("{mean} {phi}"));
    }
    assert!(sim::seasons(100.0, 1.3, 1.0, TRIALS) > 0.6);
}

#[test]
fn concentration_is_not_found_where_there_is_none() {
    let (called, _) = sim::concentrations(50, 1.0, 400);
    at_most_five(called, 400, "50 events");
    assert!(sim::concentrations(200, 3.0, 200).0 > 0.12);
}

#[test]
fn effects_and_displacement_keep_their_level_and_are_found() {
    for (mean, phi) in [(10.0, 1.0), (100.0, 1.0), (20.0, 3.0), (100.0, 3.0), (400.0, 10.0)] {
        let (plain, allowed) = sim::effects(mean, 1.0, phi, TRIALS);
        at_most_five(allowed, TRIALS, &format!("{mean} {phi}"));
        assert!(phi < 2.0 || plain > 0.15, "{plain}");
    }
    assert!(sim::effects(100.0, 0.7, 1.0, TRIALS).1 > 0.3);
    for mean in [2.0, 5.0, 100.0] {
        at_most_five(sim::displacements(mean, 1.0, 1.0, TRIALS), TRIALS, &format!("{mean}"));
    }
    assert!(sim::displacements(100.0, 0.5, 0.9, TRIALS) > 0.5);
}
