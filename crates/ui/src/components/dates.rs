//! A date in three parts.

use super::Component as _;
use super::choices::boxed;
use super::forms::Said;
use crate::{Attributes, Classes, ErrorMessage, Fieldset, FormGroup, Hint, Html, Input, Label, loose};
use askama::Template;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// One part of a date.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DateItem {
    /// The name it is sent under, behind the prefix; `day`, `month` or `year` if empty.
    pub name: String,
    /// Its label; the name with a capital if empty.
    pub label: String,
    /// What stands in it; the input's value for its name if `None`.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub value: Option<String>,
    /// Anchor, or empty for the input's with its name.
    pub id: String,
    /// Whether this part is what to mend; every part if none says so.
    pub error: Option<bool>,
    /// The keyboard a phone offers; `numeric` if empty.
    pub inputmode: String,
    /// What a browser may fill in, or empty.
    pub autocomplete: String,
    /// What a browser checks, or empty.
    pub pattern: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Whether and how a part is asked.
#[derive(Debug, Clone, Default)]
pub enum DatePart {
    /// As usual.
    #[default]
    Usual,
    /// With something of its own.
    As(Box<DateItem>),
    /// Not at all.
    Unasked,
}

impl<'de> Deserialize<'de> for DatePart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_object() {
            return serde_json::from_value(value).map(|item| Self::As(Box::new(item))).map_err(serde::de::Error::custom);
        }
        Ok(Self::Unasked)
    }
}

/// A date to write.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct DateInput {
    /// Anchor.
    pub id: String,
    /// What the parts' names begin with, before a hyphen; or empty.
    pub name_prefix: String,
    /// The day.
    pub day: DatePart,
    /// The month.
    pub month: DatePart,
    /// The year.
    pub year: DatePart,
    /// Parts in place of day, month and year; none if empty.
    pub items: Vec<DateItem>,
    /// What stands in the parts, by name.
    #[serde(deserialize_with = "loose::texts")]
    pub values: BTreeMap<String, String>,
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

#[derive(Template)]
#[template(path = "date-parts.html")]
struct Parts<'a> {
    input: &'a DateInput,
    words: Html,
    inputs: Vec<Html>,
}

/// A part with what `day`, `month` and `year` bring with them.
struct Asked {
    item: DateItem,
    width: u8,
}

impl DateInput {
    fn whole(&self) -> Html {
        let by = self.fieldset.as_ref().map_or("", |group| group.described_by.as_str());
        let said = Said { anchor: &self.id, by, hint: self.hint.as_ref(), error: self.error_message.as_ref() };
        let asked = self.asked();
        let one_failed = asked.iter().any(|part| has_failed(&part.item));
        let inputs = asked.iter().map(|part| self.part(part, one_failed)).collect();
        let inside = Parts { input: self, words: said.words(), inputs }.html();
        let inside = match &self.fieldset {
            // The role makes screen readers say what describes a group of text fields.
            Some(fieldset) => {
                Fieldset { described_by: said.described(), role: "group".to_owned(), html: inside, ..fieldset.clone() }.html()
            }
            None => inside,
        };
        boxed(&self.form_group, self.error_message.is_some(), &inside)
    }

    fn asked(&self) -> Vec<Asked> {
        let usual = [("day", &self.day), ("month", &self.month), ("year", &self.year)];
        if self.items.is_empty() {
            let ask = |(name, part): (&str, &DatePart)| {
                let width = if name == "year" { 4 } else { 2 };
                let mut item = match part {
                    DatePart::Unasked => return None,
                    DatePart::Usual => DateItem { value: self.values.get(name).cloned(), ..DateItem::default() },
                    DatePart::As(item) => item.as_ref().clone(),
                };
                if item.name.is_empty() {
                    name.clone_into(&mut item.name);
                }
                Some(Asked { item, width })
            };
            return usual.into_iter().filter_map(ask).collect();
        }
        let ask = |item: &DateItem| {
            let own = |(name, part): (&str, &DatePart)| match part {
                DatePart::Usual if item.name == name => Some((name == "year", self.values.get(name).cloned())),
                DatePart::As(own) if item.name == name || item.name == own.name => Some((name == "year", own.value.clone())),
                _ => None,
            };
            let (is_year, value) = usual.into_iter().find_map(own).unwrap_or_default();
            let item = DateItem { value: item.value.clone().or(value), ..item.clone() };
            Asked { item, width: if is_year { 4 } else { 2 } }
        };
        self.items.iter().map(ask).collect()
    }

    fn part(&self, Asked { item, width }: &Asked, one_failed: bool) -> Html {
        let name = if self.name_prefix.is_empty() { item.name.clone() } else { format!("{}-{}", self.name_prefix, item.name) };
        let mut classes = item.classes.clone();
        if !classes.any_begins("govuk-input--width-") {
            classes = classes.behind(&format!("govuk-input--width-{width}"));
        }
        let by_the_whole = item.error != Some(false) && self.error_message.is_some() && !one_failed;
        if !item.classes.any_begins("govuk-input--error") && (has_failed(item) || by_the_whole) {
            classes = classes.behind("govuk-input--error");
        }
        Input {
            label: Label {
                content: if item.label.is_empty() { capitalized(&item.name) } else { item.label.clone() }.into(),
                classes: "govuk-date-input__label".into(),
                ..Label::default()
            },
            id: if item.id.is_empty() { format!("{}-{}", self.id, item.name) } else { item.id.clone() },
            classes: classes.behind("govuk-date-input__input"),
            value: item.value.clone().or_else(|| self.values.get(&name).cloned()),
            name,
            inputmode: if item.inputmode.is_empty() { "numeric" } else { &item.inputmode }.to_owned(),
            autocomplete: item.autocomplete.clone(),
            pattern: item.pattern.clone(),
            attributes: item.attributes.clone(),
            ..Input::default()
        }
        .html()
    }
}

fn has_failed(item: &DateItem) -> bool {
    item.error == Some(true) || item.classes.any_begins("govuk-input--error")
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
