//! A meeting was held: who was there, what was said, what was decided.

use super::meetings::{address, line, name};
use super::{agenda_of, beneath};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::Things;
use crate::pages::plan::{moment, recorded};
use crate::pages::recording::{changed, day_field, day_or, empty, finished, mend, office, seen};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::plans::tasking::{self, HoldWords, MeetingLine};
use axum::extract::{Path, State};
use ui::{Field, Form};

/// `GET /plan/tasking/meetings/{id}/hold`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/hold", address(&id))).await?;
    page(&web, &who, &line, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/meetings/{id}/hold`
pub(crate) async fn hold(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(
        &sent,
        &[("present", "Say who was there"), ("notes", "Say in short what was said"), ("role", "Say which office took the notes")],
    );
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.kept.last)));
    let decided = match tasking::read_follow_ups(sent.text("decided")) {
        Ok(decided) => decided,
        Err(trouble) => {
            mistakes.push(Mistake::in_field("decided", &trouble));
            Vec::new()
        }
    };
    if mistakes.is_empty() {
        let words = HoldWords {
            on: on.as_deref(),
            role: sent.text("role"),
            present: sent.text("present"),
            notes: sent.text("notes"),
            follow_ups: decided,
        };
        match tasking::hold_meeting(&web.house, &moment(&web, &who), &id, &words).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/hold", address(&id)), &address(&id), "held").await,
            Err(trouble) => mistakes = mend(trouble, &[("follow_ups", "decided"), ("held", ""), ("data-review-early", "on")])?,
        }
    }
    page(&web, &who, &line, Some(&sent), &mistakes).await
}

async fn page(web: &Web, who: &SignedIn, line: &MeetingLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that a meeting was held";
    let here = address(&line.kept.body.id);
    let path = format!("{here}/hold");
    let mut sheet = Sheet::narrow(title).leading(format!("{}. The agenda below is kept as it stands now.", name(line)));
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.kept.last)))
        .field(day_field("on", "When was it held?", Some(line.kept.body.day)))
        .field(Field::lines("present", "Who was there?", 4).hint("Organisations or offices, one a line"))
        .field(Field::lines("notes", "What was said, in short?", 6).hint("No names of people"))
        .field(
            Field::lines("decided", "What was decided, for whom to do by when?", 5)
                .hint("One a line: what; whose; by when. Such as \u{201c}ask for better light; county highways; 2026-10-31\u{201d}. The day may be left out")
                .optional(),
        )
        .field(office(who, "Which office took the notes?"))
        .button("Record the meeting")
        .cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    let made = tasking::agenda(&web.house, &moment(web, who), Some(&line.kept.body)).await?;
    let mut things = Things::default();
    things.heading("Agenda");
    agenda_of(&mut things, &made.items);
    sheet.html(&things.into_html());
    beneath(title).under(name(line), here).form(&sheet)
}
