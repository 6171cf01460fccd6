//! Arrow batches to the small plain table that doors print.

use base::{Column, ColumnKind, Table, Value};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// An empty table with the columns of a result.
pub(crate) fn empty(schema: &Schema) -> Table {
    let columns = schema.fields().iter().map(|f| Column { name: f.name().clone(), kind: kind(f.data_type()) }).collect();
    Table { columns, rows: Vec::new() }
}

fn kind(data_type: &DataType) -> ColumnKind {
    match data_type {
        DataType::Boolean => ColumnKind::Flag,
        t if t.is_integer() => ColumnKind::Whole,
        t if t.is_numeric() => ColumnKind::Real,
        DataType::Dictionary(_, value) => kind(value),
        _ => ColumnKind::Text,
    }
}

/// Appends the rows of a batch, at most `room` of them; returns about how many bytes they take.
pub(crate) fn append(table: &mut Table, batch: &RecordBatch, room: usize) -> Result<usize, ArrowError> {
    let taken = batch.num_rows().min(room);
    let batch = batch.slice(0, taken);
    let from = table.rows.len();
    table.rows.extend((0..taken).map(|_| Vec::with_capacity(batch.num_columns())));
    let mut bytes = taken * (size_of::<Vec<Value>>() + batch.num_columns() * size_of::<Value>());
    for column in batch.columns() {
        let rows = table.rows.get_mut(from..).unwrap_or_default();
        bytes += append_column(rows, column)?;
    }
    Ok(bytes)
}

fn append_column(rows: &mut [Vec<Value>], column: &ArrayRef) -> Result<usize, ArrowError> {
    let mut bytes = 0;
    let mut put = |value: &dyn Fn(usize) -> Result<Value, ArrowError>, valid: &dyn Array| -> Result<(), ArrowError> {
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(if valid.is_null(at) { Value::Missing } else { value(at)? });
        }
        Ok(())
    };
    let mut text_bytes = 0;
    match (kind(column.data_type()), column.data_type()) {
        (_, DataType::Null) => put(&|_| Ok(Value::Missing), column)?,
        (ColumnKind::Whole, _) => {
            let wholes = cast(column, &DataType::Int64)?;
            let wholes = wholes.as_primitive::<Int64Type>();
            put(&|at| Ok(Value::Whole(wholes.value(at))), wholes)?;
        }
        (ColumnKind::Real, _) => {
            let reals = cast(column, &DataType::Float64)?;
            let reals = reals.as_primitive::<Float64Type>();
            put(&|at| Ok(Value::Real(reals.value(at))), reals)?;
        }
        (ColumnKind::Flag, _) => {
            let flags = cast(column, &DataType::Boolean)?;
            let flags = flags.as_boolean();
            put(&|at| Ok(Value::Flag(flags.value(at))), flags)?;
        }
        (ColumnKind::Text, DataType::Utf8View | DataType::Utf8 | DataType::LargeUtf8 | DataType::Dictionary(..)) => {
            let texts = cast(column, &DataType::Utf8View)?;
            let texts = texts.as_string_view();
            text_bytes = texts.iter().flatten().map(str::len).sum();
            put(&|at| Ok(Value::Text(texts.value(at).to_owned())), texts)?;
        }
        (ColumnKind::Text, _) => {
            let options = FormatOptions::default();
            let texts = ArrayFormatter::try_new(column, &options)?;
            text_bytes = column.len() * 16;
            put(&|at| Ok(Value::Text(texts.value(at).try_to_string()?)), column)?;
        }
    }
    bytes += text_bytes;
    Ok(bytes)
}
