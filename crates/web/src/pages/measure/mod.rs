//! One measure for one place: what it says, how sure that is, where it is high, and where it comes from.

pub(crate) mod download;
pub(crate) mod drawings;
pub(crate) mod rows;
mod tables;
#[cfg(test)]
mod tests;

use super::{Answer, House};
use crate::failure::Failure;
use crate::parts::{self, Card, Downloads, Sources};
use crate::{shell::Shell, words};
use app::AreaLevel;
use app::pages::{MeasureAsk, MeasurePage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Outcome, Trouble};
use serde::Deserialize;
use ui::{Button, Component as _, Html};

/// What may stand behind the question mark.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    within: Option<String>,
    level: Option<String>,
    ending: Option<String>,
}

impl Asked {
    /// What is asked of the house; an empty field is one that was not filled in.
    fn ask(&self) -> Result<MeasureAsk, Trouble> {
        let said = |field: &Option<String>| field.clone().filter(|text| !text.is_empty());
        Ok(MeasureAsk {
            within: said(&self.within),
            level: said(&self.level).map(|text| AreaLevel::parse(&text)).transpose()?,
            ending: said(&self.ending),
        })
    }
}

/// The page that was asked for; where something behind the question mark is not known, the page without it and what is wrong.
async fn view(house: &House, id: &str, asked: &Asked) -> Result<(MeasurePage, Option<Trouble>), Failure> {
    let found = match asked.ask() {
        Ok(ask) => app::pages::measure(house, id, &ask).await,
        Err(trouble) => Err(trouble),
    };
    match found {
        Ok(page) => Ok((page.ok_or(Failure::NotFound)?, None)),
        Err(trouble) if matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) && trouble.code != "measure-unknown" => {
            let page = app::pages::measure(house, id, &MeasureAsk::default()).await?.ok_or(Failure::NotFound)?;
            Ok((page, Some(trouble)))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

#[derive(Template)]
#[template(path = "measure.html")]
struct Body {
    title: String,
    caption: String,
    mistake: Html,
    summary: Html,
    invented: bool,
    choose: Html,
    cards: Html,
    comparisons: Html,
    parts: Html,
    months: Html,
    areas_sentence: String,
    areas_title: String,
    areas: Html,
    map: Html,
    funnel: Html,
    peers: Vec<(String, Html)>,
    hotspots: Html,
    concentration: Html,
    repeats: Html,
    notes: Vec<String>,
    sentence: String,
    sources: Html,
}

/// `GET /evidence/measures/{id}?within=CODE&level=LEVEL&ending=YYYY-MM`
pub(crate) async fn measure(house: House, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (view, mistake) = view(&house, &id, &asked).await?;
    let ground = ground(&house, &view).await?;
    let status = if mistake.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let shell = Shell::evidence(title(&view), "/evidence/measures").under("Measures", "/evidence/measures");
    shell.answer(status, &body(&view, &ground, mistake.as_ref()))
}

async fn ground(house: &House, view: &MeasurePage) -> Result<app::pages::MapGround, Failure> {
    let codes: Vec<String> = view.areas.lines.iter().map(|line| line.code.clone()).collect();
    Ok(app::pages::map_ground(house, view.level, &codes).await?)
}

fn body(view: &MeasurePage, ground: &app::pages::MapGround, mistake: Option<&Trouble>) -> Body {
    let mut sources = Sources::default();
    let sources = &mut sources;
    let summary = summary(view, sources);
    let cards = cards(view, sources);
    let comparisons = tables::comparisons(view, sources);
    let parts = tables::composite(view, sources);
    let drawn = drawings::all(view, ground);
    let (stem, query) = (format!("/evidence/measures/{}", view.measure.id), query(view));
    let draw = |name: &str, sources: &mut Sources| -> Html {
        let Some(one) = drawn.iter().find(|one| one.name == name) else { return Html::default() };
        let stem = format!("{stem}/{name}");
        let downloads = one.may_be_taken.then_some(Downloads { stem: &stem, query: &query });
        parts::drawing(&one.drawing, name, sources, &one.source, downloads)
    };
    let months = draw("months", sources);
    let months = tables::months(view, &months, sources);
    let areas = tables::areas(view, sources);
    let map = draw("map", sources);
    let funnel = draw("funnel", sources);
    let peers = view.peers.iter().enumerate().map(|(index, one)| {
        let name = if index == 0 { "peers".to_owned() } else { format!("peers-{}", index + 1) };
        let drawing = draw(&name, sources);
        (one.group.clone(), tables::peers(view, one, &drawing, sources))
    });
    let peers = peers.collect();
    let hotspots = tables::hotspots(view, sources);
    let curve = draw("concentration", sources);
    Body {
        title: title(view),
        caption: format!("Measure of {}", view.measure.data_set_title),
        mistake: mistake.map(wrong).unwrap_or_default(),
        summary,
        invented: view.invented,
        choose: choose(view),
        cards,
        comparisons,
        parts,
        months,
        areas_sentence: if view.areas.lines.is_empty() { String::new() } else { words::plain(&view.areas.sentence) },
        areas_title: words::levels(view.level),
        areas,
        map,
        funnel,
        peers,
        hotspots,
        concentration: tables::concentration(view, &curve, sources),
        repeats: tables::repeats(view, sources),
        notes: notes(view),
        sentence: sentence(view),
        sources: sources.part(),
    }
}

/// The same choice as it stands in an address.
pub(crate) fn query(view: &MeasurePage) -> String {
    let ending = if view.ending.is_empty() { String::new() } else { format!("&ending={}", view.ending) };
    format!("?within={}&level={}{ending}", view.within.code, view.level)
}

/// A statement where the test allows one.
fn title(view: &MeasurePage) -> String {
    let (measure, place) = (&view.measure, &view.within.name);
    let verdict = view.comparisons.first().and_then(|c| c.change.as_ref()).map(|change| change.verdict.as_str());
    match verdict {
        Some("rose") => format!("{} rose in {place}", measure.title),
        Some("fell") => format!("{} fell in {place}", measure.title),
        Some("no clear change") => format!("No clear change in {} in {place}", measure.phrase),
        _ if !measure.is_held => format!("Nothing is held of {} in {place}", measure.phrase),
        _ => format!("{} in {place}", measure.title),
    }
}

/// One sentence with how sure it is.
fn summary(view: &MeasurePage, sources: &mut Sources) -> Html {
    match view.comparisons.first() {
        Some(first) => sources.inline(first.sentence.as_str(), first.change_source.as_ref().unwrap_or(&first.source)),
        None if view.measure.is_held => Html::escape("It has no months that could be compared with a year before."),
        None => Html::escape(&format!(
            "No extract of {} is here for this place. This page shows it once one is imported; missing is not nought.",
            view.measure.data_set_title
        )),
    }
}

fn cards(view: &MeasurePage, sources: &mut Sources) -> Html {
    let mut all = Vec::new();
    for one in &view.comparisons {
        let value = one.now.map_or_else(|| "not known".to_owned(), |now| words::real(now, drawings::decimals([now].into_iter())));
        let mut notes = vec![Html::escape(&words::period(&one.period))];
        notes.push(sources.inline(one.sentence.as_str(), one.change_source.as_ref().unwrap_or(&one.source)));
        if let Some(interval) = tables::ratio(one) {
            notes.push(sources.inline(format!("How sure: {interval}."), one.change_source.as_ref().unwrap_or(&one.source)));
        }
        let card = Card {
            name: one.title.clone(),
            value: if one.at_least { format!("at least {value}") } else { value },
            unit: view.measure.unit.clone(),
            verdict: parts::verdict(one.change.as_ref().map_or("", |change| change.verdict.as_str())),
            notes,
            rows: one.source.rows.as_ref().map(app::pages::RowsAsk::href),
        };
        all.push((card, &one.source));
    }
    if let Some((rate, source)) = view.rate.rate.zip(view.rate.source.as_ref()) {
        let decimals = view.rate.decimals as usize;
        let mut notes = vec![sources.inline(view.rate.sentence.as_str(), view.rate.denominator_source.as_ref().unwrap_or(source))];
        if let Some((low, high)) = view.rate.interval {
            let between = format!("How sure: between {} and {} (95%).", words::real(low, decimals), words::real(high, decimals));
            notes.push(sources.inline(between, source));
        }
        let unit = format!("per {} {}", words::count(u64::from(view.rate.per)), view.rate.of);
        all.push((Card { name: "Rate".into(), value: words::real(rate, decimals), unit, notes, ..Card::default() }, source));
    }
    if all.is_empty() { Html::default() } else { parts::cards(sources, all) }
}

/// What to bear in mind, each said once and not what stands elsewhere on the page.
fn notes(view: &MeasurePage) -> Vec<String> {
    let elsewhere = [&view.areas.why_nothing, &view.areas.sentence];
    let mut notes: Vec<String> = Vec::new();
    let rate = view.rate.rate.is_none().then_some(&view.rate.sentence);
    for note in view.notes.iter().chain(rate).filter(|note| !note.is_empty() && !elsewhere.contains(note)) {
        if !notes.contains(&words::plain(note)) {
            notes.push(words::plain(note));
        }
    }
    notes
}

/// The main figure as a sentence for a paper or a message; empty where there is nothing to say.
fn sentence(view: &MeasurePage) -> String {
    let Some(first) = view.comparisons.first().filter(|one| one.now.is_some()) else { return String::new() };
    let invented = if view.invented { " These values were invented for a demonstration." } else { "" };
    format!("{} ({}.) Source: {}.{invented}", first.sentence, first.title, view.measure.data_set_title)
}

/// The small form that asks the page again.
fn choose(view: &MeasurePage) -> Html {
    let mut form = Html::trusted("<form class=\"app-choose app-noprint\" method=\"get\">\n");
    let places = view.places.iter().map(|place| (place.code.as_str(), place.name.clone())).collect();
    form.push(&parts::select("within", "Area", places, &view.within.code));
    if !view.levels.is_empty() {
        let levels = view.levels.iter().map(|level| (level.as_str(), words::levels(*level))).collect();
        form.push(&parts::select("level", "Show by", levels, view.level.as_str()));
    }
    if !view.endings.is_empty() {
        let endings = view.endings.iter().map(|month| (month.as_str(), words::month(month))).collect();
        form.push(&parts::select("ending", "Year ending", endings, &view.ending));
    }
    form.push(&Button { content: "Show".into(), classes: "govuk-button--secondary".into(), ..Button::default() }.html());
    form.push(&Html::trusted("\n</form>\n"));
    form
}

/// What is wrong with what was asked.
pub(crate) fn wrong(trouble: &Trouble) -> Html {
    let mut said = words::plain(&trouble.message);
    if !trouble.remedy.is_empty() {
        said = format!("{said}: {}", words::plain(&trouble.remedy));
    }
    let item = ui::ErrorItem { content: words::capital(&said).into(), ..ui::ErrorItem::default() };
    ui::ErrorSummary { title: "This could not be shown as asked".into(), error_list: vec![item], ..ui::ErrorSummary::default() }.html()
}
