//! Links by which a partner without an account says how an action goes.

use super::action::view_of;
use super::{action_address, beneath_action, moment, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::link::{FIELDS, by, fields, made_sheet, table};
use crate::pages::recording::{empty, mend};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use app::links::{self, About};
use app::plans::ActionView;
use axum::extract::{Path, State};
use ui::Form;

fn about(view: &ActionView) -> About {
    About::Action(view.line.plan.clone(), view.line.action.reference.clone())
}

fn home(view: &ActionView) -> String {
    action_address(&view.line.plan, &view.line.action.reference)
}

/// `GET /plan/plans/{plan}/actions/{reference}/link`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    page(&web, &who, &view, None, &[]).await
}

/// `POST /plan/plans/{plan}/actions/{reference}/link`
pub(crate) async fn make(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let mut mistakes = empty(&sent, &[("organisation", "Choose who answers")]);
    if mistakes.is_empty() {
        let to = super::maybe(&sent, "to");
        match links::make_link(&web.house, &moment(&web, &who), &by(&who), &about(&view), sent.text("organisation"), to).await {
            Ok(made) => {
                let (title, sheet) = made_sheet(&web, &made, "say how this action goes", ("Back to the action", &home(&view)));
                return beneath_action(title, &view.plan, &view.line.action.reference).page(&sheet);
            }
            Err(trouble) => mistakes = mend(trouble, &FIELDS)?,
        }
    }
    page(&web, &who, &view, Some(&sent), &mistakes).await
}

/// `POST /plan/plans/{plan}/actions/{reference}/link/revoke`
pub(crate) async fn revoke(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = view_of(&web, &who, &plan, &reference).await?;
    let made = links::links_about(&web.house, &moment(&web, &who), &by(&who), &about(&view)).await?;
    if !made.iter().any(|link| link.id == sent.text("id")) {
        return Err(Failure::NotFound);
    }
    links::revoke_link(&web.house, &moment(&web, &who), &by(&who), sent.text("id")).await?;
    let here = home(&view);
    recorded(&web, &who, &format!("{here}/link"), &here, "revoked").await
}

async fn page(web: &Web, who: &SignedIn, view: &ActionView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Ask a partner by a link";
    let action = &view.line.action;
    let at = format!("{}/link", home(view));
    let mut sheet = Sheet::narrow(title)
        .captioned(format!("{} {}", action.reference, action.text))
        .leading("For a partner who has no account here. The link does one thing: it says how this action goes. It shows nothing else.");
    let made = links::links_about(&web.house, &moment(web, who), &by(who), &about(view)).await?;
    if !made.is_empty() {
        sheet.part("Links made before");
        sheet.html(&table(web, who, &at, &made).await?);
    }
    let form = fields(web, who, Form::post(at.as_str(), who.visit.token())).await?.cancel(&home(view));
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath_action(title, &view.plan, &action.reference).form(&sheet)
}
