//! Access cut off, at once and whole.

use super::mail;
use super::standing::Asker;
use crate::{By, House, Moment};
use base::Result;
use jiff::civil::Date;
use ledger::Event;
use permission::{ThingKind, acts};
use store::{AccountState, Step};

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CutOff {
    /// Sessions.
    pub sessions: usize,
    /// Tokens.
    pub tokens: usize,
    /// Calendar feeds.
    pub feeds: usize,
    /// Signed links and invitations.
    pub links: usize,
    /// Ways in.
    pub ways: usize,
}

/// Cuts a user off: sessions, tokens, feeds, links and ways in end in one transaction.
pub async fn cut_off(house: &House, moment: &Moment, by: &By, user: &str) -> Result<CutOff> {
    crate::people::ids_only([("the user", user)])?;
    let allowed = Asker::of(house, moment, by).await?.leave::<acts::CutOff>(house, moment, user).await?;
    cut(house, moment, user, "cut-off", store::Store::reading_event(&allowed, &moment.iso())).await
}

/// Asks for leave to cut somebody off, before a form about it is shown. A refusal has its row in the ledger.
///
/// # Errors
/// The refusal.
pub async fn leave_to_cut_off(house: &House, moment: &Moment, by: &By, user: &str) -> Result<()> {
    crate::people::ids_only([("the user", user)])?;
    Asker::of(house, moment, by).await?.leave::<acts::CutOff>(house, moment, user).await.map(drop)
}

/// Cuts somebody off because of what was done or came to pass: they left, somebody else holds the office, what was sealed of them is
/// destroyed. `who` did it.
pub(crate) async fn cut_because(house: &House, moment: &Moment, who: &str, user: &str, because: &'static str) -> Result<CutOff> {
    let event = Event::done(moment.iso(), who, permission::Action::CutOff.id(), format!("{}:{user}", ThingKind::Account.id()));
    cut(house, moment, user, because, event.with("because", because)).await
}

async fn cut(house: &House, moment: &Moment, user: &str, because: &str, event: Event) -> Result<CutOff> {
    if house.store.account(user).await?.is_none_or(|account| account.state == AccountState::Cut) {
        return Ok(CutOff::default());
    }
    let was = CutOff {
        sessions: house.store.sessions_of(user).await?.len(),
        tokens: house.store.tokens_of(user).await?.iter().filter(|one| one.revoked_at.is_none()).count(),
        feeds: house.store.feeds_of(user).await?.iter().filter(|one| one.revoked_at.is_none()).count(),
        links: house.store.links_by(user).await?.iter().filter(|one| one.revoked_at.is_none() && one.used_at.is_none()).count(),
        ways: house.store.credentials(user).await?.iter().filter(|one| one.revoked_at.is_none()).count(),
    };
    // Whoever's address is about to be destroyed is written to no more.
    let mails = if because == "destroyed" { Vec::new() } else { mail::letter(house, moment, user, "cut-off", &[])? };
    // One that somebody else cut meanwhile is as good.
    let _ = house.store.change_doors(&[Step::Cut { user, because }], &mails, event).await?;
    Ok(was)
}

/// Cuts off everybody who left by a day and can still sign in. Returns who.
pub(crate) async fn cut_leavers(house: &House, moment: &Moment, day: Date) -> Result<Vec<String>> {
    let partnership = crate::people::partnership(house).await?;
    let mut cut = Vec::new();
    for account in house.store.accounts().await? {
        let left = partnership::signing::is_left(&partnership, &account.user, day);
        if left && account.state != AccountState::Cut {
            cut_because(house, moment, &moment.who, &account.user, "left").await?;
            cut.push(account.user);
        }
    }
    Ok(cut)
}
