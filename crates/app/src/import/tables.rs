//! Kinds that fit in memory: lookups, changes, residents.

use super::{Draft, ImportOptions, Source, read_options};
use crate::House;
use base::{Result, Vintage};
use intake::boundaries::NamedBytes;
use intake::{Kind, Parsed, read_extract};
use std::collections::BTreeMap;
use std::sync::Arc;
use vault::read_whole;

/// The largest table read whole, in bytes: national lookups are under 5 MB.
const LARGEST_TABLE: u64 = 256 << 20;

pub(super) async fn read(house: &House, source: &Source, options: &ImportOptions) -> Result<Draft> {
    let read_options = read_options(house, options)?;
    let kind = source.kind;
    let path = source.path().to_path_buf();
    let file = source.file.clone();
    let parsed = crate::house::off_the_runtime(move || {
        let bytes = read_whole(&path, LARGEST_TABLE)?;
        read_extract(kind, &[NamedBytes { name: file, bytes }], &read_options)
    })
    .await?;
    keep(house, source, options, parsed).await
}

/// Writes the accepted rows and gives the draft of the extract.
pub(super) async fn keep(house: &House, source: &Source, options: &ImportOptions, mut parsed: Parsed) -> Result<Draft> {
    let mut not_placed = 0;
    if matches!(source.kind, Kind::Population | Kind::Households) && !parsed.lsoa_rows.is_empty() {
        let decision = decide(house, options, &parsed).await?;
        if let Some((label, vintage, unknown)) = decision {
            state_vintage(&mut parsed, vintage);
            parsed.geography = label;
            not_placed = unknown;
        }
    }
    let mut draft = Draft {
        rows_read: parsed.rows_read,
        rows_accepted: parsed.rows_accepted.unwrap_or(parsed.table.rows.len() as u64),
        geography: parsed.geography,
        not_placed,
        units: parsed.units,
        problems: parsed.problems,
        notes: parsed.notes,
        warnings: parsed.warnings,
        ..Draft::default()
    };
    if draft.rows_accepted > 0 {
        let (analytics, staging, table) = (Arc::clone(&house.analytics), source.staging.clone(), parsed.table);
        crate::house::off_the_runtime(move || analytics.write_table(&staging, "part-0000.parquet", &table)).await?;
        draft.parts.push("part-0000.parquet".to_owned());
    }
    Ok(draft)
}

/// The vintage of LSOA codes that the file does not state, where a loaded lookup knows them.
async fn decide(house: &House, options: &ImportOptions, parsed: &Parsed) -> Result<Option<(String, Vintage, u64)>> {
    if !parsed.geography.is_empty() {
        return Ok(None);
    }
    let holdings = house.store.holdings(None, None).await?;
    let places = crate::areas::places(house, &holdings).await?;
    let tolerance = super::tolerance(house, options)?;
    // Small areas of Scotland and Northern Ireland may stand in the same file: they are of neither census here.
    let (lsoas, others): (BTreeMap<String, u64>, BTreeMap<String, u64>) =
        parsed.lsoa_rows.clone().into_iter().partition(|(code, _)| code.starts_with("E01") || code.starts_with("W01"));
    let decision = places.decide_vintage(&lsoas, tolerance, options.geography)?;
    Ok(Some((decision.label.to_owned(), decision.vintage, decision.not_placed + others.values().sum::<u64>())))
}

/// Writes the decided vintage into the rows, so that residents are never joined across censuses.
fn state_vintage(parsed: &mut Parsed, vintage: Vintage) {
    let (Some(level), Some(column)) = (parsed.table.position("level"), parsed.table.position("vintage")) else { return };
    for row in &mut parsed.table.rows {
        if row.get(level).and_then(base::Value::as_text) == Some("lsoa")
            && let Some(cell) = row.get_mut(column)
        {
            *cell = base::Value::Text(vintage.as_str().to_owned());
        }
    }
}
