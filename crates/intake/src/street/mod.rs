//! Street-level crime as data.police.uk publishes it: twelve columns, one file a force and month.
//!
//! Columns and their quirks: domain notes §1.8. Anti-social behaviour has neither Crime ID nor outcome; coordinates
//! are those of a snap point; Northern Ireland has no LSOA codes. What is kept, blanked and rejected: the contract,
//! "Import".

mod field;
mod header;
mod ids;
mod parse;
mod record;
mod report;
mod row;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use field::{is_month, month_of_name, number};
pub use parse::{FileReport, Missing, read};
pub use report::{StreetOptions, StreetReport, StreetSource};
pub use row::{CrimeId, StreetRow, StreetSink};
pub(crate) use rules::Place;
pub use rules::StreetRules;
