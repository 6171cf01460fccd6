//! The latest assessment of a district as a PDF.

use super::{Answer, House};
use crate::failure::Failure;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

/// `GET /assessments/{district}/assessment.pdf`
pub(crate) async fn assessment_pdf(house: House, Path(district): Path<String>) -> Answer {
    let pdf = app::pages::assessment_pdf(&house, &district).await?.ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}
