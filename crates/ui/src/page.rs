//! The page every screen stands in: one `<html>`, no inline script, no inline style, no crown.

use crate::components::WEATHER;
use crate::texts::Texts;
use crate::{
    Attributes, Breadcrumb, Breadcrumbs, Component as _, Content, ContentLicence, Copyright, ExitThisPage, Footer, FooterLink, FooterMeta,
    Form, Html, IdentityBar, Language, LanguageNavigation, NavigationItem, ServiceNavigation, SkipLink, SubNavigation, assets,
};
use askama::Template;

/// The service's name.
pub const SERVICE: &str = "Wardmote";

/// Who is signed in, for the bar beneath the navigation.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// The label of the office: `council-officer`.
    pub office: String,
    /// The organisation one acts for, by its name; or empty.
    pub organisation: String,
    /// The session's token, sent along when signing out.
    pub csrf: String,
    /// Where signing out is posted to.
    pub sign_out: String,
    /// Where one changes the organisation or the purpose; or empty.
    pub switch: String,
    /// One's own pages: words and address.
    pub links: Vec<(String, String)>,
}

/// When a session ends and what can be done about it: for the warning that `session.js` shows.
///
/// The script posts to `stay` with the token as `csrf` and `Accept: application/json`, and reads `{"ends_at": …, "now": …}` from
/// the answer; without script the same form is answered by a page. Drafts are posted to their forms' own addresses, and may be
/// answered the same way or by nothing.
#[derive(Debug, Clone, Default)]
pub struct SessionEnd {
    /// When it ends if nothing happens: `2026-10-01T10:30:00Z`.
    pub ends_at: String,
    /// What the server's clock says as it makes the page: a browser's may be wrong.
    pub now: String,
    /// Seconds before the end at which one is warned.
    pub warn_seconds: u32,
    /// Where staying is posted to.
    pub stay: String,
    /// Where signing out is posted to.
    pub sign_out: String,
    /// The session's token.
    pub csrf: String,
    /// Where the page goes once the session has ended.
    pub after: String,
}

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
    /// Who is signed in, if anybody.
    pub identity: Option<Identity>,
    /// When the session ends, where there is one that can end.
    pub session: Option<SessionEnd>,
    /// Why this page may be seen, in a line: `Caseworkers of this organisation may read its places`; or empty.
    pub why: String,
    /// Where the button to leave the page at once leads: an address of something harmless, or empty for the weather. None: no button.
    pub exit: Option<String>,
    /// The page in other languages: code, the language's name in itself, and address. None: no choice.
    pub languages: Vec<(String, String, String)>,
    /// Whether there is something to mend, which the window's title then says first.
    pub has_errors: bool,
    /// Scripts beyond the usual, by their names in `dist/`: `passkey.js`.
    pub scripts: Vec<String>,
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
            identity: None,
            session: None,
            why: String::new(),
            exit: None,
            languages: Vec::new(),
            has_errors: false,
            scripts: Vec::new(),
            assets: "/assets/".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Shell<'a> {
    page: &'a Page,
    texts: &'static Texts,
    window_title: String,
    css: Option<String>,
    scripts: Vec<String>,
    skip_link: Html,
    exit_link: Html,
    navigation: Html,
    identity: Option<Html>,
    languages: Option<Html>,
    breadcrumbs: Option<Html>,
    exit: Option<Html>,
    inside: Option<Html>,
    session: Option<Html>,
    footer: Html,
}

#[derive(Template)]
#[template(path = "session-end.html")]
struct Warning<'a> {
    session: &'a SessionEnd,
    texts: &'static Texts,
    stay: Html,
    sign_out: Html,
}

impl Page {
    /// The whole page.
    pub fn render(&self) -> String {
        let shell = Shell {
            page: self,
            texts: self.texts(),
            window_title: self.window_title(),
            css: self.asset("app.css"),
            scripts: self.script_addresses(),
            skip_link: self.skip_link(),
            exit_link: self.exit.as_ref().map(|address| self.exit_link(address)).unwrap_or_default(),
            navigation: self.service_navigation(),
            identity: self.identity.as_ref().map(|identity| self.identity_bar(identity)),
            languages: (!self.languages.is_empty()).then(|| self.language_choice()),
            breadcrumbs: (!self.breadcrumbs.is_empty()).then(|| self.breadcrumb_trail()),
            exit: self.exit.as_ref().map(|address| self.exit_button(address)),
            inside: (!self.inside.is_empty()).then(|| self.sub_navigation()),
            session: self.session.as_ref().map(|session| self.session_warning(session)),
            footer: self.footer_part(),
        };
        // A template fails only where a Display does, and ours write to a string.
        shell.render().unwrap_or_default()
    }

    fn texts(&self) -> &'static Texts {
        Texts::of(&self.lang)
    }

    /// What is loaded: first that script runs, at once; then the rest when the page is there.
    fn script_addresses(&self) -> Vec<String> {
        let mut names = vec!["enabled.js", "app.js"];
        names.extend(self.session.is_some().then_some("session.js"));
        names.extend(self.scripts.iter().map(String::as_str).filter(|name| *name != "session.js" || self.session.is_none()));
        names.into_iter().filter_map(|name| self.asset(name)).collect()
    }

    fn skip_link(&self) -> Html {
        SkipLink { content: self.texts().skip.into(), href: "#main-content".to_owned(), ..SkipLink::default() }.html()
    }

    /// The second link of a page that can be left at once, for those who go by keyboard.
    fn exit_link(&self, address: &str) -> Html {
        SkipLink {
            content: self.texts().exit.into(),
            href: if address.is_empty() { WEATHER } else { address }.to_owned(),
            classes: "govuk-js-exit-this-page-skiplink".into(),
            attributes: Attributes::one("rel", "nofollow noreferrer"),
        }
        .html()
    }

    fn identity_bar(&self, identity: &Identity) -> Html {
        let texts = self.texts();
        let mut title = Html::trusted(format!("{} <strong>{}</strong>", texts.signed_in, Html::escape(&identity.office)));
        if !identity.organisation.is_empty() {
            title.push(&Html::escape(&format!(", {}", identity.organisation)));
        }
        let link = |words: &str, href: &str| {
            Html::trusted(format!(
                "<a class=\"govuk-link govuk-link--no-visited-state\" href=\"{}\">{}</a>",
                Html::escape(href),
                Html::escape(words)
            ))
        };
        let mut menus: Vec<Html> = identity.links.iter().map(|(words, href)| link(words, href)).collect();
        if !identity.switch.is_empty() {
            menus.push(link(texts.switch, &identity.switch));
        }
        if !identity.sign_out.is_empty() {
            menus.push(Form::post(identity.sign_out.as_str(), identity.csrf.as_str()).link_button(texts.sign_out).show());
        }
        IdentityBar { title: title.into(), menus, ..IdentityBar::default() }.html()
    }

    fn language_choice(&self) -> Html {
        let items = self.languages.iter().map(|(lang, words, href)| Language {
            content: words.as_str().into(),
            href: href.clone(),
            current: *lang == self.lang,
            lang: lang.clone(),
            ..Language::default()
        });
        LanguageNavigation { items: items.collect(), aria_label: self.texts().language.to_owned(), ..LanguageNavigation::default() }.html()
    }

    fn exit_button(&self, address: &str) -> Html {
        let texts = self.texts();
        let words = Html::trusted(format!("<span class=\"govuk-visually-hidden\">{}</span> {}", texts.emergency, texts.exit));
        ExitThisPage { content: words.into(), redirect_url: address.to_owned(), ..ExitThisPage::default() }.html()
    }

    fn session_warning(&self, session: &SessionEnd) -> Html {
        let texts = self.texts();
        let form = |address: &str| Form::post(address, session.csrf.as_str());
        let stay = form(&session.stay).button(texts.stay).show();
        let sign_out = form(&session.sign_out).link_button(texts.sign_out).show();
        Warning { session, texts, stay, sign_out }.html()
    }

    fn window_title(&self) -> String {
        let parts = [self.title.as_str(), self.partnership.as_str(), SERVICE];
        let title = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ");
        if self.has_errors { format!("{}: {title}", self.texts().error) } else { title }
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
            menu_button_text: self.texts().menu.to_owned(),
            aria_label: Some(self.texts().service.to_owned()),
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
        let label_text = Some(self.texts().breadcrumb.to_owned());
        Breadcrumbs { items: items.collect(), collapse_on_mobile: true, label_text, ..Breadcrumbs::default() }.html()
    }

    fn footer_part(&self) -> Html {
        let items = self.footer.iter().map(|(words, href)| FooterLink { text: words.clone(), href: href.clone(), ..FooterLink::default() });
        let meta = FooterMeta {
            visually_hidden_title: self.texts().support.to_owned(),
            content: Content::Text(self.footer_note.clone()),
            items: items.collect(),
        };
        Footer { meta: Some(meta), content_licence: ContentLicence::Unsaid, copyright: Copyright::Unsaid, ..Footer::default() }.html()
    }
}
