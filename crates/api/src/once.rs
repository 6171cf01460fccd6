//! What writes is done once under its key: the same request is answered as before, whoever lost the answer on the way.

use crate::call::{Call, KEY};
use crate::problem::Problem;
use app::once::{Begun, begin};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use std::future::Future;
use tracing::Instrument as _;

/// Says that the answer is the one that was given before.
const REPEATED: HeaderName = HeaderName::from_static("idempotency-replayed");

impl Call {
    /// Does what writes, once. The answer is kept under the key, so it may hold ids, versions and moments only. Whoever hangs up
    /// does not cut the work off half-way.
    pub(crate) async fn once<T, F>(self, work: impl FnOnce(Self) -> F + Send + 'static) -> Result<Response, Problem>
    where
        T: Serialize + Send,
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        let key = self.header(KEY).ok_or_else(|| Problem::failed("a request that writes came without its key"))?;
        let begun = begin(self.house(), self.moment(), &self.visitor().session, self.token(), key, &self.as_text()).await?;
        let once = match begun {
            Begun::New(once) => once,
            Begun::Same(answer) => return Ok(answered(answer.status, answer.text, true)),
            Begun::Differs => return Err(Problem::key_used()),
            Begun::Running { since } => return Err(Problem::key_running(&since)),
        };
        let done = async move {
            match work(self.clone()).await {
                Ok(made) => {
                    let status = StatusCode::CREATED.as_u16();
                    let text = serde_json::to_string(&made).map_err(|e| Problem::failed(&e.to_string()))?;
                    once.answered(self.house(), status, &text).await?;
                    Ok(answered(status, text, false))
                }
                // Whether something that failed was done is not known: the key stays taken, so that it is not done twice.
                Err(problem) if problem.status().is_server_error() => Err(problem),
                Err(problem) => {
                    once.nothing_done(self.house()).await?;
                    Err(problem)
                }
            }
        };
        tokio::spawn(done.in_current_span()).await.unwrap_or_else(|_| Err(Problem::failed("a request that writes ended abruptly")))
    }
}

fn answered(status: u16, text: String, repeated: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::CREATED);
    let mut response = (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response();
    if repeated {
        response.headers_mut().insert(REPEATED, HeaderValue::from_static("true"));
    }
    response
}
