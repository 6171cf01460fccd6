//! Street-level rows of the demonstration: invented one by one, exact in their published sums.

use super::wards::{Lsoa, Ward, apportion};
use base::{Result, Trouble};
use statistics::Dice;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
pub(super) const FORCE: &str = "Cambridgeshire Constabulary";
const ASB: &str = "Anti-social behaviour";

/// Categories of data.police.uk with the share of crime we give each: the published year, then the year before.
const CATEGORIES: [(&str, u64, u64); 13] = [
    ("Violence and sexual offences", 310, 292),
    ("Vehicle crime", 140, 128),
    ("Burglary", 105, 138),
    ("Criminal damage and arson", 105, 108),
    ("Other theft", 100, 102),
    ("Public order", 75, 66),
    ("Shoplifting", 50, 50),
    ("Drugs", 35, 28),
    ("Bicycle theft", 30, 33),
    ("Other crime", 28, 28),
    ("Possession of weapons", 10, 9),
    ("Robbery", 8, 8),
    ("Theft from the person", 4, 4),
];

/// How the twelve months from November share a year's crime, and its anti-social behaviour.
const CRIME_SEASON: [u64; 12] = [84, 80, 82, 76, 84, 81, 86, 85, 90, 86, 82, 84];
const ASB_SEASON: [u64; 12] = [70, 58, 60, 64, 76, 86, 92, 100, 114, 108, 90, 82];

/// Outcomes and their shares; a share of crimes has none yet.
const OUTCOMES: [(&str, u64); 7] = [
    ("Investigation complete; no suspect identified", 46),
    ("Unable to prosecute suspect", 30),
    ("Local resolution", 4),
    ("Awaiting court outcome", 4),
    ("Offender given a caution", 3),
    ("Under investigation", 8),
    ("Status update unavailable", 5),
];

/// Names for invented streets: each ward has a dozen of their pairs.
const FIRST: [&str; 12] = [
    "Alder",
    "Bramble",
    "Clover",
    "Dewpond",
    "Elderflower",
    "Foxglove",
    "Gorse",
    "Harebell",
    "Juniper",
    "Larkspur",
    "Meadowsweet",
    "Teasel",
];
const SECOND: [&str; 6] = ["Row", "Way", "Lane", "Close", "Rise", "Walk"];

/// Corners of the rectangle that the tile layout is spread over, in degrees: about the district.
pub(super) const WEST_NORTH: (f64, f64) = (-0.19, 52.31);
pub(super) const TILE_DEGREES: (f64, f64) = (0.095, 0.05);
/// Rows without a location in a year: in the force's totals, in no area.
const UNPLACED: u64 = 84;

/// Which of the two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// November 2018 to October 2019: ward totals as published.
    Published,
    /// November 2017 to October 2018: invented.
    Before,
}

/// Rows of each month, each behind the word it is sorted by.
pub(super) type MonthlyRows = BTreeMap<String, Vec<(String, String)>>;

/// A year of monthly street files as one ZIP, in the layout of the data.police.uk archive.
pub(super) fn year(wards: &[Ward], lsoas: &[Lsoa], year: Year) -> Result<Vec<u8>> {
    pack(rows_of(wards, lsoas, year), "street", HEADER)
}

/// The rows of a year, month by month.
pub(super) fn rows_of(wards: &[Ward], lsoas: &[Lsoa], year: Year) -> MonthlyRows {
    let mut dice = Dice::seeded(if year == Year::Published { 2019 } else { 2018 });
    let mut rows = MonthlyRows::new();
    let mut serial = 0_u64;
    let mut add = |month: &str, sort: &str, category: &str, place: &str, dice: &mut Dice| {
        serial += 1;
        let (id, outcome) = if category == ASB { (String::new(), "") } else { (crime_id(dice), pick(dice, &OUTCOMES)) };
        rows.entry(month.to_owned())
            .or_default()
            .push((format!("{sort}{category}{serial:06}"), format!("{id},{month},{FORCE},{FORCE},{place},{category},{outcome},\n")));
    };
    for ward in wards {
        let here: Vec<&Lsoa> = lsoas.iter().filter(|l| l.ward_code == ward.code).collect();
        let (crime, asb) = match year {
            Year::Published => (ward.crime, ward.asb),
            // Between 88 and 108 in a hundred of the published year.
            Year::Before => (ward.crime * (88 + below(&mut dice, 21)) / 100, ward.asb * (84 + below(&mut dice, 20)) / 100),
        };
        for (total, season, is_asb) in [(crime, CRIME_SEASON, false), (asb, ASB_SEASON, true)] {
            for (m, count) in apportion(total, &season).into_iter().enumerate() {
                let month = month_of(year, m);
                for _ in 0..count {
                    let category = if is_asb { ASB } else { pick_category(&mut dice, year) };
                    let Some(lsoa) = choose(&mut dice, &here) else { continue };
                    let place = place(&mut dice, ward, lsoa);
                    add(&month, &lsoa.code, category, &place, &mut dice);
                }
            }
        }
    }
    for (m, count) in apportion(UNPLACED, &CRIME_SEASON).into_iter().enumerate() {
        for _ in 0..count {
            let category = pick_category(&mut dice, year);
            add(&month_of(year, m), "", category, ",,No Location,,", &mut dice);
        }
    }
    rows
}

/// The file of each month, its rows in the order of place and category.
pub(super) fn pack(rows: MonthlyRows, sort: &str, header: &str) -> Result<Vec<u8>> {
    let broken = |e: &dyn std::fmt::Display| {
        Trouble::failed("demo-zip", format!("could not pack the demonstration: {e}"), "run it again; if it repeats, report it")
    };
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The ZIP's own default date keeps the bytes the same on every day.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (month, mut rows) in rows {
        rows.sort();
        let mut text = header.to_owned();
        for (_, row) in &rows {
            text.push_str(row);
        }
        zip.start_file(format!("{month}/{month}-cambridgeshire-{sort}.csv"), options).map_err(|e| broken(&e))?;
        zip.write_all(text.as_bytes()).map_err(|e| broken(&e))?;
    }
    Ok(zip.finish().map_err(|e| broken(&e))?.into_inner())
}

/// `2018-11` for month 0 of the published year, `2019-10` for month 11.
fn month_of(year: Year, month: usize) -> String {
    let first = if year == Year::Published { 2018 } else { 2017 };
    if month < 2 { format!("{first}-{:02}", month + 11) } else { format!("{}-{:02}", first + 1, month - 1) }
}

/// A point and a street near the ward's tile: longitude, latitude, location, LSOA code and name.
pub(super) fn place(dice: &mut Dice, ward: &Ward, lsoa: &Lsoa) -> String {
    // Streets are points, as in the published files: the same name in a ward is the same place.
    let (first, second) = (below(dice, FIRST.len() as u64), below(dice, 2));
    let turn = u64::from(ward.column) + 3 * u64::from(ward.row) + second;
    let street = (FIRST.get(index(first)), SECOND.get(index((first + turn) % SECOND.len() as u64)));
    let (Some(one), Some(two)) = street else { return ",,No Location,,".to_owned() };
    let mut at = Dice::seeded(first * 1_000 + second * 100_000 + u64::from(ward.column) * 10 + u64::from(ward.row));
    let longitude = WEST_NORTH.0 + TILE_DEGREES.0 * (f64::from(ward.column) + 0.1 + 0.8 * at.next_unit());
    let latitude = WEST_NORTH.1 - TILE_DEGREES.1 * (f64::from(ward.row) + 0.1 + 0.8 * at.next_unit());
    let mut text = String::new();
    let _ = write!(text, "{longitude:.6},{latitude:.6},On or near {one} {two},{},{}", lsoa.code, lsoa.name);
    text
}

/// 64 hexadecimal digits, as the published files have.
fn crime_id(dice: &mut Dice) -> String {
    (0..4).fold(String::with_capacity(64), |mut id, _| {
        let _ = write!(id, "{:016x}", dice.next_bits());
        id
    })
}

fn pick_category(dice: &mut Dice, year: Year) -> &'static str {
    let shares = CATEGORIES.map(|(name, published, before)| (name, if year == Year::Published { published } else { before }));
    pick(dice, &shares)
}

/// One of the names, in proportion to its share.
pub(super) fn pick(dice: &mut Dice, shares: &[(&'static str, u64)]) -> &'static str {
    let mut at = below(dice, shares.iter().map(|(_, share)| share).sum());
    for (name, share) in shares {
        if at < *share {
            return name;
        }
        at -= share;
    }
    ""
}

fn choose<'a>(dice: &mut Dice, lsoas: &[&'a Lsoa]) -> Option<&'a Lsoa> {
    lsoas.get(index(below(dice, lsoas.len() as u64))).copied()
}

/// A number from 0 up to but not including `bound`; the bias of the remainder is far below what a demonstration shows.
pub(super) fn below(dice: &mut Dice, bound: u64) -> u64 {
    dice.next_bits() % bound.max(1)
}

fn index(small: u64) -> usize {
    usize::try_from(small).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_runs_from_november_to_october() {
        let months = |year| (0..12).map(|m| month_of(year, m)).collect::<Vec<_>>();
        assert_eq!(months(Year::Published).first().map(String::as_str), Some("2018-11"));
        assert_eq!(months(Year::Published).get(2).map(String::as_str), Some("2019-01"));
        assert_eq!(months(Year::Published).last().map(String::as_str), Some("2019-10"));
        assert_eq!(months(Year::Before).last().map(String::as_str), Some("2018-10"));
    }

    #[test]
    fn points_lie_about_the_district() {
        let mut dice = Dice::seeded(1);
        let wards = super::super::wards::wards().unwrap();
        let lsoas = super::super::wards::lsoas(&wards);
        for ward in &wards {
            let lsoa = lsoas.iter().find(|l| l.ward_code == ward.code).unwrap();
            let text = place(&mut dice, ward, lsoa);
            let mut cells = text.split(',');
            let longitude: f64 = cells.next().unwrap().parse().unwrap();
            let latitude: f64 = cells.next().unwrap().parse().unwrap();
            assert!((-0.25..0.45).contains(&longitude) && (51.9..52.4).contains(&latitude), "{text}");
        }
    }
}
