//! The passport of an extract, with the first of its rejected rows.

use super::{Answer, House};
use crate::failure::Failure;
use crate::{parts, shell::Shell, words};
use app::pages::{ExtractPage, RejectLine};
use askama::Template;
use axum::extract::Path;
use ui::{Cell, Content, Html};

/// Rejected rows shown on the page; the CSV has them all.
const REJECTS_SHOWN: u64 = 100;

#[derive(Template)]
#[template(path = "extract.html")]
struct Body {
    title: String,
    summary: String,
    id: String,
    invented: bool,
    passport: Html,
    rejected: u64,
    rejects: Option<Html>,
}

/// `GET /extracts/{id}`
pub(crate) async fn extract(house: House, Path(id): Path<String>) -> Answer {
    let view = app::pages::extract(&house, &id, REJECTS_SHOWN).await?.ok_or(Failure::NotFound)?;
    let body = Body {
        title: view.line.file.clone(),
        summary: summary(&view),
        invented: view.line.invented,
        passport: passport(&view),
        rejected: view.line.rows_rejected,
        rejects: (!view.rejects.is_empty()).then(|| rejects(&view)),
        id,
    };
    Shell::evidence(format!("Passport of {}", view.line.file), "/extracts").under("Extracts", "/extracts").page(&body)
}

fn summary(view: &ExtractPage) -> String {
    let kept = words::plural(view.line.rows_accepted, "row", "rows");
    match view.line.rows_rejected {
        0 => format!("{kept} kept. Every row could be read."),
        n => format!("{kept} kept and {} rejected, listed below with what to do about each.", words::count(n)),
    }
}

fn passport(view: &ExtractPage) -> Html {
    let line = &view.line;
    let superseded = view.superseded.iter().map(|(force, month)| Html::escape(&format!("{force} {}", words::month(month))));
    let mut rows: Vec<(&str, Content)> = vec![
        ("Status", parts::standing(line.standing).into()),
        ("Kind", words::kind(&line.kind).into()),
        ("Received", words::day(&line.received).into()),
        ("Imported", format!("{} by {}", words::moment(&view.imported_at), view.imported_by).into()),
        ("Rows read", words::count(line.rows_read).into()),
        ("Rows kept", words::count(line.rows_accepted).into()),
        ("Rows rejected", words::count(line.rows_rejected).into()),
    ];
    if !line.months.is_empty() {
        rows.push(("Months", words::months(&line.months).into()));
        rows.push(("Forces", parts::or_not_known(&view.forces.join(", "))));
        rows.push(("Crime IDs that repeat within a file", words::count(view.repeated_ids).into()));
        rows.push(("Kept rows that lack something", parts::counts(&view.missing)));
        rows.push(("Kept rows not placed in any area", words::count(view.not_placed).into()));
    }
    if !view.geography.is_empty() {
        rows.push(("LSOAs of", words::geography(&view.geography).into()));
    }
    if !view.superseded.is_empty() {
        rows.push(("Replaced by extracts received later", parts::list(superseded).into()));
    }
    rows.extend(view.notes.iter().map(|(name, value)| (name.as_str(), value.as_str().into())));
    rows.push(("Extract", parts::code(&line.id).into()));
    rows.push(("SHA-256 of the file", parts::code(&view.content_sha256).into()));
    parts::summary(rows)
}

fn rejects(view: &ExtractPage) -> Html {
    let shown = view.rejects.len() as u64;
    let caption = if shown < view.line.rows_rejected {
        format!("The first {} of {} rejected rows", words::count(shown), words::count(view.line.rows_rejected))
    } else {
        "Rejected rows".to_owned()
    };
    let head = vec![parts::cell("File"), parts::numeric("Row"), parts::cell("Column"), parts::cell("Reason"), parts::cell("What to do")];
    parts::table(&caption, head, view.rejects.iter().map(reject).collect())
}

fn reject(line: &RejectLine) -> Vec<Cell> {
    let column = if line.column.is_empty() { "the whole row" } else { line.column.as_str() };
    vec![
        parts::cell(line.file.as_str()),
        parts::numeric(words::count(line.row)),
        parts::cell(column),
        parts::cell(words::reason(&line.reason)),
        parts::cell(line.remedy.as_str()),
    ]
}
