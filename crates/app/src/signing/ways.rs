//! What proves somebody, sealed under the key of the office: opened to be weighed against what a browser sent, read by nobody.

use crate::House;
use crate::people::{seal_own, unseal_own};
use base::{Result, Trouble};
use identity::secret::random_id;
use permission::Personal;
use serde::{Deserialize, Serialize};
use store::{Credential, CredentialKind, CredentialUse, NewCredential};

/// What is sealed of a way in. Its owner's words for it are sealed with it: they may name anything.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    /// What its owner calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) label: String,
    /// What it is weighed with.
    pub(super) content: String,
}

/// The longest name of a way in, in letters.
const LONGEST_LABEL: usize = 60;

fn field(id: &str) -> String {
    format!("way in {id}")
}

/// A new way in, sealed.
pub(super) fn new(house: &House, user: &str, kind: CredentialKind, label: &str, content: String, count: i64) -> Result<NewCredential> {
    let id = random_id("c-")?;
    let sealed = seal(house, user, &id, &Sealed { label: label_of(label)?, content })?;
    Ok(NewCredential { id, user: user.to_owned(), kind, label: kind.as_str().to_owned(), sealed, uses: count })
}

/// What is sealed anew in place of what was there.
pub(super) fn seal(house: &House, user: &str, id: &str, way: &Sealed) -> Result<String> {
    let text = serde_json::to_string(way).map_err(|_| unreadable())?;
    seal_own(house, user, &field(id), &Personal::new(text))
}

/// What is sealed of a way in.
pub(super) fn open(house: &House, credential: &Credential) -> Result<Sealed> {
    let text = unseal_own(house, &credential.user, &field(&credential.id), &credential.sealed)?;
    serde_json::from_str(text.to_be_sealed()).map_err(|_| unreadable())
}

/// A name as its owner typed it: one line, not too long.
pub(super) fn label_of(typed: &str) -> Result<String> {
    let label = typed.trim();
    if label.chars().count() > LONGEST_LABEL || label.chars().any(char::is_control) {
        return Err(Trouble::refused(
            "label-long",
            format!("the name has more than {LONGEST_LABEL} letters, or more than a line"),
            "give it a short name, such as where the device is",
        ));
    }
    Ok(label.to_owned())
}

/// The ways in of an office that are good, of one kind.
pub(super) async fn of(house: &House, user: &str, kind: CredentialKind) -> Result<Vec<Credential>> {
    let mut ways = house.store.credentials(user).await?;
    ways.retain(|way| way.kind == kind && way.revoked_at.is_none());
    Ok(ways)
}

/// Ways in that are good by the record and do not open, though their owner has a key: `check --deep` names them.
pub(crate) async fn shut(house: &House) -> Result<Vec<String>> {
    let mut shut = Vec::new();
    let keyed = house.keystore.ids()?;
    for account in house.store.accounts().await?.iter().filter(|account| keyed.contains(&account.user)) {
        let ways = house.store.credentials(&account.user).await?;
        shut.extend(ways.iter().filter(|way| way.revoked_at.is_none() && open(house, way).is_err()).map(|way| way.id.clone()));
    }
    Ok(shut)
}

/// The use of a way in that counts nothing.
pub(super) fn once_more(way: &Credential) -> CredentialUse<'_> {
    CredentialUse { id: &way.id, seen: way.uses, uses: way.uses }
}

fn unreadable() -> Trouble {
    Trouble::failed(
        "way-in-unreadable",
        "what is kept of a way in can't be read: another version of wardmote wrote it",
        "use the version that wrote it, or a newer one; another way in still works",
    )
}
