//! The areas of a level: value, rate, rank, and which of them can be told from the rate of them all.

use super::denominators::Composition;
use super::{Over, Subject, denominators, over_words};
use crate::pages::{AreaLine, AreasView, LimitView, Sourced};
use crate::values::{AreaLevel, Values, ValuesAsk, values};
use crate::{AreaReading, House};
use base::{Outcome, Result, Trouble};
use calendar::Month;
use evidence::analysis::{AreaCount, Band, FunnelLimit, PlacedAreas, Shown, as_count, place_areas, shown_with_total};
use evidence::catalogue::{Counted, CountsHow, Denominator};
use geography::AreaRow;
use intake::Holdings;
use std::collections::BTreeMap;

/// The areas with what they were made from.
pub(crate) struct Areas {
    pub view: AreasView,
    pub values: Option<Values>,
}

/// Which LSOAs each area of a level is made of, in one vintage.
pub(crate) async fn composition(house: &House, holdings: &Holdings, level: AreaLevel, vintage: &str) -> Result<Composition> {
    let all = crate::areas::areas(house, holdings).await?;
    let of = |area: &AreaRow| match level {
        AreaLevel::Lsoa => Some(area.lsoa_code.clone()),
        AreaLevel::Ward => area.ward_code.clone(),
        AreaLevel::District => area.lad_code.clone(),
        AreaLevel::Partnership => area.csp_code.clone(),
        AreaLevel::Force => area.pfa_code.clone(),
        AreaLevel::Village => None,
    };
    let mut out = Composition::new();
    for area in all.iter().filter(|area| area.vintage.as_str() == vintage) {
        if let Some(code) = of(area) {
            out.entry(code).or_default().insert(area.lsoa_code.clone());
        }
    }
    Ok(out)
}

/// What the rates of areas of one level are over.
pub(crate) async fn over(s: &Subject<'_>, level: AreaLevel, vintage: Option<&str>, codes: &[&str]) -> Result<Over> {
    let Some(vintage) = vintage.filter(|_| s.measure.denominator != Denominator::None) else { return Ok(Over::default()) };
    let mut made = composition(s.house, s.holdings, level, vintage).await?;
    made.retain(|code, _| codes.contains(&code.as_str()));
    denominators(s.house, s.holdings, s.measure.denominator, vintage, &made).await
}

/// What the place's own rate is over.
pub(crate) async fn over_of_place(s: &Subject<'_>, vintage: Option<&str>) -> Result<Over> {
    over(s, s.own_level, vintage, &[s.within.code.as_str()]).await
}

/// The areas of a level in the place.
pub(crate) async fn areas(s: &Subject<'_>, level: AreaLevel) -> Result<Areas> {
    let ask = ValuesAsk { level, within: s.within.code.clone(), from: s.from, to: s.to, edition: None };
    let found = match values(s.house, s.holdings, s.measure, &ask).await {
        Ok(found) => found,
        // The rest of the page stands all the same.
        Err(trouble) if matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) => return Ok(nothing(s, &trouble)),
        Err(trouble) => return Err(trouble),
    };
    let codes: Vec<&str> = found.areas.iter().map(|area| area.code.as_str()).collect();
    let over = over(s, level, found.vintage.as_deref(), &codes).await?;
    let events = is_events(s.measure);
    let counts: Vec<AreaCount> = found.areas.iter().map(|area| count_of(area, over.of(&area.code))).collect();
    let per = s.rules.rounding.0.rate_per;
    let mut placed = place_areas(&counts, per, &s.rules.funnel.0);
    if !events {
        untested(&mut placed, "an average or a number of areas is no count of events");
    }
    Ok(Areas { view: view(s, level, &found, &over, &counts, &placed), values: Some(found) })
}

/// Whether the values are numbers of events, which a funnel is made for.
pub(crate) fn is_events(measure: &evidence::catalogue::Measure) -> bool {
    !matches!(&measure.counts, Counted::Deprivation { .. } | Counted::Counts { how: CountsHow::MonthlyAverage, .. })
}

pub(crate) fn untested(placed: &mut PlacedAreas, why: &str) {
    placed.limits.clear();
    placed.target = None;
    why.clone_into(&mut placed.why_not);
    for area in &mut placed.areas {
        area.band = Band::NotTested;
        area.interval = None;
    }
}

pub(crate) fn count_of(area: &AreaReading, denominator: Option<u64>) -> AreaCount {
    AreaCount { value: area.value, at_least: area.at_least, denominator }
}

pub(crate) fn limits(limits: &[FunnelLimit]) -> Vec<LimitView> {
    limits.iter().map(|limit| LimitView { denominator: limit.denominator, inner: limit.inner, outer: limit.outer }).collect()
}

fn nothing(s: &Subject<'_>, trouble: &Trouble) -> Areas {
    let view = AreasView {
        lines: Vec::new(),
        by_rate: false,
        period: crate::values::series::as_data(s.from, s.to),
        target: None,
        limits: Vec::new(),
        sentence: format!("{}; {}.", trouble.message, trouble.remedy),
        total: None,
        decimals: s.rules.rounding.0.rate_decimals,
        per: s.rules.rounding.0.rate_per,
        of: "none",
        why_nothing: format!("{}; {}.", trouble.message, trouble.remedy),
        source: Sourced::default(),
        denominator_source: None,
        rate_source: None,
        verdict_source: None,
        total_source: None,
    };
    Areas { view, values: None }
}

fn view(s: &Subject<'_>, level: AreaLevel, found: &Values, over: &Over, counts: &[AreaCount], placed: &PlacedAreas) -> AreasView {
    let of = over_words(s.measure);
    let months = (s.from, s.to);
    // Only of numbers of events is the total of the areas the number of the place.
    let whole: Vec<Option<u64>> = counts.iter().map(|count| count.value.and_then(as_count)).collect();
    let in_public = shown_with_total(&whole, s.open, &s.rules.floor.0);
    let base = Sourced {
        rows: Some(s.rows(level, None, s.from, s.to)),
        ..s.sourced(format!("{} by {level}", s.what()), found.period.clone(), &[], found.extracts.clone(), found.query.clone())
    };
    let mut base = base;
    base.rules.clone_from(&found.rules);
    let mut lines: Vec<AreaLine> = found
        .areas
        .iter()
        .zip(&placed.areas)
        .zip(counts.iter().zip(in_public.cells.iter()))
        .map(|((area, at), (count, public))| AreaLine {
            code: area.code.clone(),
            name: area.name.clone(),
            ward_code: area.ward_code.clone(),
            value: area.value,
            at_least: area.at_least,
            denominator: count.denominator,
            rate: at.rate,
            interval: at.interval.filter(|_| is_events(s.measure)),
            rank: at.rank,
            tied: at.tied,
            verdict: at.band,
            verdict_words: at.band.words("the rate of all of them"),
            not_for_publication: public.is_hidden(),
            public: public_words(area.value, public),
            source: row_source(s, &base, found, level, area, months),
        })
        .collect();
    let key = |line: &AreaLine| if placed.by_rate { line.rate } else { line.value };
    lines.sort_by(|a, b| {
        let (x, y) = (key(a).unwrap_or(f64::NEG_INFINITY), key(b).unwrap_or(f64::NEG_INFINITY));
        y.total_cmp(&x).then_with(|| a.name.cmp(&b.name)).then_with(|| a.code.cmp(&b.code))
    });
    let rules = |refs: &[&rulebook::RuleRef]| refs.iter().map(ToString::to_string).collect::<Vec<String>>();
    let denominator_source = (!over.is_empty()).then(|| {
        s.sourced(format!("Number of {of} by {level}"), over.period(), &[], over.extracts(), format!("{} ORDER BY area_code", over.query()))
    });
    let rate_source = (!over.is_empty()).then(|| Sourced {
        what: format!("{} for each {} {of}, by {level}", s.measure.title, s.rules.rounding.0.rate_per),
        rules: rules(&[&s.rules.rounding.1]),
        extracts: both(&found.extracts, &over.extracts()),
        query: format!(
            "SELECT v.area_code, v.value * {}.0 / d.value AS value FROM ({}) v JOIN ({}) d ON v.area_code = d.area_code ORDER BY v.area_code",
            s.rules.rounding.0.rate_per,
            found.query,
            over.query()
        ),
        ..base.clone()
    });
    let verdict_source = Some(Sourced {
        what: format!("Ranks and funnel of {} by {level}", s.what()),
        rules: rules(&[&s.rules.funnel.1]),
        ..rate_source.clone().unwrap_or_else(|| base.clone())
    });
    let values: Vec<f64> = found.areas.iter().filter_map(|area| area.value).collect();
    let total = (!values.is_empty() && is_events(s.measure)).then(|| values.iter().sum());
    let any = !values.is_empty();
    AreasView {
        sentence: said(&lines, placed),
        lines,
        by_rate: placed.by_rate,
        period: found.period.clone(),
        target: placed.target,
        limits: limits(&placed.limits),
        total,
        decimals: s.rules.rounding.0.rate_decimals,
        per: s.rules.rounding.0.rate_per,
        of: if s.measure.denominator == Denominator::None { "none" } else { of },
        why_nothing: if any {
            String::new()
        } else if found.note.is_empty() {
            "nothing is loaded for these months".to_owned()
        } else {
            found.note.clone()
        },
        total_source: total.map(|_| Sourced {
            what: format!("{}, all of them together", base.what),
            query: format!("SELECT SUM(value) AS value FROM ({}) one", found.query),
            rules: Vec::new(),
            ..base.clone()
        }),
        source: base,
        denominator_source,
        rate_source,
        verdict_source,
    }
}

fn both(a: &[String], b: &[String]) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = a.iter().chain(b).collect();
    all.into_iter().cloned().collect()
}

/// A value that is no count is shown in public as it is: it is an average or a number of areas.
fn public_words(value: Option<f64>, public: &Shown) -> String {
    match (value, public) {
        (Some(value), Shown::Unknown) => format!("{value:.1}"),
        _ => public.text(),
    }
}

fn row_source(
    s: &Subject<'_>,
    base: &Sourced,
    found: &Values,
    level: AreaLevel,
    area: &AreaReading,
    (from, to): (Month, Month),
) -> Sourced {
    Sourced {
        what: format!("{} in {}", s.measure.title, area.name),
        query: format!("SELECT SUM(contribution) AS value FROM ({}) one", found.rows_query(&area.code)),
        rows: Some(s.rows(level, Some(area.code.clone()), from, to)),
        ..base.clone()
    }
}

/// What the funnel says, in a sentence.
fn said(lines: &[AreaLine], placed: &PlacedAreas) -> String {
    if placed.target.is_none() {
        return format!("Not tested: {}. The order says nothing about chance.", placed.why_not);
    }
    let names = |wanted: fn(Band) -> bool| -> Vec<&str> {
        lines.iter().filter(|line| wanted(line.verdict)).map(|line| line.name.as_str()).collect()
    };
    let above = names(|band| matches!(band, Band::Above | Band::FarAbove));
    let below = names(|band| matches!(band, Band::Below | Band::FarBelow));
    let tested = lines.iter().filter(|line| line.verdict != Band::NotTested).count();
    let mut groups: BTreeMap<&str, &[&str]> = BTreeMap::new();
    if !above.is_empty() {
        groups.insert("higher", &above);
    }
    if !below.is_empty() {
        groups.insert("lower", &below);
    }
    if groups.is_empty() {
        return format!("None of the {tested} areas can be told apart from the rate of all of them together; their order could be chance.");
    }
    let parts: Vec<String> = groups.iter().map(|(word, names)| format!("{word} in {}", listed(names))).collect();
    let rest = tested - above.len() - below.len();
    format!(
        "The rate is {}, by more than chance explains; the other {rest} can't be told apart from the rate of all of them together.",
        parts.join(", and ")
    )
}

/// Names with commas and an and; beyond six, the number of the rest.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] if names.len() <= 6 => format!("{} and {last}", first.join(", ")),
        many => {
            let first: Vec<&str> = many.iter().take(5).copied().collect();
            format!("{} and {} more", first.join(", "), many.len() - first.len())
        }
    }
}
