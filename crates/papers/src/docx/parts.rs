//! The parts around the text: what the archive holds, what leads where, lists, header and footer, properties.

use crate::Document;
use crate::setting::{civil_date, or};
use crate::xml::Xml;

/// The namespaces of text and pictures.
pub(super) const NAMES: [(&str, &str); 5] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
];

/// What kind each part is of.
pub(super) const CONTENT_TYPES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Default Extension=\"png\" ContentType=\"image/png\"/>",
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>",
    "<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>",
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>",
    "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>",
    "<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>",
    "<Override PartName=\"/word/header2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>",
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>",
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    "<Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>",
    "</Types>",
);

/// Where a reader begins.
pub(super) const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"document\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"core\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "<Relationship Id=\"app\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties\" Target=\"docProps/app.xml\"/>",
    "</Relationships>",
);

/// What wrote it.
pub(super) const APP: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Wardmote</Application></Properties>",
);

/// Title, whose paper it is, and its day: never the day of the machine.
pub(super) fn core(document: &Document) -> String {
    let mut xml = Xml::part();
    let root = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let partnership = or(&document.partnership, "Wardmote");
    xml.element("cp:coreProperties", &root, |xml| {
        xml.worded("dc:title", &[], &or(&document.title, "Untitled paper"));
        xml.worded("dc:subject", &[], &document.period);
        xml.worded("dc:creator", &[], &partnership);
        xml.worded("dc:description", &[], &document.summary);
        xml.worded("dc:language", &[], "en-GB");
        xml.worded("cp:lastModifiedBy", &[], &partnership);
        xml.worded("cp:version", &[], &document.version);
        if let Some([year, month, day]) = civil_date(&document.date) {
            let moment = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
            xml.worded("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &moment);
            xml.worded("dcterms:modified", &[("xsi:type", "dcterms:W3CDTF")], &moment);
        }
    });
    xml.finish()
}

/// What the text leads to: its parts, its pictures, addresses on the web.
pub(super) fn relations(links: &[String], pictures: usize) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = Xml::part();
    xml.element("Relationships", &[("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")], |xml| {
        let mut lead = |id: &str, kind: &str, target: &str, outside: bool| {
            let kind = format!("{OFFICE}/{kind}");
            let attributes = [("Id", id), ("Type", &kind), ("Target", target), ("TargetMode", "External")];
            xml.empty("Relationship", attributes.get(..if outside { 4 } else { 3 }).unwrap_or_default());
        };
        for (id, kind, target) in [
            ("styles", "styles", "styles.xml"),
            ("settings", "settings", "settings.xml"),
            ("fonts", "fontTable", "fontTable.xml"),
            ("numbering", "numbering", "numbering.xml"),
            ("header1", "header", "header1.xml"),
            ("header2", "header", "header2.xml"),
            ("footer1", "footer", "footer1.xml"),
        ] {
            lead(id, kind, target, false);
        }
        for at in 1..=pictures {
            lead(&format!("picture{at}"), "image", &format!("media/image{at}.png"), false);
        }
        for (href, at) in links.iter().zip(1..) {
            lead(&format!("link{at}"), "hyperlink", href, true);
        }
    });
    xml.finish()
}

/// Numbers of headings, bullets, and one list for each numbered list of the paper, since each begins at 1.
pub(super) fn numbering(numbered_lists: usize) -> String {
    let mut xml = Xml::part();
    xml.element("w:numbering", NAMES.get(..1).unwrap_or_default(), |xml| {
        xml.element("w:abstractNum", &[("w:abstractNumId", "1")], |xml| {
            xml.empty("w:multiLevelType", &[("w:val", "multilevel")]);
            for (level, text) in ["%1", "%1.%2", "%1.%2.%3"].into_iter().enumerate() {
                let style = format!("Heading{}", level + 1);
                list_level(xml, level, "decimal", Some(&style), text, (709, 709));
            }
        });
        xml.element("w:abstractNum", &[("w:abstractNumId", "2")], |xml| {
            xml.empty("w:multiLevelType", &[("w:val", "singleLevel")]);
            list_level(xml, 0, "bullet", Some("ListBullet"), "•", (397, 284));
        });
        xml.element("w:abstractNum", &[("w:abstractNumId", "3")], |xml| {
            xml.empty("w:multiLevelType", &[("w:val", "singleLevel")]);
            list_level(xml, 0, "decimal", Some("ListNumber"), "%1.", (397, 397));
        });
        // The third serves lists that an officer adds.
        for (id, kind) in (1..=3).map(|id| (id, id)).chain((4..4 + numbered_lists).map(|id| (id, 3))) {
            xml.element("w:num", &[("w:numId", &id.to_string())], |xml| {
                xml.empty("w:abstractNumId", &[("w:val", &kind.to_string())]);
                if id > 3 {
                    xml.element("w:lvlOverride", &[("w:ilvl", "0")], |xml| xml.empty("w:startOverride", &[("w:val", "1")]));
                }
            });
        }
    });
    xml.finish()
}

fn list_level(xml: &mut Xml, level: usize, kind: &str, style: Option<&str>, text: &str, (left, hanging): (usize, usize)) {
    xml.element("w:lvl", &[("w:ilvl", &level.to_string())], |xml| {
        xml.empty("w:start", &[("w:val", "1")]);
        xml.empty("w:numFmt", &[("w:val", kind)]);
        if let Some(style) = style {
            xml.empty("w:pStyle", &[("w:val", style)]);
        }
        xml.empty("w:suff", &[("w:val", "tab")]);
        xml.empty("w:lvlText", &[("w:val", text)]);
        xml.empty("w:lvlJc", &[("w:val", "left")]);
        xml.element("w:pPr", &[], |xml| xml.empty("w:ind", &[("w:left", &left.to_string()), ("w:hanging", &hanging.to_string())]));
    });
}

/// Title and marking, on every page but the cover.
pub(super) fn header(document: &Document) -> String {
    let mut xml = Xml::part();
    xml.element("w:hdr", &NAMES, |xml| {
        styled(xml, "Header", |xml| {
            run(xml, "", &or(&document.title, "Untitled paper"));
            if !document.marking.is_empty() {
                xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
                run(xml, "Strong", &document.marking);
            }
        });
    });
    xml.finish()
}

/// Nothing above the cover.
pub(super) fn first_header() -> String {
    let mut xml = Xml::part();
    xml.element("w:hdr", &NAMES, |xml| styled(xml, "Normal", |_| ()));
    xml.finish()
}

/// Whose paper it is, and `Page 7 of 42`.
pub(super) fn footer(document: &Document) -> String {
    let mut xml = Xml::part();
    xml.element("w:ftr", &NAMES, |xml| {
        styled(xml, "Footer", |xml| {
            run(xml, "", &document.partnership);
            xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
            run(xml, "", "Page ");
            field(xml, "PAGE", "1");
            run(xml, "", " of ");
            field(xml, "NUMPAGES", "1");
        });
    });
    xml.finish()
}

/// A paragraph of a style.
pub(super) fn styled(xml: &mut Xml, style: &str, inner: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| xml.empty("w:pStyle", &[("w:val", style)]));
        inner(xml);
    });
}

/// Words of a character style, or plain.
pub(super) fn run(xml: &mut Xml, style: &str, words: &str) {
    xml.element("w:r", &[], |xml| {
        if !style.is_empty() {
            xml.element("w:rPr", &[], |xml| xml.empty("w:rStyle", &[("w:val", style)]));
        }
        let words: String = words.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        xml.worded("w:t", &[("xml:space", "preserve")], &words);
    });
}

/// A field that Word keeps up to date, with what it says until then.
pub(super) fn field(xml: &mut Xml, instruction: &str, now: &str) {
    xml.element("w:fldSimple", &[("w:instr", &format!(" {instruction} "))], |xml| run(xml, "", now));
}
