//! A hand in the database behind the store's back.

use crate::suite::Ground;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};
use std::future::Future;
use std::task::Poll;
use store::Database;
use store::migrations::FILES;

/// Runs statements.
pub async fn raw(ground: &Ground, statements: &str) {
    try_raw(ground, statements).await.unwrap();
}

/// The same, where the database may say no.
pub async fn try_raw(ground: &Ground, statements: &str) -> Result<(), sqlx::Error> {
    let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
    match &ground.database {
        Database::Sqlite(path) => {
            let mut connection = sqlite(path).await?;
            statements.execute(&mut connection).await?;
            connection.close().await
        }
        Database::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await?;
            statements.execute(&mut connection).await?;
            connection.close().await
        }
    }
}

/// The one whole number that a statement gives.
pub async fn number(ground: &Ground, statement: &str) -> i64 {
    let statement = AssertSqlSafe(statement.to_owned());
    match &ground.database {
        Database::Sqlite(path) => sqlx::query(statement).fetch_one(&mut sqlite(path).await.unwrap()).await.unwrap().get(0),
        Database::Postgres(url) => sqlx::query(statement).fetch_one(&mut PgConnection::connect(url).await.unwrap()).await.unwrap().get(0),
    }
}

async fn sqlite(path: &std::path::Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnection::connect_with(&sqlx::sqlite::SqliteConnectOptions::new().filename(path)).await
}

/// Takes every guard off a table, as whoever owns the database can.
pub async fn take_guards_off(ground: &Ground, table: &str) {
    for (_, _, lite, postgres) in FILES {
        let (text, on) = if ground.engine == "sqlite" { (lite, String::new()) } else { (postgres, format!(" ON {table}")) };
        for trigger in text.split("CREATE TRIGGER ").skip(1) {
            let words: Vec<&str> = trigger.split_whitespace().take(5).collect();
            if words[4] == table {
                raw(ground, &format!("DROP TRIGGER {}{on}", words[0])).await;
            }
        }
    }
}

/// The whole record, operations too, one line a row.
pub async fn dumped(store: &store::Store) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    store
        .dump_all(true, &mut |table, line| {
            lines.push((table, line.to_owned()));
            Ok(())
        })
        .await
        .unwrap();
    lines
}

/// Drives a write until it has waited so many times, then drops it; nothing where it was dropped.
pub async fn dropped_after<T>(waits: usize, write: impl Future<Output = T>) -> Option<T> {
    let (mut write, mut waited) = (std::pin::pin!(write), 0);
    std::future::poll_fn(|context| {
        if waited == waits {
            return Poll::Ready(None);
        }
        waited += 1;
        write.as_mut().poll(context).map(Some)
    })
    .await
}
