//! HTML as its parser sees it: complaints, and the text of it all.

use html5ever::parse_document;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What the parser complained about, each text node, and each attribute's value.
pub fn read(markup: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let dom = parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(markup);
    let (mut texts, mut tags) = (Vec::new(), Vec::new());
    gather(&dom.document, &mut texts, &mut tags);
    (dom.errors.borrow().iter().map(ToString::to_string).collect(), texts, tags)
}

fn gather(node: &Handle, texts: &mut Vec<String>, tags: &mut Vec<String>) {
    match &node.data {
        NodeData::Text { contents } => texts.push(contents.borrow().to_string()),
        NodeData::Element { name, attrs, .. } => {
            let attributes: Vec<String> =
                attrs.borrow().iter().map(|attribute| format!("{}={}", attribute.name.local, attribute.value)).collect();
            tags.push(format!("{} {}", name.local, attributes.join(" ")));
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        gather(child, texts, tags);
    }
}
