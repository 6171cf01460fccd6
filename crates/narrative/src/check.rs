//! Whether the sentences say what the figures say.

mod areas;
mod claims;
mod clause;
mod components;
mod digits;
mod direction;
mod evidence;
mod figures;
mod known;
mod literals;
mod periods;
mod prose;
mod recommendations;
mod run;
mod sentence;
mod set;
mod terms;

pub use run::check_paper;
pub use terms::Terms;

use crate::{Fault, Form};
use std::collections::BTreeMap;

/// How much must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// A draft: components may still be missing.
    Draft,
    /// A paper that is finished: every component is there.
    Complete,
}

/// Words of a set paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetRun {
    /// Plain words; a recorded exception is plain words too.
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
    /// A value bound to a figure.
    Figure {
        /// The figure that the record keeps it under: `asb`, `asb-before`, `asb-change`, `asb-rank`, `asb-share`.
        id: String,
        /// As printed: `1,596`, `6.3%`, `rose`, `the year ending October 2019`.
        text: String,
    },
}

/// A piece of a set paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetPart {
    /// A heading within a section.
    Heading {
        /// 2 to 4.
        level: u8,
        /// Anchor, unique in the paper.
        id: String,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(Vec<SetRun>),
    /// A list.
    List {
        /// Whether it counts.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<SetRun>>,
    },
    /// Words set apart.
    Inset(Vec<SetRun>),
    /// A figure as a block.
    Figure {
        /// Its id.
        id: String,
        /// As what.
        form: Form,
    },
}

/// A paper with its references filled in. What could not be filled in stands as `□`, and is a fault.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// The title.
    pub title: String,
    /// The sentence under it.
    pub summary: String,
    /// The title and pieces of each section, in the order of the definition.
    pub sections: Vec<(String, Vec<SetPart>)>,
    /// The pieces of the public summary.
    pub public: Vec<SetPart>,
    /// Prose of figures, by figure and place: `("fires", "chart")`, `"map"`, `"table"` (caption), `"note"`.
    pub captions: BTreeMap<(String, &'static str), String>,
    /// The recorded exceptions: file, line, words, reason.
    pub exceptions: Vec<(String, usize, String, String)>,
}

/// A paper and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The paper.
    pub paper: Paper,
    /// The faults, in the order of files and lines; none where it is sound.
    pub faults: Vec<Fault>,
}

/// The id under which the record keeps what a field of a figure says.
pub fn record_id(figure: &str, field: &str) -> String {
    match field {
        "before" => format!("{figure}-before"),
        "change" | "percent" | "signed-percent" | "moved" | "verdict" => format!("{figure}-change"),
        "rank" | "of" => format!("{figure}-rank"),
        "share" => format!("{figure}-share"),
        _ => figure.to_owned(),
    }
}
