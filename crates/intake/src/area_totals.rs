//! One count by area, of residents or of households: the reader both kinds share.

use crate::Unit;
use crate::area_lookup::refuse_without_rows;
use crate::columns::{LevelColumns, header_trouble, level_columns, read_year, relation_word, squeeze};
use crate::parsed::{Parsed, ReadOptions, Rejects, decide_stated_vintage, filled};
use crate::text::{Csv, CsvRow};
use base::{ColumnKind, Level, Table, Trouble, Value};
use std::collections::BTreeMap;

/// What is counted, and the words it is known by.
pub(crate) struct Counted {
    /// The plural, for messages: `residents`.
    pub noun: &'static str,
    /// Columns of the table, the count last.
    pub columns: &'static [(&'static str, ColumnKind); 6],
    /// Names of the column of the total, squeezed, without a year; the best first.
    pub words: &'static [&'static str],
    /// Words before the year in a file's name.
    pub before_year: &'static [&'static str],
    /// What a file must have, for its refusal.
    pub expected: &'static str,
    /// The other kind a file may be: a word in one of its columns, the refusal's code, what is said and what to do.
    pub other: (&'static str, &'static str, &'static str, &'static str),
}

/// Reads one count by area: the smallest level with a column of codes, and the total.
///
/// The year is looked for in the name of the column, then in the name of the file (note `year_from`: `column`, `file
/// name` or `not known`). Numbers may have thousands commas. A row is rejected if its code is missing or malformed, its
/// number is negative or none, its area stood already, or it is a grand total.
pub(crate) fn parse(counted: &Counted, file_name: &str, text: &str, options: &ReadOptions) -> base::Result<Parsed> {
    let mut csv = Csv::open(file_name, text)?;
    csv.refuse_repeated_columns(file_name)?;
    let header = csv.header.clone();
    let columns = level_columns(&header);
    let area = columns.iter().find(|c| c.code.is_some()).copied();
    let (Some(area), Some((total, column_year))) = (area, total_column(&header, counted.words)) else {
        let (word, code, message, remedy) = counted.other;
        if header.iter().any(|h| squeeze(h).contains(word)) {
            return Err(Trouble::refused(code, format!("`{file_name}` {message}"), remedy));
        }
        return Err(header_trouble(file_name, &header, counted.expected));
    };
    let vintage = if area.level == Level::Lsoa { decide_stated_vintage(file_name, area.year, options.geography)? } else { None };
    let (year, year_from) = match (column_year, year_in_file_name(file_name, counted.before_year)) {
        (Some(year), _) => (Some(year), "column"),
        (None, Some(year)) => (Some(year), "file name"),
        (None, None) => (None, "not known"),
    };
    let mut reader = Reader { noun: counted.noun, area, total, rejects: Rejects::new(file_name, &header), seen: BTreeMap::new() };
    let mut table = Table::new(counted.columns);
    let mut lsoa_rows = BTreeMap::new();
    let mut rows_read = 0;
    while let Some(row) = csv.next_row(file_name)? {
        rows_read += 1;
        let Some((code, count)) = reader.read(&row) else { continue };
        let name = area.name.and_then(|n| filled(row.field(n)));
        if area.level == Level::Lsoa {
            *lsoa_rows.entry(code.clone()).or_insert(0) += 1;
        }
        table.rows.push(vec![
            Value::Text(area.level.as_str().to_owned()),
            vintage.map_or(Value::Missing, |v| Value::Text(v.as_str().to_owned())),
            Value::Text(code),
            name.map_or(Value::Missing, Value::Text),
            year.map_or(Value::Missing, Value::Whole),
            Value::Whole(count),
        ]);
    }
    refuse_without_rows(file_name, rows_read)?;
    let areas_of = vintage.map_or(area.year, |v| v.as_str().parse().ok());
    let mut force = relation_word(area.level, areas_of);
    let mut notes = BTreeMap::from([("areas".to_owned(), force.clone()), ("year_from".to_owned(), year_from.to_owned())]);
    if let Some(year) = year {
        force = format!("{force}-{year}");
        notes.insert("year".to_owned(), year.to_string());
    }
    let mut warnings = Vec::new();
    if year.is_none() {
        warnings.push(format!("`{file_name}` does not say of which year its {} are; rates will say so too", counted.noun));
    }
    Ok(Parsed {
        units: vec![Unit { force, month: String::new(), rows: table.rows.len() as u64 }],
        problems: reader.rejects.problems,
        rows_read,
        rows_accepted: None,
        notes,
        geography: vintage.map_or(String::new(), |v| v.as_str().to_owned()),
        warnings,
        lsoa_rows,
        table,
    })
}

struct Reader<'a> {
    noun: &'static str,
    area: LevelColumns,
    total: usize,
    rejects: Rejects<'a>,
    seen: BTreeMap<String, (i64, u64)>,
}

impl Reader<'_> {
    fn read(&mut self, row: &CsvRow) -> Option<(String, i64)> {
        if !self.rejects.has_all_fields(row) {
            return None;
        }
        let code_column = self.area.code?;
        if matches!(squeeze(row.field(code_column)).as_str(), "grandtotal" | "total") {
            self.rejects.reject(row, Some(code_column), "total_row", "this row is a total of the others, not an area: nothing is lost");
            return None;
        }
        let code = if self.area.level == Level::Lsoa && is_northern_irish_soa(row.field(code_column)) {
            row.field(code_column).to_owned()
        } else {
            self.rejects.code(row, code_column, self.area.level)?
        };
        let noun = self.noun;
        let Some(count) = read_count(row.field(self.total)) else {
            self.rejects.reject(row, Some(self.total), "not_a_count", format!("{noun} must be a whole number, nought or more"));
            return None;
        };
        if let Some((earlier, at)) = self.seen.get(&code) {
            let (reason, remedy) = if *earlier == count {
                ("repeated_row", format!("`{code}` stood already in row {at} with the same number: leave it out"))
            } else {
                ("contradicts_earlier_row", format!("`{code}` had {earlier} {noun} in row {at}, here {count}: keep the right one"))
            };
            self.rejects.reject(row, Some(code_column), reason, remedy);
            return None;
        }
        self.seen.insert(code.clone(), (count, row.row));
        Some((code, count))
    }
}

/// The column of the total and the year in its name.
fn total_column(header: &[String], words: &[&str]) -> Option<(usize, Option<i64>)> {
    words.iter().find_map(|word| {
        header.iter().enumerate().find_map(|(column, name)| {
            let squeezed = squeeze(name);
            let digits: String = squeezed.chars().filter(char::is_ascii_digit).collect();
            let letters: String = squeezed.chars().filter(|c| !c.is_ascii_digit()).collect();
            let letters = letters.strip_prefix("mid").unwrap_or(&letters);
            let plain = digits.is_empty();
            (letters == *word && (plain || read_year(&digits).is_some())).then(|| (column, read_year(&digits)))
        })
    })
}

/// A year in a file's name: `population20_…`, `2019_population`, `mid-2020`.
fn year_in_file_name(file_name: &str, before: &[&str]) -> Option<i64> {
    let lower = file_name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let runs = |prefix: &str, text: &str| -> Option<i64> {
        let after = text.split_once(prefix)?.1;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        read_year(&digits)
    };
    let four = lower.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).find_map(read_year);
    before.iter().find_map(|word| runs(word, &lower)).or(four)
}

/// `1,954` and `1954`; nothing negative, no decimals.
fn read_count(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) { None } else { digits.parse().ok() }
}

/// Super output areas of Northern Ireland before 2021, `95ZZ16S1`: older than nine-character codes.
fn is_northern_irish_soa(text: &str) -> bool {
    let shape = |(i, b): (usize, u8)| match i {
        0 => b == b'9',
        1 => b == b'5',
        2 | 3 | 6 => b.is_ascii_uppercase(),
        _ => b.is_ascii_digit(),
    };
    text.len() == 8 && text.bytes().enumerate().all(shape)
}
