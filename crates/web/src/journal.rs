//! What is written down about a request: method, matched route, status, duration, and the reference of a failure. Never an
//! address as sent, a header or a body: they may hold what somebody typed.

use crate::failure::Reference;
use crate::metrics::Meters;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument as _;

/// The name of a request in the log, as its answer carries it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs one request by its allow-listed fields, and counts it. What is logged while it is answered carries its name.
pub(crate) async fn write(State(meters): State<Meters>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known_method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let id = next_id();
    // Of the highest level, so that it is there for whatever is logged inside of it.
    let span = tracing::error_span!("request", request = id, method, route, session = tracing::field::Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    span.in_scope(|| {
        if let Some(reference) = response.extensions().get::<Reference>() {
            tracing::error!(status, duration_ms, %reference, "request failed");
        } else {
            tracing::info!(status, duration_ms, "request");
        }
    });
    meters.count(&route, method, status, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// This process and the number of the request in it.
fn next_id() -> String {
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", std::process::id(), REQUESTS.fetch_add(1, Ordering::Relaxed) + 1)
}

/// A method's name where it is one everybody knows: a client may send any word as its method.
fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].into_iter().find(|known| *known == method).unwrap_or("OTHER")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_made_up_method_is_not_written_down() {
        for (sent, written) in [("GET", "GET"), ("DELETE", "DELETE"), ("MRS-BROWN", "OTHER"), ("get", "OTHER")] {
            assert_eq!(super::known_method(sent), written);
        }
    }
}
