//! Tables and summary lists.

use crate::{Attributes, Classes, Content, Html, loose};
use askama::Template;
use serde::Deserialize;

/// A cell of a table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Cell {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// `numeric`, or empty.
    pub format: String,
    /// Columns it spans; one if `None`.
    pub colspan: Option<u32>,
    /// Rows it spans; one if `None`.
    pub rowspan: Option<u32>,
    /// Whether it heads its row though it isn't the first (ours; no option of GOV.UK Frontend).
    #[serde(skip)]
    pub heads_row: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Cell {
    fn spans(&self) -> Html {
        let span = |name: &str, value: Option<u32>| value.map(|n| format!(" {name}=\"{n}\"")).unwrap_or_default();
        Html::trusted(span("colspan", self.colspan) + &span("rowspan", self.rowspan))
    }
}

/// A row as the options have it: falsy rows are left out on reading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Row(pub Vec<Cell>);

/// A table.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "table.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Table {
    /// Its caption, or empty.
    #[serde(deserialize_with = "loose::text")]
    pub caption: String,
    /// Further classes of the caption.
    pub caption_classes: Classes,
    /// The column heads; none if empty.
    pub head: Vec<Cell>,
    /// The rows.
    #[serde(deserialize_with = "loose::list")]
    pub rows: Vec<Row>,
    /// Whether the first cell of each row heads it.
    pub first_cell_is_header: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A key, value or card title.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SummaryPart {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// A card title's level; 2 if `None`.
    pub heading_level: Option<u8>,
    /// Further classes.
    pub classes: Classes,
}

/// A link beside a row or a card's title.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Action {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Where to.
    pub href: String,
    /// Words for screen readers only, or empty.
    #[serde(deserialize_with = "loose::text")]
    pub visually_hidden_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The links of a row or a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RowActions {
    /// The links.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<Action>,
    /// Further classes.
    pub classes: Classes,
}

/// A name and its value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SummaryRow {
    /// The name.
    pub key: SummaryPart,
    /// The value.
    pub value: SummaryPart,
    /// Its links.
    pub actions: RowActions,
    /// Further classes.
    pub classes: Classes,
}

/// The card round a summary list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Card {
    /// Its title, if any.
    pub title: Option<SummaryPart>,
    /// Its links.
    pub actions: RowActions,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Names and values of a record.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "summary-list.html")]
#[serde(rename_all = "camelCase", default)]
pub struct SummaryList {
    /// The rows.
    #[serde(deserialize_with = "loose::list")]
    pub rows: Vec<SummaryRow>,
    /// The card round it, if any.
    pub card: Option<Card>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl SummaryList {
    fn any_row_has_actions(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.items.is_empty())
    }

    /// What a link says in words for screen readers only: its own, then the card's title in brackets.
    fn hidden_words(&self, action: &Action) -> Html {
        let mut words = Html::default();
        if !action.visually_hidden_text.is_empty() {
            words.push(&Html::escape(&format!(" {}", action.visually_hidden_text)));
        }
        if let Some(title) = self.card.as_ref().and_then(|card| card.title.as_ref()) {
            words.push(&Html::trusted(format!(" ({})", title.content)));
        }
        words
    }
}
