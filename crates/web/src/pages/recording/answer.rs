//! What came of a request for data, written down by whoever asked.

use super::request::{beneath, facts, home, line};
use super::{changed, day_field, day_or, empty, finished, mend, moment, recorded, seen, today};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::registers::{self, RequestLine};
use axum::extract::{Path, State};
use ui::{Field, Form};

/// `GET /evidence/requests/{id}/answer`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/answer", home(&id))).await?;
    page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/requests/{id}/answer`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("said", "Write what they answered, in a sentence")]);
    let given = sent.text("given");
    if !matches!(given, "yes" | "no") {
        mistakes.insert(0, Mistake::at("given", "Say whether they gave what was asked for"));
    }
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        let moment = moment(&web, &who);
        match registers::answer_request(&web.house, &moment, &id, given == "yes", sent.text("said"), on.as_deref()).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/answer", home(&id)), &home(&id), "answered").await,
            // A day before the one on which it was asked is said of the outcome.
            Err(trouble) if trouble.message.contains("lies before") => mistakes = mend(trouble, &[("outcome", "on")])?,
            Err(trouble) => mistakes = mend(trouble, &[("outcome", "")])?,
        }
    }
    page(&web, &who, &line, Some(&sent), &mistakes)
}

fn page(web: &Web, who: &SignedIn, line: &RequestLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record what came of a request";
    let action = format!("{}/answer", home(&line.request.id));
    let mut sheet = Sheet::narrow(title);
    sheet.html(&facts(line));
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(Field::yes_or_no("given", "Did they give what was asked for?", "Yes", "No"))
        .field(Field::lines("said", "What did they answer?", 4).hint("No names of people and no personal data"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the answer")
        .cancel(&home(&line.request.id));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    beneath(title, line, &sheet)
}
