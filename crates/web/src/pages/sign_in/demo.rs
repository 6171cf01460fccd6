//! One click a role, in a home that `demo` made and that only this machine reaches.

use super::{come_in, form};
use crate::failure::Failure;
use crate::gate::{Sent, Visit};
use crate::pages::Answer;
use crate::parts::Sheet;
use crate::state::Web;
use app::signing;
use axum::extract::State;
use ui::Button;

/// The buttons.
pub(super) async fn buttons(web: &Web, visit: &Visit, next: &str, sheet: &mut Sheet) -> Result<(), Failure> {
    let people = signing::demo_people(&web.house, &web.moment(visit.who())).await?;
    if people.is_empty() {
        return Ok(());
    }
    sheet.part("Look round the demonstration");
    sheet.paragraph("Nobody here is real. One press signs you in as somebody in this office.");
    for person in people {
        let button = Button { content: person.says.as_str().into(), classes: "govuk-button--secondary".into(), ..Button::default() };
        sheet.html(&form("/sign-in/demo", visit, next).hidden("user", person.user.as_str()).end(&button).show());
    }
    Ok(())
}

/// `POST /sign-in/demo`
pub(crate) async fn enter(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    if !web.settings.demo || visit.is_forwarded() {
        return Err(Failure::NotFound);
    }
    let session = signing::demo_sign_in(&web.house, &web.moment(visit.who()), sent.text("user")).await?;
    come_in(&web, &visit, &signing::SignedIn { session, device: None }, sent.text("next")).await
}
