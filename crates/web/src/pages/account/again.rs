//! Somebody signed in proves themselves again, before what matters most is changed.

use crate::gate::{Sent, SignedIn, cookies, go_to, next};
use crate::pages::Answer;
use crate::pages::sign_in::{add, to_mend};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, NewSession, Way};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use base::Result;
use permission::Personal;
use serde::Deserialize;
use ui::{Field, Form};

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
}

fn onwards(next: &str) -> &str {
    next::sound(next).unwrap_or("/account")
}

/// To the page where somebody proves themselves again, and from there to `page`.
pub(crate) fn first(page: &str) -> Response {
    go_to(&format!("/account/again?next={}", words::in_address(page)))
}

/// `GET /account/again?next=PATH`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    page(&web, &who, asked.next.as_deref().unwrap_or_default(), StatusCode::OK, &[]).await
}

/// `POST /account/again/password`
pub(crate) async fn by_password(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let (password, code) = (Personal::new(sent.raw("password").to_owned()), Personal::new(sent.text("code").to_owned()));
    let proven = signing::strengthen_with_password(&web.house, &web.moment(&who.visitor.user), &who.visitor, password, code).await;
    went_on(&web, &who, &sent, proven).await
}

/// `POST /account/again/passkey`
pub(crate) async fn by_passkey(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let proven = signing::strengthen_with_passkey(&web.house, &moment, &who.visitor, sent.text("ticket"), sent.raw("answer")).await;
    went_on(&web, &who, &sent, proven).await
}

async fn went_on(web: &Web, who: &SignedIn, sent: &Sent, proven: Result<NewSession>) -> Answer {
    match proven {
        Ok(session) => {
            let mut response: Response = go_to(onwards(sent.text("next")));
            add(&mut response, [cookies::set(&web.settings.site, cookies::SESSION, &session.secret)]);
            Ok(response)
        }
        Err(trouble) => {
            let (status, mistakes) = to_mend(trouble)?;
            page(web, who, sent.text("next"), status, &mistakes).await
        }
    }
}

async fn page(web: &Web, who: &SignedIn, next: &str, status: StatusCode, mistakes: &[Mistake]) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let account = signing::account_of(&web.house, &moment, &who.visitor).await?;
    let has = |way: Way| account.ways.iter().any(|one| one.way == way);
    let title = "Prove that it is you";
    let mut sheet = Sheet::narrow(title).leading("What you are about to change lets people in. Sign in once more first.");
    if !mistakes.is_empty() {
        sheet.refused(mistakes);
    }
    if has(Way::Passkey) {
        let ceremony = signing::start_passkey_sign_in(&web.house, &moment).await?;
        sheet.part("With a passkey");
        sheet.html(&parts::needs_script());
        let form = Form::post("/account/again/passkey", who.visit.token()).hidden("next", next);
        sheet.form_of(&parts::passkey(form, "get", &ceremony).button("Use a passkey"));
    }
    if has(Way::Password) {
        sheet.part("With your password and a code");
        let form = Form::post("/account/again/password", who.visit.token())
            .hidden("next", next)
            .field(Field::password("password", "Password"))
            .field(parts::code_field())
            .button("Go on");
        sheet.form_of(&form);
    }
    let providers = signing::providers(&web.house);
    let own = providers.iter().filter(|one| has(Way::Oidc) && who.visitor.organisations().contains(&one.organisation.as_str()));
    for provider in own.clone() {
        sheet.part("With your organisation\u{2019}s sign-in");
        let address = format!("/sign-in/organisation/{}?next={}", words::in_address(&provider.id), words::in_address(next));
        sheet.paragraph(parts::link(&address, &provider.name));
    }
    if !has(Way::Passkey) && !has(Way::Password) && own.count() == 0 {
        sheet.paragraph(
            "You came in by the demonstration. Sign out and in again: what lets people in can be changed for a short while after that.",
        );
    }
    Shell::new(title, "").script(parts::PASSKEY_SCRIPT).under("Home", "/home").under("Your account", "/account").form_with(status, &sheet)
}
