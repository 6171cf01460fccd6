//! The gate: every request is asked for leave before its page is made.

use super::visitor::{Door, Visitor};
use crate::people::{complete, leave, partnership};
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::Timestamp;
use ledger::{Event, Outcome};
use permission::{Act, Action, Actor, Allowed, Facts, Post, Question, Role, Thing, ThingKind};
use std::sync::Mutex;

/// Who somebody is whom nobody knows.
pub(crate) const STRANGER: &str = "public";
/// So many refusals of strangers have their row in the ledger within a minute; more are counted in the next: whoever knocks without
/// end must not fill the disk.
const STRANGERS_A_MINUTE: u32 = 120;

/// Refusals of strangers in this minute.
#[derive(Default)]
pub(super) struct Strangers {
    minute: Mutex<(i64, u32, u64)>,
}

impl Strangers {
    /// Whether one more has a row, and how many before it had none.
    fn one_more(&self, now: Timestamp) -> Option<u64> {
        let minute = now.as_second().div_euclid(60);
        let mut kept = self.minute.lock().ok()?;
        if kept.0 != minute {
            (kept.0, kept.1) = (minute, 0);
        }
        if kept.1 < STRANGERS_A_MINUTE {
            kept.1 += 1;
            return Some(std::mem::take(&mut kept.2));
        }
        kept.2 += 1;
        None
    }
}

/// Whoever asks, as the policy knows them: the posts that the visitor holds today, at the organisation for which they act; or anybody.
pub(crate) fn actor(visitor: Option<&Visitor>, door: Door) -> Actor {
    let Some(visitor) = visitor else {
        let post = Post { role: Role::Public, organisation: String::new(), authorised: false, covers: None };
        return Actor { id: STRANGER.to_owned(), posts: vec![post], door };
    };
    let mut posts = visitor.posts.clone();
    if let Some(organisation) = &visitor.organisation {
        posts.retain(|post| post.organisation == *organisation);
    }
    Actor { id: visitor.user.clone(), posts, door }
}

async fn question(
    house: &House,
    moment: &Moment,
    visitor: Option<&Visitor>,
    door: Door,
    action: Action,
    thing: Thing,
    facts: Facts,
) -> Result<Question> {
    let partnership = partnership(house).await?;
    let day = crate::registers::today(moment);
    Ok(complete(house, &partnership, actor(visitor, door), action, thing, visitor.and_then(|one| one.purpose), facts, day))
}

/// Asks for leave to act on one thing. A refusal has its row in the ledger.
///
/// # Errors
/// The refusal; `terms-due` where the visitor has not accepted the terms and the action is not about their own account.
pub async fn may<A: Act>(
    house: &House,
    moment: &Moment,
    visitor: Option<&Visitor>,
    door: Door,
    thing: Thing,
    facts: Facts,
) -> Result<Allowed<A>> {
    terms_accepted(visitor, A::ACTION)?;
    let question = question(house, moment, visitor, door, A::ACTION, thing, facts).await?;
    leave::<A>(house, moment, question).await
}

/// What may be done before the terms are accepted: one's own way in, and what anybody may.
fn before_terms(action: Action) -> bool {
    matches!(action, Action::SignIn | Action::KeepOwnAccount | Action::ReadPublished | Action::AnswerLink)
}

fn terms_accepted(visitor: Option<&Visitor>, action: Action) -> Result<()> {
    if visitor.is_some_and(|visitor| visitor.terms_due) && !before_terms(action) {
        return Err(Trouble::refused(
            "terms-due",
            "the confidentiality terms wait to be accepted",
            "read them and accept them; nothing is shown before",
        ));
    }
    Ok(())
}

/// The gate of a route: leave for its action where it touches no personal data; what does is asked by the use case itself, with
/// the exact thing. A visitor for whom terms are due is let to nothing but their own account and what is for anybody.
///
/// # Errors
/// Refused with `sign-in-needed` where nobody is signed in and not everybody may; with `terms-due`; with `not-allowed`, which has its
/// row in the ledger.
pub async fn may_act(house: &House, moment: &Moment, visitor: Option<&Visitor>, door: Door, action: Action) -> Result<()> {
    terms_accepted(visitor, action)?;
    if action.touches_personal_data() {
        return if visitor.is_some() { Ok(()) } else { Err(sign_in_needed()) };
    }
    let id = match visitor {
        Some(visitor) if action == Action::KeepOwnAccount => visitor.user.as_str(),
        _ => "*",
    };
    let asked = question(house, moment, visitor, door, action, Thing::plain(action.thing(), id), Facts::default()).await?;
    let decision = policy::Policies::builtin()?.answer(&asked);
    if decision.allowed {
        return Ok(());
    }
    if visitor.is_none() {
        // Nobody was refused: somebody is asked who they are.
        return Err(sign_in_needed());
    }
    let refusal = permission::Refusal { question: Box::new(asked), decision };
    crate::people::refuse(house, moment, &refusal).await
}

/// Whether the policy would let a visitor do something that touches no personal data, by a page. Nothing is asked for, so nothing is
/// written down.
pub(crate) async fn would_let(house: &House, moment: &Moment, visitor: &Visitor, action: Action) -> Result<bool> {
    if terms_accepted(Some(visitor), action).is_err() {
        return Ok(false);
    }
    let thing = Thing::plain(action.thing(), "*");
    let asked = question(house, moment, Some(visitor), Door::Page, action, thing, Facts::default()).await?;
    Ok(policy::Policies::builtin()?.answer(&asked).allowed)
}

fn sign_in_needed() -> Trouble {
    Trouble::refused("sign-in-needed", "this is for people in office", "sign in first")
}

/// Records the refusal of somebody whom nobody knows, as long as there are not too many.
pub(crate) async fn record_stranger(house: &House, moment: &Moment, event: Event) -> Result<()> {
    match house.doors.strangers.one_more(moment.now) {
        None => Ok(()),
        Some(0) => house.store.record_event(event).await.map(drop),
        Some(more) => house.store.record_event(event.with("not-recorded-before", more.to_string())).await.map(drop),
    }
}

/// A refusal at the doors: of a user where one is known, of a stranger otherwise. `id` is of an account, a session or a token.
pub(crate) fn refused(moment: &Moment, user: Option<&str>, door: Door, action: Action, id: &str) -> Event {
    let who = user.unwrap_or(STRANGER);
    let mut event = Event::done(moment.iso(), who, action.id(), format!("{}:{id}", ThingKind::Account.id()));
    event.outcome = Outcome::Refused;
    door.id().clone_into(&mut event.door);
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_knocks_without_end_fills_no_ledger() {
        let strangers = Strangers::default();
        let now: Timestamp = "2026-10-01T10:00:00Z".parse().unwrap();
        let rows = (0..500).filter(|_| strangers.one_more(now).is_some()).count();
        assert_eq!(rows, 120);
        let later = "2026-10-01T10:01:00Z".parse().unwrap();
        assert_eq!(strangers.one_more(later), Some(380), "the next says how many had none");
        assert_eq!(strangers.one_more(later), Some(0));
    }
}
