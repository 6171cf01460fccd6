//! P4, near repeats: `bench p4 EVENTS.csv OUT.csv [PERM] [SEED]`, the table in the form of the yardstick.

use crate::trouble;
use base::{Result, Trouble};
use statistics::{Bands, Closed, Event, Metric, knox};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Distances of 0, then above 0 to 100 metres, to 200, to 300, to 400.
const METRES: [f64; 5] = [0.0, 100.0, 200.0, 300.0, 400.0];
/// 0 to 7 whole days apart, 8 to 14, 15 to 21, 22 to 28.
const DAYS: [f64; 5] = [0.0, 8.0, 15.0, 22.0, 29.0];

/// Reads the events, makes the table, writes it.
pub(crate) fn run(words: &[PathBuf]) -> Result<()> {
    let usage = || Trouble::usage("bench-usage", "two files are wanted, then whole numbers", "bench p4 EVENTS.csv OUT.csv [PERM] [SEED]");
    let [events, out, numbers @ ..] = words else { return Err(usage()) };
    let number = |at: usize, default: u64| {
        numbers.get(at).map_or(Ok(default), |word| word.to_str().and_then(|w| w.parse::<u64>().ok()).ok_or_else(usage))
    };
    let permutations = u32::try_from(number(0, 999)?).map_err(|_| usage())?;
    let (Ok(space), Ok(time)) = (Bands::new(&METRES, Closed::Right), Bands::new(&DAYS, Closed::Left)) else {
        return Err(usage());
    };
    let found = knox(&read(events)?, &space, &time, Metric::Euclidean, permutations, number(1, 1)?).map_err(|e| trouble(events, &e))?;
    let mut text = "band_s,band_t,observed,expected,mean_perm,sd_perm,ratio,p\n".to_owned();
    for cell in &found.cells {
        let (mean, deviation, p) = cell.permuted.map_or((f64::NAN, f64::NAN, f64::NAN), |p| (p.mean, p.standard_deviation, p.p_value));
        let ratio = cell.ratio().map(|ratio| ratio.to_string()).unwrap_or_default();
        let _ = writeln!(text, "{},{},{},{},{mean},{deviation},{ratio},{p}", cell.space_band, cell.time_band, cell.observed, cell.expected);
    }
    std::fs::write(out, text).map_err(|e| trouble(out, &e))
}

/// The columns x, y and day of the yardstick's events.
fn read(path: &Path) -> Result<Vec<Event>> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| trouble(path, &e))?;
    let headers = reader.headers().map_err(|e| trouble(path, &e))?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).ok_or_else(|| trouble(path, &format!("no column `{name}`")));
    let (x, y, day) = (column("x")?, column("y")?, column("day")?);
    let mut events = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| trouble(path, &e))? {
        let value = |at: usize| record.get(at).unwrap_or_default().parse::<f64>().map_err(|e| trouble(path, &e));
        events.push(Event { x: value(x)?, y: value(y)?, time: value(day)? });
    }
    Ok(events)
}
