//! For whatever watches the service: whether this process answers, and whether it could do its work. Neither says anything more.

use super::{Clock, House};
use axum::extract::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Seconds for which an answer holds: anybody may ask, and looking costs a write to the disk.
const HOLDS: i64 = 5;

/// What was found last, and when: seconds of the clock.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness(Arc<Mutex<Option<(i64, bool)>>>);

/// `GET /healthz`: the process answers. It is asked often, and asks nothing of anybody.
pub(crate) async fn healthz() -> Response {
    "ok\n".into_response()
}

/// `GET /readyz`: record, keystore and disk answer. What does not is in the log.
pub(crate) async fn readyz(house: House, clock: Clock, Extension(found): Extension<Readiness>) -> Response {
    let now = clock.moment().now.as_second();
    // Whoever asks meanwhile waits for the same answer.
    let mut found = found.0.lock().await;
    let ready = match *found {
        Some((at, ready)) if (at..at + HOLDS).contains(&now) => ready,
        _ => {
            let looked = app::pages::ready(&house).await;
            if let Err(trouble) = &looked {
                tracing::error!(code = trouble.code, "not ready");
            }
            *found = Some((now, looked.is_ok()));
            looked.is_ok()
        }
    };
    if ready { "ok\n".into_response() } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response() }
}
