//! Saying how an action went in a month or a quarter.

use super::action::view_of;
use super::{action_address, beneath_action, may_update, maybe, moment, recorded, status_field, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{empty, finished, mend, office};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, ActionView, UpdateWords};
use axum::extract::{Path, State};
use jiff::civil::Date;
use plans::{Attached, Override, Period, Status};
use ui::{Answer as Choice, Field, Form};

/// So many periods are offered, the running one first.
const OFFERED: usize = 6;
/// So many things an update may rest on, in one form.
const ATTACHED: usize = 2;

fn path(view: &ActionView) -> String {
    format!("{}/update", action_address(&view.line.plan, &view.line.action.reference))
}

/// `GET /plan/plans/{plan}/actions/{reference}/update`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>) -> Answer {
    let view = theirs(&web, &who, &plan, &reference).await?;
    let draft = who.draft(&web, &path(&view)).await?;
    page(&web, &who, &view, draft.as_ref(), &[])
}

/// `POST /plan/plans/{plan}/actions/{reference}/update`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path((plan, reference)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = theirs(&web, &who, &plan, &reference).await?;
    let mut mistakes = empty(&sent, &[("said", "Write how it went, in a sentence or two"), ("role", "Say which office says so")]);
    let period = Period::parse(sent.text("period")).ok();
    if period.is_none() {
        mistakes.push(Mistake::at("period", "Choose which period this is about"));
    }
    let opened: i64 = sent.text("seen").parse().unwrap_or(0);
    if period.is_some_and(|period| seen_of(&view, period) > opened) {
        let words = "Somebody told of this period after you opened the page. Look at what they said; if yours is still to stand, send it";
        mistakes.push(Mistake::at("", words));
    }
    let set_aside = set_aside(&sent, &mut mistakes);
    let evidence = evidence(&sent, &mut mistakes);
    if let (true, Some(period)) = (mistakes.is_empty(), period) {
        let words = UpdateWords {
            period,
            said: sent.text("said"),
            status: Status::parse(sent.text("status")),
            value: sent.text("value"),
            role: sent.text("role"),
            evidence,
            set_aside,
            publicity: sent.text("publicity") == "yes",
            barrier: sent.text("barrier"),
            seen: Some(seen_of(&view, period)),
        };
        match desk::update_action(&web.house, &moment(&web, &who), &plan, &view.line.action.reference, &words).await {
            Ok(_) => {
                let here = action_address(&plan, &view.line.action.reference);
                return recorded(&web, &who, &path(&view), &here, "updated").await;
            }
            Err(trouble) => {
                let fields =
                    [("evidence", "evidence-0-href"), ("reason", "aside_reason"), ("action-over", ""), ("period-closed", "period")];
                mistakes = mend(trouble, &fields)?;
            }
        }
    }
    page(&web, &who, &view, Some(&sent), &mistakes)
}

/// An action that the visitor may speak of, or the page for what is absent.
async fn theirs(web: &Web, who: &SignedIn, plan: &str, reference: &str) -> Result<ActionView, Failure> {
    let view = view_of(web, who, plan, reference).await?;
    if may_update(who, &view) { Ok(view) } else { Err(Failure::NotFound) }
}

/// The place of the update about a period that the visitor was shown; 0 where there was none.
fn seen_of(view: &ActionView, period: Period) -> i64 {
    view.updates.iter().find(|kept| kept.body.period == period).map_or(0, |kept| kept.last.seq)
}

/// A status set beside the computed one needs its reason.
fn set_aside(sent: &Sent, mistakes: &mut Vec<Mistake>) -> Option<Override> {
    let status = Status::parse(sent.text("aside"))?;
    if sent.text("aside_reason").is_empty() {
        mistakes.push(Mistake::at("aside_reason", "Say why another status is to stand than the rule gives"));
        return None;
    }
    Some(Override { status, reason: sent.text("aside_reason").to_owned(), role: sent.text("role").to_owned() })
}

fn evidence(sent: &Sent, mistakes: &mut Vec<Mistake>) -> Vec<Attached> {
    let mut found = Vec::new();
    for at in 0..ATTACHED {
        let (title, href) = (format!("evidence-{at}-title"), format!("evidence-{at}-href"));
        match (maybe(sent, &title), maybe(sent, &href)) {
            (Some(said), Some(there)) => found.push(Attached { title: said.to_owned(), href: there.to_owned() }),
            (Some(_), None) => mistakes.push(Mistake::at(&href, "Say where it is: a page here or a web address")),
            (None, Some(_)) => mistakes.push(Mistake::at(&title, "Say what it is")),
            (None, None) => {}
        }
    }
    found
}

/// The periods that can be told of: the running one, and those before it.
fn periods(view: &ActionView, today: Date) -> Vec<Period> {
    let Some(running) = view.plan.rhythm.period_of(view.plan.until.map_or(today, |until| until.min(today))) else { return Vec::new() };
    std::iter::successors(Some(running), |period| Some(period.before())).take(OFFERED).collect()
}

fn page(web: &Web, who: &SignedIn, view: &ActionView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Say how an action goes";
    let action = &view.line.action;
    let today = today(web, who);
    let periods = periods(view, today);
    // The period that ended is asked about first, unless it was told of already.
    let told = view.updates.first().map(|kept| kept.body.period);
    let owed = periods.get(1).copied().filter(|owed| told.is_none_or(|told| told < *owed)).or_else(|| periods.first().copied());
    let mut sheet = Sheet::narrow(title).captioned(format!("{} {}", action.reference, action.text));
    if !action.measurement.is_empty() {
        sheet.paragraph(format!("It is measured by: {}.", action.measurement));
    }
    if let Some(kept) = view.updates.first() {
        sheet.inset(format!("Said for {}: {}", kept.body.period.in_words(), kept.body.said));
    }
    let choices = periods.iter().map(|period| Choice::new(period.to_string(), words::capital(&period.in_words())));
    let none = Choice::new("", "No: let what the rule says stand");
    let aside = std::iter::once(none).chain(Status::ALL.map(|one| Choice::new(one.id(), words::capital(one.in_words()))));
    let newest = view.updates.iter().map(|kept| kept.last.seq).max().unwrap_or(0);
    let mut form = Form::post(path(view), who.visit.token())
        .hidden("seen", newest.to_string())
        .field(
            Field::choose("period", "Which period is this about?", choices)
                .value(owed.map(|period| period.to_string()).unwrap_or_default()),
        )
        .field(Field::lines("said", "How did it go?", 4).hint("What was done and what came of it: no names of people"))
        .field(status_field())
        .field(Field::text("value", "What is the measure, if there is one?").hint("For example, 12 surgeries").optional().width(20))
        .field(Field::lines("barrier", "Does anything stand in the way?", 2).optional())
        .field(Field::tick("publicity", "This may be said in public"));
    for at in 0..ATTACHED {
        let what = Field::text(format!("evidence-{at}-title"), "What is it?").optional();
        let there =
            Field::text(format!("evidence-{at}-href"), "Where is it?").hint("A page here, such as /extracts, or a web address").optional();
        form = form.group(format!("Evidence {}", at + 1), "", [what, there]);
    }
    let form = form
        .field(Field::choose("aside", "Should another status stand than the rule gives?", aside))
        .field(Field::text("aside_reason", "Why?").optional())
        .field(office(who, "Which office says so?"))
        .button("Record the update")
        .cancel(&action_address(&view.line.plan, &action.reference));
    sheet.form_of(&finished(form, &path(view), sent, mistakes));
    sheet.html(&parts::source_line("A second update about the same period corrects the first; both stay in the history."));
    beneath_action(title, &view.plan, &action.reference).form(&sheet)
}
