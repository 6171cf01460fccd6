//! Links by which a partner without an account answers a request: made, shown once or sent, revoked.

use super::request::{beneath, facts, home, line};
use super::{empty, mend, moment, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet, row_button};
use crate::state::Web;
use crate::words;
use app::By;
use app::links::{self, About, LinkLine, LinkMade, LinkState};
use app::registers::RequestLine;
use axum::extract::{Path, State};
use ui::{Answer as Choice, Field, Form, Html};

fn action(id: &str) -> String {
    format!("{}/link", home(id))
}

pub(in crate::pages) fn by(who: &SignedIn) -> By {
    By::User(who.asking())
}

fn about(line: &RequestLine) -> About {
    About::Request(line.request.id.clone())
}

/// `GET /evidence/requests/{id}/link`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    page(&web, &who, &line, None, &[]).await
}

/// `POST /evidence/requests/{id}/link`
pub(crate) async fn make(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("organisation", "Choose who answers")]);
    if mistakes.is_empty() {
        let to = Some(sent.text("to")).filter(|user| !user.is_empty());
        match links::make_link(&web.house, &moment(&web, &who), &by(&who), &about(&line), sent.text("organisation"), to).await {
            Ok(made) => {
                let (title, sheet) = made_sheet(&web, &made, "answer this request", ("Back to the request", &home(&id)));
                return beneath(title, &line, &sheet);
            }
            Err(trouble) => mistakes = mend(trouble, &FIELDS)?,
        }
    }
    page(&web, &who, &line, Some(&sent), &mistakes).await
}

/// `POST /evidence/requests/{id}/link/revoke`
pub(crate) async fn revoke(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let about = links::links_about(&web.house, &moment(&web, &who), &by(&who), &about(&line)).await?;
    if !about.iter().any(|link| link.id == sent.text("id")) {
        return Err(Failure::NotFound);
    }
    links::revoke_link(&web.house, &moment(&web, &who), &by(&who), sent.text("id")).await?;
    recorded(&web, &who, &action(&id), &home(&id), "revoked").await
}

/// The fields that a refusal to make a link is about.
pub(in crate::pages) const FIELDS: [(&str, &str); 4] =
    [("organisation-unknown", "organisation"), ("user-elsewhere", "to"), ("no-mail", "to"), ("not-an-id", "to")];

/// What is shown once a link is made: `does` is what can be done with it, `back` where to go from here.
pub(in crate::pages) fn made_sheet(web: &Web, made: &LinkMade, does: &str, back: (&str, &str)) -> (&'static str, Sheet) {
    let (title, lead) = match &made.path {
        Some(_) => ("Copy this link now", format!("It is shown only this once. Whoever has it can {does}, once, and see nothing else.")),
        None => ("The link is on its way", format!("It is sent by mail to the office that you named. With it they can {does}, once.")),
    };
    let mut sheet = Sheet::titled(title).leading(lead);
    if let Some(path) = &made.path {
        sheet.paragraph(parts::code(&web.settings.site.address(path)));
    }
    let ends = words::moment(&made.ends_at.to_string());
    sheet.paragraph(format!("It is good until {ends}, and for one answer, which stands in the record as soon as they send it."));
    sheet.button_link(if made.path.is_some() { "I have copied it" } else { back.0 }, back.1);
    (title, sheet)
}

/// The fields of a form by which a link is made.
pub(in crate::pages) async fn fields(web: &Web, who: &SignedIn, form: Form) -> Result<Form, Failure> {
    let offered = app::pages::organisations(&web.house, &moment(web, who)).await?;
    let choices =
        std::iter::once(Choice::new("", "Choose an organisation")).chain(offered.into_iter().map(|(id, name)| Choice::new(id, name)));
    let hint = "The office\u{2019}s name here, such as fire-member. Leave it empty, and the link is shown to you to hand over yourself";
    Ok(form
        .field(Field::choose("organisation", "Who answers?", choices))
        .field(Field::reference("to", "Which office there is it sent to?").hint(hint).optional().width(20))
        .button("Make the link"))
}

async fn page(web: &Web, who: &SignedIn, line: &RequestLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let id = &line.request.id;
    let title = "Let them answer by a link";
    let mut sheet = Sheet::narrow(title)
        .leading("For a partner who has no account here. The link does one thing: it answers this request. It shows nothing else.");
    sheet.html(&facts(line));
    let about = links::links_about(&web.house, &moment(web, who), &by(who), &about(line)).await?;
    if !about.is_empty() {
        sheet.part("Links made before");
        sheet.html(&table(web, who, &action(id), &about).await?);
    }
    let form = fields(web, who, Form::post(action(id), who.visit.token())).await?.cancel(&home(id));
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath(title, line, &sheet)
}

/// The links made before; `at` is the address of the page that they are made on.
pub(in crate::pages) async fn table(web: &Web, who: &SignedIn, at: &str, lines: &[LinkLine]) -> Result<Html, Failure> {
    let head = ["For", "Made", "Ends", "State"].map(parts::cell).into();
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let name = web.name(&line.organisation).await?;
        let stands = match line.state {
            LinkState::Open => {
                row_button(&who.visit, &format!("{at}/revoke"), &[("id", &line.id)], "Revoke", &format!("the link for {name}"))
            }
            LinkState::Used => Html::escape("Answered"),
            LinkState::Revoked => Html::escape("Revoked"),
            LinkState::Over => Html::escape("Ran out"),
        };
        rows.push(vec![
            parts::cell(name),
            parts::cell(format!("{} by {}", words::moment(&line.made_at.to_string()), line.made_by)),
            parts::cell(words::moment(&line.ends_at.to_string())),
            parts::cell(stands),
        ]);
    }
    Ok(parts::table_under_heading("Links made before", head, rows))
}
