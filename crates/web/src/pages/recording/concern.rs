//! A professional concern: raised about a place, withdrawn when it stands no longer.

use super::{changed, day_field, day_or, empty, finished, mend, moment, office, page, place_field, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::said_by;
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, ConcernLine, NewConcern};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use ui::{Field, Form};

const NEW: &str = "/evidence/concerns/new";
const BACK: &str = "/evidence/priorities#concerns";

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    area: Option<String>,
}

/// `GET /evidence/concerns/new?area=CODE`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, asked.area.as_deref(), draft.as_ref(), &[]).await
}

/// `POST /evidence/concerns/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes =
        empty(&sent, &[("area", "Choose the place"), ("reason", "Say what makes you concerned"), ("role", "Say which office raises it")]);
    let on = day_or(&sent, "on", &mut mistakes);
    if mistakes.is_empty() {
        let new = NewConcern { area: sent.text("area"), reason: sent.text("reason"), role: sent.text("role"), on: on.as_deref() };
        match registers::raise_concern(&web.house, &moment(&web, &who), &new).await {
            Ok(_) => return recorded(&web, &who, NEW, BACK, "concern").await,
            Err(trouble) => mistakes = mend(trouble, &[("place-unknown", "area")])?,
        }
    }
    new_page(&web, &who, None, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, area: Option<&str>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Raise a concern about a place";
    let mut sheet = Sheet::narrow(title)
        .leading("What those who work in a place know and no figure shows. It stands beside the flags and never changes them.");
    let form = Form::post(NEW, who.visit.token())
        .field(place_field(web, who, "Which place?", area.unwrap_or_default()).await?)
        .field(
            Field::lines("reason", "What makes you concerned?", 4)
                .hint("About the place: no names of people and nothing by which a person could be known"),
        )
        .field(office(who, "Which office raises it?"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the concern")
        .cancel(BACK);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    page(title, "/evidence/priorities", &[("Priorities", "/evidence/priorities")], &sheet)
}

fn path(id: &str) -> String {
    format!("/evidence/concerns/{}/withdraw", words::in_address(id))
}

async fn line(web: &Web, id: &str) -> Result<ConcernLine, Failure> {
    registers::concerns(&web.house).await?.into_iter().find(|line| line.concern.id == id).ok_or(Failure::NotFound)
}

/// `GET /evidence/concerns/{id}/withdraw`
pub(crate) async fn ask_withdraw(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &id).await?;
    let draft = who.draft(&web, &path(&id)).await?;
    withdraw_page(&who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/concerns/{id}/withdraw`
pub(crate) async fn withdraw(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &id).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it stands no longer"), ("role", "Say which office withdraws it")]);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        match registers::withdraw_concern(&web.house, &moment(&web, &who), &id, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &path(&id), BACK, "withdrawn").await,
            Err(trouble) => mistakes = mend(trouble, &[("withdrawn", "")])?,
        }
    }
    withdraw_page(&who, &line, Some(&sent), &mistakes)
}

fn withdraw_page(who: &SignedIn, line: &ConcernLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Withdraw a concern";
    let concern = &line.concern;
    let action = path(&concern.id);
    let mut sheet = Sheet::narrow(title).leading("It stays in the record, with the reason why it stands no longer.");
    sheet.html(&parts::summary(vec![
        ("Place", line.name.as_str().into()),
        ("Concern", concern.reason.as_str().into()),
        ("Raised by", said_by(&concern.role, &concern.on.to_string()).into()),
    ]));
    if let Some(gone) = &concern.withdrawn {
        sheet.inset(format!("It is withdrawn already. {}: {}", said_by(&gone.role, &gone.on.to_string()), gone.reason));
    }
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(Field::lines("reason", "Why does it stand no longer?", 4))
        .field(office(who, "Which office withdraws it?"))
        .button("Withdraw the concern")
        .cancel(BACK);
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(title, "/evidence/priorities", &[("Priorities", "/evidence/priorities")], &sheet)
}
