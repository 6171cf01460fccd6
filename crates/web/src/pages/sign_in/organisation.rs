//! Signing in by an organisation's own sign-in. It begins with a link and comes back with one.

use super::{Asked, add, come_in};
use crate::failure::Failure;
use crate::gate::{Visit, cookies, go_to, is_link_from_elsewhere};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use app::signing::{self, Door, OidcBack};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Trouble;
use serde::Deserialize;

/// What comes back from the organisation's sign-in.
#[derive(Deserialize)]
pub(crate) struct Back {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /sign-in/organisation/{provider}`. Another site's link leads to the page of the ways in: nobody is signed in who did not
/// ask for it here.
pub(crate) async fn start(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    if is_link_from_elsewhere(&headers) {
        return Ok(go_to("/sign-in"));
    }
    go_there(&web, &visit, &provider, None, asked.next()).await
}

/// Sends the browser to the organisation's sign-in, with what it must bring back in a cookie.
pub(crate) async fn go_there(web: &Web, visit: &Visit, provider: &str, invitation: Option<&str>, next: &str) -> Answer {
    let moment = web.moment(visit.who());
    let started = match visit.visitor() {
        // Whoever is signed in already proves themselves again.
        Some(visitor) => signing::start_oidc_again(&web.house, &moment, visitor, provider).await,
        None => signing::start_oidc(&web.house, &moment, provider, invitation).await,
    };
    match started {
        Ok(start) => {
            let place = HeaderValue::from_str(&start.address).map_err(|_| Failure::Internal("no address of a sign-in".to_owned()))?;
            let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
            let site = &web.settings.site;
            let next = if next.is_empty() { None } else { cookies::set(site, cookies::NEXT, &crate::words::in_address(next)) };
            add(&mut response, [cookies::set(site, cookies::STEP, &start.ticket), next]);
            Ok(response)
        }
        Err(trouble) => refused(trouble),
    }
}

/// `GET /sign-in/organisation/back`
pub(crate) async fn back(State(web): State<Web>, visit: Visit, headers: HeaderMap, Query(back): Query<Back>) -> Answer {
    let site = &web.settings.site;
    let next = cookies::read(&headers, site, cookies::NEXT).map(crate::words::from_address).unwrap_or_default();
    let ticket = visit.step().unwrap_or_default();
    let back =
        OidcBack { state: back.state.as_deref(), code: back.code.as_deref(), issuer: back.iss.as_deref(), error: back.error.as_deref() };
    let mut response: Response = match signing::finish_oidc(&web.house, &web.moment(visit.who()), Door::Page, ticket, back).await {
        Ok(signed_in) => return come_in(&web, &visit, &signed_in, &next).await,
        Err(trouble) => refused(trouble)?,
    };
    add(&mut response, [cookies::STEP, cookies::NEXT].map(|name| cookies::clear(site, name)));
    Ok(response)
}

fn refused(trouble: Trouble) -> Answer {
    let (status, mistakes) = match trouble.code {
        "provider-unreachable" => (StatusCode::BAD_GATEWAY, vec![Mistake::of(&trouble)]),
        _ => super::to_mend(trouble)?,
    };
    let title = "You are not signed in";
    let mut sheet = Sheet::narrow(title);
    sheet.refused(&mistakes);
    sheet.paragraph(parts::link("/sign-in", "Choose a way to sign in"));
    Shell::new(title, "/sign-in").form_with(status, &sheet)
}
