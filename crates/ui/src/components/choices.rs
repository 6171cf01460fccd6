//! What a reader can choose from a list that is all in sight: one or several.

use super::Component as _;
use super::forms::Said;
use crate::{Attributes, Classes, Content, ErrorMessage, FormGroup, Hint, Html, Label, loose};
use askama::Template;
use serde::Deserialize;

/// The name of a group of fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Legend {
    /// Its words; no legend if empty.
    #[serde(flatten)]
    pub content: Content,
    /// Whether it is the page's first heading too.
    pub is_page_heading: bool,
    /// Further classes.
    pub classes: Classes,
}

/// A group of fields.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "fieldset.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Fieldset {
    /// Its name.
    pub legend: Legend,
    /// Anchors of words about it, or empty.
    pub described_by: String,
    /// Role, or empty.
    pub role: String,
    /// What is in it.
    #[serde(deserialize_with = "markup")]
    pub html: Html,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

fn markup<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Html, D::Error> {
    loose::text(deserializer).map(Html::trusted)
}

/// How a choice's label looks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChoiceLabel {
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One of several choices, or the word between two.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Choice {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// What is sent.
    #[serde(deserialize_with = "loose::text")]
    pub value: String,
    /// A word between choices, such as `or`: then there is nothing to choose here.
    #[serde(deserialize_with = "loose::text")]
    pub divider: String,
    /// Help, if any.
    pub hint: Option<Hint>,
    /// What is asked once it is chosen, or empty.
    #[serde(deserialize_with = "loose::html")]
    pub conditional: Html,
    /// Whether it is chosen; by the list's value if `None`.
    pub checked: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// `exclusive` for one that unticks the others, or empty.
    pub behaviour: String,
    /// Anchor, or empty for the list's with its number.
    pub id: String,
    /// The name it is sent under, or empty for the list's.
    pub name: String,
    /// Its number for its anchor; its place if `None`.
    pub number: Option<usize>,
    /// Its label.
    pub label: ChoiceLabel,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Choices of which one holds.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct Radios {
    /// The name it is sent under.
    pub name: String,
    /// Anchor of the first choice; its name if empty.
    pub id_prefix: String,
    /// What there is to choose.
    #[serde(deserialize_with = "loose::numbered")]
    pub items: Vec<Choice>,
    /// What is chosen, or nothing.
    #[serde(deserialize_with = "loose::text")]
    pub value: String,
    /// The group it stands in, with the question.
    pub fieldset: Option<Fieldset>,
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

impl Radios {
    fn whole(&self) -> Html {
        let list = Choices {
            kind: "radios",
            input: "radio",
            name: &self.name,
            id_prefix: if self.id_prefix.is_empty() { &self.name } else { &self.id_prefix },
            items: anchored(&self.items, if self.id_prefix.is_empty() { &self.name } else { &self.id_prefix }),
            chosen: if self.value.is_empty() { &[] } else { std::slice::from_ref(&self.value) },
            words: Html::default(),
            described_by: String::new(),
            form_group: &self.form_group,
            classes: &self.classes,
            attributes: &self.attributes,
        };
        list.grouped(self.fieldset.as_ref(), "", self.hint.as_ref(), self.error_message.as_ref())
    }
}

/// Choices of which several may hold.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct Checkboxes {
    /// The name they are sent under.
    pub name: String,
    /// Anchor of the first choice; its name if empty.
    pub id_prefix: String,
    /// What there is to choose.
    #[serde(deserialize_with = "loose::numbered")]
    pub items: Vec<Choice>,
    /// What is chosen.
    pub values: Vec<String>,
    /// The group it stands in, with the question.
    pub fieldset: Option<Fieldset>,
    /// Anchors of further words about it, or empty.
    pub described_by: String,
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

impl Checkboxes {
    fn whole(&self) -> Html {
        let list = Choices {
            kind: "checkboxes",
            input: "checkbox",
            name: &self.name,
            id_prefix: if self.id_prefix.is_empty() { &self.name } else { &self.id_prefix },
            items: anchored(&self.items, if self.id_prefix.is_empty() { &self.name } else { &self.id_prefix }),
            chosen: &self.values,
            words: Html::default(),
            described_by: String::new(),
            form_group: &self.form_group,
            classes: &self.classes,
            attributes: &self.attributes,
        };
        list.grouped(self.fieldset.as_ref(), &self.described_by, self.hint.as_ref(), self.error_message.as_ref())
    }
}

/// The list that radios and checkboxes share.
#[derive(Template)]
#[template(path = "choices.html")]
struct Choices<'a> {
    kind: &'static str,
    input: &'static str,
    name: &'a str,
    id_prefix: &'a str,
    /// The choices and their anchors.
    items: Vec<(String, &'a Choice)>,
    chosen: &'a [String],
    words: Html,
    /// What describes each choice, where no group does.
    described_by: String,
    form_group: &'a FormGroup,
    classes: &'a Classes,
    attributes: &'a Attributes,
}

impl Choices<'_> {
    fn grouped(mut self, fieldset: Option<&Fieldset>, by: &str, hint: Option<&Hint>, error: Option<&ErrorMessage>) -> Html {
        let by = fieldset.map(|group| group.described_by.as_str()).filter(|by| !by.is_empty()).unwrap_or(by);
        let said = Said { anchor: self.id_prefix, by, hint, error };
        let described_by = said.described();
        self.words = said.words();
        let form_group = self.form_group;
        let inside = if let Some(fieldset) = fieldset {
            Fieldset { described_by, html: self.html(), ..fieldset.clone() }.html()
        } else {
            // A radio without a group is described by nothing, as in GOV.UK Frontend.
            if self.input == "checkbox" {
                self.described_by = described_by;
            }
            self.html()
        };
        boxed(form_group, error.is_some(), &inside)
    }

    fn is_checked(&self, item: &Choice) -> bool {
        item.checked.unwrap_or_else(|| self.chosen.contains(&item.value))
    }

    fn described(&self, item: &Choice, id: &str) -> String {
        let own = if shown(item.hint.as_ref()).is_some() { format!("{id}-item-hint") } else { String::new() };
        format!("{} {own}", self.described_by).trim().to_owned()
    }

    fn label(&self, item: &Choice, id: &str) -> Html {
        Label {
            content: item.content.clone(),
            of: id.to_owned(),
            classes: item.label.classes.behind(&format!("govuk-{}__label", self.kind)),
            attributes: item.label.attributes.clone(),
            ..Label::default()
        }
        .html()
    }

    fn hint(&self, item: &Choice, id: &str) -> Html {
        let hint = shown(item.hint.as_ref()).map(|hint| Hint {
            id: format!("{id}-item-hint"),
            classes: hint.classes.behind(&format!("govuk-{}__hint", self.kind)),
            ..hint.clone()
        });
        hint.map(|hint| hint.html()).unwrap_or_default()
    }
}

/// Each choice with its anchor: the first has the list's own, so that an error can lead to it.
fn anchored<'a>(items: &'a [Choice], id_prefix: &str) -> Vec<(String, &'a Choice)> {
    let anchor = |(place, item): (usize, &Choice)| match (item.id.is_empty(), item.number.unwrap_or(place + 1)) {
        (false, _) => item.id.clone(),
        (true, 1) => id_prefix.to_owned(),
        (true, number) => format!("{id_prefix}-{number}"),
    };
    items.iter().enumerate().map(|(place, item)| (anchor((place, item)), item)).collect()
}

fn shown(hint: Option<&Hint>) -> Option<&Hint> {
    hint.filter(|hint| !hint.content.is_empty())
}

/// The box round a group of fields.
#[derive(Template)]
#[template(
    source = "<div class=\"govuk-form-group{% if failed %} govuk-form-group--error{% endif %}{{ form_group.classes }}\"{{ form_group.attributes }}>\n{{ inside }}\n</div>",
    ext = "html"
)]
struct Boxed<'a> {
    form_group: &'a FormGroup,
    failed: bool,
    inside: &'a Html,
}

/// The box round a group of fields.
pub(crate) fn boxed(form_group: &FormGroup, failed: bool, inside: &Html) -> Html {
    Boxed { form_group, failed, inside }.html()
}
