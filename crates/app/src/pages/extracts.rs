//! The register of extracts, and one extract's passport.

use crate::House;
use base::{Outcome, Result, Table};
use intake::{ExtractFacts, Holding, Holdings, Problem};
use std::collections::{BTreeMap, BTreeSet};
use store::FigureRecord;

/// Whether an extract still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All of it is current.
    Current,
    /// Some of its months were replaced by extracts received later.
    PartlySuperseded,
    /// All of it was replaced by extracts received later.
    Superseded,
}

/// One line of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractLine {
    /// Its identity.
    pub id: String,
    /// Its kind, as `import` names it.
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// The day it was received, `YYYY-MM-DD`.
    pub received: String,
    /// Rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_accepted: u64,
    /// Rows not kept.
    pub rows_rejected: u64,
    /// Months, `YYYY-MM`, ascending; empty where the kind has none.
    pub months: Vec<String>,
    /// Whether it still counts.
    pub standing: Standing,
    /// Whether its values were invented for a demonstration.
    pub invented: bool,
}

/// An extract's passport with the first of its rejected rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractPage {
    /// Its line of the register.
    pub line: ExtractLine,
    /// When it was imported, ISO in UTC.
    pub imported_at: String,
    /// Who imported it.
    pub imported_by: String,
    /// SHA-256 of the file, lower-case hex.
    pub content_sha256: String,
    /// LSOA vintage, or empty.
    pub geography: String,
    /// Forces in it.
    pub forces: Vec<String>,
    /// Kept rows without a known LSOA.
    pub not_placed: u64,
    /// Rows whose Crime ID stood already in the same file.
    pub repeated_ids: u64,
    /// Rejected rows by reason.
    pub rejected_by_reason: Vec<(String, u64)>,
    /// Kept rows that lack something, by what they lack.
    pub missing: Vec<(String, u64)>,
    /// Facts of the kind, name and value.
    pub notes: Vec<(String, String)>,
    /// Force and month of the units that later extracts replaced.
    pub superseded: Vec<(String, String)>,
    /// The first rejected rows.
    pub rejects: Vec<RejectLine>,
    /// The extract whose rejected rows it brings back corrected, and how many.
    pub corrects: Option<(String, u64)>,
    /// The extracts that brought its rejected rows back corrected: identity and file.
    pub corrected_by: Vec<(String, String)>,
    /// Whether what it changed can be shown: it replaced months of an earlier extract of its kind.
    pub can_compare: bool,
    /// What it changed in each force and month, where that was asked for; or why it can't be told.
    pub changes: Option<std::result::Result<Table, String>>,
}

/// Notes that are shown apart, or keep what only the program needs.
const SHOWN_APART: [&str; 3] = [ExtractFacts::CORRECTS, ExtractFacts::CORRECTED_ROWS, ExtractFacts::HEADERS];

/// A rejected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectLine {
    /// The file, or the entry inside a ZIP.
    pub file: String,
    /// Its row; the header is row 1.
    pub row: u64,
    /// The column, or empty where the whole row is meant.
    pub column: String,
    /// A stable reason.
    pub reason: String,
    /// What is wrong and what to do.
    pub remedy: String,
    /// The row as it stood, field by field.
    pub fields: Vec<String>,
}

/// The register, newest registration first.
pub async fn extracts(house: &House) -> Result<Vec<ExtractLine>> {
    let holdings = house.store.holdings(None, None).await?;
    Ok(holdings.extracts.iter().rev().map(line).collect())
}

/// The passport of an extract with its first `show` rejected rows, and what it changed if that is asked for; `None` if there
/// is no extract of exactly this identity.
pub async fn extract(house: &House, id: &str, show: u64, compare: bool) -> Result<Option<ExtractPage>> {
    let holdings = house.store.holdings(None, None).await?;
    let Some(holding) = holdings.extracts.iter().find(|h| h.facts.passport.extract == id) else { return Ok(None) };
    let (facts, passport) = (&holding.facts, &holding.facts.passport);
    let problems = if passport.rows_rejected == 0 { Vec::new() } else { house.store.rejects(holding.seq, 0, show).await? };
    let can_compare = crate::revision::replaced_something(&holdings, holding);
    let changes = if compare && can_compare { Some(changes(house, id).await?) } else { None };
    let corrected_by = holdings.extracts.iter().filter(|other| other.facts.corrects() == Some(id));
    let pairs = |map: &BTreeMap<String, u64>| map.iter().map(|(name, n)| (name.clone(), *n)).collect();
    Ok(Some(ExtractPage {
        line: line(holding),
        imported_at: facts.imported_at.clone(),
        imported_by: facts.imported_by.clone(),
        content_sha256: facts.content_sha256.clone(),
        geography: passport.geography.clone(),
        forces: passport.forces.clone(),
        not_placed: passport.not_placed,
        repeated_ids: passport.repeated_ids,
        rejected_by_reason: pairs(&passport.rejected_by_reason),
        missing: pairs(&passport.missing),
        notes: facts
            .notes
            .iter()
            .filter(|(name, _)| !SHOWN_APART.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        corrects: facts.corrects().map(|other| (other.to_owned(), corrected_rows(facts))),
        corrected_by: corrected_by.map(|other| (other.facts.passport.extract.clone(), other.facts.passport.file.clone())).collect(),
        can_compare,
        changes,
        superseded: holding.superseded.clone(),
        rejects: problems.into_iter().map(reject).collect(),
    }))
}

/// What an extract changed; what is refused is said on the page.
async fn changes(house: &House, id: &str) -> Result<std::result::Result<Table, String>> {
    match crate::extract_changes(house, id).await {
        Ok(table) => Ok(Ok(table)),
        Err(trouble) if trouble.outcome == Outcome::Refused => Ok(Err(trouble.message)),
        Err(trouble) => Err(trouble),
    }
}

/// How many rows a correction brought.
fn corrected_rows(facts: &ExtractFacts) -> u64 {
    let listed = facts.notes.get(ExtractFacts::CORRECTED_ROWS).and_then(|list| serde_json::from_str::<Vec<String>>(list).ok());
    listed.map_or(facts.passport.rows_accepted, |rows| rows.len() as u64)
}

/// Every rejected row of an extract; `None` if there is no extract of exactly this identity.
pub async fn rejects(house: &House, id: &str) -> Result<Option<Vec<RejectLine>>> {
    let holdings = house.store.holdings(None, None).await?;
    let Some(holding) = holdings.extracts.iter().find(|h| h.facts.passport.extract == id) else { return Ok(None) };
    let problems = house.store.rejects(holding.seq, 0, i64::MAX.unsigned_abs()).await?;
    Ok(Some(problems.into_iter().map(reject).collect()))
}

pub(super) fn line(holding: &Holding) -> ExtractLine {
    let (facts, passport) = (&holding.facts, &holding.facts.passport);
    let standing = match holding {
        h if h.is_wholly_superseded() => Standing::Superseded,
        h if h.superseded.is_empty() => Standing::Current,
        _ => Standing::PartlySuperseded,
    };
    ExtractLine {
        id: passport.extract.clone(),
        kind: passport.kind.as_str().to_owned(),
        file: passport.file.clone(),
        received: facts.received.clone(),
        rows_read: passport.rows_read,
        rows_accepted: passport.rows_accepted,
        rows_rejected: passport.rows_rejected,
        months: passport.months.clone(),
        standing,
        invented: is_invented(holding),
    }
}

fn is_invented(holding: &Holding) -> bool {
    holding.facts.notes.get("invented").is_some_and(|said| !matches!(said.as_str(), "" | "no" | "false"))
}

/// Whether any of these figures was computed from an extract of invented values.
pub(super) fn rests_on_invented<'a>(figures: impl Iterator<Item = &'a FigureRecord>, holdings: &Holdings) -> bool {
    let invented: BTreeSet<&str> = holdings.extracts.iter().filter(|h| is_invented(h)).map(|h| h.facts.passport.extract.as_str()).collect();
    figures.flat_map(|figure| &figure.extracts).any(|extract| invented.contains(extract.as_str()))
}

fn reject(problem: Problem) -> RejectLine {
    let Problem { file, row, column, reason, remedy, fields } = problem;
    RejectLine { file, row, column, reason, remedy, fields }
}
