//! Splits bytes into the records and fields of RFC 4180.
//!
//! Most lines hold no quotation mark and are cut at commas; the others go through a small state machine that takes
//! what spreadsheets take: a mark inside an unquoted field is text, text after a closing mark is added to the field.

use memchr::{memchr, memchr_iter};

/// Start and end of a field in the record's text.
pub(super) type Bounds = (usize, usize);

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A record without quotation marks: its bytes without the line's end, and all bytes taken.
    Plain { length: usize, taken: usize },
    /// A record with quotation marks: all bytes taken, and the lines it spans.
    Quoted { taken: usize, lines: u64 },
    /// The record goes on beyond these bytes; `quoted` tells whether a quotation mark is open.
    More { quoted: bool },
}

/// Finds the first record; `last` says that no bytes follow these.
pub(super) fn find(bytes: &[u8], last: bool) -> Found {
    let end = memchr(b'\n', bytes);
    let line = end.and_then(|e| bytes.get(..e)).unwrap_or(bytes);
    if memchr(b'"', line).is_some() {
        return find_quoted(bytes, last);
    }
    match end {
        Some(end) => Found::Plain { length: without_return(line), taken: end + 1 },
        None if last => Found::Plain { length: without_return(line), taken: bytes.len() },
        None => Found::More { quoted: false },
    }
}

fn without_return(line: &[u8]) -> usize {
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

fn find_quoted(bytes: &[u8], last: bool) -> Found {
    let mut inside = false;
    let mut start_of_field = true;
    let mut lines = 1;
    let mut rest = bytes.iter().enumerate().peekable();
    while let Some((at, &byte)) = rest.next() {
        match byte {
            b'"' if inside => {
                if rest.peek().is_some_and(|(_, b)| **b == b'"') {
                    rest.next();
                } else {
                    inside = false;
                }
            }
            b'"' if start_of_field => inside = true,
            b'\n' if inside => lines += 1,
            b'\n' => return Found::Quoted { taken: at + 1, lines },
            _ => {}
        }
        start_of_field = byte == b',' && !inside;
    }
    if last && !inside { Found::Quoted { taken: bytes.len(), lines } } else { Found::More { quoted: inside } }
}

/// Cuts a record without quotation marks at its commas.
pub(super) fn split_plain(line: &[u8], bounds: &mut Vec<Bounds>) {
    bounds.clear();
    let mut start = 0;
    for comma in memchr_iter(b',', line) {
        bounds.push((start, comma));
        start = comma + 1;
    }
    bounds.push((start, line.len()));
}

/// Takes the quotation marks off a record: `text` becomes its fields one after the other.
pub(super) fn split_quoted(record: &str, text: &mut String, bounds: &mut Vec<Bounds>) {
    text.clear();
    bounds.clear();
    let record = record.strip_suffix('\n').unwrap_or(record);
    let record = record.strip_suffix('\r').unwrap_or(record);
    let (mut start, mut inside, mut start_of_field) = (0, false, true);
    let mut rest = record.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '"' if inside => {
                if rest.next_if_eq(&'"').is_some() {
                    text.push('"');
                } else {
                    inside = false;
                }
            }
            '"' if start_of_field => inside = true,
            ',' if !inside => {
                bounds.push((start, text.len()));
                start = text.len();
            }
            other => text.push(other),
        }
        start_of_field = letter == ',' && !inside;
    }
    bounds.push((start, text.len()));
}
