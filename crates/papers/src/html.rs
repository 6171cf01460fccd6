//! A paper on screen: a part of a page, or one file that needs nothing else.

use crate::number::{Numbered, number};
use crate::{Block, Cell, Document, FigureBlock, Inline, TableBlock, svg};
use std::fmt::Write as _;
use ui::{
    Attributes, Component as _, Content, Details, Html, InsetText, SummaryList, SummaryPart, SummaryRow, Table, WarningText, push_escaped,
    without_forbidden,
};

/// How the paper is to be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HtmlOptions {
    /// One complete file with its stylesheet inside and no script, rather than the content of a page.
    pub standalone: bool,
}

/// Used where the stylesheet wasn't built.
const BARE_CSS: &str = "body{font-family:Arial,sans-serif;margin:2rem;line-height:1.4}\
    table{border-collapse:collapse}th,td{border-bottom:1px solid #b1bcc4;padding:4px 12px 4px 0;text-align:left}\
    .govuk-table__header--numeric,.govuk-table__cell--numeric{text-align:right;font-variant-numeric:tabular-nums}\
    .app-table__scroll,.app-figure__drawing{overflow-x:auto}svg{max-width:800px;width:100%;height:auto}";

/// Renders a paper as HTML. Text is escaped; drawings that aren't plain are replaced by their descriptions.
pub fn render_html(document: &Document, options: HtmlOptions) -> String {
    let paper = Paper { standalone: options.standalone }.article(document);
    if !options.standalone {
        return without_forbidden(paper);
    }
    let mut page = String::from("<!DOCTYPE html>\n<html lang=\"en-GB\" class=\"govuk-template\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Nothing is fetched and nothing runs, wherever the file is opened.
    page.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    push_escaped(
        &mut page,
        &[document.title.as_str(), document.partnership.as_str()]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" – "),
    );
    page.push_str("</title>\n<style>");
    page.push_str(ui::assets::css().unwrap_or(BARE_CSS));
    page.push_str("</style>\n</head>\n<body class=\"govuk-template__body\">\n<a href=\"#main-content\" class=\"govuk-skip-link\">Skip to main content</a>\n");
    page.push_str("<header class=\"govuk-template__header\"><div class=\"app-masthead\"><div class=\"govuk-width-container\"><p class=\"app-masthead__name\">");
    push_escaped(&mut page, &document.partnership);
    page.push_str(
        "</p></div></div></header>\n<div class=\"govuk-width-container\">\n<main class=\"govuk-main-wrapper\" id=\"main-content\">\n",
    );
    page.push_str(&paper);
    page.push_str("</main>\n</div>\n</body>\n</html>\n");
    without_forbidden(page)
}

#[derive(Clone, Copy)]
struct Paper {
    standalone: bool,
}

impl Paper {
    fn article(self, document: &Document) -> String {
        let blocks = number(document);
        let mut out = String::from("<article class=\"app-paper\">\n");
        element(&mut out, "span", "govuk-caption-xl", &joined(&[&document.partnership, &document.period]));
        element(&mut out, "h1", "govuk-heading-xl", &document.title);
        element(&mut out, "p", "govuk-body-l app-paper__lede", &document.summary);
        out.push_str(&cover(document));
        if !document.short {
            out.push_str(&contents(&blocks));
        }
        for block in &blocks {
            match block {
                Numbered::Heading { level, number, id, text } => heading(&mut out, *level, number, id, text),
                Numbered::Table(number, table) => out.push_str(&self.table(number, table)),
                Numbered::Figure(number, table_number, figure) => self.figure(&mut out, number, table_number.as_deref(), figure),
                Numbered::Other(block) => self.block(&mut out, block),
            }
        }
        out.push_str("</article>\n");
        out
    }

    fn block(self, out: &mut String, block: &Block) {
        match block {
            Block::Paragraph(words) => {
                let _ = writeln!(out, "<p class=\"govuk-body\">{}</p>", self.inlines(words));
            }
            Block::List(items) => self.list(out, "ul", "bullet", items),
            Block::Numbered(items) => self.list(out, "ol", "number", items),
            Block::SummaryList(rows) => {
                let rows = rows.iter().map(|(key, value)| summary_row(key.as_str().into(), self.inlines(value).into())).collect();
                push_component(out, &SummaryList { rows, ..SummaryList::default() }.html());
            }
            Block::Inset(words) => push_component(out, &InsetText { content: self.inlines(words).into(), ..InsetText::default() }.html()),
            Block::Warning(words) => {
                push_component(out, &WarningText { content: self.inlines(words).into(), ..WarningText::default() }.html());
            }
            Block::PageBreak => out.push_str("<div class=\"app-break\"></div>\n"),
            // Numbered elsewhere.
            Block::Heading { .. } | Block::Table(_) | Block::Figure(_) => {}
        }
    }

    fn list(self, out: &mut String, tag: &str, kind: &str, items: &[Vec<Inline>]) {
        let _ = writeln!(out, "<{tag} class=\"govuk-list govuk-list--{kind}\">");
        for item in items {
            let _ = writeln!(out, "<li>{}</li>", self.inlines(item));
        }
        let _ = writeln!(out, "</{tag}>");
    }

    fn inlines(self, words: &[Inline]) -> Html {
        let mut out = String::new();
        for inline in words {
            match inline {
                Inline::Text(text) => out.push_str(Html::escape(text).as_str()),
                Inline::Strong(text) => wrap(&mut out, "strong", "", text),
                Inline::Figure { id, text } => wrap(&mut out, "span", &attribute("data-figure", id), text),
                Inline::Link { href, text } if self.leads(href) => {
                    wrap(&mut out, "a", &(" class=\"govuk-link\"".to_owned() + &attribute("href", href)), text);
                }
                Inline::Link { text, .. } => push_escaped(&mut out, text),
            }
        }
        Html::trusted(out)
    }

    /// Whether a link may be followed from here: to the web, within the paper, and within the house unless the
    /// paper is a file of its own.
    fn leads(self, href: &str) -> bool {
        let plain = !href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let house = href.starts_with('/') && !href.starts_with("//") && !self.standalone;
        plain
            && (house
                || href.starts_with('#')
                || href.starts_with("https://")
                || href.starts_with("http://")
                || href.starts_with("mailto:"))
    }

    fn table(self, number: &str, table: &TableBlock) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "<div class=\"app-table\"{}>", id_attribute(&table.id));
        out.push_str(&self.scrolling(number, table));
        beneath(&mut out, &table.source, &table.note);
        out.push_str("</div>\n");
        out
    }

    /// The table in a box of its own that scrolls on a narrow screen and can be reached by keyboard.
    fn scrolling(self, number: &str, table: &TableBlock) -> String {
        let caption = format!("{number}: {}", table.caption);
        let head = table.columns.iter().map(|column| ui::Cell {
            content: column.head.as_str().into(),
            format: if column.numeric { "numeric".to_owned() } else { String::new() },
            ..ui::Cell::default()
        });
        let rows = table.rows.iter().map(|row| {
            let cells =
                row.iter().enumerate().map(|(index, cell)| self.cell(cell, table.columns.get(index).is_some_and(|column| column.numeric)));
            ui::Row(cells.collect())
        });
        let inner = Table {
            caption,
            caption_classes: "govuk-table__caption--m".into(),
            head: head.collect(),
            rows: rows.collect(),
            ..Table::default()
        };
        format!(
            "<div class=\"app-table__scroll\" role=\"region\" tabindex=\"0\"{}>\n{}\n</div>\n",
            attribute("aria-label", number),
            inner.html()
        )
    }

    fn cell(self, cell: &Cell, numeric: bool) -> ui::Cell {
        let content = match cell.href.as_deref().filter(|href| self.leads(href)) {
            Some(href) => {
                let mut link = String::new();
                wrap(&mut link, "a", &(" class=\"govuk-link\"".to_owned() + &attribute("href", href)), &cell.text);
                Content::Html(Html::trusted(link))
            }
            None => cell.text.as_str().into(),
        };
        ui::Cell {
            content,
            format: if numeric { "numeric".to_owned() } else { String::new() },
            heads_row: cell.header,
            attributes: cell.figure.as_ref().map_or_else(Attributes::default, |id| Attributes::one("data-figure", id)),
            ..ui::Cell::default()
        }
    }

    fn figure(self, out: &mut String, number: &str, table_number: Option<&str>, figure: &FigureBlock) {
        let _ = writeln!(out, "<figure class=\"app-figure\"{}>", id_attribute(&figure.id));
        out.push_str("<figcaption class=\"app-caption\">");
        push_escaped(out, &format!("{number}: {}", figure.caption));
        out.push_str("</figcaption>\n");
        if svg::is_plain(&figure.svg) {
            let label = attribute("aria-label", number);
            let _ =
                writeln!(out, "<div class=\"app-figure__drawing\" role=\"region\" tabindex=\"0\"{label}>\n{}\n</div>", figure.svg.trim());
        } else {
            element(out, "p", "govuk-body", &figure.description);
        }
        beneath(out, &figure.source, "");
        if let (Some(table_number), Some(table)) = (table_number, &figure.table) {
            let mut inside = self.scrolling(table_number, table);
            beneath(&mut inside, &table.source, &table.note);
            let details = Details {
                summary: format!("The numbers behind {}", number.to_lowercase()).into(),
                content: Html::trusted(inside).into(),
                id: table.id.clone(),
                ..Details::default()
            };
            push_component(out, &details.html());
        }
        out.push_str("</figure>\n");
    }
}

fn heading(out: &mut String, level: u8, number: &str, id: &str, text: &str) {
    let size = match level {
        1 => "l",
        2 => "m",
        _ => "s",
    };
    let tag = level + 1;
    let number = if number.is_empty() { String::new() } else { format!("{number} ") };
    let _ = write!(out, "<h{tag} class=\"govuk-heading-{size}\"{}>{number}", id_attribute(id));
    push_escaped(out, text);
    let _ = writeln!(out, "</h{tag}>");
}

fn cover(document: &Document) -> String {
    let rows: Vec<SummaryRow> = crate::setting::cover(document).map(|(key, value)| summary_row(key.into(), value.into())).collect();
    if rows.is_empty() {
        return String::new();
    }
    SummaryList { rows, classes: "govuk-summary-list--no-border app-paper__cover".into(), ..SummaryList::default() }.html().into_string()
        + "\n"
}

/// A table of contents, for papers of three sections or more.
fn contents(blocks: &[Numbered<'_>]) -> String {
    let sections = blocks.iter().filter_map(|block| match block {
        Numbered::Heading { level: 1, number, id, text } => Some((number, *id, *text)),
        _ => None,
    });
    if sections.clone().count() < 3 {
        return String::new();
    }
    let mut out = String::from(
        "<nav class=\"app-paper__contents\" aria-label=\"Contents\">\n<h2 class=\"govuk-heading-m\">Contents</h2>\n<ol class=\"govuk-list\">\n",
    );
    for (number, id, text) in sections {
        let mut href = String::from("#");
        href.push_str(id);
        out.push_str("<li>");
        wrap(&mut out, "a", &(" class=\"govuk-link\"".to_owned() + &attribute("href", &href)), format!("{number} {text}").trim_start());
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n</nav>\n");
    out
}

fn beneath(out: &mut String, source: &str, note: &str) {
    if !note.is_empty() {
        element(out, "p", "app-source", &format!("Note: {note}"));
    }
    if !source.is_empty() {
        element(out, "p", "app-source", &format!("Source: {source}"));
    }
}

fn summary_row(key: Content, value: Content) -> SummaryRow {
    SummaryRow {
        key: SummaryPart { content: key, ..SummaryPart::default() },
        value: SummaryPart { content: value, ..SummaryPart::default() },
        ..SummaryRow::default()
    }
}

fn push_component(out: &mut String, component: &Html) {
    out.push_str(component.as_str());
    out.push('\n');
}

fn element(out: &mut String, tag: &str, class: &str, text: &str) {
    if !text.is_empty() {
        wrap(out, tag, &attribute("class", class), text);
        out.push('\n');
    }
}

fn wrap(out: &mut String, tag: &str, attributes: &str, text: &str) {
    let _ = write!(out, "<{tag}{attributes}>");
    push_escaped(out, text);
    let _ = write!(out, "</{tag}>");
}

fn attribute(name: &str, value: &str) -> String {
    Attributes::one(name, value).to_string()
}

fn id_attribute(id: &str) -> String {
    if id.is_empty() { String::new() } else { attribute("id", id) }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}
