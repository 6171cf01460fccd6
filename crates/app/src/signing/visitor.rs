//! The visitor: who a request comes from, once it is proven.

use super::{clocks, gate};
use crate::people::Asking;
use crate::{House, Moment};
use base::Result;
use jiff::{SignedDuration, Timestamp};
use ledger::Event;
pub use permission::Door;
use permission::{Action, Post, Purpose};
use std::fmt;

/// The way in by which somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A passkey.
    Passkey,
    /// A password with a code.
    Password,
    /// The organisation's own sign-in.
    Oidc,
    /// One click in the demonstration.
    Demo,
    /// A token of the program's interface.
    Token,
}

impl Way {
    /// Every way.
    pub const ALL: &[Self] = &[Self::Passkey, Self::Password, Self::Oidc, Self::Demo, Self::Token];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Password => "password",
            Self::Oidc => "oidc",
            Self::Demo => "demo",
            Self::Token => "token",
        }
    }

    /// Reads a way by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|way| way.id() == id)
    }
}

/// Who a request comes from, once proven. Holds no name: only the label of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The user's label.
    pub user: String,
    /// The session's public id, `s-…`; the token's, `t-…`, where a token was shown.
    pub session: String,
    /// How they signed in.
    pub way: Way,
    /// The organisation for which they act just now; chosen where they hold posts at several.
    pub organisation: Option<String>,
    /// The purpose for which they act just now.
    pub purpose: Option<Purpose>,
    /// The posts that hold today, at every organisation.
    pub posts: Vec<Post>,
    /// The secret that every form of this session carries in its hidden field `csrf`.
    pub csrf: String,
    /// When they signed in.
    pub signed_in_at: Timestamp,
    /// When the session ends if nothing is asked until then.
    pub ends_at: Timestamp,
    /// From when on a page warns that the session is about to end.
    pub warn_at: Timestamp,
    /// When the session ends whatever is asked.
    pub ends_at_latest: Timestamp,
    /// When they were here before this session.
    pub last_here: Option<Timestamp>,
    /// Whether they proved themselves lately enough to change their ways in.
    pub strong: bool,
    /// Whether the confidentiality terms, or a newer version of them, wait to be accepted: until then nothing else is shown.
    pub terms_due: bool,
}

impl Visitor {
    /// The question that this visitor asks of a use case.
    pub fn asking(&self, door: Door) -> Asking {
        Asking { user: self.user.clone(), purpose: self.purpose, organisation: self.organisation.clone(), door }
    }

    /// The same, for a purpose that the page itself stands for, such as administration.
    pub fn asking_for(&self, door: Door, purpose: Purpose) -> Asking {
        Asking { purpose: Some(purpose), ..self.asking(door) }
    }

    /// The organisations at which a post is held today, each once, in order.
    pub fn organisations(&self) -> Vec<&str> {
        let mut organisations: Vec<&str> = self.posts.iter().map(|post| post.organisation.as_str()).collect();
        organisations.sort_unstable();
        organisations.dedup();
        organisations
    }
}

/// A session just begun, or one whose secret was changed.
pub struct NewSession {
    /// What the cookie holds. Stands nowhere else.
    pub secret: String,
    /// Whose session it is.
    pub visitor: Visitor,
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewSession({})", self.visitor.session)
    }
}

/// Somebody signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: NewSession,
    /// What the cookie of a known device holds from now on, where the way in has one: failures of strangers do not slow down
    /// whoever shows it.
    pub device: Option<String>,
}

/// On what somebody who changes the ways in to an account stands.
#[derive(Debug, Clone, Copy)]
pub enum Proven<'a> {
    /// On a session, which must be strong.
    Visitor(&'a Visitor),
    /// On the secret of an invitation, or of a recovery that a second person confirmed.
    Invitation(&'a str),
}

/// A way in was added.
#[derive(Debug)]
pub struct Added {
    /// Where it was added by an invitation: the session that begins with it. Nothing where the invitation still waits for approval: a
    /// letter says when somebody can sign in.
    pub signed_in: Option<SignedIn>,
    /// Codes that each let in once in place of a code from the telephone; shown this once. Empty where there are none new.
    pub recovery_codes: Vec<String>,
}

/// Who a request comes from, by the secret in its cookie. Nobody, where the secret is unknown, the session ended or ran out, or its
/// user left, was cut off or holds no post today; a try after its end has its row in the ledger.
pub async fn visitor(house: &House, moment: &Moment, secret: &str) -> Result<Option<Visitor>> {
    let Some(session) = house.store.session_by_hash(&identity::secret::hash(secret)).await? else { return Ok(None) };
    let (partnership, today) = (crate::people::partnership(house).await?, crate::registers::today(moment));
    let posts = partnership::posts_on(&partnership.users, &partnership.organisations, &session.user, today).posts;
    let over = if session.ended_at.is_some() {
        Some("session-ended")
    } else if session.account != store::AccountState::Active {
        Some("account-not-active")
    } else if session.way == Way::Demo.id() && !house.doors.setup.demo {
        // What one click opened on this machine alone is not open to everybody.
        Some("no-demonstration")
    } else if posts.is_empty() {
        Some("no-post-today")
    } else if !clocks::state(house, moment, &session)?.is_good() {
        Some("session-run-out")
    } else {
        None
    };
    if let Some(because) = over {
        let event = gate::refused(moment, Some(&session.user), Door::Page, Action::KeepOwnAccount, &session.user);
        house.store.record_event(event.with("session", &session.id).with("because", because)).await?;
        if because == "no-post-today" {
            // Posts that come back are no reason to be let in again by an old cookie.
            let step = [store::Step::EndSession { session: &session.id, because }];
            let event = Event::done(moment.iso(), &session.user, "end-session", format!("account:{}", session.user));
            let _ = house.store.change_doors(&step, &[], event).await?;
        }
        return Ok(None);
    }
    let seen = read(&session.seen_at);
    let session = if moment.now.duration_since(seen) >= SEEN_EVERY && house.store.touch_session(&session.id, &moment.iso()).await? {
        store::Session { seen_at: moment.iso(), ..session }
    } else {
        session
    };
    of_session(house, moment, &session, posts).map(Some)
}

/// How seldom it is noted that somebody is there: pages are many, and each note is a write.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A moment as the record keeps it. What can't be read counts as long ago.
pub(crate) fn read(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The visitor of a session that is open.
pub(super) fn of_session(house: &House, moment: &Moment, session: &store::Session, posts: Vec<Post>) -> Result<Visitor> {
    let (ends, latest) = clocks::ends(house, moment, session)?;
    let mut visitor = Visitor {
        user: session.user.clone(),
        session: session.id.clone(),
        way: Way::parse(&session.way).unwrap_or(Way::Password),
        organisation: session.organisation.clone(),
        purpose: session.purpose.as_deref().and_then(Purpose::parse),
        posts,
        csrf: session.csrf.clone(),
        signed_in_at: read(&session.made_at),
        ends_at: ends.ends_at,
        warn_at: ends.warn_at,
        ends_at_latest: latest,
        last_here: session.before.as_deref().map(read),
        strong: clocks::is_fresh(house, moment, session.strong_at.as_deref().map(read))?,
        terms_due: session.terms_version.as_deref() != Some(super::terms::version(house, moment)?.as_str()),
    };
    if let [one] = visitor.organisations().as_slice() {
        // Whoever holds posts at one organisation speaks for it; there is nothing to choose.
        visitor.organisation = Some((*one).to_owned());
    } else if visitor.organisation.as_deref().is_some_and(|chosen| !visitor.organisations().contains(&chosen)) {
        visitor.organisation = None;
    }
    Ok(visitor)
}
