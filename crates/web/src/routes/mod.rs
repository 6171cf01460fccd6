//! Every address, in one table: the router is built from it, the gate stands before each, and the tests visit each as everybody.
//!
//! The table is kept in groups, one file each; a group is a list of lines
//! `Get "/path" => handler, Action, Who, "what is there";`, a form's line may end with `, LARGE`.

mod doors;
mod evidence;
mod evidence_forms;
mod open;
mod partnership;
mod people;
mod plan_performance;
mod plan_sheets;
mod plans;
mod schemes;
mod strategic;
mod tasking;
mod watching;

use crate::gate::{self, Guarded};
use crate::headers::Https;
use crate::settings::Settings;
use crate::state::Web;
use crate::{failure, headers, journal, pages, proxies};
use app::{Clock, House};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use permission::Action;
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// How long a page may take; a figure's rows are counted from the extracts and a PDF is set anew.
const PATIENCE: Duration = Duration::from_mins(1);
/// What a form may send; a longer one is refused unread.
const USUAL: usize = 64 * 1024;
/// What a form may send that takes a table or a file.
const LARGE: usize = 8 * 1024 * 1024;

/// How an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// To read it. Changes nothing.
    Get,
    /// To send it a form, which carries the token of the session.
    Post,
}

impl Verb {
    /// The method's name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Who comes through to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, and nobody is looked up: stylesheets, health.
    Anybody,
    /// Anybody; who is signed in is known.
    Open,
    /// Who is signed in and has accepted the terms.
    SignedIn,
    /// Who is signed in, whether or not the terms are accepted: the terms themselves, signing out.
    BeforeTerms,
}

impl Who {
    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Open => "open",
            Self::SignedIn => "signed-in",
            Self::BeforeTerms => "before-terms",
        }
    }
}

/// An address and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// How it is asked for.
    pub verb: Verb,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What is there.
    pub what: &'static str,
    /// What is done there, as the policy knows it. No address is without one: it would not compile.
    pub action: Action,
    /// Who comes through.
    pub who: Who,
    /// How many bytes may be sent to it.
    pub body_bytes: usize,
}

/// A line of the table with what answers it.
struct Line {
    info: &'static RouteInfo,
    handler: MethodRouter<Web>,
}

/// A group of lines: `ROUTES`, and the handlers in the same order.
macro_rules! group {
    ($($verb:ident $path:literal => $handler:expr, $action:ident, $who:ident, $what:literal $(, $bytes:ident)?;)*) => {
        /// The lines of this group.
        pub(super) const ROUTES: &[super::RouteInfo] = &[$(super::RouteInfo {
            verb: super::Verb::$verb,
            path: $path,
            what: $what,
            action: permission::Action::$action,
            who: super::Who::$who,
            body_bytes: super::body_bytes(&[$(super::$bytes)?]),
        }),*];

        /// What answers them.
        pub(super) fn handlers() -> Vec<axum::routing::MethodRouter<crate::state::Web>> {
            vec![$(super::on(super::Verb::$verb, $handler)),*]
        }
    };
}
use group;

/// The lines of a group, and what answers them.
type Group = (&'static [RouteInfo], fn() -> Vec<MethodRouter<Web>>);

/// The groups of the table. A new one needs its line here and nothing else.
const GROUPS: &[Group] = &[
    (open::ROUTES, open::handlers),
    (doors::ROUTES, doors::handlers),
    (evidence::ROUTES, evidence::handlers),
    (evidence_forms::ROUTES, evidence_forms::handlers),
    (partnership::ROUTES, partnership::handlers),
    (people::ROUTES, people::handlers),
    (plan_sheets::ROUTES, plan_sheets::handlers),
    (plans::ROUTES, plans::handlers),
    (plan_performance::ROUTES, plan_performance::handlers),
    (schemes::ROUTES, schemes::handlers),
    (strategic::ROUTES, strategic::handlers),
    (tasking::ROUTES, tasking::handlers),
    (watching::ROUTES, watching::handlers),
];

const fn body_bytes(said: &[usize]) -> usize {
    match said {
        [bytes, ..] => *bytes,
        [] => USUAL,
    }
}

fn on<H, T>(verb: Verb, handler: H) -> MethodRouter<Web>
where
    H: axum::handler::Handler<T, Web>,
    T: 'static,
{
    match verb {
        Verb::Get => axum::routing::get(handler),
        Verb::Post => axum::routing::post(handler),
    }
}

/// Every line of the table.
pub fn routes() -> impl Iterator<Item = &'static RouteInfo> {
    GROUPS.iter().flat_map(|(infos, _)| infos.iter())
}

fn lines() -> impl Iterator<Item = Line> {
    GROUPS.iter().flat_map(|(infos, handlers)| infos.iter().zip(handlers()).map(|(info, handler)| Line { info, handler }))
}

/// The pages over `house`, and what is served beside them; `clock` tells what is due today.
pub fn router(house: Arc<House>, clock: Clock, settings: Settings, besides: Option<Router>) -> Router {
    let (https, proxies, meters) = (Https(settings.site.is_https()), settings.proxies.clone(), settings.meters.clone());
    let web = Web::new(house, clock, settings);
    let settings = Arc::clone(&web.settings);
    lines()
        .fold(Router::new(), |router, Line { info, handler }| {
            let guarded = Guarded { web: web.clone(), info };
            let handler = handler.route_layer(DefaultBodyLimit::max(info.body_bytes)).route_layer(from_fn_with_state(guarded, gate::gate));
            router.route(info.path, handler)
        })
        .fallback(failure::not_found)
        .method_not_allowed_fallback(failure::method_not_allowed)
        .with_state(web.clone())
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| -> Response { failure::failed("a handler panicked") }))
        .layer(from_fn_with_state(web, gate::recognise))
        .merge(besides.unwrap_or_default())
        .layer(DefaultBodyLimit::max(USUAL))
        .layer(Extension(clock))
        .layer(Extension(settings))
        .layer(Extension(pages::healthz::Readiness::default()))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| -> Response { StatusCode::INTERNAL_SERVER_ERROR.into_response() }))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .layer(CompressionLayer::new())
        .layer(map_response_with_state(https, headers::set_strict))
        .layer(from_fn_with_state(proxies, proxies::tell))
        .layer(from_fn_with_state(meters, journal::write))
}
