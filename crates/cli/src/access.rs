//! Who gets in, as far as the terminal goes: `user invite`, `waiting`, `approve`, `confirm`, `cut-off`, `sessions`.

use crate::config::Config;
use crate::output::{Format, print, print_json_line};
use crate::partners::UserWord;
use app::signing::{self, InvitationMade, SignInSetup};
use app::{By, House, Moment, Site};
use base::{ColumnKind, Result, Table, Value};
use serde_json::json;

/// The house, with where its links lead and whether it can send mail.
pub(crate) fn served(house: House, config: &Config) -> Result<House> {
    let local = || config.listen.0.parse().map(|listening| Site::local(listening).origin().to_owned()).unwrap_or_default();
    let address = config.site.address.clone().unwrap_or_else(local);
    house.with_sign_in(SignInSetup { address, mail: config.mail.is_some(), ..SignInSetup::default() })
}

/// Runs a word of `user` that is about getting in; the others are run beside it.
pub(crate) async fn user(house: &House, moment: &Moment, by: &By, word: UserWord, format: Format) -> Result<()> {
    match word {
        UserWord::Invite { id } => print_json_line(&made(&signing::invite(house, moment, by, &id).await?)),
        UserWord::Approve { invitation } => print_json_line(&made(&signing::approve_invitation(house, moment, by, &invitation).await?)),
        UserWord::Confirm { invitation } => print_json_line(&made(&signing::confirm_recovery(house, moment, by, &invitation).await?)),
        UserWord::Waiting => print(&waiting(house, moment, by).await?, format),
        UserWord::CutOff { id } => {
            let cut = signing::cut_off(house, moment, by, &id).await?;
            print_json_line(&json!({
                "user": id, "sessions": cut.sessions, "tokens": cut.tokens, "feeds": cut.feeds, "links": cut.links, "ways_in": cut.ways,
            }))
        }
        UserWord::Sessions { id } => print(&sessions(house, moment, by, &id).await?, format),
        UserWord::List { .. }
        | UserWord::Set { .. }
        | UserWord::Enrol { .. }
        | UserWord::Show { .. }
        | UserWord::Destroy { .. }
        | UserWord::History { .. } => Ok(()),
    }
}

fn made(made: &InvitationMade) -> serde_json::Value {
    let mut line = json!({
        "invitation": made.id, "user": made.user, "needs_approval": made.unapproved, "ends_at": made.ends_at.to_string(),
    });
    if let (Some(link), Some(object)) = (&made.link, line.as_object_mut()) {
        object.insert("link".to_owned(), json!(link));
    }
    line
}

async fn waiting(house: &House, moment: &Moment, by: &By) -> Result<Table> {
    let mut table = Table::new(&["invitation", "what", "user", "organisations", "since", "ends"].map(|name| (name, ColumnKind::Text)));
    let mut row = |cells: [String; 6]| table.rows.push(cells.into_iter().map(Value::Text).collect());
    for one in signing::waiting_for(house, moment, by).await? {
        let what = if one.state == signing::InvitationState::Waiting { "accepted, to be approved" } else { "to be approved" };
        row([one.id, what.to_owned(), one.user, one.organisations.join(" "), one.made_at.to_string(), one.ends_at.to_string()]);
    }
    for one in signing::recoveries_for(house, moment, by).await? {
        let what = "lost every way in, to be confirmed".to_owned();
        row([one.id, what, one.user, one.organisations.join(" "), one.asked_at.to_string(), one.ends_at.to_string()]);
    }
    Ok(table)
}

async fn sessions(house: &House, moment: &Moment, by: &By, user: &str) -> Result<Table> {
    let mut table =
        Table::new(&["session", "way", "since", "seen", "ends", "organisation", "purpose"].map(|name| (name, ColumnKind::Text)));
    let said = |text: Option<String>| text.map_or(Value::Missing, Value::Text);
    for one in signing::sessions_of_user(house, moment, by, user).await? {
        table.rows.push(vec![
            Value::Text(one.id),
            Value::Text(one.way.id().to_owned()),
            Value::Text(one.made_at.to_string()),
            Value::Text(one.seen_at.to_string()),
            Value::Text(one.ends_at.to_string()),
            said(one.organisation),
            said(one.purpose.map(|purpose| purpose.id().to_owned())),
        ]);
    }
    Ok(table)
}
