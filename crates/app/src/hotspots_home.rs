//! `hotspots --home`: values of a measure for every area of a place, neighbours by their loaded outlines.

use crate::House;
use crate::assessment::list;
use crate::hotspots::{AreaValue, HotspotOptions, hotspots};
use crate::values::{AreaLevel, ValuesAsk, values};
use base::{Result, Table, Trouble, Value};
use calendar::{Date, Month};
use evidence::catalogue::Catalogue;
use geography::{Boundary, Contiguity, Criterion, Extent, Outline};
use intake::Holdings;
use statistics::{Gal, Neighbours};
use std::collections::{BTreeMap, BTreeSet};

/// How many areas a message names before it counts the rest.
const NAMED: usize = 10;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotspotsAsk {
    /// The measure's id.
    pub measure: String,
    /// LSOAs or wards.
    pub level: AreaLevel,
    /// The district, partnership or force.
    pub within: String,
    /// The last of the twelve months.
    pub year_ending: Month,
    /// What goes before the rule.
    pub options: HotspotOptions,
}

/// The contract's table and warnings: areas left out, and whatever [`hotspots`] warns of.
pub async fn hotspots_at_home(house: &House, holdings: &Holdings, ask: &HotspotsAsk, day: Date) -> Result<(Table, Vec<String>)> {
    if !matches!(ask.level, AreaLevel::Lsoa | AreaLevel::Ward) {
        return Err(Trouble::usage(
            "level-unfit",
            format!("hot spots are not sought by {}", ask.level),
            "give `--level lsoa` or `--level ward`",
        ));
    }
    let measure = Catalogue::builtin()?.required(&ask.measure)?;
    let from = ask.year_ending.plus(-11);
    let asked = ValuesAsk { level: ask.level, within: ask.within.clone(), from, to: ask.year_ending, edition: None };
    let found = values(house, holdings, measure, &asked).await?;
    let known: Vec<&crate::AreaReading> = found.areas.iter().filter(|area| area.value.is_some()).collect();
    let mut warnings = Vec::new();
    if known.is_empty() {
        let note = if found.note.is_empty() { "nothing is loaded for these months".to_owned() } else { found.note };
        return Err(Trouble::refused(
            "values-missing",
            format!("no {} of `{}` has a value of {}: {note}", ask.level, ask.within, measure.id),
            "import the files of these months, or ask for others",
        ));
    }
    let months: BTreeSet<u32> = known.iter().map(|area| area.months_present).collect();
    if months.len() > 1 {
        return Err(Trouble::refused(
            "values-unlike",
            format!("the areas have from {} to {} months each: {}", months.first().unwrap_or(&0), months.last().unwrap_or(&0), found.note),
            "ask for months that are there everywhere, or for a place with one force",
        ));
    }
    if !found.note.is_empty() {
        warnings.push(found.note.clone());
    }
    let mut outlines = outlines(house, holdings, ask.level, found.vintage.as_deref(), &known).await?;
    let (with, without): (Vec<_>, Vec<_>) = known.into_iter().partition(|area| outlines.contains_key(&area.code));
    if with.is_empty() {
        return Err(Trouble::refused(
            "outlines-missing",
            format!("no outline of the {}s of `{}` is loaded, so nobody's neighbours are known", ask.level, ask.within),
            match (&found.vintage, ask.level) {
                (Some(vintage), AreaLevel::Lsoa) => format!("import outlines of LSOAs of {vintage}: `wardmote import boundaries FILE`"),
                _ => format!("import outlines of these {}s: `wardmote import boundaries FILE`", ask.level),
            },
        ));
    }
    let unvalued: Vec<&str> = found.areas.iter().filter(|area| area.value.is_none()).map(|area| area.code.as_str()).collect();
    if !unvalued.is_empty() {
        warnings.push(format!("left out because they have no value: {}", named(&unvalued)));
    }
    if !without.is_empty() {
        let codes: Vec<&str> = without.iter().map(|area| area.code.as_str()).collect();
        warnings.push(format!("left out because their outlines are not loaded: {}", named(&codes)));
    }
    let rows: Vec<AreaValue> = with.iter().map(|area| (area.code.clone(), area.value.unwrap_or_default())).collect();
    let shapes: Vec<Outline> = rows.iter().filter_map(|(code, _)| outlines.remove(code)).collect();
    let gal = crate::house::off_the_runtime(move || neighbours(&shapes)).await?;
    let gal = Gal { ids: rows.iter().map(|(code, _)| code.clone()).collect(), neighbours: gal };
    let options = ask.options;
    let (table, more) = crate::house::off_the_runtime(move || hotspots(&rows, &gal, options, day)).await?;
    warnings.extend(more);
    Ok((table, warnings))
}

fn named(codes: &[&str]) -> String {
    let more = codes.len().saturating_sub(NAMED);
    let first = codes.iter().take(NAMED).map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{first} and {more} more") } else { first }
}

fn neighbours(shapes: &[Outline]) -> Result<Neighbours> {
    let unfit = |what: String| Trouble::refused("outlines-unfit", what, "import the outlines again, in the layout they were published in");
    let found = Contiguity::of_outlines(shapes, Criterion::Queen, Boundary::AnyPoint).map_err(|e| unfit(e.to_string()))?;
    Neighbours::from_pairs(shapes.len(), found.pairs().iter().copied()).map_err(|e| unfit(e.to_string()))
}

/// The newest outline of each area.
async fn outlines(
    house: &House,
    holdings: &Holdings,
    level: AreaLevel,
    vintage: Option<&str>,
    areas: &[&crate::AreaReading],
) -> Result<BTreeMap<String, Outline>> {
    let same = match (level, vintage) {
        (AreaLevel::Lsoa, Some(vintage)) => format!(" AND (vintage IS NULL OR vintage = '{vintage}')"),
        _ => String::new(),
    };
    let sql = format!(
        "SELECT area_code, geometry FROM boundaries WHERE level = '{level}'{same} AND area_code IN ({}) ORDER BY area_code, year, extract",
        list(areas.iter().map(|area| area.code.as_str()))
    );
    let table = house.ask(holdings, &sql).await?;
    let mut out = BTreeMap::new();
    for row in &table.rows {
        let cell = |at: usize| row.get(at).and_then(Value::as_text);
        let (Some(code), Some(geometry)) = (cell(0), cell(1)) else { continue };
        // An outline that cannot be read is as good as none; import has reported it.
        if let Ok(outline) = Outline::parse(geometry, &Extent::UNITED_KINGDOM) {
            out.insert(code.to_owned(), outline);
        }
    }
    Ok(out)
}
