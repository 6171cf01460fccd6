//! Offences weighed by harm: the count of each times the weight of its scale, with whatever has no weight listed.

use std::collections::BTreeMap;

/// How often an offence was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffenceCount {
    /// Its code; empty where the data has none.
    pub code: String,
    /// Its name, as the data has it.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// What one of an offence weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct HarmWeight {
    /// Its code; empty where the scale has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its weight.
    pub weight: f64,
}

/// How an offence found its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// By the same code.
    Code,
    /// By the same name, letter by letter.
    Name,
}

impl MatchedBy {
    /// The word of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
        }
    }
}

/// One offence weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct HarmLine {
    /// The offence, as the data names it.
    pub category: String,
    /// How often.
    pub count: u64,
    /// What one weighs; `None` where the scale has no weight for it.
    pub weight: Option<f64>,
    /// Count times weight.
    pub harm: Option<f64>,
    /// Its share of all counts, weighed or not.
    pub share_of_count: Option<f64>,
    /// Its share of all harm.
    pub share_of_harm: Option<f64>,
    /// How it found its weight.
    pub matched_by: Option<MatchedBy>,
}

/// Offences weighed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Harm {
    /// The most harm first; those without a weight last, the most frequent first.
    pub lines: Vec<HarmLine>,
    /// All counts.
    pub count: u64,
    /// Those without a weight.
    pub unmatched: u64,
    /// The harm of those with one.
    pub harm: f64,
}

/// Weighs offences: by the same code, else by the same name. A code or a name that the scale weighs twice, and not alike,
/// weighs nothing.
pub fn harm(counts: &[OffenceCount], weights: &[HarmWeight]) -> Harm {
    let by = |key: fn(&HarmWeight) -> &str| {
        let mut found: BTreeMap<&str, Option<f64>> = BTreeMap::new();
        for weight in weights.iter().filter(|weight| !key(weight).trim().is_empty()) {
            let same = |known: &mut Option<f64>| {
                if known.is_some_and(|known| known.to_bits() != weight.weight.to_bits()) {
                    *known = None;
                }
            };
            found.entry(key(weight).trim()).and_modify(same).or_insert(Some(weight.weight));
        }
        found
    };
    let (codes, names) = (by(|weight| &weight.code), by(|weight| &weight.name));
    let weigh = |offence: &OffenceCount| {
        let by_code = codes.get(offence.code.trim()).copied().flatten().map(|weight| (weight, MatchedBy::Code));
        by_code.or_else(|| names.get(offence.name.trim()).copied().flatten().map(|weight| (weight, MatchedBy::Name)))
    };
    let mut lines: Vec<HarmLine> = counts
        .iter()
        .map(|offence| {
            let found = weigh(offence);
            HarmLine {
                category: if offence.name.is_empty() { offence.code.clone() } else { offence.name.clone() },
                count: offence.count,
                weight: found.map(|(weight, _)| weight),
                harm: found.map(|(weight, _)| tidy(weight * offence.count as f64)),
                share_of_count: None,
                share_of_harm: None,
                matched_by: found.map(|(_, by)| by),
            }
        })
        .collect();
    let count: u64 = lines.iter().map(|line| line.count).sum();
    let unmatched: u64 = lines.iter().filter(|line| line.weight.is_none()).map(|line| line.count).sum();
    let all: f64 = tidy(lines.iter().filter_map(|line| line.harm).sum());
    for line in &mut lines {
        line.share_of_count = (count > 0).then(|| line.count as f64 / count as f64);
        line.share_of_harm = line.harm.filter(|_| all > 0.0).map(|harm| harm / all);
    }
    let order = |line: &HarmLine| line.harm.unwrap_or(-1.0);
    lines.sort_by(|a, b| order(b).total_cmp(&order(a)).then_with(|| b.count.cmp(&a.count)).then_with(|| a.category.cmp(&b.category)));
    Harm { lines, count, unmatched, harm: all }
}

/// Without what the machine's own fractions leave in the last places: no scale has more than six decimals.
fn tidy(harm: f64) -> f64 {
    let scaled = (harm * 1e6).round() / 1e6;
    if scaled.is_finite() { scaled } else { harm }
}
