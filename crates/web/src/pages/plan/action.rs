//! One action: what is to be done, how it goes, every update there was, and its milestones.

use super::{
    Asked, action_address, action_head, action_row, beneath, by_when, may, money, priority_address, reference_of, standing, today, waits,
};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, ActionView};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::Update;
use ui::{Content, Html};

/// An action, or the page for what is absent.
pub(super) async fn view_of(web: &Web, who: &SignedIn, plan: &str, reference: &str) -> Result<ActionView, Failure> {
    let reference = reference_of(reference)?;
    desk::action_view(&web.house, today(web, who), plan, &reference).await?.ok_or(Failure::NotFound)
}

/// `GET /plan/plans/{plan}/actions/{reference}`
pub(crate) async fn show(
    State(web): State<Web>,
    who: SignedIn,
    Path((plan, reference)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let action = &view.line.action;
    let title = format!("{} {}", action.reference, action.text);
    let what = if action.reference.is_milestone() { "Milestone" } else { "Action" };
    let mut sheet = Sheet::titled(&title).captioned(format!("{what} of {}", view.plan.title));
    asked.tell(&mut sheet);
    sheet.html(&parts::summary(facts(&view)));
    let mut things = Things::default();
    acts(&mut things, &who, &view);
    if !view.milestones.is_empty() {
        things.heading("Milestones");
        let rows = view.milestones.iter().map(action_row).collect();
        things.html(&parts::table_under_heading("Milestones", action_head(), rows));
    }
    things.heading_at("updates", "Updates");
    if view.updates.is_empty() {
        things.paragraph("Nobody said how it goes yet.");
    }
    for kept in &view.updates {
        update(&mut things, &kept.body, kept.entries);
    }
    sheet.html(&things.into_html());
    beneath(&title, &view.plan).record(Action::ReadPlan).page(&sheet)
}

fn facts(view: &ActionView) -> Vec<(&'static str, Content)> {
    let (line, action) = (&view.line, &view.line.action);
    let mut waiting = waits(line.waits);
    waiting.push(&Html::escape(&format!(" {}", by_when(line))));
    let mut rows: Vec<(&str, Content)> = vec![("How it stands", standing(&line.standing).into()), ("State", waiting.into())];
    if let Some(key) = &action.priority {
        let name = if line.priority.is_empty() { key } else { &line.priority };
        rows.push(("Priority", parts::link(&priority_address(&line.plan, key), name).into()));
    }
    for (name, text) in [
        ("Lead", &action.lead),
        ("Partners", &action.partners),
        ("Resources", &action.resources),
        ("Timescale", &action.timescale),
        ("Measured by", &action.measurement),
        ("Source of the measure", &action.source_of_measure),
        ("Service plan", &action.service_plan),
    ] {
        if !text.is_empty() {
            rows.push((name, text.as_str().into()));
        }
    }
    if let Some(due) = action.due {
        rows.push(("Last day", words::day(&due.to_string()).into()));
    }
    let nobody = action.owner.is_none() && line.organisation.is_empty();
    let owner = if nobody { "nobody yet: no one can be reminded of it".to_owned() } else { super::whose(line) };
    rows.push(("Owner", owner.into()));
    if let Some(target) = &action.target {
        rows.push(("Target", parts::link(&format!("/plan/targets/{}", words::in_address(target)), target).into()));
    }
    if !action.costs.is_empty() {
        let lines = action.costs.iter().map(|line| Html::escape(&format!("{}: {}", line.what, money(line.pence))));
        rows.push(("Costs", parts::list(lines).into()));
    }
    if let Some((plan, reference)) = action.carried_from.as_deref().and_then(|from| from.split_once('/')) {
        let there = format!("{}/actions/{}", super::address(plan), words::in_address(reference));
        rows.push(("Carried on from", parts::link(&there, &format!("{reference} of {plan}")).into()));
    }
    if let Some(done) = &action.done {
        rows.push(("Done", format!("{}, {}", said_by(&done.role, &done.on.to_string()), done.output).into()));
        rows.push(("What came of it", parts::or_not_known(&done.outcome)));
    }
    if let Some(closed) = &action.closed {
        rows.push(("Closed", format!("{}: {}", said_by(&closed.role, &closed.on.to_string()), closed.reason).into()));
    }
    rows
}

fn acts(things: &mut Things, who: &SignedIn, view: &ActionView) {
    let here = action_address(&view.line.plan, &view.line.action.reference);
    let (update, done, close) = (format!("{here}/update"), format!("{here}/done"), format!("{here}/close"));
    let (edit, link) = (format!("{here}/edit"), format!("{here}/link"));
    let open = view.line.action.is_open();
    let mut acts: Vec<(&str, &str)> = Vec::new();
    if open && super::may_update(who, view) {
        acts.push(("Say how it goes", &update));
    }
    if may(who, Action::ChangePlan) {
        if open {
            acts.extend([("Record that it is done", done.as_str()), ("Close it", &close), ("Ask a partner by a link", &link)]);
        }
        acts.push(("Change it", &edit));
    }
    things.acts(!acts.is_empty(), &acts);
    things.paragraph(parts::link(&format!("{here}/thread"), "The thread: from flag to outcome, with who and when"));
}

fn update(things: &mut Things, update: &Update, entries: usize) {
    let mut head = Html::escape(&format!("{} ", words::capital(&update.period.in_words())));
    if let Some(given) = update.status {
        head.push(&super::status(given));
    }
    things.html(&Html::trusted(format!("<h3 class=\"govuk-heading-s govuk-!-margin-top-6\">{head}</h3>")));
    things.paragraph(update.said.as_str());
    if !update.value.is_empty() {
        things.paragraph(format!("Measure: {}", update.value));
    }
    if !update.barrier.is_empty() {
        things.paragraph(format!("In the way: {}", update.barrier));
    }
    if !update.evidence.is_empty() {
        things.html(&parts::list(update.evidence.iter().map(|one| parts::link(&one.href, &one.title))));
    }
    let corrected = if entries > 1 { format!(" Corrected; {entries} entries stand in the history.") } else { String::new() };
    things.source_line(format!("Said by {}.{corrected}", said_by(&update.role, &update.on.to_string())));
}
