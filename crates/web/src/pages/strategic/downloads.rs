//! An assessment as files: as it stands, or as a version was frozen.

use super::{address, moment, version_address};
use crate::failure::Failure;
use crate::files;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::state::Web;
use app::strategic::{self, PaperView};
use axum::extract::{Path, State};

/// The files that pages lead to, and what each is.
const FILES: [(&str, &str); 6] = [
    ("assessment.pdf", "The assessment as PDF"),
    ("assessment.docx", "The assessment to edit in a word processor"),
    ("assessment.html", "The assessment as one web page"),
    ("data-pack.xlsx", "Every figure as an Excel workbook"),
    ("data-pack.ods", "Every figure as an OpenDocument spreadsheet"),
    ("figures.json", "Every figure as JSON"),
];

/// The links to the files beneath an address.
pub(super) fn of(sheet: &mut Sheet, beneath: &str) {
    sheet.part("Take it with you");
    sheet.html(&parts::list(FILES.map(|(file, words)| parts::link(&format!("{beneath}/{file}"), words))));
}

/// The links to the files of a paper: of its newest version where it is settled, otherwise as it stands.
pub(super) fn links(sheet: &mut Sheet, view: &PaperView) {
    let entry = &view.now.entry;
    if entry.frozen.is_some() {
        of(sheet, &version_address(&entry.id, entry.version));
    } else if view.looked.is_ok() {
        of(sheet, &format!("{}/files", address(&entry.id)));
    }
}

/// `GET /strategic-assessments/{id}/versions/{number}/{file}`
pub(crate) async fn of_version(State(web): State<Web>, who: SignedIn, Path((id, number, file)): Path<(String, String, String)>) -> Answer {
    let number: u32 = number.parse().map_err(|_| Failure::NotFound)?;
    files::one_of(strategic::version_outputs(&web.house, &moment(&web, &who), &id, number).await?, &file)
}

/// `GET /strategic-assessments/{id}/files/{file}`
pub(crate) async fn as_it_stands(State(web): State<Web>, who: SignedIn, Path((id, file)): Path<(String, String)>) -> Answer {
    let view = strategic::paper_view(&web.house, &moment(&web, &who), &id).await?;
    let looked = view.looked.map_err(|why| why.map_or(Failure::NotFound, Failure::Refused))?;
    files::one_of(strategic::outputs(&web.house, &looked).await?, &file)
}
