//! The gate before every address: who shows which token, whether it is good for this, and whether every word is as described.

use crate::call::{Call, Words};
use crate::check::{Checker, plain, read};
use crate::document::{Operation, document, operation};
use crate::problem::{Problem, Wrong};
use crate::routes::{RouteInfo, Verb, Who};
use app::signing::{self, Door, Visitor};
use app::{Clock, House, Moment};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, Query, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest body that is read.
pub(crate) const BODY_BYTES: usize = 256 * 1024;
/// Who is written down where nobody is known.
const NOBODY: &str = "public";

/// What the interface stands over.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) house: Arc<House>,
    pub(crate) clock: Clock,
}

impl Api {
    fn moment(&self, who: &str) -> Moment {
        Moment { now: (self.clock.0)(), who: who.to_owned() }
    }
}

/// An address behind the gate.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) api: Api,
    pub(crate) info: &'static RouteInfo,
}

/// Lets a request through to its handler, or answers it. No answer may be kept by anybody on the way.
pub(crate) async fn gate(State(guarded): State<Guarded>, request: Request, next: Next) -> Response {
    let mut response = match guarded.pass(request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Guarded {
    /// What is asked, in this order: whose token it is and whether it is good for this, whether its owner may, whether the request
    /// is as described.
    async fn pass(&self, request: Request) -> Result<Request, Problem> {
        if self.info.who == Who::Anybody {
            return Ok(request);
        }
        let (mut parts, body) = request.into_parts();
        let token = bearer(&parts.headers).ok_or_else(Problem::without_token)?.to_owned();
        let visitor = self.visitor(&token).await?;
        let operation = operation(self.info).ok_or_else(|| Problem::failed("an address is not described"))?;
        let words = words(self.info, operation, &mut parts, body).await?;
        let call = Call::new(self.api.house.clone(), self.api.moment(&visitor.user), visitor, token, self.info, words);
        parts.extensions.insert(call);
        Ok(Request::from_parts(parts, Body::empty()))
    }

    async fn visitor(&self, token: &str) -> Result<Visitor, Problem> {
        let (house, action) = (&self.api.house, self.info.action);
        let asked = self.api.moment(NOBODY);
        let visitor = match self.info.scope() {
            Some(action) => app::tokens::bearer(house, &asked, token, action).await?,
            None => app::tokens::holder(house, &asked, token).await?,
        };
        tracing::Span::current().record("session", visitor.session.as_str());
        if self.info.who == Who::Scoped && !action.touches_personal_data() {
            signing::may_act(house, &self.api.moment(&visitor.user), Some(&visitor), Door::Api, action).await?;
        }
        Ok(visitor)
    }
}

/// The token that is shown.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// The words of a request, each held against the description. An address that can't name anything is one that does not exist.
async fn words(info: &RouteInfo, operation: &Operation, parts: &mut Parts, body: Body) -> Result<Words, Problem> {
    let checker = Checker { document: document() };
    let path = path(checker, operation, parts).await?;
    let mut wrong = Vec::new();
    let query = query(checker, operation, parts, &mut wrong);
    let headers = headers(checker, operation, &parts.headers, &mut wrong);
    let body = match &operation.body {
        Some(schema) if info.verb != Verb::Get => {
            let value = json(&parts.headers, body).await?;
            wrong.extend(checker.check(schema, &value, "body"));
            value
        }
        _ => Value::Null,
    };
    if wrong.is_empty() { Ok(Words { path, query, headers, body }) } else { Err(Problem::not_as_described(wrong)) }
}

async fn path(checker: Checker<'_>, operation: &Operation, parts: &mut Parts) -> Result<BTreeMap<String, String>, Problem> {
    let raw = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| Problem::absent())?;
    let mut path = BTreeMap::new();
    for (name, value) in &raw {
        let known = operation.path.iter().find(|one| one.name == name).ok_or_else(Problem::absent)?;
        if !checker.check(&known.schema, &read(&known.schema, value), name).is_empty() {
            return Err(Problem::absent());
        }
        path.insert(name.to_owned(), value.to_owned());
    }
    Ok(path)
}

fn query(checker: Checker<'_>, operation: &Operation, parts: &Parts, wrong: &mut Vec<Wrong>) -> Value {
    let mut said = Map::new();
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
    for (name, text) in pairs {
        let Some(known) = operation.query.iter().find(|one| one.name == name) else {
            let names: Vec<String> = operation.query.iter().map(|one| format!("`{}`", one.name)).collect();
            let detail = match names.as_slice() {
                [] => "this address takes no parameters".to_owned(),
                _ => format!("it holds a parameter that is not described; there are {}", names.join(", ")),
            };
            wrong.push(Wrong { pointer: "query".to_owned(), detail });
            continue;
        };
        let (value, pointer) = (read(&known.schema, &text), format!("query/{}", known.name));
        wrong.extend(checker.check(&known.schema, &value, &pointer));
        if said.insert(name, value).is_some() {
            wrong.push(Wrong { pointer, detail: "it must stand there once".to_owned() });
        }
    }
    for missing in operation.query.iter().filter(|one| one.required && !said.contains_key(&one.name)) {
        wrong.push(Wrong { pointer: format!("query/{}", missing.name), detail: "it is needed".to_owned() });
    }
    Value::Object(said)
}

fn headers(checker: Checker<'_>, operation: &Operation, sent: &HeaderMap, wrong: &mut Vec<Wrong>) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for known in &operation.headers {
        let name = known.name.to_ascii_lowercase();
        let pointer = format!("header/{name}");
        let mut values = sent.get_all(&name).iter();
        match (values.next(), values.next()) {
            (None, _) if known.required => wrong.push(Wrong { pointer, detail: "it is needed".to_owned() }),
            (None, _) => {}
            (Some(_), Some(_)) => wrong.push(Wrong { pointer, detail: "it must stand there once".to_owned() }),
            (Some(value), None) => match value.to_str() {
                Ok(text) => {
                    wrong.extend(checker.check(&known.schema, &read(&known.schema, text), &pointer));
                    said.insert(name, text.to_owned());
                }
                Err(_) => wrong.push(Wrong { pointer, detail: "it must be plain text".to_owned() }),
            },
        }
    }
    said
}

/// The JSON of a body.
async fn json(headers: &HeaderMap, body: Body) -> Result<Value, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::wrong_kind());
    }
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > BODY_BYTES) {
        return Err(Problem::too_long());
    }
    let bytes = to_bytes(body, BODY_BYTES).await.map_err(|_| Problem::too_long())?;
    serde_json::from_slice(&bytes).map(plain).map_err(|_| Problem::malformed())
}
