//! Which area lies in which: LSOA, ward, district, community safety partnership, police force area.

use crate::Unit;
use crate::columns::{LevelColumns, header_trouble, level_columns, recognise, relation_word};
use crate::parsed::{Parsed, ReadOptions, Rejects, decide_stated_vintage, filled};
use crate::text::{Csv, CsvRow};
use base::{Level, Table, Trouble};
use geography::LookupRow;
use std::collections::BTreeMap;

const EXPECTED: &str = "codes of two or more levels, such as `lsoa21_code, ward24_code, ltla24_code` or `LAD24CD, CSP24CD, PFA24CD`";

/// Reads a lookup. Columns are recognised by name; any two or more of the five levels make a relation.
///
/// A row is rejected if one of its codes is missing, malformed or of another level, or if its LSOA or ward
/// stood already in other areas. The names of areas may be missing.
pub fn parse(file_name: &str, text: &str, options: &ReadOptions) -> base::Result<Parsed> {
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let columns = level_columns(&header);
    let related = coded_columns(file_name, &header, &columns)?;
    let lsoa_year = related.iter().find(|c| c.level == Level::Lsoa);
    let vintage = match lsoa_year {
        Some(lsoa) => decide_stated_vintage(file_name, lsoa.year, options.geography)?,
        None => None,
    };
    let relation: Vec<String> = related
        .iter()
        .map(|c| match vintage {
            Some(v) if c.level == Level::Lsoa => relation_word(c.level, v.as_str().parse().ok()),
            _ => relation_word(c.level, c.year),
        })
        .collect();
    let relation = relation.join("-");
    let lowest = related.first().map(|c| c.level);
    // A force that is only named (the yardstick's areas) still hangs on its district.
    let named_only: Vec<LevelColumns> =
        columns.iter().filter(|c| c.code.is_none() && !related.iter().any(|k| k.level == c.level)).copied().collect();

    let mut table = Table::new(&LookupRow::COLUMNS);
    let mut rejects = Rejects::new(file_name, &header);
    let mut parents: BTreeMap<String, (Vec<String>, u64)> = BTreeMap::new();
    let mut lsoa_rows = BTreeMap::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        let Some(codes) = read_codes(&row, &related, &mut rejects) else { continue };
        let Some((smallest, above)) = codes.split_first() else { continue };
        if let Some((earlier, at)) = parents.get(smallest) {
            // A district may lie in several partnerships: merged districts keep their old ones.
            if earlier != above && lowest.is_some_and(|level| level < Level::District) {
                let remedy =
                    format!("`{smallest}` stood in {} in row {at}, here in {}: keep the right one", earlier.join(", "), above.join(", "));
                rejects.reject(&row, None, "contradicts_earlier_row", remedy);
                continue;
            }
        } else {
            parents.insert(smallest.clone(), (above.to_vec(), row.row));
        }
        let mut kept = LookupRow { vintage, ..LookupRow::default() };
        for (column, code) in related.iter().zip(&codes) {
            let name = column.name.and_then(|n| filled(row.field(n)));
            set(&mut kept, *column, Some(code.clone()), name);
        }
        for column in &named_only {
            set(&mut kept, *column, None, column.name.and_then(|n| filled(row.field(n))));
        }
        if let Some(code) = &kept.lsoa_code {
            *lsoa_rows.entry(code.clone()).or_insert(0) += 1;
        }
        table.rows.push(kept.to_values());
    }
    refuse_without_rows(file_name, rows_read)?;
    let units = vec![Unit { force: relation.clone(), month: String::new(), rows: table.rows.len() as u64 }];
    Ok(Parsed {
        problems: rejects.problems,
        rows_read,
        rows_accepted: None,
        units,
        notes: BTreeMap::from([("relation".to_owned(), relation)]),
        geography: vintage.map_or(String::new(), |v| v.as_str().to_owned()),
        warnings: Vec::new(),
        lsoa_rows,
        table,
    })
}

/// The columns with codes, smallest level first, one for each level.
fn coded_columns(file_name: &str, header: &[String], columns: &[LevelColumns]) -> base::Result<Vec<LevelColumns>> {
    let coded: Vec<LevelColumns> = columns.iter().filter(|c| c.code.is_some()).copied().collect();
    let twice = coded.iter().zip(coded.iter().skip(1)).find(|(a, b)| a.level == b.level);
    if let Some((a, b)) = twice {
        let years = format!("{} and {}", relation_word(a.level, a.year), relation_word(b.level, b.year));
        return Err(if a.level == Level::Lsoa {
            Trouble::refused(
                "kind-is-area-changes",
                format!("`{file_name}` relates LSOAs of two censuses ({years}), so it is not an area lookup"),
                "import it with `wardmote import area-changes`",
            )
        } else {
            Trouble::refused(
                "columns-not-recognised",
                format!("`{file_name}` has codes of one level for two years ({years})"),
                format!("leave one year in the file; expected {EXPECTED}"),
            )
        });
    }
    if coded.len() < 2 {
        let others: Vec<&str> = header.iter().filter(|h| recognise(h).is_some_and(|r| r.level.is_none())).map(String::as_str).collect();
        if coded.len() == 1 && !others.is_empty() {
            return Err(Trouble::refused(
                "columns-not-recognised",
                format!("`{file_name}` relates a level to `{}`, which is not used", others.join(", ")),
                format!("expected {EXPECTED}"),
            ));
        }
        return Err(header_trouble(file_name, header, EXPECTED));
    }
    Ok(coded)
}

fn read_codes(row: &CsvRow, coded: &[LevelColumns], rejects: &mut Rejects<'_>) -> Option<Vec<String>> {
    if !rejects.has_all_fields(row) {
        return None;
    }
    coded.iter().map(|c| rejects.code(row, c.code?, c.level)).collect()
}

fn set(row: &mut LookupRow, column: LevelColumns, code: Option<String>, name: Option<String>) {
    match column.level {
        Level::Lsoa => (row.lsoa_code, row.lsoa_name) = (code, name),
        Level::Ward => (row.ward_code, row.ward_name, row.ward_year) = (code, name, column.year),
        Level::District => (row.lad_code, row.lad_name, row.lad_year) = (code, name, column.year),
        Level::Partnership => (row.csp_code, row.csp_name, row.csp_year) = (code, name, column.year),
        Level::Force => (row.pfa_code, row.pfa_name, row.pfa_year) = (code, name, column.year),
    }
}

/// The refusal of a file that has a header and nothing else.
pub(crate) fn refuse_without_rows(file_name: &str, rows_read: u64) -> base::Result<()> {
    if rows_read > 0 {
        return Ok(());
    }
    Err(Trouble::refused(
        "no-rows",
        format!("`{file_name}` has a header and no rows"),
        "the download was probably cut short, or the selection was empty: get it again. nothing was imported",
    ))
}
