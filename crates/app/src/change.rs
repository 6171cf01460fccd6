//! `change`: two counts, or a table of them, and whether they differ by more than chance.

use base::{ColumnKind, Result, Table, Trouble, Value};
use evidence::{ChangeRules, decide_change};
use rulebook::Rulebook;
use std::path::Path;

/// A category with its earlier and its later count.
pub type CountPair = (String, u64, u64);

/// The longest table of counts that is read, in bytes: a year of categories for every area is far below it.
const LONGEST_TABLE: u64 = 64 << 20;

/// Reads a CSV with the columns `category`, `earlier`, `later` in any order; row order and repeats are kept.
pub fn read_counts(path: &Path) -> Result<Vec<CountPair>> {
    let bytes = vault::read_whole(path, LONGEST_TABLE)?;
    let file = path.display();
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        Trouble::refused("not-utf8", format!("`{file}` is not UTF-8 text at byte {}", e.valid_up_to()), "save it as CSV UTF-8")
    })?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let bad_row = |e: csv::Error| Trouble::refused("csv", format!("`{file}` can't be read as CSV: {e}"), "give every row three fields");
    let headers = reader.headers().map_err(bad_row)?.clone();
    let column = |name: &str| {
        headers.iter().position(|h| h.eq_ignore_ascii_case(name)).ok_or_else(|| {
            Trouble::refused(
                "column-missing",
                format!("`{file}` has no column `{name}`"),
                "the first row must name category, earlier and later",
            )
        })
    };
    let (category, earlier, later) = (column("category")?, column("earlier")?, column("later")?);
    let mut pairs = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(bad_row)?;
        let count = |at: usize, name: &str| {
            let cell = record.get(at).unwrap_or_default();
            cell.parse::<u64>().map_err(|_| {
                Trouble::refused(
                    "count-unreadable",
                    format!("`{file}` row {}, column `{name}`: `{cell}` is not a count", i + 2),
                    "write a whole number without commas, 0 or more",
                )
            })
        };
        pairs.push((record.get(category).unwrap_or_default().to_owned(), count(earlier, "earlier")?, count(later, "later")?));
    }
    Ok(pairs)
}

/// The contract's table: `category,earlier,later,change,apparent_change,verdict,ratio_low,ratio_high`.
///
/// Decided by the rules in force on `day`, which no area varies.
pub fn change_table(pairs: &[CountPair], day: jiff::civil::Date) -> Result<Table> {
    use ColumnKind::{Real, Text, Whole};
    let rules = ChangeRules::in_force(Rulebook::builtin()?, day, None)?;
    let mut table = Table::new(&[
        ("category", Text),
        ("earlier", Whole),
        ("later", Whole),
        ("change", Whole),
        ("apparent_change", Text),
        ("verdict", Text),
        ("ratio_low", Real),
        ("ratio_high", Real),
    ]);
    for (category, earlier, later) in pairs {
        let change = decide_change(*earlier, *later, &rules)?;
        let whole = |n: u64| i64::try_from(n).map_or(Value::Missing, Value::Whole);
        let real = |x: Option<f64>| x.map_or(Value::Missing, Value::Real);
        table.rows.push(vec![
            Value::Text(category.clone()),
            whole(*earlier),
            whole(*later),
            Value::Whole(change.change),
            Value::Text(change.apparent_change),
            Value::Text(change.verdict.to_string()),
            real(change.ratio_low),
            real(change.ratio_high),
        ]);
    }
    Ok(table)
}
