//! A paper about plans as files, all from the one model.

use crate::House;
use crate::house::off_the_runtime;
use base::{Result, Trouble};
use papers::{Block, Document, HtmlOptions, Inline, render_html};
use partnership::GroupKind;
use std::sync::Arc;

/// A paper as web page, PDF and Word document: `NAME.html`, `NAME.pdf`, `NAME.docx`.
pub(crate) async fn files_of(house: &House, name: &str, document: &Document) -> Result<Vec<(String, Vec<u8>)>> {
    let html = render_html(document, HtmlOptions { standalone: true }).into_bytes();
    let pdf = set(house, document).await?.bytes;
    let (press, paper) = (Arc::clone(&house.press), document.clone());
    let docx = off_the_runtime(move || papers::docx(&paper, &|svg: &str, scale: f32| press.png(svg, scale).ok())).await?;
    Ok(vec![(format!("{name}.html"), html), (format!("{name}.pdf"), pdf), (format!("{name}.docx"), docx)])
}

/// A paper as it is set.
pub(crate) async fn set(house: &House, document: &Document) -> Result<crate::SetPaper> {
    let (press, paper) = (Arc::clone(&house.press), document.clone());
    off_the_runtime(move || press.set(&paper)).await
}

/// Refuses a paper that takes more pages than it may, naming the lines that don't fit: `with` makes the paper with the first so many
/// of its lines. A press that does not count pages lets it pass.
///
/// # Errors
/// Refused with `report-overflows`.
pub(crate) async fn fits(house: &House, pages: usize, lines: &[String], with: impl Fn(usize) -> Document) -> Result<()> {
    let over = async |count: usize| Ok::<bool, Trouble>(set(house, &with(count)).await?.pages.is_some_and(|taken| taken > pages));
    if !over(lines.len()).await? {
        return Ok(());
    }
    // How many lines fit is found by halving: a paper of fewer lines is never longer.
    let (mut fits, mut too_many) = (0, lines.len());
    while fits + 1 < too_many {
        let middle = fits.midpoint(too_many);
        if over(middle).await? {
            too_many = middle;
        } else {
            fits = middle;
        }
    }
    let named: Vec<String> = lines.iter().skip(fits).map(|line| format!("`{}`", shortened(line))).collect();
    let page = if pages == 1 { "one page".to_owned() } else { format!("{pages} pages") };
    Err(Trouble::refused(
        "report-overflows",
        format!("the report may take {page}, and these lines don't fit: {}", named.join("; ")),
        "shorten or take out lines; the letters are not made smaller",
    ))
}

/// So many letters name a line.
const NAMED_BY: usize = 60;

fn shortened(line: &str) -> String {
    let mut letters = line.chars();
    let start: String = letters.by_ref().take(NAMED_BY).collect();
    if letters.next().is_some() { format!("{}\u{2026}", start.trim_end()) } else { start }
}

/// What the partnership is called on its papers: as its board is, without the word for the board.
pub(crate) async fn partnership_name(house: &House) -> Result<String> {
    let partnership = crate::people::partnership(house).await?;
    let board = partnership.groups.iter().find(|group| group.kind == GroupKind::Board);
    Ok(board.map_or_else(
        || "Community safety partnership".to_owned(),
        |group| group.name.strip_suffix(" Board").unwrap_or(&group.name).to_owned(),
    ))
}

/// A heading of a section.
pub(crate) fn heading(id: &str, text: &str) -> Block {
    Block::Heading { level: 1, id: id.to_owned(), text: text.to_owned() }
}

/// A paragraph of plain words.
pub(crate) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![Inline::text(text)])
}
