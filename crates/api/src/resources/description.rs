//! The description of the interface.

use crate::document::document_text;
use axum::http::{HeaderName, HeaderValue, header};
use std::sync::LazyLock;

static TEXT: LazyLock<String> = LazyLock::new(document_text);

/// This description
///
/// Anybody may read it.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "description",
    tag = "interface",
    responses((status = 200, description = "The description", body = serde_json::Value, content_type = "application/json"))
)]
pub(crate) async fn openapi() -> ([(HeaderName, HeaderValue); 1], &'static str) {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], &TEXT)
}
