//! The register of extracts as tables: the `extracts` view, and what `extracts` and `rejects` print.

use crate::House;
use base::{ColumnKind, Result, Table, Value};
use intake::{ExtractFacts, Holdings};

/// One row an extract, newest registration last: the `extracts` view.
pub fn extracts_table(holdings: &Holdings) -> Table {
    use ColumnKind::{Text, Whole};
    let mut table = Table::new(&[
        ("extract", Text),
        ("kind", Text),
        ("file", Text),
        ("received", Text),
        ("imported_at", Text),
        ("imported_by", Text),
        ("rows_read", Whole),
        ("rows_accepted", Whole),
        ("rows_rejected", Whole),
        ("repeated_ids", Whole),
        ("first_month", Text),
        ("last_month", Text),
        ("geography", Text),
        ("not_placed", Whole),
        ("units", Whole),
        ("units_current", Whole),
        ("invented", Text),
        ("content_sha256", Text),
    ]);
    for holding in &holdings.extracts {
        let (facts, passport) = (&holding.facts, &holding.facts.passport);
        let text = |t: &str| if t.is_empty() { Value::Missing } else { Value::Text(t.to_owned()) };
        let whole = |n: u64| i64::try_from(n).map_or(Value::Missing, Value::Whole);
        table.rows.push(vec![
            text(&passport.extract),
            text(passport.kind.as_str()),
            text(&passport.file),
            text(&facts.received),
            text(&facts.imported_at),
            text(&facts.imported_by),
            whole(passport.rows_read),
            whole(passport.rows_accepted),
            whole(passport.rows_rejected),
            whole(passport.repeated_ids),
            text(passport.months.first().map_or("", String::as_str)),
            text(passport.months.last().map_or("", String::as_str)),
            text(&passport.geography),
            whole(passport.not_placed),
            whole(facts.units.len() as u64),
            whole((facts.units.len() - holding.superseded.len().min(facts.units.len())) as u64),
            text(facts.notes.get("invented").map_or("", String::as_str)),
            text(&facts.content_sha256),
        ]);
    }
    table
}

/// Every rejected row of an extract, with its reason and remedy, and the row as it stood.
pub async fn rejects_table(house: &House, id: &str) -> Result<Table> {
    let holding = house.store.extract(id).await?;
    let problems = house.store.rejects(holding.seq, 0, u64::MAX).await?;
    let width = problems.iter().map(|p| p.fields.len()).max().unwrap_or(0);
    let names: Vec<String> = (1..=width).map(|i| format!("field_{i}")).collect();
    let mut columns = vec![
        ("file", ColumnKind::Text),
        ("row", ColumnKind::Whole),
        ("column", ColumnKind::Text),
        ("reason", ColumnKind::Text),
        ("remedy", ColumnKind::Text),
    ];
    columns.extend(names.iter().map(|n| (n.as_str(), ColumnKind::Text)));
    let mut table = Table::new(&columns);
    for problem in problems {
        let text = |t: String| if t.is_empty() { Value::Missing } else { Value::Text(t) };
        let mut row = vec![
            text(problem.file),
            i64::try_from(problem.row).map_or(Value::Missing, Value::Whole),
            text(problem.column),
            text(problem.reason),
            text(problem.remedy),
        ];
        row.extend(problem.fields.into_iter().map(text));
        row.resize(table.columns.len(), Value::Missing);
        table.rows.push(row);
    }
    Ok(table)
}

/// What the register keeps of one extract.
pub async fn extract(house: &House, id: &str) -> Result<ExtractFacts> {
    Ok(house.store.extract(id).await?.facts)
}
