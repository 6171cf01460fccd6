//! What the outcomes and the stop and search files of data.police.uk have in common: their headers, and places.
//!
//! Columns and their quirks: domain notes §1.8. Street files are streamed by [`crate::street`], being many times larger.

use crate::street::{Place, StreetRules, number};
use crate::{Parsed, ReadOptions};
use base::{Result, Trouble, Value};
use std::collections::BTreeMap;

/// What reading one CSV gave, and what its passport says besides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PoliceParsed {
    /// Rows, problems, units and warnings.
    pub parsed: Parsed,
    /// Kept rows that lack something, a count for every key the kind has.
    pub missing: BTreeMap<String, u64>,
    /// Rows whose Crime ID stood already in this CSV.
    pub repeated_ids: u64,
}

/// The three files a force publishes for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PoliceFile {
    Street,
    Outcomes,
    StopSearch,
}

impl PoliceFile {
    fn words(self) -> &'static str {
        match self {
            Self::Street => "a street file",
            Self::Outcomes => "an outcomes file",
            Self::StopSearch => "a stop and search file",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Street => "police-street",
            Self::Outcomes => "police-outcomes",
            Self::StopSearch => "police-stop-search",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Street => "-street.csv",
            Self::Outcomes => "-outcomes.csv",
            Self::StopSearch => "-stop-and-search.csv",
        }
    }

    /// Which of the three a header is of, and the column that gives it away.
    fn of(has: impl Fn(&str) -> bool) -> Option<(Self, &'static str)> {
        let signs = [
            (Self::Outcomes, "Outcome type"),
            (Self::StopSearch, "Object of search"),
            (Self::StopSearch, "Legislation"),
            (Self::Street, "Crime type"),
            (Self::Street, "Last outcome category"),
        ];
        signs.into_iter().find(|(_, column)| has(column))
    }
}

/// Where each column stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout<const N: usize> {
    /// For each known column its place in a record.
    pub places: [usize; N],
    /// Columns this reader does not know and leaves out.
    pub unknown: Vec<String>,
}

/// Finds the columns by name, in any order; capitals do not matter. Refuses, naming the file: one of the other two kinds,
/// a file without a header, one that lacks a column or has one twice.
pub(crate) fn recognise<const N: usize>(
    file: &str,
    header: &[String],
    wanted: PoliceFile,
    columns: [&'static str; N],
) -> Result<Layout<N>> {
    let find = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    if let Some((found, sign)) = PoliceFile::of(|name| find(name).is_some())
        && found != wanted
    {
        return Err(Trouble::refused(
            "wrong-kind",
            format!("`{file}` is {} of police.uk (it has the column `{sign}`), not {}", found.words(), wanted.words()),
            format!("give it as `{}`; {} of the same month ends in `{}`", found.kind(), wanted.words(), wanted.ending()),
        ));
    }
    if columns.iter().filter(|c| find(c).is_some()).count() < 3 {
        return Err(Trouble::refused(
            "header-missing",
            format!("`{file}` has no header row: its first row does not name the columns of {}", wanted.words()),
            format!("put this row on top, or download the file again: `{}`", columns.join(",")),
        ));
    }
    let (mut places, mut missing) = ([0; N], Vec::new());
    for (place, column) in places.iter_mut().zip(columns) {
        match find(column) {
            Some(at) => *place = at,
            None => missing.push(column),
        }
    }
    if !missing.is_empty() {
        return Err(Trouble::refused(
            "columns-missing",
            format!("`{file}` lacks the column `{}`", missing.join("`, `")),
            format!("{} has {N} columns, in any order; download it again from data.police.uk", wanted.words()),
        ));
    }
    let mut unknown = Vec::new();
    for (at, name) in header.iter().enumerate() {
        match columns.iter().find(|c| c.eq_ignore_ascii_case(name)) {
            Some(column) if find(column) != Some(at) => {
                return Err(Trouble::refused(
                    "column-repeated",
                    format!("`{file}` has the column `{column}` twice"),
                    "remove one of the two and import it again",
                ));
            }
            Some(_) => {}
            None => unknown.push(name.clone()),
        }
    }
    Ok(Layout { places, unknown })
}

/// The sentence about columns that were left out, if there are any.
pub(crate) fn left_out(file: &str, unknown: &[String], of: PoliceFile) -> Option<String> {
    (!unknown.is_empty()).then(|| format!("`{file}`: column not of {}, left out: `{}`", of.words(), unknown.join("`, `")))
}

/// The keys of `missing` that concern the place of a row.
pub(crate) const PLACE_KEYS: [&str; 4] = ["coordinates", "coordinates_outside", "coordinates_swapped", "coordinates_unreadable"];

/// Longitude and latitude of a row, blanked and counted where they can't be used; the row stays.
pub(crate) fn coordinates(
    longitude: &str,
    latitude: &str,
    rules: &StreetRules,
    missing: &mut BTreeMap<String, u64>,
) -> (Option<f64>, Option<f64>) {
    let mut note = |key: &str| *missing.entry(key.to_owned()).or_default() += 1;
    let (mut x, mut y) = (number(longitude), number(latitude));
    let blanked = if (x.is_none() && !longitude.is_empty()) || (y.is_none() && !latitude.is_empty()) {
        Some("coordinates_unreadable")
    } else {
        match rules.place(x, y) {
            Place::Inside => None,
            Place::Swapped => Some("coordinates_swapped"),
            Place::Outside => Some("coordinates_outside"),
        }
    };
    if let Some(key) = blanked {
        note(key);
        (x, y) = (None, None);
    }
    if x.is_none() || y.is_none() {
        note("coordinates");
    }
    (x, y)
}

/// The box of the options as the street reader holds coordinates against it.
pub(crate) fn street_rules(options: &ReadOptions) -> StreetRules {
    StreetRules {
        longitudes: (options.extent.west, options.extent.east),
        latitudes: (options.extent.south, options.extent.north),
        max_line_bytes: options.text.max_line_bytes,
        ..StreetRules::default()
    }
}

/// A count of nought for every key, so that a passport says what was looked for.
pub(crate) fn noughts(keys: &[&str]) -> BTreeMap<String, u64> {
    keys.iter().map(|key| ((*key).to_owned(), 0)).collect()
}

/// A field as a cell: empty is missing.
pub(crate) fn text_cell(field: &str) -> Value {
    if field.is_empty() { Value::Missing } else { Value::Text(field.to_owned()) }
}

/// A number as a cell.
pub(crate) fn real_cell(number: Option<f64>) -> Value {
    number.map_or(Value::Missing, Value::Real)
}

/// A row's number as a cell.
pub(crate) fn row_cell(row: u64) -> Value {
    i64::try_from(row).map_or(Value::Missing, Value::Whole)
}
