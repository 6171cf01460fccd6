//! The journal of the registers beside the numbers. Entries are appended, never changed: the newest entry of a
//! register and an id is its state, and every earlier one can be read as it was.

use crate::engines::{Bind, Log, Row, Tx};
use crate::ledger::{self, sha256};
use crate::register::{json, parsed};
use crate::{Store, statements as sql, times};
use ::ledger::Event;
use base::{Result, Trouble};
use std::collections::BTreeSet;

/// An entry about to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// Which register it belongs to, a stable word such as `data-set`.
    pub register: String,
    /// What it is about, an id within the register.
    pub id: String,
    /// When, ISO in UTC.
    pub at: String,
    /// Who: `operator:<uid>`.
    pub who: String,
    /// What it says.
    pub body: serde_json::Value,
    /// The number of the newest entry of this register and id that the writer saw; 0 where there was none.
    pub seen: i64,
    /// What else the writer looked at and decided by: it is written only where that still stands as it was.
    pub rests_on: Vec<RestsOn>,
}

/// Another thing that a writer decided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestsOn {
    /// Its register.
    pub register: String,
    /// Its id.
    pub id: String,
    /// The number of its newest entry that the writer saw; 0 where there was none.
    pub seen: i64,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the journal, from 1, without gaps.
    pub seq: i64,
    /// Which register it belongs to.
    pub register: String,
    /// What it is about.
    pub id: String,
    /// When, `YYYY-MM-DDTHH:MM:SSZ`.
    pub at: String,
    /// Who.
    pub who: String,
    /// What it says.
    pub body: serde_json::Value,
}

impl Store {
    /// Appends one entry. Returns its place in the journal.
    ///
    /// # Errors
    /// As [`Store::append_entries`].
    pub async fn append_entry(&self, new: &NewEntry) -> Result<i64> {
        let places = self.append_entries(std::slice::from_ref(new)).await?;
        Ok(places.first().copied().unwrap_or_default())
    }

    /// Appends entries, all of them or none, in one transaction and alone in the journal. Returns their places.
    ///
    /// # Errors
    /// Refused with `entry-changed` where somebody else wrote about the same thing after the writer looked, naming
    /// who and when; failed where one thing is written twice at once or the database does not answer.
    pub async fn append_entries(&self, new: &[NewEntry]) -> Result<Vec<i64>> {
        let mut tx = self.pools.writing(Log::Entry).await?;
        let (places, events) = write_entries(&mut tx, new).await?;
        ledger::append_all(&mut tx, &events).await?;
        base::failpoint("entry-before-commit");
        tx.commit().await?;
        base::failpoint("entry-after-commit");
        Ok(places)
    }

    /// The newest entry about each thing of a register, in the order of ids, as the journal stood at `up_to`.
    pub async fn entries(&self, register: &str, up_to: Option<i64>) -> Result<Vec<Entry>> {
        self.list(sql::ENTRIES_CURRENT, &[Bind::Text(register), limit(up_to)]).await
    }

    /// Every entry of a register in the order they were written, as the journal stood at `up_to`.
    pub async fn journal(&self, register: &str, up_to: Option<i64>) -> Result<Vec<Entry>> {
        self.list(sql::ENTRIES_OF_REGISTER, &[Bind::Text(register), limit(up_to)]).await
    }

    /// Every entry about one thing, oldest first, as the journal stood at `up_to`.
    pub async fn entry_history(&self, register: &str, id: &str, up_to: Option<i64>) -> Result<Vec<Entry>> {
        self.list(sql::ENTRIES_OF_ID, &[Bind::Text(register), Bind::Text(id), limit(up_to)]).await
    }

    /// The newest entry about one thing, as the journal stood at `up_to`.
    pub async fn entry(&self, register: &str, id: &str, up_to: Option<i64>) -> Result<Option<Entry>> {
        let asked = [Bind::Text(register), Bind::Text(id), limit(up_to)];
        let row = self.pools.reading().await?.fetch_first(sql::ENTRY_NEWEST, &asked).await?;
        row.as_ref().map(entry_of).transpose()
    }

    /// The entries after a place in the journal whose register begins with `beginning`, in the order they were written.
    pub async fn entries_after(&self, beginning: &str, place: i64) -> Result<Vec<Entry>> {
        let pattern = format!("{beginning}%");
        self.list(sql::ENTRIES_AFTER, &[Bind::Whole(place), Bind::Text(&pattern)]).await
    }

    /// The highest place in the journal; 0 where nothing was written yet.
    pub async fn last_entry(&self) -> Result<i64> {
        self.pools.reading().await?.number(sql::ENTRY_LAST).await
    }

    async fn list(&self, statement: &'static str, binds: &[Bind<'_>]) -> Result<Vec<Entry>> {
        self.pools.reading().await?.fetch(statement, binds).await?.iter().map(entry_of).collect()
    }
}

/// Writes entries within a transaction that is alone in the journal. Their places, and the events that are to follow them into the
/// ledger.
pub(crate) async fn write_entries(tx: &mut Tx, new: &[NewEntry]) -> Result<(Vec<i64>, Vec<Event>)> {
    if new.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut about = BTreeSet::new();
    for entry in new {
        if !about.insert((&entry.register, &entry.id)) {
            return Err(Trouble::failed(
                "entry-twice",
                format!("`{}` of the register `{}` is written twice at once", entry.id, entry.register),
                "report this: it is a fault in wardmote",
            ));
        }
    }
    let mut seq = tx.number(sql::ENTRY_LAST).await?;
    let mut places = Vec::with_capacity(new.len());
    let mut events = Vec::with_capacity(new.len());
    for entry in new {
        refuse_unless_newest_was_seen(tx, &entry.register, &entry.id, entry.seen).await?;
        for other in &entry.rests_on {
            refuse_unless_newest_was_seen(tx, &other.register, &other.id, other.seen).await?;
        }
        let at = times::moment(&entry.at)?;
        let body = json(&entry.body)?;
        seq += 1;
        let row = [
            Bind::Whole(seq),
            Bind::Text(&entry.register),
            Bind::Text(&entry.id),
            Bind::Text(&at),
            Bind::Text(&entry.who),
            Bind::Text(&body),
        ];
        tx.execute(sql::ENTRY_INSERT, &row).await?;
        let event = Event::done(&at, &entry.who, "record-entry", format!("{}:{}", entry.register, entry.id))
            .with("entry", seq.to_string())
            .with("content", sha256(&body));
        events.push(event);
        places.push(seq);
    }
    Ok((places, events))
}

fn limit(up_to: Option<i64>) -> Bind<'static> {
    Bind::Whole(up_to.unwrap_or(i64::MAX))
}

async fn refuse_unless_newest_was_seen(tx: &mut Tx, register: &str, id: &str, seen: i64) -> Result<()> {
    let asked = [Bind::Text(register), Bind::Text(id), limit(None)];
    let newest = tx.fetch_first(sql::ENTRY_NEWEST, &asked).await?.as_ref().map(entry_of).transpose()?;
    match newest {
        None if seen == 0 => Ok(()),
        Some(found) if found.seq == seen => Ok(()),
        Some(found) => Err(Trouble::refused(
            "entry-changed",
            format!(
                "`{}` of the register `{}` was changed by `{}` at `{}`, after you looked",
                found.id, found.register, found.who, found.at
            ),
            "look at it again, then make your change to what stands there now",
        )),
        None => Err(Trouble::refused(
            "entry-changed",
            format!("`{id}` of the register `{register}` is not there, though entry {seen} was seen"),
            "look at the register again: this may be another home",
        )),
    }
}

pub(crate) fn entry_of(row: &Row) -> Result<Entry> {
    Ok(Entry {
        seq: row.whole(0)?,
        register: row.text(1)?,
        id: row.text(2)?,
        at: row.text(3)?,
        who: row.text(4)?,
        body: parsed(&row.text(5)?)?,
    })
}
