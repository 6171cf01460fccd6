//! A calendar feed, as a calendar program fetches it.

use super::{Answer, House};
use crate::failure::Failure;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;

/// `GET /calendar/{name}`: the secret with `.ics` at its end.
pub(crate) async fn calendar(State(web): State<Web>, house: House, Path(name): Path<String>) -> Answer {
    let secret = name.strip_suffix(".ics").ok_or(Failure::NotFound)?;
    let feed = app::feeds::serve_feed(&house, &web.moment("public"), secret).await?.ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], feed).into_response())
}
