//! Areas of the partnership's own, such as a new town within a ward: what no statistical code stands for.

use base::{AreaCode, Level};
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A ward by its code, or an area of the partnership's own by its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Place(String);

impl Place {
    /// A place by its code or id; checked where it is written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code, where it is one.
    pub fn code(&self) -> Option<AreaCode> {
        AreaCode::parse(&self.0).ok().filter(|code| code.as_str() == self.0)
    }

    pub(super) fn check(&self, field: &'static str) -> Result<(), Refused> {
        if self.code().is_some() { Ok(()) } else { check_id(field, &self.0) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What sort of area it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKind {
    /// A village or a town.
    Village,
    /// Any other: an estate, a new settlement, several wards together.
    Custom,
}

impl AreaKind {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Custom => "custom",
        }
    }

    /// Reads `village` or `custom`.
    ///
    /// # Errors
    /// The text is neither.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let known = || "`village` or `custom`".to_owned();
        let found = [Self::Village, Self::Custom].into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| Refused::NotOneOf { field: "kind", value: text.to_owned(), known: known() })
    }
}

/// An area of the partnership's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What sort of area it is.
    pub kind: AreaKind,
    /// The wards it lies in.
    pub wards: Vec<AreaCode>,
    /// The LSOAs it is made of; none where it fits none, and then nothing is counted for it alone.
    #[serde(default)]
    pub lsoas: Vec<AreaCode>,
    /// The first day it is used.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day it is used no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
}

impl Body for Area {
    const REGISTER: &'static str = "area";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("name", &self.name)?;
        words.maybe_text("note", &self.note)?;
        if self.wards.is_empty() {
            return Err(Refused::Empty("wards"));
        }
        let of = |field, codes: &[AreaCode], level, known: &str| match codes.iter().find(|code| code.level() != Some(level)) {
            None => Ok(()),
            Some(code) => Err(Refused::NotOneOf { field, value: code.to_string(), known: known.to_owned() }),
        };
        of("wards", &self.wards, Level::Ward, "the code of a ward, such as `E05011299`")?;
        of("lsoas", &self.lsoas, Level::Lsoa, "the code of an LSOA, such as `E01018270`")?;
        match (self.since, self.until) {
            (Some(since), Some(until)) => check_not_before("until", until, since),
            _ => Ok(()),
        }
    }
}

impl Area {
    /// Whether it is used on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The wards a place lies in: itself where it is a code, those of the area otherwise; none where it is not known.
pub fn wards_of<'a>(place: &Place, areas: impl IntoIterator<Item = &'a Area>) -> BTreeSet<String> {
    match place.code() {
        Some(code) => BTreeSet::from([code.to_string()]),
        None => {
            areas.into_iter().filter(|area| area.id == place.as_str()).flat_map(|area| area.wards.iter().map(ToString::to_string)).collect()
        }
    }
}
