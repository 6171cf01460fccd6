//! Do events that are near in space also tend to be near in time? Knox's table of pairs, with its exact expectation and
//! a permutation test.

use crate::bands::{Bands, Metric};
use crate::close_pairs::{Pair, Point, Strips};
use crate::knox_lanes::Counter;
use crate::permutation::p_of_count;
use rayon::prelude::*;
use std::fmt;

/// How many close pairs are held in memory before they are counted and dropped.
const HELD: usize = 1 << 25;

/// Something that happened at a place and a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Eastwards, in the unit of the bands of space: metres on a plane.
    pub x: f64,
    /// Northwards, in the same unit.
    pub y: f64,
    /// When, in the unit of the bands of time: days, counted from any day.
    pub time: f64,
}

/// Why there is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnoxError {
    /// Fewer than two events make no pair.
    TooFewEvents,
    /// More events than can be numbered, above four thousand million.
    TooManyEvents,
    /// The event at this position has a coordinate or a time that is not a finite number.
    NotFinite(usize),
}

impl fmt::Display for KnoxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewEvents => write!(f, "two events or more are needed to make a pair"),
            Self::TooManyEvents => write!(f, "there are more events than can be numbered"),
            Self::NotFinite(at) => write!(f, "event {at} has a coordinate or a time that is not a finite number"),
        }
    }
}

impl std::error::Error for KnoxError {}

/// What the permutations say of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permuted {
    /// The mean count of the permutations; beside the exact expectation it shows that they ran true.
    pub mean: f64,
    /// Their standard deviation, with one less than their number below.
    pub standard_deviation: f64,
    /// (1 + permutations with the observed count or more) / (1 + permutations).
    pub p_value: f64,
    /// The same, allowing for all cells having been looked at.
    pub adjusted_p_value: f64,
}

/// One cell of the table: pairs that lie in a band of space and in a band of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnoxCell {
    /// Which band of space, in the order of [`Bands::bounds`].
    pub space_band: usize,
    /// Which band of time.
    pub time_band: usize,
    /// How many pairs there are.
    pub observed: u64,
    /// How many there would be on average if days were dealt to places at random: exact, not simulated.
    pub expected: f64,
    /// What the permutations say; none where none were asked for.
    pub permuted: Option<Permuted>,
}

impl KnoxCell {
    /// Observed over expected; none where nothing is expected.
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed as f64 / self.expected)
    }
}

/// Knox's table.
#[derive(Debug, Clone, PartialEq)]
pub struct KnoxTable {
    /// How many events.
    pub events: usize,
    /// All unordered pairs of them: n (n − 1) / 2.
    pub pairs: u64,
    /// Pairs in each band of space, whatever their time.
    pub space_pairs: Vec<u64>,
    /// Pairs in each band of time, whatever their place.
    pub time_pairs: Vec<u64>,
    /// The cells, by band of space and then by band of time.
    pub cells: Vec<KnoxCell>,
}

/// Knox's table of events with `permutations` random permutations of the times; 0 gives the table alone.
///
/// *Question.* Are there more pairs of events that are near both in space and in time than there would be if the same
/// places and the same days had nothing to do with each other? The alternative is one-sided: more.
///
/// *Formula.* `observed` counts the unordered pairs in a band of space and a band of time. `expected` = (pairs in the band
/// of space) × (pairs in the band of time) / (n (n − 1) / 2), which is the exact mean over all n! permutations of the times.
/// A permutation deals all times anew over all events; `p_value` = (1 + #{count ≥ observed}) / (1 + permutations).
/// `adjusted_p_value` takes from every permutation the largest standardised excess of any cell, (count − expected) / scale,
/// scale the root mean square of count − expected over the permutations and what was observed, and asks how often that
/// reaches the excess of this cell: below α somewhere in the whole table with a chance of at most α.
///
/// *Sources.* E. G. Knox, "The detection of space-time interactions", Applied Statistics 13 (1964) 25–29; the
/// permutation as N. Mantel, Cancer Research 27 (1967) 209–220; many bands as S. D. Johnson et al., "Space-time patterns of
/// risk: a cross national assessment of residential burglary victimization", Journal of Quantitative Criminology 23 (2007)
/// 201–219; the adjustment as P. H. Westfall and S. S. Young, *Resampling-Based Multiple Testing* (1993), single step.
///
/// *Units and shapes.* Places in one unit on a plane, usually metres, with the bands of space; times with the bands of
/// time, usually whole days. `cells` has a row for each band of space, in it a cell for each band of time.
///
/// *Worked example.* The 336 type B cases of the `imdepi` data of R's `surveillance`: of 56,280 pairs 204 lie within 50 km and
/// 30 days, as its help of `knox` says; 6,817 are within 50 km and 1,499 within 30 days (recomputed here), so 1499 × 6817 / 56280 =
/// 181.57 are expected.
///
/// ```
/// use statistics::{Bands, Closed, Event, Metric, knox};
/// let event = |x, time| Event { x, y: 0.0, time };
/// let events = [event(0.0, 0.0), event(50.0, 3.0), event(900.0, 200.0), event(950.0, 204.0)];
/// let space = Bands::new(&[0.0, 100.0], Closed::Left).unwrap();
/// let time = Bands::new(&[0.0, 7.0], Closed::Left).unwrap();
/// let table = knox(&events, &space, &time, Metric::Euclidean, 999, 1).unwrap();
/// // Two of six pairs are near in space, two in time; by chance 2 × 2 / 6 of them would be both.
/// let cell = table.cells[0];
/// assert_eq!((cell.observed, cell.expected), (2, 2.0 * 2.0 / 6.0));
/// // 8 of the 24 ways to deal the four days out do as well.
/// assert!((cell.permuted.unwrap().p_value - 1.0 / 3.0).abs() < 0.06);
/// ```
///
/// *Assumes* that each event is recorded at the place and on the day it happened, and that risk varies over space and
/// over time separately: a bad area is bad throughout, a bad month is bad everywhere.
///
/// *Bias.* Where risk shifts between areas during the period (a new estate, a season of its own at the coast, a force
/// that records better from one year on) the test rejects without any event leading to another (M. Kulldorff and
/// U. Hjalmars, Biometrics 55 (1999) 544–552). Repeat it on shorter periods: what contagion there is stays, what is shift
/// shrinks. Either way it can't tell contagion from changing risk (J. T. Ornstein and R. A. Hammond, Journal of
/// Quantitative Criminology 33 (2017)).
///
/// *Not for* police.uk street data: its month hides the day and its snap point the place, so the nearest bands hold
/// rounding and nothing else. Not for events whose day is a guess (a burglary found after a holiday) unless the guess is
/// finer than the bands. Not for saying *where* a pattern is, nor for predicting one address.
///
/// *Bands and ends* decide the figures: pairs often sit exactly on an edge. Ratcliffe's Near Repeat Calculator labels its
/// bands one off (a band called 1 to 100 holds distances from 0 or 1 up to but not including 100); state the ends with any figure.
///
/// *Deterministic.* The result depends on the set of events, the bands, the number of permutations and the seed: not on
/// the order of the events, the machine or the number of threads.
///
/// *Memory.* 8 bytes a pair within the outermost bounded band, for at most 50 million pairs at a time (400 MB) however
/// many there are; 64 bytes an event for each thread, and as much again while it is dealt; about 72 bytes an event besides; 8 bytes for
/// each permutation of each region of space and time that is counted and of each cell, and 8 for each permutation:
/// [`knox_counts`] says how many at most. A band that reaches beyond every pair, or has no end, costs nothing: it is
/// what the other bands leave.
///
/// *Time.* Pairs × permutations. Times that are whole and at most 32,767 apart are counted 32 permutations at once; other
/// times several times slower, and as exactly.
pub fn knox(events: &[Event], space: &Bands, time: &Bands, metric: Metric, permutations: u32, seed: u64) -> Result<KnoxTable, KnoxError> {
    if events.len() < 2 {
        return Err(KnoxError::TooFewEvents);
    }
    if u32::try_from(events.len()).is_err() {
        return Err(KnoxError::TooManyEvents);
    }
    if let Some(at) = events.iter().position(|e| !(e.x.is_finite() && e.y.is_finite() && e.time.is_finite())) {
        return Err(KnoxError::NotFinite(at));
    }
    let search = Search::plan(events, space, metric);
    let strips = Strips::new(events.iter().map(|e| Point::new(e.x, e.y, e.time)).collect(), search.reach);
    let times: Vec<f64> = strips.points().iter().map(|point| point.time).collect();
    let columns = Columns::plan(&times, time);
    let counter = Counter::new(&times, &columns.limits, seed);
    let lists = search.limits.len();
    let arrangements = permutations as usize + 1;

    // Pairs within the limits of time, a stretch for each arrangement: list by list, limit by limit.
    let stretch = lists * columns.limits.len();
    let mut near = vec![0_u64; arrangements * stretch];
    let mut list_pairs = vec![0_u64; lists];
    strips.visit(metric, &search.limits, HELD, |portions| {
        for portion in portions {
            for (total, pairs) in list_pairs.iter_mut().zip(portion) {
                *total += pairs.len() as u64;
            }
        }
        count_all(&counter, portions, lists, stretch, &mut near);
    });

    let pairs = pairs_of(events.len() as u64);
    let layout = Layout { search: &search, columns: &columns, list_pairs: &list_pairs, pairs, space, time };
    let space_pairs = layout.space_pairs();
    let time_pairs = between(|cut| columns.totals.get(cut).copied().unwrap_or(0), time);
    let width = space.bounds().len() * time.bounds().len();
    let mut tables = vec![0_u64; arrangements * width];
    for (arrangement, cells) in tables.chunks_exact_mut(width.max(1)).enumerate() {
        layout.fill(near.get(arrangement * stretch..).unwrap_or_default(), cells);
    }
    drop(near);
    let expected: Vec<f64> = space_pairs.iter().flat_map(|s| time_pairs.iter().map(|t| expectation(*s, *t, pairs))).collect();
    let permuted = permute(&tables, &expected);
    let bands = time.bounds().len();
    let cells = tables
        .iter()
        .zip(&expected)
        .zip(permuted)
        .enumerate()
        .map(|(at, ((observed, expected), permuted))| KnoxCell {
            space_band: at / bands.max(1),
            time_band: at % bands.max(1),
            observed: *observed,
            expected: *expected,
            permuted,
        })
        .collect();
    Ok(KnoxTable { events: events.len(), pairs, space_pairs, time_pairs, cells })
}

/// How many counts of 8 bytes [`knox`] holds at most for this many permutations, beside the events and the pairs found: for every
/// arrangement the pairs below each pair of cuts, the cells, and a largest excess.
pub fn knox_counts(space: &Bands, time: &Bands, permutations: u32) -> u64 {
    let product = |space: usize, time: usize| (space as u64).saturating_mul(time as u64);
    let regions = product(space.regions().len(), time.regions().len());
    let cells = product(space.bounds().len(), time.bounds().len());
    regions.saturating_add(cells).saturating_add(1).saturating_mul(u64::from(permutations) + 1)
}

/// Counts what was found under every arrangement, a stretch of `near` each, as many at once as the counter takes, and adds it.
fn count_all(counter: &Counter, portions: &[Vec<Vec<Pair>>], lists: usize, stretch: usize, near: &mut [u64]) {
    if stretch == 0 {
        return;
    }
    let lanes = counter.lanes();
    near.par_chunks_mut(lanes * stretch).enumerate().for_each(|(batch, rows)| {
        let found = counter.count((batch * lanes) as u64, portions, lists);
        for (row, found) in rows.chunks_exact_mut(stretch).zip(found) {
            for (total, pairs) in row.iter_mut().zip(found) {
                *total += pairs;
            }
        }
    });
}

/// n (n − 1) / 2.
fn pairs_of(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

fn expectation(space: u64, time: u64, pairs: u64) -> f64 {
    (u128::from(space) * u128::from(time)) as f64 / pairs as f64
}

/// Which regions of space are searched, and which band is what they leave.
struct Search {
    /// How far apart a pair may be and still be searched for.
    reach: f64,
    /// Of each region searched: the largest [`Metric::raw`] in it, and whether its pairs matter.
    limits: Vec<(f64, bool)>,
    /// The region beyond those, which takes all other pairs.
    rest: Option<usize>,
}

impl Search {
    fn plan(events: &[Event], space: &Bands, metric: Metric) -> Self {
        let width = |of: fn(&Event) -> f64| {
            let ends = events.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
            ends.1 - ends.0
        };
        let furthest = metric.raw(width(|e| e.x), width(|e| e.y));
        let limits = space.raw_limits(metric);
        // No pair lies beyond the first region that reaches from corner to corner.
        let last = limits.iter().position(|limit| *limit >= furthest);
        let rest = last.filter(|at| space.regions().get(*at).copied().flatten().is_some());
        let searched = match (last, rest) {
            (_, Some(rest)) => rest,
            // What lies in the hole below the first band is in none, so only what is nearer matters.
            (Some(hole), None) => hole,
            (None, None) => limits.len(),
        };
        let keep = space.regions().iter().map(|band| band.is_some() || rest.is_some());
        let limits: Vec<(f64, bool)> = limits.into_iter().zip(keep).take(searched).collect();
        let reach = searched.checked_sub(1).and_then(|at| space.cuts().get(at)).copied().unwrap_or(0.0);
        Self { reach, limits, rest }
    }
}

/// How many pairs lie below a cut of time.
#[derive(Clone, Copy)]
enum Below {
    None,
    All,
    /// Has to be counted: this column.
    Counted(usize),
}

/// Which cuts of time need counting.
struct Columns {
    limits: Vec<f64>,
    below: Vec<Below>,
    /// Of all pairs, those below each cut: no permutation changes them.
    totals: Vec<u64>,
}

impl Columns {
    fn plan(times: &[f64], time: &Bands) -> Self {
        let mut sorted = times.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let span = sorted.last().copied().unwrap_or(0.0) - sorted.first().copied().unwrap_or(0.0);
        let (mut limits, mut below, mut totals) = (Vec::new(), Vec::new(), Vec::new());
        for limit in time.limits() {
            below.push(if limit < 0.0 {
                Below::None
            } else if limit >= span {
                Below::All
            } else {
                limits.push(limit);
                Below::Counted(limits.len() - 1)
            });
            totals.push(pairs_within(&sorted, limit));
        }
        Self { limits, below, totals }
    }
}

/// Of the pairs below each cut, those in each band.
fn between(below: impl Fn(usize) -> u64, time: &Bands) -> Vec<u64> {
    let mut counts = vec![0; time.bounds().len()];
    let mut before = 0;
    for (cut, band) in time.regions().iter().enumerate() {
        let now = below(cut);
        if let Some(count) = band.and_then(|band| counts.get_mut(band)) {
            *count = now - before;
        }
        before = now;
    }
    counts
}

/// Pairs of sorted numbers at most `limit` apart.
fn pairs_within(sorted: &[f64], limit: f64) -> u64 {
    let mut behind = sorted.iter().enumerate();
    let mut oldest = behind.next();
    let mut pairs = 0;
    for (at, later) in sorted.iter().enumerate() {
        while let Some((from, earlier)) = oldest {
            if later - earlier <= limit || from == at {
                pairs += (at - from) as u64;
                break;
            }
            oldest = behind.next();
        }
    }
    pairs
}

/// What turns counted columns into the cells of a table.
struct Layout<'a> {
    search: &'a Search,
    columns: &'a Columns,
    list_pairs: &'a [u64],
    pairs: u64,
    space: &'a Bands,
    time: &'a Bands,
}

impl Layout<'_> {
    fn band_of_region(&self, region: usize) -> Option<usize> {
        self.space.regions().get(region).copied().flatten()
    }

    fn space_pairs(&self) -> Vec<u64> {
        let mut counts = vec![0; self.space.bounds().len()];
        for (region, pairs) in self.list_pairs.iter().enumerate() {
            if let Some(count) = self.band_of_region(region).and_then(|band| counts.get_mut(band)) {
                *count = *pairs;
            }
        }
        if let Some(count) = self.search.rest.and_then(|rest| self.band_of_region(rest)).and_then(|band| counts.get_mut(band)) {
            *count = self.pairs - self.list_pairs.iter().sum::<u64>();
        }
        counts
    }

    /// Fills in the cells of one arrangement, which are 0 before; its counts stand first in `near`.
    fn fill(&self, near: &[u64], cells: &mut [u64]) {
        let width = self.columns.limits.len();
        let below = |list: usize, cut: usize| match self.columns.below.get(cut) {
            None | Some(Below::None) => 0,
            Some(Below::All) => self.list_pairs.get(list).copied().unwrap_or(0),
            Some(Below::Counted(column)) => near.get(list * width + column).copied().unwrap_or(0),
        };
        let bands = self.time.bounds().len();
        let mut fill = |band: Option<usize>, row: Vec<u64>| {
            let slots = band.and_then(|band| cells.get_mut(band * bands..));
            for (slot, count) in slots.into_iter().flatten().zip(row) {
                *slot = count;
            }
        };
        for list in 0..self.list_pairs.len() {
            fill(self.band_of_region(list), between(|cut| below(list, cut), self.time));
        }
        if let Some(rest) = self.search.rest {
            let left = |cut: usize| {
                let all = self.columns.totals.get(cut).copied().unwrap_or(0);
                all - (0..self.list_pairs.len()).map(|list| below(list, cut)).sum::<u64>()
            };
            fill(self.band_of_region(rest), between(left, self.time));
        }
    }
}

/// What the permutations, all tables but the first, say of each cell of the first. The tables stand one after the other, each as
/// long as `expected`.
fn permute(tables: &[u64], expected: &[f64]) -> Vec<Option<Permuted>> {
    let width = expected.len();
    let Some((observed, simulated)) = tables.split_at_checked(width).filter(|(first, rest)| !(first.is_empty() || rest.is_empty())) else {
        return vec![None; width];
    };
    let trials = || simulated.chunks_exact(width);
    let number = trials().len() as f64;
    let draws = u32::try_from(trials().len()).unwrap_or(u32::MAX);
    // Every arrangement has the same chance to be the observed one, so all of them make the scale.
    let mut squares = vec![0.0; width];
    for table in tables.chunks_exact(width) {
        for ((square, count), expected) in squares.iter_mut().zip(table).zip(expected) {
            *square += (*count as f64 - expected) * (*count as f64 - expected);
        }
    }
    let scales: Vec<f64> = squares.iter().map(|square| (square / (number + 1.0)).sqrt()).collect();
    let excess = |count: u64, expected: f64, scale: f64| if scale > 0.0 { (count as f64 - expected) / scale } else { 0.0 };
    let largest: Vec<f64> = trials()
        .map(|table| {
            let excesses = table.iter().zip(expected).zip(&scales).map(|((count, expected), scale)| excess(*count, *expected, *scale));
            excesses.fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    let number_of = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    observed
        .iter()
        .zip(expected)
        .zip(&scales)
        .enumerate()
        .map(|(cell, ((observed, expected), scale))| {
            let counts = || trials().map(|table| table.get(cell).copied().unwrap_or(0));
            let mean = counts().map(|count| count as f64).sum::<f64>() / number;
            let squares: f64 = counts().map(|count| (count as f64 - mean) * (count as f64 - mean)).sum();
            let reached = excess(*observed, *expected, *scale);
            Some(Permuted {
                mean,
                standard_deviation: if draws > 1 { (squares / (number - 1.0)).sqrt() } else { 0.0 },
                p_value: p_of_count(number_of(counts().filter(|count| count >= observed).count()), draws),
                adjusted_p_value: p_of_count(number_of(largest.iter().filter(|z| **z >= reached).count()), draws),
            })
        })
        .collect()
}
