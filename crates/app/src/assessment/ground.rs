//! What the ward map is drawn on: imported outlines of the wards, or of their LSOAs, or our tile layout, or nothing.

use super::places::Ground;
use super::sql::list;
use crate::{AreaLevel, House, demo};
use base::{Result, Value};
use evidence::Assessment;
use geography::{AreaRow, Extent, Outline};
use intake::{Holdings, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Degrees of latitude a drawn line may differ from the outline: about thirty metres, less than a line's width.
const TOLERANCE: f64 = 0.0003;

type Rings = Vec<Vec<(f64, f64)>>;

/// The best ground there is for the wards of an assessment.
pub async fn ground(house: &House, holdings: &Holdings, a: &Assessment, areas: &[AreaRow]) -> Result<Ground> {
    let wards: BTreeSet<&str> = a.wards.lines.iter().map(|w| w.code.as_str()).collect();
    of_wards(house, holdings, &wards, &a.wards.vintage, areas).await
}

/// The best ground there is for a map of areas of one level: outlines, for wards those of their LSOAs or tiles besides.
pub(crate) async fn ground_of(house: &House, holdings: &Holdings, level: AreaLevel, codes: &[String]) -> Result<Ground> {
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    if level == AreaLevel::Ward {
        let areas = crate::areas::areas(house, holdings).await?;
        let known = areas.iter().filter(|row| row.ward_code.as_deref().is_some_and(|ward| codes.contains(ward)));
        let vintage = known.map(|row| row.vintage.as_str()).max().unwrap_or_default().to_owned();
        return of_wards(house, holdings, &codes, &vintage, &areas).await;
    }
    if codes.is_empty() || holdings.of(Kind::Boundaries).next().is_none() {
        return Ok(Ground::None);
    }
    let found = outlines(house, holdings, level.as_str(), None, &codes).await?;
    Ok(complete(&codes, &found, |code| vec![code.to_owned()]).unwrap_or_default())
}

async fn of_wards(house: &House, holdings: &Holdings, wards: &BTreeSet<&str>, vintage: &str, areas: &[AreaRow]) -> Result<Ground> {
    if wards.is_empty() {
        return Ok(Ground::None);
    }
    if holdings.of(Kind::Boundaries).next().is_some() {
        let found = outlines(house, holdings, "ward", None, wards).await?;
        if let Some(ground) = complete(wards, &found, |code| vec![code.to_owned()]) {
            return Ok(ground);
        }
        let members = |ward: &str| -> Vec<String> {
            let of = areas.iter().filter(|r| r.vintage.as_str() == vintage && r.ward_code.as_deref() == Some(ward));
            of.map(|r| r.lsoa_code.clone()).collect()
        };
        let all: Vec<String> = wards.iter().flat_map(|w| members(w)).collect();
        let found = outlines(house, holdings, "lsoa", Some(vintage), &all.iter().map(String::as_str).collect()).await?;
        if let Some(ground) = complete(wards, &found, members) {
            return Ok(ground);
        }
    }
    let tiles: BTreeMap<String, (u32, u32)> =
        demo::tiles()?.into_iter().map(|t| (t.ward_code, (u32::from(t.column), u32::from(t.row)))).collect();
    if wards.iter().all(|w| tiles.contains_key(*w)) { Ok(Ground::Tiles(tiles)) } else { Ok(Ground::None) }
}

/// Rings and extract by area; of several outlines of one area the newest.
async fn outlines(
    house: &House,
    holdings: &Holdings,
    level: &str,
    vintage: Option<&str>,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, (String, Rings)>> {
    let same = vintage.map_or_else(String::new, |v| format!(" AND (vintage IS NULL OR vintage = '{v}')"));
    let sql = format!(
        "SELECT area_code, extract, geometry FROM boundaries WHERE level = '{level}'{same} AND area_code IN ({}) ORDER BY area_code, year, extract",
        list(codes.iter().copied())
    );
    let table = house.ask(holdings, &sql).await?;
    let mut out = BTreeMap::new();
    for row in &table.rows {
        let cell = |at: usize| row.get(at).and_then(Value::as_text);
        let (Some(code), Some(extract), Some(geometry)) = (cell(0), cell(1), cell(2)) else { continue };
        // An outline that cannot be drawn is as good as none; import has reported it.
        if let Ok(outline) = Outline::parse(geometry, &Extent::UNITED_KINGDOM) {
            out.insert(code.to_owned(), (extract.to_owned(), rings(&outline)));
        }
    }
    Ok(out)
}

fn rings(outline: &Outline) -> Rings {
    let thin = outline.simplified(TOLERANCE);
    let mut out = Rings::new();
    for polygon in thin.polygons().iter() {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            out.push(ring.coords().map(|c| (c.x, c.y)).collect());
        }
    }
    out
}

/// The ground, if every ward can be put together from what was found.
fn complete(wards: &BTreeSet<&str>, found: &BTreeMap<String, (String, Rings)>, parts: impl Fn(&str) -> Vec<String>) -> Option<Ground> {
    let mut rings = BTreeMap::new();
    let mut extracts = BTreeSet::new();
    for ward in wards {
        let mut own = Rings::new();
        for part in parts(ward) {
            let (extract, outline) = found.get(&part)?;
            extracts.insert(extract.clone());
            own.extend(outline.iter().cloned());
        }
        rings.insert((*ward).to_owned(), own);
    }
    Some(Ground::Outlines { rings, extracts: extracts.into_iter().collect() })
}
