//! The outbox: which mail waits, went or was given up. Whose by the label of an office; never an address, a name or words.

use super::judgement::choose;
use super::partnership::{Asked, asked, shell};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained, paging};
use crate::state::Web;
use crate::words;
use app::By;
use app::outbox::{MailState, OutboxLine, OutboxPage, outbox_page};
use app::pages::partnership::{Directory, directory};
use axum::extract::State;
use permission::Purpose;
use ui::Html;

const PATH: &str = "/outbox";

/// `GET /outbox?state=unknown&after=ID`
pub(crate) async fn outbox(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let said = |name: &str| Some(sent.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let (state, after) = (said("state"), said("after"));
    let moment = web.moment(&who.visitor.user);
    let by = By::User(who.asking_for(Purpose::Administration));
    let view = outbox_page(&web.house, &moment, &by, state.as_deref(), after.as_deref()).await?;
    let names = directory(&web.house, &moment).await?;
    let title = "Outbox";
    let mut sheet = Sheet::titled(title).leading(
        "What Wardmote sends by mail: to which office, what kind, how far it came. Nobody\u{2019}s address, name or words stand here.",
    );
    sheet.part("How much is where");
    sheet.html(&counts(&view));
    sheet.part("Messages");
    let state = state.unwrap_or_default();
    let any = std::iter::once(("", "Any".to_owned()));
    let states = any.chain(view.counts.iter().map(|(state, _)| (state.as_str(), word(*state).to_owned())));
    sheet.html(&choose(PATH, &[parts::select("state", "How far", states.collect(), &state)], &[], "Show these"));
    if view.lines.is_empty() {
        sheet.paragraph("No message is like that. What tells an office that something waits for it is put here when that happens.");
    } else {
        sheet.html(&messages(&view.lines, &names));
    }
    let newest = after.map(|_| (paging::address(PATH, &[("state", &state)]), "The newest".to_owned()));
    let earlier = view.next.map(|id| (paging::address(PATH, &[("state", &state), ("after", &id)]), "Earlier ones".to_owned()));
    sheet.html(&paging::before_and_after(newest, earlier));
    shell(title, PATH).page(&sheet)
}

/// Every state with how much mail is in it, and what becomes of that.
fn counts(view: &OutboxPage) -> Html {
    let head = vec![parts::cell("How far"), parts::numeric("Messages"), parts::cell("What that means")];
    let row = |(state, count): &(MailState, u64)| {
        let there = paging::address(PATH, &[("state", state.as_str())]);
        vec![parts::cell(parts::link(&there, word(*state))), parts::numeric(words::count(*count)), parts::cell(meaning(*state))]
    };
    parts::table_under_heading("How much mail is how far", head, view.counts.iter().map(row).collect())
}

fn messages(lines: &[OutboxLine], names: &Directory) -> Html {
    let head = ["Put there", "To", "What", "How far", "When"].map(parts::cell).into_iter().chain([parts::numeric("Tries")]);
    let rows = lines.iter().map(|line| {
        let mut how_far = tag(line.state);
        if let Some(code) = &line.code {
            how_far.push(&Html::trusted("<br>"));
            how_far.push(&reason(code));
        }
        if line.repeated && line.state == MailState::Sent {
            how_far.push(&Html::trusted("<br>"));
            how_far.push(&Html::escape("It may have come twice"));
        }
        vec![
            parts::cell(words::moment(&line.made_at)),
            parts::cell(explained::named(names, &line.user)),
            parts::cell(kind(&line.kind)),
            parts::cell(how_far),
            parts::cell(when(line)),
            parts::numeric(words::count(line.tries.unsigned_abs())),
        ]
    });
    parts::table_under_heading("Messages, the newest first", head.collect(), rows.collect())
}

/// When it was over, or when it is tried.
fn when(line: &OutboxLine) -> String {
    match (&line.done_at, line.state) {
        (Some(done), _) => words::moment(done),
        (None, MailState::Claimed) => "now".to_owned(),
        (None, _) => format!("due {}", words::moment(&line.due_at)),
    }
}

fn word(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "Waits",
        MailState::Claimed => "Being sent",
        MailState::Sent => "Sent",
        MailState::Unknown => "Not known",
        MailState::GivenUp => "Given up",
        MailState::Withdrawn => "Withdrawn",
    }
}

fn tag(state: MailState) -> Html {
    let colour = match state {
        MailState::Waiting | MailState::Claimed => "govuk-tag--blue",
        MailState::Sent => "govuk-tag--green",
        MailState::Unknown => "govuk-tag--yellow",
        MailState::GivenUp => "govuk-tag--red",
        MailState::Withdrawn => "govuk-tag--grey",
    };
    parts::tag(word(state), colour)
}

/// What becomes of mail in a state, and what somebody can do.
fn meaning(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "It is sent when it is due. What the mail server did not take is tried again by itself.",
        MailState::Claimed => "It is being handed to the mail server.",
        MailState::Sent => "The mail server has it. Whether it reached its reader, Wardmote can\u{2019}t know.",
        MailState::Unknown => {
            "The mail server\u{2019}s last answer was lost: it may have gone. It is sent once more under the same identifier, and never again."
        }
        MailState::GivenUp => {
            "It was not sent and is not tried again. Look at why; where it was an invitation, invite again from the page of the office."
        }
        MailState::Withdrawn => "What it told of was over before it went, so it was not sent.",
    }
}

/// What kind of letter it is.
fn kind(name: &str) -> String {
    match name {
        "invitation" => "Invitation".to_owned(),
        "approval-waits" => "An invitation waits for approval".to_owned(),
        "approved" => "An invitation was approved".to_owned(),
        "recovery-asked" => "Somebody lost their way in".to_owned(),
        "recovery-confirmed" => "New way in".to_owned(),
        "recovery-noticed" => "A new way in was asked for".to_owned(),
        "way-changed" => "A way in was changed".to_owned(),
        "cut-off" => "Cut off".to_owned(),
        "reminder" => "Reminder of what is due".to_owned(),
        "link-to-update" => "Link to say how an action goes".to_owned(),
        "link-to-answer" => "Link to answer a request".to_owned(),
        other => words::capital(&words::reason(&other.replace('-', " "))),
    }
}

/// Why it is so far: our words, or the step at which the mail server stopped with what it said.
fn reason(code: &str) -> Html {
    let ours = match code {
        "left" => "the office is empty",
        "not-enrolled" => "it is not entered who holds the office",
        "no-address" => "no address at work is entered for whoever holds the office",
        "over" => "what it told of is over",
        "mail-unreadable" => "another version of Wardmote wrote it",
        "claim-lapsed" => "whoever was sending it stopped",
        _ => return parts::code(code),
    };
    Html::escape(ours)
}
