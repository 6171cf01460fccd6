//! Search by name. The name stands in the body, never in an address, and is written down nowhere.

use crate::call::Call;
use crate::resources::Answered;
use app::people::{self, FoundPerson};
use axum::Json;
use permission::Personal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Hits where nobody says how many.
const USUAL: u32 = 20;

/// What is searched for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "name": "invented example", "limit": 10 })))]
pub(crate) struct Search {
    /// A name, or a part of one.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// How many hits at the most; 20 where it is not said.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// What a search found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    /// The records that the owner of the token may read, the most alike first.
    items: Vec<Hit>,
}

/// A record that a search found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit {
    /// The record.
    id: String,
    /// How like the name is.
    #[schema(minimum = 0, maximum = 1)]
    score: f64,
    /// In what way.
    why: String,
    /// The name that the person is known by.
    name: String,
    /// The organisation that gave the record.
    originator: String,
}

/// Search by name
///
/// Finds the records that the owner of the token may read. What they may not read is neither found nor counted.
#[utoipa::path(
    post,
    path = "/api/v1/people/searches",
    operation_id = "searchPeople",
    tag = "people",
    request_body = Search,
    responses((status = 200, description = "What was found", body = Found))
)]
pub(crate) async fn search(call: Call) -> Answered<Found> {
    let Search { name, limit } = call.body()?;
    let limit = limit.unwrap_or(USUAL) as usize;
    let found = people::find_people(call.house(), call.moment(), &call.asking(), Personal::new(name), limit).await?;
    let hit = |one: FoundPerson| Hit { id: one.id, score: one.score, why: one.why, name: one.name, originator: one.originator };
    Ok(Json(Found { items: found.into_iter().map(hit).collect() }))
}
