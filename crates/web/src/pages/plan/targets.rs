//! Targets: what each measure is to reach, its value, what came of it and why.

use super::performance::{against, mark, value};
use super::{Asked, action_head, action_row, address as plan_address, may, today};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, Reading, TargetLine};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::{Binding, Outcome, Target};
use ui::{Content, Html};

/// Where the list is.
pub(super) const HERE: &str = "/plan/targets";
/// So many periods are shown of one target.
const PERIODS: usize = 8;
/// So many rows behind a value are shown; the query gives them all.
const ROWS: usize = 50;

/// The address of a target.
pub(super) fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// `GET /plan/targets`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = desk::target_lines(&web.house, today(&web, &who)).await?;
    let missed = lines.iter().filter(|one| one.line.judgement.outcome == Outcome::NotMet).count() as u64;
    let title = match (lines.len(), missed) {
        (0, _) => "Targets".to_owned(),
        (_, 0) => "No target is missed".to_owned(),
        (all, missed) => format!("{} of {} missed", words::count(missed), words::plural(all as u64, "target is", "targets are")),
    };
    let mut sheet = Sheet::titled(&title).leading(
        "What each measure is to reach. Values are computed from what was imported; whether one is met, and its position, by rules.",
    );
    asked.tell(&mut sheet);
    if lines.is_empty() {
        sheet.paragraph(
            "There is no target yet. A target is bound to a measure or to rows of an imported table, so nothing is typed twice.",
        );
    } else {
        let head = vec![
            parts::cell("Target"),
            parts::cell("Period"),
            parts::numeric("Value"),
            parts::numeric("Held against"),
            parts::cell("Result"),
            parts::cell("Position and why"),
        ];
        sheet.html(&parts::table_under_heading("Targets", head, lines.iter().map(row).collect()));
    }
    if may(&who, Action::ChangePlan) {
        sheet.button_link("Set a target", "/plan/targets/new");
    }
    Shell::plan(title, HERE).record(Action::ReadPlan).page(&sheet)
}

fn row(one: &TargetLine) -> Vec<ui::Cell> {
    let mut name = parts::link(&address(&one.target.id), &one.target.title);
    name.push(&Html::escape(&format!(": {}", one.line.target)));
    let mut why = mark(&one.line);
    why.push(&Html::escape(&format!(" {}.", words::capital(&one.line.judgement.because))));
    vec![
        parts::cell(name),
        parts::cell(words::capital(&one.period.in_words())),
        parts::numeric(value(&one.line)),
        parts::numeric(against(&one.line)),
        parts::cell(words::capital(one.line.judgement.outcome.in_words())),
        parts::cell(why),
    ]
}

/// A target in its newest periods, or the page for what is absent.
pub(super) async fn lines_of(web: &Web, who: &SignedIn, id: &str, most: usize) -> Result<Vec<TargetLine>, Failure> {
    let lines = desk::target_line(&web.house, today(web, who), id, most).await?;
    if lines.is_empty() { Err(Failure::NotFound) } else { Ok(lines) }
}

/// `GET /plan/targets/{id}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let lines = lines_of(&web, &who, &id, PERIODS).await?;
    let newest = lines.first().ok_or(Failure::NotFound)?;
    let target = &newest.target;
    let mut sheet = Sheet::titled(&target.title).captioned(format!("Target of {}", newest.plan_title));
    asked.tell(&mut sheet);
    let mut stands = mark(&newest.line);
    stands.push(&Html::escape(&format!(" {}.", words::capital(&newest.line.judgement.because))));
    sheet.html(&parts::summary(facts(newest, stands)));
    if may(&who, Action::ChangePlan) {
        sheet.html(&parts::list([parts::link(&format!("{}/change", address(&id)), "Change this target")]));
    }
    sheet.part("Period by period");
    let head = vec![
        parts::cell("Period"),
        parts::numeric("Value"),
        parts::numeric("Held against"),
        parts::cell("Result"),
        parts::cell("Position"),
    ];
    let row = |one: &TargetLine| {
        let report = parts::link(&super::performance::address(one.period), &words::capital(&one.period.in_words()));
        vec![
            parts::cell(report),
            parts::numeric(value(&one.line)),
            parts::numeric(against(&one.line)),
            parts::cell(one.line.judgement.outcome.in_words()),
            parts::cell(mark(&one.line)),
        ]
    };
    sheet.html(&parts::table_under_heading("Period by period", head, lines.iter().map(row).collect()));
    for (heading, reading) in [("The rows behind the value", &newest.line.value), ("The rows it is held against", &newest.line.against)] {
        // The rows are evidence: whoever may read plans alone sees what came of them.
        if let Some(reading) = reading.as_ref().filter(|_| may(&who, Action::ReadEvidence)) {
            rows_behind(&web, &mut sheet, heading, reading).await?;
        }
    }
    sheet.part("Actions that are to move it");
    let all = desk::plan_lines(&web.house, today(&web, &who), &target.plan).await?;
    let bound: Vec<_> = all.iter().filter(|line| line.action.target.as_deref() == Some(id.as_str())).collect();
    if bound.is_empty() {
        sheet.paragraph("No action of the plan is bound to it.");
    } else {
        sheet.html(&parts::table_under_heading("Actions", action_head(), bound.iter().map(|line| action_row(line)).collect()));
    }
    let written = format!("Last written on {} by {}.", words::moment(&newest.last.at), newest.last.who);
    sheet.html(&parts::source_line(&written));
    Shell::plan(target.title.as_str(), HERE).under("Targets", HERE).record(Action::ReadPlan).page(&sheet)
}

fn facts(one: &TargetLine, stands: Html) -> Vec<(&'static str, Content)> {
    let target = &one.target;
    let mut rows: Vec<(&str, Content)> = vec![
        ("How it stands", stands.into()),
        ("What is to be reached", words::capital(&one.line.target).into()),
        ("By", target.by.map_or_else(|| "no day set".to_owned(), |day| words::day(&day.to_string())).into()),
        ("Value of", format!("{} months", target.months).into()),
        ("Measured by", measured_by(target)),
        ("Plan", parts::link(&plan_address(&target.plan), &one.plan_title).into()),
    ];
    if !one.priority.is_empty() {
        let key = target.priority.clone().unwrap_or_default();
        rows.push(("Priority", parts::link(&super::priority_address(&target.plan, &key), &one.priority).into()));
    }
    if target.county_wide {
        rows.push(("Whose", "The county\u{2019}s: a district is shown against it, and does not meet or miss it alone".into()));
    }
    if !one.line.rank_note.is_empty() {
        rows.push(("Place among peers", format!("{}.", words::capital(&one.line.rank_note)).into()));
    }
    if let Some(rank) = &one.line.rank {
        let of = words::period(&format!("{}..{}", rank.from, rank.to));
        rows.push(("Place among peers", format!("{}, of {of}", plans::plain_number(rank.value)).into()));
    }
    rows.push(("Owner", target.owner.as_str().into()));
    rows
}

fn measured_by(target: &Target) -> Content {
    match &target.binding {
        Binding::Measure { measure, area } => {
            let href = format!("/evidence/measures/{}", words::in_address(measure));
            let mut markup = parts::link(&href, measure);
            markup.push(&Html::escape(&format!(" in {area}")));
            markup.into()
        }
        Binding::Counts { data_set, measure, category, area } => {
            let category = if category.is_empty() { String::new() } else { format!(", {category}") };
            format!("{data_set}: {measure}{category}, in {area}").into()
        }
        Binding::Share { data_set, part, whole, category, area } => {
            let category = if category.is_empty() { String::new() } else { format!(", {category}") };
            format!("{data_set}: the share of {part} in {whole}{category}, in {area}").into()
        }
    }
}

/// The rows behind a value: those of an imported table are few, and the query is there for the rest.
async fn rows_behind(web: &Web, sheet: &mut Sheet, heading: &str, reading: &Reading) -> Result<(), Failure> {
    sheet.part(heading);
    let holdings = web.house.store.holdings(None, None).await?;
    let mut rows = web.house.ask(&holdings, &format!("SELECT * FROM ({}) AS behind LIMIT {ROWS}", reading.rows_query)).await?;
    let shown = ["extract", "area_name", "category", "period", "month", "location", "source_row", "value", "contribution"];
    let places: Vec<usize> = shown.iter().filter_map(|name| rows.columns.iter().position(|column| column.name == *name)).collect();
    rows.columns = places.iter().filter_map(|at| rows.columns.get(*at).cloned()).collect();
    rows.rows = rows.rows.iter().map(|row| places.iter().filter_map(|at| row.get(*at).cloned()).collect()).collect();
    sheet.html(&parts::query_table(&format!("At most {ROWS} rows; their contributions add up to the value"), &rows));
    sheet.details("The query that gives it", parts::code(&reading.query));
    let extracts = reading.extracts.iter().map(|id| parts::link(&format!("/extracts/{}", words::in_address(id)), id));
    sheet.html(&parts::list(extracts));
    Ok(())
}
