//! Pages for what went wrong: they help the reader and say nothing about the inside of the house.

use crate::parts::Sheet;
use crate::shell::Shell;
use crate::words;
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
    /// The form was not sent from a page of ours.
    Forged,
    /// What was sent is no form.
    NotAForm,
    /// More was sent than the address takes, in bytes.
    TooLarge {
        /// What it takes.
        most: usize,
    },
    /// Understood and refused.
    Refused(Trouble),
    /// Too much was asked; later it may be asked again.
    Later(Trouble),
    /// Something in the house failed.
    Internal(String),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match (trouble.outcome, trouble.code) {
            // What may not be known of is answered as what is not there: an address that does not exist.
            (Outcome::Refused, "not-allowed" | "no-such-record" | "sign-in-needed" | "terms-due") => Self::NotFound,
            (Outcome::Refused, code) if code.ends_with("-unknown") || code.starts_with("no-such-") => Self::NotFound,
            (Outcome::Refused, "sign-in-later") => Self::Later(trouble),
            (Outcome::Refused | Outcome::Usage, _) => Self::Refused(trouble),
            (Outcome::Failed, _) => Self::Internal(format!("{}: {}", trouble.code, trouble.message)),
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

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, paragraphs) = match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page not found",
                vec![
                    "If you typed the address, check that it is complete. If you followed a link, what it named may not be in this record, or may be for others.".to_owned(),
                ],
            ),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "Nothing can be sent to this address", vec!["It can only be read.".to_owned()])
            }
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "This form can\u{2019}t be accepted",
                vec![
                    "It was not sent from a page that this site showed you in this session. Nothing was changed.".to_owned(),
                    "Open the page again and fill in the form there. If that does not help, allow this site to set cookies, or sign out and in again.".to_owned(),
                ],
            ),
            Self::NotAForm => (
                StatusCode::BAD_REQUEST,
                "This form can\u{2019}t be read",
                vec!["What was sent is not a form of this site, or it broke off on the way. Nothing was changed. Open the page again and send it once more.".to_owned()],
            ),
            Self::TooLarge { most } => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too much was sent",
                vec![format!(
                    "This page takes {} at the most. Nothing was changed. Send it in parts, or ask whoever runs Wardmote for you to bring in a large file.",
                    size(most)
                )],
            ),
            Self::Refused(trouble) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This can\u{2019}t be done",
                vec![sentence(&trouble.message), sentence(&trouble.remedy)],
            ),
            Self::Later(trouble) => {
                (StatusCode::TOO_MANY_REQUESTS, "Try again later", vec![sentence(&trouble.message), sentence(&trouble.remedy)])
            }
            Self::Internal(cause) => return failed(&cause),
        };
        page(status, title, paragraphs)
    }
}

/// A message of the house as a sentence on a page.
pub(crate) fn sentence(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!("{}.", words::capital(&words::plain(message)).trim_end_matches('.')) }
}

fn size(bytes: usize) -> String {
    if bytes >= 1024 * 1024 { format!("{} MB", bytes / (1024 * 1024)) } else { format!("{} kB", bytes / 1024) }
}

fn page(status: StatusCode, title: &str, paragraphs: Vec<String>) -> Response {
    let mut sheet = Sheet::titled(title);
    for text in paragraphs.into_iter().filter(|text| !text.is_empty()) {
        sheet.paragraph(text);
    }
    sheet.way_home();
    Shell::new(title, "").answer(status, &sheet).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The page for a failure; its cause goes to the log under the reference that the page shows.
pub(crate) fn failed(cause: &str) -> Response {
    let reference = Reference::next();
    tracing::error!(%reference, cause, "a page could not be made");
    let mut sheet = Sheet::titled("Sorry, there is a problem");
    sheet.paragraph("This page could not be made. Nothing was lost.");
    sheet.marked_paragraph(
        "Try again in a few minutes. If it happens again, tell whoever runs Wardmote for you and quote the reference",
        &reference.to_string(),
        ": the reason is in the log beside it.",
    );
    sheet.way_home();
    let mut response = Shell::new("Sorry, there is a problem", "")
        .answer(StatusCode::INTERNAL_SERVER_ERROR, &sheet)
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
