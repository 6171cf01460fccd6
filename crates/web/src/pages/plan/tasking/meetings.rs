//! Meetings: called, looked at, called off; what they decided is done.

use super::{HOME, agenda_of, beneath, day, due_cell};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::plan::{Asked, may, moment, recorded, today};
use crate::pages::recording::{changed, empty, finished, mend, needed_day, office, seen};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, MeetingLine, MeetingWords};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::tasking::FollowUp;
use ui::{Answer as Choice, Field, Form, Html};

const NEW: &str = "/plan/tasking/meetings/new";

/// The address of a meeting.
pub(super) fn address(id: &str) -> String {
    format!("{HOME}/meetings/{}", words::in_address(id))
}

/// What a meeting is called.
pub(super) fn name(line: &MeetingLine) -> String {
    format!("{}, {}", line.group, day(line.kept.body.day))
}

/// A meeting, or the page for what is absent.
pub(super) async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<MeetingLine, Failure> {
    tasking::meeting(&web.house, &moment(web, who), id).await?.ok_or(Failure::NotFound)
}

/// `GET /plan/tasking/meetings/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/meetings/new`
pub(crate) async fn call(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("group", "Choose the group")]);
    let on = needed_day(&sent, "day", "Say when it meets", &mut mistakes);
    if !matches!(sent.text("data"), "yes" | "no") {
        mistakes.push(Mistake::at("data", "Say whether the data is looked at"));
    }
    if let (true, Ok(on)) = (mistakes.is_empty(), on.parse()) {
        let asked = sent.text("asked").replace("\r\n", "\n");
        let words = MeetingWords { group: sent.text("group"), day: on, reviews_data: sent.text("data") == "yes", asked: &asked };
        match tasking::call_meeting(&web.house, &moment(&web, &who), &words).await {
            Ok(_) => return recorded(&web, &who, NEW, HOME, "called").await,
            Err(trouble) => mistakes = mend(trouble, &[("data-review-early", "data"), ("record-taken", "day")])?,
        }
    }
    new_page(&web, &who, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Call a meeting";
    let groups = tasking::groups_to_meet(&web.house, today(web, who)).await?;
    let mut sheet = Sheet::narrow(title).leading("The agenda need not be written: it is made from what waits.");
    let first = groups.first().map(|(id, _)| id.clone()).unwrap_or_default();
    if let Some(first) = groups.first() {
        let review = tasking::data_review(&web.house, &first.0, today(web, who), "").await?;
        if let (Some(last), Some(next)) = (review.last, review.first_allowed) {
            sheet.inset(format!(
                "{} last looked at the data on {}. It may do so again from {} ({}).",
                first.1,
                day(last),
                day(next),
                review.why.replace('`', "")
            ));
        }
    }
    let form = Form::post(NEW, who.visit.token())
        .field(Field::choose("group", "Which group meets?", groups.into_iter().map(|(id, name)| Choice::new(id, name))).value(first))
        .field(crate::pages::recording::day_field("day", "When?", None))
        .field(Field::yes_or_no("data", "Is the data looked at?", "Yes", "No"))
        .field(Field::lines("asked", "What else is on the agenda?", 3).hint("One item a line").optional())
        .button("Call the meeting")
        .cancel(HOME);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    beneath(title).form(&sheet)
}

/// `GET /plan/tasking/meetings/{id}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let (body, here) = (&line.kept.body, address(&id));
    let title = name(&line);
    let mut sheet = Sheet::titled(&title).captioned("Meeting");
    match asked.done.as_deref() {
        Some("held") => sheet.done("The meeting is recorded as held. Its agenda is kept as it was."),
        Some("done") => sheet.done("It is recorded that this was done."),
        _ => {}
    }
    let mut things = Things::default();
    let (hold, cancel) = (format!("{here}/hold"), format!("{here}/cancel"));
    things.acts(body.is_open() && may(&who, Action::ChangePlan), &[("Record that it was held", &hold), ("Call it off", &cancel)]);
    if let Some(cancelled) = &body.cancelled {
        things.paragraph(format!("Called off: {}. {}", said_by(&cancelled.role, &cancelled.on.to_string()), cancelled.reason));
    }
    if let Some(held) = &body.held {
        things.heading("What was said");
        for paragraph in held.notes.lines().filter(|line| !line.trim().is_empty()) {
            things.paragraph(paragraph);
        }
        things.paragraph(format!("Present: {}. Notes by {}.", held.present.join(", "), said_by(&held.role, &held.on.to_string())));
        things.heading("What was decided");
        decided(&mut things, &who, &web, &id, &held.follow_ups);
    }
    if body.held.is_some() {
        let when = body.agenda_on.map_or_else(String::new, |on| format!(" on {}", day(on)));
        things.heading(&format!("Agenda, as it was{when}"));
        agenda_of(&mut things, &body.agenda);
    } else if body.is_open() {
        let made = tasking::agenda(&web.house, &moment(&web, &who), Some(body)).await?;
        things.heading("Agenda, as it stands now");
        agenda_of(&mut things, &made.items);
        for left in &made.left_out {
            things.source_line(format!("Left out: {}.", words::plain(left)));
        }
    }
    sheet.html(&things.into_html());
    beneath(&title).record(Action::ReadPlan).page(&sheet)
}

fn decided(things: &mut Things, who: &SignedIn, web: &Web, id: &str, follow_ups: &[FollowUp]) {
    if follow_ups.is_empty() {
        things.paragraph("Nothing was decided that somebody is to do.");
        return;
    }
    let today = today(web, who);
    let row = |(nth, one): (usize, &FollowUp)| {
        let last = match &one.done {
            Some(done) => Html::escape(&format!("Done: {}. {}", said_by(&done.role, &done.on.to_string()), done.said)),
            None if may(who, Action::ChangePlan) => parts::link(&format!("{}/follow-ups/{nth}", address(id)), "Record that it is done"),
            None => Html::escape("not done yet"),
        };
        let mut what = Html::trusted(format!("<span id=\"follow-up-{nth}\">"));
        what.push(&Html::escape(&one.what));
        what.push(&Html::trusted("</span>"));
        let late = one.done.is_none() && one.due.is_some_and(|due| due < today);
        vec![parts::cell(what), parts::cell(one.whose.as_str()), due_cell(one.due, late), parts::cell(last)]
    };
    let head = ["What", "Whose", "By", "How it stands"].map(parts::cell).into();
    things.html(&parts::table_under_heading("What was decided", head, (1..).zip(follow_ups).map(row).collect()));
}

/// `GET /plan/tasking/meetings/{id}/cancel`
pub(crate) async fn ask_cancel(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/cancel", address(&id))).await?;
    cancel_page(&who, &line, draft.as_ref(), &[])
}

/// `POST /plan/tasking/meetings/{id}/cancel`
pub(crate) async fn cancel(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it is called off"), ("role", "Say which office calls it off")]);
    mistakes.extend(changed(&sent, Some(&line.kept.last)));
    if mistakes.is_empty() {
        match tasking::cancel_meeting(&web.house, &moment(&web, &who), &id, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/cancel", address(&id)), HOME, "cancelled").await,
            Err(trouble) => mistakes = mend(trouble, &[("held", "")])?,
        }
    }
    cancel_page(&who, &line, Some(&sent), &mistakes)
}

fn cancel_page(who: &SignedIn, line: &MeetingLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Call a meeting off";
    let here = address(&line.kept.body.id);
    let path = format!("{here}/cancel");
    let mut sheet = Sheet::narrow(title).leading(name(line));
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.kept.last)))
        .field(Field::lines("reason", "Why?", 3))
        .field(office(who, "Which office calls it off?"))
        .warning_button("Call it off")
        .cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title).under(name(line), here).form(&sheet)
}

/// What of a meeting is not done: its place in the list, and what it is.
fn follow_up(line: &MeetingLine, nth: &str) -> Result<(usize, FollowUp), Failure> {
    let nth: usize = nth.parse().map_err(|_| Failure::NotFound)?;
    let held = line.kept.body.held.as_ref().ok_or(Failure::NotFound)?;
    let one = nth.checked_sub(1).and_then(|at| held.follow_ups.get(at)).ok_or(Failure::NotFound)?;
    Ok((nth, one.clone()))
}

/// `GET /plan/tasking/meetings/{id}/follow-ups/{nth}`
pub(crate) async fn ask_done(State(web): State<Web>, who: SignedIn, Path((id, nth)): Path<(String, String)>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let (nth, one) = follow_up(&line, &nth)?;
    let draft = who.draft(&web, &format!("{}/follow-ups/{nth}", address(&id))).await?;
    done_page(&who, &line, nth, &one, draft.as_ref(), &[])
}

/// `POST /plan/tasking/meetings/{id}/follow-ups/{nth}`
pub(crate) async fn done(State(web): State<Web>, who: SignedIn, Path((id, nth)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let (nth, one) = follow_up(&line, &nth)?;
    let mut mistakes = empty(&sent, &[("said", "Say what came of it"), ("role", "Say which office did it")]);
    mistakes.extend(changed(&sent, Some(&line.kept.last)));
    if mistakes.is_empty() {
        match tasking::finish_follow_up(&web.house, &moment(&web, &who), &id, nth, sent.text("role"), sent.text("said")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/follow-ups/{nth}", address(&id)), &address(&id), "done").await,
            Err(trouble) => mistakes = mend(trouble, &[("done", "")])?,
        }
    }
    done_page(&who, &line, nth, &one, Some(&sent), &mistakes)
}

fn done_page(who: &SignedIn, line: &MeetingLine, nth: usize, one: &FollowUp, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that it is done";
    let here = address(&line.kept.body.id);
    let path = format!("{here}/follow-ups/{nth}");
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(vec![
        ("What was decided", one.what.as_str().into()),
        ("Whose", one.whose.as_str().into()),
        ("By", one.due.map_or_else(|| "no day set".to_owned(), day).into()),
    ]));
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.kept.last)))
        .field(Field::lines("said", "What came of it?", 3))
        .field(office(who, "Which office did it?"))
        .button("Record it")
        .cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title).under(name(line), here).form(&sheet)
}
