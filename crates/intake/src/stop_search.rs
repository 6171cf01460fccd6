//! Stops and searches as data.police.uk publishes them: fifteen columns, one file a force and month.
//!
//! Columns and their quirks: domain notes §1.8. Latitude stands before longitude. The file names neither force nor LSOA:
//! the force is the word in the file's name, the LSOA is for the caller to find. Times are moments with a zone, of which
//! the month is taken as the clocks of London show it: a stop in the first hour of an April belongs to April.

use crate::parsed::Rejects;
use crate::police::{self, PLACE_KEYS, PoliceFile, PoliceParsed, real_cell, row_cell, text_cell};
use crate::street::month_of_name;
use crate::text::{Csv, decode};
use crate::{Parsed, ReadOptions, Unit, schemas};
use base::{Result, Table, Value};
use calendar::{Month, SummerTime};
use jiff::Timestamp;
use jiff::tz::Offset;
use std::collections::BTreeMap;

/// The fifteen columns in the order the open data has them.
pub const COLUMNS: [&str; 15] = [
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
];

/// The force of a file whose name gives none.
pub const FORCE_NOT_STATED: &str = "not stated";

/// Whether a name, lower case and without folders, is of a stop and search file of data.police.uk.
pub fn is_stop_search_name(base_name: &str) -> bool {
    base_name.ends_with("-stop-and-search.csv")
}

/// Reads one stop and search CSV. `file` names it in messages, problems and `source_file`; the name's own form,
/// `YYYY-MM-<force>-stop-and-search.csv`, gives force and month. `summer` says when the clocks of London change.
///
/// Rejected, with a reason: a row with more or fewer fields than the header, without a date, or with one that is no moment.
/// Rows without a place stay, as do rows whose coordinates had to be blanked. A row of another month than the file's name
/// says is kept under its own and counted as `other_month`. `lsoa_code` and `placed_by` are left empty.
pub fn read(file: &str, bytes: &[u8], options: &ReadOptions, summer: &SummerTime) -> Result<PoliceParsed> {
    let decoded = decode(file, bytes, &options.text, options.strict)?;
    let mut csv = Csv::open(file, &decoded.text)?;
    let header = csv.header.clone();
    let layout = police::recognise(file, &header, PoliceFile::StopSearch, COLUMNS)?;
    let rules = police::street_rules(options);
    let mut missing = police::noughts(&["outcome", "other_month"]);
    missing.extend(police::noughts(&PLACE_KEYS));
    let mut warnings = decoded.warnings;
    warnings.extend(police::left_out(file, &layout.unknown, PoliceFile::StopSearch));
    let named_month = month_of_name(file);
    let force = force_of_name(file).unwrap_or_else(|| {
        warnings.push(format!(
            "the name of `{file}` gives no force, so the force is `{FORCE_NOT_STATED}`; to state it, name the file as published, \
             `YYYY-MM-<force>-stop-and-search.csv`"
        ));
        FORCE_NOT_STATED.to_owned()
    });
    let mut rejects = Rejects::new(file, &header);
    let mut table = Table::new(&schemas::STOP_SEARCHES);
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows_read = 0;
    let [_, date_at, ..] = layout.places;
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
        let [search_type, date, operation, operation_name, latitude, longitude, rest @ ..] = layout.places.map(|place| row.field(place));
        if date.is_empty() {
            rejects.reject(&row, Some(date_at), "date_missing", "give day, time and zone, as in `2024-03-01T09:30:00+00:00`");
            continue;
        }
        let Some((month, wall)) = in_london(date, summer) else {
            rejects.reject(&row, Some(date_at), "date_unreadable", "write day, time and zone as `2024-03-01T09:30:00+00:00`");
            continue;
        };
        let (x, y) = police::coordinates(longitude, latitude, &rules, &mut missing);
        let mut note = |key: &str| *missing.entry(key.to_owned()).or_default() += 1;
        if named_month.is_some_and(|named| named != month) {
            note("other_month");
        }
        let [_, _, _, _, _, _, outcome, _, _] = rest;
        if outcome.is_empty() {
            note("outcome");
        }
        let mut cells = vec![
            text_cell(&force),
            text_cell(&month),
            text_cell(&wall),
            text_cell(search_type),
            text_cell(operation),
            text_cell(operation_name),
            real_cell(x),
            real_cell(y),
        ];
        cells.extend(rest.into_iter().map(text_cell));
        cells.extend([Value::Missing, Value::Missing, text_cell(file), row_cell(row.row)]);
        table.rows.push(cells);
        *months.entry(month).or_default() += 1;
    }
    let parsed = Parsed {
        table,
        problems: rejects.problems,
        rows_read,
        units: months.into_iter().map(|(month, rows)| Unit { force: force.clone(), month, rows }).collect(),
        warnings,
        ..Parsed::default()
    };
    Ok(PoliceParsed { parsed, missing, repeated_ids: 0 })
}

/// The force in a name of the published form: `2024-01/2024-01-elmshire-stop-and-search.csv` is of `elmshire`.
fn force_of_name(file: &str) -> Option<String> {
    month_of_name(file)?;
    let name = file.rsplit(['/', '\\']).next()?.to_lowercase();
    let force = name.get(8..)?.strip_suffix("-stop-and-search.csv")?;
    (!force.is_empty()).then(|| force.to_owned())
}

/// The month and the wall time, with its offset, of a moment as the clocks of London showed it. `None` where the text is
/// no moment: without a zone it could be either of two.
fn in_london(text: &str, summer: &SummerTime) -> Option<(String, String)> {
    let moment: Timestamp = text.parse().ok()?;
    let utc = Offset::UTC.to_datetime(moment);
    let wall = summer.wall(utc)?;
    let month = Month::of(wall.date())?;
    let ahead = summer.minutes_ahead(utc);
    Some((month.to_string(), format!("{}+{:02}:{:02}", wall.strftime("%Y-%m-%dT%H:%M:%S"), ahead / 60, ahead % 60)))
}
