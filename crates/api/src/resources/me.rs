//! Whose token it is, and what it is good for.

use super::Answered;
use crate::call::Call;
use axum::Json;
use permission::{Action, Purpose};
use serde::Serialize;
use utoipa::ToSchema;

/// The owner of a token, and what the token is good for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// The label of the office; never a name.
    user: String,
    /// The posts that the owner holds today.
    posts: Vec<HeldPost>,
    /// The public id of the token.
    token: String,
    /// What its owner calls it.
    label: String,
    /// The actions that it is good for.
    scopes: Vec<&'static str>,
    /// For which organisation it acts; for each of the owner's where it is null.
    organisation: Option<String>,
    /// For which purpose it acts where a request names none.
    purpose: Option<&'static str>,
    /// When it ends.
    #[schema(format = DateTime)]
    ends_at: String,
}

/// A post held today.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldPost {
    /// The office.
    role: &'static str,
    /// The organisation.
    organisation: String,
    /// Authorised by the organisation to see what is shared, and bound by the confidentiality terms.
    authorised: bool,
    /// Whose leave it covers.
    covers: Option<String>,
}

impl From<permission::Post> for HeldPost {
    fn from(post: permission::Post) -> Self {
        let permission::Post { role, organisation, authorised, covers } = post;
        Self { role: role.id(), organisation, authorised, covers }
    }
}

/// Whose token it is
///
/// The office, its posts today, and what the token is good for. Any token may ask.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "me",
    tag = "interface",
    responses((status = 200, description = "The owner and the token", body = Me))
)]
pub(crate) async fn me(call: Call) -> Answered<Me> {
    let visitor = call.visitor();
    let tokens = app::tokens::tokens_of(call.house(), call.moment(), visitor).await?;
    let (label, scopes) = tokens.into_iter().find(|one| one.id == visitor.session).map(|one| (one.label, one.scopes)).unwrap_or_default();
    Ok(Json(Me {
        user: visitor.user.clone(),
        posts: visitor.posts.iter().cloned().map(HeldPost::from).collect(),
        token: visitor.session.clone(),
        label,
        scopes: scopes.into_iter().map(Action::id).collect(),
        organisation: visitor.organisation.clone(),
        purpose: visitor.purpose.map(Purpose::id),
        ends_at: visitor.ends_at.to_string(),
    }))
}
