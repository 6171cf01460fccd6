//! People in office, by the labels of their offices. Who they are stands sealed, and is no list.

use super::Answered;
use super::me::HeldPost;
use super::said::{OnDay, Standing, standing};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::words::Id;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// A person in office, by the label.
#[derive(Serialize, ToSchema)]
pub(crate) struct User {
    /// The label of the office; never a name.
    id: String,
    /// The posts held on that day, those in one's own right first.
    posts: Vec<HeldPost>,
    /// The day they left.
    #[schema(format = Date)]
    left_on: Option<String>,
}

/// People in office
///
/// Labels and posts as they stand on a day, in the order of labels. Who holds an office is not told here.
#[utoipa::path(
    get,
    path = "/api/v1/users",
    operation_id = "users",
    tag = "partnership",
    params(OnDay, Paged),
    responses((status = 200, description = "A page of the register", body = Listed<User>))
)]
pub(crate) async fn users(call: Call) -> Answered<Listed<User>> {
    let (asked, paged): (OnDay, Paged) = (call.query()?, call.query()?);
    let offices = app::offices(call.house(), asked.day(), call.moment()).await?;
    let user = |office: app::Office| User {
        id: office.id,
        posts: office.posts.into_iter().map(HeldPost::from).collect(),
        left_on: office.left_on.map(|day| day.to_string()),
    };
    page(call.route(), &paged, offices.into_iter().map(|office| (office.id.clone(), user(office))))
}

/// An office, explained
///
/// Its posts on a day, and why each is or is not there.
#[utoipa::path(
    get,
    path = "/api/v1/users/{id}",
    operation_id = "user",
    tag = "partnership",
    params(("id" = inline(Id), Path, description = "The label of the office."), OnDay),
    responses((status = 200, description = "The office on that day", body = Standing))
)]
pub(crate) async fn user(call: Call) -> Answered<Standing> {
    standing(&call, "user", call.path("id")?).await.map(Json)
}
