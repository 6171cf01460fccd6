//! One rule: what it says, since when, where, and who says so.

use crate::parameters::Parameters;
use base::{AreaCode, Trouble};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A rule at one version, as results record it and pages print it: `ward-flags@2020`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleRef {
    id: String,
    version: String,
}

impl RuleRef {
    /// `None` unless both are made of lower-case letters, digits and single hyphens.
    pub fn new(id: &str, version: &str) -> Option<Self> {
        (is_word(id) && is_word(version)).then(|| Self { id: id.to_owned(), version: version.to_owned() })
    }

    /// The rule: `ward-flags`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its version: `2020`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Lower-case letters and digits in groups joined by single hyphens.
pub(crate) fn is_word(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

impl fmt::Display for RuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

impl FromStr for RuleRef {
    type Err = Trouble;
    fn from_str(text: &str) -> Result<Self, Trouble> {
        text.split_once('@').and_then(|(id, version)| Self::new(id, version)).ok_or_else(|| {
            Trouble::usage("rule-reference", format!("`{text}` is not a rule with its version"), "write it as `ward-flags@2020`")
        })
    }
}

impl TryFrom<String> for RuleRef {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|trouble: Trouble| trouble.message)
    }
}

impl From<RuleRef> for String {
    fn from(reference: RuleRef) -> Self {
        reference.to_string()
    }
}

/// The country or countries whose law or practice a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Jurisdiction {
    /// England.
    #[serde(rename = "E")]
    England,
    /// Wales.
    #[serde(rename = "W")]
    Wales,
    /// England and Wales.
    #[serde(rename = "EW")]
    EnglandAndWales,
    /// Scotland.
    #[serde(rename = "S")]
    Scotland,
    /// Northern Ireland.
    #[serde(rename = "NI")]
    NorthernIreland,
    /// The whole United Kingdom.
    #[serde(rename = "UK")]
    UnitedKingdom,
}

impl Jurisdiction {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::England, Self::Wales, Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland, Self::UnitedKingdom];

    /// Reads `E`, `W`, `EW`, `S`, `NI` or `UK`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// `E`, `W`, `EW`, `S`, `NI` or `UK`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::England => "E",
            Self::Wales => "W",
            Self::EnglandAndWales => "EW",
            Self::Scotland => "S",
            Self::NorthernIreland => "NI",
            Self::UnitedKingdom => "UK",
        }
    }

    /// Whether a rule of this jurisdiction holds in an area, by the letter its code begins with; without an area only a
    /// rule of England and Wales or of the United Kingdom holds.
    pub fn covers(self, area: Option<&AreaCode>) -> bool {
        match (self, area.and_then(|code| code.as_str().chars().next())) {
            (Self::UnitedKingdom, _) | (Self::EnglandAndWales, None | Some('E' | 'W')) => true,
            (Self::England, letter) => letter == Some('E'),
            (Self::Wales, letter) => letter == Some('W'),
            (Self::Scotland, letter) => letter == Some('S'),
            (Self::NorthernIreland, letter) => letter == Some('N'),
            (Self::EnglandAndWales, _) => false,
        }
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The paper, article or statute.
    pub document: String,
    /// Whether `document` is a statute.
    pub statute: bool,
    /// The paragraph or section in it.
    pub place: String,
    /// What a reader should know about it; may be empty.
    pub note: String,
}

/// A dated rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name and version.
    pub reference: RuleRef,
    /// What it settles, in a line.
    pub title: String,
    /// The first day it holds; `None`: no source gives that day, and it holds on none.
    pub valid_from: Option<Date>,
    /// The first day it no longer holds; `None`: still in force.
    pub valid_to: Option<Date>,
    /// Where its law or practice belongs.
    pub jurisdiction: Jurisdiction,
    /// The one area it holds in; `None`: everywhere in the jurisdiction.
    pub area: Option<AreaCode>,
    /// Where it comes from.
    pub source: Source,
    /// The role or body that approved it, never a person.
    pub approved_by: String,
    /// What it says.
    pub parameters: Parameters,
    /// The file it stands in.
    pub file: String,
}

impl Rule {
    /// Whether it holds on a day: from `valid_from`, until but not on `valid_to`. Never where no first day is known.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_some_and(|first| first <= day) && self.valid_to.is_none_or(|end| day < end)
    }

    /// Whether it holds in an area: its own, or any of its jurisdiction where it names none.
    pub fn holds_in(&self, area: Option<&AreaCode>) -> bool {
        match &self.area {
            Some(own) => Some(own) == area,
            None => self.jurisdiction.covers(area),
        }
    }

    /// The more closely a rule is drawn, the higher: one area before a country, a country before several.
    pub(crate) fn closeness(&self) -> u8 {
        let country = match self.jurisdiction {
            Jurisdiction::England | Jurisdiction::Wales | Jurisdiction::Scotland | Jurisdiction::NorthernIreland => 2,
            Jurisdiction::EnglandAndWales => 1,
            Jurisdiction::UnitedKingdom => 0,
        };
        country + if self.area.is_some() { 4 } else { 0 }
    }
}
