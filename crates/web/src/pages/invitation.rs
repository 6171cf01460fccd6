//! An invitation, or a way back in that a second person confirmed: opened by its link, then a way in is chosen.
//!
//! The secret of the link leaves the address at once: a cookie of a quarter of an hour holds it from then on.

use super::Answer;
use super::account::setting_up;
use super::sign_in::{add, organisation};
use crate::gate::{Sent, Visit, cookies, go_to};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, InvitationKind, OpenedInvitation, Proven, ProviderShown, Way};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::Trouble;
use ui::{Answer as Choice, Field, Form};

/// `GET /invitation/{secret}`
pub(crate) async fn opened(State(web): State<Web>, Path(secret): Path<String>) -> Answer {
    let mut response = go_to("/invitation");
    add(&mut response, [cookies::set(&web.settings.site, cookies::STEP, &secret)]);
    Ok(response)
}

/// `GET /invitation`
pub(crate) async fn choose(State(web): State<Web>, visit: Visit) -> Answer {
    match open(&web, &visit).await {
        Ok(invitation) => page(&web, &visit, &invitation, &[]).await,
        Err(trouble) => over(&web, trouble),
    }
}

/// `POST /invitation`
pub(crate) async fn chosen(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    let invitation = match open(&web, &visit).await {
        Ok(invitation) => invitation,
        Err(trouble) => return over(&web, trouble),
    };
    let chosen = sent.text("way");
    let offered = ways(&web, &invitation);
    match offered.iter().find(|(value, _)| value == chosen) {
        Some((value, _)) if !invitation.waiting => {
            match signing::providers(&web.house).into_iter().find(|one| at_organisation(&one.id) == *value) {
                Some(provider) => go_elsewhere(&provider),
                None => Ok(go_to(&format!("/invitation/{value}"))),
            }
        }
        _ => page(&web, &visit, &invitation, &[Mistake::at("way", "Choose how you will sign in")]).await,
    }
}

/// The end of the address at which an organisation's own sign-in begins.
fn at_organisation(id: &str) -> String {
    format!("organisation/{}", words::in_address(id))
}

/// The way there, as a link: a form of ours may lead to no other site, and browsers take that to hold for where its answer sends them.
fn go_elsewhere(provider: &ProviderShown) -> Answer {
    let title = "Go on to your organisation\u{2019}s sign-in";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("You leave this site, prove there who you are, and come back.");
    sheet.button_link(&format!("Go on to {}", provider.name), &format!("/invitation/{}", at_organisation(&provider.id)));
    Shell::new(title, "").page(&sheet)
}

async fn open(web: &Web, visit: &Visit) -> Result<OpenedInvitation, Trouble> {
    let secret = visit.step().unwrap_or_default();
    signing::open_invitation(&web.house, &web.moment(visit.who()), secret).await
}

/// The ways in that can be chosen, by the end of their page's address.
fn ways(web: &Web, invitation: &OpenedInvitation) -> Vec<(String, Choice)> {
    let mut ways = Vec::new();
    let of = |value: &str, words: &str, hint: &str| (value.to_owned(), Choice::new(value, words).hint(hint));
    if invitation.ways.contains(&Way::Passkey) {
        ways.push(of("passkey", "A passkey", "your telephone, computer or a security key; the safest, and nothing to remember"));
    }
    if invitation.ways.contains(&Way::Oidc) {
        for provider in signing::providers(&web.house) {
            if invitation.organisations.contains(&provider.organisation) {
                let value = at_organisation(&provider.id);
                ways.push(of(&value, &provider.name, "your organisation\u{2019}s own sign-in"));
            }
        }
    }
    if invitation.ways.contains(&Way::Password) {
        ways.push(of("password", "A password and a code", "the code comes from an app on your telephone"));
    }
    ways
}

async fn page(web: &Web, visit: &Visit, invitation: &OpenedInvitation, mistakes: &[Mistake]) -> Answer {
    let title = match invitation.kind {
        InvitationKind::Invite => "You are invited",
        InvitationKind::Recover => "Choose a new way in",
    };
    let names = web.names(&invitation.organisations).await?;
    let office = if names.is_empty() { invitation.user.clone() } else { format!("{} at {}", invitation.user, names.join(" and ")) };
    let mut sheet = Sheet::narrow(title);
    sheet.marked_paragraph("This link is for the office", &office, ".");
    if invitation.waiting {
        sheet.inset(
            "Your organisation\u{2019}s single point of contact has not approved this invitation yet. Open the link again once they have.",
        );
    } else {
        let offered = ways(web, invitation).into_iter().map(|(_, offered)| offered);
        let form = Form::post("/invitation", visit.token())
            .field(Field::one_of("way", "How will you sign in?", offered).hint("You can add another way later"))
            .button("Continue");
        sheet.form_of(&parts::answered(form, None, mistakes));
    }
    sheet.paragraph(format!("The link is good until {}.", words::moment(&invitation.ends_at.to_string())));
    Shell::new(title, "").form(&sheet)
}

/// The page for a link that lets nobody in, whatever the reason.
fn over(web: &Web, trouble: Trouble) -> Answer {
    if trouble.code != "link-over" {
        return Err(trouble.into());
    }
    let title = "This link can\u{2019}t be used";
    let mut sheet = Sheet::titled(title);
    sheet.paragraph("It was used already, it was withdrawn, or its time is over. If you followed it some time ago, open the link in your mail once more.");
    sheet.paragraph("If you never used it, ask whoever invited you for a new one.");
    sheet.paragraph(parts::link("/sign-in", "Sign in"));
    let mut response = Shell::new(title, "").answer(StatusCode::GONE, &sheet)?;
    add(&mut response, [cookies::clear(&web.settings.site, cookies::STEP)]);
    Ok(response)
}

/// `GET /invitation/password`
pub(crate) async fn password(State(web): State<Web>, visit: Visit) -> Answer {
    match setting_up::ask_password(&web, &visit, Proven::Invitation(visit.step().unwrap_or_default()), "/invitation/password").await {
        Err(trouble) => over(&web, trouble),
        Ok(page) => page,
    }
}

/// `POST /invitation/password`
pub(crate) async fn set_password(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    let proven = Proven::Invitation(visit.step().unwrap_or_default());
    match setting_up::set_password(&web, &visit, proven, "/invitation/password", &sent).await {
        Err(trouble) => over(&web, trouble),
        Ok(page) => page,
    }
}

/// `GET /invitation/passkey`
pub(crate) async fn passkey(State(web): State<Web>, visit: Visit) -> Answer {
    match setting_up::ask_passkey(&web, &visit, Proven::Invitation(visit.step().unwrap_or_default()), "/invitation/passkey").await {
        Err(trouble) => over(&web, trouble),
        Ok(page) => page,
    }
}

/// `POST /invitation/passkey`
pub(crate) async fn set_passkey(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    let proven = Proven::Invitation(visit.step().unwrap_or_default());
    match setting_up::set_passkey(&web, &visit, proven, "/invitation/passkey", &sent).await {
        Err(trouble) => over(&web, trouble),
        Ok(page) => page,
    }
}

/// `GET /invitation/organisation/{provider}`
pub(crate) async fn by_organisation(State(web): State<Web>, visit: Visit, Path(provider): Path<String>) -> Answer {
    let Some(secret) = visit.step() else { return Ok(go_to("/invitation")) };
    organisation::go_there(&web, &visit, &provider, Some(secret), "").await
}
