//! A program that asks: with a token of somebody of the demonstration, or without.

use crate::home::{CLOCK, house, moment};
use app::House;
use app::signing::{Visitor, demo_sign_in};
use app::tokens::{NewToken, make_token, scopes_for};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use permission::Purpose;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt as _;

/// One person an office of the demonstration.
pub const USERS: &[&str] = &[
    "council-administrator",
    "council-officer",
    "county-analyst",
    "constabulary-caseworker",
    "council-spoc",
    "council-ig-lead",
    "council-democratic-services",
    "fire-member",
    "council-scrutiny",
    "council-chair",
    "funder",
    "two-hats",
];

/// A served home.
pub struct Served {
    pub house: Arc<House>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the problem.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{problem}");
        assert_eq!(problem["type"], format!("urn:wardmote:problem:{}", problem["code"].as_str().unwrap()));
        problem["code"].as_str().unwrap().to_owned()
    }
}

impl Served {
    pub async fn new() -> Self {
        let (house, folder) = house().await;
        Self { router: api::router(Arc::clone(&house), CLOCK), house, _folder: folder }
    }

    /// A program with a token that is good for whatever its owner may.
    pub async fn program(&self, user: &str) -> Program<'_> {
        let visitor = demo_sign_in(&self.house, &moment(), user).await.unwrap().visitor;
        let organisation = visitor.posts.first().map(|post| post.organisation.clone());
        let visitor = Visitor { organisation, ..visitor };
        let scopes = scopes_for(&self.house, &moment(), &visitor).await.unwrap();
        self.program_for(&visitor, scopes).await
    }

    /// A program with a token that is good for these actions.
    pub async fn program_for(&self, visitor: &Visitor, scopes: Vec<permission::Action>) -> Program<'_> {
        let new = NewToken { label: "a test".into(), scopes, organisation: visitor.organisation.clone(), purpose: None };
        let made = make_token(&self.house, &moment(), visitor, new).await.unwrap();
        Program { served: self, token: Some(made.secret), id: made.id }
    }

    /// A program without a token.
    pub fn stranger(&self) -> Program<'_> {
        Program { served: self, token: None, id: String::new() }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// What the newest rows of the ledger say: who, what, which thing, how it ended and why.
    pub async fn newest_rows(&self, count: u32) -> Vec<String> {
        let ask = store::LedgerAsk { limit: count, ..store::LedgerAsk::default() };
        let events = self.house.store.ledger_lines(&ask).await.unwrap().into_iter().filter_map(|line| line.event);
        events
            .map(|event| {
                let because = event.detail.get("because").map_or("", String::as_str);
                format!("{} {} {} {:?} {} {because}", event.who, event.what, event.thing, event.outcome, event.door).trim_end().to_owned()
            })
            .collect()
    }
}

/// A program with or without its token.
pub struct Program<'a> {
    pub served: &'a Served,
    pub token: Option<String>,
    pub id: String,
}

impl Program<'_> {
    pub fn request(&self, method: &str, address: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(address);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match body {
            Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap(),
            None => request.body(Body::empty()).unwrap(),
        }
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.served.send(self.request("GET", address, &[], None)).await
    }

    pub async fn get_for(&self, purpose: Purpose, address: &str) -> Answer {
        self.served.send(self.request("GET", address, &[("wardmote-purpose", purpose.id())], None)).await
    }

    /// Sends what writes, under a key of its own.
    pub async fn post(&self, address: &str, body: &Value) -> Answer {
        self.post_under(&new_key(), address, body).await
    }

    pub async fn post_for(&self, purpose: Purpose, address: &str, body: &Value) -> Answer {
        let key = new_key();
        let headers = [("wardmote-purpose", purpose.id()), ("idempotency-key", key.as_str())];
        self.served.send(self.request("POST", address, &headers, Some(body))).await
    }

    pub async fn post_under(&self, key: &str, address: &str, body: &Value) -> Answer {
        self.served.send(self.request("POST", address, &[("idempotency-key", key)], Some(body))).await
    }
}

/// A key that was never used.
pub fn new_key() -> String {
    static KEYS: AtomicU64 = AtomicU64::new(0);
    format!("key-of-a-test-{:08}", KEYS.fetch_add(1, Ordering::Relaxed))
}
