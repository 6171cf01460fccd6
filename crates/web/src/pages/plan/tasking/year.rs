//! The year of the partnership: what it owes by when, and what was done.

use super::day;
use crate::csv;
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, row_link, said_by};
use crate::pages::plan::{may, moment, recorded, today};
use crate::pages::recording::{day_field, day_or, empty, finished, mend, office};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, DutyWords, YearLine, YearView};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::tasking::NotLaidOut;
use serde::Deserialize;
use ui::{Cell, Field, Form, Html};

const HERE: &str = "/plan/year";

/// What may stand behind the question mark.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    year: Option<String>,
    done: Option<String>,
}

async fn view_of(web: &Web, who: &SignedIn, year: Option<&str>) -> Result<YearView, Failure> {
    tasking::year_view(&web.house, &moment(web, who), year).await.map_err(|trouble| match trouble.code {
        "year-unknown" | "rule-not-in-force" => Failure::NotFound,
        _ => trouble.into(),
    })
}

fn address(view: &YearView, line: &YearLine) -> String {
    format!("{HERE}/{}/{}/{}", view.year, words::in_address(&line.duty.line), line.duty.nth)
}

/// `GET /plan/year?year=2011-12`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let view = view_of(&web, &who, asked.year.as_deref()).await?;
    let late = view.lines.iter().filter(|line| line.late).count();
    let done = view.lines.iter().filter(|line| line.done.is_some()).count();
    let title = match late {
        0 => format!("{done} of {} duties of {} are done, and none is late", view.lines.len(), view.title),
        1 => format!("A duty of {} is late", view.title),
        late => format!("{} duties of {} are late", words::count(late as u64), view.title),
    };
    let mut sheet =
        Sheet::titled(&title).leading("What the partnership owes in a financial year: by when, whose it is, and what of it was done.");
    if asked.done.is_some() {
        sheet.done("It is recorded that this was done.");
    }
    let mut things = Things::default();
    let (before, after) = &view.around;
    let year = |year: &str| format!("{HERE}?year={year}");
    let mut around = Vec::new();
    // A year that no rule lays out has no page to lead to.
    for (other, words) in [(before, "The year before"), (after, "The year after")] {
        if tasking::year_view(&web.house, &moment(&web, &who), Some(other)).await.is_ok() {
            around.push(parts::link(&year(other), &format!("{words}, {}", other.replacen('-', "/", 1))));
        }
    }
    around.push(parts::link(&format!("{HERE}.csv?year={}", view.year), "This year as CSV"));
    things.html(&parts::list(around));
    let may = may(&who, Action::ChangePlan);
    let head = ["What", "Whose", "From", "By", "How it stands"].map(parts::cell).into();
    let caption = format!("Duties of {}", view.title);
    things.html(&parts::table_under_heading(&caption, head, view.lines.iter().map(|line| row(&view, line, may)).collect()));
    if !view.not_laid_out.is_empty() {
        things.heading("Not laid out: no rule in force");
        let line =
            |one: &NotLaidOut| Html::escape(&format!("{}, {}: rule {} gives no day.", words::capital(&one.what), one.whose, one.clock));
        things.html(&parts::list(view.not_laid_out.iter().map(line)));
    }
    things.source_line(format!("Rule {}: {}.", view.rule, view.source));
    sheet.html(&things.into_html());
    Shell::plan(title, HERE).record(Action::ReadPlan).page(&sheet)
}

fn row(view: &YearView, line: &YearLine, may: bool) -> Vec<Cell> {
    let mut standing = match (&line.done, line.late, line.runs) {
        (Some(kept), _, _) => {
            let mut inside = parts::tag("Done", "govuk-tag--green");
            let done = &kept.body;
            inside.push(&Html::escape(&format!(" {}: {}", said_by(&done.role, &done.on.to_string()), done.how)));
            inside
        }
        (None, true, _) => parts::tag("Late", "govuk-tag--red"),
        (None, false, true) => parts::tag("Now", "govuk-tag--blue"),
        (None, false, false) => parts::tag("To come", "govuk-tag--grey"),
    };
    if may && line.done.is_none() {
        standing.push(&Html::escape(" "));
        let about = format!(": {}", line.duty.what);
        standing.push(&row_link(&address(view, line), "Record that it is done", &about));
    }
    vec![
        parts::cell(words::capital(&line.duty.what)),
        parts::cell(words::capital(&line.duty.whose)),
        parts::cell(day(line.duty.from)),
        parts::cell(day(line.duty.by)),
        parts::cell(standing),
    ]
}

/// `GET /plan/year.csv?year=2011-12`
pub(crate) async fn file(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let view = view_of(&web, &who, asked.year.as_deref()).await?;
    Ok(csv::file("text/csv; charset=utf-8", &format!("year-{}.csv", view.year), csv::table(&tasking::year_table(&view))))
}

/// A duty of a year in an address.
async fn line_of(web: &Web, who: &SignedIn, (year, line, nth): &(String, String, String)) -> Result<(YearView, YearLine), Failure> {
    let view = view_of(web, who, Some(year)).await?;
    let found = view.lines.iter().find(|one| one.duty.line == *line && one.duty.nth.to_string() == *nth).cloned();
    found.map(|line| (view, line)).ok_or(Failure::NotFound)
}

/// `GET /plan/year/{year}/{line}/{nth}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(path): Path<(String, String, String)>) -> Answer {
    let (view, line) = line_of(&web, &who, &path).await?;
    let draft = who.draft(&web, &address(&view, &line)).await?;
    page(&web, &who, &view, &line, draft.as_ref(), &[])
}

/// `POST /plan/year/{year}/{line}/{nth}`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(path): Path<(String, String, String)>, sent: Sent) -> Answer {
    let (view, line) = line_of(&web, &who, &path).await?;
    let mut mistakes = empty(&sent, &[("how", "Say how it was done"), ("role", "Say which office records it")]);
    let on = day_or(&sent, "on", &mut mistakes);
    if mistakes.is_empty() {
        let words =
            DutyWords { line: &line.duty.line, nth: line.duty.nth, role: sent.text("role"), how: sent.text("how"), on: on.as_deref() };
        match tasking::record_duty(&web.house, &moment(&web, &who), &view.year, &words).await {
            Ok(_) => {
                let there = format!("{HERE}?year={}", view.year);
                return recorded(&web, &who, &address(&view, &line), &there, "done").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    page(&web, &who, &view, &line, Some(&sent), &mistakes)
}

fn page(web: &Web, who: &SignedIn, view: &YearView, line: &YearLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that a duty is done";
    let path = address(view, line);
    let back = format!("{HERE}?year={}", view.year);
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(vec![
        ("What", words::capital(&line.duty.what).into()),
        ("Whose", words::capital(&line.duty.whose).into()),
        ("From", day(line.duty.from).into()),
        ("By", day(line.duty.by).into()),
    ]));
    let form = Form::post(path.as_str(), who.visit.token())
        .field(Field::lines("how", "How was it done?", 3).hint("Such as the meeting or the paper"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .field(office(who, "Which office records it?"))
        .button("Record it")
        .cancel(&back);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    Shell::plan(title, HERE).under(format!("Year {}", view.title), back).form(&sheet)
}
