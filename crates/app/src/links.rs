//! Signed links: whoever holds one does one thing with it, once, without an account: a partner answers a request for data.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use crate::outbox::{LINK_TO_ANSWER, mail_to};
use crate::people::ids_only;
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
use std::fmt;
use store::{Link, NewLink, Step};

/// What may be done with a link: there is one act yet.
const ANSWER_REQUEST: &str = "answer-request";

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
    /// What is asked for.
    pub what: String,
    /// The office that asks.
    pub role: String,
    /// The day it was asked.
    pub asked: Date,
    /// The day an answer is due.
    pub due: Date,
    /// When the link ends.
    pub ends_at: Timestamp,
}

/// Makes a link by which an organisation answers a request for data. Where `to` names a person in office there, it is sent to them by
/// mail and shown to nobody; otherwise it is shown once, to be handed over.
///
/// # Errors
/// Refused, where the request is answered already, the organisation or the user is not in the registers, or no mail can be sent.
pub async fn make_link(house: &House, moment: &Moment, by: &By, request: &str, organisation: &str, to: Option<&str>) -> Result<LinkMade> {
    ids_only([("the request", request), ("the organisation", organisation)].into_iter().chain(to.map(|user| ("the user", user))))?;
    crate::partners::permit::<acts::ChangeEvidence>(house, moment, by, request).await?;
    let (body, _) = required::<Request>(house, request).await?;
    if body.outcome.is_some() {
        return Err(answered_already());
    }
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
        about: about(request),
        act: ANSWER_REQUEST.to_owned(),
        organisation: organisation.to_owned(),
        made_by: maker.clone(),
        ends_at: Moment { now: ends_at, ..moment.clone() }.iso(),
    };
    let mut mails = Vec::new();
    if let Some(user) = to {
        mails.push(mail_to(house, moment, user, LINK_TO_ANSWER, &[("link", &new.id), ("from", &asks)], None)?);
    }
    let event = Event::done(moment.iso(), &maker, "make-link", about(request));
    let made = house.store.change_doors(&[Step::MakeLink(&new)], &mails, event).await?;
    if !made.all() {
        return Err(link_over());
    }
    let path = if to.is_some() { None } else { Some(path_of(house, &new.id)?) };
    Ok(LinkMade { id: new.id, path, ends_at })
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

/// The links about a request, oldest first.
pub async fn links_about(house: &House, moment: &Moment, by: &By, request: &str) -> Result<Vec<LinkLine>> {
    ids_only([("the request", request)])?;
    crate::partners::permit::<acts::ChangeEvidence>(house, moment, by, request).await?;
    Ok(house.store.links_about(&about(request)).await?.iter().map(|link| line_of(link, moment.now)).collect())
}

/// Revokes a link. One that was revoked already stays so.
pub async fn revoke_link(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
    ids_only([("the link", id)])?;
    crate::partners::permit::<acts::ChangeEvidence>(house, moment, by, id).await?;
    let Some(link) = house.store.link(id).await? else {
        return Err(Trouble::refused("link-unknown", format!("there is no link `{id}`"), "see the links of the request"));
    };
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
    let (link, request, _) = found(house, moment, secret).await?;
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    Ok(OpenedLink {
        organisation: partnership
            .organisation(&link.organisation)
            .map_or(link.organisation.as_str(), |body| body.name_on(today))
            .to_owned(),
        what: request.what,
        role: request.role,
        asked: request.asked,
        due: request.due,
        ends_at: link.ends_at.parse().unwrap_or(moment.now),
        id: link.id,
    })
}

/// Answers a request by a link, once: given or refused, and what is said. The answer stands in the register under the link's id.
///
/// # Errors
/// As [`open_link`]; refused with `record-refused` where the register refuses the words.
pub async fn answer_link(house: &House, moment: &Moment, secret: &str, given: bool, said: &str) -> Result<()> {
    let (link, request, seen) = found(house, moment, secret).await?;
    let outcome = Answered { given, on: crate::registers::today(moment), said: said.to_owned() };
    let answered = request.answered(outcome).map_err(|refused| trouble(Request::REGISTER, &refused))?;
    let by_link = Moment { who: link.id.clone(), ..moment.clone() };
    let entry = entry_for(house, &by_link, &answered, seen)?;
    let mut event = Event::done(moment.iso(), &link.id, Action::AnswerLink.id(), &link.about);
    Door::Page.id().clone_into(&mut event.door);
    let taken = house.store.change_with_entries(&[entry], &[Step::UseLink(&link.id)], &[], event).await?;
    if taken.all() { Ok(()) } else { Err(link_over()) }
}

/// The link of a secret, with the request that it is about. A try in vain has its row in the ledger.
async fn found(house: &House, moment: &Moment, secret: &str) -> Result<(Link, Request, i64)> {
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
    let id = link.about.strip_prefix(Request::REGISTER).and_then(|rest| rest.strip_prefix(':'));
    let request = match id {
        Some(id) if link.act == ANSWER_REQUEST && because == "request-answered" => find::<Request>(house, id).await?,
        _ => None,
    };
    match request {
        Some((request, seen)) if request.outcome.is_none() => Ok((link, request, seen)),
        _ => over(house, moment, &link.id, because).await,
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

fn about(request: &str) -> String {
    format!("{}:{request}", Request::REGISTER)
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
