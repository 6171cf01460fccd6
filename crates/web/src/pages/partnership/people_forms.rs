//! What the forms of the register of people in office ask, and how their answers are read.

use super::change::Question;
use super::{choices_or, choose_one};
use crate::gate::Sent;
use crate::parts::{Mistake, Reading};
use app::pages::partnership::{Directory, InOfficePage, Kind, OfficePage};
use app::registrar::UserStep;
use ui::Field;

fn office(label: &str) -> Field {
    Field::choose("role", label, choices_or("Choose one", &InOfficePage::offices()))
}

fn organisation(directory: &Directory) -> Field {
    Field::choose("organisation", "At which organisation?", choose_one(directory, Kind::Organisation, "Choose one"))
}

fn authorised() -> Field {
    Field::date("authorised", "Authorised by the organisation on")
        .hint("From that day its holder is bound to confidence and may see what is shared. Leave it empty until it is done.")
        .optional()
}

/// The form of a step; none where there is no such step, or nothing at that place.
pub(crate) fn question(step: &str, place: Option<usize>, of: Option<&OfficePage>, directory: &Directory) -> Option<Question> {
    let post = || of?.posts.get(place?);
    Some(match (step, of) {
        ("new", None) => Question::new(
            "Add a person in office",
            vec![
                Field::reference("id", "Label")
                    .hint("It names the office and never the person: lower-case letters, digits and hyphens, such as homes-caseworker. It stays for good.")
                    .width(30),
                office("Which office?"),
                organisation(directory),
                Field::date("since", "From which day?"),
                authorised(),
            ],
        )
        .lead("Say who holds it once the office is in the register."),
        ("post", Some(of)) => Question::new(
            format!("A further post for {}", of.id),
            vec![office("Which office?"), organisation(directory), Field::date("since", "From which day?"), authorised()],
        ),
        ("authorise", Some(_)) => {
            let post = post()?;
            Question::new(
                format!("Authorise the {} at {}", post.role, directory.name(&post.organisation)),
                vec![Field::date("on", "On which day did the organisation authorise it?")],
            )
            .lead("From that day its holder is bound by the confidentiality terms, and may see what is shared.")
        }
        ("end-post", Some(_)) => {
            let post = post()?;
            Question::new(
                format!("End the post: {} at {}", post.role, directory.name(&post.organisation)),
                vec![
                    Field::date("until", "The first day on which it is held no longer"),
                    Field::text("because", "Why?").hint("Such as moved to another post; no names").optional(),
                ],
            )
            .warning("From that day they see and do nothing in this post any more. Whoever they were the contact for has no contact.")
        }
        ("cover", Some(of)) => Question::new(
            format!("{} stands in for somebody", of.id),
            vec![
                Field::choose("covers", "Whose absence?", choose_one(directory, Kind::User, "Choose one")),
                Field::choose("role", "Which office?", choices_or("Every post there", &InOfficePage::offices())),
                organisation(directory),
                Field::date("since", "From which day?"),
                Field::date("until", "Until, but not on, which day?"),
                authorised(),
            ],
        )
        .lead("Cover gives what the absent person holds in their own right, for those days and no longer."),
        ("end-cover", Some(of)) => {
            let one = of.cover.get(place?)?;
            Question::new(format!("End the cover of {} sooner", one.covers), vec![Field::date("until", "The first day no longer")])
        }
        ("leave", Some(of)) => Question::new(
            format!("{} leaves", of.id),
            vec![Field::date("on", "The first day on which they hold nothing any more")
                .hint("Empty where they do not leave after all")
                .optional()],
        )
        .warning("From that day they hold no post. Where the day has come, every session, way in, token, calendar and link of theirs ends at once."),
        _ => return None,
    })
}

/// The step that a form asks for; none where there is no such step.
pub(crate) fn read(step: &str, place: Option<usize>, sent: &Sent) -> Option<Result<UserStep, Vec<Mistake>>> {
    let mut read = Reading::of(sent);
    let step = match step {
        "new" => UserStep::New {
            id: read.id("id", "Enter a label"),
            role: read.text("role", "Choose which office"),
            organisation: read.text("organisation", "Choose at which organisation"),
            since: read.day("since", "the first day"),
            authorised_on: read.maybe_day("authorised", "the day it was authorised"),
        },
        "post" => UserStep::Post {
            role: read.text("role", "Choose which office"),
            organisation: read.text("organisation", "Choose at which organisation"),
            since: read.day("since", "the first day"),
            authorised_on: read.maybe_day("authorised", "the day it was authorised"),
        },
        "authorise" => UserStep::Authorise { place: place?, on: read.day("on", "the day it was authorised") },
        "end-post" => {
            UserStep::EndPost { place: place?, until: read.day("until", "the first day no longer"), because: read.maybe("because") }
        }
        "cover" => UserStep::Cover {
            covers: read.text("covers", "Choose whose absence"),
            role: read.choice("role"),
            organisation: read.text("organisation", "Choose at which organisation"),
            since: read.day("since", "the first day"),
            until: read.day("until", "the first day no longer"),
            authorised_on: read.maybe_day("authorised", "the day it was authorised"),
        },
        "end-cover" => UserStep::EndCover { place: place?, until: read.day("until", "the first day no longer") },
        "leave" => UserStep::Leave { on: read.maybe_day("on", "the day they leave") },
        _ => return None,
    };
    Some(read.finish(step))
}
