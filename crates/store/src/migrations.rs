//! Migrations, embedded in the binary: forward only, expand then contract.
//!
//! A file under `migrations/` is never changed once released: its checksum is kept in the database. A new one
//! is added to both folders under the same number and to [`FILES`].

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;

/// Which dialect of a migration to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `migrations/sqlite`.
    Sqlite,
    /// `migrations/postgres`.
    Postgres,
}

/// Number, description, text for SQLite, text for PostgreSQL.
pub const FILES: &[(i64, &str, &str, &str)] = &[
    (1, "record", include_str!("../migrations/sqlite/0001_record.sql"), include_str!("../migrations/postgres/0001_record.sql")),
    (2, "entries", include_str!("../migrations/sqlite/0002_entries.sql"), include_str!("../migrations/postgres/0002_entries.sql")),
    (3, "ledger", include_str!("../migrations/sqlite/0003_ledger.sql"), include_str!("../migrations/postgres/0003_ledger.sql")),
    (4, "doors", include_str!("../migrations/sqlite/0004_doors.sql"), include_str!("../migrations/postgres/0004_doors.sql")),
];

/// The migrator of one dialect.
pub fn migrator(dialect: Dialect) -> Migrator {
    let migrations = FILES
        .iter()
        .map(|&(version, description, sqlite, postgres)| {
            let text = match dialect {
                Dialect::Sqlite => sqlite,
                Dialect::Postgres => postgres,
            };
            Migration::new(version, Cow::Borrowed(description), MigrationType::Simple, text.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}
