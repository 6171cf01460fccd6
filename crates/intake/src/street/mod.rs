//! Street-level crime as data.police.uk publishes it: twelve columns, one file a force and month.

mod report;

pub use report::{StreetOptions, StreetReport, StreetSource};
