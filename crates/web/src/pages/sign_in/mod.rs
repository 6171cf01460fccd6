//! Signing in: the ways there are, and what each ends in.

pub(crate) mod demo;
pub(crate) mod organisation;
pub(crate) mod passkey;
pub(crate) mod password;

use super::{Answer, House};
use crate::failure::Failure;
use crate::gate::{Visit, cookies, go_to, next};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base::{Outcome, Trouble};
use serde::Deserialize;
use ui::{Form, Html};

/// What may stand behind the question mark.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where to go on to.
    next: Option<String>,
    /// That a session is over, and whether what was typed in it is kept.
    ended: Option<String>,
}

impl Asked {
    /// Where to go on to, if it is a page of ours.
    fn next(&self) -> &str {
        self.next.as_deref().and_then(next::sound).unwrap_or_default()
    }
}

/// An address with where to go on to from there.
fn onwards(page: &str, next: &str) -> String {
    if next.is_empty() { page.to_owned() } else { format!("{page}?next={}", words::in_address(next)) }
}

/// `GET /sign-in?next=PATH`
pub(crate) async fn sign_in(State(web): State<Web>, house: House, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let next = asked.next();
    if visit.visitor().is_some() {
        return Ok(go_to(if next.is_empty() { "/home" } else { next }));
    }
    let mut sheet = Sheet::narrow("Sign in");
    match asked.ended.as_deref() {
        Some("out") => sheet.done("You have signed out."),
        Some("kept") => sheet.notice("Your session is over, so what you sent was not recorded. What you had typed is kept: sign in, and the form comes back as you left it."),
        Some(_) => sheet.notice("Your session is over: it ran out, or it was ended. Sign in to go on."),
        None => {}
    }
    sheet.html(&ways(&house, next));
    sheet.details("I can\u{2019}t sign in", parts::link("/lost", "Ask for a new way in if you lost your passkey, password or telephone"));
    if web.settings.demo && !visit.is_forwarded() {
        demo::buttons(&web, &visit, next, &mut sheet).await?;
    }
    Shell::new("Sign in", "/sign-in").page(&sheet)
}

/// The ways in, each with what it needs.
fn ways(house: &app::House, next: &str) -> Html {
    let mut ways = vec![
        (onwards("/sign-in/passkey", next), "Passkey".to_owned(), "your telephone, computer or security key proves who you are"),
        (onwards("/sign-in/password", next), "Password and code".to_owned(), "for partners who can\u{2019}t use passkeys"),
    ];
    ways.extend(signing::providers(house).into_iter().map(|provider| {
        let address = onwards(&format!("/sign-in/organisation/{}", words::in_address(&provider.id)), next);
        (address, provider.name, "your organisation\u{2019}s own sign-in")
    }));
    parts::list(ways.into_iter().map(|(address, name, needs)| {
        let mut line = Html::trusted("<strong>");
        line.push(&parts::link(&address, &name));
        line.push(&Html::trusted("</strong><br>"));
        line.push(&Html::escape(&words::capital(needs)));
        line
    }))
}

/// Somebody is signed in: the browser is given the session's cookie and goes on. The session that it had until now ends, for nobody
/// could end it there any more.
pub(crate) async fn come_in(web: &Web, visit: &Visit, signed_in: &signing::SignedIn, next: &str) -> Answer {
    end_before(web, visit, signed_in).await?;
    let mut response = go_to(next::sound(next).unwrap_or("/home"));
    keep(web, signed_in, &mut response);
    Ok(response)
}

/// Ends the session that the browser had: whose it was, nobody would see it any more.
pub(crate) async fn end_before(web: &Web, visit: &Visit, signed_in: &signing::SignedIn) -> base::Result<()> {
    match visit.visitor().filter(|before| before.session != signed_in.session.visitor.session) {
        Some(before) => signing::sign_out(&web.house, &web.moment(visit.who()), before).await,
        None => Ok(()),
    }
}

/// Gives the browser the session's cookie, and takes from it what was needed until then.
pub(crate) fn keep(web: &Web, signed_in: &signing::SignedIn, response: &mut Response) {
    let site = &web.settings.site;
    let session = cookies::set(site, cookies::SESSION, &signed_in.session.secret);
    let device = signed_in.device.as_deref().and_then(|device| cookies::set(site, cookies::DEVICE, device));
    let cleared = [cookies::FORM, cookies::STEP, cookies::NEXT].map(|name| cookies::clear(site, name));
    add(response, [session, device].into_iter().chain(cleared));
}

/// Adds cookies to an answer.
pub(crate) fn add(response: &mut Response, cookies: impl IntoIterator<Item = Option<HeaderValue>>) {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// What a form can say of a refusal; anything else is a page of its own.
pub(crate) fn to_mend(trouble: Trouble) -> Result<(StatusCode, Vec<Mistake>), Failure> {
    match (trouble.outcome, trouble.code) {
        (Outcome::Refused, "sign-in-later") => Ok((StatusCode::TOO_MANY_REQUESTS, vec![Mistake::of(&trouble)])),
        (Outcome::Refused, "not-allowed" | "no-such-record") | (Outcome::Failed, _) => Err(trouble.into()),
        _ => Ok((StatusCode::UNPROCESSABLE_ENTITY, vec![Mistake::of(&trouble)])),
    }
}

/// A form that carries on where to go.
fn form(action: &str, visit: &Visit, next: &str) -> Form {
    let form = Form::post(action, visit.token());
    if next.is_empty() { form } else { form.hidden("next", next) }
}
