//! What the forms of the register of agreements ask, and how their answers are read.

use super::change::Question;
use super::{choices, choices_or, choose_one, date};
use crate::gate::Sent;
use crate::parts::{Mistake, Reading};
use crate::words;
use app::pages::partnership::{AgreementPage, AgreementsPage, Directory, Kind, OrganisationsPage};
use app::registrar::AgreementStep;
use permission::Purpose;
use ui::{Answer as Choice, Field};

/// What an agreement may cover; the rest are duties beside it.
fn purposes() -> impl Iterator<Item = &'static Purpose> {
    Purpose::ALL.iter().filter(|purpose| purpose.is_of_the_agreement())
}

fn purposes_field(chosen: &[Purpose]) -> Field {
    let all = purposes().map(|purpose| Choice::new(purpose.id(), words::capital(purpose.says())));
    let field = Field::any_of("purposes", "What does it cover?", all);
    chosen.iter().fold(field, |field, purpose| field.value(purpose.id()))
}

fn reference(hint: &str) -> Field {
    Field::reference("id", "Reference")
        .hint(format!("Lower-case letters, digits and hyphens, such as {hint}. It stays for good."))
        .width(30)
}

/// The form of a step; none where there is no such step, or nothing at that place.
pub(crate) fn question(step: &str, place: Option<usize>, of: Option<&AgreementPage>, directory: &Directory) -> Option<Question> {
    Some(match (step, of) {
        ("new", None) => Question::new(
            "Add an agreement",
            vec![
                Field::text("title", "Title"),
                reference("csp-isa"),
                Field::one_of("kind", "What sort of agreement is it?", choices(&AgreementsPage::kinds())),
                Field::choose("owner", "Which organisation owns it?", choose_one(directory, Kind::Organisation, "Choose one")),
                Field::text("version", "Version").width(20),
                Field::date("since", "In force since").optional(),
                purposes_field(&[]),
            ],
        ),
        ("facts", Some(of)) => Question::new(
            format!("Change {}", of.title),
            vec![
                Field::text("title", "Title").value(of.title.as_str()),
                Field::text("version", "Version").width(20).value(of.version.as_str()),
                date("since", "In force since", of.since.as_ref()).optional(),
                date("until", "The first day on which it is in force no longer", of.until.as_ref()).optional(),
                date("review", "Next review set for", of.next_review.as_ref()).hint("Empty where the rule gives the day").optional(),
                Field::text("marking", "Protective marking").width(20).value(of.marking.as_str()).optional(),
                Field::lines("note", "What to know about it", 4).value(of.note.as_str()).optional(),
            ],
        ),
        ("purposes", Some(of)) => Question::new(format!("What {} covers", of.title), vec![purposes_field(&of.purposes)])
            .lead("Nothing is read, searched or given under it for a purpose that it does not cover."),
        ("join", Some(of)) => Question::new(
            format!("An organisation joins {}", of.title),
            vec![
                Field::choose("organisation", "Which organisation?", choose_one(directory, Kind::Organisation, "Choose one")),
                Field::text("signatory", "Which office signs?").hint("Such as Head of Housing; never a name").optional(),
                Field::date("signed", "Signed on").hint("Empty where it has not signed yet").optional(),
                Field::tick("first_case", "It signs with its first case"),
            ],
        ),
        ("review", Some(of)) => Question::new(
            format!("Call for a review of {}", of.title),
            vec![
                Field::one_of("because", "Why?", choices(&AgreementPage::causes())),
                Field::date("on", "Called for on").hint("For a periodic review, the day it was begun"),
            ],
        ),
        ("held", Some(of)) => {
            let review = of.reviews.iter().find(|one| Some(one.place) == place)?;
            Question::new(
                format!("The review called for on {}", words::day(&review.called_on)),
                vec![Field::date("on", "Held on"), Field::lines("outcome", "What came of it?", 3).hint("No names of people")],
            )
        }
        ("data-type", Some(of)) => Question::new(
            format!("A type of data shared under {}", of.title),
            vec![
                Field::text("what", "What is shared?").hint("Such as records of anti-social behaviour"),
                reference("asb-records"),
                Field::choose(
                    "organisation",
                    "Which organisation shares it?",
                    choose_one(directory, Kind::Organisation, "Every one of a kind"),
                ),
                Field::choose("kind", "Or every organisation of which kind?", choices_or("One organisation", &OrganisationsPage::kinds())),
                Field::date("since", "Agreed since").hint("Empty where it is since the agreement\u{2019}s first day").optional(),
            ],
        ),
        ("end-data-type", Some(of)) => {
            let one = of.data_types.iter().find(|one| Some(one.place) == place)?;
            Question::new(
                format!("{} is agreed no longer", words::capital(&one.what)),
                vec![Field::date("until", "The first day no longer")],
            )
            .warning("From that day nobody gives it under this agreement, but by a departure that is recorded.")
        }
        ("power", Some(of)) => Question::new(
            format!("A power that {} names", of.title),
            vec![
                Field::text("legislation", "Legislation").hint("Such as Crime and Disorder Act 1998"),
                Field::text("provision", "Provision, and what it is about").hint("Such as section 115: disclosure of information"),
                reference("cda-1998-s115"),
                Field::date("since", "Named since").optional(),
            ],
        ),
        ("end-power", Some(of)) => {
            let one = of.powers.iter().find(|one| Some(one.place) == place)?;
            let title = format!("{} may be named no longer", one.legislation);
            Question::new(title, vec![Field::date("until", "The first day no longer")])
                .warning("From that day nothing is given under this power.")
        }
        ("notice", Some(of)) => Question::new(
            format!("A privacy notice under {}", of.title),
            vec![
                Field::text("form", "On which form does it stand?"),
                Field::text("version", "Version").width(20),
                Field::date("since", "Shown since"),
                Field::text("shown", "Where is it shown?"),
            ],
        ),
        _ => return None,
    })
}

/// The step that a form asks for; none where there is no such step.
pub(crate) fn read(step: &str, place: Option<usize>, sent: &Sent) -> Option<Result<AgreementStep, Vec<Mistake>>> {
    let mut read = Reading::of(sent);
    let step = match step {
        "new" => AgreementStep::New {
            title: read.text("title", "Enter its title"),
            id: read.id("id", "Enter a reference"),
            kind: read.text("kind", "Choose what sort of agreement it is"),
            owner: read.text("owner", "Choose which organisation owns it"),
            version: read.text("version", "Enter the version"),
            since: read.maybe_day("since", "the first day"),
            purposes: covered(&mut read, sent),
        },
        "facts" => AgreementStep::Facts {
            title: read.text("title", "Enter its title"),
            version: read.text("version", "Enter the version"),
            since: read.maybe_day("since", "the first day"),
            until: read.maybe_day("until", "the last day"),
            next_review: read.maybe_day("review", "the day of the review"),
            marking: read.maybe("marking"),
            note: read.maybe("note"),
        },
        "purposes" => AgreementStep::Purposes(covered(&mut read, sent)),
        "review" => {
            AgreementStep::CallReview { because: read.text("because", "Choose why"), on: read.day("on", "the day it was called for") }
        }
        "held" => AgreementStep::HoldReview {
            place: place?,
            on: read.day("on", "the day it was held"),
            outcome: read.text("outcome", "Say what came of it"),
        },
        "data-type" => data_type(&mut read),
        "end-data-type" => AgreementStep::EndDataType { place: place?, until: read.day("until", "the first day no longer") },
        "power" => AgreementStep::Power {
            legislation: read.text("legislation", "Enter the legislation"),
            provision: read.text("provision", "Enter the provision"),
            id: read.id("id", "Enter a reference"),
            since: read.maybe_day("since", "the first day"),
        },
        "end-power" => AgreementStep::EndPower { place: place?, until: read.day("until", "the first day no longer") },
        "notice" => AgreementStep::Notice {
            form: read.text("form", "Enter the form"),
            version: read.text("version", "Enter the version"),
            since: read.day("since", "the first day"),
            shown: read.text("shown", "Enter where it is shown"),
        },
        _ => return None,
    };
    Some(read.finish(step))
}

fn data_type(read: &mut Reading<'_>) -> AgreementStep {
    let (organisation, kind) = (read.choice("organisation"), read.choice("kind"));
    if organisation.is_some() == kind.is_some() {
        read.fault("organisation", "Choose one organisation, or one kind of them");
    }
    AgreementStep::DataType {
        what: read.text("what", "Enter what is shared"),
        id: read.id("id", "Enter a reference"),
        organisation,
        kind,
        since: read.maybe_day("since", "the first day"),
    }
}

fn covered(read: &mut Reading<'_>, sent: &Sent) -> Vec<Purpose> {
    let chosen: Vec<&str> = sent.all("purposes").collect();
    let covered: Vec<Purpose> = purposes().filter(|purpose| chosen.contains(&purpose.id())).copied().collect();
    if covered.is_empty() {
        read.fault("purposes", "Choose what it covers");
    }
    covered
}
