//! The areas of a level within an area, in each vintage.

use base::{Result, Trouble, Vintage};
use geography::AreaRow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A kind of area that values are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaLevel {
    /// Lower layer super output areas.
    Lsoa,
    /// Villages, as a partner's table names them.
    Village,
    /// Electoral wards.
    Ward,
    /// Local authority districts.
    District,
    /// Community safety partnerships.
    Partnership,
    /// Police force areas.
    Force,
}

impl AreaLevel {
    /// All of them, smallest first.
    pub const ALL: [Self; 6] = [Self::Lsoa, Self::Village, Self::Ward, Self::District, Self::Partnership, Self::Force];

    /// The word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lsoa => "lsoa",
            Self::Village => "village",
            Self::Ward => "ward",
            Self::District => "district",
            Self::Partnership => "partnership",
            Self::Force => "force",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|level| level.as_str()).collect();
            Trouble::usage("level-unknown", format!("`{text}` is not a level"), format!("the levels are {}", known.join(", ")))
        })
    }
}

impl fmt::Display for AreaLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An area of the asked level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub code: String,
    pub name: String,
    pub ward_code: Option<String>,
    /// The districts it lies in or is made of.
    pub lads: BTreeSet<String>,
    /// The wards it is made of.
    pub wards: BTreeSet<String>,
    /// The LSOAs it is made of.
    pub lsoas: BTreeSet<String>,
}

/// The rows of the `areas` view that lie in an area.
#[derive(Debug, Clone)]
pub(super) struct Within<'a> {
    pub code: String,
    rows: Vec<&'a AreaRow>,
}

impl<'a> Within<'a> {
    pub fn find(all: &'a [AreaRow], code: &str) -> Result<Self> {
        let here = |area: &&AreaRow| {
            [&area.lad_code, &area.csp_code, &area.pfa_code, &area.ward_code].iter().any(|one| one.as_deref() == Some(code))
        };
        let rows: Vec<&AreaRow> = all.iter().filter(here).collect();
        if rows.is_empty() {
            let remedy = if all.is_empty() {
                "import lookups first: `wardmote import area-lookup FILE`"
            } else {
                "give the code of a district, partnership, force or ward; `wardmote query \"SELECT DISTINCT lad_code, lad_name FROM areas\"` lists districts"
            };
            return Err(Trouble::refused("area-unknown", format!("no LSOA of `{code}` is known"), remedy));
        }
        Ok(Self { code: code.to_owned(), rows })
    }

    /// Several districts together; those that are not known have no rows.
    pub fn of_districts(all: &'a [AreaRow], districts: &BTreeSet<String>) -> Self {
        let here = |area: &&AreaRow| area.lad_code.as_ref().is_some_and(|code| districts.contains(code));
        let code = districts.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        Self { code, rows: all.iter().filter(here).collect() }
    }

    /// The districts of the place, in any vintage.
    pub fn lads(&self) -> BTreeSet<String> {
        self.rows.iter().filter_map(|area| area.lad_code.clone()).collect()
    }

    /// The wards of the place, in any vintage.
    pub fn wards(&self) -> BTreeSet<String> {
        self.rows.iter().filter_map(|area| area.ward_code.clone()).collect()
    }

    /// Whether the place is smaller than its districts: a ward.
    pub fn is_ward(&self) -> bool {
        self.rows.iter().any(|area| area.ward_code.as_deref() == Some(self.code.as_str()))
    }

    /// The name of the police force area of a district.
    pub fn police_area(&self, lad: &str) -> Option<&str> {
        let of = self.rows.iter().filter(|area| area.lad_code.as_deref() == Some(lad) && area.pfa_name.is_some());
        of.max_by_key(|area| (area.lad_year, area.vintage)).and_then(|area| area.pfa_name.as_deref())
    }

    /// The vintages that have areas of a level here, oldest first.
    pub fn vintages(&self, level: AreaLevel) -> Vec<Vintage> {
        let all: BTreeSet<Vintage> = self.rows.iter().filter(|area| identity(area, level).is_some()).map(|area| area.vintage).collect();
        all.into_iter().collect()
    }

    /// Whether a vintage knows an LSOA here.
    pub fn knows(&self, vintage: &str, lsoa: &str) -> bool {
        self.rows.iter().any(|area| area.vintage.as_str() == vintage && area.lsoa_code == lsoa)
    }

    /// The areas of a level in one vintage, by name and code.
    pub fn places(&self, level: AreaLevel, vintage: Vintage) -> Vec<Place> {
        let mut found: BTreeMap<String, Place> = BTreeMap::new();
        for area in self.rows.iter().filter(|area| area.vintage == vintage) {
            let Some((code, name)) = identity(area, level) else { continue };
            let place = found.entry(code.to_owned()).or_insert_with(|| Place {
                code: code.to_owned(),
                name: name.unwrap_or(code).to_owned(),
                ward_code: if level <= AreaLevel::Ward { area.ward_code.clone() } else { None },
                lads: BTreeSet::new(),
                wards: BTreeSet::new(),
                lsoas: BTreeSet::new(),
            });
            place.lads.extend(area.lad_code.clone());
            place.wards.extend(area.ward_code.clone());
            place.lsoas.insert(area.lsoa_code.clone());
        }
        let mut places: Vec<Place> = found.into_values().collect();
        places.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
        places
    }
}

/// Code and name of the area of a level that an LSOA lies in.
fn identity(area: &AreaRow, level: AreaLevel) -> Option<(&str, Option<&str>)> {
    let (code, name) = match level {
        AreaLevel::Lsoa => return Some((area.lsoa_code.as_str(), area.lsoa_name.as_deref())),
        AreaLevel::Village => return None,
        AreaLevel::Ward => (&area.ward_code, &area.ward_name),
        AreaLevel::District => (&area.lad_code, &area.lad_name),
        AreaLevel::Partnership => (&area.csp_code, &area.csp_name),
        AreaLevel::Force => (&area.pfa_code, &area.pfa_name),
    };
    code.as_deref().map(|code| (code, name.as_deref()))
}
