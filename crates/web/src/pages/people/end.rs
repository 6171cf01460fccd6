//! The end of a record: closed, then destroyed, with the certificate of that.

use super::{address, beneath, beneath_record, mend, reference, stated};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Reading, Sheet};
use crate::state::Web;
use crate::words;
use app::pages::people::{self as pages, RecordForm};
use app::people;
use axum::extract::{Path, State};
use jiff::civil::Date;
use permission::{Action, Purpose};
use ui::{Field, Form};

fn close_address(id: &str) -> String {
    format!("{}/close", address(id))
}

/// `GET /people/{id}/close`
pub(crate) async fn ask_close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, ClosePerson, Some(&id), &close_address(&id));
    let seen = people::version_to_close(&web.house, &web.moment(&who.visitor.user), &asking, &id).await?;
    close_page(&web, &who, &id, seen, None, &[])
}

fn close_page(web: &Web, who: &SignedIn, id: &str, seen: i64, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Close a record";
    let mut sheet = Sheet::narrow(title).captioned(reference(id));
    sheet.warning("A closed record is not changed any more, but to correct it for the person it is about. Its retention runs from the day you give; afterwards it can be destroyed.");
    sheet.paragraph(super::acting_for(who));
    let today: Date = app::registers::today(&web.moment(&who.visitor.user));
    let form = Form::post(close_address(id), who.visit.token())
        .hidden("seen", sent.map_or_else(|| seen.to_string(), |sent| sent.text("seen").to_owned()))
        .field(Field::date("on", "When was the case closed?").hint("For example, 31 10 2026").on(
            today.day().to_string(),
            today.month().to_string(),
            today.year().to_string(),
        ))
        .button("Close the record")
        .cancel(&address(id));
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath_record(title, id).form(&sheet)
}

/// `POST /people/{id}/close`
pub(crate) async fn close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, ClosePerson, Some(&id), &close_address(&id));
    let moment = web.moment(&who.visitor.user);
    let newest = people::version_to_close(&web.house, &moment, &asking, &id).await?;
    let mut read = Reading::of(&sent);
    let on = read.day("on", "the day on which the case was closed");
    let on = match read.finish(on) {
        Ok(on) => on.to_string(),
        Err(mistakes) => return close_page(&web, &who, &id, newest, Some(&sent), &mistakes),
    };
    let seen = sent.text("seen").parse().unwrap_or(-1);
    match people::close_person(&web.house, &moment, &asking, &id, seen, Some(&on)).await {
        Ok(_) => Ok(go_to(&format!("{}?done=closed", address(&id)))),
        Err(trouble) => {
            let mistakes = mend(trouble, &[("closed-in-future", "on")])?;
            close_page(&web, &who, &id, newest, Some(&sent), &mistakes)
        }
    }
}

fn destroy_address(id: &str) -> String {
    format!("{}/destroy", address(id))
}

/// `GET /people/{id}/destroy`
pub(crate) async fn ask_destroy(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = pages::record_form(&web.house, &web.moment(&who.visitor.user), &who.asking(), Action::DestroyPerson, &id).await?;
    destroy_page(&who, &view, None, &[])
}

/// What a destruction for a purpose means.
fn destroyed_for(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::RightsOfPeople => "The person it is about has the right to have it erased",
        _ => "Its retention is over",
    }
}

fn destroy_page(who: &SignedIn, view: &RecordForm, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Destroy a record";
    let back = address(&view.id);
    let mut sheet = Sheet::narrow(title).captioned(reference(&view.id));
    sheet.warning("This can\u{2019}t be undone. What is lost for good: everything that the record says in every version, every reason that was given for sharing it, and every copy in a backup.");
    sheet.paragraph("What stays is the certificate and the rows of the ledger. They name nobody.");
    if let Some(on) = &view.closed_on {
        sheet.paragraph(format!("It was closed on {}.", words::day(on)));
    }
    let purposes = view.purposes.iter().map(|purpose| ui::Answer::new(purpose.id(), destroyed_for(*purpose)));
    let form = Form::post(destroy_address(&view.id), who.visit.token())
        .field(Field::one_of("purpose", "Why is it destroyed?", purposes))
        .field(Field::tick("sure", "I looked at the reference, and this is the record that is to be destroyed"))
        .warning_button("Destroy the record")
        .cancel(&back);
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath_record(title, &view.id).form(&sheet)
}

/// `POST /people/{id}/destroy`: the certificate is the answer itself.
pub(crate) async fn destroy(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let view = pages::record_form(&web.house, &moment, &who.asking(), Action::DestroyPerson, &id).await?;
    let purpose = Purpose::parse(sent.text("purpose")).filter(|one| view.purposes.contains(one));
    let mut mistakes = Vec::new();
    if purpose.is_none() {
        mistakes.push(Mistake::at("purpose", "Choose why it is destroyed"));
    }
    if sent.text("sure") != "yes" {
        mistakes.push(Mistake::at("sure", "Confirm that this is the record that is to be destroyed"));
    }
    let (Some(purpose), true) = (purpose, mistakes.is_empty()) else {
        return destroy_page(&who, &view, Some(&sent), &mistakes);
    };
    match people::destroy_person(&web.house, &moment, &who.asking_for(purpose), &id).await {
        Ok(certificate) => certificate_page("The record is destroyed", &certificate),
        Err(trouble) => destroy_page(&who, &view, Some(&sent), &mend(trouble, &[])?),
    }
}

fn certificate_page(title: &str, certificate: &people::Certificate) -> Answer {
    let mut sheet = Sheet::titled(title).captioned(reference(&certificate.record));
    sheet.paragraph("This is the certificate. Keep or print it: it names nobody.");
    sheet.html(&parts::certificate(certificate));
    sheet.paragraph(parts::link(super::HERE, "Back to People"));
    beneath(title).page(&sheet)
}

/// `GET /people/{id}/certificate`: for whoever may read what the ledger has about the record.
pub(crate) async fn certificate(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = who.asking_for(Purpose::Governance);
    let found = pages::certificate_page(&web.house, &web.moment(&who.visitor.user), &asking, &id).await?;
    certificate_page("Certificate of a destruction", &found.ok_or(Failure::NotFound)?)
}
