//! The document as the template reads it: text cleaned, numbers given, widths weighed. Data only, never source.

use super::world::can_show;
use crate::number::{Numbered, number};
use crate::{Block, Document, FigureBlock, Inline, TableBlock, svg};
use serde_json::{Value, json};

/// The whole paper.
pub(super) fn of(document: &Document) -> Value {
    let standing = [("Period", &document.period), ("Version", &document.version), ("Date", &document.date), ("Marking", &document.marking)];
    let standing = standing.into_iter().map(|(key, value)| (key.to_owned(), value.clone()));
    let cover: Vec<Value> = standing
        .chain(document.cover.iter().cloned())
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| json!([clean(&key), clean(&value)]))
        .collect();
    let blocks: Vec<Value> = number(document).iter().flat_map(block).collect();
    let sections =
        blocks.iter().filter(|block| block.get("kind") == Some(&json!("heading")) && block.get("level") == Some(&json!(1))).count();
    json!({
        "title": or(&clean(&document.title), "Untitled paper"),
        "summary": clean(&document.summary),
        "partnership": clean(&document.partnership),
        "marking": clean(&document.marking),
        "date": civil_date(&document.date),
        "cover": cover,
        "contents": sections >= 3,
        "blocks": blocks,
    })
}

fn block(block: &Numbered<'_>) -> Vec<Value> {
    match block {
        Numbered::Heading { level, text, .. } => {
            vec![json!({"kind": "heading", "level": level, "text": or(&clean(text), "Untitled section")})]
        }
        Numbered::Table(number, block) => table(number, block).into_iter().collect(),
        Numbered::Figure(number, table_number, block) => {
            let mut values = vec![figure(number, block)];
            if let (Some(number), Some(behind), true) = (table_number, &block.table, block.print_table) {
                values.extend(table(number, behind));
            }
            values
        }
        Numbered::Other(Block::Paragraph(words)) => vec![json!({"kind": "paragraph", "words": inlines(words)})],
        Numbered::Other(Block::List(items)) => {
            vec![json!({"kind": "list", "items": items.iter().map(|item| inlines(item)).collect::<Vec<_>>()})]
        }
        Numbered::Other(Block::SummaryList(rows)) => {
            vec![
                json!({"kind": "summary", "rows": rows.iter().map(|(key, value)| json!([clean(key), inlines(value)])).collect::<Vec<_>>()}),
            ]
        }
        Numbered::Other(Block::Inset(words)) => vec![json!({"kind": "inset", "words": inlines(words)})],
        Numbered::Other(Block::Warning(words)) => vec![json!({"kind": "warning", "words": inlines(words)})],
        Numbered::Other(Block::PageBreak) => vec![json!({"kind": "break"})],
        // Numbered above.
        Numbered::Other(Block::Heading { .. } | Block::Table(_) | Block::Figure(_)) => Vec::new(),
    }
}

fn inlines(words: &[Inline]) -> Vec<Value> {
    words
        .iter()
        .map(|inline| match inline {
            Inline::Strong(text) => json!({"text": clean(text), "strong": true}),
            // Paper leads to the web only; pages of the house have no address that would last.
            Inline::Link { href, text } if is_web(href) && !text.trim().is_empty() => json!({"text": clean(text), "href": href}),
            Inline::Text(text) | Inline::Figure { text, .. } | Inline::Link { text, .. } => json!({"text": clean(text)}),
        })
        .collect()
}

fn is_web(href: &str) -> bool {
    let begins = ["https://", "http://", "mailto:"].iter().any(|scheme| href.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    begins && href.chars().all(|c| c.is_ascii_graphic()) && href.len() <= 2000
}

fn table(number: &str, table: &TableBlock) -> Option<Value> {
    if table.columns.is_empty() {
        return None;
    }
    let rows: Vec<Vec<Value>> = table
        .rows
        .iter()
        .map(|row| {
            (0..table.columns.len())
                .map(|index| {
                    row.get(index).map_or_else(|| json!({"text": ""}), |cell| json!({"text": clean(&cell.text), "head": cell.header}))
                })
                .collect()
        })
        .collect();
    let columns = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| json!({"head": clean(&column.head), "numeric": column.numeric, "weight": weight(table, index)}));
    Some(json!({
        "kind": "table",
        "caption": format!("{number}: {}", clean(&table.caption)),
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows,
        "source": clean(&table.source),
        "note": clean(&table.note),
    }))
}

/// How much of the line a column needs: its longest cell, and at least the longest word of its head.
fn weight(table: &TableBlock, index: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.text.chars().count()).max().unwrap_or(0);
    let column = table.columns.get(index);
    let word = column.map_or(0, |column| column.head.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0));
    let most = if column.is_some_and(|column| column.numeric) { 16 } else { 36 };
    cells.max(word + 1).clamp(5, most)
}

fn figure(number: &str, figure: &FigureBlock) -> Value {
    let caption = format!("{number}: {}", clean(&figure.caption));
    let drawing = svg::is_plain(&figure.svg).then(|| clean(figure.svg.trim()));
    json!({
        "kind": "figure",
        "alt": or(&clean(&figure.description), &caption),
        "caption": caption,
        "svg": drawing,
        "width": drawing.as_deref().map_or(100.0, printed_width),
        "source": clean(&figure.source),
    })
}

/// The width in percent of the line at which a drawing is no taller than 190 mm.
fn printed_width(svg: &str) -> f64 {
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

/// Text without characters that can't be shown or mean nothing on paper.
fn clean(text: &str) -> String {
    text.chars()
        // PDF/UA-1 allows no byte order mark in text, and it shows nothing.
        .filter(|c| *c != '\u{feff}')
        .map(|c| match c {
            '\n' | '\t' | '\r' | ' ' => ' ',
            c if c.is_ascii_graphic() => c,
            c if c.is_control() || !can_show(c) || is_private(c) => '□',
            c => c,
        })
        .collect()
}

fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

fn or(text: &str, otherwise: &str) -> String {
    if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// `22 November 2026` as year, month and day; nothing if it isn't a day in words.
fn civil_date(words: &str) -> Option<[i32; 3]> {
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
