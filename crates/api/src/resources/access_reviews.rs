//! Who read what and by which rule, and what stands out.

use super::Answered;
use crate::call::Call;
use crate::words::Day;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a governance lead looks at.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessReview {
    /// From this day on.
    #[schema(format = Date)]
    since: String,
    /// Before this moment.
    #[schema(format = DateTime)]
    until: String,
    /// The rule by which a reading stands out.
    rule: String,
    /// Who read how many records, under which policy.
    readings: Vec<Readings>,
    /// Readings that stand out.
    unusual: Vec<Unusual>,
    /// Records read by breaking the glass.
    broken_glass: Vec<Noted>,
    /// Records given away in an emergency.
    emergencies: Vec<Noted>,
    /// What was refused.
    refused: Vec<Noted>,
    /// People in office who left or hold no post, and tried all the same.
    without_post: Vec<Noted>,
    /// What is due under the agreements.
    duties: Vec<String>,
}

/// How many records somebody read under a policy.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readings {
    /// Who, by the label of the office.
    who: String,
    /// In which post.
    post: String,
    /// Under which policies.
    policies: String,
    /// For which purpose.
    purpose: String,
    /// How often.
    times: u64,
    /// Different records.
    records: u64,
}

/// A reading that stands out.
#[derive(Serialize, ToSchema)]
pub(crate) struct Unusual {
    /// Who, by the label of the office.
    who: String,
    /// The day in London.
    day: String,
    /// Why it stands out.
    why: String,
}

/// A row of the ledger that a lead should look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct Noted {
    /// The row.
    #[schema(minimum = 1)]
    seq: i64,
    /// When.
    at: String,
    /// Who, by the label of the office.
    who: String,
    /// What.
    what: String,
    /// To which thing.
    thing: String,
}

/// From when on access is reviewed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// From this day on; as far back as the rule says where it is not said.
    #[param(inline)]
    since: Option<Day>,
}

/// An access review
///
/// Who read what and by which rule, what stands out, and what is due. The review has its own row in the ledger.
#[utoipa::path(
    get,
    path = "/api/v1/access-reviews",
    operation_id = "accessReview",
    tag = "governance",
    params(Since),
    responses((status = 200, description = "The review", body = AccessReview))
)]
pub(crate) async fn review(call: Call) -> Answered<AccessReview> {
    let asked: Since = call.query()?;
    let since = asked.since.as_ref().map(Day::as_str);
    let found = app::audit_review(call.house(), call.moment(), &call.asking(), since).await?;
    let noted = |one: app::Noted| Noted { seq: one.seq, at: one.at, who: one.who, what: one.what, thing: one.thing };
    Ok(Json(AccessReview {
        since: found.since,
        until: found.until,
        rule: found.rule,
        readings: found
            .readings
            .into_iter()
            .map(|one| Readings {
                who: one.who,
                post: one.post,
                policies: one.policies,
                purpose: one.purpose,
                times: one.times,
                records: one.records,
            })
            .collect(),
        unusual: found.unusual.into_iter().map(|one| Unusual { who: one.who, day: one.day, why: one.why }).collect(),
        broken_glass: found.broken_glass.into_iter().map(noted).collect(),
        emergencies: found.emergencies.into_iter().map(noted).collect(),
        refused: found.refused.into_iter().map(noted).collect(),
        without_post: found.without_post.into_iter().map(noted).collect(),
        duties: found.duties,
    }))
}
