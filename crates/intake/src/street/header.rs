//! Recognises the header of a street file, and says what another file is.
//!
//! Names of the columns: domain notes §1.8, found identically in every release of data.police.uk.

use base::{Result, Trouble};

/// The twelve columns in the order the open data has them.
pub(super) const COLUMNS: [&str; 12] = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
];

/// Where each column stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// For each of [`COLUMNS`] its place in a record.
    pub places: [usize; 12],
    /// Fields of a record.
    pub width: usize,
    /// Columns this reader does not know and leaves out.
    pub unknown: Vec<String>,
}

/// Reads the header's fields.
pub(super) fn recognise(file: &str, fields: &[&str]) -> Result<Layout> {
    let names: Vec<&str> = fields.iter().map(|f| f.trim()).collect();
    let find = |name: &str| names.iter().position(|n| n.eq_ignore_ascii_case(name));
    let known = COLUMNS.iter().filter(|c| find(c).is_some()).count();
    if find("Outcome type").is_some() {
        return Err(Trouble::refused(
            "wrong-kind",
            format!("`{file}` is a police.uk outcomes file (it has the column `Outcome type`), not a street file"),
            "give it as `police-outcomes`; the street file of the same month ends in `-street.csv`",
        ));
    }
    if find("Object of search").is_some() || (find("Legislation").is_some() && find("Gender").is_some()) {
        return Err(Trouble::refused(
            "wrong-kind",
            format!("`{file}` is a police.uk stop and search file (it has the column `Legislation`), not a street file"),
            "give it as `police-stop-search`; the street file of the same month ends in `-street.csv`",
        ));
    }
    if known < 3 {
        return Err(Trouble::refused(
            "header-missing",
            format!("`{file}` has no header row: its first row does not name the columns of a street file"),
            format!("put this row on top, or download the file again: `{}`", COLUMNS.join(",")),
        ));
    }
    let mut places = [0; 12];
    let mut missing = Vec::new();
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        match find(column) {
            Some(at) => *place = at,
            None => missing.push(column),
        }
    }
    if !missing.is_empty() {
        return Err(Trouble::refused(
            "columns-missing",
            format!("`{file}` lacks the column `{}`", missing.join("`, `")),
            "a street file has twelve columns, in any order; download it again from data.police.uk",
        ));
    }
    let mut unknown = Vec::new();
    for (at, name) in names.iter().enumerate() {
        match COLUMNS.iter().find(|c| c.eq_ignore_ascii_case(name)) {
            Some(column) if find(column) != Some(at) => {
                return Err(Trouble::refused(
                    "column-repeated",
                    format!("`{file}` has the column `{column}` twice"),
                    "remove one of the two and import it again",
                ));
            }
            Some(_) => {}
            None => unknown.push((*name).to_owned()),
        }
    }
    Ok(Layout { places, width: names.len(), unknown })
}
