//! The definition as TOML has it, before anything is made of it.

use super::{CellsOf, ChartPlan, From, MapPlan, RankPlan, TableBy};
use serde::Deserialize;

/// What stands above the first table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) summary: String,
    pub(super) area: String,
    #[serde(default)]
    pub(super) outlines: String,
    pub(super) year: String,
    pub(super) layout: String,
    #[serde(default)]
    pub(super) partnership: String,
    #[serde(default)]
    pub(super) marking: String,
    #[serde(default)]
    pub(super) contact: String,
    #[serde(default)]
    pub(super) public: String,
}

/// A figure. Where it comes from is one of eight keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    pub(super) id: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) unit: String,
    pub(super) decimals: Option<u32>,
    counts: Option<CellsOf>,
    measure: Option<String>,
    #[serde(default)]
    rate: bool,
    wards: Option<String>,
    months: Option<String>,
    #[serde(default)]
    categories: bool,
    flags: Option<String>,
    query: Option<String>,
    rows_query: Option<String>,
    pub(super) by: Option<TableBy>,
    pub(super) period: Option<String>,
    pub(super) before: Option<String>,
    #[serde(default)]
    pub(super) change: String,
    #[serde(default)]
    pub(super) area: String,
    pub(super) rank: Option<RankPlan>,
    #[serde(default)]
    pub(super) parts: Vec<String>,
    #[serde(default)]
    pub(super) share_of: String,
    #[serde(default)]
    pub(super) printed_total: String,
    #[serde(default)]
    pub(super) rounding_because: String,
    #[serde(default)]
    pub(super) older_because: String,
    #[serde(default)]
    pub(super) extract: String,
    #[serde(default)]
    pub(super) open_data: bool,
    #[serde(default)]
    pub(super) caption: String,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) source: String,
    pub(super) chart: Option<ChartPlan>,
    pub(super) map: Option<MapPlan>,
}

impl Figure {
    /// The one place it comes from; what is wrong where there is none, or more than one.
    pub(super) fn from(&mut self) -> Result<From, String> {
        let mut found: Vec<(&str, From)> = Vec::new();
        if let Some(cells) = self.counts.take() {
            found.push(("counts", From::Counts(cells)));
        }
        if let Some(id) = self.measure.take() {
            found.push(("measure", From::Measure { id, rate: self.rate }));
        } else if self.rate {
            return Err("has `rate` without `measure`".to_owned());
        }
        if let Some(measure) = self.wards.take() {
            found.push(("wards", From::Wards { measure }));
        }
        if let Some(measure) = self.months.take() {
            found.push(("months", From::Months { measure }));
        }
        if self.categories {
            found.push(("categories", From::Categories));
        }
        if let Some(rule) = self.flags.take() {
            found.push(("flags", From::Flags { rule }));
        }
        match (self.query.take(), self.rows_query.take()) {
            (Some(query), Some(rows_query)) => found.push(("query", From::Query { query, rows_query })),
            (Some(_), None) => return Err("has `query` without `rows_query`, so nobody could list the rows behind it".to_owned()),
            (None, Some(_)) => return Err("has `rows_query` without `query`".to_owned()),
            (None, None) => {}
        }
        let keys = found.iter().map(|(key, _)| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
        match (found.pop(), found.is_empty()) {
            (Some((_, only)), true) => Ok(only),
            (Some(_), false) => Err(format!("comes from {keys}, and may come from one place only")),
            (None, _) => Err("does not say where it comes from".to_owned()),
        }
    }
}
