//! Which extract's rows count for each unit of supersession. Pure.

use intake::Kind;
use std::collections::BTreeMap;

/// One extract's claim to units: latest `received` wins; among equals the later registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Kind of the extract; kinds never supersede one another.
    pub kind: Kind,
    /// The day it was received, `YYYY-MM-DD`.
    pub received: String,
    /// Its place in the register.
    pub seq: i64,
    /// Force (or relation) and month of each of its units.
    pub units: Vec<(String, String)>,
    /// The place of the extract whose rejected rows these are, corrected; 0 where the reader does not see that extract.
    /// A correction makes no claim of its own: it stands beside what it corrects.
    pub corrects: Option<i64>,
}

/// A unit of supersession: kind, force, month.
pub type UnitKey = (Kind, String, String);

/// For each unit that any extract claims, the `seq` of the one that is current: the highest by
/// (`received`, `seq`), whatever the order of the claims. Corrections hold none.
pub fn current_units(claims: &[Claim]) -> BTreeMap<UnitKey, i64> {
    let mut best: BTreeMap<UnitKey, (&str, i64)> = BTreeMap::new();
    for claim in claims.iter().filter(|c| c.corrects.is_none()) {
        let rank = (claim.received.as_str(), claim.seq);
        for (force, month) in &claim.units {
            best.entry((claim.kind, force.clone(), month.clone())).and_modify(|held| *held = rank.max(*held)).or_insert(rank);
        }
    }
    best.into_iter().map(|(unit, (_, seq))| (unit, seq)).collect()
}

/// The units of each extract, by its `seq`, that are not current.
///
/// A unit of a correction is current exactly as long as the extract at the root of its chain is current in that unit; a
/// unit which that extract does not have (a month that was corrected) as long as it is current in any.
pub fn lost_units(claims: &[Claim]) -> BTreeMap<i64, Vec<(String, String)>> {
    let current = current_units(claims);
    let by_seq: BTreeMap<i64, &Claim> = claims.iter().map(|c| (c.seq, c)).collect();
    let holds =
        |claim: &Claim, (force, month): &(String, String)| current.get(&(claim.kind, force.clone(), month.clone())) == Some(&claim.seq);
    let stands = |claim: &Claim, unit: &(String, String)| match root(&by_seq, claim) {
        None => false,
        Some(root) if root.units.contains(unit) => holds(root, unit),
        Some(root) => root.units.iter().any(|u| holds(root, u)),
    };
    claims.iter().map(|claim| (claim.seq, claim.units.iter().filter(|u| !stands(claim, u)).cloned().collect())).collect()
}

/// The extract at the root of a chain of corrections: itself where it is none; `None` where a link is not seen. What is
/// corrected was registered before, so a chain descends and ends.
fn root<'a>(by_seq: &BTreeMap<i64, &'a Claim>, claim: &'a Claim) -> Option<&'a Claim> {
    let mut at = claim;
    while let Some(corrected) = at.corrects {
        at = by_seq.get(&corrected).copied().filter(|c| c.seq < at.seq && c.kind == claim.kind)?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn claims() -> impl Strategy<Value = Vec<Claim>> {
        let unit = (0..3u8, 1..4u8).prop_map(|(f, m)| (format!("Invented Force {f}"), format!("2031-0{m}")));
        let units = proptest::collection::btree_set(unit, 0..6).prop_map(|set| set.into_iter().collect::<Vec<_>>());
        let one = (0..2usize, 1..6u8, units).prop_map(|(k, day, units)| (Kind::ALL[k], format!("2031-05-0{day}"), units));
        proptest::collection::vec(one, 0..12).prop_map(|list| {
            (1i64..).zip(list).map(|(seq, (kind, received, units))| Claim { kind, received, seq, units, corrects: None }).collect()
        })
    }

    /// The same, some of them corrections of an earlier one of their kind, or of one the reader does not see.
    fn corrected_claims() -> impl Strategy<Value = Vec<Claim>> {
        (claims(), proptest::collection::vec(0..4usize, 12)).prop_map(|(mut claims, picks)| {
            for (at, pick) in picks.into_iter().enumerate().take(claims.len()) {
                let earlier: Vec<i64> = claims[..at].iter().filter(|c| c.kind == claims[at].kind).map(|c| c.seq).collect();
                claims[at].corrects = match pick {
                    0 | 1 => None,
                    2 => earlier.last().copied(),
                    _ => Some(earlier.first().copied().unwrap_or(0)),
                };
            }
            claims
        })
    }

    proptest! {
        #[test]
        fn each_claimed_unit_has_exactly_one_current_extract_and_it_is_the_latest(claims in claims()) {
            let current = current_units(&claims);
            let claimed: BTreeSet<UnitKey> =
                claims.iter().flat_map(|c| c.units.iter().map(|(f, m)| (c.kind, f.clone(), m.clone()))).collect();
            prop_assert_eq!(current.keys().cloned().collect::<BTreeSet<_>>(), claimed);
            for ((kind, force, month), seq) in &current {
                let holders: Vec<&Claim> =
                    claims.iter().filter(|c| c.kind == *kind && c.units.iter().any(|(f, m)| f == force && m == month)).collect();
                let winner = holders.iter().find(|c| c.seq == *seq).expect("the current extract holds the unit");
                prop_assert!(holders.iter().all(|c| (&c.received, c.seq) <= (&winner.received, winner.seq)));
            }
        }

        #[test]
        fn the_order_of_claims_is_nothing(claims in claims(), seed in any::<u64>()) {
            let mut shuffled = claims.clone();
            shuffled.sort_by_key(|c| c.seq.unsigned_abs().wrapping_mul(seed | 1).rotate_left(17));
            prop_assert_eq!(current_units(&claims), current_units(&shuffled));
        }

        #[test]
        fn the_order_of_import_is_nothing_where_no_day_is_shared(claims in claims(), seed in any::<u64>()) {
            // One claim a day; importing in another order gives other numbers but the same winners by day.
            let mut days = BTreeSet::new();
            let apart: Vec<Claim> = claims.into_iter().filter(|c| days.insert(c.received.clone())).collect();
            let mut other = apart.clone();
            other.sort_by_key(|c| c.seq.unsigned_abs().wrapping_mul(seed | 1).rotate_left(23));
            for (seq, claim) in (1i64..).zip(other.iter_mut()) {
                claim.seq = seq;
            }
            let by_day = |claims: &[Claim]| -> BTreeMap<UnitKey, String> {
                let day = |seq: i64| claims.iter().find(|c| c.seq == seq).map(|c| c.received.clone()).unwrap_or_default();
                current_units(claims).into_iter().map(|(unit, seq)| (unit, day(seq))).collect()
            };
            prop_assert_eq!(by_day(&apart), by_day(&other));
        }

        #[test]
        fn without_corrections_a_unit_is_lost_where_another_holds_it(claims in claims()) {
            let (current, lost) = (current_units(&claims), lost_units(&claims));
            for claim in &claims {
                let expected: Vec<(String, String)> =
                    claim.units.iter().filter(|(f, m)| current[&(claim.kind, f.clone(), m.clone())] != claim.seq).cloned().collect();
                prop_assert_eq!(&lost[&claim.seq], &expected);
            }
        }

        #[test]
        fn corrections_take_nothing_from_anybody(claims in corrected_claims()) {
            let alone: Vec<Claim> = claims.iter().filter(|c| c.corrects.is_none()).cloned().collect();
            prop_assert_eq!(current_units(&claims), current_units(&alone));
            let (lost, lost_alone) = (lost_units(&claims), lost_units(&alone));
            for claim in &alone {
                prop_assert_eq!(&lost[&claim.seq], &lost_alone[&claim.seq]);
            }
        }

        #[test]
        fn a_correction_stands_as_long_as_what_it_corrects(claims in corrected_claims()) {
            let lost = lost_units(&claims);
            for claim in &claims {
                let mut top = claim;
                while let Some(next) = top.corrects.and_then(|corrected| claims.iter().find(|c| c.seq == corrected)) {
                    top = next;
                }
                // A chain that ends at something not among the claims hangs in the air.
                let seen = top.corrects.is_none();
                if claim.corrects.is_none() {
                    continue;
                }
                let any = top.units.len() > lost[&top.seq].len();
                for unit in &claim.units {
                    let expected = seen && if top.units.contains(unit) { !lost[&top.seq].contains(unit) } else { any };
                    prop_assert_eq!(!lost[&claim.seq].contains(unit), expected, "{:?}", unit);
                }
            }
        }
    }
}
