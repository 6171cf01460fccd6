//! What local members bring, and the replies.

use super::{beneath, day, due_cell};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::plan::{Asked, may, maybe, moment, recorded, today};
use crate::pages::recording::{changed, day_field, day_or, empty, finished, mend, office, place_field, seen};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, ConversationLine, NewConversation};
use axum::extract::{Path, Query, State};
use permission::Action;
use ui::{Answer as Choice, Cell, Content, Field, Form};

const LIST: &str = "/plan/tasking/conversations";
const NEW: &str = "/plan/tasking/conversations/new";

fn address(id: &str) -> String {
    format!("{LIST}/{}", words::in_address(id))
}

async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<ConversationLine, Failure> {
    let lines = tasking::conversations(&web.house, &moment(web, who)).await?;
    lines.into_iter().find(|line| line.kept.body.id == id).ok_or(Failure::NotFound)
}

fn under(title: &str) -> Shell {
    beneath(title).under("What members brought", LIST)
}

/// `GET /plan/tasking/conversations`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = tasking::conversations(&web.house, &moment(&web, &who)).await?;
    let waiting = lines.iter().filter(|line| line.kept.body.waits()).count();
    let late = lines.iter().filter(|line| line.late).count();
    let title = match (waiting, late) {
        (0, _) => "Everything that members brought is answered".to_owned(),
        (waiting, 0) => format!("{} for a reply", words::plural(waiting as u64, "member waits", "members wait")),
        (_, late) => format!("{} late", words::plural(late as u64, "reply is", "replies are")),
    };
    let mut sheet = Sheet::titled(&title)
        .leading("What ward and parish members tell the tasking group, and what it says to them. Offices stand here and no names, of members or of residents.");
    match asked.done.as_deref() {
        Some("taken") => sheet.done("It is taken down, and on the next agenda of the tasking group."),
        Some("answered") => sheet.done("The reply is recorded."),
        Some("closed") => sheet.done("It is closed without a reply, with the reason."),
        _ => {}
    }
    let mut things = Things::default();
    things.acts(may(&who, Action::ChangePlan), &[("Take down what a member brought", NEW)]);
    if lines.is_empty() {
        things.paragraph("Nothing was brought yet.");
    } else {
        let head = ["What was brought", "By", "Came", "Reply due", "Reply"].map(parts::cell).into();
        things.html(&parts::table_under_heading("What was brought", head, lines.iter().map(row).collect()));
    }
    sheet.html(&things.into_html());
    beneath(&title).record(Action::ReadPlan).page(&sheet)
}

fn row(line: &ConversationLine) -> Vec<Cell> {
    let body = &line.kept.body;
    let reply = match (&body.answered, &body.closed) {
        (Some(answer), _) => format!("{}: {}", day(answer.on), answer.said),
        (_, Some(closed)) => format!("closed on {}: {}", day(closed.on), closed.reason),
        _ => "waits".to_owned(),
    };
    let due = if body.waits() { due_cell(line.due, line.late) } else { parts::cell("") };
    vec![
        parts::cell(parts::link(&address(&body.id), &format!("{}: {}", line.place, body.what))),
        parts::cell(body.office.as_str()),
        parts::cell(day(body.received)),
        due,
        parts::cell(reply),
    ]
}

/// `GET /plan/tasking/conversations/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/conversations/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("area", "Choose the place"),
            ("office", "Say which office brought it"),
            ("what", "Say what was brought"),
            ("role", "Say which office takes it down"),
        ],
    );
    let received = day_or(&sent, "received", &mut mistakes);
    if mistakes.is_empty() {
        let new = NewConversation {
            place: sent.text("area"),
            received: received.as_deref(),
            office: sent.text("office"),
            what: sent.text("what"),
            role: sent.text("role"),
        };
        match tasking::open_conversation(&web.house, &moment(&web, &who), &new).await {
            Ok(_) => return recorded(&web, &who, NEW, LIST, "taken").await,
            Err(trouble) => mistakes = mend(trouble, &[("place-unknown", "area")])?,
        }
    }
    new_page(&web, &who, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Take down what a member brought";
    let mut sheet = Sheet::narrow(title).leading("It goes on the next agenda of the tasking group, and a reply falls due.");
    let form = Form::post(NEW, who.visit.token())
        .field(place_field(web, who, "Which place is it about?", "").await?)
        .field(
            Field::text("office", "Which office brought it?")
                .hint("Such as \u{201c}ward member for Melbourn\u{201d}: never the name of a member or a resident")
                .width(30),
        )
        .field(Field::lines("what", "What did they say?", 4).hint("In general words: nothing by which a resident could be known"))
        .field(day_field("received", "When did it come?", Some(today(web, who))))
        .field(office(who, "Which office takes it down?"))
        .button("Take it down")
        .cancel(LIST);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    under(title).form(&sheet)
}

/// `GET /plan/tasking/conversations/{id}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let title = format!("What was brought about {}", line.place);
    let mut sheet = Sheet::titled(&title);
    sheet.html(&facts(&line));
    let (answer, close) = (format!("{}/answer", address(&id)), format!("{}/close", address(&id)));
    let mut things = Things::default();
    let may = line.kept.body.waits() && may(&who, Action::ChangePlan);
    things.acts(may, &[("Record the reply", &answer), ("Close it without a reply", &close)]);
    if !line.why.is_empty() {
        things.source_line(format!("The reply falls due by {}.", line.why.replace('`', "")));
    }
    sheet.html(&things.into_html());
    under(&title).record(Action::ReadPlan).page(&sheet)
}

fn facts(line: &ConversationLine) -> ui::Html {
    let body = &line.kept.body;
    let mut rows: Vec<(&str, Content)> = vec![
        ("Place", line.place.as_str().into()),
        ("Brought by", body.office.as_str().into()),
        ("What they said", body.what.as_str().into()),
        ("Taken down", said_by(&body.role, &body.received.to_string()).into()),
    ];
    if let (true, Some(due)) = (body.waits(), line.due) {
        let words = day(due);
        let late = line.late.then(|| parts::tag(&format!("Late: {words}"), "govuk-tag--red"));
        rows.push(("Reply due", late.map_or_else(|| words.into(), Into::into)));
    }
    if let Some(answer) = &body.answered {
        rows.push(("Reply", answer.said.as_str().into()));
        rows.push(("Replied", said_by(&answer.role, &answer.on.to_string()).into()));
        if let Some(meeting) = &answer.meeting {
            rows.push(("Meeting", parts::link(&super::meetings::address(meeting), meeting).into()));
        }
    }
    if let Some(closed) = &body.closed {
        rows.push(("Closed", format!("{}: {}", said_by(&closed.role, &closed.on.to_string()), closed.reason).into()));
    }
    parts::summary(rows)
}

/// `GET /plan/tasking/conversations/{id}/answer`
pub(crate) async fn ask_answer(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/answer", address(&id))).await?;
    answer_page(&web, &who, &line, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/conversations/{id}/answer`
pub(crate) async fn answer(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("said", "Say what the group said"), ("role", "Say which office replied")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.kept.last)));
    if mistakes.is_empty() {
        let (moment, meeting) = (moment(&web, &who), maybe(&sent, "meeting"));
        match tasking::answer_conversation(&web.house, &moment, &id, sent.text("role"), sent.text("said"), meeting, on.as_deref()).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/answer", address(&id)), LIST, "answered").await,
            Err(trouble) => mistakes = mend(trouble, &[("answered", ""), ("record-unknown", "meeting")])?,
        }
    }
    answer_page(&web, &who, &line, Some(&sent), &mistakes).await
}

async fn answer_page(web: &Web, who: &SignedIn, line: &ConversationLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record the reply";
    let here = address(&line.kept.body.id);
    let path = format!("{here}/answer");
    let held = tasking::meetings(&web.house, &moment(web, who)).await?.into_iter().filter(|one| one.kept.body.held.is_some());
    let none = std::iter::once(Choice::new("", "No meeting"));
    let meetings = none.chain(held.map(|one| Choice::new(one.kept.body.id.clone(), super::meetings::name(&one))));
    let mut sheet = Sheet::narrow(title);
    sheet.html(&facts(line));
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.kept.last)))
        .field(Field::lines("said", "What did the tasking group say?", 4))
        .field(Field::choose("meeting", "At which meeting?", meetings))
        .field(day_field("on", "When was it sent?", Some(today(web, who))))
        .field(office(who, "Which office replied?"))
        .button("Record the reply")
        .cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    under(title).form(&sheet)
}

/// `GET /plan/tasking/conversations/{id}/close`
pub(crate) async fn ask_close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/close", address(&id))).await?;
    close_page(&who, &line, draft.as_ref(), &[])
}

/// `POST /plan/tasking/conversations/{id}/close`
pub(crate) async fn close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why there is no reply"), ("role", "Say which office closes it")]);
    mistakes.extend(changed(&sent, Some(&line.kept.last)));
    if mistakes.is_empty() {
        match tasking::close_conversation(&web.house, &moment(&web, &who), &id, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/close", address(&id)), LIST, "closed").await,
            Err(trouble) => mistakes = mend(trouble, &[("answered", "")])?,
        }
    }
    close_page(&who, &line, Some(&sent), &mistakes)
}

fn close_page(who: &SignedIn, line: &ConversationLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Close it without a reply";
    let here = address(&line.kept.body.id);
    let path = format!("{here}/close");
    let mut sheet = Sheet::narrow(title);
    sheet.html(&facts(line));
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.kept.last)))
        .field(Field::lines("reason", "Why is there no reply?", 3).hint("Such as \u{201c}brought twice\u{201d}"))
        .field(office(who, "Which office closes it?"))
        .button("Close it")
        .cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    under(title).form(&sheet)
}
