//! What became of each LSOA of 2011 in 2021, with ONS's letter for the kind of change.

use crate::Unit;
use crate::area_lookup::refuse_without_rows;
use crate::columns::{LevelColumns, header_trouble, level_columns, squeeze};
use crate::parsed::{Parsed, ReadOptions, Rejects, filled};
use crate::text::Csv;
use base::{ColumnKind, Level, Table, Trouble, Value};
use geography::{AreaChange, Change};
use std::collections::{BTreeMap, BTreeSet};

const EXPECTED: &str = "`lsoa11_code, lsoa21_code, change_code` (or `LSOA11CD, LSOA21CD, CHGIND`)";

/// Columns of an area-changes extract, in order.
pub const COLUMNS: [(&str, ColumnKind); 7] = [
    ("lsoa11_code", ColumnKind::Text),
    ("lsoa11_name", ColumnKind::Text),
    ("lsoa21_code", ColumnKind::Text),
    ("lsoa21_name", ColumnKind::Text),
    ("change_code", ColumnKind::Text),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
];

/// Reads the lookup of changes. A row is rejected if a code is missing or malformed, if the letter is not one of U, S,
/// M and X, or if the same pair stood already.
pub fn parse(file_name: &str, text: &str, _options: &ReadOptions) -> base::Result<Parsed> {
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let columns = level_columns(&header);
    let of = |level: Level, year: Option<i64>| columns.iter().find(|c| c.level == level && (year.is_none() || c.year == year)).copied();
    let (from, to) = (of(Level::Lsoa, Some(2011)), of(Level::Lsoa, Some(2021)));
    let district = of(Level::District, None);
    let change = header.iter().position(|h| matches!(squeeze(h).as_str(), "changecode" | "chgind" | "change" | "changeindicator"));
    let (Some(from), Some(to)) = (from, to) else {
        let coded = columns.iter().filter(|c| c.code.is_some()).count();
        return Err(if coded >= 2 {
            Trouble::refused(
                "kind-is-area-lookup",
                format!("`{file_name}` relates areas of one time, so it holds no changes"),
                "import it with `wardmote import area-lookup`",
            )
        } else {
            header_trouble(file_name, &header, EXPECTED)
        });
    };
    let (Some(from_code), Some(to_code), Some(change)) = (from.code, to.code, change) else {
        return Err(header_trouble(file_name, &header, EXPECTED));
    };

    let mut table = Table::new(&COLUMNS);
    let mut rejects = Rejects::new(file_name, &header);
    let mut seen = BTreeSet::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        if !rejects.has_all_fields(&row) {
            continue;
        }
        let Some(from_code) = rejects.code(&row, from_code, Level::Lsoa) else { continue };
        let Some(to_code) = rejects.code(&row, to_code, Level::Lsoa) else { continue };
        let Some(letter) = Change::parse(row.field(change)) else {
            rejects.reject(&row, Some(change), "unknown_change_code", "the kind of change must be U, S, M or X");
            continue;
        };
        if !seen.insert((from_code.clone(), to_code.clone())) {
            rejects.reject(&row, None, "repeated_row", "this pair of LSOAs stood already: leave it out");
            continue;
        }
        let words = |column: Option<usize>| column.and_then(|c| filled(row.field(c))).map_or(Value::Missing, Value::Text);
        let (district_code, district_name) = district.map_or((None, None), |d: LevelColumns| (d.code, d.name));
        table.rows.push(vec![
            Value::Text(from_code),
            words(from.name),
            Value::Text(to_code),
            words(to.name),
            Value::Text(letter.as_str().to_owned()),
            words(district_code),
            words(district_name),
        ]);
    }
    refuse_without_rows(file_name, rows_read)?;
    let relation = "lsoa11-lsoa21".to_owned();
    Ok(Parsed {
        units: vec![Unit { force: relation.clone(), month: String::new(), rows: table.rows.len() as u64 }],
        notes: BTreeMap::from([("relation".to_owned(), relation)]),
        problems: rejects.problems,
        rows_read,
        table,
        ..Parsed::default()
    })
}

/// Rows of a table that has these columns (in any order, among others) as changes; rows that are none are left out.
pub fn changes_from_table(table: &Table) -> Vec<AreaChange> {
    let at = |name: &str| table.position(name);
    let (Some(from), Some(to), Some(change)) = (at("lsoa11_code"), at("lsoa21_code"), at("change_code")) else { return Vec::new() };
    let words = |row: &Vec<Value>, column: usize| if let Some(Value::Text(t)) = row.get(column) { Some(t.clone()) } else { None };
    let one =
        |row: &Vec<Value>| Some(AreaChange { from: words(row, from)?, to: words(row, to)?, change: Change::parse(&words(row, change)?)? });
    table.rows.iter().filter_map(one).collect()
}
