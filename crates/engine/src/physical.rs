//! How an extract lies on disk.
//!
//! Street parts: identifiers of 64 lower-case hexadecimal digits as the 32 bytes they stand for, any other text in a
//! column of its own, the rest as dictionaries per row group. The schema is declared here and never guessed from a
//! file; files carry no Arrow schema, so text may be read as views, dictionaries or plain text as the reader needs.

use base::ColumnKind;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// Columns of a street part, in order.
pub(crate) mod column {
    pub(crate) const CRIME_DIGEST: &str = "crime_digest";
    pub(crate) const CRIME_ID: &str = "crime_id";
    pub(crate) const MONTH: &str = "month";
    pub(crate) const FALLS_WITHIN: &str = "falls_within";
    pub(crate) const LONGITUDE: &str = "longitude";
    pub(crate) const LATITUDE: &str = "latitude";
    pub(crate) const LSOA_CODE: &str = "lsoa_code";
    pub(crate) const CATEGORY: &str = "category";
    pub(crate) const SOURCE_ROW: &str = "source_row";
}

/// The text columns of a street part that are dictionaries, in order.
pub(crate) const TEXTS: [&str; 10] = [
    column::MONTH,
    "reported_by",
    column::FALLS_WITHIN,
    "location",
    column::LSOA_CODE,
    "lsoa_name",
    column::CATEGORY,
    "outcome",
    "context",
    "source_file",
];

/// The schema of a street part with its text read as `text`.
pub(crate) fn street_schema(text: &DataType) -> SchemaRef {
    let mut fields = vec![
        Field::new(column::CRIME_DIGEST, DataType::FixedSizeBinary(32), true),
        Field::new(column::CRIME_ID, text.clone(), true),
        Field::new(column::LONGITUDE, DataType::Float64, true),
        Field::new(column::LATITUDE, DataType::Float64, true),
        Field::new(column::SOURCE_ROW, DataType::Int64, true),
    ];
    fields.extend(TEXTS.map(|name| Field::new(name, text.clone(), true)));
    Arc::new(Schema::new(fields))
}

/// The type a column of a small table has in a query.
pub(crate) fn arrow_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Whole => DataType::Int64,
        ColumnKind::Real => DataType::Float64,
        ColumnKind::Text => DataType::Utf8View,
        ColumnKind::Flag => DataType::Boolean,
    }
}

/// A schema from names and kinds.
pub(crate) fn table_schema(columns: &[(&str, ColumnKind)]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(|(name, kind)| Field::new(*name, arrow_type(*kind), true)).collect::<Vec<_>>()))
}

/// Columns of `area-lookup` extracts.
pub(crate) const AREA_LOOKUPS: [(&str, ColumnKind); 15] = [
    ("vintage", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("lsoa_name", ColumnKind::Text),
    ("ward_code", ColumnKind::Text),
    ("ward_name", ColumnKind::Text),
    ("ward_year", ColumnKind::Whole),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
    ("lad_year", ColumnKind::Whole),
    ("csp_code", ColumnKind::Text),
    ("csp_name", ColumnKind::Text),
    ("csp_year", ColumnKind::Whole),
    ("pfa_code", ColumnKind::Text),
    ("pfa_name", ColumnKind::Text),
    ("pfa_year", ColumnKind::Whole),
];

/// Columns of `area-changes` extracts.
pub(crate) const AREA_CHANGES: [(&str, ColumnKind); 7] = [
    ("lsoa11_code", ColumnKind::Text),
    ("lsoa11_name", ColumnKind::Text),
    ("lsoa21_code", ColumnKind::Text),
    ("lsoa21_name", ColumnKind::Text),
    ("change_code", ColumnKind::Text),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
];

/// Columns of `population` extracts.
pub(crate) const POPULATIONS: [(&str, ColumnKind); 6] = [
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("year", ColumnKind::Whole),
    ("population", ColumnKind::Whole),
];

/// Columns of `boundaries` extracts.
pub(crate) const BOUNDARIES: [(&str, ColumnKind); 6] = [
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("year", ColumnKind::Whole),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("geometry", ColumnKind::Text),
];

/// Columns of the table `areas`, which the caller hands in; used empty where it does not.
pub(crate) const AREAS: [(&str, ColumnKind); 13] = [
    ("vintage", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("lsoa_name", ColumnKind::Text),
    ("ward_code", ColumnKind::Text),
    ("ward_name", ColumnKind::Text),
    ("ward_year", ColumnKind::Whole),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
    ("lad_year", ColumnKind::Whole),
    ("csp_code", ColumnKind::Text),
    ("csp_name", ColumnKind::Text),
    ("pfa_code", ColumnKind::Text),
    ("pfa_name", ColumnKind::Text),
];
