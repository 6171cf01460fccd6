//! The body of a page as most pages have it: what to mend, a caption, a heading, a sentence, then the things, one beneath the other.

use crate::parts::Mistake;
use askama::Template;
use ui::{
    Attributes, Button, Component as _, Content, Details, ErrorItem, ErrorSummary, Form, Html, InsetText, NotificationBanner, WarningText,
};

/// The body of a page.
#[derive(Debug, Default, Template)]
#[template(path = "sheet.html")]
pub(crate) struct Sheet {
    banner: Html,
    mistakes: Html,
    caption: String,
    heading: String,
    lead: Html,
    content: Html,
    narrow: bool,
}

impl Sheet {
    /// A page with this heading.
    pub(crate) fn titled(heading: &str) -> Self {
        Self { heading: heading.to_owned(), ..Self::default() }
    }

    /// A page that asks something: lines no longer than two thirds of the page.
    pub(crate) fn narrow(heading: &str) -> Self {
        Self { narrow: true, ..Self::titled(heading) }
    }

    /// What stands over the heading: what the page is a part of.
    #[must_use]
    pub(crate) fn captioned(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// The sentence beneath the heading.
    #[must_use]
    pub(crate) fn leading(mut self, lead: impl Into<Content>) -> Self {
        self.lead = lead.into().to_html();
        self
    }

    /// What was just done, over everything else.
    pub(crate) fn done(&mut self, what: impl Into<Content>) {
        self.banner =
            NotificationBanner { content: headed(&what.into()).into(), kind: "success".to_owned(), ..NotificationBanner::default() }.html();
    }

    /// What matters now, over everything else.
    pub(crate) fn notice(&mut self, what: impl Into<Content>) {
        self.banner = NotificationBanner { content: headed(&what.into()).into(), ..NotificationBanner::default() }.html();
    }

    /// A form; what of it must be mended stands over the heading, each line leading to its field.
    pub(crate) fn form_of(&mut self, form: &Form) {
        self.mistakes.push(&form.summary());
        self.html(&form.show());
    }

    /// What was refused, over the heading, on a page without a form.
    pub(crate) fn refused(&mut self, mistakes: &[Mistake]) {
        if mistakes.is_empty() {
            return;
        }
        let item = |mistake: &Mistake| ErrorItem { content: mistake.words.as_str().into(), ..ErrorItem::default() };
        let error_list = mistakes.iter().map(item).collect();
        self.mistakes.push(&ErrorSummary { title: "There is a problem".into(), error_list, ..ErrorSummary::default() }.html());
    }

    /// Whether something must be mended: then the title says so first.
    pub(crate) fn has_mistakes(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// A heading of a part.
    pub(crate) fn part(&mut self, heading: &str) {
        self.around("h2", "govuk-heading-m", &Html::escape(heading));
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, content: impl Into<Content>) {
        self.around("p", "govuk-body", &content.into().to_html());
    }

    /// A paragraph with a word that stands out.
    pub(crate) fn marked_paragraph(&mut self, before: &str, marked: &str, after: &str) {
        let mut inside = Html::escape(before);
        inside.push(&Html::trusted(" <strong>"));
        inside.push(&Html::escape(marked));
        inside.push(&Html::trusted("</strong>"));
        inside.push(&Html::escape(after));
        self.around("p", "govuk-body", &inside);
    }

    /// A paragraph by itself.
    pub(crate) fn paragraph_of(content: impl Into<Content>) -> Html {
        let mut sheet = Self::default();
        sheet.paragraph(content);
        sheet.content
    }

    /// A filter, and beside it, where there is room, what it narrows.
    pub(crate) fn beside(&mut self, filter: &Html, list: &Html) {
        self.content.push(&Html::trusted("<div class=\"app-filtered\"><div>"));
        self.content.push(filter);
        self.content.push(&Html::trusted("</div><div>"));
        self.content.push(list);
        self.content.push(&Html::trusted("</div></div>"));
    }

    /// A list with a bullet a line.
    pub(crate) fn bullets(&mut self, lines: impl IntoIterator<Item = Html>) {
        let mut inside = Html::default();
        for line in lines {
            inside.push(&Html::trusted("<li>"));
            inside.push(&line);
            inside.push(&Html::trusted("</li>"));
        }
        self.around("ul", "govuk-list govuk-list--bullet", &inside);
    }

    /// Words set in.
    pub(crate) fn inset(&mut self, content: impl Into<Content>) {
        self.html(&InsetText { content: content.into(), ..InsetText::default() }.html());
    }

    /// A warning.
    pub(crate) fn warning(&mut self, content: impl Into<Content>) {
        self.html(&WarningText { content: content.into(), icon_fallback_text: "Warning".to_owned(), ..WarningText::default() }.html());
    }

    /// Something to open.
    pub(crate) fn details(&mut self, summary: &str, content: impl Into<Content>) {
        self.html(&Details { summary: summary.into(), content: content.into(), ..Details::default() }.html());
    }

    /// A link that looks like a button.
    pub(crate) fn button_link(&mut self, words: &str, href: &str) {
        self.html(&Button { content: words.into(), href: href.to_owned(), ..Button::default() }.html());
    }

    /// The way out of a page that can't be shown.
    pub(crate) fn way_home(&mut self) {
        self.paragraph(super::link("/", "Go to the home page"));
    }

    /// What stands beneath the heading, for a part of another page.
    pub(crate) fn inside(self) -> Html {
        self.content
    }

    /// Markup as it is.
    pub(crate) fn html(&mut self, markup: &Html) {
        self.content.push(markup);
    }

    fn around(&mut self, element: &str, class: &str, inside: &Html) {
        self.content.push(&Html::trusted(format!("<{element}{}>", Attributes::one("class", class))));
        self.content.push(inside);
        self.content.push(&Html::trusted(format!("</{element}>")));
    }
}

fn headed(content: &Content) -> Html {
    let mut markup = Html::trusted("<p class=\"govuk-notification-banner__heading\">");
    markup.push(&content.to_html());
    markup.push(&Html::trusted("</p>"));
    markup
}
