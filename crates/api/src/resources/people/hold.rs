//! Records held back from destruction.

use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::resources::Answered;
use crate::words::{Day, PersonId};
use app::people;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hold to be placed or lifted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "ground": "complaint", "placed": true, "review": "2099-01-05" })))]
pub(crate) struct NewHold {
    /// On what ground.
    #[schema(value_type = Ground)]
    ground: String,
    /// Placed, or lifted.
    placed: bool,
    /// When it is looked at again.
    #[serde(default)]
    review: Option<Day>,
}

/// A ground on which a record is held back.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Ground {
    /// An order is in force.
    LiveOrder,
    /// A review runs.
    Review,
    /// A complaint runs.
    Complaint,
    /// The person asked for what is held.
    SubjectAccess,
    /// A claim is before a court.
    Litigation,
    /// An inquiry asked for it.
    Inquiry,
}

/// The grounds on which a record is held back now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Held {
    /// The record.
    id: String,
    /// The grounds in force.
    grounds: Vec<String>,
}

/// A hold as it was placed or lifted.
#[derive(Serialize, ToSchema)]
pub(crate) struct HoldLine {
    /// Its number.
    #[schema(minimum = 1)]
    seq: i64,
    /// On what ground.
    ground: String,
    /// Placed, or lifted.
    placed: bool,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// By whom, by the label of the office.
    who: String,
    /// When it is looked at again.
    #[schema(format = Date)]
    review: Option<String>,
}

/// Hold a record back
///
/// Places a hold, or lifts it. While a ground is in force the record can't be destroyed.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/holds",
    operation_id = "holdPerson",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record.")),
    request_body = NewHold,
    responses((status = 201, description = "Placed or lifted", body = Held))
)]
pub(crate) async fn hold(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewHold { ground, placed, review } = call.body()?;
        let (house, moment, id, review) = (call.house(), call.moment(), call.path("id")?, review.as_ref().map(Day::as_str));
        let grounds = people::hold_person(house, moment, &call.asking(), id, &ground, placed, review).await?;
        Ok(Held { id: id.to_owned(), grounds })
    })
    .await
}

/// The holds of a record
///
/// As they were placed and lifted, for somebody who may place one.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/holds",
    operation_id = "holds",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record."), Paged),
    responses((status = 200, description = "A page of the holds", body = Listed<HoldLine>))
)]
pub(crate) async fn holds(call: Call) -> Answered<Listed<HoldLine>> {
    let paged: Paged = call.query()?;
    let holds = people::holds_of(call.house(), call.moment(), &call.asking(), call.path("id")?).await?;
    let lines = holds.into_iter().map(|one| {
        let line = HoldLine { seq: one.seq, ground: one.ground, placed: one.placed, at: one.at, who: one.who, review: one.review };
        (format!("{:012}", line.seq), line)
    });
    page(call.route(), &paged, lines)
}
