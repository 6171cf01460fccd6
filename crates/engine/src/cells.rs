//! Counts of incidents by area, month and category, straight from the columnar parts.
//!
//! Four text columns lie in the parts as numbers into small dictionaries. Each group's dictionary is translated once
//! into numbers of the whole, and every row is then one addition into a dense table: no text is compared row by row.

use crate::{files, physical};
use base::Result;
use datafusion::arrow::array::{Array, AsArray, DictionaryArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use physical::column;
use std::collections::{BTreeMap, HashMap};
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
    let next = AtomicUsize::new(0);
    let (groups, areas, next) = (&groups, &areas, &next);
    let tallies: Vec<Result<Tally>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WORKERS.min(groups.len()).max(1))
            .map(|_| {
                scope.spawn(move || {
                    let mut tally = Tally { areas: lsoas.len(), ..Tally::default() };
                    while let Some((part, group)) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                        tally.group(part, *group, areas)?;
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
    let mut whole = Tally { areas: lsoas.len(), ..Tally::default() };
    for tally in tallies {
        whole.add(tally?);
    }
    Ok(whole.finish())
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

/// Names in the order they were met.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let number = self.0.len();
        self.0.insert(name.to_owned(), number);
        number
    }
}

/// One thread's counts: a dense table of areas for each month and category met.
#[derive(Default)]
struct Tally {
    areas: usize,
    months: Names,
    categories: Names,
    forces: Names,
    /// For each (month, category) met, the counts of all areas.
    planes: HashMap<(usize, usize), Vec<u32>>,
    quality: Vec<ForceQuality>,
}

/// An LSOA code that is none of the areas.
const UNKNOWN: u32 = u32::MAX;

impl Tally {
    fn group(&mut self, part: &Part, group: usize, areas: &HashMap<&str, u32>) -> Result<()> {
        let unread = |e: &dyn std::fmt::Display| files::unread(&part.path, e);
        // Opened again, not cloned: clones share one place in the file, and other threads move it.
        let file = File::open(&part.path).map_err(|e| unread(&e))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, part.metadata.clone());
        let wanted = [column::MONTH, column::FALLS_WITHIN, column::LONGITUDE, column::LATITUDE, column::LSOA_CODE, column::CATEGORY];
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
        let reader =
            builder.with_projection(mask).with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).build().map_err(|e| unread(&e))?;
        for batch in reader {
            batch.and_then(|batch| self.batch(&batch, areas)).map_err(|e| unread(&e))?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, areas: &HashMap<&str, u32>) -> std::result::Result<(), ArrowError> {
        let months = numbers(batch, column::MONTH, |t| self.months.number(t))?;
        let categories = numbers(batch, column::CATEGORY, |t| self.categories.number(t))?;
        let forces = numbers(batch, column::FALLS_WITHIN, |t| self.forces.number(t))?;
        let lsoas = numbers(batch, column::LSOA_CODE, |t| areas.get(t).map_or(UNKNOWN as usize, |a| *a as usize))?;
        self.quality.resize_with(self.forces.0.len(), ForceQuality::default);
        let (longitude, latitude) = (plain(batch, column::LONGITUDE)?, plain(batch, column::LATITUDE)?);
        let width = self.categories.0.len();
        let mut planes: Vec<Option<Vec<u32>>> = vec![None; self.months.0.len() * width];
        for at in 0..batch.num_rows() {
            let Some(quality) = self.quality.get_mut(forces.at(at).unwrap_or_default()) else { continue };
            quality.rows += 1;
            quality.without_coordinates += u64::from(longitude.is_null(at) || latitude.is_null(at));
            let Some(area) = lsoas.at(at) else {
                quality.without_lsoa += 1;
                continue;
            };
            if area == UNKNOWN as usize {
                quality.unknown_lsoa += 1;
                continue;
            }
            let key = (months.at(at).unwrap_or_default(), categories.at(at).unwrap_or_default());
            if let Some(slot) = planes.get_mut(key.0 * width + key.1) {
                let plane = slot.get_or_insert_with(|| self.planes.remove(&key).unwrap_or_else(|| vec![0; self.areas]));
                if let Some(n) = plane.get_mut(area) {
                    *n += 1;
                }
            }
        }
        for (at, plane) in planes.into_iter().enumerate() {
            if let Some(plane) = plane {
                self.planes.insert((at / width, at % width), plane);
            }
        }
        Ok(())
    }

    fn add(&mut self, other: Self) {
        let months: Vec<usize> = other.months.in_order().iter().map(|m| self.months.number(m)).collect();
        let categories: Vec<usize> = other.categories.in_order().iter().map(|c| self.categories.number(c)).collect();
        for (force, theirs) in other.forces.in_order().iter().zip(&other.quality) {
            let number = self.forces.number(force);
            self.quality.resize_with(self.forces.0.len(), ForceQuality::default);
            if let Some(ours) = self.quality.get_mut(number) {
                ours.rows += theirs.rows;
                ours.without_coordinates += theirs.without_coordinates;
                ours.without_lsoa += theirs.without_lsoa;
                ours.unknown_lsoa += theirs.unknown_lsoa;
            }
        }
        for ((month, category), plane) in other.planes {
            let key = (months.get(month).copied().unwrap_or_default(), categories.get(category).copied().unwrap_or_default());
            match self.planes.get_mut(&key) {
                Some(ours) => ours.iter_mut().zip(plane).for_each(|(a, b)| *a += b),
                None => drop(self.planes.insert(key, plane)),
            }
        }
    }

    fn finish(mut self) -> Cells {
        let months: Vec<(String, usize)> = self.months.0.into_iter().collect();
        let categories: Vec<(String, usize)> = self.categories.0.into_iter().collect();
        let mut counts = vec![0; self.areas * months.len() * categories.len()];
        let size = months.len() * categories.len();
        for (m, (_, month)) in months.iter().enumerate() {
            for (c, (_, category)) in categories.iter().enumerate() {
                let Some(plane) = self.planes.remove(&(*month, *category)) else { continue };
                for (cell, n) in counts.iter_mut().skip(m * categories.len() + c).step_by(size.max(1)).zip(plane) {
                    *cell = n;
                }
            }
        }
        let quality = &self.quality;
        let forces = self
            .forces
            .0
            .into_iter()
            .map(|(force, number)| ForceQuality { force, ..quality.get(number).cloned().unwrap_or_default() })
            .collect();
        let names = |list: Vec<(String, usize)>| list.into_iter().map(|(name, _)| name).collect();
        Cells { months: names(months), categories: names(categories), forces, counts }
    }
}

impl Names {
    /// The names by their numbers.
    fn in_order(&self) -> Vec<&str> {
        let mut names: Vec<(&String, &usize)> = self.0.iter().collect();
        names.sort_by_key(|(_, number)| **number);
        names.into_iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A dictionary column whose entries have been translated.
struct Translated<'a> {
    column: &'a DictionaryArray<Int32Type>,
    numbers: Vec<usize>,
}

impl Translated<'_> {
    fn at(&self, row: usize) -> Option<usize> {
        if self.column.is_null(row) {
            return None;
        }
        let key = self.column.keys().values().get(row)?;
        self.numbers.get(usize::try_from(*key).ok()?).copied()
    }
}

fn numbers<'a>(
    batch: &'a RecordBatch,
    name: &str,
    mut number: impl FnMut(&str) -> usize,
) -> std::result::Result<Translated<'a>, ArrowError> {
    let column = plain(batch, name)?
        .as_dictionary_opt::<Int32Type>()
        .ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no dictionary")))?;
    let texts = column.values().as_string_opt::<i32>().ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no text")))?;
    Ok(Translated { column, numbers: texts.iter().map(|t| number(t.unwrap_or_default())).collect() })
}

fn plain<'a>(batch: &'a RecordBatch, name: &str) -> std::result::Result<&'a dyn Array, ArrowError> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is missing")))
}
