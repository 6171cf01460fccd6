//! Counts by area: the table, with its areas' names looked up among those the home knows.

use super::{Draft, ImportOptions, Source, read_options, tolerance};
use crate::House;
use base::Result;
use intake::NamedBytes;
use intake::area_counts::{CountsWords, KnownAreas, read as read_counts};
use std::sync::Arc;
use vault::read_whole;

/// The largest table read whole, in bytes: a month of claims for every LSOA of England is under 5 MB.
const LARGEST_TABLE: u64 = 256 << 20;

pub(super) async fn read(house: &House, source: &Source, options: &ImportOptions) -> Result<Draft> {
    let read_options = read_options(house, options)?;
    let tolerance = tolerance(house, options)?;
    let words = CountsWords {
        data_set: options.table.data_set.clone(),
        period: options.table.period.clone(),
        source: options.table.source.clone(),
        within: options.table.within.clone(),
    };
    let holdings = house.store.holdings(None, None).await?;
    let areas = crate::areas::areas(house, &holdings).await?;
    let path = source.path().to_path_buf();
    let file = source.file.clone();
    let (analytics, staging) = (Arc::clone(&house.analytics), source.staging.clone());
    let (read, parts) = crate::house::off_the_runtime(move || {
        let bytes = read_whole(&path, LARGEST_TABLE)?;
        let read = read_counts(&NamedBytes { name: file, bytes }, &read_options, &words, &KnownAreas::new(&areas), tolerance)?;
        if read.parsed.table.rows.is_empty() {
            return Ok((read, Vec::new()));
        }
        analytics.write_table(&staging, "part-0000.parquet", &read.parsed.table)?;
        Ok((read, vec!["part-0000.parquet".to_owned()]))
    })
    .await?;
    let parsed = read.parsed;
    Ok(Draft {
        rows_read: parsed.rows_read,
        rows_accepted: parsed.rows_accepted.unwrap_or(0),
        missing: read.missing,
        geography: parsed.geography,
        not_placed: read.not_placed,
        units: parsed.units,
        problems: parsed.problems,
        notes: parsed.notes,
        parts,
        warnings: parsed.warnings,
        ..Draft::default()
    })
}
