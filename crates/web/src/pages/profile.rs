//! An area on one printed page, for those who task work in it.

use super::{Answer, House};
use crate::failure::Failure;
use crate::parts::{self, Sources};
use crate::{shell::Shell, words};
use app::pages::{DeprivationLine, Known, ProfileFlag, ProfileFlags, ProfileMeasure, ProfilePage};
use askama::Template;
use axum::extract::Path;
use ui::{Cell, Content, Html};

#[derive(Template)]
#[template(path = "profile.html")]
struct Body {
    title: String,
    caption: String,
    summary: Html,
    invented: bool,
    facts: Html,
    note: String,
    measures: Option<Html>,
    flags: Vec<(String, Html)>,
    why_no_flags: String,
    deprivation: Option<Html>,
    concerns: Vec<(String, String)>,
    priorities: Vec<(String, String)>,
    missing: Vec<(String, String)>,
    caveats: Vec<String>,
    printed: String,
    sources: Html,
}

/// `GET /evidence/areas/{code}`
pub(crate) async fn profile(house: House, Path(code): Path<String>) -> Answer {
    let view = app::pages::profile(&house, &code).await?.ok_or(Failure::NotFound)?;
    Shell::evidence(title(&view), "/evidence/areas").under("Areas", "/evidence/areas").page(&body(view))
}

fn body(view: ProfilePage) -> Body {
    let mut sources = Sources::default();
    let sources = &mut sources;
    Body {
        title: title(&view),
        caption: format!("{} in {}", kind(view.kind), view.district.name),
        summary: summary(&view, sources),
        facts: facts(&view, sources),
        measures: (!view.measures.is_empty()).then(|| measures(&view, sources)),
        flags: view.flags.iter().map(|one| (flags_title(one, &view.rule), flags(one, sources))).collect(),
        deprivation: (!view.deprivation.is_empty()).then(|| deprivation(&view.deprivation, sources)),
        concerns: view
            .concerns
            .iter()
            .map(|one| (one.reason.clone(), format!("raised by {} on {}", one.role, words::day(&one.on))))
            .collect(),
        priorities: view.priorities.iter().map(priority).collect(),
        invented: view.invented,
        note: view.note,
        why_no_flags: view.why_no_flags,
        missing: view.not_to_be_had,
        caveats: view.caveats,
        printed: sources.line(),
        sources: sources.part(),
    }
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "ward" => "Ward",
        "lsoa" => "Small area (LSOA)",
        "village" => "Village",
        _ => "Area of the partnership’s own",
    }
}

/// A statement where the flags allow one.
fn title(view: &ProfilePage) -> String {
    match view.flags.as_slice() {
        [only] if view.kind == "ward" => {
            format!(
                "{} has {}",
                view.name,
                match only.total {
                    0 => "no risk flags".to_owned(),
                    n => words::plural(n, "risk flag", "risk flags"),
                }
            )
        }
        _ => format!("{} on one page", view.name),
    }
}

fn summary(view: &ProfilePage, sources: &mut Sources) -> Html {
    let told: Vec<&ProfileMeasure> = view
        .measures
        .iter()
        .filter(|one| one.compared.change.as_ref().is_some_and(|change| matches!(change.verdict.as_str(), "rose" | "fell")))
        .collect();
    let Some(first) = told.first() else {
        let none =
            if view.measures.is_empty() { "No measure has data for it." } else { "No measure shows a clear change on the year before." };
        return Html::escape(none);
    };
    let source = first.compared.change_source.as_ref().unwrap_or(&first.compared.source);
    let mut said = sources.inline(format!("{}: {}", first.title, first.compared.sentence), source);
    if told.len() > 1 {
        let rest: Vec<String> = told.iter().skip(1).map(|one| one.title.clone()).collect();
        said.push(&Html::escape(&format!(" Clear changes too: {}.", rest.join(", "))));
    }
    said
}

fn known(known: &Known, sources: &mut Sources) -> Content {
    match (known.value, &known.source) {
        (Some(value), Some(source)) => {
            let year = known.year.map_or_else(String::new, |year| format!(" ({year})"));
            sources.inline(format!("{}{year}", words::count(value)), source).into()
        }
        _ => "not known".into(),
    }
}

fn facts(view: &ProfilePage, sources: &mut Sources) -> Html {
    let mut rows: Vec<(&str, Content)> =
        vec![("Residents", known(&view.residents, sources)), ("Households", known(&view.households, sources))];
    let linked = |places: &[app::pages::PlaceName]| {
        let mut out = Html::default();
        for (index, place) in places.iter().filter(|place| place.code != view.code).enumerate() {
            if index > 0 {
                out.push(&Html::escape(", "));
            }
            let name = if place.name.is_empty() { &place.code } else { &place.name };
            out.push(&parts::link(&format!("/evidence/areas/{}", words::in_address(&place.code)), name));
        }
        out
    };
    for (name, places) in [("Wards", &view.wards), ("Small areas (LSOAs)", &view.lsoas), ("Own areas in it", &view.areas)] {
        let links = linked(places);
        if !links.is_empty() {
            rows.push((name, links.into()));
        }
    }
    if !view.villages.is_empty() {
        rows.push(("Villages", view.villages.join(", ").into()));
    }
    rows.push(("Code", view.code.as_str().into()));
    parts::summary(rows)
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "not known".to_owned(), |value| words::real(value, usize::from((value - value.round()).abs() > 1e-9)))
}

fn measures(view: &ProfilePage, sources: &mut Sources) -> Html {
    let head = vec![
        parts::cell("Measure"),
        parts::numeric("Now"),
        parts::numeric("A year before"),
        parts::numeric("Change"),
        parts::cell("Verdict"),
    ];
    let rows = view.measures.iter().map(|one| measure(one, sources)).collect();
    parts::table_under_heading("Measures of the area, against the year before", head, rows)
}

fn measure(one: &ProfileMeasure, sources: &mut Sources) -> Vec<Cell> {
    let compared = &one.compared;
    let mut name = parts::link(&format!("/evidence/measures/{}", one.id), &one.title);
    let mut beside = words::period(&compared.period);
    if !one.counted_for.is_empty() {
        beside = format!("{beside}; counted for {}", one.counted_for);
    }
    name.push(&Html::escape(&format!(" ({beside})")));
    let mut now = match (&compared.source.rows, compared.now) {
        (Some(ask), Some(_)) => parts::link(&ask.href(), &shown(compared.now)),
        _ => Html::escape(&shown(compared.now)),
    };
    if compared.at_least && compared.now.is_some() {
        let mut least = Html::escape("at least ");
        least.push(&now);
        now = least;
    }
    if one.not_for_publication {
        now.push(&Html::trusted(" "));
        now.push(&parts::not_for_publication());
    }
    let before_source = compared.before_source.as_ref().unwrap_or(&compared.source);
    let change_source = compared.change_source.as_ref().unwrap_or(before_source);
    let change = compared.change.as_ref();
    let printed = change.map_or_else(|| "not compared".to_owned(), |change| words::apparent_change(&change.apparent_change));
    vec![
        parts::cell(name),
        sources.number(now, &compared.source),
        sources.number(shown(compared.before), before_source),
        sources.number(printed, change_source),
        parts::cell(parts::verdict(change.map_or("", |change| change.verdict.as_str()))),
    ]
}

fn flags_title(one: &ProfileFlags, rule: &str) -> String {
    let rule = if rule.is_empty() { String::new() } else { format!(", rule {rule}") };
    format!("{}: {} of {} flags, {} risk{rule}", one.ward.name, one.total, one.cells.len(), one.risk.to_lowercase())
}

fn flags(one: &ProfileFlags, sources: &mut Sources) -> Html {
    let head =
        vec![parts::cell("Criterion"), parts::numeric("Value"), parts::numeric("Threshold"), parts::cell("Flag"), parts::cell("Why")];
    let rows = one.cells.iter().map(|cell| flag(cell, sources)).collect();
    parts::table_under_heading(&format!("Each criterion of {}", one.ward.name), head, rows)
}

fn flag(cell: &ProfileFlag, sources: &mut Sources) -> Vec<Cell> {
    let (word, colour) = match (cell.flag, cell.near_miss) {
        (Some(true), _) => ("\u{25b2} Flag", "govuk-tag--red"),
        (Some(false), true) => ("\u{25d0} Near miss", "govuk-tag--yellow"),
        (Some(false), false) => ("\u{25cb} No flag", "govuk-tag--grey"),
        (None, _) => ("? Not known", "govuk-tag--purple"),
    };
    let why = if cell.caution.is_empty() {
        cell.why.clone()
    } else if cell.why.is_empty() {
        cell.caution.clone()
    } else {
        format!("{}. {}", cell.why.trim_end_matches('.'), cell.caution)
    };
    vec![
        parts::cell(cell.title.as_str()),
        sources.number(shown(cell.value), &cell.source),
        sources.number(shown(cell.threshold), &cell.source),
        parts::cell(parts::tag(word, colour)),
        parts::cell(why),
    ]
}

fn deprivation(lines: &[DeprivationLine], sources: &mut Sources) -> Html {
    let head = vec![
        parts::cell("Domain"),
        parts::numeric("LSOAs among the most deprived 30%"),
        parts::numeric("LSOAs with a rank"),
        parts::cell("Most deprived"),
    ];
    let rows = lines.iter().map(|line| {
        let worst = line.worst.as_ref().map_or_else(|| "not known".to_owned(), |(name, decile)| format!("{name}, decile {decile}"));
        vec![
            parts::cell(format!("{} ({})", words::capital(&words::reason(&line.domain)), line.edition)),
            sources.number(words::count(line.in_most_deprived), &line.source),
            sources.number(words::count(line.lsoas), &line.source),
            sources.said(worst, &line.source),
        ]
    });
    let rows = rows.collect();
    parts::table_under_heading("Deprivation by domain", head, rows)
}

fn priority(one: &app::pages::ProfilePriority) -> (String, String) {
    let heading = if one.heading.is_empty() { String::new() } else { format!(", {}", one.heading) };
    let reason = if one.reason.is_empty() { String::new() } else { format!(": {}", one.reason) };
    (format!("{} ({}{heading})", one.name, one.year), format!("{}{reason}", one.standing))
}
