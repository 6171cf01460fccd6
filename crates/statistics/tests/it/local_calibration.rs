//! Conditional permutation keeps its level where nothing is going on, the false-discovery rate is kept, and a planted hot
//! spot is found. `examples/calibrate-local.rs` prints the same at length.

#![allow(clippy::cast_possible_truncation)] // numbers of areas and of maps are small

use statistics::{AreaValues, Dice, Neighbours, Tally, benjamini_hochberg, gi_star, own_draws};

const SIDE: u32 = 12;
const AREAS: usize = (SIDE * SIDE) as usize;

fn lattice() -> Neighbours {
    let near = |i: u32, j: u32| (i % SIDE).abs_diff(j % SIDE) <= 1 && (i / SIDE).abs_diff(j / SIDE) <= 1;
    let all = 0..SIDE * SIDE;
    Neighbours::from_pairs(AREAS, all.clone().flat_map(|i| (i + 1..SIDE * SIDE).map(move |j| (i, j))).filter(|(i, j)| near(*i, *j)))
        .unwrap()
}

fn planted(area: usize) -> bool {
    let (x, y) = (area as u32 % SIDE, area as u32 / SIDE);
    (5..8).contains(&x) && (5..8).contains(&y)
}

fn p_values(tallies: &[Option<Tally>]) -> Vec<Option<f64>> {
    tallies.iter().map(|t| t.map(|t| t.p_value())).collect()
}

#[test]
fn where_nothing_is_going_on_it_keeps_its_level() {
    const MAPS: u64 = 100;
    let lists = lattice();
    for mean in [0.3, 10.0] {
        // One area in nine, three apart, so that their neighbourhoods don't overlap and calls are nearly independent.
        let (mut called, mut any) = (0_u32, 0_u32);
        for map in 0..MAPS {
            let mut dice = Dice::seeded(map ^ f64::to_bits(mean));
            let values: Vec<f64> = (0..AREAS).map(|_| dice.next_poisson(mean) as f64).collect();
            let p = p_values(&own_draws(&AreaValues::new(&values, &lists).unwrap(), 1_999, map));
            let apart = |i: usize| (i as u32 % SIDE) % 3 == 1 && (i as u32 / SIDE) % 3 == 1;
            called += p.iter().enumerate().filter(|(i, p)| apart(*i) && p.unwrap() <= 0.05).count() as u32;
            any += u32::from(benjamini_hochberg(&p).iter().flatten().any(|q| *q < 0.05));
        }
        let tests = f64::from(MAPS as u32 * SIDE * SIDE / 9);
        let share = f64::from(called) / tests;
        assert!(share <= 0.05 + 3.5 * (0.05_f64 * 0.95 / tests).sqrt(), "mean {mean}: {share}");
        // Not silent either, where counts are not mostly nought.
        assert!(mean < 1.0 || share > 0.035, "mean {mean}: {share}");
        // With nothing planted every call is false: the rate is the share of maps with a call.
        let maps = MAPS as f64;
        assert!(f64::from(any) / maps <= 0.05 + 3.0 * (0.05_f64 * 0.95 / maps).sqrt(), "mean {mean}: {any} maps");
    }
}

#[test]
fn a_planted_hot_spot_is_found_and_little_else() {
    const MAPS: u64 = 40;
    let lists = lattice();
    let (mut centre, mut inside, mut wrong) = (0, 0, 0.0);
    for map in 0..MAPS {
        let mut dice = Dice::seeded(7_000 + map);
        let values: Vec<f64> = (0..AREAS).map(|i| dice.next_poisson(if planted(i) { 40.0 } else { 20.0 }) as f64).collect();
        let areas = AreaValues::new(&values, &lists).unwrap();
        let (z, q) = (gi_star(&areas), benjamini_hochberg(&p_values(&own_draws(&areas, 9_999, map))));
        let calls: Vec<usize> = (0..AREAS).filter(|i| q[*i].unwrap() < 0.05).collect();
        let high = |i: &usize| calls.contains(i) && z[*i].unwrap() > 0.0;
        centre += usize::from(high(&(6 * 12 + 6)));
        inside += (0..AREAS).filter(|i| planted(*i) && high(i)).count();
        let beside = |i: &usize| lists.of(*i).iter().any(|j| planted(*j as usize));
        wrong += calls.iter().filter(|i| !beside(i)).count() as f64 / calls.len().max(1) as f64;
    }
    // Twice as much on counts of twenty: the middle always but for bad luck, of all nine areas most.
    assert!(centre as f64 / MAPS as f64 >= 0.9, "{centre} of {MAPS}; {inside} inside");
    assert!(inside as f64 / (9 * MAPS) as f64 >= 0.5, "{inside} of {}", 9 * MAPS);
    assert!(wrong / MAPS as f64 <= 0.05 + 3.0 * (0.05_f64 * 0.95 / MAPS as f64).sqrt(), "{wrong}");
}
