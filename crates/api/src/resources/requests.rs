//! Requests for data: to whom, until when, how chased, what came of them.

use super::Answered;
use super::said::{ChaseView, NewChase, Recorded, Stamp};
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::problem::Problem;
use crate::words::{Day, Id, Office, Text};
use app::registers::{self, RequestLine};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A request for data.
#[derive(Serialize, ToSchema)]
pub(crate) struct DataRequest {
    /// Its id.
    id: String,
    /// The organisation asked.
    to: String,
    /// What for.
    what: String,
    /// The data set it is about.
    data_set: Option<String>,
    /// The office that asks.
    role: String,
    /// The day it was asked.
    #[schema(format = Date)]
    asked: String,
    /// The day an answer is due.
    #[schema(format = Date)]
    due: String,
    /// How it stands today: `open`, `overdue`, `answered`, `refused`.
    state: &'static str,
    /// How it was chased, oldest first.
    chases: Vec<ChaseView>,
    /// What came of it.
    outcome: Option<RequestOutcome>,
    /// Its newest entry.
    last_entry: Stamp,
}

/// What came of a request.
#[derive(Serialize, ToSchema)]
pub(crate) struct RequestOutcome {
    /// Whether it was given.
    given: bool,
    /// The day.
    #[schema(format = Date)]
    on: String,
    /// What was said.
    said: String,
}

impl From<RequestLine> for DataRequest {
    fn from(line: RequestLine) -> Self {
        let (request, state, last_entry) = (line.request, line.state.as_str(), line.last_entry.into());
        Self {
            id: request.id,
            to: request.to,
            what: request.what,
            data_set: request.data_set,
            role: request.role,
            asked: request.asked.to_string(),
            due: request.due.to_string(),
            state,
            chases: request
                .chases
                .into_iter()
                .map(|one| ChaseView {
                    on: one.on.to_string(),
                    role: one.role,
                    channel: one.channel,
                    note: one.note,
                    answered_on: one.answer.as_ref().map(|answer| answer.on.to_string()),
                    answer: one.answer.map(|answer| answer.said),
                })
                .collect(),
            outcome: request.outcome.map(|one| RequestOutcome { given: one.given, on: one.on.to_string(), said: one.said }),
            last_entry,
        }
    }
}

/// A request to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "id": "complaints-by-ward", "to": "housing association", "what": "complaints by ward", "role": "research analyst", "on": "2026-10-01", "due": "2026-12-01" })))]
pub(crate) struct NewRequest {
    /// Its id.
    id: Id,
    /// The organisation asked.
    to: Office,
    /// What for.
    what: Text,
    /// The data set it is about, where it stands in the register.
    #[serde(default)]
    data_set: Option<Id>,
    /// The office that asks.
    role: Office,
    /// The day an answer is due.
    due: Day,
    /// The day it was asked; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// What came of a request, to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "given": true, "said": "sent as a table" })))]
pub(crate) struct NewOutcome {
    /// Whether it was given.
    given: bool,
    /// What was said.
    said: Text,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// Requests for data
///
/// The requests as they stand today, in the order of ids.
#[utoipa::path(
    get,
    path = "/api/v1/requests",
    operation_id = "requests",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the register", body = Listed<DataRequest>))
)]
pub(crate) async fn requests(call: Call) -> Answered<Listed<DataRequest>> {
    let paged: Paged = call.query()?;
    let lines = registers::requests(call.house(), registers::today(call.moment())).await?;
    page(call.route(), &paged, lines.into_iter().map(|line| (line.request.id.clone(), DataRequest::from(line))))
}

/// Ask for data
///
/// Records a request to an organisation.
#[utoipa::path(
    post,
    path = "/api/v1/requests",
    operation_id = "recordRequest",
    tag = "evidence",
    request_body = NewRequest,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn ask(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewRequest { id, to, what, data_set, role, due, on } = call.body()?;
        let words = registers::NewRequest {
            id: id.as_str(),
            to: to.as_str(),
            what: what.as_str(),
            data_set: data_set.as_ref().map(Id::as_str),
            role: role.as_str(),
            due: due.as_str(),
            on: on.as_ref().map(Day::as_str),
        };
        Ok(Recorded::from(registers::ask(call.house(), call.moment(), &words).await?))
    })
    .await
}

/// Chase a request
///
/// Records that an organisation was asked again.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/chases",
    operation_id = "chaseRequest",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The request.")),
    request_body = NewChase,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn chase(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let asked: NewChase = call.body()?;
        let recorded = registers::chase_request(call.house(), call.moment(), call.path("id")?, &asked.words()).await?;
        Ok(Recorded::from(recorded))
    })
    .await
}

/// Answer a request
///
/// Records what came of it: given, or refused.
#[utoipa::path(
    post,
    path = "/api/v1/requests/{id}/outcome",
    operation_id = "answerRequest",
    tag = "evidence",
    params(("id" = inline(Id), Path, description = "The request.")),
    request_body = NewOutcome,
    responses((status = 201, description = "Recorded", body = Recorded))
)]
pub(crate) async fn answer(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewOutcome { given, said, on } = call.body()?;
        let (house, moment, on) = (call.house(), call.moment(), on.as_ref().map(Day::as_str));
        Ok(Recorded::from(registers::answer_request(house, moment, call.path("id")?, given, said.as_str(), on).await?))
    })
    .await
}
