//! Records held back from destruction, and destroyed: the decision first, then the keys, then the certificate.

use super::ask::{Asking, about, leave, no_such_record};
use super::certificate::{Certificate, certificate_of};
use crate::{House, Moment};
use base::{Result, Trouble};
use permission::{Action, Facts, State, acts};
use store::Hold;

/// Grounds on which a record is held back (domain rules R12, and the retention of each copy): none of them names anybody.
pub const GROUNDS: [&str; 6] = ["live-order", "review", "complaint", "subject-access", "litigation", "inquiry"];

/// Places a hold, or lifts it. Returns the grounds that are in force then.
pub async fn hold_person(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    id: &str,
    ground: &str,
    placed: bool,
    review: Option<&str>,
) -> Result<Vec<String>> {
    if !GROUNDS.contains(&ground) {
        return Err(Trouble::usage(
            "ground-unknown",
            format!("`{ground}` is no ground of a hold"),
            format!("the grounds are {}", GROUNDS.join(", ")),
        ));
    }
    let question = about(house, moment, asking, Action::HoldPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::HoldPerson>(house, moment, question).await?;
    house.store.hold_record(&allowed, ground, placed, review, &moment.iso()).await?;
    Ok(store::grounds_in_force(&house.store.holds(id).await?))
}

/// The holds of a record as they were placed and lifted, for somebody who may place one.
pub async fn holds_of(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Vec<Hold>> {
    let question = about(house, moment, asking, Action::HoldPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::HoldPerson>(house, moment, question).await?;
    house.store.record_event(store::Store::reading_event(&allowed, &moment.iso()).with("shown", "holds")).await?;
    house.store.holds(id).await
}

/// Destroys a record: decides it in the record, destroys every key it ever had, and certifies it. Said again after a crash,
/// it finishes what was begun and gives the certificate.
pub async fn destroy_person(house: &House, moment: &Moment, asking: &Asking, id: &str) -> Result<Certificate> {
    let cut_off =
        house.store.record_facts(id).await?.is_some_and(|record| record.state == State::Destroyed && record.certified_at.is_none());
    if cut_off {
        finish_cut_off(house, moment).await?;
        return certificate_of(house, id).await?.ok_or_else(|| no_such_record(id));
    }
    let question = about(house, moment, asking, Action::DestroyPerson, id, Facts::default()).await?;
    let allowed = leave::<acts::DestroyPerson>(house, moment, question).await?;
    house.store.decide_destruction(&allowed, &moment.iso()).await?;
    finish(house, moment, id).await?;
    certificate_of(house, id).await?.ok_or_else(|| no_such_record(id))
}

/// Finishes destructions that were decided and cut off. Returns the records.
pub async fn finish_cut_off(house: &House, moment: &Moment) -> Result<Vec<String>> {
    let mut finished = Vec::new();
    for record in house.store.unfinished_destructions().await? {
        finish(house, moment, &record.id).await?;
        finished.push(record.id);
    }
    Ok(finished)
}

pub(crate) async fn finish(house: &House, moment: &Moment, id: &str) -> Result<()> {
    // Of a user the way in goes too, whatever cut this off before: its seals open no more.
    crate::signing::cut_because(house, moment, &moment.who, id, "destroyed").await?;
    house.keystore.destroy(id, &moment.iso())?;
    house.names.forget(id);
    base::failpoint("destruction-keys-gone");
    house.store.certify_destruction(id, &moment.iso(), &moment.who).await
}
