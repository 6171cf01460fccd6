//! Prints the tables of `docs/statistics/near-repeat.md`: how often the near-repeat test calls a pattern when there is none, how
//! often it finds one that was planted, and how it is misled. `cargo run --release -p statistics --example calibrate-knox`
#![allow(clippy::print_stdout)]

use statistics::{Bands, BandsError, Closed, Dice, Event, Metric, knox};

const SEED: u64 = 20_261_122;
const TRIALS: u32 = 1_000;
const PERMUTATIONS: u32 = 999;
const METRES: f64 = 2_000.0;
const DAYS: f64 = 364.0;

/// How events come about.
#[derive(Clone, Copy)]
struct World {
    events: usize,
    /// The share that follows another event within 100 metres and 7 days.
    near_repeats: f64,
    /// The share that keeps to the west in the first half of the year and to the east in the second.
    shifting: f64,
    /// How long the period is, in days.
    days: f64,
}

/// A place: four in ten in the hot quarter, and always the same chance throughout the year.
fn place(dice: &mut Dice) -> (f64, f64) {
    let side = if dice.next_unit() < 0.4 { METRES / 2.0 } else { METRES };
    (dice.next_unit() * side, dice.next_unit() * side)
}

/// A day: twice as many in the first half of the period as in the second, everywhere alike.
fn day(dice: &mut Dice, days: f64) -> f64 {
    let half = if dice.next_unit() < 2.0 / 3.0 { 0.0 } else { days / 2.0 };
    (half + dice.next_unit() * days / 2.0).floor()
}

fn events(world: World, dice: &mut Dice) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::with_capacity(world.events);
    while events.len() < world.events {
        let follows = dice.next_unit() < world.near_repeats && !events.is_empty();
        let shifts = dice.next_unit() < world.shifting;
        let ((x, y), time) = (place(dice), day(dice, world.days));
        if follows {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let parent = (dice.next_unit() * events.len() as f64) as usize;
            let (east, north, later) = (dice.next_unit(), dice.next_unit(), dice.next_unit());
            if let Some(parent) = events.get(parent).copied() {
                let time = (parent.time + later * 7.0).floor();
                if time < world.days {
                    events.push(Event { x: parent.x + (east - 0.5) * 140.0, y: parent.y + (north - 0.5) * 140.0, time });
                }
            }
        } else if shifts {
            let east = if time >= DAYS / 2.0 { METRES / 2.0 } else { 0.0 };
            events.push(Event { x: east + x / 2.0, y, time });
        } else {
            events.push(Event { x, y, time });
        }
    }
    events
}

/// The shares of trials in which the nearest cell, and any cell after adjustment, is below 0.05 and 0.01.
fn called(world: World, space: &Bands, time: &Bands) -> [f64; 4] {
    let mut dice = Dice::seeded(
        SEED ^ world.events as u64
            ^ world.near_repeats.to_bits()
            ^ world.shifting.to_bits().rotate_left(9)
            ^ world.days.to_bits().rotate_left(21),
    );
    let mut counts = [0_u32; 4];
    for _ in 0..TRIALS {
        let events = events(world, &mut dice);
        let Ok(table) = knox(&events, space, time, Metric::Euclidean, PERMUTATIONS, dice.next_bits()) else { continue };
        let nearest = table.cells.first().and_then(|cell| cell.permuted).map_or(1.0, |permuted| permuted.p_value);
        let any = table.cells.iter().filter_map(|cell| cell.permuted).map(|permuted| permuted.adjusted_p_value).fold(1.0, f64::min);
        for (count, below) in counts.iter_mut().zip([nearest <= 0.05, nearest <= 0.01, any <= 0.05, any <= 0.01]) {
            *count += u32::from(below);
        }
    }
    counts.map(|count| f64::from(count) / f64::from(TRIALS))
}

fn main() -> Result<(), BandsError> {
    let space = Bands::new(&[0.0, 100.0, 200.0, 300.0, 400.0], Closed::Left)?;
    let time = Bands::new(&[0.0, 7.0, 14.0, 21.0, 28.0], Closed::Left)?;
    let still = World { events: 300, near_repeats: 0.0, shifting: 0.0, days: DAYS };
    println!("{TRIALS} trials a line, {PERMUTATIONS} permutations each, seed {SEED}\n");
    let line = |label: &str, world: World| {
        let [near_five, near_one, any_five, any_one] = called(world, &space, &time);
        println!("| {label} | {near_five:.4} | {near_one:.4} | {any_five:.4} | {any_one:.4} |");
    };
    let head = "nearest cell, p ≤ 0.05 | p ≤ 0.01 | any of 16 cells, adjusted p ≤ 0.05 | p ≤ 0.01 |\n|---:|---:|---:|---:|---:|";
    println!("Nothing planted\n\n| events | {head}");
    for number in [50, 100, 300, 600] {
        line(&number.to_string(), World { events: number, ..still });
    }
    println!("\nNear repeats planted among 300 events\n\n| share that follows another | {head}");
    for share in [0.01, 0.02, 0.03, 0.05, 0.08] {
        line(&share.to_string(), World { near_repeats: share, ..still });
    }
    println!("\nNo near repeats, but risk that shifts from west to east half way\n\n| share of events that shifts, days | {head}");
    for (share, days, number) in [(0.3, DAYS, 300), (0.6, DAYS, 300), (0.6, DAYS / 2.0, 150)] {
        line(&format!("{share}, {days}"), World { shifting: share, events: number, days, ..still });
    }
    Ok(())
}
