//! Do record and extracts agree?

use crate::{House, Moment};
use base::Result;

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
}

/// Compares the register with the shelf, asks the database for its own check, and sweeps orphans.
///
/// An orphan is a folder without a row: its import was never acknowledged. It is moved aside, not destroyed. A row without its files is a
/// finding: it means that somebody removed them.
pub async fn check(house: &House, moment: &Moment) -> Result<CheckReport> {
    let lock = house.shelf.lock()?;
    let holdings = house.store.holdings(None, None).await?;
    let mut report = CheckReport { extracts: holdings.extracts.len() as u64, ..CheckReport::default() };
    let registered: Vec<String> = holdings.extracts.iter().map(|h| h.facts.folder.clone()).collect();
    for holding in &holdings.extracts {
        for part in &holding.facts.parts {
            if !house.shelf.holds(&holding.facts.folder, part) {
                report.findings.push(format!(
                    "extract `{}` ({}) lacks its file `{part}`: import `{}` again after removing its row from a restored backup",
                    holding.facts.passport.extract, holding.facts.passport.kind, holding.facts.passport.file
                ));
            }
        }
    }
    for finding in house.store.check_rows().await?.findings {
        report.findings.push(format!("{}: {}", finding.message, finding.remedy));
    }
    report.ok = report.findings.is_empty();
    if !report.ok {
        // A record that is not sound can't say what is an orphan.
        return Ok(report);
    }
    for leftover in house.shelf.leftovers(&registered)? {
        let name = leftover.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        house.store.log_operation(&moment.iso(), &moment.who, "sweep", &name).await?;
        house.shelf.sweep(&leftover, &lock)?;
        report.swept.push(name);
    }
    Ok(report)
}
