//! One row per LSOA and vintage, put together from all the lookups that are loaded.

use base::{ColumnKind, Table, Value, Vintage};
use std::collections::BTreeMap;

/// One row of a lookup, whatever levels it relates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)] // the fields are the columns of an area-lookup extract, which DATA.md and the view list
pub struct LookupRow {
    pub vintage: Option<Vintage>,
    pub lsoa_code: Option<String>,
    pub lsoa_name: Option<String>,
    pub ward_code: Option<String>,
    pub ward_name: Option<String>,
    pub ward_year: Option<i64>,
    pub lad_code: Option<String>,
    pub lad_name: Option<String>,
    pub lad_year: Option<i64>,
    pub csp_code: Option<String>,
    pub csp_name: Option<String>,
    pub csp_year: Option<i64>,
    pub pfa_code: Option<String>,
    pub pfa_name: Option<String>,
    pub pfa_year: Option<i64>,
}

impl LookupRow {
    /// Columns of an area-lookup extract, in order.
    pub const COLUMNS: [(&'static str, ColumnKind); 15] = [
        ("vintage", ColumnKind::Text),
        ("lsoa_code", ColumnKind::Text),
        ("lsoa_name", ColumnKind::Text),
        ("ward_code", ColumnKind::Text),
        ("ward_name", ColumnKind::Text),
        ("ward_year", ColumnKind::Whole),
        ("lad_code", ColumnKind::Text),
        ("lad_name", ColumnKind::Text),
        ("lad_year", ColumnKind::Whole),
        ("csp_code", ColumnKind::Text),
        ("csp_name", ColumnKind::Text),
        ("csp_year", ColumnKind::Whole),
        ("pfa_code", ColumnKind::Text),
        ("pfa_name", ColumnKind::Text),
        ("pfa_year", ColumnKind::Whole),
    ];

    /// The row as values in the order of [`LookupRow::COLUMNS`].
    pub fn to_values(&self) -> Vec<Value> {
        vec![
            text(self.vintage.map(Vintage::as_str)),
            text(self.lsoa_code.as_deref()),
            text(self.lsoa_name.as_deref()),
            text(self.ward_code.as_deref()),
            text(self.ward_name.as_deref()),
            whole(self.ward_year),
            text(self.lad_code.as_deref()),
            text(self.lad_name.as_deref()),
            whole(self.lad_year),
            text(self.csp_code.as_deref()),
            text(self.csp_name.as_deref()),
            whole(self.csp_year),
            text(self.pfa_code.as_deref()),
            text(self.pfa_name.as_deref()),
            whole(self.pfa_year),
        ]
    }

    /// Reads rows back from a table that has these columns, in any order and among others; a column that is not there
    /// is missing in every row.
    pub fn from_table(table: &Table) -> Vec<Self> {
        let at = |name: &str| table.position(name);
        let places: Vec<Option<usize>> = Self::COLUMNS.iter().map(|(name, _)| at(name)).collect();
        let one = |row: &Vec<Value>| {
            let cell = |column: usize| places.get(column).copied().flatten().and_then(|i| row.get(i));
            let words = |column| match cell(column) {
                Some(Value::Text(t)) if !t.is_empty() => Some(t.clone()),
                _ => None,
            };
            let number = |column| cell(column).and_then(Value::as_whole);
            Self {
                vintage: words(0).as_deref().and_then(Vintage::parse),
                lsoa_code: words(1),
                lsoa_name: words(2),
                ward_code: words(3),
                ward_name: words(4),
                ward_year: number(5),
                lad_code: words(6),
                lad_name: words(7),
                lad_year: number(8),
                csp_code: words(9),
                csp_name: words(10),
                csp_year: number(11),
                pfa_code: words(12),
                pfa_name: words(13),
                pfa_year: number(14),
            }
        };
        table.rows.iter().map(one).collect()
    }
}

/// An LSOA of one vintage and every area above it that is known: a row of the view `areas`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are the columns of the view
pub struct AreaRow {
    pub vintage: Vintage,
    pub lsoa_code: String,
    pub lsoa_name: Option<String>,
    pub ward_code: Option<String>,
    pub ward_name: Option<String>,
    pub ward_year: Option<i64>,
    pub lad_code: Option<String>,
    pub lad_name: Option<String>,
    pub lad_year: Option<i64>,
    pub csp_code: Option<String>,
    pub csp_name: Option<String>,
    pub pfa_code: Option<String>,
    pub pfa_name: Option<String>,
}

impl AreaRow {
    /// Columns of the view `areas`, in order.
    pub const COLUMNS: [(&'static str, ColumnKind); 13] = [
        ("vintage", ColumnKind::Text),
        ("lsoa_code", ColumnKind::Text),
        ("lsoa_name", ColumnKind::Text),
        ("ward_code", ColumnKind::Text),
        ("ward_name", ColumnKind::Text),
        ("ward_year", ColumnKind::Whole),
        ("lad_code", ColumnKind::Text),
        ("lad_name", ColumnKind::Text),
        ("lad_year", ColumnKind::Whole),
        ("csp_code", ColumnKind::Text),
        ("csp_name", ColumnKind::Text),
        ("pfa_code", ColumnKind::Text),
        ("pfa_name", ColumnKind::Text),
    ];

    /// Rows as the table the engine is handed.
    pub fn to_table(rows: &[Self]) -> Table {
        let mut table = Table::new(&Self::COLUMNS);
        table.rows = rows.iter().map(Self::to_values).collect();
        table
    }

    fn to_values(&self) -> Vec<Value> {
        vec![
            text(Some(self.vintage.as_str())),
            text(Some(&self.lsoa_code)),
            text(self.lsoa_name.as_deref()),
            text(self.ward_code.as_deref()),
            text(self.ward_name.as_deref()),
            whole(self.ward_year),
            text(self.lad_code.as_deref()),
            text(self.lad_name.as_deref()),
            whole(self.lad_year),
            text(self.csp_code.as_deref()),
            text(self.csp_name.as_deref()),
            text(self.pfa_code.as_deref()),
            text(self.pfa_name.as_deref()),
        ]
    }
}

fn text(t: Option<&str>) -> Value {
    t.map_or(Value::Missing, |t| Value::Text(t.to_owned()))
}

fn whole(n: Option<i64>) -> Value {
    n.map_or(Value::Missing, Value::Whole)
}

/// How good a row is as a source: a stated vintage before none, then the newer year, then the later received.
type Rank = (bool, Option<i64>, usize);

#[derive(Default)]
struct Lsoa<'a> {
    name: Option<&'a str>,
    ward: Option<(Rank, &'a LookupRow)>,
    district: Option<(Rank, &'a LookupRow)>,
}

/// Puts lookups together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gazetteer;

impl Gazetteer {
    /// One row per LSOA and vintage from the rows of all current lookups, given in the order they were received.
    ///
    /// The newest ward year wins, and its district with it if the same row names one, so that ward and district agree;
    /// otherwise the newest LSOA → district row, otherwise the ward's own district. Names missing in a row are found by
    /// code in the others. Partnership and force hang on the district; where a lookup of one year puts a district in
    /// several partnerships (merged districts keep their old ones), no LSOA can be placed in one and it is missing. Rows whose vintage is not stated stand in for
    /// both vintages wherever no other row speaks. Ascending by vintage and code.
    pub fn resolve(rows: &[LookupRow]) -> Vec<AreaRow> {
        let mut lsoas: BTreeMap<(Vintage, &str), Lsoa<'_>> = BTreeMap::new();
        let mut wards = ByCode::default();
        let mut districts = ByCode::default();
        let mut partnerships = ByCode::default();
        let mut forces = ByCode::default();
        for (order, row) in rows.iter().enumerate() {
            if let Some(code) = row.lsoa_code.as_deref() {
                for vintage in row.vintage.map_or(vec![Vintage::Census2011, Vintage::Census2021], |v| vec![v]) {
                    let lsoa = lsoas.entry((vintage, code)).or_default();
                    lsoa.name = row.lsoa_name.as_deref().or(lsoa.name);
                    let stated = row.vintage.is_some();
                    if row.ward_code.is_some() {
                        better(&mut lsoa.ward, (stated, row.ward_year, order), row);
                    }
                    if row.lad_code.is_some() {
                        better(&mut lsoa.district, (stated, row.lad_year, order), row);
                    }
                }
            }
            wards.add(row.ward_code.as_deref(), row.ward_name.as_deref(), row.ward_year, order, row);
            districts.add(row.lad_code.as_deref(), row.lad_name.as_deref(), row.lad_year, order, row);
            partnerships.add(row.csp_code.as_deref(), row.csp_name.as_deref(), row.csp_year, order, row);
            forces.add(row.pfa_code.as_deref(), row.pfa_name.as_deref(), row.pfa_year, order, row);
        }
        let above = above_districts(rows);
        lsoas
            .into_iter()
            .map(|((vintage, code), lsoa)| {
                let ward = lsoa.ward.map(|(_, row)| row);
                let ward_code = ward.and_then(|r| r.ward_code.as_deref());
                // The ward's own row first, so that ward and district agree; then LSOA → district; then ward → district.
                let district = ward
                    .filter(|r| r.lad_code.is_some())
                    .or(lsoa.district.map(|(_, row)| row))
                    .or_else(|| ward_code.and_then(|w| wards.row(w, |r| r.lad_code.is_some())));
                let lad_code = district.and_then(|r| r.lad_code.as_deref());
                let (csp, pfa) = lad_code
                    .and_then(|c| above.get(c))
                    .map_or((None, None), |a| (a.csp.as_ref().filter(|_| !a.several_csp), a.pfa.as_ref().filter(|_| !a.several_pfa)));
                let csp_code = csp.and_then(|(_, r)| r.csp_code.as_deref());
                let pfa_code = pfa.and_then(|(_, r)| r.pfa_code.as_deref());
                AreaRow {
                    vintage,
                    lsoa_code: code.to_owned(),
                    lsoa_name: own(lsoa.name),
                    ward_code: own(ward_code),
                    ward_name: own(ward.and_then(|r| r.ward_name.as_deref()).or_else(|| wards.name(ward_code))),
                    ward_year: ward.and_then(|r| r.ward_year),
                    lad_code: own(lad_code),
                    lad_name: own(district.and_then(|r| r.lad_name.as_deref()).or_else(|| districts.name(lad_code))),
                    lad_year: district.and_then(|r| r.lad_year),
                    csp_code: own(csp_code),
                    csp_name: own(csp.and_then(|(_, r)| r.csp_name.as_deref()).or_else(|| partnerships.name(csp_code))),
                    pfa_code: own(pfa_code),
                    pfa_name: own(pfa.and_then(|(_, r)| r.pfa_name.as_deref()).or_else(|| forces.name(pfa_code))),
                }
            })
            .collect()
    }
}

fn own(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn better<'a>(held: &mut Option<(Rank, &'a LookupRow)>, rank: Rank, row: &'a LookupRow) {
    if held.as_ref().is_none_or(|(old, _)| rank >= *old) {
        *held = Some((rank, row));
    }
}

#[derive(Default)]
struct Above<'a> {
    csp: Option<(Rank, &'a LookupRow)>,
    several_csp: bool,
    pfa: Option<(Rank, &'a LookupRow)>,
    several_pfa: bool,
}

/// Takes a row that names an area above a district; of one year, two different codes are "several".
fn take<'a>(
    held: &mut Option<(Rank, &'a LookupRow)>,
    several: &mut bool,
    rank: Rank,
    row: &'a LookupRow,
    code: impl Fn(&LookupRow) -> Option<&str>,
) {
    if let Some((old, other)) = held.as_ref() {
        let same_year = (old.0, old.1) == (rank.0, rank.1);
        *several = if same_year { *several || code(other) != code(row) } else { *several && rank < *old };
    }
    better(held, rank, row);
}

fn above_districts(rows: &[LookupRow]) -> BTreeMap<&str, Above<'_>> {
    let mut above: BTreeMap<&str, Above<'_>> = BTreeMap::new();
    for (order, row) in rows.iter().enumerate() {
        let Some(code) = row.lad_code.as_deref() else { continue };
        if row.csp_code.is_none() && row.csp_name.is_none() && row.pfa_code.is_none() && row.pfa_name.is_none() {
            continue;
        }
        let entry = above.entry(code).or_default();
        if row.csp_code.is_some() || row.csp_name.is_some() {
            take(&mut entry.csp, &mut entry.several_csp, (row.csp_code.is_some(), row.csp_year, order), row, |r| r.csp_code.as_deref());
        }
        if row.pfa_code.is_some() || row.pfa_name.is_some() {
            take(&mut entry.pfa, &mut entry.several_pfa, (row.pfa_code.is_some(), row.pfa_year, order), row, |r| r.pfa_code.as_deref());
        }
    }
    above
}

/// Names and rows of one level by code, newest first in rank.
#[derive(Default)]
struct ByCode<'a> {
    names: BTreeMap<&'a str, (Rank, &'a str)>,
    rows: BTreeMap<&'a str, (Rank, &'a LookupRow)>,
}

impl<'a> ByCode<'a> {
    fn add(&mut self, code: Option<&'a str>, name: Option<&'a str>, year: Option<i64>, order: usize, row: &'a LookupRow) {
        let Some(code) = code else { return };
        let rank = (true, year, order);
        if let Some(name) = name
            && self.names.get(code).is_none_or(|(old, _)| rank >= *old)
        {
            self.names.insert(code, (rank, name));
        }
        // A row that names the district above beats one that does not.
        let rank = (row.lad_code.is_some(), year, order);
        if self.rows.get(code).is_none_or(|(old, _)| rank >= *old) {
            self.rows.insert(code, (rank, row));
        }
    }

    fn name(&self, code: Option<&str>) -> Option<&'a str> {
        self.names.get(code?).map(|(_, name)| *name)
    }

    fn row(&self, code: &str, wanted: impl Fn(&LookupRow) -> bool) -> Option<&'a LookupRow> {
        self.rows.get(code).map(|(_, row)| *row).filter(|row| wanted(row))
    }
}
