//! What records are needed for: asked before one is opened, kept in the session, written down with everything that is opened.

use super::{HERE, purpose_choices, shell};
use crate::gate::{Sent, SignedIn, go_to, next};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use app::signing;
use axum::extract::State;
use permission::Purpose;
use ui::{Field, Form};

/// The page that asks; it goes on to `next`.
pub(super) fn page(who: &SignedIn, next: &str, purposes: &[Purpose], mistakes: &[Mistake]) -> Answer {
    let title = "What do you need this for?";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("Nobody opens a record about a person without saying why. It is written down with every record that you open, and holds until you choose another purpose or sign out.");
    if let Some(purpose) = who.visitor.purpose {
        sheet.inset(format!("You act to {} just now. This can\u{2019}t be done for that.", purpose.says()));
    }
    let form = Form::post(format!("{HERE}/purpose"), who.visit.token())
        .hidden("next", next)
        .field(Field::one_of("purpose", "What for?", purpose_choices(purposes)))
        .button("Go on");
    sheet.form_of(&parts::answered(form, None, mistakes));
    shell(title).form(&sheet)
}

/// `POST /people/purpose`
pub(crate) async fn choose(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let there = next::sound(sent.text("next")).unwrap_or(HERE);
    let Some(purpose) = Purpose::parse(sent.text("purpose")) else {
        let all: Vec<Purpose> = Purpose::ALL.iter().copied().filter(|one| *one != Purpose::Administration).collect();
        return page(&who, there, &all, &[Mistake::at("purpose", "Choose what you need it for")]);
    };
    choose_for(&web, &who, purpose).await?;
    Ok(go_to(there))
}

/// Has the session act for a purpose from now on.
pub(super) async fn choose_for(web: &Web, who: &SignedIn, purpose: Purpose) -> base::Result<()> {
    if who.visitor.purpose != Some(purpose) {
        let moment = web.moment(&who.visitor.user);
        signing::choose(&web.house, &moment, &who.visitor, who.visitor.organisation.as_deref(), Some(purpose)).await?;
    }
    Ok(())
}
