//! What forms of several pages share: what was answered and what to mend, forms of one button, forms for a script.

use crate::gate::{Sent, Visit};
use app::signing::Ceremony;
use base::Trouble;
use ui::{Attributes, Button, Field, Form, Html};

/// Something to mend: in which field, and how. Without a field it is about the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The field's name.
    pub(crate) field: String,
    /// What and how, a sentence.
    pub(crate) words: String,
}

impl Mistake {
    /// In a field.
    pub(crate) fn at(field: &str, words: impl Into<String>) -> Self {
        Self { field: field.to_owned(), words: words.into() }
    }

    /// What the house refused, said of the form as a whole: what, and how to mend it.
    pub(crate) fn of(trouble: &Trouble) -> Self {
        Self::in_field("", trouble)
    }

    /// What the house refused, said of a field.
    pub(crate) fn in_field(field: &str, trouble: &Trouble) -> Self {
        let remedy = crate::failure::sentence(&trouble.remedy);
        Self { field: field.to_owned(), words: format!("{} {remedy}", crate::failure::sentence(&trouble.message)).trim_end().to_owned() }
    }
}

/// A form with what was answered, if anything was, and what of it must be mended.
pub(crate) fn answered(form: Form, sent: Option<&Sent>, mistakes: &[Mistake]) -> Form {
    let form = match sent {
        Some(sent) => form.filled(&sent.shown()),
        None => form,
    };
    form.faulted(mistakes.iter().map(|mistake| (mistake.field.as_str(), mistake.words.as_str())))
}

/// A form of one button, on a page of its own or beneath a list.
pub(crate) fn one_button(visit: &Visit, action: &str, words: &str) -> Html {
    let button =
        Button { content: words.into(), prevent_double_click: Some(true), classes: "govuk-button--secondary".into(), ..Button::default() };
    Form::post(action, visit.token()).end(&button).show()
}

/// A form of one button in a row with others, such as `End`; `about` says for screen readers which.
pub(crate) fn row_button(visit: &Visit, action: &str, fields: &[(&str, &str)], words: &str, about: &str) -> Html {
    let mut content = Html::escape(words);
    if !about.is_empty() {
        content.push(&Html::trusted("<span class=\"govuk-visually-hidden\"> "));
        content.push(&Html::escape(about));
        content.push(&Html::trusted("</span>"));
    }
    let form = fields.iter().fold(Form::post(action, visit.token()), |form, (name, value)| form.hidden(name, *value));
    form.end(&Button {
        content: content.into(),
        prevent_double_click: Some(true),
        classes: "govuk-button--secondary govuk-!-margin-bottom-0".into(),
        ..Button::default()
    })
    .show()
}

/// The code that is asked for beside a password. Recovery codes have letters too: no keyboard of digits alone.
pub(crate) fn code_field() -> Field {
    Field::reference("code", "Code")
        .hint("The six figures that your telephone shows now, or one of your recovery codes")
        .autocomplete("one-time-code")
        .width(20)
}

/// The script that makes and uses passkeys.
pub(crate) const PASSKEY_SCRIPT: &str = "passkey.js";

/// A form that a script shows, and fills in with what the browser's passkey answers: `create` or `get`. Where no script runs the
/// page says so in its place.
pub(crate) fn passkey(form: Form, kind: &str, ceremony: &Ceremony) -> Form {
    let data = Attributes::one("data-passkey", kind)
        .and("data-options", ceremony.options.as_str())
        .and("data-cancelled", "The passkey was not used: you or your device broke off. Try again, or choose another way.")
        .and("data-present", "This device has a passkey for your account already. Sign in with it, or use another device.")
        .and("data-failed", "The passkey could not be used. Try again, or choose another way.")
        .and("data-unsupported", "This browser knows no passkeys. Use another browser, or choose another way.")
        .flag("hidden");
    let inside = "<input type=\"hidden\" name=\"answer\" data-passkey-answer>\
                  <p class=\"govuk-error-message\" role=\"alert\" data-passkey-error></p>";
    form.attributes_for_script(data).hidden("ticket", ceremony.ticket.as_str()).html(Html::trusted(inside))
}

/// What is said where no script runs, of what needs one.
pub(crate) fn needs_script() -> Html {
    Html::trusted(
        "<div class=\"govuk-inset-text\" data-passkey-without>A passkey needs JavaScript, which does not run here. Choose another way.</div>",
    )
}

/// A form that keeps what is typed into it as a draft, under its own path.
pub(crate) fn keeping_draft(form: Form, path: &str) -> Form {
    form.draft(format!("/account/drafts{path}"))
}
