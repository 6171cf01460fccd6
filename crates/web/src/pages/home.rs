//! Home: how we are doing, what came in last, and how to begin where there is nothing yet.

use super::{Answer, House, extracts::register};
use crate::{parts, shell::Shell, words};
use app::pages::{Headline, HomePage, LatestAssessment, Step};
use askama::Template;
use ui::Html;

#[derive(Template)]
#[template(path = "home.html")]
struct Body {
    title: String,
    latest: Option<Latest>,
    extracts: Option<Html>,
    more_extracts: Option<String>,
    steps: Vec<StepLine>,
    sources: Html,
}

/// The latest assessment as shown.
struct Latest {
    area_code: String,
    title: String,
    summary: String,
    period: String,
    made: String,
    invented: bool,
    cards: Vec<CardLine>,
}

/// A figure card as shown.
struct CardLine {
    href: String,
    name: String,
    value: String,
    unit: String,
    period: String,
    comparison: String,
    verdict: Html,
}

/// A step as shown.
struct StepLine {
    words: &'static str,
    command: &'static str,
    done: bool,
}

/// `GET /`
pub(crate) async fn home(house: House) -> Answer {
    let view = app::pages::home(&house).await?;
    let partnership = view.latest.as_ref().map(|latest| latest.partnership.clone()).filter(|name| !name.is_empty());
    let title = partnership.clone().unwrap_or_else(|| "Community safety partnership".to_owned());
    let more = (view.extract_count > view.extracts.len() as u64)
        .then(|| format!("See all {}", words::plural(view.extract_count, "extract", "extracts")));
    let mut sources = parts::Sources::default();
    let body = Body {
        extracts: (!view.extracts.is_empty()).then(|| register("The latest extracts, newest first", &view.extracts, &mut sources)),
        sources: sources.part(),
        more_extracts: more,
        steps: if view.steps.iter().all(|(_, done)| *done) { Vec::new() } else { steps(&view) },
        latest: view.latest.map(latest),
        title,
    };
    Shell::new("Home", "/").of(partnership.as_deref()).page(&body)
}

fn latest(latest: LatestAssessment) -> Latest {
    let area_code = latest.line.area_code;
    Latest {
        cards: latest.headlines.iter().map(|headline| card(headline, &area_code)).collect(),
        invented: latest.invented,
        title: latest.title,
        summary: latest.summary,
        period: latest.period,
        made: words::moment(&latest.line.made_at),
        area_code,
    }
}

fn card(headline: &Headline, area_code: &str) -> CardLine {
    let comparison = headline.comparison.as_ref();
    CardLine {
        href: format!("/assessments/{area_code}/figures/{}", headline.figure),
        name: headline.name.clone(),
        value: words::number(&headline.value),
        unit: headline.unit.clone(),
        period: words::period(&headline.period),
        comparison: comparison.map_or_else(|| "There is no year before to compare with.".to_owned(), words::against),
        verdict: parts::verdict(comparison.map_or("", |c| c.verdict.as_str())),
    }
}

fn steps(view: &HomePage) -> Vec<StepLine> {
    let line = |(step, done): &(Step, bool)| {
        let (words, command) = match step {
            Step::Lookup => (
                "Import the lookup of areas: which small areas make up which wards and districts",
                "wardmote import area-lookup FILE --home HOME",
            ),
            Step::Population => ("Import the population, so that there can be rates", "wardmote import population FILE --home HOME"),
            Step::Police => (
                "Import the police files of at least two years, so that they can be compared",
                "wardmote import police-street FILE --home HOME",
            ),
            Step::Assessment => ("Make the assessment of a district", "wardmote assess --district CODE --home HOME --out FOLDER"),
        };
        StepLine { words, command, done: *done }
    };
    view.steps.iter().map(line).collect()
}
