//! A data set that the source register lacks: added, with what is known of it.

use super::{day_field, day_or, empty, finished, mend, moment, page, recorded, today};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, SourceFile};
use axum::extract::State;
use jiff::civil::Date;
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/evidence/sources/new";
const BACK: &str = "/evidence/sources";

/// `GET /evidence/sources/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, draft.as_ref(), &[])
}

/// `POST /evidence/sources/new`
pub(crate) async fn add(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("title", "Say what it is called"), ("holder", "Say which organisation holds it")]);
    let id = evidence::measures::slug(sent.text("title"));
    let there = registers::source_register(&web.house, today(&web, &who)).await?;
    if there.iter().any(|line| line.data_set.id == id) {
        mistakes.push(Mistake::at("title", "A data set of this title is in the register already. Give this one another"));
    }
    let next_due = day_or(&sent, "next_due", &mut mistakes).and_then(|day| day.parse::<Date>().ok());
    if mistakes.is_empty() {
        let text = |name: &str| sent.text(name).to_owned();
        let feeds = sent.text("feeds").split([' ', ',', '\n', '\r', '\t']).filter(|id| !id.is_empty()).map(str::to_owned);
        let new = SourceFile {
            id: id.clone(),
            title: text("title"),
            holder: text("holder"),
            contact_role: text("contact_role"),
            frequency: text("frequency"),
            held: text("held"),
            next_due,
            usefulness: text("usefulness"),
            limitation: text("limitation"),
            recommendation: text("recommendation"),
            next_action: text("next_action"),
            feeds: feeds.collect(),
        };
        match registers::add_source(&web.house, &moment(&web, &who), new).await {
            Ok(_) => return recorded(&web, &who, NEW, &format!("{BACK}/{}", words::in_address(&id)), "source").await,
            Err(trouble) => mistakes = mend(trouble, &[("id", "title")])?,
        }
    }
    new_page(&web, &who, Some(&sent), &mistakes)
}

/// How often something comes, in words: `half-yearly` → `Half-yearly`, `every-five-years` → `Every five years`.
fn often(id: &str, months: Option<u32>) -> String {
    let words = if months.is_some_and(|months| months <= 12) { id.to_owned() } else { id.replace('-', " ") };
    words::capital(&words)
}

fn new_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Add a data set";
    let mut sheet = Sheet::narrow(title).leading(
        "What the register lacks. It raises no flags until somebody judged what it may be used for; a file of it is imported apart.",
    );
    let known = web.house.rulebook.data_frequency(today(web, who), None)?.parameters;
    let frequencies = std::iter::once(Choice::new("", "Nothing was agreed"))
        .chain(known.frequencies.iter().map(|one| Choice::new(one.id.as_str(), often(&one.id, one.months))));
    let form = Form::post(NEW, who.visit.token())
        .field(Field::text("title", "What is it called?").hint("Such as \u{201c}Anti-social behaviour, council\u{201d}").width(30))
        .field(Field::text("holder", "Which organisation holds it?").width(30))
        .field(
            Field::text("contact_role", "Which office there is asked for it?")
                .hint("Such as \u{201c}data officer\u{201d}: never a person\u{2019}s name")
                .optional()
                .width(30),
        )
        .field(Field::choose("frequency", "How often should it come?", frequencies))
        .field(day_field("next_due", "When is it due next?", None).optional())
        .field(Field::text("held", "For which period is it held?").hint("Where no imported file tells").optional().width(30))
        .field(Field::lines("usefulness", "What is it good for?", 3).optional())
        .field(Field::lines("limitation", "What can\u{2019}t it tell?", 3).optional())
        .field(Field::lines("recommendation", "What should become of it?", 3).optional())
        .field(Field::lines("next_action", "What is to be done next?", 3).optional())
        .field(
            Field::lines("feeds", "Which measures does it feed?", 3)
                .hint("Their names in the catalogue of measures, one a line, such as all-crime")
                .optional(),
        )
        .button("Add the data set")
        .cancel(BACK);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    page(title, BACK, &[("Sources", BACK)], &sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_said_in_words() {
        for (id, months, said) in [
            ("monthly", Some(1), "Monthly"),
            ("half-yearly", Some(6), "Half-yearly"),
            ("every-five-years", Some(60), "Every five years"),
            ("on-request", None, "On request"),
        ] {
            assert_eq!(often(id, months), said);
        }
    }
}
