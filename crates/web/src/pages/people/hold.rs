//! Records held back from destruction: the holds there were, one placed, one lifted.

use super::{address, beneath_record, ground, mend, reference, stated};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::pages::partnership::{Asked, asked};
use crate::parts::{self, Mistake, Reading, Sheet};
use crate::state::Web;
use crate::words;
use app::people::{self, Asking, GROUNDS};
use axum::extract::{Path, State};
use ui::{Answer as Choice, Field, Form};

fn here(id: &str) -> String {
    format!("{}/holds", address(id))
}

/// `GET /people/{id}/holds`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let asking = stated!(&web, &who, HoldPerson, Some(&id), &here(&id));
    let done = asked(query);
    page(&web, &who, &asking, &id, done.text("done"), None, &[]).await
}

async fn page(web: &Web, who: &SignedIn, asking: &Asking, id: &str, done: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let holds = people::holds_of(&web.house, &web.moment(&who.visitor.user), asking, id).await?;
    // The last that was said of each ground counts.
    let in_force: Vec<&str> =
        GROUNDS.into_iter().filter(|ground| holds.iter().rev().find(|one| one.ground == *ground).is_some_and(|one| one.placed)).collect();
    let title = "Hold a record back from destruction";
    let mut sheet = Sheet::titled(title).captioned(reference(id));
    match done {
        "placed" => sheet.done("The record is held."),
        "lifted" => sheet.done("The hold is lifted."),
        _ => {}
    }
    sheet.paragraph("While a hold is in force nobody destroys the record, for whatever purpose.");
    if holds.is_empty() {
        sheet.paragraph("It was never held.");
    } else {
        let head = ["Ground", "What was done", "Looked at again", ""].map(parts::cell).into();
        let rows = holds.iter().rev().map(|one| {
            let placed = if one.placed { "Placed" } else { "Lifted" };
            let newest = holds.iter().rev().find(|other| other.ground == one.ground).is_some_and(|other| other.seq == one.seq);
            let lift = (newest && one.placed).then(|| {
                let fields = [("lift", one.ground.as_str())];
                parts::row_button(&who.visit, &here(id), &fields, "Lift", &ground(&one.ground))
            });
            vec![
                parts::cell(ground(&one.ground)),
                parts::cell(format!("{placed} by {} on {}", one.who, words::moment(&one.at))),
                parts::cell(one.review.as_deref().map(words::day).unwrap_or_default()),
                parts::cell(lift.unwrap_or_default()),
            ]
        });
        sheet.html(&parts::table_under_heading("Holds", head, rows.collect()));
    }
    let free: Vec<Choice> = GROUNDS.into_iter().filter(|one| !in_force.contains(one)).map(|one| Choice::new(one, ground(one))).collect();
    if !free.is_empty() {
        sheet.part("Place a hold");
        let form = Form::post(here(id), who.visit.token())
            .field(Field::one_of("ground", "On what ground?", free))
            .field(Field::date("review", "When is it looked at again?").hint("For example, 31 10 2026").optional())
            .button("Place the hold")
            .cancel(&address(id));
        sheet.form_of(&parts::answered(form, sent, mistakes));
    }
    beneath_record(title, id).form(&sheet)
}

/// `POST /people/{id}/holds`: placed, or lifted where the button of a line was pressed.
pub(crate) async fn send(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, HoldPerson, Some(&id), &here(&id));
    let moment = web.moment(&who.visitor.user);
    let lift = sent.text("lift");
    let (chosen, placed, review) = if lift.is_empty() {
        let mut read = Reading::of(&sent);
        let chosen = read.maybe("ground");
        if !GROUNDS.contains(&chosen.as_str()) {
            read.fault("ground", "Choose the ground");
        }
        let review = read.maybe_day("review", "the day on which it is looked at again");
        match read.finish((chosen, review)) {
            Ok((chosen, review)) => (chosen, true, review.map(|day| day.to_string())),
            Err(mistakes) => return page(&web, &who, &asking, &id, "", Some(&sent), &mistakes).await,
        }
    } else {
        (lift.to_owned(), false, None)
    };
    match people::hold_person(&web.house, &moment, &asking, &id, &chosen, placed, review.as_deref()).await {
        Ok(_) => Ok(go_to(&format!("{}?done={}", here(&id), if placed { "placed" } else { "lifted" }))),
        Err(trouble) => {
            let mistakes = mend(trouble, &[("hold-as-it-is", "ground")])?;
            page(&web, &who, &asking, &id, "", Some(&sent), &mistakes).await
        }
    }
}
