//! The mapping file: how one partner's list is read, written once by whoever looked at it.

use base::{AreaCode, Level, Trouble};
use std::collections::BTreeMap;
use toml::{Table, Value};

/// What a column of the list may be mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the fields of an incident
pub enum Field {
    Date,
    Time,
    Category,
    Reference,
    Location,
    Outcome,
    Longitude,
    Latitude,
    Easting,
    Northing,
    Postcode,
    Lsoa,
    Ward,
    District,
    Village,
}

impl Field {
    /// All of them, in the order of the guide.
    pub const ALL: [Self; 15] = [
        Self::Date,
        Self::Time,
        Self::Category,
        Self::Reference,
        Self::Location,
        Self::Outcome,
        Self::Longitude,
        Self::Latitude,
        Self::Easting,
        Self::Northing,
        Self::Postcode,
        Self::Lsoa,
        Self::Ward,
        Self::District,
        Self::Village,
    ];

    /// The word in `[columns]`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Category => "category",
            Self::Reference => "reference",
            Self::Location => "location",
            Self::Outcome => "outcome",
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
            Self::Easting => "easting",
            Self::Northing => "northing",
            Self::Postcode => "postcode",
            Self::Lsoa => "lsoa",
            Self::Ward => "ward",
            Self::District => "district",
            Self::Village => "village",
        }
    }

    /// Whether what stands in the column is kept as it is written, so that it must be looked at before it is.
    pub fn is_kept_as_written(self) -> bool {
        matches!(self, Self::Category | Self::Reference | Self::Location | Self::Outcome | Self::Ward | Self::District | Self::Village)
    }
}

/// What happens to a category that `[categories]` does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unmapped {
    /// Kept as it stands in the file, and listed once.
    #[default]
    Keep,
    /// The row is rejected.
    Reject,
}

/// What becomes of coordinates once they have given the area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Points {
    /// They are kept.
    #[default]
    Keep,
    /// They are dropped: an exact point in a hamlet is an address.
    PlaceOnly,
}

/// The table from postcodes to places that lies beside the mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostcodeFile {
    /// Its path, relative to the mapping.
    pub file: String,
    /// How it is laid out.
    pub layout: PostcodeLayout,
}

/// Layouts of postcode tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostcodeLayout {
    /// Columns by name, with the LSOA: the ONS directories.
    Lsoa {
        /// The column of postcodes.
        postcode: String,
        /// The column of LSOA codes.
        lsoa: String,
    },
    /// Code-Point Open: no header; postcode first, easting and northing third and fourth.
    CodePointOpen,
}

/// The table from villages to wards that lies beside the mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageFile {
    /// Its path, relative to the mapping.
    pub file: String,
    /// The column of villages.
    pub village: String,
    /// The column of wards, by name or code.
    pub ward: String,
}

/// A saved mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The mapping file's name, for messages.
    pub name: String,
    /// The data set's id in kebab case.
    pub data_set: String,
    /// What it is called.
    pub title: String,
    /// The organisation that holds it.
    pub holder: String,
    /// What one row is.
    pub unit: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row of the header, from 1; looked for where it is not said.
    pub header_row: Option<u64>,
    /// The columns, by what they are.
    pub columns: BTreeMap<Field, String>,
    /// Forms of dates, tried in this order; ISO dates are always read.
    pub date_formats: Vec<String>,
    /// Our word for each of the partner's.
    pub categories: BTreeMap<String, String>,
    /// What happens to other categories.
    pub unmapped: Unmapped,
    /// Further columns that are kept: the partner's name and ours.
    pub keep: BTreeMap<String, String>,
    /// The column that becomes a keyed pseudonym.
    pub pseudonym: Option<String>,
    /// Columns that look personal and are not, and why.
    pub allow: BTreeMap<String, String>,
    /// What becomes of coordinates.
    pub points: Points,
    /// Postcodes to places.
    pub postcodes: Option<PostcodeFile>,
    /// Villages to wards.
    pub villages: Option<VillageFile>,
    /// The month of every row, for a list without dates.
    pub default_month: Option<String>,
    /// The district that names of wards belong to, by code.
    pub default_district: Option<String>,
}

const KEYS: [&str; 17] = [
    "data_set",
    "title",
    "holder",
    "unit",
    "sheet",
    "header_row",
    "columns",
    "date_formats",
    "categories",
    "unmapped",
    "keep",
    "pseudonym",
    "allow",
    "points",
    "postcodes",
    "villages",
    "default",
];

impl Mapping {
    /// Reads a mapping file. Every refusal names the file, the key and what to do.
    pub fn parse(name: &str, text: &str) -> base::Result<Self> {
        let file = File { name };
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
            let message = format!("mapping `{name}`, line {line}: {}", error.message().trim().replace('\n', " "));
            Trouble::refused("mapping-invalid", message, "correct the TOML; docs/guides/add-a-partners-format.md shows a whole mapping")
        })?;
        file.known(&table, "", &KEYS)?;
        let mapping = Self {
            name: name.to_owned(),
            data_set: file.needed(&table, "", "data_set")?,
            title: file.needed(&table, "", "title")?,
            holder: file.needed(&table, "", "holder")?,
            unit: file.optional(&table, "", "unit")?.unwrap_or_else(|| "incidents".to_owned()),
            sheet: file.optional(&table, "", "sheet")?,
            header_row: file.header_row(&table)?,
            columns: file.columns(&table)?,
            date_formats: file.date_formats(&table)?,
            categories: file.words(&table, "categories")?,
            unmapped: file.choice(&table, "unmapped", &[("keep", Unmapped::Keep), ("reject", Unmapped::Reject)])?,
            keep: file.words(&table, "keep")?,
            pseudonym: file.pseudonym(&table)?,
            allow: file.words(&table, "allow")?,
            points: file.choice(&table, "points", &[("keep", Points::Keep), ("place-only", Points::PlaceOnly)])?,
            postcodes: file.postcodes(&table)?,
            villages: file.villages(&table)?,
            default_month: file.default_month(&table)?,
            default_district: file.default_district(&table)?,
        };
        mapping.sensible(&file)?;
        Ok(mapping)
    }

    /// Every column of the list that the mapping names, with what it is for. One column may stand several times.
    pub fn named_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.values().chain(self.keep.keys()).chain(self.pseudonym.iter()).map(String::as_str)
    }

    /// Columns whose cells are kept as they are written, and so looked at before: nothing personal comes in by them.
    pub fn columns_kept_as_written(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().filter(|(field, _)| field.is_kept_as_written()).map(|(_, column)| column);
        columns.chain(self.keep.keys()).map(String::as_str)
    }

    /// Files beside the mapping that it needs.
    pub fn files_beside(&self) -> impl Iterator<Item = &str> {
        self.postcodes.iter().map(|p| p.file.as_str()).chain(self.villages.iter().map(|v| v.file.as_str()))
    }

    fn sensible(&self, file: &File<'_>) -> base::Result<()> {
        let has = |field| self.columns.contains_key(&field);
        if !is_kebab(&self.data_set) {
            let what = format!("`{}` is not an id", short(&self.data_set));
            return Err(file.bad("data_set", what, "use lower-case letters, digits and single hyphens: `deliberate-fires`"));
        }
        if self.holder.contains('@') {
            return Err(file.bad("holder", "looks like a person", "name the organisation that holds the data"));
        }
        match (has(Field::Date), &self.default_month) {
            (false, None) => {
                let remedy = "add `date = \"…\"`, or `[default]` with `month = \"2019-04\"` where the list has no dates";
                return Err(file.bad("columns.date", "is missing", remedy));
            }
            (true, Some(_)) => {
                return Err(file.bad("default.month", "stands beside a column of dates", "leave the one or the other out"));
            }
            _ => {}
        }
        for (one, other) in [(Field::Longitude, Field::Latitude), (Field::Easting, Field::Northing)] {
            if has(one) != has(other) {
                let missing = if has(one) { other } else { one };
                let key = format!("columns.{}", missing.as_str());
                return Err(file.bad(&key, "is missing", "coordinates are a pair: map both columns or neither"));
            }
        }
        if has(Field::Longitude) && has(Field::Easting) {
            return Err(file.bad("columns.easting", "stands beside longitude and latitude", "map one pair of coordinates"));
        }
        if self.postcodes.is_some() != has(Field::Postcode) {
            let (key, remedy) = if has(Field::Postcode) {
                (
                    "postcodes",
                    "postcodes are never kept: say with `[postcodes]` which table turns them into places, or leave the column out",
                )
            } else {
                ("columns.postcode", "name the column of postcodes, or leave `[postcodes]` out")
            };
            return Err(file.bad(key, "is missing", remedy));
        }
        if self.villages.is_some() && !has(Field::Village) {
            return Err(file.bad("columns.village", "is missing", "name the column of villages, or leave `[villages]` out"));
        }
        let mut ours: Vec<&str> = Vec::new();
        for (column, name) in &self.keep {
            let snake = !name.is_empty()
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !snake || name == "time" || ours.contains(&name.as_str()) {
                let remedy = "each kept column needs a name of its own in lower-case letters, digits and underscores; `time` is taken";
                return Err(file.bad(&format!("keep.{}", short(column)), format!("`{}` can't be its name", short(name)), remedy));
            }
            ours.push(name);
        }
        if let Some(column) = &self.pseudonym
            && (self.columns.values().any(|c| same(c, column)) || self.keep.keys().any(|c| same(c, column)))
        {
            let remedy = "a column that becomes a pseudonym can't be kept as it is too: leave it out of `[columns]` and `[keep]`";
            return Err(file.bad("pseudonym.column", format!("`{}` is mapped besides", short(column)), remedy));
        }
        for (column, reason) in &self.allow {
            let key = format!("allow.{}", short(column));
            if reason.trim().is_empty() {
                return Err(file.bad(
                    &key,
                    "gives no reason",
                    "say why nothing in the column is about a person; it goes into the passport",
                ));
            }
            if !self.columns.values().chain(self.keep.keys()).any(|c| same(c, column)) {
                return Err(file.bad(&key, "is no column that is kept", "leave it out: other columns are never read into the extract"));
            }
        }
        Ok(())
    }
}

/// Whether two names of columns are the same: capitals, spaces and punctuation do not matter.
pub(super) fn same(one: &str, other: &str) -> bool {
    crate::columns::squeeze(one) == crate::columns::squeeze(other)
}

/// A word of the operator's own file, short and harmless in a message.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect()
}

fn is_kebab(word: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    word.len() <= 60 && word.starts_with(|c: char| c.is_ascii_lowercase()) && word.split('-').all(plain)
}

/// The known word nearest to one that is not known, if it is near: at most a third of its letters changed.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = known.into_iter().map(|k| (distance(word, k), k)).min_by_key(|(d, _)| *d)?;
    (found.0 * 3 <= word.chars().count().max(found.1.chars().count())).then_some(found.1)
}

/// Edits (V. Levenshtein 1966) from one word to another; long words are compared by their first sixty letters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(60).enumerate() {
        let mut next = vec![i + 1];
        for (pair, b) in row.windows(2).zip(&other) {
            let (diagonal, above) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
            let left = next.last().copied().unwrap_or(0);
            next.push((diagonal + usize::from(a != *b)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

struct File<'a> {
    name: &'a str,
}

impl File<'_> {
    fn bad(&self, key: &str, what: impl AsRef<str>, remedy: impl Into<String>) -> Trouble {
        Trouble::refused("mapping-invalid", format!("mapping `{}`, key `{key}`: {}", self.name, what.as_ref()), remedy)
    }

    fn known(&self, table: &Table, prefix: &str, known: &[&str]) -> base::Result<()> {
        let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
        let remedy = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use only {}", known.join(", ")),
        };
        Err(self.bad(&format!("{prefix}{}", short(key)), "is not known in a mapping", remedy))
    }

    fn optional(&self, table: &Table, prefix: &str, key: &str) -> base::Result<Option<String>> {
        match table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => {
                Err(self.bad(&format!("{prefix}{}", short(key)), "is empty", "write something between the quotes, or leave the line out"))
            }
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(other) => Err(self.bad(
                &format!("{prefix}{}", short(key)),
                format!("is {}, not text", other.type_str()),
                "put the value between double quotes",
            )),
        }
    }

    fn needed(&self, table: &Table, prefix: &str, key: &str) -> base::Result<String> {
        self.optional(table, prefix, key)?
            .ok_or_else(|| self.bad(&format!("{prefix}{}", short(key)), "is missing", format!("add a line `{key} = \"…\"`")))
    }

    fn section<'t>(&self, table: &'t Table, key: &str) -> base::Result<Option<&'t Table>> {
        match table.get(key) {
            None => Ok(None),
            Some(Value::Table(section)) => Ok(Some(section)),
            Some(_) => Err(self.bad(key, "is no section", format!("write it as a line `[{key}]` with its keys beneath"))),
        }
    }

    fn choice<T: Copy + Default>(&self, table: &Table, key: &str, choices: &[(&str, T)]) -> base::Result<T> {
        let Some(word) = self.optional(table, "", key)? else { return Ok(T::default()) };
        choices.iter().find(|(known, _)| *known == word).map(|(_, choice)| *choice).ok_or_else(|| {
            let known: Vec<String> = choices.iter().map(|(known, _)| format!("`{known}`")).collect();
            self.bad(key, format!("`{}` is no choice", short(&word)), format!("write {}", known.join(" or ")))
        })
    }

    fn header_row(&self, table: &Table) -> base::Result<Option<u64>> {
        match table.get("header_row") {
            None => Ok(None),
            Some(Value::Integer(row)) if (1..=1000).contains(row) => Ok(u64::try_from(*row).ok()),
            Some(_) => Err(self.bad("header_row", "is no row", "write the row of the header as a spreadsheet counts it, 1 to 1000")),
        }
    }

    fn columns(&self, table: &Table) -> base::Result<BTreeMap<Field, String>> {
        let Some(section) = self.section(table, "columns")? else {
            return Err(self.bad("columns", "is missing", "add `[columns]` with `date = \"…\"` and the other columns to read"));
        };
        self.known(section, "columns.", &Field::ALL.map(Field::as_str))?;
        let mut columns = BTreeMap::new();
        for field in Field::ALL {
            if let Some(column) = self.optional(section, "columns.", field.as_str())? {
                columns.insert(field, column);
            }
        }
        Ok(columns)
    }

    fn words(&self, table: &Table, key: &str) -> base::Result<BTreeMap<String, String>> {
        let Some(section) = self.section(table, key)? else { return Ok(BTreeMap::new()) };
        let mut words = BTreeMap::new();
        for theirs in section.keys() {
            if let Some(ours) = self.optional(section, &format!("{key}."), theirs)? {
                words.insert(theirs.trim().to_owned(), ours);
            }
        }
        Ok(words)
    }

    fn date_formats(&self, table: &Table) -> base::Result<Vec<String>> {
        let remedy = "write a list: `date_formats = [\"%d/%m/%Y\", \"%d %b %Y\"]`";
        let list = match table.get("date_formats") {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) if list.len() <= 20 => list,
            Some(_) => return Err(self.bad("date_formats", "is no list of at most 20 forms", remedy)),
        };
        let mut formats = Vec::new();
        for form in list {
            let form = form.as_str().filter(|form| super::dates::is_form(form));
            let Some(form) = form else {
                return Err(self.bad("date_formats", "holds what is no form of a date with year and month", remedy));
            };
            formats.push(form.to_owned());
        }
        Ok(formats)
    }

    fn pseudonym(&self, table: &Table) -> base::Result<Option<String>> {
        let Some(section) = self.section(table, "pseudonym")? else { return Ok(None) };
        self.known(section, "pseudonym.", &["column"])?;
        self.needed(section, "pseudonym.", "column").map(Some)
    }

    fn path(&self, section: &Table, prefix: &str) -> base::Result<String> {
        let path = self.needed(section, prefix, "file")?;
        if path.contains('\0') {
            return Err(self.bad(&format!("{prefix}file"), "is no path", "name the file, relative to the mapping"));
        }
        Ok(path)
    }

    fn postcodes(&self, table: &Table) -> base::Result<Option<PostcodeFile>> {
        let Some(section) = self.section(table, "postcodes")? else { return Ok(None) };
        let prefix = "postcodes.";
        self.known(section, prefix, &["file", "layout", "postcode", "lsoa"])?;
        let file = self.path(section, prefix)?;
        let layout = match self.optional(section, prefix, "layout")?.as_deref() {
            Some("code-point-open") => PostcodeLayout::CodePointOpen,
            None | Some("columns") => PostcodeLayout::Lsoa {
                postcode: self.optional(section, prefix, "postcode")?.unwrap_or_else(|| "pcds".to_owned()),
                lsoa: self.needed(section, prefix, "lsoa")?,
            },
            Some(other) => {
                let what = format!("`{}` is no layout", short(other));
                return Err(self.bad("postcodes.layout", what, "write `columns` or `code-point-open`"));
            }
        };
        Ok(Some(PostcodeFile { file, layout }))
    }

    fn villages(&self, table: &Table) -> base::Result<Option<VillageFile>> {
        let Some(section) = self.section(table, "villages")? else { return Ok(None) };
        let prefix = "villages.";
        self.known(section, prefix, &["file", "village", "ward"])?;
        Ok(Some(VillageFile {
            file: self.path(section, prefix)?,
            village: self.needed(section, prefix, "village")?,
            ward: self.needed(section, prefix, "ward")?,
        }))
    }

    fn default_month(&self, table: &Table) -> base::Result<Option<String>> {
        let Some(section) = self.section(table, "default")? else { return Ok(None) };
        self.known(section, "default.", &["month", "district"])?;
        let Some(month) = self.optional(section, "default.", "month")? else { return Ok(None) };
        if month.len() != 7 || super::dates::read(&month, &["%Y-%m".to_owned()]).is_none() {
            return Err(self.bad("default.month", format!("`{}` is no month", short(&month)), "write it as `2019-04`"));
        }
        Ok(Some(month))
    }

    fn default_district(&self, table: &Table) -> base::Result<Option<String>> {
        let Some(section) = self.section(table, "default")? else { return Ok(None) };
        let Some(code) = self.optional(section, "default.", "district")? else { return Ok(None) };
        match AreaCode::parse(&code) {
            Ok(parsed) if parsed.level() == Some(Level::District) => Ok(Some(parsed.to_string())),
            _ => Err(self.bad("default.district", format!("`{}` is no district", short(&code)), "give the district's code: `E07000012`")),
        }
    }
}
