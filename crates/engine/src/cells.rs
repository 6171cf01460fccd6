//! Counts of incidents by area, month and category, straight from the columnar parts.
//!
//! Four text columns lie in the parts as numbers into small dictionaries. Each group's dictionary is translated once
//! into numbers of the whole, and every row is then one addition into a dense table: no text is compared row by row.

use crate::{files, physical};
use base::Result;
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use datafusion::parquet::column::page::Page;
use datafusion::parquet::file::reader::{FileReader, SerializedFileReader};
use physical::column;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that read groups of rows.
const WORKERS: usize = 2;
/// Rows decoded at a time: a whole group, so that its dictionaries are translated once.
const BATCH_ROWS: usize = 1 << 19;

/// What is known of a force's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForceQuality {
    /// Falls within.
    pub force: String,
    /// All its rows.
    pub rows: u64,
    /// Rows without a longitude or a latitude.
    pub without_coordinates: u64,
    /// Rows without an LSOA code.
    pub without_lsoa: u64,
    /// Rows whose LSOA code is not among the areas asked for.
    pub unknown_lsoa: u64,
}

/// Counts by area, month and category, and the quality of each force's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Months met, ascending.
    pub months: Vec<String>,
    /// Categories met, ascending.
    pub categories: Vec<String>,
    /// Forces met, ascending.
    pub forces: Vec<ForceQuality>,
    counts: Vec<u32>,
}

impl Cells {
    /// Incidents of the area (its place among those asked for), month and category (their places here).
    pub fn at(&self, area: usize, month: usize, category: usize) -> u64 {
        let at = (area * self.months.len() + month) * self.categories.len() + category;
        u64::from(self.counts.get(at).copied().unwrap_or_default())
    }

    /// The counts of an area, month by month, within each month category by category.
    pub fn of_area(&self, area: usize) -> &[u32] {
        let size = self.months.len() * self.categories.len();
        self.counts.get(area * size..(area + 1) * size).unwrap_or_default()
    }
}

/// Counts the rows of these street parts; `lsoas` are the areas, in the order of the result.
///
/// Rows of other LSOAs or none are in the forces' quality only. Every row of the parts counts: leave superseded
/// extracts out. Memory: four bytes a cell and thread.
pub fn count(parts: &[PathBuf], lsoas: &[String]) -> Result<Cells> {
    let open = parts.iter().map(|path| Part::open(path)).collect::<Result<Vec<_>>>()?;
    let groups: Vec<(&Part, usize)> =
        open.iter().flat_map(|part| (0..part.metadata.metadata().num_row_groups()).map(move |group| (part, group))).collect();
    let areas: HashMap<&str, u32> = lsoas.iter().zip(0..).map(|(code, at)| (code.as_str(), at)).collect();
    let (months, categories) = (names(&open, column::MONTH)?, names(&open, column::CATEGORY)?);
    let whole = Tally {
        areas: &areas,
        months: places(&months),
        categories: places(&categories),
        counts: vec![0; lsoas.len() * months.len() * categories.len()],
        forces: BTreeMap::new(),
    };
    let next = AtomicUsize::new(0);
    let (groups, next) = (&groups, &next);
    let mut tallies: Vec<Result<Tally<'_>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WORKERS.min(groups.len()).max(1))
            .map(|_| {
                let mut tally = whole.clone();
                scope.spawn(move || {
                    while let Some((part, group)) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                        tally.group(part, *group)?;
                    }
                    Ok(tally)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| Err(files::unread(Path::new("extract"), &"a reading thread ended without an answer"))))
            .collect()
    });
    let mut sum = tallies.pop().unwrap_or(Ok(whole))?;
    for tally in tallies {
        sum.add(tally?);
    }
    let Tally { counts, forces, .. } = sum;
    Ok(Cells { months, categories, forces: forces.into_values().collect(), counts })
}

/// The texts a column takes in all parts, ascending, read from its dictionaries alone.
fn names(parts: &[Part], column: &str) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    for part in parts {
        let unread = |e: &dyn std::fmt::Display| files::unread(&part.path, e);
        let file = File::open(&part.path).map_err(|e| unread(&e))?;
        let reader = SerializedFileReader::new(file).map_err(|e| unread(&e))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let at =
            schema.columns().iter().position(|c| c.name() == column).ok_or_else(|| unread(&format!("there is no column `{column}`")))?;
        for group in 0..reader.num_row_groups() {
            let mut pages = reader.get_row_group(group).and_then(|g| g.get_column_page_reader(at)).map_err(|e| unread(&e))?;
            let page = pages.get_next_page().map_err(|e| unread(&e))?;
            let Some(Page::DictionaryPage { buf, .. }) = page else {
                return Err(unread(&format!("the column `{column}` has no dictionary")));
            };
            let mut rest: &[u8] = &buf;
            while let Some((length, after)) = rest.split_first_chunk::<4>() {
                let (text, after) =
                    after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(|| unread(&"a dictionary is cut short"))?;
                names.insert(String::from_utf8_lossy(text).into_owned());
                rest = after;
            }
        }
    }
    Ok(names.into_iter().collect())
}

fn places(names: &[String]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect()
}

/// A part with its footer read.
struct Part {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

impl Part {
    fn open(path: &Path) -> Result<Self> {
        let unread = |e: &dyn std::fmt::Display| files::unread(path, e);
        let file = File::open(path).map_err(|e| unread(&e))?;
        let options = ArrowReaderOptions::new().with_schema(dictionary_schema());
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|e| unread(&e))?;
        Ok(Self { path: path.to_owned(), metadata })
    }
}

/// The street schema with its text as dictionaries, as it lies on disk.
fn dictionary_schema() -> SchemaRef {
    let text = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let plain = physical::street_schema(&DataType::Utf8);
    let fields: Vec<Field> = plain
        .fields()
        .iter()
        .map(|f| if f.data_type() == &DataType::Utf8 { Field::new(f.name(), text.clone(), true) } else { f.as_ref().clone() })
        .collect();
    Arc::new(Schema::new(fields))
}

/// One thread's counts.
#[derive(Clone)]
struct Tally<'a> {
    areas: &'a HashMap<&'a str, u32>,
    months: HashMap<&'a str, usize>,
    categories: HashMap<&'a str, usize>,
    /// By area, month and category.
    counts: Vec<u32>,
    forces: BTreeMap<String, ForceQuality>,
}

/// An LSOA code that is none of the areas.
const UNKNOWN: usize = usize::MAX;

impl Tally<'_> {
    fn group(&mut self, part: &Part, group: usize) -> Result<()> {
        let unread = |e: &dyn std::fmt::Display| files::unread(&part.path, e);
        // Opened again, not cloned: clones share one place in the file, and other threads move it.
        let file = File::open(&part.path).map_err(|e| unread(&e))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, part.metadata.clone());
        let wanted = [column::MONTH, column::FALLS_WITHIN, column::LONGITUDE, column::LATITUDE, column::LSOA_CODE, column::CATEGORY];
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
        let reader =
            builder.with_projection(mask).with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).build().map_err(|e| unread(&e))?;
        for batch in reader {
            batch.and_then(|batch| self.batch(&batch)).map_err(|e| unread(&e))?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch) -> std::result::Result<(), ArrowError> {
        // Where a month, a category and an area begin in the table; an unknown area has no place in it.
        let width = self.categories.len();
        let size = self.months.len() * width;
        let months = Coded::new(batch, column::MONTH, |t| self.months.get(t).map_or(UNKNOWN, |m| m * width))?;
        let categories = Coded::new(batch, column::CATEGORY, |t| self.categories.get(t).copied().unwrap_or(UNKNOWN))?;
        let lsoas = Coded::new(batch, column::LSOA_CODE, |t| self.areas.get(t).map_or(UNKNOWN, |a| *a as usize * size))?;
        let forces = column_of(batch, column::FALLS_WITHIN)?;
        let without = NullBuffer::union(column_of(batch, column::LONGITUDE)?.nulls(), column_of(batch, column::LATITUDE)?.nulls());
        let missing = |nulls: Option<&NullBuffer>, from: usize, rows: usize| nulls.map_or(0, |n| n.slice(from, rows).null_count() as u64);

        let (force_keys, force_names) = dictionary(forces, column::FALLS_WITHIN)?;
        let mut from = 0;
        // A file is of one force, so forces come in long runs, and what is known of them is counted by the run.
        for run in force_keys.chunk_by(|a, b| a == b) {
            let rows = run.len();
            let mut unknown = 0;
            let keys = months.keys(from, rows).iter().zip(categories.keys(from, rows)).zip(lsoas.keys(from, rows));
            for (row, ((month, category), lsoa)) in keys.enumerate() {
                let area = lsoas.place(*lsoa);
                if area == UNKNOWN {
                    unknown += u64::from(lsoas.is_present(from + row));
                } else if lsoas.is_present(from + row)
                    && let Some(n) =
                        self.counts.get_mut(area.saturating_add(months.place(*month)).saturating_add(categories.place(*category)))
                {
                    *n += 1;
                }
            }
            let name = run
                .first()
                .and_then(|key| usize::try_from(*key).ok())
                .filter(|k| *k < force_names.len())
                .map_or("", |k| force_names.value(k));
            let quality = match self.forces.get_mut(name) {
                Some(quality) => quality,
                None => {
                    self.forces.entry(name.to_owned()).or_insert_with(|| ForceQuality { force: name.to_owned(), ..ForceQuality::default() })
                }
            };
            quality.rows += rows as u64;
            quality.without_coordinates += missing(without.as_ref(), from, rows);
            quality.without_lsoa += missing(lsoas.nulls, from, rows);
            quality.unknown_lsoa += unknown;
            from += rows;
        }
        Ok(())
    }

    fn add(&mut self, other: Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(ours, theirs)| *ours += theirs);
        for (force, theirs) in other.forces {
            let ours = self.forces.entry(force.clone()).or_insert_with(|| ForceQuality { force, ..ForceQuality::default() });
            ours.rows += theirs.rows;
            ours.without_coordinates += theirs.without_coordinates;
            ours.without_lsoa += theirs.without_lsoa;
            ours.unknown_lsoa += theirs.unknown_lsoa;
        }
    }
}

/// A dictionary column whose entries have been given places.
struct Coded<'a> {
    keys: &'a [i32],
    nulls: Option<&'a NullBuffer>,
    places: Vec<usize>,
}

impl<'a> Coded<'a> {
    fn new(batch: &'a RecordBatch, name: &str, place: impl Fn(&str) -> usize) -> std::result::Result<Self, ArrowError> {
        let column = column_of(batch, name)?;
        let (keys, texts) = dictionary(column, name)?;
        Ok(Self { keys, nulls: column.nulls(), places: texts.iter().map(|t| place(t.unwrap_or_default())).collect() })
    }

    fn keys(&self, from: usize, rows: usize) -> &[i32] {
        self.keys.get(from..from + rows).unwrap_or_default()
    }

    #[inline]
    fn place(&self, key: i32) -> usize {
        usize::try_from(key).ok().and_then(|key| self.places.get(key)).copied().unwrap_or(UNKNOWN)
    }

    #[inline]
    fn is_present(&self, row: usize) -> bool {
        self.nulls.is_none_or(|n| n.is_valid(row))
    }
}

fn dictionary<'a>(column: &'a dyn Array, name: &str) -> std::result::Result<(&'a [i32], &'a StringArray), ArrowError> {
    let coded = column.as_dictionary_opt::<Int32Type>().ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no dictionary")))?;
    let texts = coded.values().as_string_opt::<i32>().ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no text")))?;
    Ok((coded.keys().values(), texts))
}

fn column_of<'a>(batch: &'a RecordBatch, name: &str) -> std::result::Result<&'a dyn Array, ArrowError> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is missing")))
}
