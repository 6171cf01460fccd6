//! Street-level crime: streamed, file by file, into columnar parts.

use super::{Draft, ImportOptions, Source, read_options, tolerance};
use crate::House;
use base::{Result, Trouble};
use intake::container::{Archive, Content, choose, is_street_name};
use intake::street::StreetRules;
use intake::{ContainerLimits, StreetOptions, StreetSource};
use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;

pub(super) async fn read(
    house: &House,
    source: &Source,
    options: &ImportOptions,
    progress: Arc<dyn Fn(u64) + Send + Sync>,
) -> Result<Draft> {
    let limits = read_options(house, options)?;
    let sources = sources(source, &limits.container)?;
    let rules = StreetRules {
        longitudes: (limits.extent.west, limits.extent.east),
        latitudes: (limits.extent.south, limits.extent.north),
        max_line_bytes: limits.text.max_line_bytes,
        ..StreetRules::default()
    };
    let street_options = StreetOptions { first_of_repeated_ids: options.first_of_repeated_ids, strict: options.strict };
    let (analytics, staging) = (Arc::clone(&house.analytics), source.staging.clone());
    let (files, skipped) = sources;
    let report =
        crate::house::off_the_runtime(move || analytics.write_street(&staging, &files, street_options, &rules, &|bytes| progress(bytes)))
            .await?;
    let holdings = house.store.holdings(None, None).await?;
    let places = crate::areas::places(house, &holdings).await?;
    let decision = places.decide_vintage(&report.lsoa_rows, tolerance(house, options)?, options.geography)?;
    let mut draft = Draft {
        rows_read: report.rows_read,
        rows_accepted: report.rows_accepted,
        repeated_ids: report.repeated_ids,
        missing: report.missing,
        geography: decision.label.to_owned(),
        not_placed: decision.not_placed,
        units: report.units,
        problems: report.problems,
        parts: report.parts,
        warnings: report.warnings,
        ..Draft::default()
    };
    if skipped > 0 {
        draft.notes.insert("entries_of_other_kinds".to_owned(), skipped.to_string());
    }
    Ok(draft)
}

/// The CSV itself, or the street files of a ZIP whose names and sizes have been checked; and how many entries
/// of the ZIP are of other kinds.
fn sources(source: &Source, limits: &ContainerLimits) -> Result<(Vec<StreetSource>, usize)> {
    let path = source.path();
    let unreadable = |e: std::io::Error| {
        Trouble::failed("file-io", format!("could not read `{}`: {e}", path.display()), "check the path and who may read it")
    };
    let mut head = Vec::new();
    File::open(path).and_then(|f| f.take(512).read_to_end(&mut head)).map_err(unreadable)?;
    match Content::of(&head) {
        Content::Zip => {
            let mut archive = Archive::open(BufReader::new(File::open(path).map_err(unreadable)?), &source.file)?;
            let chosen = choose(&source.file, archive.entries(limits)?, "*-street.csv", is_street_name)?;
            let entries =
                chosen.used.into_iter().map(|e| StreetSource::ZipEntry { archive: path.to_path_buf(), index: e.index, name: e.name });
            Ok((entries.collect(), chosen.skipped.len()))
        }
        Content::Text => Ok((vec![StreetSource::File(path.to_path_buf())], 0)),
        other => Err(other.refuse(&source.file, "a street file as data.police.uk publishes it, CSV or a ZIP of them")),
    }
}
