//! Sessions: begun, seen, chosen for, stayed in, ended.

use super::standing::Asker;
use super::visitor::{NewSession, Visitor, Way, of_session, read};
use super::{Door, clocks, gate, ground};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use identity::secret::{Secret, random_id};
use jiff::Timestamp;
use ledger::Event;
use permission::{Allowed, Facts, Purpose, Thing, ThingKind, acts};
use store::{NewMail, Step};

/// One of somebody's own sessions, or of somebody whose access one may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its public id, `s-…`.
    pub id: String,
    /// How it began.
    pub way: Way,
    /// When it began.
    pub made_at: Timestamp,
    /// When something was last asked in it, to the minute.
    pub seen_at: Timestamp,
    /// When it ends if nothing is asked.
    pub ends_at: Timestamp,
    /// For which organisation.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// It is the one that asks.
    pub this: bool,
}

/// Leave to keep one's own account.
pub(super) async fn own(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Allowed<acts::KeepOwnAccount>> {
    own_by(house, moment, visitor, Door::Page).await
}

/// The same, by another door.
pub(crate) async fn own_by(house: &House, moment: &Moment, visitor: &Visitor, door: Door) -> Result<Allowed<acts::KeepOwnAccount>> {
    let thing = Thing::plain(ThingKind::Account, &visitor.user);
    gate::may::<acts::KeepOwnAccount>(house, moment, Some(visitor), door, thing, Facts::default()).await
}

/// The event of a change to one's own account, by a stable word.
pub(crate) fn did(allowed: &Allowed<acts::KeepOwnAccount>, moment: &Moment, did: &str) -> Event {
    store::Store::reading_event(allowed, &moment.iso()).with("did", did)
}

/// A session about to begin, and its secret.
pub(super) struct Beginning {
    pub(super) secret: Secret,
    pub(super) new: store::NewSession,
}

/// A session for an office, under a new secret.
pub(super) fn begin(user: &str, way: Way, strong: bool) -> Result<Beginning> {
    let secret = Secret::make()?;
    let new = store::NewSession {
        id: random_id("s-")?,
        secret_hash: secret.hash(),
        user: user.to_owned(),
        way: way.id().to_owned(),
        organisation: None,
        purpose: None,
        csrf: Secret::make()?.reveal().to_owned(),
        strong,
        before: None,
    };
    Ok(Beginning { secret, new })
}

/// A session that goes on in place of one that has just been proven anew: under a new secret, and with what was chosen in the old.
pub(super) fn go_on(visitor: &Visitor, way: Way) -> Result<Beginning> {
    let mut beginning = begin(&visitor.user, way, true)?;
    beginning.new.organisation.clone_from(&visitor.organisation);
    beginning.new.purpose = visitor.purpose.map(|purpose| purpose.id().to_owned());
    beginning.new.before = visitor.last_here.map(|at| at.to_string());
    Ok(beginning)
}

/// Takes steps, the opening of a session among them, and gives the session. Nothing where a step found things otherwise.
pub(super) async fn open(
    house: &House,
    moment: &Moment,
    beginning: Beginning,
    steps: &[Step<'_>],
    mails: &[NewMail],
    event: Event,
) -> Result<Option<NewSession>> {
    let mut all = steps.to_vec();
    all.push(Step::OpenSession(&beginning.new));
    let event = event.with("session", &beginning.new.id).with("way", &beginning.new.way);
    if !house.store.change_doors(&all, mails, event).await?.all() {
        return Ok(None);
    }
    let Some(session) = house.store.session_by_hash(&beginning.new.secret_hash).await? else { return Ok(None) };
    let posts = posts_today(house, moment, &session.user).await?;
    let visitor = of_session(house, moment, &session, posts)?;
    Ok(Some(NewSession { secret: beginning.secret.reveal().to_owned(), visitor }))
}

/// The posts of a user today.
pub(crate) async fn posts_today(house: &House, moment: &Moment, user: &str) -> Result<Vec<permission::Post>> {
    let partnership = crate::people::partnership(house).await?;
    Ok(partnership::posts_on(&partnership.users, &partnership.organisations, user, crate::registers::today(moment)).posts)
}

/// The sessions of a visitor that have not ended, the one seen last first.
pub async fn sessions_of(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<SessionLine>> {
    let allowed = own(house, moment, visitor).await?;
    let mut lines = lines(house, moment, allowed.actor()).await?;
    for line in &mut lines {
        line.this = line.id == visitor.session;
    }
    Ok(lines)
}

/// The open sessions of somebody whose access the asker may end.
pub async fn sessions_of_user(house: &House, moment: &Moment, by: &By, user: &str) -> Result<Vec<SessionLine>> {
    crate::people::ids_only([("the user", user)])?;
    Asker::of(house, moment, by).await?.leave::<acts::CutOff>(house, moment, user).await?;
    lines(house, moment, user).await
}

/// The sessions of a user that are open.
async fn lines(house: &House, moment: &Moment, user: &str) -> Result<Vec<SessionLine>> {
    let mut lines = Vec::new();
    for session in house.store.sessions_of(user).await? {
        let ends_at = clocks::ends(house, moment, &session)?.0.ends_at;
        if clocks::state(house, moment, &session)?.is_good() {
            lines.push(SessionLine {
                way: Way::parse(&session.way).unwrap_or(Way::Password),
                made_at: read(&session.made_at),
                seen_at: read(&session.seen_at),
                ends_at,
                purpose: session.purpose.as_deref().and_then(Purpose::parse),
                organisation: session.organisation,
                id: session.id,
                this: false,
            });
        }
    }
    Ok(lines)
}

/// Ends the visitor's session.
pub async fn sign_out(house: &House, moment: &Moment, visitor: &Visitor) -> Result<()> {
    let allowed = own(house, moment, visitor).await?;
    let step = [Step::EndSession { session: &visitor.session, because: "signed-out" }];
    // One that ended meanwhile is as good.
    let _ = house.store.change_doors(&step, &[], did(&allowed, moment, "sign-out")).await?;
    Ok(())
}

/// Ends one of the visitor's own sessions, by its public id. Whoever found a browser open could shut its owner out of the others,
/// so it takes a fresh proof.
///
/// # Errors
/// Refused with `not-strong`, and with `no-such-session`.
pub async fn end_session(house: &House, moment: &Moment, visitor: &Visitor, id: &str) -> Result<()> {
    let allowed = own(house, moment, visitor).await?;
    ground::strong(visitor)?;
    if !house.store.sessions_of(&visitor.user).await?.iter().any(|session| session.id == id) {
        return Err(Trouble::refused("no-such-session", "there is no such session of yours", "look at the list again"));
    }
    let step = [Step::EndSession { session: id, because: "ended-by-owner" }];
    let _ = house.store.change_doors(&step, &[], did(&allowed, moment, "end-session")).await?;
    Ok(())
}

/// Ends every session of the visitor but the one that asks. Returns how many.
///
/// # Errors
/// Refused with `not-strong`.
pub async fn end_other_sessions(house: &House, moment: &Moment, visitor: &Visitor) -> Result<usize> {
    let allowed = own(house, moment, visitor).await?;
    ground::strong(visitor)?;
    let others = house.store.sessions_of(&visitor.user).await?.into_iter().filter(|session| session.id != visitor.session).count();
    let step = [Step::EndSessionsOf { user: &visitor.user, because: "ended-by-owner", but: Some(&visitor.session) }];
    let _ = house.store.change_doors(&step, &[], did(&allowed, moment, "end-other-sessions")).await?;
    Ok(others)
}

/// Chooses for which organisation and purpose the visitor acts from now on in this session.
///
/// # Errors
/// Refused with `no-post-there` where no post is held at the organisation today, with `session-over` where the session ended.
pub async fn choose(
    house: &House,
    moment: &Moment,
    visitor: &Visitor,
    organisation: Option<&str>,
    purpose: Option<Purpose>,
) -> Result<Visitor> {
    let allowed = own(house, moment, visitor).await?;
    if organisation.is_some_and(|id| !visitor.organisations().contains(&id)) {
        return Err(Trouble::refused("no-post-there", "you hold no post at that organisation today", "choose one of your own"));
    }
    let step = [Step::Choose { session: &visitor.session, organisation, purpose: purpose.map(Purpose::id) }];
    let mut event = did(&allowed, moment, "choose");
    if let Some(purpose) = purpose {
        purpose.id().clone_into(&mut event.purpose);
    }
    if let Some(organisation) = organisation {
        event = event.with("organisation", organisation);
    }
    if !house.store.change_doors(&step, &[], event).await?.all() {
        return Err(over());
    }
    let mut chosen = visitor.clone();
    chosen.purpose = purpose;
    if organisation.is_some() || chosen.organisations().len() > 1 {
        chosen.organisation = organisation.map(str::to_owned);
    }
    Ok(chosen)
}

/// Stays signed in: the session's idle end moves on, never past its latest end.
///
/// # Errors
/// Refused with `session-over` where it ended.
pub async fn stay(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Visitor> {
    own(house, moment, visitor).await?;
    house.store.touch_session(&visitor.session, &moment.iso()).await?;
    let session = house.store.sessions_of(&visitor.user).await?.into_iter().find(|session| session.id == visitor.session);
    let session = session.ok_or_else(over)?;
    of_session(house, moment, &session, visitor.posts.clone())
}

pub(super) fn over() -> Trouble {
    Trouble::refused("session-over", "the session is over", "sign in again")
}
