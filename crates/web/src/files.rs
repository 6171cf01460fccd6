//! A paper handed out as one of its files.

use crate::csv;
use crate::failure::Failure;
use crate::pages::Answer;

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("pdf") => "application/pdf",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("ods") => "application/vnd.oasis.opendocument.spreadsheet",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// The file of that name, of those that a paper comes as.
pub(crate) fn one_of(files: Vec<(String, Vec<u8>)>, wanted: &str) -> Answer {
    let (name, bytes) = files.into_iter().find(|(name, _)| name == wanted).ok_or(Failure::NotFound)?;
    Ok(csv::file(media_type(&name), &name.replace(['/', '"'], "-"), bytes))
}
