//! Figures of the partnership's own papers, computed again from the facts the papers print.
//!
//! `wardmote figure D4 --check-published` says whether print and computation agree; the figure's card and its rows open as
//! those of an assessment do.

mod entry;

pub use entry::{Compare, Expected, PublishedFigure, Verdict, published_figures};

use crate::House;
use crate::figure::card_table;
use base::{ColumnKind, Result, Table, Trouble, Value};
pub(crate) use entry::known;
use intake::Holdings;
use std::collections::BTreeSet;

/// A figure with what the home gives for it.
struct Checked {
    value: Value,
    computed: String,
    verdict: Verdict,
    extracts: Vec<String>,
    rows: usize,
}

/// The contract's table: `check,figure,title,published,computed,verdict,note,rules,extracts,source`, for one figure or all.
pub async fn check_published(house: &House, id: Option<&str>) -> Result<Table> {
    let figures: Vec<&'static PublishedFigure> = match id {
        None => published_figures()?.iter().collect(),
        Some(id) => vec![known(id)?.ok_or_else(|| {
            Trouble::refused(
                "published-unknown",
                format!("no published figure is called `{}`", id.trim()),
                "`wardmote figure --all --check-published` lists them",
            )
        })?],
    };
    let names = ["check", "figure", "title", "published", "computed", "verdict", "note", "rules", "extracts", "source"];
    let mut table = Table::new(&names.map(|name| (name, ColumnKind::Text)));
    let holdings = house.store.holdings(None, None).await?;
    for figure in figures {
        let checked = check(house, &holdings, figure).await?;
        let cells = [
            figure.check.clone(),
            figure.id.clone(),
            figure.title.clone(),
            figure.published.clone(),
            checked.computed,
            checked.verdict.to_string(),
            figure.note.clone(),
            figure.rules.join(", "),
            checked.extracts.join(", "),
            figure.source.clone(),
        ];
        table.rows.push(cells.into_iter().map(|cell| if cell.is_empty() { Value::Missing } else { Value::Text(cell) }).collect());
    }
    Ok(table)
}

/// What is known of a published figure, a line each.
pub(crate) async fn card(house: &House, figure: &'static PublishedFigure) -> Result<Table> {
    let holdings = house.store.holdings(None, None).await?;
    let checked = check(house, &holdings, figure).await?;
    Ok(card_table(vec![
        ("id", figure.id.clone()),
        ("check", figure.check.clone()),
        ("title", figure.title.clone()),
        ("kind", figure.kind.clone()),
        ("value", checked.value.to_bare()),
        ("rows_behind", checked.rows.to_string()),
        ("unit", figure.unit.clone()),
        ("period", figure.period.clone()),
        ("area", figure.area.clone()),
        ("published", figure.published.clone()),
        ("computed", checked.computed),
        ("verdict", checked.verdict.to_string()),
        ("note", figure.note.clone()),
        ("source", figure.source.clone()),
        ("rules", figure.rules.join(", ")),
        ("extracts", checked.extracts.join(", ")),
        ("query", figure.query.clone()),
        ("rows_query", figure.rows_query.clone()),
    ]))
}

/// The rows behind a published figure, from what the home holds now.
pub(crate) async fn rows(house: &House, figure: &'static PublishedFigure) -> Result<Table> {
    let holdings = house.store.holdings(None, None).await?;
    house.ask(&holdings, &figure.rows_query).await
}

async fn check(house: &House, holdings: &Holdings, figure: &'static PublishedFigure) -> Result<Checked> {
    let answer = house.ask(holdings, &figure.query).await?;
    let behind = house.ask(holdings, &figure.rows_query).await?;
    let value = answer.rows.first().and_then(|row| row.first()).cloned().unwrap_or(Value::Missing);
    let extracts = extracts_of(&behind);
    // A count over nothing is 0: where no row stands behind a figure, nothing was computed.
    let value = if extracts.is_empty() { Value::Missing } else { value };
    let (agrees, computed) = match (&value, value.as_real()) {
        (_, Some(number)) => (Some(figure.agrees_number(number)), figure.shown(number).unwrap_or_default()),
        (Value::Text(text), _) => (Some(figure.agrees_text(text)), text.clone()),
        _ => (None, String::new()),
    };
    Ok(Checked { computed, verdict: figure.verdict(agrees), extracts, rows: behind.rows.len(), value })
}

/// The extracts that rows name, in every column of extracts.
fn extracts_of(rows: &Table) -> Vec<String> {
    let columns: Vec<usize> =
        rows.columns.iter().enumerate().filter(|(_, c)| c.name == "extract" || c.name.ends_with("_extract")).map(|(at, _)| at).collect();
    let named: BTreeSet<String> = rows
        .rows
        .iter()
        .flat_map(|row| columns.iter().filter_map(|at| row.get(*at)).filter_map(Value::as_text))
        .flat_map(|cell| cell.split(", "))
        .map(str::to_owned)
        .collect();
    named.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extracts_come_from_every_column_of_them_once() {
        let mut table = Table::new(&[("extract", ColumnKind::Text), ("briefing_extract", ColumnKind::Text), ("value", ColumnKind::Whole)]);
        for value in 1..3 {
            table.rows.push(vec![Value::Text("ac-1".into()), Value::Text("ac-2, ac-0".into()), Value::Whole(value)]);
        }
        assert_eq!(extracts_of(&table), ["ac-0", "ac-1", "ac-2"]);
    }
}
