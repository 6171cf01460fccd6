//! An assessment moved from draft to published, each move with its own leave.

use super::{address, finished, form_page, moment};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::recording::{empty, mend};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::strategic::living::Stage;
use app::strategic::{self, MoveWords, PaperNow};
use axum::extract::{Path, State};
use ui::{Field, Form};

/// A move as its page asks for it.
struct Move {
    path: &'static str,
    to: Stage,
    title: &'static str,
    lead: &'static str,
    why: &'static str,
    hint: &'static str,
    button: &'static str,
}

const CONSULT: Move = Move {
    path: "consult",
    to: Stage::Consultation,
    title: "Put the draft to the partners",
    lead: "The draft is frozen as a version. Every partner can read it and comment on it; you can go on writing.",
    why: "What are they asked?",
    hint: "Such as \u{201c}for comments until 12 February\u{201d}",
    button: "Put it to the partners",
};
const REDRAFT: Move = Move {
    path: "redraft",
    to: Stage::Draft,
    title: "Send the assessment back to draft",
    lead: "Comments are no longer taken, and an approval lapses. Every version, text and comment stays.",
    why: "Why does it go back?",
    hint: "Such as \u{201c}new figures of fires came in\u{201d}",
    button: "Send it back to draft",
};
const APPROVE: Move = Move {
    path: "approve",
    to: Stage::Approved,
    title: "Approve the assessment",
    lead: "Its texts and figures are settled and frozen as a version. It must be complete and without a fault, and every comment answered.",
    why: "At which meeting was it approved?",
    hint: "Such as \u{201c}board of 27 February 2020, item 5\u{201d}",
    button: "Approve it",
};
const PUBLISH: Move = Move {
    path: "publish",
    to: Stage::Published,
    title: "Publish the assessment",
    lead: "What was approved is published as it is, and never changes again. Anybody can read its public summary. This can\u{2019}t be undone.",
    why: "Why now?",
    hint: "Such as \u{201c}approved by the board\u{201d}",
    button: "Publish it",
};

async fn ask(web: &Web, who: &SignedIn, id: &str, of: &Move) -> Answer {
    let now = strategic::paper(&web.house, id).await?;
    let draft = who.draft(web, &format!("{}/{}", address(id), of.path)).await?;
    page(who, &now, of, draft.as_ref(), &[])
}

fn page(who: &SignedIn, now: &PaperNow, of: &Move, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let path = format!("{}/{}", address(&now.entry.id), of.path);
    let mut sheet = Sheet::narrow(of.title).captioned(now.title()).leading(of.lead);
    let form = Form::post(path.as_str(), who.visit.token())
        .hidden("seen", now.stamp.seq.to_string())
        .hidden("texts", strategic::newest_text(now).to_string())
        .field(Field::lines("reason", of.why, 3).hint(of.hint))
        .button(of.button)
        .cancel(&address(&now.entry.id));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    form_page(of.title, now, &sheet)
}

async fn send(web: &Web, who: &SignedIn, id: &str, of: &Move, sent: &Sent) -> Answer {
    let mut mistakes = empty(sent, &[("reason", "Say why, in a line")]);
    if mistakes.is_empty() {
        let seen = sent.text("seen").parse().unwrap_or(-1);
        let texts = Some(sent.text("texts").parse().unwrap_or(-1));
        let words = MoveWords { to: of.to, office: &who.visitor.user, reason: sent.text("reason"), seen, texts };
        match strategic::move_stage(&web.house, &moment(web, who), id, &words).await {
            Ok(_) => {
                who.draft(web, &format!("{}/{}", address(id), of.path)).await?;
                return Ok(go_to(&format!("{}?done={}", address(id), of.to)));
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    page(who, &strategic::paper(&web.house, id).await?, of, Some(sent), &mistakes)
}

/// `GET /strategic-assessments/{id}/consult`
pub(crate) async fn ask_consult(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    ask(&web, &who, &id, &CONSULT).await
}

/// `POST /strategic-assessments/{id}/consult`
pub(crate) async fn consult(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    send(&web, &who, &id, &CONSULT, &sent).await
}

/// `GET /strategic-assessments/{id}/redraft`
pub(crate) async fn ask_redraft(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    ask(&web, &who, &id, &REDRAFT).await
}

/// `POST /strategic-assessments/{id}/redraft`
pub(crate) async fn redraft(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    send(&web, &who, &id, &REDRAFT, &sent).await
}

/// `GET /strategic-assessments/{id}/approve`
pub(crate) async fn ask_approve(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    ask(&web, &who, &id, &APPROVE).await
}

/// `POST /strategic-assessments/{id}/approve`
pub(crate) async fn approve(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    send(&web, &who, &id, &APPROVE, &sent).await
}

/// `GET /strategic-assessments/{id}/publish`
pub(crate) async fn ask_publish(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    ask(&web, &who, &id, &PUBLISH).await
}

/// `POST /strategic-assessments/{id}/publish`
pub(crate) async fn publish(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    send(&web, &who, &id, &PUBLISH, &sent).await
}
