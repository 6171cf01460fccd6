//! The versions of an assessment, each as it was frozen.

use super::downloads;
use super::{address, beneath, by, stage_tag, version_address};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::strategic::{self, VersionLine};
use axum::extract::{Path, State};
use permission::Action;
use ui::{Cell, Html};

/// `GET /strategic-assessments/{id}/versions`
pub(crate) async fn list(State(web): State<Web>, _: SignedIn, Path(id): Path<String>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let lines = strategic::versions(&web.house, &id).await?;
    let title = "Versions";
    let mut sheet = Sheet::titled(title)
        .captioned(now.title())
        .leading("Each time the assessment leaves draft it is frozen, with the extracts and rules that its figures were made from.");
    if lines.is_empty() {
        sheet.paragraph("There is none yet: the first is made when the draft is put to the partners.");
    } else {
        let head = ["Version", "For", "Who froze it, and when", "Why"].map(parts::cell).into();
        sheet.html(&parts::table_under_heading(title, head, lines.iter().map(row).collect()));
        sheet.paragraph(parts::link(&format!("{}/compare", address(&id)), "Compare two versions"));
    }
    beneath(title, &now).record(Action::ReadEvidence).page(&sheet)
}

fn row(line: &VersionLine) -> Vec<Cell> {
    let entry = &line.entry;
    vec![
        parts::cell(parts::link(&version_address(&entry.paper, entry.number), &format!("Version {}", entry.number))),
        parts::cell(stage_tag(entry.stage)),
        parts::cell(by(&entry.office, &line.stamp)),
        parts::cell(entry.reason.as_str()),
    ]
}

/// `GET /strategic-assessments/{id}/versions/{number}`
pub(crate) async fn one(State(web): State<Web>, _: SignedIn, Path((id, number)): Path<(String, String)>) -> Answer {
    let number: u32 = number.parse().map_err(|_| Failure::NotFound)?;
    let now = strategic::paper(&web.house, &id).await?;
    let page = strategic::version(&web.house, &id, number).await?;
    let entry = &page.line.entry;
    let title = format!("Version {number}: {}", now.title());
    let mut sheet = Sheet::titled(&page.document.title).captioned(page.document.version.as_str()).leading(page.document.summary.as_str());
    // The heading of the page is that of the paper.
    let figures = format!("{}/figures", version_address(&id, number));
    let paper =
        papers::Document { title: String::new(), summary: String::new(), ..page.document.clone().leading(|id| format!("{figures}/{id}")) };
    sheet.html(&Html::trusted(papers::render_html(&paper, papers::HtmlOptions::default())));
    sheet.part("What this version was made from");
    let mut stage = stage_tag(entry.stage);
    stage.push(&Html::escape(&format!(" {}: {}", by(&entry.office, &page.line.stamp), entry.reason)));
    let extracts = page.extracts.iter().map(|extract| parts::link(&format!("/extracts/{}", words::in_address(extract)), extract));
    let rules = entry.rules.iter().map(|rule| parts::link(&format!("/partnership/rules/{}", words::in_address(rule)), rule));
    sheet.html(&parts::summary(vec![
        ("Frozen", stage.into()),
        ("Figures", words::count(page.figures.len() as u64).into()),
        ("Extracts", parts::list(extracts).into()),
        ("Rules", parts::list(rules).into()),
    ]));
    downloads::of(&mut sheet, &version_address(&id, number));
    beneath(&title, &now).under("Versions", format!("{}/versions", address(&id))).record(Action::ReadEvidence).page(&sheet)
}
