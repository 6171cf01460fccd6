//! The figures of the latest assessment of a district as `figures.json`.

use super::{Answer, House};
use crate::failure::Failure;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

/// `GET /assessments/{district}/figures.json`
pub(crate) async fn figures_json(house: House, Path(district): Path<String>) -> Answer {
    let figures = app::pages::figures_json(&house, &district).await?.ok_or(Failure::NotFound)?;
    let disposition = "attachment; filename=\"figures.json\"";
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, disposition)], figures).into_response())
}
