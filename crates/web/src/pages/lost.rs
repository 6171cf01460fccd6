//! A new way in for somebody who lost theirs: asked for here, confirmed by a second person.

use super::{Answer, House};
use crate::gate::{Sent, Visit, go_to};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use app::signing;
use axum::extract::State;
use permission::Personal;
use ui::{Field, Form};

/// `GET /lost`
pub(crate) async fn ask(visit: Visit) -> Answer {
    page(&visit, None, &[])
}

/// `POST /lost`
pub(crate) async fn asked(State(web): State<Web>, house: House, visit: Visit, sent: Sent) -> Answer {
    if !sent.text("mail").contains('@') {
        return page(&visit, Some(&sent), &[Mistake::at("mail", "Enter your e-mail address at work, such as name@example.org")]);
    }
    signing::ask_recovery(&house, &web.moment(visit.who()), Personal::new(sent.text("mail").to_owned())).await?;
    Ok(go_to("/lost/asked"))
}

/// `GET /lost/asked`: the same whether or not there is such an account.
pub(crate) async fn told() -> Answer {
    let title = "What happens now";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("If there is an account with this address, your organisation\u{2019}s single point of contact sees your request. They speak to you, to be sure that it is you, and confirm it.");
    sheet.paragraph("A link then comes to your address at work, with which you choose a new way in. Your old ways in end with it.");
    sheet.paragraph("If it is urgent, call your single point of contact, or whoever runs Wardmote for you.");
    sheet.paragraph(parts::link("/sign-in", "Back to signing in"));
    Shell::new(title, "").page(&sheet)
}

fn page(visit: &Visit, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Ask for a new way in";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("If you lost your passkey, your password or your telephone, somebody who knows you must confirm that it is you.");
    let form = Form::post("/lost", visit.token()).field(Field::email("mail", "E-mail address at work")).button("Ask");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    Shell::new(title, "").form(&sheet)
}
