//! Month by month: how each action went, period beside period.

use super::{action_address, status, today};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::choose;
use crate::parts::paging::{self, LINES};
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, Grid, GridCell, GridRow};
use axum::extract::{Query, State};
use permission::Action;
use plans::Period;
use serde::Deserialize;
use ui::{Cell, Html};

const HERE: &str = "/plan/grid";

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    plan: String,
    page: Option<usize>,
}

/// `GET /plan/grid?plan=&page=`
pub(crate) async fn grid(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let day = today(&web, &who);
    let plans = desk::plans_list(&web.house, day).await?;
    let title = "Month by month";
    let mut sheet =
        Sheet::titled(title).leading("What was said of each action, period beside period. An empty cell: nobody said anything.");
    let Some(chosen) = plans.iter().find(|line| line.plan.id == asked.plan).or_else(|| plans.first()) else {
        sheet.paragraph("There is no plan yet.");
        return Shell::plan(title, HERE).page(&sheet);
    };
    let items = plans.iter().map(|line| (line.plan.id.as_str(), line.plan.title.clone())).collect();
    let field = parts::select("plan", "Plan", items, &chosen.plan.id);
    sheet.html(&choose(HERE, &[field], &[], "Show this plan"));
    let number = asked.page.unwrap_or(1).max(1);
    if let Some(grid) = desk::grid(&web.house, day, &chosen.plan.id, (number - 1).saturating_mul(LINES), LINES).await? {
        table(&mut sheet, &grid, number);
    }
    Shell::plan(title, HERE).record(Action::ReadPlan).page(&sheet)
}

fn table(sheet: &mut Sheet, grid: &Grid, number: usize) {
    if grid.rows.is_empty() || grid.periods.is_empty() {
        sheet.paragraph("No action of this plan has a period yet.");
        return;
    }
    let head = std::iter::once(parts::cell("Action")).chain(grid.periods.iter().map(|period| parts::cell(short(*period)))).collect();
    let rows = grid.rows.iter().map(|row| cells(&grid.plan.id, row)).collect();
    sheet.html(&parts::table_under_heading(&format!("{}, period by period", grid.plan.title), head, rows));
    let at = |number: usize| paging::address(HERE, &[("plan", &grid.plan.id), ("page", &number.to_string())]);
    let pages = grid.total.div_ceil(LINES).max(1);
    let to = |number: usize| (at(number), format!("Page {number} of {pages}"));
    sheet.html(&paging::before_and_after((number > 1).then(|| to(number - 1)), (number < pages).then(|| to(number + 1))));
}

/// A period as a column is headed: `Jan 2020`, `Q4 2010/11`.
fn short(period: Period) -> String {
    match period {
        Period::Month(month) => words::short_month(&month.to_string()),
        Period::Quarter(year, _) => format!("Q{} {year}", period.to_string().chars().last().unwrap_or(' ')),
    }
}

fn cells(plan: &str, row: &GridRow) -> Vec<Cell> {
    let name = parts::link(&action_address(plan, &row.reference), &format!("{} {}", row.reference, row.text));
    std::iter::once(parts::cell(name))
        .chain(row.cells.iter().map(|cell| parts::cell(cell.as_ref().map_or_else(Html::default, said))))
        .collect()
}

fn said(cell: &GridCell) -> Html {
    let mut markup = cell.status.map(status).unwrap_or_default();
    markup.push(&Html::escape(&format!(" {}{}", cell.said, if cell.corrected { " (corrected)" } else { "" })));
    markup
}
