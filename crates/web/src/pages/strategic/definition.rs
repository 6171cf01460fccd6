//! What an assessment is to hold, changed as the file that it is.

use super::{address, beneath, finished, form_page, headed, marked, moment, typed};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::mend;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::strategic::living::compare_words;
use app::strategic::{self, PaperNow};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::Trouble;
use ui::{Field, Form};

/// Lines of the field.
const ROWS: u32 = 30;

fn path(id: &str) -> String {
    format!("{}/definition", address(id))
}

/// `GET /strategic-assessments/{id}/definition`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let draft = who.draft(&web, &path(&id)).await?;
    page(&who, &now, draft.as_ref(), &[])
}

fn page(who: &SignedIn, now: &PaperNow, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Change the definition";
    let id = &now.entry.id;
    let mut sheet = Sheet::titled(title)
        .captioned(now.title())
        .leading("Sections, figures and timetable of the assessment. docs/assessments.md says what may stand in it.");
    let seen = sent.map_or_else(|| now.stamp.seq.to_string(), |sent| sent.text("seen").to_owned());
    sheet.form_of(&finished(form(who, id, seen, &now.entry.definition), &path(id), sent, mistakes));
    form_page(title, now, &sheet)
}

fn form(who: &SignedIn, id: &str, seen: String, text: &str) -> Form {
    Form::post(path(id), who.visit.token())
        .wide()
        .hidden("seen", seen)
        .field(Field::lines("text", "The definition", ROWS).value(text))
        .field(Field::text("note", "What did you change?").optional())
        .button("Save")
        .cancel(&address(id))
}

/// `POST /strategic-assessments/{id}/definition`
pub(crate) async fn save(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let seen = sent.text("seen").parse().unwrap_or(-1);
    let text = sent.raw("text").replace("\r\n", "\n");
    let office = &who.visitor.user;
    match strategic::save_definition(&web.house, &moment(&web, &who), &id, &text, office, sent.text("note"), seen).await {
        Ok(_) => {
            who.draft(&web, &path(&id)).await?;
            Ok(go_to(&format!("{}?done=definition", address(&id))))
        }
        Err(trouble) if trouble.code == "entry-changed" => both(&web, &who, &id, &text, &sent).await,
        Err(trouble) => {
            let now = strategic::paper(&web.house, &id).await?;
            page(&who, &now, Some(&sent), &mistakes(trouble)?)
        }
    }
}

/// Somebody else was first: how theirs differs, and the form again with what was sent, on top of theirs.
async fn both(web: &Web, who: &SignedIn, id: &str, mine: &str, sent: &Sent) -> Answer {
    let now = strategic::paper(&web.house, id).await?;
    let title = "Somebody changed the definition while you did";
    let mut sheet = Sheet::titled(title).captioned(now.title());
    sheet.paragraph(
        "Nothing of yours is saved yet. Yours stands in the form: take over from theirs what is right, then save it on top of theirs.",
    );
    sheet.html(&headed("From theirs to yours", &marked(&compare_words(&now.entry.definition, mine))));
    sheet.details("Theirs as it stands", typed(&now.entry.definition));
    let answers = [("text".to_owned(), mine.to_owned()), ("note".to_owned(), sent.text("note").to_owned())];
    sheet.form_of(&form(who, id, now.stamp.seq.to_string(), "").filled(&answers));
    beneath(title, &now).form_with(StatusCode::CONFLICT, &sheet)
}

fn mistakes(trouble: Trouble) -> Result<Vec<Mistake>, crate::failure::Failure> {
    mend(trouble, &[("definition-unreadable", "text"), ("definition-id", "text"), ("definition", "text"), ("reason", "note")])
}
