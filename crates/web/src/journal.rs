//! What is written down about a request: method, matched route, status, duration, and the reference of a failure. Never an
//! address as sent, a header or a body: they may hold what somebody typed.

use crate::failure::Reference;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

/// Logs one request by its allow-listed fields.
pub(crate) async fn write(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known_method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    if let Some(reference) = response.extensions().get::<Reference>() {
        tracing::error!(method, route, status, duration_ms, %reference, "request failed");
    } else {
        tracing::info!(method, route, status, duration_ms, "request");
    }
    response
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
