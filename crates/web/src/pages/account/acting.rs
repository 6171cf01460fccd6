//! For which organisation and purpose somebody acts in this session.

use super::done;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::sign_in::to_mend;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing;
use axum::extract::State;
use permission::Purpose;
use ui::{Answer as Choice, Field, Form};

/// `GET /account/acting`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    page(&web, &who, None, &[]).await
}

/// `POST /account/acting`
pub(crate) async fn choose(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let given = |name: &str| Some(sent.text(name)).filter(|value| !value.is_empty());
    let purpose = given("purpose").map(Purpose::parse);
    if purpose == Some(None) {
        return page(&web, &who, Some(&sent), &[Mistake::at("purpose", "Choose one of the purposes")]).await;
    }
    match signing::choose(&web.house, &web.moment(&who.visitor.user), &who.visitor, given("organisation"), purpose.flatten()).await {
        Ok(_) => Ok(done("acting")),
        Err(trouble) => {
            let (_, mistakes) = to_mend(trouble)?;
            page(&web, &who, Some(&sent), &mistakes).await
        }
    }
}

async fn page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "For whom and why you act";
    let mut sheet = Sheet::narrow(title);
    let mut form = Form::post("/account/acting", who.visit.token());
    let mut organisations = Vec::new();
    for id in who.visitor.organisations().into_iter().filter(|id| !id.is_empty()) {
        organisations.push(Choice::new(id, web.name(id).await?));
    }
    if !organisations.is_empty() {
        let now = who.visitor.organisation.as_deref().unwrap_or_default();
        let question = Field::one_of("organisation", "Which organisation do you act for?", organisations);
        form = form.field(question.hint("You see what this organisation may see").value(now));
    }
    let mut purposes = vec![Choice::new("", "None just now").hint("No record about a person can be opened then")];
    purposes.extend(Purpose::ALL.iter().map(|purpose| Choice::new(purpose.id(), words::capital(purpose.says()))));
    let question = Field::one_of("purpose", "What for?", purposes).hint("It is written down with every record that you open");
    form = form.field(question.value(who.visitor.purpose.map_or("", |purpose| purpose.id()))).button("Save");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    Shell::new(title, "").under("Home", "/home").under("Your account", "/account").form(&sheet)
}
