//! The timetable: whose steps, which are done, which are late.

use super::{Asked, address, beneath, finished, form_page, may, moment};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::{day_field, day_or, mend};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::today;
use app::strategic::living::{Stage, StepLine, StepState};
use app::strategic::{self, PaperNow, StepWords};
use axum::extract::{Path, Query, State};
use permission::Action;
use ui::{Answer as Choice, Cell, Field, Form, Html};

/// `GET /strategic-assessments/{id}/timetable`
pub(crate) async fn timetable(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let steps = strategic::steps(&web.house, &now, today(&moment(&web, &who))).await?;
    let title = "Timetable";
    let mut sheet = Sheet::titled(title).captioned(now.title());
    asked.tell(&mut sheet);
    if steps.is_empty() {
        sheet.paragraph("The definition of this assessment gives no timetable.");
    } else {
        let marks = may(&who, Action::EditAssessment);
        let head = ["Step", "Owner", "From", "Until", "How it stands"].map(parts::cell).into();
        let rows = steps.iter().map(|line| row(&now, line, marks)).collect();
        sheet.html(&parts::table_under_heading(title, head, rows));
    }
    beneath(title, &now).record(Action::ReadEvidence).page(&sheet)
}

fn row(now: &PaperNow, line: &StepLine, marks: bool) -> Vec<Cell> {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "not known".to_owned(), |day| words::day(&day.to_string()));
    let mut state = tag(line, now.entry.stage);
    if let Some(done) = &line.done {
        let on = done.done.map_or_else(String::new, |on| format!(" on {}", words::day(&on.to_string())));
        state.push(&Html::escape(&format!("{on} by {}. {}", done.office, done.note)));
    }
    if marks {
        state.push(&Html::trusted("<br>"));
        let href = format!("{}/timetable/{}", address(&now.entry.id), words::in_address(&line.slug));
        let mut anchor = Html::trusted("<a class=\"govuk-link\" href=\"");
        anchor.push(&Html::escape(&href));
        anchor.push(&Html::trusted("\">Update<span class=\"govuk-visually-hidden\"> the step: "));
        anchor.push(&Html::escape(&line.step));
        anchor.push(&Html::trusted("</span></a>"));
        state.push(&anchor);
    }
    vec![
        parts::cell(line.step.as_str()),
        parts::cell(line.owner.as_str()),
        parts::cell(day(line.from)),
        parts::cell(day(line.until)),
        parts::cell(state),
    ]
}

fn tag(line: &StepLine, stage: Stage) -> Html {
    let late = || words::plural(line.days_late.unsigned_abs().into(), "day late", "days late");
    match line.state {
        StepState::Done if line.days_late > 0 => parts::tag(&format!("Done, {}", late()), "govuk-tag--yellow"),
        StepState::Done => parts::tag("Done", "govuk-tag--green"),
        // Of what is published nothing is late any more.
        StepState::Late if stage == Stage::Published => parts::tag("Not recorded", "govuk-tag--grey"),
        StepState::Late => parts::tag(&words::capital(&late()), "govuk-tag--red"),
        StepState::Now => parts::tag("In work", "govuk-tag--blue"),
        StepState::Ahead => parts::tag("Not begun", "govuk-tag--grey"),
    }
}

fn path(id: &str, step: &str) -> String {
    format!("{}/timetable/{}", address(id), words::in_address(step))
}

async fn line(web: &Web, who: &SignedIn, now: &PaperNow, step: &str) -> Result<StepLine, Failure> {
    let steps = strategic::steps(&web.house, now, today(&moment(web, who))).await?;
    steps.into_iter().find(|line| line.slug == step).ok_or(Failure::NotFound)
}

/// `GET /strategic-assessments/{id}/timetable/{step}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let line = line(&web, &who, &now, &step).await?;
    let draft = who.draft(&web, &path(&id, &step)).await?;
    page(&web, &who, &now, &line, draft.as_ref(), &[])
}

fn page(web: &Web, who: &SignedIn, now: &PaperNow, line: &StepLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Update a step";
    let id = &now.entry.id;
    let mut sheet = Sheet::narrow(title).captioned(now.title());
    sheet.html(&parts::summary(vec![("Step", line.step.as_str().into()), ("Owner", line.owner.as_str().into())]));
    let answers = [
        Choice::new("yes", "Yes").asks(day_field("on", "When was it done?", Some(today(&moment(web, who))))),
        Choice::new("no", "No, not yet"),
    ];
    let done = if line.done.as_ref().is_some_and(|done| done.done.is_none()) { "no" } else { "yes" };
    let form = Form::post(path(id, &line.slug), who.visit.token())
        .field(Field::one_of("done", "Is it done?", answers).value(done))
        .field(Field::text("note", "What is to be known of it?").hint("Such as \u{201c}two data sets came late\u{201d}").optional())
        .button("Save")
        .cancel(&format!("{}/timetable", address(id)));
    sheet.form_of(&finished(form, &path(id, &line.slug), sent, mistakes));
    form_page(title, now, &sheet)
}

/// `POST /strategic-assessments/{id}/timetable/{step}`
pub(crate) async fn mark(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>, sent: Sent) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let line = line(&web, &who, &now, &step).await?;
    let mut mistakes = Vec::new();
    let done = sent.text("done") == "yes";
    if !done && sent.text("done") != "no" {
        mistakes.push(Mistake::at("done", "Choose whether it is done"));
    }
    let on = if done { day_or(&sent, "on", &mut mistakes) } else { None };
    if mistakes.is_empty() {
        let words = StepWords { done, on: on.as_deref(), office: &who.visitor.user, note: sent.text("note") };
        match strategic::mark_step(&web.house, &moment(&web, &who), &id, &step, &words).await {
            Ok(_) => {
                who.draft(&web, &path(&id, &step)).await?;
                return Ok(go_to(&format!("{}/timetable?done=step", address(&id))));
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    page(&web, &who, &now, &line, Some(&sent), &mistakes)
}
