//! The part about evidence: what is held, and where each question is answered.

use super::{Answer, House};
use crate::pages::measures::{Asked, choose, held, list};
use crate::parts::Sources;
use crate::{shell::Shell, words};
use app::pages::MeasuresPage;
use askama::Template;
use axum::extract::Query;
use ui::Html;

#[derive(Template)]
#[template(path = "evidence.html")]
struct Body {
    title: String,
    summary: Html,
    choose: Html,
    table: Option<Html>,
    missing: Vec<(String, String)>,
    sources: Html,
}

/// `GET /evidence?within=CODE`
pub(crate) async fn evidence(house: House, Query(asked): Query<Asked>) -> Answer {
    let (view, mistake) = asked.measures(&house).await?;
    let mut sources = Sources::default();
    let held_lines: Vec<_> = view.measures.iter().filter(|line| line.is_held).collect();
    let body = Body {
        title: title(&view),
        summary: sources.inline(summary(&view), &held(&view)),
        choose: choose(&view),
        table: (!held_lines.is_empty()).then(|| list("Measures with data", &view, &held_lines)),
        missing: view.measures.iter().filter(|line| !line.is_held).map(|line| (line.id.clone(), line.title.clone())).collect(),
        sources: sources.part(),
    };
    Shell::evidence("Evidence", "/evidence").answer(super::measures::status(mistake.as_ref()), &body)
}

fn title(view: &MeasuresPage) -> String {
    match &view.within {
        Some(place) => format!("What is known of {}", place.name),
        None => "Evidence".to_owned(),
    }
}

fn summary(view: &MeasuresPage) -> String {
    let held = view.measures.iter().filter(|line| line.is_held).count() as u64;
    if held == 0 {
        return "Nothing is held yet that a measure could count.".to_owned();
    }
    format!("Data is held for {} of {}.", words::count(held), words::plural(view.measures.len() as u64, "measure", "measures"))
}
