//! The headers every response carries, whatever made it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Nothing may come from anywhere else, nothing inline runs or styles, nobody may frame a page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STRICT: [(HeaderName, HeaderValue); 8] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
];

/// A browser that came encrypted once comes encrypted for a year, to this name and to those under it.
const ENCRYPTED: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Whether people reach the site by HTTPS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Https(pub bool);

/// Sets the strict headers, and `no-store` where a handler did not say how long its answer may be kept.
pub(crate) async fn set_strict(State(https): State<Https>, mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in STRICT {
        headers.insert(name, value);
    }
    if https.0 {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ENCRYPTED);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
