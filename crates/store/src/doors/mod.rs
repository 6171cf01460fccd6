//! The doors: who has a way in, what proves it, what is open and what was handed out.
//!
//! A change is a list of steps that happen together or not at all, each of them only where things still are as whoever wants
//! it believes: an invitation that nobody used, a step of time that was not used before, a session that is open. The row of the
//! ledger comes last, in the same transaction, and names what was made and what was ended; `check` holds the tables against it.
//!
//! Secrets come here as hashes only, and what is personal comes sealed.

mod accounts;
mod attempts;
mod checked;
mod credentials;
mod drafts;
mod ending;
mod handed;
mod idempotency;
mod invitations;
mod links;
mod outbox;
mod particulars;
mod sessions;

pub use accounts::{Account, AccountState, NewAccount};
pub use attempts::Attempt;
pub(crate) use checked::ToldOfDoors;
pub use credentials::{Credential, CredentialKind, CredentialUse, NewCredential};
pub use drafts::Draft;
pub(crate) use ending::everything;
pub use handed::{Feed, NewFeed, NewToken, Token};
pub use idempotency::{Answer, Claimed};
pub use invitations::{Invitation, InvitationKind, NewInvitation};
pub use links::{Link, NewLink};
pub use outbox::{Mail, MailCount, MailOutcome, MailState, NewMail};
pub use sessions::{NewSession, Session};

use crate::engines::{Bind, Log, Tx};
use crate::entries::{NewEntry, write_entries};
use crate::ledger::append_all;
use crate::{Store, times};
use ::ledger::Event;
use base::Result;
pub(crate) use particulars::Particulars;

/// Words that stand in a column, each with its name in the code.
macro_rules! words {
    ($(#[$doc:meta])+ $name:ident { $($(#[$word_doc:meta])+ $word:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$word_doc])+ $word),+
        }

        impl $name {
            /// Each of them.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// Its stable name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text),+
                }
            }

            pub(crate) fn read(text: &str) -> base::Result<Self> {
                match text {
                    $($text => Ok(Self::$word),)+
                    _ => Err(crate::engines::unreadable(&format!("the word `{text}`"))),
                }
            }
        }
    };
}
pub(crate) use words;

/// One step of a change at the doors.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// An account is opened, where the user has none.
    OpenAccount(&'a NewAccount),
    /// An account that was cut, or that waits, is invited again. Its new invitation must be made before.
    InviteAgain(&'a str),
    /// An invitation was used that nobody approved yet.
    AwaitApproval(&'a str),
    /// An invitation was approved and used: the account becomes active.
    Activate(&'a str),
    /// The terms are accepted.
    AcceptTerms {
        /// Whose account.
        user: &'a str,
        /// Which version.
        version: &'a str,
    },
    /// Everything that a user has is ended at once: the account, its ways in, sessions, tokens, feeds and drafts, what the user was
    /// invited by, the links and invitations that the user made and nobody used, and mail to the user that nobody sent.
    Cut {
        /// Whose account.
        user: &'a str,
        /// Why, a stable word.
        because: &'a str,
    },
    /// A way in is added, to an account that was not cut.
    AddCredential(&'a NewCredential),
    /// A way in is used: once a step of time or a code.
    UseCredential(CredentialUse<'a>),
    /// A way in is sealed anew under a new key.
    Reseal {
        /// Which.
        id: &'a str,
        /// How it was sealed.
        seen: &'a str,
        /// How it is sealed now.
        sealed: &'a str,
    },
    /// A way in is revoked.
    RevokeCredential(&'a str),
    /// Every way in of a user is revoked.
    RevokeCredentialsOf(&'a str),
    /// A session is opened, of an account that was not cut.
    OpenSession(&'a NewSession),
    /// A session speaks for an organisation and a purpose from now on.
    Choose {
        /// Which session.
        session: &'a str,
        /// For which organisation.
        organisation: Option<&'a str>,
        /// For which purpose, its stable name.
        purpose: Option<&'a str>,
    },
    /// Whoever has a session has proven once more who they are.
    Strengthen(&'a str),
    /// A session is ended.
    EndSession {
        /// Which.
        session: &'a str,
        /// Why, a stable word.
        because: &'a str,
    },
    /// Every session of a user is ended, but perhaps one.
    EndSessionsOf {
        /// Whose.
        user: &'a str,
        /// Why, a stable word.
        because: &'a str,
        /// But this one.
        but: Option<&'a str>,
    },
    /// Somebody is invited who has an account; or invited to a new way in.
    Invite(&'a NewInvitation),
    /// An invitation is approved, by another than the invited.
    Approve {
        /// Which.
        invitation: &'a str,
        /// By whom.
        by: &'a str,
    },
    /// An invitation is used, once and in time.
    UseInvitation(&'a str),
    /// An invitation is taken back.
    WithdrawInvitation(&'a str),
    /// A token is handed out, for an account that is active.
    MakeToken(&'a NewToken),
    /// A token is revoked.
    RevokeToken(&'a str),
    /// The address of a feed is handed out, for an account that is active.
    MakeFeed(&'a NewFeed),
    /// The address of a feed is revoked.
    RevokeFeed(&'a str),
    /// A link is handed out.
    MakeLink(&'a NewLink),
    /// A link is used, once and in time.
    UseLink(&'a str),
    /// A link is revoked.
    RevokeLink(&'a str),
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Taken {
    /// Every step was taken.
    All,
    /// Things were not as this step needs them; its place among the steps. Nothing was changed.
    StoppedAt(usize),
}

impl Taken {
    /// Every step was taken.
    #[must_use]
    pub fn all(self) -> bool {
        self == Self::All
    }
}

impl Store {
    /// Takes steps at the doors and puts mail into the outbox, all at the moment of the event, which comes last: together or not
    /// at all.
    ///
    /// # Errors
    /// Failed where the database does not answer or the event can't stand in the ledger. A step that finds things otherwise is no
    /// error: [`Taken::StoppedAt`].
    pub async fn change_doors(&self, steps: &[Step<'_>], mails: &[NewMail], event: Event) -> Result<Taken> {
        self.change_with_entries(&[], steps, mails, event).await
    }

    /// The same, with entries of the journal that are written before: what a link was used for stands in the register, or the link
    /// was not used.
    ///
    /// # Errors
    /// As [`Store::change_doors`], and as [`Store::append_entries`].
    pub async fn change_with_entries(&self, entries: &[NewEntry], steps: &[Step<'_>], mails: &[NewMail], event: Event) -> Result<Taken> {
        let at = times::moment(&event.at)?;
        let mut tx = self.pools.writing(if entries.is_empty() { Log::Ledger } else { Log::Entry }).await?;
        let (_, mut events) = write_entries(&mut tx, entries).await?;
        // A step looks before it acts: from here on nobody else takes one.
        tx.lock_ledger().await?;
        let mut told = Particulars::default();
        for (place, step) in steps.iter().enumerate() {
            if !take(&mut tx, step, &at, &mut told).await? {
                return Ok(Taken::StoppedAt(place));
            }
        }
        outbox::enqueue(&mut tx, mails, &at, &mut told).await?;
        events.push(told.onto(event));
        append_all(&mut tx, &events).await?;
        base::failpoint("doors-before-commit");
        tx.commit().await?;
        base::failpoint("doors-after-commit");
        Ok(Taken::All)
    }
}

async fn take(tx: &mut Tx, step: &Step<'_>, at: &str, told: &mut Particulars) -> Result<bool> {
    match *step {
        Step::OpenAccount(new) => accounts::open(tx, new, at, told).await,
        Step::InviteAgain(user) => accounts::move_to(tx, user, AccountState::Invited, told).await,
        Step::AwaitApproval(user) => accounts::move_to(tx, user, AccountState::Waiting, told).await,
        Step::Activate(user) => accounts::move_to(tx, user, AccountState::Active, told).await,
        Step::AcceptTerms { user, version } => accounts::accept_terms(tx, user, version, at).await,
        Step::Cut { user, because } => ending::cut(tx, user, because, at, told).await,
        Step::AddCredential(new) => credentials::add(tx, new, at, told).await,
        Step::UseCredential(used) => credentials::used(tx, used, at, told).await,
        Step::Reseal { id, seen, sealed } => credentials::reseal(tx, id, seen, sealed, told).await,
        Step::RevokeCredential(id) => credentials::revoke(tx, id, at, told).await,
        Step::RevokeCredentialsOf(user) => credentials::revoke_of(tx, user, at, told).await,
        Step::OpenSession(new) => sessions::open(tx, new, at, told).await,
        Step::Choose { session, organisation, purpose } => sessions::choose(tx, session, organisation, purpose).await,
        Step::Strengthen(session) => sessions::strengthen(tx, session, at).await,
        Step::EndSession { session, because } => sessions::end(tx, session, because, at, told).await,
        Step::EndSessionsOf { user, because, but } => sessions::end_of(tx, user, because, but, at, told).await,
        Step::Invite(new) => invitations::make(tx, new, at, told).await,
        Step::Approve { invitation, by } => invitations::approve(tx, invitation, by, at).await,
        Step::UseInvitation(id) => invitations::used(tx, id, at, told).await,
        Step::WithdrawInvitation(id) => invitations::withdraw(tx, id, at, told).await,
        Step::MakeToken(new) => handed::make_token(tx, new, at, told).await,
        Step::RevokeToken(id) => handed::revoke_token(tx, id, at, told).await,
        Step::MakeFeed(new) => handed::make_feed(tx, new, at, told).await,
        Step::RevokeFeed(id) => handed::revoke_feed(tx, id, at, told).await,
        Step::MakeLink(new) => links::make(tx, new, at, told).await,
        Step::UseLink(id) => links::used(tx, id, at, told).await,
        Step::RevokeLink(id) => links::revoke(tx, id, at, told).await,
    }
}

/// Runs a statement that ends rows and returns their ids, and tells what ended. How many they were.
async fn ended(tx: &mut Tx, statement: &'static str, binds: &[Bind<'_>], kind: &str, told: &mut Particulars) -> Result<usize> {
    let mut ids = tx.fetch(statement, binds).await?.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>()?;
    // They come in no order of their own.
    ids.sort_unstable();
    for id in &ids {
        told.ended(kind, id);
    }
    Ok(ids.len())
}
