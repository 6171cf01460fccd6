//! A password with a code: for partners with neither passkeys nor a sign-in of their own.

use super::clocks::Counted;
use super::ground::{self, Ground, Put};
use super::setup::SERVICE;
use super::visitor::{Added, Door, NewSession, Proven, SignedIn, Visitor, Way};
use super::{clocks, devices, directory, gate, session, ways};
use crate::{House, Moment};
use base::{Result, Trouble};
use courier::WayChange;
use identity::totp::Totp;
use identity::{password, secret};
use permission::{Action, Allowed, Facts, Personal, Thing, ThingKind, acts};
use store::{Credential, CredentialKind, CredentialUse, Step};

/// A try to sign in with a password and a code.
#[derive(Debug)]
pub struct PasswordTry {
    /// The address at work.
    pub mail: Personal<String>,
    /// The password.
    pub password: Personal<String>,
    /// The code from the telephone, or one of the recovery codes.
    pub code: Personal<String>,
    /// What the cookie of a known device holds, where the browser has one.
    pub device: Option<String>,
    /// The network from which the request comes, such as the first half of its address; nothing where it is not known. It is
    /// counted as a hash and written down nowhere.
    pub network: Option<String>,
    /// Where the request comes in.
    pub door: Door,
}

/// The secret that a telephone is given once, to make codes from.
pub struct CodeOffer {
    /// Names the offer in a hidden field.
    pub ticket: String,
    /// `otpauth://…`, for a link on the telephone itself. Names the service and the label of the office, never the person.
    pub uri: String,
    /// The secret in letters, to be typed where no QR code can be read.
    pub letters: String,
    /// When the offer lapses.
    pub ends_at: jiff::Timestamp,
}

impl std::fmt::Debug for CodeOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeOffer(secret)")
    }
}

/// What is offered until a first code proves that the telephone has it.
pub(crate) struct Offered {
    user: String,
    totp: Totp,
}

/// Somebody may hold several offices under one address; so many are tried.
const OFFICES: usize = 3;

/// Signs in with a password and a code.
///
/// # Errors
/// Refused with `sign-in-refused`, the same for an unknown address, a wrong password, a wrong or used code and an account that is
/// cut or waits; with `sign-in-later` after too many failures.
pub async fn sign_in_with_password(house: &House, moment: &Moment, tried: PasswordTry) -> Result<SignedIn> {
    let allowed = leave_to_sign_in(house, moment, tried.door).await?;
    let mut offices = directory::offices_at(house, &tried.mail).await?;
    offices.truncate(OFFICES);
    let mut found = Vec::new();
    // Where there is nobody the same is read and weighed, so that the time does not tell.
    for user in if offices.is_empty() { vec![gate::STRANGER.to_owned()] } else { offices.clone() } {
        found.push((kept(house, &user).await?, user));
    }
    let pepper = house.doors.pepper(house)?;
    let since = clocks::devices_since(house, moment)?;
    let known = found.iter().find_map(|(kept, _)| devices::known(pepper, &kept.password.as_ref()?.id, tried.device.as_deref()?, since));
    let mail = directory::compared(tried.mail.to_be_sealed());
    let device = known.as_deref().map(devices::name);
    let counted = Counted::of(pepper, &mail, device, tried.network.as_deref());
    let user = offices.first().map(String::as_str);
    if !clocks::begin(house, moment, &counted).await? {
        refuse(house, moment, user, tried.door, "too-soon").await?;
        return Err(later());
    }
    let mut because = if offices.is_empty() { "unknown-address" } else { "wrong-password" };
    for (kept, user) in found {
        if !weigh(house, &tried.password, kept.phc.clone()).await? {
            continue;
        }
        match proven(house, moment, &allowed, &kept, &user, &tried).await? {
            Ok((session, password)) => {
                clocks::went_well(house, moment, &counted).await?;
                let device = devices::cookie(pepper, &password, known.as_deref(), moment.now)?;
                return Ok(SignedIn { session, device: Some(device) });
            }
            Err(why) => because = why,
        }
    }
    refuse(house, moment, user, tried.door, because).await?;
    Err(refused())
}

/// Leave for anybody to try.
pub(super) async fn leave_to_sign_in(house: &House, moment: &Moment, door: Door) -> Result<Allowed<acts::SignIn>> {
    gate::may::<acts::SignIn>(house, moment, None, door, Thing::plain(ThingKind::Account, "*"), Facts::default()).await
}

/// The event of a sign-in by an office.
pub(super) fn signed_in(allowed: &Allowed<acts::SignIn>, moment: &Moment, user: &str) -> ledger::Event {
    let mut event = store::Store::reading_event(allowed, &moment.iso());
    user.clone_into(&mut event.who);
    event.thing = format!("{}:{user}", ThingKind::Account.id());
    event
}

/// What an office has for a password and codes.
struct Kept {
    active: bool,
    phc: Option<String>,
    password: Option<Credential>,
    totp: Option<Credential>,
    codes: Option<Credential>,
}

async fn kept(house: &House, user: &str) -> Result<Kept> {
    let active = house.store.account(user).await?.is_some_and(|account| account.state == store::AccountState::Active);
    let mut ways = house.store.credentials(user).await?;
    ways.retain(|way| way.revoked_at.is_none());
    let mut one = |kind| ways.iter().position(|way| way.kind == kind).map(|at| ways.swap_remove(at));
    let (password, totp, codes) = (one(CredentialKind::Password), one(CredentialKind::Totp), one(CredentialKind::RecoveryCodes));
    let phc = password.as_ref().filter(|_| active).map(|way| ways::open(house, way)).transpose()?.map(|way| way.content);
    Ok(Kept { active, phc, password, totp, codes })
}

/// Weighs a password, off the threads that answer pages and not without bound at once.
async fn weigh(house: &House, typed: &Personal<String>, kept: Option<String>) -> Result<bool> {
    let _leave = house.doors.passwords.acquire().await;
    let typed = typed.to_be_sealed().clone();
    crate::house::off_the_runtime(move || Ok(password::verify(&typed, kept.as_deref()))).await
}

async fn hashed(house: &House, typed: &Personal<String>) -> Result<String> {
    let _leave = house.doors.passwords.acquire().await;
    let typed = typed.to_be_sealed().clone();
    crate::house::off_the_runtime(move || password::hash(&typed)).await
}

/// The use of a code: one from the telephone, or one of the recovery codes. Nothing where it is wrong or was used.
fn code_use<'a>(house: &House, moment: &Moment, kept: &'a Kept, typed: &Personal<String>) -> Result<Option<CredentialUse<'a>>> {
    let typed = typed.to_be_sealed();
    if let Some(way) = &kept.totp
        && let Some(step) = Totp::kept(&ways::open(house, way)?.content)?.verify(typed, moment.now, Some(way.uses))
    {
        return Ok(Some(CredentialUse { id: &way.id, seen: way.uses, uses: step }));
    }
    if let (Some(way), Some(hash)) = (&kept.codes, secret::hash_of_recovery_code(typed)) {
        let hashes: Vec<String> = serde_json::from_str(&ways::open(house, way)?.content).unwrap_or_default();
        let place = hashes.iter().position(|one| secret::same(one, &hash)).filter(|place| way.uses >> place & 1 == 0);
        return Ok(place.map(|place| CredentialUse { id: &way.id, seen: way.uses, uses: way.uses | 1 << place }));
    }
    Ok(None)
}

/// The session of somebody whose password was right, where the code is right too; or why not. Comes with the id of the password.
async fn proven(
    house: &House,
    moment: &Moment,
    allowed: &Allowed<acts::SignIn>,
    kept: &Kept,
    user: &str,
    tried: &PasswordTry,
) -> Result<std::result::Result<(NewSession, String), &'static str>> {
    let Some(password) = kept.password.as_ref().filter(|_| kept.active) else { return Ok(Err("account-not-active")) };
    let Some(code) = code_use(house, moment, kept, &tried.code)? else { return Ok(Err("wrong-code")) };
    if session::posts_today(house, moment, user).await?.is_empty() {
        return Ok(Err("no-post-today"));
    }
    // A hash that was made with less than is asked today is made anew while the password is at hand.
    let stale = kept.phc.as_deref().is_some_and(password::needs_rehash);
    let anew = if stale { Some(hashed(house, &tried.password).await?) } else { None };
    let resealed = match anew {
        Some(content) => {
            let label = ways::open(house, password)?.label;
            Some(ways::seal(house, user, &password.id, &ways::Sealed { label, content })?)
        }
        None => None,
    };
    let mut steps = vec![Step::UseCredential(code), Step::UseCredential(ways::once_more(password))];
    steps.extend(resealed.as_deref().map(|sealed| Step::Reseal { id: &password.id, seen: &password.sealed, sealed }));
    let beginning = session::begin(user, Way::Password, true)?;
    let opened = session::open(house, moment, beginning, &steps, &[], signed_in(allowed, moment, user)).await?;
    Ok(opened.map(|session| (session, password.id.clone())).ok_or("used-meanwhile"))
}

/// Proves oneself again in a session, with password and code; the session goes on under a new secret and is strong.
///
/// # Errors
/// As [`sign_in_with_password`].
pub async fn strengthen_with_password(
    house: &House,
    moment: &Moment,
    visitor: &Visitor,
    password: Personal<String>,
    code: Personal<String>,
) -> Result<NewSession> {
    let allowed = session::own(house, moment, visitor).await?;
    let counted = Counted::of(house.doors.pepper(house)?, &format!("session of {}", visitor.user), None, None);
    if !clocks::begin(house, moment, &counted).await? {
        refuse(house, moment, Some(&visitor.user), Door::Page, "too-soon").await?;
        return Err(later());
    }
    let kept = kept(house, &visitor.user).await?;
    let right = weigh(house, &password, kept.phc.clone()).await?;
    let code = if right { code_use(house, moment, &kept, &code)? } else { None };
    if let (Some(code), Some(way)) = (code, &kept.password) {
        let steps = [
            Step::UseCredential(code),
            Step::UseCredential(ways::once_more(way)),
            Step::EndSession { session: &visitor.session, because: "goes-on" },
        ];
        let event = session::did(&allowed, moment, "prove-again");
        if let Some(session) = session::open(house, moment, session::go_on(visitor, Way::Password)?, &steps, &[], event).await? {
            clocks::went_well(house, moment, &counted).await?;
            return Ok(session);
        }
    }
    refuse(house, moment, Some(&visitor.user), Door::Page, if right { "wrong-code" } else { "wrong-password" }).await?;
    Err(refused())
}

/// Begins to set a password: offers the secret for the codes.
///
/// # Errors
/// Refused with `not-strong` where the session is not, with `link-over` where the invitation is not good for it.
pub async fn start_password(house: &House, moment: &Moment, proven: Proven<'_>) -> Result<CodeOffer> {
    let ground = ground::of(house, moment, proven).await?;
    let totp = Totp::make()?;
    let user = ground.user().to_owned();
    let (ticket, ends_at) = house.doors.offers.put(Offered { user: user.clone(), totp: totp.clone() }, moment.now)?;
    offer(&user, &totp, ticket, ends_at)
}

fn offer(user: &str, totp: &Totp, ticket: String, ends_at: jiff::Timestamp) -> Result<CodeOffer> {
    let uri = totp.uri(SERVICE, user)?;
    Ok(CodeOffer { ticket, letters: totp.to_be_sealed(), uri, ends_at })
}

/// The offer again, for a page that is shown anew because something was mistyped. Nothing where it lapsed.
pub async fn code_offer(house: &House, moment: &Moment, proven: Proven<'_>, ticket: &str) -> Result<Option<CodeOffer>> {
    let ground = ground::of(house, moment, proven).await?;
    let there = house.doors.offers.look(ticket, moment.now, |offered| (offered.user == ground.user()).then(|| offered.totp.clone()));
    let Some((Some(totp), ends_at)) = there else { return Ok(None) };
    offer(ground.user(), &totp, ticket.to_owned(), ends_at).map(Some)
}

/// Sets the password with a first code. A password that was there before is revoked, other sessions end; recovery codes are made
/// anew.
///
/// # Errors
/// Refused with `password-short`, `password-long` or `password-guessable`; with `code-wrong`; with `offer-over` where the ticket
/// lapsed.
pub async fn finish_password(
    house: &House,
    moment: &Moment,
    proven: Proven<'_>,
    ticket: &str,
    password: Personal<String>,
    code: Personal<String>,
) -> Result<Added> {
    let ground = ground::of(house, moment, proven).await?;
    let there = house.doors.offers.look(ticket, moment.now, |offered| (offered.user == ground.user()).then(|| offered.totp.clone()));
    let Some((Some(totp), _)) = there else {
        return Err(Trouble::refused("offer-over", "the picture for the codes is good no longer", "begin again: there is a new one"));
    };
    check(house, moment, &ground, &password).await?;
    let Some(step) = totp.verify(code.to_be_sealed(), moment.now, None) else {
        return Err(Trouble::refused(
            "code-wrong",
            "the code is not the one that belongs to the picture",
            "type the six digits that the app shows now; see that the telephone's clock is right",
        ));
    };
    let phc = hashed(house, &password).await?;
    house.doors.offers.take(ticket, moment.now);
    let user = ground.user().to_owned();
    let codes = secret::recovery_codes()?;
    let put = Put {
        new: vec![
            ways::new(house, &user, CredentialKind::Password, "", phc, 0)?,
            ways::new(house, &user, CredentialKind::Totp, "", totp.to_be_sealed(), step)?,
            new_codes(house, &user, &codes)?,
        ],
        instead_of: vec![CredentialKind::Password, CredentialKind::Totp, CredentialKind::RecoveryCodes],
        way: Way::Password,
        change: WayChange::PasswordChanged,
    };
    let password_id = put.new.first().map(|way| way.id.clone()).unwrap_or_default();
    let session = ground::put(house, moment, ground, put).await?;
    let pepper = house.doors.pepper(house)?;
    let signed_in = match session {
        Some(session) => Some(SignedIn { session, device: Some(devices::cookie(pepper, &password_id, None, moment.now)?) }),
        None => None,
    };
    Ok(Added { signed_in, recovery_codes: codes.iter().map(|code| code.reveal().to_owned()).collect() })
}

/// Recovery codes, of which the hashes are sealed; their uses are a bit a code.
pub(super) fn new_codes(house: &House, user: &str, codes: &[secret::Secret]) -> Result<store::NewCredential> {
    let hashes: Vec<String> = codes.iter().filter_map(|code| secret::hash_of_recovery_code(code.reveal())).collect();
    let content = serde_json::to_string(&hashes).unwrap_or_default();
    ways::new(house, user, CredentialKind::RecoveryCodes, "", content, 0)
}

/// How many of somebody's recovery codes are left; none where they can't be opened.
pub(super) fn codes_left(house: &House, way: &Credential) -> usize {
    let hashes: Vec<String> = ways::open(house, way).ok().and_then(|way| serde_json::from_str(&way.content).ok()).unwrap_or_default();
    (0..hashes.len()).filter(|place| way.uses >> place & 1 == 0).count()
}

/// Holds a new password against what anybody would try first: words of the product, of the office, of its organisations.
async fn check(house: &House, moment: &Moment, ground: &Ground<'_>, typed: &Personal<String>) -> Result<()> {
    let partnership = crate::people::partnership(house).await?;
    let rule = house.rulebook.sign_in_password(crate::registers::today(moment), None)?.parameters;
    let mut words: Vec<&str> = rule.words.iter().map(String::as_str).collect();
    words.extend(ground.user().split('-'));
    let posts = session::posts_today(house, moment, ground.user()).await?;
    for post in &posts {
        words.extend(post.organisation.split('-'));
        words.extend(partnership.organisation(&post.organisation).map(|one| one.name.as_str()));
    }
    words.retain(|word| word.chars().count() > 2);
    let shortest = usize::try_from(rule.shortest).unwrap_or(usize::MAX);
    password::check(typed.to_be_sealed(), &password::Rules { shortest, words: &words })
}

/// Records that a try was refused.
pub(super) async fn refuse(house: &House, moment: &Moment, user: Option<&str>, door: Door, because: &str) -> Result<()> {
    let event = gate::refused(moment, user, door, Action::SignIn, user.unwrap_or("*")).with("because", because);
    if user.is_some() { house.store.record_event(event).await.map(drop) } else { gate::record_stranger(house, moment, event).await }
}

/// The one answer to whoever is not let in.
pub(super) fn refused() -> Trouble {
    Trouble::refused(
        "sign-in-refused",
        "the sign-in was refused",
        "check what you typed and try again with a new code; if you lost your way in, ask for a new one",
    )
}

/// The one answer to whoever tries too often, whether or not there is such an account.
fn later() -> Trouble {
    Trouble::refused(
        "sign-in-later",
        "there were too many tries that failed",
        "wait a while before you try again; another way in still works",
    )
}
