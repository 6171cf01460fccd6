//! Workbooks, XLSX and ODS: a sheet becomes the text of the CSV an office would have saved of it, so that every reader of
//! tables reads workbooks too.
//!
//! Rows keep the numbers the workbook shows: what stands above the header, and rows without anything in them, become blank
//! lines, which every reader counts and none reads.

mod cells;
mod open_document;

use crate::container::{Archive, Content};
use crate::parsed::ReadOptions;
use base::Trouble;
use cells::{Cells, How, Reading};
use std::io::Cursor;

/// How far down a sheet its header is looked for: published workbooks have a few rows of title and notes above it.
const HEADER_WITHIN: usize = 60;

/// Columns that must be recognised for a row to be taken for a header: one word alone may stand in a title.
const HEADER_COLUMNS: usize = 2;

/// How much a workbook may ask for. The numbers are the caller's (rule `import-limits`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkbookLimits {
    /// Most bytes a workbook may unpack to, all its parts together, and most bytes of the text made of a sheet.
    pub max_bytes: u64,
    /// Most cells read of one workbook.
    pub max_cells: u64,
}

impl Default for WorkbookLimits {
    /// 512 MiB and 20 million cells: the Indices' workbook of domains has 657 thousand.
    fn default() -> Self {
        Self { max_bytes: 512 << 20, max_cells: 20_000_000 }
    }
}

/// One sheet as the text of a CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetText {
    /// The sheet's name.
    pub sheet: String,
    /// The CSV, its first filled line the header.
    pub text: String,
    /// Sentences for the operator: which sheet was taken.
    pub warnings: Vec<String>,
}

/// Whether bytes are a workbook: a ZIP that says it is one. A ZIP of CSV files is none.
pub fn is_workbook(bytes: &[u8]) -> bool {
    Content::of(bytes) == Content::Zip && Archive::open(Cursor::new(bytes), "").is_ok_and(|archive| archive.is_document())
}

/// The one sheet of a workbook that has a header this kind knows, as the text of a CSV: dates as `2024-03-31`, numbers as
/// `12` and `0.5`, truths as `TRUE` and `FALSE`, a merged cell's value in its first cell.
///
/// `wanted` says how many columns of a row are recognised; the first row of a sheet with two or more, among its first
/// sixty, is the header. Refused: a workbook that is damaged or larger than the limits, no sheet with such a row, or
/// several (they are named).
pub fn to_csv_text(file_name: &str, bytes: &[u8], options: &ReadOptions, wanted: &dyn Fn(&[String]) -> usize) -> base::Result<SheetText> {
    sheet_to_csv_text(file_name, bytes, options, None, wanted)
}

/// The same of the sheet that is named, capitals aside; of any where none is.
pub fn sheet_to_csv_text(
    file_name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    only: Option<&str>,
    wanted: &dyn Fn(&[String]) -> usize,
) -> base::Result<SheetText> {
    let kind = checked(file_name, bytes, options)?;
    let sheets = cells::read(file_name, bytes, kind, &options.workbook, How::Trimmed)?;
    let names: Vec<String> = sheets.iter().map(|s| format!("`{}`", printable(&s.name))).collect();
    let meant = |sheet: &&Cells| only.is_none_or(|only| sheet.name.trim().to_lowercase() == only.trim().to_lowercase());
    let mut fitting: Vec<(&Cells, usize)> =
        sheets.iter().filter(meant).filter_map(|sheet| header_row(sheet, wanted).map(|header| (sheet, header))).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some((sheet, header)), true) => {
            let text = sheet
                .csv_from(header, options.workbook.max_bytes)
                .ok_or_else(|| too_large(file_name, "its sheet is too wide and too long"))?;
            let mut warnings = Vec::new();
            if sheets.len() > 1 {
                warnings.push(format!(
                    "`{file_name}` has {} sheets; `{}` was read, the others were not",
                    sheets.len(),
                    printable(&sheet.name)
                ));
            }
            Ok(SheetText { sheet: sheet.name.clone(), text, warnings })
        }
        (Some((last, _)), false) => {
            let fit: Vec<String> = fitting.iter().map(|(s, _)| *s).chain([last]).map(|s| format!("`{}`", printable(&s.name))).collect();
            Err(Trouble::refused(
                "sheets-several",
                format!("{} sheets of `{file_name}` have the columns of this kind: {}", fit.len(), fit.join(", ")),
                "one extract is one table: save the sheet you mean as a file of its own and import that",
            ))
        }
        (None, _) => Err(Trouble::refused(
            "sheet-not-recognised",
            format!("no sheet of `{file_name}` has the columns of this kind; it has {}", names.join(", ")),
            "check the kind and the file: the header must stand in the first 60 rows, its columns named as published",
        )),
    }
}

/// The rows of one sheet, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRows {
    /// The sheet's name.
    pub sheet: String,
    /// Rows that hold something: each with its number as the workbook shows it, and its cells from column A.
    pub rows: Vec<(u64, Vec<String>)>,
    /// The corners of its merged cells: the row's number as the workbook shows it, the column counted from 0.
    pub merged: Vec<((u64, usize), (u64, usize))>,
}

/// Every sheet of a workbook with its rows as they stand: texts with the white space around them, `1.10` stored as text as it is,
/// dates as `2024-03-31`, a merged cell's value in every cell that it covers.
///
/// # Errors
/// Refused: a workbook that is damaged or larger than the limits.
pub fn whole_sheets(file_name: &str, bytes: &[u8], options: &ReadOptions) -> base::Result<Vec<SheetRows>> {
    let kind = checked(file_name, bytes, options)?;
    let sheets = cells::read(file_name, bytes, kind, &options.workbook, How::Exact)?;
    let numbered = |rows: Vec<(u32, Vec<String>)>| rows.into_iter().map(|(row, cells)| (u64::from(row) + 1, cells)).collect();
    let corner = |(row, column): (u32, u32)| (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
    let corners = |merged: Vec<open_document::Merged>| merged.into_iter().map(|(first, last)| (corner(first), corner(last))).collect();
    let read = |sheet: Cells| SheetRows { sheet: printable(&sheet.name), rows: numbered(sheet.rows), merged: corners(sheet.merged) };
    Ok(sheets.into_iter().map(read).collect())
}

/// The kind of workbook, its parts checked: no more bytes come out of them than the limits allow, whatever it states.
fn checked(file_name: &str, bytes: &[u8], options: &ReadOptions) -> base::Result<Reading> {
    let content = Content::of(bytes);
    if content != Content::Zip {
        return Err(content.refuse(file_name, "a workbook: XLSX or ODS"));
    }
    let mut archive = Archive::open(Cursor::new(bytes), file_name)?;
    let mut limits = options.container;
    limits.max_total_bytes = limits.max_total_bytes.min(options.workbook.max_bytes);
    let entries = archive.parts(&limits)?;
    let has = |name: &str| entries.iter().any(|e| e.name.eq_ignore_ascii_case(name));
    let reading = if has("xl/workbook.xml") {
        Reading::OpenXml
    } else if has("mimetype") && has("content.xml") {
        Reading::OpenDocument
    } else {
        return Err(Trouble::refused(
            "file-not-recognised",
            format!("`{file_name}` is no workbook that can be read"),
            "save it as XLSX or ODS (XLSB and text documents are not read), or save the sheet as CSV",
        ));
    };
    for entry in &entries {
        if reading == Reading::OpenDocument && entry.name == "content.xml" {
            open_document::check(file_name, &archive.read(entry)?, &options.workbook)?;
        } else {
            let mut unpacked = archive.reader(entry)?;
            std::io::copy(&mut unpacked, &mut std::io::sink())
                .map_err(|e| crate::container::unreadable_entry(file_name, &entry.name, &e))?;
        }
    }
    Ok(reading)
}

/// The place of the header among the rows that hold something.
fn header_row(sheet: &Cells, wanted: &dyn Fn(&[String]) -> usize) -> Option<usize> {
    sheet.rows.iter().take(HEADER_WITHIN).position(|(_, fields)| wanted(fields) >= HEADER_COLUMNS)
}

/// The refusal of a workbook that asks for too much.
fn too_large(file_name: &str, what: &str) -> Trouble {
    Trouble::refused(
        "workbook-too-large",
        format!("`{file_name}` asks for too much: {what}"),
        "if the workbook is honest, save the sheet as CSV and import that. nothing was imported",
    )
}

/// A name from a workbook, safe to print on one line.
fn printable(name: &str) -> String {
    name.chars().take(80).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect()
}
