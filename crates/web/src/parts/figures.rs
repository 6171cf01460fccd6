//! Figure cards and drawings, each tied to its source.

use super::{Sources, cell, link, table};
use app::pages::Sourced;
use papers::{Drawing, TableBlock};
use ui::{Attributes, Cell, Component as _, Content, Details, Html};

/// A figure card: what it is, its value, how it compares, and how sure that is.
#[derive(Debug, Default)]
pub(crate) struct Card {
    /// Its name.
    pub(crate) name: String,
    /// Its value as shown, or `not known`.
    pub(crate) value: String,
    /// Its unit.
    pub(crate) unit: String,
    /// The verdict as a tag, if something was compared.
    pub(crate) verdict: Html,
    /// Period, comparison, how sure: a sentence each, its numbers tied to their sources.
    pub(crate) notes: Vec<Html>,
    /// The list of its rows, if they can be listed.
    pub(crate) rows: Option<String>,
}

/// Cards side by side, each with its source.
pub(crate) fn cards(sources: &mut Sources, cards: Vec<(Card, &Sourced)>) -> Html {
    let mut markup = Html::trusted("<ul class=\"app-cards\">\n");
    for (card, source) in cards {
        markup.push(&one(sources, &card, source));
    }
    markup.push(&Html::trusted("</ul>\n"));
    markup
}

fn one(sources: &mut Sources, card: &Card, source: &Sourced) -> Html {
    let key = sources.key(source);
    let mut markup = Html::trusted("<li class=\"app-card\">\n<h3 class=\"app-card__name\">");
    markup.push(&Html::escape(&card.name));
    markup.push(&Html::trusted(format!("</h3>\n<p class=\"app-card__value\"><span class=\"app-card__number\" data-figure=\"{key}\">")));
    markup.push(&Html::escape(&card.value));
    markup.push(&Html::trusted("</span> "));
    markup.push(&Html::escape(&card.unit));
    markup.push(&Html::trusted("</p>\n"));
    if !card.verdict.is_empty() {
        paragraph(&mut markup, "app-card__verdict", &card.verdict);
    }
    for note in card.notes.iter().filter(|note| !note.is_empty()) {
        paragraph(&mut markup, "app-card__note", note);
    }
    let hidden = |words: &str| {
        let mut inner = Html::escape(words);
        inner.push(&Html::trusted("<span class=\"govuk-visually-hidden\">: "));
        inner.push(&Html::escape(&card.name));
        inner.push(&Html::trusted("</span>"));
        inner
    };
    let mut ways = anchor(&format!("#source-{key}"), &hidden("Explain"));
    if let Some(href) = &card.rows {
        ways.push(&Html::trusted(" · "));
        ways.push(&anchor(href, &hidden("Show the rows")));
    }
    paragraph(&mut markup, "app-card__note app-noprint", &ways);
    markup.push(&Html::trusted("</li>\n"));
    markup
}

fn anchor(href: &str, words: &Html) -> Html {
    Html::trusted(format!("<a class=\"govuk-link\"{}>{words}</a>", Attributes::one("href", href)))
}

fn paragraph(markup: &mut Html, class: &str, words: &Html) {
    markup.push(&Html::trusted(format!("<p class=\"{class}\">{words}</p>\n")));
}

/// Where a drawing can be downloaded: the address before the ending, and what stands behind the question mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Downloads<'a> {
    /// `/evidence/measures/burglary/months`.
    pub(crate) stem: &'a str,
    /// `?within=E07000012`, or empty.
    pub(crate) query: &'a str,
}

/// A drawing with what it concludes, source and certainty, its numbers folded away, and its downloads.
pub(crate) fn drawing(drawing: &Drawing, id: &str, sources: &mut Sources, source: &Sourced, downloads: Option<Downloads<'_>>) -> Html {
    let key = sources.key(source);
    let id_attribute = Attributes::one("id", id);
    let mut markup = Html::trusted(format!("<figure class=\"app-figure\"{id_attribute}>\n<figcaption class=\"app-caption\">"));
    markup.push(&Html::escape(&drawing.caption.title));
    let region = Attributes::one("role", "region").and("aria-label", format!("Drawing: {}", drawing.caption.title)).and("tabindex", "0");
    markup.push(&Html::trusted(format!(
        "</figcaption>\n<div class=\"app-figure__drawing\" data-figure=\"{key}\"{region}>\n{}\n</div>\n",
        drawing.bare.trim()
    )));
    paragraph(&mut markup, "app-source", &Html::escape(&drawing.caption.beneath()));
    if !drawing.table.rows.is_empty() {
        let block = drawing.table_block(&format!("{id}-table"));
        let details =
            Details { summary: "The numbers of this drawing".into(), content: numbers(&block, &key).into(), ..Details::default() };
        markup.push(&details.html());
    }
    if let Some(downloads) = downloads {
        let href = |ending: &str| format!("{}.{ending}{}", downloads.stem, downloads.query);
        let mut ways = Html::escape("Download this drawing: ");
        for (index, (ending, words)) in [("svg", "SVG"), ("png", "PNG"), ("csv", "CSV of its numbers")].into_iter().enumerate() {
            if index > 0 {
                ways.push(&Html::trusted(" · "));
            }
            ways.push(&link(&href(ending), words));
        }
        paragraph(&mut markup, "app-source app-noprint", &ways);
    }
    markup.push(&Html::trusted("</figure>\n"));
    markup
}

/// The numbers of a drawing as a table, each tied to the drawing's source.
fn numbers(block: &TableBlock, key: &str) -> Html {
    let format = |numeric: bool| if numeric { "numeric".to_owned() } else { String::new() };
    let head = block.columns.iter().map(|column| Cell { format: format(column.numeric), ..cell(column.head.as_str()) }).collect();
    let row = |cells: &Vec<papers::Cell>| {
        let cells = cells.iter().zip(&block.columns);
        cells
            .map(|(shown, column)| Cell {
                content: Content::Text(shown.text.clone()),
                format: format(column.numeric),
                attributes: if column.numeric { Attributes::one("data-figure", key) } else { Attributes::default() },
                ..Cell::default()
            })
            .collect()
    };
    table(&block.caption, head, block.rows.iter().map(row).collect())
}
