//! A table over the columnar files of extracts: an explicit list of paths and a declared schema, never a listing.

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, ScalarValue, Statistics};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::object_store::ObjectMeta;
use datafusion::object_store::path::Path as StorePath;
use datafusion::physical_plan::ExecutionPlan;
use std::path::Path;
use std::sync::Arc;

/// Columns that belong to a whole file rather than stand in it: the extract's identity and its LSOA vintage.
pub(crate) const EXTRACT: &str = "extract";
/// The vintage whose codes the file's LSOAs are.
pub(crate) const LSOA_VINTAGE: &str = "lsoa_vintage";

/// Columnar files read as one table.
#[derive(Debug)]
pub(crate) struct PartsTable {
    schema: TableSchema,
    files: Vec<PartitionedFile>,
    rows: u64,
}

impl PartsTable {
    /// A table of no files yet whose columns are the file's and then [`EXTRACT`] and [`LSOA_VINTAGE`].
    pub(crate) fn new(file_schema: SchemaRef) -> Self {
        let of_file: Vec<FieldRef> = [EXTRACT, LSOA_VINTAGE].map(|n| Arc::new(Field::new(n, DataType::Utf8View, true))).into();
        Self { schema: TableSchema::builder(file_schema).with_table_partition_cols(of_file).build(), files: Vec::new(), rows: 0 }
    }

    /// Adds a file of an extract.
    pub(crate) fn add(&mut self, path: &Path, extract: &str, vintage: Option<&str>) -> base::Result<()> {
        let unread = |e: &dyn std::fmt::Display| crate::files::unread(path, e);
        let size = std::fs::metadata(path).map_err(|e| unread(&e))?.len();
        let absolute = std::path::absolute(path).map_err(|e| unread(&e))?;
        let location = StorePath::from_absolute_path(absolute).map_err(|e| unread(&e))?;
        let meta = ObjectMeta { location, last_modified: std::time::SystemTime::UNIX_EPOCH.into(), size, e_tag: None, version: None };
        self.files.push(PartitionedFile::new_from_meta(meta).with_partition_values(vec![
            ScalarValue::Utf8View(Some(extract.to_owned())),
            ScalarValue::Utf8View(vintage.map(str::to_owned)),
        ]));
        Ok(())
    }

    /// Says how many rows the files hold, so that joins are built on the smaller side.
    pub(crate) fn add_rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    /// Whether there is nothing to read.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[async_trait]
impl TableProvider for PartsTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = state.config_options().execution.parquet.clone();
        let options = datafusion::config::TableParquetOptions { global: options, ..Default::default() };
        let source = Arc::new(ParquetSource::new(self.schema.clone()).with_table_parquet_options(options));
        let groups = FileGroup::new(self.files.clone()).split_files(state.config().target_partitions().max(1));
        let statistics = Statistics::new_unknown(self.schema.table_schema())
            .with_num_rows(Precision::Inexact(usize::try_from(self.rows).unwrap_or(usize::MAX)));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}
