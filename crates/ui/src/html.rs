//! Text and markup kept apart by type: only [`Html`] reaches a page unescaped.

use serde::{Deserialize, Deserializer};
use std::fmt;

/// Markup that is already safe: a rendered component, or text that was escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Vouches for markup. Never for anything a user or a file said: that goes through [`Html::escape`].
    pub fn trusted(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// Text as markup.
    pub fn escape(text: &str) -> Self {
        let mut markup = String::with_capacity(text.len());
        push_escaped(&mut markup, text);
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds markup after this.
    pub fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Appends `text` to `markup`, escaped for an element's content and for a quoted attribute.
///
/// Characters that HTML forbids even as references (NUL and the other controls) become U+FFFD.
pub fn push_escaped(markup: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            // A reference to it is an error in HTML, and as it stands it reads as a line's end.
            '\r' => markup.push('\n'),
            '\t' | '\n' => markup.push(c),
            c if c.is_control() || is_noncharacter(c) => markup.push('\u{fffd}'),
            c => markup.push(c),
        }
    }
}

/// Markup without the characters that HTML forbids, however they came in: the last gate of a page or a paper.
#[must_use]
pub fn without_forbidden(markup: String) -> String {
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || is_noncharacter(c);
    if markup.contains(forbidden) { markup.replace(forbidden, "\u{fffd}") } else { markup }
}

/// U+FDD0 to U+FDEF and the last two of each plane: never characters, forbidden in XML and a parse error in HTML.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// What stands inside an element: plain words, escaped when printed, or markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Plain words.
    Text(String),
    /// Markup.
    Html(Html),
}

impl Content {
    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Html(html) => html.is_empty(),
        }
    }

    /// Whether it is markup.
    pub fn is_html(&self) -> bool {
        matches!(self, Self::Html(_))
    }

    /// It as markup.
    pub fn to_html(&self) -> Html {
        match self {
            Self::Text(text) => Html::escape(text),
            Self::Html(html) => html.clone(),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Html> for Content {
    fn from(html: Html) -> Self {
        Self::Html(html)
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(Html::escape(text).as_str()),
            Self::Html(html) => f.write_str(html.as_str()),
        }
    }
}

impl askama::filters::HtmlSafe for Content {}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::loose::content(deserializer, "text", "html")
    }
}

/// Classes beyond the component's own, separated by spaces. Printed with a space before, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes(String);

impl Classes {
    /// These behind `first`.
    #[must_use]
    pub fn behind(&self, first: &str) -> Self {
        Self(format!("{first} {}", self.0).trim().to_owned())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These without a space before.
    pub fn plain(&self) -> &str {
        &self.0
    }

    /// Whether a class begins with `part`.
    pub fn any_begins(&self, part: &str) -> bool {
        self.0.split_whitespace().any(|class| class.starts_with(part))
    }
}

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::loose::text(deserializer).map(Self)
    }
}

impl From<&str> for Classes {
    fn from(classes: &str) -> Self {
        Self(classes.to_owned())
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " {}", Html::escape(&self.0)) }
    }
}

impl askama::filters::HtmlSafe for Classes {}

/// Further attributes of an element. Printed with a space before each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(String, Option<String>)>);

impl Attributes {
    /// One attribute with a value.
    pub fn one(name: &str, value: impl Into<String>) -> Self {
        Self::default().and(name, value)
    }

    /// A further attribute with a value.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), Some(value.into())));
        self
    }

    /// A further attribute that is there or not, without a value.
    #[must_use]
    pub fn flag(mut self, name: &str) -> Self {
        self.0.push((name.to_owned(), None));
        self
    }

    /// These and then `more`.
    #[must_use]
    pub fn with(mut self, more: &Self) -> Self {
        self.0.extend(more.0.iter().cloned());
        self
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Some(value) => write!(f, " {}=\"{}\"", Html::escape(name), Html::escape(value))?,
                None => write!(f, " {}", Html::escape(name))?,
            }
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Attributes {}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = serde_json::Map::deserialize(deserializer)?;
        Ok(fields.into_iter().fold(Self::default(), |attributes, (name, value)| crate::loose::attribute(attributes, &name, &value)))
    }
}
