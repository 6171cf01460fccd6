//! The document as the template reads it: text cleaned, numbers given, widths weighed. Data only, never source.

use super::world::can_show;
use crate::number::{Numbered, number};
use crate::setting::{civil_date, contents_depth, cover, is_web, or, printed_width, weight};
use crate::{Block, Document, FigureBlock, Inline, TableBlock, svg};
use serde_json::{Value, json};

/// The whole paper.
pub(super) fn of(document: &Document) -> Value {
    let cover: Vec<Value> = cover(document).map(|(key, value)| json!([clean(key), clean(value)])).collect();
    let numbered = number(document);
    let contents = contents_depth(document, &numbered);
    let blocks: Vec<Value> = numbered.iter().flat_map(block).collect();
    json!({
        "title": or(&clean(&document.title), "Untitled paper"),
        "summary": clean(&document.summary),
        "partnership": clean(&document.partnership),
        "marking": clean(&document.marking),
        "date": civil_date(&document.date),
        "cover": cover,
        "contents": contents.is_some(),
        "contents-depth": contents.unwrap_or(1),
        "short": document.short,
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
        Numbered::Other(Block::List(items)) => vec![json!({"kind": "list", "items": listed(items)})],
        Numbered::Other(Block::Numbered(items)) => vec![json!({"kind": "numbered", "items": listed(items)})],
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

fn listed(items: &[Vec<Inline>]) -> Vec<Vec<Value>> {
    items.iter().map(|item| inlines(item)).collect()
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
