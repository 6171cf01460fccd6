//! A priority of a plan: why, what, by which approach, how it is judged, on which data, and the way back to the flag.

use super::{Asked, action_head, action_row, address, beneath, may, maybe, moment, plan_of, priority_address, recorded, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::Things;
use crate::pages::recording::{changed, empty, finished, mend, seen};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, PriorityWords};
use app::registers;
use axum::extract::{Path, Query, State};
use journal::Kept;
use permission::Action;
use plans::{Plan, PlanPriority};
use serde::Deserialize;
use ui::{Answer as Choice, Content, Field, Form};

async fn kept(web: &Web, plan: &str, key: &str) -> Result<Kept<PlanPriority>, Failure> {
    let all = desk::priorities_of(&web.house, plan).await?;
    all.into_iter().find(|kept| kept.body.key == key).ok_or(Failure::NotFound)
}

/// `GET /plan/plans/{plan}/priorities/{key}`
pub(crate) async fn show(
    State(web): State<Web>,
    who: SignedIn,
    Path((plan, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let kept = kept(&web, &plan, &key).await?;
    let one = &kept.body;
    let mut sheet = Sheet::titled(&one.title).captioned(format!("Priority of {}", line.plan.title));
    asked.tell(&mut sheet);
    let mut rows: Vec<(&str, Content)> = [
        ("Why", &one.why),
        ("What is to be reached", &one.what),
        ("Approach", &one.approach),
        ("How it is judged", &one.how_measured),
        ("Data used", &one.data_used),
        ("Wider strategy", &one.wider_strategy),
        ("Led by", &one.lead),
    ]
    .into_iter()
    .map(|(name, text)| (name, parts::or_not_known(text)))
    .collect();
    if let Some(answers) = &one.answers {
        let listed = registers::priorities(&web.house, None).await?;
        let found = listed.into_iter().find(|line| line.priority.id == *answers);
        let words = found.map_or_else(|| answers.clone(), |line| format!("{} ({})", line.priority.name, line.priority.year));
        rows.push(("Answers the priority area", parts::link("/evidence/priorities", &words).into()));
    }
    if let Some(group) = &one.group {
        rows.push(("Group", parts::link(&format!("/partnership/groups/{}", words::in_address(group)), group).into()));
    }
    sheet.html(&parts::summary(rows));
    let mut things = Things::default();
    let here = priority_address(&plan, &key);
    let action = format!("{}/actions/new?priority={}", address(&plan), words::in_address(&key));
    things.acts(may(&who, Action::ChangePlan), &[("Change what stands here", &format!("{here}/edit")), ("Add an action", &action)]);
    things.paragraph(parts::link(&format!("{here}/thread"), "The thread: from flag to outcome, with who and when"));
    things.heading("Actions");
    let lines = desk::plan_lines(&web.house, today(&web, &who), &plan).await?;
    let beneath_it: Vec<_> = lines.iter().filter(|line| line.action.priority.as_deref() == Some(key.as_str())).collect();
    if beneath_it.is_empty() {
        things.paragraph("No action stands under it yet.");
    } else {
        things.html(&parts::table_under_heading("Actions", action_head(), beneath_it.iter().map(|line| action_row(line)).collect()));
    }
    sheet.html(&things.into_html());
    beneath(&one.title, &line.plan).record(Action::ReadPlan).page(&sheet)
}

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct From {
    /// The priority area that it is to answer.
    answers: Option<String>,
}

/// `GET /plan/plans/{plan}/priorities/new?answers=ID`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, Query(from): Query<From>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let path = format!("{}/priorities/new", address(&plan));
    let draft = who.draft(&web, &path).await?;
    form_page(&web, &who, &line.plan, None, from.answers.as_deref(), draft.as_ref(), &[]).await
}

/// `POST /plan/plans/{plan}/priorities/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let mut mistakes = empty(&sent, &[("title", "Say what the priority is called"), ("key", "Give it its number or a short name")]);
    let taken = desk::priorities_of(&web.house, &plan).await?.iter().any(|kept| kept.body.key == sent.text("key"));
    if taken {
        mistakes.push(Mistake::at("key", "This plan has a priority under that number already"));
    }
    if mistakes.is_empty() {
        match desk::change_priority(&web.house, &moment(&web, &who), &plan, sent.text("key"), &words_of(&sent), 0).await {
            Ok(_) => {
                let path = format!("{}/priorities/new", address(&plan));
                return recorded(&web, &who, &path, &priority_address(&plan, sent.text("key")), "priority").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("record-unknown", "answers"), ("group-unknown", "group")])?,
        }
    }
    form_page(&web, &who, &line.plan, None, None, Some(&sent), &mistakes).await
}

/// `GET /plan/plans/{plan}/priorities/{key}/edit`
pub(crate) async fn ask_change(State(web): State<Web>, who: SignedIn, Path((plan, key)): Path<(String, String)>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let kept = kept(&web, &plan, &key).await?;
    let draft = who.draft(&web, &format!("{}/edit", priority_address(&plan, &key))).await?;
    form_page(&web, &who, &line.plan, Some(&kept), None, draft.as_ref(), &[]).await
}

/// `POST /plan/plans/{plan}/priorities/{key}/edit`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Path((plan, key)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let kept = kept(&web, &plan, &key).await?;
    let mut mistakes = empty(&sent, &[("title", "Say what the priority is called")]);
    mistakes.extend(changed(&sent, Some(&kept.last)));
    if mistakes.is_empty() {
        match desk::change_priority(&web.house, &moment(&web, &who), &plan, &key, &words_of(&sent), kept.last.seq).await {
            Ok(_) => {
                let here = priority_address(&plan, &key);
                return recorded(&web, &who, &format!("{here}/edit"), &here, "priority").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("record-unknown", "answers"), ("group-unknown", "group")])?,
        }
    }
    form_page(&web, &who, &line.plan, Some(&kept), None, Some(&sent), &mistakes).await
}

fn words_of(sent: &Sent) -> PriorityWords<'_> {
    PriorityWords {
        title: sent.text("title"),
        why: sent.text("why"),
        what: sent.text("what"),
        approach: sent.text("approach"),
        how_measured: sent.text("how_measured"),
        data_used: sent.text("data_used"),
        wider_strategy: sent.text("wider_strategy"),
        answers: maybe(sent, "answers"),
        group: maybe(sent, "group"),
        lead: sent.text("lead"),
    }
}

async fn form_page(
    web: &Web,
    who: &SignedIn,
    plan: &Plan,
    kept: Option<&Kept<PlanPriority>>,
    answers: Option<&str>,
    sent: Option<&Sent>,
    mistakes: &[Mistake],
) -> Answer {
    let (title, path) = match kept {
        Some(kept) => ("Change a priority", format!("{}/edit", priority_address(&plan.id, &kept.body.key))),
        None => ("Add a priority", format!("{}/priorities/new", address(&plan.id))),
    };
    let stands = kept.map(|kept| &kept.body);
    let text = |of: fn(&PlanPriority) -> &String| stands.map(of).cloned().unwrap_or_default();
    // On the list, or proposed: a priority of the plan answers one of them.
    let listed = registers::priorities(&web.house, None).await?;
    let none = Choice::new("", "None: it rests on something else");
    let stands_for = stands.and_then(|one| one.answers.as_ref());
    // What is off the list is offered no more, but what stands is never dropped for it.
    let areas = listed.iter().filter(|line| line.standing != "off the list" || Some(&line.priority.id) == stands_for);
    let areas = areas
        .map(|line| Choice::new(line.priority.id.as_str(), format!("{}, {} ({})", line.priority.name, line.priority.year, line.standing)));
    let from = answers.and_then(|id| listed.iter().find(|line| line.priority.id == id));
    let stands_answers = stands.and_then(|one| one.answers.clone()).or_else(|| answers.map(str::to_owned)).unwrap_or_default();
    let mut sheet = Sheet::narrow(title).leading("What makes it a priority, and how anybody will know that it was reached.");
    let mut form = Form::post(path.as_str(), who.visit.token());
    if let Some(kept) = kept {
        form = form.hidden("seen", seen(Some(&kept.last)));
    } else {
        let hint = "Its number in the plan, such as 1, or small letters, digits and hyphens";
        form = form.field(
            Field::reference("key", "Its number").hint(hint).width(20).value(from.map(|line| line.priority.id.clone()).unwrap_or_default()),
        );
    }
    let title_value = stands.map(|one| one.title.clone()).or_else(|| from.map(|line| line.priority.name.clone())).unwrap_or_default();
    let why = stands.map(|one| one.why.clone()).or_else(|| from.map(|line| line.priority.reason.clone())).unwrap_or_default();
    let form = form
        .field(Field::text("title", "What is it called?").value(title_value))
        .field(
            Field::choose("answers", "Which priority area of the evidence does it answer?", std::iter::once(none).chain(areas))
                .hint("By this the plan leads back to the flag")
                .value(stands_answers),
        )
        .field(Field::lines("why", "Why is it a priority?", 4).optional().value(why))
        .field(Field::lines("what", "What is to be reached?", 3).optional().value(text(|one| &one.what)))
        .field(Field::lines("approach", "By which approach?", 3).optional().value(text(|one| &one.approach)))
        .field(Field::lines("how_measured", "How is it judged?", 2).optional().value(text(|one| &one.how_measured)))
        .field(Field::lines("data_used", "On which data?", 2).optional().value(text(|one| &one.data_used)))
        .field(
            Field::text("wider_strategy", "Which target of a wider strategy does it serve?")
                .optional()
                .value(text(|one| &one.wider_strategy)),
        )
        .field(Field::text("lead", "Which office leads it?").optional().value(text(|one| &one.lead)).width(30))
        .field(group_field(web, stands.and_then(|one| one.group.as_deref())).await?)
        .button("Record the priority")
        .cancel(&address(&plan.id));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title, plan).form(&sheet)
}

async fn group_field(web: &Web, stands: Option<&str>) -> Result<Field, Failure> {
    let groups = app::pages::groups(&web.house).await?;
    let none = Choice::new("", "No group");
    let choices = std::iter::once(none).chain(groups.into_iter().map(|(id, name)| Choice::new(id, name)));
    Ok(Field::choose("group", "Which group works on it?", choices).value(stands.unwrap_or_default()))
}
