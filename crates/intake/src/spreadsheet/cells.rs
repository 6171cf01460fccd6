//! The cells of each sheet as text.

use super::open_document::{self, Merged};
use super::{WorkbookLimits, too_large};
use base::Trouble;
use calamine::{Data, DataRef, ExcelDateTime, Ods, Range, Reader as _, SheetType, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Which of the two formats a workbook has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    OpenXml,
    OpenDocument,
}

/// The filled cells of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells {
    pub name: String,
    /// Rows that hold something: the row's number less one, and its cells from column A.
    pub rows: Vec<(u32, Vec<String>)>,
    /// The cells that were merged, where they are read exactly.
    pub merged: Vec<Merged>,
}

impl Cells {
    /// The rows from the header as a CSV, blank lines for what is above it and for empty rows; `None` where the text would
    /// grow beyond the limit. Rows shorter than the header are filled up: a workbook does not keep empty cells.
    pub fn csv_from(&self, header: usize, max_bytes: u64) -> Option<String> {
        let width = self.rows.get(header).map_or(0, |(_, fields)| fields.len());
        let mut text = String::new();
        let mut next = 0;
        for (row, fields) in self.rows.iter().skip(header) {
            while next < *row {
                text.push('\n');
                next += 1;
            }
            next += 1;
            for column in 0..width.max(fields.len()) {
                if column > 0 {
                    text.push(',');
                }
                push_cell(&mut text, fields.get(column).map_or("", String::as_str));
            }
            text.push('\n');
            if text.len() as u64 > max_bytes {
                return None;
            }
        }
        Some(text)
    }
}

fn push_cell(text: &mut String, cell: &str) {
    if cell.contains(['"', ',', '\n', '\r']) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// How the cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Without white space around texts, a merged cell's value in its first cell: as a CSV of numbers has them.
    Trimmed,
    /// Texts as they stand, a merged cell's value in each cell it covers: tables that are given back.
    Exact,
}

/// Every worksheet, in the workbook's order.
pub(super) fn read(file_name: &str, bytes: &[u8], reading: Reading, limits: &WorkbookLimits, how: How) -> base::Result<Vec<Cells>> {
    match reading {
        Reading::OpenXml => open_xml(file_name, bytes, limits, how),
        Reading::OpenDocument => open_document_sheets(file_name, bytes, limits, how),
    }
}

/// Counts what has been taken of a workbook: a short workbook may repeat one long text in every cell.
struct Taken<'a> {
    file_name: &'a str,
    limits: &'a WorkbookLimits,
    cells: u64,
    bytes: u64,
}

impl Taken<'_> {
    fn add(&mut self, text: &str) -> base::Result<()> {
        self.cells += 1;
        self.bytes = self.bytes.saturating_add(text.len() as u64);
        if self.cells > self.limits.max_cells {
            return Err(too_large(self.file_name, &format!("more than {} cells", self.limits.max_cells)));
        }
        if self.bytes > self.limits.max_bytes {
            return Err(too_large(self.file_name, &format!("cells of more than {} bytes", self.limits.max_bytes)));
        }
        Ok(())
    }
}

fn open_xml(file_name: &str, bytes: &[u8], limits: &WorkbookLimits, how: How) -> base::Result<Vec<Cells>> {
    let damaged = |e: &dyn std::fmt::Display| damaged(file_name, e);
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let names: Vec<String> = workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect();
    let mut taken = Taken { file_name, limits, cells: 0, bytes: 0 };
    let mut sheets = Vec::new();
    for name in names {
        // The cells one by one: a range would lay out the whole rectangle a single far cell spans.
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(|e| damaged(&e))?;
        let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        while let Some(cell) = reader.next_cell().map_err(|e| damaged(&e))? {
            let text = text_of_ref(cell.get_value(), how);
            if !text.is_empty() {
                taken.add(&text)?;
                let (row, column) = cell.get_position();
                rows.entry(row).or_default().insert(column, text);
            }
        }
        drop(reader);
        let mut dense = Vec::with_capacity(rows.len());
        for (row, cells) in rows {
            let width = cells.last_key_value().map_or(0, |(column, _)| u64::from(*column) + 1);
            // Empty cells before the last filled one count as well: they become commas.
            taken.cells = taken.cells.saturating_add(width.saturating_sub(cells.len() as u64));
            taken.add("")?;
            let mut fields = vec![String::new(); usize::try_from(width).unwrap_or_default()];
            for (column, text) in cells {
                if let Some(field) = usize::try_from(column).ok().and_then(|at| fields.get_mut(at)) {
                    *field = text;
                }
            }
            dense.push((row, fields));
        }
        let mut merged: Vec<Merged> = Vec::new();
        if how == How::Exact {
            let of_sheet = workbook.merge_cells_by_sheet_name(&name).map_err(|e| damaged(&e))?;
            merged.extend(of_sheet.into_iter().map(|one| (one.start, one.end)));
        }
        merged.retain(open_document::is_possible);
        fill_all(&mut dense, &merged, &mut taken)?;
        sheets.push(Cells { name, rows: dense, merged });
    }
    Ok(sheets)
}

fn fill_all(rows: &mut [(u32, Vec<String>)], merged: &[Merged], taken: &mut Taken<'_>) -> base::Result<()> {
    for (first, last) in merged {
        taken.add("")?;
        fill(rows, *first, *last, taken)?;
    }
    Ok(())
}

/// Writes the value of a merged cell into every cell that it covers, of the rows that hold something else besides: a title
/// across the sheet stays one text.
fn fill(rows: &mut [(u32, Vec<String>)], first: (u32, u32), last: (u32, u32), taken: &mut Taken<'_>) -> base::Result<()> {
    let place = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
    let (left, right) = (place(first.1), place(last.1));
    let from = rows.partition_point(|(row, _)| *row < first.0);
    let to = rows.partition_point(|(row, _)| *row <= last.0);
    let Some(covered) = rows.get_mut(from..to) else { return Ok(()) };
    let top = covered.first().filter(|(row, _)| *row == first.0);
    let value = top.and_then(|(_, fields)| fields.get(left)).cloned().unwrap_or_default();
    if value.is_empty() {
        return Ok(());
    }
    for (_, fields) in covered {
        let others = fields.iter().enumerate().any(|(at, field)| !(left..=right).contains(&at) && !field.is_empty());
        if !others {
            continue;
        }
        for at in left..=right {
            taken.add(&value)?;
            if fields.len() <= at {
                fields.resize(at + 1, String::new());
            }
            if let Some(field) = fields.get_mut(at).filter(|field| field.is_empty()) {
                field.clone_from(&value);
            }
        }
    }
    Ok(())
}

fn open_document_sheets(file_name: &str, bytes: &[u8], limits: &WorkbookLimits, how: How) -> base::Result<Vec<Cells>> {
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|e| damaged(file_name, &e))?;
    let mut taken = Taken { file_name, limits, cells: 0, bytes: 0 };
    let mut sheets = Vec::new();
    let mut by_sheet = if how == How::Exact { open_document::merges(file_name, bytes)? } else { Vec::new() }.into_iter();
    for name in workbook.sheet_names() {
        let range: Range<Data> = workbook.worksheet_range(&name).map_err(|e| damaged(file_name, &e))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Vec::new();
        for (row, cells) in (top..).zip(range.rows()) {
            let filled = cells.iter().rposition(|c| !text_of(c, how).is_empty()).map_or(0, |at| at + 1);
            if filled == 0 {
                continue;
            }
            let mut fields = vec![String::new(); left as usize];
            for cell in cells.iter().take(filled) {
                let text = text_of(cell, how);
                taken.add(&text)?;
                fields.push(text);
            }
            rows.push((row, fields));
        }
        let mut merged = by_sheet.next().unwrap_or_default();
        merged.retain(open_document::is_possible);
        fill_all(&mut rows, &merged, &mut taken)?;
        sheets.push(Cells { name, rows, merged });
    }
    Ok(sheets)
}

fn text_of_ref(value: &DataRef<'_>, how: How) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(x) => number(*x),
        DataRef::String(s) => clean(s, how),
        DataRef::SharedString(s) => clean(s, how),
        DataRef::Bool(b) => truth(*b),
        DataRef::DateTime(at) => date_time(at),
        DataRef::DateTimeIso(s) => iso(s),
        DataRef::DurationIso(s) => duration(s),
        DataRef::Error(e) => e.to_string(),
    }
}

fn text_of(value: &Data, how: How) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(n) => n.to_string(),
        Data::Float(x) => number(*x),
        Data::String(s) => clean(s, how),
        Data::Bool(b) => truth(*b),
        Data::DateTime(at) => date_time(at),
        Data::DateTimeIso(s) => iso(s),
        Data::DurationIso(s) => duration(s),
        Data::Error(e) => e.to_string(),
    }
}

/// Text as a CSV has it, or as it stands. A NUL can stand in no CSV.
fn clean(text: &str, how: How) -> String {
    if how == How::Exact { text } else { text.trim() }.replace('\0', "")
}

fn truth(value: bool) -> String {
    if value { "TRUE" } else { "FALSE" }.to_owned()
}

/// A number with the fifteen digits an office shows: `12`, not `12.0`; `0.3`, not `0.30000000000000004`.
fn number(x: f64) -> String {
    let shown: f64 = format!("{x:.14e}").parse().unwrap_or(x);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

/// A date as `2024-03-31`, with its time where it has one; a time alone as `07:30:00`.
fn date_time(at: &ExcelDateTime) -> String {
    if at.is_duration() || at.as_f64() < 0.0 || at.as_f64() > 2_958_466.0 {
        return number(at.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if at.as_f64() < 1.0 {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if clock == "00:00:00" { date } else { format!("{date} {clock}") }
}

/// `2024-03-31T00:00:00` is a day, `2024-03-31T07:30:00` a moment.
fn iso(text: &str) -> String {
    let text = text.trim();
    match text.split_once('T') {
        Some((date, clock)) if clock.trim_end_matches('Z').bytes().all(|b| matches!(b, b'0' | b':' | b'.')) => date.to_owned(),
        Some((date, clock)) => format!("{date} {clock}"),
        None => text.to_owned(),
    }
}

/// `PT07H30M00S` is the time 07:30:00.
fn duration(text: &str) -> String {
    let parts = || {
        let rest = text.trim().strip_prefix("PT")?;
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.split(['S', '.', ',']).next()?;
        let two = |t: &str| t.parse::<u32>().ok();
        Some(format!("{:02}:{:02}:{:02}", two(hours)?, two(minutes)?, two(seconds)?))
    };
    parts().unwrap_or_else(|| text.trim().to_owned())
}

fn damaged(file_name: &str, cause: &dyn std::fmt::Display) -> Trouble {
    let cause: String = cause.to_string().chars().take(200).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
    Trouble::refused(
        "workbook-damaged",
        format!("`{file_name}` can't be read as a workbook: {cause}"),
        "open it and save it again, without a password, or save the sheet as CSV; nothing was imported",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_read_as_a_csv_has_them() {
        for (x, text) in
            [(12.0, "12"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (1e21, "1000000000000000000000"), (-2.5, "-2.5"), (0.00001, "0.00001")]
        {
            assert_eq!(number(x), text);
        }
        assert_eq!(iso("2024-03-31T00:00:00"), "2024-03-31");
        assert_eq!(iso("2024-03-31T07:30:00"), "2024-03-31 07:30:00");
        assert_eq!(duration("PT07H30M00S"), "07:30:00");
        let day = |value| date_time(&ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, false));
        assert_eq!([day(45_382.0), day(45_382.5), day(0.25)], ["2024-03-31", "2024-03-31 12:00:00", "06:00:00"]);
    }
}
