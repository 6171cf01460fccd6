//! What a form sent: read once, at the gate, within the limit of its address, for whoever handles it.

use crate::failure::Failure;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Form, FromRequest as _, FromRequestParts, Multipart};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, header};
use permission::Personal;
use std::fmt;
use std::sync::Arc;

/// The most fields that a form of ours has.
const FIELDS: usize = 2_000;

/// What is never kept as a draft nor shown again: tokens, and what lets somebody in.
const NEVER: [&str; 6] = ["csrf", "password", "again", "code", "ticket", "answer"];

/// A file that a form sent.
#[derive(Clone)]
pub(crate) struct SentFile {
    /// The field.
    pub(crate) field: String,
    /// What the sender calls it.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Bytes,
}

/// The fields of a form, in the order sent.
#[derive(Clone, Default)]
pub(crate) struct Sent {
    fields: Arc<Vec<(String, String)>>,
    files: Arc<Vec<SentFile>>,
}

/// Never what somebody typed.
impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sent({} fields, {} files)", self.fields.len(), self.files.len())
    }
}

impl Sent {
    /// These fields.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields: Arc::new(fields), files: Arc::default() }
    }

    /// Reads a body of one of the two kinds that forms have.
    pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Self, Failure> {
        let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
        if said.is_some_and(|bytes| bytes > most as u64) {
            return Err(Failure::TooLarge { most });
        }
        let bytes = to_bytes(body, most).await.map_err(|_| Failure::TooLarge { most })?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let kind = headers.get(header::CONTENT_TYPE).cloned();
        let mut request = Request::new(Body::from(bytes));
        *request.method_mut() = axum::http::Method::POST;
        let kind_text = kind.as_ref().and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
        if let Some(kind) = kind {
            request.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
        // The limit was kept above.
        DefaultBodyLimit::disable().apply(&mut request);
        let sent = if kind_text.starts_with("multipart/form-data") {
            parts(Multipart::from_request(request, &()).await.map_err(|_| Failure::NotAForm)?).await?
        } else if kind_text.starts_with("application/x-www-form-urlencoded") {
            let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, &()).await.map_err(|_| Failure::NotAForm)?;
            Self::of(fields)
        } else {
            return Err(Failure::NotAForm);
        };
        if sent.fields.len() > FIELDS { Err(Failure::NotAForm) } else { Ok(sent) }
    }

    /// The value of a field as it was sent; empty where it was not, or where it was sent twice.
    pub(crate) fn raw(&self, name: &str) -> &str {
        let mut found = self.fields.iter().filter(|(sent, _)| sent == name).map(|(_, value)| value.as_str());
        let first = found.next().unwrap_or_default();
        if found.next().is_some() { "" } else { first }
    }

    /// The value of a field without blanks round it.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Every value of a field that may be chosen more than once.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.trim())
    }

    /// The file of a field, where one was chosen.
    pub(crate) fn file(&self, field: &str) -> Option<&SentFile> {
        self.files.iter().find(|file| file.field == field && !(file.name.is_empty() && file.bytes.is_empty()))
    }

    /// Every field that may be shown again, in the order sent.
    pub(crate) fn shown(&self) -> Vec<(String, String)> {
        self.fields.iter().filter(|(name, _)| !NEVER.contains(&name.as_str())).cloned().collect()
    }

    /// What was answered, to be kept as a draft: all but the form's token and what must never be kept.
    pub(crate) fn as_draft(&self) -> Personal<String> {
        Personal::new(serde_json::to_string(&self.shown()).unwrap_or_default())
    }

    /// A draft that was kept, as it was answered.
    pub(crate) fn from_draft(draft: &str) -> Option<Self> {
        serde_json::from_str(draft).ok().map(Self::of)
    }
}

async fn parts(mut multipart: Multipart) -> Result<Sent, Failure> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(|_| Failure::NotAForm)? {
        let field = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(str::to_owned) {
            let bytes = part.bytes().await.map_err(|_| Failure::NotAForm)?;
            files.push(SentFile { field, name, bytes });
        } else {
            fields.push((field, part.text().await.map_err(|_| Failure::NotAForm)?));
        }
        if fields.len() + files.len() > FIELDS {
            return Err(Failure::NotAForm);
        }
    }
    Ok(Sent { fields: Arc::new(fields), files: Arc::new(files) })
}

impl<S: Send + Sync> FromRequestParts<S> for Sent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Failure::Internal("no form was read at the gate".to_owned()))
    }
}
