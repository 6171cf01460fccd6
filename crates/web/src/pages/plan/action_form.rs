//! Adding an action or a milestone, and changing one.

use super::action::view_of;
use super::{action_address, address, beneath, beneath_action, maybe, moment, pence, plan_of, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{day_field, day_or, empty, finished, mend};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::plans::{self as desk, ActionWords};
use axum::extract::{Path, Query, State};
use plans::{Action, CostLine, Plan, Reference};
use serde::Deserialize;
use ui::{Answer as Choice, Field, Form};

/// The fields that a refusal is about.
const FIELDS: [(&str, &str); 4] =
    [("organisation-unknown", "organisation"), ("user-elsewhere", "owner"), ("record-unknown", "reference"), ("entry-changed", "")];

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct From {
    priority: Option<String>,
}

/// `GET /plan/plans/{plan}/actions/new?priority=KEY`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, Query(from): Query<From>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let draft = who.draft(&web, &new_path(&plan)).await?;
    form_page(&web, &who, &line.plan, None, from.priority.as_deref(), draft.as_ref(), &[]).await
}

fn new_path(plan: &str) -> String {
    format!("{}/actions/new", address(plan))
}

/// `POST /plan/plans/{plan}/actions/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let mut mistakes = empty(&sent, &[("reference", "Give its number, such as 1.3 or 1.3b"), ("text", "Say what is to be done")]);
    let reference = Reference::parse(sent.text("reference")).ok();
    if reference.is_none() && !sent.text("reference").is_empty() {
        mistakes.push(Mistake::at("reference", "This must be a number as plans print it, such as 1.3 or 1.3b"));
    }
    let lines = desk::plan_lines(&web.house, super::today(&web, &who), &plan).await?;
    if lines.iter().any(|line| Some(&line.action.reference) == reference.as_ref()) {
        mistakes.push(Mistake::at("reference", "This plan has an action under that number already"));
    }
    let words = words_of(&sent, &mut mistakes);
    if let (true, Some(reference)) = (mistakes.is_empty(), reference) {
        match desk::change_action(&web.house, &moment(&web, &who), &plan, &reference, &words, 0).await {
            Ok(_) => return recorded(&web, &who, &new_path(&plan), &action_address(&plan, &reference), "action").await,
            Err(trouble) => mistakes = mend(trouble, &FIELDS)?,
        }
    }
    form_page(&web, &who, &line.plan, None, None, Some(&sent), &mistakes).await
}

/// `GET /plan/plans/{plan}/actions/{reference}/edit`
pub(crate) async fn ask_change(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let here = action_address(&plan, &view.line.action.reference);
    let draft = who.draft(&web, &format!("{here}/edit")).await?;
    form_page(&web, &who, &view.plan, Some((&view.line.action, view.line.seq)), None, draft.as_ref(), &[]).await
}

/// `POST /plan/plans/{plan}/actions/{reference}/edit`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let (action, seq) = (&view.line.action, view.line.seq);
    let mut mistakes = empty(&sent, &[("text", "Say what is to be done")]);
    if sent.text("seen") != seq.to_string() {
        mistakes.push(Mistake::at(
            "",
            "This was changed after you opened the page. Look at what stands there now; if your answer still holds, send it",
        ));
    }
    let words = words_of(&sent, &mut mistakes);
    if mistakes.is_empty() {
        match desk::change_action(&web.house, &moment(&web, &who), &plan, &action.reference, &words, seq).await {
            Ok(_) => {
                let here = action_address(&plan, &action.reference);
                return recorded(&web, &who, &format!("{here}/edit"), &here, "action").await;
            }
            Err(trouble) => mistakes = mend(trouble, &FIELDS)?,
        }
    }
    form_page(&web, &who, &view.plan, Some((action, seq)), None, Some(&sent), &mistakes).await
}

fn words_of<'a>(sent: &'a Sent, mistakes: &mut Vec<Mistake>) -> ActionWords<'a> {
    let due = day_or(sent, "due", mistakes).and_then(|day| day.parse().ok());
    let costs = cost_lines(sent.text("costs")).unwrap_or_else(|line| {
        mistakes.push(Mistake::at(
            "costs",
            format!("\u{201c}{line}\u{201d} must end with a sum after a colon, such as \u{201c}venue: 2,000.00\u{201d}"),
        ));
        Vec::new()
    });
    ActionWords {
        priority: maybe(sent, "priority"),
        text: sent.text("text"),
        lead: sent.text("lead"),
        partners: sent.text("partners"),
        resources: sent.text("resources"),
        timescale: sent.text("timescale"),
        due,
        measurement: sent.text("measurement"),
        source_of_measure: sent.text("source_of_measure"),
        organisation: maybe(sent, "organisation"),
        owner: maybe(sent, "owner"),
        target: maybe(sent, "target"),
        service_plan: sent.text("service_plan"),
        costs,
    }
}

/// Lines such as `venue: 2,000.00`; the first that is none where one is not.
fn cost_lines(text: &str) -> Result<Vec<CostLine>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (what, sum) = line.rsplit_once(':').ok_or_else(|| line.to_owned())?;
            let pence = pence(sum.trim()).ok_or_else(|| line.to_owned())?;
            Ok(CostLine { what: what.trim().to_owned(), pence })
        })
        .collect()
}

async fn form_page(
    web: &Web,
    who: &SignedIn,
    plan: &Plan,
    stands: Option<(&Action, i64)>,
    priority: Option<&str>,
    sent: Option<&Sent>,
    mistakes: &[Mistake],
) -> Answer {
    let (title, path, cancel) = match stands {
        Some((action, _)) => {
            let here = action_address(&plan.id, &action.reference);
            ("Change an action", format!("{here}/edit"), here)
        }
        None => ("Add an action", new_path(&plan.id), address(&plan.id)),
    };
    let mut form = Form::post(path.as_str(), who.visit.token());
    if let Some((_, seq)) = stands {
        form = form.hidden("seen", seq.to_string());
    } else {
        let hint = "As the plan prints it: 1.3 for an action, 1.3b for a milestone beneath it";
        form = form.field(Field::reference("reference", "Its number").hint(hint).width(10));
    }
    let action = stands.map(|(action, _)| action);
    let form = fields(web, who, plan, action, priority, form).await?.button("Record the action").cancel(&cancel);
    let mut sheet = Sheet::narrow(title).leading("What is to be done, by whom, by when, and how anybody will know.");
    sheet.form_of(&finished(form, &path, sent, mistakes));
    let shell = match action {
        Some(action) => beneath_action(title, plan, &action.reference),
        None => beneath(title, plan),
    };
    shell.form(&sheet)
}

async fn fields(
    web: &Web,
    who: &SignedIn,
    plan: &Plan,
    action: Option<&Action>,
    priority: Option<&str>,
    form: Form,
) -> Result<Form, Failure> {
    let text = |of: fn(&Action) -> &String| action.map(of).cloned().unwrap_or_default();
    let maybe_text = |of: fn(&Action) -> &Option<String>| action.and_then(|one| of(one).clone()).unwrap_or_default();
    let costs: Vec<String> = action.into_iter().flat_map(|one| &one.costs).map(cost_line).collect();
    let priorities = desk::priorities_of(&web.house, &plan.id).await?;
    let none = || Choice::new("", "None");
    let priorities = std::iter::once(none()).chain(priorities.into_iter().map(|kept| Choice::new(kept.body.key, kept.body.title)));
    let organisations = app::pages::organisations(&web.house, &moment(web, who)).await?;
    let standing = |of: fn(&Action) -> &Option<String>, offered: &dyn Fn(&str) -> bool| {
        // What stands there is never dropped because it is offered no more.
        action.and_then(|one| of(one).clone()).filter(|id| !offered(id)).map(|id| Choice::new(id.clone(), id))
    };
    let gone = standing(|one| &one.organisation, &|id| organisations.iter().any(|(known, _)| known == id));
    let organisations = organisations.into_iter().map(|(id, name)| Choice::new(id, name));
    let organisations = std::iter::once(none()).chain(organisations).chain(gone);
    let targets = desk::targets_of(&web.house, &plan.id).await?;
    let elsewhere = standing(|one| &one.target, &|id| targets.iter().any(|known| known.id == id));
    let targets = targets.into_iter().map(|target| Choice::new(target.id, target.title));
    let targets = std::iter::once(none()).chain(targets).chain(elsewhere);
    let under = action.map_or_else(|| priority.unwrap_or_default().to_owned(), |one| one.priority.clone().unwrap_or_default());
    Ok(form
        .field(Field::lines("text", "What is to be done?", 3).value(text(|one| &one.text)))
        .field(Field::choose("priority", "Under which priority?", priorities).value(under))
        .field(Field::text("lead", "Who leads, as the plan prints it").optional().value(text(|one| &one.lead)))
        .field(Field::text("partners", "Who else takes part").optional().value(text(|one| &one.partners)))
        .field(Field::choose("organisation", "Which organisation owns it?", organisations).value(maybe_text(|one| &one.organisation)))
        .field(
            Field::reference("owner", "Which office there owns it?")
                .hint("The office\u{2019}s name here, such as council-officer. Only an owner can be reminded")
                .optional()
                .value(maybe_text(|one| &one.owner))
                .width(20),
        )
        .field(
            Field::text("timescale", "By when, in words")
                .hint("\u{201c}Ongoing, as required\u{201d} is one")
                .optional()
                .value(text(|one| &one.timescale)),
        )
        .field(day_field("due", "Last day, if there is one", action.and_then(|one| one.due)).optional())
        .field(Field::lines("measurement", "How is it measured?", 2).optional().value(text(|one| &one.measurement)))
        .field(Field::text("source_of_measure", "Who gives the measure").optional().value(text(|one| &one.source_of_measure)))
        .field(Field::choose("target", "Which target is it to move?", targets).value(maybe_text(|one| &one.target)))
        .field(Field::text("resources", "With what: money, staff").optional().value(text(|one| &one.resources)))
        .field(
            Field::lines("costs", "What it costs", 3)
                .hint("A line each, with the sum after a colon: venue: 2,000.00")
                .optional()
                .value(costs.join("\n")),
        )
        .field(
            Field::text("service_plan", "Entry of a service plan that holds the detail").optional().value(text(|one| &one.service_plan)),
        ))
}

fn cost_line(line: &CostLine) -> String {
    format!("{}: {}.{:02}", line.what, line.pence / 100, line.pence % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_lines_are_read_as_they_are_written() {
        let read = cost_lines("venue: 2,000.00\n\nprinting, folding: 800").unwrap();
        assert_eq!(
            read.iter().map(|line| (line.what.as_str(), line.pence)).collect::<Vec<_>>(),
            [("venue", 200_000), ("printing, folding", 80_000)]
        );
        assert_eq!(read.iter().map(cost_line).collect::<Vec<_>>().join("\n"), "venue: 2000.00\nprinting, folding: 800.00");
        assert_eq!(cost_lines("venue 2000"), Err("venue 2000".to_owned()));
    }
}
