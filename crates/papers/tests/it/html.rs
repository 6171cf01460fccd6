//! Papers on screen.

use crate::{dom, sample};
use papers::{Block, Cell, Document, HtmlOptions, Inline, TableBlock, TableColumn, render_html};
use proptest::prelude::*;

#[test]
fn small_paper_reads_as_accepted() {
    insta::assert_snapshot!(render_html(&sample::small(), HtmlOptions { standalone: false }));
}

#[test]
fn standalone_paper_needs_nothing_else() {
    let html = render_html(&sample::long(), HtmlOptions { standalone: true });
    let (errors, _, tags) = dom::read(&html);
    assert_eq!(errors, Vec::<String>::new());
    assert!(html.contains("default-src 'none'"));
    for tag in &tags {
        assert!(!tag.starts_with("script") && !tag.starts_with("link") && !tag.contains(" style="), "{tag}");
        assert!(!tag.contains("href=/"), "leads to a house that isn't there: {tag}");
    }
    let regions = tags.iter().filter(|tag| tag.contains("tabindex=0")).count();
    assert_eq!(regions, 11, "each table and drawing can be scrolled by keyboard");
    if let Ok(folder) = std::env::var("WARDMOTE_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join("paper.html"), html).unwrap();
    }
}

#[test]
fn links_that_could_run_or_deceive_are_words() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/\\example.org",
        " javascript:x",
        "java\nscript:x",
    ] {
        let link = Inline::Link { href: href.to_owned(), text: "here".to_owned() };
        let html = render_html(&Document { blocks: vec![Block::Paragraph(vec![link])], ..sample::small() }, HtmlOptions::default());
        assert!(html.contains("<p class=\"govuk-body\">here</p>"), "{href}: {html}");
    }
}

#[test]
fn a_drawing_that_is_not_plain_is_described_instead() {
    let mut paper = sample::small();
    let Some(Block::Figure(figure)) = paper.blocks.last_mut() else { panic!("the last block is a figure") };
    figure.svg = "<svg viewBox=\"0 0 1 1\"><script>alert(1)</script></svg>".to_owned();
    let html = render_html(&paper, HtmlOptions::default());
    assert!(!html.contains("<script"));
    assert!(html.contains("<p class=\"govuk-body\">Crimes a month"));
}

/// As the page shows it: characters HTML forbids are replaced.
fn shown(text: &str) -> String {
    let mut markup = String::new();
    ui::push_escaped(&mut markup, text);
    markup.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

pub fn any_paper() -> impl Strategy<Value = (String, Document)> {
    ".{1,30}".prop_map(|text| {
        let words =
            || vec![Inline::text(text.clone()), Inline::Strong(text.clone()), Inline::Figure { id: text.clone(), text: text.clone() }];
        let table = TableBlock {
            id: text.clone(),
            caption: text.clone(),
            columns: vec![TableColumn { head: text.clone(), numeric: false }, TableColumn { head: text.clone(), numeric: true }],
            rows: vec![vec![Cell::head(text.clone()), Cell::figure(text.clone(), text.clone())], vec![Cell::text(text.clone())]],
            source: text.clone(),
            note: text.clone(),
        };
        let blocks = vec![
            Block::Heading { level: 3, id: text.clone(), text: text.clone() },
            Block::Paragraph(words()),
            Block::List(vec![words()]),
            Block::Numbered(vec![words(), words()]),
            Block::PageBreak,
            Block::SummaryList(vec![(text.clone(), words())]),
            Block::Inset(words()),
            Block::Warning(words()),
            Block::Table(table),
        ];
        let paper = Document {
            title: text.clone(),
            summary: text.clone(),
            partnership: text.clone(),
            period: text.clone(),
            version: text.clone(),
            marking: text.clone(),
            date: text.clone(),
            cover: vec![(text.clone(), text.clone())],
            short: false,
            blocks,
        };
        (text, paper)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_text((text, paper) in any_paper()) {
        let (errors, texts, tags) = dom::read(&render_html(&paper, HtmlOptions { standalone: true }));
        prop_assert_eq!(errors, Vec::<String>::new());
        let wanted = shown(&text);
        // Title and body, at least: summary, strong, bound figure, cells.
        prop_assert!(texts.iter().filter(|found| found.contains(&wanted)).count() >= 10, "{:?} in {:?}", wanted, texts);
        let bound = tags.iter().any(|tag| tag.contains(&format!("data-figure={wanted}")));
        prop_assert!(bound, "no element is bound to {}", wanted);
    }
}
