//! A document as elements, attributes and collapsed text, so that two spellings of one tree are equal.

use html5ever::tendril::TendrilSink;
use html5ever::{local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::fmt::Write as _;

/// The tree of a fragment, one node a line.
pub fn outline(markup: &str) -> String {
    let body = html5ever::QualName::new(None, ns!(html), local_name!("body"));
    let dom = parse_fragment(RcDom::default(), html5ever::ParseOpts::default(), body, Vec::new(), false).one(markup);
    let mut lines = String::new();
    write_children(&dom.document, 0, &mut lines);
    lines
}

/// The tree of a whole page and what the parser complained about.
pub fn page_outline(markup: &str) -> (String, Vec<String>) {
    let dom = parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(markup);
    let mut lines = String::new();
    write_children(&dom.document, 0, &mut lines);
    (lines, dom.errors.borrow().iter().map(ToString::to_string).collect())
}

fn write_children(node: &Handle, depth: usize, lines: &mut String) {
    for child in node.children.borrow().iter() {
        let indent = "  ".repeat(depth);
        match &child.data {
            NodeData::Text { contents } => {
                let text = contents.borrow().split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() {
                    let _ = writeln!(lines, "{indent}{text:?}");
                }
            }
            NodeData::Element { name, attrs, .. } => {
                let mut attributes: Vec<String> =
                    attrs.borrow().iter().map(|a| format!("{}={:?}", a.name.local, collapse(&a.name.local, &a.value))).collect();
                attributes.sort();
                // The crown stands only on GOV.UK; ours is the same footer without it.
                if attributes.iter().any(|a| a == "class=\"govuk-footer__crown\"") {
                    continue;
                }
                let _ = writeln!(lines, "{indent}<{} {}>", name.local, attributes.join(" "));
                write_children(child, depth + 1, lines);
            }
            _ => write_children(child, depth, lines),
        }
    }
}

fn collapse(name: &str, value: &str) -> String {
    if name == "class" { value.split_whitespace().collect::<Vec<_>>().join(" ") } else { value.to_owned() }
}
