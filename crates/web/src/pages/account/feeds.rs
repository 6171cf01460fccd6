//! Calendar feeds of what is due: addresses with a secret, for a calendar program.

use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet, row_button};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::feeds::{self, FeedLine};
use axum::extract::State;
use axum::http::StatusCode;
use ui::{Form, Html};

/// `GET /account/feeds`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn) -> Answer {
    page(&web, &who, &[]).await
}

/// `POST /account/feeds`
pub(crate) async fn make(State(web): State<Web>, who: SignedIn) -> Answer {
    match feeds::make_feed(&web.house, &web.moment(&who.visitor.user), &who.visitor).await {
        Ok(made) => {
            let title = "Copy this address now";
            let mut sheet = Sheet::titled(title).leading("It is shown only this once. Whoever has it sees what is due for you.");
            sheet.paragraph(parts::code(&web.settings.site.address(&made.path)));
            sheet.paragraph("In your calendar program, subscribe to a calendar by its address, and give it this one.");
            sheet.button_link("I have copied it", "/account/feeds");
            Shell::new(title, "").page(&sheet)
        }
        Err(trouble) if trouble.code == "feeds-enough" => page(&web, &who, &[Mistake::of(&trouble)]).await,
        Err(trouble) => Err(trouble.into()),
    }
}

/// `POST /account/feeds/revoke`
pub(crate) async fn revoke(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    feeds::revoke_feed(&web.house, &web.moment(&who.visitor.user), &who.visitor, sent.text("id")).await?;
    Ok(go_to("/account/feeds"))
}

async fn page(web: &Web, who: &SignedIn, mistakes: &[Mistake]) -> Answer {
    let lines = feeds::feeds_of(&web.house, &web.moment(&who.visitor.user), &who.visitor).await?;
    let title = "Calendar feeds";
    let mut sheet = Sheet::titled(title)
        .leading("A feed shows in your own calendar what is due for you. It names organisations and registers, never a person.");
    if !mistakes.is_empty() {
        sheet.refused(mistakes);
    }
    if lines.is_empty() {
        sheet.paragraph("You have no feeds.");
    } else {
        sheet.html(&table(who, &lines));
    }
    sheet.form_of(&Form::post("/account/feeds", who.visit.token()).button("Make a feed"));
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Shell::new(title, "").under("Home", "/home").under("Your account", "/account").form_with(status, &sheet)
}

fn table(who: &SignedIn, lines: &[FeedLine]) -> Html {
    let head = ["Made", "Last read", ""].map(parts::cell).into();
    let rows = lines.iter().map(|line| {
        let made = words::moment(&line.made_at.to_string());
        let last = if line.over {
            parts::cell("Revoked")
        } else {
            parts::cell(row_button(&who.visit, "/account/feeds/revoke", &[("id", &line.id)], "Revoke", &format!("the feed made {made}")))
        };
        vec![parts::cell(made.as_str()), parts::cell(line.used_on.as_deref().map_or_else(|| "not yet".to_owned(), words::day)), last]
    });
    parts::table_under_heading("Feeds", head, rows.collect())
}
