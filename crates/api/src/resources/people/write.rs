//! Records opened, changed and closed.

use super::Changed;
use super::said::Person;
use crate::call::Call;
use crate::problem::Problem;
use crate::words::{Day, PersonId};
use app::people::{self, NewPerson};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

/// A record to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "person": { "name": "Invented Example", "born": "1984-03" }, "marking": "official-sensitive" })))]
pub(crate) struct NewRecord {
    /// What it says.
    person: Person,
    /// The law it is processed under; `uk-gdpr` where it is not said.
    #[serde(default)]
    #[schema(value_type = Option<Regime>)]
    regime: Option<String>,
    /// Its protective marking; `official-sensitive` where it is not said.
    #[serde(default)]
    #[schema(value_type = Option<Marking>)]
    marking: Option<String>,
    /// Whether it is kept apart: only those it is given to find and read it.
    #[serde(default)]
    kept_apart: bool,
}

/// The law that a record is processed under.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Regime {
    /// The UK GDPR.
    #[schema(rename = "uk-gdpr")]
    UkGdpr,
    /// Part 3 of the Data Protection Act 2018.
    #[schema(rename = "dpa-2018-part-3")]
    LawEnforcement,
}

/// A protective marking.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
pub(crate) enum Marking {
    /// Official.
    Official,
    /// Official, sensitive.
    OfficialSensitive,
}

/// What a record is to say from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "seen": 1, "person": { "name": "Invented Example", "born": "1984-03-09" } })))]
pub(crate) struct NewVersion {
    /// The version that the writer had before them.
    #[schema(minimum = 1, maximum = 1_000_000)]
    seen: i64,
    /// What it says, the whole of it.
    person: Person,
}

/// The closing of a record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({ "seen": 1 })))]
pub(crate) struct NewPersonClosing {
    /// The version that the writer had before them.
    #[schema(minimum = 1, maximum = 1_000_000)]
    seen: i64,
    /// The day; today where it is not said.
    #[serde(default)]
    on: Option<Day>,
}

/// Open a record
///
/// Opens a record about a person. Its controller is the organisation for which it is opened.
#[utoipa::path(
    post,
    path = "/api/v1/people",
    operation_id = "recordPerson",
    tag = "people",
    request_body = NewRecord,
    responses((
        status = 201,
        description = "Opened",
        body = Changed,
        links(
            ("person" = (operation_id = "person", parameters(("id" = "$response.body#/id")))),
            ("personVersions" = (operation_id = "personVersions", parameters(("id" = "$response.body#/id")))),
            ("editPerson" = (
                operation_id = "editPerson",
                parameters(("id" = "$response.body#/id")),
                request_body = json!({ "seen": 1, "person": { "name": "Invented Example", "language": "French" } })
            )),
            ("sharePerson" = (
                operation_id = "sharePerson",
                parameters(("id" = "$response.body#/id")),
                request_body = json!({
                    "to": "cambridgeshire-constabulary", "data_type": "council-records", "power": "crime-and-disorder-act-1998", "method": "here"
                })
            )),
            ("disclosures" = (operation_id = "disclosures", parameters(("id" = "$response.body#/id")))),
            ("holdPerson" = (operation_id = "holdPerson", parameters(("id" = "$response.body#/id")))),
            ("holds" = (operation_id = "holds", parameters(("id" = "$response.body#/id")))),
            ("closePerson" = (
                operation_id = "closePerson",
                parameters(("id" = "$response.body#/id")),
                request_body = json!({ "seen": 1 })
            )),
        )
    ))
)]
pub(crate) async fn record(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewRecord { person, regime, marking, kept_apart } = call.body()?;
        let new = NewPerson {
            text: person.to_be_sealed()?,
            regime: regime.unwrap_or_else(|| "uk-gdpr".to_owned()),
            marking: marking.unwrap_or_else(|| "official-sensitive".to_owned()),
            kept_apart,
        };
        Ok(Changed::from(people::record_person(call.house(), call.moment(), &call.asking(), new).await?))
    })
    .await
}

/// Change a record
///
/// Writes what it is to say from now on, the whole of it. Where somebody else changed it since, nothing is written. What a
/// receiver writes is marked as an altered copy, and the originator's record stays as it is.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/versions",
    operation_id = "editPerson",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record.")),
    request_body = NewVersion,
    responses((status = 201, description = "Changed", body = Changed))
)]
pub(crate) async fn edit(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewVersion { seen, person } = call.body()?;
        let (house, moment, asking) = (call.house(), call.moment(), call.asking());
        let edited = people::edit_person(house, moment, &asking, call.path("id")?, seen, person.to_be_sealed()?).await?;
        edited.map(Changed::from).map_err(|conflict| {
            Problem::changed(format!(
                "the record is at version {}, written by `{}` at {}; you had version {seen} before you",
                conflict.version, conflict.by, conflict.at
            ))
        })
    })
    .await
}

/// Close a record
///
/// Its retention runs from that day.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/closing",
    operation_id = "closePerson",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record.")),
    request_body = NewPersonClosing,
    responses((status = 201, description = "Closed", body = Changed))
)]
pub(crate) async fn close(call: Call) -> Result<Response, Problem> {
    call.once(async |call| {
        let NewPersonClosing { seen, on } = call.body()?;
        let (house, moment, on) = (call.house(), call.moment(), on.as_ref().map(Day::as_str));
        Ok(Changed::from(people::close_person(house, moment, &call.asking(), call.path("id")?, seen, on).await?))
    })
    .await
}
