//! From Markdown to pieces.

use super::marks::Marked;
use super::{Form, Piece, Reference, Run};
use crate::Fault;
use crate::source::unreadable;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The pieces of a marked text.
pub(super) fn pieces(path: &str, marked: &Marked, faults: &mut Vec<Fault>) -> Vec<Piece> {
    // What a paper can't hold is switched on all the same: only what is recognised can be refused by name.
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        path,
        marked,
        faults,
        pieces: Vec::new(),
        runs: Vec::new(),
        line: 1,
        strong: false,
        link: None,
        skipped: 0,
        list: None,
        quote: 0,
    };
    for (event, range) in Parser::new_ext(&marked.text, options).into_offset_iter() {
        reader.take(event, marked.line(range.start));
    }
    reader.pieces
}

/// A list as it is read; its items cannot hold lists.
struct List {
    ordered: bool,
    items: Vec<(Vec<Run>, usize)>,
    line: usize,
}

struct Reader<'a> {
    path: &'a str,
    marked: &'a Marked,
    faults: &'a mut Vec<Fault>,
    pieces: Vec<Piece>,
    runs: Vec<Run>,
    line: usize,
    strong: bool,
    link: Option<(String, String, usize)>,
    /// How many tags deep in something that was refused.
    skipped: usize,
    list: Option<List>,
    quote: usize,
}

impl Reader<'_> {
    fn refuse(&mut self, line: usize, says: &str, mend: &str) {
        self.faults.push(unreadable(self.path, line, says, mend));
    }

    fn take(&mut self, event: Event<'_>, line: usize) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            Event::Code(text) => {
                self.refuse(line, "words set as code", "take the backticks out, or use `**` for words that carry weight");
                self.text(&text);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.refuse(line, "a tag of HTML", "take it out; use `**` for words that carry weight");
            }
            Event::FootnoteReference(_) => self.refuse(line, "a footnote", "say it in the text, or in the `note` of a figure"),
            Event::Rule => self.refuse(line, "a line across the page", "use a heading with `##` instead"),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {
                self.refuse(line, "a mark that a paper can't hold", "say it in words");
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: usize) {
        let skip = |reader: &mut Self, says: &str, mend: &str| {
            reader.refuse(line, says, mend);
            reader.skipped = 1;
        };
        match tag {
            Tag::Paragraph => {
                // Further paragraphs of one item are one text.
                if self.list.is_some() && !self.runs.is_empty() {
                    self.text("\n");
                } else {
                    self.line = line;
                }
            }
            Tag::Heading { level, .. } => {
                self.line = line;
                match level {
                    HeadingLevel::H1 => {
                        self.refuse(line, "a heading of the first level", "begin with `##`: the first level is the title of the section");
                    }
                    HeadingLevel::H5 | HeadingLevel::H6 => {
                        self.refuse(line, "a heading below the fourth level", "use `##`, `###` or `####`");
                    }
                    _ => {}
                }
            }
            Tag::List(first) => {
                if self.list.is_some() || self.quote > 0 {
                    return skip(self, "a list within a list or a quotation", "write one list, or part it with headings");
                }
                if first.is_some_and(|first| first != 1) {
                    let mend = "begin with `1.`; a sentence that begins with a number is read as a list, so put a word before it";
                    self.refuse(line, "a list that does not begin with one", mend);
                }
                self.list = Some(List { ordered: first.is_some(), items: Vec::new(), line });
            }
            Tag::Item => {
                self.line = line;
                self.runs.clear();
            }
            Tag::BlockQuote(_) => {
                if self.list.is_some() {
                    return skip(self, "a quotation within a list", "set it apart in a paragraph of its own");
                }
                self.quote += 1;
            }
            Tag::Strong => self.strong = true,
            Tag::Link { dest_url, .. } => {
                let sound = dest_url.starts_with("https://") || dest_url.starts_with("http://") || dest_url.starts_with("mailto:");
                if !sound {
                    self.refuse(
                        line,
                        &format!("a link to `{dest_url}`, which is no address on the web"),
                        "write the whole address, with `https://`",
                    );
                }
                self.link = Some((dest_url.to_string(), String::new(), line));
            }
            Tag::Emphasis => self.refuse(line, "words in italics", "use `**` for words that carry weight, or plain words"),
            Tag::Strikethrough => self.refuse(line, "words struck through", "take them out: earlier versions are kept"),
            Tag::Image { .. } => skip(self, "a picture", "show a figure with `{{ figure-id.chart }}` or `{{ figure-id.map }}`"),
            Tag::CodeBlock(_) => skip(self, "a block of code", "begin the line without four spaces or backticks"),
            Tag::HtmlBlock => skip(self, "a block of HTML", "take it out; write words, headings and lists"),
            Tag::Table(_) => skip(self, "a table typed by hand", "define a figure with `by`, and show it with `{{ figure-id.table }}`"),
            Tag::FootnoteDefinition(_) => skip(self, "a footnote", "say it in the text, or in the `note` of a figure"),
            _ => skip(self, "a mark that a paper can't hold", "write words, headings and lists"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.list.is_none() => {
                let runs = std::mem::take(&mut self.runs);
                let piece = match (self.quote > 0, block(&runs)) {
                    (false, Some(figure)) => figure,
                    (true, _) => Piece::Inset(runs, self.line),
                    (false, None) => Piece::Paragraph(runs, self.line),
                };
                self.pieces.push(piece);
            }
            TagEnd::Heading(level) => {
                let words = std::mem::take(&mut self.runs);
                let level = match level {
                    HeadingLevel::H1 | HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    _ => 4,
                };
                self.pieces.push(Piece::Heading { level, words, line: self.line });
            }
            TagEnd::Item => {
                let runs = std::mem::take(&mut self.runs);
                if let Some(list) = &mut self.list {
                    list.items.push((runs, self.line));
                }
            }
            TagEnd::List(_) => {
                if let Some(list) = self.list.take() {
                    if list.items.iter().any(|(runs, _)| runs.is_empty()) {
                        self.refuse(list.line, "a list with an empty item", "write it or take it out");
                    }
                    self.pieces.push(Piece::List { ordered: list.ordered, items: list.items });
                }
            }
            TagEnd::BlockQuote(_) => self.quote = self.quote.saturating_sub(1),
            TagEnd::Strong => self.strong = false,
            TagEnd::Link => {
                if let Some((href, text, line)) = self.link.take() {
                    if self.marked.has_reference(&text) {
                        self.refuse(line, "a reference within the words of a link", "put the reference before or after the link");
                    }
                    let text = text.chars().filter(|c| !self.marked.has_reference(&c.to_string())).collect();
                    self.runs.push(Run::Link { href, text });
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, words, _)) = &mut self.link {
            words.push_str(text);
            return;
        }
        let strong = self.strong;
        let mut new = Vec::new();
        self.marked.runs(text, &mut new, |words| if strong { Run::Strong(words) } else { Run::Text(words) });
        for run in new {
            match (self.runs.last_mut(), run) {
                // Markdown hands words over in pieces; what belongs together is one run.
                (Some(Run::Text(before)), Run::Text(words)) | (Some(Run::Strong(before)), Run::Strong(words)) => before.push_str(&words),
                (_, run) => self.runs.push(run),
            }
        }
    }
}

/// The figure that a paragraph is, where it is a single reference to a table, chart or map.
fn block(runs: &[Run]) -> Option<Piece> {
    let [Run::Reference(Reference::Field { figure, field }, line)] = runs else { return None };
    let form = match field.as_str() {
        "table" => Form::Table,
        "chart" => Form::Chart,
        "map" => Form::Map,
        _ => return None,
    };
    Some(Piece::Figure { id: figure.clone(), form, line: *line })
}
