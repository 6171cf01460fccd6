//! Laws of conditional permutation: exact on small maps, ties on both sides, the same on any number of threads.

use proptest::prelude::*;
use statistics::{
    AreaValues, AreaValuesProblem, Neighbours, Stream, Tally, conditional_draws, gi, gi_star, local_geary, local_moran, moran_i, own_draws,
    own_draws_of_counts, pooled_draws,
};

/// A ring of areas, each with the next `reach` on either side.
fn ring(areas: u32, reach: u32) -> Neighbours {
    let pairs = (0..areas).flat_map(|i| (1..=reach).map(move |d| (i, (i + d) % areas)));
    Neighbours::from_pairs(areas as usize, pairs).unwrap()
}

fn skewed(areas: u32, seed: u64) -> Vec<f64> {
    (0..areas).map(|i| 1.0 / (0.01 + Stream::of(seed, "skewed", u64::from(i)).next_bits() as f64 / 2_f64.powi(64))).collect()
}

/// The share of all pairs of other areas whose sum is at or above the neighbours', and at or below.
fn exact_shares(values: &[f64], area: usize, list: &[u32]) -> (f64, f64) {
    let seen: f64 = list.iter().map(|j| values[*j as usize]).sum();
    let others: Vec<f64> = values.iter().enumerate().filter(|(i, _)| *i != area).map(|(_, y)| *y).collect();
    let sums: Vec<f64> = (0..others.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| others[i] + others[j]).collect();
    let share = |of: &dyn Fn(&f64) -> bool| sums.iter().filter(|s| of(s)).count() as f64 / sums.len() as f64;
    (share(&|s| *s >= seen - 1e-9), share(&|s| *s <= seen + 1e-9))
}

#[test]
fn own_draws_and_pool_both_find_the_exact_distribution() {
    // Values that repeat, so that there are ties.
    let values = [1.0, 2.0, 2.0, 5.0, 1.0, 3.0, 0.1, 0.2, 0.3, 3.0];
    let lists = ring(10, 1);
    let areas = AreaValues::new(&values, &lists).unwrap();
    for tallies in [own_draws(&areas, 99_999, 5), pooled_draws(&areas, 99_999, 5)] {
        for (area, tally) in tallies.iter().enumerate() {
            let Tally { ge, le, draws } = tally.unwrap();
            let (above, below) = exact_shares(&values, area, lists.of(area));
            for (count, share) in [(ge, above), (le, below)] {
                let error = 4.5 * (share * (1.0 - share) / f64::from(draws)).sqrt() + 1e-9;
                let got = f64::from(count) / f64::from(draws);
                assert!((got - share).abs() < error, "area {area}: {got} of {draws}, exactly {share}");
            }
            assert!(draws > 78_000, "{draws}");
        }
    }
}

#[test]
fn every_way_of_drawing_is_the_same_in_the_long_run() {
    // 60 areas with 40 neighbours (a shuffle), 20 (Floyd), 6 (a few); by symmetry the mean rank is a half.
    for reach in [20, 10, 3] {
        let (values, lists) = (skewed(60, 3), ring(60, reach));
        let areas = AreaValues::new(&values, &lists).unwrap();
        let (one, two) = (own_draws(&areas, 4_000, 1), own_draws(&areas, 4_000, 2));
        let z: Vec<f64> = one
            .iter()
            .zip(&two)
            .map(|(a, b)| {
                let share = |t: &Option<Tally>| f64::from(t.unwrap().ge) / 4_000.0;
                let p = f64::midpoint(share(a), share(b)).clamp(0.001, 0.999);
                (share(a) - share(b)) / (2.0 * p * (1.0 - p) / 4_000.0).sqrt()
            })
            .collect();
        let spread = (z.iter().map(|z| z * z).sum::<f64>() / 60.0).sqrt();
        assert!((0.7..1.35).contains(&spread), "{reach}: {spread}");
        // Total of all values less the own one, times k/(n-1), is the mean sum: check with the area in the middle.
        let ranks: f64 = one.iter().map(|t| f64::from(t.unwrap().ge) / 4_000.0).sum::<f64>() / 60.0;
        assert!((0.3..0.7).contains(&ranks), "{reach}: {ranks}");
    }
}

#[test]
fn a_shuffle_leaves_out_every_area_equally_often() {
    // One area borders on 33 of 34 others: a draw's sum is that of all of them less the one it leaves out, so the 34 possible sums
    // can be listed. The others hold 1 to 34: a draw's sum is the map's or more where it leaves out no more than the map does.
    const DRAWS: u32 = 9_999;
    let values: Vec<f64> = (0..35).map(f64::from).collect();
    for left_out in 1..=34_u32 {
        let mut lists = vec![Vec::new(); 35];
        lists[0] = (1..=34).filter(|j| *j != left_out).collect();
        let lists = Neighbours::from_lists(&lists).unwrap();
        let tally = own_draws(&AreaValues::new(&values, &lists).unwrap(), DRAWS, u64::from(left_out))[0].unwrap();
        assert_eq!(tally.draws, DRAWS);
        let above_or_same = f64::from(left_out) / 34.0;
        let below_or_same = f64::from(35 - left_out) / 34.0;
        let same = tally.ge + tally.le - DRAWS;
        for (count, share) in [(tally.ge, above_or_same), (tally.le, below_or_same), (same, 1.0 / 34.0)] {
            let error = 4.5 * (share * (1.0 - share) * f64::from(DRAWS)).sqrt() + 1e-9;
            let want = share * f64::from(DRAWS);
            assert!((f64::from(count) - want).abs() <= error, "{left_out} left out: {count}, expected {want:.0}");
        }
    }
}

#[test]
fn a_pool_that_would_remember_too_much_is_not_made() {
    // 2^26 / 20 draws of 20 neighbours among 81 areas, and one fewer.
    let lists: Vec<Vec<u32>> = (0..81).map(|i| if i == 0 { (1..=20).collect() } else { Vec::new() }).collect();
    let (values, lists) = (skewed(81, 3), Neighbours::from_lists(&lists).unwrap());
    let areas = AreaValues::new(&values, &lists).unwrap();
    let draws = (1_u32 << 26) / 20;
    let pooled = |draws: u32| pooled_draws(&areas, draws, 1)[0].unwrap();
    assert!(pooled(draws).draws < draws);
    assert_eq!(Some(pooled(draws + 1)), own_draws(&areas, draws + 1, 1)[0]);
}

#[test]
fn squares_that_cannot_be_held_leave_everything_missing() {
    let lists = ring(4, 1);
    for scale in [1e-200, 1e-160, 1e160, 1e307] {
        let values = [scale, 2.0 * scale, 4.0 * scale, 3.0 * scale];
        let areas = AreaValues::new(&values, &lists).unwrap();
        assert!(areas.squares().is_nan(), "{scale}");
        assert_eq!((gi_star(&areas), local_moran(&areas), gi(&areas)), (vec![None; 4], vec![None; 4], vec![None; 4]), "{scale}");
        assert_eq!((local_geary(&areas), moran_i(&areas, statistics::Weights::Binary)), (vec![None; 4], None), "{scale}");
    }
    let values = [1e100, -1e100, 1e100, 0.0];
    assert!(gi_star(&AreaValues::new(&values, &lists).unwrap()).iter().all(Option::is_some));
}

#[test]
fn a_tie_is_never_evidence() {
    // Robbery in two areas of forty: everywhere else the neighbours hold none, as most draws do.
    let mut values = vec![0.0; 40];
    values[0] = 3.0;
    values[20] = 1.0;
    let lists = ring(40, 1);
    let areas = AreaValues::new(&values, &lists).unwrap();
    for tally in own_draws(&areas, 999, 1).iter().skip(2).take(17) {
        let tally = tally.unwrap();
        assert!(tally.le < 999 && tally.ge == 999);
        assert!(tally.p_value() > 0.9, "{tally:?}");
        // What the fold makes of it: the smallest p there is.
        assert!(tally.folded_p_gi() < 0.0011, "{tally:?}");
    }
}

#[test]
fn constants_islands_and_mismatches() {
    let lists = Neighbours::from_pairs(4, [(0, 1), (1, 2)]).unwrap();
    let flat = [0.1; 4];
    let areas = AreaValues::new(&flat, &lists).unwrap();
    assert_eq!(gi_star(&areas), [None; 4]);
    assert_eq!(local_moran(&areas), [None; 4]);
    assert_eq!((gi(&areas), local_geary(&areas), moran_i(&areas, statistics::Weights::Binary)), (vec![None; 4], vec![None; 4], None));
    let tallies = own_draws(&areas, 99, 1);
    assert!(tallies[3].is_none() && tallies[0].unwrap().p_value() >= 1.0);

    let values = [1.0, 2.0, 4.0, 8.0];
    let areas = AreaValues::new(&values, &lists).unwrap();
    assert_eq!(local_moran(&areas)[3], Some(0.0));
    assert!(gi_star(&areas)[3].is_some() && gi(&areas)[3].is_none() && local_geary(&areas)[3].is_none());
    // An area and its neighbours being everything: 0/0.
    let all = Neighbours::from_pairs(3, [(0, 1), (1, 2), (0, 2)]).unwrap();
    assert_eq!(gi_star(&AreaValues::new(&[1.0, 2.0, 4.0], &all).unwrap()), [None; 3]);

    assert_eq!(AreaValues::new(&[1.0], &lists).unwrap_err(), AreaValuesProblem::Lengths { values: 1, areas: 4 });
    assert_eq!(AreaValues::new(&[1.0, f64::NAN, 1.0, 1.0], &lists).unwrap_err(), AreaValuesProblem::NotFinite(1));
    let none = Neighbours::from_pairs(0, []).unwrap();
    assert!(conditional_draws(&AreaValues::new(&[], &none).unwrap(), 99, 1).is_empty());
}

#[test]
fn one_thread_or_two_the_same_bits() {
    let (values, lists) = (skewed(500, 9), ring(500, 3));
    let areas = AreaValues::new(&values, &lists).unwrap();
    let with = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| (own_draws(&areas, 499, 42), pooled_draws(&areas, 9_999, 42)))
    };
    let (one, two) = (with(1), with(2));
    assert_eq!(one, two);
    assert_ne!(one.0, own_draws(&areas, 499, 43));
}

#[test]
fn the_same_bits_on_every_machine() {
    // Recorded once; a change here changes every published figure of `hotspots`.
    let (values, lists) = (skewed(40, 1), ring(40, 2));
    let areas = AreaValues::new(&values, &lists).unwrap();
    let counts = |tallies: &[Option<Tally>]| tallies.iter().flatten().take(4).map(|t| (t.ge, t.le, t.draws)).collect::<Vec<_>>();
    assert_eq!(counts(&own_draws(&areas, 999, 20_261_122)), RECORDED_OWN);
    assert_eq!(counts(&pooled_draws(&areas, 999, 20_261_122)), RECORDED_POOL);
}

const RECORDED_OWN: [(u32, u32, u32); 4] = [(120, 879, 999), (164, 835, 999), (133, 866, 999), (132, 867, 999)];
const RECORDED_POOL: [(u32, u32, u32); 4] = [(109, 793, 902), (157, 735, 892), (115, 789, 904), (101, 809, 910)];

#[test]
fn columns_that_share_draws_get_what_each_would_get_alone() {
    let lists = ring(30, 2);
    let rows: Vec<[u32; 3]> = (0..30_u32).map(|i| [i * i % 17, i % 3, 7]).collect();
    let together = own_draws_of_counts(&rows, &lists, 299, 8).unwrap();
    for column in 0..3 {
        let values: Vec<f64> = rows.iter().map(|r| f64::from(r[column])).collect();
        let alone = own_draws(&AreaValues::new(&values, &lists).unwrap(), 299, 8);
        assert_eq!(together.iter().map(|t| t.map(|t| t[column])).collect::<Vec<_>>(), alone);
    }
    assert!(own_draws_of_counts(&[[1 << 30]; 30], &lists, 9, 1).is_none());
    assert!(own_draws_of_counts(&[[1]; 29], &lists, 9, 1).is_none());
}

proptest! {
    #[test]
    fn scale_and_shift_change_no_decision(
        values in prop::collection::vec(0_u32..50, 12), scale in 1_u32..9, shift in 0_u32..100
    ) {
        let lists = ring(12, 2);
        let plain: Vec<f64> = values.iter().map(|y| f64::from(*y)).collect();
        let moved: Vec<f64> = plain.iter().map(|y| y * f64::from(scale) + f64::from(shift)).collect();
        let (a, b) = (AreaValues::new(&plain, &lists).unwrap(), AreaValues::new(&moved, &lists).unwrap());
        prop_assert_eq!(own_draws(&a, 99, 1), own_draws(&b, 99, 1));
        for (one, two) in gi_star(&a).into_iter().chain(local_moran(&a)).zip(gi_star(&b).into_iter().chain(local_moran(&b))) {
            match (one, two) {
                (Some(one), Some(two)) => prop_assert!((one - two).abs() < 1e-9 * one.abs().max(1.0)),
                other => prop_assert_eq!(other, (None, None)),
            }
        }
    }

    #[test]
    fn a_tally_never_exceeds_its_draws(values in prop::collection::vec(-5.0_f64..5.0, 9), reach in 1_u32..4, seed: u64) {
        let lists = ring(9, reach);
        let areas = AreaValues::new(&values, &lists).unwrap();
        for tally in own_draws(&areas, 49, seed).into_iter().chain(pooled_draws(&areas, 49, seed)).flatten() {
            prop_assert!(tally.ge <= tally.draws && tally.le <= tally.draws && tally.ge + tally.le >= tally.draws);
            prop_assert!(tally.p_value() > 0.0 && tally.p_value() <= 1.0);
        }
    }
}
