//! Priorities: proposed under a heading, then on the list, or off it because…

use super::Answered;
use super::said::{Recorded, Stamp};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::words::{Day, Id, Office, Place, RuleName, Text, Year};
use app::registers::{self, PriorityLine};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A priority of a year.
#[derive(Serialize, ToSchema)]
pub(crate) struct Priority {
    /// Its id.
    id: String,
    /// The year it is for.
    year: String,
    /// What it is called.
    name: String,
    /// The wards or areas it is about.
    areas: Vec<String>,
    /// What those are called.
    area_names: Vec<String>,
    /// The heading, by id; null where a place was looked at and nothing proposed.
    heading: Option<String>,
    /// Why it is proposed.
    reason: String,
    /// The office that proposes it.
    role: String,
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// How it stands: `proposed`, `on the list`, `off the list`.
    standing: &'static str,
    /// The rule of the flags it rests on.
    rule: Option<String>,
    /// What the flags said.
    result: Option<String>,
    /// The concerns it rests on.
    concerns: Vec<String>,
    /// What was decided.
    decision: Option<Decision>,
    /// Its newest entry.
    last_entry: Stamp,
}

/// What was decided of a priority.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decision {
    /// Whether it is on the list.
    listed: bool,
    /// Why.
    reason: String,
    /// The office that decided.
    role: String,
    /// The meeting.
    meeting: String,
    /// The day.
    #[schema(format = Date)]
    on: String,
}

impl From<PriorityLine> for Priority {
    fn from(line: PriorityLine) -> Self {
        let (priority, standing, area_names, last_entry) = (line.priority, line.standing, line.area_names, line.last_entry.into());
        Self {
            id: priority.id,
            year: priority.year,
            name: priority.name,
            areas: priority.areas.iter().map(ToString::to_string).collect(),
            area_names,
            heading: priority.heading,
            reason: priority.reason,
            role: priority.role,
            on: priority.on.to_string(),
            standing,
            rule: priority.basis.rule,
            result: priority.basis.result,
            concerns: priority.basis.concerns,
            decision: priority.decision.map(|one| Decision {
                listed: one.listed,
                reason: one.reason,
                role: one.role,
                meeting: one.meeting,
                on: one.on.to_string(),
            }),
            last_entry,
        }
    }
}

/// Of which year priorities are asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfYear {
    /// Those of this year only.
    #[param(inline)]
    year: Option<Year>,
}

/// A priority to be proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "id": "new-estate", "year": "2026-27", "name": "A new estate", "areas": ["E05011290"], "heading": "emerging", "reason": "it grows", "role": "data group" })))]
pub(crate) struct NewPriority {
    /// Its id.
    id: Id,
    /// The year it is for.
    year: Year,
    /// What it is called.
    name: Office,
    /// The wards or areas it is about.
    #[schema(min_items = 1, max_items = 100)]
    areas: Vec<Place>,
    /// The heading, by id; null where a place was looked at and nothing is proposed.
    #[serde(default)]
    heading: Option<Id>,
    /// Why.
    reason: Text,
    /// The office that proposes.
    role: Office,
    /// The rule of the flags it rests on.
    #[serde(default)]
    rule: Option<RuleName>,
    /// What the flags said.
    #[serde(default)]
    result: Option<Text>,
    /// The concerns it rests on.
    #[serde(default)]
    #[schema(max_items = 100)]
    concerns: Vec<Id>,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// A decision to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "listed": false, "reason": "looked at again in spring", "role": "board", "meeting": "board meeting" })))]
pub(crate) struct NewDecision {
    /// On the list, or off it.
    listed: bool,
    /// Why.
    reason: Text,
    /// The office that decides.
    role: Office,
    /// The meeting.
    meeting: Text,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// Priorities
///
/// Proposed and decided, in the order of years and ids.
#[utoipa::path(
    get,
    path = "/api/v1/priorities",
    operation_id = "priorities",
    tag = "evidence",
    params(OfYear, Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Priority>))
)]
pub(crate) async fn priorities(call: Call) -> Answered<Listed<Priority>> {
    let (asked, paged): (OfYear, Paged) = (call.query()?, call.query()?);
    let lines = registers::priorities(call.house(), asked.year.as_ref().map(Year::as_str)).await?;
    let key = |line: &PriorityLine| format!("{} {}", line.priority.year, line.priority.id);
    page(call.route(), &paged, lines.into_iter().map(|line| (key(&line), Priority::from(line))))
}

/// Propose a priority
///
/// Records a proposal with what it rests on.
#[utoipa::path(
    post,
    path = "/api/v1/priorities",
    operation_id = "proposePriority",
    tag = "evidence",
    request_body = NewPriority,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn propose(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let new: NewPriority = call.body()?;
        let areas: Vec<String> = new.areas.iter().map(|area| area.as_str().to_owned()).collect();
        let concerns: Vec<String> = new.concerns.iter().map(|id| id.as_str().to_owned()).collect();
        let words = registers::NewPriority {
            id: new.id.as_str(),
            year: new.year.as_str(),
            name: new.name.as_str(),
            areas: &areas,
            heading: new.heading.as_ref().map(Id::as_str),
            reason: new.reason.as_str(),
            role: new.role.as_str(),
            rule: new.rule.as_ref().map(RuleName::as_str),
            result: new.result.as_ref().map(Text::as_str),
            concerns: &concerns,
            on: new.on.as_ref().map(Day::as_str),
        };
        let recorded = registers::propose_priority(call.house(), call.moment(), &words).await;
        recorded.map(Recorded::from).map_err(Problem::in_request)
    })
    .await
}

/// Decide a priority
///
/// Records that it is on the list, or off it and why, in place of what was decided before.
#[utoipa::path(
    post,
    path = "/api/v1/priorities/{id}/decisions",
    operation_id = "decidePriority",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The priority.")),
    request_body = NewDecision,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn decide(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewDecision { listed, reason, role, meeting, on } = call.body()?;
        let words = registers::DecisionWords {
            listed,
            reason: reason.as_str(),
            role: role.as_str(),
            meeting: meeting.as_str(),
            on: on.as_ref().map(Day::as_str),
        };
        let recorded = registers::decide_priority(call.house(), call.moment(), call.path("id")?, &words).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}
