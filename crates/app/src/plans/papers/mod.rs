//! Reports of plans as papers: quarterly performance, a funder's report, six months and the year, what was done between two days.
//!
//! Each is one `papers::Document`, from which HTML, PDF and DOCX are made. What a sentence says of a change is the test's verdict.

mod activity;
mod funder;
mod performance;
mod year;

pub use activity::activity_paper;
pub use funder::funder_paper;
pub use performance::performance_paper;
pub use year::{YearPart, year_paper};

use super::tracker::standing_of;
use super::{Book, IndicatorLine};
use crate::House;
use crate::house::off_the_runtime;
use base::Result;
use jiff::civil::Date;
use papers::{Block, Cell, Document, HtmlOptions, Inline, TableBlock, TableColumn, render_html};
use plans::{Action, Plan, Standing};
use rulebook::ActionStatus;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A paper with the name its files have.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// `performance-2010-11-Q4`.
    pub stem: String,
    /// The paper.
    pub document: Document,
}

/// The forms of a paper: its ending and its media type.
const FORMS: [(&str, &str); 3] = [
    ("html", "text/html; charset=utf-8"),
    ("pdf", "application/pdf"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
];

/// One file of a paper by its name, `performance.pdf`: its bytes and media type; none where there is no such form.
pub async fn one_file(house: &House, paper: &Paper, name: &str) -> Result<Option<(Vec<u8>, &'static str)>> {
    let Some((ending, media)) = FORMS.into_iter().find(|(ending, _)| name == format!("{}.{ending}", paper.stem)) else {
        return Ok(None);
    };
    made(house, &paper.document, ending).await.map(|bytes| Some((bytes, media)))
}

/// Writes a paper in every form into a folder, each file whole or not at all; the paths.
pub async fn write_paper(house: &House, paper: &Paper, out: &Path) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (ending, _) in FORMS {
        let path = out.join(format!("{}.{ending}", paper.stem));
        vault::write_whole(&path, &made(house, &paper.document, ending).await?)?;
        written.push(path);
    }
    Ok(written)
}

impl Paper {
    /// The names of its files.
    pub fn files(&self) -> Vec<String> {
        FORMS.iter().map(|(ending, _)| format!("{}.{ending}", self.stem)).collect()
    }
}

async fn made(house: &House, document: &Document, ending: &str) -> Result<Vec<u8>> {
    let (press, document) = (Arc::clone(&house.press), document.clone());
    match ending {
        "pdf" => off_the_runtime(move || press.pdf(&document)).await,
        "docx" => {
            off_the_runtime(move || {
                let paint = |svg: &str, scale: f32| press.png(svg, scale).ok();
                papers::docx(&document, &paint)
            })
            .await
        }
        _ => Ok(render_html(&document, HtmlOptions { standalone: true }).into_bytes()),
    }
}

/// What the partnership is called: as the lookups name the only one they know, else in general.
pub(super) async fn partnership(house: &House) -> Result<String> {
    let holdings = house.store.holdings(None, None).await?;
    let areas = crate::areas::areas(house, &holdings).await?;
    let names: BTreeSet<&String> = areas.iter().filter_map(|area| area.csp_name.as_ref()).collect();
    let only = names.first().filter(|_| names.len() == 1);
    Ok(only.map_or_else(|| "Community safety partnership".to_owned(), |name| format!("{name} community safety partnership")))
}

/// A short paper: no cover, no contents.
pub(super) fn document(title: String, summary: String, partnership: String, period: String, today: Date, blocks: Vec<Block>) -> Document {
    Document {
        title,
        summary,
        partnership,
        period,
        version: "As the record stood".to_owned(),
        marking: String::new(),
        date: calendar::date_in_words(today),
        cover: Vec::new(),
        short: true,
        blocks,
    }
}

pub(super) fn heading(level: u8, id: &str, text: &str) -> Block {
    Block::Heading { level, id: id.to_owned(), text: text.to_owned() }
}

pub(super) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![Inline::text(text)])
}

fn bullets(lines: impl IntoIterator<Item = String>) -> Block {
    Block::List(lines.into_iter().map(|line| vec![Inline::text(line)]).collect())
}

/// A table; a head that begins with `#` is of numbers.
fn table(id: &str, caption: impl Into<String>, heads: &[&str], rows: Vec<Vec<String>>, source: impl Into<String>) -> Block {
    let column = |head: &&str| TableColumn { head: head.trim_start_matches('#').to_owned(), numeric: head.starts_with('#') };
    let cells = |row: Vec<String>| {
        let mut cells = row.into_iter();
        cells.next().map(Cell::head).into_iter().chain(cells.map(Cell::text)).collect()
    };
    Block::Table(TableBlock {
        id: id.to_owned(),
        caption: caption.into(),
        columns: heads.iter().map(column).collect(),
        rows: rows.into_iter().map(cells).collect(),
        source: source.into(),
        note: String::new(),
    })
}

/// `1 target is met`, `3 targets are met`.
fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", plans::plain_number(to_real(n))) }
}

fn to_real(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// The value of a line with its unit, or that there is none.
fn value_words(line: &IndicatorLine) -> String {
    line.value.as_ref().map_or_else(|| "not held".to_owned(), |value| plans::amount_of(value.value, &line.unit))
}

/// A sum of money in pounds.
fn pounds(pence: u64) -> String {
    let whole = plans::plain_number(to_real(usize::try_from(pence / 100).unwrap_or(usize::MAX)));
    format!("\u{a3}{whole}.{:02}", pence % 100)
}

/// Words as a sentence: with a capital and one full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// How an action stands that day.
fn stands(book: &Book, plan: &Plan, action: &Action, today: Date, rule: &ActionStatus) -> Standing {
    standing_of(book, plan, action, today, rule)
}

/// An action by its number and its words.
fn numbered(action: &Action) -> String {
    format!("{} {}", action.reference, action.text)
}
