//! Information sharing agreements and their parties.

use super::Answered;
use super::said::{OnDay, Standing, standing};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::table::{Row, rows};
use crate::words::Id;
use app::PartnerRegister;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// An agreement on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Agreement {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// The organisation that owns it.
    owner: String,
    /// Its version.
    version: String,
    /// Since when it is in force.
    #[schema(format = Date)]
    since: Option<String>,
    /// Until when, the day itself not counted.
    #[schema(format = Date)]
    until: Option<String>,
    /// How many organisations are parties on that day.
    #[schema(minimum = 0)]
    parties: i64,
}

impl Agreement {
    fn of(row: Row<'_>) -> Self {
        Self {
            id: row.text("id"),
            title: row.text("title"),
            owner: row.text("owner"),
            version: row.text("version"),
            since: row.maybe("since"),
            until: row.maybe("until"),
            parties: row.whole("parties"),
        }
    }
}

/// An organisation under an agreement on a day.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "as programs know it")]
pub(crate) struct Party {
    /// The organisation.
    organisation: String,
    /// Whether it signed, or how it came to be a party.
    status: String,
    /// Whether it is a party on that day.
    party: bool,
    /// Whether it has withdrawn by that day.
    withdrawn: bool,
    /// Whether it has named a contact: `named`, `covered` or `vacant`.
    contact: String,
    /// The day it signed.
    #[schema(format = Date)]
    signed_on: Option<String>,
}

/// Agreements
///
/// Information sharing agreements as they stand on a day, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/agreements",
    operation_id = "agreements",
    tag = "partnership",
    params(OnDay, Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Agreement>))
)]
pub(crate) async fn agreements(call: Call) -> Answered<Listed<Agreement>> {
    let (asked, paged): (OnDay, Paged) = (call.query()?, call.query()?);
    let table = app::partners_table(call.house(), PartnerRegister::Agreement, asked.day(), call.moment()).await?;
    page(call.route(), &paged, rows(&table).map(|row| (row.text("id"), Agreement::of(row))))
}

/// An agreement, explained
///
/// Its parties, purposes, powers, kinds of data and reviews on a day, and why.
#[utoipa::path(
    get,
    path = "/api/v1/agreements/{id}",
    operation_id = "agreement",
    tag = "partnership",
    params(("id" = inline(Id), Path, description = "The agreement."), OnDay),
    responses((status = 200, description = "The agreement on that day", body = Standing))
)]
pub(crate) async fn agreement(call: Call) -> Answered<Standing> {
    standing(&call, "agreement", call.path("id")?).await.map(Json)
}

/// The parties to an agreement
///
/// How each organisation stands under it on a day, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/agreements/{id}/parties",
    operation_id = "parties",
    tag = "partnership",
    params(("id" = inline(Id), Path, description = "The agreement."), OnDay, Paged),
    responses((status = 200, description = "A page of the parties", body = Listed<Party>))
)]
pub(crate) async fn parties(call: Call) -> Answered<Listed<Party>> {
    let (asked, paged): (OnDay, Paged) = (call.query()?, call.query()?);
    let (house, id) = (call.house(), call.path("id")?);
    let agreements = app::partners_table(house, PartnerRegister::Agreement, asked.day(), call.moment()).await?;
    if !rows(&agreements).any(|row| row.text("id") == id) {
        return Err(Problem::absent());
    }
    let table = app::partners_table(house, PartnerRegister::Party, asked.day(), call.moment()).await?;
    let party = |row: Row<'_>| Party {
        organisation: row.text("organisation"),
        status: row.text("status"),
        party: row.yes("party"),
        withdrawn: row.yes("withdrawn"),
        contact: row.text("contact"),
        signed_on: row.maybe("signed"),
    };
    page(call.route(), &paged, rows(&table).filter(|row| row.text("agreement") == id).map(|row| (row.text("organisation"), party(row))))
}
