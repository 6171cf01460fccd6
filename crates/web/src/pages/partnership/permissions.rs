//! Who may do what: the policies in plain English, and one question answered with the policies that decide it.

use super::{Asked, asked, choose_one, on_day, shell};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::ExplainAsk;
use app::pages::partnership::{self as pages, Directory, Kind};
use axum::extract::State;
use permission::{Action, Purpose, ThingKind};
use std::sync::OnceLock;
use ui::{Answer as Choice, Field, Form, Html};

const HERE: &str = "/partnership/permissions";

/// `GET /partnership/permissions`
pub(crate) async fn permissions(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let directory = pages::directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let title = "Permissions";
    let mut sheet = Sheet::titled(title).leading("Who may do what, as the policies have it. What no policy allows is refused.");
    sheet.part("Ask a question");
    let (answer, mistakes) = if sent.text("action").is_empty() { (None, Vec::new()) } else { answered(&web, &who, &sent).await? };
    if let Some(answer) = &answer {
        sheet.html(&shown(answer, &directory));
    }
    sheet.form_of(&parts::answered(form(&directory), Some(&sent), &mistakes));
    sheet.part("Every policy");
    sheet.html(&printed()?);
    shell(title, HERE).form(&sheet)
}

fn form(directory: &Directory) -> Form {
    let actions = Action::ALL.iter().map(|action| Choice::new(action.id(), words::capital(action.says())));
    let mut all = vec![Choice::new("", "Choose one")];
    all.extend(actions);
    let mut purposes = vec![Choice::new("", "No purpose named")];
    purposes.extend(Purpose::ALL.iter().map(|purpose| Choice::new(purpose.id(), words::capital(purpose.says()))));
    Form::get(HERE)
        .wide()
        .field(Field::choose("user", "May whom", choose_one(directory, Kind::User, "Choose one")))
        .field(Field::choose("action", "do what", all))
        .field(Field::reference("thing", "to which").hint("A reference; empty for a new one, or for the register as a whole").width(30))
        .field(Field::choose("purpose", "what for", purposes))
        .field(Field::choose("to", "if something is given: to whom", choose_one(directory, Kind::Organisation, "Nobody")))
        .field(Field::reference("power", "under which power").hint("Its reference in the agreement").width(30))
        .field(Field::reference("type", "what kind of data").hint("Its reference in the agreement").width(30))
        .field(Field::any_of("reason", "", [Choice::new("yes", "A reason is given in words")]))
        .field(Field::date("on", "on which day").hint("Empty for today"))
        .button("Answer")
}

/// The answer to what the form asked, and what of it is to mend.
async fn answered(web: &Web, who: &SignedIn, sent: &Sent) -> Result<(Option<app::PolicyAnswer>, Vec<Mistake>), Failure> {
    let on = on_day(sent);
    let mut mistakes = on.mistakes;
    let Some(action) = Action::parse(sent.text("action")) else { return Ok((None, vec![Mistake::at("action", "Choose what")])) };
    if sent.text("user").is_empty() {
        mistakes.push(Mistake::at("user", "Choose whom"));
    }
    let moment = web.moment(&who.visitor.user);
    let (kind, id) = (action.thing(), sent.text("thing"));
    let hidden = kind == ThingKind::Person && !id.is_empty() && !app::people::would_read(&web.house, &moment, &who.asking(), id).await?;
    if hidden {
        // The same for a record that is not there and one that is not theirs to know of.
        mistakes.push(Mistake::at("thing", "There is no such record, or none that you may read for the purpose you act for"));
    }
    if !mistakes.is_empty() {
        return Ok((None, mistakes));
    }
    let some = |field: &str| Some(sent.text(field).to_owned()).filter(|text| !text.is_empty());
    let ask = ExplainAsk {
        user: sent.text("user").to_owned(),
        action: action.id().to_owned(),
        thing: if id.is_empty() { kind.id().to_owned() } else { format!("{}:{id}", kind.id()) },
        purpose: some("purpose"),
        organisation: None,
        to: some("to"),
        power: some("power"),
        data_type: some("type"),
        reason: sent.text("reason") == "yes",
        on: on.day,
    };
    match app::explain_policy_at_page(&web.house, &moment, &ask).await {
        Ok(answer) => Ok((Some(answer), Vec::new())),
        Err(trouble) if trouble.outcome == base::Outcome::Failed => Err(trouble.into()),
        Err(trouble) => Ok((None, vec![Mistake::of(&trouble)])),
    }
}

fn shown(answer: &app::PolicyAnswer, directory: &Directory) -> Html {
    let mut sheet = Sheet::default();
    let may = if answer.allowed { "may" } else { "may not" };
    let purpose = answer.purpose.map_or_else(|| ", no purpose named".to_owned(), |purpose| format!(", to {}", purpose.says()));
    let mut inside = Html::trusted("<p class=\"govuk-body\"><strong>");
    inside.push(&Html::escape(&format!("{} {may} {}{purpose}.", answer.actor, answer.says)));
    inside.push(&Html::trusted("</strong></p>"));
    sheet.html(&inside);
    if answer.policies.is_empty() {
        sheet.paragraph("No policy allows it.");
    } else {
        sheet.paragraph(if answer.allowed { "These policies allow it:" } else { "These policies forbid it:" });
        sheet.bullets(answer.policies.iter().map(|found| {
            let mut line = Html::escape(&format!("{} ", found.says));
            line.push(&Html::trusted("<span class=\"govuk-hint\">"));
            line.push(&Html::escape(&format!("{}, {}", found.id, found.source)));
            line.push(&Html::trusted("</span>"));
            line
        }));
    }
    if !answer.lacking.is_empty() {
        sheet.paragraph("It would be allowed where:");
        sheet.html(&explained::lines(directory, &answer.lacking));
    }
    for stands in &answer.standings {
        let mut heading = Html::trusted("<h3 class=\"govuk-heading-s\">How ");
        heading.push(&explained::named(directory, &stands.organisation));
        heading.push(&Html::trusted(" stands</h3>"));
        sheet.html(&heading);
        sheet.html(&explained::lines(directory, &stands.why));
    }
    let mut markup = Html::trusted("<div class=\"govuk-inset-text\" id=\"answer\">");
    markup.push(&sheet.inside());
    markup.push(&Html::trusted("</div>"));
    markup
}

/// The policies in plain English. They are the program's own and change only with it.
fn printed() -> Result<Html, Failure> {
    static PRINTED: OnceLock<Html> = OnceLock::new();
    if let Some(printed) = PRINTED.get() {
        return Ok(printed.clone());
    }
    let printed = parts::plain_text::page(&app::policy_table()?);
    Ok(PRINTED.get_or_init(|| printed).clone())
}
