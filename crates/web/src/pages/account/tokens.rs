//! Tokens for programs that ask in one's own name, with fewer rights.

use super::again;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::sign_in::to_mend;
use crate::parts::{self, Mistake, Sheet, row_button};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::tokens::{self, NewToken, TokenLine};
use axum::extract::State;
use permission::Action;
use ui::{Answer as Choice, Field, Form, Html};

const PATH: &str = "/account/tokens";

/// `GET /account/tokens`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, PATH).await?;
    page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /account/tokens`
pub(crate) async fn make(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let scopes: Vec<Action> = sent.all("scope").filter_map(Action::parse).collect();
    let mut mistakes = Vec::new();
    if sent.text("label").is_empty() {
        mistakes.push(Mistake::at("label", "Enter what the token is for"));
    }
    if scopes.is_empty() {
        mistakes.push(Mistake::at("scope", "Choose what the program may do"));
    }
    if !mistakes.is_empty() {
        return page(&web, &who, Some(&sent), &mistakes).await;
    }
    let new = NewToken {
        label: sent.text("label").to_owned(),
        scopes,
        organisation: who.visitor.organisation.clone(),
        purpose: who.visitor.purpose,
    };
    match tokens::make_token(&web.house, &web.moment(&who.visitor.user), &who.visitor, new).await {
        Ok(made) => {
            let title = "Copy this token now";
            let mut sheet = Sheet::titled(title).leading("It is shown only this once. Whoever has it can do what you chose, in your name.");
            sheet.paragraph(parts::code(&made.secret));
            sheet.paragraph(format!("It is good until {}.", words::moment(&made.ends_at.to_string())));
            sheet.button_link("I have copied it", "/account/tokens");
            Shell::new(title, "").page(&sheet)
        }
        Err(trouble) if trouble.code == "not-strong" => Ok(again::first("/account/tokens")),
        Err(trouble) => {
            let (_, mistakes) = to_mend(trouble)?;
            page(&web, &who, Some(&sent), &mistakes).await
        }
    }
}

/// `POST /account/tokens/revoke`
pub(crate) async fn revoke(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    tokens::revoke_token(&web.house, &web.moment(&who.visitor.user), &who.visitor, sent.text("id")).await?;
    Ok(go_to("/account/tokens"))
}

async fn page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let lines = tokens::tokens_of(&web.house, &moment, &who.visitor).await?;
    let scopes = tokens::scopes_for(&web.house, &moment, &who.visitor).await?;
    let title = "Tokens for programs";
    let mut sheet = Sheet::titled(title).leading("A token lets a program ask in your name, for what you choose and nothing else.");
    if lines.is_empty() {
        sheet.paragraph("You have no tokens.");
    } else {
        sheet.html(&table(who, &lines));
    }
    sheet.part("A new token");
    let offered = scopes.into_iter().map(|scope| Choice::new(scope.id(), words::capital(scope.says())));
    let form = Form::post("/account/tokens", who.visit.token())
        .field(Field::text("label", "What is it for?").hint("Such as \u{201c}monthly report\u{201d}").width(20))
        .field(Field::any_of("scope", "What may the program do?", offered).hint("Only what you may do yourself"))
        .button("Make a token");
    sheet.form_of(&parts::keeping_draft(parts::answered(form, sent, mistakes), PATH));
    Shell::new(title, "").under("Home", "/home").under("Your account", "/account").form(&sheet)
}

fn table(who: &SignedIn, lines: &[TokenLine]) -> Html {
    let head = ["What it is for", "What it may do", "Made", "Ends", "Last used", ""].map(parts::cell).into();
    let rows = lines.iter().map(|line| {
        let last = if line.over {
            parts::cell("Over")
        } else {
            parts::cell(row_button(&who.visit, "/account/tokens/revoke", &[("id", &line.id)], "Revoke", &line.label))
        };
        vec![
            parts::cell(line.label.as_str()),
            parts::cell(parts::list(line.scopes.iter().map(|scope| Html::escape(&words::capital(scope.says()))))),
            parts::cell(words::moment(&line.made_at.to_string())),
            parts::cell(words::moment(&line.ends_at.to_string())),
            parts::cell(line.used_on.as_deref().map_or_else(|| "not yet".to_owned(), words::day)),
            last,
        ]
    });
    parts::table_under_heading("Tokens", head, rows.collect())
}
