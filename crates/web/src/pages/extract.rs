//! The passport of an extract, with the first of its rejected rows.

use super::{Answer, House};
use crate::failure::Failure;
use crate::pages::recording::done::Done;
use crate::parts::{self, Sources};
use crate::{shell::Shell, words};
use app::pages::{ExtractPage, RejectLine, Sourced, of_register};
use askama::Template;
use axum::extract::{Path, Query};
use base::{Table, Value};
use permission::Action;
use serde::Deserialize;
use ui::{Cell, Content, Html};

/// Rejected rows shown on the page; the CSV has them all.
const REJECTS_SHOWN: u64 = 100;

#[derive(Template)]
#[template(path = "extract.html")]
struct Body {
    done: Html,
    title: String,
    summary: String,
    id: String,
    invented: bool,
    passport: Html,
    rejected: u64,
    rejects: Option<Html>,
    can_compare: bool,
    changes: Option<Html>,
    sources: Html,
}

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    changes: Option<String>,
}

/// `GET /extracts/{id}?changes=1`
pub(crate) async fn extract(house: House, done: Done, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let view = app::pages::extract(&house, &id, REJECTS_SHOWN, asked.changes.is_some()).await?.ok_or(Failure::NotFound)?;
    let mut sources = Sources::default();
    let changes = view.changes.as_ref().map(|found| match found {
        Ok(table) => changes(&view, table, &mut sources),
        Err(why) => Html::trusted(format!("<p class=\"govuk-body\">{}.</p>", Html::escape(&words::capital(&words::plain(why))))),
    });
    let body = Body {
        done: done.0,
        can_compare: view.can_compare,
        changes,
        sources: sources.part(),
        title: view.line.file.clone(),
        summary: summary(&view),
        invented: view.line.invented,
        passport: passport(&view),
        rejected: view.line.rows_rejected,
        rejects: (!view.rejects.is_empty()).then(|| rejects(&view)),
        id,
    };
    Shell::evidence(format!("Passport of {}", view.line.file), "/extracts")
        .under("Extracts", "/extracts")
        .record(Action::ReadEvidence)
        .page(&body)
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
    let notes: Vec<(String, &str)> = view.notes.iter().map(|(name, value)| (note(name), value.as_str())).collect();
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
    if let Some((other, n)) = &view.corrects {
        let mut said = Html::escape(&format!("{} rejected from ", words::plural(*n, "row", "rows")));
        said.push(&parts::link(&format!("/extracts/{other}"), other));
        said.push(&Html::escape(". It stands beside that extract for as long as that one is current."));
        rows.push(("Corrects", said.into()));
    }
    if !view.corrected_by.is_empty() {
        let others = view.corrected_by.iter().map(|(other, file)| parts::link(&format!("/extracts/{other}"), file));
        rows.push(("Rejected rows came back corrected in", parts::list(others).into()));
    }
    rows.extend(notes.iter().map(|(name, value)| (name.as_str(), (*value).into())));
    rows.push(("Extract", parts::code(&line.id).into()));
    rows.push(("SHA-256 of the file", parts::code(&view.content_sha256).into()));
    parts::summary(rows)
}

/// The name of a fact of a kind, in words.
fn note(key: &str) -> String {
    let known = match key {
        "entries_of_other_kinds" => "Files of other kinds in the archive",
        "placed by" | "placed_by" => "Placed in areas by",
        "invented" => "Invented for a demonstration",
        "relation" => "Columns it relates",
        "domains" => "Domains of deprivation",
        "mapping" => "Mapping it was read by",
        "group_from" => "The group\u{2019}s name comes from",
        "period_from" => "The period comes from",
        "weight_from" => "Column of the weights",
        "made_from" => "How the weights were made",
        "crs" => "Coordinates of the outlines",
        "table_rows" => "Rows of the tables made from it",
        "within" => "Its areas lie in",
        other => return words::capital(&words::reason(other)),
    };
    known.to_owned()
}

/// What it changed, force by force and month by month.
fn changes(view: &ExtractPage, table: &Table, sources: &mut Sources) -> Html {
    let mut head: Vec<Cell> = ["Force or data set", "Month"].map(parts::cell).into();
    head.extend(["Rows before", "Rows now", "Added", "Removed", "Outcome changed", "Place changed"].map(parts::numeric));
    head.push(parts::cell("Compared with"));
    let position = |name: &str| table.position(name);
    let at = |row: &[Value], name: &str| position(name).and_then(|i| row.get(i)).map(Value::to_bare).unwrap_or_default();
    let rows = table.rows.iter().map(|row| {
        let other = at(row, "compared_with");
        let source = Sourced {
            extracts: vec![other.clone(), view.line.id.clone()],
            period: at(row, "month"),
            query: format!("wardmote extracts changes {}", view.line.id),
            ..of_register("What the revision changed", "", Vec::new())
        };
        let mut cells = vec![parts::cell(at(row, "force")), parts::cell(words::month(&at(row, "month")))];
        for name in ["rows_before", "rows_after", "added", "removed", "outcome_changed", "place_changed"] {
            cells.push(sources.number(words::number(&at(row, name)), &source));
        }
        cells.push(parts::cell(parts::link(&format!("/extracts/{other}"), &other)));
        cells
    });
    let rows = rows.collect();
    parts::table_under_heading("What it changed in each month that an earlier extract had", head, rows)
}

fn rejects(view: &ExtractPage) -> Html {
    let shown = view.rejects.len() as u64;
    let caption = if shown < view.line.rows_rejected {
        format!("The first {} of {} rejected rows", words::count(shown), words::count(view.line.rows_rejected))
    } else {
        "Rejected rows".to_owned()
    };
    let head = vec![parts::cell("File"), parts::cell("Row"), parts::cell("Column"), parts::cell("Reason"), parts::cell("What to do")];
    parts::table(&caption, head, view.rejects.iter().map(reject).collect())
}

fn reject(line: &RejectLine) -> Vec<Cell> {
    let column = if line.column.is_empty() { "the whole row" } else { line.column.as_str() };
    vec![
        parts::cell(line.file.as_str()),
        parts::cell(words::count(line.row)),
        parts::cell(column),
        parts::cell(words::reason(&line.reason)),
        parts::cell(line.remedy.as_str()),
    ]
}
