//! What is to be done, what was done, and facets of one thing: task list, panel, tabs, accordion.

use super::Button;
use super::Component as _;
use super::inputs::translated;
use crate::{Attributes, Classes, Content, Html, Tag, loose};
use askama::Template;
use serde::Deserialize;

/// The name of a task.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TaskTitle {
    /// Its words.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
}

/// How far a task is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TaskStatus {
    /// As a tag, if any.
    pub tag: Option<Tag>,
    /// As words, where there is no tag.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: Classes,
}

/// One task.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Task {
    /// Its name.
    pub title: TaskTitle,
    /// Where to, or empty for one that can't be begun yet.
    pub href: String,
    /// Help, if any.
    pub hint: Option<Content>,
    /// How far it is.
    pub status: TaskStatus,
    /// Its number for its anchors; its place if `None`.
    pub number: Option<usize>,
    /// Further classes.
    pub classes: Classes,
}

/// Tasks and how far they are.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "task-list.html")]
#[serde(rename_all = "camelCase", default)]
pub struct TaskList {
    /// The tasks.
    #[serde(deserialize_with = "loose::numbered")]
    pub items: Vec<Task>,
    /// What its anchors begin with; `task-list` if empty.
    pub id_prefix: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl TaskList {
    fn anchored(&self) -> Vec<(String, &Task)> {
        let prefix = if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix };
        let anchor = |(place, task): (usize, &Task)| format!("{prefix}-{}", task.number.unwrap_or(place + 1));
        self.items.iter().enumerate().map(|(place, task)| (anchor((place, task)), task)).collect()
    }
}

/// A link or button of a panel that interrupts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PanelAction {
    /// Its words.
    pub text: String,
    /// Where to; a button if empty.
    pub href: String,
    /// The button's kind, or empty.
    #[serde(rename = "type")]
    pub kind: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl PanelAction {
    fn shown(&self) -> Html {
        if self.href.is_empty() || self.kind == "button" {
            let kind = if self.kind.is_empty() { "button" } else { &self.kind };
            return Button {
                content: self.text.as_str().into(),
                kind: kind.to_owned(),
                href: self.href.clone(),
                classes: self.classes.behind("govuk-button--inverse"),
                attributes: self.attributes.clone(),
                ..Button::default()
            }
            .html();
        }
        let (href, text) = (Html::escape(&self.href), Html::escape(&self.text));
        Html::trusted(format!("<a class=\"govuk-link govuk-link--inverse{}\" href=\"{href}\"{}>{text}</a>", self.classes, self.attributes))
    }
}

/// What a panel that interrupts offers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PanelActions {
    /// The links and buttons.
    #[serde(deserialize_with = "loose::list")]
    pub items: Vec<PanelAction>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// An outcome, or with the class `govuk-panel--interruption` something to read first.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "panel.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Panel {
    /// What has happened.
    #[serde(flatten, deserialize_with = "loose::title")]
    pub title: Content,
    /// The heading's level; 1 if `None`.
    pub heading_level: Option<u8>,
    /// More about it, or empty.
    #[serde(flatten)]
    pub content: Content,
    /// What one that interrupts offers.
    pub actions: Option<PanelActions>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Panel {
    fn interrupts(&self) -> bool {
        self.classes.any_begins("govuk-panel--interruption")
    }
}

/// What a tab shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TabPanel {
    /// The content.
    #[serde(flatten)]
    pub content: Content,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One facet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Anchor, or empty for the tabs' with its number.
    pub id: String,
    /// What it shows.
    pub panel: TabPanel,
    /// Its number for its anchor; its place if `None`.
    pub number: Option<usize>,
    /// Further attributes of the tab.
    pub attributes: Attributes,
}

/// Facets of one thing; one below the other where no script runs.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "tabs.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Tabs {
    /// Anchor, or empty.
    pub id: String,
    /// What the facets' anchors begin with.
    pub id_prefix: String,
    /// The heading where no script runs; `Contents` if empty.
    pub title: String,
    /// The facets.
    #[serde(deserialize_with = "loose::numbered")]
    pub items: Vec<Tab>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Tabs {
    fn anchored(&self) -> Vec<(String, bool, &Tab)> {
        let anchor = |(place, tab): (usize, &Tab)| {
            let number = tab.number.unwrap_or(place + 1);
            (if tab.id.is_empty() { format!("{}-{number}", self.id_prefix) } else { tab.id.clone() }, number == 1)
        };
        let with = |(place, tab)| {
            let (id, is_first) = anchor((place, tab));
            (id, is_first, tab)
        };
        self.items.iter().enumerate().map(with).collect()
    }
}

/// Words of a section of an accordion.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SectionWords {
    /// The words.
    #[serde(flatten)]
    pub content: Content,
}

/// One section.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Section {
    /// Its heading.
    pub heading: SectionWords,
    /// A line about it, or empty.
    pub summary: SectionWords,
    /// What is in it.
    pub content: SectionWords,
    /// Whether it is open at first.
    pub expanded: bool,
    /// Its number for its anchors; its place if `None`.
    pub number: Option<usize>,
}

/// Sections that fold away where script runs.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "accordion.html")]
#[serde(rename_all = "camelCase", default)]
pub struct Accordion {
    /// Anchor: must be unlike any other of the service, as what was open is remembered by it.
    pub id: String,
    /// The headings' level; 2 if `None`.
    pub heading_level: Option<u8>,
    /// Whether what was open is remembered in the browser; yes if `None`.
    pub remember_expanded: Option<bool>,
    /// The sections.
    #[serde(deserialize_with = "loose::numbered")]
    pub items: Vec<Section>,
    /// In other languages: the button that hides everything.
    pub hide_all_sections_text: String,
    /// The button that shows everything.
    pub show_all_sections_text: String,
    /// The button that hides a section.
    pub hide_section_text: String,
    /// Its name for screen readers.
    pub hide_section_aria_label_text: String,
    /// The button that shows a section.
    pub show_section_text: String,
    /// Its name for screen readers.
    pub show_section_aria_label_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Accordion {
    fn translations(&self) -> Attributes {
        [
            ("hide-all-sections", &self.hide_all_sections_text),
            ("hide-section", &self.hide_section_text),
            ("hide-section-aria-label", &self.hide_section_aria_label_text),
            ("show-all-sections", &self.show_all_sections_text),
            ("show-section", &self.show_section_text),
            ("show-section-aria-label", &self.show_section_aria_label_text),
        ]
        .into_iter()
        .fold(Attributes::default(), |all, (key, text)| translated(all, key, text))
    }

    fn numbered(&self) -> Vec<(usize, &Section)> {
        self.items.iter().enumerate().map(|(place, section)| (section.number.unwrap_or(place + 1), section)).collect()
    }
}

/// A button that leaves the service at once, for somebody who may be watched.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(source = "{{ self.whole() }}", ext = "html")]
#[serde(rename_all = "camelCase", default)]
pub struct ExitThisPage {
    /// Anchor, or empty.
    #[serde(deserialize_with = "loose::text")]
    pub id: String,
    /// Its words; `Exit this page` if empty.
    #[serde(flatten)]
    pub content: Content,
    /// Where to; the weather if empty.
    pub redirect_url: String,
    /// In other languages: what a screen reader says as the page is left.
    pub activated_text: String,
    /// That too much time passed between the keys.
    pub timed_out_text: String,
    /// After the first press of Shift.
    pub press_two_more_times_text: String,
    /// After the second.
    pub press_one_more_time_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Where a page is left for, unless another address is given.
pub(crate) const WEATHER: &str = "https://www.bbc.co.uk/weather";

impl ExitThisPage {
    fn whole(&self) -> Html {
        let usual = Html::trusted("<span class=\"govuk-visually-hidden\">Emergency</span> Exit this page");
        let button = Button {
            content: if self.content.is_empty() { usual.into() } else { self.content.clone() },
            classes: "govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button".into(),
            href: if self.redirect_url.is_empty() { WEATHER } else { &self.redirect_url }.to_owned(),
            attributes: Attributes::one("rel", "nofollow noreferrer"),
            ..Button::default()
        };
        let mut attributes = self.attributes.clone();
        if !self.id.is_empty() {
            attributes = attributes.and("id", self.id.as_str());
        }
        for (key, text) in [
            ("activated", &self.activated_text),
            ("timed-out", &self.timed_out_text),
            ("press-two-more-times", &self.press_two_more_times_text),
            ("press-one-more-time", &self.press_one_more_time_text),
        ] {
            attributes = translated(attributes, key, text);
        }
        let (classes, button) = (&self.classes, button.html());
        Html::trusted(format!(
            "<div class=\"govuk-exit-this-page{classes}\" data-module=\"govuk-exit-this-page\"{attributes}>{button}</div>"
        ))
    }
}
