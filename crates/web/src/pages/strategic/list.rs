//! Every strategic assessment.

use super::{Asked, address, moment, shell, stage_tag};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::command_block;
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::today;
use app::strategic::{self, PaperLine};
use axum::extract::{Query, State};
use permission::Action;
use ui::Cell;

/// `GET /strategic-assessments`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = strategic::papers(&web.house, today(&moment(&web, &who))).await?;
    let title = "Strategic assessments";
    let mut sheet = Sheet::titled(title).leading(
        "What the partnership found out in a year, written by its officers: every number in it is bound to a figure of the record.",
    );
    asked.tell(&mut sheet);
    if lines.is_empty() {
        sheet.paragraph("There is none yet. Whoever runs the machine opens one from its files:");
        sheet.html(&command_block("wardmote assessments open demo/assessment-2019-20/assessment.toml --role \"community safety officer\""));
    } else {
        let head = ["Assessment", "Stage", "Late steps", "Comments without an answer", "Last moved"].map(parts::cell).into();
        sheet.html(&parts::table_under_heading(title, head, lines.iter().map(row).collect()));
    }
    sheet.paragraph(parts::link("/what-we-know", "What anybody can read"));
    shell(title).record(Action::ReadEvidence).page(&sheet)
}

fn row(line: &PaperLine) -> Vec<Cell> {
    let late = match line.late.len() {
        0 => "none".to_owned(),
        late => words::count(late as u64),
    };
    let waiting = match line.unanswered.len() {
        0 => "none".to_owned(),
        open => words::count(open as u64),
    };
    vec![
        parts::cell(parts::link(&address(&line.entry.id), &line.title)),
        parts::cell(stage_tag(line.entry.stage)),
        parts::cell(late),
        parts::cell(waiting),
        parts::cell(super::by(&line.entry.office, &line.stamp)),
    ]
}
