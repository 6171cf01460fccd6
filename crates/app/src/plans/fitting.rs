//! Whether a paper fits on its pages.

use crate::House;
use crate::house::off_the_runtime;
use ::papers::Document;
use base::{Result, Trouble};
use std::sync::Arc;

/// A paper as it is set.
async fn set(house: &House, document: &Document) -> Result<crate::SetPaper> {
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
