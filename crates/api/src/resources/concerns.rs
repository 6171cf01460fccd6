//! Professional concerns, beside the flags of a ward.

use super::Answered;
use super::said::{Recorded, Stamp};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::words::{Day, Id, Office, Place, Text};
use app::registers::{self, ConcernLine};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A concern about a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct Concern {
    /// Its id.
    id: String,
    /// The ward, or an area of the partnership's own.
    area: String,
    /// What the place is called.
    name: String,
    /// The codes of the wards it lies in.
    wards: Vec<String>,
    /// Why.
    reason: String,
    /// The office that raised it.
    role: String,
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// Why it stands no longer; null while it stands.
    withdrawn: Option<Withdrawal>,
    /// Its newest entry.
    last_entry: Stamp,
}

/// A concern was withdrawn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Withdrawal {
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// The office.
    role: String,
    /// Why.
    reason: String,
}

impl From<ConcernLine> for Concern {
    fn from(line: ConcernLine) -> Self {
        let (concern, name, wards, last_entry) = (line.concern, line.name, line.wards, line.last_entry.into());
        Self {
            id: concern.id,
            area: concern.area.to_string(),
            name,
            wards: wards.into_iter().collect(),
            reason: concern.reason,
            role: concern.role,
            on: concern.on.to_string(),
            withdrawn: concern.withdrawn.map(|one| Withdrawal { on: one.on.to_string(), role: one.role, reason: one.reason }),
            last_entry,
        }
    }
}

/// A concern to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "area": "E05011290", "reason": "a new estate without a shop", "role": "community safety officer" })))]
pub(crate) struct NewConcern {
    /// The ward, or an area of the partnership's own.
    area: Place,
    /// Why.
    reason: Text,
    /// The office that raises it.
    role: Office,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// A withdrawal to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "role": "community safety officer", "reason": "there is a shop now" })))]
pub(crate) struct NewWithdrawal {
    /// The office.
    role: Office,
    /// Why.
    reason: Text,
}

/// Concerns
///
/// Professional concerns, standing and withdrawn, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/concerns",
    operation_id = "concerns",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Concern>))
)]
pub(crate) async fn concerns(call: Call) -> Answered<Listed<Concern>> {
    let paged: Paged = call.query()?;
    let lines = registers::concerns(call.house()).await?;
    page(call.route(), &paged, lines.into_iter().map(|line| (line.concern.id.clone(), Concern::from(line))))
}

/// Raise a concern
///
/// Records a concern about a ward or an area of the partnership's own.
#[utoipa::path(
    post,
    path = "/api/v1/concerns",
    operation_id = "raiseConcern",
    tag = "evidence",
    request_body = NewConcern,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn raise(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewConcern { area, reason, role, on } = call.body()?;
        let words =
            registers::NewConcern { area: area.as_str(), reason: reason.as_str(), role: role.as_str(), on: on.as_ref().map(Day::as_str) };
        Ok(Recorded::from(registers::raise_concern(call.house(), call.moment(), &words).await?))
    })
    .await
}

/// Withdraw a concern
///
/// Records that it stands no longer, and why.
#[utoipa::path(
    post,
    path = "/api/v1/concerns/{id}/withdrawal",
    operation_id = "withdrawConcern",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The concern.")),
    request_body = NewWithdrawal,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn withdraw(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewWithdrawal { role, reason } = call.body()?;
        let (house, moment, id) = (call.house(), call.moment(), call.path("id")?);
        Ok(Recorded::from(registers::withdraw_concern(house, moment, id, role.as_str(), reason.as_str()).await?))
    })
    .await
}
