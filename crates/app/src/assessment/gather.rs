//! Reads what an assessment is decided from, in few questions.

use super::sql::list;
use crate::{House, areas};
use base::{AreaCode, Result, Table, Trouble, Value, Vintage};
use calendar::Month;
use evidence::{Changes, CountCell, Facts, FileUnit, NotPlaced, Residents};
use geography::{AreaChange, AreaRow, Change, ChangeTable};
use intake::{Holdings, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Street rows counted ahead for several districts: placing the rows costs far more than counting them, and is the same work for
/// one district as for many.
#[derive(Debug, Default)]
pub struct Counted {
    cells: BTreeMap<String, Vec<CountCell>>,
    not_placed: Vec<NotPlaced>,
}

impl Counted {
    /// Nothing counted yet but the rows without a place, which are the same for every district.
    pub async fn begin(house: &House, holdings: &Holdings) -> Result<Self> {
        Ok(Self { not_placed: not_placed(house, holdings).await?, ..Self::default() })
    }

    /// Counts the rows of these districts, in place of those counted before.
    pub async fn count(&mut self, house: &House, holdings: &Holdings, districts: &[&str]) -> Result<()> {
        self.cells = cells(house, holdings, districts).await?;
        Ok(())
    }

    fn of(&mut self, district: &str) -> (Vec<CountCell>, Vec<NotPlaced>) {
        (self.cells.remove(district).unwrap_or_default(), self.not_placed.clone())
    }
}

/// The facts about a district, as `holdings` knows them.
pub async fn gather(house: &House, holdings: &Holdings, district: &str, via_area_changes: bool) -> Result<Facts> {
    gather_counted(house, holdings, district, via_area_changes, None).await
}

/// As [`gather`]; `counted` holds the district's street rows where they were counted ahead.
pub async fn gather_counted(
    house: &House,
    holdings: &Holdings,
    district: &str,
    via_area_changes: bool,
    counted: Option<&mut Counted>,
) -> Result<Facts> {
    let all = areas::areas(house, holdings).await?;
    let here: Vec<AreaRow> = all.iter().filter(|a| a.lad_code.as_deref() == Some(district)).cloned().collect();
    if here.is_empty() {
        return Err(unknown_district(district, &all));
    }
    let mut facts = Facts {
        district: district.to_owned(),
        area_extracts: ids(holdings, Kind::AreaLookup),
        units: units(holdings),
        via_area_changes,
        ..Facts::default()
    };
    if via_area_changes && holdings.of(Kind::AreaChanges).next().is_none() {
        return Err(Trouble::refused(
            "area-changes-missing",
            "`--via area-changes` needs a lookup of changes, and none is loaded",
            "import one with `wardmote import area-changes FILE`, or leave `--via` out",
        ));
    }
    if !facts.units.is_empty() {
        (facts.cells, facts.not_placed) = if let Some(counted) = counted {
            counted.of(district)
        } else {
            let mut counted = Counted::begin(house, holdings).await?;
            counted.count(house, holdings, &[district]).await?;
            counted.of(district)
        };
    }
    facts.changes = changes(house, holdings, &here).await?;
    if holdings.of(Kind::Population).next().is_some() {
        facts.residents = residents(house, holdings, district, &here, &facts.changes).await?;
    }
    facts.areas = here;
    Ok(facts)
}

fn ids(holdings: &Holdings, kind: Kind) -> Vec<String> {
    holdings.of(kind).map(|h| h.facts.passport.extract.clone()).collect()
}

/// Current files of each force and month.
fn units(holdings: &Holdings) -> Vec<FileUnit> {
    let mut out = Vec::new();
    for holding in holdings.of(Kind::PoliceStreet) {
        let passport = &holding.facts.passport;
        // The view `incidents` reads codes that fit either vintage as those of the later one.
        let vintage = if passport.geography == "either" { Some(Vintage::Census2021) } else { Vintage::parse(&passport.geography) };
        for unit in &holding.facts.units {
            let gone = holding.superseded.iter().any(|(force, month)| *force == unit.force && *month == unit.month);
            if let (false, Ok(month)) = (gone, Month::parse(&unit.month)) {
                out.push(FileUnit { month, force: unit.force.clone(), extract: passport.extract.clone(), vintage });
            }
        }
    }
    out
}

async fn cells(house: &House, holdings: &Holdings, districts: &[&str]) -> Result<BTreeMap<String, Vec<CountCell>>> {
    let sql = format!(
        "SELECT lad_code, month, force, lsoa_vintage, lsoa_code, category, COUNT(*) AS rows_ FROM incidents WHERE kind = 'police-street' \
         AND lad_code IN ({}) GROUP BY lad_code, month, force, lsoa_vintage, lsoa_code, category \
         ORDER BY lad_code, month, force, lsoa_vintage, lsoa_code, category",
        list(districts.iter().copied())
    );
    let table = house.ask(holdings, &sql).await?;
    let cell = |row: &Vec<Value>| {
        let cell = CountCell {
            month: Month::parse(&words(row, 1)).ok()?,
            force: words(row, 2),
            vintage: words(row, 3),
            lsoa_code: words(row, 4),
            category: words(row, 5),
            rows: u64::try_from(row.get(6)?.as_whole()?).ok()?,
        };
        Some((words(row, 0), cell))
    };
    let mut out: BTreeMap<String, Vec<CountCell>> = BTreeMap::new();
    for (district, cell) in whole(&table, cell, "counts of the districts")? {
        out.entry(district).or_default().push(cell);
    }
    Ok(out)
}

async fn not_placed(house: &House, holdings: &Holdings) -> Result<Vec<NotPlaced>> {
    let sql = "SELECT month, force, COUNT(*) AS rows_ FROM incidents WHERE kind = 'police-street' AND placed_by = 'not placed' \
         GROUP BY month, force ORDER BY month, force";
    let table = house.ask(holdings, sql).await?;
    let cell = |row: &Vec<Value>| {
        Some(NotPlaced {
            month: Month::parse(&words(row, 0)).ok()?,
            force: words(row, 1),
            rows: u64::try_from(row.get(2)?.as_whole()?).ok()?,
        })
    };
    whole(&table, cell, "rows without a place")
}

/// The lookup of changes, as far as it touches the district.
async fn changes(house: &House, holdings: &Holdings, here: &[AreaRow]) -> Result<Changes> {
    let extracts = ids(holdings, Kind::AreaChanges);
    if extracts.is_empty() {
        return Ok(Changes::default());
    }
    // An LSOA of 2011 may have children outside the district too, and then lies wholly in none of its wards.
    let codes = list(here.iter().map(|a| a.lsoa_code.as_str()));
    let sql = format!(
        "SELECT DISTINCT lsoa11_code, lsoa21_code, change_code FROM area_changes WHERE lsoa11_code IN \
         (SELECT lsoa11_code FROM area_changes WHERE lsoa21_code IN ({codes})) ORDER BY lsoa11_code, lsoa21_code, change_code"
    );
    let table = house.ask(holdings, &sql).await?;
    let row = |row: &Vec<Value>| {
        Some(AreaChange { from: words(row, 0), to: words(row, 1), change: Change::parse(&words(row, 2)).unwrap_or(Change::Complex) })
    };
    Ok(Changes { extracts, table: ChangeTable::new(whole(&table, row, "changes of areas")?) })
}

async fn residents(house: &House, holdings: &Holdings, district: &str, here: &[AreaRow], changes: &Changes) -> Result<Vec<Residents>> {
    let mut codes: BTreeSet<&str> = here.iter().map(|a| a.lsoa_code.as_str()).collect();
    codes.extend(here.iter().filter_map(|a| a.ward_code.as_deref()));
    codes.insert(district);
    let older: Vec<String> = if changes.extracts.is_empty() { Vec::new() } else { older_codes(house, holdings, here).await? };
    codes.extend(older.iter().map(String::as_str));
    let sql = format!(
        "SELECT extract, level, vintage, area_code, year, population FROM populations WHERE area_code IN ({}) \
         ORDER BY extract, level, vintage, area_code, year",
        list(codes.into_iter())
    );
    let table = house.ask(holdings, &sql).await?;
    let row = |row: &Vec<Value>| {
        Some(Residents {
            extract: words(row, 0),
            level: words(row, 1),
            vintage: row.get(2).and_then(Value::as_text).map(str::to_owned),
            area_code: words(row, 3),
            year: row.get(4).and_then(Value::as_whole),
            residents: row.get(5)?.as_whole()?,
        })
    };
    // An area without a number is simply not known.
    Ok(table.rows.iter().filter_map(row).collect())
}

/// LSOAs of 2011 that became LSOAs of the district.
async fn older_codes(house: &House, holdings: &Holdings, here: &[AreaRow]) -> Result<Vec<String>> {
    let codes = list(here.iter().map(|a| a.lsoa_code.as_str()));
    let sql = format!("SELECT DISTINCT lsoa11_code FROM area_changes WHERE lsoa21_code IN ({codes}) ORDER BY lsoa11_code");
    let table = house.ask(holdings, &sql).await?;
    Ok(table.rows.iter().map(|row| words(row, 0)).collect())
}

fn words(row: &[Value], at: usize) -> String {
    row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned()
}

/// Every row read, or a failure: a row that is skipped would be a silent loss.
fn whole<T>(table: &Table, read: impl Fn(&Vec<Value>) -> Option<T>, what: &str) -> Result<Vec<T>> {
    let rows: Option<Vec<T>> = table.rows.iter().map(read).collect();
    rows.ok_or_else(|| {
        Trouble::failed("view-unreadable", format!("the {what} hold a month or number that cannot be read"), "run `wardmote check`")
    })
}

/// The district nobody knows, with the nearest that are known.
pub fn unknown_district(district: &str, areas: &[AreaRow]) -> Trouble {
    let known: BTreeSet<(&str, &str)> =
        areas.iter().filter_map(|a| Some((a.lad_code.as_deref()?, a.lad_name.as_deref().unwrap_or("")))).collect();
    if known.is_empty() {
        return Trouble::refused(
            "district-unknown",
            format!("no lookup from LSOA to district is loaded, so `{district}` is not known"),
            "import one first: `wardmote import area-lookup FILE`",
        );
    }
    let wanted = district.to_lowercase();
    let mut near: Vec<(usize, &str, &str)> = known
        .iter()
        .map(|(code, name)| {
            let by_name = if name.to_lowercase().contains(&wanted) && !wanted.is_empty() { 0 } else { 99 };
            (differing(&wanted, &code.to_lowercase()).min(by_name), *code, *name)
        })
        .collect();
    near.sort_unstable();
    let named: Vec<String> = near.iter().take_while(|(d, ..)| *d <= 2).take(5).map(|(_, code, name)| format!("`{code}` {name}")).collect();
    let remedy = if named.is_empty() {
        "`wardmote query \"SELECT DISTINCT lad_code, lad_name FROM areas\"` lists the districts that are known".to_owned()
    } else {
        format!("did you mean {}?", named.join(", "))
    };
    let message = match AreaCode::parse(district) {
        Ok(_) => format!("no LSOA of the district `{district}` is known"),
        Err(_) => format!("`{district}` is not the code of a district, such as `E07000012`"),
    };
    Trouble::refused("district-unknown", message, remedy)
}

/// How many characters two texts of the same length differ in; far apart otherwise.
fn differing(a: &str, b: &str) -> usize {
    if a.chars().count() == b.chars().count() { a.chars().zip(b.chars()).filter(|(x, y)| x != y).count() } else { 99 }
}
