//! Knox's table: figures that others published, brute force, and the mean over every permutation there is.

use proptest::prelude::*;
use statistics::{Bands, Closed, Dice, Event, KnoxError, KnoxTable, Metric, knox};

const METRICS: [Metric; 2] = [Metric::Euclidean, Metric::Manhattan];
const CLOSINGS: [Closed; 2] = [Closed::Left, Closed::Right];

fn bands(edges: &[f64], closed: Closed) -> Bands {
    Bands::new(edges, closed).unwrap()
}

fn close(got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs(), "got {got:e}, want {want:e}");
}

/// A table by looking at every pair.
fn by_hand(events: &[Event], space: &Bands, time: &Bands, metric: Metric) -> Vec<u64> {
    let width = time.bounds().len();
    let mut counts = vec![0; space.bounds().len() * width];
    for (at, one) in events.iter().enumerate() {
        for other in &events[at + 1..] {
            let (dx, dy) = (one.x - other.x, one.y - other.y);
            let distance = match metric {
                Metric::Euclidean => (dx * dx + dy * dy).sqrt(),
                Metric::Manhattan => dx.abs() + dy.abs(),
            };
            if let (Some(s), Some(t)) = (space.band_of(distance), time.band_of((one.time - other.time).abs())) {
                counts[s * width + t] += 1;
            }
        }
    }
    counts
}

fn observed(table: &KnoxTable) -> Vec<u64> {
    table.cells.iter().map(|cell| cell.observed).collect()
}

/// Events on a small plane, some on top of each other, whole or in halves.
fn some_events(seed: u64, number: usize, width: f64, days: f64, step: f64) -> Vec<Event> {
    let mut dice = Dice::seeded(seed);
    let mut draw = |most: f64| (dice.next_unit() * most / step).floor() * step;
    (0..number).map(|_| Event { x: draw(width) - 1000.0, y: draw(width) + 5e5, time: draw(days) }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn it_counts_what_looking_at_every_pair_counts(
        seed in any::<u64>(),
        number in 2_usize..90,
        width in prop::sample::select(vec![0.0, 3.0, 40.0, 900.0]),
        days in prop::sample::select(vec![1.0, 30.0, 300.0, 40_000.0, 200_000.0]),
        step in prop::sample::select(vec![1.0, 0.5, 0.1]),
        space in prop::collection::btree_set(0_u32..900, 2..7),
        time in prop::collection::btree_set(0_u32..400, 2..9),
        stretch in prop::sample::select(vec![1.0, 0.1, 100.0]),
        open in any::<(bool, bool)>(),
    ) {
        let edges = |set: std::collections::BTreeSet<u32>, open: bool, stretch: f64| {
            let mut edges: Vec<f64> = set.into_iter().map(|edge| f64::from(edge) * stretch).collect();
            if open {
                edges.push(f64::INFINITY);
            }
            edges
        };
        let (space, time) = (edges(space, open.0, 1.0), edges(time, open.1, stretch));
        let events = some_events(seed, number, width, days, step);
        for metric in METRICS {
            for closed in CLOSINGS {
                let (space, time) = (bands(&space, closed), bands(&time, closed));
                let table = knox(&events, &space, &time, metric, 3, seed).unwrap();
                prop_assert_eq!(observed(&table), by_hand(&events, &space, &time, metric), "{:?} {:?}", metric, closed);
                // Whatever is permuted, the margins of the whole table stay.
                let total: f64 = table.cells.iter().map(|cell| cell.expected).sum();
                let margin = table.space_pairs.iter().sum::<u64>() as f64 * table.time_pairs.iter().sum::<u64>() as f64 / table.pairs as f64;
                prop_assert!((total - margin).abs() <= 1e-9 * margin.max(1.0));
            }
        }
    }

    #[test]
    fn neither_the_order_nor_the_threads_matter(seed in any::<u64>(), number in 2_usize..200) {
        let mut events = some_events(seed, number, 500.0, 60.0, 1.0);
        let (space, time) = (bands(&[0.0, 50.0, 200.0], Closed::Right), bands(&[0.0, 7.0, 14.0, 21.0], Closed::Left));
        let table = knox(&events, &space, &time, Metric::Euclidean, 99, 7).unwrap();
        events.reverse();
        let alone = std::thread::spawn(move || knox(&events, &space, &time, Metric::Euclidean, 99, 7).unwrap()).join().unwrap();
        prop_assert_eq!(table, alone);
    }
}

#[test]
fn the_expectation_is_the_mean_over_every_permutation() {
    fn orders(left: &mut Vec<usize>, order: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
        if left.is_empty() {
            visit(order);
        }
        for at in 0..left.len() {
            let chosen = left.remove(at);
            order.push(chosen);
            orders(left, order, visit);
            order.pop();
            left.insert(at, chosen);
        }
    }
    for seed in 0..6 {
        let events = some_events(seed, 7, 12.0, 9.0, 1.0);
        let (space, time) = (bands(&[0.0, 3.0, 6.0, 9.0], Closed::Right), bands(&[0.0, 2.0, 5.0, f64::INFINITY], Closed::Left));
        let mut sums = vec![0_u64; space.bounds().len() * time.bounds().len()];
        let mut at_least = vec![0_u32; sums.len()];
        let table = knox(&events, &space, &time, Metric::Manhattan, 19_999, seed).unwrap();
        let mut number = 0_u32;
        orders(&mut (0..events.len()).collect(), &mut Vec::new(), &mut |order| {
            let dealt: Vec<Event> = events.iter().zip(order).map(|(e, other)| Event { time: events[*other].time, ..*e }).collect();
            number += 1;
            for (at, count) in by_hand(&dealt, &space, &time, Metric::Manhattan).into_iter().enumerate() {
                sums[at] += count;
                at_least[at] += u32::from(count >= table.cells[at].observed);
            }
        });
        assert_eq!(number, 5040);
        for (at, cell) in table.cells.iter().enumerate() {
            let mean = sums[at] as f64 / f64::from(number);
            assert!((cell.expected - mean).abs() < 1e-12, "{cell:?} {mean}");
            let permuted = cell.permuted.unwrap();
            let exact = f64::from(at_least[at]) / f64::from(number);
            let error = 5.0 * (exact * (1.0 - exact) / 20_000.0).sqrt() + 1e-4;
            assert!((permuted.p_value - exact).abs() < error, "{cell:?} {exact}");
            assert!((permuted.mean - mean).abs() <= 5.0 * permuted.standard_deviation / 20_000_f64.sqrt(), "{cell:?} {mean}");
            assert!(permuted.adjusted_p_value >= permuted.p_value - 0.02, "{cell:?}");
        }
    }
}

#[test]
fn every_form_of_the_days_tells_the_same() {
    // Whole days in bytes, whole days in 16 bits, and the same days as halves, which take the slow path.
    let events = some_events(5, 400, 900.0, 300.0, 1.0);
    let space = bands(&[0.0, 100.0, 200.0, 400.0], Closed::Right);
    let edges = [0.0, 7.0, 14.0, 21.0, 28.0, 120.0];
    let far = [&edges[..], &[250.0]].concat();
    let halves: Vec<Event> = events.iter().map(|e| Event { time: e.time / 2.0, ..*e }).collect();
    for closed in CLOSINGS {
        let of = |events: &[Event], edges: &[f64]| knox(events, &space, &bands(edges, closed), Metric::Euclidean, 499, 20_261_122).unwrap();
        let narrow = of(&events, &edges);
        let half_edges: Vec<f64> = edges.iter().map(|edge| edge / 2.0).collect();
        assert_eq!(narrow, of(&halves, &half_edges));
        let wide = of(&events, &far);
        let bands = narrow.time_pairs.len();
        for cell in &narrow.cells {
            let same = wide.cells[cell.space_band * (bands + 1) + cell.time_band];
            assert_eq!((cell.observed, cell.expected.to_bits()), (same.observed, same.expected.to_bits()));
            let (one, other) = (cell.permuted.unwrap(), same.permuted.unwrap());
            assert_eq!((one.mean.to_bits(), one.p_value.to_bits()), (other.mean.to_bits(), other.p_value.to_bits()));
        }
    }
}

#[test]
fn what_the_rest_takes_is_what_a_search_finds() {
    // A last band without an end is never searched; with an end just short of the furthest pair it is.
    let events = some_events(9, 500, 900.0, 300.0, 1.0);
    let time = bands(&[0.0, 7.0, 14.0, f64::INFINITY], Closed::Left);
    let of = |last: f64| knox(&events, &bands(&[50.0, 200.0, last], Closed::Left), &time, Metric::Euclidean, 199, 3).unwrap();
    let (open, searched, covering) = (of(f64::INFINITY), of(900.0), of(5000.0));
    assert_eq!(open.cells, covering.cells);
    // Which order the points stand in differs between the two, so compare what no permutation touches.
    let deterministic = |table: &KnoxTable| table.cells.iter().map(|c| (c.observed, c.expected.to_bits())).collect::<Vec<_>>();
    let most = bands(&[50.0, 200.0, 900.0], Closed::Left);
    assert_eq!(observed(&searched), by_hand(&events, &most, &time, Metric::Euclidean));
    assert_eq!(deterministic(&open)[..3], deterministic(&searched)[..3]);
    let means = |table: &KnoxTable| table.cells.iter().map(|c| c.permuted.unwrap().mean).collect::<Vec<_>>();
    for (mean, cell) in means(&open).iter().zip(&open.cells) {
        assert!((mean - cell.expected).abs() <= 5.0 * cell.permuted.unwrap().standard_deviation / 199_f64.sqrt());
    }
}

#[test]
fn what_makes_no_table_is_refused() {
    let (space, time) = (bands(&[0.0, 1.0], Closed::Left), bands(&[0.0, 1.0], Closed::Left));
    let of = |events: &[Event]| knox(events, &space, &time, Metric::Euclidean, 9, 1).map(|table| table.pairs);
    let event = |x: f64, time: f64| Event { x, y: 0.0, time };
    assert_eq!(of(&[]), Err(KnoxError::TooFewEvents));
    assert_eq!(of(&[event(0.0, 0.0)]), Err(KnoxError::TooFewEvents));
    assert_eq!(of(&[event(0.0, 0.0), event(f64::NAN, 0.0)]), Err(KnoxError::NotFinite(1)));
    assert_eq!(of(&[event(0.0, f64::INFINITY), event(0.0, 0.0)]), Err(KnoxError::NotFinite(0)));
    assert_eq!(of(&[event(-1e308, 0.0), event(1e308, 0.0)]), Ok(1));
}

#[test]
fn without_permutations_there_is_a_table_and_no_p() {
    let events = some_events(1, 50, 300.0, 30.0, 1.0);
    let table = knox(&events, &bands(&[0.0, 100.0], Closed::Left), &bands(&[0.0, 7.0], Closed::Left), Metric::Euclidean, 0, 1).unwrap();
    assert!(table.cells.iter().all(|cell| cell.permuted.is_none()));
}

/// A file of the open data, or nothing where it isn't there.
fn open_data(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("WARDMOTE_OPEN_DATA") else {
        eprintln!("left out: 1 test (WARDMOTE_OPEN_DATA not set)");
        return None;
    };
    Some(std::fs::read_to_string(std::path::Path::new(&folder).join("near-repeat").join(name)).unwrap())
}

/// Days since 1 January 2000 by the civil calendar.
fn day_number(date: &str) -> f64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let months = (month + 9) % 12;
    let years = year - months / 10;
    (365 * years + years / 4 - years / 100 + years / 400 + (months * 306 + 5) / 10 + day - 730_426) as f64
}

fn chicago(name: &str) -> Option<Vec<Event>> {
    let text = open_data(name)?;
    let mut rows = csv_rows(&text);
    Some(rows.by_ref().map(|f| Event { x: f[0].parse().unwrap(), y: f[1].parse().unwrap(), time: day_number(f[2]) }).collect())
}

fn csv_rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split(',').collect())
}

fn rows_of(table: &KnoxTable) -> Vec<Vec<u64>> {
    observed(table).chunks(table.time_pairs.len()).map(<[u64]>::to_vec).collect()
}

#[test]
fn the_example_of_surveillance() {
    // R package `surveillance` 1.26.0, `man/knox.Rd`: 204 close pairs of 56,280 for type B, within 50 km and 30 days. The other figures
    // (6,817, 1,499, 181.5686) are not printed there: they were recomputed independently when the data folder was made.
    let Some(text) = open_data("imdepi_events.csv") else { return };
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let (time, kind) = (column("time"), column("type"));
    let events: Vec<Event> = lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|f| f[kind] == "B")
        // The age group holds a quoted comma; coordinates are counted from the end.
        .map(|f| Event { x: f[f.len() - 2].parse().unwrap(), y: f[f.len() - 1].parse().unwrap(), time: f[time].parse().unwrap() })
        .collect();
    assert_eq!(events.len(), 336);
    // Closed right, the band {0} and the band up to the limit together are "at most the limit".
    let (space, days) = (bands(&[0.0, 50.0], Closed::Right), bands(&[0.0, 30.0], Closed::Right));
    let table = knox(&events, &space, &days, Metric::Euclidean, 999, 1).unwrap();
    assert_eq!(table.pairs, 56_280);
    assert_eq!(table.cells.iter().map(|cell| cell.observed).sum::<u64>(), 204);
    assert_eq!(table.space_pairs.iter().sum::<u64>(), 6_817);
    assert_eq!(table.time_pairs.iter().sum::<u64>(), 1_499);
    let expected: f64 = table.cells.iter().map(|cell| cell.expected).sum();
    close(expected, 181.568_638_948_116_56, 1e-14);
    // No two of these cases fall on the same moment, so the last cell is the test.
    let last = table.cells.last().unwrap();
    let p = last.permuted.unwrap();
    assert!(p.p_value > 0.01 && p.p_value < 0.2, "{last:?}");
}

#[test]
fn a_month_of_chicago_burglaries_as_the_near_repeat_calculator_counted_them() {
    // Outputs of Ratcliffe's Near Repeat Calculator 1.3 in Steenbeek's R package NearRepeat, with the intervals behind them.
    let Some(events) = chicago("chicago_be_month1.csv") else { return };
    let all = f64::INFINITY;
    let of = |space: &[f64], time: &[f64]| {
        knox(&events, &bands(space, Closed::Left), &bands(time, Closed::Left), Metric::Manhattan, 99, 1).unwrap()
    };
    let table = of(&[0.0, 1.0, 100.0, 200.0, 300.0, all], &[0.0, 7.0, 14.0, 21.0, all]);
    assert_eq!(rows_of(&table), [[28, 5, 5, 2], [44, 13, 8, 4], [97, 56, 19, 16], [77, 67, 45, 20], [182_194, 146_149, 95_237, 45_879]]);
    // Its ratios are taken to the mean of 20 permutations, ours to the exact mean: they agree within what 20 leave open, and
    // print alike where chance plays next to no part.
    let printed = [
        [1.652, 0.43, 0.629, 0.576],
        [1.685, 0.6, 0.569, 0.559],
        [1.318, 0.945, 0.513, 0.884],
        [0.938, 1.028, 1.071, 1.011],
        [1.0, 1.0, 1.0, 1.0],
    ];
    for cell in &table.cells {
        let (ratio, printed) = (cell.ratio().unwrap(), printed[cell.space_band][cell.time_band]);
        // The mean of 20 counts has a standard error of sd/√20.
        let error = cell.permuted.unwrap().standard_deviation / 20_f64.sqrt() / cell.expected * ratio;
        assert!((ratio - printed).abs() < 4.0 * error + 0.0005, "{cell:?}: {ratio} {printed}");
        if cell.space_band == 4 {
            assert_eq!(format!("{ratio:.2}"), "1.00");
        }
    }
    let claimed = of(&[0.0, 1.0, 101.0, 201.0, 301.0, all], &[0.0, 8.0, 15.0, 22.0, all]);
    assert_eq!(rows_of(&claimed), [[29, 4, 5, 2], [45, 15, 7, 2], [106, 48, 21, 13], [88, 64, 46, 15], [206_611, 138_108, 88_321, 36_415]]);
}

#[test]
fn chicago_arsons_as_recomputed() {
    let Some(events) = chicago("chicago_arson.csv") else { return };
    let all = f64::INFINITY;
    let (space, time) = (bands(&[0.0, 1.0, 200.0, 400.0, 600.0, all], Closed::Left), bands(&[0.0, 1.0, 2.0, 3.0, all], Closed::Left));
    let table = knox(&events, &space, &time, Metric::Manhattan, 99, 1).unwrap();
    assert_eq!(rows_of(&table), [[1, 2, 0, 8], [8, 1, 1, 45], [4, 0, 0, 141], [6, 0, 0, 233], [393, 710, 770, 133_658]]);
    assert_eq!(table.pairs, 522 * 521 / 2);
}

/// Events of a year in two square kilometres; a share of them within 70 metres and a week of an earlier one.
fn simulated(dice: &mut Dice, number: usize, following: f64) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    while events.len() < number {
        let follows = dice.next_unit() < following && !events.is_empty();
        let (x, y, time) = (dice.next_unit(), dice.next_unit(), dice.next_unit());
        if follows {
            let parent = events[usize::try_from(dice.next_bits() % events.len() as u64).unwrap()];
            let time = (parent.time + time * 7.0).floor();
            events.push(Event { x: parent.x + (x - 0.5) * 140.0, y: parent.y + (y - 0.5) * 140.0, time });
        } else {
            events.push(Event { x: x * 1414.0, y: y * 1414.0, time: (time * 364.0).floor() });
        }
    }
    events
}

#[test]
fn it_keeps_its_level_and_finds_what_was_planted() {
    let (space, time) = (bands(&[0.0, 100.0, 200.0, 300.0], Closed::Left), bands(&[0.0, 7.0, 14.0, 21.0], Closed::Left));
    let trials = 400_u32;
    // docs/statistics/near-repeat.md has the figures of a longer run.
    for (following, least, most) in [(0.0, 0.0, 0.05), (0.1, 0.9, 1.0)] {
        let mut dice = Dice::seeded(20_261_122);
        let (mut nearest, mut any) = (0_u32, 0_u32);
        for _ in 0..trials {
            let events = simulated(&mut dice, 200, following);
            let table = knox(&events, &space, &time, Metric::Euclidean, 99, dice.next_bits()).unwrap();
            let permuted: Vec<_> = table.cells.iter().map(|cell| cell.permuted.unwrap()).collect();
            nearest += u32::from(permuted[0].p_value <= 0.05);
            any += u32::from(permuted.iter().any(|p| p.adjusted_p_value <= 0.05));
        }
        let error = 3.0 * (0.05_f64 * 0.95 / f64::from(trials)).sqrt();
        for called in [nearest, any] {
            let share = f64::from(called) / f64::from(trials);
            assert!(share >= least && share <= most + error, "{following}: {share}");
        }
    }
}
