//! A partner's incidents: read by a saved mapping, placed by what the list gives, postcodes forgotten.

use super::{Draft, ImportOptions, Source, read_options, tolerance};
use crate::House;
use crate::query::parse_day;
use base::{Result, Table, Trouble, Value, Vintage};
use geography::{Extent, Locator, Outline, Places};
use intake::boundaries::NamedBytes;
use intake::incidents::{self, Ground, List, Mapping, Placed, PostcodeTable, VillageTable};
use intake::{Holdings, Kind};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::read_whole;

/// The largest list read whole, in bytes.
const LARGEST_LIST: u64 = 256 << 20;
/// The largest mapping, in bytes.
const LARGEST_MAPPING: u64 = 1 << 20;
const PART: &str = "part-0000.parquet";

/// The files that a list's places depend on besides the list and its mapping: they are part of its content's identity, so
/// that the same list under a later table of postcodes is another extract.
pub(super) fn files_beside(kind: Kind, options: &ImportOptions) -> Result<Vec<PathBuf>> {
    if kind != Kind::Incidents {
        return Ok(Vec::new());
    }
    let (path, mapping) = mapping(options)?;
    Ok(mapping.files_beside().map(|file| beside(&path, file)).collect())
}

/// What the place of rows depends on besides files, in words for its content's identity: which outlines and lookups.
pub(super) async fn placing(house: &House, kind: Kind, options: &ImportOptions) -> Result<String> {
    if kind != Kind::Incidents {
        return Ok(String::new());
    }
    let holdings = house.store.holdings(None, None).await?;
    let lookups = holdings.of(Kind::AreaLookup);
    let outlines = holdings.of(Kind::Boundaries).filter(|h| h.facts.units.iter().any(|unit| unit.force.starts_with("lsoa")));
    let ids: Vec<&str> = lookups.chain(outlines).map(|h| h.facts.passport.extract.as_str()).collect();
    let named = options.geography.map_or("", Vintage::as_str);
    Ok(format!("placed by: {} {named}\n", ids.join(" ")))
}

pub(super) async fn read(house: &House, source: &Source, options: &ImportOptions) -> Result<Draft> {
    let (mapping_path, mapping) = mapping(options)?;
    let day = parse_day(&options.received, "--received")?;
    let rule = house.rulebook.personal_looking(day, None)?.parameters;
    let limits = read_options(house, options)?;
    let key = if mapping.pseudonym.is_some() { Some(vault::pseudonym_key(house.shelf.home())?) } else { None };
    let (path, file) = (source.path().to_path_buf(), source.file.clone());
    let (list, postcodes, villages) = crate::house::off_the_runtime(move || {
        let bytes = read_whole(&path, LARGEST_LIST)?;
        let list = incidents::read(&NamedBytes { name: file, bytes }, &mapping, rule, key.as_ref(), &limits)?;
        let postcodes = postcodes(&mapping_path, &mapping, &list)?;
        let villages = villages(&mapping_path, &mapping)?;
        Ok((list, postcodes, villages))
    })
    .await?;
    let holdings = house.store.holdings(None, None).await?;
    let areas = crate::areas::areas(house, &holdings).await?;
    let known = Places::new(&areas);
    let (vintage, geography) = decide(house, options, &list, &known, &postcodes, &holdings)?;
    let outlines = match vintage {
        Some(vintage) if outlined(&holdings, vintage) && list.needs_outlines(&postcodes) => outlines(house, &holdings, vintage).await?,
        _ => None,
    };
    let (list, placed) = crate::house::off_the_runtime(move || {
        let ground = Ground { areas: &areas, places: known, vintage, postcodes, villages, outlines };
        let placed = list.place(&ground);
        Ok((list, placed))
    })
    .await?;
    keep(house, source, list, placed, geography).await
}

/// Writes the placed rows and gives the draft of the extract.
async fn keep(house: &House, source: &Source, list: List, placed: Placed, geography: String) -> Result<Draft> {
    let rows_accepted = placed.table.rows.len() as u64;
    let mut draft = Draft {
        rows_read: list.rows_read,
        rows_accepted,
        repeated_ids: list.repeated_ids,
        missing: list.missing,
        geography,
        not_placed: placed.not_placed,
        units: placed.units,
        problems: list.problems,
        notes: list.notes,
        warnings: list.warnings,
        ..Draft::default()
    };
    draft.warnings.extend(placed.warnings);
    let by: Vec<String> = placed.placed_by.iter().map(|(by, rows)| format!("{by} {rows}")).collect();
    draft.notes.insert("placed by".to_owned(), by.join(", "));
    if rows_accepted > 0 {
        let (analytics, staging, table) = (Arc::clone(&house.analytics), source.staging.clone(), placed.table);
        crate::house::off_the_runtime(move || analytics.write_table(&staging, PART, &table)).await?;
        draft.parts.push(PART.to_owned());
    }
    Ok(draft)
}

/// The mapping that `--mapping` names, and where it lies.
fn mapping(options: &ImportOptions) -> Result<(PathBuf, Mapping)> {
    let Some(path) = &options.mapping else {
        return Err(Trouble::usage(
            "mapping-missing",
            "a partner's incidents are read by a saved mapping, and none is named",
            "add `--mapping FILE`; docs/guides/add-a-partners-format.md shows how to write one",
        ));
    };
    let bytes = read_whole(path, LARGEST_MAPPING)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| {
        Trouble::refused("mapping-invalid", format!("mapping `{name}` is not UTF-8"), "save it as a plain text file, UTF-8")
    })?;
    Ok((path.clone(), Mapping::parse(&name, text.trim_start_matches('\u{feff}'))?))
}

/// A path that a mapping names, relative to the mapping itself.
fn beside(mapping: &Path, file: &str) -> PathBuf {
    mapping.parent().map_or_else(|| PathBuf::from(file), |folder| folder.join(file))
}

fn open(path: &Path, what: &str) -> Result<BufReader<File>> {
    let unreadable = |e: std::io::Error| {
        let remedy = format!("`file` under `[{what}]` is relative to the mapping: check the path and who may read it");
        Trouble::failed("file-io", format!("could not read `{}`: {e}", path.display()), remedy)
    };
    File::open(path).map(BufReader::new).map_err(unreadable)
}

/// What the table of postcodes says of those in the list; nothing where the mapping names none.
fn postcodes(mapping_path: &Path, mapping: &Mapping, list: &List) -> Result<PostcodeTable> {
    let Some(named) = &mapping.postcodes else { return Ok(PostcodeTable::default()) };
    let path = beside(mapping_path, &named.file);
    PostcodeTable::read(&named.file, open(&path, "postcodes")?, &named.layout, &list.postcodes())
}

fn villages(mapping_path: &Path, mapping: &Mapping) -> Result<VillageTable> {
    let Some(named) = &mapping.villages else { return Ok(VillageTable::default()) };
    let path = beside(mapping_path, &named.file);
    VillageTable::read(&named.file, open(&path, "villages")?, named)
}

/// The vintage the rows are placed under, and its word for the passport: that of the codes which the list gives or its
/// postcodes stand for, as for any kind; without codes, the newest census whose outlines and lookup are loaded.
fn decide(
    house: &House,
    options: &ImportOptions,
    list: &List,
    places: &Places,
    postcodes: &PostcodeTable,
    holdings: &Holdings,
) -> Result<(Option<Vintage>, String)> {
    let rows = list.lsoa_rows(postcodes);
    if rows.keys().any(|code| !code.is_empty()) {
        let decision = places.decide_vintage(&rows, tolerance(house, options)?, options.geography)?;
        return Ok((Some(decision.vintage), decision.label.to_owned()));
    }
    let usable = places.vintages().filter(|v| options.geography.is_none_or(|named| named == *v)).filter(|v| outlined(holdings, *v)).last();
    Ok((usable, usable.map_or(String::new(), |v| v.as_str().to_owned())))
}

/// Whether outlines of the LSOAs of a vintage are loaded.
fn outlined(holdings: &Holdings, vintage: Vintage) -> bool {
    holdings
        .of(Kind::Boundaries)
        .any(|h| h.facts.passport.geography == vintage.as_str() && h.facts.units.iter().any(|unit| unit.force.starts_with("lsoa")))
}

/// Outlines of the LSOAs of a vintage and their codes in the same order; `None` where none are loaded.
async fn outlines(house: &House, holdings: &Holdings, vintage: Vintage) -> Result<Option<(Locator, Vec<String>)>> {
    let sql = format!(
        "SELECT area_code, geometry FROM boundaries WHERE level = 'lsoa' AND vintage = '{}' ORDER BY area_code, year, extract",
        vintage.as_str()
    );
    let table = house.ask(holdings, &sql).await?;
    crate::house::off_the_runtime(move || index(&table)).await
}

/// `table` has code and geometry; of several outlines of one area the last counts.
fn index(table: &Table) -> Result<Option<(Locator, Vec<String>)>> {
    let mut outlines = BTreeMap::new();
    for row in &table.rows {
        let cell = |at: usize| row.get(at).and_then(Value::as_text);
        let (Some(code), Some(geometry)) = (cell(0), cell(1)) else { continue };
        // An outline that can't be read is as good as none; its import has reported it.
        if let Ok(outline) = Outline::parse(geometry, &Extent::UNITED_KINGDOM) {
            outlines.insert(code.to_owned(), outline);
        }
    }
    if outlines.is_empty() {
        return Ok(None);
    }
    let locator = Locator::of_outlines(outlines.values()).map_err(|e| {
        Trouble::refused(
            "outlines-unusable",
            format!("no point can be placed by the loaded outlines: {e}"),
            "import outlines of LSOAs that are generalised, in degrees",
        )
    })?;
    Ok(Some((locator, outlines.into_keys().collect())))
}

#[cfg(test)]
mod tests;
