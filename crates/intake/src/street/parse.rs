//! One street CSV from bytes to accepted rows and problems.

use super::field::{is_month, month_of_name, number};
use super::header::{COLUMNS, Layout, recognise};
use super::ids::Ids;
use super::record::{self, Bounds, Found, split_plain, split_quoted};
use super::row::{CrimeId, StreetRow, StreetSink};
use super::rules::{Place, StreetRules};
use crate::{Problem, StreetOptions};
use base::{Result, Trouble};
use std::borrow::Cow;
use std::io::{ErrorKind, Read};

/// Bytes asked of the source at a time: small enough to stay in a core's cache, large enough to make calls rare.
const BLOCK_BYTES: usize = 512 << 10;

/// What was read from one CSV, besides its rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileReport {
    /// Data rows read: not the header, not empty lines.
    pub rows_read: u64,
    /// Rows given to the sink.
    pub rows_accepted: u64,
    /// Rows whose Crime ID stood already in this CSV, kept or not.
    pub repeated_ids: u64,
    /// What kept rows lack.
    pub missing: Missing,
    /// Rejected rows, by row.
    pub problems: Vec<Problem>,
    /// What the operator should be told that rejects nothing.
    pub warnings: Vec<String>,
}

/// Counts of what kept rows lack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// No Crime ID.
    pub crime_id: u64,
    /// No longitude or no latitude, blanked ones included.
    pub coordinates: u64,
    /// No LSOA code.
    pub lsoa: u64,
    /// No last outcome category.
    pub outcome: u64,
    /// Coordinates blanked because they lie outside Great Britain and Northern Ireland.
    pub coordinates_outside: u64,
    /// Coordinates blanked because longitude and latitude are exchanged.
    pub coordinates_swapped: u64,
    /// Coordinates that are no number, blanked.
    pub coordinates_unreadable: u64,
}

/// Why a row is rejected: the column, the stable reason, and what to do.
struct Reject {
    column: usize,
    reason: &'static str,
    remedy: &'static str,
}

/// The column of a problem that concerns the whole row.
const WHOLE_ROW: usize = usize::MAX;

const fn reject(column: usize, reason: &'static str, remedy: &'static str) -> Reject {
    Reject { column, reason, remedy }
}

/// Reads one street CSV. `file` names it in messages and problems: its own name, or the entry's in a ZIP.
///
/// Accepted rows go to `sink` in the file's order. Memory is bounded by the block, the longest record the rules
/// allow, the distinct Crime IDs and the rejected rows; nothing else of the file is kept.
///
/// Refused (exit code 2), naming the file: empty; no header; a header that lacks columns; an outcomes or stop and
/// search file; NUL bytes; a record longer than the rules allow; a quotation mark never closed; more rejected rows
/// than the rules allow; under `strict`, the first rejected row or text that is not UTF-8. A header without rows is
/// not refused here: the report says nothing was read.
pub fn read(
    mut input: impl Read,
    file: &str,
    rules: &StreetRules,
    options: StreetOptions,
    sink: &mut impl StreetSink,
) -> Result<FileReport> {
    let mut reader = Reader {
        file,
        rules,
        options,
        sink,
        layout: None,
        row: 0,
        line: 1,
        ids: Ids::new(),
        last_month: String::new(),
        named_month: month_of_name(file),
        other_months: 0,
        not_utf8: 0,
        report: FileReport::default(),
    };
    let mut bounds = Vec::with_capacity(16);
    let mut scratch = String::new();
    let mut block: Vec<u8> = Vec::with_capacity(BLOCK_BYTES * 2);
    let mut first = true;
    loop {
        let before = block.len();
        let wanted = BLOCK_BYTES as u64;
        (&mut input).take(wanted).read_to_end(&mut block).map_err(|e| reader.unreadable(&e))?;
        let last = ((block.len() - before) as u64) < wanted;
        if first {
            first = false;
            if block.is_empty() {
                return Err(Trouble::refused(
                    "file-empty",
                    format!("`{file}` is empty"),
                    "download it again; a street file has a header and rows",
                ));
            }
            if is_utf16(&block) {
                return Err(Trouble::refused(
                    "encoding-utf16",
                    format!("`{file}` is in the encoding UTF-16, and a street file is read as UTF-8"),
                    "open it in a spreadsheet and save it as `CSV UTF-8`, or download it again; nothing was imported",
                ));
            }
            if block.starts_with(b"\xef\xbb\xbf") {
                block.drain(..3);
            }
        }
        let fresh = block.get(before.min(block.len())..).unwrap_or_default();
        if let Some(at) = memchr::memchr(0, fresh) {
            let line = reader.line + memchr::memchr_iter(b'\n', block.get(..before + at).unwrap_or_default()).count() as u64;
            return Err(Trouble::refused(
                "nul-bytes",
                format!("`{file}` holds NUL bytes (first on line {line}): it is not a text file, or it is damaged"),
                "save it as CSV in UTF-8, or download it again",
            ));
        }
        let taken = reader.block(&block, last, &mut bounds, &mut scratch)?;
        block.drain(..taken);
        if last {
            return reader.finish();
        }
    }
}

/// Whether text begins with the mark of UTF-16, or with two letters of it.
fn is_utf16(text: &[u8]) -> bool {
    matches!(text, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [1..=255, 0, 1..=255, 0, ..] | [0, 1..=255, 0, 1..=255, ..])
}

struct Reader<'a, S: StreetSink> {
    file: &'a str,
    rules: &'a StreetRules,
    options: StreetOptions,
    sink: &'a mut S,
    layout: Option<Layout>,
    /// Records met so far: the header is row 1.
    row: u64,
    /// The line the next record begins on, from 1.
    line: u64,
    ids: Ids,
    /// The last month found readable: rows of a file share theirs.
    last_month: String,
    named_month: Option<&'a str>,
    other_months: u64,
    not_utf8: u64,
    report: FileReport,
}

impl<S: StreetSink> Reader<'_, S> {
    /// Takes the whole records at the beginning of a block; returns the bytes taken.
    fn block(&mut self, block: &[u8], last: bool, bounds: &mut Vec<Bounds>, scratch: &mut String) -> Result<usize> {
        // One look at all whole lines instead of one at each record; a line's end never stands inside a letter.
        let lines_end = if last { block.len() } else { memchr::memrchr(b'\n', block).map_or(0, |at| at + 1) };
        let whole = block.get(..lines_end).unwrap_or_default();
        let text = std::str::from_utf8(whole).ok();
        let mut at = 0;
        while at < block.len() {
            let rest = block.get(at..).unwrap_or_default();
            let (length, taken, lines, quoted) = match record::find(rest, last) {
                Found::Plain { length, taken } => (length, taken, 1, false),
                Found::Quoted { taken, lines } => (taken, taken, lines, true),
                Found::More { quoted } => {
                    if rest.len() > self.rules.max_line_bytes {
                        return Err(self.too_long(quoted));
                    }
                    if last {
                        return Err(self.unclosed());
                    }
                    return Ok(at);
                }
            };
            if length > self.rules.max_line_bytes {
                return Err(self.too_long(quoted));
            }
            let record = match text.and_then(|t| t.get(at..at + length)) {
                Some(record) => Cow::Borrowed(record),
                None => self.decode(rest.get(..length).unwrap_or_default())?,
            };
            self.row += 1;
            if quoted {
                split_quoted(&record, scratch, bounds);
                self.record(scratch, bounds)?;
            } else if !record.is_empty() {
                split_plain(record.as_bytes(), bounds);
                self.record(&record, bounds)?;
            }
            self.line += lines;
            at += taken;
        }
        Ok(at)
    }

    fn decode<'b>(&mut self, bytes: &'b [u8]) -> Result<Cow<'b, str>> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(Cow::Borrowed(text));
        }
        if self.options.strict {
            return Err(Trouble::refused(
                "not-utf8",
                format!("`{}` is not UTF-8 (first on line {})", self.file, self.line),
                "save it as CSV in UTF-8, or import it without `--strict`: it is then read as Windows-1252",
            ));
        }
        self.not_utf8 += 1;
        Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0)
    }

    fn record(&mut self, text: &str, bounds: &[Bounds]) -> Result<()> {
        let Some(layout) = &self.layout else {
            let fields: Vec<&str> = bounds.iter().map(|b| text.get(b.0..b.1).unwrap_or_default()).collect();
            let layout = recognise(self.file, &fields)?;
            if !layout.unknown.is_empty() {
                let names = layout.unknown.join("`, `");
                self.report.warnings.push(format!("`{}`: column not of a street file, left out: `{names}`", self.file));
            }
            self.layout = Some(layout);
            return Ok(());
        };
        self.report.rows_read += 1;
        if bounds.len() != layout.width {
            return self.problem(
                text,
                bounds,
                &reject(
                    WHOLE_ROW,
                    "field_count",
                    "the row has more or fewer fields than the header: look for a comma outside quotation marks",
                ),
            );
        }
        let places = layout.places;
        let [crime_id, month, reported_by, falls_within, longitude, latitude, location, lsoa_code, lsoa_name, category, outcome, context] =
            places.map(|place| bounds.get(place).and_then(|b| text.get(b.0..b.1)).unwrap_or_default());
        if month != self.last_month {
            if !is_month(month) {
                let found = if month.trim().is_empty() {
                    reject(1, "month_missing", "give the month as `YYYY-MM`")
                } else {
                    reject(1, "month_unreadable", "write the month as `YYYY-MM`, as in `2024-03`")
                };
                return self.problem(text, bounds, &found);
            }
            month.clone_into(&mut self.last_month);
        }
        if is_blank(falls_within) {
            return self.problem(text, bounds, &reject(3, "falls_within_missing", "give the force the row falls within"));
        }
        if is_blank(category) {
            return self.problem(text, bounds, &reject(9, "crime_type_missing", "give the crime type"));
        }
        let (mut x, mut y, mut unreadable) = (None, None, false);
        for (column, field, value) in [(4, longitude, &mut x), (5, latitude, &mut y)] {
            if !field.is_empty() {
                *value = number(field);
                if value.is_none() && !is_blank(field) {
                    if lsoa_code.is_empty() {
                        return self.problem(
                            text,
                            bounds,
                            &reject(
                                column,
                                "coordinates_unreadable",
                                "write longitude and latitude as decimal degrees, or leave both empty",
                            ),
                        );
                    }
                    unreadable = true;
                }
            }
        }
        if unreadable {
            (x, y) = (None, None);
        }
        let place = self.rules.place(x, y);
        if place != Place::Inside {
            if lsoa_code.is_empty() {
                let found = if place == Place::Swapped {
                    reject(4, "coordinates_swapped", "longitude and latitude are exchanged and the row has no LSOA: exchange them back")
                } else {
                    reject(
                        4,
                        "coordinates_outside",
                        "the place lies outside Great Britain and Northern Ireland and the row has no LSOA: correct it or leave both coordinates empty",
                    )
                };
                return self.problem(text, bounds, &found);
            }
            (x, y) = (None, None);
        }
        let crime_id = CrimeId::parse(crime_id);
        let new = self.ids.is_new(crime_id);
        if !new {
            self.report.repeated_ids += 1;
            if self.options.first_of_repeated_ids {
                return self.problem(
                    text,
                    bounds,
                    &reject(0, "repeated_id", "an earlier row of this file has the same Crime ID and is kept"),
                );
            }
        }
        let missing = &mut self.report.missing;
        match place {
            Place::Inside => {}
            Place::Swapped => missing.coordinates_swapped += 1,
            Place::Outside => missing.coordinates_outside += 1,
        }
        missing.coordinates_unreadable += u64::from(unreadable);
        missing.crime_id += u64::from(crime_id == CrimeId::Missing);
        missing.coordinates += u64::from(x.is_none() || y.is_none());
        missing.lsoa += u64::from(lsoa_code.is_empty());
        missing.outcome += u64::from(outcome.is_empty());
        self.report.rows_accepted += 1;
        if self.named_month.is_some_and(|named| named != month) {
            self.other_months += 1;
        }
        self.sink.row(&StreetRow {
            row: self.row,
            crime_id,
            month,
            reported_by,
            falls_within,
            longitude: x,
            latitude: y,
            location,
            lsoa_code,
            lsoa_name,
            category,
            outcome,
            context,
        })
    }

    #[cold]
    fn problem(&mut self, text: &str, bounds: &[Bounds], found: &Reject) -> Result<()> {
        let column = COLUMNS.get(found.column).copied().unwrap_or_default();
        if self.options.strict && found.reason != "repeated_id" {
            let at = if column.is_empty() { String::new() } else { format!(", column `{column}`") };
            return Err(Trouble::refused(
                "row-rejected",
                format!("`{}` row {}{at}: {} (nothing kept, as `--strict` asks)", self.file, self.row, found.reason),
                found.remedy,
            ));
        }
        if self.report.problems.len() >= self.rules.max_problems {
            return Err(Trouble::refused(
                "too-many-problems",
                format!(
                    "`{}` has more than {} rows that cannot be taken; the first: row {}, {}",
                    self.file,
                    self.rules.max_problems,
                    self.report.problems.first().map_or(0, |p| p.row),
                    self.report.problems.first().map_or("", |p| p.reason.as_str())
                ),
                "look at the first rows: the file is most likely not what it is called",
            ));
        }
        self.report.problems.push(Problem {
            file: self.file.to_owned(),
            row: self.row,
            column: column.to_owned(),
            reason: found.reason.to_owned(),
            remedy: found.remedy.to_owned(),
            fields: bounds.iter().map(|b| text.get(b.0..b.1).unwrap_or_default().to_owned()).collect(),
        });
        Ok(())
    }

    fn finish(mut self) -> Result<FileReport> {
        if self.layout.is_none() {
            return Err(Trouble::refused(
                "header-missing",
                format!("`{}` has no header row: it holds only empty lines", self.file),
                "download it again; a street file has a header and rows",
            ));
        }
        if self.not_utf8 > 0 {
            self.report.warnings.push(format!("`{}` is not UTF-8: {} rows read as Windows-1252", self.file, self.not_utf8));
        }
        if self.other_months > 0 {
            let named = self.named_month.unwrap_or_default();
            self.report
                .warnings
                .push(format!("`{}`: {} rows are of another month than the name says (`{named}`)", self.file, self.other_months));
        }
        Ok(self.report)
    }

    fn too_long(&self, quoted: bool) -> Trouble {
        let remedy = if quoted {
            "look for a quotation mark on that line that is never closed"
        } else {
            "the file has no line ends where they belong: download it again"
        };
        Trouble::refused(
            "line-too-long",
            format!("`{}`: line {} is longer than {} bytes", self.file, self.line, self.rules.max_line_bytes),
            remedy,
        )
    }

    fn unclosed(&self) -> Trouble {
        Trouble::refused(
            "quotation-unclosed",
            format!("`{}`: a quotation mark opened in the row that begins on line {} is never closed", self.file, self.line),
            "close it or remove it, or download the file again: it may be cut short",
        )
    }

    fn unreadable(&self, error: &std::io::Error) -> Trouble {
        let message = format!("cannot read `{}` beyond line {}: {error}", self.file, self.line);
        match error.kind() {
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::InvalidInput => {
                Trouble::refused("file-damaged", message, "the file is damaged or cut short: download it again")
            }
            _ => Trouble::failed("file-unreadable", message, "check that the file can be read, then import it again"),
        }
    }
}

fn is_blank(field: &str) -> bool {
    field.bytes().all(|b| b.is_ascii_whitespace())
}
