//! Opening the record on either engine, and bringing it to this version's schema.

use crate::engines::{Pools, database_trouble, one_line};
use crate::migrations::{Dialect, migrator};
use crate::statements as sql;
use crate::{Database, OpenMode};
use base::{Result, Trouble};
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqlitePool};
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

/// How long a writer waits for another process to finish its transaction.
pub(crate) const BUSY: Duration = Duration::from_secs(30);
/// How long a caller waits for a free connection.
const PATIENCE: Duration = Duration::from_mins(1);
/// Connections for readers of one process.
const READERS: u32 = 4;
/// Connections for writers of one process on PostgreSQL: a long import, and those that append behind one another.
const WRITERS: u32 = 3;

impl Pools {
    /// Opens and migrates; see [`crate::Store::open`].
    pub(crate) async fn open(database: &Database, mode: OpenMode, busy: Duration) -> Result<Self> {
        match database {
            Database::Sqlite(path) => open_sqlite(path, mode, busy).await,
            Database::Postgres(url) => open_postgres(url, mode, busy).await,
        }
    }
}

async fn open_sqlite(path: &Path, mode: OpenMode, busy: Duration) -> Result<Pools> {
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
        .busy_timeout(busy)
        .pragma("trusted_schema", "OFF");
    // Never more than one writer in a process: waiting in our own queue is fair, waiting on a busy file is not.
    let writer = kept_clean(SqlitePoolOptions::new())
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await
        .map_err(|e| not_ours(&attempt, &e))?;
    migrate_sqlite(&writer, &attempt).await?;
    let readers = kept_clean(SqlitePoolOptions::new())
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(|e| database_trouble(&attempt, &e))?;
    Ok(Pools::Sqlite { writer, readers })
}

/// Closes a connection that comes back in the middle of a transaction. SQLite itself rolls back when it has no room or can't
/// read; sqlx does not hear of it, counts the transaction as open, and the connection would never begin another.
fn kept_clean(options: SqlitePoolOptions) -> SqlitePoolOptions {
    options.after_release(|connection, _| {
        Box::pin(async move {
            // Whatever was still under way, a rollback above all, comes before the answer.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
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

async fn open_postgres(url: &str, mode: OpenMode, busy: Duration) -> Result<Pools> {
    // The URL may hold a password: it is never repeated in a message.
    let attempt = "open the record on PostgreSQL";
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Trouble::usage("database-url", "the database URL could not be read", "write it as `postgres://USER@HOST/DATABASE`"))?;
    let options = kept_from_others(options)?.application_name("wardmote").options([
        ("synchronous_commit", "on".to_owned()),
        ("timezone", "UTC".to_owned()),
        // As long as SQLite waits for its file: whoever holds a lock for longer does not stop us silently.
        ("lock_timeout", busy.as_millis().to_string()),
    ]);
    let pool = async |connections| {
        // Whether a connection still lives is seen when a transaction begins on it, without asking each time before.
        let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE).test_before_acquire(false);
        pool.connect_with(options.clone()).await.map_err(|e| database_trouble(attempt, &e))
    };
    // One connection by itself first: a pool waits for a server that is away, as if it were about to start.
    let trouble = |e| database_trouble(attempt, &e);
    let mut first = options.connect().await.map_err(trouble)?;
    if mode == OpenMode::Existing {
        let ours: i64 = sqlx::query_scalar(sql::POSTGRES_IS_OURS).fetch_one(&mut first).await.map_err(trouble)?;
        if ours == 0 {
            return Err(not_initialised("there is no record in this PostgreSQL database"));
        }
    }
    migrator(Dialect::Postgres).run_direct(None, &mut first, false).await.map_err(|e| migration_trouble(attempt, &e))?;
    first.close().await.map_err(trouble)?;
    Ok(Pools::Postgres { writers: pool(WRITERS).await?, readers: pool(READERS).await? })
}

/// What goes over a network goes encrypted, to a server whose certificate and name were checked: where the address says
/// nothing of `sslmode` that is what it means, and what would send in clear is refused. A server on this machine is spoken
/// to as the address says.
fn kept_from_others(options: PgConnectOptions) -> Result<PgConnectOptions> {
    if options.get_socket().is_some() || is_this_machine(options.get_host()) {
        return Ok(options);
    }
    match options.get_ssl_mode() {
        PgSslMode::Prefer => Ok(options.ssl_mode(PgSslMode::VerifyFull)),
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => Ok(options),
        PgSslMode::Disable | PgSslMode::Allow => Err(Trouble::usage(
            "database-url",
            "the database is on another machine, and its address lets the record go there in clear",
            "take `sslmode` out of the address, or write `sslmode=verify-full` and name the authority's certificate with `sslrootcert`",
        )),
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.starts_with('/') || host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<String> {
        kept_from_others(PgConnectOptions::from_str(url).unwrap()).map(|options| format!("{:?}", options.get_ssl_mode()))
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_under_a_checked_certificate() {
        for url in ["postgres://wardmote@db.example/wardmote", "postgres://wardmote@192.0.2.7/wardmote?sslmode=prefer"] {
            assert_eq!(mode(url).unwrap(), "VerifyFull", "{url}");
        }
        assert_eq!(mode("postgres://wardmote@db.example/wardmote?sslmode=require").unwrap(), "Require");
        for said in ["disable", "allow"] {
            let refused = mode(&format!("postgres://wardmote:secret@db.example/wardmote?sslmode={said}")).unwrap_err();
            assert_eq!(refused.code, "database-url");
            assert!(!refused.message.contains("secret") && !refused.remedy.contains("secret"));
        }
    }

    #[test]
    fn a_server_on_this_machine_is_spoken_to_as_the_address_says() {
        for host in ["localhost", "127.0.0.1", "[::1]"] {
            assert_eq!(mode(&format!("postgres://wardmote@{host}/wardmote?sslmode=disable")).unwrap(), "Disable", "{host}");
        }
        assert_eq!(mode("postgres://wardmote@localhost/wardmote?host=/run/postgresql").unwrap(), "Prefer");
        assert!(!is_this_machine("localhost.example"));
    }
}
