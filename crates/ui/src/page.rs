//! The page every screen stands in: one `<html>`, no inline script, no inline style, no crown.

use crate::{
    Breadcrumb, Breadcrumbs, Component as _, Content, ContentLicence, Copyright, Footer, FooterLink, FooterMeta, Html, NavigationItem,
    ServiceNavigation, SkipLink, SubNavigation, assets,
};
use askama::Template;

/// The service's name.
pub const SERVICE: &str = "Wardmote";

/// A page about to be shown.
#[derive(Debug, Clone)]
pub struct Page {
    /// The page's own title; the partnership's and the service's names follow it in the window's title.
    pub title: String,
    /// The partnership whose house this is, or empty.
    pub partnership: String,
    /// The language of its text.
    pub lang: String,
    /// Parts of the product: words and address.
    pub navigation: Vec<(String, String)>,
    /// The address of the part this page belongs to, equal to one in `navigation`; or empty.
    pub current: String,
    /// Steps from home to here, words and address; the last, without address, is the page itself. None: no breadcrumbs.
    pub breadcrumbs: Vec<(String, String)>,
    /// Pages inside the part, words and address, and the landmark's name; none if empty.
    pub inside: Vec<(String, String)>,
    /// What the pages inside the part are called together: `Evidence`.
    pub inside_label: String,
    /// The address in `inside` that this page is, or that it lies beneath; or empty.
    pub inside_current: String,
    /// The page's content, between breadcrumbs and footer.
    pub body: Html,
    /// Links in the footer: words and address.
    pub footer: Vec<(String, String)>,
    /// Words in the footer: version, licence of the data.
    pub footer_note: String,
    /// The folder under which `dist/` is served, with a slash at the end: `/assets/`.
    pub assets: String,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            title: String::new(),
            partnership: String::new(),
            lang: "en-GB".to_owned(),
            navigation: Vec::new(),
            current: String::new(),
            breadcrumbs: Vec::new(),
            inside: Vec::new(),
            inside_label: String::new(),
            inside_current: String::new(),
            body: Html::default(),
            footer: Vec::new(),
            footer_note: String::new(),
            assets: "/assets/".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Shell<'a> {
    page: &'a Page,
    window_title: String,
    css: Option<String>,
    scripts: Vec<String>,
    skip_link: Html,
    navigation: Html,
    breadcrumbs: Option<Html>,
    inside: Option<Html>,
    footer: Html,
}

impl Page {
    /// The whole page.
    pub fn render(&self) -> String {
        let shell = Shell {
            page: self,
            window_title: self.window_title(),
            css: self.asset("app.css"),
            scripts: ["enabled.js", "app.js"].into_iter().filter_map(|name| self.asset(name)).collect(),
            skip_link: SkipLink { content: "Skip to main content".into(), href: "#main-content".to_owned(), ..SkipLink::default() }.html(),
            navigation: self.service_navigation(),
            breadcrumbs: (!self.breadcrumbs.is_empty()).then(|| self.breadcrumb_trail()),
            inside: (!self.inside.is_empty()).then(|| self.sub_navigation()),
            footer: self.footer_part(),
        };
        // A template fails only where a Display does, and ours write to a string.
        shell.render().unwrap_or_default()
    }

    fn window_title(&self) -> String {
        [self.title.as_str(), self.partnership.as_str(), SERVICE]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" – ")
    }

    fn asset(&self, name: &str) -> Option<String> {
        assets::hashed_name(name).map(|hashed| format!("{}{hashed}", self.assets))
    }

    fn service_navigation(&self) -> Html {
        let items = self.navigation.iter().map(|(words, href)| NavigationItem {
            content: words.as_str().into(),
            href: href.clone(),
            active: *href == self.current,
            ..NavigationItem::default()
        });
        ServiceNavigation {
            service_name: SERVICE.to_owned(),
            service_url: "/".to_owned(),
            navigation: items.collect(),
            ..ServiceNavigation::default()
        }
        .html()
    }

    fn sub_navigation(&self) -> Html {
        let items = self.inside.iter().map(|(words, href)| NavigationItem {
            content: words.as_str().into(),
            href: href.clone(),
            active: *href == self.inside_current,
            ..NavigationItem::default()
        });
        SubNavigation { label: self.inside_label.clone(), items: items.collect() }.html()
    }

    fn breadcrumb_trail(&self) -> Html {
        let items = self.breadcrumbs.iter().map(|(words, href)| Breadcrumb {
            content: words.as_str().into(),
            href: href.clone(),
            ..Breadcrumb::default()
        });
        Breadcrumbs { items: items.collect(), collapse_on_mobile: true, ..Breadcrumbs::default() }.html()
    }

    fn footer_part(&self) -> Html {
        let items = self.footer.iter().map(|(words, href)| FooterLink { text: words.clone(), href: href.clone(), ..FooterLink::default() });
        let meta = FooterMeta { content: Content::Text(self.footer_note.clone()), items: items.collect(), ..FooterMeta::default() };
        Footer { meta: Some(meta), content_licence: ContentLicence::Unsaid, copyright: Copyright::Unsaid, ..Footer::default() }.html()
    }
}
