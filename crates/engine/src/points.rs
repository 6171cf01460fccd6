//! Points and shapes from columnar files that others made, as plain numbers and bytes.
//!
//! What is read here goes to `geography`, which engine does not name: shapes leave as well-known binary.

use crate::files;
use base::Result;
use datafusion::arrow::array::{Array, AsArray, PrimitiveArray, RecordBatch};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, Float64Type, Int64Type};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Rows decoded at a time.
const BATCH_ROWS: usize = 1 << 16;

/// Points with their identifiers, row by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Points {
    /// Identifiers.
    pub ids: Vec<i64>,
    /// Longitudes in degrees; not a number where there is none.
    pub longitudes: Vec<f64>,
    /// Latitudes in degrees; not a number where there is none.
    pub latitudes: Vec<f64>,
}

/// Reads the columns `id` (whole), `lon` and `lat` (real) of a Parquet file, its row groups shared among threads. The
/// order is the file's. A row without an identifier fails the reading.
pub fn read_points(path: &Path) -> Result<Points> {
    let unread = |e: &dyn std::fmt::Display| files::unread(path, e);
    let metadata = open(path)?;
    let groups = metadata.metadata().row_groups();
    let sizes: Vec<usize> = groups.iter().map(|g| usize::try_from(g.num_rows()).unwrap_or_default()).collect();
    let rows = sizes.iter().sum();
    let mut points = Points { ids: vec![0; rows], longitudes: vec![f64::NAN; rows], latitudes: vec![f64::NAN; rows] };

    // Each row group has its own stretch of the three columns to fill.
    let mut jobs = Vec::with_capacity(sizes.len());
    let (mut ids, mut xs, mut ys) = (points.ids.as_mut_slice(), points.longitudes.as_mut_slice(), points.latitudes.as_mut_slice());
    for (group, size) in sizes.iter().enumerate() {
        let ((id, ids_left), (x, east_left), (y, north_left)) = (ids.split_at_mut(*size), xs.split_at_mut(*size), ys.split_at_mut(*size));
        jobs.push((group, [Column::Whole(id), Column::Real("lon", x), Column::Real("lat", y)]));
        (ids, xs, ys) = (ids_left, east_left, north_left);
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let jobs = Mutex::new(jobs.into_iter());
    let (jobs, metadata) = (&jobs, &metadata);
    std::thread::scope(|scope| {
        let work = move || {
            loop {
                let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((group, columns)) = next else { return Ok(()) };
                fill(path, metadata, group, columns)?;
            }
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|t| t.join().unwrap_or_else(|_| Err(unread(&"a reading thread ended without an answer"))))
    })?;
    Ok(points)
}

/// A stretch of a column to be filled.
enum Column<'a> {
    /// Identifiers.
    Whole(&'a mut [i64]),
    /// A coordinate and its name.
    Real(&'static str, &'a mut [f64]),
}

fn fill(path: &Path, metadata: &ArrowReaderMetadata, group: usize, columns: [Column<'_>; 3]) -> Result<()> {
    let unread = |e: &dyn std::fmt::Display| files::unread(path, e);
    let file = File::open(path).map_err(|e| unread(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    let mask = ProjectionMask::columns(builder.parquet_schema(), ["id", "lon", "lat"]);
    let reader = builder.with_projection(mask).with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).build().map_err(|e| unread(&e))?;
    let mut from = 0;
    let mut columns = columns;
    for batch in reader {
        let batch = batch.map_err(|e| unread(&e))?;
        for column in &mut columns {
            match column {
                Column::Whole(out) => {
                    let ids = numbers::<Int64Type>(&batch, "id").map_err(|e| unread(&e))?;
                    if ids.null_count() > 0 {
                        return Err(unread(&"a row has no `id`"));
                    }
                    out.iter_mut().skip(from).zip(ids.values()).for_each(|(out, id)| *out = *id);
                }
                Column::Real(name, out) => {
                    let numbers = numbers::<Float64Type>(&batch, name).map_err(|e| unread(&e))?;
                    let out = out.iter_mut().skip(from);
                    if numbers.null_count() == 0 {
                        out.zip(numbers.values()).for_each(|(out, x)| *out = *x);
                    } else {
                        out.zip(numbers.iter()).for_each(|(out, x)| *out = x.unwrap_or(f64::NAN));
                    }
                }
            }
        }
        from += batch.num_rows();
    }
    Ok(())
}

/// Shapes with the codes of their areas, row by row, as well-known binary; an empty one where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Codes.
    pub codes: Vec<String>,
    /// Well-known binary, not looked into.
    pub wkb: Vec<Vec<u8>>,
}

/// Reads a column of codes and the column `geometry` of a `GeoParquet` file. A row without a code fails the reading.
pub fn read_shapes(path: &Path, codes: &str) -> Result<Shapes> {
    let unread = |e: &dyn std::fmt::Display| files::unread(path, e);
    let metadata = open(path)?;
    let file = File::open(path).map_err(|e| unread(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let mask = ProjectionMask::columns(builder.parquet_schema(), [codes, "geometry"]);
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(|e| unread(&e))?;
    let mut shapes = Shapes::default();
    for batch in reader {
        let batch = batch.map_err(|e| unread(&e))?;
        let names = column(&batch, codes).map_err(|e| unread(&e))?;
        let names = names.as_string_opt::<i32>().ok_or_else(|| unread(&format!("the column `{codes}` is no text")))?;
        for name in names {
            shapes.codes.push(name.ok_or_else(|| unread(&format!("a row has no `{codes}`")))?.to_owned());
        }
        let blobs = column(&batch, "geometry").map_err(|e| unread(&e))?;
        let blobs = blobs.as_binary_opt::<i32>().ok_or_else(|| unread(&"the column `geometry` is not binary"))?;
        shapes.wkb.extend(blobs.iter().map(|blob| blob.unwrap_or_default().to_vec()));
    }
    Ok(shapes)
}

/// The file's footer. Types come from Parquet alone: a hint of the writer's own about them is passed over.
fn open(path: &Path) -> Result<ArrowReaderMetadata> {
    let unread = |e: &dyn std::fmt::Display| files::unread(path, e);
    let file = File::open(path).map_err(|e| unread(&e))?;
    ArrowReaderMetadata::load(&file, ArrowReaderOptions::new().with_skip_arrow_metadata(true)).map_err(|e| unread(&e))
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> std::result::Result<&'a dyn Array, ArrowError> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| ArrowError::SchemaError(format!("there is no column `{name}`")))
}

fn numbers<'a, T: ArrowPrimitiveType>(batch: &'a RecordBatch, name: &str) -> std::result::Result<&'a PrimitiveArray<T>, ArrowError> {
    column(batch, name)?
        .as_primitive_opt::<T>()
        .ok_or_else(|| ArrowError::SchemaError(format!("the column `{name}` is of another kind than expected")))
}
