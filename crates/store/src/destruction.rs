//! Holds, and the destruction of a record: decided here, carried out at the keystore, finished here again.

use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::append;
use crate::records::{SealedRecord, event_of, known, only_with_leave_to, record_of, unknown};
use crate::{Store, statements as sql, times};
use ::ledger::Event;
use base::{Result, Trouble};
use permission::{Act, Allowed, State, acts};
use std::collections::BTreeMap;

/// A hold that was placed on a record, or lifted from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number.
    pub seq: i64,
    /// The record.
    pub record: String,
    /// Why: `live-order`, `review`, `complaint`, `subject-access`, `litigation`.
    pub ground: String,
    /// Placed, or lifted.
    pub placed: bool,
    /// When.
    pub at: String,
    /// By whom.
    pub who: String,
    /// When it is looked at again.
    pub review: Option<String>,
}

impl Store {
    /// Places a hold on the witness's record, or lifts it. Returns its number.
    ///
    /// # Errors
    /// Refused with `hold-as-it-is` where it is held, or not held, for that ground already; with `no-such-record`.
    pub async fn hold_record(
        &self,
        allowed: &Allowed<acts::HoldPerson>,
        ground: &str,
        placed: bool,
        review: Option<&str>,
        at: &str,
    ) -> Result<i64> {
        let at = times::moment(at)?;
        let review = review.map(times::day).transpose()?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let in_force = grounds_in_force(&holds_in(&mut tx, id).await?).iter().any(|held| held == ground);
        if in_force == placed {
            let said = if placed { format!("held for `{ground}` already") } else { format!("not held for `{ground}`") };
            return Err(Trouble::refused(
                "hold-as-it-is",
                format!("the record `{id}` is {said}"),
                "list its holds with `wardmote person holds`",
            ));
        }
        let seq = tx.number(sql::HOLD_LAST).await? + 1;
        let row = [
            Bind::Whole(seq),
            Bind::Text(id),
            Bind::Text(ground),
            Bind::Whole(i64::from(placed)),
            Bind::Text(&at),
            Bind::Text(allowed.actor()),
            Bind::MaybeText(review),
        ];
        tx.execute(sql::HOLD_INSERT, &row).await?;
        let event = event_of(allowed, &at)
            .with("number", seq.to_string())
            .with("ground", ground)
            .with("hold", if placed { "placed" } else { "lifted" });
        append(&mut tx, &event).await?;
        base::failpoint("record-before-commit");
        tx.commit().await?;
        base::failpoint("record-after-commit");
        Ok(seq)
    }

    /// What was placed on a record and lifted, in order.
    pub async fn holds(&self, record: &str) -> Result<Vec<Hold>> {
        let mut tx = self.pools.reading().await?;
        holds_in(&mut tx, record).await
    }

    /// Decides the destruction of the witness's record: from this commit on nobody reads it, and its keys must go. A hold that
    /// came meanwhile is seen, because it is looked for in the same transaction.
    pub async fn decide_destruction<A: Act>(&self, allowed: &Allowed<A>, at: &str) -> Result<()> {
        only_with_leave_to!(A: DestroyPerson | DestroyUser);
        let at = times::moment(at)?;
        let id = allowed.thing().id.as_str();
        let mut tx = self.pools.writing(Log::Ledger).await?;
        known(&mut tx, id).await?;
        let held = grounds_in_force(&holds_in(&mut tx, id).await?);
        if !held.is_empty() {
            return Err(Trouble::refused(
                "record-held",
                format!("the record `{id}` is held back from destruction: {}", held.join(", ")),
                "lift the hold first, if its ground is gone",
            ));
        }
        tx.execute(sql::RECORD_SET_DESTROYED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &event_of(allowed, &at)).await?;
        base::failpoint("destruction-before-commit");
        tx.commit().await?;
        base::failpoint("destruction-after-commit");
        Ok(())
    }

    /// Marks a record destroyed because its keys are gone for good: a tombstone says so, and a record brought back from a
    /// backup did not know. Nothing where it is marked already.
    pub async fn mark_destroyed(&self, id: &str, at: &str, who: &str) -> Result<bool> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let Some(row) = tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await? else { return Ok(false) };
        let record = record_of(&row)?;
        if record.state == State::Destroyed {
            return Ok(false);
        }
        tx.execute(sql::RECORD_SET_DESTROYED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &Event::done(&at, who, "apply-tombstone", format!("{}:{id}", record.kind))).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The keys of a record are gone, at last: its destruction is finished. Nothing where that is known already.
    ///
    /// # Errors
    /// Refused with `no-such-record`, and with `destruction-undecided` where the record lives.
    pub async fn certify_destruction(&self, id: &str, at: &str, who: &str) -> Result<()> {
        let at = times::moment(at)?;
        let mut tx = self.pools.writing(Log::Ledger).await?;
        let Some(row) = tx.fetch_first(sql::RECORD_ONE, &[Bind::Text(id)]).await? else { return Err(unknown(id)) };
        let record = record_of(&row)?;
        if record.certified_at.is_some() {
            return Ok(());
        }
        if record.state != State::Destroyed {
            return Err(Trouble::refused(
                "destruction-undecided",
                format!("the record `{id}` lives: nobody decided its destruction"),
                "look at it again",
            ));
        }
        tx.execute(sql::RECORD_SET_CERTIFIED, &[Bind::Text(id), Bind::Text(&at)]).await?;
        append(&mut tx, &Event::done(&at, who, "certify-destruction", format!("{}:{id}", record.kind))).await?;
        base::failpoint("certificate-before-commit");
        tx.commit().await
    }

    /// Records whose destruction was decided and whose keys may still lie there: what a crash cut off.
    pub async fn unfinished_destructions(&self) -> Result<Vec<SealedRecord>> {
        self.pools.reading().await?.fetch(sql::RECORDS_BEING_DESTROYED, &[]).await?.iter().map(record_of).collect()
    }
}

/// The grounds that are in force, of what was placed and lifted in order.
pub fn grounds_in_force(holds: &[Hold]) -> Vec<String> {
    let mut grounds: BTreeMap<&str, bool> = BTreeMap::new();
    for hold in holds {
        grounds.insert(&hold.ground, hold.placed);
    }
    grounds.into_iter().filter(|(_, placed)| *placed).map(|(ground, _)| ground.to_owned()).collect()
}

async fn holds_in(tx: &mut Tx, id: &str) -> Result<Vec<Hold>> {
    tx.fetch(sql::HOLDS_OF, &[Bind::Text(id)]).await?.iter().map(hold_of).collect()
}

fn hold_of(row: &Row) -> Result<Hold> {
    Ok(Hold {
        seq: row.whole(0)?,
        record: row.text(1)?,
        ground: row.text(2)?,
        placed: row.whole(3)? != 0,
        at: row.text(4)?,
        who: row.text(5)?,
        review: row.maybe_text(6)?,
    })
}
