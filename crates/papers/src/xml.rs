//! Well-formed XML and the archives that office files are: the same parts give the same bytes.

use base::{Result, Trouble};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Attributes of an element, in order.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A part that is being written. Elements are closures, so each that is opened is closed.
pub(crate) struct Xml(String);

impl Xml {
    /// A part with its declaration.
    pub(crate) fn part() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned())
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// An element and what is in it.
    pub(crate) fn element(&mut self, tag: &str, attributes: Attributes<'_>, inner: impl FnOnce(&mut Self)) {
        self.begin(tag, attributes);
        self.0.push('>');
        inner(self);
        let _ = write!(self.0, "</{tag}>");
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, tag: &str, attributes: Attributes<'_>) {
        self.begin(tag, attributes);
        self.0.push_str("/>");
    }

    /// An element with words in it.
    pub(crate) fn worded(&mut self, tag: &str, attributes: Attributes<'_>, words: &str) {
        self.element(tag, attributes, |xml| xml.text(words));
    }

    /// Words.
    pub(crate) fn text(&mut self, words: &str) {
        push_escaped(&mut self.0, words);
    }

    fn begin(&mut self, tag: &str, attributes: Attributes<'_>) {
        let _ = write!(self.0, "<{tag}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"");
            push_escaped(&mut self.0, value);
            self.0.push('"');
        }
    }
}

/// Whether XML 1.0 has a place for a character.
pub(crate) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn push_escaped(out: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader would turn these into spaces or drop them.
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if is_allowed(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
}

/// One file of an archive.
pub(crate) struct Part {
    /// Its path.
    pub(crate) path: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
    /// Whether it is stored as it is: pictures are small already, and some parts must be readable in place.
    pub(crate) stored: bool,
}

impl Part {
    /// A part of text.
    pub(crate) fn text(path: &str, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), bytes: text.into().into_bytes(), stored: false }
    }

    /// A part that is stored as it is.
    pub(crate) fn stored(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into(), stored: true }
    }
}

/// The parts as one archive. Every part carries the first moment that the format knows, since a clock would make two
/// archives of one paper differ.
pub(crate) fn archive(parts: &[Part]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT).unix_permissions(0o644);
    for part in parts {
        let method = if part.stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(part.path.as_str(), plain.compression_method(method)).map_err(|error| refused(&error.to_string()))?;
        zip.write_all(&part.bytes).map_err(|error| refused(&error.to_string()))?;
    }
    zip.finish().map(Cursor::into_inner).map_err(|error| refused(&error.to_string()))
}

fn refused(why: &str) -> Trouble {
    let message = format!("the office file could not be put together: {why}");
    Trouble::failed("paper-not-packed", message, "take the PDF or the HTML page meanwhile, and report this message")
}
