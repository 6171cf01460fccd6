//! The drawings of a measure to take away: SVG, PNG, and the numbers as CSV.

use super::{Asked, drawings, ground, view};
use crate::csv;
use crate::failure::Failure;
use crate::pages::{Answer, House};
use axum::extract::{Path, Query};

/// `GET /evidence/measures/{id}/{drawing}`, such as `months.svg`, `map.png` or `peers.csv`, with the page's own question
pub(crate) async fn download(house: House, Path((id, drawing)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let (name, ending) = drawing.rsplit_once('.').ok_or(Failure::NotFound)?;
    let (view, mistake) = view(&house, &id, &asked).await?;
    if mistake.is_some() {
        // A file cannot say what is wrong with its address: the page does.
        return Err(Failure::NotFound);
    }
    let ground = ground(&house, &view).await?;
    let found =
        drawings::all(&view, &ground).into_iter().find(|one| one.name == name && one.may_be_taken).ok_or(Failure::NotFound)?.drawing;
    let file = format!("{}-{name}.{ending}", view.measure.id);
    match ending {
        "svg" => Ok(csv::file("image/svg+xml", &file, found.svg)),
        "png" => Ok(csv::file("image/png", &file, app::pages::painted(&house, found.svg).await?)),
        "csv" => Ok(csv::file("text/csv; charset=utf-8", &file, csv::table(&found.table))),
        _ => Err(Failure::NotFound),
    }
}
