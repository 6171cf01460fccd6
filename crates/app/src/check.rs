//! Do record, extracts and keystore agree? What a crash left behind is cleared away or finished.

use crate::keeping::{self, some_of};
use crate::{House, Moment, people};
use base::Result;
use store::KeptRecord;

/// What `check` found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct CheckReport {
    /// Nothing is wrong.
    pub ok: bool,
    /// Extracts looked at.
    pub extracts: u64,
    /// Folders that a crash had left behind and that were cleared away.
    pub swept: Vec<String>,
    /// What is wrong, each with what to do.
    pub findings: Vec<String>,
    /// Sealed records looked at.
    pub records: u64,
    /// Of these, how many are destroyed.
    pub destroyed: u64,
    /// Records whose keys lie elsewhere since a restore, and are waited for.
    pub awaited_keys: u64,
    /// Keys that belong to no record: a crash leaves one, and a record restored from an older backup leaves those of newer ones.
    pub keys_without_record: u64,
    /// Destructions that a crash had cut off and that are finished now.
    pub finished_destructions: Vec<String>,
    /// What else was put right.
    pub repaired: Vec<String>,
    /// Rows of the ledger.
    pub ledger_rows: i64,
}

/// How thoroughly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Also tries whether every record that lives opens, and every way in.
    pub deep: bool,
}

/// What a look at the record and the shelf gives. Nothing is changed.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Extracts looked at.
    pub(crate) extracts: u64,
    /// The folders that the register names.
    pub(crate) registered: Vec<String>,
    /// Every sealed record.
    pub(crate) records: Vec<KeptRecord>,
    /// What is wrong, each with what to do.
    pub(crate) findings: Vec<String>,
}

/// Compares the register with the shelf, and asks the database for its own check.
///
/// A row without its files is a finding: it means that somebody removed them.
pub(crate) async fn look(house: &House) -> Result<Looked> {
    let holdings = house.store.holdings(None, None).await?;
    let registered = holdings.extracts.iter().map(|h| h.facts.folder.clone()).collect();
    let mut looked = Looked { extracts: holdings.extracts.len() as u64, registered, ..Looked::default() };
    for holding in &holdings.extracts {
        for part in &holding.facts.parts {
            if !house.shelf.holds(&holding.facts.folder, part) {
                looked.findings.push(format!(
                    "extract `{}` ({}) lacks its file `{part}`: import `{}` again after removing its row from a restored backup",
                    holding.facts.passport.extract, holding.facts.passport.kind, holding.facts.passport.file
                ));
            }
        }
    }
    let rows = house.store.check_rows().await?;
    looked.findings.extend(rows.findings.iter().map(|finding| format!("{}: {}", finding.message, finding.remedy)));
    looked.records = rows.records;
    Ok(looked)
}

/// Checks a home; see [`check_with`].
pub async fn check(house: &House, moment: &Moment) -> Result<CheckReport> {
    check_with(house, moment, CheckOptions::default()).await
}

/// Compares the register with the shelf and the records with the keystore, asks the database for its own check, finishes what
/// a crash cut off, and sweeps orphans.
///
/// An orphan is a folder without a row: its import was never acknowledged. It is moved aside, not destroyed. A key without a
/// record is let be: an older backup that was restored must not cost newer keys.
pub async fn check_with(house: &House, moment: &Moment, options: CheckOptions) -> Result<CheckReport> {
    let lock = house.shelf.lock()?;
    let mut report = CheckReport::default();
    report.repaired.extend(keeping::resume(house, moment).await?);
    report.finished_destructions = people::finish_cut_off(house, moment).await?;
    let looked = look(house).await?;
    report.extracts = looked.extracts;
    report.findings = looked.findings;
    compare_keys(house, moment, &looked.records, &mut report).await?;
    if options.deep {
        let damaged = keeping::damaged(house).await?;
        if !damaged.is_empty() {
            report.findings.push(format!(
                "record-does-not-open: {} records have a key and do not open with it: {}: take the keys back from the keystore's copy, or restore a backup",
                damaged.len(),
                some_of(&damaged)
            ));
        }
    }
    if options.deep {
        let shut = crate::signing::shut_ways(house).await?;
        if !shut.is_empty() {
            report.findings.push(format!(
                "way-in-does-not-open: {} ways in have a key and do not open with it: {}: their owners add another way in, or ask for a new one",
                shut.len(),
                some_of(&shut)
            ));
        }
    }
    report.ledger_rows = house.store.ledger_head().await?.0;
    report.ok = report.findings.is_empty();
    if !report.ok {
        // A record that is not sound can't say what is an orphan.
        return Ok(report);
    }
    for leftover in house.shelf.leftovers(&looked.registered)? {
        let name = leftover.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        house.store.log_operation(&moment.iso(), &moment.who, "sweep", &name).await?;
        house.shelf.sweep(&leftover, &lock)?;
        report.swept.push(name);
    }
    Ok(report)
}

/// Holds the records against the keystore, and puts right what can be.
async fn compare_keys(house: &House, moment: &Moment, records: &[KeptRecord], report: &mut CheckReport) -> Result<()> {
    let left = house.keystore.leftovers()?;
    if !left.is_empty() {
        house.keystore.sweep()?;
        if !left.parts.is_empty() {
            report.repaired.push(format!("{} keys that were never finished were cleared away", left.parts.len()));
        }
        if !left.undestroyed.is_empty() {
            report.repaired.push(format!("keys of {} have a tombstone, and are destroyed now", some_of(&left.undestroyed)));
        }
        if left.torn_tombstone {
            report.repaired.push("a tombstone that was never finished was cleared away".to_owned());
        }
    }
    let compared = keeping::compare(records, &house.keystore)?;
    report.repaired.extend(keeping::repair(house, moment, &compared).await?);
    report.records = compared.living + compared.destroyed;
    report.destroyed = compared.destroyed + compared.unmarked.len() as u64;
    report.keys_without_record = compared.without_record;
    if !compared.undestroyed.is_empty() {
        // A database that is another home's must never cost a key: only a tombstone of this keystore does.
        report.findings.push(format!(
            "key-of-a-destroyed-record: the record says that {} are destroyed, and the keystore holds their keys and no tombstone: see that \
             `--database` is this home's own; if it is, remove their key files from `keystore` in the home",
            some_of(&compared.undestroyed)
        ));
    }
    let (awaited, missing) = keeping::missing_and_awaited(house.shelf.home(), &compared.without_key)?;
    report.awaited_keys = awaited;
    if !missing.is_empty() {
        report.findings.push(format!(
            "key-missing: {} records have no key in the keystore: {}: bring the keys back from its copy with `wardmote keystore take-back`",
            missing.len(),
            some_of(&missing)
        ));
    }
    Ok(())
}
