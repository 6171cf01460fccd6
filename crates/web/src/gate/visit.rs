//! One visit to a page: who comes, and the token that their forms carry.

use super::cookies;
use crate::failure::Failure;
use crate::state::Web;
use app::signing::{self, Visitor};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base::Result;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who comes, as the gate found it.
#[derive(Clone)]
pub(crate) struct Visit(Arc<Found>);

struct Found {
    visitor: Option<Visitor>,
    /// The secret of a session that is over.
    ended: Option<String>,
    /// The token of forms, where nobody is signed in: from the cookie, or new.
    token: String,
    token_is_new: bool,
    /// A page with a form was made: a new token must reach the browser's cookie.
    token_was_used: AtomicBool,
    /// Whether the request came through a proxy.
    forwarded: bool,
    /// What the cookie of a known device holds.
    device: Option<String>,
    /// What the cookie of a step holds.
    step: Option<String>,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Visit({})", super::label(self.visitor()))
    }
}

impl Visit {
    /// Nobody, where nobody was looked up.
    pub(crate) fn nobody() -> Self {
        Self(Arc::new(Found {
            visitor: None,
            ended: None,
            token: String::new(),
            token_is_new: false,
            token_was_used: AtomicBool::new(false),
            forwarded: true,
            device: None,
            step: None,
        }))
    }

    /// Who comes with these headers.
    pub(super) async fn of(web: &Web, headers: &HeaderMap) -> Result<Self> {
        let site = &web.settings.site;
        let secret = cookies::read(headers, site, cookies::SESSION);
        let visitor = match secret {
            Some(secret) => signing::visitor(&web.house, &web.moment("public"), secret).await?,
            None => None,
        };
        let held = cookies::read(headers, site, cookies::FORM).filter(|token| token.len() >= signing::FORM_TOKEN_LENGTH);
        let (token, token_is_new) = match (&visitor, held) {
            (Some(visitor), _) => (visitor.csrf.clone(), false),
            (None, Some(held)) => (held.to_owned(), false),
            (None, None) => (signing::form_token()?, true),
        };
        Ok(Self(Arc::new(Found {
            ended: secret.filter(|_| visitor.is_none()).map(str::to_owned),
            visitor,
            token,
            token_is_new,
            token_was_used: AtomicBool::new(false),
            forwarded: crate::proxies::Proxies::forwarded(headers),
            device: cookies::read(headers, site, cookies::DEVICE).map(str::to_owned),
            step: cookies::read(headers, site, cookies::STEP).map(str::to_owned),
        })))
    }

    /// Who is signed in.
    pub(crate) fn visitor(&self) -> Option<&Visitor> {
        self.0.visitor.as_ref()
    }

    /// Who is written down: the label of the office, or the public.
    pub(crate) fn who(&self) -> &str {
        super::label(self.visitor())
    }

    /// The token that a form on this page must carry.
    pub(crate) fn token(&self) -> &str {
        self.0.token_was_used.store(true, Ordering::Relaxed);
        &self.0.token
    }

    /// Whether a form carried it.
    pub(super) fn is_token(&self, sent: &str) -> bool {
        !self.0.token_is_new && !sent.is_empty() && signing::is_same_token(&self.0.token, sent)
    }

    /// The secret of a session that is over.
    pub(super) fn ended_secret(&self) -> Option<&str> {
        self.0.ended.as_deref()
    }

    /// Whether the request came through a proxy.
    pub(crate) fn is_forwarded(&self) -> bool {
        self.0.forwarded
    }

    /// What the cookie of a known device holds.
    pub(crate) fn device(&self) -> Option<&str> {
        self.0.device.as_deref()
    }

    /// What the cookie of a step holds.
    pub(crate) fn step(&self) -> Option<&str> {
        self.0.step.as_deref()
    }

    /// Puts into the answer what the browser must keep of this visit, or forget.
    pub(super) fn settle(&self, web: &Web, headers: &mut HeaderMap) {
        let site = &web.settings.site;
        let name = site_cookie(web, cookies::SESSION);
        let sets_session = headers.get_all(header::SET_COOKIE).iter().any(|value| value.to_str().is_ok_and(|text| text.starts_with(&name)));
        // A session that is over is asked for once: each further try would be a row in the ledger.
        if self.0.ended.is_some() && !sets_session {
            headers.extend(cookies::clear(site, cookies::SESSION).map(|value| (header::SET_COOKIE, value)));
        }
        if self.0.token_is_new && self.0.token_was_used.load(Ordering::Relaxed) {
            headers.extend(cookies::set(site, cookies::FORM, &self.0.token).map(|value| (header::SET_COOKIE, value)));
        }
    }
}

fn site_cookie(web: &Web, name: &str) -> String {
    format!("{}=", cookies::name(&web.settings.site, name))
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Failure::Internal("nobody was looked up at the gate".to_owned()))
    }
}

/// The visit of somebody signed in: what a page behind the gate takes.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// Who it is.
    pub(crate) visitor: Visitor,
    /// The visit.
    pub(crate) visit: Visit,
}

impl SignedIn {
    /// The question that this visitor asks of a use case, by page.
    pub(crate) fn asking(&self) -> app::people::Asking {
        self.visitor.asking(signing::Door::Page)
    }

    /// What this visitor had begun to type into the form at this path, if it is kept; it is taken, and gone from the record.
    pub(crate) async fn draft(&self, web: &Web, form: &str) -> Result<Option<super::Sent>> {
        let draft = signing::take_draft(&web.house, &web.moment(&self.visitor.user), &self.visitor, form).await?;
        Ok(draft.as_deref().and_then(super::Sent::from_draft))
    }

    /// The same, for a purpose that the page itself stands for.
    pub(crate) fn asking_for(&self, purpose: permission::Purpose) -> app::people::Asking {
        self.visitor.asking_for(signing::Door::Page, purpose)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, Self::Rejection> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let visitor = visit.visitor().cloned().ok_or_else(|| Failure::Internal("nobody is signed in behind the gate".to_owned()))?;
        Ok(Self { visitor, visit })
    }
}
