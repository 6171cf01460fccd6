//! Records opened and changed. Where two change one at once, the second is shown both versions.

use super::{HERE, address, beneath, beneath_record, marking, mend, reference, regime, stated, words_form};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::pages::people::{self as pages, Change, PersonWords, TwoVersions};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use permission::Action;
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/people/new";
/// The laws a record may be processed under, and the markings it may bear.
const REGIMES: [&str; 2] = ["uk-gdpr", "dpa-2018-part-3"];
const MARKINGS: [&str; 2] = ["official-sensitive", "official"];
/// What the use case refuses, beside its field.
const FIELDS: [(&str, &str); 1] = [("not-a-person", "name")];

/// `GET /people/new`
pub(crate) async fn ask_new(State(web): State<Web>, who: SignedIn) -> Answer {
    let asking = stated!(&web, &who, RecordPerson, None, NEW);
    pages::leave_to_begin(&web.house, &web.moment(&who.visitor.user), &asking, Action::RecordPerson).await?;
    let draft = who.draft(&web, NEW).await?;
    new_page(&who, draft.as_ref(), &[])
}

fn new_page(who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Open a record about a person";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("What you enter is sealed. Your organisation is its controller; others read it once it is given to them. Look first whether there is a record already.");
    sheet.paragraph(super::acting_for(who));
    let form = words_form::fields(Form::post(NEW, who.visit.token()), &PersonWords::default(), sent)
        .field(Field::one_of("regime", "Which law is it processed under?", REGIMES.map(|id| Choice::new(id, regime(id)))).value("uk-gdpr"))
        .field(
            Field::one_of("marking", "Its protective marking", MARKINGS.map(|id| Choice::new(id, marking(id)))).value("official-sensitive"),
        )
        .field(Field::any_of(
            "kept_apart",
            "Who may find it?",
            [Choice::new("yes", "Keep it apart: only those it is given to find it and read it")
                .hint("For what belongs to a conference on high-risk domestic abuse, to Prevent, or to a protected address")],
        ));
    let form = words_form::buttons(form, "Open the record", HERE);
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath(title).form(&sheet)
}

/// `POST /people/new`
pub(crate) async fn send_new(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, RecordPerson, None, NEW);
    let moment = web.moment(&who.visitor.user);
    pages::leave_to_begin(&web.house, &moment, &asking, Action::RecordPerson).await?;
    if sent.text("more") == "yes" {
        return new_page(&who, Some(&sent), &[]);
    }
    let (law, mark) = (sent.text("regime"), sent.text("marking"));
    let mut mistakes = Vec::new();
    if !REGIMES.contains(&law) {
        mistakes.push(Mistake::at("regime", "Choose the law it is processed under"));
    }
    if !MARKINGS.contains(&mark) {
        mistakes.push(Mistake::at("marking", "Choose its marking"));
    }
    let words = match words_form::read(&sent) {
        Ok(words) if mistakes.is_empty() => words,
        Ok(_) => return new_page(&who, Some(&sent), &mistakes),
        Err(mut all) => {
            all.append(&mut mistakes);
            return new_page(&who, Some(&sent), &all);
        }
    };
    let kept_apart = sent.text("kept_apart") == "yes";
    match pages::open_record(&web.house, &moment, &asking, &words, law, mark, kept_apart).await {
        Ok(id) => {
            who.draft(&web, NEW).await?;
            Ok(go_to(&format!("{}?done=opened", address(&id))))
        }
        Err(trouble) => new_page(&who, Some(&sent), &mend(trouble, &FIELDS)?),
    }
}

fn change_address(id: &str) -> String {
    format!("{}/change", address(id))
}

/// `GET /people/{id}/change`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, EditPerson, Some(&id), &change_address(&id));
    let moment = web.moment(&who.visitor.user);
    pages::record_form(&web.house, &moment, &asking, Action::EditPerson, &id).await?;
    let now = pages::person_page(&web.house, &moment, &asking, &id).await?;
    let draft = who.draft(&web, &change_address(&id)).await?;
    // What was typed before the session ended was typed on top of what stood there then.
    let seen = draft.as_ref().and_then(|draft| draft.text("seen").parse().ok()).unwrap_or(now.version);
    page(&who, &id, seen, &now.words, draft.as_ref(), &[])
}

fn form(who: &SignedIn, id: &str, seen: i64, now: &PersonWords, sent: Option<&Sent>) -> Form {
    let form = Form::post(change_address(id), who.visit.token()).hidden("seen", seen.to_string());
    words_form::buttons(words_form::fields(form, now, sent), "Save", &address(id))
}

fn page(who: &SignedIn, id: &str, seen: i64, now: &PersonWords, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Change a record";
    let mut sheet = Sheet::narrow(title).captioned(reference(id));
    sheet.paragraph("The earlier version stays, with who wrote it and when. Of a record that was given to your organisation you change your own copy, which is marked as altered; the originator\u{2019}s stays as it is.");
    sheet.paragraph(super::acting_for(who));
    sheet.form_of(&parts::answered(form(who, id, seen, now, sent), sent, mistakes));
    beneath_record(title, id).form(&sheet)
}

/// `POST /people/{id}/change`
pub(crate) async fn send(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, EditPerson, Some(&id), &change_address(&id));
    let moment = web.moment(&who.visitor.user);
    pages::record_form(&web.house, &moment, &asking, Action::EditPerson, &id).await?;
    // What was read before stays what was read, however often the form is mended.
    let seen = sent.text("seen").parse().unwrap_or(-1);
    let again = |mistakes: &[Mistake]| page(&who, &id, seen, &PersonWords::default(), Some(&sent), mistakes);
    if sent.text("more") == "yes" {
        return again(&[]);
    }
    let said = match words_form::read(&sent) {
        Ok(said) => said,
        Err(mistakes) => return again(&mistakes),
    };
    match pages::change_record(&web.house, &moment, &asking, &id, seen, &said).await {
        Ok(Change::Written) => {
            who.draft(&web, &change_address(&id)).await?;
            Ok(go_to(&format!("{}?done=changed", address(&id))))
        }
        Ok(Change::Conflict(both)) => both_versions(&who, &id, &both, &sent),
        Err(trouble) => again(&mend(trouble, &FIELDS)?),
    }
}

/// Somebody else was first: what stands there now, how it differs from what is wanted, and the form again, on top of theirs.
fn both_versions(who: &SignedIn, id: &str, both: &TwoVersions, sent: &Sent) -> Result<axum::response::Response, Failure> {
    let title = "Somebody changed this record while you wrote";
    let mut sheet = Sheet::titled(title).captioned(reference(id));
    sheet.paragraph(format!(
        "{} wrote version {} on {}. Nothing of yours is recorded yet. Look at both, and save yours on top of theirs if it is still right.",
        both.by,
        both.version,
        words::moment(&both.at)
    ));
    sheet.part("What it says now");
    sheet.html(&parts::summary(words_form::facts(&both.theirs)));
    sheet.html(&words_form::said(&both.theirs));
    sheet.part("What you would change of that");
    sheet.html(&words_form::differences(&both.theirs, &both.yours));
    sheet.part("What you want it to say");
    let form = form(who, id, both.version, &PersonWords::default(), Some(sent)).filled(&sent.shown());
    sheet.form_of(&form);
    beneath_record(title, id).form_with(StatusCode::CONFLICT, &sheet)
}
