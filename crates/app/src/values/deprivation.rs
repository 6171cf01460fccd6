//! Values from ranks of deprivation: how many LSOAs of an area lie in the most deprived deciles.

use super::places::{AreaLevel, Within};
use super::{Adds, AreaReading, Plan, Values, ValuesAsk, lookup_extracts, words};
use crate::House;
use crate::assessment::{list, text};
use base::{Result, Trouble, Value, Vintage};
use evidence::catalogue::{Counted, Measure};
use intake::Holdings;
use std::collections::{BTreeMap, BTreeSet};

struct Row {
    extract: String,
    edition: String,
    vintage: String,
    lsoa: String,
    decile: Option<i64>,
}

pub(super) async fn values(
    house: &House,
    holdings: &Holdings,
    measure: &Measure,
    counts: &Counted,
    within: &Within<'_>,
    ask: &ValuesAsk,
) -> Result<Values> {
    let Counted::Deprivation { domain, decile_at_most, .. } = counts else {
        return Err(Trouble::failed("values", "this measure counts no deprivation", "report this"));
    };
    let key = match ask.level {
        AreaLevel::Lsoa => "lsoa_code",
        AreaLevel::Ward => "ward_code",
        AreaLevel::District | AreaLevel::Partnership | AreaLevel::Force => "lad_code",
        AreaLevel::Village => {
            return Err(Trouble::refused("level-unfit", "deprivation is not known by village", "ask for lsoa, ward or district"));
        }
    };
    let lads = within.lads();
    let mut inside = format!("lad_code IN ({})", list(lads.iter().map(String::as_str)));
    if within.is_ward() {
        inside = format!("{inside} AND ward_code = {}", text(&within.code));
    }
    let sql = format!(
        "SELECT extract, edition, vintage, lsoa_code, decile FROM deprivation WHERE domain = {} AND {inside} ORDER BY edition, lsoa_code",
        text(domain)
    );
    let table = house.ask(holdings, &sql).await?;
    let rows: Vec<Row> = table
        .rows
        .iter()
        .map(|row| Row {
            extract: words(row, 0),
            edition: words(row, 1),
            vintage: words(row, 2),
            lsoa: words(row, 3),
            decile: row.get(4).and_then(Value::as_whole),
        })
        .filter(|row| within.knows(&row.vintage, &row.lsoa))
        .collect();
    let editions: BTreeSet<&str> = rows.iter().map(|row| row.edition.as_str()).collect();
    let edition = match &ask.edition {
        Some(wanted) => editions.iter().find(|found| *found == wanted).copied(),
        None => editions.last().copied(),
    };
    let edition = edition.map(str::to_owned).or_else(|| ask.edition.clone()).unwrap_or_default();
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.edition == edition).collect();
    let vintage = rows.first().and_then(|row| Vintage::parse(&row.vintage)).or_else(|| within.vintages(ask.level).last().copied());
    let Some(vintage) = vintage else {
        return Err(Trouble::refused(
            "level-unknown-here",
            format!("no {} of `{}` is known", ask.level, within.code),
            "import a lookup that names them: `wardmote import area-lookup FILE`",
        ));
    };
    let deciles: BTreeMap<&str, Option<i64>> = rows.iter().map(|row| (row.lsoa.as_str(), row.decile)).collect();
    let mut members = BTreeMap::new();
    let mut areas = Vec::new();
    for place in within.places(ask.level, vintage) {
        let known: Vec<i64> = place.lsoas.iter().filter_map(|lsoa| deciles.get(lsoa.as_str()).copied().flatten()).collect();
        let count = known.iter().filter(|decile| **decile <= i64::from(*decile_at_most)).count();
        areas.push(AreaReading {
            code: place.code.clone(),
            name: place.name,
            ward_code: place.ward_code,
            value: (!known.is_empty()).then_some(count as f64),
            at_least: !known.is_empty() && known.len() < place.lsoas.len(),
            months_present: 1,
        });
        if matches!(ask.level, AreaLevel::Partnership | AreaLevel::Force) {
            members.insert(place.code, place.lads.into_iter().collect());
        }
    }
    let extracts: BTreeSet<String> = rows.iter().map(|row| row.extract.clone()).chain(lookup_extracts(holdings)).collect();
    let wanted = format!("edition = {} AND domain = {} AND vintage = '{}' AND {inside}", text(&edition), text(domain), vintage.as_str());
    Ok(Values {
        measure: measure.id.clone(),
        level: ask.level,
        vintage: Some(vintage.as_str().to_owned()),
        period: edition,
        areas,
        months_expected: 1,
        months_present: u32::from(!rows.is_empty()),
        extracts: extracts.into_iter().collect(),
        rules: Vec::new(),
        query: format!(
            "SELECT {key} AS area_code, SUM(CASE WHEN decile <= {decile_at_most} THEN 1 ELSE 0 END) AS value FROM deprivation WHERE {wanted} GROUP BY {key} ORDER BY 1"
        ),
        note: String::new(),
        plan: Plan { view: "deprivation", wanted, key, members, adds: Adds::Decile(*decile_at_most) },
    })
}
