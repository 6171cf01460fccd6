//! What every paper on paper has in common, whoever sets it: its cover, the day, widths of columns, sizes of drawings.

use crate::number::Numbered;
use crate::{Document, TableBlock};

/// Lines of contents that one page holds; a paper with more headings lists its sections alone.
const ONE_PAGE: usize = 44;

/// How deep the contents of a paper go: to its second level where they fit on a page; nothing where it has fewer than three sections, or is
/// short.
pub(crate) fn contents_depth(document: &Document, blocks: &[Numbered<'_>]) -> Option<u8> {
    let headings = |most: u8| blocks.iter().filter(|block| matches!(block, Numbered::Heading { level, .. } if *level <= most)).count();
    if document.short || headings(1) < 3 {
        return None;
    }
    Some(if headings(2) <= ONE_PAGE { 2 } else { 1 })
}

/// The lines of the cover that say something, in order.
pub(crate) fn cover(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    let standing = [("Period", &document.period), ("Version", &document.version), ("Date", &document.date), ("Marking", &document.marking)];
    let own = document.cover.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    standing.into_iter().map(|(key, value)| (key, value.as_str())).chain(own).filter(|(_, value)| !value.is_empty())
}

/// Whether an address leads somewhere from paper: to the web or to a mailbox.
pub(crate) fn is_web(href: &str) -> bool {
    let begins = ["https://", "http://", "mailto:"].iter().any(|scheme| href.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    begins && href.chars().all(|c| c.is_ascii_graphic()) && href.len() <= 2000
}

/// How much of the line a column needs: its longest cell, and its head in two lines without breaking a word.
pub(crate) fn weight(table: &TableBlock, index: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.text.chars().count()).max().unwrap_or(0);
    let column = table.columns.get(index);
    let word = column.map_or(0, |column| column.head.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0));
    let half = column.map_or(0, |column| column.head.chars().count().div_ceil(2));
    let most = if column.is_some_and(|column| column.numeric) { 16 } else { 36 };
    cells.max(word + 1).max(half + 1).clamp(5, most)
}

/// The width in percent of the line at which a drawing is no taller than 190 mm.
pub(crate) fn printed_width(svg: &str) -> f64 {
    let sides: Vec<f64> = svg
        .split_once("viewBox=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(sides, _)| sides.split_whitespace().filter_map(|side| side.parse().ok()).collect())
        .unwrap_or_default();
    match sides.as_slice() {
        [_, _, width, height] if *width > 0.0 && *height > 0.0 => (190.0 / (160.0 * height / width) * 100.0).clamp(5.0, 100.0),
        _ => 100.0,
    }
}

/// The words, or others where there are none.
pub(crate) fn or(text: &str, otherwise: &str) -> String {
    if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// `22 November 2026` as year, month and day; nothing if it isn't a day in words.
pub(crate) fn civil_date(words: &str) -> Option<[i32; 3]> {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let mut parts = words.split_whitespace();
    let day: i32 = parts.next()?.parse().ok()?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year: i32 = parts.next()?.parse().ok()?;
    let month = i32::try_from(month).ok()? + 1;
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    ((1..=last).contains(&day) && (1..=9999).contains(&year)).then_some([year, month, day])
}
