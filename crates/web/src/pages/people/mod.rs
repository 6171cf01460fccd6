//! Records about people: found, opened, read, changed, given away, held, closed, destroyed.
//!
//! Each page asks the use case that the command asks, for the purpose of the session; where that does not suffice and another would, the
//! page asks for the purpose first. No name stands in an address or in the title of a window, every page can be left at once, and
//! what somebody may not know of is answered as what is absent is.

pub(crate) mod end;
pub(crate) mod find;
pub(crate) mod give;
pub(crate) mod glass;
pub(crate) mod hold;
pub(crate) mod purpose;
pub(crate) mod record;
pub(crate) mod words_form;
pub(crate) mod write;

use crate::failure::Failure;
use crate::gate::{SignedIn, go_to};
use crate::parts::{self, Mistake};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::pages::people as pages;
use app::people::Asking;
use axum::response::Response;
use base::{Outcome, Trouble};
use permission::{Action, Purpose};
use ui::{Answer as Choice, Html};

const HERE: &str = "/people";

/// A page of People. It can be left at once: what stands on it must be able to go before somebody else sees it.
fn shell(title: &str) -> Shell {
    Shell::new(title, HERE).under("Home", "/home").with_exit()
}

/// A page beneath the first one of People.
fn beneath(title: &str) -> Shell {
    shell(title).under("People", HERE)
}

/// A page beneath that of a record, which is named by its reference.
fn beneath_record(title: &str, id: &str) -> Shell {
    beneath(title).under(reference(id), address(id))
}

/// The address of a record.
fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// What a record is called where its person must not be.
fn reference(id: &str) -> String {
    format!("Record {id}")
}

/// For whom and why the visitor asks; or the page to go to first, where that is not said yet, or is said of something else.
enum Stated {
    /// The question can be put.
    For(Asking),
    /// Something must be said before.
    First(Response),
}

/// The visitor's question about a record, or about the register as a whole: with the purpose of the session where it suffices.
/// Where another purpose would, the page that asks for one. Where none would, the question as it is: the use case refuses it.
async fn with_purpose(web: &Web, who: &SignedIn, action: Action, id: Option<&str>, here: &str) -> Result<Stated, Failure> {
    if who.visitor.organisation.is_none() && who.visitor.organisations().len() > 1 {
        return Ok(Stated::First(go_to("/account/acting")));
    }
    let asking = who.asking();
    let purposes = pages::purposes_for(&web.house, &web.moment(&who.visitor.user), &asking, action, id).await?;
    if purposes.is_empty() || asking.purpose.is_some_and(|one| purposes.contains(&one)) {
        return Ok(Stated::For(asking));
    }
    purpose::page(who, here, &purposes, &[]).map(Stated::First)
}

/// Goes on with the question, or answers with what comes first.
macro_rules! stated {
    ($web:expr, $who:expr, $action:ident, $id:expr, $here:expr) => {
        match super::with_purpose($web, $who, permission::Action::$action, $id, $here).await? {
            super::Stated::For(asking) => asking,
            super::Stated::First(response) => return Ok(response),
        }
    };
}
use stated;

/// Purposes to choose one of.
fn purpose_choices(of: &[Purpose]) -> Vec<Choice> {
    of.iter().map(|purpose| Choice::new(purpose.id(), words::capital(purpose.says()))).collect()
}

/// For what purpose the visitor acts, and the way to another.
fn acting_for(who: &SignedIn) -> Html {
    let Some(purpose) = who.visitor.purpose else { return Html::default() };
    let mut markup = Html::escape(&format!("You act to {}. ", purpose.says()));
    markup.push(&parts::link("/account/acting", "Act for another purpose"));
    markup
}

/// What the house refused, beside the field it is about: `fields` gives the form's field for a code. What may not be known of is
/// answered as what is absent.
fn mend(trouble: Trouble, fields: &[(&str, &str)]) -> Result<Vec<Mistake>, Failure> {
    if trouble.outcome == Outcome::Failed || matches!(trouble.code, "not-allowed" | "no-such-record") {
        return Err(trouble.into());
    }
    let field = fields.iter().find(|(code, _)| *code == trouble.code).map_or("", |(_, field)| *field);
    Ok(vec![Mistake::in_field(field, &trouble)])
}

/// A ground of a hold in words.
fn ground(id: &str) -> String {
    match id {
        "live-order" => "An order of a court is in force".to_owned(),
        "review" => "A review is under way".to_owned(),
        "complaint" => "A complaint is open".to_owned(),
        "subject-access" => "The person asked for what is held about them".to_owned(),
        "litigation" => "An action at law is open".to_owned(),
        "inquiry" => "An inquiry is under way".to_owned(),
        other => words::capital(&words::reason(&other.replace('-', " "))),
    }
}

/// A way in which data goes, in words.
fn method(id: &str) -> String {
    match id {
        "here" => "Here: they read the record in Wardmote".to_owned(),
        "meeting" => "In a meeting".to_owned(),
        "telephone" => "By telephone".to_owned(),
        "secure-mail" => "By secure e-mail".to_owned(),
        "recorded-delivery" => "By recorded delivery".to_owned(),
        other => words::capital(&other.replace('-', " ")),
    }
}

/// The law a record is processed under, in words.
fn regime(id: &str) -> &str {
    match id {
        "uk-gdpr" => "UK GDPR",
        "dpa-2018-part-3" => "Data Protection Act 2018, part 3 (law enforcement)",
        other => other,
    }
}

/// A protective marking as it is written.
fn marking(id: &str) -> String {
    match id {
        "official" => "OFFICIAL".to_owned(),
        "official-sensitive" => "OFFICIAL-SENSITIVE".to_owned(),
        other => other.to_uppercase(),
    }
}
