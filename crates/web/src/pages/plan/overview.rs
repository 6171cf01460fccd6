//! Every plan, and what is late in it.

use super::{Asked, address, may, status, today};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, PlanLine};
use axum::extract::{Query, State};
use permission::Action;
use ui::{Cell, Html};

/// `GET /plan`
pub(crate) async fn overview(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = desk::plans_list(&web.house, today(&web, &who)).await?;
    let late: usize = lines.iter().map(|line| line.late).sum();
    let title = match late {
        _ if lines.is_empty() => "Plans".to_owned(),
        0 => "Nothing in the plans is late".to_owned(),
        1 => "One action of the plans is late".to_owned(),
        late => format!("{} actions of the plans are late", words::count(late as u64)),
    };
    let mut sheet = Sheet::titled(&title).leading("What the partnership set out to do, who does it, and how it goes.");
    asked.tell(&mut sheet);
    if lines.is_empty() {
        sheet.paragraph("There is no plan yet. An officer opens one, or imports the table that the partnership works with.");
    } else {
        let head = ["Plan", "Actions", "Late", "How they stand", "Version"].map(parts::cell).into();
        sheet.html(&parts::table_under_heading("Plans", head, lines.iter().map(row).collect()));
    }
    if may(&who, Action::ChangePlan) {
        sheet.button_link("Open a plan", "/plan/plans/new");
        sheet.button_link("Import the table of a plan", "/plan/import");
    }
    Shell::plan(title, "/plan").record(Action::ReadPlan).page(&sheet)
}

fn row(line: &PlanLine) -> Vec<Cell> {
    let mut name = parts::link(&address(&line.plan.id), &line.plan.title);
    name.push(&Html::escape(&format!(" ({})", line.plan.kind.in_words())));
    let count = match (line.actions, line.milestones) {
        (actions, 0) => words::count(actions as u64),
        (actions, milestones) => format!("{}, {} milestones", words::count(actions as u64), words::count(milestones as u64)),
    };
    let standing = line.statuses.iter().map(|(of, count)| {
        let mut one = status(*of);
        one.push(&Html::escape(&format!(" {}", words::count(*count as u64))));
        one
    });
    let version = line.plan.version().map_or_else(
        || "draft".to_owned(),
        |version| format!("version {}, adopted {}", version.number, words::day(&version.on.to_string())),
    );
    vec![
        parts::cell(name),
        parts::cell(count),
        parts::cell(if line.late == 0 { "none".to_owned() } else { words::count(line.late as u64) }),
        parts::cell(parts::list(standing)),
        parts::cell(version),
    ]
}
