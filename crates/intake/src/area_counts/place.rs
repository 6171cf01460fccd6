//! Which area a row is of.

use super::header::{AreaPart, Header, Role};
use super::known::{AreaLevel, Around, Found, KnownAreas};
use super::names::{plain, shown, total_of};
use crate::text::CsvRow;
use base::{AreaCode, Trouble, Vintage};

/// The area of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub level: AreaLevel,
    pub vintage: Option<Vintage>,
    pub around: Around,
    /// It is known which area this is.
    pub known: bool,
    /// It is a published total of other rows.
    pub total: bool,
}

/// Why a row can't be placed: the column, a stable reason, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub column: Option<usize>,
    pub reason: &'static str,
    pub remedy: String,
}

impl Refusal {
    pub fn of(column: Option<usize>, reason: &'static str, remedy: impl Into<String>) -> Self {
        Self { column, reason, remedy: remedy.into() }
    }
}

/// The area all rows lie in, as the operator names it.
#[derive(Debug, Clone)]
pub(super) struct Within {
    level: AreaLevel,
    around: Around,
}

impl Within {
    /// Finds the area of `--within`: a code, or a name of a district, ward or county.
    pub fn of(words: &str, known: &KnownAreas) -> base::Result<Self> {
        let words = words.trim();
        if let Ok(code) = AreaCode::parse(words) {
            let level = AreaLevel::of_code(&code);
            return Ok(Self { level, around: by_code(known, level, code.as_str(), None, &Around::default()).0 });
        }
        let mut found = Vec::new();
        for level in [AreaLevel::District, AreaLevel::Ward, AreaLevel::County] {
            match known.of_name(level, words, None, None) {
                Found::None => {}
                Found::One(around) => found.push(Self { level, around: *around }),
                Found::Several(areas) => return Err(within_ambiguous(words, &areas)),
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (None, _) => Err(Trouble::refused(
                "within-not-known",
                format!("no area this home knows is called `{}`", shown(words)),
                "name the code of a district, or import the lookup that has it: `wardmote import area-lookup FILE`",
            )),
            (Some(last), false) => {
                let codes: Vec<String> = found.iter().chain([&last]).filter_map(|w| w.around.code.clone()).collect();
                Err(within_ambiguous(words, &codes))
            }
        }
    }
}

fn within_ambiguous(words: &str, areas: &[String]) -> Trouble {
    Trouble::refused(
        "within-ambiguous",
        format!("`{}` is the name of several areas: {}", shown(words), areas.join(", ")),
        "name the code of the one that is meant",
    )
}

/// The area of every row of a table that names none.
pub(super) fn placed_within(within: Option<&Within>) -> Placed {
    let (level, around, known) = match within {
        Some(within) => (within.level, within.around.clone(), true),
        None => (AreaLevel::Other, Around::default(), false),
    };
    Placed { level, vintage: None, around, known, total: false }
}

/// Places rows.
pub(super) struct Placer<'a> {
    pub known: &'a KnownAreas,
    pub header: &'a Header,
    pub vintage: Option<Vintage>,
    pub within: Option<Within>,
}

/// What a row says of one area.
#[derive(Debug, Default)]
struct Said {
    column: Option<usize>,
    code: Option<AreaCode>,
    name: Option<String>,
}

impl Placer<'_> {
    /// The area of a row. A name nobody knows is kept without a code.
    pub fn place(&self, row: &CsvRow) -> Result<Placed, Refusal> {
        let (stated, total) = self.stated_level(row)?;
        let (column_level, own) = match self.own(row)? {
            Some(own) => own,
            None if self.header.has_areas() => {
                return Err(Refusal::of(None, "missing_area", "no column says of which area this row is: fill one in"));
            }
            None => return Ok(self.unnamed(stated, total)),
        };
        self.resolve(row, stated, column_level, &own, total)
    }

    /// The area that a column's own name is: `south_cambridgeshire`.
    pub fn place_named(&self, name: &str) -> Result<Placed, Refusal> {
        let own = Said { column: None, code: AreaCode::parse(name).ok(), name: Some(name.replace('_', " ").trim().to_owned()) };
        let mut placed = self.resolve(&CsvRow { row: 1, fields: Vec::new() }, None, None, &own, false)?;
        // `south_cambridgeshire` was no name: where the area is known its own is.
        if let Some(own) = placed.around.code.as_deref().and_then(|c| self.known.of_code(placed.level, c)) {
            placed.around.name.clone_from(&own.name);
        }
        Ok(placed)
    }

    fn resolve(
        &self,
        row: &CsvRow,
        stated: Option<AreaLevel>,
        column_level: Option<AreaLevel>,
        own: &Said,
        total: bool,
    ) -> Result<Placed, Refusal> {
        let container = self.container(row, stated.or(column_level))?;
        if let Some(code) = &own.code {
            return self.coded(stated.or(column_level), own, code, &container, total);
        }
        let name = own.name.as_deref().unwrap_or("");
        let wanted = stated.or(column_level);
        let tried: Vec<AreaLevel> = match (stated, column_level) {
            _ if total && stated.is_none() => vec![AreaLevel::District, AreaLevel::County, AreaLevel::Country],
            (Some(level), _) => vec![level],
            (None, Some(level)) => [level]
                .into_iter()
                .chain([AreaLevel::District, AreaLevel::County, AreaLevel::Country].into_iter().filter(|l| *l > level))
                .collect(),
            (None, None) => vec![AreaLevel::Ward, AreaLevel::District, AreaLevel::County, AreaLevel::Country],
        };
        let by_name_only = matches!(wanted, Some(AreaLevel::Village | AreaLevel::Provider | AreaLevel::Other));
        if !by_name_only && let Some((level, around)) = self.find(name, &tried, column_level.is_none(), &container, own.column)? {
            let vintage = self.vintage.filter(|_| level == AreaLevel::Lsoa);
            let around = Around { name: Some(name.to_owned()), ..around };
            return Ok(Placed { level, vintage, around, known: true, total });
        }
        let total = total || total_of(name).is_some();
        let level = if total && stated.is_none() { AreaLevel::Other } else { wanted.unwrap_or(AreaLevel::Other) };
        let mut around = Around { name: Some(name.to_owned()), code: None, ..container };
        if level == AreaLevel::Ward {
            around.ward_name = Some(name.to_owned());
        }
        let known = match level {
            AreaLevel::Village => around.ward_code.is_some(),
            AreaLevel::Provider => true,
            _ => total,
        };
        Ok(Placed { level, vintage: None, around, known, total })
    }

    /// Looks a name up at several levels: at the first that knows it, or, where no column says the level, at all.
    fn find(
        &self,
        name: &str,
        levels: &[AreaLevel],
        all: bool,
        container: &Around,
        column: Option<usize>,
    ) -> Result<Option<(AreaLevel, Around)>, Refusal> {
        let mut found: Vec<(AreaLevel, Around)> = Vec::new();
        for level in levels {
            if *level == AreaLevel::Ward && container.lad_name.is_some() && container.lad_code.is_none() {
                continue;
            }
            match self.known.of_name(*level, name, container.lad_code.as_deref(), self.vintage) {
                Found::None => {}
                Found::One(around) if all => found.push((*level, *around)),
                Found::One(around) => return Ok(Some((*level, *around))),
                Found::Several(areas) => return Err(ambiguous(column, name, &areas)),
            }
        }
        if found.len() > 1 {
            let areas: Vec<String> = found.iter().map(|(l, a)| format!("the {} {}", l.as_str(), a.code.as_deref().unwrap_or(""))).collect();
            return Err(ambiguous(column, name, &areas));
        }
        Ok(found.pop())
    }

    fn coded(&self, wanted: Option<AreaLevel>, own: &Said, code: &AreaCode, container: &Around, total: bool) -> Result<Placed, Refusal> {
        let found = AreaLevel::of_code(code);
        let level = match wanted {
            Some(level) if found == AreaLevel::Other => level,
            Some(level) if level != found => {
                let remedy = format!("`{code}` is the code of a {}, not of a {}", found.as_str(), level.as_str());
                return Err(Refusal::of(own.column, "wrong_level", remedy));
            }
            _ => found,
        };
        if level == AreaLevel::Lsoa {
            let known = self.vintage.and_then(|v| self.known.lsoa(v, code.as_str()));
            let mut around = known.cloned().unwrap_or_else(|| Around { code: Some(code.to_string()), ..container.clone() });
            around.name = own.name.clone().or(around.name);
            return Ok(Placed { level, vintage: self.vintage, around, known: known.is_some(), total });
        }
        let (around, _) = by_code(self.known, level, code.as_str(), own.name.as_deref(), container);
        Ok(Placed { level, vintage: None, around, known: true, total })
    }

    fn unnamed(&self, stated: Option<AreaLevel>, total: bool) -> Placed {
        let placed = placed_within(self.within.as_ref());
        let level = if self.within.is_some() { placed.level } else { stated.unwrap_or(placed.level) };
        Placed { level, total, ..placed }
    }

    /// What the column of levels says: a level, or that the row is a total.
    fn stated_level(&self, row: &CsvRow) -> Result<(Option<AreaLevel>, bool), Refusal> {
        let (mut level, mut total) = (None, false);
        for column in self.header.columns(&Role::Level) {
            let text = row.field(column);
            if text.is_empty() {
                continue;
            }
            if let Some(found) = AreaLevel::parse(text) {
                level = Some(found);
            } else if total_of(text).is_some() {
                total = true;
            } else {
                let words: Vec<&str> = AreaLevel::ALL.iter().map(|l| l.as_str()).collect();
                let remedy = format!("`{}` is no level of areas: write one of {}, or `published_total`", shown(text), words.join(", "));
                return Err(Refusal::of(Some(column), "unknown_level", remedy));
            }
        }
        Ok((level, total))
    }

    /// The cells that name the row's own area: those of no stated level, else those of the smallest level filled in.
    fn own(&self, row: &CsvRow) -> Result<Option<(Option<AreaLevel>, Said)>, Refusal> {
        let general = said_in(row, &self.header.areas(None))?;
        if let Some(said) = general {
            return Ok(Some((None, said)));
        }
        for level in AreaLevel::ALL {
            if let Some(said) = said_in(row, &self.header.areas(Some(level)))? {
                return Ok(Some((Some(level), said)));
            }
        }
        Ok(None)
    }

    /// The ward and district a row's own area lies in, as other columns or the operator say.
    fn container(&self, row: &CsvRow, own: Option<AreaLevel>) -> Result<Around, Refusal> {
        let mut around = Around::default();
        if let Some(within) = &self.within {
            around = Around { code: None, name: None, ..within.around.clone() };
        }
        let within = self.header.column(&Role::Within).filter(|c| !row.field(*c).is_empty());
        let is = |level| own == Some(level);
        if !is(AreaLevel::District) {
            let mut said = said_in(row, &self.header.areas(Some(AreaLevel::District)))?;
            if said.is_none()
                && is(AreaLevel::Ward)
                && let Some(column) = within
            {
                said = said_in(row, &[(column, AreaPart::Either)])?;
            }
            if let Some(said) = said {
                around = self.container_of(AreaLevel::District, &said, &around)?;
            }
        }
        if !is(AreaLevel::Ward) && !is(AreaLevel::District) {
            let mut said = said_in(row, &self.header.areas(Some(AreaLevel::Ward)))?;
            if said.is_none()
                && let Some(column) = within
            {
                said = said_in(row, &[(column, AreaPart::Either)])?;
            }
            // A column of wards beside one of no stated level may be the row's own: then it is no container.
            if let Some(said) = said.filter(|_| !matches!(own, Some(AreaLevel::County | AreaLevel::Country | AreaLevel::Force))) {
                around = self.container_of(AreaLevel::Ward, &said, &around)?;
            }
        }
        Ok(around)
    }

    fn container_of(&self, level: AreaLevel, said: &Said, outer: &Around) -> Result<Around, Refusal> {
        if let Some(code) = &said.code {
            let found = AreaLevel::of_code(code);
            if found != level && !(level == AreaLevel::Ward && found == AreaLevel::District) {
                let remedy = format!("`{code}` is the code of a {}, not of a {}", found.as_str(), level.as_str());
                return Err(Refusal::of(said.column, "wrong_level", remedy));
            }
            return Ok(Around { code: None, name: None, ..by_code(self.known, found, code.as_str(), said.name.as_deref(), outer).0 });
        }
        let name = said.name.clone().unwrap_or_default();
        match self.known.of_name(level, &name, outer.lad_code.as_deref(), self.vintage) {
            Found::One(around) => Ok(Around { code: None, name: None, ..*around }),
            Found::Several(areas) => Err(ambiguous(said.column, &name, &areas)),
            Found::None if level == AreaLevel::District => Ok(Around { lad_name: Some(name), lad_code: None, ..outer.clone() }),
            Found::None => Ok(Around { ward_name: Some(name), ward_code: None, ..outer.clone() }),
        }
    }
}

/// What some columns of a row say of one area.
fn said_in(row: &CsvRow, columns: &[(usize, AreaPart)]) -> Result<Option<Said>, Refusal> {
    let mut said = Said::default();
    for (column, part) in columns {
        let text = row.field(*column);
        if text.is_empty() {
            continue;
        }
        match AreaCode::parse(text) {
            Ok(code) if *part != AreaPart::Name => {
                if said.code.is_none() {
                    (said.code, said.column) = (Some(code), Some(*column));
                }
            }
            Err(e) if *part == AreaPart::Code && total_of(text).is_none() => {
                return Err(Refusal::of(Some(*column), "malformed_code", e.to_string()));
            }
            _ => {
                said.name.get_or_insert_with(|| text.to_owned());
                said.column.get_or_insert(*column);
            }
        }
    }
    Ok((said.code.is_some() || said.name.is_some()).then_some(said))
}

/// An area by its code: as the lookups know it, or with what the file says of it.
fn by_code(known: &KnownAreas, level: AreaLevel, code: &str, name: Option<&str>, container: &Around) -> (Around, bool) {
    if let Some(found) = known.of_code(level, code) {
        let mut around = found.clone();
        if let Some(name) = name {
            around.name = Some(name.to_owned());
        }
        return (around, true);
    }
    let own_name = name.map(str::to_owned);
    let mut around = Around { code: Some(code.to_owned()), name: own_name.clone(), ..container.clone() };
    match level {
        AreaLevel::Ward => (around.ward_code, around.ward_name) = (Some(code.to_owned()), own_name),
        AreaLevel::District => (around.lad_code, around.lad_name) = (Some(code.to_owned()), own_name),
        _ => {}
    }
    (around, false)
}

fn ambiguous(column: Option<usize>, name: &str, areas: &[String]) -> Refusal {
    const SHOWN: usize = 6;
    let mut list: Vec<String> = areas.iter().take(SHOWN).cloned().collect();
    if areas.len() > SHOWN {
        list.push(format!("{} more", areas.len() - SHOWN));
    }
    let remedy = format!(
        "`{}` is the name of several areas ({}): add a column `district`, write the code instead of the name, or say `--within`",
        shown(name),
        list.join("; ")
    );
    Refusal::of(column, "ambiguous_area", remedy)
}

/// How an area is told from others in one file.
pub(super) fn identity(placed: &Placed) -> String {
    let around = &placed.around;
    let part = |t: &Option<String>| t.as_deref().map(plain).unwrap_or_default();
    let by_name = || format!("{}/{}/{}/{}", part(&around.name), part(&around.ward_name), part(&around.lad_name), placed.total);
    around.code.clone().unwrap_or_else(by_name)
}
