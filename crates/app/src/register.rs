//! The register of extracts as tables: the `extracts` view, and what `extracts` and `rejects` print.

use crate::House;
use base::{ColumnKind, Result, Table, Trouble, Value};
use intake::{ExtractFacts, Holdings};
use std::collections::BTreeMap;

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

/// The rejected rows of an extract as a workbook to correct them in: a sheet for each header, its columns first and under the
/// names they have in the file, then what says which row it is and what is wrong with it. Imported as the same kind, it is a
/// correction of the extract.
pub async fn rejects_workbook(house: &House, id: &str) -> Result<Vec<u8>> {
    let holding = house.store.extract(id).await?;
    let problems = house.store.rejects(holding.seq, 0, u64::MAX).await?;
    let kept = holding.facts.notes.get(ExtractFacts::HEADERS).map_or("{}", String::as_str);
    let headers: BTreeMap<String, Vec<String>> = serde_json::from_str(kept).unwrap_or_default();
    let header_of = |problem: &intake::Problem| -> Vec<String> {
        headers.get(&problem.file).cloned().unwrap_or_else(|| (1..=problem.fields.len()).map(|i| format!("field_{i}")).collect())
    };
    // What a row has beyond the header is not lost: it stands in columns of its own.
    let mut surplus: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for problem in &problems {
        let header = header_of(problem);
        let beyond = problem.fields.len().saturating_sub(header.len());
        let most = surplus.entry(header).or_default();
        *most = beyond.max(*most);
    }
    let mut sheets: Vec<(Vec<String>, papers::sheets::Sheet)> = Vec::new();
    for problem in problems {
        let mut header = header_of(&problem);
        let beyond = surplus.get(&header).copied().unwrap_or_default();
        header.extend((1..=beyond).map(|i| format!("{}{i}", intake::corrections::SURPLUS)));
        let at = sheets.iter().position(|(known, _)| *known == header).unwrap_or(sheets.len());
        if at == sheets.len() {
            sheets.push((header.clone(), correction_sheet(at + 1, &header)));
        }
        let Some((_, sheet)) = sheets.get_mut(at) else { continue };
        let mut row: Vec<Value> = problem.fields.iter().take(header.len()).map(|f| Value::Text(f.clone())).collect();
        row.resize(header.len(), Value::Missing);
        if let Some(column) = header.iter().position(|h| *h == problem.column) {
            sheet.marks.push((sheet.table.rows.len(), column, problem.remedy.clone()));
        }
        row.push(Value::Text(holding.facts.passport.extract.clone()));
        row.push(Value::Text(problem.file));
        row.push(i64::try_from(problem.row).map_or(Value::Missing, Value::Whole));
        row.extend([problem.column, problem.reason, problem.remedy].map(Value::Text));
        sheet.table.rows.push(row);
    }
    let mut sheets: Vec<papers::sheets::Sheet> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    if sheets.is_empty() {
        sheets.push(correction_sheet(1, &[]));
    }
    papers::sheets::workbook_of(&sheets).map_err(|e| {
        Trouble::failed("workbook", format!("could not make the workbook: {e}"), "print the rows as CSV instead: leave `--xlsx` out")
    })
}

fn correction_sheet(number: usize, header: &[String]) -> papers::sheets::Sheet {
    let names = header.iter().map(String::as_str).chain(intake::corrections::COLUMNS);
    let whole = |name: &str| if name == "wardmote_row" { ColumnKind::Whole } else { ColumnKind::Text };
    let columns: Vec<(&str, ColumnKind)> = names.map(|name| (name, whole(name))).collect();
    let name = if number == 1 { "Rejected rows".to_owned() } else { format!("Rejected rows {number}") };
    papers::sheets::Sheet { name, table: Table::new(&columns), marks: Vec::new() }
}

/// What the register keeps of one extract.
pub async fn extract(house: &House, id: &str) -> Result<ExtractFacts> {
    Ok(house.store.extract(id).await?.facts)
}
