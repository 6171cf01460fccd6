//! Counts, rates and shares by area, made by somebody else: benefits, fires by ward, a table pasted from a paper.
//!
//! Three shapes are read, and two layouts of performance reports (`layouts`), their columns by name and in any order: one value a row (`area_code,period,indicator,value`, or
//! our own `ward,data_set,measure,category,period,value`); values across, with the measure and often the period in the
//! column's name (`ward,deliberate_fires_dec2016_nov2019`); and either of them with tabs, as a clipboard gives them. Names
//! of areas become codes where the home knows them; where a name fits several areas the row is rejected.

mod amounts;
mod header;
mod kept;
mod known;
mod layouts;
mod names;
mod period;
mod place;
mod rows;
mod value;
mod when;

pub use known::{AreaLevel, KnownAreas};
pub use period::{Dashed, Period, PeriodError};

use crate::Parsed;
use crate::boundaries::NamedBytes;
use crate::container::Content;
use crate::parsed::ReadOptions;
use crate::spreadsheet::{is_workbook, to_csv_text};
use crate::text::decode;
use std::collections::BTreeMap;

/// What the operator says of a table that does not say it itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountsWords {
    /// The data set (`--data-set`); it goes before what the file says.
    pub data_set: Option<String>,
    /// The period (`--period`), where the file says none.
    pub period: Option<String>,
    /// Where it comes from (`--source`): paper and page.
    pub source: Option<String>,
    /// The district, ward or county all of it lies in (`--within`): a code or a name.
    pub within: Option<String>,
}

/// A table of counts as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CountsParsed {
    /// Rows in the columns of [`crate::schemas::COUNTS`], and what the passport needs.
    pub parsed: Parsed,
    /// What kept rows lack: `area_not_known` and `area_not_stated` count rows of the file, `value` and `suppressed` cells.
    pub missing: BTreeMap<String, u64>,
    /// Kept rows of the file whose area is not known.
    pub not_placed: u64,
}

/// Reads a table of counts: a CSV, a text with tabs, a workbook, or a ZIP with the one CSV.
///
/// `tolerance_percent` is the share of rows with an LSOA code that the decided vintage may not know.
pub fn read(
    file: &NamedBytes,
    options: &ReadOptions,
    words: &CountsWords,
    known: &KnownAreas,
    tolerance_percent: f64,
) -> base::Result<CountsParsed> {
    let unpacked;
    let mut file = file;
    if Content::of(&file.bytes) == Content::Zip && !is_workbook(&file.bytes) {
        unpacked = crate::read::only_csv(file, options)?;
        file = &unpacked;
    }
    let (text, warnings) = if is_workbook(&file.bytes) {
        let sheet = to_csv_text(&file.name, &file.bytes, options, &header::recognised)?;
        (sheet.text, sheet.warnings)
    } else {
        let decoded = decode(&file.name, &file.bytes, &options.text, options.strict)?;
        (decoded.text, decoded.warnings)
    };
    let mut read = rows::parse(&file.name, &text, options, words, known, tolerance_percent)?;
    read.parsed.warnings.splice(0..0, warnings);
    Ok(read)
}
