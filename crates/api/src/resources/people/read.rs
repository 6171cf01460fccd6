//! Records read, and their earlier versions.

use super::said::Person;
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::resources::Answered;
use crate::words::PersonId;
use app::people::{self, PersonShown};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// A record about a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonRecord {
    /// Its id.
    id: String,
    /// Its version; a change must name it.
    #[schema(minimum = 1)]
    version: i64,
    /// The organisation that gave it.
    originator: String,
    /// Its controllers.
    controllers: Vec<String>,
    /// The law it is processed under.
    regime: String,
    /// Its protective marking.
    marking: String,
    /// `open` or `closed`.
    state: &'static str,
    /// The day it was closed.
    #[schema(format = Date)]
    closed_on: Option<String>,
    /// Whether a receiver wrote this version: an altered copy of what the originator gave.
    altered_copy: bool,
    /// The organisations it was given to.
    shared_with: Vec<String>,
    /// What it says.
    person: Person,
    /// The row of the ledger that has this reading.
    #[schema(minimum = 1)]
    ledger: i64,
}

/// A version of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonVersion {
    /// Its number.
    #[schema(minimum = 1)]
    version: i64,
    /// When it was written.
    #[schema(format = DateTime)]
    at: String,
    /// By whom, by the label of the office.
    who: String,
    /// For which organisation.
    organisation: String,
    /// Whether it is an altered copy.
    altered_copy: bool,
    /// What it said.
    person: Person,
}

/// Read a record
///
/// The newest version that the owner of the token may read.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}",
    operation_id = "person",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record.")),
    responses((status = 200, description = "The record", body = PersonRecord))
)]
pub(crate) async fn person(call: Call) -> Answered<PersonRecord> {
    let shown = people::show_person(call.house(), call.moment(), &call.asking(), call.path("id")?).await?;
    let person = Person::of(&shown.person)?;
    let PersonShown { id, version, originator, controllers, regime, marking, state, closed_on, altered_copy, shared_with, ledger, .. } =
        shown;
    Ok(Json(PersonRecord {
        id,
        version,
        originator,
        controllers,
        regime,
        marking,
        state,
        closed_on,
        altered_copy,
        shared_with,
        person,
        ledger,
    }))
}

/// Read every version of a record
///
/// The oldest first. Each version shown has its row in the ledger.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/versions",
    operation_id = "personVersions",
    tag = "people",
    params(("id" = inline(PersonId), Path, description = "The record."), Paged),
    responses((status = 200, description = "A page of the versions", body = Listed<PersonVersion>))
)]
pub(crate) async fn versions(call: Call) -> Answered<Listed<PersonVersion>> {
    let paged: Paged = call.query()?;
    let shown = people::person_history(call.house(), call.moment(), &call.asking(), call.path("id")?).await?;
    let mut lines = Vec::new();
    for one in shown {
        let version = PersonVersion {
            version: one.version,
            person: Person::of(&one.person)?,
            at: one.at,
            who: one.who,
            organisation: one.organisation,
            altered_copy: one.altered_copy,
        };
        lines.push((format!("{:010}", version.version), version));
    }
    page(call.route(), &paged, lines)
}
