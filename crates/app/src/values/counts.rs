//! Values from counts that somebody else made.

use super::places::{AreaLevel, Place, Within};
use super::{Adds, AreaReading, Plan, Values, ValuesAsk, lookup_extracts, months_between, period_text, words};
use crate::House;
use crate::assessment::{list, text};
use base::{Result, Trouble, Value, Vintage};
use calendar::Month;
use evidence::catalogue::{Counted, CountsHow, Measure};
use intake::Holdings;
use std::collections::{BTreeMap, BTreeSet};

/// A row of the view `counts`.
struct Row {
    extract: String,
    level: String,
    vintage: String,
    /// The area, or its name where it has no code.
    area: String,
    name: String,
    ward: String,
    ward_name: String,
    lad: String,
    category: String,
    from: Month,
    to: Month,
    part_year: bool,
    value: Option<f64>,
}

impl Row {
    fn period(&self) -> (Month, Month) {
        (self.from, self.to)
    }

    fn months(&self) -> u32 {
        months_between(self.from, self.to)
    }

    /// The area of a level that the row lies in.
    fn at(&self, level: AreaLevel) -> &str {
        match (level, self.level.as_str()) {
            (AreaLevel::Lsoa | AreaLevel::Village, _) | (AreaLevel::Ward, "ward") | (AreaLevel::District, "district") => &self.area,
            (AreaLevel::Ward, _) => &self.ward,
            (AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force, _) => &self.lad,
        }
    }
}

fn named(counts: &Counted) -> Result<(String, CountsHow)> {
    let Counted::Counts { data_set, measure, category, how } = counts else {
        return Err(Trouble::failed("values", "this measure is no table of counts", "report this"));
    };
    let mut wanted = format!("data_set = {} AND measure = {}", text(data_set), text(measure));
    if let Some(category) = category {
        wanted = format!("{wanted} AND category = {}", text(category));
    }
    Ok((wanted, *how))
}

/// The condition of lying in the place.
fn inside(within: &Within<'_>) -> String {
    let wards = within.wards();
    let wards = list(wards.iter().map(String::as_str));
    if within.is_ward() {
        let own = text(&within.code);
        return format!("(ward_code = {own} OR area_code = {own})");
    }
    let lads = within.lads();
    let lads = list(lads.iter().map(String::as_str));
    format!("(lad_code IN ({lads}) OR ward_code IN ({wards}) OR area_code IN ({lads}) OR area_code IN ({wards}))")
}

async fn rows(house: &House, holdings: &Holdings, wanted: &str) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT extract, level, vintage, COALESCE(area_code, area_name) AS area, area_name, ward_code, ward_name, lad_code, category, \
         period_from, period_to, part_year, value FROM counts WHERE {wanted} \
         ORDER BY level, area, area_name, period_from, period_to, category, source_row"
    );
    let table = house.ask(holdings, &sql).await?;
    let row = |row: &Vec<Value>| {
        Some(Row {
            extract: words(row, 0),
            level: words(row, 1),
            vintage: words(row, 2),
            area: words(row, 3),
            name: words(row, 4),
            ward: words(row, 5),
            ward_name: words(row, 6),
            lad: words(row, 7),
            category: words(row, 8),
            from: Month::parse(&words(row, 9)).ok()?,
            to: Month::parse(&words(row, 10)).ok()?,
            part_year: matches!(row.get(11), Some(Value::Flag(true))),
            value: row.get(12).and_then(Value::as_real),
        })
    };
    let read: Option<Vec<Row>> = table.rows.iter().map(row).collect();
    read.ok_or_else(|| Trouble::failed("view-unreadable", "counts hold a period that cannot be read", "run `wardmote check`"))
}

/// The levels that can answer for a level, the nearest first.
pub(crate) fn answering(level: AreaLevel) -> &'static [&'static str] {
    match level {
        AreaLevel::Lsoa => &["lsoa"],
        AreaLevel::Village => &["village"],
        AreaLevel::Ward => &["ward", "lsoa", "village", "other"],
        AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force => &["district", "ward", "lsoa", "village", "other"],
    }
}

/// The periods that make up the one asked for: itself, else single months, else whatever does not overlap.
pub(crate) fn periods(found: &BTreeSet<(Month, Month)>, from: Month, to: Month) -> Result<BTreeSet<(Month, Month)>> {
    if found.contains(&(from, to)) {
        return Ok([(from, to)].into());
    }
    let overlap = found.iter().zip(found.iter().skip(1)).any(|((_, end), (begin, _))| begin <= end);
    if !overlap {
        return Ok(found.clone());
    }
    let months: BTreeSet<(Month, Month)> = found.iter().filter(|(from, to)| from == to).copied().collect();
    if months.is_empty() {
        let texts: Vec<String> = found.iter().map(|(from, to)| period_text(*from, *to)).collect();
        return Err(Trouble::refused(
            "periods-overlap",
            format!("the loaded periods overlap: {}", texts.join(", ")),
            "ask for exactly one of them",
        ));
    }
    Ok(months)
}

pub(super) async fn values(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    within: &Within<'_>,
    ask: &ValuesAsk,
) -> Result<Values> {
    let (mut wanted, how) = named(counts)?;
    wanted = format!("{wanted} AND period_from >= '{}' AND period_to <= '{}' AND {}", ask.from, ask.to, inside(within));
    let mut rows = rows(house, holdings, &wanted).await?;
    let mut notes = Vec::new();

    let level = answering(ask.level).iter().find(|level| rows.iter().any(|row| row.level == **level)).copied();
    let level = level.unwrap_or_default();
    rows.retain(|row| row.level == level);
    let chosen = periods(&rows.iter().map(Row::period).collect(), ask.from, ask.to)?;
    rows.retain(|row| chosen.contains(&row.period()));
    // A row without a category is the whole; parts beside it would be counted twice.
    let whole = rows.iter().any(|row| row.category.is_empty());
    let parted = rows.iter().any(|row| !row.category.is_empty());
    if whole && parted && matches!(counts, Counted::Counts { category: None, .. }) {
        rows.retain(|row| row.category.is_empty());
        wanted = format!("{wanted} AND (category IS NULL OR category = '')");
    }
    let vintage = vintage_of(within, ask.level, level, &rows)?;
    let places = places(within, ask.level, vintage, &rows)?;
    if rows.iter().any(|row| row.part_year) {
        notes.push("A period is part of a year: never to be compared with a whole one.".to_owned());
    }

    let expected = months_between(ask.from, ask.to);
    let coverage: u32 = chosen.iter().map(|(from, to)| months_between(*from, *to)).sum();
    if coverage < expected && !rows.is_empty() {
        notes.push(format!("The table covers {coverage} of {expected} months; the others are missing, not nought."));
    }
    let mut areas = Vec::new();
    let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in &places {
        let of = |row: &&Row| match ask.level {
            AreaLevel::Partnership | AreaLevel::Force => place.lads.contains(row.at(AreaLevel::District)),
            AreaLevel::District if row.level == "ward" => place.wards.contains(&row.area),
            AreaLevel::Village => row.area == place.code && place.ward_code.as_deref().unwrap_or_default() == row.ward,
            level => row.at(level) == place.code,
        };
        let own: Vec<&Row> = rows.iter().filter(of).collect();
        areas.push(reading(place, &own, how, expected, level, ask.level));
        if matches!(ask.level, AreaLevel::Partnership | AreaLevel::Force) || (ask.level == AreaLevel::District && level == "ward") {
            let keys: BTreeSet<String> = own.iter().map(|row| if level == "ward" { row.area.clone() } else { row.lad.clone() }).collect();
            members.insert(place.code.clone(), keys.into_iter().collect());
        }
    }
    let key = match (ask.level, level) {
        (AreaLevel::Lsoa | AreaLevel::Village, _) => "COALESCE(area_code, area_name)",
        (_, "ward" | "district") => "area_code",
        (AreaLevel::Ward, _) => "ward_code",
        _ => "lad_code",
    };
    let starts: Vec<String> = chosen.iter().map(|(from, to)| text(&format!("{from}..{to}"))).collect();
    wanted = format!(
        "{wanted} AND level = {} AND period_from || '..' || period_to IN ({}) AND value IS NOT NULL",
        text(level),
        if starts.is_empty() { "NULL".to_owned() } else { starts.join(", ") }
    );
    let lengths: Vec<(String, u32)> = chosen.iter().map(|(from, to)| (format!("{from}..{to}"), months_between(*from, *to))).collect();
    let (value, adds) = match how {
        CountsHow::Sum => ("SUM(value)".to_owned(), Adds::Value),
        CountsHow::MonthlyAverage => {
            let months = if lengths.is_empty() { "1.0".to_owned() } else { super::months_of(&lengths) };
            // Several rows of one period (parts of an area) share its months.
            let length = format!("COUNT(DISTINCT period_from || '..' || period_to) * AVG({months})");
            (
                format!("SUM(value * {months}) / ({length})"),
                Adds::ShareOfMonths(if lengths.is_empty() { vec![(String::new(), 1)] } else { lengths }),
            )
        }
    };
    let extracts: BTreeSet<String> = rows.iter().map(|row| row.extract.clone()).chain(lookup_extracts(holdings)).collect();
    Ok(Values {
        measure: measure.id.clone(),
        level: ask.level,
        vintage: vintage.map(|v| v.as_str().to_owned()),
        period: period_text(ask.from, ask.to),
        months_expected: expected,
        months_present: areas.iter().filter(|a| a.value.is_some()).map(|a| a.months_present).min().unwrap_or(0),
        areas,
        extracts: extracts.into_iter().collect(),
        rules: Vec::new(),
        query: format!("SELECT {key} AS area_code, {value} AS value FROM counts WHERE {wanted} GROUP BY {key} ORDER BY 1"),
        note: notes.join(" "),
        plan: Plan { view: "counts", wanted, key, members, adds },
    })
}

fn reading(place: &Place, own: &[&Row], how: CountsHow, expected: u32, of: &str, level: AreaLevel) -> AreaReading {
    // A count that was held back is not known: neither nought nor any other number.
    let held_back = own.iter().any(|row| row.value.is_none());
    let known: Vec<(&Row, f64)> = own.iter().filter_map(|row| row.value.map(|value| (*row, value))).collect();
    let spans: BTreeMap<(Month, Month), u32> = known.iter().map(|(row, _)| (row.period(), row.months())).collect();
    let months: u32 = spans.values().sum();
    let value = match (known.is_empty(), how) {
        (true, _) => None,
        (false, CountsHow::Sum) => Some(known.iter().map(|(_, value)| value).sum::<f64>()),
        (false, CountsHow::MonthlyAverage) => {
            Some(known.iter().map(|(row, value)| value * f64::from(row.months())).sum::<f64>() / f64::from(months.max(1)))
        }
    };
    // Parts that have no row at all: LSOAs of a ward, wards of a district.
    let parts: BTreeSet<&str> = known.iter().map(|(row, _)| row.area.as_str()).collect();
    let lacking = match (level, of) {
        (AreaLevel::Ward | AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force, "lsoa") => parts.len() < place.lsoas.len(),
        (AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force, "ward") => parts.len() < place.wards.len(),
        _ => false,
    };
    AreaReading {
        code: place.code.clone(),
        name: place.name.clone(),
        ward_code: place.ward_code.clone(),
        at_least: value.is_some() && (held_back || lacking || (months < expected && how == CountsHow::Sum)),
        months_present: months,
        value,
    }
}

/// The vintage whose areas are listed: that of the rows where they are LSOAs, else the one that knows the most of them.
fn vintage_of(within: &Within<'_>, asked: AreaLevel, level: &str, rows: &[Row]) -> Result<Option<Vintage>> {
    let stated: BTreeSet<&str> = rows.iter().map(|row| row.vintage.as_str()).filter(|v| !v.is_empty()).collect();
    if level == "lsoa" && stated.len() > 1 {
        return Err(Trouble::refused(
            "vintages-mixed",
            "counts of this period are by LSOAs of both 2011 and 2021",
            "ask for a period that lies in one of them",
        ));
    }
    if level == "lsoa"
        && let Some(vintage) = stated.first().and_then(|v| Vintage::parse(v))
    {
        return Ok(Some(vintage));
    }
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.at(asked)).collect();
    let known = |vintage: &Vintage| within.places(asked, *vintage).iter().filter(|place| codes.contains(place.code.as_str())).count();
    Ok(within.vintages(asked).into_iter().max_by_key(|vintage| (known(vintage), *vintage)))
}

/// The areas of the level: those of the lookups, and villages as the table has them.
fn places(within: &Within<'_>, level: AreaLevel, vintage: Option<Vintage>, rows: &[Row]) -> Result<Vec<Place>> {
    if level != AreaLevel::Village {
        let vintage = vintage.ok_or_else(|| {
            Trouble::refused(
                "level-unknown-here",
                format!("no {level} of `{}` is known", within.code),
                "import a lookup that names them: `wardmote import area-lookup FILE`",
            )
        })?;
        return Ok(within.places(level, vintage));
    }
    let mut found: BTreeMap<(&str, &str), Place> = BTreeMap::new();
    for row in rows {
        found.entry((&row.ward, &row.area)).or_insert_with(|| Place {
            code: row.area.clone(),
            name: if row.name.is_empty() { row.area.clone() } else { row.name.clone() },
            ward_code: if row.ward.is_empty() { None } else { Some(row.ward.clone()) },
            lads: BTreeSet::new(),
            wards: [row.ward_name.clone()].into(),
            lsoas: BTreeSet::new(),
        });
    }
    let mut places: Vec<Place> = found.into_values().collect();
    places.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    Ok(places)
}

/// The latest period; where that is a month, the latest months without a gap, twelve at the most.
pub(super) async fn latest(house: &House, holdings: &Holdings, counts: &Counted, within: &Within<'_>) -> Result<Option<(Month, Month)>> {
    let found: BTreeSet<(Month, Month)> = periods_held(house, holdings, counts, within).await?.into_iter().collect();
    let Some((from, to)) = found.iter().copied().max_by_key(|(from, to)| (*to, std::cmp::Reverse(*from))) else { return Ok(None) };
    if from != to {
        return Ok(Some((from, to)));
    }
    let mut first = to;
    while first > to.plus(-11) && found.contains(&(first.previous(), first.previous())) {
        first = first.previous();
    }
    Ok(Some((first, to)))
}

/// The periods that are counted for the place, ascending.
pub(super) async fn periods_held(house: &House, holdings: &Holdings, counts: &Counted, within: &Within<'_>) -> Result<Vec<(Month, Month)>> {
    let (wanted, _) = named(counts)?;
    let sql =
        format!("SELECT DISTINCT period_from, period_to FROM counts WHERE {wanted} AND {} ORDER BY period_from, period_to", inside(within));
    let table = house.ask(holdings, &sql).await?;
    let period = |row: &Vec<Value>| Some((Month::parse(&words(row, 0)).ok()?, Month::parse(&words(row, 1)).ok()?));
    let found: BTreeSet<(Month, Month)> = table.rows.iter().filter_map(period).collect();
    Ok(found.into_iter().collect())
}
