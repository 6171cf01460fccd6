//! Sessions: stayed in, ended.

use super::done;
use super::ways::or_again;
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, cookies, go_to, next};
use crate::pages::Answer;
use crate::pages::sign_in::add;
use crate::parts::Sheet;
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Visitor};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use ui::Form;

/// `POST /sign-out`
pub(crate) async fn sign_out(State(web): State<Web>, who: SignedIn) -> Answer {
    signing::sign_out(&web.house, &web.moment(&who.visitor.user), &who.visitor).await?;
    let mut response = go_to("/sign-in?ended=out");
    add(&mut response, [cookies::clear(&web.settings.site, cookies::SESSION)]);
    // What was shown is not shown again by going back.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// `POST /account/sessions/end`
pub(crate) async fn end(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    match signing::end_session(&web.house, &web.moment(&who.visitor.user), &who.visitor, sent.text("id")).await {
        Err(trouble) => or_again(trouble, "/account"),
        Ok(()) => Ok(done("session")),
    }
}

/// `POST /account/sessions/end-others`
pub(crate) async fn end_others(State(web): State<Web>, who: SignedIn) -> Answer {
    match signing::end_other_sessions(&web.house, &web.moment(&who.visitor.user), &who.visitor).await {
        Err(trouble) => or_again(trouble, "/account"),
        Ok(_) => Ok(done("sessions")),
    }
}

/// `GET /account/stay`
pub(crate) async fn ask_stay(who: SignedIn) -> Answer {
    let title = "Stay signed in?";
    let mut sheet = Sheet::narrow(title);
    let at = |moment: jiff::Timestamp| words::moment(&moment.to_string());
    sheet.paragraph(format!("You are signed out at {} if you ask for nothing before.", at(who.visitor.ends_at)));
    sheet.paragraph(format!("Whatever you do, this session ends at {}.", at(who.visitor.ends_at_latest)));
    sheet.form_of(&Form::post("/account/stay", who.visit.token()).button("Stay signed in"));
    Shell::new(title, "").under("Home", "/home").page(&sheet)
}

/// `POST /account/stay`
pub(crate) async fn stay(State(web): State<Web>, who: SignedIn, headers: HeaderMap, sent: Sent) -> Answer {
    let visitor = signing::stay(&web.house, &web.moment(&who.visitor.user), &who.visitor).await?;
    if asks_for_json(&headers) {
        return Ok(ends(&web, &visitor));
    }
    Ok(go_to(next::sound(sent.text("next")).unwrap_or("/account/stay")))
}

/// `POST /account/drafts/{*form}`: what is being typed into the form at this path.
pub(crate) async fn keep_draft(State(web): State<Web>, who: SignedIn, Path(form): Path<String>, sent: Sent) -> Answer {
    let path = format!("/{form}");
    if next::sound(&path).is_none() {
        return Err(Failure::NotFound);
    }
    signing::keep_draft(&web.house, &web.moment(&who.visitor.user), &who.visitor, &path, sent.as_draft()).await?;
    Ok(ends(&web, &who.visitor))
}

fn asks_for_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accepted| accepted.starts_with("application/json"))
}

/// When the session ends now, for the script that warns of it.
fn ends(web: &Web, visitor: &Visitor) -> Response {
    Json(serde_json::json!({ "ends_at": visitor.ends_at.to_string(), "now": (web.clock.0)().to_string() })).into_response()
}
