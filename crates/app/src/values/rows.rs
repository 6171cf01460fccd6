//! Values that count rows: street files, outcomes, stops and searches, a partner's incidents.

use super::places::{AreaLevel, Place, Within};
use super::{Adds, AreaReading, CurrentUnit, Plan, Values, ValuesAsk, current_units, lookup_extracts, months_between, period_text, words};
use crate::House;
use crate::assessment::{list, text};
use base::{Result, Trouble, Value, Vintage};
use calendar::Month;
use evidence::catalogue::{Catalogue, Counted, Measure};
use evidence::measures::Filter;
use intake::{Holdings, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Where the rows of a measure stand.
pub(super) struct Source {
    pub view: &'static str,
    kind: Kind,
    /// Which rows, but for place and time.
    condition: String,
    /// The data set of a partner's incidents: its files cover every force.
    pub data_set: Option<String>,
}

impl Source {
    pub fn of(measure: &Measure, counts: &Counted) -> Result<Self> {
        let either = |column: &str, values: &[String]| {
            if values.is_empty() { String::new() } else { format!("{column} IN ({})", list(values.iter().map(String::as_str))) }
        };
        Ok(match counts {
            Counted::Street { filter } => Self::street(street_condition(&[filter])),
            Counted::Parts => {
                let catalogue = Catalogue::builtin()?;
                let filters: Vec<&Filter> = catalogue
                    .parts_of(measure)
                    .into_iter()
                    .filter_map(|part| if let Counted::Street { filter } = &part.counts { Some(filter) } else { None })
                    .collect();
                Self::street(street_condition(&filters))
            }
            Counted::Incidents { data_set, categories } => {
                let mut condition = format!("kind = 'incidents' AND force = {}", text(data_set));
                let categories = either("category", categories);
                if !categories.is_empty() {
                    condition = format!("{condition} AND {categories}");
                }
                Self { view: "incidents", kind: Kind::Incidents, condition, data_set: Some(data_set.clone()) }
            }
            Counted::Outcomes { outcomes } => {
                Self { view: "outcomes", kind: Kind::PoliceOutcomes, condition: either("outcome", outcomes), data_set: None }
            }
            Counted::StopSearches { objects } => {
                Self { view: "stop_searches", kind: Kind::PoliceStopSearch, condition: either("object_of_search", objects), data_set: None }
            }
            Counted::Counts { .. } | Counted::Deprivation { .. } => {
                return Err(Trouble::failed("values", format!("`{}` counts no rows", measure.id), "report this"));
            }
        })
    }

    fn street(condition: String) -> Self {
        Self { view: "incidents", kind: Kind::PoliceStreet, condition, data_set: None }
    }

    /// The condition before others.
    pub fn and(&self) -> String {
        if self.condition.is_empty() { String::new() } else { format!("{} AND ", self.condition) }
    }

    /// Whether no row of a period was placed, wherever. Stops carry points and no LSOA: where no outlines placed them, none can
    /// be counted anywhere, and nought would be false.
    pub async fn places_none(&self, house: &House, holdings: &Holdings, from: Month, to: Month) -> Result<bool> {
        if self.view != "stop_searches" {
            return Ok(false);
        }
        let sql = format!("SELECT COUNT(*) AS rows_ FROM stop_searches WHERE month BETWEEN '{from}' AND '{to}' AND lsoa_code IS NOT NULL");
        let table = house.ask(holdings, &sql).await?;
        Ok(table.rows.first().and_then(|row| row.first()).and_then(Value::as_whole).is_none_or(|rows| rows == 0))
    }

    /// The current files, a month each. A partner's file covers every month from its first to its last: a month without an
    /// incident has no row.
    pub fn units(&self, holdings: &Holdings) -> Vec<CurrentUnit> {
        let units = current_units(holdings, self.kind);
        let Some(data_set) = &self.data_set else { return units };
        let mut spans: BTreeMap<&str, (Month, Month, &CurrentUnit)> = BTreeMap::new();
        for unit in units.iter().filter(|unit| unit.force == *data_set) {
            let Some(month) = unit.month else { continue };
            let span = spans.entry(&unit.extract).or_insert((month, month, unit));
            *span = (span.0.min(month), span.1.max(month), span.2);
        }
        let months =
            spans.values().flat_map(|(from, to, unit)| from.through(*to).map(|m| CurrentUnit { month: Some(m), ..(*unit).clone() }));
        months.collect()
    }
}

fn street_condition(filters: &[&Filter]) -> String {
    let parts: Vec<String> = filters
        .iter()
        .map(|filter| match filter {
            Filter::Every => "TRUE".to_owned(),
            Filter::Is(category) => format!("category = {}", text(category)),
            Filter::AllBut(category) => format!("category <> {}", text(category)),
        })
        .collect();
    match parts.as_slice() {
        [one] => format!("kind = 'police-street' AND {one}"),
        several => format!("kind = 'police-street' AND ({})", several.join(" OR ")),
    }
}

/// Rows of one area and force.
#[derive(Clone)]
pub(super) struct Cell {
    pub vintage: String,
    pub lad: String,
    pub area: String,
    pub force: String,
    pub rows: u64,
}

/// What of a district's rows counts.
#[derive(Default)]
pub(super) struct Coverage {
    pub forces: BTreeSet<String>,
    pub months: BTreeSet<Month>,
    left_out: BTreeSet<String>,
}

fn key_of(level: AreaLevel) -> Result<&'static str> {
    Ok(match level {
        AreaLevel::Lsoa => "lsoa_code",
        AreaLevel::Ward => "ward_code",
        AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force => "lad_code",
        AreaLevel::Village => {
            return Err(Trouble::refused(
                "level-unfit",
                "rows name no village, so they can't be counted by village",
                "ask for lsoa, ward or district",
            ));
        }
    })
}

pub(super) async fn values(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    within: &Within<'_>,
    ask: &ValuesAsk,
) -> Result<Values> {
    let source = Source::of(measure, counts)?;
    let key = key_of(ask.level)?;
    let units: Vec<CurrentUnit> =
        source.units(holdings).into_iter().filter(|u| u.month.is_some_and(|m| ask.from <= m && m <= ask.to)).collect();
    let lads = within.lads();
    let mut place = format!("lad_code IN ({})", list(lads.iter().map(String::as_str)));
    if within.is_ward() {
        place = format!("{place} AND ward_code = {}", text(&within.code));
    }
    let wanted = format!("{}month BETWEEN '{}' AND '{}' AND {place}", source.and(), ask.from, ask.to);
    let cells = if units.is_empty() { Vec::new() } else { cells(house, holdings, &source, key, &wanted).await? };
    let expected: Vec<Month> = ask.from.through(ask.to).collect();
    let mut coverage = coverage(&source, &units, &cells, within, &lads, &expected);
    let nowhere = cells.is_empty() && !units.is_empty() && source.places_none(house, holdings, ask.from, ask.to).await?;
    if nowhere {
        for found in coverage.values_mut() {
            found.months.clear();
        }
    }
    let counted = |cell: &&Cell| coverage.get(&cell.lad).is_some_and(|c| c.forces.contains(&cell.force));
    let vintages: BTreeSet<&str> = cells.iter().filter(counted).map(|c| c.vintage.as_str()).filter(|v| !v.is_empty()).collect();
    let (vintage, mut notes) = one_vintage(within, ask.level, &vintages, &units)?;

    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in cells.iter().filter(counted) {
        *sums.entry(&cell.area).or_default() += cell.rows;
    }
    let mut members = BTreeMap::new();
    let mut areas = Vec::new();
    for place in within.places(ask.level, vintage) {
        let keys: Vec<String> = if key == "lad_code" { place.lads.iter().cloned().collect() } else { vec![place.code.clone()] };
        let rows: u64 = keys.iter().filter_map(|k| sums.get(k.as_str())).sum();
        areas.push(reading(&place, rows, &coverage, &expected));
        if keys != [place.code.clone()] {
            members.insert(place.code, keys);
        }
    }
    if nowhere {
        notes.push("No stop or search lies in a known LSOA: import outlines of LSOAs, then these files again.".to_owned());
    } else {
        notes.extend(missing_note(&coverage, &expected));
    }
    let by_forces = placement(&coverage);
    let extracts: BTreeSet<String> = units
        .iter()
        .filter(|u| source.data_set.is_some() || coverage.values().any(|c| c.forces.contains(&u.force)))
        .map(|u| u.extract.clone())
        .chain(lookup_extracts(holdings))
        .collect();
    let wanted = if by_forces.is_empty() || source.data_set.is_some() { wanted } else { format!("{wanted} AND {by_forces}") };
    Ok(Values {
        measure: measure.id.clone(),
        level: ask.level,
        vintage: Some(vintage.as_str().to_owned()),
        period: period_text(ask.from, ask.to),
        months_expected: months_between(ask.from, ask.to),
        months_present: areas.iter().filter(|a| a.value.is_some()).map(|a| a.months_present).min().unwrap_or(0),
        areas,
        extracts: extracts.into_iter().collect(),
        rules: Vec::new(),
        query: format!("SELECT {key} AS area_code, COUNT(*) AS value FROM {} WHERE {wanted} GROUP BY {key} ORDER BY 1", source.view),
        note: notes.join(" "),
        plan: Plan { view: source.view, wanted, key, members, adds: Adds::One },
    })
}

async fn cells(house: &House, holdings: &Holdings, source: &Source, key: &str, wanted: &str) -> Result<Vec<Cell>> {
    let view = source.view;
    let group = if key == "lad_code" { "lad_code".to_owned() } else { format!("lad_code, {key}") };
    let sql = format!(
        "SELECT lsoa_vintage, lad_code, {key} AS area, force, COUNT(*) AS rows_ FROM {view} WHERE {wanted} \
         GROUP BY lsoa_vintage, {group}, force ORDER BY lsoa_vintage, {group}, force"
    );
    let table = house.ask(holdings, &sql).await?;
    let cell = |row: &Vec<Value>| {
        Some(Cell {
            vintage: words(row, 0),
            lad: words(row, 1),
            area: words(row, 2),
            force: words(row, 3),
            rows: u64::try_from(row.get(4)?.as_whole()?).ok()?,
        })
    };
    let read: Option<Vec<Cell>> = table.rows.iter().map(cell).collect();
    read.ok_or_else(|| Trouble::failed("view-unreadable", "counts of rows hold a number that cannot be read", "run `wardmote check`"))
}

/// For each district: the force that polices it and the others with rows here and a file for every month; the months for
/// which the first has a file.
pub(super) fn coverage(
    source: &Source,
    units: &[CurrentUnit],
    cells: &[Cell],
    within: &Within<'_>,
    lads: &BTreeSet<String>,
    expected: &[Month],
) -> BTreeMap<String, Coverage> {
    let mut files: BTreeMap<&str, BTreeSet<Month>> = BTreeMap::new();
    for unit in units {
        files.entry(&unit.force).or_default().extend(unit.month);
    }
    let mut out = BTreeMap::new();
    for lad in lads {
        let mut rows: BTreeMap<&str, u64> = files.keys().map(|force| (*force, 0)).collect();
        for cell in cells.iter().filter(|cell| cell.lad == *lad) {
            *rows.entry(&cell.force).or_default() += cell.rows;
        }
        let police_area = within.police_area(lad);
        let home = match (&source.data_set, police_area) {
            (Some(data_set), _) => Some(data_set.as_str()),
            (None, Some(area)) => most_rows(rows.iter().filter(|(force, _)| evidence::polices(force, area))),
            (None, None) => most_rows(rows.iter().filter(|(_, n)| **n > 0)),
        };
        let mut found = Coverage::default();
        if let Some(home) = home {
            found.forces.insert(home.to_owned());
            found.months = files.get(home).cloned().unwrap_or_default();
        }
        for (force, n) in &rows {
            if *n == 0 || found.forces.contains(*force) {
                continue;
            }
            let whole = files.get(force).is_some_and(|months| expected.iter().all(|m| months.contains(m)));
            // Without the force that polices it, rows of others alone would look like an absence of crime.
            let counted = whole && !found.months.is_empty();
            if counted {
                found.forces.insert((*force).to_owned())
            } else {
                found.left_out.insert((*force).to_owned())
            };
        }
        out.insert(lad.clone(), found);
    }
    out
}

/// The one with the most rows; the first in the alphabet among equals.
fn most_rows<'a>(forces: impl Iterator<Item = (&'a &'a str, &'a u64)>) -> Option<&'a str> {
    forces.max_by_key(|(force, n)| (**n, std::cmp::Reverse(**force))).map(|(force, _)| *force)
}

fn reading(place: &Place, rows: u64, coverage: &BTreeMap<String, Coverage>, expected: &[Month]) -> AreaReading {
    let months_of = |lad: &String| coverage.get(lad).map_or(0, |c| c.months.len());
    let least = place.lads.iter().map(months_of).min().unwrap_or(0);
    let most = place.lads.iter().map(months_of).max().unwrap_or(0);
    AreaReading {
        code: place.code.clone(),
        name: place.name.clone(),
        ward_code: place.ward_code.clone(),
        value: (most > 0).then_some(rows as f64),
        at_least: most > 0 && least < expected.len(),
        months_present: u32::try_from(least).unwrap_or(u32::MAX),
    }
}

/// The vintage whose areas are listed. Rows of two are never added up by LSOA, and by ward only where both have the same.
fn one_vintage(within: &Within<'_>, level: AreaLevel, found: &BTreeSet<&str>, units: &[CurrentUnit]) -> Result<(Vintage, Vec<String>)> {
    let known = within.vintages(level);
    let Some(newest) = known.last().copied() else {
        return Err(Trouble::refused(
            "level-unknown-here",
            format!("no {level} of `{}` is known", within.code),
            "import a lookup that names them: `wardmote import area-lookup FILE`",
        ));
    };
    let codes = |vintage: Vintage| -> BTreeSet<String> { within.places(level, vintage).into_iter().map(|p| p.code).collect() };
    let mut vintages = found.iter().filter_map(|v| Vintage::parse(v));
    match (vintages.next(), vintages.next()) {
        (Some(first), Some(second)) => {
            if level == AreaLevel::Lsoa || codes(first) != codes(second) {
                return Err(Trouble::refused(
                    "vintages-mixed",
                    format!(
                        "rows of this period carry LSOAs of both {} and {}, which have other {level}s",
                        first.as_str(),
                        second.as_str()
                    ),
                    "ask for a period that lies in one of them, or for districts",
                ));
            }
            Ok((
                second,
                vec![format!("Rows carry LSOAs of {} and of {}; the {level}s are the same in both.", first.as_str(), second.as_str())],
            ))
        }
        (Some(only), None) => Ok((only, Vec::new())),
        (None, _) => {
            // Not a single row: the files say which LSOAs they use.
            let stated: BTreeSet<&str> = units.iter().map(|u| u.geography.as_str()).collect();
            let stated = if stated.len() == 1 { stated.first().and_then(|v| Vintage::parse(v)) } else { None };
            Ok((stated.filter(|v| known.contains(v)).unwrap_or(newest), Vec::new()))
        }
    }
}

fn missing_note(coverage: &BTreeMap<String, Coverage>, expected: &[Month]) -> Vec<String> {
    let mut missing: BTreeMap<Vec<Month>, Vec<&str>> = BTreeMap::new();
    for (lad, found) in coverage {
        let gaps: Vec<Month> = expected.iter().filter(|m| !found.months.contains(m)).copied().collect();
        if !gaps.is_empty() {
            missing.entry(gaps).or_default().push(lad);
        }
    }
    let mut notes: Vec<String> = missing
        .into_iter()
        .map(|(gaps, lads)| {
            format!("No file covers {} in {}: missing, not nought.", evidence::period::months_in_words(&gaps), lads.join(", "))
        })
        .collect();
    let left: BTreeSet<&str> = coverage.values().flat_map(|c| c.left_out.iter().map(String::as_str)).collect();
    if !left.is_empty() {
        let names: Vec<&str> = left.into_iter().collect();
        notes.push(format!("Rows of {} are left out: its files do not cover every month.", names.join(", ")));
    }
    notes
}

/// Districts with the forces counted in them, as SQL.
pub(super) fn placement(coverage: &BTreeMap<String, Coverage>) -> String {
    let mut by_forces: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for (lad, found) in coverage {
        by_forces.entry(found.forces.iter().map(String::as_str).collect()).or_default().push(lad);
    }
    let groups: Vec<(Vec<&str>, Vec<&str>)> = by_forces.into_iter().collect();
    match groups.as_slice() {
        [] => String::new(),
        [(forces, _)] => format!("force IN ({})", list(forces.iter().copied())),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(forces, lads)| {
                    format!("(lad_code IN ({}) AND force IN ({}))", list(lads.iter().copied()), list(forces.iter().copied()))
                })
                .collect();
            format!("({})", parts.join(" OR "))
        }
    }
}

/// The twelve months ending with the last month for which every district's force has a current file.
pub(super) async fn latest(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    within: &Within<'_>,
) -> Result<Option<(Month, Month)>> {
    let source = Source::of(measure, counts)?;
    let units = source.units(holdings);
    let Some(last) = units.iter().filter_map(|u| u.month).max() else { return Ok(None) };
    let lads = within.lads();
    let needs_rows = source.data_set.is_none() && lads.iter().any(|lad| within.police_area(lad).is_none());
    let cells = if needs_rows {
        let wanted = format!("{}lad_code IN ({})", source.and(), list(lads.iter().map(String::as_str)));
        cells(house, holdings, &source, "lad_code", &wanted).await?
    } else {
        Vec::new()
    };
    let covered = coverage(&source, &units, &cells, within, &lads, &[last]);
    let mut common: Option<BTreeSet<Month>> = None;
    for found in covered.values() {
        common = Some(common.map_or_else(|| found.months.clone(), |c| c.intersection(&found.months).copied().collect()));
    }
    Ok(common.and_then(|months| months.last().copied()).map(|to| (to.plus(-11), to)))
}
