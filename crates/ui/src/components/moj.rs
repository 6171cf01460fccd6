//! Patterns of MOJ Frontend: timeline, identity bar, filter, badge, the heading with its actions.
//!
//! MOJ publishes no fixtures; a test holds each class used here against its stylesheet and templates.

use super::{Button, Component as _};
use crate::{Attributes, Classes, Content, Form, Html};
use askama::Template;

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub struct Happening {
    /// What.
    pub label: Content,
    /// Who did it, or empty.
    pub byline: Content,
    /// When, for machines: `2026-10-01T10:30:00Z`.
    pub datetime: String,
    /// When, for readers: `1 October 2026 at 10:30am`.
    pub when: String,
    /// More about it, or empty.
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What happened, in the order it is given.
#[derive(Debug, Clone, Template)]
#[template(path = "timeline.html")]
pub struct Timeline {
    /// What happened.
    pub items: Vec<Happening>,
    /// The headings' level.
    pub heading_level: u8,
    /// The word before who did it.
    pub by: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { items: Vec::new(), heading_level: 2, by: "by".to_owned(), classes: Classes::default(), attributes: Attributes::default() }
    }
}

/// Who one is here, and what one may do about it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "identity-bar.html")]
pub struct IdentityBar {
    /// Who.
    pub title: Content,
    /// Links and small forms.
    pub menus: Vec<Html>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Filters of one kind that hold: their heading, and for each its words and the address without it.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// What they are about.
    pub heading: String,
    /// Words, and where the list is without the filter.
    pub items: Vec<(String, String)>,
}

/// What a list can be narrowed by, beside or above it. Its answers stand in the address: never anything about people.
#[derive(Debug, Clone, Template)]
#[template(path = "filter.html")]
pub struct Filter {
    /// Its heading.
    pub heading: String,
    /// The heading over what holds.
    pub chosen_heading: String,
    /// What holds; the part is left out if empty.
    pub chosen: Vec<Chosen>,
    /// Words and address of the list with nothing chosen.
    pub clear: (String, String),
    /// What a screen reader says before a filter's words.
    pub remove: String,
    /// The form ([`Form::get`]).
    pub form: Form,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Filter {
    /// A filter with the usual words, over the list at `address`.
    pub fn new(address: &str, form: Form) -> Self {
        Self {
            heading: "Filter".to_owned(),
            chosen_heading: "Selected filters".to_owned(),
            chosen: Vec::new(),
            clear: ("Clear filters".to_owned(), address.to_owned()),
            remove: "Remove this filter".to_owned(),
            form,
            attributes: Attributes::default(),
        }
    }
}

/// A word that sets a thing apart, smaller than a tag.
#[derive(Debug, Clone, Default, Template)]
#[template(source = "<span class=\"moj-badge{{ classes }}\"{{ attributes }}>{{ content }}</span>", ext = "html")]
pub struct Badge {
    /// The word.
    pub content: Content,
    /// Further classes, such as the colour.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A page's heading with its actions beside it.
#[derive(Debug, Clone, Template)]
#[template(path = "page-header-actions.html")]
pub struct PageHeaderActions {
    /// The heading.
    pub heading: Content,
    /// A line above it, or empty.
    pub caption: Content,
    /// Its level.
    pub level: u8,
    /// Its class.
    pub heading_classes: String,
    /// Buttons and small forms.
    pub items: Vec<Html>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl PageHeaderActions {
    /// A page's first heading.
    pub fn new(heading: impl Into<Content>) -> Self {
        Self {
            heading: heading.into(),
            caption: Content::default(),
            level: 1,
            heading_classes: "govuk-heading-l".to_owned(),
            items: Vec::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// With a link that looks like a button.
    #[must_use]
    pub fn link(mut self, words: &str, href: &str) -> Self {
        let classes = if self.items.is_empty() { Classes::default() } else { "govuk-button--secondary".into() };
        self.items.push(Button { content: words.into(), href: href.to_owned(), classes, ..Button::default() }.html());
        self
    }

    /// With a small form, such as a button alone.
    #[must_use]
    pub fn form(mut self, form: &Form) -> Self {
        self.items.push(form.show());
        self
    }
}
