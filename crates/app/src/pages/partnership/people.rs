//! People in office, by their labels: who holds an office is sealed, and shown to whoever asks for it by itself.

use super::{day_of, shown, would_change};
use crate::people::Asking;
use crate::registers;
use crate::registrar::{Written, written};
use crate::signing::{self, AccountLine};
use crate::{By, House, Moment};
use base::Result;
use partnership::{Explained, UserRecord};
use permission::{Action, Facts, Purpose, Role, State, Thing, ThingKind, acts};
use std::collections::BTreeMap;

/// How the list of people in office is narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InOfficeAsk {
    /// At which organisation.
    pub organisation: String,
    /// In which office, by its stable name.
    pub role: String,
    /// Those who left, or hold no post, too.
    pub left: bool,
}

/// A person in office in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InOfficeLine {
    /// The label.
    pub id: String,
    /// The posts held today: the office in words, the organisation, and whose absence is covered.
    pub posts: Vec<(&'static str, String, Option<String>)>,
    /// The day they left.
    pub left_on: Option<String>,
    /// How the account stands, for those who may let in or cut off.
    pub account: Option<AccountLine>,
}

/// The list of people in office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InOfficePage {
    /// The people, by label.
    pub lines: Vec<InOfficeLine>,
    /// How many there are in the register.
    pub all: usize,
    /// The offices that somebody can hold: stable name and words.
    pub roles: Vec<(&'static str, &'static str)>,
    /// The reader may add one.
    pub may_change: bool,
    /// The reader lets others in, or cuts them off.
    pub keeps_accounts: bool,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostLine {
    /// Which of them, for a change.
    pub place: usize,
    /// The office.
    pub role: &'static str,
    /// The organisation.
    pub organisation: String,
    /// The first day.
    pub since: String,
    /// The first day no longer.
    pub until: Option<String>,
    /// The day the organisation authorised its holder.
    pub authorised_on: Option<String>,
    /// Why it ended.
    pub ended_because: String,
    /// It is held today.
    pub held: bool,
}

/// Cover of somebody's absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverLine {
    /// Which of them, for a change.
    pub place: usize,
    /// Whose absence.
    pub covers: String,
    /// Which office; every one there where missing.
    pub role: Option<&'static str>,
    /// At which organisation.
    pub organisation: String,
    /// The first day.
    pub since: String,
    /// The first day no longer.
    pub until: String,
    /// It holds today.
    pub held: bool,
}

/// One person in office.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the page offers")]
pub struct OfficePage {
    /// The label.
    pub id: String,
    /// Posts, past ones too.
    pub posts: Vec<PostLine>,
    /// Cover, past one too.
    pub cover: Vec<CoverLine>,
    /// The day they left.
    pub left_on: Option<String>,
    /// Somebody is enrolled: who it is stands sealed.
    pub enrolled: bool,
    /// Everything said of that day, and why.
    pub explained: Explained,
    /// How the account stands, for those who may let in or cut off.
    pub account: Option<AccountLine>,
    /// The newest entry: a change must name it.
    pub seq: i64,
    /// What was written about them, newest first.
    pub history: Vec<Written>,
    /// The purposes for which the reader may see who holds the office.
    pub may_read_for: Vec<Purpose>,
    /// The reader may change posts and say who holds the office.
    pub may_change: bool,
    /// The reader may invite to the account.
    pub may_invite: bool,
    /// The reader may cut the account off.
    pub may_cut_off: bool,
    /// The reader may have what is sealed destroyed.
    pub may_destroy: bool,
    /// The offices that somebody can hold: stable name and words.
    pub roles: Vec<(&'static str, &'static str)>,
}

/// The offices that somebody can hold: whoever runs the machine, and the public, are none.
fn offices() -> Vec<(&'static str, &'static str)> {
    let held = Role::ALL.iter().filter(|role| !matches!(role, Role::Operator | Role::Public));
    held.map(|role| (role.id(), role.says())).collect()
}

impl InOfficePage {
    /// The offices that somebody can hold: stable name and words.
    pub fn offices() -> Vec<(&'static str, &'static str)> {
        offices()
    }
}

/// Administration is what these pages are for.
fn by(asking: &Asking) -> By {
    By::User(Asking { purpose: Some(Purpose::Administration), ..asking.clone() })
}

/// Asks for leave to change who may do what, before a form about it is shown. A refusal has its row in the ledger.
///
/// # Errors
/// The refusal.
pub async fn leave_to_change_office(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<()> {
    crate::partners::permit::<acts::ChangeUser>(house, moment, &by(asking), id).await
}

/// The same for destroying what is sealed of who holds an office.
///
/// # Errors
/// The refusal.
pub async fn leave_to_destroy_office(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<()> {
    crate::partners::permit::<acts::DestroyUser>(house, moment, &by(asking), id).await
}

/// The list of people in office today, narrowed as asked.
pub async fn in_office_page(house: &House, moment: &Moment, asking: &Asking, ask: &InOfficeAsk) -> Result<InOfficePage> {
    let day = registers::today(moment);
    let partnership = crate::people::partnership(house).await?;
    let mut lines = Vec::new();
    for one in &partnership.users {
        let posts = partnership::posts_on(&partnership.users, &partnership.organisations, &one.id, day).posts;
        let wanted = |post: &permission::Post| {
            (ask.organisation.is_empty() || post.organisation == ask.organisation) && (ask.role.is_empty() || post.role.id() == ask.role)
        };
        let was_there = || one.posts.iter().any(|post| ask.organisation.is_empty() || post.organisation == ask.organisation);
        if posts.iter().any(wanted) || (ask.left && posts.is_empty() && ask.role.is_empty() && was_there()) {
            lines.push(InOfficeLine {
                id: one.id.clone(),
                posts: posts.into_iter().map(|post| (post.role.says(), post.organisation, post.covers)).collect(),
                left_on: shown(one.left_on),
                account: None,
            });
        }
    }
    let mut accounts: BTreeMap<String, AccountLine> =
        signing::accounts(house, moment, &by(asking)).await?.into_iter().map(|line| (line.user.clone(), line)).collect();
    let keeps_accounts = !accounts.is_empty();
    for line in &mut lines {
        line.account = accounts.remove(&line.id);
    }
    Ok(InOfficePage {
        lines,
        all: partnership.users.len(),
        roles: offices(),
        may_change: would_change(house, moment, asking, Action::ChangeUser).await?,
        keeps_accounts,
    })
}

/// One person in office today; nothing where there is none.
pub async fn office_page(house: &House, moment: &Moment, asking: &Asking, id: &str, on: Option<&str>) -> Result<Option<OfficePage>> {
    let day = day_of(on, moment)?;
    let partnership = crate::people::partnership(house).await?;
    let Some((one, seq)) = registers::find::<UserRecord>(house, id).await? else { return Ok(None) };
    let enrolled = house.store.record_facts(id).await?.is_some_and(|record| record.state != State::Destroyed);
    let account = signing::accounts(house, moment, &by(asking)).await?.into_iter().find(|line| line.user == id);
    let (may_invite, may_cut_off) = signing::would_let_in(house, moment, &by(asking), id).await?;
    let mut may_read_for = Vec::new();
    for purpose in [Purpose::Administration, Purpose::Governance, Purpose::RightsOfPeople] {
        let asking = Asking { purpose: Some(purpose), ..asking.clone() };
        let thing = Thing::plain(ThingKind::User, id);
        if enrolled && crate::people::would(house, moment, &asking, Action::ReadUser, thing, Facts::default()).await? {
            may_read_for.push(purpose);
        }
    }
    Ok(Some(OfficePage {
        posts: posts(&one, day),
        cover: cover(&one, day),
        explained: partnership::explain_user(&partnership, house.rulebook, id, day)?,
        history: written(house, "user", id).await?,
        may_change: would_change(house, moment, asking, Action::ChangeUser).await?,
        may_destroy: enrolled && would_change(house, moment, asking, Action::DestroyUser).await?,
        left_on: shown(one.left_on),
        roles: offices(),
        id: one.id,
        enrolled,
        account,
        seq,
        may_read_for,
        may_invite,
        may_cut_off,
    }))
}

fn posts(user: &UserRecord, day: jiff::civil::Date) -> Vec<PostLine> {
    let line = |(place, post): (usize, &partnership::HeldPost)| PostLine {
        place,
        role: post.role.says(),
        organisation: post.organisation.clone(),
        since: post.since.to_string(),
        until: shown(post.until),
        authorised_on: shown(post.authorised_on),
        ended_because: post.ended_because.clone(),
        held: !user.has_left(day) && post.holds_on(day),
    };
    user.posts.iter().enumerate().map(line).collect()
}

fn cover(user: &UserRecord, day: jiff::civil::Date) -> Vec<CoverLine> {
    let line = |(place, one): (usize, &partnership::Cover)| CoverLine {
        place,
        covers: one.covers.clone(),
        role: one.role.map(Role::says),
        organisation: one.organisation.clone(),
        since: one.since.to_string(),
        until: one.until.to_string(),
        held: !user.has_left(day) && one.holds_on(day),
    };
    user.cover.iter().enumerate().map(line).collect()
}
