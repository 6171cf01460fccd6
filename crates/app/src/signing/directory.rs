//! Who is reached under which address, and whom an organisation's sign-in means: drawn from sealed rows, in memory only
//! (docs/decisions/0002). Nobody reads there: an address that is asked for finds the label of an office or nothing.

use super::ways;
use crate::House;
use crate::people::unseal;
use base::Result;
use identity::oidc::Proven;
use permission::{Personal, ThingKind};
use std::collections::BTreeMap;
use std::sync::Mutex;
use store::CredentialKind;

/// Records read from the store at a time.
const PAGE: u32 = 2_000;

/// Addresses and subjects, as they were last opened.
#[derive(Default)]
pub(crate) struct Directory {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// By office: the version that was opened, and its address.
    mails: BTreeMap<String, (i64, String)>,
    /// By way in: the office, and the subject.
    subjects: BTreeMap<String, (String, String)>,
}

/// An address as it is compared: case does not count, nor do spaces around it.
pub(super) fn compared(mail: &str) -> String {
    mail.trim().to_lowercase()
}

/// The offices that are reached under an address. Somebody may hold two.
pub(super) async fn offices_at(house: &House, mail: &Personal<String>) -> Result<Vec<String>> {
    let asked = compared(mail.to_be_sealed());
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut there = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = house.store.sealed_page(ThingKind::User.id(), &after, PAGE).await?;
        let Some((last, ..)) = page.last() else { break };
        after.clone_from(last);
        for (user, version, sealed) in page {
            let known = house.doors.directory.kept.lock().ok().and_then(|kept| kept.mails.get(&user).cloned());
            let mail = match known.filter(|(seen, _)| *seen == version) {
                Some((_, mail)) => mail,
                None => opened(house, &user, version, &sealed),
            };
            there.insert(user, (version, mail));
        }
    }
    let found = there.iter().filter(|(_, (_, mail))| *mail == asked).map(|(user, _)| user.clone()).collect();
    // What is gone from the record is gone from here.
    if let Ok(mut kept) = house.doors.directory.kept.lock() {
        kept.mails = there;
    }
    Ok(found)
}

/// The address of an office. A record whose key is gone, or that another version wrote, has none; `check --deep` names it.
fn opened(house: &House, user: &str, version: i64, sealed: &str) -> String {
    let text = unseal(house, user, version, sealed).ok();
    let holder = text.and_then(|text| crate::users::holder_of(text.to_be_sealed()).ok());
    holder.map(|holder| compared(&holder.mail)).unwrap_or_default()
}

/// The office, and the way in, to which an organisation's sign-in was linked for somebody.
pub(super) async fn office_of(house: &House, proven: &Proven) -> Result<Option<(String, String)>> {
    let mut there = BTreeMap::new();
    for credential in house.store.credentials_of_kind(CredentialKind::Oidc).await? {
        let known = house.doors.directory.kept.lock().ok().and_then(|kept| kept.subjects.get(&credential.id).cloned());
        let subject = match known {
            Some((_, subject)) => subject,
            None => ways::open(house, &credential).map(|way| way.content).unwrap_or_default(),
        };
        there.insert(credential.id, (credential.user, subject));
    }
    let found = there.iter().find(|(_, (_, subject))| proven.is(subject));
    let found = found.map(|(way, (user, _))| (user.clone(), way.clone()));
    if let Ok(mut kept) = house.doors.directory.kept.lock() {
        kept.subjects = there;
    }
    Ok(found)
}
