//! A figure of the record: its card, the rows behind it, its line in `figures.json`.

use crate::House;
use base::{ColumnKind, Result, Table, Trouble, Value};
use evidence::Figure;
use serde_json::Value as Json;
use store::{AssessmentHead, FigureRecord};

/// The rows behind a figure; of a published one (`published-d4`, `D4`) as the home holds them now, of an assessed one from
/// exactly the extracts that were known when it was made; later ones don't change it.
///
/// The last column, `contribution`, adds up to the figure; for a count there are as many rows as it says.
pub async fn figure_rows(house: &House, id: &str) -> Result<Table> {
    if let Some(published) = crate::published::known(id)? {
        return crate::published::rows(house, published).await;
    }
    let (head, figure) = find(house, id).await?;
    let holdings = house.store.holdings(head.as_of.as_deref(), Some(head.holdings_seq)).await?;
    house.ask(&holdings, &figure.rows_query).await
}

/// What is known of a figure, a line each.
pub async fn figure_card(house: &House, id: &str) -> Result<Table> {
    if let Some(published) = crate::published::known(id)? {
        return crate::published::card(house, published).await;
    }
    let (head, figure) = find(house, id).await?;
    Ok(card_table(vec![
        ("id", figure.id),
        ("title", figure.title),
        ("kind", figure.kind),
        ("value", figure.value.as_ref().map(bare).unwrap_or_default()),
        ("rows", figure.rows.as_ref().map(bare).unwrap_or_default()),
        ("unit", figure.unit),
        ("period", figure.period),
        ("area", figure.area),
        ("rules", figure.rules.join(", ")),
        ("extracts", figure.extracts.join(", ")),
        ("query", figure.query),
        ("rows_query", figure.rows_query),
        ("made_at", head.made_at),
        ("made_by", head.made_by),
    ]))
}

/// A card: what each line is and says; empty lines are left out.
pub(crate) fn card_table(lines: Vec<(&str, String)>) -> Table {
    let mut table = Table::new(&[("item", ColumnKind::Text), ("value", ColumnKind::Text)]);
    for (item, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        table.rows.push(vec![Value::Text(item.into()), Value::Text(value)]);
    }
    table
}

async fn find(house: &House, id: &str) -> Result<(AssessmentHead, FigureRecord)> {
    let wanted = id.trim();
    house.store.figure(wanted).await?.ok_or_else(|| {
        Trouble::refused(
            "figure-unknown",
            format!("no figure is called `{wanted}`"),
            "`wardmote query \"SELECT id, title FROM figures\"` lists them; `wardmote assess` makes them",
        )
    })
}

fn bare(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A figure as the record keeps it, its plan written as queries.
pub(crate) fn record(figure: &Figure) -> FigureRecord {
    let (query, rows_query) = crate::assessment::queries(&figure.behind);
    FigureRecord {
        id: figure.id.clone(),
        title: figure.title.clone(),
        kind: figure.kind.as_str().to_owned(),
        unit: figure.unit.clone(),
        period: figure.period.clone(),
        area: figure.area.clone(),
        value: figure.rows.is_none().then(|| figure.value.clone()),
        rows: figure.rows.clone(),
        rules: figure.rules.clone(),
        extracts: figure.extracts.clone(),
        query,
        rows_query,
    }
}

/// One figure as `figures.json` has it, its keys in the order of the contract.
pub(crate) fn figure_object(figure: &FigureRecord) -> Json {
    let mut object = serde_json::Map::new();
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    put("id", figure.id.clone().into());
    put("title", figure.title.clone().into());
    put("kind", figure.kind.clone().into());
    put("unit", figure.unit.clone().into());
    put("period", figure.period.clone().into());
    put("area", figure.area.clone().into());
    match &figure.rows {
        Some(rows) => put("rows", rows.clone()),
        None => put("value", figure.value.clone().unwrap_or(Json::Null)),
    };
    put("rules", figure.rules.clone().into());
    put("extracts", figure.extracts.clone().into());
    put("query", figure.query.clone().into());
    Json::Object(object)
}

/// The file `figures.json`: a JSON array with one figure a line.
pub(crate) fn figures_json(figures: &[FigureRecord]) -> String {
    let lines: Vec<String> = figures.iter().map(|f| figure_object(f).to_string()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_an_array_with_a_line_each_and_keys_in_order() {
        let figure = FigureRecord {
            id: "e07000012-burglary-count".into(),
            title: "Burglary".into(),
            kind: "count".into(),
            unit: "crimes".into(),
            period: "2031-01".into(),
            area: "E07000012".into(),
            value: Some(3.into()),
            rows: None,
            rules: vec!["year-ending@1".into()],
            extracts: vec!["x".into()],
            query: "SELECT 1".into(),
            rows_query: "SELECT 1 AS contribution".into(),
        };
        let table = FigureRecord { value: None, rows: Some(serde_json::json!([{ "count": 3 }])), ..figure.clone() };
        let text = figures_json(&[figure, table]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[3]), (4, "[", "]"));
        let read: Vec<serde_json::Map<String, Json>> = serde_json::from_str(&text).unwrap();
        let keys: Vec<&String> = read[0].keys().collect();
        assert_eq!(keys, ["id", "title", "kind", "unit", "period", "area", "value", "rules", "extracts", "query"]);
        assert_eq!(read[1].keys().nth(6).unwrap(), "rows");
    }
}
