//! Where an area lies in a funnel, in words.

use serde::Serialize;
use statistics::Position;

/// Where an area lies in a funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// Above the target, beyond the outer limits.
    FarAbove,
    /// Above the target, beyond the inner limits.
    Above,
    /// Cannot be told from the target.
    Within,
    /// Below the target, beyond the inner limits.
    Below,
    /// Below the target, beyond the outer limits.
    FarBelow,
    /// Not tested.
    NotTested,
}

impl Band {
    /// From a funnel's position; `outer` is its strictest level.
    pub fn of(position: Position, outer: f64) -> Self {
        match position {
            Position::Within => Self::Within,
            Position::Above(level) if level <= outer => Self::FarAbove,
            Position::Above(_) => Self::Above,
            Position::Below(level) if level <= outer => Self::FarBelow,
            Position::Below(_) => Self::Below,
        }
    }

    /// Whether it can be told from the target.
    pub fn is_told_apart(self) -> bool {
        !matches!(self, Self::Within | Self::NotTested)
    }

    /// What may be said of it, of a rate held against `target`: `higher than the district's rate`.
    pub fn words(self, target: &str) -> String {
        match self {
            Self::FarAbove => format!("higher than {target}, far beyond chance"),
            Self::Above => format!("higher than {target}"),
            Self::Within => format!("can't be told apart from {target}"),
            Self::Below => format!("lower than {target}"),
            Self::FarBelow => format!("lower than {target}, far beyond chance"),
            Self::NotTested => "not tested".to_owned(),
        }
    }
}
