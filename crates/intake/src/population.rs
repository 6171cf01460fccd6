//! Residents by area.

use crate::area_totals::{self, Counted};
use crate::parsed::{Parsed, ReadOptions};
use base::ColumnKind;

/// Columns of a population extract, in order.
pub const COLUMNS: [(&str, ColumnKind); 6] = [
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("year", ColumnKind::Whole),
    ("population", ColumnKind::Whole),
];

const RESIDENTS: Counted = Counted {
    noun: "residents",
    columns: &COLUMNS,
    words: &["totalpopulation", "population", "pop", "allages", "allpersons", "persons", "total", "residents", "usualresidents"],
    before_year: &["population", "pop", "mye", "mid"],
    expected: "a column of area codes and one of residents, such as `lsoa11_code, total_population`",
    other: ("household", "kind-is-households", "counts households, not residents", "import it with `wardmote import households`"),
};

/// Reads residents by area: the smallest level with a column of codes, and the total of all ages.
///
/// The year is looked for in the name of the column, then in the name of the file (note `year_from`: `column`, `file
/// name` or `not known`). Numbers may have thousands commas. A row is rejected if its code is missing or malformed, its
/// number is negative or none, its area stood already, or it is a grand total.
pub fn parse(file_name: &str, text: &str, options: &ReadOptions) -> base::Result<Parsed> {
    area_totals::parse(&RESIDENTS, file_name, text, options)
}
