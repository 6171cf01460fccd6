//! What rates are over: residents or households of each area, with their year and extract.

use crate::House;
use crate::assessment::{list, text};
use base::{Result, Value};
use evidence::catalogue::Denominator;
use evidence::{Changes, Residents};
use intake::Holdings;
use std::collections::{BTreeMap, BTreeSet};

/// One set of estimates: extract, level and year.
type Set<'a> = (&'a str, &'a str, Option<i64>);
/// Areas with what was found for each.
type Members<'a> = Vec<(&'a String, &'a evidence::Denominator)>;

/// What the rates of some areas are over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Over {
    by_area: BTreeMap<String, evidence::Denominator>,
    view: &'static str,
    column: &'static str,
}

impl Over {
    /// The number of an area.
    pub fn of(&self, code: &str) -> Option<u64> {
        self.by_area.get(code).map(|found| found.residents)
    }

    /// The year of an area's number.
    pub fn year(&self, code: &str) -> Option<i64> {
        self.by_area.get(code).and_then(|found| found.year)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.by_area.is_empty()
    }

    /// The extracts they come from.
    pub fn extracts(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.by_area.values().map(|found| &found.extract).collect();
        all.into_iter().cloned().collect()
    }

    /// The years they are of, as data.
    pub fn period(&self) -> String {
        let years: BTreeSet<i64> = self.by_area.values().filter_map(|found| found.year).collect();
        if years.is_empty() { "year not stated".to_owned() } else { years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
    }

    /// The query that gives them: `area_code` and `value`.
    pub fn query(&self) -> String {
        let mut sets: BTreeMap<Set<'_>, Members<'_>> = BTreeMap::new();
        for (code, found) in &self.by_area {
            sets.entry((&found.extract, &found.level, found.year)).or_default().push((code, found));
        }
        let of_set = |((extract, level, year), areas): (&Set<'_>, &Members<'_>)| {
            let codes: BTreeSet<&str> = areas.iter().flat_map(|(_, found)| found.codes.iter().map(String::as_str)).collect();
            let year = year.map_or_else(|| "year IS NULL".to_owned(), |year| format!("year = {year}"));
            let itself = areas.iter().all(|(code, found)| found.codes.len() == 1 && found.codes.first() == Some(code));
            let area = if itself {
                "area_code".to_owned()
            } else {
                let cases: Vec<String> = areas
                    .iter()
                    .map(|(code, found)| {
                        format!("WHEN area_code IN ({}) THEN {}", list(found.codes.iter().map(String::as_str)), text(code))
                    })
                    .collect();
                format!("CASE {} END", cases.join(" "))
            };
            format!(
                "SELECT area AS area_code, SUM(number) AS value FROM (SELECT {area} AS area, {} AS number FROM {} WHERE extract = {} \
                 AND level = {} AND {year} AND area_code IN ({})) one GROUP BY area",
                self.column,
                self.view,
                text(extract),
                text(level),
                list(codes.into_iter())
            )
        };
        sets.iter().map(of_set).collect::<Vec<_>>().join(" UNION ALL ")
    }
}

/// Areas with the LSOAs each is made of, in one vintage.
pub(crate) type Composition = BTreeMap<String, BTreeSet<String>>;

/// What the areas' rates are over. Districts and wards as printed for them, otherwise as the sum of their LSOAs; others as that
/// sum.
pub(crate) async fn denominators(
    house: &House,
    holdings: &Holdings,
    kind: Denominator,
    vintage: &str,
    areas: &Composition,
) -> Result<Over> {
    let (view, column) = match kind {
        Denominator::Residents => ("populations", "population"),
        Denominator::Households => ("households", "households"),
        Denominator::None => return Ok(Over::default()),
    };
    let mut codes: BTreeSet<&str> = areas.keys().map(String::as_str).collect();
    codes.extend(areas.values().flatten().map(String::as_str));
    if codes.is_empty() {
        return Ok(Over::default());
    }
    let sql = format!(
        "SELECT extract, level, vintage, area_code, year, {column} FROM {view} WHERE area_code IN ({}) ORDER BY extract, level, vintage, \
         area_code, year",
        list(codes.into_iter())
    );
    let table = house.ask(holdings, &sql).await?;
    let words = |row: &Vec<Value>, at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
    let mut rows: Vec<Residents> = table
        .rows
        .iter()
        .filter_map(|row| {
            Some(Residents {
                extract: words(row, 0),
                level: words(row, 1),
                vintage: row.get(2).and_then(Value::as_text).map(str::to_owned),
                area_code: words(row, 3),
                year: row.get(4).and_then(Value::as_whole),
                residents: row.get(5)?.as_whole()?,
            })
        })
        .collect();
    let mut by_area = evidence::ward_residents(vintage, areas, &rows, &Changes::default());
    // Districts are printed at a level of their own.
    rows.retain(|row| row.level == "district");
    for code in areas.keys() {
        if let Some(found) = evidence::district_residents(code, &rows, &[]) {
            by_area.insert(code.clone(), found);
        }
    }
    Ok(Over { by_area, view, column })
}
