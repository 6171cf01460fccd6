//! What has been kept of a table: its values, held against each other as they come.

use super::known::{AreaLevel, Around};
use super::names::shown;
use super::period::Period;
use super::place::{Placed, Refusal, identity};
use crate::schemas::COUNTS;
use crate::text::CsvRow;
use base::{Table, Value};
use std::collections::BTreeMap;

/// One value as it will stand in the table.
pub(super) struct Entry {
    pub data_set: String,
    pub measure: String,
    pub category: Option<String>,
    pub placed: Placed,
    pub period: Period,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub suppressed: bool,
    pub column: usize,
}

type Key = (AreaLevel, String, String, String, Option<String>, String);

/// What has been kept so far.
pub(super) struct Kept {
    pub table: Table,
    pub units: BTreeMap<String, u64>,
    pub seen: BTreeMap<Key, (Option<f64>, bool, u64)>,
    pub missing: BTreeMap<String, u64>,
    pub suppressed_cells: u64,
    pub not_placed: u64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            table: Table::new(&COUNTS),
            units: BTreeMap::new(),
            seen: BTreeMap::new(),
            missing: BTreeMap::new(),
            suppressed_cells: 0,
            not_placed: 0,
        }
    }
}

fn key(entry: &Entry) -> Key {
    (
        entry.placed.level,
        identity(&entry.placed),
        entry.data_set.clone(),
        entry.measure.clone(),
        entry.category.clone(),
        entry.period.span(),
    )
}

impl Kept {
    /// Holds a row against the rows kept before it: one that says something else of the same is rejected, and so is one
    /// that says nothing new.
    pub fn check(&self, names: &[String], row: &CsvRow, entries: Vec<Entry>) -> Result<Vec<Entry>, Refusal> {
        let mut repeated = None;
        let mut within: BTreeMap<Key, (Option<f64>, bool)> = BTreeMap::new();
        for entry in &entries {
            let key = key(entry);
            let here = (entry.value, entry.suppressed);
            let name = names.get(entry.column).map(|n| shown(n)).unwrap_or_default();
            if within.insert(key.clone(), here).is_some() {
                let remedy = format!("`{name}` says the same thing as another column of row {}: leave one out", row.row);
                return Err(Refusal::of(Some(entry.column), "columns_repeat", remedy));
            }
            match self.seen.get(&key) {
                Some((value, suppressed, at)) if (*value, *suppressed) == here => repeated = repeated.or(Some((*at, entry.column))),
                Some((value, _, at)) => {
                    let number = |v: Option<f64>| v.map_or("nothing".to_owned(), |v| Value::Real(v).to_bare());
                    let remedy = format!(
                        "row {at} has {} for the same area, measure, category and period, this row {}: keep the right one",
                        number(*value),
                        number(entry.value)
                    );
                    return Err(Refusal::of(Some(entry.column), "contradicts_earlier_row", remedy));
                }
                None => {}
            }
        }
        // A row of which some is new is kept whole only if none of it stood already.
        match repeated {
            Some((at, column)) => {
                Err(Refusal::of(Some(column), "repeated_row", format!("the same stood already in row {at}: leave it out")))
            }
            None => Ok(entries),
        }
    }

    pub fn keep(&mut self, row: &CsvRow, entries: Vec<Entry>) {
        let mut unplaced = None;
        for entry in entries {
            self.seen.insert(key(&entry), (entry.value, entry.suppressed, row.row));
            if entry.suppressed {
                self.suppressed_cells += 1;
            } else if entry.value.is_none() {
                *self.missing.entry("value".to_owned()).or_insert(0) += 1;
            }
            if !entry.placed.known {
                unplaced = Some(if entry.placed.around == Around::default() { "area_not_stated" } else { "area_not_known" });
            }
            let level = entry.placed.level.as_str();
            let unit = format!("{}/{}/{level}/{}", entry.data_set, entry.measure, entry.period.span());
            *self.units.entry(unit.clone()).or_insert(0) += 1;
            self.table.rows.push(values(unit, entry, row.row));
        }
        if let Some(why) = unplaced {
            self.not_placed += 1;
            *self.missing.entry(why.to_owned()).or_insert(0) += 1;
        }
    }
}

/// The entry in the order of [`COUNTS`].
fn values(unit: String, entry: Entry, row: u64) -> Vec<Value> {
    let text = |t: Option<String>| t.map_or(Value::Missing, Value::Text);
    let around = entry.placed.around;
    vec![
        Value::Text(unit),
        Value::Text(entry.data_set),
        Value::Text(entry.measure),
        text(entry.category),
        Value::Text(entry.placed.level.as_str().to_owned()),
        text(entry.placed.vintage.map(|v| v.as_str().to_owned())),
        text(around.code),
        text(around.name),
        text(around.ward_code),
        text(around.ward_name),
        text(around.lad_code),
        text(around.lad_name),
        Value::Text(entry.period.label),
        Value::Text(entry.period.from.to_string()),
        Value::Text(entry.period.to.to_string()),
        Value::Flag(entry.period.part_year),
        entry.value.map_or(Value::Missing, Value::Real),
        text(entry.unit),
        Value::Flag(entry.suppressed),
        Value::Whole(i64::try_from(row).unwrap_or(i64::MAX)),
    ]
}
