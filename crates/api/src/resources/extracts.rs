//! The register of extracts: what came in, what was kept, what was rejected and why.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, page, place};
use crate::problem::Problem;
use crate::words::ExtractId;
use app::pages::{self, ExtractLine, ExtractPage, RejectLine, Standing};
use axum::Json;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A line of the register.
#[derive(Serialize, ToSchema)]
pub(crate) struct Extract {
    /// Its identity.
    id: String,
    /// Its kind.
    kind: String,
    /// The name of the file.
    file: String,
    /// The day it was received.
    #[schema(format = Date)]
    received: String,
    /// Rows read.
    rows_read: u64,
    /// Rows kept.
    rows_accepted: u64,
    /// Rows not kept.
    rows_rejected: u64,
    /// Its months, `YYYY-MM`; none where its kind has none.
    months: Vec<String>,
    /// Whether it still counts: `current`, `partly-superseded`, `superseded`.
    standing: &'static str,
    /// Whether its values were made up for a demonstration.
    invented: bool,
}

impl From<ExtractLine> for Extract {
    fn from(line: ExtractLine) -> Self {
        let ExtractLine { id, kind, file, received, rows_read, rows_accepted, rows_rejected, months, standing, invented } = line;
        let standing = match standing {
            Standing::Current => "current",
            Standing::PartlySuperseded => "partly-superseded",
            Standing::Superseded => "superseded",
        };
        Self { id, kind, file, received, rows_read, rows_accepted, rows_rejected, months, standing, invented }
    }
}

/// What is known of an extract.
#[derive(Serialize, ToSchema)]
pub(crate) struct Passport {
    /// Its line of the register.
    extract: Extract,
    /// When it was imported.
    #[schema(format = DateTime)]
    imported_at: String,
    /// Who imported it.
    imported_by: String,
    /// SHA-256 of the file.
    content_sha256: String,
    /// The vintage of its small areas; empty where it has none.
    geography: String,
    /// The forces in it.
    forces: Vec<String>,
    /// Rows kept without a known small area.
    not_placed: u64,
    /// Rows whose id stood already in the same file.
    repeated_ids: u64,
    /// Rejected rows by reason.
    rejected_by_reason: BTreeMap<String, u64>,
    /// Rows kept that lack something, by what they lack.
    missing: BTreeMap<String, u64>,
    /// Facts of its kind.
    notes: BTreeMap<String, String>,
    /// The extract whose rejected rows it brings back corrected.
    corrects: Option<String>,
    /// The extracts that brought its rejected rows back corrected.
    corrected_by: Vec<String>,
}

/// A row that was not kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reject {
    /// The file, or the entry inside a ZIP.
    file: String,
    /// Its row; the header is row 1.
    row: u64,
    /// The column; empty where the whole row is meant.
    column: String,
    /// Why, by a stable name.
    reason: String,
    /// What is wrong and what to do.
    remedy: String,
    /// The row as it stood.
    fields: Vec<String>,
}

impl From<RejectLine> for Reject {
    fn from(line: RejectLine) -> Self {
        let RejectLine { file, row, column, reason, remedy, fields } = line;
        Self { file, row, column, reason, remedy, fields }
    }
}

/// Extracts
///
/// The register, the newest registration first.
#[utoipa::path(
    get,
    path = "/api/v1/extracts",
    operation_id = "extracts",
    tag = "evidence",
    params(Paged),
    responses((status = 200, description = "A page of the register", body = Listed<Extract>))
)]
pub(crate) async fn extracts(call: Call) -> Answered<Listed<Extract>> {
    let paged: Paged = call.query()?;
    let lines = pages::extracts(call.house()).await?;
    // What comes later is registered later: a line keeps its place when it is counted from the oldest on.
    let all = lines.len();
    page(call.route(), &paged, lines.into_iter().enumerate().map(|(at, line)| (newest_first(all - at), Extract::from(line))))
}

/// A key by which later registrations come first.
fn newest_first(number: usize) -> String {
    place(9_999_999_999_usize.saturating_sub(number))
}

/// The passport of an extract
///
/// What it is, how many rows of it were kept, and what is missing.
#[utoipa::path(
    get,
    path = "/api/v1/extracts/{id}",
    operation_id = "extract",
    tag = "evidence",
    params(("id" = inline(ExtractId), Path, description = "The extract.")),
    responses((status = 200, description = "The passport", body = Passport))
)]
pub(crate) async fn extract(call: Call) -> Answered<Passport> {
    let found = pages::extract(call.house(), call.path("id")?, 0, false).await?.ok_or_else(Problem::absent)?;
    let ExtractPage { line, imported_at, imported_by, content_sha256, geography, forces, not_placed, repeated_ids, .. } = found;
    Ok(Json(Passport {
        extract: line.into(),
        imported_at,
        imported_by,
        content_sha256,
        geography,
        forces,
        not_placed,
        repeated_ids,
        rejected_by_reason: found.rejected_by_reason.into_iter().collect(),
        missing: found.missing.into_iter().collect(),
        notes: found.notes.into_iter().collect(),
        corrects: found.corrects.map(|(id, _)| id),
        corrected_by: found.corrected_by.into_iter().map(|(id, _)| id).collect(),
    }))
}

/// The rejected rows of an extract
///
/// Each with its reason and what to do, in the order of the file.
#[utoipa::path(
    get,
    path = "/api/v1/extracts/{id}/rejects",
    operation_id = "rejects",
    tag = "evidence",
    params(("id" = inline(ExtractId), Path, description = "The extract."), Paged),
    responses((status = 200, description = "A page of the rejected rows", body = Listed<Reject>))
)]
pub(crate) async fn rejects(call: Call) -> Answered<Listed<Reject>> {
    let paged: Paged = call.query()?;
    let lines = pages::rejects(call.house(), call.path("id")?).await?.ok_or_else(Problem::absent)?;
    page(call.route(), &paged, lines.into_iter().enumerate().map(|(at, line)| (place(at), Reject::from(line))))
}
