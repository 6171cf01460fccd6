//! Where one is and where one can go.

use crate::{Attributes, Classes, Content, Html, loose};
use askama::Template;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// One step of the breadcrumbs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Breadcrumb {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Where to; empty for the page itself.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The way from home to here.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "breadcrumbs.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Breadcrumbs {
    /// The steps.
    pub items: Vec<Breadcrumb>,
    /// Whether only the first and last show on a narrow screen.
    pub collapse_on_mobile: bool,
    /// The landmark's name; `Breadcrumb` if `None`.
    pub label_text: Option<String>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One entry of the navigation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NavigationItem {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Where to; empty for plain words.
    pub href: String,
    /// Whether this is the page itself.
    pub current: bool,
    /// Whether the page lies in this part.
    pub active: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Markup at the edges of the service navigation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Slots {
    /// Before everything.
    #[serde(deserialize_with = "slot")]
    pub start: Html,
    /// After everything.
    #[serde(deserialize_with = "end_slot")]
    pub end: EndSlot,
    /// Before the first entry.
    #[serde(deserialize_with = "slot")]
    pub navigation_start: Html,
    /// After the last entry.
    #[serde(deserialize_with = "slot")]
    pub navigation_end: Html,
}

/// Markup after everything, perhaps on the same line.
#[derive(Debug, Clone, Default)]
pub struct EndSlot {
    /// The markup.
    pub html: Html,
    /// Whether it stands on the navigation's line.
    pub inline: bool,
}

fn slot<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Html, D::Error> {
    loose::text(deserializer).map(Html::trusted)
}

fn end_slot<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EndSlot, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(match &value {
        Value::String(markup) => EndSlot { html: Html::trusted(markup.clone()), inline: false },
        Value::Object(fields) => EndSlot {
            html: Html::trusted(fields.get("html").and_then(Value::as_str).unwrap_or_default()),
            inline: fields.get("align").and_then(Value::as_str) == Some("inline"),
        },
        _ => EndSlot::default(),
    })
}

/// The service's name and its parts.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "service-navigation.html")]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceNavigation {
    /// The service's name, or empty.
    pub service_name: String,
    /// Where its name leads, or empty.
    pub service_url: String,
    /// The parts.
    #[serde(deserialize_with = "loose::list")]
    pub navigation: Vec<NavigationItem>,
    /// Whether the parts fold away on a narrow screen; by default where there is more than one.
    pub collapse_navigation_on_mobile: Option<bool>,
    /// The button's word; `Menu` if empty.
    #[serde(deserialize_with = "loose::text")]
    pub menu_button_text: String,
    /// The button's name, or empty.
    #[serde(deserialize_with = "loose::text")]
    pub menu_button_label: String,
    /// The landmark's name; the button's word if empty.
    #[serde(deserialize_with = "loose::text")]
    pub navigation_label: String,
    /// The list's anchor; `navigation` if empty.
    #[serde(deserialize_with = "loose::text")]
    pub navigation_id: String,
    /// Further classes of the landmark.
    pub navigation_classes: Classes,
    /// The section's name; `Service information` if `None`.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub aria_label: Option<String>,
    /// Markup at the edges.
    pub slots: Slots,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ServiceNavigation {
    fn menu_text(&self) -> &str {
        if self.menu_button_text.is_empty() { "Menu" } else { &self.menu_button_text }
    }

    fn label(&self) -> &str {
        if self.navigation_label.is_empty() { self.menu_text() } else { &self.navigation_label }
    }

    fn list_id(&self) -> &str {
        if self.navigation_id.is_empty() { "navigation" } else { &self.navigation_id }
    }

    fn button_label(&self) -> Option<&str> {
        let label = self.menu_button_label.as_str();
        (!label.is_empty() && label != self.menu_text()).then_some(label)
    }

    fn collapses(&self) -> bool {
        self.collapse_navigation_on_mobile.unwrap_or(self.navigation.len() > 1)
    }

    fn has_list(&self) -> bool {
        !self.navigation.is_empty() || !self.slots.navigation_start.is_empty() || !self.slots.navigation_end.is_empty()
    }

    /// With a name or a slot it is a landmark of its own; otherwise the list's landmark is enough.
    fn is_section(&self) -> bool {
        !self.service_name.is_empty() || !self.slots.start.is_empty() || !self.slots.end.html.is_empty()
    }
}

/// The pages inside a part of the product, for one level beneath the service navigation (ours: a plain list of links in a landmark).
#[derive(Debug, Clone, Default, Template)]
#[template(path = "sub-navigation.html")]
pub struct SubNavigation {
    /// The landmark's name.
    pub label: String,
    /// The pages: words, address, and whether it is the page itself or the one that it lies beneath.
    pub items: Vec<NavigationItem>,
}

/// A link in the footer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FooterLink {
    /// Its words.
    #[serde(deserialize_with = "loose::text")]
    pub text: String,
    /// Where to.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A section of the footer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FooterSection {
    /// Its heading.
    #[serde(deserialize_with = "loose::text")]
    pub title: String,
    /// Columns of its list, if more than one.
    pub columns: Option<u8>,
    /// Its width: `full` if empty.
    pub width: String,
    /// Its links.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<FooterLink>,
}

/// Links and words at the foot.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FooterMeta {
    /// The list's hidden heading; `Support links` if empty.
    #[serde(deserialize_with = "loose::text")]
    pub visually_hidden_title: String,
    /// Words below the links, or empty.
    #[serde(flatten)]
    pub content: Content,
    /// The links.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<FooterLink>,
}

/// What the footer says about the licence of the content.
#[derive(Debug, Clone, Default)]
pub enum ContentLicence {
    /// The Open Government Licence, in GOV.UK's words.
    #[default]
    Usual,
    /// Other words beside its mark.
    Words(Content),
    /// Nothing.
    Unsaid,
}

/// What the footer says about copyright.
#[derive(Debug, Clone, Default)]
pub enum Copyright {
    /// Crown copyright, in GOV.UK's words.
    #[default]
    Crown,
    /// Other words.
    Words(Content),
    /// Nothing: this is not a service of the Crown (ours; no option of GOV.UK Frontend).
    Unsaid,
}

impl<'de> Deserialize<'de> for ContentLicence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<Content>::deserialize(deserializer)? {
            None => Self::Unsaid,
            Some(words) if words.is_empty() => Self::Usual,
            Some(words) => Self::Words(words),
        })
    }
}

impl<'de> Deserialize<'de> for Copyright {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<Content>::deserialize(deserializer)? {
            Some(words) if !words.is_empty() => Self::Words(words),
            _ => Self::Crown,
        })
    }
}

/// The footer, without the crown.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "footer.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Footer {
    /// Links and words at the foot, if any.
    pub meta: Option<FooterMeta>,
    /// Sections of links.
    #[serde(deserialize_with = "loose::list")]
    pub navigation: Vec<FooterSection>,
    /// The licence of the content.
    pub content_licence: ContentLicence,
    /// Whose copyright.
    pub copyright: Copyright,
    /// Further classes of the inner box.
    pub container_classes: Classes,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A link to the page before or after.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageLink {
    /// Its words; `Previous page` or `Next page` if empty.
    #[serde(flatten)]
    pub content: Content,
    /// What that page is about, or empty.
    #[serde(deserialize_with = "loose::text")]
    pub label_text: String,
    /// Where to; no link if empty.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A page's number, or the dots between far numbers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageNumber {
    /// The number.
    #[serde(deserialize_with = "loose::text")]
    pub number: String,
    /// Where to.
    pub href: String,
    /// The link's name; `Page 7` if `None`.
    #[serde(deserialize_with = "loose::maybe_text")]
    pub visually_hidden_text: Option<String>,
    /// Whether this is the page itself.
    pub current: bool,
    /// Whether this stands for pages left out.
    pub ellipsis: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Links to the pages of a long list.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "pagination.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Pagination {
    /// The numbers; absent for before and after only.
    pub items: Option<PageNumbers>,
    /// The page before.
    pub previous: Option<PageLink>,
    /// The page after.
    pub next: Option<PageLink>,
    /// The landmark's name; `Pagination` if empty.
    #[serde(deserialize_with = "loose::text")]
    pub landmark_label: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The numbers of a pagination; empty entries are left out on reading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct PageNumbers(#[serde(deserialize_with = "loose::list")] pub Vec<PageNumber>);

impl Pagination {
    fn is_block(&self) -> bool {
        self.items.is_none() && (self.next.is_some() || self.previous.is_some())
    }

    fn arrow(link: Option<&PageLink>) -> Option<&PageLink> {
        link.filter(|link| !link.href.is_empty())
    }
}
