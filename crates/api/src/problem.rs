//! What went wrong, as problem details (RFC 9457): a stable code, what it means, what to do. Never personal, and never what was sent.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Outcome, Trouble};
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    remedy: String,
    errors: Vec<Wrong>,
    challenge: Option<&'static str>,
}

/// What went wrong, and what to do.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Details<'a> {
    /// The kind of problem: `urn:wardmote:problem:` and its code.
    #[serde(rename = "type")]
    #[schema(format = "uri")]
    kind: String,
    /// What kind of problem it is, the same for each of its kind.
    title: &'a str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened here, in a line.
    detail: &'a str,
    /// The stable code of the problem.
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    code: &'a str,
    /// What to do.
    remedy: &'a str,
    /// What in the request is not as it is described.
    #[serde(skip_serializing_if = "<[Wrong]>::is_empty")]
    errors: &'a [Wrong],
}

/// Something in a request that is not as it is described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Wrong {
    /// Where: `query/limit`, `header/wardmote-purpose`, `body/said/0/what`.
    pub(crate) pointer: String,
    /// What it must be.
    pub(crate) detail: String,
}

/// What a program is told whose token is none, or none any more.
const NO_TOKEN: &str = "Bearer realm=\"wardmote\"";
const TOKEN_OVER: &str = "Bearer realm=\"wardmote\", error=\"invalid_token\"";
const TOKEN_TOO_NARROW: &str = "Bearer realm=\"wardmote\", error=\"insufficient_scope\"";

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), remedy: remedy.into(), errors: Vec::new(), challenge: None }
    }

    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What is absent, hidden, withdrawn or destroyed answers alike, to the byte.
    pub(crate) fn absent() -> Self {
        let detail = "there is nothing here, or nothing that you may know of";
        Self::new(StatusCode::NOT_FOUND, "not-found", detail, "look at the list it stands in, or at the description of the interface")
    }

    /// No token was shown.
    pub(crate) fn without_token() -> Self {
        let remedy = "send `Authorization: Bearer` with a token made on the page of your account";
        let problem = Self::new(StatusCode::UNAUTHORIZED, "token-needed", "no token was shown", remedy);
        Self { challenge: Some(NO_TOKEN), ..problem }
    }

    /// The request is not as it is described.
    pub(crate) fn not_as_described(errors: Vec<Wrong>) -> Self {
        let problem = Self::new(
            StatusCode::BAD_REQUEST,
            "not-as-described",
            "the request is not as the description of the interface has it",
            "mend what `errors` names; the description is at `/api/v1/openapi.json`",
        );
        Self { errors, ..problem }
    }

    /// The body is no JSON.
    pub(crate) fn malformed() -> Self {
        let wrong =
            Wrong { pointer: "body".to_owned(), detail: "it must be one JSON value in UTF-8, nested no deeper than 100".to_owned() };
        Self::not_as_described(vec![wrong])
    }

    /// The body is of a kind that is not taken.
    pub(crate) fn wrong_kind() -> Self {
        let detail = "the body is not said to be JSON";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type", detail, "send `Content-Type: application/json`")
    }

    /// The body is longer than is taken.
    pub(crate) fn too_long() -> Self {
        let detail = format!("the body is longer than {} bytes", crate::gate::BODY_BYTES);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-long", detail, "send less at once")
    }

    /// The address is right and the method is not.
    pub(crate) fn method() -> Self {
        let detail = "this address is not asked for in this way";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail, "use a method that the header `Allow` names")
    }

    /// A cursor is none of this list.
    pub(crate) fn cursor() -> Self {
        let detail = "`after` is no place in this list";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "cursor-unknown", detail, "give `next` of the page before, or begin without it")
    }

    /// A key was used for another request.
    pub(crate) fn key_used() -> Self {
        let detail = "the idempotency key was used for another request";
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-used",
            detail,
            "make a new key for each request that is not a repetition",
        )
    }

    /// The same request runs, or was cut off.
    pub(crate) fn key_running(since: &str) -> Self {
        let detail = format!("the request with this key was begun at {since} and has no answer yet");
        let remedy = "wait and ask again; where that does not help, look whether it was done before you send it under a new key";
        Self::new(StatusCode::CONFLICT, "idempotency-running", detail, remedy)
    }

    /// Somebody else changed what was to be changed.
    pub(crate) fn changed(detail: String) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "record-changed",
            detail,
            "read it again, make the change to what it says now, and give that version as `seen`",
        )
    }

    /// Something in the house failed; its cause goes to the log.
    pub(crate) fn failed(cause: &str) -> Self {
        tracing::error!(cause, "a request could not be answered");
        let remedy = "try again; if it repeats, tell whoever runs this service the header `X-Request-Id` of this answer";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "something in the service failed", remedy)
    }

    /// A trouble about what the request says rather than about its address: nothing in a body is an address that does not exist.
    pub(crate) fn in_request(trouble: Trouble) -> Self {
        match trouble.outcome {
            Outcome::Refused if is_absence(trouble.code) => Self::refused(StatusCode::UNPROCESSABLE_ENTITY, trouble),
            _ => trouble.into(),
        }
    }

    fn refused(status: StatusCode, trouble: Trouble) -> Self {
        let remedy = remedy(&trouble);
        Self::new(status, trouble.code, trouble.message, remedy)
    }
}

/// Whether a code says that there is no such thing as the address names.
fn is_absence(code: &str) -> bool {
    matches!(
        code,
        "no-such-record"
            | "record-unknown"
            | "organisation-unknown"
            | "user-unknown"
            | "group-unknown"
            | "agreement-unknown"
            | "figure-unknown"
    )
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        if trouble.outcome == Outcome::Failed {
            return Self::failed(&format!("{}: {}", trouble.code, trouble.message));
        }
        match trouble.code {
            code if is_absence(code) => Self::absent(),
            "token-over" => Self { challenge: Some(TOKEN_OVER), ..Self::refused(StatusCode::UNAUTHORIZED, trouble) },
            "sign-in-needed" => Self::without_token(),
            "token-scope" => Self { challenge: Some(TOKEN_TOO_NARROW), ..Self::refused(StatusCode::FORBIDDEN, trouble) },
            "token-unknown" | "not-allowed" | "terms-due" => Self::refused(StatusCode::FORBIDDEN, trouble),
            "record-changed" | "entry-changed" | "record-taken" | "organisation-changed" => Self::refused(StatusCode::CONFLICT, trouble),
            _ => Self::refused(StatusCode::UNPROCESSABLE_ENTITY, trouble),
        }
    }
}

/// What to do, in the words of this door: a remedy that names a command or an option is of no use to a program.
fn remedy(trouble: &Trouble) -> String {
    match trouble.code {
        "not-allowed" => "ask `/api/v1/policy/explanations` which rule stands in the way and what would be needed".to_owned(),
        "organisation-needed" => "use a token that was made for one organisation".to_owned(),
        _ if trouble.remedy.contains("`wardmote ") || trouble.remedy.contains("`--") => {
            "look at the description of the interface, at `/api/v1/openapi.json`".to_owned()
        }
        _ => trouble.remedy.clone(),
    }
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Not signed in",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::NOT_FOUND => "Nothing here",
        StatusCode::METHOD_NOT_ALLOWED => "Not asked for in this way",
        StatusCode::CONFLICT => "Something else was first",
        StatusCode::PAYLOAD_TOO_LARGE => "Too long",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Not JSON",
        StatusCode::UNPROCESSABLE_ENTITY => "Refused",
        StatusCode::INTERNAL_SERVER_ERROR => "Failed",
        _ => "Not as described",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/problem+json");
        let Self { status, code, detail, remedy, errors, .. } = &self;
        let details = Details {
            kind: format!("urn:wardmote:problem:{code}"),
            title: title(*status),
            status: status.as_u16(),
            detail,
            code,
            remedy,
            errors,
        };
        let text = serde_json::to_string(&details).unwrap_or_default();
        let mut response = (*status, [(header::CONTENT_TYPE, kind)], text).into_response();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
