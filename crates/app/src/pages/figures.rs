//! One figure of an assessment: its value, where it comes from, and the rows behind it.

use super::assessments::{AssessmentLine, line, stored_document};
use crate::{House, Limits};
use base::{Result, Table};
use serde_json::Value;
use store::{AssessmentHead, FigureRecord};

/// Rows on one page.
pub const ROWS_ON_A_PAGE: usize = 200;
/// A page's question may take this long; longer ones are for the command line.
const SECONDS: u64 = 30;
/// A page's question may take this much memory.
const MEMORY_BYTES: usize = 1 << 30;

/// A figure and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct FigurePage {
    /// The assessment that states it.
    pub assessment: AssessmentLine,
    /// Whose paper it is.
    pub partnership: String,
    /// Identity within its assessment.
    pub id: String,
    /// What it says it is.
    pub title: String,
    /// What kind of figure it is.
    pub kind: String,
    /// Its unit.
    pub unit: String,
    /// The period it covers.
    pub period: String,
    /// Code of the area it is about.
    pub area: String,
    /// Its value, bare; `None` where it is a table or not known.
    pub value: Option<String>,
    /// Its table, if it is one.
    pub table: Option<Table>,
    /// Rules used, with version.
    pub rules: Vec<String>,
    /// Extracts it was computed from: identity and file name (empty where the register no longer knows it).
    pub extracts: Vec<(String, String)>,
    /// SQL that gives it.
    pub query: String,
    /// SQL that lists the rows behind it.
    pub rows_query: String,
    /// The rows behind it, where they were asked for.
    pub rows: Option<RowsPage>,
}

/// One page of the rows behind a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsPage {
    /// The page's number, from 1.
    pub number: usize,
    /// Its rows.
    pub table: Table,
    /// Whether a page follows.
    pub more: bool,
}

/// A figure of the latest assessment of a district, with page `rows` of the rows behind it if asked for; `None` if there is
/// no such figure.
pub async fn figure(house: &House, district: &str, id: &str, rows: Option<usize>) -> Result<Option<FigurePage>> {
    let Some(head) = house.store.latest_assessment(district).await? else { return Ok(None) };
    figure_of(house, head, id, rows).await
}

/// A figure of an assessment by its number in the record: of a version that was frozen.
pub async fn figure_in(house: &House, assessment: i64, id: &str, rows: Option<usize>) -> Result<Option<FigurePage>> {
    let Some(head) = house.store.assessment(assessment).await? else { return Ok(None) };
    figure_of(house, head, id, rows).await
}

async fn figure_of(house: &House, head: AssessmentHead, id: &str, rows: Option<usize>) -> Result<Option<FigurePage>> {
    let Some(record) = house.store.figures(head.id).await?.into_iter().find(|f| f.id == id) else { return Ok(None) };
    let holdings = house.store.holdings(head.as_of.as_deref(), Some(head.holdings_seq)).await?;
    let file_of = |extract: &String| {
        let holding = holdings.extracts.iter().find(|h| h.facts.passport.extract == *extract);
        (extract.clone(), holding.map(|h| h.facts.passport.file.clone()).unwrap_or_default())
    };
    let page = match rows.filter(|_| !record.rows_query.is_empty()) {
        Some(number) => Some(rows_page(house, &head, &record, number.max(1)).await?),
        None => None,
    };
    Ok(Some(FigurePage {
        partnership: stored_document(house, &head).await?.partnership,
        assessment: line(&head, true),
        extracts: record.extracts.iter().map(file_of).collect(),
        value: record.value.as_ref().and_then(bare),
        table: record.rows.as_ref().map(table_of),
        rows: page,
        id: record.id,
        title: record.title,
        kind: record.kind,
        unit: record.unit,
        period: record.period,
        area: record.area,
        rules: record.rules,
        query: record.query,
        rows_query: record.rows_query,
    }))
}

/// The figures of the latest assessment of a district, exactly as `assess` writes `figures.json`; `None` if there is no
/// assessment.
pub async fn figures_json(house: &House, district: &str) -> Result<Option<String>> {
    let Some(head) = house.store.latest_assessment(district).await? else { return Ok(None) };
    Ok(Some(crate::figure::figures_json(&house.store.figures(head.id).await?)))
}

async fn rows_page(house: &House, head: &AssessmentHead, record: &FigureRecord, number: usize) -> Result<RowsPage> {
    let holdings = house.store.holdings(head.as_of.as_deref(), Some(head.holdings_seq)).await?;
    let from = (number - 1).saturating_mul(ROWS_ON_A_PAGE);
    let to = from.saturating_add(ROWS_ON_A_PAGE);
    // One row beyond the page tells whether another follows.
    let limits = Limits { seconds: SECONDS, memory_bytes: MEMORY_BYTES, rows: Some(to.saturating_add(1)) };
    let mut table = house.ask_within(&holdings, &record.rows_query, limits).await?;
    let more = table.rows.len() > to;
    table.rows.truncate(to);
    table.rows.drain(..from.min(table.rows.len()));
    Ok(RowsPage { number, table, more })
}

/// A JSON value as bare text; `None` for null.
pub(super) fn bare(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A figure's rows, kept as a list of objects with the same keys, as a table.
fn table_of(rows: &Value) -> Table {
    let objects: Vec<_> = rows.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_object).collect();
    let names: Vec<&String> = objects.first().map(|first| first.keys().collect()).unwrap_or_default();
    let numeric = |name: &String| objects.iter().all(|o| o.get(name).is_none_or(|v| v.is_number() || v.is_null()));
    let kind = |name: &String| if numeric(name) { base::ColumnKind::Real } else { base::ColumnKind::Text };
    let columns = names.iter().map(|name| base::Column { name: (*name).clone(), kind: kind(name) }).collect();
    let cell = |object: &serde_json::Map<String, Value>, name: &String| {
        object.get(name).and_then(bare).map_or(base::Value::Missing, base::Value::Text)
    };
    Table { columns, rows: objects.iter().map(|object| names.iter().map(|name| cell(object, name)).collect()).collect() }
}
