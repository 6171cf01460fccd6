//! Households by area.

use crate::area_totals::{self, Counted};
use crate::parsed::{Parsed, ReadOptions};
use crate::schemas;

const HOUSEHOLDS: Counted = Counted {
    noun: "households",
    columns: &schemas::HOUSEHOLDS,
    words: &["totalhouseholds", "households", "allhouseholds", "household", "numberofhouseholds", "total"],
    before_year: &["households", "household", "hh"],
    expected: "a column of area codes and one of households, such as `ltla23_code, households`",
    other: ("population", "kind-is-population", "counts residents, not households", "import it with `wardmote import population`"),
};

/// Reads households by area: the smallest level with a column of codes, and their total. What is said of residents in
/// [`crate::population::parse`] holds here.
pub fn parse(file_name: &str, text: &str, options: &ReadOptions) -> base::Result<Parsed> {
    area_totals::parse(&HOUSEHOLDS, file_name, text, options)
}
