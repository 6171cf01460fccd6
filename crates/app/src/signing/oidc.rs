//! An organisation's own sign-in, by `OpenID Connect`.
//!
//! Who may join stands in two places: the provider's configuration says whose word counts, and nobody is let in but an office that
//! was invited. The word of a provider is linked with an account by an invitation, or where the address that the provider made sure
//! of is the one sealed under an office of that same organisation whose account is active or whose invitation was approved.

use super::ground::{self, Put};
use super::password::{leave_to_sign_in, refuse, refused, signed_in};
use super::visitor::{Door, NewSession, Proven, SignedIn, Visitor, Way};
use super::{directory, invitation, mail, session, ways};
use crate::{House, Moment};
use base::{Result, Trouble};
use courier::WayChange;
use identity::oidc::{Back, Proven as Word};
use permission::{Allowed, acts};
use store::{AccountState, Credential, CredentialKind, InvitationKind, Step};

/// An organisation's own sign-in, as the sign-in page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderShown {
    /// Its label in the configuration.
    pub id: String,
    /// What its button says.
    pub name: String,
    /// The organisation whose people may come in by it.
    pub organisation: String,
}

/// The way to the organisation's own sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcStart {
    /// Where the browser is sent.
    pub address: String,
    /// What a cookie of the browser holds until it comes back: whoever comes without it is refused.
    pub ticket: String,
}

/// What the browser brought back in the query of the address.
#[derive(Debug, Clone, Copy, Default)]
pub struct OidcBack<'a> {
    /// `state`.
    pub state: Option<&'a str>,
    /// `code`.
    pub code: Option<&'a str>,
    /// `iss`.
    pub issuer: Option<&'a str>,
    /// `error`.
    pub error: Option<&'a str>,
}

/// Somebody who is away at their organisation's sign-in.
pub(crate) struct Away {
    provider: String,
    kept: String,
    why: Why,
}

enum Why {
    SignIn,
    Invitation(String),
    Again(Box<Visitor>),
}

/// The organisations' own sign-ins that are configured.
pub fn providers(house: &House) -> Vec<ProviderShown> {
    let shown =
        |one: &crate::Provider| ProviderShown { id: one.id.clone(), name: one.name.clone(), organisation: one.organisation.clone() };
    house.doors.setup.providers.iter().map(shown).collect()
}

/// The path to which an organisation's sign-in sends the browser back.
pub const OIDC_BACK: &str = "/sign-in/organisation/back";

/// Begins to sign in by an organisation's own sign-in. With the secret of an invitation, whoever comes back is linked with the
/// invited account.
///
/// # Errors
/// Refused with `provider-unknown`, with `link-over`; failed with `provider-unreachable`.
pub async fn start_oidc(house: &House, moment: &Moment, provider: &str, invitation: Option<&str>) -> Result<OidcStart> {
    leave_to_sign_in(house, moment, Door::Page).await?;
    let Some(secret) = invitation else { return send(house, moment, provider, Why::SignIn).await };
    ground::of(house, moment, Proven::Invitation(secret)).await?;
    send(house, moment, provider, Why::Invitation(secret.to_owned())).await
}

/// Begins to prove oneself anew in a session: the organisation's sign-in is asked to take nobody's word for who is there. It ends
/// with [`finish_oidc`].
///
/// # Errors
/// As [`start_oidc`].
pub async fn start_oidc_again(house: &House, moment: &Moment, visitor: &Visitor, provider: &str) -> Result<OidcStart> {
    session::own(house, moment, visitor).await?;
    send(house, moment, provider, Why::Again(Box::new(visitor.clone()))).await
}

async fn send(house: &House, moment: &Moment, provider: &str, why: Why) -> Result<OidcStart> {
    let redirect = format!("{}{OIDC_BACK}", house.site_address());
    let away = house.doors.providers.start(provider, &redirect, matches!(why, Why::Again(_)), moment.now).await?;
    let waiting = Away { provider: provider.to_owned(), kept: away.kept, why };
    let (ticket, _) = house.doors.away.put(waiting, moment.now)?;
    Ok(OidcStart { address: away.address, ticket })
}

/// Signs in whoever comes back. `ticket` is what the browser's cookie holds.
///
/// # Errors
/// Refused with `provider-one-factor`, with `sign-in-refused` for any other reason; failed with `provider-unreachable`.
pub async fn finish_oidc(house: &House, moment: &Moment, door: Door, ticket: &str, back: OidcBack<'_>) -> Result<SignedIn> {
    let allowed = leave_to_sign_in(house, moment, door).await?;
    let Some(away) = house.doors.away.take(ticket, moment.now) else {
        refuse(house, moment, None, door, "too-late").await?;
        return Err(refused());
    };
    let brought = Back { state: back.state, code: back.code, issuer: back.issuer, error: back.error };
    let word = match house.doors.providers.finish(&away.kept, brought, moment.now).await {
        Ok(word) => word,
        Err(trouble) => {
            refuse(house, moment, None, door, trouble.code).await?;
            // Why a provider is not believed is in the log of whoever runs the machine. What its own people can mend is said: that it
            // does not answer, or asked for too little.
            let is_said = trouble.outcome == base::Outcome::Failed || trouble.code == "provider-one-factor";
            return Err(if is_said { trouble } else { refused() });
        }
    };
    let come = Come { house, moment, door, allowed, provider: &away.provider, word };
    let outcome = match away.why {
        Why::SignIn => come.sign_in().await?,
        Why::Invitation(secret) => come.accept(&secret).await?,
        Why::Again(visitor) => come.again(&visitor).await?,
    };
    match outcome {
        Ok(session) => Ok(SignedIn { session, device: None }),
        Err((user, because)) => {
            refuse(house, moment, user.as_deref(), door, because).await?;
            Err(refused())
        }
    }
}

/// The one answer to whoever accepted, and is let in as soon as that is approved.
fn waits() -> Trouble {
    Trouble::refused("approval-waits", "your invitation is accepted and waits for approval", "you are told by mail when you can sign in")
}

/// Somebody who came back, with the word of their organisation.
struct Come<'a> {
    house: &'a House,
    moment: &'a Moment,
    door: Door,
    allowed: Allowed<acts::SignIn>,
    provider: &'a str,
    word: Word,
}

type Outcome = Result<std::result::Result<NewSession, (Option<String>, &'static str)>>;

impl Come<'_> {
    /// Whether an office holds a post today at the organisation whose sign-in gave its word.
    async fn is_theirs(&self, user: &str) -> Result<bool> {
        let organisation = self.house.doors.setup.providers.iter().find(|one| one.id == self.provider);
        let Some(organisation) = organisation.map(|one| &one.organisation) else { return Ok(false) };
        Ok(session::posts_today(self.house, self.moment, user).await?.iter().any(|post| post.organisation == *organisation))
    }

    async fn credential(&self, user: &str, id: &str) -> Result<Option<Credential>> {
        Ok(ways::of(self.house, user, CredentialKind::Oidc).await?.into_iter().find(|way| way.id == id))
    }

    async fn sign_in(self) -> Outcome {
        let Some((user, way)) = directory::office_of(self.house, &self.word).await? else { return self.join().await };
        let active = self.house.store.account(&user).await?.is_some_and(|account| account.state == AccountState::Active);
        if !active {
            return Ok(Err((Some(user), "account-not-active")));
        }
        // The word counts only as long as the organisation is the office's own.
        if !self.is_theirs(&user).await? {
            return Ok(Err((Some(user), "no-post-there-today")));
        }
        let Some(credential) = self.credential(&user, &way).await? else { return Ok(Err((Some(user), "revoked"))) };
        let step = Step::UseCredential(ways::once_more(&credential));
        let (beginning, event) = (session::begin(&user, Way::Oidc, false)?, signed_in(&self.allowed, self.moment, &user));
        let opened = session::open(self.house, self.moment, beginning, &[step], &[], event).await?;
        Ok(opened.ok_or((Some(user), "used-meanwhile")))
    }

    /// Links the word with the office that is reached under the address the provider made sure of.
    async fn join(self) -> Outcome {
        let Some(address) = self.word.mail() else { return Ok(Err((None, "unknown-subject"))) };
        let offices = directory::offices_at(self.house, address).await?;
        for user in offices {
            if !self.is_theirs(&user).await? {
                continue;
            }
            let state = self.house.store.account(&user).await?.map(|account| account.state);
            if state == Some(AccountState::Active) {
                if self.was_removed(&user).await? {
                    return Ok(Err((Some(user), "way-removed")));
                }
                return self.link(user).await;
            }
            let open = invitation::open_ones(self.house, self.moment, &user, InvitationKind::Invite).await?;
            if let Some(invitation) = open.into_iter().next() {
                let put = self.put(&user)?;
                let ground = ground::Ground::Invited(Box::new(invitation), self.allowed);
                return ground::put(self.house, self.moment, ground, put).await?.map_or_else(|| Err(waits()), |session| Ok(Ok(session)));
            }
        }
        Ok(Err((None, "nobody-invited")))
    }

    /// An organisation's sign-in of this office ended once, by its owner or with a lost way in: an address alone, which somebody else may
    /// have by now, does not bring it back. A new invitation does.
    async fn was_removed(&self, user: &str) -> Result<bool> {
        let ways = self.house.store.credentials(user).await?;
        Ok(ways.iter().any(|way| way.kind == CredentialKind::Oidc && way.revoked_at.is_some()))
    }

    fn put(&self, user: &str) -> Result<Put> {
        let subject = self.word.to_be_sealed();
        let new = ways::new(self.house, user, CredentialKind::Oidc, self.provider, subject.to_be_sealed().clone(), 0)?;
        Ok(Put { new: vec![new], instead_of: Vec::new(), way: Way::Oidc, change: WayChange::OrganisationConnected })
    }

    /// Links an account that is active already: its owner is told.
    async fn link(self, user: String) -> Outcome {
        let put = self.put(&user)?;
        let steps: Vec<Step<'_>> = put.new.iter().map(Step::AddCredential).collect();
        let mails = mail::way_changed(self.house, self.moment, &user, put.change)?;
        let event = signed_in(&self.allowed, self.moment, &user).with("did", put.change.id());
        let beginning = session::begin(&user, Way::Oidc, false)?;
        let opened = session::open(self.house, self.moment, beginning, &steps, &mails, event).await?;
        Ok(opened.ok_or((Some(user), "used-meanwhile")))
    }

    async fn accept(self, secret: &str) -> Outcome {
        let ground = ground::of(self.house, self.moment, Proven::Invitation(secret)).await?;
        let user = ground.user().to_owned();
        if !self.is_theirs(&user).await? {
            return Ok(Err((Some(user), "no-post-there-today")));
        }
        // One person at an organisation is one office here: nobody takes a second by an invitation that was not theirs.
        if directory::office_of(self.house, &self.word).await?.is_some_and(|(other, _)| other != user) {
            return Ok(Err((Some(user), "linked-with-another")));
        }
        let put = self.put(&user)?;
        ground::put(self.house, self.moment, ground, put).await?.map_or_else(|| Err(waits()), |session| Ok(Ok(session)))
    }

    async fn again(self, visitor: &Visitor) -> Outcome {
        let user = visitor.user.clone();
        // The session may have ended while its owner was away.
        if !self.house.store.sessions_of(&user).await?.iter().any(|session| session.id == visitor.session) {
            return Ok(Err((Some(user), "session-ended")));
        }
        let credential = match directory::office_of(self.house, &self.word).await? {
            Some((office, way)) if office == user => self.credential(&user, &way).await?,
            _ => None,
        };
        let Some(credential) = credential else { return Ok(Err((Some(user), "word-of-another"))) };
        let allowed = session::own_by(self.house, self.moment, visitor, self.door).await?;
        let steps = [Step::UseCredential(ways::once_more(&credential)), Step::EndSession { session: &visitor.session, because: "goes-on" }];
        let event = session::did(&allowed, self.moment, "prove-again");
        let opened = session::open(self.house, self.moment, session::go_on(visitor, Way::Oidc)?, &steps, &[], event).await?;
        Ok(opened.ok_or((Some(user), "used-meanwhile")))
    }
}
