//! A strategic assessment from its definition and narrative: resolve figures → check prose → set as a paper → write and keep.

mod asked;
mod bundle;
mod cells;
mod comments;
mod compose;
mod counts;
mod drafting;
mod drawings;
mod faults;
#[cfg(test)]
mod life_tests;
mod look;
mod outputs;
mod packs;
mod paper;
mod published;
mod resolved;
mod stages;
mod street;
mod terms;
mod timetable;
mod versions;
mod view;
mod waiting;

pub use bundle::read_bundle;
pub use comments::{CommentLine, CommentWords, answer_comment, comment, comments};
pub use drafting::{
    BothTexts, Exported, Saved, SectionWords, begin_edition, bring_in, export, open_paper, read_file, save_definition, save_section,
    text_history, tidied, write_file,
};
pub use drawings::NamedDrawing;
pub use faults::{code as fault_code, refuse_faults};
pub use narrative::Strictness;
pub use narrative::{Bundle as PaperFiles, Fact as FigureFact, Fault as PaperFault, FigurePlan, Source as PaperFile, fields_given, living};
pub use outputs::{keep, outputs, write_outputs};
pub use paper::{DEFINITION, PaperNow, TextNow, paper, paths_of, plain, read_definition};
pub use published::{PublishedLine, published, published_summary};
pub use stages::{MoveWords, Moved, move_stage, newest_text};
pub use timetable::{PaperLine, StepWords, is_of, mark_step, papers, steps};
pub use versions::{
    Compared, VersionLine, VersionPage, WhichVersion, compare, version, version_files, version_outputs, version_texts, versions,
};
pub use view::{PUBLIC_SUMMARY, PaperView, SectionLine, SectionView, Seen, paper_view, path_of, section_as_written, section_view};
pub(crate) use waiting::needs;

use crate::{House, Moment};
use base::Result;
use narrative::{Bundle, Checked, Definition, Fact, PlaceName};
use papers::Document;
use store::FigureRecord;

/// How a paper is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Whether every required component must be there.
    pub strictness: Strictness,
    /// The area instead of the definition's; empty for the definition's.
    pub area: String,
    /// Use only what had been received by the end of this day, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Use only what the record held up to this place in the register of extracts: how a version that was frozen is looked at.
    pub up_to: Option<i64>,
}

impl Look {
    /// A draft, from everything that is current.
    pub fn draft() -> Self {
        Self { strictness: Strictness::Draft, area: String::new(), as_of: None, up_to: None }
    }

    /// A finished paper, from everything that is current.
    pub fn complete() -> Self {
        Self { strictness: Strictness::Complete, ..Self::draft() }
    }
}

/// A paper as it stands now: what its figures are, what is wrong with its prose, and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// What it is to hold, with the area and period that it was looked at for.
    pub definition: Definition,
    /// The area, with its name.
    pub area: PlaceName,
    /// Its figures, as prose may refer to them, in the order of the definition.
    pub facts: Vec<Fact>,
    /// The paper with references filled in, and its faults.
    pub checked: Checked,
    /// The paper in the document model; what has faults stands in it too.
    pub document: Document,
    /// The public summary in the document model, where the definition has one.
    pub public: Option<Document>,
    /// Its charts and maps, each with its numbers.
    pub drawings: Vec<NamedDrawing>,
    /// The rows of its tables, by figure, for workbooks.
    pub tables: Vec<(String, base::Table)>,
    /// The figures as the record keeps them.
    pub figures: Vec<FigureRecord>,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The place in the register of extracts that it has seen.
    pub holdings_seq: i64,
    /// The day of knowledge that was asked for, if not all.
    pub as_of: Option<String>,
}

/// Looks at a paper: its figures from the extracts, its prose against them. Faults of prose are in the answer; only what keeps the paper
/// from being looked at at all is refused.
///
/// # Errors
/// `definition-unreadable` with each fault of the definition; `district-unknown`, and what else [`crate::assess`] refuses, where figures
/// count street files; what the figures' own queries refuse.
pub async fn look(house: &House, bundle: &Bundle, moment: &Moment, how: &Look) -> Result<Looked> {
    Box::pin(look::look(house, bundle, moment, how)).await
}
