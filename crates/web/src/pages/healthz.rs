//! Whether the record answers: for whatever watches the service.

use super::{Answer, House};
use axum::response::IntoResponse;

/// `GET /healthz`
pub(crate) async fn healthz(house: House) -> Answer {
    app::pages::health(&house).await?;
    Ok("ok\n".into_response())
}
