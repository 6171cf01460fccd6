//! A request that came through the gate: what a handler takes.

use crate::problem::Problem;
use crate::routes::RouteInfo;
use app::people::Asking;
use app::signing::{Door, Visitor};
use app::{House, Moment};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use permission::Purpose;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The header that names the purpose of a request; without it the token's own holds.
pub(crate) const PURPOSE: &str = "wardmote-purpose";
/// The header with the key of a request that writes.
pub(crate) const KEY: &str = "idempotency-key";

/// The words of a request, as described.
pub(crate) struct Words {
    pub(crate) path: BTreeMap<String, String>,
    pub(crate) query: Value,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// A request that came through the gate. Never printed: its body may hold what is personal, and its token is a secret.
#[derive(Clone)]
pub(crate) struct Call(Arc<Inside>);

struct Inside {
    house: Arc<House>,
    moment: Moment,
    visitor: Visitor,
    token: String,
    info: &'static RouteInfo,
    words: Words,
}

impl Call {
    pub(crate) fn new(house: Arc<House>, moment: Moment, visitor: Visitor, token: String, info: &'static RouteInfo, words: Words) -> Self {
        Self(Arc::new(Inside { house, moment, visitor, token, info, words }))
    }

    /// The house.
    pub(crate) fn house(&self) -> &House {
        &self.0.house
    }

    /// When it is asked, and by whom: the owner of the token.
    pub(crate) fn moment(&self) -> &Moment {
        &self.0.moment
    }

    /// The owner of the token.
    pub(crate) fn visitor(&self) -> &Visitor {
        &self.0.visitor
    }

    /// The token that was shown.
    pub(crate) fn token(&self) -> &str {
        &self.0.token
    }

    /// The address as the table has it.
    pub(crate) fn route(&self) -> &'static str {
        self.0.info.path
    }

    /// A part of the address.
    pub(crate) fn path(&self, name: &str) -> Result<&str, Problem> {
        self.0.words.path.get(name).map(String::as_str).ok_or_else(Problem::absent)
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.words.headers.get(name).map(String::as_str)
    }

    /// The parameters.
    pub(crate) fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        described(&self.0.words.query)
    }

    /// The body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        described(&self.0.words.body)
    }

    /// What is asked as a text: two requests with the same text are the same.
    pub(crate) fn as_text(&self) -> String {
        let Inside { info, words, .. } = &*self.0;
        let purpose = self.header(PURPOSE).unwrap_or_default();
        let path = words.path.values().map(String::as_str).collect::<Vec<_>>().join("/");
        format!("{} {} {path} {purpose} {}", info.verb.method(), info.path, words.body)
    }

    /// The question that the owner of the token asks of a use case: for the purpose that the request names, or that of the token.
    pub(crate) fn asking(&self) -> Asking {
        match self.header(PURPOSE).and_then(Purpose::parse) {
            Some(purpose) => self.visitor().asking_for(Door::Api, purpose),
            None => self.visitor().asking(Door::Api),
        }
    }
}

/// What was held against the description can be read; where it can't, the description is at fault, not the sender.
fn described<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    T::deserialize(value).map_err(|_| Problem::failed("a request is as described and can't be read"))
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.remove::<Self>().ok_or_else(|| Problem::failed("a request came past the gate"))
    }
}
