//! Sealing and opening of records. A sealed value becomes readable in one function, which first has the row of the ledger.

use crate::{House, Moment};
use base::{Result, Trouble};
use permission::{Act, Allowed, Personal, Recorded};
use store::SealedVersion;
use vault::About;

/// The field under which a record is sealed as a whole.
pub(crate) const WHOLE: &str = "record";
/// The field under which a reason in words is sealed: it opens only as the reason of what it was given for.
fn reason_of(what: &str) -> String {
    format!("reason {what}")
}

/// Seals what a version of a record says, under the newest key of the record.
pub(crate) fn seal_version(house: &House, id: &str, version: i64, text: &Personal<String>) -> Result<String> {
    seal(house, &About { record: id, version, field: WHOLE }, text.to_be_sealed())
}

/// Seals a reason given in words under the newest key of the record that it is about: it goes when the record goes. `what` is
/// what it was given for, the kind of a disclosure or an action.
pub(crate) fn seal_reason(house: &House, id: &str, what: &str, reason: &Personal<String>) -> Result<String> {
    seal(house, &About { record: id, version: 0, field: &reason_of(what) }, reason.to_be_sealed())
}

/// Seals what belongs to a user, a way in or a draft, under the newest key of the user: it goes when the user goes. It opens only as
/// the field that it was sealed as.
pub(crate) fn seal_own(house: &House, user: &str, field: &str, text: &Personal<String>) -> Result<String> {
    seal(house, &About { record: user, version: 0, field }, text.to_be_sealed())
}

/// What belongs to a user, still wrapped.
pub(crate) fn unseal_own(house: &House, user: &str, field: &str, sealed: &str) -> Result<Personal<String>> {
    unseal_as(house, &About { record: user, version: 0, field }, sealed)
}

fn seal(house: &House, about: &About<'_>, text: &str) -> Result<String> {
    let Some(key) = house.keystore.newest(about.record)? else { return Err(missing(house, about.record)?) };
    vault::seal(&key, about, text.as_bytes())
}

/// Opens a version that a witness allows to read: first the ledger has the reading, then the seal is broken.
pub(crate) async fn open_version<A: Act>(
    house: &House,
    allowed: &Allowed<A>,
    moment: &Moment,
    version: &SealedVersion,
) -> Result<(String, Recorded)> {
    let event = store::Store::reading_event(allowed, &moment.iso()).with("version", version.version.to_string());
    let recorded = house.store.record_event(event).await?;
    let text = unseal(house, &allowed.thing().id, version.version, &version.sealed)?.open(&recorded);
    Ok((text, recorded))
}

/// A version still wrapped: nobody has read it yet.
pub(crate) fn unseal(house: &House, id: &str, version: i64, sealed: &str) -> Result<Personal<String>> {
    unseal_as(house, &About { record: id, version, field: WHOLE }, sealed)
}

/// A reason still wrapped.
pub(crate) fn unseal_reason(house: &House, id: &str, what: &str, sealed: &str) -> Result<Personal<String>> {
    unseal_as(house, &About { record: id, version: 0, field: &reason_of(what) }, sealed)
}

fn unseal_as(house: &House, about: &About<'_>, sealed: &str) -> Result<Personal<String>> {
    let generation = vault::generation_of(sealed)?;
    let Some(key) = house.keystore.key(about.record, generation)? else { return Err(missing(house, about.record)?) };
    let plain = vault::open(&key, about, sealed)?;
    String::from_utf8(plain).map(Personal::new).map_err(|_| {
        Trouble::failed(
            "sealed-value-damaged",
            format!("what the record `{}` holds is no text", about.record),
            "restore the home from a backup, and run `wardmote check`",
        )
    })
}

/// What to say where there is no key: a record that was destroyed answers as one that never was, also to whoever was at it just then.
fn missing(house: &House, id: &str) -> Result<Trouble> {
    Ok(if house.keystore.tombstones()?.contains_key(id) { super::ask::no_such_record(id) } else { no_key(id) })
}

fn no_key(id: &str) -> Trouble {
    Trouble::failed(
        "key-missing",
        format!("the key of the record `{id}` is not in the keystore of this home"),
        "bring the keys back from the keystore's copy with `wardmote keystore take-back`; a record without its key can't be read again",
    )
}
