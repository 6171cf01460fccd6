//! Signed links: whoever holds one does one thing with it, once, without an account: a partner answers a request for data, or says how
//! an action of a plan goes.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use crate::outbox::{LINK_TO_ANSWER, LINK_TO_UPDATE, mail_to};
use crate::people::ids_only;
use crate::plans::{UpdateWords, update_entry};
use crate::registers::{entry_for, find, required, trouble};
use crate::signing::{self, may};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use evidence::registers::{Outcome as Answered, Request};
use identity::secret::{hash, random_id};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use journal::Body as _;
use ledger::{Event, Outcome};
use partnership::Partnership;
use permission::{Action, Door, Facts, State, Thing, ThingKind, acts};
use plans::{Period, Plan, Reference, Status, Update};
use std::fmt;
use store::{Link, NewEntry, NewLink, Step};

/// The act of a link about a request.
const ANSWER_REQUEST: &str = "answer-request";
/// The act of a link about an action of a plan.
const UPDATE_ACTION: &str = "update-action";

/// What a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A request for data, by its id.
    Request(String),
    /// An action of a plan: the plan's id, and its number.
    Action(String, Reference),
}

impl About {
    /// Reads the id of a request, or `PLAN/1.3b` for an action.
    ///
    /// # Errors
    /// Refused with `not-an-id`, or `record-refused` where the number of the action is none.
    pub fn parse(text: &str) -> Result<Self> {
        let Some((plan, number)) = text.split_once('/') else {
            ids_only([("the request", text)])?;
            return Ok(Self::Request(text.to_owned()));
        };
        ids_only([("the plan", plan)])?;
        let reference = Reference::parse(number).map_err(|refused| trouble(plans::Action::REGISTER, &refused))?;
        Ok(Self::Action(plan.to_owned(), reference))
    }

    fn act(&self) -> &'static str {
        match self {
            Self::Request(_) => ANSWER_REQUEST,
            Self::Action(..) => UPDATE_ACTION,
        }
    }

    fn letter(&self) -> &'static str {
        match self {
            Self::Request(_) => LINK_TO_ANSWER,
            Self::Action(..) => LINK_TO_UPDATE,
        }
    }

    /// As the record of links has it: `request:fire-incidents`, `plan-action:rolling/1.3b`.
    fn record(&self) -> String {
        match self {
            Self::Request(id) => format!("{}:{id}", Request::REGISTER),
            Self::Action(plan, reference) => format!("{}:{plan}/{reference}", plans::Action::REGISTER),
        }
    }

    fn of(link: &Link) -> Option<Self> {
        let (register, id) = link.about.split_once(':')?;
        let about = Self::parse(id).ok()?;
        let fits = match &about {
            Self::Request(_) => register == Request::REGISTER,
            Self::Action(..) => register == plans::Action::REGISTER,
        };
        (fits && link.act == about.act()).then_some(about)
    }

    /// Whoever makes, sees and revokes such links may write what they are about.
    async fn permit(&self, house: &House, moment: &Moment, by: &By) -> Result<()> {
        match self {
            Self::Request(id) => crate::partners::permit::<acts::ChangeEvidence>(house, moment, by, id).await,
            Self::Action(plan, _) => crate::partners::permit::<acts::ChangePlan>(house, moment, by, plan).await,
        }
    }
}

/// A link just made.
pub struct LinkMade {
    /// Its public id, `l-…`.
    pub id: String,
    /// The path with its secret, shown this once; nothing where it was sent by mail.
    pub path: Option<String>,
    /// When it ends.
    pub ends_at: Timestamp,
}

impl fmt::Debug for LinkMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkMade({})", self.id)
    }
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// It can be answered.
    Open,
    /// It was answered.
    Used,
    /// It was revoked.
    Revoked,
    /// It ran out.
    Over,
}

/// A link as those see it who make them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LinkLine {
    /// Its public id.
    pub id: String,
    /// For which organisation.
    pub organisation: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How it stands.
    pub state: LinkState,
}

/// A link opened by whoever holds it: what is asked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OpenedLink {
    /// Its public id.
    pub id: String,
    /// The organisation that is asked, by name.
    pub organisation: String,
    /// What is asked.
    pub asks: Asks,
    /// When the link ends.
    pub ends_at: Timestamp,
}

/// What a link asks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "asks", rename_all = "kebab-case")]
pub enum Asks {
    /// Data.
    Data {
        /// What is asked for.
        what: String,
        /// The office that asks.
        role: String,
        /// The day it was asked.
        asked: Date,
        /// The day an answer is due.
        due: Date,
    },
    /// How an action goes.
    Update {
        /// The plan, by name.
        plan: String,
        /// The number of the action.
        reference: Reference,
        /// What is to be done.
        text: String,
        /// How it is measured; empty where nothing says.
        measurement: String,
        /// The last day of the action, where it has one.
        due: Option<Date>,
        /// The month or quarter to be told of.
        period: Period,
        /// What was said last, and of when, where that may be said in public: a link shows nothing else.
        before: Option<(Period, String)>,
    },
}

/// What is answered by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// To a request for data.
    Data {
        /// Whether it is given.
        given: bool,
        /// What is said.
        said: &'a str,
    },
    /// How an action goes.
    Update {
        /// The period that was asked about, as the page said it.
        period: Period,
        /// What was done and came of it.
        said: &'a str,
        /// The status, where the giver decides on one.
        status: Option<Status>,
        /// The value of the measure.
        value: &'a str,
        /// What stands in the way.
        barrier: &'a str,
    },
}

/// Makes a link by which an organisation answers a request for data, or says how an action goes. Where `to` names a person in office
/// there, it is sent to them by mail and shown to nobody; otherwise it is shown once, to be handed over.
///
/// # Errors
/// Refused, where there is nothing to answer any more, the organisation or the user is not in the registers, or no mail can be sent.
pub async fn make_link(house: &House, moment: &Moment, by: &By, about: &About, organisation: &str, to: Option<&str>) -> Result<LinkMade> {
    ids_only([("the organisation", organisation)].into_iter().chain(to.map(|user| ("the user", user))))?;
    about.permit(house, moment, by).await?;
    check_open(house, about).await?;
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    if partnership.organisation(organisation).is_none() {
        return Err(Trouble::refused(
            "organisation-unknown",
            format!("there is no organisation `{organisation}` in the register"),
            "see `wardmote organisation list`",
        ));
    }
    if let Some(user) = to {
        check_recipient(house, &partnership, user, organisation, today).await?;
    }
    let days = house.rulebook.signed_link(today, None)?.parameters.days;
    let ends_on = today.checked_add(Span::new().days(i64::from(days))).unwrap_or(today);
    // The whole of its last day, in the time of the record.
    let ends_at = ends_on.tomorrow().unwrap_or(ends_on).to_zoned(TimeZone::UTC).map_or(moment.now, |at| at.timestamp());
    let (maker, asks) = maker(moment, &partnership, by, today);
    let id = random_id("l-")?;
    let new = NewLink {
        secret_hash: hash(&secret_of(house, &id)?),
        id,
        about: about.record(),
        act: about.act().to_owned(),
        organisation: organisation.to_owned(),
        made_by: maker.clone(),
        ends_at: Moment { now: ends_at, ..moment.clone() }.iso(),
    };
    let mut mails = Vec::new();
    if let Some(user) = to {
        mails.push(mail_to(house, moment, user, about.letter(), &[("link", &new.id), ("from", &asks)], None)?);
    }
    let event = Event::done(moment.iso(), &maker, "make-link", about.record());
    let made = house.store.change_doors(&[Step::MakeLink(&new)], &mails, event).await?;
    if !made.all() {
        return Err(link_over());
    }
    let path = if to.is_some() { None } else { Some(path_of(house, &new.id)?) };
    Ok(LinkMade { id: new.id, path, ends_at })
}

/// What a link is to be about must be there, and wait for an answer.
async fn check_open(house: &House, about: &About) -> Result<()> {
    match about {
        About::Request(id) if required::<Request>(house, id).await?.0.outcome.is_some() => Err(answered_already()),
        About::Request(_) => Ok(()),
        About::Action(plan, reference) => {
            let (action, _) = required::<plans::Action>(house, &format!("{plan}/{reference}")).await?;
            if action.is_open() { Ok(()) } else { Err(action_over(&action)) }
        }
    }
}

fn action_over(action: &plans::Action) -> Trouble {
    let message = format!("action `{}` of `{}` ended", action.reference, action.plan);
    Trouble::refused("action-over", message, "ask about an action that is open")
}

/// A link is sent to somebody in office at the organisation that is asked, whose address is sealed.
async fn check_recipient(house: &House, partnership: &Partnership, user: &str, organisation: &str, today: Date) -> Result<()> {
    let posts = partnership::posts_on(&partnership.users, &partnership.organisations, user, today).posts;
    if !posts.iter().any(|post| post.organisation == organisation) {
        return Err(Trouble::refused(
            "user-elsewhere",
            format!("`{user}` holds no post at `{organisation}` today"),
            "name somebody in office there, or leave the user out and hand the link over yourself",
        ));
    }
    let enrolled = house.store.record_facts(user).await?.is_some_and(|record| record.state != State::Destroyed);
    if !enrolled || !house.has_mail() {
        return Err(Trouble::refused(
            "no-mail",
            format!(
                "nothing can be sent to `{user}`: {}",
                if enrolled { "no mail server is configured" } else { "nobody is enrolled there" }
            ),
            "leave the user out and hand the link over yourself",
        ));
    }
    Ok(())
}

/// Who makes a link, and for which organisation it is asked: that of the user, or the owner of the partnership's agreement.
fn maker(moment: &Moment, partnership: &Partnership, by: &By, today: Date) -> (String, String) {
    let owner = || crate::partners::main_agreement(partnership).map(|agreement| agreement.owner.clone()).unwrap_or_default();
    match by {
        By::Operator => (moment.who.clone(), owner()),
        By::User(asking) => {
            let actor = crate::people::actor_of(partnership, asking, today);
            let first = actor.posts.into_iter().map(|post| post.organisation).find(|id| !id.is_empty());
            (asking.user.clone(), asking.organisation.clone().or(first).unwrap_or_else(owner))
        }
    }
}

/// The links about something, oldest first.
pub async fn links_about(house: &House, moment: &Moment, by: &By, about: &About) -> Result<Vec<LinkLine>> {
    about.permit(house, moment, by).await?;
    Ok(house.store.links_about(&about.record()).await?.iter().map(|link| line_of(link, moment.now)).collect())
}

/// Revokes a link. One that was revoked already stays so.
pub async fn revoke_link(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
    ids_only([("the link", id)])?;
    let unknown = || Trouble::refused("link-unknown", format!("there is no link `{id}`"), "see the links of what it is about");
    let Some(link) = house.store.link(id).await? else {
        crate::partners::permit::<acts::ChangeEvidence>(house, moment, by, id).await?;
        return Err(unknown());
    };
    About::of(&link).ok_or_else(unknown)?.permit(house, moment, by).await?;
    let who = by.who(moment);
    let event = Event::done(moment.iso(), &who, "revoke-link", &link.about);
    // Stopped only where it was revoked already.
    house.store.change_doors(&[Step::RevokeLink(&link.id)], &[], event).await.map(drop)
}

/// Opens a link: what is asked. Nothing is used up by it.
///
/// # Errors
/// Refused with `link-over`, the same for a link that never was, was answered or revoked, or ran out.
pub async fn open_link(house: &House, moment: &Moment, secret: &str) -> Result<OpenedLink> {
    let (link, subject) = found(house, moment, secret).await?;
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    let asks = match subject {
        Subject::Request(request, _) => Asks::Data { what: request.what, role: request.role, asked: request.asked, due: request.due },
        Subject::Action(asked) => Asks::Update {
            period: period_of(&asked.plan, asked.newest.as_ref(), asked.closed, today)?,
            plan: asked.plan.title,
            reference: asked.action.reference,
            text: asked.action.text,
            measurement: asked.action.measurement,
            due: asked.action.due,
            before: asked.newest.filter(|update| update.publicity).map(|update| (update.period, update.said)),
        },
    };
    Ok(OpenedLink {
        organisation: name_of(&partnership, &link.organisation, today),
        asks,
        ends_at: link.ends_at.parse().unwrap_or(moment.now),
        id: link.id,
    })
}

fn name_of(partnership: &Partnership, organisation: &str, today: Date) -> String {
    partnership.organisation(organisation).map_or(organisation, |body| body.name_on(today)).to_owned()
}

/// The period that an action is to be told of: the one that ended, was not told of yet and is not closed; otherwise the one that runs.
fn period_of(plan: &Plan, newest: Option<&Update>, closed: bool, today: Date) -> Result<Period> {
    let owed = plans::owed_period(plan, today).filter(|owed| !closed && newest.is_none_or(|update| update.period < *owed));
    owed.or_else(|| plan.rhythm.period_of(today)).ok_or_else(link_over)
}

/// Answers by a link, once. The answer stands in the register under the link's id.
///
/// # Errors
/// As [`open_link`]; refused with `record-refused` where the register refuses the words, with `link-over` where the answer is not to
/// what is asked.
pub async fn answer_link(house: &House, moment: &Moment, secret: &str, answer: &Answer<'_>) -> Result<()> {
    let (link, subject) = found(house, moment, secret).await?;
    let by_link = Moment { who: link.id.clone(), ..moment.clone() };
    let entry = match (subject, *answer) {
        (Subject::Request(request, seen), Answer::Data { given, said }) => {
            let outcome = Answered { given, on: crate::registers::today(moment), said: said.to_owned() };
            let answered = request.answered(outcome).map_err(|refused| trouble(Request::REGISTER, &refused))?;
            entry_for(house, &by_link, &answered, seen)?
        }
        (Subject::Action(asked), Answer::Update { period, said, status, value, barrier }) => {
            let today = crate::registers::today(moment);
            let role = name_of(&*crate::people::partnership(house).await?, &link.organisation, today);
            if period != period_of(&asked.plan, asked.newest.as_ref(), asked.closed, today)? {
                // Somebody told of it, or closed it, since the page was opened: the words are not filed under another period.
                return Err(Trouble::refused(
                    "period-told",
                    format!("{} was told of, or closed, while you wrote", period.in_words()),
                    "open the link in your mail once more: it asks about the period that is still open",
                ));
            }
            let words = UpdateWords {
                period,
                seen: Some(asked.seen_of(period)),
                said,
                status,
                value,
                role: &role,
                evidence: Vec::new(),
                set_aside: None,
                publicity: false,
                barrier,
            };
            update_entry(house, &by_link, &asked.plan.id, &asked.action.reference, &words).await?
        }
        _ => return Err(link_over()),
    };
    use_link(house, moment, &link, entry).await
}

async fn use_link(house: &House, moment: &Moment, link: &Link, entry: NewEntry) -> Result<()> {
    let mut event = Event::done(moment.iso(), &link.id, Action::AnswerLink.id(), &link.about);
    Door::Page.id().clone_into(&mut event.door);
    let taken = house.store.change_with_entries(&[entry], &[Step::UseLink(&link.id)], &[], event).await?;
    if taken.all() { Ok(()) } else { Err(link_over()) }
}

/// What a link is about, as it stands.
enum Subject {
    Request(Request, i64),
    Action(Box<ActionAsked>),
}

/// An action as whoever holds a link is asked about it.
struct ActionAsked {
    plan: Plan,
    action: plans::Action,
    newest: Option<Update>,
    /// The place of that update in the journal; 0 where there is none.
    newest_at: i64,
    /// The period that ended last was closed.
    closed: bool,
}

impl ActionAsked {
    /// The place of the update about a period that was seen; 0 where there was none.
    fn seen_of(&self, period: Period) -> i64 {
        if self.newest.as_ref().is_some_and(|update| update.period == period) { self.newest_at } else { 0 }
    }
}

/// The link of a secret, with what it is about. A try in vain has its row in the ledger.
async fn found(house: &House, moment: &Moment, secret: &str) -> Result<(Link, Subject)> {
    let Some(link) = house.store.link_by_hash(&hash(secret)).await? else {
        return over(house, moment, "*", "link-unknown").await;
    };
    let thing = Thing::plain(ThingKind::Link, &link.id);
    may::<acts::AnswerLink>(house, moment, None, Door::Page, thing, Facts::default()).await?;
    let because = match state_of(&link, moment.now) {
        LinkState::Open => "request-answered",
        LinkState::Used => "link-used",
        LinkState::Revoked => "link-revoked",
        LinkState::Over => return over(house, moment, &link.id, "link-run-out").await,
    };
    let subject = match About::of(&link) {
        Some(about) if because == "request-answered" => subject(house, &about, crate::registers::today(moment)).await?,
        _ => None,
    };
    match subject {
        Some(subject) => Ok((link, subject)),
        None => over(house, moment, &link.id, because).await,
    }
}

/// What a link is about, where there is still something to answer.
async fn subject(house: &House, about: &About, today: Date) -> Result<Option<Subject>> {
    match about {
        About::Request(id) => {
            let found = find::<Request>(house, id).await?.filter(|(request, _)| request.outcome.is_none());
            Ok(found.map(|(request, seen)| Subject::Request(request, seen)))
        }
        About::Action(plan, reference) => {
            crate::plans::with_book(house, |book| {
                let action = book.action(plan, reference).filter(|kept| kept.body.is_open())?.body.clone();
                let newest = book.newest_update(plan, reference);
                let (newest_at, newest) = (newest.map_or(0, |kept| kept.last.seq), newest.map(|kept| kept.body.clone()));
                let plan = book.plans.get(plan)?.body.clone();
                let closed = plans::owed_period(&plan, today).is_some_and(|owed| book.is_closed(&plan.id, owed));
                Some(Subject::Action(Box::new(ActionAsked { plan, action, newest, newest_at, closed })))
            })
            .await
        }
    }
}

async fn over<T>(house: &House, moment: &Moment, id: &str, because: &'static str) -> Result<T> {
    let mut event = Event::done(moment.iso(), signing::STRANGER, Action::AnswerLink.id(), format!("{}:{id}", ThingKind::Link.id()));
    event.outcome = Outcome::Refused;
    Door::Page.id().clone_into(&mut event.door);
    signing::record_stranger(house, moment, event.with("because", because)).await?;
    Err(link_over())
}

/// The secret of a link: drawn from the key of the doors and the link's id, so that it stands nowhere and is the same in a repeat.
fn secret_of(house: &House, id: &str) -> Result<String> {
    Ok(house.doors.pepper(house)?.key("link of one purpose", id))
}

/// The path of a link, with its secret.
pub(crate) fn path_of(house: &House, id: &str) -> Result<String> {
    Ok(format!("/answer/{}", secret_of(house, id)?))
}

pub(crate) fn state_of(link: &Link, now: Timestamp) -> LinkState {
    let ends_at: Timestamp = link.ends_at.parse().unwrap_or(Timestamp::MIN);
    match link {
        Link { used_at: Some(_), .. } => LinkState::Used,
        Link { revoked_at: Some(_), .. } => LinkState::Revoked,
        _ if ends_at <= now => LinkState::Over,
        _ => LinkState::Open,
    }
}

fn line_of(link: &Link, now: Timestamp) -> LinkLine {
    LinkLine {
        id: link.id.clone(),
        organisation: link.organisation.clone(),
        made_by: link.made_by.clone(),
        made_at: link.made_at.parse().unwrap_or_default(),
        ends_at: link.ends_at.parse().unwrap_or_default(),
        state: state_of(link, now),
    }
}

fn link_over() -> Trouble {
    Trouble::refused("link-over", "this link can't be answered any more", "ask whoever sent it for a new one")
}

fn answered_already() -> Trouble {
    Trouble::refused("request-answered", "the request is answered already", "make a new request")
}
