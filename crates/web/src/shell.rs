//! What surrounds every page: title, navigation, breadcrumbs, footer.

use crate::failure::Failure;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ui::Html;
use ui::page::Page;

/// The parts of the product, as the navigation lists them: words, address.
const PARTS: [(&str, &str); 3] = [("Home", "/"), ("Evidence", "/evidence"), ("Assessments", "/assessments")];
/// The pages inside Evidence, as its sub-navigation lists them.
pub(crate) const EVIDENCE: [(&str, &str); 8] = [
    ("Overview", "/evidence"),
    ("Measures", "/evidence/measures"),
    ("Areas", "/evidence/areas"),
    ("Sources", "/evidence/sources"),
    ("Flags", "/evidence/flags"),
    ("Priorities", "/evidence/priorities"),
    ("Scan", "/evidence/scan"),
    ("Extracts", "/extracts"),
];
/// The footer's links.
const FOOTER: [(&str, &str); 2] = [("About Wardmote", "/about"), ("Accessibility", "/accessibility")];
const FOOTER_NOTE: &str = "Recorded crime is what was reported and recorded, not all that happened. Each figure says where it comes from.";

/// What surrounds a page.
pub(crate) struct Shell {
    page: Page,
}

impl Shell {
    /// A page of the part at `part`, or of none.
    pub(crate) fn new(title: impl Into<String>, part: &str) -> Self {
        let pairs = |all: &[(&str, &str)]| all.iter().map(|(words, href)| ((*words).to_owned(), (*href).to_owned())).collect();
        let page = Page {
            title: title.into(),
            navigation: pairs(&PARTS),
            current: part.to_owned(),
            footer: pairs(&FOOTER),
            footer_note: FOOTER_NOTE.to_owned(),
            ..Page::default()
        };
        Self { page }
    }

    /// A page of Evidence that is, or lies beneath, the page `here` of its sub-navigation; breadcrumbs lead to Evidence.
    pub(crate) fn evidence(title: impl Into<String>, here: &str) -> Self {
        let mut shell = Self::new(title, "/evidence").under("Home", "/");
        if here != "/evidence" {
            shell = shell.under("Evidence", "/evidence");
        }
        shell.page.inside = EVIDENCE.iter().map(|(words, href)| ((*words).to_owned(), (*href).to_owned())).collect();
        "Evidence".clone_into(&mut shell.page.inside_label);
        here.clone_into(&mut shell.page.inside_current);
        shell
    }

    /// The same page one step further down from home.
    #[must_use]
    pub(crate) fn under(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.page.breadcrumbs.push((words.into(), href.into()));
        self
    }

    /// The same page of a partnership.
    #[must_use]
    pub(crate) fn of(mut self, partnership: Option<&str>) -> Self {
        partnership.unwrap_or_default().clone_into(&mut self.page.partnership);
        self
    }

    /// The page with this body.
    pub(crate) fn page(self, body: &impl Template) -> Result<Response, Failure> {
        self.answer(StatusCode::OK, body)
    }

    /// The page with this body and status.
    pub(crate) fn answer(mut self, status: StatusCode, body: &impl Template) -> Result<Response, Failure> {
        self.page.body = Html::trusted(body.render()?);
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        Ok((status, [(header::CONTENT_TYPE, kind)], self.page.render()).into_response())
    }
}
