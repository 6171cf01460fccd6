//! From draft to published, and what stands in the way.

use super::{PaperEntry, Stage};
use crate::Strictness;
use calendar::Date;

/// What is known of a paper that is to be moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ready {
    /// What the comments without an answer are called.
    pub unanswered: Vec<String>,
    /// How many faults the finished paper has.
    pub faults: usize,
}

/// Why a paper can't be moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefused {
    /// It is there already.
    #[error("it is {} already", .0.in_words())]
    There(Stage),
    /// It is published.
    #[error("it is published, and what is published never changes")]
    Published,
    /// The stage does not follow.
    #[error("it is {}, and `{to}` does not follow from there", from.in_words())]
    NotNext {
        /// Where it is.
        from: Stage,
        /// Where it was to go.
        to: Stage,
    },
    /// No reason is given.
    #[error("no reason is given")]
    NoReason,
    /// Comments wait for an answer.
    #[error("{}", waiting(.0))]
    Unanswered(Vec<String>),
    /// The paper has faults.
    #[error("it has {}", faults(*.0))]
    Faults(usize),
}

fn waiting(comments: &[String]) -> String {
    match comments {
        [one] => format!("comment {one} has no answer"),
        several => format!("comments {} have no answer", several.join(", ")),
    }
}

fn faults(count: usize) -> String {
    if count == 1 { "a fault".to_owned() } else { format!("{count} faults") }
}

impl MoveRefused {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::There(_) => "look at what stands there now".to_owned(),
            Self::Published => "begin a new edition from it".to_owned(),
            Self::NotNext { from, .. } => {
                let next: Vec<String> = next_stages(*from).iter().map(|stage| format!("`{stage}`")).collect();
                if next.is_empty() { "begin a new edition from it".to_owned() } else { format!("it may go to {}", next.join(" or ")) }
            }
            Self::NoReason => "say why, such as the meeting that decided it".to_owned(),
            Self::Unanswered(_) => "answer each: accepted, or not and why".to_owned(),
            Self::Faults(_) => "mend them; each says how".to_owned(),
        }
    }
}

/// The stages that may follow.
pub fn next_stages(from: Stage) -> &'static [Stage] {
    match from {
        Stage::Draft => &[Stage::Consultation],
        Stage::Consultation => &[Stage::Approved, Stage::Draft],
        Stage::Approved => &[Stage::Published, Stage::Draft],
        Stage::Published => &[],
    }
}

/// Whether texts may be written at a stage.
pub fn may_be_edited(stage: Stage) -> bool {
    matches!(stage, Stage::Draft | Stage::Consultation)
}

impl Stage {
    /// How much must be there before a paper may come to this stage.
    pub fn strictness(self) -> Strictness {
        match self {
            Self::Draft | Self::Consultation => Strictness::Draft,
            Self::Approved | Self::Published => Strictness::Complete,
        }
    }

    /// Whether what comes to this stage is frozen as a version.
    pub fn freezes(self) -> bool {
        self != Self::Draft
    }
}

/// The paper at its new stage, or everything that stands in the way. `frozen` and `version` are what it is frozen under, where it is.
///
/// # Errors
/// Each reason why not, the first of which alone keeps it from moving at all.
pub fn decide_move(
    paper: &PaperEntry,
    to: Stage,
    ready: &Ready,
    office: &str,
    reason: &str,
    on: Date,
) -> Result<PaperEntry, Vec<MoveRefused>> {
    let from = paper.stage;
    let barred = match (from, to) {
        (from, to) if from == to => Some(MoveRefused::There(from)),
        (Stage::Published, _) => Some(MoveRefused::Published),
        (from, to) if !next_stages(from).contains(&to) => Some(MoveRefused::NotNext { from, to }),
        _ => None,
    };
    if let Some(barred) = barred {
        return Err(vec![barred]);
    }
    let mut refused = Vec::new();
    if reason.trim().is_empty() {
        refused.push(MoveRefused::NoReason);
    }
    // Consultation is over only once everybody has an answer, whichever way it ends.
    if to != Stage::Consultation && !ready.unanswered.is_empty() {
        refused.push(MoveRefused::Unanswered(ready.unanswered.clone()));
    }
    if to.strictness() == Strictness::Complete && ready.faults > 0 {
        refused.push(MoveRefused::Faults(ready.faults));
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(PaperEntry { stage: to, office: office.to_owned(), reason: reason.to_owned(), on, frozen: None, ..paper.clone() })
}
