//! What is done with a record: partners asked, answers taken down, an action made of it, taken out.

use super::record::record_of;
use super::{Numbered, address, beneath_record, record_address};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::plan::{moment, plan_of, recorded, today};
use crate::pages::recording::{changed, day_field, day_or, empty, finished, mend, office, seen};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::ActionWords;
use app::plans::tasking::{self, RecordView};
use axum::extract::State;
use plans::Reference;
use ui::{Answer as Choice, Field, Form};

fn leads(view: &RecordView, name: &str, title: &str, sheet: &Sheet) -> Answer {
    beneath_record(title, name, &view.scheme, view.kept.body.number).form(sheet)
}

fn form(view: &RecordView, who: &SignedIn, path: &str) -> Form {
    Form::post(path, who.visit.token()).hidden("seen", seen(Some(&view.kept.last)))
}

/// `GET /plan/schemes/{scheme}/{number}/strike`
pub(crate) async fn ask_strike(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let draft = who.draft(&web, &format!("{}/strike", record_address(&name, number))).await?;
    strike_page(&who, &name, &view, draft.as_ref(), &[])
}

/// `POST /plan/schemes/{scheme}/{number}/strike`
pub(crate) async fn strike(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, sent: Sent) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it is taken out"), ("role", "Say which office takes it out")]);
    mistakes.extend(changed(&sent, Some(&view.kept.last)));
    if mistakes.is_empty() {
        match tasking::strike_record(&web.house, &moment(&web, &who), &name, number, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/strike", record_address(&name, number)), &address(&name), "struck").await,
            Err(trouble) => mistakes = mend(trouble, &[("struck", "")])?,
        }
    }
    strike_page(&who, &name, &view, Some(&sent), &mistakes)
}

fn strike_page(who: &SignedIn, name: &str, view: &RecordView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = format!("Take out {} {}", view.scheme.one, view.kept.body.number);
    let path = format!("{}/strike", record_address(name, view.kept.body.number));
    let mut sheet = Sheet::narrow(&title).leading("It counts no longer. It stays in the history, with the reason.");
    let form = form(view, who, &path)
        .field(Field::lines("reason", "Why is it taken out?", 3))
        .field(office(who, "Which office takes it out?"))
        .warning_button("Take it out")
        .cancel(&record_address(name, view.kept.body.number));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    leads(view, name, &title, &sheet)
}

/// `GET /plan/schemes/{scheme}/{number}/ask`
pub(crate) async fn ask_partners(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let draft = who.draft(&web, &format!("{}/ask", record_address(&name, number))).await?;
    partners_page(&who, &name, &view, draft.as_ref(), &[])
}

/// `POST /plan/schemes/{scheme}/{number}/ask`
pub(crate) async fn partners(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, sent: Sent) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let mut mistakes = empty(&sent, &[("organisations", "Say which partners are asked")]);
    mistakes.extend(changed(&sent, Some(&view.kept.last)));
    if mistakes.is_empty() {
        let asked: Vec<&str> = sent.text("organisations").lines().collect();
        match tasking::ask_partners(&web.house, &moment(&web, &who), &name, number, &asked).await {
            Ok(_) => {
                let here = record_address(&name, number);
                return recorded(&web, &who, &format!("{here}/ask"), &here, "asked").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("organisation", "organisations")])?,
        }
    }
    partners_page(&who, &name, &view, Some(&sent), &mistakes)
}

fn partners_page(who: &SignedIn, name: &str, view: &RecordView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Ask partners";
    let path = format!("{}/ask", record_address(name, view.kept.body.number));
    let mut sheet = Sheet::narrow(title).leading("One record, passed to every partner that can help. Each answer is taken down by itself.");
    let form = form(view, who, &path)
        .field(Field::lines("organisations", "Which partners are asked?", 4).hint("Organisations or offices, one a line"))
        .button("Record that they were asked")
        .cancel(&record_address(name, view.kept.body.number));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    leads(view, name, title, &sheet)
}

/// `GET /plan/schemes/{scheme}/{number}/answer`
pub(crate) async fn ask_answer(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let draft = who.draft(&web, &format!("{}/answer", record_address(&name, number))).await?;
    answer_page(&who, &name, &view, draft.as_ref(), &[])
}

/// `POST /plan/schemes/{scheme}/{number}/answer`
pub(crate) async fn answer(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, sent: Sent) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let mut mistakes = empty(&sent, &[("organisation", "Choose who answered"), ("said", "Say what they do, or why they can\u{2019}t")]);
    if !matches!(sent.text("helps"), "yes" | "no") {
        mistakes.push(Mistake::at("helps", "Say whether they help"));
    }
    mistakes.extend(changed(&sent, Some(&view.kept.last)));
    if mistakes.is_empty() {
        let (moment, helps) = (moment(&web, &who), sent.text("helps") == "yes");
        match tasking::partner_answered(&web.house, &moment, &name, number, sent.text("organisation"), helps, sent.text("said")).await {
            Ok(_) => {
                let here = record_address(&name, number);
                return recorded(&web, &who, &format!("{here}/answer"), &here, "answered").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    answer_page(&who, &name, &view, Some(&sent), &mistakes)
}

fn answer_page(who: &SignedIn, name: &str, view: &RecordView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record what a partner answered";
    let path = format!("{}/answer", record_address(name, view.kept.body.number));
    let mut sheet = Sheet::narrow(title);
    let none = std::iter::once(Choice::new("", "Choose one"));
    let asked = none.chain(view.kept.body.answers.iter().map(|one| Choice::new(one.organisation.as_str(), one.organisation.as_str())));
    let form = form(view, who, &path)
        .field(Field::choose("organisation", "Who answered?", asked))
        .field(Field::yes_or_no("helps", "Do they help?", "Yes", "No"))
        .field(Field::lines("said", "What do they do, or why can\u{2019}t they?", 3).hint("Nothing about the person who was referred"))
        .button("Record the answer")
        .cancel(&record_address(name, view.kept.body.number));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    leads(view, name, title, &sheet)
}

/// `GET /plan/schemes/{scheme}/{number}/action`
pub(crate) async fn ask_action(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let draft = who.draft(&web, &format!("{}/action", record_address(&name, number))).await?;
    action_page(&web, &who, &name, &view, draft.as_ref(), &[]).await
}

/// `POST /plan/schemes/{scheme}/{number}/action`
pub(crate) async fn action(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, sent: Sent) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let mut mistakes =
        empty(&sent, &[("plan", "Choose the plan"), ("reference", "Give it its number"), ("text", "Say what is to be done")]);
    let due = day_or(&sent, "due", &mut mistakes).and_then(|text| text.parse().ok());
    let reference = Reference::parse(sent.text("reference"));
    if reference.is_err() && !sent.text("reference").is_empty() {
        mistakes.push(Mistake::at("reference", "This must be a number such as 1.3, or 1.3b beneath it"));
    }
    mistakes.extend(changed(&sent, Some(&view.kept.last)));
    if let (true, Ok(reference)) = (mistakes.is_empty(), reference) {
        let plan = sent.text("plan");
        plan_of(&web, &who, plan).await?;
        let words = ActionWords { text: sent.text("text"), lead: sent.text("lead"), due, ..ActionWords::default() };
        match tasking::becomes_action(&web.house, &moment(&web, &who), &name, number, plan, &reference, &words).await {
            Ok(_) => {
                let here = record_address(&name, number);
                return recorded(&web, &who, &format!("{here}/action"), &here, "action").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("record-taken", "reference"), ("record-unknown", "reference")])?,
        }
    }
    action_page(&web, &who, &name, &view, Some(&sent), &mistakes).await
}

async fn action_page(web: &Web, who: &SignedIn, name: &str, view: &RecordView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Make an action of what was found";
    let number = view.kept.body.number;
    let path = format!("{}/action", record_address(name, number));
    let plans = app::plans::plans_list(&web.house, today(web, who)).await?;
    let mut sheet = Sheet::narrow(title)
        .leading(format!("The action stands in its plan, and {} {number} leads to it.", words::plain(&view.scheme.one)));
    if plans.is_empty() {
        sheet.inset("There is no plan yet for it to stand in.");
    }
    let none = std::iter::once(Choice::new("", "Choose a plan"));
    let form = form(view, who, &path)
        .field(Field::choose(
            "plan",
            "In which plan?",
            none.chain(plans.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title))),
        ))
        .field(Field::reference("reference", "Under which number?").hint("One that is free, such as 1.3, or 1.3b beneath it").width(5))
        .field(Field::lines("text", "What is to be done?", 3))
        .field(Field::text("lead", "Who leads?").hint("An office or an organisation").optional().width(30))
        .field(day_field("due", "By when?", None).optional())
        .button("Make it an action")
        .cancel(&record_address(name, number));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    leads(view, name, title, &sheet)
}
