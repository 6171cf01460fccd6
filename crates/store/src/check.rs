//! The record's part of `wardmote check`: is the database sound, and does it agree with itself? Whether the
//! folders agree with the record is compared by the caller, from the list returned here.

use crate::engines::{Bind, Row};
use crate::entries::entry_of;
use crate::guards::{self, Loose};
use crate::register::facts_of;
use crate::statements::{self as sql, doors};
use crate::told::Told;
use crate::{Store, reach};
use base::Result;
use intake::ExtractFacts;
use ledger::Fault;
use std::collections::BTreeMap;

/// Something `check` found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable code in kebab case.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// A folder the record relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredFolder {
    /// Place in the register.
    pub seq: i64,
    /// Identity of the extract.
    pub extract: String,
    /// Folder under `HOME/extracts`.
    pub folder: String,
    /// Columnar files that must be in it.
    pub parts: Vec<String>,
    /// Rows they hold together.
    pub rows: u64,
}

/// A sealed record, as far as its keys are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// Its id, that of its keys.
    pub id: String,
    /// It is not destroyed: its keys must be there.
    pub living: bool,
    /// Its destruction is finished: its keys must be gone.
    pub certified: bool,
}

/// What the record says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckRows {
    /// Every folder the register names, in order of registration; any other folder is an orphan.
    pub folders: Vec<RegisteredFolder>,
    /// Every sealed record, for the comparison with the keystore.
    pub records: Vec<KeptRecord>,
    /// What is wrong; empty when sound.
    pub findings: Vec<Finding>,
}

impl Store {
    /// Checks the engine's file, the guards, the chain of the ledger and that what it tells of stands there as it was
    /// written, the order of registration, and that each passport's counts are those of the rows kept. One read transaction.
    pub async fn check_rows(&self) -> Result<CheckRows> {
        let mut checked = CheckRows::default();
        for said in self.pools.integrity().await? {
            checked.find("database-damaged", format!("the database is damaged: {said}"), "restore the home from its newest backup");
        }
        let everything = [Bind::Text("9999-12-31"), Bind::Whole(i64::MAX)];
        let mut tx = self.pools.reading().await?;
        let extracts = tx.fetch(sql::EXTRACTS_SEEN, &everything).await?;
        let mut unit_rows: BTreeMap<i64, i64> = BTreeMap::new();
        for row in tx.fetch(sql::UNITS_SEEN, &everything).await? {
            let total = unit_rows.entry(row.whole(0)?).or_default();
            *total = total.saturating_add(row.whole(3)?);
        }
        let mut rejects: BTreeMap<i64, i64> = BTreeMap::new();
        for row in tx.fetch(sql::REJECTS_COUNTED, &[]).await? {
            rejects.insert(row.whole(0)?, row.whole(1)?);
        }
        // What is not needed here still proves that its table can be read to the end.
        tx.each(sql::FIGURES_ALL, |_| Ok(())).await?;
        let entries = tx.fetch(sql::ENTRIES_ALL, &[]).await?;
        let records = tx.fetch(sql::RECORD_STATES, &[]).await?;
        let (told, verdict) = Told::read(&mut tx).await?;
        let untrue = told.hold_against(&mut tx).await?;
        let left_open = tx.fetch(doors::LEFT_OPEN, &[]).await?;
        let unreached = reach::untrue(&mut tx).await?;
        for table in [doors::DUMP_ATTEMPT, doors::DUMP_KEY] {
            tx.each(table, |_| Ok(())).await?;
        }
        drop(tx);

        checked.read_journal(&entries)?;
        checked.read_records(&records)?;
        for loose in guards::loose(&self.pools).await? {
            let remedy = "run `wardmote audit verify` with a checkpoint kept elsewhere, then restore from a backup";
            match loose {
                Loose::Missing(guard) => {
                    let message = format!("the guard `{guard}` was taken off the record: what it guards could be rewritten");
                    checked.find("guard-missing", message, remedy);
                }
                Loose::Changed(guard) => {
                    let message = format!("the guard `{guard}` is not the one that this version sets: what it guards could be rewritten");
                    checked.find("guard-changed", message, remedy);
                }
            }
        }
        if let Some(broken) = verdict.first_broken {
            let message = format!("the ledger breaks at row {}: {}", broken.seq, says(broken.fault));
            checked.find("ledger-broken", message, "keep this home as it is, and restore the record from its newest sound backup");
        } else {
            for message in untrue {
                checked.find("ledger-disagrees", message, "keep this home as it is, and restore the record from its newest sound backup");
            }
        }
        for row in &left_open {
            let message = format!("the {} `{}` is open, and the account that it is of was cut", row.text(0)?, row.text(1)?);
            checked.find("left-open", message, "cut the account's user again, and look in the ledger for what was done since");
        }
        for message in unreached {
            checked.find("reach-disagrees", message, "write the record to an archive, and read it into a new home");
        }
        let mut expected = 1;
        for row in &extracts {
            let seq = row.whole(0)?;
            if seq != expected {
                let message = format!("the register goes from number {} to {seq}: something was taken out", expected - 1);
                checked.find("register-gap", message, "restore the home from a backup: extracts are never removed one by one");
            }
            expected = seq + 1;
            match facts_of(row) {
                Err(trouble) => checked.find(
                    "register-unreadable",
                    format!("extract number {seq}: {}", trouble.message),
                    "restore the home from a backup",
                ),
                Ok((_, facts)) => {
                    let passport = &facts.passport;
                    let id = &passport.extract;
                    let kept = unit_rows.get(&seq).copied().unwrap_or(0);
                    let stated = facts.notes.get(ExtractFacts::TABLE_ROWS).and_then(|n| n.parse().ok()).unwrap_or(passport.rows_accepted);
                    if u64::try_from(kept) != Ok(stated) {
                        let message = format!("extract `{id}` keeps {stated} rows, its units hold {kept}");
                        checked.find("units-disagree", message, "restore the home from a backup, or import the file again into a new home");
                    }
                    let listed = rejects.get(&seq).copied().unwrap_or(0);
                    if u64::try_from(listed) != Ok(passport.rows_rejected) {
                        let message = format!("extract `{id}` rejected {} rows, {listed} are listed", passport.rows_rejected);
                        checked.find(
                            "rejects-disagree",
                            message,
                            "restore the home from a backup, or import the file again into a new home",
                        );
                    }
                    checked.folders.push(RegisteredFolder {
                        seq,
                        extract: id.clone(),
                        folder: facts.folder,
                        parts: facts.parts,
                        rows: facts.passport.rows_accepted,
                    });
                }
            }
        }
        Ok(checked)
    }
}

fn says(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "it is missing",
        Fault::OutOfOrder => "it is out of order",
        Fault::Changed => "it is not as it was written",
        Fault::Unreadable => "it can't be read as what its columns say",
        Fault::Lost => "it and what came after it are gone",
        Fault::AnotherChain => "it belongs to another chain",
    }
}

impl CheckRows {
    /// Sealed records: every version there is, and no more.
    fn read_records(&mut self, records: &[Row]) -> Result<()> {
        for row in records {
            let (id, state, version, versions) = (row.text(1)?, row.text(2)?, row.whole(3)?, row.whole(4)?);
            if version != versions {
                let message = format!("the record `{id}` is at version {version}, {versions} are kept");
                self.find("versions-disagree", message, "restore the home from a backup: versions are never removed");
            }
            self.records.push(KeptRecord { id, living: state != "destroyed", certified: row.maybe_text(5)?.is_some() });
        }
        Ok(())
    }

    /// The journal of entries: no number left out, every entry readable.
    fn read_journal(&mut self, entries: &[Row]) -> Result<()> {
        let mut expected = 1;
        for row in entries {
            let seq = row.whole(0)?;
            if seq != expected {
                let message = format!("the journal of entries goes from number {} to {seq}: something was taken out", expected - 1);
                self.find("journal-gap", message, "restore the home from a backup: entries are never removed");
            }
            expected = seq + 1;
            if let Err(trouble) = entry_of(row) {
                self.find("journal-unreadable", format!("entry number {seq}: {}", trouble.message), "restore the home from a backup");
            }
        }
        Ok(())
    }

    fn find(&mut self, code: &'static str, message: String, remedy: &str) {
        self.findings.push(Finding { code, message, remedy: remedy.to_owned() });
    }
}
