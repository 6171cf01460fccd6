//! Components of one element or two.

use crate::{Attributes, Classes, Content, loose};
use askama::Template;
use serde::Deserialize;

/// A link to the main content, seen when focused.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "skip-link.html")]
#[serde(rename_all = "camelCase", default)]
pub struct SkipLink {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Where to; `#content` if empty.
    pub href: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A link to the page before.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "back-link.html")]
#[serde(rename_all = "camelCase", default)]
pub struct BackLink {
    /// Its words; `Back` if empty.
    #[serde(flatten)]
    pub content: Content,
    /// Where to; `#` if empty.
    pub href: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A word of status.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "tag.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Tag {
    /// Its word.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes, such as the colour.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Words set apart.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "inset-text.html")]
#[serde(rename_all = "camelCase", default)]
pub struct InsetText {
    /// The words.
    #[serde(flatten)]
    pub content: Content,
    /// Anchor, or empty.
    pub id: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Something not to be overlooked.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "warning-text.html")]
#[serde(rename_all = "camelCase", default)]
pub struct WarningText {
    /// The words.
    #[serde(flatten)]
    pub content: Content,
    /// What a screen reader says for the exclamation mark; `Warning` if empty.
    pub icon_fallback_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Something folded away.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "details.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// The words one presses.
    #[serde(flatten, deserialize_with = "loose::summary")]
    pub summary: Content,
    /// What is inside.
    #[serde(flatten)]
    pub content: Content,
    /// Anchor, or empty.
    pub id: String,
    /// Whether it is open at first.
    pub open: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A phase banner's tag.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PhaseTag {
    /// Its word.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
}

/// Says how finished a service is.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "phase-banner.html")]
#[serde(rename_all = "camelCase", default)]
pub struct PhaseBanner {
    /// The tag.
    pub tag: PhaseTag,
    /// The words beside it.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A button, or a link that looks like one.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "button.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Button {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Where to: makes it a link.
    pub href: String,
    /// The form field's name, or empty.
    pub name: String,
    /// The form field's value, or empty.
    pub value: String,
    /// `submit` if empty.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it can't be pressed.
    pub disabled: bool,
    /// Whether a second press soon after is ignored; unsaid if `None`.
    pub prevent_double_click: Option<bool>,
    /// Whether it starts a service.
    pub is_start_button: bool,
    /// Anchor, or empty.
    pub id: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}
