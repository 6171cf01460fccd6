//! An action was done, or ended without being done.

use super::action::view_of;
use super::{action_address, beneath_action, moment, recorded};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{day_field, day_or, empty, finished, mend, office};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::plans::{self as desk, ActionView, DoneWords};
use axum::extract::{Path, State};
use ui::{Field, Form};

fn path(view: &ActionView, what: &str) -> String {
    format!("{}/{what}", action_address(&view.line.plan, &view.line.action.reference))
}

/// `GET /plan/plans/{plan}/actions/{reference}/done`
pub(crate) async fn ask_done(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let draft = who.draft(&web, &path(&view, "done")).await?;
    done_page(&web, &who, &view, draft.as_ref(), &[])
}

/// `POST /plan/plans/{plan}/actions/{reference}/done`
pub(crate) async fn done(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let mut mistakes = empty(&sent, &[("output", "Say what was done"), ("role", "Say which office says so")]);
    let on = day_or(&sent, "on", &mut mistakes);
    if mistakes.is_empty() {
        let words = DoneWords { output: sent.text("output"), outcome: sent.text("outcome"), role: sent.text("role"), on: on.as_deref() };
        match desk::complete_action(&web.house, &moment(&web, &who), &plan, &view.line.action.reference, &words).await {
            Ok(_) => {
                let here = action_address(&plan, &view.line.action.reference);
                return recorded(&web, &who, &path(&view, "done"), &here, "complete").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("done", "")])?,
        }
    }
    done_page(&web, &who, &view, Some(&sent), &mistakes)
}

fn done_page(web: &Web, who: &SignedIn, view: &ActionView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that an action is done";
    let action = &view.line.action;
    let mut sheet = Sheet::narrow(title)
        .captioned(format!("{} {}", action.reference, action.text))
        .leading("What was done and what came of it are two things: the yearly evaluation asks for both.");
    let form = Form::post(path(view, "done"), who.visit.token())
        .field(Field::lines("output", "What was done?", 3).hint("How many, for whom, where"))
        .field(
            Field::lines("outcome", "What came of it?", 3)
                .hint("What is different now, and how anybody knows. Leave it empty if it is too early to say")
                .optional(),
        )
        .field(day_field("on", "When was it done?", Some(super::today(web, who))))
        .field(office(who, "Which office says so?"))
        .button("Record it")
        .cancel(&action_address(&view.line.plan, &action.reference));
    sheet.form_of(&finished(form, &path(view, "done"), sent, mistakes));
    beneath_action(title, &view.plan, &action.reference).form(&sheet)
}

/// `GET /plan/plans/{plan}/actions/{reference}/close`
pub(crate) async fn ask_close(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let draft = who.draft(&web, &path(&view, "close")).await?;
    close_page(&who, &view, draft.as_ref(), &[])
}

/// `POST /plan/plans/{plan}/actions/{reference}/close`
pub(crate) async fn close(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it ends"), ("role", "Say which office says so")]);
    if mistakes.is_empty() {
        let reference = &view.line.action.reference;
        match desk::close_action(&web.house, &moment(&web, &who), &plan, reference, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &path(&view, "close"), &action_address(&plan, reference), "closed").await,
            Err(trouble) => mistakes = mend(trouble, &[("done", "")])?,
        }
    }
    close_page(&who, &view, Some(&sent), &mistakes)
}

fn close_page(who: &SignedIn, view: &ActionView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Close an action without its being done";
    let action = &view.line.action;
    let mut sheet = Sheet::narrow(title)
        .captioned(format!("{} {}", action.reference, action.text))
        .leading("Nobody is asked about it any more. It stays in the plan, with the reason.");
    let form = Form::post(path(view, "close"), who.visit.token())
        .field(Field::lines("reason", "Why does it end?", 3))
        .field(office(who, "Which office says so?"))
        .button("Close the action")
        .cancel(&action_address(&view.line.plan, &action.reference));
    sheet.form_of(&finished(form, &path(view, "close"), sent, mistakes));
    beneath_action(title, &view.plan, &action.reference).form(&sheet)
}
