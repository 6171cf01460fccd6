//! One record of a scheme: what stands in it, what partners answered, what came of it.

use super::record::record_of;
use super::{Numbered, beneath, record_address, said};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::plan::{Asked, may};
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::tasking::RecordView;
use axum::extract::{Query, State};
use permission::Action;
use plans::tasking::PartnerAnswer;
use ui::{Content, Html};

/// `GET /plan/schemes/{scheme}/{number}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, Query(asked): Query<Asked>) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let (scheme, record) = (&view.scheme, &view.kept.body);
    let title = format!("{} {number}", words::capital(&scheme.one));
    let mut sheet = Sheet::titled(&title).captioned(scheme.name.as_str());
    if asked.done.is_some() {
        sheet.done(match asked.done.as_deref() {
            Some("asked") => "It is recorded that they were asked.",
            Some("answered") => "The answer is recorded.",
            Some("action") => "The action stands in its plan, and this record leads to it.",
            _ => "It is recorded. What stood here before stays in the history.",
        });
    }
    if let Some(struck) = &record.struck {
        sheet.warning(format!("Taken out: {}. {}", said_by(&struck.role, &struck.on.to_string()), struck.reason));
    }
    sheet.html(&parts::summary(facts(&view)));
    let mut things = Things::default();
    let here = record_address(&name, number);
    let (edit, strike, ask, answer, action) =
        (format!("{here}/edit"), format!("{here}/strike"), format!("{here}/ask"), format!("{here}/answer"), format!("{here}/action"));
    let mut acts: Vec<(&str, &str)> = vec![("Change what stands here", &edit)];
    if scheme.partners_answer {
        acts.push(("Ask partners", &ask));
        if !record.answers.is_empty() {
            acts.push(("Record an answer", &answer));
        }
    }
    if scheme.becomes_actions {
        acts.push(("Make an action of it", &action));
    }
    acts.push(("Take it out", &strike));
    things.acts(record.struck.is_none() && may(&who, Action::ChangePlan), &acts);
    if scheme.partners_answer {
        things.heading("What partners answered");
        answers(&mut things, &record.answers);
    }
    if scheme.becomes_actions {
        things.heading("Actions that came of it");
        actions(&mut things, &record.actions);
    }
    let last = &view.kept.last;
    things.source_line(format!("Written by {} at {}. Rule {}.", last.who, words::moment(&last.at), record.rule));
    sheet.html(&things.into_html());
    beneath(&title, &name, scheme).record(Action::ReadPlan).page(&sheet)
}

fn facts(view: &RecordView) -> Vec<(&str, Content)> {
    let record = &view.kept.body;
    let mut rows: Vec<(&str, Content)> = Vec::new();
    for field in &view.scheme.fields {
        let value = said(field, record);
        if !value.is_empty() {
            rows.push((field.label.as_str(), value.into()));
        }
    }
    // What an earlier version of the scheme asked is shown as it was written.
    for (name, value) in record.values.iter().filter(|(name, _)| view.scheme.field(name).is_none()) {
        rows.push((name.as_str(), value.as_str().into()));
    }
    for (said, missed) in &view.limits {
        let words = words::capital(said);
        rows.push(("In time?", if *missed { parts::tag(&words, "govuk-tag--red").into() } else { words.into() }));
    }
    if let Some((day, what, late)) = &view.review {
        let words = format!("{} by {}", words::capital(what), words::day(&day.to_string()));
        rows.push(("Looked at again", if *late { parts::tag(&format!("{words}: late"), "govuk-tag--red").into() } else { words.into() }));
    }
    rows
}

fn answers(things: &mut Things, answers: &[PartnerAnswer]) {
    if answers.is_empty() {
        things.paragraph("No partner was asked yet.");
        return;
    }
    let row = |one: &PartnerAnswer| {
        let standing = match (one.on, one.helps) {
            (None, _) => parts::tag("Not answered", "govuk-tag--yellow"),
            (Some(_), Some(false)) => parts::tag("Can\u{2019}t help", "govuk-tag--grey"),
            (Some(_), _) => parts::tag("Helps", "govuk-tag--green"),
        };
        vec![
            parts::cell(one.organisation.as_str()),
            parts::cell(words::day(&one.asked.to_string())),
            parts::cell(one.on.map_or_else(String::new, |on| words::day(&on.to_string()))),
            parts::cell(standing),
            parts::cell(one.said.as_str()),
        ]
    };
    let head = ["Partner", "Asked", "Answered", "Answer", "What they do"].map(parts::cell).into();
    things.html(&parts::table_under_heading("What partners answered", head, answers.iter().map(row).collect()));
}

fn actions(things: &mut Things, actions: &[String]) {
    if actions.is_empty() {
        things.paragraph("None yet.");
        return;
    }
    let links = actions.iter().map(|id| match id.split_once('/') {
        Some((plan, reference)) => {
            let href = format!("{}/actions/{}", crate::pages::plan::address(plan), words::in_address(reference));
            parts::link(&href, &format!("{reference} of {plan}"))
        }
        None => Html::escape(id),
    });
    things.html(&parts::list(links));
}
