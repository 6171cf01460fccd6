//! Denominators: how many people live in the district and in each ward, of which year, and how we know.

use crate::facts::{Changes, Residents};
use geography::AreaRow;
use std::collections::{BTreeMap, BTreeSet};

/// How a number of residents was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoning {
    /// Printed in the file for this very area.
    Printed,
    /// The sum of its LSOAs.
    SumOfLsoas,
    /// The sum of LSOAs of 2011 that the lookup of changes places wholly in it: marked as estimated.
    ThroughChanges,
}

/// Residents of one area: the exposure of its rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denominator {
    /// Residents; above 0.
    pub residents: u64,
    /// The year of the estimate, if the file says.
    pub year: Option<i64>,
    /// How it was found.
    pub reckoning: Reckoning,
    /// `lsoa`, `ward` or `district`: the level of the rows that were added up.
    pub level: String,
    /// The areas that were added up.
    pub codes: Vec<String>,
    /// The extract of the rows.
    pub extract: String,
}

/// Residents by area; `None` where the file states an area twice.
type ByArea<'a> = BTreeMap<&'a str, Option<u64>>;

/// One set of estimates: an extract, level, vintage and year, by area.
struct Estimates<'a> {
    extract: &'a str,
    year: Option<i64>,
    by_area: ByArea<'a>,
}

/// Estimates of a level (and vintage), the newest year first. An area that stands twice in one set is unknown.
fn estimates<'a>(rows: &'a [Residents], level: &str, vintage: Option<&str>) -> Vec<Estimates<'a>> {
    let mut sets: BTreeMap<(Option<i64>, &str), ByArea<'_>> = BTreeMap::new();
    for row in rows {
        let same_vintage = match (vintage, row.vintage.as_deref()) {
            (Some(wanted), Some(stated)) => wanted == stated,
            (Some(_), None) => false,
            (None, _) => true,
        };
        if row.level == level && same_vintage {
            let set = sets.entry((row.year, row.extract.as_str())).or_default();
            set.entry(row.area_code.as_str()).and_modify(|n| *n = None).or_insert_with(|| u64::try_from(row.residents).ok());
        }
    }
    sets.into_iter().rev().map(|((year, extract), by_area)| Estimates { extract, year, by_area }).collect()
}

impl Estimates<'_> {
    /// The sum over some areas; `None` if one of them has no estimate or the sum is 0: half a sum is not a denominator.
    fn sum(&self, level: &str, reckoning: Reckoning, codes: &BTreeSet<&str>) -> Option<Denominator> {
        let mut residents = 0_u64;
        for code in codes {
            residents = residents.checked_add(self.by_area.get(code).copied().flatten()?)?;
        }
        (residents > 0).then(|| Denominator {
            residents,
            year: self.year,
            reckoning,
            level: level.into(),
            codes: codes.iter().map(|c| (*c).to_owned()).collect(),
            extract: self.extract.to_owned(),
        })
    }
}

/// Residents of the district: as printed for it, otherwise the sum of its LSOAs in one vintage, newest year first.
pub fn district_residents(district: &str, rows: &[Residents], areas: &[AreaRow]) -> Option<Denominator> {
    let printed = estimates(rows, "district", None);
    if let Some(found) = printed.iter().find_map(|e| e.sum("district", Reckoning::Printed, &[district].into())) {
        return Some(found);
    }
    let mut sums: Vec<Denominator> = Vec::new();
    for vintage in ["2021", "2011"] {
        let codes: BTreeSet<&str> = areas.iter().filter(|a| a.vintage.as_str() == vintage).map(|a| a.lsoa_code.as_str()).collect();
        if !codes.is_empty() {
            sums.extend(estimates(rows, "lsoa", Some(vintage)).iter().find_map(|e| e.sum("lsoa", Reckoning::SumOfLsoas, &codes)));
        }
    }
    sums.into_iter().max_by_key(|d| d.year)
}

/// Residents of each ward of one vintage: as printed for the ward, otherwise the sum of its LSOAs, otherwise the sum of
/// the 2011 LSOAs that lie wholly in it by the lookup of changes. A ward without a sound number is not in the answer.
pub fn ward_residents(
    vintage: &str,
    wards: &BTreeMap<String, BTreeSet<String>>,
    rows: &[Residents],
    changes: &Changes,
) -> BTreeMap<String, Denominator> {
    let printed = estimates(rows, "ward", None);
    let lsoas = estimates(rows, "lsoa", Some(vintage));
    let mut out = BTreeMap::new();
    for (ward, codes) in wards {
        let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
        let found = printed
            .iter()
            .find_map(|e| e.sum("ward", Reckoning::Printed, &[ward.as_str()].into()))
            .or_else(|| lsoas.iter().find_map(|e| e.sum("lsoa", Reckoning::SumOfLsoas, &codes)));
        if let Some(found) = found {
            out.insert(ward.clone(), found);
        }
    }
    if vintage == "2021" && !changes.extracts.is_empty() {
        let older = estimates(rows, "lsoa", Some("2011"));
        for (ward, codes) in older_parts(wards, older.iter().flat_map(|e| e.by_area.keys().copied()), changes) {
            if let (false, Some(codes)) = (out.contains_key(&ward), codes) {
                let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
                let found = older.iter().find_map(|e| e.sum("lsoa", Reckoning::ThroughChanges, &codes));
                out.extend(found.map(|d| (ward, d)));
            }
        }
    }
    out
}

/// For each ward the LSOAs of 2011 that make it up; `None` for a ward of which an LSOA of 2011 holds only a part.
fn older_parts<'a>(
    wards: &BTreeMap<String, BTreeSet<String>>,
    candidates: impl Iterator<Item = &'a str>,
    changes: &Changes,
) -> BTreeMap<String, Option<BTreeSet<String>>> {
    let ward_of: BTreeMap<&str, &str> = wards.iter().flat_map(|(w, codes)| codes.iter().map(move |c| (c.as_str(), w.as_str()))).collect();
    let mut parts: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for code in candidates.collect::<BTreeSet<&str>>() {
        let shares = changes.table.ward_shares(code, |to| ward_of.get(to).map(|w| (*w).to_owned()));
        reached.extend(changes.table.children(code).iter().filter_map(|(to, _)| ward_of.get_key_value(to.as_str()).map(|(k, _)| *k)));
        let redrawn = changes.table.children(code).iter().any(|(_, change)| *change == geography::Change::Complex);
        let whole = shares.len() == 1 && !redrawn;
        for ward in shares.iter().filter_map(|s| s.ward_code.clone()) {
            let entry = parts.entry(ward).or_insert_with(|| Some(BTreeSet::new()));
            match entry {
                Some(codes) if whole => {
                    codes.insert(code.to_owned());
                }
                _ => *entry = None,
            }
        }
    }
    // An LSOA of the ward that no older one leads to would be left out of the sum.
    for (ward, codes) in wards {
        if codes.iter().any(|c| !reached.contains(c.as_str())) {
            parts.insert(ward.clone(), None);
        }
    }
    parts
}

/// The ward an LSOA of 2011 lies wholly in, by the lookup of changes; redrawn LSOAs (`X`) lie in none.
pub fn ward_through_changes(lsoa11: &str, changes: &Changes, ward_of: &BTreeMap<&str, &str>) -> Option<String> {
    if changes.table.children(lsoa11).iter().any(|(_, change)| *change == geography::Change::Complex) {
        return None;
    }
    let shares = changes.table.ward_shares(lsoa11, |to| ward_of.get(to).map(|w| (*w).to_owned()));
    match shares.as_slice() {
        [only] => only.ward_code.clone(),
        _ => None,
    }
}
