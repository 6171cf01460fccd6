//! Outcomes of crimes as data.police.uk publishes them: ten columns, one file a force and month.
//!
//! Columns and their quirks: domain notes §1.8. A crime may have several outcomes, in one month and over many, so a
//! repeated Crime ID is no fault. The month is that of the outcome, not of the crime. Coordinates are those of a snap point.

use crate::parsed::Rejects;
use crate::police::{self, PLACE_KEYS, PoliceFile, PoliceParsed, real_cell, row_cell, text_cell};
use crate::street::{is_month, month_of_name};
use crate::text::{Csv, decode};
use crate::{Parsed, ReadOptions, Unit, schemas};
use base::{Result, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The ten columns in the order the open data has them.
pub const COLUMNS: [&str; 10] =
    ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name", "Outcome type"];

/// Whether a name, lower case and without folders, is of an outcomes file of data.police.uk.
pub fn is_outcomes_name(base_name: &str) -> bool {
    base_name.ends_with("-outcomes.csv")
}

/// Reads one outcomes CSV. `file` names it in messages, problems and `source_file`: its own name, or the entry's in a ZIP.
///
/// Rejected, with a reason: a row with more or fewer fields than the header, without a month `YYYY-MM`, without the force it
/// falls within; and under `first_of_repeated_ids` a row whose Crime ID stood already. Anything else stays: coordinates
/// outside the box, swapped or unreadable are blanked and counted.
pub fn read(file: &str, bytes: &[u8], options: &ReadOptions, first_of_repeated_ids: bool) -> Result<PoliceParsed> {
    let decoded = decode(file, bytes, &options.text, options.strict)?;
    let mut csv = Csv::open(file, &decoded.text)?;
    let header = csv.header.clone();
    let layout = police::recognise(file, &header, PoliceFile::Outcomes, COLUMNS)?;
    let rules = police::street_rules(options);
    let mut missing = police::noughts(&["crime_id", "lsoa", "outcome"]);
    missing.extend(police::noughts(&PLACE_KEYS));
    let named_month = month_of_name(file);
    let mut rejects = Rejects::new(file, &header);
    let mut table = Table::new(&schemas::OUTCOMES);
    let mut units: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut lsoa_rows: BTreeMap<String, u64> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let (mut rows_read, mut repeated_ids, mut other_months) = (0, 0, 0_u64);
    let [id_at, month_at, _, within_at, ..] = layout.places;
    while let Some(row) = csv.next_row(file)? {
        rows_read += 1;
        if row.fields.len() != header.len() {
            rejects.reject(
                &row,
                None,
                "field_count",
                "the row has more or fewer fields than the header: look for a comma outside quotation marks",
            );
            continue;
        }
        let [crime_id, month, reported_by, falls_within, longitude, latitude, location, lsoa_code, lsoa_name, outcome] =
            layout.places.map(|place| row.field(place));
        if month.is_empty() {
            rejects.reject(&row, Some(month_at), "month_missing", "give the month as `YYYY-MM`");
            continue;
        }
        if !is_month(month) {
            rejects.reject(&row, Some(month_at), "month_unreadable", "write the month as `YYYY-MM`, as in `2024-03`");
            continue;
        }
        if falls_within.is_empty() {
            rejects.reject(&row, Some(within_at), "falls_within_missing", "give the force the row falls within");
            continue;
        }
        if !crime_id.is_empty() && !ids.insert(crime_id.to_owned()) {
            repeated_ids += 1;
            if first_of_repeated_ids {
                rejects.reject(&row, Some(id_at), "repeated_id", "an earlier row of this file has the same Crime ID and is kept");
                continue;
            }
        }
        let (x, y) = police::coordinates(longitude, latitude, &rules, &mut missing);
        for (key, field) in [("crime_id", crime_id), ("lsoa", lsoa_code), ("outcome", outcome)] {
            if field.is_empty() {
                *missing.entry(key.to_owned()).or_default() += 1;
            }
        }
        if named_month.is_some_and(|named| named != month) {
            other_months += 1;
        }
        *units.entry((falls_within.to_owned(), month.to_owned())).or_default() += 1;
        *lsoa_rows.entry(lsoa_code.to_owned()).or_default() += 1;
        table.rows.push(vec![
            text_cell(crime_id),
            text_cell(month),
            text_cell(reported_by),
            text_cell(falls_within),
            real_cell(x),
            real_cell(y),
            text_cell(location),
            text_cell(lsoa_code),
            text_cell(lsoa_name),
            text_cell(outcome),
            text_cell(file),
            row_cell(row.row),
        ]);
    }
    let mut warnings = decoded.warnings;
    warnings.extend(police::left_out(file, &layout.unknown, PoliceFile::Outcomes));
    if let Some(named) = named_month.filter(|_| other_months > 0) {
        warnings.push(format!("`{file}`: {other_months} rows are of another month than the name says (`{named}`)"));
    }
    let parsed = Parsed {
        table,
        problems: rejects.problems,
        rows_read,
        units: units.into_iter().map(|((force, month), rows)| Unit { force, month, rows }).collect(),
        warnings,
        lsoa_rows,
        ..Parsed::default()
    };
    Ok(PoliceParsed { parsed, missing, repeated_ids })
}
