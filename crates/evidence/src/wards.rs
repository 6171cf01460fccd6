//! The wards of a district, ranked, with how sure each rank is.
//!
//! Wards are known through LSOAs of one vintage. Rows that carry codes of the other are counted in no ward unless the
//! lookup of changes was named (`--via area-changes`), and then only where the older LSOA lies wholly in one ward.

use crate::assessment::{Rate, Terms, rate};
use crate::facts::{CountCell, Facts};
use crate::measures::{Filter, all_crime, anti_social_behaviour};
use crate::period::{Basis, Period};
use crate::residents::{Denominator, Reckoning, ward_residents, ward_through_changes};
use calendar::Month;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One ward.
#[derive(Debug, Clone, PartialEq)]
pub struct WardLine {
    /// Its code.
    pub code: String,
    /// Its name, or its code where the lookup has none.
    pub name: String,
    /// Recorded crimes in the period.
    pub crimes: u64,
    /// Recorded crimes a year before, where the same wards can be counted then.
    pub crimes_before: Option<u64>,
    /// Anti-social behaviour incidents in the period.
    pub anti_social_behaviour: u64,
    /// Rows of each category in the period, none left out that has one.
    pub by_category: BTreeMap<String, u64>,
    /// Residents, if known.
    pub residents: Option<Denominator>,
    /// Crimes for each so many residents.
    pub rate: Option<Rate>,
    /// Its place by rate from 1, ties sharing the better; by count where no ward has a rate.
    pub rank: Option<usize>,
    /// Whether a count would be hidden in public.
    pub hidden: bool,
    /// LSOAs of 2011 whose rows are counted here through the lookup of changes.
    pub older_lsoas: Vec<String>,
}

/// The wards of the district.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wards {
    /// The vintage of the LSOAs they are known by; empty where no lookup has wards.
    pub vintage: String,
    /// The year of the wards, if the lookup says.
    pub year: Option<i64>,
    /// The wards, ranked.
    pub lines: Vec<WardLine>,
    /// Whether they are ranked by rate; otherwise by count.
    pub by_rate: bool,
    /// Rows of crimes in the district in the period that are in no ward.
    pub crimes_in_no_ward: u64,
    /// Why there is no ward count a year before, though there is a comparison: the two years' codes are of different vintages.
    pub vintages_differ: bool,
    /// Whether rows were placed through the lookup of changes.
    pub placed_through_changes: bool,
}

impl Wards {
    /// Whether the residents of any ward were found through the lookup of changes.
    pub fn residents_through_changes(&self) -> bool {
        self.lines.iter().filter_map(|w| w.residents.as_ref()).any(|d| d.reckoning == Reckoning::ThroughChanges)
    }
}

/// Counts and ranks the wards.
pub fn decide_wards(facts: &Facts, forces: &[String], period: &Period, terms: &Terms) -> Wards {
    let rows = |months: &[Month]| -> Vec<&CountCell> {
        facts.cells.iter().filter(|c| forces.contains(&c.force) && months.contains(&c.month)).collect()
    };
    let (later, earlier) = (rows(&period.later), rows(&period.earlier));
    let Some(vintage) = ward_vintage(facts, &later) else { return Wards::default() };
    let members = members(facts, &vintage);
    let ward_of: BTreeMap<&str, &str> = members.iter().flat_map(|(w, codes)| codes.iter().map(move |c| (c.as_str(), w.as_str()))).collect();

    let use_changes = facts.via_area_changes && vintage == "2021" && !facts.changes.extracts.is_empty();
    let placed = |cell: &CountCell| -> Option<String> {
        if cell.vintage == vintage {
            ward_of.get(cell.lsoa_code.as_str()).map(|w| (*w).to_owned())
        } else if use_changes && cell.vintage == "2011" {
            ward_through_changes(&cell.lsoa_code, &facts.changes, &ward_of)
        } else {
            None
        }
    };
    let tally = |cells: &[&CountCell]| -> BTreeMap<Option<String>, BTreeMap<String, u64>> {
        let mut out: BTreeMap<Option<String>, BTreeMap<String, u64>> = BTreeMap::new();
        for cell in cells {
            *out.entry(placed(cell)).or_default().entry(cell.category.clone()).or_default() += cell.rows;
        }
        out
    };
    let sum = |counts: Option<&BTreeMap<String, u64>>, filter: &Filter| -> u64 {
        counts.into_iter().flatten().filter(|(category, _)| filter.admits(category)).map(|(_, n)| n).sum()
    };
    let (now, before) = (tally(&later), tally(&earlier));
    let foreign = |cells: &[&CountCell]| cells.iter().any(|c| c.vintage != vintage);
    let vintages_differ = !use_changes && (foreign(&later) || foreign(&earlier));
    if !use_changes && foreign(&later) {
        // Some of the period's own rows can be placed in no ward of this vintage: a count of the rest is no count.
        return Wards { vintage, vintages_differ, ..Wards::default() };
    }
    // Wards in which an LSOA of 2011 lies only in part: its rows are in none of them, so neither year can be set
    // against the other there.
    let mut in_part: BTreeSet<&str> = BTreeSet::new();
    if use_changes {
        for cell in later.iter().chain(&earlier).filter(|c| c.vintage == "2011" && placed(c).is_none()) {
            in_part
                .extend(facts.changes.table.children(&cell.lsoa_code).iter().filter_map(|(child, _)| ward_of.get(child.as_str()).copied()));
        }
    }
    let short_later = foreign(&later);
    let compares = period.basis != Basis::NoComparison && !vintages_differ;
    let (crime, asb) = (all_crime().filter, anti_social_behaviour().filter);

    let mut older: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if use_changes {
        for cell in later.iter().chain(&earlier).filter(|c| c.vintage == "2011") {
            if let Some(ward) = placed(cell) {
                older.entry(ward).or_default().insert(cell.lsoa_code.clone());
            }
        }
    }
    let mut residents = ward_residents(&vintage, &members, &facts.residents, &facts.changes);
    let names: BTreeMap<&str, &str> = facts
        .areas
        .iter()
        .filter(|a| a.vintage.as_str() == vintage)
        .filter_map(|a| Some((a.ward_code.as_deref()?, a.ward_name.as_deref()?)))
        .collect();
    let mut lines: Vec<WardLine> = members
        .keys()
        .map(|code| {
            let counts = now.get(&Some(code.clone()));
            let crimes = sum(counts, &crime);
            let whole = !in_part.contains(code.as_str());
            let crimes_before = (compares && whole).then(|| sum(before.get(&Some(code.clone())), &crime));
            let residents = residents.remove(code);
            WardLine {
                name: names.get(code.as_str()).map_or_else(|| code.clone(), |n| (*n).to_owned()),
                crimes,
                crimes_before,
                anti_social_behaviour: sum(counts, &asb),
                by_category: counts.cloned().unwrap_or_default(),
                rate: residents.as_ref().filter(|_| whole || !short_later).and_then(|d| rate(crimes, d, terms)),
                residents,
                rank: None,
                hidden: terms.hides(crimes) || crimes_before.is_some_and(|n| terms.hides(n)) || terms.hides(sum(counts, &asb)),
                older_lsoas: older.remove(code).map(|s| s.into_iter().collect()).unwrap_or_default(),
                code: code.clone(),
            }
        })
        .collect();
    let by_rate = lines.iter().any(|w| w.rate.is_some());
    rank(&mut lines, by_rate);
    Wards {
        year: facts.areas.iter().filter(|a| a.vintage.as_str() == vintage).filter_map(|a| a.ward_year).max(),
        by_rate,
        crimes_in_no_ward: sum(now.get(&None), &crime),
        vintages_differ,
        placed_through_changes: lines.iter().any(|w| !w.older_lsoas.is_empty()),
        lines,
        vintage,
    }
}

/// The vintage that places most of the period's rows in wards; the newest where no row decides.
fn ward_vintage(facts: &Facts, later: &[&CountCell]) -> Option<String> {
    let with_wards: BTreeSet<&str> = facts.areas.iter().filter(|a| a.ward_code.is_some()).map(|a| a.vintage.as_str()).collect();
    let rows = |vintage: &str| -> u64 { later.iter().filter(|c| c.vintage == vintage).map(|c| c.rows).sum() };
    with_wards.into_iter().max_by_key(|v| (rows(v), *v)).map(str::to_owned)
}

/// Each ward's LSOAs of a vintage.
fn members(facts: &Facts, vintage: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for area in facts.areas.iter().filter(|a| a.vintage.as_str() == vintage) {
        if let Some(ward) = &area.ward_code {
            out.entry(ward.clone()).or_default().insert(area.lsoa_code.clone());
        }
    }
    out
}

/// Puts the wards in order and numbers them.
fn rank(lines: &mut [WardLine], by_rate: bool) {
    let value = |w: &WardLine| if by_rate { w.rate.as_ref().map(|r| r.value) } else { Some(w.crimes as f64) };
    lines.sort_by(|a, b| {
        let (x, y) = (value(a).unwrap_or(-1.0), value(b).unwrap_or(-1.0));
        y.total_cmp(&x).then_with(|| Reverse(a.crimes).cmp(&Reverse(b.crimes))).then_with(|| (&a.name, &a.code).cmp(&(&b.name, &b.code)))
    });
    let values: Vec<Option<f64>> = lines.iter().map(value).collect();
    for line in lines.iter_mut() {
        let own = value(line);
        line.rank = own.map(|own| 1 + values.iter().flatten().filter(|v| **v > own).count());
    }
}
