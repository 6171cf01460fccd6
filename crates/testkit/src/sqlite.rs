//! SQLite files made by a script, to stand for files that strangers send.

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;

/// Makes a SQLite file by running a script of statements.
///
/// # Panics
/// Where the script is not SQL or the file can't be made.
#[allow(clippy::expect_used)] // only tests call this
pub fn make(path: &Path, script: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = options.connect().await.expect("a new SQLite file");
        sqlx::raw_sql(script).execute(&mut connection).await.expect("a script of SQL");
        sqlx::Connection::close(connection).await.expect("a closed file");
    });
}

/// Runs a script of statements on a SQLite file that is there, as somebody with the file in their hands would.
///
/// # Panics
/// Where the script is not SQL or the file can't be opened.
#[allow(clippy::expect_used)] // only tests call this
pub fn run(path: &Path, script: String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("the SQLite file");
        sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut connection).await.expect("a script of SQL");
        sqlx::Connection::close(connection).await.expect("a closed file");
    });
}

/// The first column of every row that a question gives.
///
/// # Panics
/// Where it is no question with text in its first column.
#[allow(clippy::expect_used)] // only tests call this
pub fn texts(path: &Path, question: &'static str) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("the SQLite file");
        sqlx::query_scalar(question).fetch_all(&mut connection).await.expect("texts")
    })
}
