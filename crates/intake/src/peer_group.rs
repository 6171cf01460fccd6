//! The areas an area is compared with: CIPFA's nearest neighbours, a most similar group, one's own choice.

use crate::area_lookup::refuse_without_rows;
use crate::columns::{header_trouble, level_columns, squeeze};
use crate::parsed::{Parsed, ReadOptions, Rejects, filled};
use crate::text::{Csv, CsvRow};
use crate::{Unit, schemas};
use base::{AreaCode, Level, Table, Trouble, Value};
use std::collections::{BTreeMap, BTreeSet};

const EXPECTED: &str = "`area_code, area_name`, and a column `peer_group` where the file holds several groups";

/// Reads groups of peers. The group is named by a column `peer_group` or `group`, otherwise by the file's name (note
/// `group_from`: `column` or `file name`). The place in the group is that of a column `position` or `rank`, otherwise the
/// order of the rows.
///
/// A row is rejected if its code is missing or malformed, its area stood already in the group, its group is missing, or its
/// place is no whole number from 1.
pub fn parse(file_name: &str, text: &str, _options: &ReadOptions) -> base::Result<Parsed> {
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let Some(columns) = find_columns(&header) else { return Err(header_trouble(file_name, &header, EXPECTED)) };
    let named = stem(file_name);
    if columns.group.is_none() && named.is_empty() {
        return Err(Trouble::refused(
            "group-not-named",
            format!("`{file_name}` does not say which group its areas are of"),
            "name the file after the group, or add a column `peer_group`",
        ));
    }
    let mut rejects = Rejects::new(file_name, &header);
    let mut table = Table::new(&schemas::PEER_GROUPS);
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        if !rejects.has_all_fields(&row) {
            continue;
        }
        let Some(code) = any_code(&mut rejects, &row, columns.code) else { continue };
        let group = columns.group.map_or(named, |c| row.field(c));
        if group.is_empty() {
            rejects.reject(&row, columns.group, "missing_group", "the group is missing: fill it in");
            continue;
        }
        let members = groups.entry(group.to_owned()).or_default();
        let position = match columns.position {
            None => i64::try_from(members.len() + 1).ok(),
            Some(c) => row.field(c).parse().ok().filter(|p: &i64| *p >= 1),
        };
        let Some(position) = position else {
            rejects.reject(&row, columns.position, "not_a_position", "the place in the group is a whole number, 1 for the nearest");
            continue;
        };
        if !members.insert(code.clone()) {
            rejects.reject(
                &row,
                Some(columns.code),
                "repeated_row",
                format!("`{code}` stood already in the group `{group}`: leave it out"),
            );
            continue;
        }
        table.rows.push(vec![
            Value::Text(group.to_owned()),
            Value::Text(code),
            columns.name.and_then(|c| filled(row.field(c))).map_or(Value::Missing, Value::Text),
            Value::Whole(position),
        ]);
    }
    refuse_without_rows(file_name, rows_read)?;
    let from = if columns.group.is_some() { "column" } else { "file name" };
    groups.retain(|_, members| !members.is_empty());
    Ok(Parsed {
        units: groups.into_iter().map(|(force, members)| Unit { force, month: String::new(), rows: members.len() as u64 }).collect(),
        notes: BTreeMap::from([("group_from".to_owned(), from.to_owned())]),
        problems: rejects.problems,
        rows_read,
        table,
        ..Parsed::default()
    })
}

struct Columns {
    code: usize,
    name: Option<usize>,
    group: Option<usize>,
    position: Option<usize>,
}

fn find_columns(header: &[String]) -> Option<Columns> {
    let find = |names: &[&str]| header.iter().position(|h| names.contains(&squeeze(h).as_str()));
    // A table of several levels is a lookup, and one of LSOAs a police file or an index.
    let coded: Vec<_> = level_columns(header).into_iter().filter(|c| c.code.is_some()).collect();
    let of_level = coded.first().copied().filter(|c| coded.len() == 1 && c.level != Level::Lsoa);
    let code = find(&["areacode", "code", "areacd", "gsscode"]).or(of_level.and_then(|c| c.code))?;
    Some(Columns {
        code,
        name: find(&["areaname", "name", "areanm", "area"]).or(of_level.and_then(|c| c.name)),
        group: find(&["peergroup", "group", "groupname"]),
        position: find(&["position", "rank", "order", "place"]),
    })
}

/// Columns a header of this kind has, for choosing the sheet of a workbook.
pub(crate) fn recognised(header: &[String]) -> usize {
    find_columns(header).map_or(0, |c| 1 + [c.name, c.group, c.position].into_iter().flatten().count())
}

/// A code of an area of any level: groups are of districts, counties or forces.
fn any_code(rejects: &mut Rejects<'_>, row: &CsvRow, column: usize) -> Option<String> {
    let text = row.field(column);
    if text.is_empty() {
        rejects.reject(row, Some(column), "missing_code", "the code is missing: fill it in");
        return None;
    }
    match AreaCode::parse(text) {
        Ok(code) => Some(code.to_string()),
        Err(e) => {
            rejects.reject(row, Some(column), "malformed_code", e.to_string());
            None
        }
    }
}

/// A file's name without folders and ending: `cipfa2019`.
fn stem(file_name: &str) -> &str {
    let base_name = file_name.rsplit('/').next().unwrap_or_default();
    base_name.rsplit_once('.').map_or(base_name, |(stem, _)| stem).trim()
}
