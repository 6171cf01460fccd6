//! Who holds an office: sealed, shown to whoever asks for it by itself and says why, and told anew where somebody else holds it.

use super::beneath;
use super::people::{address, found};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::account::again;
use crate::pages::sign_in::to_mend;
use crate::parts::{self, Mistake, Reading, Sheet};
use crate::state::Web;
use crate::words;
use app::By;
use app::pages::partnership::{self as pages, OfficePage};
use axum::extract::{Path, State};
use permission::{Personal, Purpose};
use ui::{Answer as Choice, Field, Form};

const HERE: &str = "/partnership/people";

/// What the page of a person in office says of who holds it.
pub(super) fn section(sheet: &mut Sheet, who: &SignedIn, view: &OfficePage) {
    sheet.part("Who holds this office");
    let address = address(&view.id);
    if !view.enrolled {
        sheet.paragraph("Nobody is entered as holding it. Mail and invitations can go out once somebody is.");
    } else if view.may_read_for.is_empty() {
        sheet.paragraph("It is sealed. Ask the organisation.");
    } else {
        sheet.form_of(&ask_form(who, view, &address));
    }
    if view.may_change {
        let says = if view.enrolled { "Enter who holds it now, or another address" } else { "Enter who holds it" };
        sheet.paragraph(parts::link(&format!("{address}/holder/change"), says));
    }
    if view.may_destroy {
        sheet.paragraph(parts::link(&format!("{address}/holder/destroy"), "Destroy what is known of who holds, or held, it"));
    }
}

fn ask_form(who: &SignedIn, view: &OfficePage, address: &str) -> Form {
    let form = Form::post(format!("{address}/holder"), who.visit.token()).anchors("holder");
    match view.may_read_for.as_slice() {
        [one] => form.hidden("purpose", one.id()),
        several => {
            let purposes = several.iter().map(|purpose| Choice::new(purpose.id(), words::capital(purpose.says())));
            form.field(Field::one_of("purpose", "What do you need to know it for?", purposes))
        }
    }
    .button("Show who holds this office")
}

/// `POST /partnership/people/{id}/holder`: shown once, as the answer itself; the reading has its row in the ledger.
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    let Some(purpose) = Purpose::parse(sent.text("purpose")) else {
        let mut sheet = Sheet::narrow("Who holds this office").captioned(&view.id);
        let form =
            parts::answered(ask_form(&who, &view, &address(&id)), Some(&sent), &[Mistake::at("purpose", "Choose what you need it for")]);
        sheet.form_of(&form);
        return beneath("Who holds this office", HERE).under(&view.id, address(&id)).form(&sheet);
    };
    let moment = web.moment(&who.visitor.user);
    let holder = app::show_user(&web.house, &moment, &who.asking_for(purpose), &id).await?;
    // The title of the window names the office, never the person.
    let mut sheet = Sheet::narrow("Who holds this office").captioned(&view.id);
    let known = |text: &str| if text.is_empty() { "not known".to_owned() } else { text.to_owned() };
    sheet.html(&parts::summary(vec![
        ("Name", holder.name.as_str().into()),
        ("E-mail address at work", known(&holder.mail).into()),
        ("Telephone at work", known(&holder.telephone).into()),
    ]));
    sheet.paragraph(format!("You read this to {}. That is in the ledger.", purpose.says()));
    sheet.paragraph(parts::link(&address(&id), "Back to the office"));
    beneath("Who holds this office", HERE).under(&view.id, address(&id)).page(&sheet)
}

/// `GET /partnership/people/{id}/holder/change`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    pages::leave_to_change_office(&web.house, &web.moment(&who.visitor.user), &who.asking(), &id).await?;
    page(&who, &view, None, &[])
}

fn page(who: &SignedIn, view: &OfficePage, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Who holds this office now";
    let back = address(&view.id);
    let mut sheet = Sheet::narrow(title).captioned(&view.id);
    sheet
        .paragraph("What you enter is sealed, and shown only to those who say what they need it for. It stands in no list and no address.");
    if view.enrolled {
        sheet.warning("With another name everything that is open to whoever held the office before ends at once: sessions, ways in, tokens, calendars and links. The new holder is invited.");
    }
    let form = Form::post(format!("{back}/holder/change"), who.visit.token())
        .field(Field::text("name", "Name").autocomplete("off"))
        .field(Field::email("mail", "E-mail address at work").autocomplete("off").optional())
        .field(Field::telephone("telephone", "Telephone at work").autocomplete("off").optional())
        .button("Record")
        .cancel(&back);
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath(title, HERE).under(&view.id, &back).form(&sheet)
}

/// `POST /partnership/people/{id}/holder/change`
pub(crate) async fn send(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    // Links that let somebody in are sent to what is entered here.
    if !who.visitor.strong {
        return Ok(again::first(&format!("{}/holder/change", address(&id))));
    }
    let mut read = Reading::of(&sent);
    let name = read.text("name", "Enter who holds the office");
    let (mail, telephone) = (read.maybe("mail"), read.maybe("telephone"));
    if !mail.is_empty() && !mail.contains('@') {
        read.fault("mail", "Enter an e-mail address, such as name@example.org");
    }
    if let Err(mistakes) = read.finish(()) {
        return page(&who, &view, Some(&sent), &mistakes);
    }
    let text = serde_json::json!({ "name": name, "mail": mail, "telephone": telephone }).to_string();
    let by = By::User(who.asking_for(Purpose::Administration));
    match app::enrol_user(&web.house, &web.moment(&who.visitor.user), &by, &id, Personal::new(text)).await {
        Ok(_) => Ok(go_to(&format!("{}?done=changed", address(&id)))),
        Err(trouble) => {
            let (_, mistakes) = to_mend(trouble)?;
            page(&who, &view, Some(&sent), &mistakes)
        }
    }
}

/// `GET /partnership/people/{id}/holder/destroy`
pub(crate) async fn ask_destroy(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    pages::leave_to_destroy_office(&web.house, &web.moment(&who.visitor.user), &who.asking(), &id).await?;
    destroy_page(&who, &view, None, &[])
}

fn destroy_page(who: &SignedIn, view: &OfficePage, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Destroy what is known of who holds this office";
    let back = address(&view.id);
    let mut sheet = Sheet::narrow(title).captioned(&view.id);
    sheet.warning("What is lost for good: the name, address and telephone of everybody who ever held this office here, in every version and every backup; and their ways in, sessions and drafts.");
    sheet.paragraph("The label of the office stays in the registers and the ledger. It names nobody.");
    let why = [
        Choice::new(Purpose::Administration.id(), "They left, and nothing of it is needed any more"),
        Choice::new(Purpose::RightsOfPeople.id(), "They asked for it, and have the right to it"),
    ];
    let form = Form::post(format!("{back}/holder/destroy"), who.visit.token())
        .field(Field::one_of("purpose", "Why?", why))
        .warning_button("Destroy it")
        .cancel(&back);
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath(title, HERE).under(&view.id, &back).form(&sheet)
}

/// `POST /partnership/people/{id}/holder/destroy`
pub(crate) async fn destroy(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    let Some(purpose) = Purpose::parse(sent.text("purpose")) else {
        return destroy_page(&who, &view, Some(&sent), &[Mistake::at("purpose", "Choose why")]);
    };
    let certificate = app::destroy_user(&web.house, &web.moment(&who.visitor.user), &who.asking_for(purpose), &id).await?;
    let title = "It is destroyed";
    let mut sheet = Sheet::narrow(title).captioned(&view.id);
    sheet.html(&parts::certificate(&certificate));
    sheet.paragraph(parts::link(&address(&id), "Back to the office"));
    beneath(title, HERE).under(&view.id, address(&id)).page(&sheet)
}
