//! The next edition of a published assessment.

use super::{address, finished, form_page, moment};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::{empty, mend};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::strategic::{self, PaperNow};
use axum::extract::{Path, State};
use ui::{Field, Form};

fn path(id: &str) -> String {
    format!("{}/edition", address(id))
}

/// `GET /strategic-assessments/{id}/edition`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    page(&who, &strategic::paper(&web.house, &id).await?, None, &[])
}

fn page(who: &SignedIn, now: &PaperNow, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Begin the next edition";
    let id = &now.entry.id;
    let mut sheet = Sheet::narrow(title)
        .captioned(now.title())
        .leading("It begins as a draft with the definition and every text of this one. The published one stays as it is.");
    let form = Form::post(path(id), who.visit.token())
        .field(
            Field::reference("new", "What is it called in addresses?")
                .hint("Small letters, figures and hyphens, such as south-cambridgeshire-2020-21")
                .width(30),
        )
        .button("Begin it")
        .cancel(&address(id));
    sheet.form_of(&finished(form, &path(id), sent, mistakes));
    form_page(title, now, &sheet)
}

/// `POST /strategic-assessments/{id}/edition`
pub(crate) async fn begin(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("new", "Say what it is called")]);
    if mistakes.is_empty() {
        match strategic::begin_edition(&web.house, &moment(&web, &who), &id, sent.text("new"), &who.visitor.user).await {
            Ok(recorded) => return Ok(go_to(&format!("{}?done=edition", address(&recorded.id)))),
            Err(trouble) => mistakes = mend(trouble, &[("record-taken", "new"), ("id", "new"), ("definition-unreadable", "new")])?,
        }
    }
    page(&who, &strategic::paper(&web.house, &id).await?, Some(&sent), &mistakes)
}
