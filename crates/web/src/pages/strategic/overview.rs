//! One strategic assessment: where it stands, its sections, what is late, what was said of it, and what can be done.

use super::{Asked, address, buttons, by, downloads, may, moment, section_address, stage_tag, unseen, version_address};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::strategic::living::{Stage, StepState, may_be_edited, unanswered};
use app::strategic::{self, PaperView, SectionLine};
use axum::extract::{Path, Query, State};
use permission::Action;
use ui::{Cell, Content, Html};

/// `GET /strategic-assessments/{id}`
pub(crate) async fn overview(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let view = strategic::paper_view(&web.house, &moment(&web, &who), &id).await?;
    let title = view.now.title();
    let mut sheet = Sheet::titled(&title).captioned("Strategic assessment");
    asked.tell(&mut sheet);
    sheet.html(&parts::summary(facts(&view)));
    sheet.html(&buttons(&acts(&view, &who)));
    if let Err(why) = &view.looked {
        unseen(&mut sheet, why.as_ref());
    }
    if !view.of_definition.is_empty() {
        sheet.part("What is wrong with the definition");
        sheet.bullets(view.of_definition.iter().map(super::section::fault));
    }
    if !view.missing.is_empty() {
        sheet.part("Still missing before it can be approved");
        sheet.bullets(view.missing.iter().map(super::section::fault));
    }
    sheet.part("Sections");
    let head = ["Section", "Faults", "Who wrote it last, and what changed"].map(parts::cell).into();
    let rows = view.sections.iter().map(|line| row(&id, line)).collect();
    sheet.html(&parts::table_under_heading("Sections", head, rows));
    downloads::links(&mut sheet, &view);
    let link = |path: &str, words: &str| parts::link(&format!("{}/{path}", address(&id)), words);
    sheet.part("More about it");
    let mut more = vec![link("timetable", "Timetable"), link("comments", "Comments"), link("versions", "Versions")];
    if !view.versions.is_empty() || !view.now.entry.follows.is_empty() {
        more.push(link("compare", "Compare two versions"));
    }
    sheet.html(&parts::list(more));
    super::shell(&title).under("Strategic assessments", super::HERE).record(Action::ReadEvidence).page(&sheet)
}

fn facts(view: &PaperView) -> Vec<(&'static str, Content)> {
    let entry = &view.now.entry;
    let mut stage = stage_tag(entry.stage);
    stage.push(&Html::escape(&format!(" {}: {}", by(&entry.office, &view.now.stamp), entry.reason)));
    let open = unanswered(view.comments.iter().map(|line| &line.entry)).len() as u64;
    let late: Vec<String> = view
        .steps
        .iter()
        .filter(|step| step.state == StepState::Late && entry.stage != Stage::Published)
        .map(|step| format!("{} ({})", step.step, step.owner))
        .collect();
    let mut rows: Vec<(&str, Content)> = vec![("Stage", stage.into())];
    if let Ok(looked) = &view.looked {
        let faults = looked.checked.faults.len() as u64;
        let said = if faults == 0 { "none: every sentence agrees with its figures".to_owned() } else { words::count(faults) };
        rows.push(("Faults", said.into()));
    }
    rows.push(("Comments", format!("{}, {} without an answer", words::count(view.comments.len() as u64), words::count(open)).into()));
    if !late.is_empty() {
        rows.push(("Late", parts::list(late.iter().map(|line| Html::escape(line))).into()));
    }
    if let Some(newest) = view.versions.first() {
        let href = version_address(&entry.id, newest.entry.number);
        rows.push((
            "Newest version",
            parts::link(&href, &format!("Version {}, {}", newest.entry.number, newest.entry.stage.in_words())).into(),
        ));
    }
    if !entry.follows.is_empty() {
        rows.push(("Follows", parts::link(&address(&entry.follows), &entry.follows).into()));
    }
    rows
}

/// What can be done at this stage, by this visitor.
fn acts(view: &PaperView, who: &SignedIn) -> Vec<(&'static str, String)> {
    let here = address(&view.now.entry.id);
    let stage = view.now.entry.stage;
    let all = [
        (stage == Stage::Draft, Action::EditAssessment, "Put it to the partners", "consult"),
        (stage == Stage::Consultation, Action::CommentOnAssessment, "Comment on it", "comments/new"),
        (stage == Stage::Consultation, Action::ApproveAssessment, "Approve it", "approve"),
        (stage == Stage::Approved, Action::PublishAssessment, "Publish it", "publish"),
        (matches!(stage, Stage::Consultation | Stage::Approved), Action::EditAssessment, "Send it back to draft", "redraft"),
        (stage == Stage::Published, Action::EditAssessment, "Begin the next edition", "edition"),
        (may_be_edited(stage), Action::EditAssessment, "Change the definition", "definition"),
    ];
    let now = all.into_iter().filter(|(is_now, action, ..)| *is_now && may(who, *action));
    now.map(|(_, _, words, path)| (words, format!("{here}/{path}"))).collect()
}

fn row(id: &str, line: &SectionLine) -> Vec<Cell> {
    let faults = match line.faults {
        Some(0) => parts::tag("None", "govuk-tag--green"),
        Some(faults) => parts::tag(&words::plural(faults as u64, "fault", "faults"), "govuk-tag--red"),
        None => Html::escape("not known"),
    };
    vec![
        parts::cell(parts::link(&section_address(id, &line.id), &line.title)),
        parts::cell(faults),
        parts::cell(super::written(line.text.as_ref())),
    ]
}
