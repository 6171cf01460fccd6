//! The one permutation engine: where every simulated test in this crate gets its chance from, and how it turns counts
//! of simulations into p-values.
//!
//! Each experiment (an area's draws, one shuffle of a list of days) has a [`Stream`] of its own, derived from the seed,
//! a label and an index. Who runs first, and on how many threads, can therefore not change a single bit.

use crate::dice::Dice;

/// A stream of chance that belongs to one experiment: `xoshiro256++`, its state filled by `SplitMix64`.
///
/// *Sources.* D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Transactions on
/// Mathematical Software 47 (2021) 36 (period 2^256 − 1; passes the batteries of `BigCrush` and `PractRand`); filling the
/// state from `SplitMix64` as its authors advise.
///
/// *Streams.* Seed, label and index are mixed one after the other by `SplitMix64`'s bijective finaliser. Under one seed
/// and label, two different indices below 2^60 never start in the same state. Two streams of 2^40 numbers each overlap
/// with a chance below 2^-200.
///
/// *Not for* secrets: the whole sequence follows from the seed.
///
/// ```
/// use statistics::Stream;
/// let first = Stream::of(1, "example", 0).next_bits();
/// assert_eq!(first, Stream::of(1, "example", 0).next_bits());
/// assert_ne!(first, Stream::of(1, "example", 1).next_bits());
/// ```
#[derive(Debug, Clone)]
pub struct Stream {
    a: u64,
    b: u64,
    c: u64,
    d: u64,
    /// The upper half of the last 64 bits, not yet handed out by [`Stream::below`].
    spare: Option<u32>,
}

impl Stream {
    /// The stream of experiment number `index` of the kind `label` under `seed`.
    pub fn of(seed: u64, label: &str, index: u64) -> Self {
        // FNV-1a of the label: labels are a handful of constants in this crate.
        let name = label.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        let kind = Dice::seeded(Dice::seeded(seed).next_bits() ^ name).next_bits();
        let mut filler = Dice::seeded(kind ^ index);
        let (a, b, c, d) = (filler.next_bits(), filler.next_bits(), filler.next_bits(), filler.next_bits());
        Self { a, b, c, d, spare: None }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_bits(&mut self) -> u64 {
        let result = self.a.wrapping_add(self.d).rotate_left(23).wrapping_add(self.a);
        let t = self.b << 17;
        self.c ^= self.a;
        self.d ^= self.b;
        self.b ^= self.c;
        self.a ^= self.d;
        self.c ^= t;
        self.d = self.d.rotate_left(45);
        result
    }

    /// The next 32 bits: the lower half of a word, then its upper half.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // the halves of a word are what is wanted
    fn next_half(&mut self) -> u32 {
        if let Some(upper) = self.spare.take() {
            return upper;
        }
        let word = self.next_bits();
        self.spare = Some((word >> 32) as u32);
        word as u32
    }

    /// A whole number from 0 up to but not including `n`; 0 where `n` is 0.
    ///
    /// Every number is exactly equally likely given uniform bits: D. Lemire, "Fast random integer generation in an
    /// interval", ACM Transactions on Modeling and Computer Simulation 29 (2019) 3, with its rejection step.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        let half = self.next_half();
        self.reduced(half, n)
    }

    /// 32 random bits brought below `n`, drawing again where they would favour some numbers.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // high and low half of a 64-bit product
    fn reduced(&mut self, half: u32, n: u32) -> u32 {
        let mut product = u64::from(half).wrapping_mul(u64::from(n));
        if (product as u32) < n {
            let biased = n.wrapping_neg().checked_rem(n).unwrap_or(0);
            while (product as u32) < biased {
                product = u64::from(self.next_half()).wrapping_mul(u64::from(n));
            }
        }
        (product >> 32) as u32
    }

    /// [`Stream::below`] for lists longer than 2^32.
    #[allow(clippy::cast_possible_truncation)] // high and low half of a 128-bit product
    fn below_wide(&mut self, n: u64) -> u64 {
        let mut product = u128::from(self.next_bits()) * u128::from(n);
        if (product as u64) < n {
            let biased = n.wrapping_neg().checked_rem(n).unwrap_or(0);
            while (product as u64) < biased {
                product = u128::from(self.next_bits()) * u128::from(n);
            }
        }
        (product >> 64) as u64
    }

    /// `count` distinct numbers below `n` into `out` (emptied first), every set of that size equally likely; the order
    /// within `out` means nothing. All of them where `count` is `n` or more.
    ///
    /// R. Floyd's algorithm (J. Bentley and R. Floyd, "A sample of brilliance", Communications of the ACM 30 (1987)
    /// 754–757): exactly `count` draws however close `count` comes to `n`. Membership is a scan of `out`, so it is meant
    /// for tens of numbers, the neighbours of an area; use [`Stream::shuffle`] for thousands.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // count is at most n, which is a u32
    pub fn distinct(&mut self, n: u32, count: usize, out: &mut Vec<u32>) {
        out.clear();
        let count = count.min(n as usize) as u32;
        for top in (n - count)..n {
            let drawn = self.below(top + 1);
            out.push(if out.contains(&drawn) { top } else { drawn });
        }
    }

    /// As [`Stream::distinct`], from the `n - 1` numbers below `n` that are not `skip`.
    #[inline]
    pub fn distinct_except(&mut self, n: u32, count: usize, skip: u32, out: &mut Vec<u32>) {
        self.distinct(n.saturating_sub(u32::from(skip < n)), count, out);
        for drawn in out {
            *drawn += u32::from(*drawn >= skip);
        }
    }

    /// `K` distinct numbers below `n`, every ordered choice equally likely; `n` must be at least `K`.
    ///
    /// Draws `K` numbers and draws them all again until no two are equal, which keeps the choice uniform. Meant for a few
    /// numbers out of many: with K (K − 1) at most `n` it starts again with a chance of at most 0.4, usually never.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // the halves of a word are what is wanted
    pub(crate) fn distinct_few<const K: usize>(&mut self, n: u32) -> [u32; K] {
        debug_assert!(K <= n as usize);
        loop {
            let mut drawn = [0; K];
            for pair in drawn.chunks_mut(2) {
                let word = self.next_bits();
                for (slot, half) in pair.iter_mut().zip([word as u32, (word >> 32) as u32]) {
                    *slot = self.reduced(half, n);
                }
            }
            let mut equal = false;
            for (at, one) in drawn.iter().enumerate() {
                for other in drawn.iter().take(at) {
                    equal |= one == other;
                }
            }
            if !equal {
                return drawn;
            }
        }
    }

    /// Puts the items into a random order, every order equally likely.
    ///
    /// R. Fisher and F. Yates (1938) as R. Durstenfeld wrote it down, Algorithm 235, Communications of the ACM 7 (1964) 420.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.shuffle_last(items, items.len());
    }

    /// Puts a random choice of the items, in random order, into the last `count` places: the first `count` steps of
    /// [`Stream::shuffle`].
    #[allow(clippy::cast_possible_truncation)] // the number drawn is below the length of a list in memory
    pub(crate) fn shuffle_last<T>(&mut self, items: &mut [T], count: usize) {
        for last in (1..items.len()).rev().take(count) {
            let chosen = match u32::try_from(last + 1) {
                Ok(n) => self.below(n) as usize,
                Err(_) => self.below_wide(last as u64 + 1) as usize,
            };
            items.swap(last, chosen);
        }
    }
}

/// The Monte Carlo p-value of a count: (1 + draws at least as extreme) / (1 + draws). Never 0.
///
/// *Source.* B. Phipson and G. Smyth, "Permutation p-values should never be zero", Statistical Applications in Genetics
/// and Molecular Biology 9 (2010) 39. Valid: under the null it is at or below α with a chance of at most α.
///
/// ```
/// assert_eq!(statistics::p_of_count(0, 999), 0.001);
/// ```
pub fn p_of_count(extreme: u32, draws: u32) -> f64 {
    (f64::from(extreme) + 1.0) / (f64::from(draws) + 1.0)
}

/// The two-sided Monte Carlo p-value: min(1, 2 (min(ge, le) + 1) / (draws + 1)), where `ge` counts the draws at or above
/// what was observed and `le` those at or below it. Draws that tie count in both, so a tie is never evidence.
///
/// *Not* the folded p that most software prints, (min(ge, draws − ge) + 1) / (draws + 1): that is a one-sided test whose
/// side was chosen after looking, and it counts ties on one side only ([`folded_p`]).
///
/// The smallest it can be is 2 / (draws + 1): with 999 draws 0.002, which no false-discovery rate over thousands of tests
/// can use.
pub fn two_sided_p(ge: u32, le: u32, draws: u32) -> f64 {
    (2.0 * p_of_count(ge.min(le), draws)).min(1.0)
}

/// The folded p of `PySAL`, `GeoDa` and `spdep`, for comparison with their output only, never for a decision: with g = `ge`,
/// or draws − `ge` where that is smaller, (g + 1) / (draws + 1).
pub fn folded_p(ge: u32, draws: u32) -> f64 {
    p_of_count(ge.min(draws.saturating_sub(ge)), draws)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // The reference outputs of the `rand_xoshiro` and Vigna's C code for the state 1, 2, 3, 4.
        let mut stream = Stream { a: 1, b: 2, c: 3, d: 4, spare: None };
        let first: Vec<u64> = (0..4).map(|_| stream.next_bits()).collect();
        assert_eq!(first, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn below_gives_every_number_equally_often() {
        for n in [1_u32, 2, 3, 7, 10] {
            let mut stream = Stream::of(20_261_122, "below", u64::from(n));
            let trials = 70_000;
            let mut seen = vec![0_u32; n as usize];
            for _ in 0..trials {
                seen[stream.below(n) as usize] += 1;
            }
            let expected = f64::from(trials) / f64::from(n);
            for count in seen {
                assert!((f64::from(count) - expected).abs() < 5.0 * expected.sqrt(), "{n}: {count}");
            }
        }
        // Near 2^32 a product without rejection would favour a third of the numbers two to one.
        let mut stream = Stream::of(1, "below", 0);
        let third = 3_u32 << 30;
        let low = (0..30_000).filter(|_| stream.below(third).is_multiple_of(3)).count();
        assert!((9_600..10_400).contains(&low), "{low}");
        assert_eq!(stream.below(0), 0);
        assert!(stream.below_wide(1 << 33) < 1 << 33);
    }

    #[test]
    fn every_set_is_equally_likely_and_skips_what_it_must() {
        // The 10 pairs of 5 numbers, and the 4 triples of 5 without number 2.
        let mut stream = Stream::of(7, "sets", 0);
        let mut out = Vec::new();
        let mut pairs = std::collections::BTreeMap::new();
        let mut triples = std::collections::BTreeMap::new();
        for _ in 0..40_000 {
            stream.distinct(5, 2, &mut out);
            out.sort_unstable();
            *pairs.entry(out.clone()).or_insert(0_u32) += 1;
            stream.distinct_except(5, 3, 2, &mut out);
            out.sort_unstable();
            assert!(!out.contains(&2));
            *triples.entry(out.clone()).or_insert(0_u32) += 1;
        }
        assert_eq!((pairs.len(), triples.len()), (10, 4));
        assert!(pairs.values().all(|n| n.abs_diff(4_000) < 300), "{pairs:?}");
        assert!(triples.values().all(|n| n.abs_diff(10_000) < 450), "{triples:?}");
        stream.distinct_except(4, 9, 1, &mut out);
        out.sort_unstable();
        assert_eq!(out, [0, 2, 3]);
    }

    #[test]
    fn every_ordered_choice_of_a_few_is_equally_likely() {
        let mut stream = Stream::of(11, "few", 0);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            *seen.entry(stream.distinct_few::<3>(5)).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), 60);
        assert!(seen.values().all(|n| n.abs_diff(1_000) < 160), "{seen:?}");
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut orders = std::collections::BTreeMap::new();
        for index in 0..24_000 {
            let mut items = [0, 1, 2, 3];
            Stream::of(3, "orders", index).shuffle(&mut items);
            *orders.entry(items).or_insert(0_u32) += 1;
        }
        assert_eq!(orders.len(), 24);
        assert!(orders.values().all(|n| n.abs_diff(1_000) < 160), "{orders:?}");
    }

    #[test]
    fn seed_label_and_index_each_give_another_stream() {
        let first = |seed, label, index| Stream::of(seed, label, index).next_bits();
        let all = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1), first(0, "a", 1)];
        let mut distinct = all.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    #[allow(clippy::float_cmp)]
    fn p_values_count_ties_on_both_sides() {
        assert_eq!(two_sided_p(999, 999, 999), 1.0);
        assert_eq!(two_sided_p(0, 999, 999), 0.002);
        // All draws tie: the fold calls it the smallest p there is.
        assert_eq!(folded_p(999, 999), 0.001);
        assert_eq!(p_of_count(4, 99), 0.05);
    }
}
