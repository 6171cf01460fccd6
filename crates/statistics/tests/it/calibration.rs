//! The test keeps its level when nothing has changed, and finds a change that was planted.

use statistics::{Dice, Exposure, change_p_value, count_interval};

const SEED: u64 = 20_261_122;
const TRIALS: u32 = 20_000;

fn rejections(earlier_mean: f64, later_mean: f64, exposure: Exposure, level: f64) -> f64 {
    let mut dice = Dice::seeded(SEED ^ earlier_mean.to_bits() ^ later_mean.to_bits().rotate_left(17));
    let rejected = (0..TRIALS)
        .filter(|_| {
            let (a, b) = (dice.next_poisson(earlier_mean), dice.next_poisson(later_mean));
            change_p_value(a, b, exposure) < level
        })
        .count();
    rejected as f64 / f64::from(TRIALS)
}

#[test]
fn under_a_simulated_null_it_rejects_no_more_often_than_its_level() {
    for level in [0.05, 0.01] {
        let error = 3.0 * (level * (1.0 - level) / f64::from(TRIALS)).sqrt();
        for mean in [1.0, 3.0, 10.0, 30.0, 100.0, 400.0] {
            let rate = rejections(mean, mean, Exposure::EQUAL, level);
            assert!(rate <= level + error, "mean {mean}: {rate} at level {level}");
            // With 100 and more events the level is nearly used up: the test is not merely silent.
            assert!(mean < 100.0 || rate > level * 0.6, "mean {mean}: {rate} at level {level}");
        }
        // February against March: 28 days and 31.
        let rate = rejections(28.0, 31.0, Exposure::new(28.0, 31.0).unwrap(), level);
        assert!(rate <= level + error, "unequal exposure: {rate} at level {level}");
    }
}

#[test]
fn a_planted_change_is_found() {
    // Large-sample power of the same comparison: 1 − Φ(1.96 − |b−a| / √(a+b)), less what being exact costs.
    for (earlier, later, least) in
        [(50.0, 100.0, 0.95), (200.0, 260.0, 0.70), (30.0, 15.0, 0.45), (10.0, 20.0, 0.30), (1000.0, 1150.0, 0.85)]
    {
        let rate = rejections(earlier, later, Exposure::EQUAL, 0.05);
        assert!(rate >= least, "{earlier} to {later}: {rate}");
    }
}

#[test]
fn an_interval_covers_its_mean_at_least_as_often_as_it_says() {
    let mut dice = Dice::seeded(SEED);
    for mean in [0.5, 4.0, 25.0, 150.0] {
        let covered = (0..4000)
            .filter(|_| {
                let limits = count_interval(dice.next_poisson(mean), 0.05);
                limits.low <= mean && mean <= limits.high
            })
            .count();
        assert!(covered as f64 / 4000.0 >= 0.95 - 3.0 * (0.05_f64 * 0.95 / 4000.0).sqrt(), "{mean}: {covered}");
    }
}
