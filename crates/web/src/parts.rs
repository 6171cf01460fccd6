//! Components that several pages use, made from `ui`.

pub(crate) mod explained;
mod figures;
mod forms;
mod headlines;
pub(crate) mod paging;
pub(crate) mod plain_text;
pub(crate) mod reading;
mod sheet;
mod sources;

pub(crate) use figures::{Card, Downloads, cards, drawing};
pub(crate) use forms::{Mistake, PASSKEY_SCRIPT, answered, code_field, keeping_draft, needs_script, one_button, passkey, row_button};
pub(crate) use headlines::headlines;
pub(crate) use reading::Reading;
pub(crate) use sheet::Sheet;
pub(crate) use sources::Sources;

use crate::words;
use app::pages::{Comparison, Standing};
use base::{ColumnKind, Table};
use ui::{Attributes, Cell, Component, Content, Html, Row, SummaryList, SummaryPart, Tag};

/// A head or cell of a table.
pub(crate) fn cell(content: impl Into<Content>) -> Cell {
    Cell { content: content.into(), ..Cell::default() }
}

/// A head or cell of numbers: right-aligned, tabular figures.
pub(crate) fn numeric(content: impl Into<Content>) -> Cell {
    Cell { content: content.into(), format: "numeric".to_owned(), ..Cell::default() }
}

/// A link.
pub(crate) fn link(href: &str, words: &str) -> Html {
    let mut markup = Html::trusted("<a class=\"govuk-link\" href=\"");
    markup.push(&Html::escape(href));
    markup.push(&Html::trusted("\">"));
    markup.push(&Html::escape(words));
    markup.push(&Html::trusted("</a>"));
    markup
}

/// A table that scrolls sideways in a box of its own on a narrow screen; the first cell of each row heads it.
pub(crate) fn table(caption: &str, head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Html {
    captioned("govuk-table__caption--m", caption, head, rows)
}

/// The same under a heading that says as much as its caption, which then is for screen readers only.
pub(crate) fn table_under_heading(caption: &str, head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Html {
    captioned("govuk-visually-hidden", caption, head, rows)
}

/// The same, whose caption the heading over it says.
fn captioned_wide(caption: &str, head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Html {
    captioned("govuk-visually-hidden", caption, head, rows)
}

/// What can be said of something destroyed: when, by whom, under which rule, and what became of each copy.
pub(crate) fn certificate(of: &app::people::Certificate) -> Html {
    let mut markup = summary(vec![
        ("Record", of.record.as_str().into()),
        ("Decided", format!("{}, by {}", words::moment(&of.decided_at), of.decided_by).into()),
        ("Under", of.policies.join(", ").into()),
        ("Keys gone", words::moment(&of.destroyed_at).into()),
        ("Row of the ledger", of.ledger.to_string().into()),
    ]);
    let head = vec![cell("Copy"), cell("What became of it")];
    let rows = of.copies.iter().map(|copy| vec![cell(words::capital(&copy.place)), cell(words::capital(&words::plain(&copy.state)))]);
    markup.push(&table("What became of each copy", head, rows.collect()));
    markup
}

fn captioned(classes: &str, caption: &str, head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Html {
    let table = ui::Table {
        caption: caption.to_owned(),
        caption_classes: classes.into(),
        head,
        rows: rows.into_iter().map(Row).collect(),
        first_cell_is_header: true,
        ..ui::Table::default()
    };
    let region = Attributes::one("class", "app-table__scroll").and("role", "region").and("aria-label", caption).and("tabindex", "0");
    let mut markup = Html::trusted(format!("<div{region}>"));
    markup.push(&table.html());
    markup.push(&Html::trusted("</div>"));
    markup
}

/// A small table as it came from a query.
pub(crate) fn query_table(caption: &str, table_of: &Table) -> Html {
    let is_number = |kind: ColumnKind| matches!(kind, ColumnKind::Whole | ColumnKind::Real);
    let head = table_of.columns.iter().map(|c| if is_number(c.kind) { numeric(c.name.as_str()) } else { cell(c.name.as_str()) }).collect();
    let row = |values: &Vec<base::Value>| {
        let cells = values.iter().zip(&table_of.columns);
        cells.map(|(value, column)| if is_number(column.kind) { numeric(value.to_bare()) } else { cell(value.to_bare()) }).collect()
    };
    table(caption, head, table_of.rows.iter().map(row).collect())
}

/// Names and values of a record.
pub(crate) fn summary(rows: Vec<(&str, Content)>) -> Html {
    let part = |content: Content| SummaryPart { content, ..SummaryPart::default() };
    let rows =
        rows.into_iter().map(|(key, value)| ui::SummaryRow { key: part(key.into()), value: part(value), ..ui::SummaryRow::default() });
    SummaryList { rows: rows.collect(), ..SummaryList::default() }.html()
}

/// Lines one beneath the other.
pub(crate) fn list(lines: impl IntoIterator<Item = Html>) -> Html {
    let mut markup = Html::trusted("<ul class=\"govuk-list\">");
    for line in lines {
        markup.push(&Html::trusted("<li>"));
        markup.push(&line);
        markup.push(&Html::trusted("</li>"));
    }
    markup.push(&Html::trusted("</ul>"));
    markup
}

/// Whether an extract still counts, as a tag with a word.
pub(crate) fn standing(standing: Standing) -> Html {
    let (word, classes) = match standing {
        Standing::Current => ("Current", "govuk-tag--green"),
        Standing::PartlySuperseded => ("Partly superseded", "govuk-tag--yellow"),
        Standing::Superseded => ("Superseded", "govuk-tag--grey"),
    };
    tag(word, classes)
}

/// What a comparison shows, as a tag with a word and an arrow; colour says nothing, since more is not always worse.
pub(crate) fn verdict(verdict: &str) -> Html {
    let words = match verdict {
        "rose" => "\u{25b2} Rose",
        "fell" => "\u{25bc} Fell",
        "no clear change" => "No clear change",
        "" => "Not compared",
        "not tested" => "Not tested",
        other => other,
    };
    let classes = if matches!(verdict, "rose" | "fell") { "govuk-tag--blue" } else { "govuk-tag--grey" };
    tag(words, classes)
}

/// A change with its verdict.
pub(crate) fn change(comparison: &Comparison) -> Html {
    let mut markup = verdict(&comparison.verdict);
    markup.push(&Html::escape(&format!(" {}", words::against(comparison))));
    markup
}

/// A word of status; the class gives its colour and never its meaning.
pub(crate) fn tag(words: &str, classes: &str) -> Html {
    Tag { content: words.into(), classes: classes.into(), ..Tag::default() }.html()
}

/// Where the numbers above come from, in small print.
pub(crate) fn source_line(words: &str) -> Html {
    let mut markup = Html::trusted("<p class=\"govuk-body app-source\">");
    markup.push(&Html::escape(words));
    markup.push(&Html::trusted("</p>"));
    markup
}

/// Marks values that were invented for a demonstration.
pub(crate) fn invented() -> Html {
    tag("Invented", "govuk-tag--purple")
}

/// Marks a number that is for those who are signed in only.
pub(crate) fn not_for_publication() -> Html {
    tag("Not for publication", "govuk-tag--orange")
}

/// A list to choose one of: what is sent and its words.
pub(crate) fn select(name: &str, label: &str, items: Vec<(&str, String)>, chosen: &str) -> Html {
    let item = |(value, text): (&str, String)| ui::SelectItem { value: Some(value.to_owned()), text, ..ui::SelectItem::default() };
    ui::Select {
        name: name.to_owned(),
        label: ui::Label { content: label.into(), ..ui::Label::default() },
        value: Some(chosen.to_owned()),
        items: items.into_iter().map(item).collect(),
        ..ui::Select::default()
    }
    .html()
}

/// A name for machines: may break anywhere, so that it never makes a page scroll.
pub(crate) fn code(text: &str) -> Html {
    let mut markup = Html::trusted("<code class=\"app-code\">");
    markup.push(&Html::escape(text));
    markup.push(&Html::trusted("</code>"));
    markup
}

/// Words for what may be missing.
pub(crate) fn or_not_known(text: &str) -> Content {
    if text.is_empty() { "not known".into() } else { text.into() }
}

/// Counts under stable names, in words; what counts nothing is left out.
pub(crate) fn counts(pairs: &[(String, u64)]) -> Content {
    let lines: Vec<Html> = pairs
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| Html::escape(&format!("{}: {}", words::reason(name), words::count(*n))))
        .collect();
    if lines.is_empty() { "none".into() } else { list(lines).into() }
}
