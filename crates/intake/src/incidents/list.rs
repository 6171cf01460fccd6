//! A partner's list, read by its mapping: accepted incidents and problems, no place decided yet.

use super::mapping::{Field, Mapping, Points, Unmapped, nearest, same, short};
use super::privacy::{self, Verdict};
use super::{dates, pseudonym::pseudonym};
use crate::boundaries::NamedBytes;
use crate::columns::squeeze;
use crate::parsed::ReadOptions;
use crate::text::{Csv, CsvRow};
use crate::{ExtractFacts, Problem, spreadsheet, text};
use base::{AreaCode, Level, Trouble};
use geography::{Coord, grid_to_lon_lat};
use rulebook::PersonalLooking;
use std::collections::{BTreeMap, BTreeSet};

/// How far down a list its header is looked for.
const HEADER_WITHIN: usize = 60;
/// Categories named in a warning; the rest are counted.
const NAMED_CATEGORIES: usize = 30;

/// One accepted row. What places it is here as the list gives it; of a postcode nothing goes further than its place.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)] // the fields are the columns of the list, see `Field`
pub struct Incident {
    pub row: u64,
    pub reference: Option<String>,
    pub date: Option<String>,
    pub month: String,
    pub category: Option<String>,
    pub location: Option<String>,
    pub outcome: Option<String>,
    pub lsoa: Option<String>,
    /// Without spaces, in capitals.
    pub postcode: Option<String>,
    /// Longitude and latitude in degrees.
    pub point: Option<Coord<f64>>,
    pub ward: Option<String>,
    pub district: Option<String>,
    pub village: Option<String>,
    /// The further columns kept, as a JSON object.
    pub kept: Option<String>,
    pub pseudonym: Option<String>,
}

/// A list that has been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// The data set's id.
    pub data_set: String,
    /// The file's name.
    pub file: String,
    /// Accepted rows, in order.
    pub incidents: Vec<Incident>,
    /// Rejected rows, in order; of their cells only those of columns that are kept as written.
    pub problems: Vec<Problem>,
    /// Data rows read.
    pub rows_read: u64,
    /// Rows whose reference stood in an earlier row.
    pub repeated_ids: u64,
    /// Accepted rows without a value, for each column that is mapped.
    pub missing: BTreeMap<String, u64>,
    /// Facts for the passport.
    pub notes: BTreeMap<String, String>,
    /// Sentences for the operator.
    pub warnings: Vec<String>,
    /// Whether coordinates are dropped once they have given the area.
    pub drop_points: bool,
    /// The district that names of wards belong to.
    pub default_district: Option<String>,
}

/// Reads a list, CSV or a sheet of a workbook, by its mapping.
///
/// Refused: a mapped column that is not there or stands twice, a column that is kept and looks personal
/// (`personal-looking`), a mapping with a pseudonym and no key. No message, problem or warning holds a cell of a column that is
/// not mapped, nor of one that looks personal.
pub fn read(
    file: &NamedBytes,
    mapping: &Mapping,
    rule: &PersonalLooking,
    key: Option<&[u8; 32]>,
    options: &ReadOptions,
) -> base::Result<List> {
    let mut list = List { data_set: mapping.data_set.clone(), file: file.name.clone(), ..List::default() };
    list.drop_points = mapping.points == Points::PlaceOnly;
    list.default_district.clone_from(&mapping.default_district);
    let text = text_of(file, mapping, options, &mut list.warnings)?;
    let (header, rows) = rows_of(&file.name, &text, mapping)?;
    let columns = Columns::find(&file.name, &header, mapping)?;
    refuse_headings(&file.name, mapping, rule)?;
    list.rows_read = rows.len() as u64;
    let strays = judge(&file.name, mapping, rule, &header, &rows)?;
    if mapping.pseudonym.is_some() && key.is_none() {
        return Err(Trouble::failed("pseudonym-no-key", "there is no key for pseudonyms", "this is a defect: please report it"));
    }
    let mut reading = Reading { columns: &columns, mapping, rule, header: &header, key, options, list, seen: BTreeSet::new() };
    let mut unmapped: BTreeMap<String, u64> = BTreeMap::new();
    for row in &rows {
        reading.row(row, &strays, &mut unmapped);
    }
    let mut list = reading.list;
    list.warn_unmapped(mapping, &unmapped);
    list.note(mapping, &header);
    Ok(list)
}

/// The list as the text of a CSV.
fn text_of(file: &NamedBytes, mapping: &Mapping, options: &ReadOptions, warnings: &mut Vec<String>) -> base::Result<String> {
    if spreadsheet::is_workbook(&file.bytes) {
        let wanted = |fields: &[String]| known_in(fields, mapping);
        let sheet = spreadsheet::sheet_to_csv_text(&file.name, &file.bytes, options, mapping.sheet.as_deref(), &wanted)?;
        warnings.extend(sheet.warnings);
        return Ok(sheet.text);
    }
    let decoded = text::decode(&file.name, &file.bytes, &options.text, options.strict)?;
    warnings.extend(decoded.warnings);
    Ok(decoded.text)
}

/// How many of the mapping's columns a row names.
fn known_in(fields: &[String], mapping: &Mapping) -> usize {
    let names: BTreeSet<String> = mapping.named_columns().map(squeeze).collect();
    let found: BTreeSet<String> = fields.iter().map(|f| squeeze(f)).filter(|f| names.contains(f)).collect();
    found.len()
}

/// The header and the rows beneath it; rows without anything in them are no rows.
fn rows_of(file_name: &str, text: &str, mapping: &Mapping) -> base::Result<(Vec<String>, Vec<CsvRow>)> {
    let mut csv = Csv::open(file_name, text)?;
    let mut first = Some(CsvRow { row: csv.header_row(), fields: csv.header.clone() });
    let named = mapping.named_columns().map(squeeze).collect::<BTreeSet<_>>().len();
    let wanted = named.min(2);
    let mut seen = 0;
    loop {
        let row = match first.take() {
            Some(row) => Some(row),
            None => csv.next_row(file_name)?,
        };
        let missing = |what: &str| {
            Trouble::refused(
                "mapping-header-missing",
                format!("{what} of `{file_name}` has the columns that mapping `{}` names", mapping.name),
                "check the file and the mapping; `header_row` says in which row the header stands",
            )
        };
        let Some(row) = row.filter(|_| seen < HEADER_WITHIN.max(mapping.header_row.map_or(0, |r| usize::try_from(r).unwrap_or(0)))) else {
            return Err(missing("no row at the top"));
        };
        seen += 1;
        let is_header = match mapping.header_row {
            // Corrected rows come back with the header first, wherever the list had it.
            Some(wanted) => row.row == wanted || (seen == 1 && known_in(&row.fields, mapping) == named),
            None => known_in(&row.fields, mapping) >= wanted,
        };
        if is_header {
            if known_in(&row.fields, mapping) == 0 {
                return Err(missing(&format!("row {} is no header: nothing in it", row.row)));
            }
            let header = row.fields;
            let mut rows = Vec::new();
            while let Some(row) = csv.next_row(file_name)? {
                if row.fields.iter().any(|f| !f.is_empty()) {
                    rows.push(row);
                }
            }
            return Ok((header, rows));
        }
        if mapping.header_row.is_some_and(|wanted| row.row > wanted) {
            return Err(missing("the row that should be the header is blank: nothing in it"));
        }
    }
}

/// Where the mapped columns stand.
struct Columns {
    fields: BTreeMap<Field, usize>,
    /// Our name, the column.
    keep: Vec<(String, usize)>,
    pseudonym: Option<usize>,
    /// Columns whose cells may stand in a problem.
    shown: BTreeSet<usize>,
}

impl Columns {
    fn find(file_name: &str, header: &[String], mapping: &Mapping) -> base::Result<Self> {
        let at = |column: &str| {
            let mut places = header.iter().enumerate().filter(|(_, name)| same(name, column)).map(|(at, _)| at);
            match (places.next(), places.next()) {
                (Some(only), None) => Ok(only),
                (Some(_), Some(_)) => Err(Trouble::refused(
                    "mapping-column-twice",
                    format!("column `{}` stands twice in `{file_name}`", short(column)),
                    "rename one of the two in the file, and correct the mapping",
                )),
                _ => {
                    let near = header.iter().find(|heading| known_near(heading, column));
                    let hint = near.map_or_else(|| "check the spelling".to_owned(), |near| format!("did you mean `{}`?", short(near)));
                    Err(Trouble::refused(
                        "mapping-column-missing",
                        format!("`{file_name}` has no column `{}`, which mapping `{}` names", short(column), mapping.name),
                        format!("{hint}; correct the mapping or the file"),
                    ))
                }
            }
        };
        let mut found = Self { fields: BTreeMap::new(), keep: Vec::new(), pseudonym: None, shown: BTreeSet::new() };
        for (field, column) in &mapping.columns {
            let place = at(column)?;
            found.fields.insert(*field, place);
            let is_point = matches!(field, Field::Longitude | Field::Latitude | Field::Easting | Field::Northing);
            let is_dropped = *field == Field::Postcode || (is_point && mapping.points == Points::PlaceOnly);
            if !is_dropped {
                found.shown.insert(place);
            }
        }
        for (column, name) in &mapping.keep {
            let place = at(column)?;
            found.keep.push((name.clone(), place));
            found.shown.insert(place);
        }
        found.keep.sort();
        found.pseudonym = mapping.pseudonym.as_deref().map(at).transpose()?;
        let hidden = found.pseudonym.into_iter().chain(found.fields.get(&Field::Postcode).copied());
        let hidden: Vec<usize> = hidden.chain(mapping.allow.keys().map(|c| at(c)).collect::<base::Result<Vec<_>>>()?).collect();
        found.shown.retain(|place| !hidden.contains(place));
        Ok(found)
    }
}

/// Refuses a column that looks personal; otherwise the rows that hold a personal thing in a column that is kept.
fn judge(
    file_name: &str,
    mapping: &Mapping,
    rule: &PersonalLooking,
    header: &[String],
    rows: &[CsvRow],
) -> base::Result<BTreeMap<u64, (usize, &'static str)>> {
    let mut strays = BTreeMap::new();
    let mut looked_at = BTreeSet::new();
    for column in mapping.columns_kept_as_written().filter(|c| !is_allowed(mapping, c)) {
        let Some(place) = header.iter().position(|h| same(h, column)).filter(|place| looked_at.insert(*place)) else { continue };
        let whole = rows.iter().filter(|r| r.fields.len() == header.len());
        match privacy::judge(rule, whole.map(|r| (r.row, r.field(place)))) {
            Verdict::Refused { what, met, filled, first_row } => {
                return Err(Trouble::refused(
                    "personal-looking",
                    format!(
                        "column `{}` of `{file_name}` looks as if it held {what}: {met} of {filled} filled cells, first in row {first_row}",
                        short(column)
                    ),
                    allow_remedy(column),
                ));
            }
            Verdict::Fit(rows) => {
                for (row, what) in rows {
                    strays.entry(row).or_insert((place, what));
                }
            }
        }
    }
    Ok(strays)
}

/// Whether a heading of the file may be named in a message: it is a spelling of the column looked for, not a cell of a
/// file without header.
fn known_near(heading: &str, column: &str) -> bool {
    nearest(&squeeze(column), [squeeze(heading).as_str()]).is_some()
}

fn is_allowed(mapping: &Mapping, column: &str) -> bool {
    mapping.allow.keys().any(|allowed| same(allowed, column))
}

fn allow_remedy(column: &str) -> String {
    format!(
        "leave the column out of the mapping, or make it the pseudonym; if nothing in it is about a person, say why: under `[allow]`, `\"{}\" = \"…\"`",
        short(column)
    )
}

/// Refuses a column whose heading says that it holds something personal.
fn refuse_headings(file_name: &str, mapping: &Mapping, rule: &PersonalLooking) -> base::Result<()> {
    let refuse = |column: &str, what: &str| {
        Err(Trouble::refused(
            "personal-looking",
            format!("column `{}` of `{file_name}` is called like {what}", short(column)),
            allow_remedy(column),
        ))
    };
    for column in mapping.columns_kept_as_written().filter(|c| !is_allowed(mapping, c)) {
        if let Some(what) = privacy::heading(rule, column) {
            return refuse(column, what);
        }
    }
    for field in [Field::Date, Field::Time] {
        if let Some(column) = mapping.columns.get(&field).filter(|c| !is_allowed(mapping, c) && privacy::says_birth(rule, c)) {
            return refuse(column, "a date of birth");
        }
    }
    Ok(())
}

struct Reading<'a> {
    columns: &'a Columns,
    mapping: &'a Mapping,
    rule: &'a PersonalLooking,
    header: &'a [String],
    key: Option<&'a [u8; 32]>,
    options: &'a ReadOptions,
    list: List,
    seen: BTreeSet<String>,
}

impl Reading<'_> {
    fn row(&mut self, row: &CsvRow, strays: &BTreeMap<u64, (usize, &'static str)>, unmapped: &mut BTreeMap<String, u64>) {
        if row.fields.len() != self.header.len() {
            let remedy =
                format!("the row has {} fields, the header has {}: look for a stray comma or quote", row.fields.len(), self.header.len());
            // Its cells may stand under the wrong headings, so none is shown.
            return self.reject(row, None, "wrong_field_count", remedy, false);
        }
        if let Some((place, what)) = strays.get(&row.row) {
            let remedy = format!("the cell looks as if it held {what}: take them out, or say under `[allow]` why the column is right");
            return self.reject(row, Some(*place), "looks_personal", remedy, true);
        }
        let mut incident = Incident { row: row.row, ..Incident::default() };
        let mut time = None;
        if let Some(place) = self.columns.fields.get(&Field::Date).copied() {
            let cell = row.field(place);
            if cell.is_empty() {
                return self.reject(row, Some(place), "date_missing", "the date is missing: fill it in".to_owned(), true);
            }
            let Some(dated) = dates::read(cell, &self.mapping.date_formats) else {
                let tried: Vec<String> = self.mapping.date_formats.iter().map(|f| format!("`{f}`")).collect();
                let tried = if tried.is_empty() { String::new() } else { format!(" and as {}", tried.join(", ")) };
                let remedy = format!("no date was read: tried as `2019-04-23`{tried}; correct the cell, or add its form to `date_formats`");
                return self.reject(row, Some(place), "date_unreadable", remedy, true);
            };
            (incident.date, incident.month, time) = (dated.date, dated.month, dated.time);
        } else {
            incident.month = self.mapping.default_month.clone().unwrap_or_default();
        }
        if let Some(place) = self.columns.fields.get(&Field::Category).copied() {
            match self.category(row.field(place)) {
                Ok(category) => incident.category = category,
                Err(theirs) if self.mapping.unmapped == Unmapped::Reject => {
                    *unmapped.entry(theirs).or_insert(0) += 1;
                    let remedy = "`[categories]` has no word for this category: add it, or set `unmapped = \"keep\"`";
                    return self.reject(row, Some(place), "category_unmapped", remedy.to_owned(), true);
                }
                Err(theirs) => {
                    incident.category = Some(theirs.clone());
                    *unmapped.entry(theirs).or_insert(0) += 1;
                }
            }
        }
        incident.reference = self.cell(row, Field::Reference);
        incident.location = self.cell(row, Field::Location);
        incident.outcome = self.cell(row, Field::Outcome);
        incident.ward = self.cell(row, Field::Ward);
        incident.district = self.cell(row, Field::District);
        incident.village = self.cell(row, Field::Village);
        incident.lsoa = self
            .cell(row, Field::Lsoa)
            .and_then(|code| AreaCode::parse(&code).ok().filter(|code| code.level() == Some(Level::Lsoa)).map(|code| code.to_string()));
        incident.postcode = self.cell(row, Field::Postcode).map(|p| bare_postcode(&p)).filter(|p| privacy::is_postcode(p));
        incident.point = self.point(row);
        if let Some(place) = self.columns.fields.get(&Field::Time).copied() {
            time = dates::read_time(row.field(place));
        }
        incident.kept = self.kept(row, time.as_deref());
        incident.pseudonym = match (self.columns.pseudonym, self.key) {
            (Some(place), Some(key)) => pseudonym(key, &self.mapping.data_set, row.field(place)),
            _ => None,
        };
        self.count_missing(&incident, time.is_some());
        if let Some(reference) = &incident.reference
            && !self.seen.insert(reference.clone())
        {
            self.list.repeated_ids += 1;
        }
        self.list.incidents.push(incident);
    }

    fn cell(&self, row: &CsvRow, field: Field) -> Option<String> {
        let text = row.field(*self.columns.fields.get(&field)?);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Our word for the partner's, or the partner's own where there is none for it.
    fn category(&self, theirs: &str) -> Result<Option<String>, String> {
        if theirs.is_empty() {
            return Ok(None);
        }
        if self.mapping.categories.is_empty() {
            return Ok(Some(theirs.to_owned()));
        }
        let normal = |word: &str| word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let wanted = normal(theirs);
        let found = self.mapping.categories.iter().find(|(word, _)| normal(word) == wanted);
        found.map(|(_, ours)| Some(ours.clone())).ok_or_else(|| theirs.to_owned())
    }

    /// The point in degrees, if both coordinates are numbers and lie where they can.
    fn point(&self, row: &CsvRow) -> Option<Coord<f64>> {
        let number = |field| self.cell(row, field)?.replace(',', "").parse::<f64>().ok().filter(|x| x.is_finite());
        let point = match (number(Field::Longitude), number(Field::Latitude)) {
            (Some(x), Some(y)) => Coord { x, y },
            _ => grid_to_lon_lat(Coord { x: number(Field::Easting)?, y: number(Field::Northing)? }),
        };
        self.options.extent.contains(point).then_some(point)
    }

    fn kept(&self, row: &CsvRow, time: Option<&str>) -> Option<String> {
        let mut kept = serde_json::Map::new();
        if let Some(time) = time {
            kept.insert("time".to_owned(), time.into());
        }
        for (name, place) in &self.columns.keep {
            let cell = row.field(*place);
            if !cell.is_empty() {
                kept.insert(name.clone(), cell.into());
            }
        }
        (!kept.is_empty()).then(|| serde_json::Value::Object(kept).to_string())
    }

    fn count_missing(&mut self, incident: &Incident, time: bool) {
        let there = |field: Field| match field {
            Field::Date => incident.date.is_some(),
            Field::Time => time,
            Field::Category => incident.category.is_some(),
            Field::Reference => incident.reference.is_some(),
            Field::Location => incident.location.is_some(),
            Field::Outcome => incident.outcome.is_some(),
            Field::Longitude | Field::Latitude | Field::Easting | Field::Northing => incident.point.is_some(),
            Field::Postcode => incident.postcode.is_some(),
            Field::Lsoa => incident.lsoa.is_some(),
            Field::Ward => incident.ward.is_some(),
            Field::District => incident.district.is_some(),
            Field::Village => incident.village.is_some(),
        };
        for field in self.columns.fields.keys().copied() {
            let name = match field {
                Field::Longitude | Field::Easting => "coordinates",
                Field::Latitude | Field::Northing => continue,
                other => other.as_str(),
            };
            let count = self.list.missing.entry(name.to_owned()).or_insert(0);
            *count += u64::from(!there(field));
        }
        if self.columns.pseudonym.is_some() {
            let count = self.list.missing.entry("pseudonym".to_owned()).or_insert(0);
            *count += u64::from(incident.pseudonym.is_none());
        }
    }

    /// Rejects a row, with only those of its cells that may be shown.
    fn reject(&mut self, row: &CsvRow, column: Option<usize>, reason: &str, remedy: String, cells: bool) {
        let date = self.columns.fields.get(&Field::Date).copied();
        let may_show = |place: usize, cell: &str| {
            let short_date = || cell.chars().count() <= 40 && cell.chars().any(|c| c.is_ascii_digit());
            cells
                && self.columns.shown.contains(&place)
                && (date != Some(place) || short_date())
                && privacy::certain_shape(self.rule, cell).is_none()
        };
        let shown = |(place, cell): (usize, &String)| if may_show(place, cell) { cell.clone() } else { String::new() };
        self.list.problems.push(Problem {
            file: self.list.file.clone(),
            row: row.row,
            column: column.and_then(|c| self.header.get(c)).cloned().unwrap_or_default(),
            reason: reason.to_owned(),
            remedy,
            fields: row.fields.iter().enumerate().take(self.header.len()).map(shown).collect(),
        });
    }
}

impl List {
    /// Says once which categories the mapping has no word for.
    fn warn_unmapped(&mut self, mapping: &Mapping, unmapped: &BTreeMap<String, u64>) {
        if unmapped.is_empty() {
            return;
        }
        let rows: u64 = unmapped.values().sum();
        let named = match mapping.columns.get(&Field::Category) {
            Some(column) if !is_allowed(mapping, column) => {
                let each: Vec<String> =
                    unmapped.iter().take(NAMED_CATEGORIES).map(|(word, count)| format!("`{}` {count}", short(word))).collect();
                let more = unmapped.len().saturating_sub(NAMED_CATEGORIES);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!(": {}{more}", each.join(", "))
            }
            _ => String::new(),
        };
        let became = if mapping.unmapped == Unmapped::Reject { "were rejected" } else { "keep the partner's word" };
        self.warnings.push(format!(
            "mapping `{}` has no word for {} categories of `{}`; their {rows} rows {became}{named}",
            mapping.name,
            unmapped.len(),
            self.file
        ));
    }

    fn note(&mut self, mapping: &Mapping, header: &[String]) {
        if !self.problems.is_empty() {
            let headers = serde_json::json!({ self.file.as_str(): header });
            self.notes.insert(ExtractFacts::HEADERS.to_owned(), headers.to_string());
        }
        let notes = [("data_set", &mapping.data_set), ("title", &mapping.title), ("holder", &mapping.holder), ("unit", &mapping.unit)];
        self.notes.extend(notes.map(|(key, value)| (key.to_owned(), value.clone())));
        self.notes.insert("mapping".to_owned(), mapping.name.clone());
        for (column, reason) in &mapping.allow {
            self.notes.insert(format!("allowed column {column}"), reason.clone());
        }
        if let Some(column) = &mapping.pseudonym {
            self.notes.insert("pseudonym of column".to_owned(), column.clone());
        }
        if let Some(month) = &mapping.default_month {
            self.notes.insert("month of every row".to_owned(), month.clone());
        }
        if self.drop_points {
            self.notes.insert("coordinates".to_owned(), "used to find the area, then dropped".to_owned());
        }
    }
}

/// A postcode without spaces, in capitals.
pub(super) fn bare_postcode(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}
