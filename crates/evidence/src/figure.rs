//! A figure: one value of a measure, with what it was made from.

use crate::measures::Filter;
use calendar::Month;
use serde::Serialize;
use serde_json::Value;

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// So many rows; exactly as many can be listed.
    Count,
    /// The later count less the earlier.
    Change,
    /// That change as a percentage of the earlier count.
    PercentChange,
    /// Rows for each so many residents.
    Rate,
    /// Residents.
    Population,
    /// A table of counts.
    Table,
}

impl FigureKind {
    /// The word used in `figures.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Change => "change",
            Self::PercentChange => "percent-change",
            Self::Rate => "rate",
            Self::Population => "population",
            Self::Table => "table",
        }
    }
}

/// Where rows must lie to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// In the district, by the lookup of the rows' own vintage.
    District(String),
    /// In a ward of the district.
    Ward {
        /// The district.
        district: String,
        /// The ward.
        ward: String,
        /// The vintage whose lookup holds the ward.
        vintage: String,
        /// LSOAs of 2011 that the lookup of changes places wholly in it; empty unless `--via` named that lookup.
        older_lsoas: Vec<String>,
    },
    /// Nowhere: without a known LSOA.
    NotPlaced,
}

/// Which rows a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Where they lie.
    pub place: Placement,
    /// The forces whose files count (*Falls within*).
    pub forces: Vec<String>,
    /// The months.
    pub months: Vec<Month>,
    /// The categories.
    pub filter: Filter,
}

/// What each row adds to the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weight {
    /// One.
    One,
    /// As many as the rate is for, over the residents.
    Rate {
        /// How many residents the rate is for.
        per: u32,
        /// Residents.
        residents: u64,
    },
    /// 100 over the earlier count.
    PercentOf(u64),
}

/// How the rows behind a table figure are parted: one row of the table each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parting {
    /// By category, these and no others, those without rows included.
    Category(Vec<String>),
    /// By month, each month of the selection.
    Month,
    /// By ward of one vintage, wards without rows included.
    Ward {
        /// Code and name of each ward, in order.
        wards: Vec<(String, String)>,
        /// The vintage of the lookup.
        vintage: String,
        /// LSOAs of 2011 placed through the lookup of changes, with their ward.
        older_lsoas: Vec<(String, String)>,
    },
}

/// What lies behind a figure: a plan, not yet a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Behind {
    /// Rows, each adding the weight.
    Rows(Selection, Weight),
    /// Rows of the later months, each adding the weight, and of the earlier, each taking it away.
    Difference {
        /// The later rows.
        later: Selection,
        /// The earlier months.
        earlier: Vec<Month>,
        /// What each adds or takes away.
        weight: Weight,
    },
    /// Estimates of residents that are added up.
    Residents {
        /// The extract.
        extract: String,
        /// `lsoa`, `ward` or `district`.
        level: String,
        /// The year, if stated.
        year: Option<i64>,
        /// The areas.
        codes: Vec<String>,
    },
    /// The rows of a table of counts.
    Parts(Selection, Parting),
}

/// One figure, as `figures.json` lists it, with the plan of the rows behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its id, unique in the assessment: `e07000012-burglary-count`.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Its kind.
    pub kind: FigureKind,
    /// The unit of its value.
    pub unit: String,
    /// Its months as data: `2025-01..2025-06`.
    pub period: String,
    /// The code of its area.
    pub area: String,
    /// The value: a number; null for a table.
    pub value: Value,
    /// The rows of a table figure.
    pub rows: Option<Value>,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The extracts it was made from.
    pub extracts: Vec<String>,
    /// What lies behind it.
    pub behind: Behind,
}
