//! Numbers of headings, tables and figures, the same on screen and on paper.

use crate::{Block, Document, FigureBlock, TableBlock};

/// A block with the number it is cited by.
pub(crate) enum Numbered<'a> {
    Heading {
        level: u8,
        number: String,
        id: &'a str,
        text: &'a str,
    },
    Table(String, &'a TableBlock),
    /// A figure and, if it has one, its table's number.
    Figure(String, Option<String>, &'a FigureBlock),
    Other(&'a Block),
}

/// Numbers a paper's blocks in reading order: `2.1`, `Table 3`, `Figure 1`.
pub(crate) fn number(document: &Document) -> Vec<Numbered<'_>> {
    let (mut sections, mut tables, mut figures) = ([0_u32; 3], 0_u32, 0_u32);
    let mut level_before = 0;
    let mut next_table = || {
        tables += 1;
        format!("Table {tables}")
    };
    let mut numbered = Vec::new();
    for block in &document.blocks {
        numbered.push(match block {
            Block::Heading { level, id, text } => {
                // A level is never skipped: readers who go by headings would look for the one left out.
                let level = (*level).clamp(1, 3).min(level_before + 1);
                level_before = level;
                let depth = usize::from(level);
                for (index, section) in sections.iter_mut().enumerate() {
                    if index + 1 == depth {
                        *section += 1;
                    } else if index >= depth {
                        *section = 0;
                    }
                }
                let number = if document.short {
                    String::new()
                } else {
                    sections.iter().take(depth).map(ToString::to_string).collect::<Vec<_>>().join(".")
                };
                Numbered::Heading { level, number, id, text }
            }
            Block::Table(table) => Numbered::Table(next_table(), table),
            Block::Figure(figure) => {
                figures += 1;
                // A table that paper does not print would leave a hole in the numbers of those it does.
                let table = |_| if figure.print_table { next_table() } else { format!("Table to figure {figures}") };
                Numbered::Figure(format!("Figure {figures}"), figure.table.as_ref().map(table), figure)
            }
            other => Numbered::Other(other),
        });
    }
    numbered
}
