//! Prints the tables of `docs/statistics/rates-and-change.md`: how often the change test calls a change when there is none, and how often
//! it finds one that was planted. `cargo run --release -p statistics --example calibrate`
#![allow(clippy::print_stdout)]

use statistics::{Dice, Exposure, change_p_value, count_interval};

const SEED: u64 = 20_261_122;
const TRIALS: u32 = 200_000;

fn rejections(earlier_mean: f64, later_mean: f64, exposure: Exposure) -> (f64, f64) {
    let mut dice = Dice::seeded(SEED ^ earlier_mean.to_bits() ^ later_mean.to_bits().rotate_left(17));
    let (mut at_five, mut at_one) = (0_u32, 0_u32);
    for _ in 0..TRIALS {
        let (earlier, later) = (dice.next_poisson(earlier_mean), dice.next_poisson(later_mean));
        let p = change_p_value(earlier, later, exposure);
        at_five += u32::from(p < 0.05);
        at_one += u32::from(p < 0.01);
    }
    (f64::from(at_five) / f64::from(TRIALS), f64::from(at_one) / f64::from(TRIALS))
}

fn main() {
    println!("{TRIALS} trials a line, seed {SEED}\n");
    println!("| mean, both periods | called at 0.05 | called at 0.01 |\n|---:|---:|---:|");
    for mean in [1.0, 3.0, 5.0, 10.0, 30.0, 100.0, 400.0, 1000.0] {
        let (five, one) = rejections(mean, mean, Exposure::EQUAL);
        println!("| {mean} | {five:.4} | {one:.4} |");
    }
    if let Some(days) = Exposure::new(28.0, 31.0) {
        let (five, one) = rejections(28.0, 31.0, days);
        println!("| 28 in 28 days, 31 in 31 days | {five:.4} | {one:.4} |");
    }
    println!("\n| earlier mean | later mean | found at 0.05 | found at 0.01 |\n|---:|---:|---:|---:|");
    for (earlier, later) in
        [(5.0, 10.0), (10.0, 20.0), (30.0, 15.0), (30.0, 45.0), (50.0, 100.0), (100.0, 120.0), (200.0, 260.0), (1000.0, 1150.0)]
    {
        let (five, one) = rejections(earlier, later, Exposure::EQUAL);
        println!("| {earlier} | {later} | {five:.4} | {one:.4} |");
    }
    println!("\n| mean | 95 % interval holds it |\n|---:|---:|");
    for mean in [0.5, 1.0, 4.0, 10.0, 25.0, 150.0] {
        let mut dice = Dice::seeded(SEED ^ f64::to_bits(mean));
        let held = (0..20_000)
            .filter(|_| {
                let limits = count_interval(dice.next_poisson(mean), 0.05);
                limits.low <= mean && mean <= limits.high
            })
            .count();
        println!("| {mean} | {:.4} |", held as f64 / 20_000.0);
    }
}
