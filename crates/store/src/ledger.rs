//! The ledger in the record: every change appends its row last, inside its own transaction; readings of personal data wait
//! for a batch of at most five milliseconds and one commit (docs/decisions/0005).

use crate::engines::{Bind, Log, Pools, Row as Cells, Tx, without_nul};
use crate::{Store, statements as sql, times};
use base::{Result, Trouble};
use ledger::{Event, GENESIS, Row, SignedCheckpoint, Verdict, Verifier};
use permission::Recorded;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// The longest that a reading waits for others to be committed with it.
const BATCH: Duration = Duration::from_millis(5);
/// Most readings of one commit.
const BATCH_READINGS: usize = 256;
/// The longest that who, what and thing may be, in bytes: PostgreSQL keeps them in an index, whose rows are short.
pub(crate) const LONGEST_NAME: usize = 600;

/// A row of the ledger as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Its number.
    pub seq: i64,
    /// What it says; nothing where its body can't be read, which `audit verify` names.
    pub event: Option<Event>,
}

/// Which rows of the ledger a reader asks for. An empty text asks for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerAsk {
    /// Whose.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To which thing.
    pub thing: String,
    /// From this moment on.
    pub since: String,
    /// Before this moment.
    pub until: String,
    /// Before this row; any, where there is none.
    pub before: Option<i64>,
    /// At most so many, the newest.
    pub limit: u32,
}

/// Readings of personal data, on their way into the ledger.
#[derive(Clone)]
pub(crate) struct Readings {
    queue: mpsc::UnboundedSender<(Event, oneshot::Sender<Result<i64>>)>,
}

impl Readings {
    /// Starts the task that commits them; it ends with the last clone of this queue.
    pub(crate) fn of(pools: &Pools) -> Self {
        let (queue, mut asked) = mpsc::unbounded_channel::<(Event, oneshot::Sender<Result<i64>>)>();
        let pools = pools.clone();
        tokio::spawn(async move {
            while let Some(first) = asked.recv().await {
                let (mut events, mut waiting) = (vec![first.0], vec![first.1]);
                let until = tokio::time::Instant::now() + BATCH;
                while events.len() < BATCH_READINGS {
                    match tokio::time::timeout_at(until, asked.recv()).await {
                        Ok(Some((event, answer))) => {
                            events.push(event);
                            waiting.push(answer);
                        }
                        Ok(None) | Err(_) => break,
                    }
                }
                let written = write(&pools, &events).await;
                for (n, answer) in (0_i64..).zip(waiting) {
                    // A reader that gave up waiting has read nothing; its row says that it asked.
                    let _ = answer.send(written.clone().map(|first| first + n));
                }
            }
        });
        Self { queue }
    }

    async fn record(&self, event: Event) -> Result<i64> {
        // One that the ledger can't take must not take the others of its batch with it.
        let event = storable(&event)?;
        let (answer, written) = oneshot::channel();
        let gone =
            || Trouble::failed("ledger-unreachable", "the ledger takes no more rows: the record was closed", "start the program again");
        self.queue.send((event, answer)).map_err(|_| gone())?;
        written.await.map_err(|_| gone())?
    }
}

/// Writes events in one transaction of their own; returns the number of the first.
async fn write(pools: &Pools, events: &[Event]) -> Result<i64> {
    let mut tx = pools.writing(Log::Ledger).await?;
    let last = append_all(&mut tx, events).await?;
    base::failpoint("ledger-before-commit");
    tx.commit().await?;
    base::failpoint("ledger-after-commit");
    Ok(last + 1 - i64::try_from(events.len()).unwrap_or_default())
}

/// Appends one event, last in its transaction. Returns its number.
pub(crate) async fn append(tx: &mut Tx, event: &Event) -> Result<i64> {
    append_all(tx, std::slice::from_ref(event)).await
}

/// Appends events in order, last in their transaction: from here to the commit the end of the chain is locked. Returns the
/// number of the last row.
pub(crate) async fn append_all(tx: &mut Tx, events: &[Event]) -> Result<i64> {
    tx.lock_ledger().await?;
    let (mut seq, mut previous) = match tx.fetch_first(sql::LEDGER_LAST, &[]).await? {
        Some(row) => (row.whole(0)?, row.text(1)?),
        None => (0, GENESIS.to_owned()),
    };
    for event in events {
        seq += 1;
        let row = Row::next(seq, &previous, &storable(event)?);
        let cells = [
            Bind::Whole(seq),
            Bind::Text(&row.at),
            Bind::Text(&row.who),
            Bind::Text(&row.what),
            Bind::Text(&row.thing),
            Bind::Text(&row.body),
            Bind::Text(&row.hash),
        ];
        tx.execute(sql::LEDGER_INSERT, &cells).await?;
        previous = row.hash;
    }
    Ok(seq)
}

/// The event as both engines can hold it: whole seconds, and no NUL, which the hash would cover and the column lose.
///
/// # Errors
/// Failed with `ledger-event` where it does not say who did what to which thing, or says it at too great a length.
fn storable(event: &Event) -> Result<Event> {
    let named = |part: &str, text: &str| {
        let wrong = if text.is_empty() {
            "nothing"
        } else if text.len() > LONGEST_NAME {
            "too much"
        } else {
            return Ok(without_nul(text));
        };
        let message = format!("an event says {wrong} about {part}, so it can't stand in the ledger");
        Err(Trouble::failed("ledger-event", message, format!("name things by ids of at most {LONGEST_NAME} bytes")))
    };
    Ok(Event {
        at: times::moment(&event.at)?,
        who: named("who did it", &event.who)?,
        what: named("what was done", &event.what)?,
        thing: named("what it was done to", &event.thing)?,
        ..event.clone()
    })
}

/// SHA-256 of a text as it is stored, lower-case hexadecimal: how the ledger pins what it does not repeat.
pub(crate) fn sha256(text: &str) -> String {
    let mut shown = String::with_capacity(64);
    for byte in Sha256::digest(without_nul(text).as_bytes()) {
        let _ = write!(shown, "{byte:02x}");
    }
    shown
}

impl Store {
    /// Records an event that changes nothing else: a reading, a refusal. Comes back once it is committed, together with what
    /// else was asked within five milliseconds.
    pub async fn record_event(&self, event: Event) -> Result<Recorded> {
        self.readings.record(event).await.map(Recorded::committed)
    }

    /// The last row's number and hash; 0 and [`GENESIS`] where there is none.
    pub async fn ledger_head(&self) -> Result<(i64, String)> {
        match self.pools.reading().await?.fetch_first(sql::LEDGER_LAST, &[]).await? {
            Some(row) => Ok((row.whole(0)?, row.text(1)?)),
            None => Ok((0, GENESIS.to_owned())),
        }
    }

    /// Goes along the whole chain in one read transaction, and holds checkpoints against it. Their signatures are the
    /// caller's to check.
    pub async fn verify_ledger(&self, checkpoints: &[SignedCheckpoint]) -> Result<Verdict> {
        let mut there: BTreeMap<i64, Option<String>> = checkpoints.iter().map(|signed| (signed.checkpoint.seq, None)).collect();
        let mut last = 0;
        let verdict = walk(&mut self.pools.reading().await?, |row| {
            last = row.seq;
            if let Some(hash) = there.get_mut(&row.seq) {
                *hash = Some(row.hash.clone());
            }
        })
        .await?;
        Ok(checkpoints.iter().fold(verdict, |verdict, signed| {
            let hash = there.get(&signed.checkpoint.seq).and_then(Option::as_deref);
            signed.checkpoint.hold_against(verdict, last, hash)
        }))
    }

    /// One row.
    pub async fn ledger_line(&self, seq: i64) -> Result<Option<LedgerLine>> {
        let row = self.pools.reading().await?.fetch_first(sql::LEDGER_ONE, &[Bind::Whole(seq)]).await?;
        let row = row.as_ref().map(row_as_it_is).transpose()?;
        Ok(row.map(|row| LedgerLine { seq, event: Event::of_body(&row.body).ok() }))
    }

    /// The newest rows that were asked for, newest first.
    pub async fn ledger_lines(&self, ask: &LedgerAsk) -> Result<Vec<LedgerLine>> {
        let until = if ask.until.is_empty() { "9999" } else { &ask.until };
        let within = !ask.since.is_empty() || !ask.until.is_empty();
        let mut binds = vec![
            Bind::Whole(ask.before.unwrap_or(i64::MAX)),
            Bind::Whole(i64::from(ask.limit)),
            Bind::Text(&ask.thing),
            Bind::Text(&ask.who),
            Bind::Text(&ask.what),
        ];
        if within {
            binds.extend([Bind::Text(&ask.since), Bind::Text(until)]);
        }
        // One text for each way that an index goes: a text for all of them would go along the whole ledger.
        let statement = match (ask.thing.is_empty(), ask.who.is_empty(), ask.what.is_empty(), within) {
            (false, _, _, false) => sql::LEDGER_OF_THING,
            (false, _, _, true) => sql::LEDGER_OF_THING_WITHIN,
            (true, false, _, false) => sql::LEDGER_OF_WHO,
            (true, false, _, true) => sql::LEDGER_OF_WHO_WITHIN,
            (true, true, false, false) => sql::LEDGER_OF_WHAT,
            (true, true, false, true) => sql::LEDGER_OF_WHAT_WITHIN,
            (true, true, true, false) => sql::LEDGER_NEWEST,
            (true, true, true, true) => sql::LEDGER_WITHIN,
        };
        let rows = self.pools.reading().await?.fetch(statement, &binds).await?;
        rows.iter().map(line_of).collect()
    }

    /// The rows since a moment that a review looks at, the newest first, at most so many: these six kinds of things done, and
    /// whatever was refused. The rest stays in the database, which a busy home's ledger is full of.
    pub async fn ledger_to_review(&self, since: &str, done: [&str; 6], limit: u32) -> Result<Vec<LedgerLine>> {
        let mut binds = vec![Bind::Text(since), Bind::Whole(i64::from(limit))];
        binds.extend(done.map(Bind::Text));
        let rows = self.pools.reading().await?.fetch(sql::LEDGER_TO_REVIEW, &binds).await?;
        rows.iter().map(line_of).collect()
    }
}

fn line_of(cells: &Cells) -> Result<LedgerLine> {
    let row = row_as_it_is(cells)?;
    Ok(LedgerLine { seq: row.seq, event: Event::of_body(&row.body).ok() })
}

/// Goes along the chain row by row, shows each to `seen`, and says whether it is whole.
pub(crate) async fn walk(tx: &mut Tx, mut seen: impl FnMut(&Row) + Send) -> Result<Verdict> {
    let mut verifier = Verifier::default();
    tx.each(sql::LEDGER_ALL, |cells| {
        let row = row_as_it_is(cells)?;
        seen(&row);
        verifier.take(&row);
        Ok(())
    })
    .await?;
    Ok(verifier.finish())
}

/// A row as far as it can be read: bytes that are no text stop nobody, and the row is found changed.
fn row_as_it_is(cells: &Cells) -> Result<Row> {
    Ok(Row {
        seq: cells.whole(0)?,
        at: cells.text_as_it_is(1),
        who: cells.text_as_it_is(2),
        what: cells.text_as_it_is(3),
        thing: cells.text_as_it_is(4),
        body: cells.text_as_it_is(5),
        hash: cells.text_as_it_is(6),
    })
}
