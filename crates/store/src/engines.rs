//! The one place where the two engines differ: beginning, locking, turning a row into cells, and what a failure means;
//! opening stands in `opening.rs`.
//!
//! The rest of the crate speaks of [`Tx`], [`Bind`] and [`Row`]. The record holds text and whole numbers only,
//! so a row of either engine becomes cells without loss; there is no `Any` driver (house.md §5.4).

use crate::migrations::Dialect;
use crate::statements as sql;
use base::{Result, Trouble};
use futures::TryStreamExt as _;
use sqlx::error::DatabaseError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, TypeInfo as _, ValueRef as _};

/// Connections to one of the two engines.
#[derive(Clone)]
pub(crate) enum Pools {
    /// SQLite: one connection that writes, several that only read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// PostgreSQL: the server keeps writers apart by locks. Readers have connections of their own, so that none waits
    /// behind writers that wait for one another.
    Postgres { writers: PgPool, readers: PgPool },
}

/// A list that grows at its end under a lock: its numbers have no gaps and are committed in order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Log {
    Extract,
    Assessment,
    Entry,
    Operation,
    /// The ledger itself; also every change of a sealed record, whose order is that of the chain.
    Ledger,
    /// What was tried at the doors: each trial sees those before it.
    Attempt,
    /// Mail that is being claimed: no two hands get the same.
    Outbox,
    /// Nothing grows: rows are changed, each by whoever is first.
    Rows,
    /// All of them at once, for loading.
    Everything,
}

/// An open transaction. Dropped without [`Tx::commit`], it leaves nothing.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres {
        tx: Transaction<'static, Postgres>,
        /// The lock at the end of the chain is held.
        ledger: bool,
    },
}

/// A value handed to a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bind<'a> {
    Whole(i64),
    Text(&'a str),
    MaybeText(Option<&'a str>),
}

/// A row as it came: text, whole numbers, or nothing.
#[derive(Debug)]
pub(crate) struct Row(Vec<Cell>);

#[derive(Debug)]
enum Cell {
    Missing,
    Whole(i64),
    Text(String),
    /// Bytes that are no text of ours: somebody wrote past the engine.
    Broken,
}

impl Row {
    /// The whole number in a column.
    pub(crate) fn whole(&self, column: usize) -> Result<i64> {
        match self.0.get(column) {
            Some(Cell::Whole(n)) => Ok(*n),
            other => Err(unreadable(&format!("a whole number was expected in column {column}, found {other:?}"))),
        }
    }

    /// The text in a column.
    pub(crate) fn text(&self, column: usize) -> Result<String> {
        match self.0.get(column) {
            Some(Cell::Text(t)) => Ok(t.clone()),
            other => Err(unreadable(&format!("text was expected in column {column}, found {other:?}"))),
        }
    }

    /// The text in a column, or nothing.
    pub(crate) fn maybe_text(&self, column: usize) -> Result<Option<String>> {
        if let Some(Cell::Missing) = self.0.get(column) { Ok(None) } else { self.text(column).map(Some) }
    }

    /// The text in a column as far as it can be read: what is missing or broken comes as a sign that no text of ours
    /// holds, so that whoever compares finds it changed.
    pub(crate) fn text_as_it_is(&self, column: usize) -> String {
        match self.0.get(column) {
            Some(Cell::Text(t)) => t.clone(),
            Some(Cell::Whole(n)) => format!("\0{n}"),
            Some(Cell::Missing | Cell::Broken) | None => "\0".to_owned(),
        }
    }
}

/// The record holds something this version cannot read.
pub(crate) fn unreadable(why: &str) -> Trouble {
    Trouble::failed("record-unreadable", format!("the record holds something this version cannot read: {why}"), "run `wardmote check`")
}

/// Says what was attempted when the database failed.
pub(crate) fn database_trouble(attempt: &str, cause: &sqlx::Error) -> Trouble {
    let said = || format!("could not {attempt}: {}", one_line(&cause.to_string()));
    match meaning(cause) {
        Meaning::Busy => {
            let remedy = "another program is writing to this home for a long time, or the database server is away: wait and try again";
            Trouble::failed("record-busy", said(), remedy)
        }
        Meaning::Unreachable => {
            Trouble::failed("record-unreachable", said(), "check that the database server runs and can be reached, then try again")
        }
        Meaning::Full => Trouble::failed("record-full", said(), "nothing was kept: make room on the disk of the record, then try again"),
        Meaning::Refused | Meaning::Other => {
            Trouble::failed("record-failed", said(), "check the rights on the record and its disk, run `wardmote check`, then try again")
        }
    }
}

/// What a failure of the database means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Somebody else holds what is needed.
    Busy,
    /// The server is not there, or cut the connection.
    Unreachable,
    /// No room is left.
    Full,
    /// The engine refuses the row: a guard, a constraint, a text too long for an index.
    Refused,
    /// Anything else.
    Other,
}

/// What a failure means, by the codes of both engines.
pub(crate) fn meaning(cause: &sqlx::Error) -> Meaning {
    match cause {
        sqlx::Error::PoolTimedOut => Meaning::Busy,
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Meaning::Unreachable,
        sqlx::Error::Database(e) => meaning_of(e.as_ref()),
        _ => Meaning::Other,
    }
}

fn meaning_of(error: &dyn DatabaseError) -> Meaning {
    let code = error.code().unwrap_or_default();
    // SQLite numbers its failures, the kind in the low byte; the codes of PostgreSQL are five letters or digits.
    if code.len() < 5
        && let Ok(number) = code.parse::<u32>()
    {
        return match number & 0xff {
            5 | 6 => Meaning::Busy,
            13 => Meaning::Full,
            19 => Meaning::Refused,
            _ => Meaning::Other,
        };
    }
    match code.as_ref() {
        "55P03" | "53300" | "40P01" => Meaning::Busy,
        "53100" => Meaning::Full,
        "P0001" | "54000" => Meaning::Refused,
        other if other.starts_with("23") => Meaning::Refused,
        other if other.starts_with("57P") || other.starts_with("08") => Meaning::Unreachable,
        _ => Meaning::Other,
    }
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Pools {
    /// A transaction that reads one snapshot.
    pub(crate) async fn reading(&self) -> Result<Tx> {
        let trouble = |e| database_trouble("read the record", &e);
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin_with(sql::SQLITE_BEGIN_READING).await.map_err(trouble)?),
            Self::Postgres { readers, .. } => {
                Tx::Postgres { tx: begin(readers, sql::POSTGRES_BEGIN_READING).await.map_err(trouble)?, ledger: false }
            }
        })
    }

    /// A transaction that is alone in appending to `log`.
    pub(crate) async fn writing(&self, log: Log) -> Result<Tx> {
        let trouble = |e| database_trouble("begin writing to the record", &e);
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with(sql::SQLITE_BEGIN_WRITING).await.map_err(trouble)?),
            Self::Postgres { writers, .. } => {
                let mut tx = begin(writers, sql::POSTGRES_BEGIN_WRITING).await.map_err(trouble)?;
                let lock = match log {
                    Log::Extract => Some(sql::POSTGRES_LOCK_EXTRACT),
                    Log::Assessment => Some(sql::POSTGRES_LOCK_ASSESSMENT),
                    Log::Entry => Some(sql::POSTGRES_LOCK_ENTRY),
                    Log::Operation => Some(sql::POSTGRES_LOCK_OPERATION),
                    Log::Ledger => Some(sql::POSTGRES_LOCK_LEDGER),
                    Log::Attempt => Some(sql::POSTGRES_LOCK_ATTEMPT),
                    Log::Outbox => Some(sql::POSTGRES_LOCK_OUTBOX),
                    Log::Rows => None,
                    Log::Everything => Some(sql::POSTGRES_LOCK_EVERYTHING),
                };
                if let Some(lock) = lock {
                    sqlx::query(lock).execute(&mut *tx).await.map_err(trouble)?;
                }
                Tx::Postgres { tx, ledger: matches!(log, Log::Ledger | Log::Everything) }
            }
        })
    }

    /// What the engine itself finds wrong with its file; empty when sound. PostgreSQL checks its own pages on
    /// reading, so there the selects of `check` are the check.
    pub(crate) async fn integrity(&self) -> Result<Vec<String>> {
        let Self::Sqlite { readers, .. } = self else { return Ok(Vec::new()) };
        let trouble = |e| database_trouble("check the database file", &e);
        let mut found = Vec::new();
        for row in sqlx::query(sql::SQLITE_INTEGRITY).fetch_all(readers).await.map_err(trouble)? {
            let said: String = row.try_get(0).map_err(trouble)?;
            if said != "ok" {
                found.push(said);
            }
        }
        for row in sqlx::query(sql::SQLITE_FOREIGN_KEYS).fetch_all(readers).await.map_err(trouble)? {
            let table: String = row.try_get(0).map_err(trouble)?;
            found.push(format!("a row of `{table}` points at a row that is not there"));
        }
        Ok(found)
    }

    /// Which engine this is.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Name and text of every guard that stands in the database and fires, as the engine tells it.
    pub(crate) async fn guards(&self) -> Result<Vec<(String, String)>> {
        let guards = match self {
            Self::Sqlite { .. } => sql::SQLITE_GUARDS,
            Self::Postgres { .. } => sql::POSTGRES_GUARDS,
        };
        self.reading().await?.fetch(guards, &[]).await?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    /// How the connections are used just now.
    pub(crate) fn connections(&self) -> crate::Connections {
        let of = |size: u32, idle: usize| {
            let idle = u32::try_from(idle).unwrap_or(size).min(size);
            crate::Connections { busy: size - idle, idle }
        };
        let (first, second) = match self {
            Self::Sqlite { writer, readers } => (of(writer.size(), writer.num_idle()), of(readers.size(), readers.num_idle())),
            Self::Postgres { writers, readers } => (of(writers.size(), writers.num_idle()), of(readers.size(), readers.num_idle())),
        };
        crate::Connections { busy: first.busy + second.busy, idle: first.idle + second.idle }
    }

    /// Waits for open work and lets go of the files.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
        }
    }
}

/// Begins on a connection that lives. One that the server cut while it lay idle shows only now, where nothing was asked of
/// it yet: it is let go, and another is taken.
async fn begin(pool: &PgPool, statement: &'static str) -> std::result::Result<Transaction<'static, Postgres>, sqlx::Error> {
    for _ in 0..pool.options().get_max_connections() {
        match pool.begin_with(statement).await {
            Err(e) if meaning(&e) == Meaning::Unreachable => {}
            begun => return begun,
        }
    }
    pool.begin_with(statement).await
}

/// Neither engine agrees with the other on NUL inside text (PostgreSQL has none), so none is stored.
pub(crate) fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

macro_rules! bound {
    ($sql:expr, $binds:expr) => {{
        let mut query = sqlx::query($sql);
        for bind in $binds {
            query = match bind {
                Bind::Whole(n) => query.bind(*n),
                Bind::Text(t) => query.bind(without_nul(t)),
                Bind::MaybeText(t) => query.bind(t.map(without_nul)),
            };
        }
        query
    }};
}

impl Tx {
    /// Runs a statement that returns no rows.
    pub(crate) async fn execute(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> Result<()> {
        self.try_execute(sql, binds).await.map_err(|e| database_trouble("write to the record", &e))
    }

    /// The same, for whoever makes something of the engine's own refusal.
    pub(crate) async fn try_execute(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> std::result::Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => bound!(sql, binds).execute(&mut **tx).await.map(drop),
            Self::Postgres { tx, .. } => bound!(sql, binds).execute(&mut **tx).await.map(drop),
        }
    }

    /// Runs a statement that changes rows, and says how many it changed.
    pub(crate) async fn changed(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> Result<u64> {
        let trouble = |e| database_trouble("write to the record", &e);
        match self {
            Self::Sqlite(tx) => bound!(sql, binds).execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(trouble),
            Self::Postgres { tx, .. } => bound!(sql, binds).execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(trouble),
        }
    }

    /// Runs a statement and hands on its rows one by one, as they come: memory holds one of them.
    pub(crate) async fn each(&mut self, sql: &'static str, mut taken: impl FnMut(&Row) -> Result<()> + Send) -> Result<()> {
        let trouble = |e| database_trouble("read the record", &e);
        match self {
            Self::Sqlite(tx) => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(trouble)? {
                    taken(&sqlite_row(&row)?)?;
                }
            }
            Self::Postgres { tx, .. } => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(trouble)? {
                    taken(&postgres_row(&row)?)?;
                }
            }
        }
        Ok(())
    }

    /// Runs a statement and returns its rows.
    pub(crate) async fn fetch(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> Result<Vec<Row>> {
        let trouble = |e| database_trouble("read the record", &e);
        match self {
            Self::Sqlite(tx) => bound!(sql, binds).fetch_all(&mut **tx).await.map_err(trouble)?.iter().map(sqlite_row).collect(),
            Self::Postgres { tx, .. } => bound!(sql, binds).fetch_all(&mut **tx).await.map_err(trouble)?.iter().map(postgres_row).collect(),
        }
    }

    /// The first row, if there is one.
    pub(crate) async fn fetch_first(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> Result<Option<Row>> {
        Ok(self.fetch(sql, binds).await?.into_iter().next())
    }

    /// The one whole number a statement returns.
    pub(crate) async fn number(&mut self, sql: &'static str) -> Result<i64> {
        self.fetch_first(sql, &[]).await?.ok_or_else(|| unreadable("a count returned no row"))?.whole(0)
    }

    /// Takes the lock at the end of the chain, the last that a transaction takes. SQLite has one writer.
    pub(crate) async fn lock_ledger(&mut self) -> Result<()> {
        if let Self::Postgres { ledger: false, .. } = self {
            self.execute(sql::POSTGRES_LOCK_LEDGER, &[]).await?;
        }
        if let Self::Postgres { ledger, .. } = self {
            *ledger = true;
        }
        Ok(())
    }

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> Result<()> {
        let trouble = |e| database_trouble("commit to the record", &e);
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(trouble),
            Self::Postgres { tx, .. } => tx.commit().await.map_err(trouble),
        }
    }
}

fn sqlite_row(row: &SqliteRow) -> Result<Row> {
    cells(row.len(), |i| {
        let raw = row.try_get_raw(i)?;
        if raw.is_null() {
            return Ok(Cell::Missing);
        }
        let whole = raw.type_info().name() == "INTEGER";
        // SQLite keeps whatever bytes it is handed as text.
        if whole { row.try_get_unchecked(i).map(Cell::Whole) } else { Ok(row.try_get_unchecked(i).map_or(Cell::Broken, Cell::Text)) }
    })
}

fn postgres_row(row: &PgRow) -> Result<Row> {
    cells(row.len(), |i| {
        let raw = row.try_get_raw(i)?;
        if raw.is_null() {
            return Ok(Cell::Missing);
        }
        let whole = raw.type_info().name() == "INT8";
        if whole { row.try_get(i).map(Cell::Whole) } else { row.try_get(i).map(Cell::Text) }
    })
}

fn cells(count: usize, cell: impl Fn(usize) -> std::result::Result<Cell, sqlx::Error>) -> Result<Row> {
    (0..count).map(cell).collect::<std::result::Result<_, _>>().map(Row).map_err(|e| unreadable(&e.to_string()))
}
