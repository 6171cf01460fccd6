//! Both schemas as they stand, step by step and at once, and every statement prepared on both engines.

use crate::suite::empty;
use sqlx::migrate::Migrate;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, SqlSafeStr as _};
use store::migrations::{Dialect, FILES, migrator};
use store::{Database, OpenMode, Store, statements};

async fn sqlite(database: &Database) -> SqliteConnection {
    let Database::Sqlite(path) = database else { panic!("a SQLite database") };
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

async fn postgres(database: &Database) -> PgConnection {
    let Database::Postgres(url) = database else { panic!("a PostgreSQL database") };
    PgConnection::connect(url).await.unwrap()
}

async fn dump_sqlite(connection: &mut SqliteConnection) -> String {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%sqlx%' ORDER BY type DESC, name")
            .fetch_all(connection)
            .await
            .unwrap();
    rows.into_iter().flat_map(|(sql,)| [sql, ";\n".to_owned()]).collect()
}

async fn dump_postgres(connection: &mut PgConnection) -> String {
    let mut text = String::new();
    let columns: Vec<(String,)> = sqlx::query_as(
        "SELECT concat_ws(' ', table_name, column_name, data_type, CASE is_nullable WHEN 'NO' THEN 'not null' END, 'collate ' || collation_name) \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '%sqlx%' ORDER BY table_name COLLATE \"C\", ordinal_position",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let constraints: Vec<(String,)> = sqlx::query_as(
        "SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%sqlx%' ORDER BY 1",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let indexes: Vec<(String,)> =
        sqlx::query_as("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '%sqlx%' ORDER BY 1")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    let functions: Vec<(String,)> = sqlx::query_as(
        "SELECT proname || ': ' || btrim(regexp_replace(prosrc, '\\s+', ' ', 'g')) FROM pg_proc \
         WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let triggers: Vec<(String,)> = sqlx::query_as("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    for (line,) in columns.into_iter().chain(constraints).chain(indexes).chain(functions).chain(triggers) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Runs migrations one at a time, as a home that met every version did.
async fn migrate_step_by_step<C: Migrate>(connection: &mut C, dialect: Dialect) {
    for (version, ..) in FILES {
        migrator(dialect).run_direct(Some(*version), connection, false).await.unwrap();
    }
}

#[tokio::test]
async fn a_migrated_sqlite_schema_equals_a_fresh_one() {
    let ((fresh, _a), (old, _b)) = (empty("sqlite"), empty("sqlite"));
    Store::open(&fresh, OpenMode::Create).await.unwrap().close().await;
    let mut stepped = sqlite(&old).await;
    migrate_step_by_step(&mut stepped, Dialect::Sqlite).await;
    let dump = dump_sqlite(&mut sqlite(&fresh).await).await;
    assert_eq!(dump, dump_sqlite(&mut stepped).await);
    insta::assert_snapshot!("schema-sqlite", dump);
}

#[tokio::test]
async fn a_migrated_postgres_schema_equals_a_fresh_one() {
    let ((fresh, _a), (old, _b)) = (empty("postgres"), empty("postgres"));
    Store::open(&fresh, OpenMode::Create).await.unwrap().close().await;
    let mut stepped = postgres(&old).await;
    migrate_step_by_step(&mut stepped, Dialect::Postgres).await;
    let dump = dump_postgres(&mut postgres(&fresh).await).await;
    assert_eq!(dump, dump_postgres(&mut stepped).await);
    assert!(dump.lines().filter(|line| line.contains(" text ")).all(|line| line.ends_with("collate C")), "{dump}");
    insta::assert_snapshot!("schema-postgres", dump);
}

#[tokio::test]
async fn every_statement_is_prepared_on_both_engines() {
    let ((lite, _a), (pg, _b)) = (empty("sqlite"), empty("postgres"));
    for database in [&lite, &pg] {
        Store::open(database, OpenMode::Create).await.unwrap().close().await;
    }
    let (mut lite, mut pg) = (sqlite(&lite).await, postgres(&pg).await);
    for (name, sql) in statements::ALL.iter().chain(statements::doors::ALL).chain(statements::SQLITE_ONLY) {
        let prepared = (&mut lite).prepare(AssertSqlSafe(*sql).into_sql_str()).await;
        assert!(prepared.is_ok(), "sqlite {name}: {:?}", prepared.err());
    }
    for (name, sql) in statements::ALL.iter().chain(statements::doors::ALL).chain(statements::POSTGRES_ONLY) {
        let prepared = (&mut pg).prepare(AssertSqlSafe(*sql).into_sql_str()).await;
        assert!(prepared.is_ok(), "postgres {name}: {:?}", prepared.err());
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    let numbers: Vec<i64> = FILES.iter().map(|(version, ..)| *version).collect();
    assert_eq!(numbers, (1..=i64::try_from(FILES.len()).unwrap()).collect::<Vec<_>>());
}
