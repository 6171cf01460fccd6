//! The question that stands before every touch of personal data, with its facts as the record has them that day.

use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::civil::Date;
use ledger::{Event, Outcome};
use partnership::Partnership;
use permission::{Act, Action, Actor, Allowed, Door, Facts, Purpose, Question, Refusal, State, Thing, ThingKind, authorize};
use std::sync::Arc;
use store::SealedRecord;

/// The rule of how long a closed record is kept.
const RETENTION: &str = "case-retention";

/// Who asks, for whom, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The user's id.
    pub user: String,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// For which organisation, where the user holds posts at more than one.
    pub organisation: Option<String>,
    /// Where the request comes in.
    pub door: Door,
}

/// Organisations, users, groups and agreements as the journal has them.
pub async fn partnership(house: &House) -> Result<Arc<Partnership>> {
    crate::partners::load(house).await
}

/// The actor with the posts that hold on the day; only those at one organisation, where one is named.
pub(crate) fn actor_of(partnership: &Partnership, asking: &Asking, day: Date) -> Actor {
    let mut posts = partnership::posts_on(&partnership.users, &partnership.organisations, &asking.user, day).posts;
    if let Some(organisation) = &asking.organisation {
        posts.retain(|post| post.organisation == *organisation);
    }
    Actor { id: asking.user.clone(), posts, door: asking.door }
}

/// The organisation that an actor speaks for.
///
/// # Errors
/// Usage, where there are several and none is named.
pub(crate) fn organisation_of(actor: &Actor) -> Result<String> {
    let mut organisations: Vec<&str> = actor.posts.iter().map(|post| post.organisation.as_str()).filter(|id| !id.is_empty()).collect();
    organisations.sort_unstable();
    organisations.dedup();
    match organisations.as_slice() {
        [] => Ok(String::new()),
        [one] => Ok((*one).to_owned()),
        several => Err(Trouble::usage(
            "organisation-needed",
            format!("`{}` holds posts at {}", actor.id, several.join(" and ")),
            "say for which with `--for ORGANISATION`",
        )),
    }
}

/// A record as a thing in a question: with the organisations it was given to, what may be passed on, holds and retention.
pub(crate) async fn thing_of(house: &House, partnership: &Partnership, record: &SealedRecord, day: Date) -> Result<Thing> {
    let disclosures = house.store.disclosures(&record.id).await?;
    let held = !store::grounds_in_force(&house.store.holds(&record.id).await?).is_empty();
    let kind = ThingKind::parse(&record.kind).unwrap_or(ThingKind::Person);
    Ok(Thing {
        kind,
        id: record.id.clone(),
        originator: record.originator.clone(),
        controllers: answering(partnership, record, day),
        shared_with: store::holders(&disclosures),
        may_be_passed_to: store::consented(&disclosures),
        state: record.state,
        held,
        retention_over: record.closed_on.as_deref().is_some_and(|on| retention_is_over(partnership, on, day)),
        kept_apart: record.kept_apart,
    })
}

/// Who answers for a record on a day: its controllers, and whatever stands in the place of its originator or of a controller that is
/// no more. Retention, requests and recalls don't end with an organisation.
fn answering(partnership: &Partnership, record: &SealedRecord, day: Date) -> Vec<String> {
    let mut answering = record.controllers.clone();
    for owner in std::iter::once(&record.originator).chain(&record.controllers) {
        answering.extend(partnership::successor_on(&partnership.organisations, owner, day).now);
    }
    answering.sort();
    answering.dedup();
    answering
}

/// Whether a word is an id, as users, organisations, records, powers and types of data have one: what is not is never written down
/// and never said again, for it may be a name.
pub(crate) fn is_an_id(word: &str) -> bool {
    let sound = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=80).contains(&word.len()) && word.bytes().all(sound)
}

/// Refuses a word that is no id, without repeating it.
pub(crate) fn ids_only<'a>(words: impl IntoIterator<Item = (&'static str, &'a str)>) -> Result<()> {
    for (what, word) in words {
        if !is_an_id(word) {
            return Err(Trouble::usage(
                "not-an-id",
                format!("what was given as {what} is no id"),
                "ids are lower-case letters, digits and hyphens; a name or a reason belongs into a file",
            ));
        }
    }
    Ok(())
}

impl Asking {
    /// Refuses what is no id before anything is asked or written.
    pub(crate) fn check(&self) -> Result<()> {
        ids_only(std::iter::once(("the user", self.user.as_str())).chain(self.organisation.as_deref().map(|one| ("the organisation", one))))
    }
}

/// Whether the retention of a record that was closed on a day has run out: the last day of the limit is past.
fn retention_is_over(partnership: &Partnership, closed_on: &str, day: Date) -> bool {
    // The limit is that of the area whose agreement it is.
    let area = crate::partners::main_agreement(partnership).and_then(|agreement| agreement.area.as_ref()).map(base::AreaCode::as_str);
    let request = crate::DueRequest { rule: RETENTION, area, from: closed_on, pauses: &[] };
    // A rule that does not hold keeps the record: nothing is destroyed for want of a rule.
    crate::clock_due(&request).ok().and_then(|due| due.due.parse::<Date>().ok()).is_some_and(|last| last < day)
}

/// A question about a thing, with the standings of every organisation in it under the agreement that covers them.
pub(crate) async fn question(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    action: Action,
    thing: Thing,
    facts: Facts,
) -> Result<Question> {
    asking.check()?;
    let day = crate::registers::today(moment);
    let partnership = partnership(house).await?;
    let actor = actor_of(&partnership, asking, day);
    Ok(complete(house, &partnership, actor, action, thing, asking.purpose, facts, day))
}

/// The same, for an actor and a partnership that are at hand.
#[expect(clippy::too_many_arguments, reason = "a question is these parts; a struct of them would be `Question` once more")]
pub(crate) fn complete(
    house: &House,
    partnership: &Partnership,
    actor: Actor,
    action: Action,
    thing: Thing,
    purpose: Option<Purpose>,
    mut facts: Facts,
    day: Date,
) -> Question {
    let mut involved: Vec<String> = actor.posts.iter().map(|post| post.organisation.clone()).collect();
    involved.push(thing.originator.clone());
    involved.extend(facts.recipient.clone());
    involved.retain(|id| !id.is_empty());
    involved.sort_unstable();
    involved.dedup();
    facts.standings = crate::partners::standings(house, partnership, &involved, purpose, day);
    Question { actor, action, thing, purpose, facts }
}

/// Asks for leave. A refusal has its row in the ledger too.
///
/// # Errors
/// The refusal. Somebody whose organisation has nothing to do with a record is told what they would be told if there were none.
pub(crate) async fn leave<A: Act>(house: &House, moment: &Moment, question: Question) -> Result<Allowed<A>> {
    match authorize::<A>(policy::Policies::builtin()?, question) {
        Ok(allowed) => Ok(allowed),
        Err(refusal) => refuse(house, moment, &refusal).await,
    }
}

/// Whether leave would be given. Nothing is asked for, so nothing is written down.
pub(crate) async fn would(house: &House, moment: &Moment, asking: &Asking, action: Action, thing: Thing, facts: Facts) -> Result<bool> {
    let question = question(house, moment, asking, action, thing, facts).await?;
    Ok(policy::Policies::builtin()?.answer(&question).allowed)
}

/// Whether somebody would be let to read a record, for the purpose they act for; never where there is none. Nothing is asked for, so
/// nothing is written down.
pub async fn would_read(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<bool> {
    if !is_an_id(id) {
        return Ok(false);
    }
    let Some(record) = house.store.record_facts(id).await?.filter(|record| record.kind == ThingKind::Person.id()) else { return Ok(false) };
    let partnership = partnership(house).await?;
    let thing = thing_of(house, &partnership, &record, crate::registers::today(moment)).await?;
    would(house, moment, asking, Action::ReadPerson, thing, Facts::default()).await
}

/// Records a refusal, and gives it as a door shows it.
pub(crate) async fn refuse<T>(house: &House, moment: &Moment, refusal: &Refusal) -> Result<T> {
    house.store.record_event(refused_event(refusal, moment)).await?;
    Err(trouble(refusal))
}

fn refused_event(refusal: &Refusal, moment: &Moment) -> Event {
    let question = &refusal.question;
    let mut event = Event::done(moment.iso(), &question.actor.id, question.action.id(), question.thing.name());
    event.outcome = Outcome::Refused;
    event.purpose = question.purpose.map(|purpose| purpose.id().to_owned()).unwrap_or_default();
    question.actor.door.id().clone_into(&mut event.door);
    event.post = post_in_words(&question.actor);
    event.policies = refusal.decision.policies.iter().map(|found| found.id.clone()).collect();
    event
}

/// The first post of somebody who was refused: whose governance lead sees it.
fn post_in_words(actor: &Actor) -> String {
    actor.posts.first().map(|post| format!("{} {}", post.role.id(), post.organisation).trim_end().to_owned()).unwrap_or_default()
}

fn trouble(refusal: &Refusal) -> Trouble {
    let question = &refusal.question;
    let thing = &question.thing;
    let ours = |id: &str| id == thing.originator || thing.controllers.iter().chain(&thing.shared_with).any(|one| one == id);
    let related = question.actor.posts.iter().any(|post| ours(&post.organisation));
    let hidden = thing.kind == ThingKind::Person && thing.id != "*" && thing.state != State::Destroyed && !related;
    if hidden && question.action != Action::RecordPerson { no_such_record(&thing.id) } else { refusal.trouble() }
}

/// What an absent, a destroyed and a hidden record answer alike.
pub(crate) fn no_such_record(id: &str) -> Trouble {
    Trouble::refused("no-such-record", format!("there is no record `{id}`"), "check the id")
}

/// A record as a thing, and the question about it. A record that is absent or destroyed is asked for in vain, and the ledger
/// has that somebody tried.
pub(crate) async fn about(house: &House, moment: &Moment, asking: &Asking, action: Action, id: &str, facts: Facts) -> Result<Question> {
    asking.check()?;
    let day = crate::registers::today(moment);
    let partnership = partnership(house).await?;
    let actor = actor_of(&partnership, asking, day);
    let record = if is_an_id(id) { house.store.record_facts(id).await? } else { None };
    if let Some(record) = record.filter(|record| record.state != State::Destroyed && record.kind == action.thing().id()) {
        let thing = thing_of(house, &partnership, &record, day).await?;
        return Ok(complete(house, &partnership, actor, action, thing, asking.purpose, facts, day));
    }
    // What is no id may be a name: it is neither written down nor said again.
    let id = if is_an_id(id) { id } else { "malformed" };
    let mut event = Event::done(moment.iso(), &asking.user, action.id(), format!("{}:{id}", action.thing().id()));
    event.outcome = Outcome::Refused;
    event.purpose = asking.purpose.map(|purpose| purpose.id().to_owned()).unwrap_or_default();
    event.post = post_in_words(&actor);
    asking.door.id().clone_into(&mut event.door);
    house.store.record_event(event).await?;
    Err(no_such_record(id))
}
