//! One's own account: for whom one acts, the ways in, the sessions.

pub(crate) mod acting;
pub(crate) mod again;
pub(crate) mod feeds;
pub(crate) mod sessions;
pub(crate) mod setting_up;
pub(crate) mod tokens;
pub(crate) mod ways;

use super::{Answer, House};
use crate::gate::{SignedIn, go_to};
use crate::parts::{self, Sheet, one_button, row_button};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Account, SessionLine, Visitor};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use ui::Html;

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// `GET /account`
pub(crate) async fn account(State(web): State<Web>, house: House, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let account = signing::account_of(&house, &moment, &who.visitor).await?;
    let sessions = signing::sessions_of(&house, &moment, &who.visitor).await?;
    let title = "Your account";
    let mut sheet = Sheet::titled(title);
    match asked.done.as_deref() {
        Some("way") => sheet.done("Your ways in are changed."),
        Some("session") => sheet.done("The session is ended."),
        Some("sessions") => sheet.done("Every other session is ended."),
        Some("acting") => sheet.done("From now on you act as chosen."),
        _ => {}
    }
    sheet.html(&acting_now(&web, &who.visitor).await?);
    sheet.paragraph(parts::link("/account/acting", "Change for whom and why you act"));
    sheet.part("Ways in");
    if account.ways.is_empty() {
        sheet.paragraph("You have none of your own yet.");
    } else {
        sheet.html(&ways_table(&account));
    }
    sheet.bullets(
        [("/account/passkey", "Add a passkey"), ("/account/password", "Set a password with a code")]
            .into_iter()
            .map(|(href, words)| parts::link(href, words)),
    );
    sheet.paragraph(format!("{} left.", words::plural(account.recovery_codes as u64, "recovery code is", "recovery codes are")));
    sheet.html(&one_button(&who.visit, "/account/recovery-codes", "Make new recovery codes"));
    sheet.part("Where you are signed in");
    sheet.html(&sessions_table(&who, &sessions));
    if sessions.len() > 1 {
        sheet.html(&one_button(&who.visit, "/account/sessions/end-others", "End every other session"));
    }
    sheet.part("Programs");
    sheet.bullets(
        [("/account/tokens", "Tokens for programs that ask in your name"), ("/account/feeds", "Calendar feeds of what is due for you")]
            .into_iter()
            .map(|(href, words)| parts::link(href, words)),
    );
    sheet.part("Terms");
    if let Some((version, at)) = &account.terms {
        sheet.paragraph(format!("You accepted the confidentiality terms, version {version}, at {}.", words::moment(&at.to_string())));
    }
    sheet.paragraph(parts::link("/terms", "Read the confidentiality terms"));
    Shell::new(title, "").under("Home", "/home").page(&sheet)
}

/// For whom and why somebody acts just now.
async fn acting_now(web: &Web, visitor: &Visitor) -> Result<Html, crate::failure::Failure> {
    let organisation = match &visitor.organisation {
        Some(id) => web.name(id).await?,
        None => "none chosen".to_owned(),
    };
    let offices = parts::list(visitor.posts.iter().map(|post| Html::escape(&words::capital(post.role.says()))));
    Ok(parts::summary(vec![
        ("Account", visitor.user.as_str().into()),
        ("Office", offices.into()),
        ("Organisation you act for", organisation.into()),
        ("Purpose", visitor.purpose.map_or("none chosen", |purpose| purpose.says()).into()),
        ("Signed in", format!("{}, by {}", words::moment(&visitor.signed_in_at.to_string()), words::way(visitor.way)).into()),
        ("You are signed out", format!("at {}, if you ask for nothing before", words::moment(&visitor.ends_at.to_string())).into()),
    ]))
}

fn ways_table(account: &Account) -> Html {
    let head = ["What you call it", "Way in", "Added", "Last used", ""].map(parts::cell).into();
    let rows = account.ways.iter().map(|way| {
        let name = if way.label.is_empty() { words::capital(words::way(way.way)) } else { way.label.clone() };
        vec![
            parts::cell(name.as_str()),
            parts::cell(words::capital(words::way(way.way))),
            parts::cell(words::moment(&way.made_at.to_string())),
            parts::cell(way.used_at.map_or_else(|| "not yet".to_owned(), |at| words::moment(&at.to_string()))),
            parts::cell(parts::link(&format!("/account/ways/{}", words::in_address(&way.id)), &format!("Change {name}"))),
        ]
    });
    parts::table_under_heading("Ways in", head, rows.collect())
}

fn sessions_table(who: &SignedIn, sessions: &[SessionLine]) -> Html {
    let head = ["Since", "By", "Last asked", "Ends", ""].map(parts::cell).into();
    let rows = sessions.iter().map(|session| {
        let since = words::moment(&session.made_at.to_string());
        let last = if session.this {
            parts::cell("This one")
        } else {
            parts::cell(row_button(
                &who.visit,
                "/account/sessions/end",
                &[("id", &session.id)],
                "End",
                &format!("the session since {since}"),
            ))
        };
        vec![
            parts::cell(since.as_str()),
            parts::cell(words::capital(words::way(session.way))),
            parts::cell(words::moment(&session.seen_at.to_string())),
            parts::cell(words::moment(&session.ends_at.to_string())),
            last,
        ]
    });
    parts::table_under_heading("Sessions", head, rows.collect())
}

/// Back to the account, with what was done.
fn done(what: &str) -> Response {
    go_to(&format!("/account?done={what}"))
}
