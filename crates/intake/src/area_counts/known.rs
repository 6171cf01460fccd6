//! The areas a home knows, by name and by code, so that a table's names can be made codes.

use super::names::plain;
use base::{AreaCode, Level, Vintage};
use geography::{AreaRow, Places};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of area a count can be of; the order is that of size, as far as there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaLevel {
    /// A provider of homes or services: not an area, but counted by as if it were.
    Provider,
    /// A village, settlement or parish within a ward: known by its name only.
    Village,
    /// Lower layer super output area.
    Lsoa,
    /// Electoral ward.
    Ward,
    /// Local authority district.
    District,
    /// Community safety partnership.
    Partnership,
    /// Police force area.
    Force,
    /// County.
    County,
    /// Region.
    Region,
    /// Country.
    Country,
    /// None of these, or not said: `Unknown & Outside`, a published total.
    Other,
}

impl AreaLevel {
    /// Every level, smallest first.
    pub const ALL: [Self; 11] = [
        Self::Provider,
        Self::Village,
        Self::Lsoa,
        Self::Ward,
        Self::District,
        Self::Partnership,
        Self::Force,
        Self::County,
        Self::Region,
        Self::Country,
        Self::Other,
    ];

    /// The word in the view `counts`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Village => "village",
            Self::Lsoa => "lsoa",
            Self::Ward => "ward",
            Self::District => "district",
            Self::Partnership => "partnership",
            Self::Force => "force",
            Self::County => "county",
            Self::Region => "region",
            Self::Country => "country",
            Self::Other => "other",
        }
    }

    /// Reads the word, and `lad` and `parish` besides.
    pub fn parse(text: &str) -> Option<Self> {
        let word = plain(text);
        match word.as_str() {
            "lad" | "local authority" | "local authority district" => Some(Self::District),
            "parish" | "settlement" => Some(Self::Village),
            "csp" | "cdrp" => Some(Self::Partnership),
            _ => Self::ALL.into_iter().find(|l| l.as_str() == word),
        }
    }

    /// The level of the codes a lookup knows.
    pub(super) fn of(level: Level) -> Self {
        match level {
            Level::Lsoa => Self::Lsoa,
            Level::Ward => Self::Ward,
            Level::District => Self::District,
            Level::Partnership => Self::Partnership,
            Level::Force => Self::Force,
        }
    }

    /// The level a code belongs to.
    pub(super) fn of_code(code: &AreaCode) -> Self {
        match code.level() {
            Some(level) => Self::of(level),
            None => match code.as_str().get(..3) {
                Some("E10" | "E11") => Self::County,
                Some("E12") => Self::Region,
                Some("E92" | "W92" | "S92" | "N92") => Self::Country,
                _ if code.as_str().starts_with('K') => Self::Country,
                _ => Self::Other,
            },
        }
    }
}

/// Counties of England with a county council in August 2014, and their codes; some have since become one district or two.
/// Source: Ordnance Survey, Code-Point Open 2014.3, list of codes, sheet of counties. No lookup of ours has them, and papers
/// print their totals among those of districts.
const COUNTIES: [(&str, &str); 27] = [
    ("E10000002", "Buckinghamshire"),
    ("E10000003", "Cambridgeshire"),
    ("E10000006", "Cumbria"),
    ("E10000007", "Derbyshire"),
    ("E10000008", "Devon"),
    ("E10000009", "Dorset"),
    ("E10000011", "East Sussex"),
    ("E10000012", "Essex"),
    ("E10000013", "Gloucestershire"),
    ("E10000014", "Hampshire"),
    ("E10000015", "Hertfordshire"),
    ("E10000016", "Kent"),
    ("E10000017", "Lancashire"),
    ("E10000018", "Leicestershire"),
    ("E10000019", "Lincolnshire"),
    ("E10000020", "Norfolk"),
    ("E10000021", "Northamptonshire"),
    ("E10000023", "North Yorkshire"),
    ("E10000024", "Nottinghamshire"),
    ("E10000025", "Oxfordshire"),
    ("E10000027", "Somerset"),
    ("E10000028", "Staffordshire"),
    ("E10000029", "Suffolk"),
    ("E10000030", "Surrey"),
    ("E10000031", "Warwickshire"),
    ("E10000032", "West Sussex"),
    ("E10000034", "Worcestershire"),
];

/// Countries and what is printed of several. Source: ONS, Register of Geographic Codes (E92, W92, S92, N92, K).
const COUNTRIES: [(&str, &str); 7] = [
    ("E92000001", "England"),
    ("W92000004", "Wales"),
    ("S92000003", "Scotland"),
    ("N92000002", "Northern Ireland"),
    ("K02000001", "United Kingdom"),
    ("K03000001", "Great Britain"),
    ("K04000001", "England and Wales"),
];

/// An area with the ward and district around it, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Around {
    pub code: Option<String>,
    pub name: Option<String>,
    pub ward_code: Option<String>,
    pub ward_name: Option<String>,
    pub lad_code: Option<String>,
    pub lad_name: Option<String>,
}

/// What looking a name up gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// No area of this level is called so.
    None,
    /// One area is.
    One(Box<Around>),
    /// Several are; each with the district it lies in, to be shown.
    Several(Vec<String>),
}

/// A ward or district with the year of its lookup.
#[derive(Debug, Clone)]
struct Entry {
    year: Option<i64>,
    around: Around,
}

/// The areas of a home, from the rows of its view `areas`.
#[derive(Debug, Clone)]
pub struct KnownAreas {
    places: Places,
    lsoas: BTreeMap<(Vintage, String), Around>,
    by_code: BTreeMap<(AreaLevel, String), Entry>,
    by_name: BTreeMap<(AreaLevel, String), BTreeSet<String>>,
}

impl Default for KnownAreas {
    /// Counties and countries only: a home without lookups.
    fn default() -> Self {
        Self::new(&[])
    }
}

impl KnownAreas {
    /// Takes every area of the rows.
    pub fn new(areas: &[AreaRow]) -> Self {
        let mut known = Self { places: Places::new(areas), lsoas: BTreeMap::new(), by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for row in areas {
            let district = Around {
                code: row.lad_code.clone(),
                name: row.lad_name.clone(),
                lad_code: row.lad_code.clone(),
                lad_name: row.lad_name.clone(),
                ..Around::default()
            };
            let ward = Around {
                code: row.ward_code.clone(),
                name: row.ward_name.clone(),
                ward_code: row.ward_code.clone(),
                ward_name: row.ward_name.clone(),
                ..district.clone()
            };
            let lsoa = Around { code: Some(row.lsoa_code.clone()), name: row.lsoa_name.clone(), ..ward.clone() };
            known.add(AreaLevel::District, row.lad_year, district);
            known.add(AreaLevel::Ward, row.ward_year, ward);
            let above =
                |code: &Option<String>, name: &Option<String>| Around { code: code.clone(), name: name.clone(), ..Around::default() };
            known.add(AreaLevel::Partnership, None, above(&row.csp_code, &row.csp_name));
            known.add(AreaLevel::Force, None, above(&row.pfa_code, &row.pfa_name));
            if let Some(name) = &row.lsoa_name {
                known.by_name.entry((AreaLevel::Lsoa, plain(name))).or_default().insert(row.lsoa_code.clone());
            }
            known.lsoas.insert((row.vintage, row.lsoa_code.clone()), lsoa);
        }
        let constant = COUNTIES.map(|c| (AreaLevel::County, c)).into_iter().chain(COUNTRIES.map(|c| (AreaLevel::Country, c)));
        for (level, (code, name)) in constant {
            known.add(level, None, Around { code: Some(code.to_owned()), name: Some(name.to_owned()), ..Around::default() });
        }
        known
    }

    fn add(&mut self, level: AreaLevel, year: Option<i64>, around: Around) {
        let Some(code) = around.code.clone() else { return };
        if let Some(name) = &around.name {
            self.by_name.entry((level, plain(name))).or_default().insert(code.clone());
        }
        let held = self.by_code.entry((level, code)).or_insert_with(|| Entry { year, around: around.clone() });
        if year > held.year {
            *held = Entry { year, around };
        }
    }

    /// The LSOA codes each census knows.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    /// The LSOA of a code in a vintage, with its ward and district.
    pub(super) fn lsoa(&self, vintage: Vintage, code: &str) -> Option<&Around> {
        self.lsoas.get(&(vintage, code.to_owned()))
    }

    /// An area by its code.
    pub(super) fn of_code(&self, level: AreaLevel, code: &str) -> Option<&Around> {
        self.by_code.get(&(level, code.to_owned())).map(|e| &e.around)
    }

    /// An area by its name, within a district where one is named.
    ///
    /// A ward that kept its name through a review of boundaries has a code in each: of one district's wards of a name the
    /// newest is meant, as in the view `areas`. The same holds of a district that was given a new code.
    pub(super) fn of_name(&self, level: AreaLevel, name: &str, lad_code: Option<&str>, vintage: Option<Vintage>) -> Found {
        let Some(codes) = self.by_name.get(&(level, plain(name))) else { return Found::None };
        if level == AreaLevel::Lsoa {
            return self.lsoa_of(codes, vintage);
        }
        let mut districts: BTreeMap<Option<&str>, Vec<&Entry>> = BTreeMap::new();
        for code in codes {
            let Some(entry) = self.by_code.get(&(level, code.clone())) else { continue };
            // A district's own name clashes with nobody else's: two codes of it are two versions.
            let district = if level == AreaLevel::Ward { entry.around.lad_code.as_deref() } else { None };
            if level == AreaLevel::Ward && lad_code.is_some() && district != lad_code {
                continue;
            }
            districts.entry(district).or_default().push(entry);
        }
        let mut newest: Vec<&Entry> = Vec::new();
        for entries in districts.values() {
            let year = entries.iter().map(|e| e.year).max().flatten();
            newest.extend(entries.iter().copied().filter(|e| e.year == year));
        }
        match newest.as_slice() {
            [] => Found::None,
            [only] => Found::One(Box::new(only.around.clone())),
            several => Found::Several(several.iter().map(|e| shown(&e.around)).collect()),
        }
    }

    fn lsoa_of(&self, codes: &BTreeSet<String>, vintage: Option<Vintage>) -> Found {
        let of_vintage = |code: &String| {
            let here: Vec<&Around> = match vintage {
                Some(v) => self.lsoa(v, code).into_iter().collect(),
                None => self.places.vintages_knowing(code).filter_map(|v| self.lsoa(v, code)).collect(),
            };
            here.last().map(|a| (*a).clone())
        };
        let mut all: Vec<Around> = codes.iter().filter_map(of_vintage).collect();
        match (all.pop(), all.is_empty()) {
            (None, _) => Found::None,
            (Some(only), true) => Found::One(Box::new(only)),
            (Some(last), false) => Found::Several(all.iter().chain([&last]).map(shown).collect()),
        }
    }
}

/// `Hardwick` in `Cherwell` (E05000001)
fn shown(around: &Around) -> String {
    let code = around.code.as_deref().unwrap_or("");
    match around.lad_name.as_deref().filter(|_| around.ward_code.is_some()) {
        Some(district) => format!("{code} in {district}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counties_are_those_of_the_published_list_of_codes() {
        let Some(data) = std::env::var_os("WARDMOTE_OPEN_DATA").map(std::path::PathBuf::from) else {
            eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
            return;
        };
        let list = std::fs::read(data.join("postcodes/Codelist.xls")).unwrap();
        let holds = |text: &[u8]| list.windows(text.len()).any(|w| w == text);
        for (code, name) in COUNTIES {
            // Two strings of the workbook, the second behind its length and a byte of flags.
            assert!(holds(format!("{name} County\t\0\0{code}").as_bytes()), "{code} {name}");
        }
        let published: BTreeSet<&[u8]> =
            list.windows(9).filter(|w| w.starts_with(b"E10") && w.iter().skip(3).all(u8::is_ascii_digit)).collect();
        assert_eq!(published.len(), COUNTIES.len());
    }
}
