//! A figure of a paper with its facts, its records and what its table prints besides.

use base::Value;
use evidence::Verdict;
use narrative::{Fact, FactRow};
use serde_json::{Value as Json, json};
use store::FigureRecord;

/// What a row of a table prints besides its value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Beside {
    /// The value in the period compared with.
    pub before: Option<f64>,
    /// What the test says of the two.
    pub verdict: Option<Verdict>,
}

/// A figure of a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// As prose may refer to it.
    pub fact: Fact,
    /// As the record keeps it: the figure itself first, then what is derived from it.
    pub records: Vec<FigureRecord>,
    /// Beside each row, where the table compares.
    pub beside: Vec<Beside>,
    /// What the first column of the table is headed with.
    pub head: &'static str,
}

impl Resolved {
    /// The extracts behind it.
    pub fn extracts(&self) -> impl Iterator<Item = &str> {
        self.records.iter().flat_map(|record| record.extracts.iter().map(String::as_str))
    }
}

/// A record of a figure, its value and queries yet to be given.
pub fn blank_record(fact: &Fact, kind: &str, rules: &[String], extracts: Vec<String>) -> FigureRecord {
    FigureRecord {
        id: fact.id.clone(),
        title: fact.title.clone(),
        kind: kind.to_owned(),
        unit: fact.unit.clone(),
        period: fact.period.as_data(),
        area: fact.area.code.clone(),
        value: None,
        rows: None,
        rules: rules.to_vec(),
        extracts,
        query: String::new(),
        rows_query: String::new(),
    }
}

/// A number as a whole number, where it is one that is held exactly.
pub fn whole(value: f64) -> Option<i64> {
    if value.fract() == 0.0 && value.abs() < 9e15 { format!("{value:.0}").parse().ok() } else { None }
}

/// A number as JSON has it: whole where it is whole.
pub fn number(value: Option<f64>) -> Json {
    match (value, value.and_then(whole)) {
        (_, Some(whole)) => json!(whole),
        (Some(value), None) => json!(value),
        (None, None) => Json::Null,
    }
}

/// A number as a cell of a workbook.
pub fn cell(value: Option<f64>) -> Value {
    match (value, value.and_then(whole)) {
        (_, Some(whole)) => Value::Whole(whole),
        (Some(value), None) => Value::Real(value),
        (None, None) => Value::Missing,
    }
}

/// Rows of a table as `figures.json` has them.
pub fn rows_json(rows: &[FactRow], beside: &[Beside]) -> Json {
    let line = |(at, row): (usize, &FactRow)| {
        let mut object = serde_json::Map::new();
        object.insert("name".into(), row.name.clone().into());
        if let Some(area) = row.area.as_ref().filter(|area| area.code != area.name) {
            object.insert("area".into(), area.code.clone().into());
        }
        if let Some(period) = row.period {
            object.insert("period".into(), period.as_data().into());
        }
        object.insert("value".into(), number(row.value));
        if let Some(beside) = beside.get(at) {
            object.insert("before".into(), number(beside.before));
            object.insert("verdict".into(), beside.verdict.map_or(Json::Null, |v| v.as_str().into()));
        }
        Json::Object(object)
    };
    Json::Array(rows.iter().enumerate().map(line).collect())
}

/// By what prose refers to a row: lower case, letters and digits, single hyphens.
pub fn slug(name: &str) -> String {
    evidence::measures::slug(name)
}

/// How many decimals values need, two at the most.
pub fn decimals_of(values: impl IntoIterator<Item = f64>) -> u32 {
    let need = |value: f64| [(0, 1.0), (1, 10.0)].into_iter().find(|(_, scale)| (value * scale).fract().abs() < 1e-9).map_or(2, |(d, _)| d);
    values.into_iter().map(need).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_those_the_values_have() {
        assert_eq!((decimals_of([3.0]), decimals_of([3.0, 10.3]), decimals_of([13.03]), decimals_of([1.0 / 3.0])), (0, 1, 2, 2));
    }
}
