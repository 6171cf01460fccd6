use datafusion::arrow::array::{ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use engine::points::{read_points, read_shapes};
use std::path::Path;
use std::sync::Arc;

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(3)).build();
    let mut writer = ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn points_come_in_the_files_order_from_all_groups() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.parquet");
    let xs: Vec<Option<f64>> = (0..10).map(|i| (i != 4).then_some(f64::from(i) / 8.0)).collect();
    write(
        &path,
        vec![
            ("lat", Arc::new(Float64Array::from((0..10).map(|i| f64::from(i) * 2.0).collect::<Vec<_>>()))),
            ("extra", Arc::new(StringArray::from(vec!["x"; 10]))),
            ("id", Arc::new(Int64Array::from((0..10).map(|i| i - 5).collect::<Vec<i64>>()))),
            ("lon", Arc::new(Float64Array::from(xs))),
        ],
    );
    let points = read_points(&path).unwrap();
    assert_eq!(points.ids, (-5..5).collect::<Vec<i64>>());
    assert_eq!(points.latitudes, (0..10).map(|i| f64::from(i) * 2.0).collect::<Vec<_>>());
    assert!(points.longitudes[4].is_nan() && (points.longitudes[9] - 9.0 / 8.0).abs() < 1e-12, "{:?}", points.longitudes);
}

#[test]
fn a_points_file_of_another_shape_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.parquet");
    let real = || Arc::new(Float64Array::from(vec![1.0])) as ArrayRef;
    write(&path, vec![("id", real()), ("lon", real()), ("lat", real())]);
    assert!(read_points(&path).unwrap_err().message.contains("`id`"));
    write(&path, vec![("id", Arc::new(Int64Array::from(vec![1]))), ("lon", real())]);
    assert!(read_points(&path).unwrap_err().message.contains("`lat`"));
    write(&path, vec![("id", Arc::new(Int64Array::from(vec![None]))), ("lon", real()), ("lat", real())]);
    assert!(read_points(&path).unwrap_err().message.contains("`id`"));
    std::fs::write(&path, b"PAR1").unwrap();
    assert!(read_points(&path).is_err());
}

#[test]
fn shapes_leave_as_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("areas.parquet");
    let codes: ArrayRef = Arc::new(StringArray::from(vec!["b", "a"]));
    let shapes: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![Some(b"\x01\x02"), None]));
    write(&path, vec![("lsoa_code", codes), ("geometry", shapes)]);
    let read = read_shapes(&path, "lsoa_code").unwrap();
    assert_eq!((read.codes, read.wkb), (vec!["b".to_owned(), "a".to_owned()], vec![vec![1, 2], vec![]]));
    assert!(read_shapes(&path, "ward_code").unwrap_err().message.contains("`ward_code`"));
}
