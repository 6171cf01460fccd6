//! People in office: enrolled under a label that names the post; who holds it is sealed.

use crate::people::{Asking, Certificate, about, leave, open_version, seal_version};
use crate::{By, House, Moment};
use base::{Result, Trouble};
use permission::{Action, Actor, Facts, Personal, Purpose, Question, Thing, ThingKind, acts, authorize};
use serde::{Deserialize, Serialize};
use std::fmt;
use store::NewRecord;

/// Who holds an office. Sealed whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHolder {
    /// The name.
    pub name: String,
    /// The address at work.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mail: String,
    /// The telephone at work.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
}

impl fmt::Debug for OfficeHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficeHolder(personal)")
    }
}

pub(crate) fn holder_of(text: &str) -> Result<OfficeHolder> {
    let holder: Option<OfficeHolder> = serde_json::from_str(text).ok().filter(|holder: &OfficeHolder| !holder.name.trim().is_empty());
    holder.ok_or_else(|| {
        Trouble::refused(
            "not-an-office-holder",
            "nothing was recorded: it can't be read as who holds an office",
            "give a JSON object with `name` and, where known, `mail` and `telephone`",
        )
    })
}

/// Seals who holds an office, or who holds it now. The user must be in the register of users.
pub async fn enrol_user(house: &House, moment: &Moment, by: &By, id: &str, text: Personal<String>) -> Result<i64> {
    let holder = holder_of(text.to_be_sealed())?;
    let sealed_text = Personal::new(serde_json::to_string(&holder).unwrap_or_default());
    let partnership = crate::people::partnership(house).await?;
    let Some(user) = partnership.user(id) else {
        return Err(Trouble::refused(
            "user-unknown",
            format!("there is no user `{id}` in the register"),
            "record the user's posts first, with `wardmote user set FILE`",
        ));
    };
    if *by == By::Operator && administrator_enrolled(house, moment, &partnership).await? {
        return Err(Trouble::usage(
            "user-needed",
            "an administrator is enrolled, and whoever runs the machine enrols nobody any more",
            "add `--as USER --purpose administration`",
        ));
    }
    let controller = user.posts.first().map(|post| post.organisation.clone()).unwrap_or_default();
    let there = house.store.record_facts(id).await?;
    let thing = Thing { originator: controller.clone(), controllers: vec![controller.clone()], ..Thing::plain(ThingKind::User, id) };
    match there {
        None => {
            let allowed = permit::<acts::EnrolUser>(house, moment, by, thing).await?;
            match house.keystore.create(id) {
                // A crash, or a record brought back from before, left the key and not the record: the key is as good as a new one.
                Err(trouble) if trouble.code == "key-there" => {}
                made => made?,
            }
            let record = NewRecord {
                kind: ThingKind::User.id().to_owned(),
                originator: controller.clone(),
                controllers: vec![controller],
                regime: "uk-gdpr".into(),
                marking: "official".into(),
                kept_apart: false,
                sealed: seal_version(house, id, 1, &sealed_text)?,
            };
            house.store.open_record(&allowed, &record, &moment.iso()).await?;
            Ok(1)
        }
        Some(record) => {
            let allowed = permit::<acts::ChangeUser>(house, moment, by, thing).await?;
            let another = is_another(house, id, &holder).await?;
            let sealed = seal_version(house, id, record.version + 1, &sealed_text)?;
            let version = house.store.change_record(&allowed, record.version, false, &moment.iso(), &sealed).await?;
            if another {
                // Whoever held the office before has nothing open any more; the new holder is invited.
                crate::signing::cut_because(house, moment, allowed.actor(), id, "another-holds-the-office").await?;
            }
            Ok(version)
        }
    }
}

/// Whether an office is held by somebody else from now on: the name is another. Nobody reads it here.
async fn is_another(house: &House, id: &str, holder: &OfficeHolder) -> Result<bool> {
    let Some((version, sealed)) = house.store.sealed_newest(ThingKind::User.id(), id).await? else { return Ok(true) };
    // What can't be opened any more is nobody who could be the same.
    let before = crate::people::unseal(house, id, version, &sealed).ok().and_then(|text| holder_of(text.to_be_sealed()).ok());
    Ok(before.is_none_or(|before| before.name.trim() != holder.name.trim()))
}

/// Whether somebody holds the post of an administrator and is enrolled: until then whoever runs the machine has to enrol the first.
async fn administrator_enrolled(house: &House, moment: &Moment, partnership: &partnership::Partnership) -> Result<bool> {
    let today = crate::registers::today(moment);
    for user in &partnership.users {
        let administrator = user.own_posts_on(today).any(|post| post.role == permission::Role::Administrator);
        if administrator && house.store.record_facts(&user.id).await?.is_some_and(|record| record.state != permission::State::Destroyed) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn permit<A: permission::Act>(house: &House, moment: &Moment, by: &By, thing: Thing) -> Result<permission::Allowed<A>> {
    match by {
        By::User(asking) => {
            let question = crate::people::question(house, moment, asking, A::ACTION, thing, Facts::default()).await?;
            leave::<A>(house, moment, question).await
        }
        By::Operator => {
            let purpose = Some(Purpose::Administration);
            let question = Question { actor: Actor::operator(&moment.who), action: A::ACTION, thing, purpose, facts: Facts::default() };
            authorize::<A>(policy::Policies::builtin()?, question).map_err(|refusal| refusal.trouble())
        }
    }
}

/// Destroys what is sealed of who holds an office, or held it. The label stays in the registers; it names nobody.
pub async fn destroy_user(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Certificate> {
    let question = about(house, moment, asking, Action::DestroyUser, id, Facts::default()).await?;
    let allowed = leave::<acts::DestroyUser>(house, moment, question).await?;
    house.store.decide_destruction(&allowed, &moment.iso()).await?;
    crate::people::finish_destruction(house, moment, id).await?;
    crate::people::certificate(house, id).await
}

/// Reads who holds an office.
pub async fn show_user(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<OfficeHolder> {
    let question = about(house, moment, asking, Action::ReadUser, id, Facts::default()).await?;
    let allowed = leave::<acts::ReadUser>(house, moment, question).await?;
    let newest = house.store.newest_version(&allowed).await?;
    let (text, _) = open_version(house, &allowed, moment, &newest).await?;
    holder_of(&text)
}
