//! Every address of the interface, in one table: the router is built from it, the gate stands before each, the description is
//! completed from it, and the tests ask each as everybody.

use crate::gate::{self, Api, Guarded};
use crate::problem::Problem;
use crate::resources::{
    access_reviews, agreements, assessments, concerns, description, due, duties, extracts, flags, gaps, groups, ledger, me, measures,
    organisations, outbox, people, policy, priorities, requests, sources, users,
};
use app::{Clock, House};
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, any, get, post};
use permission::Action;
use std::sync::Arc;

/// How an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// GET: to read. Changes nothing.
    Get,
    /// POST that changes nothing: what is asked may not stand in an address.
    Ask,
    /// POST that writes, once under its key.
    Post,
}

impl Verb {
    /// The method’s name.
    pub fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Ask | Self::Post => "POST",
        }
    }

    /// Whether it comes with a body.
    pub fn has_body(self) -> bool {
        self != Self::Get
    }
}

/// Who comes through to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a token.
    Anybody,
    /// Whoever shows a token, whatever it is good for.
    AnyToken,
    /// Whoever shows a token that is good for the action.
    Scoped,
}

/// An address and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// How it is asked for.
    pub verb: Verb,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What is done there, as the policy knows it.
    pub action: Action,
    /// Who comes through.
    pub who: Who,
}

impl RouteInfo {
    /// The action that a token must be good for.
    pub fn scope(&self) -> Option<Action> {
        (self.who == Who::Scoped).then_some(self.action)
    }

    /// Whether a purpose can be named: personal data is touched.
    pub(crate) fn takes_purpose(&self) -> bool {
        self.who == Who::Scoped && self.action.touches_personal_data()
    }
}

macro_rules! routes {
    ($($verb:ident $path:literal => $handler:path, $action:ident, $who:ident;)+) => {
        /// Every address.
        pub const ROUTES: &[RouteInfo] =
            &[$(RouteInfo { verb: Verb::$verb, path: $path, action: Action::$action, who: Who::$who }),+];

        fn handlers() -> Vec<MethodRouter> {
            vec![$(on(Verb::$verb, $handler)),+]
        }
    };
}

routes! {
    Get "/api/v1/openapi.json" => description::openapi, ReadPublished, Anybody;
    Get "/api/v1/me" => me::me, KeepOwnAccount, AnyToken;
    Get "/api/v1/due-list" => due::due_list, ReadDuties, Scoped;
    Get "/api/v1/duties" => duties::duties, ReadDuties, Scoped;
    Get "/api/v1/organisations" => organisations::organisations, ReadOrganisation, Scoped;
    Get "/api/v1/organisations/{id}" => organisations::organisation, ReadOrganisation, Scoped;
    Get "/api/v1/users" => users::users, ReadOrganisation, Scoped;
    Get "/api/v1/users/{id}" => users::user, ReadOrganisation, Scoped;
    Get "/api/v1/groups" => groups::groups, ReadGroup, Scoped;
    Get "/api/v1/groups/{id}" => groups::group, ReadGroup, Scoped;
    Get "/api/v1/agreements" => agreements::agreements, ReadAgreement, Scoped;
    Get "/api/v1/agreements/{id}" => agreements::agreement, ReadAgreement, Scoped;
    Get "/api/v1/agreements/{id}/parties" => agreements::parties, ReadAgreement, Scoped;
    Get "/api/v1/extracts" => extracts::extracts, ReadEvidence, Scoped;
    Get "/api/v1/extracts/{id}" => extracts::extract, ReadEvidence, Scoped;
    Get "/api/v1/extracts/{id}/rejects" => extracts::rejects, ReadEvidence, Scoped;
    Get "/api/v1/measures" => measures::measures, ReadEvidence, Scoped;
    Get "/api/v1/measures/{id}" => measures::measure, ReadEvidence, Scoped;
    Get "/api/v1/assessments" => assessments::assessments, ReadEvidence, Scoped;
    Get "/api/v1/assessments/{district}" => assessments::figures, ReadEvidence, Scoped;
    Get "/api/v1/flags" => flags::flags, ReadEvidence, Scoped;
    Get "/api/v1/sources" => sources::sources, ReadEvidence, Scoped;
    Get "/api/v1/sources/{id}" => sources::source, ReadEvidence, Scoped;
    Post "/api/v1/sources/{id}/judgements" => sources::judge, ChangeEvidence, Scoped;
    Post "/api/v1/sources/{id}/chases" => sources::chase, ChangeEvidence, Scoped;
    Post "/api/v1/sources/{id}/answers" => sources::answer, ChangeEvidence, Scoped;
    Get "/api/v1/gaps" => gaps::gaps, ReadEvidence, Scoped;
    Post "/api/v1/gaps" => gaps::record, ChangeEvidence, Scoped;
    Post "/api/v1/gaps/{id}/reviews" => gaps::review, ChangeEvidence, Scoped;
    Post "/api/v1/gaps/{id}/closing" => gaps::close, ChangeEvidence, Scoped;
    Get "/api/v1/requests" => requests::requests, ReadEvidence, Scoped;
    Post "/api/v1/requests" => requests::ask, ChangeEvidence, Scoped;
    Post "/api/v1/requests/{id}/chases" => requests::chase, ChangeEvidence, Scoped;
    Post "/api/v1/requests/{id}/outcome" => requests::answer, ChangeEvidence, Scoped;
    Get "/api/v1/concerns" => concerns::concerns, ReadEvidence, Scoped;
    Post "/api/v1/concerns" => concerns::raise, ChangeEvidence, Scoped;
    Post "/api/v1/concerns/{id}/withdrawal" => concerns::withdraw, ChangeEvidence, Scoped;
    Get "/api/v1/priorities" => priorities::priorities, ReadEvidence, Scoped;
    Post "/api/v1/priorities" => priorities::propose, ChangeEvidence, Scoped;
    Post "/api/v1/priorities/{id}/decisions" => priorities::decide, ChangeEvidence, Scoped;
    Post "/api/v1/people" => people::write::record, RecordPerson, Scoped;
    Ask "/api/v1/people/searches" => people::search::search, FindPerson, Scoped;
    Get "/api/v1/people/{id}" => people::read::person, ReadPerson, Scoped;
    Post "/api/v1/people/{id}/versions" => people::write::edit, EditPerson, Scoped;
    Get "/api/v1/people/{id}/versions" => people::read::versions, ReadPersonHistory, Scoped;
    Post "/api/v1/people/{id}/disclosures" => people::give::share, SharePerson, Scoped;
    Get "/api/v1/people/{id}/disclosures" => people::give::disclosures, ReadPerson, Scoped;
    Post "/api/v1/people/{id}/closing" => people::write::close, ClosePerson, Scoped;
    Post "/api/v1/people/{id}/holds" => people::hold::hold, HoldPerson, Scoped;
    Get "/api/v1/people/{id}/holds" => people::hold::holds, HoldPerson, Scoped;
    Get "/api/v1/ledger" => ledger::ledger, ReadLedger, Scoped;
    Get "/api/v1/access-reviews" => access_reviews::review, ReviewAccess, Scoped;
    Get "/api/v1/outbox" => outbox::outbox, ReadOutbox, Scoped;
    Ask "/api/v1/policy/explanations" => policy::explain, ReadPolicy, Scoped;
}

fn on<H, T>(verb: Verb, handler: H) -> MethodRouter
where
    H: Handler<T, ()>,
    T: 'static,
{
    match verb {
        Verb::Get => get(handler),
        Verb::Ask | Verb::Post => post(handler),
    }
}

/// The interface over `house`; `clock` tells when something is asked. To be merged into the router of the pages, under the layers
/// that are common to both.
pub fn router(house: Arc<House>, clock: Clock) -> Router {
    let api = Api { house, clock };
    let router = ROUTES.iter().zip(handlers()).fold(Router::new(), |router, (info, handler)| {
        let guarded = Guarded { api: api.clone(), info };
        router.route(info.path, handler.route_layer(from_fn_with_state(guarded, gate::gate)))
    });
    // Whatever else stands under `/api` is nothing, and says so in the same way.
    router
        .method_not_allowed_fallback(|| async { Problem::method() })
        .route("/api", any(|| async { Problem::absent() }))
        .route("/api/{*rest}", any(|| async { Problem::absent() }))
}
