//! The confidentiality terms, before anything else is shown.

use super::{Answer, House};
use crate::gate::{Sent, SignedIn, go_to, next};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use app::signing;
use axum::extract::{Query, State};
use serde::Deserialize;
use ui::{Answer as Choice, Button, Field, Form};

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
}

/// `GET /terms?next=PATH`
pub(crate) async fn ask(State(web): State<Web>, house: House, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    page(&web, &house, &who, asked.next.as_deref().unwrap_or_default(), None, &[]).await
}

/// `POST /terms`
pub(crate) async fn accept(State(web): State<Web>, house: House, who: SignedIn, sent: Sent) -> Answer {
    let next = sent.text("next");
    if sent.text("accept") != "yes" {
        let mistakes = [Mistake::at("accept", "Tick the box to accept the terms, or sign out")];
        return page(&web, &house, &who, next, Some(&sent), &mistakes).await;
    }
    match signing::accept_terms(&house, &web.moment(&who.visitor.user), &who.visitor, sent.text("version")).await {
        Ok(_) => Ok(go_to(next::sound(next).unwrap_or("/home"))),
        Err(trouble) if trouble.code == "terms-changed" => {
            page(&web, &house, &who, next, Some(&Sent::default()), &[Mistake::of(&trouble)]).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn page(web: &Web, house: &app::House, who: &SignedIn, next: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let terms = signing::terms(house, &web.moment(&who.visitor.user)).await?;
    let mut sheet = Sheet::narrow(&terms.title);
    for paragraph in &terms.paragraphs {
        sheet.paragraph(paragraph.as_str());
    }
    sheet.paragraph(format!("{}. Version {}.", terms.source.trim_end_matches('.'), terms.version));
    if who.visitor.terms_due {
        let accept = [Choice::new("yes", "I have read them, and I am bound by them")];
        let form = Form::post("/terms", who.visit.token())
            .hidden("version", terms.version.as_str())
            .hidden("next", next)
            .field(Field::any_of("accept", "Do you accept these terms?", accept))
            .button("Accept and continue");
        sheet.form_of(&parts::answered(form, sent, mistakes));
        let out = Button { content: "Sign out".into(), classes: "govuk-button--secondary".into(), ..Button::default() };
        sheet.form_of(&Form::post("/sign-out", who.visit.token()).end(&out));
    } else {
        sheet.inset("You have accepted these terms.");
    }
    Shell::new(terms.title.as_str(), "").form(&sheet)
}
