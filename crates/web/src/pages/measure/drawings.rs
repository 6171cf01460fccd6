//! The drawings of a measure: what each concludes, and the numbers it is made of.

use crate::words;
use app::pages::{AreaLine, AreasView, ConcentrationView, MapGround, MeasurePage, PeersView, SeriesView, Sourced};
use papers::charts::{Concentration, ControlChart, ControlLimits, ControlPoint, Dot, Dots, Funnel, FunnelLimit, FunnelPoint};
use papers::map::{Breaks, Choropleth, Reading, Shape, Tile, TileMap};
use papers::{Caption, Draw, Drawing, Size};

/// Classes of a map at the most.
const CLASSES: usize = 5;

/// A drawing under the name it is downloaded by.
pub(crate) struct Drawn {
    /// `months`, `map`, `funnel`, `concentration`, `peers`, `peers-2`…
    pub(crate) name: String,
    /// The drawing.
    pub(crate) drawing: Drawing,
    /// Where its numbers come from.
    pub(crate) source: Sourced,
    /// Whether it may be passed on: no number below the floor can be read from it.
    pub(crate) may_be_taken: bool,
}

/// Every drawing of a measure that can be made.
pub(crate) fn all(view: &MeasurePage, ground: &MapGround) -> Vec<Drawn> {
    let mut out = Vec::new();
    let mut add = |name: &str, drawing: Drawing, source: &Sourced, may_be_taken: bool| {
        out.push(Drawn { name: name.to_owned(), drawing, source: source.clone(), may_be_taken });
    };
    if let Some(series) = view.series.as_ref().filter(|series| series.points.len() > 1) {
        let source = series.drawn_source.as_ref().unwrap_or(&series.source);
        add("months", months(view, series), source, !series.not_for_publication);
    }
    let rated = view.areas.rate_source.as_ref().unwrap_or(&view.areas.source);
    if let Some((drawing, extracts)) = map(view, ground) {
        let mut source = if view.areas.by_rate { rated.clone() } else { view.areas.source.clone() };
        source.extracts.extend(extracts);
        source.extracts.dedup();
        add("map", drawing, &source, true);
    }
    if view.areas.by_rate && !view.areas.limits.is_empty() {
        add("funnel", funnel(view), view.areas.verdict_source.as_ref().unwrap_or(rated), true);
    }
    for (index, peers) in view.peers.iter().enumerate().filter(|(_, peers)| peers.known.0 > 1) {
        let name = if index == 0 { "peers".to_owned() } else { format!("peers-{}", index + 1) };
        add(&name, dots(view, peers), &peers.summary_source, !peers.not_for_publication);
    }
    if let Some(concentration) = view.concentration.as_ref().filter(|one| one.counts.len() > 1) {
        // The curve is every count, one after the other.
        let may_be_taken = !view.areas.lines.iter().any(|line| line.not_for_publication);
        add("concentration", curve(view, concentration), &concentration.source, may_be_taken);
    }
    out
}

fn caption(view: &MeasurePage, title: String, period: &str, how_sure: &str) -> Caption {
    let invented = if view.invented { ", values invented for a demonstration" } else { "" };
    let period = if period.is_empty() { String::new() } else { words::period(period) };
    Caption { title, source: format!("Source: {}{invented}", view.measure.data_set_title), period, how_sure: how_sure.to_owned() }
}

fn months(view: &MeasurePage, series: &SeriesView) -> Drawing {
    let point = |p: &app::pages::SeriesPoint| {
        let limits = p.three.zip(p.two).map(|((low_three, high_three), (low_two, high_two))| ControlLimits {
            low_three,
            low_two,
            high_two,
            high_three,
        });
        ControlPoint { label: words::short_month(&p.month), value: p.value, limits, signal: p.signal.clone() }
    };
    let chart = ControlChart {
        unit: format!("{}, month by month", unit(view)),
        decimals: decimals(series.points.iter().filter_map(|p| p.value)),
        points: series.points.iter().map(point).collect(),
        centre: series.centre,
        baseline: series.baseline.clone(),
    };
    let title = match series.points.iter().filter(|p| p.signal.is_some()).count() {
        0 if series.charted => format!("No month of {} stands out in {}", view.measure.phrase, view.within.name),
        0 => format!("{} month by month in {}", view.measure.title, view.within.name),
        1 => format!("One month of {} stands out in {}", view.measure.phrase, view.within.name),
        n => format!("{n} months of {} stand out in {}", view.measure.phrase, view.within.name),
    };
    let period = match (series.points.first(), series.points.last()) {
        (Some(first), Some(last)) => format!("{}..{}", first.month, last.month),
        _ => String::new(),
    };
    let how_sure = if series.charted { series.method.clone() } else { format!("No limits: {}", series.method) };
    chart.draw(&caption(view, title, &period, &how_sure), Size::Wide)
}

/// What stands for an area on a map or in a funnel that may be passed on: a number below the floor is not in it.
fn shown(areas: &AreasView, line: &AreaLine) -> Reading {
    let value = if areas.by_rate { line.rate } else { line.value };
    if line.not_for_publication { Reading::Suppressed } else { value.into() }
}

fn map(view: &MeasurePage, ground: &MapGround) -> Option<(Drawing, Vec<String>)> {
    let areas = &view.areas;
    if areas.lines.iter().all(|line| line.value.is_none()) {
        return None;
    }
    let values = areas.lines.iter().filter_map(|line| if areas.by_rate { line.rate } else { line.value });
    let decimals = if areas.by_rate { areas.decimals as usize } else { decimals(values) };
    let how_sure = "Darker areas have more; a class may differ from the next by chance alone, so read the table beside it first";
    let caption = caption(view, highest(view), &areas.period, how_sure);
    let (unit, breaks) = (measured(view), Breaks::Quantiles(CLASSES));
    match ground {
        MapGround::Outlines { rings, extracts } => {
            let shape = |line: &AreaLine| {
                let outline = rings.get(&line.code)?.clone();
                Some(Shape { code: line.code.clone(), name: line.name.clone(), value: shown(areas, line), outline })
            };
            let shapes: Vec<Shape> = areas.lines.iter().filter_map(shape).collect();
            (!shapes.is_empty()).then(|| (Choropleth { unit, decimals, breaks, shapes }.draw(&caption, Size::Wide), extracts.clone()))
        }
        MapGround::Tiles(places) => {
            let tile = |line: &AreaLine| {
                let (column, row) = *places.get(&line.code)?;
                Some(Tile { code: line.code.clone(), name: line.name.clone(), column, row, value: shown(areas, line) })
            };
            let tiles: Vec<Tile> = areas.lines.iter().filter_map(tile).collect();
            (!tiles.is_empty()).then(|| (TileMap { unit, decimals, breaks, tiles }.draw(&caption, Size::Wide), Vec::new()))
        }
        MapGround::None => None,
    }
}

/// What table and map of areas conclude.
pub(crate) fn highest(view: &MeasurePage) -> String {
    let areas = &view.areas;
    let value = |line: &AreaLine| if areas.by_rate { line.rate } else { line.value };
    let by = if areas.by_rate { "rate" } else { "number" };
    // A number that may not be passed on is in no title.
    let mut known = areas.lines.iter().filter(|line| !line.not_for_publication && value(line).is_some());
    match (known.next(), known.next()) {
        (Some(first), Some(second)) if value(first) == value(second) => format!("{} by area in {}", view.measure.title, view.within.name),
        (Some(first), Some(_)) => format!("{} has the highest {by} of {}", first.name, view.measure.phrase),
        _ => format!("{} by area in {}", view.measure.title, view.within.name),
    }
}

fn funnel(view: &MeasurePage) -> Drawing {
    let areas = &view.areas;
    let point = |line: &AreaLine| {
        Some(FunnelPoint {
            label: line.name.clone(),
            population: line.denominator? as f64,
            rate: if line.not_for_publication { None } else { line.rate },
            outside: (line.verdict.is_told_apart() && !line.not_for_publication).then(|| line.verdict_words.clone()),
            own: false,
        })
    };
    let (mut hidden, shown): (Vec<&AreaLine>, Vec<&AreaLine>) = areas.lines.iter().partition(|line| line.not_for_publication);
    hidden.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    let limits = areas.limits.iter().map(|l| FunnelLimit { population: l.denominator, inner: l.inner, outer: l.outer });
    let chart = Funnel {
        unit: measured(view),
        population_unit: words::capital(areas.of),
        decimals: areas.decimals as usize,
        // Between its neighbours by rate, a place and its residents would tell the number that is held back.
        points: shown.iter().chain(&hidden).copied().filter_map(point).collect(),
        limits: limits.collect(),
        together: areas.target,
    };
    let outside = areas.lines.iter().filter(|line| line.verdict.is_told_apart() && !line.not_for_publication).count();
    let title = match outside {
        0 => format!("No area's rate of {} can be told from that of {}", view.measure.phrase, view.within.name),
        1 => format!("One area's rate of {} differs from that of {}", view.measure.phrase, view.within.name),
        n => format!("{n} areas' rates of {} differ from that of {}", view.measure.phrase, view.within.name),
    };
    let how_sure = "The line is the rate of all areas together; areas between the limits cannot be told from it";
    chart.draw(&caption(view, title, &areas.period, how_sure), Size::Wide)
}

fn dots(view: &MeasurePage, peers: &PeersView) -> Drawing {
    let value = |line: &app::pages::PeerLine| if peers.by_rate { line.rate } else { line.value };
    let intervals = peers.by_rate && peers.members.iter().any(|line| line.interval.is_some());
    let what = if peers.by_rate { rate_unit(view) } else { unit(view) };
    let decimals = if peers.by_rate { view.rate.decimals as usize } else { decimals(peers.members.iter().filter_map(value)) };
    let chart = Dots {
        unit: if intervals { format!("{what}, with 95% intervals") } else { what },
        decimals,
        dots: peers
            .members
            .iter()
            .map(|line| Dot {
                label: line.name.clone(),
                value: value(line),
                interval: if peers.by_rate { line.interval } else { None },
                own: line.own,
            })
            .collect(),
        median: peers.median,
    };
    let title = if peers.position.is_empty() {
        format!("{} in {} and areas like it", view.measure.title, view.within.name)
    } else {
        format!("{} is {} for {}", view.within.name, peers.position, view.measure.phrase)
    };
    let how_sure = if intervals { "Where intervals overlap, the order of two areas may be chance" } else { "" };
    chart.draw(&caption(view, title, &peers.source.period, how_sure), Size::Wide)
}

fn curve(view: &MeasurePage, concentration: &ConcentrationView) -> Drawing {
    let chart = Concentration {
        counts: concentration.counts.clone(),
        what: view.measure.phrase.clone(),
        place: "area".to_owned(),
        places: "areas".to_owned(),
    };
    let title = concentration.sentence.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned();
    let how_sure = "Small counts bunch by chance alone: compare with the number expected by chance";
    chart.draw(&caption(view, title, &concentration.source.period, how_sure), Size::Wide)
}

/// What is counted, at the head of an axis: `Burglaries`.
fn unit(view: &MeasurePage) -> String {
    if view.measure.unit.is_empty() { view.measure.title.clone() } else { words::capital(&view.measure.unit) }
}

/// What the rate of the place is: `Crimes per 1,000 residents`.
pub(crate) fn rate_unit(view: &MeasurePage) -> String {
    format!("{} per {} {}", unit(view), words::count(u64::from(view.rate.per)), view.rate.of)
}

/// What the areas are ranked by.
pub(crate) fn measured(view: &MeasurePage) -> String {
    if view.areas.by_rate {
        format!("{} per {} {}", unit(view), words::count(u64::from(view.areas.per)), view.areas.of)
    } else {
        unit(view)
    }
}

/// No decimals where every value is whole, otherwise one.
pub(crate) fn decimals(mut values: impl Iterator<Item = f64>) -> usize {
    usize::from(!values.all(|value| (value - value.round()).abs() < 1e-9))
}
