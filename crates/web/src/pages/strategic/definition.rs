//! What an assessment is to hold, changed as the file that it is.

use super::{address, finished, form_page, moment};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::mend;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::strategic::{self, PaperNow};
use axum::extract::{Path, State};
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
    let form = Form::post(path(id), who.visit.token())
        .wide()
        .hidden("seen", seen)
        .field(Field::lines("text", "The definition", ROWS).value(now.entry.definition.as_str()))
        .field(Field::text("note", "What did you change?").optional())
        .button("Save")
        .cancel(&address(id));
    sheet.form_of(&finished(form, &path(id), sent, mistakes));
    form_page(title, now, &sheet)
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
        Err(trouble) => {
            let now = strategic::paper(&web.house, &id).await?;
            page(&who, &now, Some(&sent), &mistakes(trouble)?)
        }
    }
}

fn mistakes(trouble: Trouble) -> Result<Vec<Mistake>, crate::failure::Failure> {
    mend(trouble, &[("definition-unreadable", "text"), ("definition-id", "text"), ("definition", "text"), ("reason", "note")])
}
