//! A gap: recorded, looked at again, closed.

use super::{changed, day_field, empty, finished, mend, moment, needed_day, office, page, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, GapLine, NewGap};
use axum::extract::{Path, State};
use journal::next_id;
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/evidence/gaps/new";
const BACK: &str = "/evidence/sources#gaps";

/// `GET /evidence/gaps/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&who, draft.as_ref(), &[])
}

/// `POST /evidence/gaps/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes =
        empty(&sent, &[("what", "Say what can\u{2019}t be evidenced"), ("why", "Say why not"), ("owner", "Say which office owns it")]);
    let review = needed_day(&sent, "review", "Say when it is looked at again", &mut mistakes);
    if mistakes.is_empty() {
        let moment = moment(&web, &who);
        let there = registers::gaps(&web.house, registers::today(&moment)).await?;
        let id = next_id("gap", there.iter().map(|line| line.gap.id.as_str()));
        let gap =
            NewGap { id: &id, what: sent.text("what"), why: sent.text("why"), owner: sent.text("owner"), review: &review, since: None };
        match registers::record_gap(&web.house, &moment, &gap).await {
            Ok(_) => return recorded(&web, &who, NEW, BACK, "gap").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    new_page(&who, Some(&sent), &mistakes)
}

fn new_page(who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record a gap";
    let mut sheet = Sheet::narrow(title)
        .leading("A gap is something that matters and can\u{2019}t be evidenced. It stays in sight until it is closed.");
    let form = Form::post(NEW, who.visit.token())
        .field(
            Field::lines("what", "What can\u{2019}t be evidenced?", 3)
                .hint("Such as \u{201c}how much drug use there is, and where\u{201d}"),
        )
        .field(Field::lines("why", "Why not?", 3).hint("Such as \u{201c}police count what they look for\u{201d}"))
        .field(
            Field::text("owner", "Which office owns it?")
                .hint("Such as \u{201c}public health lead\u{201d}: never a person\u{2019}s name")
                .width(30),
        )
        .field(day_field("review", "When is it looked at again?", None))
        .button("Record the gap")
        .cancel(BACK);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    page(title, "/evidence/sources", &[("Sources", "/evidence/sources")], &sheet)
}

fn path(id: &str) -> String {
    format!("/evidence/gaps/{}", words::in_address(id))
}

async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<GapLine, Failure> {
    registers::gaps(&web.house, today(web, who)).await?.into_iter().find(|line| line.gap.id == id).ok_or(Failure::NotFound)
}

/// `GET /evidence/gaps/{id}`
pub(crate) async fn ask_review(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &path(&id)).await?;
    review_page(&who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/gaps/{id}`
pub(crate) async fn review(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("said", "Say what was found, or what closes it"), ("role", "Say which office looked at it")]);
    let closes = sent.text("do") == "close";
    let mut next = String::new();
    match sent.text("do") {
        "close" => {}
        "review" => next = needed_day(&sent, "next", "Say when it is looked at again", &mut mistakes),
        _ => mistakes.push(Mistake::at("do", "Choose whether it is still there")),
    }
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        let (moment, role, said) = (moment(&web, &who), sent.text("role"), sent.text("said"));
        let made = if closes {
            registers::close_gap(&web.house, &moment, &id, role, said).await
        } else {
            registers::review_gap(&web.house, &moment, &id, role, said, &next).await
        };
        match made {
            Ok(_) => return recorded(&web, &who, &path(&id), BACK, if closes { "closed" } else { "reviewed" }).await,
            Err(trouble) => mistakes = mend(trouble, &[("how", "said"), ("closed", "")])?,
        }
    }
    review_page(&who, &line, Some(&sent), &mistakes)
}

fn review_page(who: &SignedIn, line: &GapLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Look at a gap again";
    let gap = &line.gap;
    let action = path(&gap.id);
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(vec![
        ("What can\u{2019}t be evidenced", gap.what.as_str().into()),
        ("Why", gap.why.as_str().into()),
        ("Owner", gap.owner.as_str().into()),
        ("Review", words::day(&gap.review.to_string()).into()),
    ]));
    if let Some(closed) = &gap.closed {
        sheet.inset(format!("It was closed on {} by {}: {}", words::day(&closed.on.to_string()), closed.role, closed.how));
    }
    let next = day_field("next", "When is it looked at again?", None);
    let answers = [
        Choice::new("review", "Yes, it is still there").asks(next),
        Choice::new("close", "No, it can be evidenced now").hint("The gap is closed, and stays in the history"),
    ];
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(Field::one_of("do", "Is it still there?", answers))
        .field(Field::lines("said", "What was found, or what closes it?", 4))
        .field(office(who, "Which office looked at it?"))
        .button("Record it")
        .cancel(BACK);
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(title, "/evidence/sources", &[("Sources", "/evidence/sources")], &sheet)
}
