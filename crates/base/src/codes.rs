//! Statistical codes of places as ONS prints them, with the level and the vintage they belong to.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A nine-character code of a place, `E01017946` or `W06000015`: a letter and eight digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an area code: one of E, W, S, N or K, then eight digits")]
pub struct CodeError(pub String);

impl AreaCode {
    /// Reads a code; surrounding white space is not part of it.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let code = text.trim();
        let mut bytes = code.bytes();
        let letter = bytes.next().is_some_and(|b| matches!(b, b'E' | b'W' | b'S' | b'N' | b'K'));
        let digits = bytes.clone().count() == 8 && bytes.all(|b| b.is_ascii_digit());
        if letter && digits { Ok(Self(code.to_owned())) } else { Err(CodeError(text.to_owned())) }
    }

    /// The code as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level the first three characters stand for, where this product knows it.
    pub fn level(&self) -> Option<Level> {
        match self.0.get(..3)? {
            "E01" | "W01" | "S01" | "N20" => Some(Level::Lsoa),
            "E05" | "W05" | "S13" | "N08" => Some(Level::Ward),
            "E06" | "E07" | "E08" | "E09" | "W06" | "S12" | "N09" => Some(Level::District),
            "E22" | "W22" => Some(Level::Partnership),
            "E23" | "W15" => Some(Level::Force),
            _ => None,
        }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AreaCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

/// A kind of place, smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Lower layer super output area, about 1,500 residents.
    Lsoa,
    /// Electoral ward.
    Ward,
    /// Local authority district, unitary, borough or council area (`lad` in views).
    District,
    /// Community safety partnership.
    Partnership,
    /// Police force area.
    Force,
}

impl Level {
    /// The word used in views and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lsoa => "lsoa",
            Self::Ward => "ward",
            Self::District => "district",
            Self::Partnership => "partnership",
            Self::Force => "force",
        }
    }
}

/// The census whose boundaries a set of LSOA codes belongs to. Codes of two vintages are never joined silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Vintage {
    /// LSOAs of the 2011 census.
    #[serde(rename = "2011")]
    Census2011,
    /// LSOAs of the 2021 census.
    #[serde(rename = "2021")]
    Census2021,
}

impl Vintage {
    /// `2011` or `2021`, as `--geography` and the passport print it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Census2011 => "2011",
            Self::Census2021 => "2021",
        }
    }

    /// Reads `2011` or `2021`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "2011" => Some(Self::Census2011),
            "2021" => Some(Self::Census2021),
            _ => None,
        }
    }
}
