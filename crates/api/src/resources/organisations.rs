//! Organisations of the partnership.

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

/// An organisation on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Organisation {
    /// Its id.
    id: String,
    /// What it is called on that day.
    name: String,
    /// What kind it is.
    kind: String,
    /// Whether there is such an organisation on that day.
    exists: bool,
    /// Since when; null where it is not known.
    #[schema(format = Date)]
    since: Option<String>,
    /// Until when, the day itself not counted.
    #[schema(format = Date)]
    until: Option<String>,
    /// The organisations that take its place.
    successors: Vec<String>,
}

impl Organisation {
    fn of(row: Row<'_>) -> Self {
        Self {
            id: row.text("id"),
            name: row.text("name"),
            kind: row.text("kind"),
            exists: row.yes("exists"),
            since: row.maybe("since"),
            until: row.maybe("until"),
            successors: row.maybe("successor").iter().flat_map(|all| all.split(", ")).map(str::to_owned).collect(),
        }
    }
}

/// Organisations
///
/// The register as it stands on a day, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/organisations",
    operation_id = "organisations",
    tag = "partnership",
    params(OnDay, Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Organisation>))
)]
pub(crate) async fn organisations(call: Call) -> Answered<Listed<Organisation>> {
    let (asked, paged): (OnDay, Paged) = (call.query()?, call.query()?);
    let table = app::partners_table(call.house(), PartnerRegister::Organisation, asked.day(), call.moment()).await?;
    page(call.route(), &paged, rows(&table).map(|row| (row.text("id"), Organisation::of(row))))
}

/// An organisation, explained
///
/// What it is on a day, what came before and after it, how it stands under each agreement and in each group, and why.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{id}",
    operation_id = "organisation",
    tag = "partnership",
    params(("id" = inline(Id), Path, description = "The organisation."), OnDay),
    responses((status = 200, description = "The organisation on that day", body = Standing))
)]
pub(crate) async fn organisation(call: Call) -> Answered<Standing> {
    standing(&call, "organisation", call.path("id")?).await.map(Json)
}
