//! One plan: its priorities and actions, how they stand, what it costs, what it carries on.

use super::sheets::table_address;
use super::{Asked, action_head, action_row, address, beneath, may, money, plan_of, priority_address, status, today};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, ActionLine, PlanLine};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::Rhythm;
use ui::{Content, Html};

/// `GET /plan/plans/{plan}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let line = plan_of(&web, &who, &id).await?;
    let lines = desk::plan_lines(&web.house, today(&web, &who), &id).await?;
    let priorities = desk::priorities_of(&web.house, &id).await?;
    let title = line.plan.title.clone();
    let mut sheet = Sheet::titled(&title).captioned(words::capital(line.plan.kind.in_words())).leading(lead(&line));
    asked.tell(&mut sheet);
    sheet.html(&parts::summary(facts(&line, &lines)));
    let mut things = Things::default();
    acts(&mut things, &who, &line);
    things.html(&table_links(&id, desk::has_sheet(&web.house, &id).await?));
    for kept in &priorities {
        let one = &kept.body;
        things.heading_at(&format!("priority-{}", one.key), &one.title);
        let beneath: Vec<&ActionLine> = lines.iter().filter(|line| line.action.priority.as_deref() == Some(one.key.as_str())).collect();
        things.paragraph(parts::link(&priority_address(&id, &one.key), "Why it is a priority, how it is judged, and where it comes from"));
        list(&mut things, &format!("Actions of {}", one.title), &beneath);
    }
    let without: Vec<&ActionLine> = lines.iter().filter(|line| line.priority.is_empty()).collect();
    if !without.is_empty() || priorities.is_empty() {
        things.heading(if priorities.is_empty() { "Actions" } else { "Actions under no priority" });
        list(&mut things, "Actions", &without);
    }
    if let Some(rule) = rule(&web, &who) {
        things.source_line(format!("What milestones come to, and when an update is late, is said by the rule {rule}."));
    }
    sheet.html(&things.into_html());
    Shell::plan(title, "/plan").record(Action::ReadPlan).page(&sheet)
}

fn rule(web: &Web, who: &SignedIn) -> Option<String> {
    web.house.rulebook.action_status(today(web, who), None).ok().map(|rule| rule.reference().to_string())
}

fn lead(line: &PlanLine) -> String {
    match line.late {
        0 => "Nothing in it is late.".to_owned(),
        late => format!("{} of it are late.", words::plural(late as u64, "action or milestone", "actions and milestones")),
    }
}

fn facts(line: &PlanLine, lines: &[ActionLine]) -> Vec<(&'static str, Content)> {
    let plan = &line.plan;
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "not said".to_owned(), |day| words::day(&day.to_string()));
    let mut statuses = Html::default();
    for (of, count) in &line.statuses {
        statuses.push(&status(*of));
        statuses.push(&Html::escape(&format!(" {}  ", words::count(*count as u64))));
    }
    let version = plan.version().map_or_else(
        || "Draft: the board has not adopted it".to_owned(),
        |one| format!("Version {}, adopted by {} on {}", one.number, one.meeting, words::day(&one.on.to_string())),
    );
    let rhythm = match plan.rhythm {
        Rhythm::Monthly => "each month",
        Rhythm::Quarterly => "each quarter",
    };
    let mut rows: Vec<(&str, Content)> = vec![
        ("Runs", format!("from {} until {}", day(plan.from), day(plan.until)).into()),
        ("Kept by", plan.owner.as_str().into()),
        ("Updated", rhythm.into()),
        ("Stands", version.into()),
        ("How its actions stand", statuses.into()),
    ];
    let cost = lines.iter().try_fold(0_u64, |sum, line| sum.checked_add(line.action.cost_pence()?));
    if plan.grant_pence.is_some() || cost != Some(0) {
        let cost = cost.map_or_else(|| "more than can be counted".to_owned(), money);
        let grant = plan.grant_pence.map_or_else(|| "no grant".to_owned(), |grant| format!("a grant of {}", money(grant)));
        rows.push(("Costs", format!("{cost} in cost lines, {grant}").into()));
    }
    if let Some(ended) = &plan.ended {
        rows.push(("Ended", format!("{}: {}", said_by(&ended.role, &ended.on.to_string()), ended.reason).into()));
    }
    if let Some(before) = &plan.follows {
        rows.push(("Carries on", parts::link(&address(before), before).into()));
    }
    rows
}

fn acts(things: &mut Things, who: &SignedIn, line: &PlanLine) {
    let here = address(&line.plan.id);
    let (priority, action, carry) = (format!("{here}/priorities/new"), format!("{here}/actions/new"), format!("{here}/carry"));
    let mut acts = vec![("Add a priority", priority.as_str()), ("Add an action", action.as_str())];
    if line.plan.follows.is_some() {
        acts.push(("Carry open actions over", carry.as_str()));
    }
    let end = format!("{here}/end");
    if line.plan.ended.is_none() {
        acts.push(("End the plan", end.as_str()));
    }
    things.acts(may(who, Action::ChangePlan), &acts);
    things.acts(may(who, Action::AdoptPlan), &[("Adopt the plan", &format!("{here}/adopt"))]);
    let versions = line
        .plan
        .adopted
        .iter()
        .map(|one| parts::link(&format!("{here}/versions/{}", one.number), &format!("Version {} as it was adopted", one.number)));
    if !line.plan.adopted.is_empty() {
        things.html(&parts::list(versions));
    }
}

/// The table that it was imported from, and the plan as a table to take along.
fn table_links(id: &str, imported: bool) -> Html {
    let given = imported.then(|| parts::link(&table_address(id), "The table it was imported from, and what of it was not read"));
    let file = parts::link(&format!("{}/export/{id}.xlsx", address(id)), "The plan as a table for Excel");
    parts::list(given.into_iter().chain([file]))
}

fn list(things: &mut Things, caption: &str, lines: &[&ActionLine]) {
    if lines.is_empty() {
        things.paragraph("No action stands here yet.");
    } else {
        things.html(&parts::table_under_heading(caption, action_head(), lines.iter().map(|line| action_row(line)).collect()));
    }
}

/// `GET /plan/plans/{plan}/versions/{number}`
pub(crate) async fn version(State(web): State<Web>, who: SignedIn, Path((id, number)): Path<(String, u32)>) -> Answer {
    let line = plan_of(&web, &who, &id).await?;
    let Some(view) = desk::version_view(&web.house, &id, number).await? else { return Err(crate::failure::Failure::NotFound) };
    let title = format!("Version {number} of {}", line.plan.title);
    let adopted =
        format!("Adopted by {} on {}; said by {}.", view.adopted.meeting, words::day(&view.adopted.on.to_string()), view.adopted.role);
    let mut sheet = Sheet::titled(&title).leading(adopted);
    for priority in &view.priorities {
        sheet.part(&priority.title);
        sheet.paragraph(if priority.what.is_empty() { priority.why.as_str() } else { priority.what.as_str() });
    }
    let head = ["Action", "Lead", "Partners", "By", "Measured by"].map(parts::cell).into();
    let row = |action: &plans::Action| {
        let by = action.due.map_or_else(|| action.timescale.clone(), |due| words::day(&due.to_string()));
        vec![
            parts::cell(format!("{} {}", action.reference, action.text)),
            parts::cell(parts::or_not_known(&action.lead)),
            parts::cell(parts::or_not_known(&action.partners)),
            parts::cell(parts::or_not_known(&by)),
            parts::cell(parts::or_not_known(&action.measurement)),
        ]
    };
    sheet.html(&parts::table("Actions as they were adopted", head, view.actions.iter().map(row).collect()));
    beneath(&title, &line.plan).record(Action::ReadPlan).page(&sheet)
}
