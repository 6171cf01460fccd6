//! The latest assessment of a district: the paper as it was kept, with what surrounds it on a screen.

use super::{Answer, House};
use crate::failure::Failure;
use crate::{shell::Shell, words};
use askama::Template;
use axum::extract::Path;
use permission::Action;
use ui::Html;

#[derive(Template)]
#[template(path = "assessment.html")]
struct Body {
    area_code: String,
    made: String,
    newer_extracts: bool,
    paper: Html,
    rules: Vec<String>,
}

/// `GET /assessments/{district}`
pub(crate) async fn assessment(house: House, Path(district): Path<String>) -> Answer {
    let view = app::pages::assessment(&house, &district).await?.ok_or(Failure::NotFound)?;
    let shell = Shell::evidence(view.document.title.as_str(), "/assessments").of(Some(&view.document.partnership));
    let shell = shell.under("Assessments", "/assessments").record(Action::ReadEvidence);
    shell.page(&Body {
        made: words::moment(&view.line.made_at),
        newer_extracts: view.newer_extracts,
        paper: Html::trusted(papers::render_html(&view.document, papers::HtmlOptions::default())),
        area_code: view.line.area_code,
        rules: view.rules,
    })
}
