//! What the policy says of a question.

use super::Answered;
use crate::call::Call;
use crate::problem::Problem;
use crate::words::{Day, Id, ThingName};
use app::ExplainAsk;
use axum::Json;
use permission::{Found, Purpose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question to the policy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "user": "council-officer", "action": "read-person", "thing": "person", "purpose": "reduce-crime" })))]
pub(crate) struct PolicyQuestion {
    /// Who would act, by the label of the office.
    user: Id,
    /// What they would do: one of the actions that the description of tokens lists, or another of the policy's.
    action: Id,
    /// To what: a kind of thing, or an organisation, a group or an agreement. No record of a person is asked about here: whether
    /// there is one is not for everybody to know.
    thing: ThingName,
    /// For which purpose.
    #[serde(default)]
    purpose: Option<Id>,
    /// For which organisation, where they hold posts at several.
    #[serde(default)]
    organisation: Option<Id>,
    /// To which organisation something would be given.
    #[serde(default)]
    to: Option<Id>,
    /// Under which power.
    #[serde(default)]
    power: Option<Id>,
    /// What kind of data.
    #[serde(default)]
    data_type: Option<Id>,
    /// Whether a reason would be given.
    #[serde(default)]
    reason: bool,
    /// On which day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// What the policy says.
#[derive(Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// Whether it may be done.
    allowed: bool,
    /// Who asked.
    actor: String,
    /// What.
    action: &'static str,
    /// What, in plain English, after "may".
    says: &'static str,
    /// To what.
    thing: String,
    /// For which purpose.
    purpose: Option<&'static str>,
    /// The policies that allow it; where it is refused, those that forbid it.
    policies: Vec<PolicyFound>,
    /// Where it is refused: what would have to be so, one line a way.
    lacking: Vec<String>,
    /// How the organisations in the question stand, and why.
    standings: Vec<OrganisationStands>,
}

/// A policy that bore on an answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolicyFound {
    /// Its stable name.
    id: String,
    /// What it says.
    says: String,
    /// Where it comes from.
    source: String,
}

/// How an organisation stands on the day.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganisationStands {
    /// The organisation.
    organisation: String,
    /// How it stands and why, one line a fact.
    why: Vec<String>,
}

/// Ask the policy
///
/// Says whether something may be done and why; changes and opens nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policy/explanations",
    operation_id = "explainPolicy",
    tag = "governance",
    request_body = PolicyQuestion,
    responses((status = 200, description = "What the policy says", body = Explanation))
)]
pub(crate) async fn explain(call: Call) -> Answered<Explanation> {
    let asked: PolicyQuestion = call.body()?;
    let text = |word: Option<Id>| word.map(|word| word.as_str().to_owned());
    let ask = ExplainAsk {
        user: asked.user.as_str().to_owned(),
        action: asked.action.as_str().to_owned(),
        thing: asked.thing.as_str().to_owned(),
        purpose: text(asked.purpose),
        organisation: text(asked.organisation),
        to: text(asked.to),
        power: text(asked.power),
        data_type: text(asked.data_type),
        reason: asked.reason,
        on: asked.on.map(|day| day.as_str().to_owned()),
    };
    let found = app::explain_policy(call.house(), call.moment(), &ask).await.map_err(Problem::in_request)?;
    let policy = |Found { id, says, source }| PolicyFound { id, says, source };
    Ok(Json(Explanation {
        allowed: found.allowed,
        actor: found.actor,
        action: found.action,
        says: found.says,
        thing: found.thing,
        purpose: found.purpose.map(Purpose::id),
        policies: found.policies.into_iter().map(policy).collect(),
        lacking: found.lacking,
        standings: found.standings.into_iter().map(|one| OrganisationStands { organisation: one.organisation, why: one.why }).collect(),
    }))
}
