//! Pages for what went wrong: they help the reader and say nothing about the inside of the house.

use crate::shell::Shell;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Outcome, Trouble};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a request did not get its page.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is nothing at this address, or nothing this reader may know of.
    NotFound,
    /// The address is right and the method is not.
    MethodNotAllowed,
    /// Something in the house failed.
    Internal(String),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble.outcome {
            // What the record refuses because it does not know the name is an address that does not exist.
            Outcome::Refused if trouble.code.ends_with("-unknown") => Self::NotFound,
            _ => Self::Internal(format!("{}: {}", trouble.code, trouble.message)),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("page-template: {error}"))
    }
}

/// What a reader can quote and the log repeats: this process and the number of the failure in it.
#[derive(Debug, Clone)]
pub(crate) struct Reference(String);

impl Reference {
    fn next() -> Self {
        static FAILURES: AtomicU64 = AtomicU64::new(0);
        Self(format!("W{}-{}", std::process::id(), FAILURES.fetch_add(1, Ordering::Relaxed) + 1))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFoundPage {
    title: &'static str,
}

#[derive(Template)]
#[template(path = "method_not_allowed.html")]
struct MethodNotAllowedPage {
    title: &'static str,
}

#[derive(Template)]
#[template(path = "failed.html")]
struct FailedPage {
    title: &'static str,
    reference: String,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let rendered = match self {
            Self::NotFound => {
                let title = "Page not found";
                Shell::new(title, "").answer(StatusCode::NOT_FOUND, &NotFoundPage { title })
            }
            Self::MethodNotAllowed => {
                let title = "These pages can only be read";
                Shell::new(title, "").answer(StatusCode::METHOD_NOT_ALLOWED, &MethodNotAllowedPage { title })
            }
            Self::Internal(cause) => return failed(&cause),
        };
        rendered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

/// The page for a failure; its cause goes to the log under the reference that the page shows.
pub(crate) fn failed(cause: &str) -> Response {
    let reference = Reference::next();
    tracing::error!(%reference, cause, "a page could not be made");
    let title = "Sorry, there is a problem";
    let body = FailedPage { title, reference: reference.to_string() };
    let mut response = Shell::new(title, "")
        .answer(StatusCode::INTERNAL_SERVER_ERROR, &body)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    response.extensions_mut().insert(reference);
    response
}

/// Any address that no route knows.
pub(crate) async fn not_found() -> Failure {
    Failure::NotFound
}

/// Any method that a route does not take.
pub(crate) async fn method_not_allowed() -> Failure {
    Failure::MethodNotAllowed
}
