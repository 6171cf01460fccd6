//! From bytes to text, and from text to rows of a CSV.

use crate::container::Content;
use base::Trouble;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much a text may ask for. The number is the caller's (rule `import-limits`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// Most bytes in one line.
    pub max_line_bytes: usize,
}

impl Default for TextLimits {
    /// One mebibyte: the longest published row is under two kilobytes.
    fn default() -> Self {
        Self { max_line_bytes: 1 << 20 }
    }
}

/// A file's text and what the operator should know about its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text without byte order mark.
    pub text: String,
    /// Sentences naming the file.
    pub warnings: Vec<String>,
}

/// Decodes a CSV: UTF-8, or UTF-16 with a byte order mark, or else Windows-1252 with a warning (refused if `strict`).
///
/// Refused: no bytes, bytes that are not text, a NUL, a line over the limit; each names the file, the last two a line.
pub fn decode(file_name: &str, bytes: &[u8], limits: &TextLimits, strict: bool) -> base::Result<Decoded> {
    let content = Content::of(bytes);
    if !matches!(content, Content::Text | Content::Json) {
        return Err(content.refuse(file_name, "a CSV file as published"));
    }
    let mut warnings = Vec::new();
    let text = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        decode_utf16(file_name, rest, UTF_16LE)?
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        decode_utf16(file_name, rest, UTF_16BE)?
    } else {
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        check_lines(file_name, body, *limits)?;
        match std::str::from_utf8(body) {
            Ok(text) => text.to_owned(),
            Err(e) => {
                let line = line_of(body, e.valid_up_to());
                if strict {
                    return Err(Trouble::refused(
                        "encoding-not-utf8",
                        format!("`{file_name}` is not UTF-8 (line {line})"),
                        "save it as CSV UTF-8, or import it without --strict: it is then read as Windows-1252",
                    ));
                }
                warnings.push(format!("`{file_name}` is not UTF-8 (line {line}); it was read as Windows-1252, check names with accents"));
                WINDOWS_1252.decode_without_bom_handling(body).0.into_owned()
            }
        }
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        check_lines(file_name, text.as_bytes(), *limits)?;
    }
    if text.trim().is_empty() {
        return Err(Content::Empty.refuse(file_name, ""));
    }
    Ok(Decoded { text, warnings })
}

fn decode_utf16(file_name: &str, bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> base::Result<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned).ok_or_else(|| {
        Trouble::refused(
            "encoding-damaged",
            format!("`{file_name}` begins as UTF-16 but is damaged"),
            "save it as CSV UTF-8 and import that",
        )
    })
}

/// Refuses a NUL and a line over the limit, naming the line.
fn check_lines(file_name: &str, bytes: &[u8], limits: TextLimits) -> base::Result<()> {
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(nul_byte(file_name, line_of(bytes, at)));
    }
    let mut at = 0;
    for piece in bytes.split(|b| *b == b'\n' || *b == b'\r') {
        if piece.len() > limits.max_line_bytes {
            return Err(line_too_long(file_name, line_of(bytes, at), &limits));
        }
        at += piece.len() + 1;
    }
    Ok(())
}

/// The refusal of a NUL byte.
pub fn nul_byte(file_name: &str, line: u64) -> Trouble {
    Trouble::refused(
        "nul-byte",
        format!("`{file_name}` has a NUL byte in line {line}"),
        "the file is damaged or not text: download it again. nothing was imported",
    )
}

/// The refusal of a line over the limit.
pub fn line_too_long(file_name: &str, line: u64, limits: &TextLimits) -> Trouble {
    Trouble::refused(
        "line-too-long",
        format!("line {line} of `{file_name}` is longer than {} bytes", limits.max_line_bytes),
        "a quote is probably left open, or this is not a CSV: check that line. nothing was imported",
    )
}

/// The line, from 1, that holds a byte.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.get(..at).unwrap_or(bytes);
    let returns =
        before.iter().zip(before.iter().skip(1).map(Some).chain([None])).filter(|(b, next)| **b == b'\r' && *next != Some(&b'\n'));
    (memchr::memchr_iter(b'\n', before).count() + returns.count()) as u64 + 1
}

/// One data row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRow {
    /// Row as a spreadsheet counts it: the header is row 1, blank lines count.
    pub row: u64,
    /// Its fields, trimmed of white space.
    pub fields: Vec<String>,
}

impl CsvRow {
    /// A field, or empty text where the row is too short.
    pub fn field(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }
}

/// A CSV with a header, and its rows one by one. Lines may end in LF, CRLF or CR.
pub struct Csv<'t> {
    /// The header's names, trimmed.
    pub header: Vec<String>,
    text: &'t str,
    divider: u8,
    reader: csv::Reader<&'t [u8]>,
    next_row: u64,
}

impl<'t> Csv<'t> {
    /// Reads the header; the first line is taken for it, whatever it holds.
    pub fn open(file_name: &str, text: &'t str) -> base::Result<Self> {
        Self::open_divided(file_name, text, b',')
    }

    /// The same of a text whose fields are divided by another byte: a tab, as a clipboard gives them.
    pub fn open_divided(file_name: &str, text: &'t str, divider: u8) -> base::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(divider).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let leading = blank_lines(text, 0);
        // A slice of memory that is valid UTF-8 leaves the reader nothing to fail on; still no reason to trust it.
        let found = reader.read_record(&mut record).map_err(|e| broken(file_name, &e))?;
        if !found {
            return Err(Content::Empty.refuse(file_name, ""));
        }
        let header = record.iter().map(|h| h.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let csv = Self { header, text, divider, reader, next_row: 2 + leading };
        csv.refuse_open_quotation(file_name, 0, 1 + leading)?;
        Ok(csv)
    }

    /// Refuses a header that has a name twice, which is for readers that would take one of the columns and leave the other.
    pub fn refuse_repeated_columns(&self, file_name: &str) -> base::Result<()> {
        let mut named = std::collections::BTreeSet::new();
        let repeated = self.header.iter().find(|name| !name.is_empty() && !named.insert(crate::columns::squeeze(name)));
        let Some(name) = repeated else { return Ok(()) };
        Err(Trouble::refused(
            "column-repeated",
            format!(
                "`{file_name}` has the column `{}` twice",
                name.chars().take(80).filter(|c| !c.is_control() && *c != '`').collect::<String>()
            ),
            "keep the one that counts, remove or rename the other. nothing was imported",
        ))
    }

    /// Refuses a text that ends within quotation marks: every row after the one where they open would be part of one field.
    ///
    /// Asked where a row was read that began at a byte; only the last row of a text can be such a one.
    fn refuse_open_quotation(&self, file_name: &str, from: usize, row: u64) -> base::Result<()> {
        let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let is_last = end >= self.text.len();
        if !is_last || !ends_quoted(self.text.as_bytes().get(from..).unwrap_or_default(), self.divider) {
            return Ok(());
        }
        Err(Trouble::refused(
            "quotation-unclosed",
            format!("`{file_name}`: a quotation mark opened in row {row} is never closed"),
            "close it or remove it, or get the file again: it may be cut short. nothing was imported",
        ))
    }

    /// The header's row, as a spreadsheet counts it; ask before the first data row is read.
    pub fn header_row(&self) -> u64 {
        self.next_row.saturating_sub(1)
    }

    /// The next data row, or `None` at the end.
    pub fn next_row(&mut self, file_name: &str) -> base::Result<Option<CsvRow>> {
        let row = self.next_row_as_it_is(file_name)?;
        Ok(row.map(|CsvRow { row, fields }| CsvRow { row, fields: fields.iter().map(|f| f.trim().to_owned()).collect() }))
    }

    /// The same, its fields with the white space around them.
    fn next_row_as_it_is(&mut self, file_name: &str) -> base::Result<Option<CsvRow>> {
        let at = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let row = self.next_row + blank_lines(self.text, at);
        let mut record = csv::StringRecord::new();
        if !self.reader.read_record(&mut record).map_err(|e| broken(file_name, &e))? {
            return Ok(None);
        }
        self.next_row = row + 1;
        self.refuse_open_quotation(file_name, at, row)?;
        Ok(Some(CsvRow { row, fields: record.iter().map(str::to_owned).collect() }))
    }
}

/// Every row of a CSV, its first among them, with nothing taken from its cells: for tables that are given back as they came. Each
/// with its number; lines without anything in them are counted and not given.
///
/// # Errors
/// Refused where a quotation mark is never closed.
pub fn exact_rows(file_name: &str, text: &str) -> base::Result<Vec<CsvRow>> {
    let mut csv = Csv {
        header: Vec::new(),
        text,
        divider: b',',
        reader: csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()),
        next_row: 1,
    };
    let mut rows = Vec::new();
    while let Some(row) = csv.next_row_as_it_is(file_name)? {
        rows.push(row);
    }
    Ok(rows)
}

/// Whether a text that begins with a row ends inside quotation marks.
fn ends_quoted(bytes: &[u8], divider: u8) -> bool {
    let (mut quoted, mut at_start) = (false, true);
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        if quoted {
            // Two marks in a quoted field are one that belongs to it.
            quoted = *byte != b'"' || rest.next_if(|next| **next == b'"').is_some();
        } else {
            quoted = at_start && *byte == b'"';
            at_start = *byte == divider || *byte == b'\n' || *byte == b'\r';
        }
    }
    quoted
}

/// Lines without anything in them at a place where a row begins; the CSV reader skips them without counting.
fn blank_lines(text: &str, at: usize) -> u64 {
    let bytes = text.as_bytes();
    let mut rest = bytes.get(at..).unwrap_or_default();
    // The reader may stand between the two bytes of one CRLF.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut count = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', after @ ..] | [b'\n' | b'\r', after @ ..] => after,
            _ => return count,
        };
        count += 1;
    }
}

fn broken(file_name: &str, cause: &csv::Error) -> Trouble {
    Trouble::refused("csv-broken", format!("`{file_name}` can't be read as CSV: {cause}"), "save it again as CSV; nothing was imported")
}
