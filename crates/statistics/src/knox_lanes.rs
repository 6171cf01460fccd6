//! Counting, for many permutations at once, how many pairs are how close in time.
//!
//! A row holds one event's day under 32 permutations side by side. The gaps of a pair under all 32 are then one subtraction
//! of two rows, which the compiler turns into vector instructions, and no pair costs a look-up of its own.

use crate::close_pairs::Pair;
use crate::permutation::Stream;
use fearless_simd::{Level, Simd, dispatch};

/// Arrangements of whole days that are counted together.
const LANES: usize = 32;
/// Of those, as many as fit into the narrowest vector register as bytes.
const HALF: usize = 16;
/// The same where days are real numbers.
const REAL_LANES: usize = 8;
/// Arrangements written into the rows in one go.
const DECKS: usize = 8;

/// One event's day under `L` arrangements, on a cache line of its own.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Row<T, const L: usize>([T; L]);

/// The days in the order of the events and the largest gaps that count, in the smallest form that is exact.
#[derive(Debug)]
enum Form {
    /// Whole days since the first, at most 32,767 (89 years); every gap that counts fits into a byte.
    Narrow(Vec<i16>, Vec<i8>),
    /// The same with longer gaps.
    Whole(Vec<i16>, Vec<i16>),
    /// Anything else.
    Real(Vec<f64>, Vec<f64>),
}

/// Counts pairs within limits of time under any arrangement of the days.
#[derive(Debug)]
pub(crate) struct Counter {
    form: Form,
    seed: u64,
}

impl Counter {
    /// A pair counts in the column of every limit, at or above 0, that its gap in time does not pass.
    #[allow(clippy::cast_possible_truncation)] // looked at before
    pub(crate) fn new(times: &[f64], limits: &[f64], seed: u64) -> Self {
        let first = times.iter().copied().fold(f64::INFINITY, f64::min);
        let whole = times.iter().map(|time| {
            let since = time - first;
            // Beyond 2^52 a difference of whole numbers may itself be rounded.
            let exact = time.fract() == 0.0 && time.abs() <= 4_503_599_627_370_496.0 && since <= f64::from(i16::MAX);
            exact.then_some(since as i16)
        });
        let form = match whole.collect::<Option<Vec<i16>>>() {
            None => Form::Real(times.to_vec(), limits.to_vec()),
            Some(days) if limits.iter().all(|limit| *limit < 127.0) => Form::Narrow(days, limits.iter().map(|l| l.floor() as i8).collect()),
            Some(days) => Form::Whole(days, limits.iter().map(|l| l.floor().min(f64::from(i16::MAX)) as i16).collect()),
        };
        Self { form, seed }
    }

    /// How many arrangements one call of [`Counter::count`] takes.
    pub(crate) fn lanes(&self) -> usize {
        match self.form {
            Form::Narrow(..) | Form::Whole(..) => LANES,
            Form::Real(..) => REAL_LANES,
        }
    }

    /// Counts the pairs of `lists` lists, given as portions of each, under the arrangements from `first` on. For each of
    /// them: list by list and limit by limit, how many pairs keep the limit. Arrangement 0 is the days as they are; each
    /// other is a shuffle of its own.
    pub(crate) fn count(&self, first: u64, portions: &[Vec<Vec<Pair>>], lists: usize) -> Vec<Vec<u64>> {
        // The kernels are compiled once for each kind of vector registers and run with the widest this machine has. They add whole
        // numbers only, so every machine comes to the same.
        let level = Level::new();
        match &self.form {
            Form::Narrow(days, limits) => {
                tally(&deal::<i16, LANES>(days, self.seed, first), portions, lists, limits, |rows, pairs, group| match *group {
                    [a] => dispatch!(level, simd => narrow(simd, rows, pairs, [a])).to_vec(),
                    [a, b] => dispatch!(level, simd => narrow(simd, rows, pairs, [a, b])).to_vec(),
                    [a, b, c] => dispatch!(level, simd => narrow(simd, rows, pairs, [a, b, c])).to_vec(),
                    [a, b, c, d] => dispatch!(level, simd => narrow(simd, rows, pairs, [a, b, c, d])).to_vec(),
                    _ => Vec::new(),
                })
            }
            Form::Whole(days, limits) => {
                tally(&deal::<i16, LANES>(days, self.seed, first), portions, lists, limits, |rows, pairs, group| match *group {
                    [a] => dispatch!(level, simd => whole(simd, rows, pairs, [a])).to_vec(),
                    [a, b] => dispatch!(level, simd => whole(simd, rows, pairs, [a, b])).to_vec(),
                    _ => Vec::new(),
                })
            }
            Form::Real(days, limits) => tally(&deal::<f64, REAL_LANES>(days, self.seed, first), portions, lists, limits, real),
        }
    }
}

/// The rows of the arrangements from `first` on.
fn deal<T: Copy + Default, const L: usize>(days: &[T], seed: u64, first: u64) -> Vec<Row<T, L>> {
    let mut rows = vec![Row([T::default(); L]); days.len()];
    let mut arrangement = first;
    for group in 0..L.div_ceil(DECKS) {
        let decks: [Vec<T>; DECKS] = std::array::from_fn(|_| {
            let mut deck = days.to_vec();
            if arrangement > 0 {
                Stream::of(seed, "near-repeat", arrangement).shuffle(&mut deck);
            }
            arrangement += 1;
            deck
        });
        for (at, row) in rows.iter_mut().enumerate() {
            for (slot, deck) in row.0.iter_mut().skip(group * DECKS).zip(&decks) {
                if let Some(day) = deck.get(at) {
                    *slot = *day;
                }
            }
        }
    }
    rows
}

/// Runs a kernel over every list, its limits in groups, and turns the result so that each arrangement has its row.
fn tally<T, C, const L: usize>(
    rows: &[Row<T, L>],
    portions: &[Vec<Vec<Pair>>],
    lists: usize,
    limits: &[C],
    kernel: impl Fn(&[Row<T, L>], &[Pair], &[C]) -> Vec<[u64; L]>,
) -> Vec<Vec<u64>> {
    // Four bytes, or two 16-bit numbers, are what the registers of the oldest machines hold beside the gaps.
    let group = if size_of::<C>() == 1 { 4 } else { 2 };
    let mut columns: Vec<[u64; L]> = Vec::with_capacity(lists * limits.len());
    for list in 0..lists {
        for limits in limits.chunks(group) {
            let mut sums = vec![[0_u64; L]; limits.len()];
            for pairs in portions.iter().filter_map(|portion| portion.get(list)) {
                for (sum, part) in sums.iter_mut().zip(kernel(rows, pairs, limits)) {
                    for (sum, part) in sum.iter_mut().zip(part) {
                        *sum += part;
                    }
                }
            }
            columns.extend(sums);
        }
    }
    (0..L).map(|lane| columns.iter().filter_map(|column| column.get(lane)).copied().collect()).collect()
}

/// Pairs by whole days, every limit below 127.
#[allow(clippy::inline_always)] // into each kind's own copy: a call would leave its registers behind
#[inline(always)]
fn narrow<S: Simd, const K: usize>(_: S, rows: &[Row<i16, LANES>], pairs: &[Pair], limits: [i8; K]) -> [[u64; LANES]; K] {
    // `gap < limit + 1` is one instruction, `gap <= limit` two.
    let beyond = limits.map(|limit| limit.saturating_add(1));
    let mut totals = [[0_u64; LANES]; K];
    // As many pairs as a byte can count.
    for some in pairs.chunks(usize::from(u8::MAX)) {
        // Sixteen lanes at a time: their gaps and counts stay in registers of 16 bytes.
        let mut seen = [[[0_u8; HALF]; K]; LANES / HALF];
        for (i, j) in some {
            let (Some(one), Some(other)) = (rows.get(*i as usize), rows.get(*j as usize)) else { continue };
            let halves = one.0.as_chunks::<HALF>().0.iter().zip(other.0.as_chunks::<HALF>().0);
            for (seen, (one, other)) in seen.iter_mut().zip(halves) {
                let mut gaps = [0_i8; HALF];
                for ((gap, one), other) in gaps.iter_mut().zip(one).zip(other) {
                    let days = one.wrapping_sub(*other);
                    // Written as a clamp on both sides, which is what vector instructions know; every gap from 127 up stays 127.
                    #[allow(clippy::cast_possible_truncation)]
                    let byte = days.max(days.wrapping_neg()).clamp(-128, 127) as i8;
                    *gap = byte;
                }
                for (seen, beyond) in seen.iter_mut().zip(beyond) {
                    for (seen, gap) in seen.iter_mut().zip(&gaps) {
                        *seen = seen.wrapping_add(u8::from(*gap < beyond));
                    }
                }
            }
        }
        for (half, seen) in seen.iter().enumerate() {
            for (total, seen) in totals.iter_mut().zip(seen) {
                for (total, seen) in total.iter_mut().skip(half * HALF).zip(seen) {
                    *total = total.wrapping_add(u64::from(*seen));
                }
            }
        }
    }
    totals
}

/// Pairs by whole days, any limit up to the longest gap.
#[allow(clippy::inline_always)] // into each kind's own copy: a call would leave its registers behind
#[inline(always)]
fn whole<S: Simd, const K: usize>(_: S, rows: &[Row<i16, LANES>], pairs: &[Pair], limits: [i16; K]) -> [[u64; LANES]; K] {
    let mut totals = [[0_u64; LANES]; K];
    for some in pairs.chunks(usize::from(u16::MAX)) {
        let mut seen = [[0_u16; LANES]; K];
        for (i, j) in some {
            let (Some(one), Some(other)) = (rows.get(*i as usize), rows.get(*j as usize)) else { continue };
            let mut gaps = [0_i16; LANES];
            for ((gap, one), other) in gaps.iter_mut().zip(&one.0).zip(&other.0) {
                let days = one.wrapping_sub(*other);
                *gap = days.max(days.wrapping_neg());
            }
            for (seen, limit) in seen.iter_mut().zip(limits) {
                for (seen, gap) in seen.iter_mut().zip(&gaps) {
                    *seen = seen.wrapping_add(u16::from(*gap <= limit));
                }
            }
        }
        add(&mut totals, &seen);
    }
    totals
}

#[allow(clippy::inline_always)] // into each kind's own copy: a call would leave its registers behind
#[inline(always)]
fn add<N: Copy + Into<u64>, const K: usize>(totals: &mut [[u64; LANES]; K], seen: &[[N; LANES]; K]) {
    for (total, seen) in totals.iter_mut().zip(seen) {
        for (total, seen) in total.iter_mut().zip(seen) {
            *total = total.wrapping_add((*seen).into());
        }
    }
}

/// Pairs by days that are not whole, or too many for 16 bits.
fn real(rows: &[Row<f64, REAL_LANES>], pairs: &[Pair], limits: &[f64]) -> Vec<[u64; REAL_LANES]> {
    let mut totals = vec![[0_u64; REAL_LANES]; limits.len()];
    for (i, j) in pairs {
        let (Some(one), Some(other)) = (rows.get(*i as usize), rows.get(*j as usize)) else { continue };
        for (total, limit) in totals.iter_mut().zip(limits) {
            for ((total, one), other) in total.iter_mut().zip(&one.0).zip(&other.0) {
                *total = total.wrapping_add(u64::from((one - other).abs() <= *limit));
            }
        }
    }
    totals
}
