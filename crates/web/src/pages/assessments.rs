//! Every assessment, newest first.

use super::{Answer, House};
use crate::{parts, shell::Shell, words};
use app::pages::AssessmentLine;
use askama::Template;
use ui::{Content, Html};

#[derive(Template)]
#[template(path = "assessments.html")]
struct Body {
    table: Option<Html>,
}

/// `GET /assessments`
pub(crate) async fn assessments(house: House) -> Answer {
    let lines = app::pages::assessments(&house).await?;
    let table = (!lines.is_empty()).then(|| {
        let head = ["District", "Period", "Made"].map(parts::cell).into();
        parts::table_under_heading("Assessments, newest first", head, lines.iter().map(row).collect())
    });
    Shell::evidence("Assessments", "/assessments").page(&Body { table })
}

fn row(line: &AssessmentLine) -> Vec<ui::Cell> {
    let name: Content = if line.latest {
        parts::link(&format!("/assessments/{}", line.area_code), &line.area_name).into()
    } else {
        format!("{} (an earlier one)", line.area_name).into()
    };
    vec![parts::cell(name), parts::cell(words::period(&line.period)), parts::cell(words::moment(&line.made_at))]
}
