//! Signing in with a passkey, which needs a script: the page says so, and offers the others.

use super::{Asked, come_in, form, to_mend};
use crate::gate::{Sent, Visit};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use app::signing::{self, Door};
use axum::extract::{Query, State};
use axum::http::StatusCode;

/// `GET /sign-in/passkey`
pub(crate) async fn ask(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&web, &visit, asked.next(), StatusCode::OK, &[]).await
}

/// `POST /sign-in/passkey`
pub(crate) async fn try_it(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    let next = sent.text("next").to_owned();
    if sent.text("answer").is_empty() {
        let words = "Your browser gave no passkey. Try again, or sign in another way";
        return page(&web, &visit, &next, StatusCode::UNPROCESSABLE_ENTITY, &[Mistake::at("", words)]).await;
    }
    let moment = web.moment(visit.who());
    match signing::finish_passkey_sign_in(&web.house, &moment, Door::Page, sent.text("ticket"), sent.raw("answer")).await {
        Ok(signed_in) => come_in(&web, &visit, &signed_in, &next).await,
        Err(trouble) => {
            let (status, mistakes) = to_mend(trouble)?;
            page(&web, &visit, &next, status, &mistakes).await
        }
    }
}

async fn page(web: &Web, visit: &Visit, next: &str, status: StatusCode, mistakes: &[Mistake]) -> Answer {
    let ceremony = signing::start_passkey_sign_in(&web.house, &web.moment(visit.who())).await?;
    let title = "Sign in with a passkey";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("Your browser asks your telephone, computer or security key to prove that it is you. No name is needed.");
    sheet.html(&parts::needs_script());
    let form = parts::passkey(form("/sign-in/passkey", visit, next), "get", &ceremony).button("Use a passkey");
    sheet.form_of(&parts::answered(form, None, mistakes));
    sheet.paragraph(parts::link(&super::onwards("/sign-in/password", next), "Sign in with a password and a code"));
    sheet.paragraph(parts::link(&super::onwards("/sign-in", next), "Sign in another way"));
    Shell::new(title, "/sign-in").script(parts::PASSKEY_SCRIPT).form_with(status, &sheet)
}
