//! The tables of a measure: each number tied to its source.

use super::drawings::{decimals, highest, measured};
use crate::parts::{self, Sources};
use crate::words;
use app::AreaLevel;
use app::pages::{AreaLine, Compared, MeasurePage, PeerLine, PeersView};
use ui::{Cell, Component as _, Content, Details, Html};

/// A paragraph.
fn said(words: impl Into<Content>) -> Html {
    Html::trusted(format!("<p class=\"govuk-body\">{}</p>\n", words.into().to_html()))
}

fn folded(summary: &str, content: Html) -> Html {
    Details { summary: summary.into(), content: content.into(), ..Details::default() }.html()
}

fn shown(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "not known".to_owned(), |value| words::real(value, decimals))
}

fn between(interval: Option<(f64, f64)>, decimals: usize) -> String {
    interval
        .map_or_else(|| "not known".to_owned(), |(low, high)| format!("{} to {}", words::real(low, decimals), words::real(high, decimals)))
}

/// How the later value may stand to the earlier: `between 0.81 and 0.97 times the year before`.
pub(super) fn ratio(one: &Compared) -> Option<String> {
    let change = one.change.as_ref()?;
    let (low, high) = change.ratio_low.zip(change.ratio_high)?;
    Some(format!("between {} and {} times the period before", words::real(low, 2), words::real(high, 2)))
}

/// Periods side by side.
pub(super) fn comparisons(view: &MeasurePage, sources: &mut Sources) -> Html {
    if view.comparisons.iter().all(|one| one.before.is_none()) {
        return Html::default();
    }
    let head = vec![
        parts::cell("Period"),
        parts::numeric("Now"),
        parts::numeric("Before"),
        parts::numeric("Change"),
        parts::cell("Verdict"),
        parts::cell("How sure"),
    ];
    let rows = view.comparisons.iter().map(|one| comparison(one, sources)).collect();
    parts::table_under_heading("The periods side by side", head, rows)
}

fn comparison(one: &Compared, sources: &mut Sources) -> Vec<Cell> {
    let d = decimals(one.now.iter().chain(&one.before).copied());
    let before_source = one.before_source.as_ref().unwrap_or(&one.source);
    let change_source = one.change_source.as_ref().unwrap_or(before_source);
    let period = if one.before_period.is_empty() {
        words::period(&one.period)
    } else {
        format!("{}, against {}", words::period(&one.period), words::period(&one.before_period))
    };
    let verdict = one.change.as_ref().map_or("", |change| change.verdict.as_str());
    let printed = one.change.as_ref().map_or_else(|| "not compared".to_owned(), |change| words::apparent_change(&change.apparent_change));
    vec![
        parts::cell(format!("{}: {period}", one.title)),
        sources.number(shown(one.now, d), &one.source),
        sources.number(shown(one.before, d), before_source),
        sources.number(printed, change_source),
        parts::cell(parts::verdict(verdict)),
        sources.said(ratio(one).unwrap_or_else(|| "not tested".to_owned()), change_source),
    ]
}

/// The parts of a composite.
pub(super) fn composite(view: &MeasurePage, sources: &mut Sources) -> Html {
    let Some(first) = view.comparisons.first().filter(|one| !one.parts.is_empty()) else { return Html::default() };
    let head = vec![parts::cell("Part"), parts::numeric("Now"), parts::numeric("Before"), parts::numeric("Change"), parts::cell("Verdict")];
    let rows = first.parts.iter().map(|part| {
        let d = decimals(part.now.iter().chain(&part.before).copied());
        let printed =
            part.change.as_ref().map_or_else(|| "not compared".to_owned(), |change| words::apparent_change(&change.apparent_change));
        let link = parts::link(&format!("/evidence/measures/{}{}", part.id, super::query(view)), &part.title);
        vec![
            parts::cell(link),
            sources.number(shown(part.now, d), &part.source),
            sources.number(shown(part.before, d), &part.source),
            sources.number(printed, &part.source),
            parts::cell(parts::verdict(part.change.as_ref().map_or("", |change| change.verdict.as_str()))),
        ]
    });
    let rows = rows.collect();
    parts::table_under_heading(&format!("The parts of {}", view.measure.phrase), head, rows)
}

/// The months: what is said of them, the chart, the signals.
pub(super) fn months(view: &MeasurePage, chart: &Html, sources: &mut Sources) -> Html {
    let Some(series) = &view.series else { return Html::default() };
    let mut out = Html::default();
    if !series.sentence.is_empty() {
        out.push(&said(sources.inline(series.sentence.as_str(), &series.source)));
    }
    out.push(chart);
    if !series.signals.is_empty() {
        let source = series.limits_source.as_ref().unwrap_or(&series.source);
        out.push(&said("What stands out:"));
        out.push(&parts::list(series.signals.iter().map(|signal| sources.inline(signal.as_str(), source))));
    }
    if !series.charted && !series.method.is_empty() {
        out.push(&said(series.method.as_str()));
    }
    out
}

/// Every area of the level, highest first.
pub(super) fn areas(view: &MeasurePage, sources: &mut Sources) -> Html {
    let areas = &view.areas;
    if areas.lines.is_empty() {
        let why =
            if areas.why_nothing.is_empty() { "There is nothing to show by area.".to_owned() } else { words::plain(&areas.why_nothing) };
        return said(why);
    }
    let mut head = vec![parts::cell(words::level(view.level)), parts::numeric(words::capital(&view.measure.unit))];
    if areas.by_rate {
        let per = format!("Per {} {}", words::count(u64::from(areas.per)), areas.of);
        head.extend([parts::numeric(words::capital(areas.of)), parts::numeric(per), parts::numeric("95% interval")]);
    }
    head.push(parts::numeric("Rank"));
    if areas.verdict_source.is_some() {
        head.push(parts::cell("Against the whole"));
    }
    let d = decimals(areas.lines.iter().filter_map(|line| line.value));
    let mut rows: Vec<Vec<Cell>> = areas.lines.iter().map(|line| area(view, line, d, sources)).collect();
    if let Some(total) = areas.total {
        let source = areas.total_source.as_ref().unwrap_or(&areas.source);
        let mut cells = vec![parts::cell("All of them"), sources.number(words::real(total, d), source)];
        let blanks = head.len().saturating_sub(cells.len());
        cells.extend((0..blanks).map(|_| parts::cell("")));
        rows.push(cells);
    }
    let caption = format!("{}: {}, {}", highest(view), measured(view), words::period(&areas.period));
    parts::table(&caption, head, rows)
}

fn area(view: &MeasurePage, line: &AreaLine, d: usize, sources: &mut Sources) -> Vec<Cell> {
    let areas = &view.areas;
    let rated = areas.rate_source.as_ref().unwrap_or(&areas.source);
    let mut value: Html = match (&line.value, &line.source.rows) {
        (Some(value), Some(ask)) => parts::link(&ask.href(), &words::real(*value, d)),
        (value, _) => Html::escape(&shown(*value, d)),
    };
    if line.at_least && line.value.is_some() {
        let mut said = Html::escape("at least ");
        said.push(&value);
        value = said;
    }
    if line.not_for_publication {
        value.push(&Html::trusted(" "));
        value.push(&parts::not_for_publication());
    }
    let mut cells = vec![parts::cell(area_name(view.level, &line.code, &line.name)), sources.number(value, &areas.source)];
    if areas.by_rate {
        let decimals = areas.decimals as usize;
        let over = line.denominator.map_or_else(|| "not known".to_owned(), words::count);
        cells.push(sources.number(over, areas.denominator_source.as_ref().unwrap_or(rated)));
        cells.push(sources.number(shown(line.rate, decimals), rated));
        cells.push(sources.number(between(line.interval, decimals), rated));
    }
    let ranked = areas.verdict_source.as_ref().unwrap_or(rated);
    let rank = line.rank.map_or_else(|| "not ranked".to_owned(), |rank| format!("{}{rank}", if line.tied { "joint " } else { "" }));
    cells.push(sources.number(rank, ranked));
    if areas.verdict_source.is_some() {
        cells.push(parts::cell(line.verdict_words.as_str()));
    }
    cells
}

/// An area's name, leading to its profile where it has one.
fn area_name(level: AreaLevel, code: &str, name: &str) -> Html {
    match level {
        AreaLevel::Lsoa | AreaLevel::Village | AreaLevel::Ward if !code.is_empty() => {
            parts::link(&format!("/evidence/areas/{}", words::in_address(code)), if name.is_empty() { code } else { name })
        }
        _ => Html::escape(if name.is_empty() { code } else { name }),
    }
}

/// A place among its peers.
pub(super) fn peers(view: &MeasurePage, peers: &PeersView, drawing: &Html, sources: &mut Sources) -> Html {
    let mut out = said(sources.inline(peers.sentence.as_str(), &peers.summary_source));
    let d = if peers.by_rate { view.rate.decimals as usize } else { decimals(peers.members.iter().filter_map(|line| line.value)) };
    let mut facts: Vec<(&str, Content)> = Vec::new();
    if !peers.position.is_empty() {
        facts.push(("Position", sources.inline(peers.position.as_str(), &peers.summary_source).into()));
    }
    if let Some(median) = peers.median {
        facts.push(("Median", sources.inline(words::real(median, d), &peers.summary_source).into()));
    }
    if peers.middle_half.is_some() {
        facts.push(("Middle half of the group", sources.inline(between(peers.middle_half, d), &peers.summary_source).into()));
    }
    if peers.range.is_some() {
        facts.push(("Lowest and highest", sources.inline(between(peers.range, d), &peers.summary_source).into()));
    }
    let known = format!("{} of {}", peers.known.0, peers.known.1);
    facts.push(("Members with data", sources.inline(known, &peers.summary_source).into()));
    out.push(&parts::summary(facts));
    let mut head = vec![parts::cell("Area"), parts::numeric(words::capital(&view.measure.unit))];
    if peers.by_rate {
        let per = format!("Per {} {}", words::count(u64::from(view.rate.per)), view.rate.of);
        head.extend([parts::numeric(words::capital(view.rate.of)), parts::numeric(per), parts::numeric("95% interval")]);
    }
    head.extend([parts::numeric("Rank"), parts::cell("Against the group")]);
    let rows = peers.members.iter().map(|line| member(peers, line, d, sources)).collect();
    let table = parts::table_under_heading(&format!("{} in {}, highest first", view.measure.title, peers.group), head, rows);
    if peers.known.0 > 0 {
        out.push(&table);
    } else {
        out.push(&folded("The members of the group", table));
    }
    out.push(drawing);
    out
}

fn member(peers: &PeersView, line: &PeerLine, d: usize, sources: &mut Sources) -> Vec<Cell> {
    let name = if line.own {
        Html::trusted(format!("<strong>{}</strong> (own area)", Html::escape(&line.name)))
    } else {
        Html::escape(&line.name)
    };
    let whole = decimals(line.value.iter().copied());
    let mut cells = vec![parts::cell(name), sources.number(shown(line.value, whole), &peers.source)];
    if peers.by_rate {
        cells.push(sources.number(line.denominator.map_or_else(|| "not known".to_owned(), words::count), &peers.source));
        cells.push(sources.number(shown(line.rate, d), &peers.source));
        cells.push(sources.number(between(line.interval, d), &peers.source));
    }
    let rank = line.rank.map_or_else(|| "not ranked".to_owned(), |rank| rank.to_string());
    cells.push(sources.number(rank, &peers.summary_source));
    cells.push(parts::cell(line.words.as_str()));
    cells
}

/// Areas among high or low values.
pub(super) fn hotspots(view: &MeasurePage, sources: &mut Sources) -> Html {
    let found = &view.hotspots;
    let Some(source) = found.source.as_ref() else {
        // Why nothing was sought, unless the page has no areas at all and says so already.
        let nothing = found.sentence.is_empty() || view.areas.lines.is_empty();
        return if nothing { Html::default() } else { said(words::plain(&found.sentence)) };
    };
    let mut out = said(sources.inline(words::plain(&found.sentence), source));
    if !found.lines.is_empty() {
        let head = vec![
            parts::cell("Area"),
            parts::numeric(words::capital(&view.measure.unit)),
            parts::numeric("Gi* statistic"),
            parts::numeric("q-value"),
            parts::cell("It lies among"),
        ];
        let d = decimals(found.lines.iter().map(|line| line.value));
        let rows = found.lines.iter().map(|line| {
            vec![
                parts::cell(area_name(view.level, &line.code, &line.name)),
                sources.number(words::real(line.value, d), source),
                sources.number(shown(line.gi_star, 2), source),
                sources.number(shown(line.q, 3), source),
                parts::cell(format!("{} values", line.verdict)),
            ]
        });
        let rows = rows.collect();
        out.push(&parts::table_under_heading("Areas that lie among high or low values by more than chance", head, rows));
    }
    out
}

/// How few areas hold half.
pub(super) fn concentration(view: &MeasurePage, curve: &Html, sources: &mut Sources) -> Html {
    let Some(found) = &view.concentration else { return Html::default() };
    let mut out = said(sources.inline(found.sentence.as_str(), &found.source));
    out.push(curve);
    out
}

/// How often the same was met again.
pub(super) fn repeats(view: &MeasurePage, sources: &mut Sources) -> Html {
    let Some(found) = &view.repeats else { return Html::default() };
    let mut out = said(sources.inline(found.sentence.as_str(), &found.source));
    let head = vec![parts::numeric("Times met"), parts::numeric("How many")];
    let rows = found.times.iter().map(|(times, subjects)| {
        vec![sources.number(words::count(*times), &found.source), sources.number(words::count(*subjects), &found.source)]
    });
    let rows = rows.collect();
    out.push(&parts::table_under_heading("How many were met so many times in the year", head, rows));
    out
}
