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
}

/// A unit of supersession: kind, force, month.
pub type UnitKey = (Kind, String, String);

/// For each unit that any extract claims, the `seq` of the one that is current: the highest by
/// (`received`, `seq`), whatever the order of the claims.
pub fn current_units(claims: &[Claim]) -> BTreeMap<UnitKey, i64> {
    let mut best: BTreeMap<UnitKey, (&str, i64)> = BTreeMap::new();
    for claim in claims {
        let rank = (claim.received.as_str(), claim.seq);
        for (force, month) in &claim.units {
            best.entry((claim.kind, force.clone(), month.clone())).and_modify(|held| *held = rank.max(*held)).or_insert(rank);
        }
    }
    best.into_iter().map(|(unit, (_, seq))| (unit, seq)).collect()
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
        proptest::collection::vec(one, 0..12)
            .prop_map(|list| (1i64..).zip(list).map(|(seq, (kind, received, units))| Claim { kind, received, seq, units }).collect())
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
    }
}
