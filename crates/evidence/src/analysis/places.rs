//! Areas side by side: rate, rank with ties, and which of them can be told from the rate of them all.

use super::{Band, as_count};
use rulebook::FunnelLimits;
use statistics::{Observed, SpreadRule, funnel, funnel_limits, rate_interval};

/// Points at which limits are drawn.
const DRAWN: u32 = 40;
/// The limits of a rate that are shown beside it: 95 in a hundred.
const INTERVAL: f64 = 0.05;

/// What was counted in one area, and over what.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AreaCount {
    /// The value; `None` where there is none.
    pub value: Option<f64>,
    /// Whether something is missing, so that it is at least this.
    pub at_least: bool,
    /// Residents or households.
    pub denominator: Option<u64>,
}

impl AreaCount {
    /// The count, where it is whole and over something.
    fn observed(&self) -> Option<Observed> {
        let over = self.denominator.filter(|n| *n > 0)?;
        let count = self.value.filter(|_| !self.at_least).and_then(as_count)?;
        Some(Observed::new(count, over as f64))
    }

    fn rate(&self, per: f64) -> Option<f64> {
        let over = self.denominator.filter(|n| *n > 0)?;
        self.value.filter(|_| !self.at_least).map(|value| value * per / over as f64)
    }
}

/// One area among the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedArea {
    /// Its rate.
    pub rate: Option<f64>,
    /// The 95% limits of that, where it is a rate of events.
    pub interval: Option<(f64, f64)>,
    /// Its place from 1, the highest first, equal values sharing the better one.
    pub rank: Option<u32>,
    /// Whether others share it.
    pub tied: bool,
    /// Where it lies in the funnel.
    pub band: Band,
}

/// Limits at one denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    /// The denominator.
    pub denominator: f64,
    /// The inner limits, in rates.
    pub inner: (f64, f64),
    /// The outer limits.
    pub outer: (f64, f64),
}

/// Areas side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedAreas {
    /// The areas, in the order given.
    pub areas: Vec<PlacedArea>,
    /// Whether they are ranked by rate; otherwise by value.
    pub by_rate: bool,
    /// The rate of them all together.
    pub target: Option<f64>,
    /// Limits to draw.
    pub limits: Vec<FunnelLimit>,
    /// Why nothing was tested; empty where something was.
    pub why_not: String,
}

/// Places areas beside each other under rule `funnel-limits`.
///
/// Rates are for each `per`. Areas whose value is not whole, is part of one, or has no denominator are not tested; where fewer
/// are left than the rule asks for, none is. The rank is by rate where every area with a value has one.
pub fn place_areas(areas: &[AreaCount], per: u32, rule: &FunnelLimits) -> PlacedAreas {
    let per = f64::from(per);
    let rates: Vec<Option<f64>> = areas.iter().map(|area| area.rate(per)).collect();
    let by_rate = rates.iter().any(Option::is_some) && areas.iter().zip(&rates).all(|(area, rate)| area.value.is_none() || rate.is_some());
    let keys: Vec<Option<f64>> = if by_rate { rates.clone() } else { areas.iter().map(|area| area.value).collect() };
    let tested: Vec<Option<Observed>> = areas.iter().map(AreaCount::observed).collect();
    let observed: Vec<Observed> = tested.iter().flatten().copied().collect();
    let mut why_not = String::new();
    let levels = rule.levels();
    let (inner, outer) = (levels.iter().copied().fold(0.0, f64::max), levels.iter().copied().fold(1.0, f64::min));
    let found = if observed.len() < usize::try_from(rule.fewest_areas).unwrap_or(usize::MAX) {
        why_not = format!("{} areas have a whole count and a denominator, and a funnel takes {}", observed.len(), rule.fewest_areas);
        None
    } else {
        match funnel(&observed, &levels, SpreadRule::Additive { winsorised: rule.winsorised }) {
            Ok(found) => Some(found),
            Err(unfit) => {
                why_not = unfit.to_string();
                None
            }
        }
    };
    let mut bands = found.iter().flat_map(|f| f.areas.iter()).map(|placed| Band::of(placed.position, outer));
    let placed = areas
        .iter()
        .zip(&rates)
        .zip(&keys)
        .zip(&tested)
        .map(|(((area, rate), key), observed)| PlacedArea {
            rate: *rate,
            interval: observed
                .zip(area.denominator)
                .and_then(|(o, over)| rate_interval(o.count, over as f64, per, INTERVAL))
                .map(|interval| (interval.low, interval.high)),
            rank: key.map(|key| rank_of(key, &keys)),
            tied: key.is_some_and(|key| keys.iter().flatten().filter(|other| same(**other, key)).count() > 1),
            band: if observed.is_some() { bands.next().unwrap_or(Band::NotTested) } else { Band::NotTested },
        })
        .collect();
    let limits = found.as_ref().map(|found| drawn(found.target, found.spread, &observed, (inner, outer), per)).unwrap_or_default();
    PlacedAreas { areas: placed, by_rate, target: found.map(|found| found.target * per), limits, why_not }
}

/// Rates of two areas that are equal but for the last bit are equal.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

fn rank_of(key: f64, keys: &[Option<f64>]) -> u32 {
    let above = keys.iter().flatten().filter(|other| **other > key && !same(**other, key)).count();
    u32::try_from(above + 1).unwrap_or(u32::MAX)
}

fn drawn(target: f64, spread: statistics::Spread, areas: &[Observed], (inner, outer): (f64, f64), per: f64) -> Vec<FunnelLimit> {
    let least = areas.iter().map(|a| a.exposure).fold(f64::INFINITY, f64::min);
    let most = areas.iter().map(|a| a.exposure).fold(0.0, f64::max);
    let mut out: Vec<FunnelLimit> = Vec::new();
    for step in 0..=DRAWN {
        let exposure = least + (most - least) * f64::from(step) / f64::from(DRAWN);
        if out.last().is_some_and(|last| exposure <= last.denominator) {
            continue;
        }
        let at = |level: f64| funnel_limits(target, exposure, level, spread).map(|found| (found.low * per, found.high * per));
        if let (Ok(inner), Ok(outer)) = (at(inner), at(outer)) {
            out.push(FunnelLimit { denominator: exposure, inner, outer });
        }
    }
    out
}

/// A rate as it is printed.
pub fn rate_words(rate: f64, decimals: u32) -> String {
    let places = usize::try_from(decimals).unwrap_or(1);
    format!("{rate:.places$}")
}
