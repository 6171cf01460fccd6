//! What an assessment is decided from: small counts and lists, already read from the views.

use base::Vintage;
use calendar::Month;
use geography::{AreaRow, ChangeTable};

/// Rows of one month, force, LSOA and category in the district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountCell {
    /// The month.
    pub month: Month,
    /// *Falls within*.
    pub force: String,
    /// The vintage of the LSOA code: `2011` or `2021`.
    pub vintage: String,
    /// The LSOA.
    pub lsoa_code: String,
    /// The category as in the file.
    pub category: String,
    /// Rows.
    pub rows: u64,
}

/// Rows of one month and force that carry no known LSOA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPlaced {
    /// The month.
    pub month: Month,
    /// *Falls within*.
    pub force: String,
    /// Rows.
    pub rows: u64,
}

/// A current file of one force and month. A month without one is missing, never zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUnit {
    /// The month.
    pub month: Month,
    /// *Falls within*.
    pub force: String,
    /// The extract that supplies it.
    pub extract: String,
    /// The vintage its LSOA codes are read in; without one its rows lie in no area.
    pub vintage: Option<Vintage>,
}

/// A row of the view `populations`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residents {
    /// The extract it came from.
    pub extract: String,
    /// `lsoa`, `ward` or `district`.
    pub level: String,
    /// `2011` or `2021` for LSOAs; often not stated for others.
    pub vintage: Option<String>,
    /// The area.
    pub area_code: String,
    /// The year of the estimate, if the file says.
    pub year: Option<i64>,
    /// Residents.
    pub residents: i64,
}

/// The loaded lookup of changes between LSOAs of 2011 and of 2021.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The extracts it came from; empty where none is loaded.
    pub extracts: Vec<String>,
    /// The lookup.
    pub table: ChangeTable,
}

/// Everything an assessment of one district is decided from.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The district's code.
    pub district: String,
    /// The LSOAs of the district, of every loaded vintage.
    pub areas: Vec<AreaRow>,
    /// Extracts those came from.
    pub area_extracts: Vec<String>,
    /// Rows placed in the district, of every month and force.
    pub cells: Vec<CountCell>,
    /// Rows of the same forces without a known LSOA.
    pub not_placed: Vec<NotPlaced>,
    /// Current files of every force.
    pub units: Vec<FileUnit>,
    /// Residents of the district and of its wards and LSOAs, of every loaded year and vintage.
    pub residents: Vec<Residents>,
    /// The lookup of changes.
    pub changes: Changes,
    /// Whether rows of 2011 LSOAs may be placed in wards through that lookup (`--via area-changes`).
    pub via_area_changes: bool,
}
