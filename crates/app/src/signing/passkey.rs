//! Passkeys: registered, used.

use super::ground::{self, Put};
use super::password::{leave_to_sign_in, refuse, refused, signed_in};
use super::visitor::{Added, Door, NewSession, Proven, SignedIn, Visitor, Way};
use super::{session, ways};
use crate::{House, Moment};
use base::{Result, Trouble};
use courier::WayChange;
use identity::passkey::Site;
use store::{Credential, CredentialKind, CredentialUse, Step};

/// What a browser is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Names the ceremony in a hidden field.
    pub ticket: String,
    /// JSON of `PublicKeyCredentialCreationOptions` or `…RequestOptions`, for `PublicKeyCredential.parse…OptionsFromJSON`.
    pub options: String,
}

/// A registration that waits for the browser's answer.
pub(crate) struct Registering {
    user: String,
    state: String,
}

fn site(house: &House) -> Result<&Site> {
    house.doors.site.as_ref().ok_or_else(|| {
        Trouble::refused(
            "site-without-passkeys",
            "passkeys don't work under this site's address",
            "use another way in; whoever runs this service gives the site an address with a name and https",
        )
    })
}

fn over() -> Trouble {
    Trouble::refused("ceremony-over", "the question that was put to this browser is open no longer", "begin again")
}

/// Begins the registration of a passkey.
///
/// # Errors
/// As [`super::start_password`]; `site-without-passkeys`.
pub async fn start_passkey(house: &House, moment: &Moment, proven: Proven<'_>) -> Result<Ceremony> {
    let site = site(house)?;
    let ground = ground::of(house, moment, proven).await?;
    let Some(account) = house.store.account(ground.user()).await? else { return Err(over()) };
    let present = ways::of(house, ground.user(), CredentialKind::Passkey).await?;
    let present = present.iter().map(|way| Ok(ways::open(house, way)?.content)).collect::<Result<Vec<_>>>()?;
    let present: Vec<&str> = present.iter().map(String::as_str).collect();
    let started = site.start_registration(&account.handle, ground.user(), &present)?;
    let registering = Registering { user: ground.user().to_owned(), state: started.state };
    let (ticket, _) = house.doors.registrations.put(registering, moment.now)?;
    Ok(Ceremony { ticket, options: started.options })
}

/// Ends it with the browser's answer, and names the passkey for its owner.
///
/// # Errors
/// Refused with `passkey-refused`, with `ceremony-over` where the ticket lapsed.
pub async fn finish_passkey(house: &House, moment: &Moment, proven: Proven<'_>, ticket: &str, answer: &str, label: &str) -> Result<Added> {
    let site = site(house)?;
    let ground = ground::of(house, moment, proven).await?;
    let registering = house.doors.registrations.take(ticket, moment.now).filter(|one| one.user == ground.user()).ok_or_else(over)?;
    let kept = site.finish_registration(&registering.state, answer)?;
    let new = ways::new(house, ground.user(), CredentialKind::Passkey, label, kept.content, i64::from(kept.counter))?;
    let put = Put { new: vec![new], instead_of: Vec::new(), way: Way::Passkey, change: WayChange::PasskeyAdded };
    let session = ground::put(house, moment, ground, put).await?;
    Ok(Added { signed_in: session.map(|session| SignedIn { session, device: None }), recovery_codes: Vec::new() })
}

/// Begins to sign in with a passkey that the browser finds itself: nobody says who they are.
pub async fn start_passkey_sign_in(house: &House, moment: &Moment) -> Result<Ceremony> {
    let site = site(house)?;
    leave_to_sign_in(house, moment, Door::Page).await?;
    let started = site.start_sign_in()?;
    let (ticket, _) = house.doors.asked.put(started.state, moment.now)?;
    Ok(Ceremony { ticket, options: started.options })
}

/// A passkey that was right: whose it is, and how it is kept from now on.
struct Right {
    credential: Credential,
    sealed: String,
    counted: i64,
}

impl Right {
    /// Its steps: used once more, and kept as it is now.
    fn steps(&self) -> [Step<'_>; 2] {
        let credential = &self.credential;
        [
            Step::UseCredential(CredentialUse { id: &credential.id, seen: credential.uses, uses: self.counted }),
            Step::Reseal { id: &credential.id, seen: &credential.sealed, sealed: &self.sealed },
        ]
    }
}

/// Weighs the answer of a browser; gives whose account it claims to be of, and why it is not taken.
async fn weigh(
    house: &House,
    moment: &Moment,
    ticket: &str,
    answer: &str,
) -> Result<std::result::Result<Right, (Option<String>, &'static str)>> {
    let site = site(house)?;
    let Some(state) = house.doors.asked.take(ticket, moment.now) else { return Ok(Err((None, "too-late"))) };
    let Ok(claimed) = site.claimed(answer) else { return Ok(Err((None, "unreadable"))) };
    let Some(account) = house.store.account_by_handle(&claimed.handle).await? else { return Ok(Err((None, "unknown-handle"))) };
    let user = account.user;
    if account.state != store::AccountState::Active {
        return Ok(Err((Some(user), "account-not-active")));
    }
    let mut there = ways::of(house, &user, CredentialKind::Passkey).await?;
    let opened = there.iter().map(|way| ways::open(house, way)).collect::<Result<Vec<_>>>()?;
    let contents: Vec<&str> = opened.iter().map(|way| way.content.as_str()).collect();
    let right = match site.finish_sign_in(&state, answer, &contents) {
        Ok(right) => right,
        Err(trouble) => return Ok(Err((Some(user), trouble.code))),
    };
    let label = opened.into_iter().nth(right.which).map(|way| way.label).unwrap_or_default();
    if right.which >= there.len() {
        return Ok(Err((Some(user), "unknown-passkey")));
    }
    let credential = there.swap_remove(right.which);
    let sealed = ways::seal(house, &user, &credential.id, &ways::Sealed { label, content: right.kept.content })?;
    let counted = i64::from(right.kept.counter).max(credential.uses);
    Ok(Ok(Right { credential, sealed, counted }))
}

/// Signs in with the browser's answer.
///
/// # Errors
/// Refused with `sign-in-refused`, for whatever reason.
pub async fn finish_passkey_sign_in(house: &House, moment: &Moment, door: Door, ticket: &str, answer: &str) -> Result<SignedIn> {
    let allowed = leave_to_sign_in(house, moment, door).await?;
    let (user, because) = match weigh(house, moment, ticket, answer).await? {
        Ok(right) => {
            let user = right.credential.user.clone();
            if session::posts_today(house, moment, &user).await?.is_empty() {
                (Some(user), "no-post-today")
            } else {
                let (beginning, event) = (session::begin(&user, Way::Passkey, true)?, signed_in(&allowed, moment, &user));
                match session::open(house, moment, beginning, &right.steps(), &[], event).await? {
                    Some(session) => return Ok(SignedIn { session, device: None }),
                    None => (Some(user), "used-meanwhile"),
                }
            }
        }
        Err(refused) => refused,
    };
    refuse(house, moment, user.as_deref(), door, because).await?;
    Err(refused())
}

/// Proves oneself again in a session, with a passkey of the same account ([`start_passkey_sign_in`] begins it).
///
/// # Errors
/// As [`finish_passkey_sign_in`].
pub async fn strengthen_with_passkey(house: &House, moment: &Moment, visitor: &Visitor, ticket: &str, answer: &str) -> Result<NewSession> {
    let allowed = session::own(house, moment, visitor).await?;
    let because = match weigh(house, moment, ticket, answer).await? {
        Ok(right) if right.credential.user == visitor.user => {
            let mut steps = right.steps().to_vec();
            steps.push(Step::EndSession { session: &visitor.session, because: "goes-on" });
            let event = session::did(&allowed, moment, "prove-again");
            match session::open(house, moment, session::go_on(visitor, Way::Passkey)?, &steps, &[], event).await? {
                Some(session) => return Ok(session),
                None => "used-meanwhile",
            }
        }
        Ok(_) => "passkey-of-another",
        Err((_, because)) => because,
    };
    refuse(house, moment, Some(&visitor.user), Door::Page, because).await?;
    Err(refused())
}
