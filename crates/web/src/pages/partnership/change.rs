//! How a form changes an entry of a register: asked, sent, and both shown where somebody else was first.

use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::sign_in::to_mend;
use crate::parts::{self, Mistake, Sheet, explained};
use crate::shell::Shell;
use crate::words;
use app::registrar::{Conflict, Stepped};
use axum::http::StatusCode;
use base::Trouble;
use ui::{Field, Form};

/// A form about one step.
pub(crate) struct Question {
    /// The page's title.
    pub(crate) title: String,
    /// What to know before answering; or empty.
    pub(crate) lead: String,
    /// What is asked.
    pub(crate) fields: Vec<Field>,
    /// What the button says.
    pub(crate) button: &'static str,
    /// It ends or takes away something: what is lost, for whom.
    pub(crate) warning: String,
}

impl Question {
    /// A form with this title.
    pub(crate) fn new(title: impl Into<String>, fields: Vec<Field>) -> Self {
        Self { title: title.into(), lead: String::new(), fields, button: "Record", warning: String::new() }
    }

    /// With what to know before answering.
    #[must_use]
    pub(crate) fn lead(mut self, lead: &str) -> Self {
        lead.clone_into(&mut self.lead);
        self
    }

    /// With what is lost by it.
    #[must_use]
    pub(crate) fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warning = warning.into();
        self
    }
}

/// Where a form stands and leads.
pub(crate) struct Place<'a> {
    /// The form's own address.
    pub(crate) action: &'a str,
    /// The page it came from.
    pub(crate) back: &'a str,
    /// The entry before its writer; 0 where there was none.
    pub(crate) seen: i64,
    /// What is changed, in a word or two.
    pub(crate) caption: &'a str,
}

fn form(who: &SignedIn, question: &Question, place: &Place<'_>, seen: i64) -> Form {
    let mut form = Form::post(place.action, who.visit.token()).hidden("seen", seen.to_string());
    for field in &question.fields {
        form = form.field(field.clone());
    }
    let form = if question.warning.is_empty() { form.button(question.button) } else { form.warning_button(question.button) };
    form.cancel(place.back)
}

/// The page of a form.
pub(crate) fn ask(
    who: &SignedIn,
    shell: Shell,
    question: &Question,
    place: &Place<'_>,
    sent: Option<&Sent>,
    mistakes: &[Mistake],
) -> Answer {
    let mut sheet = Sheet::narrow(&question.title).captioned(place.caption);
    if !question.lead.is_empty() {
        sheet.paragraph(question.lead.as_str());
    }
    if !question.warning.is_empty() {
        sheet.warning(question.warning.as_str());
    }
    // What was read before stays what was read, however often the form is mended.
    let seen = sent.and_then(|sent| sent.text("seen").parse().ok()).unwrap_or(place.seen);
    sheet.form_of(&parts::answered(form(who, question, place, seen), sent, mistakes));
    shell.form(&sheet)
}

/// The entry that whoever sent a form had before them.
pub(crate) fn seen(sent: &Sent) -> i64 {
    sent.text("seen").parse().unwrap_or(-1)
}

/// What is answered to a form that was sent: on to the page it came from, or what must be mended, or both versions.
pub(crate) fn sent_off(
    who: &SignedIn,
    shell: Shell,
    question: &Question,
    place: &Place<'_>,
    sent: &Sent,
    stepped: Result<Stepped, Trouble>,
) -> Answer {
    match stepped {
        Ok(Stepped::Recorded(_)) => {
            let done = if place.seen == 0 { "added" } else { "changed" };
            Ok(go_to(&format!("{}?done={done}", place.back)))
        }
        Ok(Stepped::Conflict(conflict)) => both(who, shell, question, place, sent, &conflict),
        Err(trouble) => {
            let (_, mistakes) = to_mend(in_a_field(trouble)?)?;
            ask(who, shell, question, place, Some(sent), &mistakes)
        }
    }
}

/// What a register refuses is told on the form; what it does not know is no page of ours.
fn in_a_field(trouble: Trouble) -> Result<Trouble, Failure> {
    if trouble.code.ends_with("-unknown") && trouble.code != "place-unknown" { Err(trouble.into()) } else { Ok(trouble) }
}

/// Somebody else changed the entry first: what they did, what is wanted now, and the form again.
fn both(who: &SignedIn, shell: Shell, question: &Question, place: &Place<'_>, sent: &Sent, conflict: &Conflict) -> Answer {
    let mut sheet = Sheet::narrow("Somebody changed this while you wrote").captioned(place.caption);
    sheet.paragraph(format!(
        "{} recorded a change at {}. Nothing of yours is recorded yet. Look at both, and record yours on top of theirs if it is still right.",
        conflict.by,
        words::moment(&conflict.at)
    ));
    sheet.part(&format!("What {} changed", conflict.by));
    sheet.html(&explained::differences(&conflict.theirs));
    sheet.part("What you want to change");
    if conflict.yours.is_empty() {
        sheet.paragraph("Nothing that differs from what you had before you.");
    } else {
        sheet.html(&explained::differences(&conflict.yours));
    }
    sheet.part(&question.title);
    sheet.form_of(&form(who, question, place, conflict.seen).filled(&sent.shown()));
    shell.form_with(StatusCode::CONFLICT, &sheet)
}

/// The address of a form about a step, and about one of several where it says which.
pub(crate) fn action(address: &str, step: &str, place: Option<usize>) -> String {
    let which = place.map(|place| format!("?place={place}")).unwrap_or_default();
    format!("{address}/change/{}{which}", words::in_address(step))
}
