//! A request for data: the record of it, a new one, and that they were asked again.

use super::done::Done;
use super::{
    changed, day_field, day_or, empty, finished, judge, may_record, mend, moment, needed_day, office, page, recorded, seen, today,
};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Body, Things, said_by, state, tagged};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::registers::{self, ChaseWords, NewRequest, RequestLine};
use axum::extract::{Path, Query, State};
use journal::next_id;
use permission::Action;
use serde::Deserialize;
use ui::{Answer as Choice, Content, Field, Form, Html};

const NEW: &str = "/evidence/requests/new";
const BACK: &str = "/evidence/sources#requests";

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    data_set: Option<String>,
}

/// The address of a request.
pub(super) fn home(id: &str) -> String {
    format!("/evidence/requests/{}", words::in_address(id))
}

/// A request of the register.
pub(super) async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<RequestLine, Failure> {
    registers::requests(&web.house, today(web, who)).await?.into_iter().find(|line| line.request.id == id).ok_or(Failure::NotFound)
}

/// The page of a form about a request.
pub(super) fn beneath(title: &str, line: &RequestLine, sheet: &Sheet) -> Answer {
    let one = &line.request;
    page(title, "/evidence/sources", &[("Sources", "/evidence/sources"), (&called(line), &home(&one.id))], sheet)
}

/// What a request is called: who was asked.
fn called(line: &RequestLine) -> String {
    format!("Request to {}", line.request.to)
}

/// What a request says.
pub(super) fn facts(line: &RequestLine) -> Html {
    let one = &line.request;
    let outcome = one.outcome.as_ref().map(|outcome| format!("{}: {}", words::day(&outcome.on.to_string()), outcome.said));
    let mut rows: Vec<(&str, Content)> = vec![
        ("State", tagged(state(line.state.as_str()), &outcome.unwrap_or_default()).into()),
        ("To", one.to.as_str().into()),
        ("What for", one.what.as_str().into()),
        ("Asked by", said_by(&one.role, &one.asked.to_string()).into()),
        ("Answer due", words::day(&one.due.to_string()).into()),
    ];
    if let Some(set) = &one.data_set {
        rows.push(("Data set", parts::link(&format!("/evidence/sources/{}", words::in_address(set)), set).into()));
    }
    parts::summary(rows)
}

/// `GET /evidence/requests/{id}`
pub(crate) async fn request(State(web): State<Web>, who: SignedIn, done: Done, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let one = &line.request;
    let mut things = Things::default();
    things.html(&facts(&line));
    if one.outcome.is_none() {
        let here = home(&id);
        things.acts(
            may_record(&who),
            &[
                ("Record the answer", &format!("{here}/answer")),
                ("Record that they were asked again", &format!("{here}/chase")),
                ("Let them answer by a link", &format!("{here}/link")),
            ],
        );
    }
    things.heading("How they were asked again");
    if one.chases.is_empty() {
        things.paragraph("They were asked once.");
    } else {
        let head = ["When", "Who asked, and how", "What for"].map(parts::cell).into();
        let rows = one.chases.iter().map(|chase| {
            vec![
                parts::cell(words::day(&chase.on.to_string())),
                parts::cell(format!("{}, by {}", chase.role, chase.channel)),
                parts::cell(if chase.note.is_empty() { "the data".to_owned() } else { chase.note.clone() }),
            ]
        });
        things.html(&parts::table_under_heading("How they were asked again, oldest first", head, rows.collect()));
    }
    let title = called(&line);
    Shell::evidence(title.as_str(), "/evidence/sources").under("Sources", "/evidence/sources").record(Action::ReadEvidence).page(&Body {
        done: done.0,
        caption: "Request for data".to_owned(),
        heading: Html::escape(&title),
        summary: Html::escape(&format!("Recorded by {} at {}.", line.last_entry.who, words::moment(&line.last_entry.at))),
        content: things.into_html(),
        ..Body::default()
    })
}

/// `GET /evidence/requests/new?data_set=ID`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, asked.data_set.as_deref(), draft.as_ref(), &[]).await
}

/// `POST /evidence/requests/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes =
        empty(&sent, &[("to", "Say who is asked"), ("what", "Say what they are asked for"), ("role", "Say which office asks")]);
    let on = day_or(&sent, "on", &mut mistakes);
    let due = needed_day(&sent, "due", "Say when an answer is due", &mut mistakes);
    if mistakes.is_empty() {
        let moment = moment(&web, &who);
        let there = registers::requests(&web.house, registers::today(&moment)).await?;
        let id = next_id("request", there.iter().map(|line| line.request.id.as_str()));
        let new = NewRequest {
            id: &id,
            to: sent.text("to"),
            what: sent.text("what"),
            data_set: Some(sent.text("data_set")).filter(|set| !set.is_empty()),
            role: sent.text("role"),
            due: &due,
            on: on.as_deref(),
        };
        match registers::ask(&web.house, &moment, &new).await {
            Ok(_) => return recorded(&web, &who, NEW, &home(&id), "request").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    new_page(&web, &who, None, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, about: Option<&str>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record a request for data";
    let today = today(web, who);
    let lines = registers::source_register(&web.house, today).await?;
    let chosen = lines.iter().find(|line| Some(line.data_set.id.as_str()) == about);
    let none = Choice::new("", "None of those in the register");
    let sets = lines.iter().map(|line| Choice::new(line.data_set.id.as_str(), line.data_set.title.as_str()));
    let mut sheet =
        Sheet::narrow(title).leading("It is listed until it is answered, and everybody who records evidence is reminded when it is late.");
    let holder = chosen.map_or("", |line| line.data_set.holder.as_str());
    let form = Form::post(NEW, who.visit.token())
        .field(
            Field::text("to", "Who is asked?").hint("An organisation or an office, never a person\u{2019}s name").value(holder).width(30),
        )
        .field(Field::lines("what", "What are they asked for?", 3).hint("Such as \u{201c}homes by small area, without names\u{201d}"))
        .field(
            Field::choose("data_set", "Which data set is it about?", std::iter::once(none).chain(sets))
                .value(chosen.map_or("", |line| line.data_set.id.as_str())),
        )
        .field(office(who, "Which office asks?"))
        .field(day_field("on", "When were they asked?", Some(today)))
        .field(day_field("due", "When is an answer due?", None))
        .button("Record the request")
        .cancel(BACK);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    page(title, "/evidence/sources", &[("Sources", "/evidence/sources")], &sheet)
}

/// `GET /evidence/requests/{id}/chase`
pub(crate) async fn ask_chase(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/chase", home(&id))).await?;
    chase_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/requests/{id}/chase`
pub(crate) async fn chase(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("channel", "Choose how they were asked"), ("role", "Say which office asked")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        let words = ChaseWords { role: sent.text("role"), channel: sent.text("channel"), note: sent.text("note"), on: on.as_deref() };
        match registers::chase_request(&web.house, &moment(&web, &who), &id, &words).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/chase", home(&id)), &home(&id), "chased").await,
            Err(trouble) => mistakes = mend(trouble, &[("chases", "on"), ("outcome", "")])?,
        }
    }
    chase_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn chase_page(web: &Web, who: &SignedIn, line: &RequestLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that they were asked again";
    let action = format!("{}/chase", home(&line.request.id));
    let mut sheet = Sheet::narrow(title);
    sheet.html(&facts(line));
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(judge::channel_field())
        .field(Field::text("note", "What was said, beside the request itself?").optional())
        .field(office(who, "Which office asked?"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record it")
        .cancel(&home(&line.request.id));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    beneath(title, line, &sheet)
}
