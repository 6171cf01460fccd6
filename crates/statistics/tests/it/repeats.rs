//! Repeat victimisation: by hand, against Knox's table, and under chance.

use proptest::prelude::*;
use statistics::{Bands, Closed, Dice, Event, Incident, Metric, knox, repeat_counts, repeat_time_course, repeats_within};

fn incidents(of: &[(u64, i64)]) -> Vec<Incident> {
    of.iter().map(|(target, day)| Incident { target: *target, day: *day }).collect()
}

#[test]
fn counts_by_hand() {
    let counts = repeat_counts(&incidents(&[(7, 3), (7, 3), (9, 1), (7, 8), (4, 2)]), None).unwrap();
    assert_eq!((counts.incidents, counts.targets, counts.repeats), (5, 3, 2));
    let seen: Vec<_> = counts.distribution.iter().map(|d| (d.incidents, d.targets, d.expected)).collect();
    assert_eq!(seen, [(1, 2, None), (2, 0, None), (3, 1, None)]);
    assert_eq!(repeat_counts(&incidents(&[(1, 0), (2, 0)]), Some(1)), None);
    let nothing = repeat_counts(&[], None).unwrap();
    assert_eq!((nothing.share(), nothing.distribution.len()), (None, 0));
    let nobody = repeat_counts(&[], Some(10)).unwrap();
    assert_eq!((nobody.distribution[0].targets, nobody.distribution[0].expected), (10, Some(10.0)));
}

#[test]
fn chance_alone_gives_what_is_expected() {
    // 600 incidents on 400 households at random, 400 times over.
    let (at_risk, number, trials) = (400_u64, 600_u64, 400_u32);
    let mut dice = Dice::seeded(20_261_122);
    let mut sums = [0.0; 6];
    let mut expected = [0.0; 6];
    for _ in 0..trials {
        let hit: Vec<Incident> = (0..number).map(|_| Incident { target: dice.next_bits() % at_risk, day: 0 }).collect();
        for line in repeat_counts(&hit, Some(at_risk)).unwrap().distribution.iter().take(6) {
            sums[usize::try_from(line.incidents).unwrap()] += line.targets as f64 / f64::from(trials);
            expected[usize::try_from(line.incidents).unwrap()] = line.expected.unwrap();
        }
    }
    for (seen, expected) in sums.iter().zip(expected) {
        assert!((seen - expected).abs() < 5.0 * (expected / f64::from(trials)).sqrt(), "{seen} {expected}");
    }
}

#[test]
fn a_window_is_never_cut_short() {
    let all = incidents(&[(1, 0), (1, 28), (1, 57), (2, 30), (2, 30), (3, 60), (1, 90), (3, 99)]);
    // From day 28: (1,28) follows day 0, (1,57) follows after 29, (2,30) twice, (3,60), (1,90) after 33, (3,99) after 39.
    let within = repeats_within(&all, 0, 100, 28);
    assert_eq!((within.incidents, within.repeats), (7, 2));
    assert_eq!(repeats_within(&all, 0, 100, 29).repeats, 2);
    assert_eq!(repeats_within(&all, 0, 100, 40).incidents, 4);
    // Outside the period nothing counts, before or after.
    assert_eq!(repeats_within(&all, 1, 99, 27).repeats, 1);
    assert_eq!(repeats_within(&all, 0, 20, 28).share(), None);
}

proptest! {
    #[test]
    fn the_time_course_is_knoxs_table_with_one_target_for_one_place(
        all in prop::collection::vec((0_u64..12, 0_i64..60), 2..60),
        closed in prop::sample::select(vec![Closed::Left, Closed::Right]),
    ) {
        let days = Bands::new(&[0.0, 7.0, 14.0, 40.0], closed).unwrap();
        let course = repeat_time_course(&incidents(&all), &days);
        let events: Vec<Event> = all.iter().map(|(target, day)| Event { x: *target as f64 * 10.0, y: 0.0, time: *day as f64 }).collect();
        let here = Bands::new(&[0.0, 1.0], Closed::Left).unwrap();
        let table = knox(&events, &here, &days, Metric::Euclidean, 0, 1).unwrap();
        prop_assert_eq!(course.len(), table.cells.len());
        for (interval, cell) in course.iter().zip(&table.cells) {
            prop_assert_eq!((interval.observed, interval.expected.to_bits()), (cell.observed, cell.expected.to_bits()));
        }
    }
}
