//! Every text that a section had, newest first, each with what it changed.

use super::{beneath, by, marked, section_address};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::Sheet;
use crate::state::Web;
use crate::words;
use app::strategic;
use app::strategic::living::compare_words;
use axum::extract::{Path, State};
use permission::Action;

/// `GET /strategic-assessments/{id}/sections/{section}/history`
pub(crate) async fn history(State(web): State<Web>, _: SignedIn, Path((id, section)): Path<(String, String)>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let path = strategic::path_of(&now, &section).ok_or(Failure::NotFound)?;
    let texts = strategic::text_history(&web.house, &id, &path).await?;
    let title = "Every text of a section";
    let mut sheet = Sheet::titled(title)
        .captioned(now.title())
        .leading(format!("{} of {path}, the newest first, with what each changed.", words::plural(texts.len() as u64, "text", "texts")));
    for (place, text) in texts.iter().enumerate() {
        sheet.part(&format!("Text {}", texts.len() - place));
        sheet.paragraph(format!("{}: {}", by(&text.entry.office, &text.stamp), text.entry.note));
        let before = texts.get(place + 1).map_or("", |before| before.entry.text.as_str());
        sheet.details("What it says, with what changed", marked(&compare_words(before, &text.entry.text)));
    }
    beneath(title, &now).under("Section", section_address(&id, &section)).record(Action::ReadEvidence).page(&sheet)
}
