//! A narrative as it is written: Markdown with references.

mod marks;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use marks::GAP;

use crate::Fault;

/// `{{ figure-id.field }}`, or the recorded exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A field of a figure.
    Field {
        /// The figure.
        figure: String,
        /// The field: `value`, `before`, `change`, `percent`, `moved`, `rank`, `of`, `share`, `period`, `area`, … or a row of a table.
        field: String,
    },
    /// `{{ literal "ten o'clock" because "the time of a meeting" }}`.
    Literal {
        /// The words.
        words: String,
        /// Why no figure stands behind them.
        because: String,
    },
}

/// Words inside a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Plain words; a line break in the file stays one, so that the line of each word is known.
    Text(String),
    /// Words that carry weight.
    Strong(String),
    /// A link to the web.
    Link {
        /// Where to.
        href: String,
        /// Its words.
        text: String,
    },
    /// A reference and the line it stands on.
    Reference(Reference, usize),
}

/// How a figure stands in the text as a block: a paragraph of a single reference with this field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{{ id.table }}`.
    Table,
    /// `{{ id.chart }}`.
    Chart,
    /// `{{ id.map }}`.
    Map,
}

/// A piece of a narrative, with the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A heading; level 2 is the first within a section.
    Heading {
        /// 2 to 4.
        level: u8,
        /// Its words.
        words: Vec<Run>,
        /// Its line.
        line: usize,
    },
    /// A paragraph.
    Paragraph(Vec<Run>, usize),
    /// A list.
    List {
        /// Whether it counts.
        ordered: bool,
        /// Its items, each with its line.
        items: Vec<(Vec<Run>, usize)>,
    },
    /// Words set apart: a Markdown quotation.
    Inset(Vec<Run>, usize),
    /// A figure as a block.
    Figure {
        /// Its id.
        id: String,
        /// As what.
        form: Form,
        /// The line.
        line: usize,
    },
}

/// A narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its path.
    pub path: String,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// The longest narrative in bytes, and the longest of its lines: some forty times what officers write, and still checked in a moment.
const LONGEST: usize = 512 << 10;
const LONGEST_LINE: usize = 20_000;

/// Reads a narrative; what can't be read is a fault, and the rest stands.
pub fn parse_text(path: &str, text: &str) -> (Text, Vec<Fault>) {
    if text.len() > LONGEST || text.lines().any(|line| line.len() > LONGEST_LINE) {
        let says = format!("a text of {} bytes, or with a line of over {LONGEST_LINE}", text.len());
        let fault = crate::source::unreadable(path, 1, says, "part it: a section is read by people");
        return (Text { path: path.to_owned(), pieces: Vec::new() }, vec![fault]);
    }
    let marked = marks::mark(path, text);
    let mut faults = marked.faults.clone();
    let pieces = read::pieces(path, &marked, &mut faults);
    faults.sort();
    (Text { path: path.to_owned(), pieces }, faults)
}

/// Reads a line of prose that stands in a definition: a title, a caption. It may hold references and nothing of Markdown.
pub(crate) fn parse_line(path: &str, line: usize, text: &str) -> (Vec<Run>, Vec<Fault>) {
    let mut marked = marks::mark(path, text.trim());
    for fault in &mut marked.faults {
        fault.line = line;
    }
    let mut runs = Vec::new();
    marked.runs(&marked.text, &mut runs, |text| Run::Text(text.replace('\n', " ")));
    for run in &mut runs {
        if let Run::Reference(_, at) = run {
            *at = line;
        }
    }
    (runs, marked.faults)
}
