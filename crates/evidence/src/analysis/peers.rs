//! A place among its peers: value, spread and position, and the sentence an officer may safely say.

use super::{AreaCount, Band, PlacedAreas, ordinal, place_areas, rate_words};
use rulebook::FunnelLimits;

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// Whether it is the place the question is about.
    pub own: bool,
    /// What was counted there.
    pub count: AreaCount,
}

/// A group with the place in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerGroup {
    /// The members beside each other, in the order given.
    pub placed: PlacedAreas,
    /// Members with data.
    pub known: usize,
    /// The median of their rates, or of their values where they have no rates.
    pub median: Option<f64>,
    /// Lower and upper quartile.
    pub middle_half: Option<(f64, f64)>,
    /// Lowest and highest.
    pub range: Option<(f64, f64)>,
    /// `3rd highest of 5`; empty where the place, or every other, has no data.
    pub position: String,
    /// Where it lies in the funnel.
    pub band: Band,
    /// What may safely be said of it.
    pub sentence: String,
}

/// Places a district among its peers. `phrase` is the measure inside a sentence, `over` what rates are for:
/// `per 1,000 residents`.
pub fn place_among_peers(peers: &[Peer], per: u32, decimals: u32, rule: &FunnelLimits, phrase: &str, over: &str) -> PeerGroup {
    let counts: Vec<AreaCount> = peers.iter().map(|peer| peer.count).collect();
    let placed = place_areas(&counts, per, rule);
    let key = |at: usize| {
        let area = placed.areas.get(at)?;
        if placed.by_rate { area.rate } else { counts.get(at)?.value }
    };
    let mut values: Vec<f64> = (0..peers.len()).filter_map(key).collect();
    values.sort_by(f64::total_cmp);
    let known = values.len();
    let own = peers.iter().position(|peer| peer.own);
    let own_area = own.and_then(|at| placed.areas.get(at));
    let alone = known < 2;
    let ranked = own_area.filter(|_| !alone).and_then(|area| area.rank.map(|rank| (rank, area.tied)));
    let position = ranked.map_or_else(String::new, |(rank, tied)| {
        let joint = if tied { "joint " } else { "" };
        match rank {
            1 => format!("{joint}highest of {known}"),
            rank => format!("{joint}{} highest of {known}", ordinal(usize::try_from(rank).unwrap_or(usize::MAX))),
        }
    });
    let band = own_area.map_or(Band::NotTested, |area| area.band);
    let name = own.and_then(|at| peers.get(at)).map_or("the place", |peer| peer.name.as_str());
    let own_rate = own_area.and_then(|area| area.rate).map(|rate| format!(" ({} {over})", rate_words(rate, decimals))).unwrap_or_default();
    let target = placed.target.map(|target| format!(" ({})", rate_words(target, decimals))).unwrap_or_default();
    let all = peers.len();
    let missing = if known < all { format!(" {} of the {all} have no data here.", all - known) } else { String::new() };
    let sentence = if position.is_empty() {
        let own_has_data = own_area.is_some_and(|area| area.rank.is_some());
        let why = if own_has_data { "no other member has data here" } else { "it has no data" };
        format!("Nothing can be said of {phrase} in {name} among its peers: {why}.{missing}")
    } else if !placed.by_rate {
        format!(
            "{name} had the {position} counts of {phrase}; without a denominator for each, larger places simply have more, and nothing \
             can be said of how they compare.{missing}"
        )
    } else {
        match band {
            Band::NotTested => {
                format!(
                    "{name}{own_rate} is {position} for {phrase}, but whether that is more than chance was not tested: {}.{missing}",
                    placed.why_not
                )
            }
            Band::Within => format!(
                "The rate of {phrase} in {name}{own_rate} can't be told apart from that of its group{target}; its position, {position}, \
                 could be chance.{missing}"
            ),
            Band::Above | Band::FarAbove => format!(
                "The rate of {phrase} in {name}{own_rate} is higher than that of its group{target}, by more than chance and the usual spread \
                 between its peers explain ({position}).{missing}"
            ),
            Band::Below | Band::FarBelow => format!(
                "The rate of {phrase} in {name}{own_rate} is lower than that of its group{target}, by more than chance and the usual spread \
                 between its peers explain ({position}).{missing}"
            ),
        }
    };
    PeerGroup {
        known,
        median: quantile(&values, 0.5),
        middle_half: quantile(&values, 0.25).zip(quantile(&values, 0.75)),
        range: values.first().copied().zip(values.last().copied()),
        position,
        band,
        sentence,
        placed,
    }
}

/// The value at a share of a sorted list, between two values in proportion.
// The share of a short list: small and not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(low + (high - low) * at.fract())
}
