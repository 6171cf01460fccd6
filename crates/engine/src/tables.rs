//! Small tables: to Arrow, to a columnar file.

use crate::{files, physical};
use base::{Result, Table, Value};
use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use std::path::Path;
use std::sync::Arc;

/// The table's schema, all columns nullable.
pub(crate) fn schema_of(table: &Table) -> SchemaRef {
    physical::table_schema(&table.columns.iter().map(|c| (c.name.as_str(), c.kind)).collect::<Vec<_>>())
}

/// The table as one batch. A value of another kind than its column, other than a whole number in a real column,
/// counts as missing.
pub(crate) fn to_batch(table: &Table) -> std::result::Result<RecordBatch, ArrowError> {
    use base::ColumnKind::{Flag, Real, Text, Whole};
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        let cells = table.rows.iter().map(|row| row.get(at).unwrap_or(&Value::Missing));
        arrays.push(match column.kind {
            Whole => Arc::new(cells.map(Value::as_whole).collect::<Int64Array>()),
            Real => Arc::new(cells.map(Value::as_real).collect::<Float64Array>()),
            Text => Arc::new(cells.map(Value::as_text).collect::<StringViewArray>()),
            Flag => Arc::new(cells.map(|v| if let Value::Flag(b) = v { Some(*b) } else { None }).collect::<BooleanArray>()),
        });
    }
    let options = datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(table.rows.len()));
    RecordBatch::try_new_with_options(schema_of(table), arrays, &options)
}

/// Writes a small table as one columnar file `folder/part`, synced to disk. The file must not exist yet.
pub fn write_table(folder: &Path, part: &str, table: &Table) -> Result<()> {
    let path = folder.join(part);
    let unwritten = |e: &dyn std::fmt::Display| files::unwritten(&path, e);
    let batch = to_batch(table).map_err(|e| unwritten(&e))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let file = files::create(&path)?;
    let mut writer = ArrowWriter::try_new_with_options(file, batch.schema(), options).map_err(|e| unwritten(&e))?;
    writer.write(&batch).map_err(|e| unwritten(&e))?;
    let file = writer.into_inner().map_err(|e| unwritten(&e))?;
    file.sync_all().map_err(|e| unwritten(&e))
}
