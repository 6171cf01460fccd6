//! Stylesheet and scripts, kept by browsers for ever under a name that carries the hash of their content.

use crate::failure::Failure;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ONE_MINUTE: &str = "public, max-age=60";

/// `GET /assets/{*name}`
pub(crate) async fn asset(Path(name): Path<String>) -> Result<Response, Failure> {
    let bytes = ui::assets::get(&name).ok_or(Failure::NotFound)?;
    let keep = if ui::assets::is_hashed(&name) { FOR_EVER } else { ONE_MINUTE };
    Ok(([(header::CONTENT_TYPE, ui::assets::media_type(&name)), (header::CACHE_CONTROL, keep)], bytes).into_response())
}
