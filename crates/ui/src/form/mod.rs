//! Forms that keep their answers and say how to mend them: fields by name, filled and faulted by name.
//!
//! ```
//! use ui::{Answer, Field, Form};
//! let form = Form::post("/evidence/judge", "token")
//!     .field(Field::one_of("grade", "How reliable is it?", [Answer::new("a", "Reliable"), Answer::new("b", "Mixed")]))
//!     .field(Field::counted("why", "Why?", 500).hint("One or two sentences"))
//!     .button("Save")
//!     .filled(&[("why".to_owned(), "It agrees with the police".to_owned())])
//!     .faulted([("grade", "Choose how reliable it is")]);
//! assert!(form.summary().as_str().contains("href=\"#grade\""));
//! ```

mod field;
mod show;

pub use field::{Answer, Field};

use crate::texts::{ENGLISH, Texts};
use crate::{Attributes, Button, Component as _, Content, ErrorItem, ErrorSummary, Hint, Html};
use askama::Template;

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    posts: bool,
    hidden: Vec<(String, String)>,
    parts: Vec<Part>,
    ends: Vec<Html>,
    /// What is to be mended and belongs to no field here.
    loose: Vec<String>,
    draft_to: String,
    prefix: String,
    classes: String,
    further: Attributes,
    is_wide: bool,
    texts: &'static Texts,
}

#[derive(Debug, Clone)]
enum Part {
    Field(Box<Field>),
    Group { legend: Content, hint: Content, fields: Vec<Field> },
    Html(Html),
}

#[derive(Template)]
#[template(path = "form.html")]
struct Shown<'a> {
    form: &'a Form,
    is_multipart: bool,
    parts: Vec<Html>,
}

impl Form {
    fn new(action: impl Into<String>, posts: bool) -> Self {
        Self {
            action: action.into(),
            posts,
            hidden: Vec::new(),
            parts: Vec::new(),
            ends: Vec::new(),
            loose: Vec::new(),
            draft_to: String::new(),
            prefix: String::new(),
            classes: String::new(),
            further: Attributes::default(),
            is_wide: false,
            texts: &ENGLISH,
        }
    }

    /// A form that changes something; `csrf` is the session's token, sent along as the field `csrf`.
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self::new(action, true).hidden("csrf", csrf)
    }

    /// A form that asks a page again, with its answers in the address: never for anything about people.
    pub fn get(action: impl Into<String>) -> Self {
        Self { classes: "app-choose".to_owned(), ..Self::new(action, false) }
    }

    /// With the words it brings itself in another language; before the fields it is to hold for.
    #[must_use]
    pub fn texts(mut self, texts: &'static Texts) -> Self {
        self.texts = texts;
        self
    }

    /// With anchors that begin with `prefix`, where several forms of one kind stand on a page.
    #[must_use]
    pub fn anchors(mut self, prefix: &str) -> Self {
        self.prefix = format!("{prefix}-");
        self
    }

    /// With a class beyond its own.
    #[must_use]
    pub fn class(mut self, class: &str) -> Self {
        format!("{} {class}", self.classes).trim().clone_into(&mut self.classes);
        self
    }

    /// With attributes beyond its own, for a script.
    #[must_use]
    pub fn attributes_for_script(mut self, attributes: Attributes) -> Self {
        self.further = attributes;
        self
    }

    /// With something sent along unseen.
    #[must_use]
    pub fn hidden(mut self, name: &str, value: impl Into<String>) -> Self {
        self.hidden.push((name.to_owned(), value.into()));
        self
    }

    /// As wide as the page, for a form that holds a table or stands in a narrow place anyway.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// With a field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.parts.push(Part::Field(Box::new(field)));
        self
    }

    /// With fields that belong together.
    #[must_use]
    pub fn group(mut self, legend: impl Into<Content>, hint: impl Into<Content>, fields: impl IntoIterator<Item = Field>) -> Self {
        self.parts.push(Part::Group { legend: legend.into(), hint: hint.into(), fields: fields.into_iter().collect() });
        self
    }

    /// With markup between fields.
    #[must_use]
    pub fn html(mut self, markup: Html) -> Self {
        self.parts.push(Part::Html(markup));
        self
    }

    /// With the button that sends it. A second press soon after the first is ignored where script runs.
    #[must_use]
    pub fn button(self, words: &str) -> Self {
        let once = self.posts.then_some(true);
        self.end(&Button { content: words.into(), prevent_double_click: once, ..Button::default() })
    }

    /// With a button that sends it for something lesser.
    #[must_use]
    pub fn second_button(self, words: &str, name: &str, value: &str) -> Self {
        self.end(&Button {
            content: words.into(),
            name: name.to_owned(),
            value: value.to_owned(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        })
    }

    /// With a button that destroys or ends something.
    #[must_use]
    pub fn warning_button(self, words: &str) -> Self {
        self.end(&Button {
            content: words.into(),
            prevent_double_click: Some(true),
            classes: "govuk-button--warning".into(),
            ..Button::default()
        })
    }

    /// With a button that looks like a link: for a small form on a line of its own, such as signing out.
    #[must_use]
    pub fn link_button(mut self, words: impl Into<Content>) -> Self {
        self.ends.push(Html::trusted(format!("<button type=\"submit\" class=\"app-link-button\">{}</button>", words.into())));
        self
    }

    /// With a button of any kind.
    #[must_use]
    pub fn end(mut self, button: &Button) -> Self {
        self.ends.push(button.html());
        self
    }

    /// With the way out.
    #[must_use]
    pub fn cancel(mut self, href: &str) -> Self {
        self.ends.push(Html::trusted(format!("<a class=\"govuk-link\" href=\"{}\">{}</a>", Html::escape(href), self.texts.cancel)));
        self
    }

    /// Keeps the answers as they are written, by posting them to `address`; where script runs.
    #[must_use]
    pub fn draft(mut self, address: impl Into<String>) -> Self {
        self.draft_to = address.into();
        self
    }

    /// With the answers that were sent, by name. Passwords and files are never filled in.
    #[must_use]
    pub fn filled(mut self, answers: &[(String, String)]) -> Self {
        self.each(|field| field.fill(answers));
        self
    }

    /// With what is to be mended, by field. `when-month` is the month of the date `when`.
    #[must_use]
    pub fn faulted<F: Into<String>, M: Into<String>>(mut self, faults: impl IntoIterator<Item = (F, M)>) -> Self {
        for (name, message) in faults {
            let (name, message) = (name.into(), message.into());
            let mut taken = false;
            self.each(|field| taken = taken || field.fault(&name, &message));
            if !taken {
                self.loose.push(message);
            }
        }
        self
    }

    /// Whether there is something to mend.
    pub fn is_faulted(&self) -> bool {
        !self.loose.is_empty() || self.fields().any(|field| !field.faults().is_empty())
    }

    /// Everything to mend, each with a link to its field, for the top of the page; nothing if all is well.
    pub fn summary(&self) -> Html {
        let mut list: Vec<ErrorItem> = Vec::new();
        for (anchor, message) in self.fields().flat_map(Field::faults) {
            list.push(ErrorItem { content: message.into(), href: format!("#{}{anchor}", self.prefix), ..ErrorItem::default() });
        }
        list.extend(self.loose.iter().map(|message| ErrorItem { content: message.as_str().into(), ..ErrorItem::default() }));
        if list.is_empty() {
            return Html::default();
        }
        ErrorSummary { title: self.texts.problem.into(), error_list: list, ..ErrorSummary::default() }.html()
    }

    /// The form.
    pub fn show(&self) -> Html {
        let parts = self.parts.iter().map(|part| self.part(part)).collect();
        Shown { form: self, is_multipart: self.fields().any(Field::has_file), parts }.html()
    }

    /// What is to be mended, then the form: for a page whose heading is the form's first field.
    pub fn show_with_summary(&self) -> Html {
        let mut all = self.summary();
        all.push(&self.show());
        all
    }

    fn part(&self, part: &Part) -> Html {
        match part {
            Part::Html(markup) => markup.clone(),
            Part::Field(field) => field.show(&self.prefix, self.texts),
            Part::Group { legend, hint, fields } => {
                let mut inside = Html::default();
                if !hint.is_empty() {
                    inside.push(&Hint { content: hint.clone(), ..Hint::default() }.html());
                }
                for field in fields {
                    inside.push(&field.show(&self.prefix, self.texts));
                }
                show::group(legend.clone(), inside)
            }
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.parts.iter().flat_map(|part| match part {
            Part::Field(field) => std::slice::from_ref(field.as_ref()),
            Part::Group { fields, .. } => fields.as_slice(),
            Part::Html(_) => &[],
        })
    }

    fn each(&mut self, mut change: impl FnMut(&mut Field)) {
        for part in &mut self.parts {
            match part {
                Part::Field(field) => change(field),
                Part::Group { fields, .. } => fields.iter_mut().for_each(&mut change),
                Part::Html(_) => {}
            }
        }
    }

    fn class_names(&self) -> String {
        // A line of a form is read best at two thirds of the page; a button alone is no wider than itself.
        let own = if self.posts && !self.is_wide && !self.parts.is_empty() { "app-form" } else { "" };
        format!("{own} {}", self.classes).trim().to_owned()
    }

    fn attributes(&self) -> Attributes {
        if self.draft_to.is_empty() {
            return self.further.clone();
        }
        self.further
            .clone()
            .flag("data-draft")
            .and("data-draft-to", self.draft_to.as_str())
            .and("data-draft-kept", self.texts.draft_kept)
            .and("data-draft-lost", self.texts.draft_lost)
    }
}
