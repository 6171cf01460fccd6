//! How an action goes, in the words of the papers.

use serde::{Deserialize, Serialize};

/// How an action or a milestone goes. What is not said is [`Status::Undetermined`], and is never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It was done.
    Complete,
    /// It will be done by its day.
    OnTrack,
    /// It was begun; nothing is said of its day.
    InProgress,
    /// The figures that would say are awaited.
    StatsAwaited,
    /// It was not begun.
    NotStarted,
    /// It won't be done by its day as things stand.
    NotOnTrack,
    /// Nobody said.
    Undetermined,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Complete, Self::OnTrack, Self::InProgress, Self::StatsAwaited, Self::NotStarted, Self::NotOnTrack, Self::Undetermined];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::OnTrack => "on-track",
            Self::InProgress => "in-progress",
            Self::StatsAwaited => "stats-awaited",
            Self::NotStarted => "not-started",
            Self::NotOnTrack => "not-on-track",
            Self::Undetermined => "undetermined",
        }
    }

    /// As a page says it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::OnTrack => "on track",
            Self::InProgress => "in progress",
            Self::StatsAwaited => "statistics awaited",
            Self::NotStarted => "not started",
            Self::NotOnTrack => "not on track",
            Self::Undetermined => "not decided",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}
