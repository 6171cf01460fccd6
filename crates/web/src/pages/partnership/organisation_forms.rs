//! What the forms of the register of organisations ask, and how their answers are read.

use super::change::Question;
use super::{choices_or, choose_one, date};
use crate::gate::Sent;
use crate::parts::{Mistake, Reading};
use app::pages::partnership::{Directory, Kind, OrganisationPage, OrganisationsPage};
use app::registrar::OrganisationStep;
use ui::Field;

/// The form of a step; none where there is no such step.
pub(crate) fn question(step: &str, of: Option<&OrganisationPage>, directory: &Directory) -> Option<Question> {
    let kind = || Field::choose("kind", "What sort of organisation is it?", choices_or("Choose one", &OrganisationsPage::kinds()));
    let source = || Field::text("source", "Where does this come from?").hint("The paper and the place in it").optional();
    Some(match (step, of) {
        ("new", None) => Question::new(
            "Add an organisation",
            vec![
                Field::text("name", "Name"),
                Field::reference("id", "Reference")
                    .hint("Lower-case letters, digits and hyphens, such as invented-homes. It stays for good.")
                    .width(30),
                kind(),
                Field::date("since", "Since when is there such a body?").optional(),
                source(),
            ],
        ),
        ("facts", Some(of)) => Question::new(
            format!("Change {}", of.name),
            vec![
                Field::text("name", "Name").value(of.name.as_str()),
                Field::date("renamed", "If the name is another now: since when?")
                    .hint("The name before then stays as a former one. Leave it empty to correct a mistake.")
                    .optional(),
                kind().value(of.kind.0),
                date("since", "Since when is there such a body?", of.since.as_ref()).optional(),
                date("until", "The first day on which there was none any more", of.until.as_ref()).optional(),
                Field::choose("parent", "Part of", choose_one(directory, Kind::Organisation, "No other organisation"))
                    .value(of.parent.clone().unwrap_or_default()),
                Field::lines("functions", "What it does for the partnership", 3)
                    .hint("One a line, such as accountable body")
                    .value(of.functions.join("\n"))
                    .optional(),
                source().value(of.source.as_str()),
            ],
        ),
        ("name", Some(of)) => Question::new(
            format!("Another name of {}", of.name),
            vec![
                Field::text("name", "The other name"),
                Field::date("since", "Used since").optional(),
                Field::date("until", "The first day it was used no longer").hint("Empty where it is in use beside the name").optional(),
            ],
        ),
        ("successor", Some(of)) => Question::new(
            format!("What came in the place of {}", of.name),
            vec![
                Field::choose("to", "Which organisation took over?", choose_one(directory, Kind::Organisation, "Choose one")),
                Field::date("on", "Since when does it stand in the place?"),
                Field::text("by", "By which law or decision?").hint("And what went over, where it was not everything"),
                Field::tick("ended", format!("{} ended with that day", of.name)),
            ],
        )
        .lead("A successor does not inherit a signature: whether it is party to an agreement is recorded there."),
        _ => return None,
    })
}

/// The step that a form asks for; none where there is no such step.
pub(crate) fn read(step: &str, sent: &Sent) -> Option<Result<OrganisationStep, Vec<Mistake>>> {
    let mut read = Reading::of(sent);
    let step = match step {
        "new" => OrganisationStep::New {
            name: read.text("name", "Enter its name"),
            id: read.id("id", "Enter a reference"),
            kind: read.text("kind", "Choose what sort of organisation it is"),
            since: read.maybe_day("since", "the first day"),
            source: read.maybe("source"),
        },
        "facts" => OrganisationStep::Facts {
            name: read.text("name", "Enter its name"),
            renamed_on: read.maybe_day("renamed", "the day of the new name"),
            kind: read.text("kind", "Choose what sort of organisation it is"),
            since: read.maybe_day("since", "the first day"),
            until: read.maybe_day("until", "the last day"),
            parent: read.choice("parent"),
            functions: read.lines("functions"),
            source: read.maybe("source"),
        },
        "name" => OrganisationStep::Alias {
            name: read.text("name", "Enter the other name"),
            since: read.maybe_day("since", "the first day"),
            until: read.maybe_day("until", "the last day"),
        },
        "successor" => OrganisationStep::Successor {
            to: read.text("to", "Choose which organisation took over"),
            on: read.day("on", "the day it took over"),
            by: read.text("by", "Enter the law or decision"),
            ended: read.yes("ended"),
        },
        _ => return None,
    };
    Some(read.finish(step))
}
