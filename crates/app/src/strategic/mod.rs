//! A strategic assessment from its definition and narrative: resolve figures → check prose → set as a paper → write and keep.

use crate::{House, Moment};
use base::{Result, Trouble};
use narrative::{Bundle, Checked, Definition, Fact, Fault, Strictness};
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
    /// What it is to hold.
    pub definition: Definition,
    /// Its figures, as prose may refer to them, in the order of the definition.
    pub facts: Vec<Fact>,
    /// The paper with references filled in, and its faults.
    pub checked: Checked,
    /// The paper in the document model; what has faults stands in it too.
    pub document: Document,
    /// The public summary in the document model, where the definition has one.
    pub public: Option<Document>,
    /// The figures as the record keeps them.
    pub figures: Vec<FigureRecord>,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The place in the register of extracts that it has seen.
    pub holdings_seq: i64,
}

/// Looks at a paper: its figures from the extracts, its prose against them. Faults of prose are in the answer; only what keeps the paper
/// from being looked at at all is refused.
///
/// # Errors
/// `definition-unreadable` with each fault of the definition; what the figures' queries refuse.
pub async fn look(_house: &House, _bundle: &Bundle, _moment: &Moment, _how: &Look) -> Result<Looked> {
    Err(Trouble::failed("paper-unwritable", "not yet", "wait"))
}

/// Refuses a paper with faults (`assessment-refused`, exit 2), naming each.
pub fn refuse_faults(faults: &[Fault]) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Trouble::refused("assessment-refused", "not yet", "wait")) }
}

/// Every output by its file name: `assessment.html`, `.pdf`, `.docx`, `data-pack.xlsx`, `.ods`, `figures.json`, the public summary, charts.
pub async fn outputs(_house: &House, _looked: &Looked) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(Vec::new())
}

/// Keeps a paper with its figures in the record, frozen; its number.
pub async fn keep(_house: &House, _moment: &Moment, _looked: &Looked) -> Result<i64> {
    Ok(0)
}
