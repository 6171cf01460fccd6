//! Rows of the view `counts`, read once for many indicators; each value keeps the query and the rows that give it.

use super::months_in_words;
use crate::House;
use crate::assessment::{list, text};
use base::{Result, Trouble, Value};
use calendar::Month;
use intake::Holdings;
use plans::Measured;
use serde::Deserialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Where values stand: a data set and a measure, a part of it, an area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub data_set: String,
    pub measure: String,
    /// The part; the whole where none is named.
    #[serde(default)]
    pub category: String,
    /// The area by name or code.
    #[serde(default)]
    pub area: String,
}

/// A value with what it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The value.
    pub value: f64,
    /// Its first month.
    pub from: Month,
    /// Its last month.
    pub to: Month,
    /// The level of its area, as the table says it.
    pub level: String,
    /// The extracts behind it.
    pub extracts: Vec<String>,
    /// How many rows are behind it.
    pub rows: usize,
    /// The day its newest extract was received.
    pub received: String,
    /// The query that gives it.
    pub query: String,
    /// The query that lists the rows behind it.
    pub rows_query: String,
}

impl Reading {
    /// As the room compares it.
    pub(crate) fn measured(&self) -> Measured {
        Measured { value: self.value, months: months_of(self.from, self.to) }
    }
}

/// The share of a part in a whole, in percent to so many decimals, half up; none where there is no whole.
pub(crate) fn share_of(part: &Reading, whole: &Reading, decimals: u32) -> Option<Reading> {
    let percent = plans::share_percent(part.value, whole.value, decimals)?;
    let union: BTreeSet<String> = part.extracts.iter().chain(&whole.extracts).cloned().collect();
    Some(Reading {
        value: percent,
        extracts: union.into_iter().collect(),
        rows: part.rows + whole.rows,
        received: part.received.clone().max(whole.received.clone()),
        query: format!("SELECT 100.0 * ({}) / ({}) AS value", part.query, whole.query),
        rows_query: format!("SELECT * FROM ({}) AS part UNION ALL SELECT * FROM ({}) AS whole", part.rows_query, whole.rows_query),
        ..part.clone()
    })
}

/// How many months lie between two, both counted.
pub(crate) fn months_of(from: Month, to: Month) -> u32 {
    u32::try_from(to.months_since(from) + 1).unwrap_or_default()
}

struct Row {
    extract: String,
    data_set: String,
    measure: String,
    category: String,
    area_name: String,
    area_code: String,
    level: String,
    from: Month,
    to: Month,
    value: f64,
    line: i64,
}

/// The rows of some data sets and measures.
pub(crate) struct Facts {
    rows: Vec<Row>,
    /// Of each extract: the day it was received and its place in the register. The newest counts.
    age: BTreeMap<String, (String, usize)>,
}

/// Which area's rows count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The area of sources that name none.
    pub area: &'a str,
    /// Its code, where tables may have that alone; empty where it is not known.
    pub code: &'a str,
    /// Rows of tables that name no area count too.
    pub unnamed: bool,
    /// Values of parts of the period may be added up.
    pub additive: bool,
}

impl Facts {
    /// Reads every row of the sources' data sets and measures.
    pub async fn load(house: &House, holdings: &Holdings, sources: impl IntoIterator<Item = &Source>) -> Result<Self> {
        let pairs: BTreeSet<(&str, &str)> = sources.into_iter().map(|one| (one.data_set.as_str(), one.measure.as_str())).collect();
        let age = holdings.extracts.iter().enumerate();
        let age = age.map(|(at, one)| (one.facts.passport.extract.clone(), (one.facts.received.clone(), at))).collect();
        if pairs.is_empty() {
            return Ok(Self { rows: Vec::new(), age });
        }
        let asked: Vec<String> =
            pairs.iter().map(|(set, measure)| format!("(data_set = {} AND measure = {})", text(set), text(measure))).collect();
        let sql = format!(
            "SELECT extract, data_set, measure, category, area_name, area_code, level, period_from, period_to, value, source_row \
             FROM counts WHERE value IS NOT NULL AND ({}) ORDER BY data_set, measure, extract, source_row, period_from",
            asked.join(" OR ")
        );
        let table = house.ask(holdings, &sql).await?;
        let words = |row: &[Value], at: usize| row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let row = |row: &Vec<Value>| {
            Some(Row {
                extract: words(row, 0),
                data_set: words(row, 1),
                measure: words(row, 2),
                category: words(row, 3),
                area_name: words(row, 4),
                area_code: words(row, 5),
                level: words(row, 6),
                from: Month::parse(&words(row, 7)).ok()?,
                to: Month::parse(&words(row, 8)).ok()?,
                value: row.get(9).and_then(Value::as_real)?,
                line: row.get(10).and_then(Value::as_whole).unwrap_or_default(),
            })
        };
        let read: Option<Vec<Row>> = table.rows.iter().map(row).collect();
        let rows =
            read.ok_or_else(|| Trouble::failed("view-unreadable", "counts hold a row that cannot be read", "run `wardmote check`"))?;
        Ok(Self { rows, age })
    }

    /// The categories of a period in the order of their rows, of the first source that has any.
    pub fn categories(&self, sources: &[Source], wanted: Wanted<'_>, from: Month, to: Month) -> Vec<(Source, String)> {
        for source in sources {
            let mut rows: Vec<&Row> = self
                .rows
                .iter()
                .filter(|row| (row.from, row.to) == (from, to) && source.has(row, wanted) && !row.category.is_empty())
                .collect();
            let Some(newest) = rows.iter().map(|row| self.age_of(row)).max() else { continue };
            rows.retain(|row| self.age_of(row) == newest);
            rows.sort_by_key(|row| row.line);
            return rows
                .into_iter()
                .map(|row| (Source { category: row.category.clone(), ..source.clone() }, row.category.clone()))
                .collect();
        }
        Vec::new()
    }

    fn age_of(&self, row: &Row) -> (&str, usize) {
        self.age.get(&row.extract).map_or(("", 0), |(received, at)| (received.as_str(), *at))
    }

    /// The value of a period: of the source whose rows were received last, the first of them where several came together. None where
    /// several rows of a period stand side by side: [`Facts::lack`] says so.
    pub fn reading(&self, sources: &[Source], wanted: Wanted<'_>, from: Month, to: Month) -> Option<Reading> {
        let mut best: Option<((&str, usize), Reading)> = None;
        for source in sources {
            for level in self.levels(source, wanted, from, to) {
                let Some((age, reading)) = self.of_source(source, level, wanted, from, to) else { continue };
                if best.as_ref().is_none_or(|(known, _)| age > *known) {
                    best = Some((age, reading));
                }
            }
        }
        best.map(|(_, reading)| reading)
    }

    /// The newest period that ends by a month, with its value; the newest of all where no month is named.
    pub fn newest_until(&self, sources: &[Source], wanted: Wanted<'_>, until: Option<Month>) -> Option<Reading> {
        let in_time = |row: &&Row| until.is_none_or(|until| row.to <= until);
        let of = |row: &&Row| sources.iter().any(|source| source.is_of(row) && source.has(row, wanted));
        let newest = self.rows.iter().filter(in_time).filter(of).max_by_key(|row| (row.to, row.from))?;
        self.reading(sources, wanted, newest.from, newest.to)
    }

    /// Every value of so many months that ends by a month, oldest first: what a chart of it shows.
    pub fn series(&self, sources: &[Source], wanted: Wanted<'_>, months: u32, until: Month) -> Vec<(Month, Month, f64)> {
        let fits = |row: &&Row| row.to <= until && months_of(row.from, row.to) == months;
        let of = |row: &&Row| sources.iter().any(|source| source.is_of(row) && source.has(row, wanted));
        let periods: BTreeSet<(Month, Month)> = self.rows.iter().filter(fits).filter(of).map(|row| (row.from, row.to)).collect();
        let value = |(from, to): &(Month, Month)| self.reading(sources, wanted, *from, *to).map(|one| (*from, *to, one.value));
        periods.iter().filter_map(value).collect()
    }

    /// What is said where rows of a period are held and give no value: several of one level stand side by side.
    pub fn lack(&self, sources: &[Source], wanted: Wanted<'_>, from: Month, to: Month) -> Option<String> {
        let parts = |source: &Source, level: &str| self.parts(source, level, wanted, from, to).unwrap_or_default();
        let several = |source: &&Source| {
            self.levels(source, wanted, from, to).into_iter().any(|level| parts(source, level).iter().any(|rows| rows.len() > 1))
        };
        sources.iter().find(several).map(|source| {
            let when = months_in_words(from, to);
            format!(
                "several rows of `{}` of `{}` are held for {when}, and nothing says which of them counts",
                source.measure, source.data_set
            )
        })
    }

    /// The levels of area of a source's rows within a period, in the order of the rows. Values of two levels are never one sum.
    fn levels(&self, source: &Source, wanted: Wanted<'_>, from: Month, to: Month) -> Vec<&str> {
        let mut levels: Vec<&str> = Vec::new();
        for row in self.rows.iter().filter(|row| source.is_within(row, wanted, from, to)) {
            if !levels.contains(&row.level.as_str()) {
                levels.push(&row.level);
            }
        }
        levels
    }

    /// The rows of one level that make up a period: for each part of it those that were received last. None where they leave a gap.
    fn parts(&self, source: &Source, level: &str, wanted: Wanted<'_>, from: Month, to: Month) -> Option<Vec<Vec<&Row>>> {
        let mut by_period: BTreeMap<(Month, Month), Vec<&Row>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.level == level && source.is_within(row, wanted, from, to)) {
            let kept = by_period.entry((row.from, row.to)).or_default();
            match kept.first().map(|first| self.age_of(row).cmp(&self.age_of(first))) {
                Some(Ordering::Less) => {}
                Some(Ordering::Greater) => *kept = vec![row],
                Some(Ordering::Equal) | None => kept.push(row),
            }
        }
        let periods: BTreeSet<(Month, Month)> = by_period.keys().copied().collect();
        let chosen = if periods.contains(&(from, to)) {
            vec![(from, to)]
        } else if wanted.additive {
            tiles(&periods, from, to)?
        } else {
            return None;
        };
        Some(chosen.iter().filter_map(|period| by_period.remove(period)).collect())
    }

    /// The value that a source gives at a level, with the query of exactly its rows.
    fn of_source(&self, source: &Source, level: &str, wanted: Wanted<'_>, from: Month, to: Month) -> Option<((&str, usize), Reading)> {
        let parts = self.parts(source, level, wanted, from, to)?;
        if parts.iter().any(|rows| rows.len() != 1) {
            return None;
        }
        let rows: Vec<&Row> = parts.into_iter().flatten().collect();
        let newest = rows.iter().map(|row| self.age_of(row)).max()?;
        let extracts: BTreeSet<String> = rows.iter().map(|row| row.extract.clone()).collect();
        // Each period with its own extract: another of them may hold the period too, and was received earlier.
        let names: Vec<String> = rows.iter().map(|row| format!("{} {}..{}", row.extract, row.from, row.to)).collect();
        let of_level = if level.is_empty() { "(level IS NULL OR level = '')".to_owned() } else { format!("level = {}", text(level)) };
        let condition = format!(
            "{} AND {of_level} AND extract || ' ' || period_from || '..' || period_to IN ({}) AND value IS NOT NULL",
            source.condition(wanted),
            list(names.iter().map(String::as_str))
        );
        let reading = Reading {
            value: rows.iter().map(|row| row.value).sum(),
            from,
            to,
            level: level.to_owned(),
            extracts: extracts.into_iter().collect(),
            rows: rows.len(),
            received: newest.0.to_owned(),
            query: format!("SELECT SUM(value) AS value FROM counts WHERE {condition}"),
            rows_query: format!("SELECT *, value AS contribution FROM counts WHERE {condition} ORDER BY period_from, source_row"),
        };
        Some((newest, reading))
    }
}

impl Source {
    /// A row of this data set, measure and category.
    fn is_of(&self, row: &Row) -> bool {
        row.data_set == self.data_set && row.measure == self.measure && row.category == self.category
    }

    /// A row of this data set, measure and area.
    fn has(&self, row: &Row, wanted: Wanted<'_>) -> bool {
        let area = self.area_in(wanted);
        let here = area == row.area_name || area == row.area_code || (!row.area_code.is_empty() && self.code_in(wanted) == row.area_code);
        let nowhere = wanted.unnamed && row.area_name.is_empty() && row.area_code.is_empty();
        row.data_set == self.data_set && row.measure == self.measure && (here || nowhere)
    }

    /// A row of this data set, measure, category and area whose months lie within others.
    fn is_within(&self, row: &Row, wanted: Wanted<'_>, from: Month, to: Month) -> bool {
        self.is_of(row) && self.has(row, wanted) && from <= row.from && row.to <= to
    }

    fn area_in<'a>(&'a self, wanted: Wanted<'a>) -> &'a str {
        if self.area.is_empty() { wanted.area } else { &self.area }
    }

    fn code_in<'a>(&self, wanted: Wanted<'a>) -> &'a str {
        if self.area.is_empty() { wanted.code } else { "" }
    }

    fn condition(&self, wanted: Wanted<'_>) -> String {
        let category = if self.category.is_empty() {
            "(category IS NULL OR category = '')".to_owned()
        } else {
            format!("category = {}", text(&self.category))
        };
        let area = text(self.area_in(wanted));
        let code = self.code_in(wanted);
        let code = if code.is_empty() { String::new() } else { format!(" OR area_code = {}", text(code)) };
        let nowhere = if wanted.unnamed { " OR (area_name IS NULL AND area_code IS NULL)" } else { "" };
        format!(
            "data_set = {} AND measure = {} AND {category} AND (area_name = {area} OR area_code = {area}{code}{nowhere})",
            text(&self.data_set),
            text(&self.measure)
        )
    }
}

/// Periods that make up the one asked for without gap or overlap, the longest first tried; none where there are no such.
fn tiles(periods: &BTreeSet<(Month, Month)>, from: Month, to: Month) -> Option<Vec<(Month, Month)>> {
    // From the end: whatever reaches it from a month on is found once for that month.
    let mut reach: BTreeMap<Month, Vec<(Month, Month)>> = BTreeMap::new();
    reach.insert(to.next(), Vec::new());
    for month in from.through(to).collect::<Vec<_>>().into_iter().rev() {
        let ends = periods.range((month, month)..=(month, to)).rev();
        let found = ends.filter(|(begin, _)| *begin == month).find_map(|(begin, end)| {
            let mut rest = reach.get(&end.next())?.clone();
            rest.push((*begin, *end));
            Some(rest)
        });
        if let Some(found) = found {
            reach.insert(month, found);
        }
    }
    let mut found = reach.remove(&from)?;
    found.reverse();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_share_is_rounded_once_and_opens_to_both_parts() {
        let reading = |value, extract: &str| Reading {
            value,
            from: month("2011-01"),
            to: month("2011-03"),
            level: "county".to_owned(),
            extracts: vec![extract.to_owned()],
            rows: 1,
            received: "2011-04-26".to_owned(),
            query: "SELECT 1".to_owned(),
            rows_query: "SELECT 1".to_owned(),
        };
        let share = share_of(&reading(35.0, "b"), &reading(104.0, "a"), 1).unwrap();
        assert_eq!((share.value, share.rows, share.extracts), (33.7, 2, vec!["a".to_owned(), "b".to_owned()]));
        assert!(share_of(&reading(35.0, "b"), &reading(0.0, "a"), 1).is_none());
    }

    fn row(extract: &str, level: &str, period: (&str, &str), value: f64) -> Row {
        Row {
            extract: extract.to_owned(),
            data_set: "series".to_owned(),
            measure: "crimes".to_owned(),
            category: String::new(),
            area_name: "Riverside".to_owned(),
            area_code: String::new(),
            level: level.to_owned(),
            from: month(period.0),
            to: month(period.1),
            value,
            line: 2,
        }
    }

    #[test]
    fn a_value_and_its_query_are_of_the_same_rows() {
        let (first, second) = (("2010-04", "2010-09"), ("2010-10", "2011-03"));
        let rows = vec![
            row("old", "district", first, 10.0),
            row("old", "district", second, 20.0),
            row("new", "district", second, 21.0),
            row("new", "ward", second, 5.0),
        ];
        let age = [("old", "2011-04-01", 0), ("new", "2011-05-01", 1)];
        let age = age.map(|(extract, received, at)| (extract.to_owned(), (received.to_owned(), at)));
        let mut facts = Facts { rows, age: age.into_iter().collect() };
        let sources =
            [Source { data_set: "series".to_owned(), measure: "crimes".to_owned(), category: String::new(), area: String::new() }];
        let wanted = Wanted { area: "Riverside", code: "", unnamed: false, additive: true };
        let year = facts.reading(&sources, wanted, month("2010-04"), month("2011-03")).unwrap();
        assert_eq!((year.value, year.rows, year.level.as_str(), year.received.as_str()), (31.0, 2, "district", "2011-05-01"));
        // The earlier value of the second half and the value of the ward are in neither.
        for words in ["level = 'district'", "IN ('old 2010-04..2010-09', 'new 2010-10..2011-03')"] {
            assert!(year.query.contains(words) && year.rows_query.contains(words), "{}", year.query);
        }
        assert_eq!(facts.lack(&sources, wanted, month("2010-04"), month("2011-03")), None);
        // Two rows of one period and level: neither is taken, nor both, and it is said.
        facts.rows.push(row("new", "district", second, 22.0));
        assert!(facts.reading(&sources, wanted, month("2010-04"), month("2011-03")).is_none());
        let lack = facts.lack(&sources, wanted, month("2010-04"), month("2011-03"));
        let said = "several rows of `crimes` of `series` are held for April 2010 to March 2011, and nothing says which of them counts";
        assert_eq!(lack.as_deref(), Some(said));
    }

    #[test]
    fn parts_make_up_a_period_without_gap_or_overlap() {
        let of = |spans: &[(&str, &str)]| spans.iter().map(|(from, to)| (month(from), month(to))).collect::<BTreeSet<_>>();
        let year = |spans: &[(&str, &str)]| tiles(&of(spans), month("2010-04"), month("2011-03")).map(|found| found.len());
        let quarters = [("2010-04", "2010-06"), ("2010-07", "2010-09"), ("2010-10", "2010-12"), ("2011-01", "2011-03")];
        assert_eq!(year(&quarters), Some(4));
        assert_eq!(year(&quarters[1..]), None);
        let mut more = quarters.to_vec();
        more.push(("2010-04", "2010-09"));
        more.push(("2010-05", "2011-03"));
        assert_eq!(year(&more), Some(3));
        assert_eq!(year(&[("2010-04", "2010-10"), ("2010-10", "2011-03")]), None);
    }
}
