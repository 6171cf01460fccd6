//! The data pack: a sheet a figure, with where it comes from.

use super::Looked;
use super::resolved::{Resolved, cell};
use base::{ColumnKind, Table, Value};
use papers::{Pack, PackSheet};
use store::FigureRecord;

/// The rows of a table figure for a workbook, under its id.
pub fn sheet_table(figure: &Resolved) -> (String, Table) {
    let fact = &figure.fact;
    let compares = !figure.beside.is_empty();
    let mut columns = vec![("name", ColumnKind::Text), ("value", ColumnKind::Real)];
    if compares {
        columns.extend([("before", ColumnKind::Real), ("verdict", ColumnKind::Text)]);
    }
    let mut table = Table::new(&columns);
    for (at, row) in fact.rows.iter().enumerate() {
        let mut cells = vec![Value::Text(row.name.clone()), cell(row.value)];
        if compares {
            let beside = figure.beside.get(at).copied().unwrap_or_default();
            cells.push(cell(beside.before));
            cells.push(beside.verdict.map_or(Value::Missing, |verdict| Value::Text(verdict.as_str().to_owned())));
        }
        table.rows.push(cells);
    }
    (fact.id.clone(), table)
}

/// The rows of a table figure that was frozen, for a workbook, under its id; nothing for a figure of one value.
pub fn frozen_table(figure: &FigureRecord) -> Option<(String, Table)> {
    let rows = figure.rows.as_ref()?.as_array()?;
    let compares = rows.iter().any(|row| row.get("before").is_some());
    let mut columns = vec![("name", ColumnKind::Text), ("value", ColumnKind::Real)];
    if compares {
        columns.extend([("before", ColumnKind::Real), ("verdict", ColumnKind::Text)]);
    }
    let mut table = Table::new(&columns);
    for row in rows {
        let text = |key: &str| row.get(key).and_then(serde_json::Value::as_str).map_or(Value::Missing, |text| Value::Text(text.to_owned()));
        let number = |key: &str| cell(row.get(key).and_then(serde_json::Value::as_f64));
        let mut cells = vec![text("name"), number("value")];
        if compares {
            cells.extend([number("before"), text("verdict")]);
        }
        table.rows.push(cells);
    }
    Some((figure.id.clone(), table))
}

/// The pack of a paper.
pub fn pack(looked: &Looked) -> Pack {
    let document = &looked.document;
    let sheets = looked.figures.iter().map(|figure| {
        let rows = looked.tables.iter().find(|(id, _)| *id == figure.id).map(|(_, table)| table.clone());
        PackSheet {
            name: figure.id.clone(),
            title: figure.title.clone(),
            table: rows.unwrap_or_else(|| value_table(figure)),
            notes: notes(figure),
        }
    });
    Pack {
        title: document.title.clone(),
        cover: vec![
            ("Partnership".into(), document.partnership.clone()),
            ("Period".into(), document.period.clone()),
            ("Version".into(), document.version.clone()),
            ("Date".into(), document.date.clone()),
            ("Rules".into(), looked.rules.join(", ")),
        ],
        sheets: sheets.collect(),
    }
}

fn value_table(figure: &FigureRecord) -> Table {
    let value = match &figure.value {
        Some(serde_json::Value::Number(number)) => cell(number.as_f64()),
        Some(serde_json::Value::String(text)) => Value::Text(text.clone()),
        _ => Value::Missing,
    };
    let kind = if matches!(value, Value::Text(_)) { ColumnKind::Text } else { ColumnKind::Real };
    let mut table = Table::new(&[("value", kind), ("unit", ColumnKind::Text)]);
    table.rows.push(vec![value, Value::Text(figure.unit.clone())]);
    table
}

fn notes(figure: &FigureRecord) -> Vec<(String, String)> {
    let lines = [
        ("Kind", figure.kind.clone()),
        ("Unit", figure.unit.clone()),
        ("Period", figure.period.clone()),
        ("Area", figure.area.clone()),
        ("Rules", figure.rules.join(", ")),
        ("Extracts", figure.extracts.join(", ")),
        ("Query", figure.query.clone()),
    ];
    lines.into_iter().filter(|(_, said)| !said.is_empty()).map(|(key, said)| (key.to_owned(), said)).collect()
}
