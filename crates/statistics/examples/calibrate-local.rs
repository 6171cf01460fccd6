//! Prints the tables of `docs/statistics/local.md`: how often Gi* and local Moran call an area where nothing is going on, what the
//! false-discovery rate comes to, how surely a planted hot spot is found, and what the pool of draws costs in accuracy.
//! `cargo run --release -p statistics --example calibrate-local`
#![allow(clippy::print_stdout, clippy::cast_possible_truncation)] // numbers of areas and of maps are small

use statistics::{
    AreaValues, Neighbours, Stream, Tally, benjamini_hochberg, benjamini_yekutieli, folded_p, gi_star, own_draws, pooled_draws,
};

const SEED: u64 = 20_261_122;
/// Side of the square map of areas.
const SIDE: u32 = 15;
const AREAS: usize = (SIDE * SIDE) as usize;

/// Queen contiguity of a square map.
fn lattice() -> Option<Neighbours> {
    let at = |x: u32, y: u32| (x < SIDE && y < SIDE).then_some(y * SIDE + x);
    let cells = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
    let pairs = cells.flat_map(|(x, y)| {
        let around = [at(x + 1, y), at(x, y + 1), at(x + 1, y + 1), x.checked_sub(1).and_then(|left| at(left, y + 1))];
        around.into_iter().flatten().map(move |j| (y * SIDE + x, j))
    });
    Neighbours::from_pairs(AREAS, pairs).ok()
}

/// A planted hot spot: the 3 × 3 areas in the middle.
fn in_the_middle(area: usize) -> bool {
    let (x, y, from) = (area as u32 % SIDE, area as u32 / SIDE, SIDE / 2 - 1);
    (from..from + 3).contains(&x) && (from..from + 3).contains(&y)
}

/// Poisson counts of this mean, higher in the middle.
fn counts(mean: f64, middle: f64, map: u64) -> Vec<f64> {
    let mut dice = statistics::Dice::seeded(Stream::of(SEED, "maps", map ^ mean.to_bits() ^ middle.to_bits().rotate_left(9)).next_bits());
    (0..AREAS).map(|area| dice.next_poisson(if in_the_middle(area) { mean * middle } else { mean }) as f64).collect()
}

fn p_values(tallies: &[Option<Tally>]) -> Vec<Option<f64>> {
    tallies.iter().map(|t| t.map(|t| t.p_value())).collect()
}

fn called(q: &[Option<f64>]) -> usize {
    q.iter().flatten().filter(|q| **q < 0.05).count()
}

fn nothing_going_on(lattice: &Neighbours) {
    const MAPS: u64 = 200;
    println!("Nothing planted, {MAPS} maps of {AREAS} areas, 4,999 draws an area, seed {SEED}\n");
    println!("| mean count | called at 0.05 | at 0.01 | folded p at 0.05 | maps with any call at q < 0.05 |\n|---:|---:|---:|---:|---:|");
    for mean in [0.2, 1.0, 5.0, 50.0] {
        let (mut five, mut one, mut folded, mut any) = (0, 0, 0, 0);
        for map in 0..MAPS {
            let values = counts(mean, 1.0, map);
            let Ok(areas) = AreaValues::new(&values, lattice) else { return };
            let tallies = own_draws(&areas, 4_999, SEED ^ map);
            let p = p_values(&tallies);
            five += p.iter().flatten().filter(|p| **p <= 0.05).count();
            one += p.iter().flatten().filter(|p| **p <= 0.01).count();
            folded += tallies.iter().flatten().filter(|t| folded_p(t.ge, t.draws) <= 0.05).count();
            any += u32::from(called(&benjamini_hochberg(&p)) > 0);
        }
        let share = |n: usize| n as f64 / (MAPS as usize * AREAS) as f64;
        println!("| {mean} | {:.4} | {:.4} | {:.4} | {:.4} |", share(five), share(one), share(folded), f64::from(any) / MAPS as f64);
    }
}

fn a_planted_hot_spot(lattice: &Neighbours) {
    const MAPS: u64 = 60;
    println!("\nA hot spot of 3 × 3 areas planted, {MAPS} maps of {AREAS} areas, 9,999 draws an area, q < 0.05\n");
    println!("| mean count | in the hot spot | its nine areas found | its middle found | false discoveries | of nine found by Yekutieli |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for (mean, middle) in [(5.0, 1.5), (5.0, 2.0), (5.0, 3.0), (20.0, 1.5), (20.0, 2.0), (1.0, 3.0)] {
        let (mut found, mut centre, mut strict, mut wrong) = (0, 0, 0, 0.0);
        for map in 0..MAPS {
            let values = counts(mean, middle, map);
            let Ok(areas) = AreaValues::new(&values, lattice) else { return };
            let z = gi_star(&areas);
            let p = p_values(&own_draws(&areas, 9_999, SEED ^ map));
            let high = |q: &[Option<f64>]| -> Vec<usize> {
                (0..AREAS)
                    .filter(|a| {
                        q.get(*a).copied().flatten().is_some_and(|q| q < 0.05) && z.get(*a).copied().flatten().is_some_and(|z| z > 0.0)
                    })
                    .collect()
            };
            let q = benjamini_hochberg(&p);
            let up = high(&q);
            found += up.iter().filter(|a| in_the_middle(**a)).count();
            centre += usize::from(up.contains(&(AREAS / 2)));
            strict += high(&benjamini_yekutieli(&p)).iter().filter(|a| in_the_middle(**a)).count();
            // False: neither in the hot spot nor beside it, so that nothing is planted among its neighbours.
            let beside = |a: usize| lattice.of(a).iter().any(|j| in_the_middle(*j as usize));
            let all = called(&q);
            let false_calls = (0..AREAS).filter(|a| q.get(*a).copied().flatten().is_some_and(|q| q < 0.05) && !beside(*a)).count();
            wrong += if all == 0 { 0.0 } else { false_calls as f64 / all as f64 };
        }
        let maps = MAPS as f64;
        println!(
            "| {mean} | {} | {:.3} | {:.3} | {:.4} | {:.3} |",
            mean * middle,
            found as f64 / maps / 9.0,
            centre as f64 / maps,
            wrong / maps,
            strict as f64 / maps / 9.0
        );
    }
}

fn own_draws_against_the_pool(lattice: &Neighbours) {
    println!("\nOwn draws and the pool, the hot spot of 10 among 5, one map, against 999,999 own draws\n");
    println!("| draws | way | mean error, binomial standard errors | spread | areas at q < 0.05, eight seeds |\n|---:|---|---:|---:|---|");
    let values = counts(5.0, 2.0, 1);
    let Ok(areas) = AreaValues::new(&values, lattice) else { return };
    let share = |t: &Option<Tally>| t.map(|t| f64::from(t.ge) / f64::from(t.draws));
    let reference: Vec<Option<f64>> = own_draws(&areas, 999_999, SEED).iter().map(share).collect();
    for draws in [999_u32, 9_999, 99_999] {
        for (name, way) in [("own", own_draws as fn(&AreaValues<'_>, u32, u64) -> Vec<Option<Tally>>), ("pool", pooled_draws)] {
            let (mut means, mut squares, mut number, mut calls) = (Vec::new(), 0.0, 0.0, Vec::new());
            for seed in 1..=8 {
                let tallies = way(&areas, draws, seed);
                let z: Vec<f64> = tallies
                    .iter()
                    .zip(&reference)
                    .filter_map(|(t, r)| {
                        let (got, exact, n) = (share(t)?, (*r)?, f64::from(t.as_ref()?.draws));
                        (0.01..0.99).contains(&exact).then(|| (got - exact) / (exact * (1.0 - exact) / n).sqrt())
                    })
                    .collect();
                means.push((z.iter().sum::<f64>() / z.len() as f64).abs());
                squares += z.iter().map(|z| z * z).sum::<f64>();
                number += z.len() as f64;
                calls.push(called(&benjamini_hochberg(&p_values(&tallies))).to_string());
            }
            let mean = means.iter().sum::<f64>() / means.len() as f64;
            println!("| {draws} | {name} | {mean:.3} | {:.3} | {} |", (squares / number).sqrt(), calls.join(", "));
        }
    }
}

fn main() {
    let Some(lattice) = lattice() else { return };
    nothing_going_on(&lattice);
    a_planted_hot_spot(&lattice);
    own_draws_against_the_pool(&lattice);
}
