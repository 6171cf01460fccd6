//! What surrounds every page: title, navigation, who is signed in, breadcrumbs, footer.
//!
//! A handler makes the page and knows nothing of this. The page goes out undressed, and is dressed at the gate for whoever asked:
//! so the page for what is refused and the page for what is absent are the same to the byte.

use crate::failure::Failure;
use crate::gate::Visit;
use crate::parts::Sheet;
use crate::state::Web;
use crate::texts::{Text, say};
use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use permission::Action;
use ui::Html;
use ui::page::Page;

/// The pages inside Evidence, as its sub-navigation lists them.
pub(crate) const EVIDENCE: [(&str, &str); 10] = [
    ("Overview", "/evidence"),
    ("Assessments", "/assessments"),
    ("Strategic assessments", "/strategic-assessments"),
    ("Measures", "/evidence/measures"),
    ("Areas", "/evidence/areas"),
    ("Sources", "/evidence/sources"),
    ("Flags", "/evidence/flags"),
    ("Priorities", "/evidence/priorities"),
    ("Scan", "/evidence/scan"),
    ("Extracts", "/extracts"),
];

/// The pages inside Plan, as its sub-navigation lists them.
pub(crate) const PLAN: [(&str, &str); 10] = [
    ("Overview", "/plan"),
    ("Tracker", "/plan/tracker"),
    ("What is late", "/plan/late"),
    ("Month by month", "/plan/grid"),
    ("Targets", "/plan/targets"),
    ("Performance", "/plan/performance"),
    ("Reports", "/plan/reports"),
    ("Tasking", "/plan/tasking"),
    ("Schemes", "/plan/schemes"),
    ("Year", "/plan/year"),
];

/// A page that still lacks what depends on who asked.
#[derive(Clone)]
struct Undressed {
    page: Page,
    /// The page shows a record that is read under this action.
    action: Option<Action>,
}

/// What surrounds a page.
pub(crate) struct Shell {
    page: Page,
    action: Option<Action>,
}

impl Shell {
    /// A page of the part at `part`, or of none.
    pub(crate) fn new(title: impl Into<String>, part: &str) -> Self {
        Self { page: Page { title: title.into(), current: part.to_owned(), ..Page::default() }, action: None }
    }

    /// A page of Evidence that is, or lies beneath, the page `here` of its sub-navigation; breadcrumbs lead to Evidence.
    pub(crate) fn evidence(title: impl Into<String>, here: &str) -> Self {
        let mut shell = Self::new(title, "/evidence").under("Home", "/home");
        if here != "/evidence" {
            shell = shell.under("Evidence", "/evidence");
        }
        shell.inside("Evidence", &EVIDENCE, here)
    }

    /// A page of Plan that is, or lies beneath, the page `here` of its sub-navigation; breadcrumbs lead to Plan.
    pub(crate) fn plan(title: impl Into<String>, here: &str) -> Self {
        let mut shell = Self::new(title, "/plan").under("Home", "/home");
        if here != "/plan" {
            shell = shell.under("Plan", "/plan");
        }
        shell.inside("Plan", &PLAN, here)
    }

    /// The same page with a sub-navigation of the pages inside its part, of which it is, or lies beneath, `here`.
    #[must_use]
    pub(crate) fn inside(mut self, label: &str, pages: &[(&str, &str)], here: &str) -> Self {
        self.page.inside = pages.iter().map(|(words, href)| ((*words).to_owned(), (*href).to_owned())).collect();
        label.clone_into(&mut self.page.inside_label);
        here.clone_into(&mut self.page.inside_current);
        self
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

    /// The same page in the language of its texts.
    #[must_use]
    pub(crate) fn speaking(mut self, language: crate::settings::Language) -> Self {
        crate::texts::code(language).clone_into(&mut self.page.lang);
        self
    }

    /// The same page of a record that is read under an action: the rules that let the visitor read it stand at its end.
    #[must_use]
    pub(crate) fn record(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }

    /// The same page with why it may be seen, in a line.
    #[must_use]
    pub(crate) fn because(mut self, why: impl Into<String>) -> Self {
        self.page.why = why.into();
        self
    }

    /// The same page with a button that leaves it at once: for what somebody must be able to hide from whoever comes in.
    #[must_use]
    pub(crate) fn with_exit(mut self) -> Self {
        self.page.exit = Some(String::new());
        self
    }

    /// The same page with a script beyond the usual, by its name in `dist/`.
    #[must_use]
    pub(crate) fn script(mut self, name: &str) -> Self {
        self.page.scripts.push(name.to_owned());
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
        let mut response = (status, [(header::CONTENT_TYPE, kind)]).into_response();
        response.extensions_mut().insert(Undressed { page: self.page, action: self.action });
        Ok(response)
    }

    /// The page of a form: as it is, or with what must be mended, which its title says first.
    pub(crate) fn form(self, sheet: &Sheet) -> Result<Response, Failure> {
        let status = if sheet.has_mistakes() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        self.form_with(status, sheet)
    }

    /// The same with this status.
    pub(crate) fn form_with(mut self, status: StatusCode, sheet: &Sheet) -> Result<Response, Failure> {
        self.page.has_errors = sheet.has_mistakes();
        self.answer(status, sheet)
    }
}

/// Dresses a page for whoever asked. Any other answer passes as it is.
pub(crate) async fn dress(web: &Web, visit: &Visit, is_head: bool, mut response: Response) -> Response {
    let Some(Undressed { mut page, action }) = response.extensions_mut().remove::<Undressed>() else { return response };
    response.headers_mut().remove(header::CONTENT_LENGTH);
    if is_head {
        return response;
    }
    let language = if page.lang == crate::texts::code(crate::settings::Language::Welsh) {
        crate::settings::Language::Welsh
    } else {
        crate::settings::Language::English
    };
    page.footer = vec![
        (say(language, Text::About).to_owned(), "/about".to_owned()),
        (say(language, Text::Accessibility).to_owned(), "/accessibility".to_owned()),
    ];
    say(language, Text::RecordedCrime).clone_into(&mut page.footer_note);
    crate::surroundings::put_round(web, visit, language, &mut page).await;
    if let (Some(action), Some(visitor)) = (action, visit.visitor()) {
        page.why = crate::surroundings::why(visitor, action);
    }
    *response.body_mut() = Body::from(page.render());
    response
}
