//! The documented views, registered over current extracts and the tables handed in.

use super::current;
use super::parts::{EXTRACT, LSOA_VINTAGE, PartsTable};
use crate::physical::{self, column};
use crate::tables;
use base::{Result, Table};
use datafusion::arrow::array::{Array, RecordBatch, StringArray, StringViewArray, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::cast::as_fixed_size_binary_array;
use datafusion::datasource::{MemTable, TableProvider, ViewTable};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;
use intake::{Holding, Holdings, Kind, schemas};
use std::path::Path;
use std::sync::Arc;

/// Names of our own that exist only while the views are planned.
const CURRENT: &str = "wardmote_current_parts";
const PLACES: &str = "wardmote_places";
const ID_TEXT: &str = "wardmote_id_text";

/// The columns of `incidents`, in the contract's order.
const INCIDENT_COLUMNS: &str = "extract, kind, incident_ref, month, category, force, lsoa_code, lsoa_vintage, ward_code, ward_name, \
     lad_code, lad_name, longitude, latitude, location, outcome, placed_by";

/// Registers the views and tables that a question names: planning all of them costs more than answering most questions.
pub(crate) async fn register(
    context: &SessionContext,
    extracts: &Path,
    holdings: &Holdings,
    given: &[(String, Table)],
    sql: &str,
) -> Result<()> {
    // A name that only stands in a text costs a view too many; one that is asked for can't be missed.
    let sql = sql.to_lowercase();
    let asks_for = |view: &str| sql.contains(view);
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
    if asks_for("incidents") || asks_for("repeats") {
        incidents(context, extracts, holdings, Arc::clone(&places)).await?;
    }
    views_of_places(context, extracts, holdings, places, &asks_for).await?;
    let small = [
        ("area_lookups", Kind::AreaLookup, physical::AREA_LOOKUPS.as_slice()),
        ("area_changes", Kind::AreaChanges, physical::AREA_CHANGES.as_slice()),
        ("populations", Kind::Population, physical::POPULATIONS.as_slice()),
        ("households", Kind::Households, schemas::HOUSEHOLDS.as_slice()),
        ("boundaries", Kind::Boundaries, physical::BOUNDARIES.as_slice()),
    ];
    for (view, kind, columns) in small.into_iter().filter(|(view, ..)| asks_for(view)) {
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
    let street = current::Rows {
        name: "street",
        kind: Kind::PoliceStreet,
        schema: physical::street_schema(&DataType::Utf8View),
        unit: (column::FALLS_WITHIN, Some(column::MONTH)),
    };
    let mapped = current::Rows {
        name: "mapped",
        kind: Kind::Incidents,
        schema: physical::table_schema(&schemas::INCIDENTS),
        unit: ("data_set", Some("month")),
    };
    let street = street.register(context, extracts, holdings)?;
    let mapped = mapped.register(context, extracts, holdings)?;
    let plan = async {
        context.register_table(PLACES, places)?;
        context.register_udf(create_udf(
            ID_TEXT,
            vec![DataType::FixedSizeBinary(32), DataType::Utf8View],
            DataType::Utf8View,
            Volatility::Immutable,
            Arc::new(id_text),
        ));
        // The small side stands first: it is the one a right join keeps in memory.
        let mut sql = format!(
            "SELECT s.{EXTRACT}, 'police-street' AS kind, {ID_TEXT}(s.crime_digest, s.crime_id) AS incident_ref, s.month, s.category, \
             s.falls_within AS force, s.lsoa_code, s.{LSOA_VINTAGE}, a.ward_code, a.ward_name, a.lad_code, a.lad_name, \
             s.longitude, s.latitude, s.location, s.outcome, \
             CASE WHEN a.lsoa_code IS NULL THEN 'not placed' ELSE 'lsoa' END AS placed_by, CAST(NULL AS VARCHAR) AS date, \
             CAST(NULL AS VARCHAR) AS kept, s.source_file, s.source_row \
             FROM {PLACES} a RIGHT JOIN ({street}) s ON a.vintage = s.{LSOA_VINTAGE} AND a.lsoa_code = s.lsoa_code"
        );
        let any_mapped = holdings.of(Kind::Incidents).next().is_some();
        let subjects = format!(
            "SELECT s.{EXTRACT}, 'incidents' AS kind, s.incident_ref, s.month, s.category, s.data_set AS force, s.lsoa_code, \
             s.{LSOA_VINTAGE}, COALESCE(s.ward_code, a.ward_code) AS ward_code, COALESCE(s.ward_name, a.ward_name) AS ward_name, \
             COALESCE(s.lad_code, a.lad_code) AS lad_code, COALESCE(s.lad_name, a.lad_name) AS lad_name, s.longitude, s.latitude, \
             s.location, s.outcome, s.placed_by, s.date, s.kept, s.source_file, s.source_row, s.pseudonym \
             FROM {PLACES} a RIGHT JOIN ({mapped}) s ON a.vintage = s.{LSOA_VINTAGE} AND a.lsoa_code = s.lsoa_code"
        );
        if any_mapped {
            sql = format!("{sql} UNION ALL SELECT {INCIDENT_COLUMNS}, date, kept, source_file, source_row FROM ({subjects}) m");
        }
        view_of(context, "incidents_traced", &sql).await?;
        view_of(context, "incidents", &format!("SELECT {INCIDENT_COLUMNS} FROM incidents_traced")).await?;
        // How often the same subject recurs; the pseudonym itself stands in no view.
        let repeats = format!(
            "SELECT data_set, year, lad_code, ward_code, ward_name, times, COUNT(*) AS subjects FROM \
             (SELECT force AS data_set, substr(month, 1, 4) AS year, lad_code, ward_code, ward_name, pseudonym, COUNT(*) AS times \
              FROM ({subjects}) m WHERE pseudonym IS NOT NULL GROUP BY force, substr(month, 1, 4), lad_code, ward_code, ward_name, pseudonym) t \
             GROUP BY data_set, year, lad_code, ward_code, ward_name, times"
        );
        view_of(context, "repeats", &repeats).await?;
        context.deregister_table(PLACES)?;
        context.deregister_udf(ID_TEXT);
        Ok::<(), DataFusionError>(())
    };
    plan.await.map_err(|e| internal(&e))?;
    current::forget(context, &["street", "mapped"]).map_err(|e| internal(&e))
}

/// Views whose rows name an LSOA that `areas` places in a ward and district, and those of the same machinery.
async fn views_of_places(
    context: &SessionContext,
    extracts: &Path,
    holdings: &Holdings,
    places: Arc<dyn TableProvider>,
    asks_for: &impl Fn(&str) -> bool,
) -> Result<()> {
    context.register_table(PLACES, places).map_err(|e| internal(&e))?;
    let placing = "CASE WHEN a.lsoa_code IS NULL THEN 'not placed' ELSE 'lsoa' END AS placed_by";
    let views = [
        (
            "outcomes",
            Kind::PoliceOutcomes,
            schemas::OUTCOMES.as_slice(),
            ("falls_within", Some("month")),
            format!(
                "SELECT s.{EXTRACT}, 'police-outcomes' AS kind, s.crime_id AS incident_ref, s.month, s.outcome, s.falls_within AS force, \
                 s.reported_by, s.lsoa_code, s.{LSOA_VINTAGE}, a.ward_code, a.ward_name, a.lad_code, a.lad_name, s.longitude, s.latitude, \
                 s.location, {placing}, s.source_file, s.source_row"
            ),
            "s.lsoa_code",
        ),
        (
            "stop_searches",
            Kind::PoliceStopSearch,
            schemas::STOP_SEARCHES.as_slice(),
            ("force", Some("month")),
            format!(
                "SELECT s.{EXTRACT}, s.month, s.date_time, s.force, s.search_type, s.operation, s.operation_name, s.gender, s.age_range, \
                 s.self_defined_ethnicity, s.officer_defined_ethnicity, s.legislation, s.object_of_search, s.outcome, s.outcome_linked, \
                 s.clothing_removed, s.lsoa_code, s.{LSOA_VINTAGE}, a.ward_code, a.ward_name, a.lad_code, a.lad_name, s.longitude, \
                 s.latitude, s.placed_by, s.source_file, s.source_row"
            ),
            "s.lsoa_code",
        ),
        (
            "deprivation",
            Kind::Imd2019,
            schemas::DEPRIVATION.as_slice(),
            ("unit", None),
            format!(
                "SELECT s.{EXTRACT}, s.edition, s.vintage, s.lsoa_code, COALESCE(s.lsoa_name, a.lsoa_name) AS lsoa_name, a.ward_code, \
                 a.ward_name, COALESCE(a.lad_code, s.lad_code) AS lad_code, COALESCE(a.lad_name, s.lad_name) AS lad_name, s.domain, \
                 s.rank, s.decile, s.score"
            ),
            "s.lsoa_code",
        ),
        (
            "counts",
            Kind::AreaCounts,
            schemas::COUNTS.as_slice(),
            ("unit", None),
            format!(
                "SELECT s.{EXTRACT}, s.data_set, s.measure, s.category, s.level, s.vintage, s.area_code, s.area_name, \
                 COALESCE(s.ward_code, a.ward_code) AS ward_code, COALESCE(s.ward_name, a.ward_name) AS ward_name, \
                 COALESCE(s.lad_code, a.lad_code) AS lad_code, COALESCE(s.lad_name, a.lad_name) AS lad_name, s.period, s.period_from, \
                 s.period_to, s.part_year, s.value, s.value_unit AS unit, s.suppressed, s.source_row"
            ),
            "s.area_code",
        ),
    ];
    for (view, kind, columns, unit, select, lsoa) in views.into_iter().filter(|(view, ..)| asks_for(view)) {
        let vintage = if columns.iter().any(|(name, _)| *name == "vintage") { "vintage" } else { LSOA_VINTAGE };
        let mut rows = Vec::new();
        let mut names = vec![view.to_owned()];
        let kinds = if kind == Kind::Imd2019 { vec![Kind::Imd2019, Kind::Imd2025] } else { vec![kind] };
        for kind in kinds {
            let name = format!("{view}_{}", kind.as_str().replace('-', "_"));
            let of_kind = current::Rows { name: &name, kind, schema: physical::table_schema(columns), unit };
            rows.push(of_kind.register(context, extracts, holdings)?);
            names.push(name);
        }
        let rows = rows.join(" UNION ALL ");
        let sql = format!("{select} FROM {PLACES} a RIGHT JOIN ({rows}) s ON a.vintage = s.{vintage} AND a.lsoa_code = {lsoa}");
        view_of(context, view, &sql).await.map_err(|e| internal(&e))?;
        let names: Vec<&str> = names.iter().skip(1).map(String::as_str).collect();
        current::forget(context, &names).map_err(|e| internal(&e))?;
    }
    context.deregister_table(PLACES).map_err(|e| internal(&e))?;
    // A file of weights or peers may hold several units, and a later one of them supersedes only that.
    let plain = [
        (
            "harm_weights",
            Kind::HarmWeights,
            schemas::HARM_WEIGHTS.as_slice(),
            "unit",
            "scale, edition, level, offence_code, offence, category, weight, weight_unit",
        ),
        ("peer_groups", Kind::PeerGroup, schemas::PEER_GROUPS.as_slice(), "peer_group", "peer_group, area_code, area_name, \"position\""),
    ];
    for (view, kind, columns, unit, select) in plain.into_iter().filter(|(view, ..)| asks_for(view)) {
        let of_kind = current::Rows { name: view, kind, schema: physical::table_schema(columns), unit: (unit, None) };
        let rows = of_kind.register(context, extracts, holdings)?;
        view_of(context, view, &format!("SELECT {EXTRACT}, {select} FROM ({rows}) s")).await.map_err(|e| internal(&e))?;
        current::forget(context, &[view]).map_err(|e| internal(&e))?;
    }
    Ok(())
}

/// Adds the parts of an extract. Codes that fit either vintage are read as those of the later one.
pub(super) fn add(parts: &mut PartsTable, extracts: &Path, holding: &Holding) -> Result<()> {
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
pub(super) fn provider(parts: PartsTable) -> Arc<dyn TableProvider> {
    if parts.is_empty() { Arc::new(datafusion::datasource::empty::EmptyTable::new(parts.schema())) } else { Arc::new(parts) }
}

pub(super) fn memory_table(batch: RecordBatch) -> std::result::Result<Arc<dyn TableProvider>, DataFusionError> {
    let schema: SchemaRef = batch.schema();
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))
}

async fn view_of(context: &SessionContext, name: &str, sql: &str) -> std::result::Result<(), DataFusionError> {
    let plan = context.state().create_logical_plan(sql).await?;
    context.register_table(name, Arc::new(ViewTable::new(plan, None)))?;
    Ok(())
}

pub(super) fn internal(error: &dyn std::fmt::Display) -> base::Trouble {
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
