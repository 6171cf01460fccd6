//! Cells of tables of counts: read once for a whole paper, added up in memory, and written as the queries that give the same.

use crate::House;
use crate::assessment::{list, text};
use base::{Result, Table, Value};
use intake::Holdings;
use narrative::{CellsOf, PlaceName, Span};
use std::collections::{BTreeMap, BTreeSet};

/// One cell of a table of counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub extract: String,
    pub data_set: String,
    pub measure: String,
    pub category: String,
    pub level: String,
    pub area_code: String,
    pub area_name: String,
    pub period: String,
    /// The period as months, where it is whole months.
    pub span: Option<Span>,
    pub value: Option<f64>,
    pub unit: String,
    pub suppressed: bool,
}

/// Every cell of some data sets.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    by_set: BTreeMap<String, Vec<Counted>>,
}

/// Which cells a figure adds up.
#[derive(Debug, Clone, Copy)]
pub struct Pick<'a> {
    /// Data set, measure, categories, level.
    pub of: &'a CellsOf,
    /// The area, where it is one.
    pub area: Option<&'a PlaceName>,
    /// The period, where it is one.
    pub period: Option<Span>,
}

impl Cells {
    /// Reads the cells of these data sets in one question.
    pub async fn read(house: &House, holdings: &Holdings, sets: &BTreeSet<&str>) -> Result<Self> {
        if sets.is_empty() || holdings.of(intake::Kind::AreaCounts).next().is_none() {
            return Ok(Self::default());
        }
        let sql = format!(
            "SELECT extract, data_set, measure, category, level, area_code, area_name, period, period_from, period_to, value, unit, suppressed \
             FROM counts WHERE data_set IN ({}) ORDER BY data_set, measure, period, source_row, extract",
            list(sets.iter().copied())
        );
        Ok(Self::of(&house.ask(holdings, &sql).await?))
    }

    fn of(table: &Table) -> Self {
        let mut by_set: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
        for row in &table.rows {
            let words = |at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
            let span = Span::parse(&format!("{}..{}", words(8), words(9)));
            let cell = Counted {
                extract: words(0),
                data_set: words(1),
                measure: words(2),
                category: words(3),
                level: words(4),
                area_code: words(5),
                area_name: words(6),
                period: words(7),
                span,
                value: row.get(10).and_then(Value::as_real),
                unit: words(11),
                suppressed: matches!(row.get(12), Some(Value::Flag(true))),
            };
            by_set.entry(cell.data_set.clone()).or_default().push(cell);
        }
        Self { by_set }
    }

    /// The cells of a pick.
    pub fn picked<'a>(&'a self, pick: &Pick<'_>) -> Vec<&'a Counted> {
        let cells = self.by_set.get(&pick.of.data_set).map_or(&[][..], Vec::as_slice);
        cells.iter().filter(|cell| pick.takes(cell)).collect()
    }

    /// The area that data call by this code or name.
    pub fn place(&self, wanted: &str) -> Option<PlaceName> {
        let found = self.by_set.values().flatten().find(|c| c.area_code == wanted || c.area_name.eq_ignore_ascii_case(wanted))?;
        Some(found.place())
    }
}

impl Counted {
    /// The area as prose names it; one the lookups do not know goes by its name.
    pub fn place(&self) -> PlaceName {
        let code = if self.area_code.is_empty() { &self.area_name } else { &self.area_code };
        PlaceName { code: code.clone(), name: self.area_name.clone() }
    }
}

impl Pick<'_> {
    fn takes(&self, cell: &Counted) -> bool {
        let of = self.of;
        let area = self.area.is_none_or(|area| is(cell, area)) && (of.area.is_empty() || cell.area_name.eq_ignore_ascii_case(&of.area));
        let category = (of.category.is_empty() || cell.category == of.category)
            && (of.categories.is_empty() || of.categories.contains(&cell.category));
        cell.measure == of.measure
            && category
            && (of.level.is_empty() || cell.level == of.level)
            && area
            && self.period.is_none_or(|period| cell.span == Some(period))
    }

    /// The condition that says the same in SQL.
    pub fn condition(&self) -> String {
        let of = self.of;
        let mut parts = vec![format!("data_set = {}", text(&of.data_set)), format!("measure = {}", text(&of.measure))];
        if !of.category.is_empty() {
            parts.push(format!("category = {}", text(&of.category)));
        }
        if !of.categories.is_empty() {
            parts.push(format!("category IN ({})", list(of.categories.iter().map(String::as_str))));
        }
        if !of.level.is_empty() {
            parts.push(format!("level = {}", text(&of.level)));
        }
        if !of.area.is_empty() {
            parts.push(format!("lower(area_name) = {}", text(&of.area.to_lowercase())));
        }
        if let Some(area) = self.area {
            parts.push(format!("(area_code = {} OR lower(area_name) = {})", text(&area.code), text(&area.name.to_lowercase())));
        }
        if let Some(period) = self.period {
            parts.push(format!("period_from = '{}' AND period_to = '{}'", period.first, period.last));
        }
        parts.join(" AND ")
    }
}

fn is(cell: &Counted, area: &PlaceName) -> bool {
    cell.area_code == area.code || cell.area_name.eq_ignore_ascii_case(&area.name)
}

/// The sum of cells; nothing where there is none, or where one of them is not known.
pub fn sum<'a>(cells: impl IntoIterator<Item = &'a Counted>) -> Option<f64> {
    let mut total = None;
    for cell in cells {
        total = Some(total.unwrap_or(0.0) + cell.value?);
    }
    // Sums of what was printed with a few decimals: the last bits of floating point are not the paper's.
    total.map(|sum: f64| (sum * 1e6).round() / 1e6)
}

/// The extracts of cells, once each.
pub fn extracts<'a>(cells: impl IntoIterator<Item = &'a Counted>) -> Vec<String> {
    cells.into_iter().map(|cell| cell.extract.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The query of a sum and the query of the rows behind it.
pub fn sum_queries(condition: &str) -> (String, String) {
    (
        format!("SELECT {WHOLE_SUM} AS value FROM counts WHERE {condition}"),
        format!("{} AS contribution FROM counts WHERE {condition} ORDER BY {ROWS}", listed("value")),
    )
}

/// The beginning of a query that lists rows of counts and what each adds.
pub fn listed(adds: &str) -> String {
    format!("SELECT extract, data_set, area_name, measure, category, period, source_row, {adds}")
}

/// A sum that is not known where one of its cells is not, as [`sum`] gives it.
pub const WHOLE_SUM: &str = "CASE WHEN COUNT(*) = COUNT(value) THEN ROUND(SUM(value), 6) END";

/// A stable order of rows of counts.
pub const ROWS: &str = "data_set, measure, period, source_row, extract";

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    fn counted(area: &str, value: Option<f64>) -> Counted {
        Counted {
            extract: "ac-1".into(),
            data_set: "set".into(),
            measure: "cases".into(),
            category: String::new(),
            level: "district".into(),
            area_code: String::new(),
            area_name: area.into(),
            period: "2018-11 to 2019-10".into(),
            span: Span::parse("2018-11..2019-10"),
            value,
            unit: "cases".into(),
            suppressed: value.is_none(),
        }
    }

    #[test]
    fn a_sum_over_what_is_not_known_is_not_known() {
        assert_eq!(sum([&counted("A", Some(0.1)), &counted("B", Some(0.2))]), Some(0.3));
        assert_eq!(sum([&counted("A", Some(1.0)), &counted("B", None)]), None);
        assert_eq!(sum([]), None);
    }

    #[test]
    fn a_pick_takes_in_memory_what_its_condition_says() {
        let of = CellsOf {
            data_set: "set".into(),
            measure: "cases".into(),
            category: String::new(),
            categories: Vec::new(),
            level: "district".into(),
            area: String::new(),
        };
        let area = PlaceName { code: "E07000012".into(), name: "King's Ripton".into() };
        let pick = Pick { of: &of, area: Some(&area), period: Span::parse("2018-11 to 2019-10") };
        assert!(pick.takes(&counted("king's ripton", Some(1.0))));
        assert!(!pick.takes(&counted("Elsewhere", Some(1.0))));
        assert_eq!(
            pick.condition(),
            "data_set = 'set' AND measure = 'cases' AND level = 'district' AND (area_code = 'E07000012' OR lower(area_name) = 'king''s ripton') \
             AND period_from = '2018-11' AND period_to = '2019-10'"
        );
    }
}
