//! Boards and groups.

use super::Answered;
use super::said::{OnDay, Standing, standing};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::table::{Row, rows};
use crate::words::Id;
use app::PartnerRegister;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// A group on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Group {
    /// Its id.
    id: String,
    /// What it is called.
    name: String,
    /// What kind it is.
    kind: String,
    /// Whether there is such a group on that day.
    exists: bool,
    /// How many members it has.
    #[schema(minimum = 0)]
    members: i64,
    /// How many of its members vote.
    #[schema(minimum = 0)]
    votes: i64,
}

impl Group {
    fn of(row: Row<'_>) -> Self {
        Self {
            id: row.text("id"),
            name: row.text("name"),
            kind: row.text("kind"),
            exists: row.yes("exists"),
            members: row.whole("members"),
            votes: row.whole("votes"),
        }
    }
}

/// Groups
///
/// Boards and groups as they stand on a day, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/groups",
    operation_id = "groups",
    tag = "partnership",
    params(OnDay, Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Group>))
)]
pub(crate) async fn groups(call: Call) -> Answered<Listed<Group>> {
    let (asked, paged): (OnDay, Paged) = (call.query()?, call.query()?);
    let table = app::partners_table(call.house(), PartnerRegister::Group, asked.day(), call.moment()).await?;
    page(call.route(), &paged, rows(&table).map(|row| (row.text("id"), Group::of(row))))
}

/// A group, explained
///
/// Its terms of reference, members and votes on a day, and why.
#[utoipa::path(
    get,
    path = "/api/v1/groups/{id}",
    operation_id = "group",
    tag = "partnership",
    params(("id" = inline(Id), Path, description = "The group."), OnDay),
    responses((status = 200, description = "The group on that day", body = Standing))
)]
pub(crate) async fn group(call: Call) -> Answered<Standing> {
    standing(&call, "group", call.path("id")?).await.map(Json)
}
