//! What a reader can choose.

use super::Component as _;
use crate::{Attributes, Classes, Content, Html, loose};
use askama::Template;
use serde::Deserialize;

/// The name of a field.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "label.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Label {
    /// Its words; no label if empty.
    #[serde(flatten)]
    pub content: Content,
    /// The field's anchor, or empty.
    #[serde(rename = "for", deserialize_with = "loose::text")]
    pub of: String,
    /// Whether it is the page's first heading too.
    pub is_page_heading: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Help with a field.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "hint.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Hint {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Anchor, or empty.
    pub id: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What to mend in a field.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "error-message.html")]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorMessage {
    /// What and how.
    #[serde(flatten)]
    pub content: Content,
    /// Anchor, or empty.
    pub id: String,
    /// What a screen reader says first; `Error` if `None`, nothing if empty.
    #[serde(deserialize_with = "loose::hidden_words")]
    pub visually_hidden_text: Option<String>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What is said about a field: its label, help and what to mend, each under an anchor of its own.
pub(crate) struct Said<'a> {
    /// The field's anchor.
    pub(crate) anchor: &'a str,
    /// Anchors of further words about it, or empty.
    pub(crate) by: &'a str,
    /// Help, if any.
    pub(crate) hint: Option<&'a Hint>,
    /// What to mend, if anything.
    pub(crate) error: Option<&'a ErrorMessage>,
}

impl Said<'_> {
    /// The field's label.
    pub(crate) fn label(&self, label: &Label) -> Html {
        Label { of: self.anchor.to_owned(), ..label.clone() }.html()
    }

    /// The help, then what to mend.
    pub(crate) fn words(&self) -> Html {
        let mut words = Html::default();
        if let Some(hint) = self.hint {
            words.push(&Hint { id: format!("{}-hint", self.anchor), ..hint.clone() }.html());
        }
        if let Some(error) = self.error {
            words.push(&ErrorMessage { id: format!("{}-error", self.anchor), ..error.clone() }.html());
        }
        words
    }

    /// Anchors of everything that is said about it.
    pub(crate) fn described(&self) -> String {
        let own = [("hint", self.hint.is_some()), ("error", self.error.is_some())];
        let own = own.into_iter().filter(|(_, there)| *there).map(|(what, _)| format!("{}-{what}", self.anchor));
        std::iter::once(self.by.to_owned()).filter(|words| !words.is_empty()).chain(own).collect::<Vec<_>>().join(" ")
    }
}

/// One thing to choose.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SelectItem {
    /// Its words.
    #[serde(deserialize_with = "loose::text")]
    pub text: String,
    /// What is sent; its words if `None`.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub value: Option<String>,
    /// Whether it is chosen; by the list's value if `None`.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The box round a field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FormGroup {
    /// What stands before the field, or empty.
    #[serde(alias = "beforeInputs")]
    pub before_input: Content,
    /// What stands after the field, or empty.
    #[serde(alias = "afterInputs")]
    pub after_input: Content,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A list to choose one of.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "select.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Select {
    /// Anchor; its name if empty.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// What there is to choose.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<SelectItem>,
    /// What is chosen, or nothing in particular.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub value: Option<String>,
    /// Whether nothing can be chosen.
    pub disabled: bool,
    /// Anchors of further words about it, or empty.
    pub described_by: String,
    /// Its label.
    pub label: Label,
    /// Help, if any.
    pub hint: Option<Hint>,
    /// What to mend, if anything.
    pub error_message: Option<ErrorMessage>,
    /// The box round it.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Select {
    fn anchor(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn said(&self) -> Said<'_> {
        Said { anchor: self.anchor(), by: &self.described_by, hint: self.hint.as_ref(), error: self.error_message.as_ref() }
    }

    fn is_selected(&self, item: &SelectItem) -> bool {
        let by_value = self.value.as_deref().is_some_and(|value| !value.is_empty() && value == item.value.as_deref().unwrap_or(&item.text));
        item.selected.unwrap_or(by_value)
    }
}
