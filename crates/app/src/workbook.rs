//! A table as a workbook that opens in any office.

use crate::House;
use base::{Result, Table, Trouble};
use std::path::Path;

/// Writes one sheet. Text stays text: a cell that begins like a formula is never one.
pub fn write_workbook(path: &Path, sheet: &str, table: &Table) -> Result<()> {
    let bytes = papers::sheets::workbook(sheet, table).map_err(|e| {
        Trouble::failed("workbook", format!("could not make the workbook: {e}"), "print the rows as CSV instead: leave `--xlsx` out")
    })?;
    vault::write_whole(path, &bytes)
}

/// Writes the rejected rows of an extract as the workbook they are corrected in.
pub async fn write_rejects(house: &House, id: &str, path: &Path) -> Result<()> {
    vault::write_whole(path, &crate::rejects_workbook(house, id).await?)
}
