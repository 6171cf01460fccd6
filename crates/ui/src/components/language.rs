//! One page in several languages.

use crate::{Attributes, Classes, Content, loose};
use askama::Template;
use serde::Deserialize;

/// One language a page is in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Language {
    /// Its name, in itself.
    #[serde(flatten)]
    pub content: Content,
    /// Where the page is in it; empty for the page itself.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
    /// Its code, or empty.
    pub lang: String,
    /// The code of what the link leads to; its own if empty.
    pub href_lang: String,
    /// The way it is written: `rtl`, or empty.
    pub dir: String,
    /// Words for screen readers only, in the page's language; or empty.
    pub language_description_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The languages a page is in.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "language-navigation.html")]
#[serde(rename_all = "camelCase", default)]
pub struct LanguageNavigation {
    /// The landmark's name; `Language` if empty.
    pub aria_label: String,
    /// The languages.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<Language>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}
