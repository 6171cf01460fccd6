//! Somebody left: their open actions go to the next.

use super::{moment, recorded};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{empty, mend};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use app::plans as desk;
use axum::extract::State;
use ui::{Field, Form};

const PATH: &str = "/plan/reassign";

/// `GET /plan/reassign`
pub(crate) async fn ask(who: SignedIn) -> Answer {
    page(&who, None, &[])
}

/// `POST /plan/reassign`
pub(crate) async fn hand_over(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("from", "Say whose actions go to somebody else"), ("to", "Say who owns them from now on")]);
    if mistakes.is_empty() {
        match desk::reassign(&web.house, &moment(&web, &who), sent.text("from"), sent.text("to")).await {
            Ok(_) => return recorded(&web, &who, PATH, "/plan/tracker", "reassigned").await,
            Err(trouble) => mistakes = mend(trouble, &[("nothing-to-reassign", "from"), ("user-elsewhere", "to"), ("owner", "to")])?,
        }
    }
    page(&who, Some(&sent), &mistakes)
}

fn page(who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Hand the actions of an office to another";
    let mut sheet =
        Sheet::narrow(title).leading("For when somebody leaves or a post moves. Every open action goes over; its history stays.");
    let office = |name: &str, question: &str| {
        Field::reference(name, question).hint("The office\u{2019}s name here, such as council-officer").width(20)
    };
    let form = Form::post(PATH, who.visit.token())
        .field(office("from", "Whose actions are they now?"))
        .field(office("to", "Who owns them from now on?"))
        .button("Hand them over")
        .cancel("/plan/tracker");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    Shell::plan(title, "/plan/tracker").form(&sheet)
}
