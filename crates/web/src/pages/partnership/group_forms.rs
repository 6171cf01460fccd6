//! What the forms of the register of groups ask, and how their answers are read.

use super::change::Question;
use super::{choices, choices_or, choose_one, date};
use crate::gate::Sent;
use crate::parts::{Mistake, Reading};
use app::pages::partnership::{Directory, GroupPage, GroupsPage, Kind};
use app::registrar::{GroupStep, NewSeat};
use ui::Field;

fn organisation(directory: &Directory, label: &str) -> Field {
    Field::choose("organisation", label, choose_one(directory, Kind::Organisation, "Choose one"))
}

fn reports_to(directory: &Directory) -> Field {
    Field::choose("reports_to", "Which group does it report to?", choose_one(directory, Kind::Group, "No other group"))
}

/// The form of a step; none where there is no such step, or nothing at that place.
pub(crate) fn question(step: &str, place: Option<usize>, of: Option<&GroupPage>, directory: &Directory) -> Option<Question> {
    let seat = || of?.seats.get(place?);
    let name = |organisation: &str| directory.name(organisation).to_owned();
    Some(match (step, of) {
        ("new", None) => Question::new(
            "Add a group",
            vec![
                Field::text("name", "Name"),
                Field::reference("id", "Reference").hint("Lower-case letters, digits and hyphens. It stays for good.").width(30),
                Field::choose("kind", "What sort of group is it?", choices_or("Choose one", &GroupsPage::kinds())),
                Field::date("since", "Since when is there such a group?").optional(),
                Field::date("until", "The first day on which there is none any more").hint("A task-and-finish group needs one").optional(),
                reports_to(directory),
            ],
        ),
        ("facts", Some(of)) => Question::new(
            format!("Change {}", of.name),
            vec![
                Field::text("name", "Name").value(of.name.as_str()),
                date("since", "Since when is there such a group?", of.since.as_ref()).optional(),
                date("until", "The first day on which there is none any more", of.until.as_ref()).optional(),
                reports_to(directory).value(of.reports_to.clone().unwrap_or_default()),
                Field::lines("note", "What to know about it", 3).value(of.note.as_str()).optional(),
            ],
        ),
        ("seat", Some(of)) => Question::new(
            format!("A seat in {}", of.name),
            vec![
                organisation(directory, "Which organisation?"),
                Field::text("seat", "Which office sits there?")
                    .hint("Such as elected member; empty where the organisation decides")
                    .optional(),
                Field::one_of("role", "In what capacity?", choices(&of.roles)),
                Field::number("seats", "How many seats?").hint("0 for a chair or vice-chair, who has one already").width(2).value("1"),
                Field::yes_or_no("voting", "Does the seat give its organisation a vote?", "Yes", "No"),
                Field::date("since", "Since when?").optional(),
                Field::date("elected", "A chair or vice-chair: elected on").optional(),
            ],
        )
        .lead("Each organisation has one vote, however many of its seats would give it one."),
        ("terms", Some(of)) => Question::new(
            format!("New terms of reference of {}", of.name),
            vec![
                Field::text("version", "Version").width(20),
                Field::date("adopted", "Adopted on").optional(),
                Field::lines("rules", "The rules that its numbers are", 3)
                    .hint("By their ids as in the rulebook, one a line, such as chair-term")
                    .optional(),
                Field::text("source", "The paper").optional(),
            ],
        ),
        ("suspend", Some(of)) => Question::new(
            format!("Suspend a member of {}", of.name),
            vec![
                organisation(directory, "Which organisation?"),
                Field::date("since", "From which day?"),
                Field::text("reason", "Why?").hint("No names of people"),
            ],
        )
        .warning("A suspended organisation keeps its seat and has no vote until it is reinstated."),
        ("reinstate", Some(of)) => {
            let one = of.suspended.get(place?)?;
            Question::new(format!("Reinstate {}", name(&one.organisation)), vec![Field::date("on", "From which day?")])
        }
        ("end-seat", Some(_)) => {
            let seat = seat()?;
            let title = format!("End the seat of {}", name(&seat.organisation));
            Question::new(title, vec![Field::date("until", "The first day on which it has it no longer")])
                .warning("With its last seat an organisation loses its vote in this group.")
        }
        ("elect", Some(_)) => {
            let seat = seat()?;
            Question::new(format!("{} is elected again", name(&seat.organisation)), vec![Field::date("on", "On which day?")])
        }
        ("substitute", Some(_)) => {
            let seat = seat()?;
            let (organisation_now, office) = seat.substitute.clone().unwrap_or_default();
            Question::new(
                format!("Who sits in the place of {}", name(&seat.organisation)),
                vec![
                    Field::choose("organisation", "Which organisation?", choose_one(directory, Kind::Organisation, "Nobody"))
                        .value(organisation_now),
                    Field::text("office", "Which office?").hint("Such as deputy chief officer").value(office).optional(),
                ],
            )
        }
        _ => return None,
    })
}

/// The step that a form asks for; none where there is no such step.
pub(crate) fn read(step: &str, place: Option<usize>, sent: &Sent) -> Option<Result<GroupStep, Vec<Mistake>>> {
    let mut read = Reading::of(sent);
    let step = match step {
        "new" => GroupStep::New {
            name: read.text("name", "Enter its name"),
            id: read.id("id", "Enter a reference"),
            kind: read.text("kind", "Choose what sort of group it is"),
            since: read.maybe_day("since", "the first day"),
            until: read.maybe_day("until", "the last day"),
            reports_to: read.choice("reports_to"),
        },
        "facts" => GroupStep::Facts {
            name: read.text("name", "Enter its name"),
            since: read.maybe_day("since", "the first day"),
            until: read.maybe_day("until", "the last day"),
            reports_to: read.choice("reports_to"),
            note: read.maybe("note"),
        },
        "seat" => GroupStep::Seat(seat(&mut read)),
        "terms" => GroupStep::Terms {
            version: read.text("version", "Enter the version"),
            adopted_on: read.maybe_day("adopted", "the day it was adopted"),
            rules: read.lines("rules"),
            source: read.maybe("source"),
        },
        "suspend" => GroupStep::Suspend {
            organisation: read.text("organisation", "Choose which organisation"),
            since: read.day("since", "the first day"),
            reason: read.text("reason", "Say why"),
        },
        "reinstate" => GroupStep::Reinstate { place: place?, on: read.day("on", "the day") },
        "end-seat" => GroupStep::EndSeat { place: place?, until: read.day("until", "the first day no longer") },
        "elect" => GroupStep::Elect { place: place?, on: read.day("on", "the day of election") },
        "substitute" => {
            let by = read.choice("organisation").map(|organisation| (organisation, read.text("office", "Enter the office")));
            GroupStep::Substitute { place: place?, by }
        }
        _ => return None,
    };
    Some(read.finish(step))
}

fn seat(read: &mut Reading<'_>) -> NewSeat {
    let seats = read.text("seats", "Enter how many seats");
    let count = seats.parse().unwrap_or_else(|_| {
        if !seats.is_empty() {
            read.fault("seats", "Enter a whole number up to 255");
        }
        0
    });
    if read.choice("voting").is_none() {
        read.fault("voting", "Choose whether it gives a vote");
    }
    NewSeat {
        organisation: read.text("organisation", "Choose which organisation"),
        seat: read.maybe("seat"),
        role: read.text("role", "Choose in what capacity"),
        seats: count,
        voting: read.yes("voting"),
        since: read.maybe_day("since", "the first day"),
        elected_on: read.maybe_day("elected", "the day of election"),
    }
}
