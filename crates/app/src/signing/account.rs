//! One's own account, and how accounts stand.

use super::standing::Asker;
use super::visitor::{Visitor, Way, read};
use super::{ground, invitation, mail, password, session, ways};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use courier::WayChange;
use jiff::Timestamp;
use permission::acts;
use store::{Credential, CredentialKind, Step};

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// There is none.
    None,
    /// Somebody is invited, and did not accept yet.
    Invited,
    /// They accepted, and wait for approval.
    Waiting,
    /// It can be signed in to.
    Active,
    /// It was cut off.
    Cut,
}

/// A way in, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// Its id, `c-…`.
    pub id: String,
    /// What it is.
    pub way: Way,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The office.
    pub user: String,
    /// The ways in.
    pub ways: Vec<WayIn>,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Which version of the terms was accepted, and when.
    pub terms: Option<(String, Timestamp)>,
}

/// How the account of an office stands, for those who may invite to it or cut it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// How it stands.
    pub state: AccountState,
    /// The ways in that it has, each kind once.
    pub ways: Vec<Way>,
    /// When it was last signed in to.
    pub last_here: Option<Timestamp>,
}

/// A way in as it is shown; codes belong to the password and are none of their own.
fn way_of(kind: CredentialKind) -> Option<Way> {
    match kind {
        CredentialKind::Passkey => Some(Way::Passkey),
        CredentialKind::Password => Some(Way::Password),
        CredentialKind::Oidc => Some(Way::Oidc),
        CredentialKind::Totp | CredentialKind::RecoveryCodes => None,
    }
}

async fn good(house: &House, user: &str) -> Result<Vec<Credential>> {
    let mut ways = house.store.credentials(user).await?;
    ways.retain(|way| way.revoked_at.is_none());
    Ok(ways)
}

/// How many ways in an office has.
pub(crate) async fn ways_in(house: &House, user: &str) -> Result<usize> {
    Ok(good(house, user).await?.iter().filter(|way| way_of(way.kind).is_some()).count())
}

/// The visitor's own account. That its owner looked has its row in the ledger: what they call their ways in is sealed.
pub async fn account_of(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Account> {
    let allowed = session::own(house, moment, visitor).await?;
    house.store.record_event(session::did(&allowed, moment, "read")).await?;
    let there = good(house, &visitor.user).await?;
    let mut ways = Vec::new();
    for way in &there {
        if let Some(shown) = way_of(way.kind) {
            ways.push(WayIn {
                id: way.id.clone(),
                way: shown,
                // One that can't be opened is listed all the same, so that it can be taken away.
                label: ways::open(house, way).map(|opened| opened.label).unwrap_or_default(),
                made_at: read(&way.made_at),
                used_at: way.used_at.as_deref().map(read),
            });
        }
    }
    let codes = there.iter().find(|way| way.kind == CredentialKind::RecoveryCodes);
    let left = codes.map_or(0, |way| password::codes_left(house, way));
    let account = house.store.account(&visitor.user).await?;
    Ok(Account {
        user: visitor.user.clone(),
        ways,
        recovery_codes: left,
        terms: account.and_then(|account| Some((account.terms_version?, read(&account.terms_at?)))),
    })
}

/// How accounts stand, of the offices that the asker may invite to or cut off.
pub async fn accounts(house: &House, moment: &Moment, by: &By) -> Result<Vec<AccountLine>> {
    let asker = Asker::of(house, moment, by).await?;
    let partnership = &asker.ground.partnership;
    let there = house.store.accounts().await?;
    let mut lines = Vec::new();
    for user in &partnership.users {
        let may = asker.would::<acts::InviteUser>(house, &user.id)
            || asker.would::<acts::ApproveUser>(house, &user.id)
            || asker.would::<acts::CutOff>(house, &user.id);
        if !may {
            continue;
        }
        let account = there.iter().find(|account| account.user == user.id);
        let state = match account.map(|account| account.state) {
            None => AccountState::None,
            Some(store::AccountState::Invited) => AccountState::Invited,
            Some(store::AccountState::Waiting) => AccountState::Waiting,
            Some(store::AccountState::Active) => AccountState::Active,
            Some(store::AccountState::Cut) => AccountState::Cut,
        };
        let mut ways: Vec<Way> = match account {
            Some(_) => good(house, &user.id).await?.iter().filter_map(|way| way_of(way.kind)).collect(),
            None => Vec::new(),
        };
        ways.sort_unstable();
        ways.dedup();
        let last_here = house.store.sessions_of(&user.id).await?.first().map(|session| read(&session.seen_at));
        let organisations = partnership::signing::organisations_of(partnership, &user.id, crate::registers::today(moment));
        lines.push(AccountLine { user: user.id.clone(), organisations, state, ways, last_here });
    }
    Ok(lines)
}

/// Whether the asker would be let to invite to the account of an office, and to cut it off. Nothing is asked for, so nothing is written
/// down.
pub async fn would_let_in(house: &House, moment: &Moment, by: &By, user: &str) -> Result<(bool, bool)> {
    let asker = Asker::of(house, moment, by).await?;
    Ok((asker.would::<acts::InviteUser>(house, user), asker.would::<acts::CutOff>(house, user)))
}

/// One of one's own ways in.
async fn one(house: &House, visitor: &Visitor, id: &str) -> Result<Credential> {
    let found = good(house, &visitor.user).await?.into_iter().find(|way| way.id == id && way_of(way.kind).is_some());
    found.ok_or_else(|| Trouble::refused("no-such-way-in", "there is no such way in of yours", "look at the list again"))
}

/// Gives one of one's own ways in another label.
pub async fn rename_way(house: &House, moment: &Moment, visitor: &Visitor, id: &str, label: &str) -> Result<()> {
    let allowed = session::own(house, moment, visitor).await?;
    let way = one(house, visitor, id).await?;
    let opened = ways::open(house, &way)?;
    let sealed = ways::seal(house, &visitor.user, id, &ways::Sealed { label: ways::label_of(label)?, ..opened })?;
    let step = [Step::Reseal { id, seen: &way.sealed, sealed: &sealed }];
    if !house.store.change_doors(&step, &[], session::did(&allowed, moment, "rename-way-in")).await?.all() {
        return Err(invitation::meanwhile());
    }
    Ok(())
}

/// Removes one of one's own ways in; with a password its codes go.
///
/// # Errors
/// Refused with `not-strong`, and with `last-way-in` where no other is left.
pub async fn remove_way(house: &House, moment: &Moment, visitor: &Visitor, id: &str) -> Result<()> {
    let allowed = session::own(house, moment, visitor).await?;
    ground::strong(visitor)?;
    let way = one(house, visitor, id).await?;
    let there = good(house, &visitor.user).await?;
    if !there.iter().any(|other| other.id != id && way_of(other.kind).is_some()) {
        return Err(Trouble::refused("last-way-in", "it is your only way in", "add another first"));
    }
    let goes = |other: &Credential| {
        other.id == id || way.kind == CredentialKind::Password && matches!(other.kind, CredentialKind::Totp | CredentialKind::RecoveryCodes)
    };
    let steps: Vec<Step<'_>> = there.iter().filter(|other| goes(other)).map(|other| Step::RevokeCredential(&other.id)).collect();
    let change = match way.kind {
        CredentialKind::Passkey => WayChange::PasskeyRemoved,
        CredentialKind::Oidc => WayChange::OrganisationRemoved,
        CredentialKind::Password | CredentialKind::Totp | CredentialKind::RecoveryCodes => WayChange::PasswordRemoved,
    };
    let mails = mail::way_changed(house, moment, &visitor.user, change)?;
    if !house.store.change_doors(&steps, &mails, session::did(&allowed, moment, "remove-way-in")).await?.all() {
        return Err(invitation::meanwhile());
    }
    Ok(())
}

/// Makes new recovery codes; those before are good no longer. Shown this once.
///
/// # Errors
/// Refused with `not-strong`, and with `no-password` where there is none to whose codes they belong.
pub async fn new_recovery_codes(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<String>> {
    let allowed = session::own(house, moment, visitor).await?;
    ground::strong(visitor)?;
    let there = good(house, &visitor.user).await?;
    if !there.iter().any(|way| way.kind == CredentialKind::Password) {
        return Err(Trouble::refused(
            "no-password",
            "recovery codes belong to a password with codes, and you have none",
            "another way in needs no recovery codes; add a second one, so that you never lose both",
        ));
    }
    let codes = identity::secret::recovery_codes()?;
    let new = password::new_codes(house, &visitor.user, &codes)?;
    let before = there.iter().filter(|way| way.kind == CredentialKind::RecoveryCodes);
    let mut steps: Vec<Step<'_>> = before.map(|way| Step::RevokeCredential(&way.id)).collect();
    steps.push(Step::AddCredential(&new));
    let mails = mail::way_changed(house, moment, &visitor.user, WayChange::RecoveryCodesMade)?;
    if !house.store.change_doors(&steps, &mails, session::did(&allowed, moment, "make-recovery-codes")).await?.all() {
        return Err(invitation::meanwhile());
    }
    Ok(codes.iter().map(|code| code.reveal().to_owned()).collect())
}
