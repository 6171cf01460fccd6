//! A way in is set up: by somebody invited, or by somebody signed in who adds one.

use crate::failure::Failure;
use crate::gate::{Sent, Visit, go_to};
use crate::pages::{Answer, sign_in};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Added, CodeOffer, Proven};
use axum::http::StatusCode;
use base::{Result, Trouble};
use permission::Personal;
use ui::{Field, Form, Html};

/// What is told of a trouble beside the fields: the rest is the caller's, such as that the link is over.
fn beside(trouble: Trouble) -> Result<Mistake> {
    let field = match trouble.code {
        "password-short" | "password-long" | "password-guessable" => "password",
        "code-wrong" => "code",
        "label-long" => "label",
        "passkey-refused" | "passkey-not-on-device" | "ceremony-over" | "offer-over" => "",
        _ => return Err(trouble),
    };
    Ok(Mistake::in_field(field, &trouble))
}

/// The page on which a password is chosen.
pub(crate) async fn ask_password(web: &Web, visit: &Visit, proven: Proven<'_>, action: &str) -> Result<Answer> {
    let offer = signing::start_password(&web.house, &web.moment(visit.who()), proven).await?;
    Ok(password_page(visit, action, &offer, None, &[]))
}

/// A password was chosen.
pub(crate) async fn set_password(web: &Web, visit: &Visit, proven: Proven<'_>, action: &str, sent: &Sent) -> Result<Answer> {
    let moment = web.moment(visit.who());
    let mut mistakes = Vec::new();
    if sent.raw("password").is_empty() {
        mistakes.push(Mistake::at("password", "Enter a password"));
    } else if sent.raw("password") != sent.raw("again") {
        mistakes.push(Mistake::at("again", "Enter the same password a second time"));
    }
    if sent.text("code").is_empty() {
        mistakes.push(Mistake::at("code", "Enter the six figures that your telephone shows"));
    }
    if mistakes.is_empty() {
        let (password, code) = (Personal::new(sent.raw("password").to_owned()), Personal::new(sent.text("code").to_owned()));
        match signing::finish_password(&web.house, &moment, proven, sent.text("ticket"), password, code).await {
            Ok(added) => return Ok(added_page(web, visit, &added).await),
            Err(trouble) => mistakes.push(beside(trouble)?),
        }
    }
    let offer = match signing::code_offer(&web.house, &moment, proven, sent.text("ticket")).await? {
        Some(offer) => offer,
        None => signing::start_password(&web.house, &moment, proven).await?,
    };
    if offer.ticket != sent.text("ticket") {
        mistakes = vec![Mistake::at(
            "code",
            "This page was open too long. Scan the new picture, then enter the code that your telephone shows for it",
        )];
    }
    Ok(password_page(visit, action, &offer, Some(sent), &mistakes))
}

fn password_page(visit: &Visit, action: &str, offer: &CodeOffer, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Choose a password";
    let mut sheet = Sheet::narrow(title);
    let hint = "Three or four words that don\u{2019}t belong together are good. Any letter, figure or sign may be in it";
    let form = Form::post(action, visit.token())
        .hidden("ticket", offer.ticket.as_str())
        .field(Field::new_password("password", "Password").hint(hint))
        .field(Field::new_password("again", "The same password again"))
        .html(telephone(offer)?)
        .field(Field::code("code", "Code").hint("The six figures that the app shows now"))
        .button("Save");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    Shell::new(title, "").form(&sheet)
}

/// How the telephone is given the secret of the codes.
fn telephone(offer: &CodeOffer) -> std::result::Result<Html, Failure> {
    let mut markup = Html::trusted("<h2 class=\"govuk-heading-m\">Your telephone</h2><p class=\"govuk-body\">");
    markup.push(&Html::escape("With an app for codes on your telephone, scan this picture."));
    markup.push(&Html::trusted("</p><div class=\"app-qr\">"));
    markup.push(&Html::trusted(offer.picture()?));
    markup.push(&Html::trusted("</div><p class=\"govuk-body\">"));
    markup.push(&Html::escape("If you can\u{2019}t scan it, type these letters into the app: "));
    markup.push(&parts::code(&words::in_fours(&offer.letters)));
    markup.push(&Html::trusted("</p><p class=\"govuk-body\">"));
    markup.push(&parts::link(&offer.uri, "On the telephone itself, open the app by this link"));
    markup.push(&Html::trusted("</p>"));
    Ok(markup)
}

/// The page on which a passkey is made.
pub(crate) async fn ask_passkey(web: &Web, visit: &Visit, proven: Proven<'_>, action: &str) -> Result<Answer> {
    passkey_page(web, visit, proven, action, None, &[]).await
}

/// A passkey was made.
pub(crate) async fn set_passkey(web: &Web, visit: &Visit, proven: Proven<'_>, action: &str, sent: &Sent) -> Result<Answer> {
    let mistake = if sent.text("answer").is_empty() {
        Mistake::at("", "Your browser made no passkey. Try again, or choose another way")
    } else if sent.text("label").is_empty() {
        Mistake::at("label", "Enter what you call it, such as \u{201c}work telephone\u{201d}")
    } else {
        let moment = web.moment(visit.who());
        match signing::finish_passkey(&web.house, &moment, proven, sent.text("ticket"), sent.raw("answer"), sent.text("label")).await {
            Ok(added) => return Ok(added_page(web, visit, &added).await),
            Err(trouble) => beside(trouble)?,
        }
    };
    passkey_page(web, visit, proven, action, Some(sent), &[mistake]).await
}

async fn passkey_page(
    web: &Web,
    visit: &Visit,
    proven: Proven<'_>,
    action: &str,
    sent: Option<&Sent>,
    mistakes: &[Mistake],
) -> Result<Answer> {
    let ceremony = signing::start_passkey(&web.house, &web.moment(visit.who()), proven).await?;
    let title = "Make a passkey";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph(
        "Your browser asks your telephone, computer or security key to make it. Your finger, face or PIN stays there: it never reaches us.",
    );
    sheet.html(&parts::needs_script());
    let hint = "So that you know it again, such as \u{201c}work telephone\u{201d}";
    let form = Form::post(action, visit.token()).field(Field::text("label", "What do you call it?").hint(hint).width(20));
    let form = parts::passkey(form, "create", &ceremony).button("Make a passkey");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    Ok(Shell::new(title, "").script(parts::PASSKEY_SCRIPT).form(&sheet))
}

/// A way in is there. New recovery codes are shown this once; without any it goes on at once. Whoever waits for approval goes back to
/// the page of their link, which says so.
async fn added_page(web: &Web, visit: &Visit, added: &Added) -> Answer {
    let onwards = match (&added.signed_in, visit.visitor()) {
        (Some(_), _) => "/home",
        (None, Some(_)) => "/account",
        (None, None) => "/invitation",
    };
    let mut response = if added.recovery_codes.is_empty() { go_to(onwards) } else { codes_page(&added.recovery_codes, onwards)? };
    if let Some(signed_in) = &added.signed_in {
        sign_in::end_before(web, visit, signed_in).await?;
        sign_in::keep(web, signed_in, &mut response);
    }
    Ok(response)
}

/// Recovery codes, shown this once.
pub(crate) fn codes_page(codes: &[String], onwards: &str) -> Answer {
    let title = "Keep these recovery codes";
    let mut sheet = Sheet::titled(title).leading("Each lets you in once if your telephone is lost or broken. They are shown only now.");
    sheet.html(&parts::list(codes.iter().map(|code| parts::code(code))));
    sheet.paragraph("Print them, or write them down, and keep them where you keep what is confidential. Not on the telephone itself.");
    sheet.button_link("I have kept them", onwards);
    Shell::new(title, "").answer(StatusCode::OK, &sheet)
}
