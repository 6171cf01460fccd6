//! The catalogue of measures, and what is held of each.

use super::{Answer, House};
use crate::failure::Failure;
use crate::parts::{self, Sources};
use crate::{shell::Shell, words};
use app::pages::{MeasureLine, MeasuresPage, Sourced};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::{Outcome, Trouble};
use serde::Deserialize;
use ui::{Button, Cell, Component as _, Content, Html};

/// What may stand behind the question mark.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    within: Option<String>,
}

impl Asked {
    /// The catalogue for the place asked for; for a place that is not known that of the usual one, and what is wrong.
    pub(crate) async fn measures(&self, house: &House) -> Result<(MeasuresPage, Option<Trouble>), Failure> {
        let within = self.within.as_deref().filter(|code| !code.is_empty());
        match app::pages::measures(house, within).await {
            Ok(view) => Ok((view, None)),
            Err(trouble) if within.is_some() && matches!(trouble.outcome, Outcome::Refused | Outcome::Usage) => {
                Ok((app::pages::measures(house, None).await?, Some(trouble)))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }
}

/// 400 where something in the address was not known.
pub(crate) fn status(mistake: Option<&Trouble>) -> StatusCode {
    if mistake.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

#[derive(Template)]
#[template(path = "measures.html")]
struct Body {
    title: String,
    mistake: Html,
    summary: Html,
    choose: Html,
    table: Html,
    sources: Html,
}

/// `GET /evidence/measures?within=CODE`
pub(crate) async fn measures(house: House, Query(asked): Query<Asked>) -> Answer {
    let (view, mistake) = asked.measures(&house).await?;
    let mut sources = Sources::default();
    let total = words::plural(view.measures.len() as u64, "measure", "measures");
    let held_count = view.measures.iter().filter(|line| line.is_held).count() as u64;
    let title = match &view.within {
        Some(place) => format!("What can be measured in {}", place.name),
        None => "What can be measured".to_owned(),
    };
    let body = Body {
        title: title.clone(),
        mistake: mistake.as_ref().map(super::measure::wrong).unwrap_or_default(),
        summary: sources.inline(format!("{total}, {} of them with data for this place.", words::count(held_count)), &held(&view)),
        choose: choose(&view),
        table: list("Measures, in the order of the catalogue", &view, &view.measures.iter().collect::<Vec<_>>()),
        sources: sources.part(),
    };
    Shell::evidence(title, "/evidence/measures").answer(status(mistake.as_ref()), &body)
}

/// Where it is said how many measures have data.
pub(crate) fn held(view: &MeasuresPage) -> Sourced {
    let place = view.within.as_ref().map_or_else(String::new, |place| format!(", {}", place.name));
    Sourced {
        what: format!("Measures with data{place}"),
        query: "register: extracts, and the catalogue of measures".to_owned(),
        ..Sourced::default()
    }
}

/// Measures as a table, each leading to its page.
pub(crate) fn list(caption: &str, view: &MeasuresPage, lines: &[&MeasureLine]) -> Html {
    let head = ["Measure", "What it counts", "Source", "Used for", "Data held"].map(parts::cell).into();
    parts::table_under_heading(caption, head, lines.iter().map(|line| row(view, line)).collect())
}

fn row(view: &MeasuresPage, line: &MeasureLine) -> Vec<Cell> {
    let within = view.within.as_ref().map_or_else(String::new, |place| format!("?within={}", words::in_address(&place.code)));
    let held: Content = match (line.is_held, line.held.as_str()) {
        (false, _) => "nothing for this place".into(),
        (true, "") => "yes".into(),
        (true, months) => words::period(months).into(),
    };
    let mut counts = line.counts.to_owned();
    if !line.parts.is_empty() {
        counts = format!("the sum of {}", line.parts.join(", "));
    }
    vec![
        parts::cell(parts::link(&format!("/evidence/measures/{}{within}", line.id), &line.title)),
        parts::cell(counts),
        parts::cell(line.data_set_title.as_str()),
        parts::cell(class(line.class)),
        parts::cell(held),
    ]
}

/// What a data set may be used for.
pub(crate) fn class(class: &str) -> Html {
    let (word, colour) = match class {
        "risk-assessment" => ("Risk assessment", "govuk-tag--green"),
        "insight" => ("Insight only", "govuk-tag--blue"),
        "not-suitable" => ("Not suitable", "govuk-tag--grey"),
        "to-obtain" => ("To be obtained", "govuk-tag--yellow"),
        other => (other, "govuk-tag--grey"),
    };
    parts::tag(word, colour)
}

/// The small form that asks the page again about another place.
pub(crate) fn choose(view: &MeasuresPage) -> Html {
    if view.places.len() < 2 {
        return Html::default();
    }
    let mut form = Html::trusted("<form class=\"app-choose app-noprint\" method=\"get\">\n");
    let places = view.places.iter().map(|place| (place.code.as_str(), place.name.clone())).collect();
    form.push(&parts::select("within", "Area", places, view.within.as_ref().map_or("", |place| place.code.as_str())));
    form.push(&Button { content: "Show".into(), classes: "govuk-button--secondary".into(), ..Button::default() }.html());
    form.push(&Html::trusted("\n</form>\n"));
    form
}
