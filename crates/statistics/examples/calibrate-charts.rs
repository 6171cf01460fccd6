//! Prints every table of `docs/statistics/charts-and-comparison.md`.
//! `cargo run --release -p statistics --example calibrate-charts`
#![allow(clippy::print_stdout)]

#[path = "../tests/it/charts_sim.rs"]
mod sim;

use statistics::{RunRule, SigmaFrom, SpreadRule, Widened, byar_interval, chance_concentration, count_interval, false_signals};

const TRIALS: u32 = 20_000;

fn main() {
    println!("{TRIALS} trials a line unless said otherwise, seed {}", sim::SEED);
    rates();
    funnels();
    charts();
    seasons_and_places();
    effects();
}

fn rates() {
    println!("\n## Byar against exact\n\n| events | largest difference of a limit |\n|---:|---:|");
    for (from, to) in [(1_u64, 1_u64), (2, 4), (5, 9), (10, 99), (100, 10_000)] {
        let worst = (from..=to)
            .map(|n| {
                let (b, e) = (byar_interval(n, 0.05), count_interval(n, 0.05));
                (b.low / e.low - 1.0).abs().max((b.high / e.high - 1.0).abs())
            })
            .fold(0.0, f64::max);
        println!("| {from} to {to} | {:.2} % |", worst * 100.0);
    }
    println!(
        "\n## Dispersion from 24 months\n\n| mean | α | by moments | by likelihood | 95 % holds, α known | by moments | by likelihood |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (mean, alpha) in [(5.0, 0.2), (30.0, 0.05), (30.0, 0.2), (30.0, 0.5), (200.0, 0.05)] {
        let d = sim::dispersions(mean, alpha, 4000);
        println!(
            "| {mean} | {alpha} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            d.moments, d.likelihood, d.known_holds, d.moments_hold, d.likelihood_holds
        );
    }
    println!("\n## A year against the year before\n\n| monthly mean | then | variance/mean | exact Poisson | allowing for noise |");
    println!("|---:|---:|---:|---:|---:|");
    for phi in [1.0, 1.5, 2.0, 4.0] {
        for mean in [1.0, 3.0, 10.0, 50.0] {
            let (exact, allowed) = sim::changes(mean, 1.0, phi, TRIALS);
            println!("| {mean} | the same | {phi} | {exact:.4} | {allowed:.4} |");
        }
    }
    for (mean, factor, phi) in [(10.0, 1.3, 1.0), (10.0, 1.5, 2.0), (50.0, 1.2, 2.0), (50.0, 1.3, 4.0), (50.0, 0.7, 4.0)] {
        let (exact, allowed) = sim::changes(mean, factor, phi, TRIALS);
        println!("| {mean} | × {factor} | {phi} | {exact:.4} | {allowed:.4} |");
    }
}

fn funnels() {
    println!("\n## Funnels of fifteen\n\n| mean | true rates vary by | rule | others called at 0.05 | at 0.002 | × 1.5 found at 0.002 |");
    println!("|---:|---:|---|---:|---:|---:|");
    for between in [0.0, 0.15, 0.3] {
        for mean in [5.0, 20.0, 100.0, 500.0] {
            for (name, rule) in [
                ("Poisson", SpreadRule::Poisson),
                ("multiplicative, a tenth winsorised", SpreadRule::Multiplicative { winsorised: 0.1 }),
                ("additive", SpreadRule::Additive { winsorised: 0.0 }),
                ("additive, a tenth winsorised", SpreadRule::Additive { winsorised: 0.1 }),
            ] {
                let (five, two, _) = sim::funnels(mean, 1.0, between, rule, 2000);
                let (_, _, found) = sim::funnels(mean, 1.5, between, rule, 2000);
                println!("| {mean} | {:.0} % | {name} | {five:.4} | {two:.4} | {found:.3} |", between * 100.0);
            }
        }
    }
}

fn charts() {
    let three = [RunRule::Beyond { sigmas: 3.0 }];
    let two = [RunRule::Beyond { sigmas: 3.0 }, RunRule::OneSide { run: 8 }];
    println!("\n## False signals a year, normal points, 24 months of baseline\n");
    println!("| rules | limits from theory: signals | years with any | from moving ranges: signals | years with any |");
    println!("|---|---:|---:|---:|---:|");
    let sets: [(&str, &[RunRule]); 5] = [
        ("one beyond 3", &three),
        ("one beyond 3, 8 on one side", &two),
        ("one beyond 3, 9 on one side, 6 rising", &RunRule::NELSON[..3]),
        ("Western Electric, all four", &RunRule::WESTERN_ELECTRIC),
        ("Nelson, all eight", &RunRule::NELSON),
    ];
    for (name, rules) in sets {
        let (t, m) = (
            false_signals(rules, 24, 12, SigmaFrom::Theory, 20_000, sim::SEED),
            false_signals(rules, 24, 12, SigmaFrom::MovingRanges, 20_000, sim::SEED),
        );
        println!("| {name} | {:.3} | {:.3} | {:.3} | {:.3} |", t.a_year, t.years_with_any, m.a_year, m.years_with_any);
    }
    println!("\n## u-charts of counts, 24 months of baseline, one beyond 3 and 8 on one side\n");
    println!("| monthly mean | variance/mean | then | u: signals a year | years with any | u′: signals a year | years with any |");
    println!("|---:|---:|---|---:|---:|---:|---:|");
    let line = |mean: f64, phi: f64, factor: f64| {
        let of = |widened| sim::u_charts(mean, factor, phi, widened, &two, 5000).unwrap_or((f64::NAN, f64::NAN));
        let ((a, b), (c, d)) = (of(Widened::No), of(Widened::Laney));
        let then = if (factor - 1.0).abs() < 1e-9 { "the same".to_owned() } else { format!("× {factor}") };
        println!("| {mean} | {phi} | {then} | {a:.3} | {b:.3} | {c:.3} | {d:.3} |");
    };
    for phi in [1.0, 2.0, 4.0] {
        for mean in [12.0, 30.0, 100.0, 500.0] {
            line(mean, phi, 1.0);
        }
    }
    for (mean, phi, factor) in [(30.0, 1.0, 1.3), (30.0, 1.0, 1.6), (100.0, 2.0, 1.3), (100.0, 4.0, 1.3), (100.0, 4.0, 0.7)] {
        line(mean, phi, factor);
    }
}

fn seasons_and_places() {
    println!(
        "\n## A month against the same month of three years\n\n| monthly mean | then | variance/mean | called at 0.05 |\n|---:|---|---:|---:|"
    );
    for (mean, factor, phi) in [
        (3.0, 1.0, 1.0),
        (10.0, 1.0, 1.0),
        (100.0, 1.0, 1.0),
        (10.0, 1.0, 2.0),
        (100.0, 1.0, 2.0),
        (10.0, 1.0, 4.0),
        (100.0, 1.0, 4.0),
        (30.0, 1.5, 1.0),
        (100.0, 1.3, 1.0),
        (100.0, 1.3, 2.0),
        (100.0, 1.5, 4.0),
    ] {
        let then = if (factor - 1.0_f64).abs() < 1e-9 { "the same".to_owned() } else { format!("× {factor}") };
        println!("| {mean} | {then} | {phi} | {:.4} |", sim::seasons(mean, factor, phi, 5000));
    }
    println!(
        "\n## What chance alone concentrates: 1,000 equal places\n\n| events | Gini by chance | 95 % of simulations | places holding half |"
    );
    println!("|---:|---:|---:|---:|");
    for events in [100_u64, 300, 1000, 3000] {
        // One event a place as far as they go, more in every place beyond: only the number matters.
        let counts: Vec<u64> = (0..1000).map(|i| events / 1000 + u64::from(i < events % 1000)).collect();
        if let Ok(found) = chance_concentration(&counts, &[1.0; 1000], 0.5, 0.05, 499, sim::SEED) {
            println!(
                "| {events} | {:.3} | {:.3} to {:.3} | {:.0} |",
                found.gini, found.gini_range.low, found.gini_range.high, found.places
            );
        }
    }
    println!("\n| events on 200 places | a tenth of the places draws | called at 0.05 |\n|---:|---:|---:|");
    for (events, pull) in [(50, 1.0), (200, 1.0), (200, 2.0), (200, 3.0)] {
        println!("| {events} | × {pull} | {:.4} |", sim::concentrations(events, pull, 1000).0);
    }
}

fn effects() {
    println!("\n## Before and after, ten comparison areas\n\n| events before | then | variance/mean | Poisson noise | areas' own noise |");
    println!("|---:|---|---:|---:|---:|");
    for (mean, factor, phi) in [
        (5.0, 1.0, 1.0),
        (10.0, 1.0, 1.0),
        (20.0, 1.0, 1.0),
        (100.0, 1.0, 1.0),
        (10.0, 1.0, 3.0),
        (20.0, 1.0, 3.0),
        (50.0, 1.0, 3.0),
        (100.0, 1.0, 3.0),
        (400.0, 1.0, 10.0),
        (50.0, 0.6, 1.0),
        (100.0, 0.7, 1.0),
        (100.0, 0.7, 3.0),
        (400.0, 0.7, 10.0),
    ] {
        let (plain, allowed) = sim::effects(mean, factor, phi, TRIALS);
        let then = if (factor - 1.0_f64).abs() < 1e-9 { "as the others".to_owned() } else { format!("× {factor}") };
        println!("| {mean} | {then} | {phi} | {plain:.4} | {allowed:.4} |");
    }
    println!(
        "\n## Weighted displacement difference\n\n| events before, each place | treated | ring | called at 0.05 |\n|---:|---:|---:|---:|"
    );
    for (mean, factor, moved) in [
        (2.0, 1.0, 1.0),
        (3.0, 1.0, 1.0),
        (5.0, 1.0, 1.0),
        (20.0, 1.0, 1.0),
        (100.0, 1.0, 1.0),
        (100.0, 0.5, 1.0),
        (100.0, 0.5, 0.9),
        (100.0, 0.5, 1.3),
        (100.0, 0.5, 1.5),
    ] {
        println!("| {mean} | × {factor} | × {moved} | {:.4} |", sim::displacements(mean, factor, moved, TRIALS));
    }
}
