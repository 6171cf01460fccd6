//! The text of a Word paper: cover, contents, blocks.

use super::parts::{NAMES, field, run, styled};
use super::picture::Picture;
use crate::number::Numbered;
use crate::setting::{contents_depth, cover, is_web, or};
use crate::xml::Xml;
use crate::{Block, Document, FigureBlock, Inline};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The width of the text in twentieths of a point: A4 less two margins of 25 mm.
pub(super) const LINE: usize = 9072;

/// The text, and the addresses on the web that it leads to.
pub(super) struct Body {
    pub(super) xml: String,
    pub(super) links: Vec<String>,
}

/// How a paragraph stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Manner {
    pub(super) style: &'static str,
    /// The list it is an item of.
    pub(super) list: Option<usize>,
    /// Whether it stays with the next.
    pub(super) keep: bool,
    pub(super) right: bool,
    /// Room above it in twentieths of a point, where its style doesn't know how much.
    pub(super) above: Option<usize>,
}

pub(super) struct Writer<'a> {
    links: Vec<String>,
    /// The bookmark of each anchor.
    anchors: BTreeMap<&'a str, usize>,
    bookmarks: usize,
    pictures: usize,
    lists: usize,
    /// Whether the next paragraph begins a page.
    breaks: bool,
    /// The number of the table before, and of the figure.
    tables: usize,
    figures: usize,
}

/// Writes the text of a paper.
pub(super) fn write(document: &Document, blocks: &[Numbered<'_>], pictures: &[Option<Picture>]) -> Body {
    let mut writer = Writer {
        links: Vec::new(),
        anchors: anchors(blocks),
        bookmarks: 0,
        pictures: 0,
        // Headings, bullets, and the list that an officer adds.
        lists: 3,
        breaks: false,
        tables: 0,
        figures: 0,
    };
    let mut xml = Xml::part();
    xml.element("w:document", &NAMES, |xml| {
        xml.element("w:body", &[], |xml| {
            writer.cover(xml, document);
            writer.contents(xml, document, blocks);
            let mut pictures = pictures.iter();
            for block in blocks {
                match block {
                    Numbered::Heading { level, id, text, .. } => writer.heading(xml, *level, id, text),
                    Numbered::Table(number, table) => writer.table(xml, number, table),
                    Numbered::Figure(number, table_number, figure) => {
                        writer.figure(xml, number, figure, pictures.next().and_then(Option::as_ref));
                        if let (Some(number), Some(behind), true) = (table_number, &figure.table, figure.print_table) {
                            writer.table(xml, number, behind);
                        }
                    }
                    Numbered::Other(block) => writer.block(xml, block),
                }
            }
            section(xml);
        });
    });
    Body { xml: xml.finish(), links: writer.links }
}

/// The first thing of each name may be led to. What stands in the text is counted here as `bookmarked` counts it there.
fn anchors<'a>(blocks: &[Numbered<'a>]) -> BTreeMap<&'a str, usize> {
    let mut anchors = BTreeMap::new();
    let named = blocks.iter().flat_map(|block| match *block {
        Numbered::Heading { id, .. } => [Some(id), None],
        Numbered::Table(_, table) => [Some(table.id.as_str()), None],
        Numbered::Figure(_, _, figure) => {
            let behind = figure.table.as_ref().filter(|_| figure.print_table);
            [Some(figure.id.as_str()), behind.map(|table| table.id.as_str())]
        }
        Numbered::Other(_) => [None, None],
    });
    for (at, id) in named.flatten().enumerate().filter(|(_, id)| !id.is_empty()) {
        anchors.entry(id).or_insert(at + 1);
    }
    anchors
}

/// Paper, margins, header and footer.
fn section(xml: &mut Xml) {
    xml.element("w:sectPr", &[], |xml| {
        for (tag, kind, part) in [
            ("w:headerReference", "default", "header1"),
            ("w:headerReference", "first", "header2"),
            ("w:footerReference", "default", "footer1"),
            ("w:footerReference", "first", "footer1"),
        ] {
            xml.empty(tag, &[("w:type", kind), ("r:id", part)]);
        }
        xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        let sides = [("w:top", "1417"), ("w:right", "1417"), ("w:bottom", "1417"), ("w:left", "1417")];
        let margins: Vec<_> = sides.into_iter().chain([("w:header", "709"), ("w:footer", "709"), ("w:gutter", "0")]).collect();
        xml.empty("w:pgMar", &margins);
        xml.empty("w:titlePg", &[]);
    });
}

impl<'a> Writer<'a> {
    pub(super) fn paragraph(&mut self, xml: &mut Xml, manner: Manner, inner: impl FnOnce(&mut Self, &mut Xml)) {
        let begins_page = std::mem::take(&mut self.breaks);
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                if !manner.style.is_empty() {
                    xml.empty("w:pStyle", &[("w:val", manner.style)]);
                }
                if manner.keep {
                    xml.empty("w:keepNext", &[]);
                }
                if begins_page {
                    xml.empty("w:pageBreakBefore", &[]);
                }
                if let Some(list) = manner.list {
                    xml.element("w:numPr", &[], |xml| {
                        xml.empty("w:ilvl", &[("w:val", "0")]);
                        xml.empty("w:numId", &[("w:val", &list.to_string())]);
                    });
                }
                if let Some(above) = manner.above {
                    xml.empty("w:spacing", &[("w:before", &above.to_string())]);
                }
                if manner.right {
                    xml.empty("w:jc", &[("w:val", "right")]);
                }
            });
            inner(self, xml);
        });
    }

    fn plain(&mut self, xml: &mut Xml, style: &'static str, words: &str) {
        self.paragraph(xml, Manner { style, ..Manner::default() }, |_, xml| run(xml, "", words));
    }

    fn cover(&mut self, xml: &mut Xml, document: &Document) {
        self.plain(xml, "CoverBand", &or(&document.partnership, "Wardmote"));
        self.plain(xml, "Title", &or(&document.title, "Untitled paper"));
        if !document.summary.is_empty() {
            self.plain(xml, "Subtitle", &document.summary);
        }
        let pairs: Vec<(&str, Vec<Inline>)> = cover(document).map(|(key, value)| (key, vec![Inline::text(value)])).collect();
        if !pairs.is_empty() {
            let above = Some(room_above(document, pairs.len()));
            self.paragraph(xml, Manner { style: "CoverGap", keep: true, above, ..Manner::default() }, |_, _| ());
            self.pairs(xml, "About this paper", 24, pairs.iter().map(|(key, value)| (*key, value.as_slice())));
        }
        self.breaks = true;
    }

    /// A table of contents, for papers of three sections or more: a field that Word makes anew, page numbers and all, when
    /// somebody asks it to; until then the headings, each leading to its place.
    fn contents(&mut self, xml: &mut Xml, document: &Document, blocks: &[Numbered<'_>]) {
        let Some(depth) = contents_depth(document, blocks) else { return };
        let headings = || {
            blocks.iter().filter_map(|block| match block {
                Numbered::Heading { level, number, id, text } if *level <= depth => Some((*level, number.as_str(), *id, *text)),
                _ => None,
            })
        };
        xml.element("w:sdt", &[], |xml| {
            xml.element("w:sdtPr", &[], |xml| {
                xml.element("w:docPartObj", &[], |xml| {
                    xml.empty("w:docPartGallery", &[("w:val", "Table of Contents")]);
                    xml.empty("w:docPartUnique", &[]);
                });
            });
            xml.element("w:sdtContent", &[], |xml| {
                self.plain(xml, "TOCHeading", "Contents");
                for (at, (level, number, id, text)) in headings().enumerate() {
                    styled(xml, if level == 1 { "TOC1" } else { "TOC2" }, |xml| {
                        if at == 0 {
                            mark(xml, "begin");
                            let instruction = &format!(" TOC \\o \"1-{depth}\" \\h \\z \\u ");
                            xml.element("w:r", &[], |xml| xml.worded("w:instrText", &[("xml:space", "preserve")], instruction));
                            mark(xml, "separate");
                        }
                        let entry = |xml: &mut Xml| {
                            run(xml, "", number);
                            xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
                            run(xml, "", &or(text, "Untitled section"));
                        };
                        match self.anchors.get(id) {
                            Some(bookmark) => xml.element("w:hyperlink", &[("w:anchor", &name(*bookmark)), ("w:history", "1")], entry),
                            None => entry(xml),
                        }
                    });
                }
                styled(xml, "Gap", |xml| mark(xml, "end"));
            });
        });
        self.breaks = true;
    }

    fn heading(&mut self, xml: &mut Xml, level: u8, id: &'a str, text: &str) {
        let style = match level {
            1 => "Heading1",
            2 => "Heading2",
            _ => "Heading3",
        };
        self.paragraph(xml, Manner { style, ..Manner::default() }, |writer, xml| {
            writer.bookmarked(xml, id, |xml| run(xml, "", &or(text, "Untitled section")));
        });
    }

    /// What may be led to. Bookmarks are counted in the order of `anchors`: headings, tables and figures as they come.
    pub(super) fn bookmarked(&mut self, xml: &mut Xml, id: &str, inner: impl FnOnce(&mut Xml)) {
        self.bookmarks += 1;
        if self.anchors.get(id) != Some(&self.bookmarks) {
            return inner(xml);
        }
        let number = self.bookmarks.to_string();
        xml.empty("w:bookmarkStart", &[("w:id", &number), ("w:name", &name(self.bookmarks))]);
        inner(xml);
        xml.empty("w:bookmarkEnd", &[("w:id", &number)]);
    }

    fn block(&mut self, xml: &mut Xml, block: &Block) {
        match block {
            Block::Paragraph(words) => self.paragraph(xml, Manner::default(), |writer, xml| writer.words(xml, words)),
            Block::List(items) => self.items(xml, "ListBullet", 2, items),
            Block::Numbered(items) => {
                self.lists += 1;
                self.items(xml, "ListNumber", self.lists, items);
            }
            Block::SummaryList(rows) => {
                if self.breaks {
                    self.paragraph(xml, Manner { style: "Gap", keep: true, ..Manner::default() }, |_, _| ());
                }
                self.pairs(xml, "Names and values", 34, rows.iter().map(|(key, value)| (key.as_str(), value.as_slice())));
            }
            Block::Inset(words) => {
                self.paragraph(xml, Manner { style: "Inset", ..Manner::default() }, |writer, xml| writer.words(xml, words));
            }
            Block::Warning(words) => self.paragraph(xml, Manner { style: "Warning", ..Manner::default() }, |writer, xml| {
                run(xml, "Strong", "Warning: ");
                writer.words(xml, words);
            }),
            Block::PageBreak => self.breaks = true,
            // Numbered elsewhere.
            Block::Heading { .. } | Block::Table(_) | Block::Figure(_) => {}
        }
    }

    fn items(&mut self, xml: &mut Xml, style: &'static str, list: usize, items: &[Vec<Inline>]) {
        for item in items {
            self.paragraph(xml, Manner { style, list: Some(list), ..Manner::default() }, |writer, xml| writer.words(xml, item));
        }
    }

    pub(super) fn words(&mut self, xml: &mut Xml, words: &[Inline]) {
        for inline in words {
            match inline {
                Inline::Strong(text) => run(xml, "Strong", text),
                Inline::Link { href, text } => self.link(xml, href, text),
                Inline::Text(text) | Inline::Figure { text, .. } => run(xml, "", text),
            }
        }
    }

    /// Paper leads to the web and to its own parts; pages of the house have no address that would last.
    fn link(&mut self, xml: &mut Xml, href: &str, text: &str) {
        let place = href.strip_prefix('#').and_then(|id| self.anchors.get(id));
        if let Some(bookmark) = place {
            xml.element("w:hyperlink", &[("w:anchor", &name(*bookmark)), ("w:history", "1")], |xml| run(xml, "Hyperlink", text));
        } else if let (true, Some(address)) = (is_web(href), address(href)) {
            let known = self.links.iter().position(|link| *link == address);
            let at = known.unwrap_or_else(|| {
                self.links.push(address);
                self.links.len() - 1
            });
            xml.element("w:hyperlink", &[("r:id", &format!("link{}", at + 1)), ("w:history", "1")], |xml| run(xml, "Hyperlink", text));
        } else {
            run(xml, "", text);
        }
    }

    /// `Table 3: Its conclusion`, the number a field, so that Word goes on counting where an officer adds a table. Where a
    /// table on screen only has taken a number, the field says which number follows.
    pub(super) fn caption(&mut self, xml: &mut Xml, number: &str, id: &str, words: &str) {
        let (label, count) = number.split_once(' ').unwrap_or((number, ""));
        let count: usize = count.parse().unwrap_or(0);
        let before = if label == "Table" { &mut self.tables } else { &mut self.figures };
        let restart = if count == *before + 1 { String::new() } else { format!(" \\r {count}") };
        *before = count;
        self.paragraph(xml, Manner { style: "Caption", ..Manner::default() }, |writer, xml| {
            writer.bookmarked(xml, id, |xml| {
                run(xml, "", &format!("{label} "));
                field(xml, &format!("SEQ {label} \\* ARABIC{restart}"), &count.to_string());
            });
            run(xml, "", &format!(": {words}"));
        });
    }

    fn figure(&mut self, xml: &mut Xml, number: &str, figure: &FigureBlock, picture: Option<&Picture>) {
        self.caption(xml, number, &figure.id, &figure.caption);
        let alternative = or(&figure.description, &figure.caption);
        if let Some(picture) = picture {
            self.pictures += 1;
            let at = self.pictures;
            self.paragraph(xml, Manner { style: "Figure", ..Manner::default() }, |_, xml| {
                xml.element("w:r", &[], |xml| picture.write(xml, at, number, &alternative));
            });
        } else {
            self.plain(xml, "", &alternative);
        }
        self.beneath(xml, "Source", &figure.source);
    }

    pub(super) fn beneath(&mut self, xml: &mut Xml, label: &str, words: &str) {
        if !words.is_empty() {
            self.plain(xml, "Source", &format!("{label}: {words}"));
        }
    }
}

/// The room that brings the last lines of the cover to its foot, as far as one can tell without setting the lines.
fn room_above(document: &Document, pairs: usize) -> usize {
    let lines = |text: &str, in_a_line: usize| text.chars().count().div_ceil(in_a_line);
    // Heights in twentieths of a point: band and the room below it, title, summary, names and values, and a reserve.
    let taken = 3000 + lines(&document.title, 26) * 680 + 240 + lines(&document.summary, 52) * 400 + 240 + pairs * 420 + 1200;
    14_004_usize.saturating_sub(taken).clamp(400, 8000)
}

/// One end of a field.
fn mark(xml: &mut Xml, kind: &str) {
    xml.element("w:r", &[], |xml| xml.empty("w:fldChar", &[("w:fldCharType", kind)]));
}

/// A bookmark's name: one that Word shows in no list.
fn name(bookmark: usize) -> String {
    format!("_Ref{bookmark:06}")
}

/// An address as a relation may hold it: what is not allowed in one is written as percent, and what would keep Word from
/// opening the paper is no address.
fn address(href: &str) -> Option<String> {
    let mut out = String::new();
    for c in href.chars() {
        if c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c) {
            out.push(c);
        } else {
            let _ = write!(out, "%{:02X}", u32::from(c));
        }
    }
    let host = out.split_once("://").map_or("mail", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let plain_host =
        host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:@".contains(c));
    // A percent that begins nothing, a second fragment: readers differ, and some refuse the whole paper.
    let percents = out.split('%').skip(1).all(|after| after.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2);
    (plain_host && percents && out.matches('#').count() <= 1).then_some(out)
}
