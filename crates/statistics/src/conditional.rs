//! Conditional permutation: how often chance alone would put so much, or so little, around an area.

use crate::local::AreaValues;
use crate::neighbours::Neighbours;
use crate::permutation::{Stream, folded_p, two_sided_p};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::iter;

/// How an area's neighbours' sum stands among the draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Draws whose sum is at or above the observed one.
    pub ge: u32,
    /// Draws whose sum is at or below the observed one; ties count in both.
    pub le: u32,
    /// All draws.
    pub draws: u32,
}

impl Tally {
    /// [`two_sided_p`] of these counts: the p-value of Gi, Gi* and local Moran alike.
    pub fn p_value(&self) -> f64 {
        two_sided_p(self.ge, self.le, self.draws)
    }

    /// The folded p that other software prints for Gi*, for comparison only.
    pub fn folded_p_gi(&self) -> f64 {
        folded_p(self.ge, self.draws)
    }

    /// The folded p that other software prints for local Moran, for comparison only: as for Gi*, from the other end for
    /// areas whose own value is below the mean.
    pub fn folded_p_moran(&self, below_mean: bool) -> f64 {
        folded_p(if below_mean { self.le } else { self.ge }, self.draws)
    }
}

/// Sums nearer to each other than this, relative to the neighbours' absolute values, are the same number added up in
/// another order.
const SAME: f64 = 1e-12;

/// Up to this many neighbours [`Stream::distinct_few`] draws them, given enough areas to draw from.
const FEW: usize = 16;
/// Up to this many neighbours Floyd's algorithm draws them, above it a shuffle.
const SOME: usize = 32;

/// Draws `$k` of the values `$draws` times, the number of neighbours known to the compiler.
macro_rules! draw_few {
    ($k:expr, $stream:expr, $values:expr, $n:expr, $draws:expr, $add:expr, $take:expr; $($few:literal)*) => {
        match $k {
            $($few => for _ in 0..$draws {
                let drawn = $stream.distinct_few::<$few>($n);
                let sum = drawn.iter().fold(Default::default(), |sum, j| {
                    $add(sum, $values.get(*j as usize).copied().unwrap_or_default())
                });
                $take(&drawn, sum);
            },)*
            _ => {}
        }
    };
}

/// Draws `k` of the values without replacement, `draws` times, each time handing their positions and their sum to `take`.
#[inline]
fn draw_sums<T: Copy + Default>(
    stream: &mut Stream,
    values: &[T],
    k: usize,
    draws: u32,
    add: impl Fn(T, T) -> T,
    mut take: impl FnMut(&[u32], T),
) {
    let n = u32::try_from(values.len()).unwrap_or(u32::MAX);
    let all = n as usize;
    let sum_of = |drawn: &[u32]| drawn.iter().fold(T::default(), |sum, j| add(sum, values.get(*j as usize).copied().unwrap_or_default()));
    if k <= FEW && k.saturating_mul(k.saturating_sub(1)) <= all {
        draw_few!(k, stream, values, n, draws, add, take; 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
    } else if k <= SOME {
        let mut choice = Vec::with_capacity(k);
        for _ in 0..draws {
            stream.distinct(n, k, &mut choice);
            take(&choice, sum_of(&choice));
        }
    } else {
        let mut order: Vec<u32> = (0..n).collect();
        for _ in 0..draws {
            stream.shuffle_last(&mut order, k);
            let choice = order.get(all.saturating_sub(k)..).unwrap_or_default();
            take(choice, sum_of(choice));
        }
    }
}

/// The neighbours' sum of one list and the limits within which another sum counts as equal to it.
fn observed(areas: &AreaValues<'_>, list: &[u32]) -> (f64, f64) {
    let values = areas.values();
    let of = |j: &u32| values.get(*j as usize).copied().unwrap_or_default();
    let sum: f64 = list.iter().map(of).sum();
    let same = SAME * list.iter().map(|j| of(j).abs()).sum::<f64>();
    (sum - same, sum + same)
}

/// Conditional permutation in which every area has draws of its own.
///
/// *What is simulated.* The area keeps its value; its k neighbours' values are drawn without replacement from the other
/// n − 1 areas, `permutations` times. With the area's value fixed Gi, Gi* and local Moran all rise or all fall with the
/// neighbours' sum, so one set of draws serves them all, and the two-sided p-value is the same.
///
/// *Source.* L. Anselin, Geographical Analysis 27 (1995) 93–115, section 4; ties on both sides as in [`two_sided_p`].
/// Sums count as equal up to 1e-12 of the neighbours' absolute values.
///
/// *Unit.* Counts of draws. *Shape.* One for each area, in their order; missing where there are no neighbours, for nothing
/// is drawn there.
///
/// *Streams.* Area number i draws from the stream (`seed`, "neighbours", i): areas err independently of each other, and the
/// result is the same on any number of threads. Cost: permutations × links, about 4 nanoseconds each on one core.
///
/// *Assumes* that every area could have had any other area's value: rates of areas of like population. *Not for*
/// counts of areas of unequal population (a populous area has more crime under any null); nor with few permutations for
/// many areas, since the smallest p is 2 / (permutations + 1) ([`crate::benjamini_hochberg`] needs about level × 1/areas).
pub fn own_draws(areas: &AreaValues<'_>, permutations: u32, seed: u64) -> Vec<Option<Tally>> {
    let count = areas.values().len();
    (0..count)
        .into_par_iter()
        .with_min_len(64)
        .map_init(|| areas.values().to_vec(), |table, area| one_areas_draws(areas, table, area, permutations, seed))
        .collect()
}

/// One area's own draws. `table` holds all values, and holds them again afterwards.
fn one_areas_draws(areas: &AreaValues<'_>, table: &mut [f64], area: usize, permutations: u32, seed: u64) -> Option<Tally> {
    let list = areas.neighbours().of(area);
    if list.is_empty() {
        return None;
    }
    let (low, high) = observed(areas, list);
    let mut stream = Stream::of(seed, "neighbours", area as u64);
    let (mut ge, mut le) = (0_u32, 0_u32);
    without(table, area, |others| {
        draw_sums(
            &mut stream,
            others,
            list.len(),
            permutations,
            |a, b| a + b,
            |_, sum| {
                ge = ge.wrapping_add(u32::from(sum >= low));
                le = le.wrapping_add(u32::from(sum <= high));
            },
        );
    });
    Some(Tally { ge, le, draws: permutations })
}

/// Shows all items but one: the last takes that one's place meanwhile.
fn without<T: Copy>(items: &mut [T], position: usize, show: impl FnOnce(&[T])) {
    let Some((last, others)) = items.split_last_mut() else { return };
    let kept = others.get_mut(position).map(|place| std::mem::replace(place, *last));
    show(others);
    if let (Some(place), Some(kept)) = (others.get_mut(position), kept) {
        *place = kept;
    }
}

/// [`own_draws`] for `M` columns of counts at once, each draw serving all columns: fifteen measures of one district cost little
/// more than one.
///
/// Each column's tallies are those of a conditional permutation test of that column, and areas still err independently. The
/// columns of one area share their draws, so their *errors* go together (and two equal columns get equal tallies); the
/// p-values stay valid each by itself, and a false-discovery rate over the areas of one column is not touched.
///
/// Sums of whole numbers are exact, and so are ties. `None` unless there is one row for each area and every sum of neighbours stays
/// below 2^31.
pub fn own_draws_of_counts<const M: usize>(
    rows: &[[u32; M]],
    neighbours: &Neighbours,
    permutations: u32,
    seed: u64,
) -> Option<Vec<Option<[Tally; M]>>> {
    let longest = u32::try_from(neighbours.iter().map(<[u32]>::len).max().unwrap_or_default()).ok()?;
    let largest = rows.iter().flatten().max().copied().unwrap_or_default();
    let safe = largest.checked_mul(longest.max(1)).is_some_and(|sum| i32::try_from(sum).is_ok());
    if rows.len() != neighbours.len() || !safe {
        return None;
    }
    // Signed lanes, because the vector comparison that every machine has is signed.
    let signed: Vec<Lanes<M>> = rows.iter().map(|row| Lanes(row.map(u32::cast_signed))).collect();
    let tallies = (0..rows.len()).into_par_iter().with_min_len(16).map_init(
        || signed.clone(),
        |table, area| {
            let list = neighbours.of(area);
            if list.is_empty() {
                return None;
            }
            let of = |j: &u32| signed.get(*j as usize).copied().unwrap_or_default();
            let found = list.iter().map(of).fold(Lanes::default(), Lanes::plus);
            let mut stream = Stream::of(seed, "neighbours", area as u64);
            let (mut ge, mut le) = ([0_i32; M], [0_i32; M]);
            without(table, area, |others| {
                draw_sums(&mut stream, others, list.len(), permutations, Lanes::plus, |_, sum| {
                    for ((ge, le), (sum, found)) in ge.iter_mut().zip(&mut le).zip(sum.0.iter().zip(&found.0)) {
                        *ge = ge.wrapping_add(i32::from(sum >= found));
                        *le = le.wrapping_add(i32::from(sum <= found));
                    }
                });
            });
            let mut tallies = [Tally { draws: permutations, ..Tally::default() }; M];
            for (tally, (ge, le)) in tallies.iter_mut().zip(ge.into_iter().zip(le)) {
                (tally.ge, tally.le) = (ge.cast_unsigned(), le.cast_unsigned());
            }
            Some(tallies)
        },
    );
    Some(tallies.collect())
}

/// One area's counts side by side.
#[derive(Clone, Copy)]
struct Lanes<const M: usize>([i32; M]);

impl<const M: usize> Default for Lanes<M> {
    fn default() -> Self {
        Self([0; M])
    }
}

impl<const M: usize> Lanes<M> {
    #[inline]
    fn plus(mut self, other: Self) -> Self {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum = sum.wrapping_add(more);
        }
        self
    }
}

/// Conditional permutation from one pool of draws for each number of neighbours: 99,999 draws for what 999 of
/// [`own_draws`] cost.
///
/// *What is simulated.* The null distribution of the neighbours' sum depends on how many neighbours there are, and on the
/// area's own value being out of the draw. So for each number of neighbours one pool of `permutations` sums of k of all n
/// values is drawn and sorted, an area's sum is looked up, and the draws that happen to hold the area itself are taken out
/// again, exactly. What is left (about 1 − k/n of the pool, reported in [`Tally::draws`]) is distributed as [`own_draws`]: each
/// area's p-value is as valid.
///
/// *What is lost.* Areas with equally many neighbours share their draws, so their errors go together. On the map that
/// `docs/statistics/local.md` measures, the errors that areas with equally many neighbours share come to half a standard error at 99,999
/// draws, and the number of areas called differs from that of own draws by at most one, either way.
///
/// *Streams.* The pool for k neighbours draws from (`seed`, "pool", k). Areas whose neighbours are more than a quarter of all areas draw
/// their own as [`own_draws`] does: too little of a pool would be left. So do areas for which permutations × k comes to 2^26
/// or more: a pool remembers which draws held which area, at most 16 bytes for each value drawn, and that keeps it below
/// 1 GiB for each number of neighbours.
///
/// *Assumes*, *shape* and *not for*: as [`own_draws`]; and not for fewer than 9,999 permutations.
pub fn pooled_draws(areas: &AreaValues<'_>, permutations: u32, seed: u64) -> Vec<Option<Tally>> {
    let count = areas.values().len();
    let mut alike: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (area, list) in (0..).zip(areas.neighbours().iter()) {
        if !list.is_empty() {
            alike.entry(list.len()).or_default().push(area);
        }
    }
    let mut groups: Vec<(usize, Vec<u32>)> = alike.into_iter().collect();
    // The costly pools first, so that no thread is left with one at the end.
    groups.reverse();
    let tallied: Vec<Vec<(u32, Option<Tally>)>> = groups
        .into_par_iter()
        .with_max_len(1)
        .map(|(k, members)| {
            let remembered = u64::from(permutations).saturating_mul(k as u64);
            if k.saturating_mul(4) > count || remembered >= POOLED_BELOW {
                let own = |table: &mut Vec<f64>, area: u32| (area, one_areas_draws(areas, table, area as usize, permutations, seed));
                return members.into_par_iter().with_min_len(64).map_init(|| areas.values().to_vec(), own).collect();
            }
            one_pool(areas, k, &members, permutations, seed)
        })
        .collect();
    let mut result = vec![None; count];
    for (area, tally) in tallied.into_iter().flatten() {
        if let Some(place) = result.get_mut(area as usize) {
            *place = tally;
        }
    }
    result
}

/// From this many values drawn for one number of neighbours there is no pool: it would remember too much.
const POOLED_BELOW: u64 = 1 << 26;

/// The tallies of all areas with `k` neighbours, from one pool.
fn one_pool(areas: &AreaValues<'_>, k: usize, members: &[u32], permutations: u32, seed: u64) -> Vec<(u32, Option<Tally>)> {
    let mut slot_of = vec![u32::MAX; areas.values().len()];
    for (slot, area) in (0..).zip(members) {
        if let Some(place) = slot_of.get_mut(*area as usize) {
            *place = slot;
        }
    }
    let mut pool: Vec<f64> = Vec::new();
    // Which member a draw holds, and that draw's sum.
    let mut holding: Vec<(u32, f64)> = Vec::new();
    let mut stream = Stream::of(seed, "pool", k as u64);
    let keep = |drawn: &[u32], sum: f64| {
        pool.push(sum);
        for j in drawn {
            if let Some(slot) = slot_of.get(*j as usize).filter(|slot| **slot != u32::MAX) {
                holding.push((*slot, sum));
            }
        }
    };
    draw_sums(&mut stream, areas.values(), k, permutations, |a, b| a + b, keep);
    pool.sort_unstable_by(f64::total_cmp);
    holding.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut holding = holding.into_iter().peekable();
    let tally = |(slot, area): (u32, &u32)| {
        let (low, high) = observed(areas, areas.neighbours().of(*area as usize));
        let mut left = Tally {
            ge: count_of(pool.len() - pool.partition_point(|sum| *sum < low)),
            le: count_of(pool.partition_point(|sum| *sum <= high)),
            draws: permutations,
        };
        for (_, sum) in iter::from_fn(|| holding.next_if(|(holder, _)| *holder == slot)) {
            left.ge -= u32::from(sum >= low);
            left.le -= u32::from(sum <= high);
            left.draws -= 1;
        }
        (*area, Some(left))
    };
    (0..).zip(members).map(tally).collect()
}

/// A number of draws; there are never more than `permutations` of them.
fn count_of(draws: usize) -> u32 {
    u32::try_from(draws).unwrap_or(u32::MAX)
}

/// Up to this many values drawn in all, every area has its own draws: about four seconds of one core.
pub const OWN_DRAWS_UP_TO: u64 = 1 << 30;

/// [`own_draws`] where they come to at most [`OWN_DRAWS_UP_TO`] values drawn (permutations × links), else [`pooled_draws`].
///
/// Own draws keep the areas' errors independent, so they are taken wherever they are affordable: 99,999 permutations of the 1,800 areas
/// of a large county, 999 of the whole country. For 99,999 of the whole country they would take a minute; there areas with equally
/// many neighbours share their errors. Which of the two it is depends on the input alone, never on the machine.
pub fn conditional_draws(areas: &AreaValues<'_>, permutations: u32, seed: u64) -> Vec<Option<Tally>> {
    if u64::from(permutations).saturating_mul(areas.neighbours().links() as u64) <= OWN_DRAWS_UP_TO {
        own_draws(areas, permutations, seed)
    } else {
        pooled_draws(areas, permutations, seed)
    }
}
