//! Where it gathers: areas among high ones, how few hold half, and how often the same is met again.

use super::Subject;
use super::areas::{Areas, is_events, listed};
use crate::hotspots::HotspotOptions;
use crate::hotspots_home::{HotspotsAsk, hotspots_at_home};
use crate::pages::{ConcentrationView, HotspotLine, HotspotsView, RepeatsView, Sourced};
use crate::values::AreaLevel;
use base::{Outcome, Result, Value};
use calendar::Date;
use evidence::analysis::{as_count, rate_words};
use statistics::{chance_concentration, fewest_places};

/// More areas than this are for the command line: a page would be waited for.
const MOST_AREAS: usize = 300;
/// Fewer areas than this hold half of anything by arithmetic alone.
const FEWEST_AREAS: usize = 5;
/// What the chart of concentration asks for.
const HALF: f64 = 0.5;
/// How often events are dealt out anew, and the stream they are drawn from.
const DEALT: (u32, u64) = (999, 0);

/// Areas that lie among high or low values.
pub(crate) async fn hotspots(s: &Subject<'_>, level: AreaLevel, areas: &Areas, day: Date) -> Result<HotspotsView> {
    let not = |why: &str| HotspotsView { sentence: why.to_owned(), ..HotspotsView::default() };
    if !matches!(level, AreaLevel::Lsoa | AreaLevel::Ward) || !is_events(s.measure) {
        return Ok(not("Hot spots are sought for numbers of events, by LSOA or by ward."));
    }
    if areas.view.lines.len() > MOST_AREAS {
        return Ok(not("There are too many areas to seek hot spots among while a page is waited for; `wardmote hotspots` does it."));
    }
    if s.from != s.to.plus(-11) {
        return Ok(not("Hot spots are sought in a year of months."));
    }
    if s.holdings.of(intake::Kind::Boundaries).next().is_none() {
        return Ok(not("No outlines are loaded, so nobody's neighbours are known: import them with `wardmote import boundaries FILE`."));
    }
    let ask = HotspotsAsk {
        measure: s.measure.id.clone(),
        level,
        within: s.within.code.clone(),
        year_ending: s.to,
        options: HotspotOptions::default(),
    };
    let (table, warnings) = match hotspots_at_home(s.house, s.holdings, &ask, day).await {
        Ok(found) => found,
        Err(trouble) if matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) => {
            return Ok(not(&format!("Not sought: {}.", trouble.message)));
        }
        Err(trouble) => return Err(trouble),
    };
    let place = |name: &str| table.position(name);
    let at = (place("area"), place("value"), place("gi_star"), place("q_fdr"), place("verdict"));
    let (Some(area), Some(value), gi_star, q, Some(verdict)) = at else { return Ok(not("Not sought.")) };
    let real = |row: &Vec<Value>, at: Option<usize>| at.and_then(|at| row.get(at)).and_then(Value::as_real);
    let mut lines: Vec<HotspotLine> = table
        .rows
        .iter()
        .filter_map(|row| {
            let verdict = row.get(verdict)?.as_text()?;
            if !matches!(verdict, "high" | "low") {
                return None;
            }
            let code = row.get(area)?.as_text()?.to_owned();
            let name = areas.view.lines.iter().find(|line| line.code == code).map_or_else(|| code.clone(), |line| line.name.clone());
            Some(HotspotLine {
                name,
                code,
                value: row.get(value)?.as_real()?,
                gi_star: real(row, gi_star),
                q: real(row, q),
                verdict: verdict.to_owned(),
            })
        })
        .collect();
    lines.sort_by(|a, b| (&a.verdict, &a.name).cmp(&(&b.verdict, &b.name)));
    let of = |word: &str| -> Vec<&str> { lines.iter().filter(|line| line.verdict == word).map(|line| line.name.as_str()).collect() };
    let (high, low) = (of("high"), of("low"));
    let mut sentence = match (high.is_empty(), low.is_empty()) {
        (true, true) => format!("Of {} areas none lies among high or low counts by more than chance explains.", table.rows.len()),
        (false, true) => format!("High counts gather around {}.", listed(&high)),
        (true, false) => format!("Low counts gather around {}.", listed(&low)),
        (false, false) => format!("High counts gather around {}, low ones around {}.", listed(&high), listed(&low)),
    };
    sentence.push_str(" These are counts, not rates: where more people are, more happens.");
    for warning in warnings {
        sentence = format!("{sentence} Note: {warning}.");
    }
    let rule = s.house.rulebook.hotspot_test(day, None)?;
    let source = Sourced {
        what: format!("Hot spots of {} by {level}", s.what()),
        rules: vec![rule.reference().to_string()],
        ..areas.view.source.clone()
    };
    Ok(HotspotsView { areas: table.rows.len(), sentence, sought: true, source: Some(source), lines })
}

/// How few areas hold half of it.
pub(crate) fn concentration(s: &Subject<'_>, level: AreaLevel, areas: &Areas) -> Option<ConcentrationView> {
    if !is_events(s.measure) || !matches!(level, AreaLevel::Lsoa | AreaLevel::Ward | AreaLevel::Village) {
        return None;
    }
    let lines = &areas.view.lines;
    let counts: Vec<u64> = lines.iter().filter(|line| !line.at_least).filter_map(|line| line.value.and_then(as_count)).collect();
    if counts.len() < FEWEST_AREAS || counts.len() < lines.len() {
        return None;
    }
    let mut values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let half_in = fewest_places(&values, HALF).ok()?;
    let residents: Option<Vec<f64>> = lines.iter().map(|line| line.denominator.map(|n| n as f64)).collect();
    let (exposures, as_if) = match residents {
        Some(of) => (of, format!("in proportion to its {}", super::over_words(s.measure))),
        None => (vec![1.0; counts.len()], "all areas being equal".to_owned()),
    };
    let level_of_test = s.rules.test_level;
    let chance = chance_concentration(&counts, &exposures, HALF, level_of_test, DEALT.0, DEALT.1).ok();
    values.sort_by(|a, b| b.total_cmp(a));
    let by_chance = chance.as_ref().map(|found| found.places);
    let mut sentence = format!("Half of it is in {half_in} of {} areas.", counts.len());
    if let Some(found) = &chance {
        let more =
            if found.p_value < level_of_test { "more gathered than chance makes it" } else { "no more gathered than chance could make it" };
        sentence = format!(
            "{sentence} If each fell on an area by chance, {as_if}, half would be in about {}: it is {more}.",
            rate_words(found.places, 0)
        );
    }
    Some(ConcentrationView {
        half_in,
        areas: counts.len(),
        by_chance,
        sentence,
        counts: values,
        source: Sourced { what: format!("Concentration of {} by {level}", s.what()), ..areas.view.source.clone() },
    })
}

/// How often the same subject is met again, where a partner's file has a pseudonym.
pub(crate) async fn repeats(s: &Subject<'_>) -> Result<Option<RepeatsView>> {
    if s.holdings.of(intake::Kind::Incidents).next().is_none() || !matches!(s.own_level, AreaLevel::District | AreaLevel::Ward) {
        return Ok(None);
    }
    let column = if s.own_level == AreaLevel::Ward { "ward_code" } else { "lad_code" };
    let text = crate::assessment::text;
    let sql = format!(
        "SELECT year, times, SUM(subjects) AS subjects FROM repeats WHERE data_set = {} AND {column} = {} AND year = '{}' \
         GROUP BY year, times ORDER BY times",
        text(s.measure.files()),
        text(&s.within.code),
        s.to.year()
    );
    let table = s.house.ask(s.holdings, &sql).await?;
    let whole = |row: &Vec<Value>, at: usize| row.get(at).and_then(Value::as_whole).and_then(|n| u64::try_from(n).ok());
    let times: Vec<(u64, u64)> = table.rows.iter().filter_map(|row| Some((whole(row, 1)?, whole(row, 2)?))).collect();
    if times.is_empty() {
        return Ok(None);
    }
    let all: u64 = times.iter().map(|(_, subjects)| subjects).sum();
    let again: u64 = times.iter().filter(|(times, _)| *times > 1).map(|(_, subjects)| subjects).sum();
    let events: u64 = times.iter().map(|(times, subjects)| times * subjects).sum();
    let on_known = events.saturating_sub(all);
    let share = (events > 0).then(|| on_known as f64 / events as f64);
    let data_set = s.measure.files().to_owned();
    let extracts = s.holdings.of(intake::Kind::Incidents).filter(|h| h.facts.units.iter().any(|u| u.force == data_set));
    Ok(Some(RepeatsView {
        year: s.to.year().to_string(),
        repeated: (again, all),
        share_of_events: share,
        sentence: format!(
            "In {} {again} of {all} were met more than once, within one ward; {on_known} of {events} events fell on somebody met before. \
             Those who moved to another ward count as new.",
            s.to.year()
        ),
        source: Sourced {
            what: format!("Repeats in {}", s.what()),
            period: s.to.year().to_string(),
            rules: Vec::new(),
            extracts: extracts.map(|h| h.facts.passport.extract.clone()).collect(),
            query: sql,
            rows: None,
        },
        times,
    }))
}
