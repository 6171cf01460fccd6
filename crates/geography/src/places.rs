//! Which LSOA codes are known, and of which census a set of codes is.

use crate::AreaRow;
use base::{Trouble, Vintage};
use std::collections::{BTreeMap, BTreeSet};

/// Rows with a code that a vintage does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VintageCount {
    /// The vintage.
    pub vintage: Vintage,
    /// Coded rows it does not know.
    pub unknown_rows: u64,
}

/// The vintage decided for an extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// `2011`, `2021` or `either`, as the passport prints it.
    pub label: &'static str,
    /// The vintage rows are joined under: of `either`, the newest.
    pub vintage: Vintage,
    /// Rows without a code, and coded rows this vintage does not know.
    pub not_placed: u64,
    /// Rows with a code.
    pub coded_rows: u64,
    /// For each vintage that was considered, the coded rows it does not know; oldest first.
    pub counts: Vec<VintageCount>,
}

/// The LSOA codes each loaded vintage knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    known: BTreeMap<Vintage, BTreeSet<String>>,
}

impl Places {
    /// The codes of the resolved areas.
    pub fn new(areas: &[AreaRow]) -> Self {
        let mut known: BTreeMap<Vintage, BTreeSet<String>> = BTreeMap::new();
        for area in areas {
            known.entry(area.vintage).or_default().insert(area.lsoa_code.clone());
        }
        Self { known }
    }

    /// Loaded vintages, oldest first.
    pub fn vintages(&self) -> impl Iterator<Item = Vintage> + '_ {
        self.known.keys().copied()
    }

    /// Loaded vintages that know a code, oldest first.
    pub fn vintages_knowing<'a>(&'a self, code: &'a str) -> impl Iterator<Item = Vintage> + 'a {
        self.known.iter().filter(move |(_, codes)| codes.contains(code)).map(|(v, _)| *v)
    }

    /// Whether a vintage knows a code.
    pub fn knows(&self, vintage: Vintage, code: &str) -> bool {
        self.known.get(&vintage).is_some_and(|codes| codes.contains(code))
    }

    /// Decides the vintage of an extract from its LSOA codes (contract, "Import").
    ///
    /// `lsoa_rows` counts kept rows by code, rows without one under the empty text. The vintage that knows every code
    /// wins; several make `either`. If none does, the best one is taken as long as no more than `tolerance_percent` of
    /// coded rows are unknown to it; equally good ones again make `either`. `forced` (`--geography`) leaves one
    /// candidate. Refused as `geography-unknown` otherwise, with the counts.
    pub fn decide_vintage(
        &self,
        lsoa_rows: &BTreeMap<String, u64>,
        tolerance_percent: f64,
        forced: Option<Vintage>,
    ) -> base::Result<Decision> {
        let uncoded = lsoa_rows.get("").copied().unwrap_or(0);
        let coded_rows: u64 = lsoa_rows.iter().filter(|(code, _)| !code.is_empty()).map(|(_, n)| n).sum();
        let unknown = |codes: &BTreeSet<String>| -> u64 {
            lsoa_rows.iter().filter(|(code, _)| !code.is_empty() && !codes.contains(*code)).map(|(_, n)| n).sum()
        };
        let counts: Vec<VintageCount> = self
            .known
            .iter()
            .filter(|(v, _)| forced.is_none_or(|f| f == **v))
            .map(|(v, codes)| VintageCount { vintage: *v, unknown_rows: unknown(codes) })
            .collect();
        let Some(fewest) = counts.iter().map(|c| c.unknown_rows).min() else {
            return Err(no_lookup(coded_rows, forced));
        };
        // Counts of rows are far below 2^52, so this comparison is exact.
        if fewest as f64 * 100.0 > tolerance_percent * coded_rows as f64 {
            return Err(too_many_unknown(&counts, coded_rows, tolerance_percent));
        }
        let best: Vec<Vintage> = counts.iter().filter(|c| c.unknown_rows == fewest).map(|c| c.vintage).collect();
        let vintage = best.last().copied().unwrap_or(Vintage::Census2021);
        let label = if best.len() > 1 { "either" } else { vintage.as_str() };
        Ok(Decision { label, vintage, not_placed: uncoded + fewest, coded_rows, counts })
    }
}

fn no_lookup(coded_rows: u64, forced: Option<Vintage>) -> Trouble {
    let which = forced.map_or(String::new(), |v| format!(" of {}", v.as_str()));
    Trouble::refused(
        "geography-unknown",
        format!("no LSOA lookup{which} is loaded, so none of the {coded_rows} rows with an LSOA code can be placed"),
        "import a lookup from LSOA to ward and district first: `wardmote import area-lookup FILE`",
    )
}

fn too_many_unknown(counts: &[VintageCount], coded_rows: u64, tolerance_percent: f64) -> Trouble {
    let each: Vec<String> = counts.iter().map(|c| format!("{} does not know {}", c.vintage.as_str(), c.unknown_rows)).collect();
    Trouble::refused(
        "geography-unknown",
        format!("of {coded_rows} rows with an LSOA code, {}: over {tolerance_percent} % in every loaded geography", each.join(" and ")),
        "import the area lookup these codes belong to, or check that the LSOA column holds LSOA codes",
    )
}
