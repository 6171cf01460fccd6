//! The life of a paper: who wrote what, what was said of it, which stage it is at, and what each version was.
//!
//! Bodies of entries of the journal, and decisions over them. A [`PaperEntry`] is the paper itself, a [`SectionEntry`] the text of one
//! narrative, a [`CommentEntry`] what a partner said of it, a [`VersionEntry`] the paper as it was frozen, a [`StepEntry`] a step of the
//! timetable that is done. Nothing here is ever changed: what was written stays in the journal, and a newer entry stands over it.

mod comment;
mod compare;
mod merge;
mod paper;
mod section;
mod stage;
mod step;
#[cfg(test)]
mod tests;
mod version;

pub use comment::{CommentEntry, Reply, next_comment, unanswered};
pub use compare::{FigureChange, FigureSaid, HowChanged, Kept, SectionChange, WordRun, compare_figures, compare_sections, compare_words};
pub use merge::{Clash, Merged, merge};
pub use paper::{PaperEntry, Stage};
pub use section::{Attempt, LineOfAPerson, SectionEntry, attempt, lines_of_people};
pub use stage::{MoveRefused, Ready, decide_move, may_be_edited, next_stages};
pub use step::{StepEntry, StepLine, StepState, step_slug, timetable};
pub use version::{VersionEntry, next_version};
