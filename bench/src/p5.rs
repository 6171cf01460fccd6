//! P5: the whole assessment of a district or of all, from P1's store, in the form the peer gives.
//! `bench p5 STORE AREAS_DIR DISTRICT|all OUT.csv [PERMUTATIONS] [SEED]`

use crate::areas::Areas;
use crate::p3::read_pairs;
use crate::{field, files, number, trouble};
use base::{Result, Trouble};
use engine::cells::{self, Cells};
use rayon::prelude::*;
use statistics::{
    AreaValues, Exposure, Neighbours, Stream, Tally, benjamini_hochberg, change_p_value, gi_star, local_moran, own_draws_of_counts,
};
use std::fmt::Write as _;
use std::path::PathBuf;

const USAGE: &str = "bench p5 STORE AREAS_DIR DISTRICT|all OUT.csv [PERMUTATIONS] [SEED]";
/// Measures whose counts are drawn together.
const TOGETHER: usize = 16;
/// Months of the chart's baseline.
const BASELINE: usize = 24;

pub fn run(words: &[PathBuf]) -> Result<()> {
    let [store, folder, district, out, rest @ ..] = words else {
        return Err(Trouble::usage("bench-usage", "four words or more are wanted", USAGE));
    };
    let (permutations, seed) = (number(rest.first(), 999)?, number(rest.get(1), 20_261_122)?);
    let areas = Areas::read(&folder.join("areas.csv"))?;
    let pairs = read_pairs(&folder.join("adjacency.csv"))?;
    let cells = cells::count(&files(store, ".parquet")?, &areas.lsoas.codes)?;

    let mut members: Vec<Vec<u32>> = vec![Vec::new(); areas.districts.codes.len()];
    for (lsoa, at) in (0..).zip(&areas.districts.of_lsoa) {
        if let Some(list) = members.get_mut(*at) {
            list.push(lsoa);
        }
    }
    // Each area's place within its district, and the pairs that stay within one.
    let mut place = vec![0_u32; areas.lsoas.codes.len()];
    for list in &members {
        for (at, lsoa) in (0..).zip(list) {
            if let Some(slot) = place.get_mut(*lsoa as usize) {
                *slot = at;
            }
        }
    }
    let mut within: Vec<Vec<(u32, u32)>> = vec![Vec::new(); members.len()];
    for (i, j) in pairs {
        let home = |lsoa: u32| areas.districts.of_lsoa.get(lsoa as usize).zip(place.get(lsoa as usize));
        if let (Some((a, i)), Some((b, j))) = (home(i), home(j))
            && a == b
            && let Some(list) = within.get_mut(*a)
        {
            list.push((*i, *j));
        }
    }
    let wanted = district.to_string_lossy();
    let chosen: Vec<usize> =
        (0..members.len()).filter(|d| wanted == "all" || areas.districts.codes.get(*d).is_some_and(|c| *c == wanted)).collect();
    if chosen.is_empty() {
        return Err(Trouble::usage("bench-usage", format!("`{wanted}` is no district"), USAGE));
    }
    let texts: Vec<Result<String>> = chosen
        .par_iter()
        .map(|d| {
            let (Some(code), Some(members), Some(pairs)) = (areas.districts.codes.get(*d), members.get(*d), within.get(*d)) else {
                return Ok(String::new());
            };
            let neighbours = Neighbours::from_pairs(members.len(), pairs.iter().copied()).map_err(|e| trouble(folder, &e))?;
            let seed = Stream::of(seed, "district", *d as u64).next_bits();
            let district = District { code, members, areas: &areas, neighbours, cells: &cells };
            district.assess(permutations, seed).ok_or_else(|| trouble(store, &"the counts are too large to add up"))
        })
        .collect();
    let mut text = String::from("district,measure,lsoa,n_ye,n_prev,p_change,q_change,gi_star,p_gi,local_i,p_i,ge,le\n");
    for part in texts {
        text.push_str(&part?);
    }
    std::fs::write(out, text).map_err(|e| trouble(out, &e))
}

struct District<'a> {
    code: &'a str,
    members: &'a [u32],
    areas: &'a Areas,
    neighbours: Neighbours,
    cells: &'a Cells,
}

/// One measure's counts: by area for the year ending and the year before, and by month for the district.
struct Counts {
    year: Vec<u32>,
    before: Vec<u32>,
    months: Vec<u64>,
}

impl District<'_> {
    /// All crime, then each category.
    fn counts(&self) -> Vec<Counts> {
        let (months, categories) = (self.cells.months.len(), self.cells.categories.len());
        let (of_year, of_before) = (months.saturating_sub(12)..months, months.saturating_sub(24)..months.saturating_sub(12));
        let empty = || Counts { year: Vec::new(), before: Vec::new(), months: vec![0; months] };
        let mut measures: Vec<Counts> = (0..=categories).map(|_| empty()).collect();
        for lsoa in self.members {
            let mut sums = vec![(0_u32, 0_u32); categories + 1];
            for (month, row) in self.cells.of_area(*lsoa as usize).chunks_exact(categories.max(1)).enumerate() {
                let whole: u32 = row.iter().sum();
                for ((measure, sum), n) in measures.iter_mut().zip(&mut sums).zip([whole].iter().chain(row)) {
                    sum.0 += if of_year.contains(&month) { *n } else { 0 };
                    sum.1 += if of_before.contains(&month) { *n } else { 0 };
                    if let Some(total) = measure.months.get_mut(month) {
                        *total += u64::from(*n);
                    }
                }
            }
            for (measure, (year, before)) in measures.iter_mut().zip(sums) {
                measure.year.push(year);
                measure.before.push(before);
            }
        }
        measures
    }

    /// The draws of every measure, by area.
    fn draws(&self, measures: &[Counts], permutations: u32, seed: u64) -> Option<Vec<Vec<Option<Tally>>>> {
        let mut by_measure = Vec::with_capacity(measures.len());
        for group in measures.chunks(TOGETHER) {
            let mut rows = vec![[0_u32; TOGETHER]; self.members.len()];
            for (column, measure) in group.iter().enumerate() {
                for (row, n) in rows.iter_mut().zip(&measure.year) {
                    if let Some(cell) = row.get_mut(column) {
                        *cell = *n;
                    }
                }
            }
            let tallies = own_draws_of_counts(&rows, &self.neighbours, permutations, seed)?;
            for column in 0..group.len() {
                by_measure.push(tallies.iter().map(|t| t.as_ref().and_then(|t| t.get(column).copied())).collect());
            }
        }
        Some(by_measure)
    }

    fn assess(&self, permutations: u32, seed: u64) -> Option<String> {
        let measures = self.counts();
        let draws = self.draws(&measures, permutations, seed)?;
        let population: i64 = self.members.iter().filter_map(|lsoa| self.areas.lsoas.population.get(*lsoa as usize)).sum();
        let names = std::iter::once("All crime").chain(self.cells.categories.iter().map(String::as_str));
        let shown = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
        let mut text = String::with_capacity(self.members.len() * measures.len() * 128);
        for ((name, counts), tallies) in names.zip(&measures).zip(draws) {
            let name = field(name);
            let both = || counts.year.iter().zip(&counts.before);
            let p: Vec<Option<f64>> =
                both().map(|(year, before)| Some(change_p_value(u64::from(*before), u64::from(*year), Exposure::EQUAL))).collect();
            let q = benjamini_hochberg(&p);
            let values: Vec<f64> = counts.year.iter().map(|n| f64::from(*n)).collect();
            let areas = AreaValues::new(&values, &self.neighbours).ok()?;
            let local = gi_star(&areas).into_iter().zip(local_moran(&areas)).zip(tallies);
            let codes = self.members.iter().map(|lsoa| self.areas.lsoas.codes.get(*lsoa as usize).map_or("", String::as_str));
            for ((((code, (year, before)), p), q), ((gi, moran), tally)) in codes.zip(both()).zip(p).zip(q).zip(local) {
                let (gi, moran, p, q) = (shown(gi), shown(moran), shown(p), shown(q));
                let _ = write!(text, "{},{name},{code},{year},{before},{p},{q},{gi},", self.code);
                let _ = match tally.filter(|_| areas.squares() > 0.0) {
                    Some(t) => {
                        let below = f64::from(*year) < areas.mean();
                        writeln!(text, "{},{moran},{},{},{}", t.folded_p_gi(), t.folded_p_moran(below), t.ge, t.le)
                    }
                    None => writeln!(text, ",{moran},,,"),
                };
            }
            let (centre, limit, signals) = chart(&counts.months, population as f64);
            let (year, before) = (counts.year.iter().sum::<u32>(), counts.before.iter().sum::<u32>());
            let _ = writeln!(text, "{},{name},,{year},{before},,,{centre},{limit},{signals},,,", self.code);
        }
        Some(text)
    }
}

/// Centre line, upper limit and the number of later months above it, of monthly rates per 1,000.
fn chart(months: &[u64], population: f64) -> (f64, f64, usize) {
    let rates: Vec<f64> = months.iter().map(|n| *n as f64 * 1000.0 / population).collect();
    let (baseline, later) = rates.split_at(BASELINE.min(rates.len()));
    let centre = baseline.iter().sum::<f64>() / baseline.len() as f64;
    let limit = centre + 3.0 * (centre * 1000.0 / population).sqrt();
    (centre, limit, later.iter().filter(|rate| **rate > limit).count())
}
