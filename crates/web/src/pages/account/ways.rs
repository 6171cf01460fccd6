//! One's own ways in: added, renamed, removed.

use super::{again, done, setting_up};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::sign_in::to_mend;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Proven, WayIn};
use axum::extract::{Path, State};
use base::Trouble;
use ui::{Field, Form};

/// Where somebody proves themselves again first, before it goes on to `page`.
pub(super) fn or_again(trouble: Trouble, page: &str) -> Answer {
    match trouble.code {
        "not-strong" => Ok(again::first(page)),
        _ => Err(trouble.into()),
    }
}

/// `GET /account/password`
pub(crate) async fn password(State(web): State<Web>, who: SignedIn) -> Answer {
    match setting_up::ask_password(&web, &who.visit, Proven::Visitor(&who.visitor), "/account/password").await {
        Err(trouble) => or_again(trouble, "/account/password"),
        Ok(page) => page,
    }
}

/// `POST /account/password`
pub(crate) async fn set_password(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    match setting_up::set_password(&web, &who.visit, Proven::Visitor(&who.visitor), "/account/password", &sent).await {
        Err(trouble) => or_again(trouble, "/account/password"),
        Ok(page) => page,
    }
}

/// `GET /account/passkey`
pub(crate) async fn passkey(State(web): State<Web>, who: SignedIn) -> Answer {
    match setting_up::ask_passkey(&web, &who.visit, Proven::Visitor(&who.visitor), "/account/passkey").await {
        Err(trouble) => or_again(trouble, "/account/passkey"),
        Ok(page) => page,
    }
}

/// `POST /account/passkey`
pub(crate) async fn set_passkey(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    match setting_up::set_passkey(&web, &who.visit, Proven::Visitor(&who.visitor), "/account/passkey", &sent).await {
        Err(trouble) => or_again(trouble, "/account/passkey"),
        Ok(page) => page,
    }
}

/// `POST /account/recovery-codes`
pub(crate) async fn recovery_codes(State(web): State<Web>, who: SignedIn) -> Answer {
    match signing::new_recovery_codes(&web.house, &web.moment(&who.visitor.user), &who.visitor).await {
        Ok(codes) => setting_up::codes_page(&codes, "/account"),
        Err(trouble) => or_again(trouble, "/account"),
    }
}

async fn found(web: &Web, who: &SignedIn, id: &str) -> Result<WayIn, Failure> {
    let account = signing::account_of(&web.house, &web.moment(&who.visitor.user), &who.visitor).await?;
    account.ways.into_iter().find(|way| way.id == id).ok_or(Failure::NotFound)
}

/// `GET /account/ways/{id}`
pub(crate) async fn way(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let way = found(&web, &who, &id).await?;
    page(&who, &way, None, &[])
}

/// `POST /account/ways/{id}`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let way = found(&web, &who, &id).await?;
    let moment = web.moment(&who.visitor.user);
    let changed = if sent.text("do") == "remove" {
        signing::remove_way(&web.house, &moment, &who.visitor, &way.id).await
    } else if sent.text("label").is_empty() {
        return page(&who, &way, Some(&sent), &[Mistake::at("label", "Enter what you call it")]);
    } else {
        signing::rename_way(&web.house, &moment, &who.visitor, &way.id, sent.text("label")).await
    };
    match changed {
        Ok(()) => Ok(done("way")),
        Err(trouble) if trouble.code == "not-strong" => or_again(trouble, &format!("/account/ways/{}", words::in_address(&way.id))),
        Err(trouble) => {
            let (_, mistakes) = to_mend(trouble)?;
            page(&who, &way, Some(&sent), &mistakes)
        }
    }
}

fn page(who: &SignedIn, way: &WayIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = words::capital(words::way(way.way));
    let action = format!("/account/ways/{}", words::in_address(&way.id));
    let mut sheet = Sheet::narrow(&title);
    sheet.paragraph(format!(
        "Added {}; {}.",
        words::moment(&way.made_at.to_string()),
        way.used_at.map_or_else(|| "not used yet".to_owned(), |at| format!("last used {}", words::moment(&at.to_string())))
    ));
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("do", "rename")
        .field(Field::text("label", "What do you call it?").value(way.label.as_str()).width(20))
        .button("Save");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    sheet.part("Remove it");
    sheet.paragraph("It lets nobody in from then on. The last way in can\u{2019}t be removed.");
    sheet.form_of(&Form::post(action.as_str(), who.visit.token()).hidden("do", "remove").warning_button("Remove this way in"));
    Shell::new(title, "").under("Home", "/home").under("Your account", "/account").form(&sheet)
}
