//! Task groups, and those with an end: what for, when they meet, what is late.

use super::{beneath, day};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::plan::{Asked, action_head, action_row, address as plan_address, may, maybe, moment, recorded, today};
use crate::pages::recording::{day_field, day_or, empty, finished, mend};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, GroupLine, GroupView, GroupWords};
use axum::extract::{Path, Query, State};
use permission::Action;
use ui::{Answer as Choice, Cell, Content, Field, Form, Html};

pub(super) const LIST: &str = "/plan/tasking/groups";
const NEW: &str = "/plan/tasking/groups/new";

/// The address of a group.
pub(super) fn address(id: &str) -> String {
    format!("{LIST}/{}", words::in_address(id))
}

/// A group, or the page for what is absent.
pub(super) async fn view(web: &Web, who: &SignedIn, id: &str) -> Result<GroupView, Failure> {
    tasking::group_view(&web.house, &moment(web, who), id).await?.ok_or(Failure::NotFound)
}

/// A page beneath that of the groups.
pub(super) fn under(title: &str) -> Shell {
    beneath(title).under("Groups", LIST)
}

/// `GET /plan/tasking/groups`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = tasking::task_groups(&web.house, &moment(&web, &who)).await?;
    let late = lines.iter().filter(|line| !line.late.is_empty()).count();
    let working = lines.iter().filter(|line| line.kept.body.is_open()).count();
    let title = match (working, late) {
        (0, _) => "No task group is at work".to_owned(),
        (working, 0) => format!("{} at work, and nothing of theirs is late", words::plural(working as u64, "group is", "groups are")),
        (_, late) => format!("{} late", words::plural(late as u64, "group is", "groups are")),
    };
    let mut sheet = Sheet::titled(&title).leading("Groups that work on something, some until they have finished it.");
    if asked.done.as_deref() == Some("opened") {
        sheet.done("The group is opened.");
    }
    let mut things = Things::default();
    things.acts(may(&who, Action::ChangePlan), &[("Open a group", NEW)]);
    if !lines.is_empty() {
        let head = ["Group", "Led by", "Last met", "Next", "Missed quarters", "How it stands"].map(parts::cell).into();
        things.html(&parts::table_under_heading("Groups", head, lines.iter().map(row).collect()));
    }
    sheet.html(&things.into_html());
    beneath(&title).record(Action::ReadPlan).page(&sheet)
}

fn row(line: &GroupLine) -> Vec<Cell> {
    let body = &line.kept.body;
    vec![
        parts::cell(parts::link(&address(&body.id), &body.name)),
        parts::cell(body.lead.as_str()),
        parts::cell(line.held.last().copied().map_or_else(|| "not yet".to_owned(), day)),
        parts::cell(line.next.map_or_else(|| "not called".to_owned(), day)),
        parts::cell(if line.missed.is_empty() { "none".to_owned() } else { line.missed.join(", ") }),
        parts::cell(standing(line)),
    ]
}

fn standing(line: &GroupLine) -> Html {
    let body = &line.kept.body;
    if let Some(merged) = &body.merged {
        return Html::escape(&format!("went up in {} on {}", merged.into, day(merged.on)));
    }
    if let Some(closed) = &body.closed {
        return Html::escape(&format!("closed on {}: {}", day(closed.on), closed.outcome));
    }
    if line.late.is_empty() {
        return parts::tag("At work", "govuk-tag--green");
    }
    let mut inside = parts::tag("Late", "govuk-tag--red");
    inside.push(&Html::escape(&format!(" {}", line.late.join("; "))));
    inside
}

/// `GET /plan/tasking/groups/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/groups/new`
pub(crate) async fn open(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("name", "Say what the group is called"),
            ("id", "Give it a short name"),
            ("purpose", "Say what it is for"),
            ("lead", "Say which office leads it"),
        ],
    );
    let started = day_or(&sent, "started", &mut mistakes);
    let ends = day_or(&sent, "ends", &mut mistakes);
    let finishes = sent.text("finishes") == "yes";
    if !matches!(sent.text("finishes"), "yes" | "no") {
        mistakes.push(Mistake::at("finishes", "Say whether it has an end"));
    }
    if finishes && ends.is_none() && !mistakes.iter().any(|one| one.field.starts_with("ends")) {
        mistakes.push(Mistake::at("ends", "Say by when it is to have finished"));
    }
    let months = maybe(&sent, "every_months").map(str::parse::<u8>);
    if matches!(months, Some(Err(_))) {
        mistakes.push(Mistake::at("every_months", "This must be a number of months, from 1 to 12"));
    }
    if mistakes.is_empty() {
        let data_sets = sent.all("data_sets").filter(|id| !id.is_empty()).collect::<Vec<_>>().join("\n");
        let words = GroupWords {
            id: sent.text("id"),
            name: sent.text("name"),
            purpose: sent.text("purpose"),
            lead: sent.text("lead"),
            started: started.as_deref(),
            finishes,
            ends: ends.as_deref().filter(|_| finishes),
            every_months: months.and_then(Result::ok),
            data_sets: &data_sets,
            plan: sent.text("plan"),
        };
        match tasking::open_group(&web.house, &moment(&web, &who), &words).await {
            Ok(_) => return recorded(&web, &who, NEW, LIST, "opened").await,
            Err(trouble) => mistakes = mend(trouble, &[("record-taken", "id"), ("record-unknown", "plan")])?,
        }
    }
    new_page(&web, &who, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Open a group";
    let plans = app::plans::plans_list(&web.house, today(web, who)).await?;
    let plans = std::iter::once(Choice::new("", "No plan")).chain(plans.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title)));
    let sources = app::registers::source_register(&web.house, today(web, who)).await?;
    let sources: Vec<Choice> = sources.into_iter().map(|line| Choice::new(line.data_set.id.clone(), line.data_set.title.clone())).collect();
    let mut sheet = Sheet::narrow(title)
        .leading("A group says what it is for and who leads it. One with an end agrees its plan soon after it first met.");
    let mut form = Form::post(NEW, who.visit.token())
        .field(Field::text("name", "What is it called?"))
        .field(
            Field::reference("id", "A short name for its address")
                .hint("Small letters, digits and hyphens, such as business-crime")
                .width(20),
        )
        .field(Field::lines("purpose", "What is it for?", 3))
        .field(Field::text("lead", "Which office leads it?").width(30))
        .field(day_field("started", "When did it begin?", Some(today(web, who))))
        .field(Field::one_of(
            "finishes",
            "Does it have an end?",
            [
                Choice::new("yes", "Yes, it is a task-and-finish group").asks(day_field("ends", "By when is it to have finished?", None)),
                Choice::new("no", "No, it stands"),
            ],
        ))
        .field(Field::number("every_months", "Every how many months does it meet?").hint("Such as 3 for each quarter").optional().width(2))
        .field(Field::choose("plan", "Which plan does it follow?", plans));
    if !sources.is_empty() {
        let asked = Field::any_of("data_sets", "Which data does it look at?", sources).hint("Their owners are asked before it meets");
        form = form.field(asked.optional());
    }
    let form = form.button("Open the group").cancel(LIST);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    under(title).form(&sheet)
}

/// `GET /plan/tasking/groups/{id}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let body = &view.line.kept.body;
    let mut sheet = Sheet::titled(&body.name).captioned(if body.finishes { "Task-and-finish group" } else { "Task group" });
    if asked.done.is_some() {
        sheet.done("It is recorded.");
    }
    sheet.html(&parts::summary(facts(&view)));
    let mut things = Things::default();
    acts(&mut things, &who, &view);
    if !body.options.is_empty() {
        things.heading("What was put to it");
        let chosen = body.decided.as_ref().map(|decided| decided.option);
        let row = |(nth, option): (u32, &plans::tasking::GroupOption)| {
            let mut what = Html::escape(&format!("{nth}. {}", option.text));
            for (shown, words, class) in
                [(option.recommended, "Recommended", "govuk-tag--blue"), (chosen == Some(nth), "Decided on", "govuk-tag--green")]
            {
                if shown {
                    what.push(&Html::escape(" "));
                    what.push(&parts::tag(words, class));
                }
            }
            let votes = option.votes.map_or_else(|| "no vote".to_owned(), |votes| votes.to_string());
            vec![parts::cell(what), parts::numeric(votes)]
        };
        let head = vec![parts::cell("Option"), parts::numeric("Votes")];
        things.html(&parts::table_under_heading("What was put to it", head, (1..).zip(&body.options).map(row).collect()));
        if let Some(decided) = &body.decided {
            things.paragraph(format!("Decided on {} by {}.", day(decided.on), decided.by));
        }
    }
    if let Some(plan) = &body.plan {
        things.heading("Steps of its plan that are late");
        if view.steps.is_empty() {
            things.paragraph("No step of its plan is late.");
        } else {
            let rows = view.steps.iter().map(action_row).collect();
            things.html(&parts::table_under_heading("Steps of its plan that are late", action_head(), rows));
        }
        things.paragraph(parts::link(&plan_address(plan), "The plan"));
    }
    sheet.html(&things.into_html());
    under(&body.name).record(Action::ReadPlan).page(&sheet)
}

fn facts(view: &GroupView) -> Vec<(&'static str, Content)> {
    let (line, body) = (&view.line, &view.line.kept.body);
    let mut rows: Vec<(&str, Content)> = vec![
        ("How it stands", standing(line).into()),
        ("What for", body.purpose.as_str().into()),
        ("Led by", body.lead.as_str().into()),
        ("Began", day(body.started).into()),
    ];
    if let Some(ends) = body.ends {
        rows.push(("To have finished by", day(ends).into()));
    }
    if let Some(months) = body.every_months {
        let rhythm = if months == 1 { "every month".to_owned() } else { format!("every {months} months") };
        let by = line.meets_by.map_or_else(String::new, |by| format!(", so by {}", day(by)));
        rows.push(("Meets", format!("{rhythm}{by}").into()));
    }
    let held: Vec<String> = line.held.iter().rev().map(|on| day(*on)).collect();
    rows.push(("Met", if held.is_empty() { "not yet".into() } else { held.join(", ").into() }));
    if let Some(next) = line.next {
        rows.push(("Next meeting", day(next).into()));
    }
    if body.every_months.is_some() {
        rows.push(("Quarters without a meeting", if line.missed.is_empty() { "none".into() } else { line.missed.join(", ").into() }));
    }
    if let Some(agreed) = &body.agreed {
        rows.push(("Plan agreed", format!("{}: {}", said_by(&agreed.role, &agreed.on.to_string()), agreed.said).into()));
    } else if let Some((due, why)) = &line.plan_due {
        rows.push(("Plan to be agreed by", format!("{} ({})", day(*due), why.replace('`', "")).into()));
    }
    if !view.data.is_empty() {
        let links = view.data.iter().map(|(id, title)| parts::link(&format!("/evidence/sources/{}", words::in_address(id)), title));
        rows.push(("Data it looks at", parts::list(links).into()));
        if let Some(ask) = line.ask_by {
            rows.push(("Ask its owners by", day(ask).into()));
        }
    }
    if let Some(closed) = &body.closed {
        rows.push(("What came of it", format!("{}: {}", said_by(&closed.role, &closed.on.to_string()), closed.outcome).into()));
    }
    if let Some(merged) = &body.merged {
        rows.push(("Why it went up in another", merged.reason.as_str().into()));
    }
    rows
}

fn acts(things: &mut Things, who: &SignedIn, view: &GroupView) {
    let body = &view.line.kept.body;
    let here = address(&body.id);
    let to = |word: &str| format!("{here}/{word}");
    let (agree, options, decide, merge, close) = (to("agree"), to("options"), to("decide"), to("merge"), to("close"));
    let mut acts: Vec<(&str, &str)> = vec![("Call a meeting", "/plan/tasking/meetings/new")];
    if body.agreed.is_none() {
        acts.push(("Record its plan", &agree));
    }
    if body.decided.is_none() {
        acts.push(("Put options to it", &options));
        if !body.options.is_empty() {
            acts.push(("Record what was decided", &decide));
        }
    }
    acts.extend([("Let it go up in another", merge.as_str()), ("Close it", &close)]);
    things.acts(body.is_open() && may(who, Action::ChangePlan), &acts);
}
