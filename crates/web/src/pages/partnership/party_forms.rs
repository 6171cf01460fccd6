//! What the forms about a party ask, and how their answers are read.

use super::change::Question;
use super::{choose_one, date};
use crate::gate::Sent;
use crate::parts::{Mistake, Reading};
use app::pages::partnership::{Directory, Kind, PartyPage};
use app::registrar::PartyStep;
use ui::Field;

/// The form of a step; none where there is no such step, or nothing at that place.
pub(crate) fn question(step: &str, place: Option<usize>, of: &PartyPage, directory: &Directory) -> Option<Question> {
    let name = directory.name(&of.organisation);
    let contact = || of.contacts.iter().find(|one| Some(one.place) == place);
    Some(match step {
        "sign" => Question::new(
            format!("{name} signed"),
            vec![
                Field::text("signatory", "Which office signed?").hint("Such as Head of Housing; never a name").value(of.signatory_role.as_str()),
                Field::date("on", "Signed on"),
            ],
        ),
        "told" => Question::new(
            "The others were told that it joined",
            vec![Field::date("on", "On which day were their contacts told?")],
        ),
        "contact" => Question::new(
            format!("Another contact of {name}"),
            vec![
                Field::text("office", "Which office is the contact?").hint("Such as Housing Manager; never a name"),
                Field::choose("user", "Who in the register holds it?", choose_one(directory, Kind::User, "Nobody in the register")),
                Field::date("since", "From which day?"),
                Field::date("told", "The partners were told on").optional(),
            ],
        )
        .lead("Whoever was the contact before is it no longer from that day. A contact who is in the register ends with their posts there."),
        "told-of-contact" => {
            let contact = contact()?;
            Question::new(format!("The partners were told of the {}", contact.office), vec![Field::date("on", "On which day?")])
        }
        "end-contact" => {
            let contact = contact()?;
            Question::new(
                format!("The {} is the contact no longer", contact.office),
                vec![Field::date("until", "The first day no longer"), Field::date("told", "The partners were told on").optional()],
            )
            .warning("Without a contact the organisation reads nothing that others gave, once the days of cover are over. Name another contact instead, where there is one.")
        }
        "leaving" => Question::new(
            format!("{name} leaves"),
            vec![
                date("notice", "Gave notice on", of.notice_on.as_ref()),
                date("effect", "Takes effect on", of.takes_effect.as_ref()).hint("Empty for the first day that its notice allows").optional(),
                date("told", "The contacts were told on", of.told_on.as_ref()).optional(),
                date("destroyed", "It confirmed that what it was given is destroyed, on", of.destroyed_on.as_ref()).optional(),
            ],
        )
        .warning("From the day it takes effect the organisation receives, reads and searches nothing that others gave. It stays bound by what it was given until that is destroyed."),
        "departure" => Question::new(
            format!("{name} shared what the agreement does not list"),
            vec![
                Field::date("on", "On which day?"),
                Field::reference("type", "What kind of data?").hint("Lower-case letters, digits and hyphens, such as photographs").width(30),
                Field::lines("why", "Why?", 3).hint("No names of people"),
            ],
        ),
        _ => return None,
    })
}

/// The step that a form asks for; none where there is no such step.
pub(crate) fn read(step: &str, place: Option<usize>, sent: &Sent) -> Option<Result<PartyStep, Vec<Mistake>>> {
    let mut read = Reading::of(sent);
    let step = match step {
        "sign" => {
            PartyStep::Sign { signatory_role: read.text("signatory", "Enter which office signed"), on: read.day("on", "the day it signed") }
        }
        "told" => PartyStep::ToldOfJoining { on: read.day("on", "the day they were told") },
        "contact" => PartyStep::Contact {
            office: read.text("office", "Enter which office is the contact"),
            user: read.choice("user"),
            since: read.day("since", "the first day"),
            told_on: read.maybe_day("told", "the day the partners were told"),
        },
        "told-of-contact" => PartyStep::ToldOfContact { place: place?, on: read.day("on", "the day the partners were told") },
        "end-contact" => PartyStep::EndContact {
            place: place?,
            until: read.day("until", "the first day no longer"),
            told_on: read.maybe_day("told", "the day the partners were told"),
        },
        "leaving" => PartyStep::Leaving {
            notice_on: read.day("notice", "the day of its notice"),
            takes_effect: read.maybe_day("effect", "the day it takes effect"),
            told_on: read.maybe_day("told", "the day the contacts were told"),
            destroyed_on: read.maybe_day("destroyed", "the day it confirmed the destruction"),
        },
        "departure" => PartyStep::Departure {
            on: read.day("on", "the day"),
            data_type: read.id("type", "Enter what kind of data"),
            why: read.text("why", "Say why"),
        },
        _ => return None,
    };
    Some(read.finish(step))
}

/// The organisation that joins, and how.
pub(super) fn join_of(agreement: &str, sent: &Sent) -> Result<(String, PartyStep), Vec<Mistake>> {
    let mut read = Reading::of(sent);
    let organisation = read.text("organisation", "Choose which organisation");
    let step = PartyStep::Join {
        agreement: agreement.to_owned(),
        organisation: organisation.clone(),
        signatory_role: read.maybe("signatory"),
        signed_on: read.maybe_day("signed", "the day it signed"),
        with_first_case: read.yes("first_case"),
    };
    read.finish((organisation, step))
}
