//! Every scheme, with what was counted this year and what is late.

use super::{HOME, address, record_address};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::plan::moment;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, LateRecord, SchemeLine};
use axum::extract::State;
use permission::Action;
use ui::Cell;

/// So many that wait are listed, the longest first; the rest stand with their schemes.
const WAITING: usize = 20;

/// `GET /plan/schemes`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn) -> Answer {
    let lines = tasking::schemes_list(&web.house, &moment(&web, &who)).await?;
    let late: usize = lines.iter().map(|line| line.late).sum();
    let title = match late {
        0 => "Nothing in the schemes is late".to_owned(),
        late => format!("{} of the schemes {} late", words::plural(late as u64, "record", "records"), if late == 1 { "is" } else { "are" }),
    };
    let mut sheet = Sheet::titled(&title).leading(
        "What partners do beside the plan, recorded by the fields of a dated rule and counted for the quarter, the year and the list of successes.",
    );
    sheet.paragraph(parts::link("/plan/tasking/successes/list", "The list of successes, counted from these records"));
    let waiting = tasking::waiting_records(&web.house, &moment(&web, &who)).await?;
    if !waiting.is_empty() {
        sheet.part("What waits");
        let head = vec![parts::cell("What"), parts::cell("Since")];
        let row = |one: &LateRecord| {
            let since = one.due.map_or_else(String::new, |since| words::day(&since.to_string()));
            vec![parts::cell(parts::link(&record_address(&one.scheme, one.number), &one.what)), parts::cell(since)]
        };
        sheet.html(&parts::table_under_heading("What waits", head, waiting.iter().take(WAITING).map(row).collect()));
    }
    let mut headings: Vec<&str> = lines.iter().map(|line| line.scheme.heading.as_str()).collect();
    headings.dedup();
    for heading in headings {
        sheet.part(heading);
        let head = vec![
            parts::cell("Scheme"),
            parts::numeric("Records"),
            parts::cell("This year"),
            parts::cell("Targets met"),
            parts::cell("Late"),
        ];
        let rows = lines.iter().filter(|line| line.scheme.heading == heading).map(row).collect();
        sheet.html(&parts::table_under_heading(heading, head, rows));
    }
    Shell::plan(title, HOME).record(Action::ReadPlan).page(&sheet)
}

fn row(line: &SchemeLine) -> Vec<Cell> {
    let (met, targets) = line.targets;
    let late = match line.late {
        0 => ui::Html::escape("none"),
        late => parts::tag(&words::count(late as u64), "govuk-tag--red"),
    };
    vec![
        parts::cell(parts::link(&address(&line.name), &line.scheme.name)),
        parts::numeric(words::count(line.records as u64)),
        parts::cell(if line.records == 0 { "nothing yet".to_owned() } else { words::capital(&line.said) }),
        parts::cell(if targets == 0 { "no target".to_owned() } else { format!("{met} of {targets}") }),
        parts::cell(late),
    ]
}
