//! Signing in with a password and a code.

use super::{Asked, come_in, form, to_mend};
use crate::gate::{Sent, Visit};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::proxies::ClientAddress;
use crate::shell::Shell;
use crate::state::Web;
use app::signing::{self, Door, PasswordTry};
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use permission::Personal;
use std::fmt::Write as _;
use std::net::IpAddr;
use ui::Field;

/// `GET /sign-in/password`
pub(crate) async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&visit, asked.next(), None, StatusCode::OK, &[])
}

/// `POST /sign-in/password`
pub(crate) async fn try_it(State(web): State<Web>, visit: Visit, from: Option<Extension<ClientAddress>>, sent: Sent) -> Answer {
    let next = sent.text("next").to_owned();
    let wanting = [
        ("mail", "Enter your e-mail address at work"),
        ("password", "Enter your password"),
        ("code", "Enter the code from your telephone, or a recovery code"),
    ];
    let mistakes: Vec<Mistake> =
        wanting.into_iter().filter(|(field, _)| sent.text(field).is_empty()).map(|(field, words)| Mistake::at(field, words)).collect();
    if !mistakes.is_empty() {
        return page(&visit, &next, Some(&sent), StatusCode::UNPROCESSABLE_ENTITY, &mistakes);
    }
    let tried = PasswordTry {
        mail: Personal::new(sent.text("mail").to_owned()),
        password: Personal::new(sent.raw("password").to_owned()),
        code: Personal::new(sent.text("code").to_owned()),
        device: visit.device().map(str::to_owned),
        network: from.and_then(|Extension(from)| from.0).map(network),
        door: Door::Page,
    };
    match signing::sign_in_with_password(&web.house, &web.moment(visit.who()), tried).await {
        Ok(signed_in) => come_in(&web, &visit, &signed_in, &next).await,
        Err(trouble) => {
            let (status, mistakes) = to_mend(trouble)?;
            page(&visit, &next, Some(&sent), status, &mistakes)
        }
    }
}

/// The network of an address: of IPv6 the half that one subscriber is given.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments().iter().take(4).fold(String::new(), |mut text, part| {
            let _ = write!(text, "{part:x}:");
            text
        }),
    }
}

fn page(visit: &Visit, next: &str, sent: Option<&Sent>, status: StatusCode, mistakes: &[Mistake]) -> Answer {
    let title = "Sign in with a password and a code";
    let mut sheet = Sheet::narrow(title);
    let form = form("/sign-in/password", visit, next)
        .field(Field::email("mail", "E-mail address at work").autocomplete("username"))
        .field(Field::password("password", "Password"))
        .field(parts::code_field())
        .button("Sign in");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    sheet.paragraph(parts::link("/lost", "I lost my password or my telephone"));
    sheet.paragraph(parts::link(&super::onwards("/sign-in", next), "Sign in another way"));
    Shell::new(title, "/sign-in").form_with(status, &sheet)
}
