//! The months of a measure in one place, counted alike: the same forces in every month, so that months and years can be
//! held against each other.

use super::places::{AreaLevel, Within};
use super::rows::{Cell, Source, coverage, placement};
use super::{ValuesAsk, chosen, lookup_extracts, period_text, values, words};
use crate::House;
use crate::assessment::{list, text};
use base::{Result, Trouble, Value};
use calendar::Month;
use evidence::catalogue::{Catalogue, Counted, CountsHow, Measure};
use intake::Holdings;
use std::collections::{BTreeMap, BTreeSet};

/// Months that are there, and what was counted in each.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Months {
    /// The value of each month that is there; a missing month has none.
    pub by_month: BTreeMap<Month, f64>,
    /// The same by part of a composite: the part's category.
    pub by_part: BTreeMap<String, BTreeMap<Month, f64>>,
    /// Whether a value is a number of events; otherwise it is an average.
    pub events: bool,
    /// The extracts of each month.
    extracts: BTreeMap<Month, BTreeSet<String>>,
    lookups: BTreeSet<String>,
    /// What gives it: view, value, condition but for the months, and the column of the month.
    view: &'static str,
    value: &'static str,
    condition: String,
    month: &'static str,
}

impl Months {
    /// The query that gives the value of some months together.
    pub fn query(&self, months: &[Month]) -> String {
        format!("SELECT {} AS value FROM {} WHERE {}{}", self.value, self.view, self.condition, self.of(months))
    }

    /// The same for one part of a composite.
    pub fn part_query(&self, category: &str, months: &[Month]) -> String {
        format!("{} AND category = {}", self.query(months), text(category))
    }

    /// The query that gives each month.
    pub fn series_query(&self, months: &[Month]) -> String {
        let (month, of) = (self.month, self.of(months));
        format!(
            "SELECT {month} AS month, {} AS value FROM {} WHERE {}{of} GROUP BY {month} ORDER BY {month}",
            self.value, self.view, self.condition
        )
    }

    fn of(&self, months: &[Month]) -> String {
        let names: Vec<String> = months.iter().map(ToString::to_string).collect();
        format!(" AND {} IN ({})", self.month, list(names.iter().map(String::as_str)))
    }

    /// The extracts behind some months.
    pub fn extracts_of(&self, months: &[Month]) -> Vec<String> {
        let of: BTreeSet<&String> = months.iter().filter_map(|month| self.extracts.get(month)).flatten().chain(&self.lookups).collect();
        of.into_iter().cloned().collect()
    }
}

/// The level of a place by its code.
pub(crate) async fn level_of(house: &House, holdings: &Holdings, code: &str) -> Result<AreaLevel> {
    let all = crate::areas::areas(house, holdings).await?;
    let is = |of: fn(&geography::AreaRow) -> Option<&str>| all.iter().any(|area| of(area) == Some(code));
    Ok(if is(|area| area.lad_code.as_deref()) {
        AreaLevel::District
    } else if is(|area| area.ward_code.as_deref()) {
        AreaLevel::Ward
    } else if is(|area| area.csp_code.as_deref()) {
        AreaLevel::Partnership
    } else if is(|area| area.pfa_code.as_deref()) {
        AreaLevel::Force
    } else {
        Within::find(&all, code).map(|_| AreaLevel::District)?
    })
}

/// The months of a measure in a place, from one month to another.
pub(crate) async fn months(house: &House, holdings: &Holdings, measure: &Measure, within: &str, from: Month, to: Month) -> Result<Months> {
    let all = crate::areas::areas(house, holdings).await?;
    let place = Within::find(&all, within)?;
    let counts = chosen(measure, holdings);
    match counts {
        Counted::Deprivation { .. } => Ok(Months::default()),
        Counted::Counts { how, .. } => of_counts(house, holdings, measure, counts, *how, &place, from, to).await,
        _ => of_rows(house, holdings, measure, counts, &place, from, to).await,
    }
}

/// The forces, data sets and months that may be counted together.
async fn of_rows(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    within: &Within<'_>,
    from: Month,
    to: Month,
) -> Result<Months> {
    let source = Source::of(measure, counts)?;
    let units: Vec<_> = source.units(holdings).into_iter().filter(|u| u.month.is_some_and(|m| from <= m && m <= to)).collect();
    if units.is_empty() {
        return Ok(Months { events: true, ..Months::default() });
    }
    let lads = within.lads();
    let mut place = format!("lad_code IN ({})", list(lads.iter().map(String::as_str)));
    if within.is_ward() {
        place = format!("{place} AND ward_code = {}", text(&within.code));
    }
    let parted = matches!(counts, Counted::Parts);
    let category = if parted { "category" } else { "''" };
    let group = if parted { ", category" } else { "" };
    let sql = format!(
        "SELECT month, lad_code, force, {category} AS part, COUNT(*) AS rows_ FROM {} WHERE {}month BETWEEN '{from}' AND '{to}' AND {place} \
         GROUP BY month, lad_code, force{group} ORDER BY month, lad_code, force{group}",
        source.view,
        source.and()
    );
    let table = house.ask(holdings, &sql).await?;
    if table.rows.is_empty() && source.places_none(house, holdings, from, to).await? {
        return Ok(Months { events: true, ..Months::default() });
    }
    let mut cells: Vec<(Month, String, Cell)> = Vec::new();
    for row in &table.rows {
        let (month, rows) = (Month::parse(&words(row, 0)).ok(), row.get(4).and_then(Value::as_whole).and_then(|n| u64::try_from(n).ok()));
        let Some((month, rows)) = month.zip(rows) else {
            return Err(Trouble::failed("view-unreadable", "counts of rows hold a number that cannot be read", "run `wardmote check`"));
        };
        let (lad, force) = (words(row, 1), words(row, 2));
        cells.push((month, words(row, 3), Cell { vintage: String::new(), area: lad.clone(), lad, force, rows }));
    }
    let bare: Vec<Cell> = cells.iter().map(|(_, _, cell)| cell.clone()).collect();
    // First which months every district's own force has, then which others have all of those.
    let own = coverage(&source, &units, &bare, within, &lads, &[]);
    let common = own.values().map(|found| found.months.clone()).reduce(|a, b| a.intersection(&b).copied().collect()).unwrap_or_default();
    let expected: Vec<Month> = common.iter().copied().collect();
    let counted = coverage(&source, &units, &bare, within, &lads, &expected);
    let mut out = Months {
        by_month: common.iter().map(|month| (*month, 0.0)).collect(),
        events: true,
        view: source.view,
        value: "COUNT(*)",
        month: "month",
        lookups: lookup_extracts(holdings),
        ..Months::default()
    };
    for (month, part, cell) in &cells {
        let counts = counted.get(&cell.lad).is_some_and(|found| found.forces.contains(&cell.force));
        let Some(sum) = out.by_month.get_mut(month).filter(|_| counts) else { continue };
        *sum += cell.rows as f64;
        if parted {
            *out.by_part.entry(part.clone()).or_default().entry(*month).or_default() += cell.rows as f64;
        }
    }
    if parted {
        for category in parts_of(measure)? {
            let part = out.by_part.entry(category).or_default();
            for month in &common {
                part.entry(*month).or_default();
            }
        }
    }
    for unit in &units {
        let used = source.data_set.is_some() || counted.values().any(|found| found.forces.contains(&unit.force));
        if let Some(month) = unit.month.filter(|_| used) {
            out.extracts.entry(month).or_default().insert(unit.extract.clone());
        }
    }
    let by_forces = if source.data_set.is_some() { String::new() } else { placement(&counted) };
    let by_forces = if by_forces.is_empty() { by_forces } else { format!(" AND {by_forces}") };
    out.condition = format!("{}{place}{by_forces}", source.and());
    Ok(out)
}

/// The categories a composite adds up.
fn parts_of(measure: &Measure) -> Result<Vec<String>> {
    let parts = Catalogue::builtin()?.parts_of(measure);
    Ok(parts.into_iter().filter_map(category_of).collect())
}

/// The one category of a street measure.
pub(crate) fn category_of(measure: &Measure) -> Option<String> {
    match &measure.counts {
        Counted::Street { filter: evidence::measures::Filter::Is(category) } => Some(category.clone()),
        _ => None,
    }
}

/// Counts that come month by month; none where the holder counts longer periods.
#[allow(clippy::too_many_arguments)]
async fn of_counts(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    how: CountsHow,
    within: &Within<'_>,
    from: Month,
    to: Month,
) -> Result<Months> {
    let singles: Vec<Month> = super::counts::periods_held(house, holdings, counts, within)
        .await?
        .into_iter()
        .filter_map(|(first, last)| (first == last && from <= first && last <= to).then_some(first))
        .collect();
    let mut out = Months { events: how == CountsHow::Sum, ..Months::default() };
    let level = level_of(house, holdings, &within.code).await?;
    for month in singles {
        let ask = ValuesAsk { level, within: within.code.clone(), from: month, to: month, edition: None };
        let found = values(house, holdings, measure, &ask).await?;
        let own = found.areas.iter().find(|area| area.code == within.code);
        if let Some(value) = own.filter(|area| !area.at_least).and_then(|area| area.value) {
            out.by_month.insert(month, value);
            out.extracts.insert(month, found.extracts.iter().cloned().collect());
            if out.view.is_empty() {
                out.view = "counts";
                out.month = "period_from";
                out.value = "SUM(value)";
                out.condition = found.condition_of(&within.code, month);
            }
        }
    }
    Ok(out)
}

/// The period of a measure that ends with a month: twelve months, or of counts that are made for longer or shorter ones the
/// longest that is held.
pub(crate) async fn period_ending(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    within: &str,
    ending: Month,
) -> Result<(Month, Month)> {
    let year = (ending.plus(-11), ending);
    let counts = chosen(measure, holdings);
    if !matches!(counts, Counted::Counts { .. }) {
        return Ok(year);
    }
    let all = crate::areas::areas(house, holdings).await?;
    let held = super::counts::periods_held(house, holdings, counts, &Within::find(&all, within)?).await?;
    let here: Vec<(Month, Month)> = held.into_iter().filter(|(_, last)| *last == ending).collect();
    Ok(match here.iter().min() {
        Some(longest) if longest.0 != longest.1 && !here.contains(&year) => *longest,
        _ => year,
    })
}

/// The months a measure is held for in a place, as data, and the last of them; nothing where nothing is.
pub(crate) async fn held(house: &House, holdings: &Holdings, measure: &Measure, within: &str) -> Result<Vec<(Month, Month)>> {
    let all = crate::areas::areas(house, holdings).await?;
    let place = Within::find(&all, within)?;
    let counts = chosen(measure, holdings);
    match counts {
        Counted::Deprivation { .. } => Ok(Vec::new()),
        Counted::Counts { .. } => super::counts::periods_held(house, holdings, counts, &place).await,
        _ => {
            let source = Source::of(measure, counts)?;
            let lads = place.lads();
            let areas: BTreeSet<&str> = lads.iter().filter_map(|lad| place.police_area(lad)).collect();
            let here =
                |force: &str| source.data_set.is_some() || areas.is_empty() || areas.iter().any(|area| evidence::polices(force, area));
            let months: BTreeSet<Month> = source.units(holdings).iter().filter(|u| here(&u.force)).filter_map(|u| u.month).collect();
            Ok(months.into_iter().map(|month| (month, month)).collect())
        }
    }
}

/// Whether anything at all of a measure is loaded.
pub(crate) fn is_held(measure: &Measure, holdings: &Holdings) -> bool {
    super::is_loaded(chosen(measure, holdings), holdings)
}

/// The values of a measure in several districts at once.
pub(crate) async fn values_of_districts(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    districts: &BTreeSet<String>,
    from: Month,
    to: Month,
) -> Result<super::Values> {
    let all = crate::areas::areas(house, holdings).await?;
    let within = Within::of_districts(&all, districts);
    let ask = ValuesAsk { level: AreaLevel::District, within: within.code.clone(), from, to, edition: None };
    super::values_in(house, holdings, measure, &within, &ask).await
}

/// A period as data.
pub(crate) fn as_data(from: Month, to: Month) -> String {
    period_text(from, to)
}
