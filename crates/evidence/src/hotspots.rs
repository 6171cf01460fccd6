//! Which areas lie among high or low values, more than chance would put there.

use base::Result;
use calendar::Date;
use rulebook::{HotspotTest, RuleRef, Rulebook};
use serde::Serialize;
use statistics::{AreaValues, Tally, benjamini_hochberg, conditional_draws, gi_star, local_moran};
use std::fmt;

/// What may be said of one area and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surroundings {
    /// Above the mean together, and more so around it than chance would put there.
    High,
    /// Below the mean together, and more so around it than chance would put there.
    Low,
    /// Not to be told from chance, given how many areas were looked at; or neither high nor low together, such as one high
    /// area among low ones.
    NotDistinguishable,
    /// Nothing borders on it, so nothing was tested.
    NoNeighbours,
}

impl Surroundings {
    /// The words of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
            Self::NotDistinguishable => "not distinguishable",
            Self::NoNeighbours => "no neighbours",
        }
    }
}

impl fmt::Display for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One area's local statistics and what may be said of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hotspot {
    /// Getis and Ord's Gi*, in standard errors; missing where all values are equal.
    pub gi_star: Option<f64>,
    /// Its two-sided p-value by conditional permutation, which is also local Moran's; missing without neighbours.
    pub p_value: Option<f64>,
    /// The false-discovery rate at which it would be called, over all areas with neighbours.
    pub q_value: Option<f64>,
    /// Local Moran; 0 without neighbours, missing where all values are equal.
    pub moran_i: Option<f64>,
    /// The verdict.
    pub verdict: Surroundings,
}

/// The rule hot spots are decided by, and what the asker changed.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotRules {
    test: HotspotTest,
    reference: RuleRef,
}

impl HotspotRules {
    /// The rule `hotspot-test` in force on a day, nowhere in particular; the asker's own number of permutations and seed go
    /// before the rule's.
    pub fn in_force(book: &Rulebook, day: Date, permutations: Option<u32>, seed: Option<u64>) -> Result<Self> {
        let rule = book.hotspot_test(day, None)?;
        let mut test = *rule.parameters;
        test.permutations = permutations.unwrap_or(test.permutations);
        test.seed = seed.unwrap_or(test.seed);
        Ok(Self { test, reference: rule.reference() })
    }

    /// What is recorded with each result.
    pub fn reference(&self) -> &RuleRef {
        &self.reference
    }

    /// How many permutations each area gets.
    pub fn permutations(&self) -> u32 {
        self.test.permutations
    }

    /// How many areas must share the smallest p-value that can come out before one of `tested` areas can be called: the fewest
    /// whose false-discovery rate is then below the level, not at it. More than a few mean that there are too few permutations.
    pub fn areas_to_call_one(&self, tested: usize) -> usize {
        let smallest = 2.0 / (f64::from(self.test.permutations) + 1.0);
        let all = smallest * tested as f64;
        // A count of areas: far below 2^52.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let least = (all / self.test.level).floor() as usize;
        // Dividing may round to either side of equality: from one below, the first that is called by the very sum of `benjamini_hochberg`.
        let mut needed = least.saturating_sub(1).max(1);
        while all / needed as f64 >= self.test.level {
            needed += 1;
        }
        needed
    }

    /// Whether so many areas would have to share the smallest p-value that the permutations are too few: more than one, and
    /// more than one in a thousand.
    pub fn too_few_permutations(&self, tested: usize) -> bool {
        let needed = self.areas_to_call_one(tested);
        needed > 1 && needed.saturating_mul(1000) > tested
    }
}

/// An area's Gi* and local Moran, its draws, its p-value and its false-discovery rate.
type Measured = (((Option<f64>, Option<f64>), Option<Tally>), (Option<f64>, Option<f64>));

/// Decides for each area what may be said of it and its neighbours, in their order.
///
/// - Gi* and local Moran as [`statistics::gi_star`] and [`statistics::local_moran`]; one two-sided p-value for both, by
///   [`statistics::conditional_draws`]; the false-discovery rate of Benjamini and Hochberg over all areas with
///   neighbours.
/// - Below the level of rule `hotspot-test` an area is `high` where Gi* lies above 0 *and* the neighbours' sum is in the upper tail
///   of the draws (fewer at or above it than at or below), `low` where Gi* lies below 0 and the sum is in the lower tail. Both must
///   agree, because Gi* counts the area itself and the draws do not: one very high area among significantly low neighbours
///   has a Gi* above 0 and is `not distinguishable`, as neither `high` nor `low` together is true of it. Its p-value and a
///   local Moran below 0 still say that it differs from its neighbours.
/// - Where all values are equal nothing is tested: statistics and p-values are missing.
pub fn decide_hotspots(areas: &AreaValues<'_>, rules: &HotspotRules) -> Vec<Hotspot> {
    let (gi, moran) = (gi_star(areas), local_moran(areas));
    let tallies =
        if areas.squares() > 0.0 { conditional_draws(areas, rules.test.permutations, rules.test.seed) } else { vec![None; gi.len()] };
    let p_values: Vec<Option<f64>> = tallies.iter().map(|tally| tally.map(|tally| tally.p_value())).collect();
    let q_values = benjamini_hochberg(&p_values);
    let measured = gi.into_iter().zip(moran).zip(tallies).zip(p_values.into_iter().zip(q_values));
    let decide = |(list, (((gi_star, moran_i), tally), (p_value, q_value))): (&[u32], Measured)| {
        let called = q_value.is_some_and(|q| q < rules.test.level);
        let verdict = match (gi_star, tally) {
            _ if list.is_empty() => Surroundings::NoNeighbours,
            (Some(z), Some(tally)) if called && z > 0.0 && tally.ge < tally.le => Surroundings::High,
            (Some(z), Some(tally)) if called && z < 0.0 && tally.le < tally.ge => Surroundings::Low,
            _ => Surroundings::NotDistinguishable,
        };
        Hotspot { gi_star, p_value, q_value, moran_i, verdict }
    };
    areas.neighbours().iter().zip(measured).map(decide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::Neighbours;

    fn rules(permutations: Option<u32>) -> HotspotRules {
        HotspotRules::in_force(Rulebook::builtin().unwrap(), "2026-11-22".parse().unwrap(), permutations, None).unwrap()
    }

    fn verdicts(values: &[f64], lists: &Neighbours) -> Vec<&'static str> {
        decide_hotspots(&AreaValues::new(values, lists).unwrap(), &rules(None)).iter().map(|h| h.verdict.as_str()).collect()
    }

    /// A row of areas, each beside the next two; the last stands alone.
    fn row(areas: u32) -> Neighbours {
        let pairs = (0..areas - 1).flat_map(|i| [(i, i + 1), (i, i + 2)]).filter(|(_, j)| *j < areas - 1);
        Neighbours::from_pairs(areas as usize, pairs).unwrap()
    }

    #[test]
    fn the_rule_sets_level_permutations_and_seed() {
        let rules = rules(None);
        assert_eq!((rules.reference().to_string().as_str(), rules.permutations()), ("hotspot-test@1", 99_999));
    }

    #[test]
    fn high_low_neither_and_alone() {
        let values: Vec<f64> = (0..60)
            .map(|i| match i {
                0..8 => 50.0 + f64::from(i),
                40..48 => 1.0,
                _ => f64::from(20 + i * 7 % 11),
            })
            .collect();
        let found = verdicts(&values, &row(60));
        assert_eq!((found[3], found[44], found[25], found[59]), ("high", "low", "not distinguishable", "no neighbours"));
        let alone = decide_hotspots(&AreaValues::new(&values, &row(60)).unwrap(), &rules(None))[59];
        assert_eq!((alone.p_value, alone.q_value, alone.moran_i), (None, None, Some(0.0)));
        assert!(alone.gi_star.is_some());
    }

    #[test]
    fn an_outlier_among_the_opposite_is_neither() {
        const SIDE: u32 = 20;
        let pairs = (0..SIDE * SIDE).flat_map(|at| {
            let (x, y) = (at % SIDE, at / SIDE);
            let near = [(x + 1, y), (x + 1, y + 1), (x, y + 1), (x.wrapping_sub(1), y + 1)];
            near.into_iter().filter(|(x, y)| *x < SIDE && *y < SIDE).map(move |(x, y)| (at, y * SIDE + x))
        });
        let lists = Neighbours::from_pairs((SIDE * SIDE) as usize, pairs).unwrap();
        let middle = (10 * SIDE + 10) as usize;
        let map = |outlier: f64, around: f64| {
            let mut values: Vec<f64> = (0..SIDE * SIDE).map(|at| 50.0 + f64::from(at * 7919 % 13) / 10.0).collect();
            values[middle] = outlier;
            for (nth, near) in (0..).zip(lists.of(middle)) {
                values[*near as usize] = around + f64::from(nth) / 10.0;
            }
            decide_hotspots(&AreaValues::new(&values, &lists).unwrap(), &rules(Some(19_999)))[middle]
        };
        for (outlier, around, sign) in [(400.0, 20.0, 1.0), (-300.0, 80.0, -1.0)] {
            let found = map(outlier, around);
            assert!(found.q_value.unwrap() < 0.05 && found.gi_star.unwrap() * sign > 0.0 && found.moran_i.unwrap() < 0.0, "{found:?}");
            assert_eq!(found.verdict, Surroundings::NotDistinguishable, "{found:?}");
        }
        assert_eq!((map(80.0, 80.0).verdict, map(20.0, 20.0).verdict), (Surroundings::High, Surroundings::Low));
    }

    #[test]
    fn where_all_values_are_equal_nothing_is_said() {
        let found = decide_hotspots(&AreaValues::new(&[0.1; 5], &row(5)).unwrap(), &rules(None));
        let empty = Hotspot { gi_star: None, p_value: None, q_value: None, moran_i: None, verdict: Surroundings::NotDistinguishable };
        assert_eq!(found[..4], [empty; 4]);
        assert_eq!(found[4].verdict, Surroundings::NoNeighbours);
    }

    #[test]
    fn too_few_permutations_are_noticed() {
        // 35,000 tests of 999 draws: 1,400 areas that share p = 0.002 come to q = 0.05, which is not below it; of 99,999: 14.
        assert_eq!((rules(Some(999)).areas_to_call_one(35_000), rules(None).areas_to_call_one(35_000)), (1_401, 15));
        // One area of 25 with p = 0.002 has q = 0.05.
        assert_eq!((rules(Some(999)).areas_to_call_one(25), rules(Some(999)).areas_to_call_one(24)), (2, 1));
        assert!(rules(Some(999)).too_few_permutations(25) && !rules(Some(999)).too_few_permutations(24));
        assert!(rules(Some(999)).too_few_permutations(35_000) && !rules(None).too_few_permutations(35_000));
        assert!(rules(Some(999)).too_few_permutations(120) && !rules(Some(9_999)).too_few_permutations(120));
    }
}
