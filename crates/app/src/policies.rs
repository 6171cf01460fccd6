//! What the policy says: one question explained, with the facts of the home; the policies as a table.

use crate::people::{Asking, complete, partnership, thing_of};
use crate::registers::day_or_today;
use crate::{House, Moment};
use base::{Result, Trouble};
use permission::{Action, Actor, Door, Facts, Purpose, Thing, ThingKind};
use policy::Explained;

/// What `policy explain` asks.
#[derive(Debug, Clone, Default)]
pub struct ExplainAsk {
    /// The user's id, or `operator`.
    pub user: String,
    /// The action.
    pub action: String,
    /// The thing: `person:p-…`, `organisation:…`, `ledger`, a kind alone for the register as a whole.
    pub thing: String,
    /// The purpose.
    pub purpose: Option<String>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// To which organisation something is given.
    pub to: Option<String>,
    /// Under which power.
    pub power: Option<String>,
    /// What kind of data.
    pub data_type: Option<String>,
    /// A reason would be given.
    pub reason: bool,
    /// On which day; today if not said.
    pub on: Option<String>,
}

/// Says whether something may be done, and why; changes and opens nothing.
///
/// # Errors
/// Usage, where a word is not known; refused with `no-such-record` where there is no such record.
pub async fn explain_policy(house: &House, moment: &Moment, ask: &ExplainAsk) -> Result<Explained> {
    explain_policy_by(house, moment, ask, Door::Terminal).await
}

/// The same for whoever would ask by a page.
///
/// # Errors
/// As [`explain_policy`].
pub async fn explain_policy_at_page(house: &House, moment: &Moment, ask: &ExplainAsk) -> Result<Explained> {
    explain_policy_by(house, moment, ask, Door::Page).await
}

async fn explain_policy_by(house: &House, moment: &Moment, ask: &ExplainAsk, door: Door) -> Result<Explained> {
    let action = Action::parse(&ask.action).ok_or_else(|| {
        let known: Vec<&str> = Action::ALL.iter().map(|action| action.id()).collect();
        Trouble::usage("action-unknown", format!("`{}` is no action", ask.action), format!("the actions are {}", known.join(", ")))
    })?;
    let purpose = ask.purpose.as_deref().map(parse_purpose).transpose()?;
    let day = day_or_today(ask.on.as_deref(), moment)?;
    let partnership = partnership(house).await?;
    let asking = Asking { user: ask.user.clone(), purpose, organisation: ask.organisation.clone(), door };
    let actor = if ask.user == "operator" || ask.user.starts_with("operator:") {
        Actor::operator(&ask.user)
    } else if partnership.user(&ask.user).is_some() {
        crate::people::actor_of(&partnership, &asking, day)
    } else {
        return Err(Trouble::refused("user-unknown", "there is no such user in the register", "list the users with `wardmote user list`"));
    };
    let (kind, id) = ask.thing.split_once(':').unwrap_or((ask.thing.as_str(), "*"));
    let kind = ThingKind::parse(kind).ok_or_else(|| {
        let known: Vec<&str> = ThingKind::ALL.iter().map(|kind| kind.id()).collect();
        Trouble::usage(
            "thing-unknown",
            format!("`{}` is no kind of thing", ask.thing),
            format!("write `person:p-…`, or one of {}", known.join(", ")),
        )
    })?;
    let thing = match (kind, id) {
        (ThingKind::Person, id) if id != "*" => match house.store.record_facts(id).await? {
            Some(record) if record.kind == kind.id() => thing_of(house, &partnership, &record, day).await?,
            _ => return Err(crate::people::no_such_record(id)),
        },
        (ThingKind::Person, _) => {
            // A new record: that of the organisation that would open it.
            let originator = actor.posts.first().map(|post| post.organisation.clone()).unwrap_or_default();
            Thing { controllers: vec![originator.clone()], originator, ..Thing::plain(kind, "*") }
        }
        (ThingKind::Account, id) if id != "*" => partnership::signing::account_thing(&partnership, id, day),
        _ => Thing::plain(kind, id),
    };
    let facts = Facts { recipient: ask.to.clone(), power: ask.power.clone(), reason_given: ask.reason, ..Facts::default() };
    let mut question = complete(house, &partnership, actor, action, thing, purpose, facts, day);
    crate::partners::weigh_giving(house, &partnership, &mut question, ask.data_type.as_deref().unwrap_or_default(), day);
    policy::explain(&question)
}

/// Reads a purpose.
///
/// # Errors
/// Usage, with the purposes there are.
pub fn parse_purpose(text: &str) -> Result<Purpose> {
    Purpose::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.id()).collect();
        Trouble::usage("purpose-unknown", format!("`{text}` is no purpose"), format!("the purposes are {}", known.join(", ")))
    })
}

/// The policies in plain English, with the table of who may do what.
pub fn policy_table() -> Result<String> {
    policy::table()
}
