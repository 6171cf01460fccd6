//! What a reader can write: a line, a paragraph, a password, a file.

use super::forms::Said;
use super::{Button, Component as _};
use crate::{Attributes, Classes, Content, ErrorMessage, FormGroup, Hint, Html, Label, loose};
use askama::Template;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A unit before or behind an input, or the box round both.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Affix {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One line to write.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "input.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Input {
    /// Anchor; its name if empty.
    #[serde(deserialize_with = "loose::text")]
    pub id: String,
    /// The name it is sent under.
    #[serde(deserialize_with = "loose::text")]
    pub name: String,
    /// `text` if empty.
    #[serde(rename = "type")]
    pub kind: String,
    /// The keyboard a phone offers, or empty.
    pub inputmode: String,
    /// What stands in it, if anything.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub value: Option<String>,
    /// Whether nothing can be written.
    pub disabled: bool,
    /// Anchors of further words about it, or empty.
    pub described_by: String,
    /// Its label.
    pub label: Label,
    /// Help, if any.
    pub hint: Option<Hint>,
    /// What to mend, if anything.
    pub error_message: Option<ErrorMessage>,
    /// A unit before it.
    pub prefix: Affix,
    /// A unit behind it.
    pub suffix: Affix,
    /// The box round it.
    pub form_group: FormGroup,
    /// The inner box, where there are units.
    pub input_wrapper: Affix,
    /// What a browser may fill in, or empty.
    pub autocomplete: String,
    /// What a keyboard may begin with a capital, or empty.
    pub autocapitalize: String,
    /// What a browser checks, or empty.
    pub pattern: String,
    /// Whether spelling is checked; unsaid if `None`.
    pub spellcheck: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Input {
    fn anchor(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn said(&self) -> Said<'_> {
        Said { anchor: self.anchor(), by: &self.described_by, hint: self.hint.as_ref(), error: self.error_message.as_ref() }
    }

    fn is_wrapped(&self) -> bool {
        [&self.prefix.content, &self.suffix.content, &self.form_group.before_input, &self.form_group.after_input]
            .into_iter()
            .any(|part| !part.is_empty())
    }
}

/// Several lines to write.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "textarea.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Textarea {
    /// Anchor; its name if empty.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// What stands in it.
    #[serde(deserialize_with = "loose::text")]
    pub value: String,
    /// Lines shown; 5 if `None`.
    pub rows: Option<u32>,
    /// Whether nothing can be written.
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
    /// What a browser may fill in, or empty.
    pub autocomplete: String,
    /// Whether spelling is checked; unsaid if `None`.
    pub spellcheck: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Textarea {
    fn anchor(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn said(&self) -> Said<'_> {
        Said { anchor: self.anchor(), by: &self.described_by, hint: self.hint.as_ref(), error: self.error_message.as_ref() }
    }
}

/// Texts of a script in another language than English: an attribute each, where there is a text.
pub(super) fn translated(attributes: Attributes, key: &str, text: &str) -> Attributes {
    if text.is_empty() { attributes } else { attributes.and(&format!("data-i18n.{key}"), text) }
}

/// The same for a text in several numbers: `one`, `other`.
fn translated_by_number(attributes: Attributes, key: &str, texts: &BTreeMap<String, String>) -> Attributes {
    texts.iter().fold(attributes, |attributes, (number, text)| attributes.and(&format!("data-i18n.{key}.{number}"), text))
}

/// Several lines with a limit, and a count of what is left.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct CharacterCount {
    /// The field.
    #[serde(flatten)]
    pub textarea: Textarea,
    /// Characters at most, unless words are counted.
    pub maxlength: Option<u32>,
    /// Words at most.
    pub maxwords: Option<u32>,
    /// The share of the limit, in per cent, from which the count is shown.
    pub threshold: Option<u32>,
    /// `characters` or `words`, or empty for what the limit says.
    pub count_type: String,
    /// Words about the limit without script; `%{count}` stands for it. GOV.UK's words if empty.
    pub textarea_description_text: String,
    /// The count's own words.
    pub count_message: Affix,
    /// In other languages: below the limit in characters.
    pub characters_under_limit_text: BTreeMap<String, String>,
    /// At the limit in characters.
    pub characters_at_limit_text: String,
    /// Over the limit in characters.
    pub characters_over_limit_text: BTreeMap<String, String>,
    /// Below the limit in words.
    pub words_under_limit_text: BTreeMap<String, String>,
    /// At the limit in words.
    pub words_at_limit_text: String,
    /// Over the limit in words.
    pub words_over_limit_text: BTreeMap<String, String>,
}

impl CharacterCount {
    fn counted(&self) -> &str {
        match (self.count_type.is_empty(), self.maxwords) {
            (false, _) => &self.count_type,
            (true, Some(_)) => "words",
            (true, None) => "",
        }
    }

    fn description(&self) -> String {
        let Some(limit) = self.maxwords.or(self.maxlength) else { return String::new() };
        let what = if self.counted() == "words" { "words" } else { "characters" };
        let usual = format!("You can enter up to %{{count}} {what}");
        let words = if self.textarea_description_text.is_empty() { &usual } else { &self.textarea_description_text };
        words.replace("%{count}", &limit.to_string())
    }

    fn attributes(&self) -> Attributes {
        let mut all = Attributes::one("data-module", "govuk-character-count");
        for (name, number) in [("data-maxlength", self.maxlength), ("data-maxwords", self.maxwords), ("data-threshold", self.threshold)] {
            if let Some(number) = number {
                all = all.and(name, number.to_string());
            }
        }
        if !self.counted().is_empty() {
            all = all.and("data-count-type", self.counted());
        }
        if self.maxwords.or(self.maxlength).is_none() {
            all = translated(all, "textarea-description.other", &self.textarea_description_text);
        }
        all = translated_by_number(all, "characters-under-limit", &self.characters_under_limit_text);
        all = translated(all, "characters-at-limit", &self.characters_at_limit_text);
        all = translated_by_number(all, "characters-over-limit", &self.characters_over_limit_text);
        all = translated_by_number(all, "words-under-limit", &self.words_under_limit_text);
        all = translated(all, "words-at-limit", &self.words_at_limit_text);
        all = translated_by_number(all, "words-over-limit", &self.words_over_limit_text);
        all.with(&self.textarea.form_group.attributes)
    }

    fn whole(&self) -> Html {
        let info = format!("{}-info", self.textarea.anchor());
        let mut after = Hint {
            content: self.description().into(),
            id: info.clone(),
            classes: self.count_message.classes.behind("govuk-character-count__message"),
            ..Hint::default()
        }
        .html();
        after.push(&self.textarea.form_group.after_input.to_html());
        let form_group = FormGroup {
            classes: self.textarea.form_group.classes.behind("govuk-character-count"),
            attributes: self.attributes(),
            before_input: self.textarea.form_group.before_input.clone(),
            after_input: after.into(),
        };
        let classes = self.textarea.classes.behind("govuk-js-character-count");
        Textarea { described_by: info, form_group, classes, ..self.textarea.clone() }.html()
    }
}

/// A password, with a button that shows it where script runs.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct PasswordInput {
    /// The field. Its kind, spelling and capitals are set.
    #[serde(flatten)]
    pub input: Input,
    /// The button that shows it: its classes.
    pub button: Affix,
    /// The button's word in another language; `Show` if empty.
    pub show_password_text: String,
    /// Its word once pressed.
    pub hide_password_text: String,
    /// The button's name for screen readers; `Show password` if empty.
    pub show_password_aria_label_text: String,
    /// Its name once pressed.
    pub hide_password_aria_label_text: String,
    /// What a screen reader says once the password shows.
    pub password_shown_announcement_text: String,
    /// What it says once it is hidden again.
    pub password_hidden_announcement_text: String,
}

impl PasswordInput {
    fn whole(&self) -> Html {
        let or = |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
        let mut attributes = Attributes::one("data-module", "govuk-password-input");
        for (key, text) in [
            ("show-password", &self.show_password_text),
            ("hide-password", &self.hide_password_text),
            ("show-password-aria-label", &self.show_password_aria_label_text),
            ("hide-password-aria-label", &self.hide_password_aria_label_text),
            ("password-shown-announcement", &self.password_shown_announcement_text),
            ("password-hidden-announcement", &self.password_hidden_announcement_text),
        ] {
            attributes = translated(attributes, key, text);
        }
        let mut after = Button {
            content: or(&self.show_password_text, "Show").into(),
            kind: "button".to_owned(),
            classes: self.button.classes.behind("govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"),
            attributes: Attributes::one("aria-controls", self.input.anchor())
                .and("aria-label", or(&self.show_password_aria_label_text, "Show password"))
                .flag("hidden"),
            ..Button::default()
        }
        .html();
        after.push(&self.input.form_group.after_input.to_html());
        Input {
            kind: "password".to_owned(),
            spellcheck: Some(false),
            autocapitalize: "none".to_owned(),
            autocomplete: or(&self.input.autocomplete, "current-password"),
            classes: self.input.classes.behind("govuk-password-input__input govuk-js-password-input-input"),
            input_wrapper: Affix { classes: "govuk-password-input__wrapper".into(), ..Affix::default() },
            form_group: FormGroup {
                classes: self.input.form_group.classes.behind("govuk-password-input"),
                attributes: attributes.with(&self.input.form_group.attributes),
                before_input: self.input.form_group.before_input.clone(),
                after_input: after.into(),
            },
            ..self.input.clone()
        }
        .html()
    }
}

/// A file to send.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "file-upload.html")]
#[serde(rename_all = "camelCase", default)]
pub struct FileUpload {
    /// Anchor; its name if empty.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// Whether a script may offer a place to drop files on.
    pub javascript: bool,
    /// Whether several may be sent.
    pub multiple: bool,
    /// Whether none can be sent.
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
    /// The script's button in another language.
    pub choose_files_button_text: String,
    /// What it says before a file is chosen.
    pub no_file_chosen_text: String,
    /// What it says of several files.
    pub multiple_files_chosen_text: BTreeMap<String, String>,
    /// What it says of dropping.
    pub drop_instruction_text: String,
    /// What a screen reader says as a file comes over the place.
    pub entered_drop_zone_text: String,
    /// What it says as the file leaves.
    pub left_drop_zone_text: String,
    /// Further classes of the place.
    pub wrapper_classes: Classes,
    /// Further attributes of the place.
    pub wrapper_attributes: Attributes,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl FileUpload {
    fn anchor(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn said(&self) -> Said<'_> {
        Said { anchor: self.anchor(), by: &self.described_by, hint: self.hint.as_ref(), error: self.error_message.as_ref() }
    }

    fn translations(&self) -> Attributes {
        let all = translated(Attributes::default(), "choose-files-button", &self.choose_files_button_text);
        let all = translated(all, "no-file-chosen", &self.no_file_chosen_text);
        let all = translated_by_number(all, "multiple-files-chosen", &self.multiple_files_chosen_text);
        let all = translated(all, "drop-instruction", &self.drop_instruction_text);
        let all = translated(all, "entered-drop-zone", &self.entered_drop_zone_text);
        translated(all, "left-drop-zone", &self.left_drop_zone_text)
    }
}
