//! Gaps: what can't be evidenced, with owner and day of review.

use super::Answered;
use super::said::{Recorded, Stamp};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::words::{Day, Id, Office, Text};
use app::registers::{self, GapLine};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A gap in the evidence.
#[derive(Serialize, ToSchema)]
pub(crate) struct Gap {
    /// Its id.
    id: String,
    /// What can't be evidenced.
    what: String,
    /// Why not.
    why: String,
    /// The office that owns it.
    owner: String,
    /// Since when.
    #[schema(format = Date)]
    since: String,
    /// The day it is looked at again.
    #[schema(format = Date)]
    review: String,
    /// How it stands today: `open`, `overdue`, `closed`.
    state: &'static str,
    /// What the reviews said, oldest first.
    reviews: Vec<GapReview>,
    /// What closed it.
    closed: Option<GapClosing>,
    /// Its newest entry.
    last_entry: Stamp,
}

/// A gap was looked at again.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapReview {
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// The office.
    role: String,
    /// What was found.
    said: String,
    /// The next review.
    #[schema(format = Date)]
    next: String,
}

/// A gap was closed.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapClosing {
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// The office.
    role: String,
    /// What closes it.
    how: String,
}

impl From<GapLine> for Gap {
    fn from(line: GapLine) -> Self {
        let (gap, state, last_entry) = (line.gap, line.state.as_str(), line.last_entry.into());
        let review = |(on, role, said, next)| GapReview { on, role, said, next };
        let reviews = gap.reviews.into_iter().map(|one| review((one.on.to_string(), one.role, one.said, one.next.to_string())));
        Self {
            id: gap.id,
            what: gap.what,
            why: gap.why,
            owner: gap.owner,
            since: gap.since.to_string(),
            review: gap.review.to_string(),
            state,
            reviews: reviews.collect(),
            closed: gap.closed.map(|one| GapClosing { on: one.on.to_string(), role: one.role, how: one.how }),
            last_entry,
        }
    }
}

/// A gap to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "id": "isolation", "what": "who is isolated, and where", "why": "nobody counts it", "owner": "data group", "since": "2026-10-01", "review": "2027-01-04" })))]
pub(crate) struct NewGap {
    /// Its id.
    id: Id,
    /// What can't be evidenced.
    what: Text,
    /// Why not.
    why: Text,
    /// The office that owns it.
    owner: Office,
    /// The day of its review.
    review: Day,
    /// Since when; today where it is not said.
    #[serde(default)]
    since: Option<Day>,
}

/// A review to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "role": "data group", "said": "still so", "next": "2099-01-05" })))]
pub(crate) struct NewReview {
    /// The office.
    role: Office,
    /// What was found.
    said: Text,
    /// The next review.
    next: Day,
}

/// A closing to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "role": "data group", "how": "it is counted by ward now" })))]
pub(crate) struct NewClosing {
    /// The office.
    role: Office,
    /// What closes it.
    how: Text,
}

/// Gaps
///
/// The gaps as they stand today, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/gaps",
    operation_id = "gaps",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Gap>))
)]
pub(crate) async fn gaps(call: Call) -> Answered<Listed<Gap>> {
    let paged: Paged = call.query()?;
    let lines = registers::gaps(call.house(), registers::today(call.moment())).await?;
    page(call.route(), &paged, lines.into_iter().map(|line| (line.gap.id.clone(), Gap::from(line))))
}

/// Record a gap
///
/// Records what can't be evidenced.
#[utoipa::path(
    post,
    path = "/api/v1/gaps",
    operation_id = "recordGap",
    tag = "evidence",
    request_body = NewGap,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn record(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewGap { id, what, why, owner, review, since } = call.body()?;
        let words = registers::NewGap {
            id: id.as_str(),
            what: what.as_str(),
            why: why.as_str(),
            owner: owner.as_str(),
            review: review.as_str(),
            since: since.as_ref().map(Day::as_str),
        };
        Ok(Recorded::from(registers::record_gap(call.house(), call.moment(), &words).await?))
    })
    .await
}

/// Review a gap
///
/// Records that a gap was looked at again, and when next.
#[utoipa::path(
    post,
    path = "/api/v1/gaps/{id}/reviews",
    operation_id = "reviewGap",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The gap.")),
    request_body = NewReview,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn review(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewReview { role, said, next } = call.body()?;
        let (house, moment, id) = (call.house(), call.moment(), call.path("id")?);
        Ok(Recorded::from(registers::review_gap(house, moment, id, role.as_str(), said.as_str(), next.as_str()).await?))
    })
    .await
}

/// Close a gap
///
/// Records what closed it.
#[utoipa::path(
    post,
    path = "/api/v1/gaps/{id}/closing",
    operation_id = "closeGap",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The gap.")),
    request_body = NewClosing,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn close(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewClosing { role, how } = call.body()?;
        let recorded = registers::close_gap(call.house(), call.moment(), call.path("id")?, role.as_str(), how.as_str()).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}
