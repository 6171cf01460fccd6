//! The kinds of extract that can be imported.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of extract, named as `wardmote import KIND` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// LSOA → ward → district, LSOA → district, ward → district or district → partnership → force.
    AreaLookup,
    /// LSOA 2011 → LSOA 2021 with the kind of change.
    AreaChanges,
    /// Outlines of areas: GeoJSON, Shapefile or GeoPackage.
    Boundaries,
    /// Residents by area.
    Population,
    /// Street-level crime as data.police.uk publishes it.
    PoliceStreet,
}

/// A kind this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of extract")]
pub struct UnknownKind(pub String);

impl Kind {
    /// Every kind, in the order help lists them.
    pub const ALL: [Self; 5] = [Self::AreaLookup, Self::AreaChanges, Self::Boundaries, Self::Population, Self::PoliceStreet];

    /// The word used on the command line and in the register.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AreaLookup => "area-lookup",
            Self::AreaChanges => "area-changes",
            Self::Boundaries => "boundaries",
            Self::Population => "population",
            Self::PoliceStreet => "police-street",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|k| k.as_str() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
