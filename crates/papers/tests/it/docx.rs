//! Papers as Word documents: whole archives of well-formed parts, Word's own styles and fields, the same bytes, any text.

use crate::html::any_paper;
use crate::{office, sample};
use papers::{Block, Document, FigureBlock, Inline, docx};
use proptest::prelude::*;
use roxmltree::Node;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WP: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";

/// The smallest PNG, for tests that are not about pictures.
#[rustfmt::skip]
const DOT: [u8; 67] = [
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55,
    0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6,
    0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of a painter")]
fn dot(_: &str, _: f32) -> Option<Vec<u8>> {
    Some(DOT.to_vec())
}

/// The parts of an archive; each is whole, and those of XML are well formed.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        assert_eq!(file.last_modified(), Some(zip::DateTime::DEFAULT), "no clock");
        let mut content = Vec::new();
        // Reading to the end checks the sum.
        file.read_to_end(&mut content).unwrap();
        let path = file.name().unwrap().into_owned();
        if content.starts_with(b"<?xml") {
            roxmltree::Document::parse(std::str::from_utf8(&content).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"));
        } else {
            assert!(content.starts_with(b"\x89PNG") || path == "mimetype", "{path} is neither XML nor a picture");
        }
        assert!(parts.insert(path, content).is_none(), "a part stands once");
    }
    parts
}

fn text<'a>(parts: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    std::str::from_utf8(&parts[path]).unwrap()
}

/// What every reader of the format relies on: each part has its kind, each relation its part, each reference its relation.
fn check_whole(parts: &BTreeMap<String, Vec<u8>>) {
    let types = roxmltree::Document::parse(text(parts, "[Content_Types].xml")).unwrap();
    let known = |path: &str| {
        types.descendants().any(|node| {
            node.attribute("PartName") == Some(&format!("/{path}")) || node.attribute("Extension").is_some_and(|end| path.ends_with(end))
        })
    };
    assert!(parts.keys().all(|path| known(path)));
    for part in types.descendants().filter_map(|node| node.attribute("PartName")) {
        assert!(parts.contains_key(part.trim_start_matches('/')), "{part}");
    }
    for (path, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        let relations = roxmltree::Document::parse(text(parts, path)).unwrap();
        for relation in relations.root_element().children() {
            if relation.attribute("TargetMode").is_none() {
                let target = format!("{folder}{}", relation.attribute("Target").unwrap());
                assert!(parts.contains_key(&target), "{target}");
            }
        }
    }
    let relations = text(parts, "word/_rels/document.xml.rels");
    let document = roxmltree::Document::parse(text(parts, "word/document.xml")).unwrap();
    let references = document.descendants().flat_map(|node| node.attributes());
    for reference in references.filter(|attribute| attribute.namespace().is_some_and(|space| space.ends_with("/relationships"))) {
        assert!(relations.contains(&format!("Id=\"{}\"", reference.value())), "{}", reference.value());
    }
    let styles = text(parts, "word/styles.xml");
    let numbering = text(parts, "word/numbering.xml");
    let mut bookmarks = Vec::new();
    for node in document.descendants() {
        let value = node.attribute((W, "val")).unwrap_or_default();
        match node.tag_name().name() {
            "pStyle" | "rStyle" | "tblStyle" => assert!(styles.contains(&format!("w:styleId=\"{value}\"")), "{value}"),
            "numId" => assert!(numbering.contains(&format!("<w:num w:numId=\"{value}\"")), "{value}"),
            "bookmarkStart" => bookmarks.push(node.attribute((W, "name")).unwrap()),
            // A cell without a paragraph, or a table that ends the text, is what Word calls damaged.
            "tc" => assert_eq!(node.last_element_child().map(|last| last.tag_name().name()), Some("p")),
            "tbl" => assert_eq!(node.next_sibling_element().map(|next| next.tag_name().name()), Some("p")),
            _ => {}
        }
    }
    let count = bookmarks.len();
    for node in document.descendants() {
        if let Some(anchor) = node.attribute((W, "anchor")) {
            assert!(bookmarks.contains(&anchor), "{anchor} leads nowhere");
        }
    }
    bookmarks.sort_unstable();
    bookmarks.dedup();
    assert_eq!(bookmarks.len(), count, "each bookmark has its own name");
}

fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(|inner| inner.has_tag_name((W, "t"))).filter_map(|inner| inner.text()).collect()
}

/// The paragraphs of a style.
fn of_style(xml: &str, style: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let is = |node: &Node<'_, '_>| {
        node.has_tag_name((W, "p"))
            && node.descendants().any(|inner| inner.has_tag_name((W, "pStyle")) && inner.attribute((W, "val")) == Some(style))
    };
    document.descendants().filter(is).map(words).collect()
}

#[test]
fn long_paper_is_whole_and_the_same_each_time() {
    let paper = sample::long();
    let bytes = docx(&paper, &dot).unwrap();
    assert_eq!(bytes, docx(&paper, &dot).unwrap());
    let parts = parts(&bytes);
    check_whole(&parts);
    let xml = text(&parts, "word/document.xml");
    let document = roxmltree::Document::parse(xml).unwrap();
    assert_eq!(of_style(xml, "Title"), [paper.title.as_str()]);
    assert_eq!(of_style(xml, "Subtitle"), [paper.summary.as_str()]);
    let level = |wanted: u8| {
        paper.blocks.iter().filter_map(move |block| match block {
            Block::Heading { level, text, .. } if *level == wanted => Some(text.clone()),
            _ => None,
        })
    };
    assert_eq!(of_style(xml, "Heading1"), level(1).collect::<Vec<_>>());
    assert_eq!(of_style(xml, "Heading2"), level(2).collect::<Vec<_>>());
    assert_eq!(of_style(xml, "ListNumber").len(), 2);
    // Every picture and every table has its words.
    let figures = paper.blocks.iter().filter_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None });
    let described = document.descendants().filter(|node| node.has_tag_name((WP, "docPr"))).filter_map(|node| node.attribute("descr"));
    assert_eq!(described.collect::<Vec<_>>(), figures.map(|figure| figure.description.as_str()).collect::<Vec<_>>());
    let tables: Vec<Node<'_, '_>> = document.descendants().filter(|node| node.has_tag_name((W, "tbl"))).collect();
    for table in &tables {
        let holds = |name: &str| table.descendants().any(|node| node.has_tag_name((W, name)));
        assert!(holds("tblCaption") && holds("tblDescription") && holds("gridCol"));
    }
    // Numbers of captions are fields that come to what the PDF says, though tables on screen alone took numbers too.
    let captions = of_style(xml, "Caption");
    let fields: Vec<&str> = document.descendants().filter_map(|node| node.attribute((W, "instr"))).map(str::trim).collect();
    assert_eq!(captions.len(), fields.len());
    let mut counts = BTreeMap::new();
    for (caption, field) in captions.iter().zip(fields) {
        let mut parts = field.split_whitespace().skip(1);
        let label = parts.next().unwrap();
        let count: u32 = field.split_once("\\r ").map_or_else(|| counts.get(label).unwrap_or(&0) + 1, |(_, to)| to.parse().unwrap());
        counts.insert(label, count);
        assert!(caption.starts_with(&format!("{label} {count}: ")), "{caption}: {field}");
    }
    // Header rows come again on each page, numbers stand on the right, the field of contents can be made anew.
    let data = tables.iter().filter(|table| table.descendants().any(|node| node.attribute((W, "val")) == Some("PaperTable")));
    for table in data {
        let rows: Vec<_> = table.children().filter(|node| node.has_tag_name((W, "tr"))).collect();
        let repeats = |row: &Node<'_, '_>| row.descendants().any(|node| node.has_tag_name((W, "tblHeader")));
        assert_eq!(rows.iter().map(repeats).filter(|repeats| *repeats).count(), 1);
        assert!(repeats(&rows[0]) && table.descendants().any(|node| node.has_tag_name((W, "jc"))));
    }
    assert!(xml.contains(" TOC \\o &quot;1-2&quot; \\h \\z \\u "));
    assert!(text(&parts, "word/styles.xml").contains("w:lang w:val=\"en-GB\""));
    for (needle, part) in [(" PAGE ", "word/footer1.xml"), (" NUMPAGES ", "word/footer1.xml"), (&paper.marking, "word/header1.xml")] {
        assert!(text(&parts, part).contains(needle), "{needle}");
    }
    assert!(text(&parts, "docProps/core.xml").contains(&paper.title) && text(&parts, "docProps/core.xml").contains("T00:00:00Z"));
    office::look("paper.docx", &bytes);
}

#[test]
fn each_numbered_list_begins_at_one() {
    let item = || vec![vec![Inline::text("one")], vec![Inline::text("two")]];
    let paper = Document {
        blocks: vec![Block::Numbered(item()), Block::Paragraph(vec![Inline::text("between")]), Block::Numbered(item())],
        ..sample::small()
    };
    let parts = parts(&docx(&paper, &dot).unwrap());
    check_whole(&parts);
    let xml = text(&parts, "word/document.xml");
    assert_eq!((xml.matches("w:numId w:val=\"4\"").count(), xml.matches("w:numId w:val=\"5\"").count()), (2, 2));
    assert_eq!(text(&parts, "word/numbering.xml").matches("startOverride").count(), 2);
}

#[test]
fn what_cannot_be_painted_is_described() {
    let figure = |svg: &str| {
        Block::Figure(FigureBlock {
            id: "f".to_owned(),
            caption: "It fell".to_owned(),
            description: "From 9 to 4.".to_owned(),
            svg: svg.to_owned(),
            source: String::new(),
            table: None,
            print_table: false,
        })
    };
    let plain = "<svg viewBox=\"0 0 1 1\"></svg>";
    let check = |svg: &str, paint: &(dyn Fn(&str, f32) -> Option<Vec<u8>> + Sync), pictures: usize| {
        let paper = Document { blocks: vec![figure(svg), figure(plain)], ..sample::small() };
        let parts = parts(&docx(&paper, paint).unwrap());
        check_whole(&parts);
        assert_eq!(parts.keys().filter(|path| path.contains("media/")).count(), pictures);
        assert_eq!(text(&parts, "word/document.xml").matches("From 9 to 4.").count() - pictures, 2);
    };
    check(plain, &dot, 2);
    check("<svg viewBox=\"0 0 1 1\"><script/></svg>", &dot, 1);
    check(plain, &|_, _| None, 0);
    check(plain, &|_, _| Some(b"no picture".to_vec()), 0);
}

#[test]
fn addresses_that_would_keep_word_from_opening_are_words() {
    let check = |href: &str, expected: Option<&str>| {
        let link = Inline::Link { href: href.to_owned(), text: "here".to_owned() };
        let paper = Document { blocks: vec![Block::Paragraph(vec![link])], ..sample::small() };
        let parts = parts(&docx(&paper, &dot).unwrap());
        check_whole(&parts);
        let relations = roxmltree::Document::parse(text(&parts, "word/_rels/document.xml.rels")).unwrap();
        let outside = relations.descendants().find(|node| node.attribute("TargetMode").is_some()).and_then(|node| node.attribute("Target"));
        assert_eq!(outside, expected, "{href}");
    };
    check("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d"));
    check("https://example.org/{a}|\"b\"", Some("https://example.org/%7Ba%7D%7C%22b%22"));
    check("mailto:safety@example.org", Some("mailto:safety@example.org"));
    for href in
        ["javascript:alert(1)", "/assessments/1", "https://", "https://[", "https:///x", "http://a/%zz", "http://a/#b#c", "file:///etc"]
    {
        check(href, None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_can_be_written((text, paper) in any_paper()) {
        let parts = parts(&docx(&paper, &dot).unwrap());
        check_whole(&parts);
        let xml = std::str::from_utf8(&parts["word/document.xml"]).unwrap();
        let document = roxmltree::Document::parse(xml).unwrap();
        // Every block's words are there, each as words.
        let wanted: String = text
            .chars()
            .map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else if c.is_control() && c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c })
            .collect();
        let found = document.descendants().filter(|node| node.has_tag_name((W, "t")) && node.text().is_some_and(|words| words.contains(&wanted)));
        prop_assert!(found.count() >= 20, "{:?}", wanted);
    }
}
