//! The one place where the two engines differ: opening, beginning, locking, and turning a row into cells.
//!
//! The rest of the crate speaks of [`Tx`], [`Bind`] and [`Row`]. The record holds text and whole numbers only,
//! so a row of either engine becomes cells without loss; there is no `Any` driver (house.md §5.4).

use crate::migrations::{Dialect, migrator};
use crate::statements as sql;
use crate::{Database, OpenMode};
use base::{Result, Trouble};
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, TypeInfo as _, ValueRef as _};
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

/// How long a writer waits for another process to finish its transaction.
const BUSY: Duration = Duration::from_secs(30);
/// How long a caller waits for a free connection.
const PATIENCE: Duration = Duration::from_mins(1);
/// Connections for readers of one process.
const READERS: u32 = 4;

/// Connections to one of the two engines.
#[derive(Clone)]
pub(crate) enum Pools {
    /// SQLite: one connection that writes, several that only read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// PostgreSQL: one pool; the server keeps writers apart by locks.
    Postgres(PgPool),
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
}

/// An open transaction. Dropped without [`Tx::commit`], it leaves nothing.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
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
}

/// The record holds something this version cannot read.
pub(crate) fn unreadable(why: &str) -> Trouble {
    Trouble::failed("record-unreadable", format!("the record holds something this version cannot read: {why}"), "run `wardmote check`")
}

/// Says what was attempted when the database failed.
pub(crate) fn database_trouble(attempt: &str, cause: &sqlx::Error) -> Trouble {
    let (code, remedy) = match cause {
        sqlx::Error::PoolTimedOut => ("record-busy", "another program is writing to this home for a long time: wait for it and try again"),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            ("record-unreachable", "check that the database server runs and can be reached, then try again")
        }
        sqlx::Error::Database(e) if e.message().contains("database is locked") => {
            ("record-busy", "another program is writing to this home: wait for it and try again")
        }
        _ => ("record-failed", "check the disk's free space and rights, run `wardmote check`, then try again"),
    };
    Trouble::failed(code, format!("could not {attempt}: {}", one_line(&cause.to_string())), remedy)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Pools {
    /// Opens and migrates; see [`crate::Store::open`].
    pub(crate) async fn open(database: &Database, mode: OpenMode) -> Result<Self> {
        match database {
            Database::Sqlite(path) => open_sqlite(path, mode).await,
            Database::Postgres(url) => open_postgres(url, mode).await,
        }
    }

    /// A transaction that reads one snapshot.
    pub(crate) async fn reading(&self) -> Result<Tx> {
        let trouble = |e| database_trouble("read the record", &e);
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin_with(sql::SQLITE_BEGIN_READING).await.map_err(trouble)?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with(sql::POSTGRES_BEGIN_READING).await.map_err(trouble)?),
        })
    }

    /// A transaction that is alone in appending to `log`.
    pub(crate) async fn writing(&self, log: Log) -> Result<Tx> {
        let trouble = |e| database_trouble("begin writing to the record", &e);
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with(sql::SQLITE_BEGIN_WRITING).await.map_err(trouble)?),
            Self::Postgres(pool) => {
                let mut tx = pool.begin_with(sql::POSTGRES_BEGIN_WRITING).await.map_err(trouble)?;
                let lock = match log {
                    Log::Extract => sql::POSTGRES_LOCK_EXTRACT,
                    Log::Assessment => sql::POSTGRES_LOCK_ASSESSMENT,
                    Log::Entry => sql::POSTGRES_LOCK_ENTRY,
                    Log::Operation => sql::POSTGRES_LOCK_OPERATION,
                    Log::Ledger => sql::POSTGRES_LOCK_LEDGER,
                };
                sqlx::query(lock).execute(&mut *tx).await.map_err(trouble)?;
                Tx::Postgres(tx)
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

    /// The names of the guards that stand in the database and fire.
    pub(crate) async fn guards(&self) -> Result<Vec<String>> {
        let trouble = |e| database_trouble("look at the guards of the record", &e);
        match self {
            Self::Sqlite { readers, .. } => sqlx::query_scalar(sql::SQLITE_GUARDS).fetch_all(readers).await.map_err(trouble),
            Self::Postgres(pool) => sqlx::query_scalar(sql::POSTGRES_GUARDS).fetch_all(pool).await.map_err(trouble),
        }
    }

    /// Waits for open work and lets go of the files.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Neither engine agrees with the other on NUL inside text (PostgreSQL has none), so none is stored.
fn without_nul(text: &str) -> String {
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
        let trouble = |e| database_trouble("write to the record", &e);
        match self {
            Self::Sqlite(tx) => bound!(sql, binds).execute(&mut **tx).await.map(drop).map_err(trouble),
            Self::Postgres(tx) => bound!(sql, binds).execute(&mut **tx).await.map(drop).map_err(trouble),
        }
    }

    /// Runs a statement and returns its rows.
    pub(crate) async fn fetch(&mut self, sql: &'static str, binds: &[Bind<'_>]) -> Result<Vec<Row>> {
        let trouble = |e| database_trouble("read the record", &e);
        match self {
            Self::Sqlite(tx) => bound!(sql, binds).fetch_all(&mut **tx).await.map_err(trouble)?.iter().map(sqlite_row).collect(),
            Self::Postgres(tx) => bound!(sql, binds).fetch_all(&mut **tx).await.map_err(trouble)?.iter().map(postgres_row).collect(),
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

    /// Takes the lock at the end of the chain, in a transaction that holds another lock already. SQLite has one writer.
    pub(crate) async fn lock_ledger(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.execute(sql::POSTGRES_LOCK_LEDGER, &[]).await,
        }
    }

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> Result<()> {
        let trouble = |e| database_trouble("commit to the record", &e);
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(trouble),
            Self::Postgres(tx) => tx.commit().await.map_err(trouble),
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
        if whole { row.try_get_unchecked(i).map(Cell::Whole) } else { row.try_get_unchecked(i).map(Cell::Text) }
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

async fn open_sqlite(path: &Path, mode: OpenMode) -> Result<Pools> {
    let shown = path.display();
    let present = std::fs::exists(path)
        .map_err(|e| Trouble::failed("home-unreadable", format!("could not look at `{shown}`: {e}"), "check the rights on the folder"))?;
    if mode == OpenMode::Existing && !present {
        return Err(not_initialised(&format!("there is no record at `{shown}`")));
    }
    let attempt = format!("open the record at `{shown}`");
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(mode == OpenMode::Create)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .pragma("trusted_schema", "OFF");
    // Never more than one writer in a process: waiting in our own queue is fair, waiting on a busy file is not.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await
        .map_err(|e| not_ours(&attempt, &e))?;
    migrate_sqlite(&writer, &attempt).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(|e| database_trouble(&attempt, &e))?;
    Ok(Pools::Sqlite { writer, readers })
}

/// SQLite has no lock for migrators: when two programs open an old home at once the second may find the work
/// half done by the first, and finds it done when it looks again.
async fn migrate_sqlite(writer: &SqlitePool, attempt: &str) -> Result<()> {
    let migrator = migrator(Dialect::Sqlite);
    if migrator.run(writer).await.is_ok() {
        return Ok(());
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    migrator.run(writer).await.map_err(|e| migration_trouble(attempt, &e))
}

async fn open_postgres(url: &str, mode: OpenMode) -> Result<Pools> {
    // The URL may hold a password: it is never repeated in a message.
    let attempt = "open the record on PostgreSQL";
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Trouble::usage("database-url", "the database URL could not be read", "write it as `postgres://USER@HOST/DATABASE`"))?;
    let pool = PgPoolOptions::new()
        .max_connections(READERS + 1)
        .acquire_timeout(PATIENCE)
        .connect_with(options.application_name("wardmote").options([("synchronous_commit", "on"), ("timezone", "UTC")]))
        .await
        .map_err(|e| database_trouble(attempt, &e))?;
    if mode == OpenMode::Existing {
        let ours: i64 = sqlx::query_scalar(sql::POSTGRES_IS_OURS).fetch_one(&pool).await.map_err(|e| database_trouble(attempt, &e))?;
        if ours == 0 {
            return Err(not_initialised("there is no record in this PostgreSQL database"));
        }
    }
    migrator(Dialect::Postgres).run(&pool).await.map_err(|e| migration_trouble(attempt, &e))?;
    Ok(Pools::Postgres(pool))
}

fn not_initialised(message: &str) -> Trouble {
    Trouble::refused("home-missing", message, "run `wardmote init` first, or name another home with `--home`")
}

/// A file that is there but is no database is refused; anything else is the machine's fault.
fn not_ours(attempt: &str, cause: &sqlx::Error) -> Trouble {
    match cause {
        sqlx::Error::Database(e) if e.message().contains("not a database") => Trouble::refused(
            "record-not-a-database",
            format!("could not {attempt}: the file is not a database"),
            "name another home, or restore this one from a backup",
        ),
        _ => database_trouble(attempt, cause),
    }
}

fn migration_trouble(attempt: &str, cause: &MigrateError) -> Trouble {
    match cause {
        MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => Trouble::refused(
            "record-of-another-version",
            format!("could not {attempt}: it was written by another version of wardmote ({cause})"),
            "use the version that wrote it, or a newer one",
        ),
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => not_ours(attempt, e),
        _ => Trouble::failed("record-migration", format!("could not {attempt}: {}", one_line(&cause.to_string())), "run `wardmote check`"),
    }
}
