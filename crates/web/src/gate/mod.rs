//! The gate: who a request comes from, whether its form is ours, and whether what it asks for may be done.
//!
//! [`recognise`] looks up the visitor of every request and dresses the page that comes back; [`gate`] stands before each line of
//! the table. What the policy refuses is answered as what is absent is.

pub(crate) mod cookies;
pub(crate) mod next;
mod origin;
mod sent;
mod visit;

pub(crate) use origin::is_link_from_elsewhere;
pub(crate) use sent::Sent;
pub(crate) use visit::{SignedIn, Visit};

use crate::failure::Failure;
use crate::routes::{RouteInfo, Verb, Who, routes};
use crate::shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Door, Visitor};
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A line of the table, and what the gate before it may reach.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) web: Web,
    pub(crate) info: &'static RouteInfo,
}

/// Goes on to another page of ours, which is read.
pub(crate) fn go_to(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(_) => Failure::NotFound.into_response(),
    }
}

/// Looks up the visitor before anything else is done, and dresses the page that comes back for them.
pub(crate) async fn recognise(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let is_head = request.method() == Method::HEAD;
    if asks_for_nobody(&request) {
        let response = next.run(request).await;
        return shell::dress(&web, &Visit::nobody(), is_head, response).await;
    }
    let visit = match Visit::of(&web, request.headers()).await {
        Ok(visit) => visit,
        Err(trouble) => {
            let failed = Failure::from(trouble).into_response();
            return shell::dress(&web, &Visit::nobody(), is_head, failed).await;
        }
    };
    if let Some(visitor) = visit.visitor() {
        tracing::Span::current().record("session", visitor.session.as_str());
    }
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    let mut response = shell::dress(&web, &visit, is_head, response).await;
    visit.settle(&web, response.headers_mut());
    response
}

fn asks_for_nobody(request: &Request) -> bool {
    let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
    routes().any(|route| route.who == Who::Anybody && route.path == path.as_str())
}

/// Lets a request through to its handler, or answers it.
pub(crate) async fn gate(State(Guarded { web, info }): State<Guarded>, request: Request, next: Next) -> Response {
    if info.who == Who::Anybody {
        return next.run(request).await;
    }
    match pass(&web, info, request).await {
        Ok(request) => next.run(request).await,
        Err(answer) => answer,
    }
}

/// What is asked, in this order: whether the form is ours, who sends it, whether the terms are accepted, whether it may be done.
async fn pass(web: &Web, info: &RouteInfo, mut request: Request) -> Result<Request, Response> {
    let visit = request.extensions().get::<Visit>().cloned().unwrap_or_else(Visit::nobody);
    let needed = info.who != Who::Open;
    if info.verb == Verb::Post {
        let body = std::mem::replace(request.body_mut(), Body::empty());
        let sent = Sent::read(request.headers(), body, info.body_bytes).await.map_err(IntoResponse::into_response)?;
        if needed && visit.visitor().is_none() {
            return Err(to_sign_in(web, &visit, request.uri(), Some(&sent)).await);
        }
        if is_forged(web, &visit, request.headers(), &sent) {
            signing::record_forged(&web.house, &web.moment(visit.who()), visit.visitor(), info.action)
                .await
                .map_err(|trouble| Failure::from(trouble).into_response())?;
            return Err(Failure::Forged.into_response());
        }
        request.extensions_mut().insert(sent);
    }
    let asker = match (info.who, visit.visitor()) {
        (Who::Anybody | Who::Open, _) => None,
        (_, None) => return Err(to_sign_in(web, &visit, request.uri(), None).await),
        (Who::SignedIn, Some(visitor)) if visitor.terms_due => return Err(go_to(&with_next("/terms", request.uri()))),
        (_, Some(visitor)) => Some(visitor),
    };
    if !info.action.touches_personal_data() {
        let moment = web.moment(visit.who());
        if let Err(trouble) = signing::may_act(&web.house, &moment, asker, Door::Page, info.action).await {
            return Err(match trouble.code {
                "sign-in-needed" => to_sign_in(web, &visit, request.uri(), None).await,
                "terms-due" => go_to(&with_next("/terms", request.uri())),
                _ => Failure::from(trouble).into_response(),
            });
        }
    }
    Ok(request)
}

/// Whether a form came from elsewhere, or without the token that only our own pages know.
fn is_forged(web: &Web, visit: &Visit, headers: &HeaderMap, sent: &Sent) -> bool {
    origin::is_foreign(headers, &web.settings.site) || !visit.is_token(sent.raw("csrf"))
}

/// The sign-in page, from which it goes on to where the request was going. Of somebody whose session is over, what they had
/// typed is kept.
async fn to_sign_in(web: &Web, visit: &Visit, uri: &Uri, sent: Option<&Sent>) -> Response {
    let mut kept = false;
    if let (Some(sent), Some(secret)) = (sent, visit.ended_secret()) {
        let moment = web.moment(visit.who());
        // What a page's script keeps while somebody types is the draft of that page's form.
        let form = uri.path().strip_prefix("/account/drafts").unwrap_or(uri.path());
        let found = signing::keep_draft_after_end(&web.house, &moment, secret, sent.raw("csrf"), form, sent.as_draft()).await;
        // Whoever's session is over is sent to sign in, whether or not what they typed could be kept.
        kept = found.unwrap_or_else(|trouble| {
            tracing::error!(code = trouble.code, "a draft could not be kept");
            false
        });
    }
    let address = with_next("/sign-in", uri);
    let ended = match (visit.ended_secret().is_some(), kept) {
        (false, _) => return go_to(&address),
        (true, false) => "yes",
        (true, true) => "kept",
    };
    let sign = if address.contains('?') { '&' } else { '?' };
    go_to(&format!("{address}{sign}ended={ended}"))
}

/// A page, and where it goes on to from there.
fn with_next(page: &str, uri: &Uri) -> String {
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    match next::sound(asked) {
        Some(there) if there != "/home" => format!("{page}?next={}", words::in_address(there)),
        _ => page.to_owned(),
    }
}

/// Who is written down for a request.
pub(crate) fn label(visitor: Option<&Visitor>) -> &str {
    visitor.map_or("public", |visitor| visitor.user.as_str())
}
