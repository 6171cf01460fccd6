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
    /// Households by area.
    Households,
    /// English Indices of Deprivation 2019, on LSOAs of 2011.
    #[serde(rename = "imd-2019")]
    Imd2019,
    /// English Indices of Deprivation 2025, on LSOAs of 2021.
    #[serde(rename = "imd-2025")]
    Imd2025,
    /// Street-level crime as data.police.uk publishes it.
    PoliceStreet,
    /// Outcomes of crimes as data.police.uk publishes them.
    PoliceOutcomes,
    /// Stops and searches as data.police.uk publishes them.
    PoliceStopSearch,
    /// What each offence weighs in harm: Cambridge Crime Harm Index, ONS Crime Severity Score.
    HarmWeights,
    /// The areas an area is compared with.
    PeerGroup,
    /// Counts by area, made by somebody else: benefits, fires by ward, a table pasted from a paper.
    AreaCounts,
    /// Incidents of any partner, read by a saved mapping.
    Incidents,
}

/// A kind this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of extract")]
pub struct UnknownKind(pub String);

impl Kind {
    /// Every kind, in the order help lists them.
    pub const ALL: [Self; 14] = [
        Self::AreaLookup,
        Self::AreaChanges,
        Self::Boundaries,
        Self::Population,
        Self::Households,
        Self::Imd2019,
        Self::Imd2025,
        Self::PoliceStreet,
        Self::PoliceOutcomes,
        Self::PoliceStopSearch,
        Self::HarmWeights,
        Self::PeerGroup,
        Self::AreaCounts,
        Self::Incidents,
    ];

    /// The word used on the command line and in the register.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AreaLookup => "area-lookup",
            Self::AreaChanges => "area-changes",
            Self::Boundaries => "boundaries",
            Self::Population => "population",
            Self::Households => "households",
            Self::Imd2019 => "imd-2019",
            Self::Imd2025 => "imd-2025",
            Self::PoliceStreet => "police-street",
            Self::PoliceOutcomes => "police-outcomes",
            Self::PoliceStopSearch => "police-stop-search",
            Self::HarmWeights => "harm-weights",
            Self::PeerGroup => "peer-group",
            Self::AreaCounts => "area-counts",
            Self::Incidents => "incidents",
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
