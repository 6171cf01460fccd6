//! Runs one list of cases on both engines. A missing PostgreSQL fails.

use crate::{
    broken_cases, door_cases, door_guard_cases, dump_cases, guard_cases, ledger_cases, mail_cases, mixed_cases, paging_cases, record_cases,
    tamper_cases,
};
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use store::{Database, OpenMode, Store};
use tempfile::TempDir;

/// A fresh database of one engine, for one case.
pub struct Ground {
    pub engine: &'static str,
    pub database: Database,
    pub store: Store,
    _home: Option<TempDir>,
}

impl Ground {
    pub async fn fresh(engine: &'static str) -> Self {
        let (database, home) = empty(engine);
        let store = Store::open(&database, OpenMode::Create).await.unwrap();
        Self { engine, database, store, _home: home }
    }

    /// A record that was opened already.
    pub fn of(engine: &'static str, database: Database, store: Store, home: Option<TempDir>) -> Self {
        Self { engine, database, store, _home: home }
    }

    /// A second process, as far as the database can tell.
    pub async fn another_store(&self) -> Store {
        Store::open(&self.database, OpenMode::Existing).await.unwrap()
    }
}

/// A place for a record where there is none yet.
pub fn empty(engine: &str) -> (Database, Option<TempDir>) {
    if engine == "sqlite" {
        let home = testkit::temporary_home();
        (Database::Sqlite(home.path().join("wardmote.sqlite")), Some(home))
    } else {
        (Database::Postgres(testkit::postgres::fresh_database()), None)
    }
}

/// Lists the cases of a file; every one of them runs on both engines.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        pub const CASES: &[(&str, crate::suite::Case)] = &[$((stringify!($name), |ground| Box::pin($name(ground)))),+];
    };
}
pub(crate) use cases;

pub type Case = fn(Ground) -> Pin<Box<dyn Future<Output = ()> + Send>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_suite_on_both_engines() {
    let lists = [
        crate::cases::CASES,
        record_cases::CASES,
        ledger_cases::CASES,
        guard_cases::CASES,
        tamper_cases::CASES,
        dump_cases::CASES,
        broken_cases::CASES,
        door_cases::CASES,
        door_guard_cases::CASES,
        mail_cases::CASES,
        paging_cases::CASES,
        mixed_cases::CASES,
    ];
    // For whoever works on one case: the counts below say that it was not all of them.
    let only = std::env::var("WARDMOTE_ONLY_CASE").ok();
    let mut failures = Vec::new();
    let mut passed = Vec::new();
    for engine in ["sqlite", "postgres"] {
        let mut good = 0;
        for (name, case) in lists.iter().copied().flatten().filter(|(name, _)| only.as_ref().is_none_or(|only| name.contains(only))) {
            // A case that panics fails alone; the list goes on.
            let run = tokio::spawn(async move { case(Ground::fresh(engine).await).await }).await;
            match run {
                Ok(()) => good += 1,
                Err(_) => failures.push(format!("{engine}: {name}")),
            }
        }
        passed.push(format!("{engine} {good} passed"));
    }
    // Past the test runner's capture: whoever runs the tests should read it.
    writeln!(std::io::stdout().lock(), "store suite: {}", passed.join(", ")).unwrap();
    assert!(failures.is_empty(), "failed: {failures:?}");
}
