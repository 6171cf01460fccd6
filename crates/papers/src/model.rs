//! The one document model: what a paper says, before anybody decides how it looks.
//!
//! HTML, Typst (PDF/UA) and DOCX are rendered from it and from nothing else. Text is data in every
//! target: it is escaped, never pasted as markup.

use serde::{Deserialize, Serialize};

/// A paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The title, a statement where it can be.
    pub title: String,
    /// One sentence under the title.
    pub summary: String,
    /// Whose paper it is: the partnership.
    pub partnership: String,
    /// The period it is about, in words: `Year ending October 2019`.
    pub period: String,
    /// `Draft 1`, `Version 2`.
    pub version: String,
    /// The marking every page carries: `Official`, or empty.
    pub marking: String,
    /// The day it was made, in words: `22 November 2026`.
    pub date: String,
    /// Further lines of the cover: `Contact` → `Community safety officer`.
    pub cover: Vec<(String, String)>,
    /// Whether it is a leaf of a page or two for everybody: without cover, contents and numbers of headings.
    #[serde(default)]
    pub short: bool,
    /// The paper itself.
    pub blocks: Vec<Block>,
}

/// One block of a paper, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading; level 1 is a section of the paper, under the title.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Anchor, unique in the paper.
        id: String,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A bulleted list.
    List(Vec<Vec<Inline>>),
    /// A numbered list: steps, or a ranking; its numbers begin at 1.
    Numbered(Vec<Vec<Inline>>),
    /// Names and values.
    SummaryList(Vec<(String, Vec<Inline>)>),
    /// Words set apart from the text around them.
    Inset(Vec<Inline>),
    /// Something the reader must not overlook.
    Warning(Vec<Inline>),
    /// A numbered table.
    Table(TableBlock),
    /// A numbered chart or map.
    Figure(FigureBlock),
    /// A new page on paper; nothing on a screen.
    PageBreak,
}

/// Words inside a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Words that carry weight.
    Strong(String),
    /// A value bound to a figure: the text shown and the figure it came from.
    Figure {
        /// The figure's id.
        id: String,
        /// Its value as shown.
        text: String,
    },
    /// A link.
    Link {
        /// Where to.
        href: String,
        /// Its words.
        text: String,
    },
}

/// A table with a caption that says what to conclude.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableBlock {
    /// Anchor, unique in the paper.
    pub id: String,
    /// Its conclusion.
    pub caption: String,
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Source and period, printed beneath.
    pub source: String,
    /// A note beneath, or empty.
    pub note: String,
}

/// A column's heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Its words.
    pub head: String,
    /// Whether the cells are numbers: right-aligned, tabular figures.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What is printed.
    pub text: String,
    /// Whether it heads its row.
    pub header: bool,
    /// The figure it shows, if it shows one.
    pub figure: Option<String>,
    /// A page the screen version links to, if any.
    pub href: Option<String>,
}

/// A chart or a map, drawn as SVG, with the words that replace it for those who don't see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureBlock {
    /// Anchor, unique in the paper.
    pub id: String,
    /// Its conclusion.
    pub caption: String,
    /// The text alternative: what it shows, with its main values.
    pub description: String,
    /// The drawing: a complete `<svg>` with a `viewBox`, no script, no outside reference.
    pub svg: String,
    /// Source and period, printed beneath.
    pub source: String,
    /// The numbers behind it, folded away on screen; in print where `print_table` says so.
    pub table: Option<TableBlock>,
    /// Whether the table is printed too (a table elsewhere in the paper may hold the same numbers).
    pub print_table: bool,
}

impl Document {
    /// The paper for a screen: each value that is bound to a figure leads to where `href` says; what leads somewhere already stays.
    #[must_use]
    pub fn leading(mut self, href: impl Fn(&str) -> String) -> Self {
        let words = |inlines: &mut Vec<Inline>| {
            for inline in inlines {
                if let Inline::Figure { id, text } = inline {
                    *inline = Inline::Link { href: href(id), text: std::mem::take(text) };
                }
            }
        };
        let cells = |table: &mut TableBlock| {
            for cell in table.rows.iter_mut().flatten().filter(|cell| cell.href.is_none()) {
                cell.href = cell.figure.as_deref().map(&href);
            }
        };
        for block in &mut self.blocks {
            match block {
                Block::Paragraph(inlines) | Block::Inset(inlines) | Block::Warning(inlines) => words(inlines),
                Block::List(items) | Block::Numbered(items) => items.iter_mut().for_each(words),
                Block::SummaryList(rows) => rows.iter_mut().for_each(|(_, inlines)| words(inlines)),
                Block::Table(table) => cells(table),
                Block::Figure(figure) => figure.table.iter_mut().for_each(cells),
                Block::Heading { .. } | Block::PageBreak => {}
            }
        }
        self
    }
}

impl Inline {
    /// Plain words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }
}

impl Cell {
    /// A plain cell.
    pub fn text(words: impl Into<String>) -> Self {
        Self { text: words.into(), header: false, figure: None, href: None }
    }

    /// A cell that heads its row.
    pub fn head(words: impl Into<String>) -> Self {
        Self { header: true, ..Self::text(words) }
    }

    /// A cell that shows a figure.
    pub fn figure(id: impl Into<String>, words: impl Into<String>) -> Self {
        Self { figure: Some(id.into()), ..Self::text(words) }
    }
}
