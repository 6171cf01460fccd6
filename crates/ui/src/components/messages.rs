//! What went wrong and what has happened.

use crate::{Attributes, Classes, Content, loose};
use askama::Template;
use serde::Deserialize;

/// One thing to mend.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorItem {
    /// What and how.
    #[serde(flatten)]
    pub content: Content,
    /// The field to mend, or empty.
    pub href: String,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

/// Everything to mend on a page.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "error-summary.html")]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorSummary {
    /// Its heading.
    #[serde(flatten, deserialize_with = "loose::title")]
    pub title: Content,
    /// A sentence before the list, or empty.
    #[serde(flatten, deserialize_with = "loose::description")]
    pub description: Content,
    /// The list.
    #[serde(deserialize_with = "loose::list")]
    pub error_list: Vec<ErrorItem>,
    /// Whether it must not take the focus; unsaid if `None`.
    pub disable_auto_focus: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Says what has happened or what matters now.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "notification-banner.html")]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationBanner {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its heading; `Important` or `Success` if empty.
    #[serde(flatten, deserialize_with = "loose::title")]
    pub title: Content,
    /// The heading's level; 2 if absent.
    pub title_heading_level: Option<u8>,
    /// `success`, or empty.
    #[serde(rename = "type")]
    pub kind: String,
    /// Role, or empty for the kind's own.
    pub role: String,
    /// The heading's anchor, or empty for the usual one.
    pub title_id: String,
    /// Whether it must not take the focus; unsaid if `None`.
    pub disable_auto_focus: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl NotificationBanner {
    fn is_success(&self) -> bool {
        self.kind == "success"
    }

    fn heading(&self) -> Content {
        match (self.title.is_empty(), self.is_success()) {
            (false, _) => self.title.clone(),
            (true, true) => "Success".into(),
            (true, false) => "Important".into(),
        }
    }

    fn heading_id(&self) -> &str {
        if self.title_id.is_empty() { "govuk-notification-banner-title" } else { &self.title_id }
    }

    fn role_or_usual(&self) -> &str {
        match (self.role.is_empty(), self.is_success()) {
            (false, _) => &self.role,
            (true, true) => "alert",
            (true, false) => "region",
        }
    }
}
