//! A field as its component.

use super::field::{Answer, Field, Kind, PARTS};
use crate::texts::Texts;
use crate::{
    Affix, Attributes, CharacterCount, Checkboxes, Choice, Classes, Component as _, Content, DateInput, DateItem, DatePart, ErrorMessage,
    Fieldset, FileUpload, FormGroup, Hint, Html, Input, Label, Legend, PasswordInput, Radios, Select, SelectItem, Textarea,
};

/// Fields that belong together.
pub(super) fn group(legend: Content, inside: Html) -> Html {
    let legend = Legend { content: legend, classes: "govuk-fieldset__legend--m".into(), ..Legend::default() };
    Fieldset { legend, html: inside, classes: "app-group".into(), ..Fieldset::default() }.html()
}

/// Words where no markup can stand.
fn plain(words: &Content) -> String {
    match words {
        Content::Text(words) => words.clone(),
        Content::Html(words) => words.as_str().to_owned(),
    }
}

impl Field {
    /// The field, under an anchor that begins with `prefix`.
    pub(super) fn show(&self, prefix: &str, texts: &'static Texts) -> Html {
        Showing { field: self, prefix, texts }.html()
    }
}

struct Showing<'a> {
    field: &'a Field,
    prefix: &'a str,
    texts: &'static Texts,
}

impl Showing<'_> {
    fn html(&self) -> Html {
        match &self.field.kind {
            Kind::Line { kind, inputmode } => self.line(kind, inputmode).html(),
            Kind::Password => self.password(),
            Kind::Lines { rows, at_most } => self.lines(*rows, *at_most),
            Kind::OneOf { answers, inline } => self.one_of(answers, *inline),
            Kind::AnyOf { answers } => self.any_of(answers),
            Kind::Choose { answers } => self.choose(answers),
            Kind::Date => self.date(),
            Kind::File { accept, several } => self.file(accept, *several),
        }
    }

    fn id(&self) -> String {
        format!("{}{}", self.prefix, self.field.name)
    }

    fn asks(&self) -> Content {
        match (&self.field.label, self.field.is_optional) {
            (Content::Text(words), true) => Content::Text(format!("{words} ({})", self.texts.optional)),
            (Content::Html(words), true) => Content::Html(Html::trusted(format!("{words} ({})", self.texts.optional))),
            (words, false) => words.clone(),
        }
    }

    fn label(&self) -> Label {
        let size = if self.field.is_heading { "govuk-label--l" } else { "govuk-label--s" };
        Label { content: self.asks(), is_page_heading: self.field.is_heading, classes: size.into(), ..Label::default() }
    }

    fn fieldset(&self) -> Option<Fieldset> {
        let size = if self.field.is_heading { "govuk-fieldset__legend--l" } else { "govuk-fieldset__legend--s" };
        let legend = Legend { content: self.asks(), is_page_heading: self.field.is_heading, classes: size.into() };
        (!self.field.label.is_empty()).then(|| Fieldset { legend, ..Fieldset::default() })
    }

    fn hint(&self) -> Option<Hint> {
        (!self.field.hint.is_empty()).then(|| Hint { content: self.field.hint.clone(), ..Hint::default() })
    }

    fn error(&self) -> Option<ErrorMessage> {
        self.field.fault.as_ref().map(|(_, message)| ErrorMessage {
            content: message.as_str().into(),
            visually_hidden_text: Some(self.texts.error.to_owned()),
            ..ErrorMessage::default()
        })
    }

    fn classes(&self) -> Classes {
        let width = self.field.width.map(|width| format!("govuk-input--width-{width} ")).unwrap_or_default();
        Classes::from(format!("{width}{}", self.field.classes).trim())
    }

    fn line(&self, kind: &str, inputmode: &str) -> Input {
        Input {
            id: self.id(),
            name: self.field.name.clone(),
            kind: kind.to_owned(),
            inputmode: inputmode.to_owned(),
            value: self.field.values.first().cloned(),
            label: self.label(),
            hint: self.hint(),
            error_message: self.error(),
            prefix: Affix { content: self.field.before.clone(), ..Affix::default() },
            suffix: Affix { content: self.field.behind.clone(), ..Affix::default() },
            autocomplete: self.field.autocomplete.clone(),
            spellcheck: self.field.spellcheck,
            classes: self.classes(),
            ..Input::default()
        }
    }

    fn password(&self) -> Html {
        // Never with what was sent.
        PasswordInput { input: Input { value: None, ..self.line("password", "") }, ..PasswordInput::default() }.html()
    }

    fn lines(&self, rows: u32, at_most: Option<u32>) -> Html {
        let textarea = Textarea {
            id: self.id(),
            name: self.field.name.clone(),
            value: self.field.value_or_empty(),
            rows: Some(rows),
            label: self.label(),
            hint: self.hint(),
            error_message: self.error(),
            autocomplete: self.field.autocomplete.clone(),
            spellcheck: self.field.spellcheck,
            classes: self.classes(),
            ..Textarea::default()
        };
        let Some(maxlength) = at_most else { return textarea.html() };
        let words = self.texts.characters_at_most.to_owned();
        CharacterCount { textarea, maxlength: Some(maxlength), textarea_description_text: words, ..CharacterCount::default() }.html()
    }

    fn choices(&self, answers: &[Answer]) -> Vec<Choice> {
        let choice = |answer: &Answer| {
            if answer.divides {
                return Choice { divider: plain(&answer.words), ..Choice::default() };
            }
            let mut conditional = Html::default();
            for field in &answer.asks {
                conditional.push(&field.show(self.prefix, self.texts));
            }
            Choice {
                content: answer.words.clone(),
                value: answer.value.clone(),
                hint: Some(Hint { content: answer.hint.clone(), ..Hint::default() }),
                conditional,
                behaviour: if answer.alone { "exclusive".to_owned() } else { String::new() },
                ..Choice::default()
            }
        };
        answers.iter().map(choice).collect()
    }

    fn one_of(&self, answers: &[Answer], inline: bool) -> Html {
        Radios {
            name: self.field.name.clone(),
            id_prefix: self.id(),
            items: self.choices(answers),
            value: self.field.value_or_empty(),
            fieldset: self.fieldset(),
            hint: self.hint(),
            error_message: self.error(),
            classes: if inline { self.classes().behind("govuk-radios--inline") } else { self.classes() },
            ..Radios::default()
        }
        .html()
    }

    fn any_of(&self, answers: &[Answer]) -> Html {
        Checkboxes {
            name: self.field.name.clone(),
            id_prefix: self.id(),
            items: self.choices(answers),
            values: self.field.values.clone(),
            fieldset: self.fieldset(),
            hint: self.hint(),
            error_message: self.error(),
            classes: self.classes(),
            ..Checkboxes::default()
        }
        .html()
    }

    fn choose(&self, answers: &[Answer]) -> Html {
        let item = |answer: &Answer| SelectItem { text: plain(&answer.words), value: Some(answer.value.clone()), ..SelectItem::default() };
        Select {
            id: self.id(),
            name: self.field.name.clone(),
            items: answers.iter().map(item).collect(),
            value: self.field.values.first().cloned(),
            label: self.label(),
            hint: self.hint(),
            error_message: self.error(),
            form_group: FormGroup::default(),
            classes: self.classes(),
            ..Select::default()
        }
        .html()
    }

    fn date(&self) -> Html {
        let failed = self.field.fault.as_ref().map(|(part, _)| part.as_str()).filter(|part| !part.is_empty());
        let [day, month, year] = PARTS;
        let part = |place: usize, name: &str, label: &str| {
            DatePart::As(Box::new(DateItem {
                name: name.to_owned(),
                label: label.to_owned(),
                value: self.field.values.get(place).filter(|value| !value.is_empty()).cloned(),
                error: failed.map(|failed| failed == name),
                ..DateItem::default()
            }))
        };
        DateInput {
            id: self.id(),
            name_prefix: self.field.name.clone(),
            day: part(0, day, self.texts.day),
            month: part(1, month, self.texts.month),
            year: part(2, year, self.texts.year),
            fieldset: self.fieldset(),
            hint: self.hint(),
            error_message: self.error(),
            ..DateInput::default()
        }
        .html()
    }

    fn file(&self, accept: &str, several: bool) -> Html {
        FileUpload {
            id: self.id(),
            name: self.field.name.clone(),
            multiple: several,
            label: self.label(),
            hint: self.hint(),
            error_message: self.error(),
            classes: self.classes(),
            attributes: if accept.is_empty() { Attributes::default() } else { Attributes::one("accept", accept) },
            ..FileUpload::default()
        }
        .html()
    }
}
