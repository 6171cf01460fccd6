//! What a later extract of the same unit no longer has: areas that vanish are said, never dropped in silence.

use crate::House;
use base::{Result, Table};
use intake::{ExtractFacts, Holdings, Kind, Status};
use std::collections::BTreeSet;

/// Areas named in a warning; the rest are counted.
const NAMED_AREAS: usize = 5;

/// A sentence where an extract that has just been registered at `seq` supersedes others and lacks areas which they had, or where
/// nothing of it counts because a later received one supersedes it.
///
/// The register is committed by now: a comparison that fails is a sentence too, not an error.
pub(super) async fn warning(house: &House, facts: &ExtractFacts, seq: i64) -> Option<String> {
    let (file, kind) = (&facts.passport.file, facts.passport.kind);
    let sql = areas_of(kind)?;
    let compared = async {
        let after = house.store.holdings(None, Some(seq)).await?;
        if after.extracts.iter().any(|h| h.seq == seq && h.is_wholly_superseded()) {
            return Ok(Some(format!("nothing of `{file}` counts: what was received later supersedes all of it")));
        }
        if facts.passport.status != Status::Supersedes {
            return Ok(None);
        }
        let before = house.store.holdings(None, Some(seq - 1)).await?;
        let lost = lost(house, sql, &before, &after).await?;
        Ok(sentence(file, &lost))
    };
    let compared: Result<Option<String>> = compared.await;
    compared.unwrap_or_else(|trouble| Some(format!("`{file}` could not be compared with what it supersedes: {}", trouble.message)))
}

/// The question for the areas of a kind whose extracts supersede each other whole; the code stands last. `None` for lists of
/// crimes and the like, in which a later month may well have fewer rows.
fn areas_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Boundaries => Some("SELECT DISTINCT level, vintage, year, area_code FROM boundaries"),
        Kind::AreaLookup => {
            Some("SELECT DISTINCT vintage, ward_year, lad_year, COALESCE(lsoa_code, ward_code, lad_code) AS area_code FROM area_lookups")
        }
        Kind::AreaChanges => Some("SELECT DISTINCT lsoa11_code FROM area_changes"),
        Kind::Population => Some("SELECT DISTINCT level, vintage, year, area_code FROM populations"),
        Kind::Households => Some("SELECT DISTINCT level, vintage, year, area_code FROM households"),
        Kind::Imd2019 | Kind::Imd2025 => Some("SELECT DISTINCT edition, domain, lsoa_code FROM deprivation"),
        Kind::AreaCounts => {
            Some("SELECT DISTINCT data_set, measure, level, period_from, period_to, COALESCE(area_code, area_name) AS area FROM counts")
        }
        Kind::PeerGroup => Some("SELECT DISTINCT peer_group, area_code FROM peer_groups"),
        Kind::PoliceStreet | Kind::PoliceOutcomes | Kind::PoliceStopSearch | Kind::HarmWeights | Kind::Incidents => None,
    }
}

/// Codes of the areas that had a row before and have none after.
async fn lost(house: &House, sql: &str, before: &Holdings, after: &Holdings) -> Result<BTreeSet<String>> {
    let (before, after) = (keys(&house.ask(before, sql).await?), keys(&house.ask(after, sql).await?));
    Ok(before.difference(&after).filter_map(|key| key.last()).filter(|code| !code.is_empty()).cloned().collect())
}

fn keys(table: &Table) -> BTreeSet<Vec<String>> {
    table.rows.iter().map(|row| row.iter().map(base::Value::to_bare).collect()).collect()
}

fn sentence(file: &str, lost: &BTreeSet<String>) -> Option<String> {
    if lost.is_empty() {
        return None;
    }
    let named: Vec<String> = lost.iter().take(NAMED_AREAS).map(|code| format!("`{code}`")).collect();
    let more = lost.len().saturating_sub(NAMED_AREAS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "`{file}` supersedes what had {} areas that it lacks, and they count no longer: {}{more}; where it was meant to add to them, \
         import one file that has them all",
        lost.len(),
        named.join(", ")
    ))
}
