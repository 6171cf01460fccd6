//! A district among the members of its peer groups.

use super::areas::{count_of, is_events, limits, over, untested};
use super::{Subject, over_words};
use crate::pages::{PeerLine, PeersView, Sourced};
use crate::values::AreaLevel;
use crate::values::series::values_of_districts;
use base::{Outcome, Result, Value};
use evidence::analysis::{Band, Peer, as_count, place_among_peers, shown, whole_words};
use std::collections::{BTreeMap, BTreeSet};

/// A group as it was imported: its members in its own order.
struct Group {
    extracts: BTreeSet<String>,
    members: Vec<(String, String)>,
}

/// The place in every group that holds it; none where it is no district.
pub(crate) async fn peers(s: &Subject<'_>) -> Result<Vec<PeersView>> {
    if s.own_level != AreaLevel::District || !is_events(s.measure) || s.holdings.of(intake::Kind::PeerGroup).next().is_none() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT peer_group, area_code, area_name, extract FROM peer_groups WHERE peer_group IN \
         (SELECT peer_group FROM peer_groups WHERE area_code = {}) ORDER BY peer_group, position, area_code",
        crate::assessment::text(&s.within.code)
    );
    let table = s.house.ask(s.holdings, &sql).await?;
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for row in &table.rows {
        let text = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let group = groups.entry(text(0)).or_insert_with(|| Group { extracts: BTreeSet::new(), members: Vec::new() });
        group.extracts.insert(text(3));
        if !group.members.iter().any(|(code, _)| *code == text(1)) {
            group.members.push((text(1), text(2)));
        }
    }
    let mut views = Vec::new();
    for (name, group) in groups {
        views.extend(view(s, name, group).await?);
    }
    Ok(views)
}

async fn view(s: &Subject<'_>, name: String, group: Group) -> Result<Option<PeersView>> {
    let codes: BTreeSet<String> = group.members.iter().map(|(code, _)| code.clone()).collect();
    let found = match values_of_districts(s.house, s.holdings, s.measure, &codes, s.from, s.to).await {
        Ok(found) => found,
        Err(trouble) if trouble.outcome == Outcome::Refused => return Ok(None),
        Err(trouble) => return Err(trouble),
    };
    let known: Vec<&str> = found.areas.iter().map(|area| area.code.as_str()).collect();
    let over = over(s, AreaLevel::District, found.vintage.as_deref(), &known).await?;
    let all: Vec<Peer> = group
        .members
        .iter()
        .map(|(code, name)| {
            let reading = found.areas.iter().find(|area| area.code == *code);
            let mut count = reading.map(|area| count_of(area, over.of(code))).unwrap_or_default();
            // A part of a year beside whole ones would look like a low number.
            if count.at_least {
                count.value = None;
            }
            let name = reading.map_or_else(|| if name.is_empty() { code.clone() } else { name.clone() }, |area| area.name.clone());
            Peer { name, own: *code == s.within.code, count }
        })
        .collect();
    let (per, decimals) = (s.rules.rounding.0.rate_per, s.rules.rounding.0.rate_decimals);
    let of = over_words(s.measure);
    let over_phrase = format!("per {} {of}", whole_words(u64::from(per)));
    let mut made = place_among_peers(&all, per, decimals, &s.rules.funnel.0, &s.measure.phrase, &over_phrase);
    if !made.placed.by_rate {
        let why = format!("not every member with data has a number of {of}");
        untested(&mut made.placed, &why);
        made.band = Band::NotTested;
    }
    let mut members: Vec<PeerLine> = all
        .iter()
        .zip(&made.placed.areas)
        .zip(&group.members)
        .map(|((peer, at), (code, _))| PeerLine {
            code: code.clone(),
            name: peer.name.clone(),
            own: peer.own,
            value: peer.count.value,
            denominator: peer.count.denominator,
            rate: at.rate,
            interval: at.interval,
            rank: at.rank,
            standing: at.band,
            words: at.band.words("the group's rate"),
        })
        .collect();
    members.sort_by(|a, b| {
        let rank = |line: &PeerLine| line.rank.unwrap_or(u32::MAX);
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    let extracts: BTreeSet<String> = found.extracts.iter().cloned().chain(over.extracts()).chain(group.extracts).collect();
    let query = if over.is_empty() {
        found.query.clone()
    } else {
        format!(
            "SELECT v.area_code, v.value, d.value AS denominator, v.value * {per}.0 / d.value AS rate FROM ({}) v JOIN ({}) d \
             ON v.area_code = d.area_code ORDER BY v.area_code",
            found.query,
            over.query()
        )
    };
    let source = Sourced {
        what: format!("{} in the members of {name}", s.measure.title),
        period: found.period.clone(),
        rules: vec![s.rules.rounding.1.to_string()],
        extracts: extracts.into_iter().collect(),
        query,
        rows: None,
    };
    let small = |line: &PeerLine| shown(line.value.and_then(as_count), s.open, &s.rules.floor.0).is_hidden();
    Ok(Some(PeersView {
        not_for_publication: members.iter().any(small),
        known: (made.known, members.len()),
        by_rate: made.placed.by_rate,
        median: made.median,
        middle_half: made.middle_half,
        range: made.range,
        position: made.position,
        standing: made.band,
        sentence: made.sentence,
        limits: limits(&made.placed.limits),
        target: made.placed.target,
        summary_source: Sourced {
            what: format!("Median, spread and position of {} in {name}", s.within.name),
            rules: vec![s.rules.rounding.1.to_string(), s.rules.funnel.1.to_string()],
            ..source.clone()
        },
        source,
        members,
        group: name,
    }))
}
