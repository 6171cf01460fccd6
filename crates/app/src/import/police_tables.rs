//! Outcomes, stops and searches: one CSV at a time into columnar parts, so that a national archive stays within memory.

use super::{Draft, ImportOptions, Source, read_options, tolerance};
use crate::query::parse_day;
use crate::{Analytics, House};
use base::{Result, Table, Trouble, Value, Vintage};
use calendar::SummerTime;
use geography::{Extent, Locator, Outline};
use intake::container::{Archive, Content, choose};
use intake::outcomes::{self, is_outcomes_name};
use intake::stop_search::{self, is_stop_search_name};
use intake::{Holdings, Kind, PoliceParsed, ReadOptions, Unit};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use vault::read_whole;

/// The largest single CSV read whole, in bytes: the largest published month of a force is under 100 MB.
const LARGEST_CSV: u64 = 1 << 30;

pub(super) async fn read(
    house: &House,
    source: &Source,
    options: &ImportOptions,
    progress: Arc<dyn Fn(u64) + Send + Sync>,
) -> Result<Draft> {
    let holdings = house.store.holdings(None, None).await?;
    let reader = match source.kind {
        Kind::PoliceStopSearch => {
            let day = parse_day(&options.received, "--received")?;
            let summer = *crate::clock::summer_time(house.rulebook, day)?;
            Reader::StopSearch { summer, ground: ground(house, &holdings, options.geography).await? }
        }
        _ => Reader::Outcomes { first_of_repeated_ids: options.first_of_repeated_ids },
    };
    let reading = Reading { reader, options: read_options(house, options)?, analytics: Arc::clone(&house.analytics) };
    let (path, file, staging) = (source.path().to_path_buf(), source.file.clone(), source.staging.clone());
    let (mut draft, lsoa_rows) =
        crate::house::off_the_runtime(move || reading.read_all(&path, &file, &staging, &|bytes| progress(bytes))).await?;
    if source.kind == Kind::PoliceOutcomes {
        let places = crate::areas::places(house, &holdings).await?;
        let decision = places.decide_vintage(&lsoa_rows, tolerance(house, options)?, options.geography)?;
        decision.label.clone_into(&mut draft.geography);
        draft.not_placed = decision.not_placed;
    }
    Ok(draft)
}

/// What the place of rows depends on besides the file, in words for its content's identity: the same stops placed by other
/// outlines are another extract. Empty for kinds whose rows name their LSOA.
pub(super) async fn placing(house: &House, kind: Kind, options: &ImportOptions) -> Result<String> {
    if kind != Kind::PoliceStopSearch {
        return Ok(String::new());
    }
    let holdings = house.store.holdings(None, None).await?;
    Ok(lsoa_outlines(&holdings, options.geography).map_or_else(String::new, |(_, extracts)| format!("placed by: {}\n", extracts.join(" "))))
}

/// The census and the extracts of the LSOA outlines that rows are placed by: those of the newest census that are loaded,
/// or of the one that is named.
fn lsoa_outlines(holdings: &Holdings, named: Option<Vintage>) -> Option<(Vintage, Vec<String>)> {
    let of = |vintage: Vintage| -> Vec<String> {
        let outlines = holdings
            .of(Kind::Boundaries)
            .filter(|h| h.facts.passport.geography == vintage.as_str() && h.facts.units.iter().any(|unit| unit.force.starts_with("lsoa")));
        outlines.map(|h| h.facts.passport.extract.clone()).collect()
    };
    let mut vintages = [Vintage::Census2021, Vintage::Census2011].into_iter().filter(|v| named.is_none_or(|n| n == *v));
    vintages.find_map(|vintage| Some((vintage, of(vintage))).filter(|(_, extracts)| !extracts.is_empty()))
}

/// The outlines loaded, ready to be asked; `None` where there are none.
async fn ground(house: &House, holdings: &Holdings, named: Option<Vintage>) -> Result<Option<Box<Ground>>> {
    let Some((vintage, extracts)) = lsoa_outlines(holdings, named) else { return Ok(None) };
    let sql = format!(
        "SELECT area_code, geometry FROM boundaries WHERE level = 'lsoa' AND vintage = '{}' ORDER BY area_code, year, extract",
        vintage.as_str()
    );
    let table = house.ask(holdings, &sql).await?;
    crate::house::off_the_runtime(move || Ground::new(&table, vintage, extracts).map(Box::new)).await.map(Some)
}

/// Outlines of LSOAs and the index over them.
struct Ground {
    vintage: Vintage,
    extracts: Vec<String>,
    codes: Vec<String>,
    locator: Locator,
}

impl Ground {
    /// `table` has code and geometry; of several outlines of one area the last counts.
    fn new(table: &Table, vintage: Vintage, extracts: Vec<String>) -> Result<Self> {
        let mut outlines = BTreeMap::new();
        for row in &table.rows {
            let cell = |at: usize| row.get(at).and_then(Value::as_text);
            let (Some(code), Some(geometry)) = (cell(0), cell(1)) else { continue };
            // An outline that can't be read is as good as none; import has reported it.
            if let Ok(outline) = Outline::parse(geometry, &Extent::UNITED_KINGDOM) {
                outlines.insert(code.to_owned(), outline);
            }
        }
        let locator = Locator::of_outlines(outlines.values()).map_err(|e| {
            Trouble::refused(
                "outlines-unusable",
                format!("no point can be placed by the loaded outlines: {e}"),
                "import outlines of LSOAs that are generalised, in degrees",
            )
        })?;
        Ok(Self { vintage, extracts, codes: outlines.into_keys().collect(), locator })
    }

    /// Writes the LSOA each row lies in; how many lie in one.
    fn place(&self, table: &mut Table) -> u64 {
        let number = |row: &[Value], at: Option<usize>| at.and_then(|at| row.get(at)).and_then(Value::as_real).unwrap_or(f64::NAN);
        let (x_at, y_at) = (table.position("longitude"), table.position("latitude"));
        let xs: Vec<f64> = table.rows.iter().map(|row| number(row, x_at)).collect();
        let ys: Vec<f64> = table.rows.iter().map(|row| number(row, y_at)).collect();
        let (Some(code_at), Some(how_at)) = (table.position("lsoa_code"), table.position("placed_by")) else { return 0 };
        let mut placed = 0;
        for (row, place) in table.rows.iter_mut().zip(self.locator.assign(&xs, &ys)) {
            let Some(code) = place.area().and_then(|area| self.codes.get(area)) else { continue };
            for (at, text) in [(code_at, code.as_str()), (how_at, BY_OUTLINE)] {
                if let Some(cell) = row.get_mut(at) {
                    *cell = Value::Text(text.to_owned());
                }
            }
            placed += 1;
        }
        placed
    }
}

/// How a row was placed, as the views print it.
const BY_OUTLINE: &str = "outline";
const NOT_PLACED: &str = "not placed";

/// Reads one CSV of a kind.
enum Reader {
    Outcomes { first_of_repeated_ids: bool },
    StopSearch { summer: SummerTime, ground: Option<Box<Ground>> },
}

impl Reader {
    /// The names wanted in a ZIP: in words, and the test.
    fn names(&self) -> (&'static str, fn(&str) -> bool) {
        match self {
            Self::Outcomes { .. } => ("*-outcomes.csv", is_outcomes_name),
            Self::StopSearch { .. } => ("*-stop-and-search.csv", is_stop_search_name),
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Outcomes { .. } => "an outcomes file as data.police.uk publishes it, CSV or a ZIP of them",
            Self::StopSearch { .. } => "a stop and search file as data.police.uk publishes it, CSV or a ZIP of them",
        }
    }

    /// The rows of one CSV and, for stops, how many have no LSOA.
    fn read(&self, file: &str, bytes: &[u8], options: &ReadOptions) -> Result<(PoliceParsed, u64)> {
        match self {
            Self::Outcomes { first_of_repeated_ids } => Ok((outcomes::read(file, bytes, options, *first_of_repeated_ids)?, 0)),
            Self::StopSearch { summer, ground } => {
                let mut found = stop_search::read(file, bytes, options, summer)?;
                let table = &mut found.parsed.table;
                let placed = ground.as_ref().map_or(0, |ground| ground.place(table));
                if let Some(at) = table.position("placed_by") {
                    let cells = table.rows.iter_mut().filter_map(|row| row.get_mut(at));
                    cells.filter(|cell| **cell == Value::Missing).for_each(|cell| *cell = Value::Text(NOT_PLACED.to_owned()));
                }
                let not_placed = table.rows.len() as u64 - placed;
                Ok((found, not_placed))
            }
        }
    }
}

/// Everything the reading of one file needs, off the runtime.
struct Reading {
    reader: Reader,
    options: ReadOptions,
    analytics: Arc<dyn Analytics>,
}

impl Reading {
    /// Reads the CSV, or every matching CSV of a ZIP, and writes a part for each that has rows. Gives the draft and the kept
    /// rows of each LSOA code.
    fn read_all(&self, path: &Path, file: &str, staging: &Path, progress: &dyn Fn(u64)) -> Result<(Draft, BTreeMap<String, u64>)> {
        let unreadable = |e: std::io::Error| {
            Trouble::failed("file-io", format!("could not read `{}`: {e}", path.display()), "check the path and who may read it")
        };
        let mut gathered = Gathered::default();
        let mut head = Vec::new();
        File::open(path).and_then(|f| f.take(512).read_to_end(&mut head)).map_err(unreadable)?;
        match Content::of(&head) {
            Content::Zip => {
                let (pattern, wanted) = self.reader.names();
                let mut archive = Archive::open(BufReader::new(File::open(path).map_err(unreadable)?), file)?;
                let chosen = choose(file, archive.entries(&self.options.container)?, pattern, wanted)?;
                for entry in &chosen.used {
                    let bytes = archive.read(entry)?;
                    let found = self.reader.read(&entry.name, &bytes, &self.options)?;
                    self.keep(&entry.name, found, staging, &mut gathered)?;
                    gathered.bytes += bytes.len() as u64;
                    progress(gathered.bytes);
                }
                if !chosen.skipped.is_empty() {
                    gathered.draft.notes.insert("entries_of_other_kinds".to_owned(), chosen.skipped.len().to_string());
                }
            }
            Content::Text => {
                let bytes = read_whole(path, LARGEST_CSV)?;
                let found = self.reader.read(file, &bytes, &self.options)?;
                self.keep(file, found, staging, &mut gathered)?;
                progress(bytes.len() as u64);
            }
            other => return Err(other.refuse(file, self.reader.words())),
        }
        if gathered.draft.rows_read == 0 {
            return Err(Trouble::refused(
                "no-rows",
                format!("`{file}` has no rows: only a header"),
                "a month without a single row is not a file of the open data: download it again",
            ));
        }
        Ok(self.finish(gathered))
    }

    /// Writes the rows of one CSV and adds its counts to those of the extract.
    fn keep(&self, name: &str, (found, not_placed): (PoliceParsed, u64), staging: &Path, gathered: &mut Gathered) -> Result<()> {
        let (draft, parsed) = (&mut gathered.draft, found.parsed);
        if parsed.rows_read == 0 {
            draft.warnings.push(format!("`{name}` has a header and no rows"));
        }
        if !parsed.table.rows.is_empty() {
            let part = format!("part-{:04}.parquet", draft.parts.len());
            self.analytics.write_table(staging, &part, &parsed.table)?;
            draft.parts.push(part);
        }
        draft.rows_read += parsed.rows_read;
        draft.rows_accepted += parsed.table.rows.len() as u64;
        draft.repeated_ids += found.repeated_ids;
        draft.not_placed += not_placed;
        draft.problems.extend(parsed.problems);
        draft.warnings.extend(parsed.warnings);
        for (key, rows) in found.missing {
            *draft.missing.entry(key).or_default() += rows;
        }
        for unit in parsed.units {
            *gathered.units.entry((unit.force, unit.month)).or_default() += unit.rows;
        }
        for (code, rows) in parsed.lsoa_rows {
            *gathered.lsoa_rows.entry(code).or_default() += rows;
        }
        Ok(())
    }

    fn finish(&self, gathered: Gathered) -> (Draft, BTreeMap<String, u64>) {
        let mut draft = gathered.draft;
        draft.units = gathered.units.into_iter().map(|((force, month), rows)| Unit { force, month, rows }).collect();
        // Names ascend as the register promises, also where there are more than ten thousand.
        draft.parts.sort();
        if let Reader::StopSearch { ground, .. } = &self.reader {
            if let Some(ground) = ground {
                ground.vintage.as_str().clone_into(&mut draft.geography);
                draft.notes.insert("placed_by".to_owned(), format!("outlines {}", ground.extracts.join(" ")));
            } else {
                let census = self.options.geography.map_or_else(String::new, |v| format!(" of {}", v.as_str()));
                draft.warnings.push(format!(
                    "no outlines of LSOAs{census} are loaded, so no stop is placed in an area: import outlines with \
                     `wardmote import boundaries FILE`, then import this file again"
                ));
            }
        }
        (draft, gathered.lsoa_rows)
    }
}

/// What has been read so far of one extract.
#[derive(Default)]
struct Gathered {
    draft: Draft,
    units: BTreeMap<(String, String), u64>,
    lsoa_rows: BTreeMap<String, u64>,
    bytes: u64,
}

#[cfg(test)]
mod tests;
