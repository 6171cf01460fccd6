//! Emerging issues: what came up in a quarter that no indicator says, in that quarter's report and in no other.

use super::performance::{HERE, address, period_of};
use super::{moment, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{empty, finished, mend};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, IssueWords};
use axum::extract::{Path, State};
use plans::{EmergingIssue, Period};
use ui::{Field, Form};

fn here(period: Period) -> String {
    format!("{}/issues", address(period))
}

fn beneath(title: &str, period: Period) -> Shell {
    Shell::plan(title, HERE).under("Performance reports", HERE).under(words::capital(&period.in_words()), address(period))
}

/// `GET /plan/performance/{period}/issues`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(period): Path<String>) -> Answer {
    let period = period_of(&period)?;
    let draft = who.draft(&web, &here(period)).await?;
    page(&who, period, draft.as_ref(), &[])
}

/// `POST /plan/performance/{period}/issues`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(period): Path<String>, sent: Sent) -> Answer {
    let period = period_of(&period)?;
    let asked = [("title", "Say what came up"), ("said", "Say how it is known"), ("role", "Say which office records it")];
    let mut mistakes = empty(&sent, &asked);
    if mistakes.is_empty() {
        let words = IssueWords { title: sent.text("title"), said: sent.text("said"), role: sent.text("role") };
        match desk::record_issue(&web.house, &moment(&web, &who), period, &words).await {
            Ok(_) => return recorded(&web, &who, &here(period), &address(period), "issue").await,
            Err(trouble) => mistakes = mend(trouble, &[("issue-stale", "said")])?,
        }
    }
    page(&who, period, Some(&sent), &mistakes)
}

fn page(who: &SignedIn, period: Period, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record an emerging issue";
    let mut sheet = Sheet::narrow(title).captioned(words::capital(&period.in_words())).leading(
        "It stands in the report of this period with its day, and in no other: a report never repeats the words of another period.",
    );
    let form = Form::post(here(period), who.visit.token())
        .field(Field::text("title", "What came up?"))
        .field(
            Field::lines("said", "How is it known, and what follows?", 5)
                .hint("With its own numbers and where they are from; no names of people"),
        )
        .field(Field::text("role", "Which office records it?").value(who.visitor.user.as_str()).width(30))
        .button("Record the issue")
        .cancel(&address(period));
    sheet.form_of(&finished(form, &here(period), sent, mistakes));
    beneath(title, period).form(&sheet)
}

async fn issue(web: &Web, period: Period, id: &str) -> Result<EmergingIssue, Failure> {
    desk::issues_of(&web.house, period).await?.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound)
}

/// `GET /plan/performance/{period}/issues/{id}`
pub(crate) async fn ask_withdraw(State(web): State<Web>, who: SignedIn, Path((period, id)): Path<(String, String)>) -> Answer {
    let period = period_of(&period)?;
    withdraw_page(&who, &issue(&web, period, &id).await?, None, &[])
}

/// `POST /plan/performance/{period}/issues/{id}`
pub(crate) async fn withdraw(State(web): State<Web>, who: SignedIn, Path((period, id)): Path<(String, String)>, sent: Sent) -> Answer {
    let period = period_of(&period)?;
    let issue = issue(&web, period, &id).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it is taken back"), ("role", "Say which office takes it back")]);
    if mistakes.is_empty() {
        match desk::withdraw_issue(&web.house, &moment(&web, &who), &id, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/{id}", here(period)), &address(period), "withdrawn").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    withdraw_page(&who, &issue, Some(&sent), &mistakes)
}

fn withdraw_page(who: &SignedIn, issue: &EmergingIssue, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Take an issue back";
    let path = format!("{}/{}", here(issue.period), words::in_address(&issue.id));
    let mut sheet = Sheet::narrow(title).captioned(words::capital(&issue.period.in_words()));
    sheet.html(&parts::summary(vec![
        ("What came up", issue.title.as_str().into()),
        ("As it stands", issue.said.as_str().into()),
        ("Recorded", format!("{}, by the {}", words::day(&issue.on.to_string()), issue.role).into()),
    ]));
    let form = Form::post(path.as_str(), who.visit.token())
        .field(Field::lines("reason", "Why is it taken back?", 3))
        .field(Field::text("role", "Which office takes it back?").value(who.visitor.user.as_str()).width(30))
        .button("Take it back")
        .cancel(&address(issue.period));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title, issue.period).form(&sheet)
}
