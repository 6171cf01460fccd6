//! Small tables: to Arrow, to a columnar file.

use crate::chunk::{self, Levels};
use crate::interner::Interner;
use crate::{files, physical};
use base::{ColumnKind, Result, Table, Value};
use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::SerializedFileWriter;
use std::fs::File;
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

/// A column of a long table, without gaps.
#[derive(Debug)]
pub enum ColumnData<'a> {
    /// Texts that recur: each row's place among `texts`.
    Text {
        /// The distinct texts.
        texts: &'a [String],
        /// A place in `texts` for each row.
        rows: &'a [u32],
    },
    /// Whole numbers.
    Whole(&'a [i64]),
}

impl ColumnData<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text { rows, .. } => rows.len(),
            Self::Whole(numbers) => numbers.len(),
        }
    }

    fn kind(&self) -> ColumnKind {
        match self {
            Self::Text { .. } => ColumnKind::Text,
            Self::Whole(_) => ColumnKind::Whole,
        }
    }
}

/// Writes a long table, column by column, as one columnar file; an existing file is replaced. The columns are of one
/// length. Not synced to disk: this is for results, which can be made again.
pub fn write_columns(path: &Path, columns: &[(&str, ColumnData<'_>)]) -> Result<()> {
    let unwritten = |e: &dyn std::fmt::Display| files::unwritten(path, e);
    let file = File::create(path).map_err(|e| unwritten(&e))?;
    columns_into(file, columns).map_err(|e| unwritten(&e))
}

fn columns_into(file: File, columns: &[(&str, ColumnData<'_>)]) -> std::result::Result<(), ParquetError> {
    let rows = columns.first().map_or(0, |(_, data)| data.len());
    if columns.iter().any(|(_, data)| data.len() != rows) {
        return Err(ParquetError::General("the columns are not of one length".to_owned()));
    }
    let plain_type = |kind| if kind == ColumnKind::Text { DataType::Utf8 } else { physical::arrow_type(kind) };
    let fields: Vec<Field> = columns.iter().map(|(name, data)| Field::new(*name, plain_type(data.kind()), true)).collect();
    let schema = ArrowSchemaConverter::new().convert(&Schema::new(fields))?;
    let mut writer = SerializedFileWriter::new(file, schema.root_schema_ptr(), Arc::new(WriterProperties::builder().build()))?;
    let mut group = writer.next_row_group()?;
    for (column, (_, data)) in schema.columns().iter().zip(columns) {
        let (bytes, close) = match data {
            ColumnData::Whole(numbers) => chunk::wholes(column, numbers)?,
            ColumnData::Text { texts, rows } => {
                let mut distinct = Interner::new();
                let numbers: Vec<u32> = texts.iter().map(|t| distinct.number(t)).collect();
                let rows: Vec<u32> = rows.iter().map(|row| numbers.get(*row as usize).copied().unwrap_or_default()).collect();
                chunk::texts(column, &Levels::full(rows.len()), &distinct, &rows)?
            }
        };
        group.append_column(&bytes::Bytes::from(bytes), close)?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}
