//! The worker: claims what is due, opens the address, hands the message over, and says what came of it.

use super::MailServer;
use super::letters::{Written, letter_of};
use crate::people::open_version;
use crate::users::holder_of;
use crate::{House, Moment};
use base::Result;
use courier::{Code, Delivery, Message, Stage};
use jiff::{SignedDuration, Timestamp};
use ledger::Event;
use permission::{Actor, Allowed, Facts, Purpose, Question, State, Thing, ThingKind, acts, authorize};
use rulebook::MailRetry;
use std::time::Instant;
use store::{Mail, MailOutcome};

/// How long a claim outlasts the longest sending: a machine that was asleep, or a slow disk.
const CLAIM_MARGIN: SignedDuration = SignedDuration::from_secs(120);

/// So many messages are handed over in one go.
const BATCH: usize = 500;

/// What came of a round of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Delivered {
    /// Messages that the server took.
    pub sent: usize,
    /// Messages that it may have taken.
    pub unknown: usize,
    /// Messages that are tried again later.
    pub later: usize,
    /// Messages that were given up.
    pub given_up: usize,
    /// Messages that are not to be sent any more.
    pub withdrawn: usize,
}

/// Hands over what is due by a moment, one message after another. `worker` names whoever does it: two at once never get the same
/// message. Where the server itself is out of reach, the round ends: the others wait for the next.
pub async fn deliver_due(house: &House, moment: &Moment, worker: &str, server: &MailServer) -> Result<Delivered> {
    let began = Instant::now();
    let lease = SignedDuration::try_from(server.longest()).unwrap_or(SignedDuration::from_hours(1)) + CLAIM_MARGIN;
    let mut delivered = Delivered::default();
    for _ in 0..BATCH {
        // The moment moves on with the work, so that a claim is as long as it says.
        let now = moment.now + SignedDuration::try_from(began.elapsed()).unwrap_or_default();
        let moment = Moment { now, who: moment.who.clone() };
        let until = Moment { now: now + lease, ..moment.clone() };
        let claimed = house.store.claim_due(worker, &moment.iso(), &until.iso(), 1).await?;
        let Some(mail) = claimed.into_iter().next() else { break };
        base::failpoint("mail-before-handing-over");
        let (outcome, reached) = hand_over(house, &moment, &mail, server).await?;
        base::failpoint("mail-after-handing-over");
        match &outcome {
            MailOutcome::Sent => delivered.sent += 1,
            MailOutcome::Unknown { .. } => delivered.unknown += 1,
            MailOutcome::Later { .. } => delivered.later += 1,
            MailOutcome::GivenUp { .. } => delivered.given_up += 1,
            MailOutcome::Withdrawn { .. } => delivered.withdrawn += 1,
        }
        let event = Event::done(moment.iso(), &moment.who, "deliver-mail", format!("{}:{}", ThingKind::Outbox.id(), mail.id));
        house.store.mail_done(&mail, &outcome, event).await?;
        if !reached {
            break;
        }
    }
    Ok(delivered)
}

/// Hands one message over; also says whether the server was reached.
async fn hand_over(house: &House, moment: &Moment, mail: &Mail, server: &MailServer) -> Result<(MailOutcome, bool)> {
    let rule = *house.rulebook.mail_retry(crate::registers::today(moment), None)?.parameters;
    let over = |code: &str| (ended(mail, code, true), true);
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    if partnership.user(&mail.user).is_none_or(|user| user.has_left(today)) {
        return Ok(over("left"));
    }
    if house.store.record_facts(&mail.user).await?.is_none_or(|record| record.state == State::Destroyed) {
        return Ok(over("not-enrolled"));
    }
    let letter = match letter_of(house, moment, &partnership, mail).await {
        Ok(Written::Letter(letter)) => letter,
        Ok(Written::Over) => return Ok(over("over")),
        Err(trouble) if trouble.code == "mail-unreadable" => return Ok((ended(mail, trouble.code, false), true)),
        Err(trouble) => return Err(trouble),
    };
    let address = match address_of(house, moment, &mail.user).await {
        Ok(address) => address,
        Err(trouble) if trouble.code == "no-such-record" => return Ok(over("not-enrolled")),
        Err(trouble) => return Err(trouble),
    };
    let Some(address) = address else { return Ok((ended(mail, "no-address", false), true)) };
    let written_at: Timestamp = mail.made_at.parse().unwrap_or(moment.now);
    let message = Message { message_id: &mail.message_id, to: &address, written_at, language: server.language, letter: &letter };
    let delivery = server.server.send(&message).await;
    let reached = !matches!(delivery, Delivery::Retry(code) if code.stage <= Stage::Sender);
    Ok((outcome(&rule, moment, mail, written_at, delivery), reached))
}

/// What the record says of a delivery.
fn outcome(rule: &MailRetry, moment: &Moment, mail: &Mail, written_at: Timestamp, delivery: Delivery) -> MailOutcome {
    let at = |minutes: u32| Moment { now: moment.now + SignedDuration::from_mins(minutes.into()), ..moment.clone() }.iso();
    match delivery {
        Delivery::Sent => MailOutcome::Sent,
        Delivery::Unknown(code) => MailOutcome::Unknown { due_at: at(rule.repeat_minutes), code: code.to_string() },
        Delivery::Refused(code) => ended(mail, &code.to_string(), false),
        Delivery::Retry(code) => retried(rule, moment, mail, written_at, code, at),
    }
}

fn retried(rule: &MailRetry, moment: &Moment, mail: &Mail, written_at: Timestamp, code: Code, at: impl Fn(u32) -> String) -> MailOutcome {
    if moment.now >= written_at + SignedDuration::from_hours(rule.give_up_hours.into()) {
        return ended(mail, &code.to_string(), false);
    }
    let tries = u32::try_from(mail.tries).unwrap_or(u32::MAX);
    MailOutcome::Later { due_at: at(rule.minutes_after(tries)), code: code.to_string() }
}

/// The end of a mail that is not sent. One that may have been sent before stays unknown: nothing takes that back.
fn ended(mail: &Mail, code: &str, withdrawn: bool) -> MailOutcome {
    let code = code.to_owned();
    match (mail.repeated, withdrawn) {
        (true, _) => MailOutcome::Unknown { due_at: mail.due_at.clone(), code },
        (false, true) => MailOutcome::Withdrawn { code },
        (false, false) => MailOutcome::GivenUp { code },
    }
}

/// The address at work of whoever holds an office, opened for one message. The ledger has it before the seal is broken.
async fn address_of(house: &House, moment: &Moment, user: &str) -> Result<Option<String>> {
    let question = Question {
        actor: Actor::operator(&moment.who),
        action: permission::Action::SendMail,
        thing: Thing::plain(ThingKind::User, user),
        purpose: Some(Purpose::Administration),
        facts: Facts::default(),
    };
    let allowed: Allowed<acts::SendMail> = authorize(policy::Policies::builtin()?, question).map_err(|refusal| refusal.trouble())?;
    let newest = house.store.newest_version(&allowed).await?;
    let (text, _) = open_version(house, &allowed, moment, &newest).await?;
    Ok(Some(holder_of(&text)?.mail).filter(|mail| !mail.trim().is_empty()))
}
