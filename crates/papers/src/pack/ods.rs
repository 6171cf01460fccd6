//! The data pack as ODS, written part by part: see `docs/decisions/0038-word-documents.md`.

use super::xlsx::numeric;
use super::{CONTENTS, EXACT, Pack, PackSheet, cell, line};
use crate::xml::{Part, Xml, archive};
use base::{Result, Value};

pub(super) const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The namespaces that the parts use.
const NAMES: [(&str, &str); 10] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
    ("xmlns:config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
    ("xmlns:ooo", "http://openoffice.org/2004/office"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

/// The data pack as ODS: the sheets, names and cells of the XLSX. The same pack gives the same bytes.
pub fn pack_ods(pack: &Pack) -> Result<Vec<u8>> {
    let names = pack.names();
    archive(&[
        // The first part, stored as it is, tells what the file is.
        Part::stored("mimetype", MIME),
        Part::text("META-INF/manifest.xml", manifest()),
        Part::text("content.xml", content(pack, &names)),
        Part::text("styles.xml", styles()),
        Part::text("meta.xml", meta(pack)),
        Part::text("settings.xml", settings(pack, &names)),
    ])
}

pub(super) fn document(root: &str, inner: impl FnOnce(&mut Xml)) -> String {
    let mut xml = Xml::part();
    let attributes: Vec<(&str, &str)> = NAMES.iter().copied().chain([("office:version", "1.3")]).collect();
    xml.element(root, &attributes, inner);
    xml.finish()
}

pub(super) fn manifest() -> String {
    let mut xml = Xml::part();
    let root = [("xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"), ("manifest:version", "1.3")];
    xml.element("manifest:manifest", &root, |xml| {
        for (path, kind) in
            [("/", MIME), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml"), ("settings.xml", "text/xml")]
        {
            xml.empty("manifest:file-entry", &[("manifest:full-path", path), ("manifest:media-type", kind)]);
        }
    });
    xml.finish()
}

pub(super) fn styles() -> String {
    document("office:document-styles", |xml| {
        xml.element("office:styles", &[], |xml| {
            xml.element("style:default-style", &[("style:family", "table-cell")], |xml| {
                xml.empty(
                    "style:text-properties",
                    &[("fo:language", "en"), ("fo:country", "GB"), ("fo:font-family", "Arial"), ("fo:font-size", "10pt")],
                );
            });
        });
    })
}

fn meta(pack: &Pack) -> String {
    document("office:document-meta", |xml| {
        xml.element("office:meta", &[], |xml| {
            xml.worded("meta:generator", &[], "Wardmote");
            xml.worded("dc:title", &[], &cell(&pack.title));
            xml.worded("dc:language", &[], "en-GB");
            if let Some([year, month, day]) = pack.day() {
                xml.worded("meta:creation-date", &[], &format!("{year:04}-{month:02}-{day:02}T00:00:00"));
            }
        });
    })
}

/// What stays in sight: an entry for each sheet.
fn settings(pack: &Pack, names: &[String]) -> String {
    let item = |xml: &mut Xml, name: &str, kind: &str, value: &str| {
        xml.worded("config:config-item", &[("config:name", name), ("config:type", kind)], value);
    };
    document("office:document-settings", |xml| {
        xml.element("office:settings", &[], |xml| {
            xml.element("config:config-item-set", &[("config:name", "ooo:view-settings")], |xml| {
                xml.element("config:config-item-map-indexed", &[("config:name", "Views")], |xml| {
                    xml.element("config:config-item-map-entry", &[], |xml| {
                        item(xml, "ViewId", "string", "view1");
                        xml.element("config:config-item-map-named", &[("config:name", "Tables")], |xml| {
                            for (sheet, name) in pack.sheets.iter().zip(names).filter(|(sheet, _)| sheet.frozen() > 0) {
                                xml.element("config:config-item-map-entry", &[("config:name", name)], |xml| {
                                    let rows = sheet.frozen().to_string();
                                    item(xml, "HorizontalSplitMode", "short", "0");
                                    item(xml, "VerticalSplitMode", "short", "2");
                                    item(xml, "HorizontalSplitPosition", "int", "0");
                                    item(xml, "VerticalSplitPosition", "int", &rows);
                                    item(xml, "ActiveSplitRange", "short", "2");
                                    item(xml, "PositionLeft", "int", "0");
                                    item(xml, "PositionRight", "int", "0");
                                    item(xml, "PositionTop", "int", "0");
                                    item(xml, "PositionBottom", "int", &rows);
                                });
                            }
                        });
                        item(xml, "ActiveTable", "string", CONTENTS);
                    });
                });
            });
        });
    })
}

fn content(pack: &Pack, names: &[String]) -> String {
    // A column's style is its width; few widths serve many columns.
    let mut widths: Vec<usize> = pack.sheets.iter().flat_map(PackSheet::widths).chain([34, 80]).collect();
    widths.sort_unstable();
    widths.dedup();
    document("office:document-content", |xml| {
        xml.element("office:automatic-styles", &[], |xml| {
            for width in widths {
                xml.element("style:style", &[("style:name", &format!("w{width}")), ("style:family", "table-column")], |xml| {
                    // About 1.9 mm a character of ten points.
                    xml.empty("style:table-column-properties", &[("style:column-width", &format!("{:.1}mm", width as f64 * 1.9 + 2.0))]);
                });
            }
            cell_style(xml, "title", &[("fo:font-weight", "bold"), ("fo:font-size", "14pt"), ("fo:color", "#003a60")], false, false);
            cell_style(xml, "key", &[("fo:font-weight", "bold")], false, false);
            cell_style(xml, "head", &[("fo:font-weight", "bold")], true, false);
            cell_style(xml, "head-of-numbers", &[("fo:font-weight", "bold")], true, true);
        });
        xml.element("office:body", &[], |xml| {
            xml.element("office:spreadsheet", &[], |xml| {
                contents(xml, pack, names);
                for (sheet, name) in pack.sheets.iter().zip(names) {
                    figure(xml, sheet, name);
                }
            });
        });
    })
}

pub(super) fn cell_style(xml: &mut Xml, name: &str, words: &[(&str, &str)], filled: bool, right: bool) {
    xml.element("style:style", &[("style:name", name), ("style:family", "table-cell")], |xml| {
        if filled {
            xml.empty("style:table-cell-properties", &[("fo:background-color", "#e6ecf0")]);
        }
        if right {
            xml.empty("style:paragraph-properties", &[("fo:text-align", "end")]);
        }
        xml.empty("style:text-properties", words);
    });
}

fn contents(xml: &mut Xml, pack: &Pack, names: &[String]) {
    xml.element("table:table", &[("table:name", CONTENTS)], |xml| {
        columns(xml, &[34, 80]);
        row(xml, |xml| words(xml, "title", &cell(&pack.title)));
        pairs(xml, &pack.cover);
        row(xml, |xml| xml.empty("table:table-cell", &[]));
        row(xml, |xml| {
            words(xml, "head", "Sheet");
            words(xml, "head", "What it shows");
        });
        for (sheet, name) in pack.sheets.iter().zip(names) {
            row(xml, |xml| {
                link(xml, name);
                words(xml, "", &cell(&sheet.title));
            });
        }
    });
}

fn figure(xml: &mut Xml, sheet: &PackSheet, name: &str) {
    xml.element("table:table", &[("table:name", name)], |xml| {
        let widths = sheet.widths();
        columns(xml, if widths.is_empty() { &[34, 80] } else { &widths });
        row(xml, |xml| words(xml, "title", &cell(&sheet.title)));
        row(xml, |xml| link(xml, CONTENTS));
        pairs(xml, &sheet.notes);
        row(xml, |xml| xml.empty("table:table-cell", &[]));
        if !sheet.table.columns.is_empty() {
            row(xml, |xml| {
                for column in &sheet.table.columns {
                    words(xml, if numeric(column) { "head-of-numbers" } else { "head" }, &cell(&column.name));
                }
            });
        }
        for line in sheet.table.rows.iter().filter(|line| !line.is_empty()) {
            row(xml, |xml| line.iter().for_each(|value| put(xml, value)));
        }
    });
}

fn put(xml: &mut Xml, value: &Value) {
    let bare = value.to_bare();
    let typed = |xml: &mut Xml, kind: &str, name: &str| {
        xml.element("table:table-cell", &[("office:value-type", kind), (name, &bare)], |xml| xml.worded("text:p", &[], &bare));
    };
    match value {
        Value::Whole(n) if n.abs() <= EXACT => typed(xml, "float", "office:value"),
        Value::Real(x) if x.is_finite() => typed(xml, "float", "office:value"),
        Value::Flag(_) => typed(xml, "boolean", "office:boolean-value"),
        Value::Whole(_) => words(xml, "", &bare),
        Value::Text(text) => words(xml, "", &cell(text)),
        Value::Missing | Value::Real(_) => xml.empty("table:table-cell", &[]),
    }
}

pub(super) fn columns(xml: &mut Xml, widths: &[usize]) {
    for width in widths {
        xml.empty("table:table-column", &[("table:style-name", &format!("w{width}"))]);
    }
}

pub(super) fn row(xml: &mut Xml, cells: impl FnOnce(&mut Xml)) {
    xml.element("table:table-row", &[], cells);
}

fn pairs(xml: &mut Xml, pairs: &[(String, String)]) {
    for (key, value) in pairs {
        row(xml, |xml| {
            words(xml, "key", &line(key));
            words(xml, "", &line(value));
        });
    }
}

/// A cell of words: a paragraph a line, and the spaces that a reader of XML would fold written as elements.
pub(super) fn words(xml: &mut Xml, style: &str, text: &str) {
    words_over(xml, style, text, (1, 1));
}

/// The same over rows and columns: those beneath are to be written as covered.
pub(super) fn words_over(xml: &mut Xml, style: &str, text: &str, (rows, columns): (usize, usize)) {
    let (high, wide) = (rows.to_string(), columns.to_string());
    let mut attributes = Vec::new();
    if !style.is_empty() {
        attributes.push(("table:style-name", style));
    }
    attributes.push(("office:value-type", "string"));
    if (rows, columns) != (1, 1) {
        attributes.extend([("table:number-columns-spanned", wide.as_str()), ("table:number-rows-spanned", high.as_str())]);
    }
    xml.element("table:table-cell", &attributes, |xml| {
        for line in text.split('\n') {
            xml.element("text:p", &[], |xml| spaced(xml, line));
        }
    });
}

fn spaced(xml: &mut Xml, line: &str) {
    let mut run = String::new();
    let mut after_space = true;
    for c in line.chars() {
        if c == '\t' || (c == ' ' && after_space) {
            xml.text(&run);
            run.clear();
            xml.empty(if c == '\t' { "text:tab" } else { "text:s" }, &[]);
        } else {
            run.push(c);
        }
        after_space = c == ' ' || c == '\t';
    }
    // A space at the end would be dropped as well.
    if run.ends_with(' ') {
        run.pop();
        xml.text(&run);
        xml.empty("text:s", &[]);
    } else {
        xml.text(&run);
    }
}

fn link(xml: &mut Xml, name: &str) {
    let href = format!("#'{}'.A1", name.replace('\'', "''"));
    xml.element("table:table-cell", &[("office:value-type", "string")], |xml| {
        xml.element("text:p", &[], |xml| xml.worded("text:a", &[("xlink:type", "simple"), ("xlink:href", &href)], name));
    });
}
