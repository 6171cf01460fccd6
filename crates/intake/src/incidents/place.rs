//! Where the rows of a list lie: by the code they give, by their postcode, by their point, by their ward or village.
//!
//! The first that gives a known area counts, in that order: a code beats any point. Postcodes end here.

use super::list::{Incident, List, bare_postcode};
use super::mapping::{PostcodeLayout, VillageFile, same, short};
use crate::columns::squeeze;
use crate::{Unit, schemas};
use base::{AreaCode, Level, Table, Trouble, Value, Vintage};
use geography::{AreaRow, Coord, Locator, Places, grid_to_lon_lat};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// What a table of postcodes says of those that were asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PostcodeTable {
    lsoas: BTreeMap<String, String>,
    points: BTreeMap<String, Coord<f64>>,
}

impl PostcodeTable {
    /// Reads a table, keeping only the postcodes that are wanted (without spaces, in capitals): the ONS directories have
    /// millions of rows.
    pub fn read(file_name: &str, table: impl Read, layout: &PostcodeLayout, wanted: &BTreeSet<String>) -> base::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table);
        let mut record = csv::ByteRecord::new();
        let mut next = |record: &mut csv::ByteRecord| {
            reader.read_byte_record(record).map_err(|e| {
                Trouble::refused(
                    "postcodes-unreadable",
                    format!("the table of postcodes `{file_name}` can't be read: {e}"),
                    "check `file` and `layout` under `[postcodes]` of the mapping",
                )
            })
        };
        let mut found = Self::default();
        let (postcode, lsoa) = match layout {
            PostcodeLayout::CodePointOpen => (0, None),
            PostcodeLayout::Lsoa { postcode, lsoa } => {
                next(&mut record)?;
                let at = |column: &str| {
                    let heading = |cell: &[u8]| same(String::from_utf8_lossy(cell).trim_start_matches('\u{feff}'), column);
                    record.iter().position(heading).ok_or_else(|| {
                        Trouble::refused(
                            "postcodes-column-missing",
                            format!("the table of postcodes `{file_name}` has no column `{}`", short(column)),
                            "correct `postcode` and `lsoa` under `[postcodes]` of the mapping; Code-Point Open has no header: `layout = \"code-point-open\"`",
                        )
                    })
                };
                (at(postcode)?, Some(at(lsoa)?))
            }
        };
        while next(&mut record)? {
            let cell = |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default()).trim().to_owned();
            let bare = bare_postcode(&cell(postcode));
            if !wanted.contains(&bare) {
                continue;
            }
            if let Some(lsoa) = lsoa {
                // A directory lists postcodes of Scotland, of Northern Ireland and of the islands with codes of their own, or none.
                if let Some(code) = AreaCode::parse(&cell(lsoa)).ok().filter(|code| code.level() == Some(Level::Lsoa)) {
                    found.lsoas.insert(bare, code.to_string());
                }
            } else if let (Ok(x), Ok(y)) = (cell(2).parse::<f64>(), cell(3).parse::<f64>())
                && x > 0.0
                && y > 0.0
            {
                // Nought and nought is Code-Point Open's way of saying that it has no place.
                found.points.insert(bare, grid_to_lon_lat(Coord { x, y }));
            }
        }
        Ok(found)
    }

    /// How many postcodes were found.
    pub fn len(&self) -> usize {
        self.lsoas.len() + self.points.len()
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Which ward a village lies in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VillageTable(BTreeMap<String, String>);

impl VillageTable {
    /// Reads the table that a mapping names. A village that stands twice with different wards is in neither.
    pub fn read(file_name: &str, table: impl Read, named: &VillageFile) -> base::Result<Self> {
        let broken = |e: csv::Error| {
            Trouble::refused(
                "villages-unreadable",
                format!("the table of villages `{file_name}` can't be read: {e}"),
                "save it as CSV UTF-8 with a header",
            )
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
        let header = reader.headers().map_err(broken)?.clone();
        let at = |column: &str| {
            header.iter().position(|heading| same(heading.trim_start_matches('\u{feff}'), column)).ok_or_else(|| {
                Trouble::refused(
                    "villages-column-missing",
                    format!("the table of villages `{file_name}` has no column `{}`", short(column)),
                    "correct `village` and `ward` under `[villages]` of the mapping",
                )
            })
        };
        let (village, ward) = (at(&named.village)?, at(&named.ward)?);
        let mut wards: BTreeMap<String, Option<String>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let (village, ward) = (place_name(record.get(village).unwrap_or_default()), record.get(ward).unwrap_or_default().trim());
            if village.is_empty() || ward.is_empty() {
                continue;
            }
            let known = wards.entry(village).or_insert_with(|| Some(ward.to_owned()));
            if known.as_ref().is_some_and(|known| place_name(known) != place_name(ward)) {
                *known = None;
            }
        }
        Ok(Self(wards.into_iter().filter_map(|(village, ward)| Some((village, ward?))).collect()))
    }
}

/// What is known of places when a list is placed.
#[derive(Default)]
pub struct Ground<'a> {
    /// The rows of the view `areas`.
    pub areas: &'a [AreaRow],
    /// The LSOA codes of each vintage.
    pub places: Places,
    /// The vintage decided for the list.
    pub vintage: Option<Vintage>,
    /// The table of postcodes, where the mapping names one.
    pub postcodes: PostcodeTable,
    /// The table of villages, where the mapping names one.
    pub villages: VillageTable,
    /// Outlines of the LSOAs of that vintage, and their codes in the same order.
    pub outlines: Option<(Locator, Vec<String>)>,
}

/// A list with its places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placed {
    /// The rows, in the columns of [`schemas::INCIDENTS`].
    pub table: Table,
    /// The months of the data set.
    pub units: Vec<Unit>,
    /// Rows in no known area.
    pub not_placed: u64,
    /// Rows by what placed them.
    pub placed_by: BTreeMap<String, u64>,
    /// Sentences for the operator.
    pub warnings: Vec<String>,
}

/// The ward a name or code means.
#[derive(Clone)]
struct Ward {
    code: String,
    name: Option<String>,
    lad_code: Option<String>,
    lad_name: Option<String>,
    /// Of its lookup.
    year: Option<i64>,
}

enum Found<T> {
    One(T),
    Several,
    None,
}

impl List {
    /// The postcodes in the list, without spaces, in capitals.
    pub fn postcodes(&self) -> BTreeSet<String> {
        self.incidents.iter().filter_map(|i| i.postcode.clone()).collect()
    }

    /// Rows by the LSOA code that they give or that their postcode stands for; those without one under the empty text.
    pub fn lsoa_rows(&self, postcodes: &PostcodeTable) -> BTreeMap<String, u64> {
        let mut rows = BTreeMap::new();
        for incident in &self.incidents {
            *rows.entry(incident.coded(postcodes).map_or(String::new(), |(code, _)| code.to_owned())).or_insert(0) += 1;
        }
        rows
    }

    /// Whether any row has a point and no code: only then are outlines needed.
    pub fn needs_outlines(&self, postcodes: &PostcodeTable) -> bool {
        self.incidents.iter().any(|i| i.coded(postcodes).is_none() && (i.point.is_some() || i.postcode_point(postcodes).is_some()))
    }

    /// Places every row and forgets the postcodes.
    pub fn place(&self, ground: &Ground<'_>) -> Placed {
        let wards = Wards::new(ground.areas);
        let mut placed = Placed { table: Table::new(&schemas::INCIDENTS), ..Placed::default() };
        let (mut units, mut several) = (BTreeMap::new(), 0_u64);
        for incident in &self.incidents {
            let (lsoa, ward, by) = self.find(incident, ground, &wards, &mut several);
            *placed.placed_by.entry(by.to_owned()).or_insert(0) += 1;
            placed.not_placed += u64::from(by == NOT_PLACED);
            *units.entry(incident.month.clone()).or_insert(0) += 1;
            placed.table.rows.push(self.row(incident, lsoa, ward, by));
        }
        placed.units = units.into_iter().map(|(month, rows)| Unit { force: self.data_set.clone(), month, rows }).collect();
        if several > 0 {
            placed.warnings.push(format!(
                "{several} rows of `{}` name a ward that several districts have, or no ward that is loaded, and are not placed by it; map a `district` column or set it under `[default]`",
                self.file
            ));
        }
        if ground.outlines.is_none() && self.needs_outlines(&ground.postcodes) {
            placed.warnings.push(format!(
                "rows of `{}` have a point and no LSOA outlines of that geography are loaded: import boundaries of LSOAs, then import the file again under a new `--received`",
                self.file
            ));
        }
        placed
    }

    fn find(
        &self,
        incident: &Incident,
        ground: &Ground<'_>,
        wards: &Wards,
        several: &mut u64,
    ) -> (Option<String>, Option<Ward>, &'static str) {
        let known = |code: &str| ground.vintage.is_some_and(|vintage| ground.places.knows(vintage, code));
        if let Some((code, by)) = incident.coded(&ground.postcodes)
            && known(code)
        {
            return (Some(code.to_owned()), None, by);
        }
        let inside = |point: Option<Coord<f64>>| {
            let (locator, codes) = ground.outlines.as_ref()?;
            codes.get(locator.area_of(point?)?).filter(|code| known(code)).cloned()
        };
        if let Some(code) = inside(incident.point) {
            return (Some(code), None, "outline");
        }
        if let Some(code) = inside(incident.postcode_point(&ground.postcodes)) {
            return (Some(code), None, "postcode outline");
        }
        let by_village = incident.village.as_deref().and_then(|village| ground.villages.0.get(&place_name(village)));
        for (named, by) in [(incident.ward.as_ref(), "ward"), (by_village, "village")] {
            let district = incident.district.as_deref().or(self.default_district.as_deref());
            match named.map_or(Found::None, |named| wards.find(named, district)) {
                Found::One(ward) => return (None, Some(ward), by),
                Found::Several => {
                    *several += 1;
                    return (None, None, NOT_PLACED);
                }
                Found::None if named.is_some() => *several += u64::from(by == "ward" && by_village.is_none()),
                Found::None => {}
            }
        }
        (None, None, NOT_PLACED)
    }

    fn row(&self, incident: &Incident, lsoa: Option<String>, ward: Option<Ward>, by: &str) -> Vec<Value> {
        let text = |value: Option<String>| value.map_or(Value::Missing, Value::Text);
        let real = |value: Option<f64>| value.map_or(Value::Missing, Value::Real);
        let point = incident.point.filter(|_| !self.drop_points);
        let (ward_code, ward_name, lad_code, lad_name) =
            ward.map_or((None, None, None, None), |w| (Some(w.code), w.name, w.lad_code, w.lad_name));
        vec![
            Value::Text(self.data_set.clone()),
            text(incident.reference.clone()),
            text(incident.date.clone()),
            Value::Text(incident.month.clone()),
            text(incident.category.clone()),
            real(point.map(|p| micro(p.x))),
            real(point.map(|p| micro(p.y))),
            text(incident.location.clone()),
            text(incident.outcome.clone()),
            text(lsoa),
            text(ward_code),
            text(ward_name),
            text(lad_code),
            text(lad_name),
            text(incident.village.clone()),
            Value::Text(by.to_owned()),
            text(incident.kept.clone()),
            text(incident.pseudonym.clone()),
            Value::Text(self.file.clone()),
            Value::Whole(i64::try_from(incident.row).unwrap_or(i64::MAX)),
        ]
    }
}

const NOT_PLACED: &str = "not placed";

/// Degrees to six decimals, about a tenth of a metre.
fn micro(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

impl Incident {
    fn coded<'a>(&'a self, postcodes: &'a PostcodeTable) -> Option<(&'a str, &'static str)> {
        let by_postcode = || Some((postcodes.lsoas.get(self.postcode.as_ref()?)?.as_str(), "postcode"));
        self.lsoa.as_deref().map(|code| (code, "lsoa")).or_else(by_postcode)
    }

    fn postcode_point(&self, postcodes: &PostcodeTable) -> Option<Coord<f64>> {
        postcodes.points.get(self.postcode.as_ref()?).copied()
    }
}

/// The wards of the loaded lookups, by code and by name.
struct Wards {
    by_code: BTreeMap<String, Ward>,
    by_name: BTreeMap<String, BTreeSet<String>>,
}

impl Wards {
    fn new(areas: &[AreaRow]) -> Self {
        let mut wards = Self { by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for area in areas {
            let Some(code) = &area.ward_code else { continue };
            if let Some(name) = &area.ward_name {
                wards.by_name.entry(place_name(name)).or_default().insert(code.clone());
            }
            let ward = Ward {
                code: code.clone(),
                name: area.ward_name.clone(),
                lad_code: area.lad_code.clone(),
                lad_name: area.lad_name.clone(),
                year: area.ward_year,
            };
            let held = wards.by_code.entry(code.clone()).or_insert_with(|| ward.clone());
            if ward.year > held.year {
                *held = ward;
            }
        }
        wards
    }

    /// A ward by its code, or by its name within the district. One that kept its name through a review of boundaries has a
    /// code in each: the newest is meant, as in a table of counts.
    fn find(&self, named: &str, district: Option<&str>) -> Found<Ward> {
        if let Some(ward) = self.by_code.get(named.trim()) {
            return Found::One(ward.clone());
        }
        let in_district = |ward: &&Ward| {
            district.is_none_or(|district| {
                ward.lad_code.as_deref() == Some(district.trim())
                    || ward.lad_name.as_deref().is_some_and(|name| place_name(name) == place_name(district))
            })
        };
        let codes = self.by_name.get(&place_name(named)).into_iter().flatten();
        let fitting: Vec<&Ward> = codes.filter_map(|code| self.by_code.get(code)).filter(in_district).collect();
        let one_district = fitting.iter().all(|ward| ward.lad_code == fitting.first().and_then(|first| first.lad_code.clone()));
        let newest = fitting.iter().map(|ward| ward.year).max().flatten();
        let mut meant = fitting.iter().filter(|ward| !one_district || ward.year == newest);
        match (meant.next(), meant.next()) {
            (Some(only), None) => Found::One((*only).clone()),
            (Some(_), Some(_)) => Found::Several,
            _ => Found::None,
        }
    }
}

/// Names of places as they are compared: letters and digits, `&` as `and`.
fn place_name(name: &str) -> String {
    squeeze(&name.replace('&', " and "))
}
