//! The documented views, registered over current extracts and the tables handed in.

use super::parts::{EXTRACT, LSOA_VINTAGE, PartsTable};
use crate::{physical, tables};
use base::{ColumnKind, Result, Table, Value};
use datafusion::arrow::array::{Array, RecordBatch, StringArray, StringViewArray, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::cast::as_fixed_size_binary_array;
use datafusion::datasource::{MemTable, TableProvider, ViewTable};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;
use intake::{Holding, Holdings, Kind};
use std::path::Path;
use std::sync::Arc;

/// Names of our own that exist only while the views are planned.
const CURRENT: &str = "wardmote_current_parts";
const PARTLY: &str = "wardmote_partly_current_parts";
const SUPERSEDED: &str = "wardmote_superseded";
const PLACES: &str = "wardmote_places";
const ID_TEXT: &str = "wardmote_id_text";

/// The columns of `incidents`, in the contract's order.
const INCIDENT_COLUMNS: &str = "extract, kind, incident_ref, month, category, force, lsoa_code, lsoa_vintage, ward_code, ward_name, \
     lad_code, lad_name, longitude, latitude, location, outcome, placed_by";

/// Registers every view and table of a question.
pub(crate) async fn register(context: &SessionContext, extracts: &Path, holdings: &Holdings, given: &[(String, Table)]) -> Result<()> {
    for (name, table) in given {
        let batch = tables::to_batch(table).map_err(|e| internal(&e))?;
        let memory = memory_table(batch).map_err(|e| internal(&e))?;
        context.register_table(name.as_str(), memory).map_err(|e| internal(&e))?;
    }
    let places = match given.iter().find(|(name, _)| name == "areas") {
        Some((_, table)) => memory_table(tables::to_batch(table).map_err(|e| internal(&e))?),
        None => memory_table(RecordBatch::new_empty(physical::table_schema(&physical::AREAS))),
    };
    let places = places.map_err(|e| internal(&e))?;
    incidents(context, extracts, holdings, places).await?;
    let small = [
        ("area_lookups", Kind::AreaLookup, physical::AREA_LOOKUPS.as_slice()),
        ("area_changes", Kind::AreaChanges, physical::AREA_CHANGES.as_slice()),
        ("populations", Kind::Population, physical::POPULATIONS.as_slice()),
        ("boundaries", Kind::Boundaries, physical::BOUNDARIES.as_slice()),
    ];
    for (view, kind, columns) in small {
        let mut parts = PartsTable::new(physical::table_schema(columns));
        for holding in holdings.of(kind) {
            add(&mut parts, extracts, holding)?;
        }
        context.register_table(CURRENT, provider(parts)).map_err(|e| internal(&e))?;
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let sql = format!("SELECT {EXTRACT}, \"{}\" FROM {CURRENT}", names.join("\", \""));
        view_of(context, view, &sql).await.map_err(|e| internal(&e))?;
        context.deregister_table(CURRENT).map_err(|e| internal(&e))?;
    }
    Ok(())
}

async fn incidents(context: &SessionContext, extracts: &Path, holdings: &Holdings, places: Arc<dyn TableProvider>) -> Result<()> {
    let schema = physical::street_schema(&DataType::Utf8View);
    let (mut current, mut partly) = (PartsTable::new(Arc::clone(&schema)), PartsTable::new(schema));
    let mut superseded = Table::new(&[("extract", ColumnKind::Text), ("force", ColumnKind::Text), ("month", ColumnKind::Text)]);
    for holding in holdings.of(Kind::PoliceStreet) {
        if holding.superseded.is_empty() {
            add(&mut current, extracts, holding)?;
        } else {
            add(&mut partly, extracts, holding)?;
            for (force, month) in &holding.superseded {
                let texts = [&holding.facts.passport.extract, force, month];
                superseded.rows.push(texts.map(|t| Value::Text(t.clone())).into());
            }
        }
    }
    let any_partly = !partly.is_empty();
    let plan = async {
        context.register_table(CURRENT, provider(current))?;
        context.register_table(PARTLY, provider(partly))?;
        context.register_table(SUPERSEDED, memory_table(tables::to_batch(&superseded)?)?)?;
        context.register_table(PLACES, places)?;
        context.register_udf(create_udf(
            ID_TEXT,
            vec![DataType::FixedSizeBinary(32), DataType::Utf8View],
            DataType::Utf8View,
            Volatility::Immutable,
            Arc::new(id_text),
        ));
        let mut rows = format!("SELECT * FROM {CURRENT}");
        if any_partly {
            // Extracts of which a force-month was superseded: those rows are left out, the others stay.
            rows = format!(
                "{rows} UNION ALL SELECT p.* FROM {PARTLY} p LEFT ANTI JOIN {SUPERSEDED} s \
                 ON p.extract = s.extract AND p.falls_within = s.force AND p.month = s.month"
            );
        }
        // The small side stands first: it is the one a right join keeps in memory.
        let sql = format!(
            "SELECT s.{EXTRACT}, 'police-street' AS kind, {ID_TEXT}(s.crime_digest, s.crime_id) AS incident_ref, s.month, s.category, \
             s.falls_within AS force, s.lsoa_code, s.{LSOA_VINTAGE}, a.ward_code, a.ward_name, a.lad_code, a.lad_name, \
             s.longitude, s.latitude, s.location, s.outcome, \
             CASE WHEN a.lsoa_code IS NULL THEN 'not placed' ELSE 'lsoa' END AS placed_by, s.source_file, s.source_row \
             FROM {PLACES} a RIGHT JOIN ({rows}) s ON a.vintage = s.{LSOA_VINTAGE} AND a.lsoa_code = s.lsoa_code"
        );
        view_of(context, "incidents_traced", &sql).await?;
        view_of(context, "incidents", &format!("SELECT {INCIDENT_COLUMNS} FROM incidents_traced")).await?;
        for name in [CURRENT, PARTLY, SUPERSEDED, PLACES] {
            context.deregister_table(name)?;
        }
        context.deregister_udf(ID_TEXT);
        Ok::<(), DataFusionError>(())
    };
    plan.await.map_err(|e| internal(&e))
}

/// Adds the parts of an extract. Codes that fit either vintage are read as those of the later one.
fn add(parts: &mut PartsTable, extracts: &Path, holding: &Holding) -> Result<()> {
    let passport = &holding.facts.passport;
    let vintage = match passport.geography.as_str() {
        "" => None,
        "either" => Some("2021"),
        other => Some(other),
    };
    let folder = extracts.join(&holding.facts.folder);
    for part in &holding.facts.parts {
        parts.add(&folder.join(part), &passport.extract, vintage)?;
    }
    parts.add_rows(passport.rows_accepted);
    Ok(())
}

/// A table of no files is an empty one, so that nothing is planned over it.
fn provider(parts: PartsTable) -> Arc<dyn TableProvider> {
    if parts.is_empty() { Arc::new(datafusion::datasource::empty::EmptyTable::new(parts.schema())) } else { Arc::new(parts) }
}

fn memory_table(batch: RecordBatch) -> std::result::Result<Arc<dyn TableProvider>, DataFusionError> {
    let schema: SchemaRef = batch.schema();
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))
}

async fn view_of(context: &SessionContext, name: &str, sql: &str) -> std::result::Result<(), DataFusionError> {
    let plan = context.state().create_logical_plan(sql).await?;
    context.register_table(name, Arc::new(ViewTable::new(plan, None)))?;
    Ok(())
}

fn internal(error: &dyn std::fmt::Display) -> base::Trouble {
    base::Trouble::failed(
        "views-unready",
        format!("cannot prepare the views: {error}"),
        "this is a fault of the program: please report it with this message",
    )
}

/// The text of a Crime ID from the two columns it may lie in: digest first.
fn id_text(arguments: &[ColumnarValue]) -> std::result::Result<ColumnarValue, DataFusionError> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let [digests, texts] = arrays.as_slice() else {
        return Err(DataFusionError::Internal("an identifier lies in two columns".to_owned()));
    };
    let digests = as_fixed_size_binary_array(digests)?;
    let mut out = StringViewBuilder::with_capacity(digests.len());
    let plain = |at: usize| -> Option<&str> {
        if let Some(views) = texts.as_any().downcast_ref::<StringViewArray>() {
            return views.is_valid(at).then(|| views.value(at));
        }
        texts.as_any().downcast_ref::<StringArray>().filter(|t| t.is_valid(at)).map(|t| t.value(at))
    };
    let mut hex = [0_u8; 64];
    for at in 0..digests.len() {
        if digests.is_valid(at) {
            for (pair, byte) in hex.chunks_exact_mut(2).zip(digests.value(at)) {
                pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0x0f)]);
            }
            out.append_option(std::str::from_utf8(&hex).ok());
        } else {
            out.append_option(plain(at));
        }
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}
