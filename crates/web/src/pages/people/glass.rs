//! Breaking the glass: a record that the rules keep closed, read once, for a stated reason that the governance lead is shown.

use super::{HERE, beneath, purpose_choices, record};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Reading, Sheet};
use crate::state::Web;
use app::pages::partnership::directory;
use app::pages::people::{self as pages, TO_BREAK_GLASS};
use axum::extract::State;
use permission::{Action, Personal, Purpose};
use ui::{Field, Form};

const GLASS: &str = "/people/break-glass";
/// The longest reason.
const LETTERS: u32 = 2_000;

/// Whether the visitor may break the glass at all; whoever never may is told that there is no such page.
async fn leave(web: &Web, who: &SignedIn) -> Result<(), Failure> {
    let moment = web.moment(&who.visitor.user);
    let asking = who.asking_for(Purpose::Safeguarding);
    Ok(pages::leave_to_begin(&web.house, &moment, &asking, Action::BreakGlass).await?)
}

/// `GET /people/break-glass`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    if who.visitor.organisation.is_none() && who.visitor.organisations().len() > 1 {
        return Ok(go_to("/account/acting"));
    }
    leave(&web, &who).await?;
    page(&who, None, &[])
}

fn page(who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Break the glass";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("To read a record that was not given to your organisation, where somebody must be safeguarded or kept safe and there is no time to ask for it.");
    sheet.paragraph("Each such reading is recorded, and the governance lead is shown it with your reason. Where you can wait, ask the organisation whose record it is.");
    let form = Form::post(GLASS, who.visit.token())
        .field(
            Field::reference("record", "Reference of the record")
                .hint("As you were told it. It begins with p-")
                .autocomplete("off")
                .width(30),
        )
        .field(Field::one_of("purpose", "What do you need it for?", purpose_choices(TO_BREAK_GLASS)))
        .field(Field::counted("reason", "Why must you read it now?", LETTERS).hint("Sealed with the record"))
        .button("Go on")
        .cancel(HERE);
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath(title).form(&sheet)
}

/// What was answered, once it is whole.
struct Answered {
    record: String,
    purpose: Purpose,
    reason: String,
}

fn read(sent: &Sent) -> Result<Answered, Vec<Mistake>> {
    let mut read = Reading::of(sent);
    let record = read.id("record", "Enter the reference of the record");
    let purpose = Purpose::parse(sent.text("purpose")).filter(|one| TO_BREAK_GLASS.contains(one));
    if purpose.is_none() {
        read.fault("purpose", "Choose what you need it for");
    }
    let reason = read.text("reason", "Enter why you must read it now");
    if reason.chars().count() > LETTERS as usize {
        read.fault("reason", "Enter 2,000 letters at the most");
    }
    read.finish(Answered { record, purpose: purpose.unwrap_or(Purpose::Safeguarding), reason })
}

/// `POST /people/break-glass`: first shown again, to be confirmed; then the record is the answer itself.
pub(crate) async fn send(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    leave(&web, &who).await?;
    let answered = match read(&sent) {
        Ok(answered) => answered,
        Err(mistakes) => return page(&who, Some(&sent), &mistakes),
    };
    if sent.text("confirmed") != "yes" {
        return confirm(&who, &answered);
    }
    let moment = web.moment(&who.visitor.user);
    let reason = Personal::new(answered.reason);
    let asking = who.asking_for(answered.purpose);
    match pages::glass_page(&web.house, &moment, &asking, &answered.record, reason).await {
        Ok(view) => {
            let names = directory(&web.house, &moment).await?;
            let mut sheet = record::body(&view, &names);
            sheet.notice("You broke the glass. The governance lead is shown this reading and your reason. Leave this page when you have read it: it is not shown again.");
            record::shell(&view).page(&sheet)
        }
        // Absent, destroyed and kept apart answer alike.
        Err(trouble) if matches!(trouble.code, "no-such-record" | "not-allowed") => {
            let says =
                "No record with this reference can be read in this way. Check the reference, or ask the organisation whose record it is";
            page(&who, Some(&sent), &[Mistake::at("record", says)])
        }
        Err(trouble) => Err(trouble.into()),
    }
}

fn confirm(who: &SignedIn, answered: &Answered) -> Answer {
    let title = "Check before you break the glass";
    let mut sheet = Sheet::narrow(title);
    sheet.warning("Once it is read, this can\u{2019}t be undone. The reading and your reason stand in the ledger for good, and the governance lead is shown them.");
    sheet.html(&parts::summary(vec![
        ("Record", answered.record.as_str().into()),
        ("To", answered.purpose.says().into()),
        ("Why", answered.reason.as_str().into()),
    ]));
    let form = Form::post(GLASS, who.visit.token())
        .hidden("record", answered.record.as_str())
        .hidden("purpose", answered.purpose.id())
        .hidden("reason", answered.reason.as_str())
        .hidden("confirmed", "yes")
        .warning_button("Break the glass and read it")
        .cancel(HERE);
    sheet.form_of(&form);
    beneath(title).page(&sheet)
}
