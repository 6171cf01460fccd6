//! P3: Gi* and local Moran with conditional permutation, in the form the peers take and give.
//! `bench p3 VALUES.csv COLUMN ADJACENCY.csv OUT.csv [PERMUTATIONS] [SEED] [own|pool]`

use crate::{number, trouble};
use base::{Result, Trouble};
use statistics::{AreaValues, Neighbours, gi_star, local_moran, own_draws, pooled_draws};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const USAGE: &str = "bench p3 VALUES.csv COLUMN ADJACENCY.csv OUT.csv [PERMUTATIONS] [SEED] [own|pool]";

pub fn run(words: &[PathBuf]) -> Result<()> {
    let [values, column, adjacency, out, rest @ ..] = words else {
        return Err(Trouble::usage("bench-usage", "four words or more are wanted", USAGE));
    };
    let permutations = number(rest.first(), 999)?;
    let seed = number(rest.get(1), 20_261_122)?;
    let pooled = match rest.get(2).map(|word| word.to_string_lossy().into_owned()).as_deref() {
        None | Some("own") => false,
        Some("pool") => true,
        Some(other) => return Err(Trouble::usage("bench-usage", format!("`{other}` is no way of drawing"), USAGE)),
    };
    let (codes, numbers) = read_values(values, &column.to_string_lossy())?;
    let neighbours = Neighbours::from_pairs(numbers.len(), read_pairs(adjacency)?).map_err(|e| trouble(adjacency, &e))?;
    let areas = AreaValues::new(&numbers, &neighbours).map_err(|e| trouble(values, &e))?;
    let tallies = if pooled { pooled_draws(&areas, permutations, seed) } else { own_draws(&areas, permutations, seed) };

    let mut text = String::with_capacity(codes.len() * 96);
    text.push_str("lsoa_code,gi_star,p_gi,local_i,p_i,ge,le,p_two\n");
    let shown = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    let statistics = gi_star(&areas).into_iter().zip(local_moran(&areas)).zip(tallies);
    for ((code, y), ((gi, moran), tally)) in codes.iter().zip(&numbers).zip(statistics) {
        let (gi, moran) = (shown(gi), shown(moran));
        let _ = match tally {
            Some(t) => writeln!(
                text,
                "{code},{gi},{},{moran},{},{},{},{}",
                t.folded_p_gi(),
                t.folded_p_moran(*y < areas.mean()),
                t.ge,
                t.le,
                t.p_value()
            ),
            None => writeln!(text, "{code},{gi},,{moran},,,,"),
        };
    }
    std::fs::write(out, text).map_err(|e| trouble(out, &e))
}

/// Unordered pairs of neighbours, by their places in the file of areas.
pub fn read_pairs(path: &Path) -> Result<Vec<(u32, u32)>> {
    let text = std::fs::read_to_string(path).map_err(|e| trouble(path, &e))?;
    let pair = |line: &str| {
        let (i, j) = line.split_once(',')?;
        Some((i.trim().parse().ok()?, j.trim().parse().ok()?))
    };
    text.lines().skip(1).map(|line| pair(line).ok_or_else(|| trouble(path, &format!("`{line}` is no pair")))).collect()
}

fn read_values(path: &Path, column: &str) -> Result<(Vec<String>, Vec<f64>)> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| trouble(path, &e))?;
    let headers = reader.headers().map_err(|e| trouble(path, &e))?;
    let place = |name: &str| headers.iter().position(|h| h == name).ok_or_else(|| trouble(path, &format!("there is no column `{name}`")));
    let (code_at, value_at) = (place("lsoa_code")?, place(column)?);
    let (mut codes, mut values) = (Vec::new(), Vec::new());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| trouble(path, &e))? {
        let cell = record.get(value_at).unwrap_or_default();
        codes.push(record.get(code_at).unwrap_or_default().to_owned());
        values.push(cell.parse().map_err(|_| trouble(path, &format!("`{cell}` is no value")))?);
    }
    Ok((codes, values))
}
