//! The thread of an action or a priority: from flag to outcome, on one screen and as a paper.

use super::{action_address, beneath, beneath_action, moment, plan_of, priority_address, reference_of};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, Thread, ThreadLink};
use axum::extract::{Path, State};
use permission::Action;

/// `GET /plan/plans/{plan}/actions/{reference}/thread`
pub(crate) async fn of_action(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let reference = reference_of(&reference)?;
    let thread = desk::action_thread(&web.house, &plan, &reference).await?.ok_or(Failure::NotFound)?;
    page(beneath_action("Thread", &line.plan, &reference), &thread, &format!("{}/thread", action_address(&plan, &reference)))
}

/// `GET /plan/plans/{plan}/priorities/{key}/thread`
pub(crate) async fn of_priority(State(web): State<Web>, who: SignedIn, Path((plan, key)): Path<(String, String)>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let thread = desk::priority_thread(&web.house, &plan, &key).await?.ok_or(Failure::NotFound)?;
    let here = priority_address(&plan, &key);
    page(beneath("Thread", &line.plan).under(thread.title.as_str(), here.as_str()), &thread, &format!("{here}/thread"))
}

fn page(shell: Shell, thread: &Thread, here: &str) -> Answer {
    let mut sheet = Sheet::titled(&thread.title)
        .captioned("Thread: from flag to outcome")
        .leading("What led to what, each link with its day and who made it.");
    let head = ["What", "What it says", "Who", "When"].map(parts::cell).into();
    let row = |link: &ThreadLink| {
        vec![
            parts::cell(link.stage),
            parts::cell(parts::link(&link.href, &link.text)),
            parts::cell(link.who.as_str()),
            parts::cell(words::day(&link.on)),
        ]
    };
    sheet.html(&parts::table_under_heading("Links of the thread", head, thread.links.iter().map(row).collect()));
    let missing = [
        ("Flag", "No flag stands at its beginning: the priority rests on something else."),
        ("Outcome", "Nobody said yet what came of it."),
    ];
    for (stage, words) in missing {
        if !thread.links.iter().any(|link| link.stage == stage) {
            sheet.paragraph(words);
        }
    }
    let files = [("thread.pdf", "As PDF, to print"), ("thread.docx", "As a Word document")];
    sheet.html(&parts::list(files.map(|(file, words)| parts::link(&format!("{here}/{file}"), words))));
    shell.record(Action::ReadPlan).page(&sheet)
}

/// `GET /plan/plans/{plan}/actions/{reference}/thread/{file}`
pub(crate) async fn action_file(
    State(web): State<Web>,
    who: SignedIn,
    Path((plan, reference, file)): Path<(String, String, String)>,
) -> Answer {
    let thread = desk::action_thread(&web.house, &plan, &reference_of(&reference)?).await?.ok_or(Failure::NotFound)?;
    paper(&web, &who, &thread, &file).await
}

/// `GET /plan/plans/{plan}/priorities/{key}/thread/{file}`
pub(crate) async fn priority_file(
    State(web): State<Web>,
    who: SignedIn,
    Path((plan, key, file)): Path<(String, String, String)>,
) -> Answer {
    let thread = desk::priority_thread(&web.house, &plan, &key).await?.ok_or(Failure::NotFound)?;
    paper(&web, &who, &thread, &file).await
}

async fn paper(web: &Web, who: &SignedIn, thread: &Thread, file: &str) -> Answer {
    super::performance::handed_out(web, &desk::thread_paper(&web.house, &moment(web, who), thread).await?, file).await
}
